#include "model/errors.h"

#include "base/strings.h"

namespace rk {

namespace Err {
#define RK_ERROR_DEFINE(name, status, id, en, ja) const ErrorDef name{#name, status, id, en, ja, &name};
RK_ERRORS(RK_ERROR_DEFINE)
#undef RK_ERROR_DEFINE
}  // namespace Err

std::span<const ErrorDef* const> all_errors() {
    static const ErrorDef* const list[] = {
#define RK_ERROR_POINTER(name, status, id, en, ja) &Err::name,
        RK_ERRORS(RK_ERROR_POINTER)
#undef RK_ERROR_POINTER
    };
    return list;
}

std::string error_text(const ApiError& error, std::string_view locale) {
    std::string text = locale.substr(0, 2) == "ja" ? error.def->ja : error.def->en;
    for (const auto& [name, value] : error.params) text = replace_all(text, "{{." + name + "}}", value);
    return text;
}

}  // namespace rk
