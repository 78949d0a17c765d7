// Forms of several parts, with the boundary that a client names: the first line is the Content-Type, the rest the body.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/multipart.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    std::string_view text(reinterpret_cast<const char*>(data), size);
    size_t line = text.find('\n');
    if (line == std::string_view::npos) return 0;
    std::string_view body = text.substr(line + 1);
    auto form = rk::multipart::parse(text.substr(0, line), body);
    if (!form) return 0;
    for (const auto& part : *form) {
        // What a part holds lies within the body.
        if (part.content.empty()) continue;
        if (part.content.data() < body.data() || part.content.data() + part.content.size() > body.data() + body.size())
            std::abort();
    }
    rk::multipart::find_file(*form, "image");
    rk::multipart::find_field(*form, "emoji");
    return 0;
}
