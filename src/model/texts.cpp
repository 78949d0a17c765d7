#include "model/texts.h"

#include "base/strings.h"

namespace rk {

std::string text(Text which, std::string_view locale,
                 std::initializer_list<std::pair<std::string_view, std::string_view>> values) {
    struct Line {
        const char* en;
        const char* ja;
    };
    static constexpr Line lines[] = {
#define RK_TEXT_LINE(name, en, ja) {en, ja},
        RK_TEXTS(RK_TEXT_LINE)
#undef RK_TEXT_LINE
    };
    const Line& line = lines[static_cast<size_t>(which)];
    std::string out = locale.substr(0, 2) == "ja" ? line.ja : line.en;
    for (const auto& [name, value] : values) out = replace_all(out, "{{." + std::string(name) + "}}", value);
    return out;
}

}  // namespace rk
