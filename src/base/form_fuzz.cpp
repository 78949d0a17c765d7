// Query strings and form bodies: any bytes are read, and what was escaped comes back.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/assert.h"
#include "base/http.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    for (const bool plus_is_space : {false, true}) {
        RK_ASSERT(rk::url_decode(text, plus_is_space).size() <= size);
        RK_ASSERT(rk::url_decode(rk::url_encode(text), plus_is_space) == text);
    }
    std::string written;
    const auto pairs = rk::parse_form(text);
    for (const auto& [name, value] : pairs) {
        if (!written.empty()) written += '&';
        written += rk::url_encode(name) + "=" + rk::url_encode(value);
    }
    const auto again = rk::parse_form(written);
    RK_ASSERT(again.size() == pairs.size());
    for (size_t i = 0; i < pairs.size(); ++i) {
        RK_ASSERT(again[i].name == pairs[i].name && again[i].value == pairs[i].value);
    }
    return 0;
}
