// Messages of any bytes: no crash, and what is found is part of what was written.
// Links: feature/posts/text.cpp
#include <cstddef>
#include <cstdint>

#include "base/assert.h"
#include "base/strings.h"
#include "feature/posts/text.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    std::string_view text(reinterpret_cast<const char*>(data), size);
    const std::string hashtags = rk::posts::find_hashtags(text);
    RK_ASSERT(hashtags.size() <= 1000);
    const std::string prose = rk::posts::prose_of(text);
    RK_ASSERT(prose.size() <= size * 2 + 8);
    size_t words = 0;
    for (std::string_view word : rk::posts::mention_words(prose)) {
        RK_ASSERT(!word.empty() && word.data() >= prose.data() &&
                  word.data() + word.size() <= prose.data() + prose.size());
        words += word.size();
    }
    RK_ASSERT(words <= prose.size());
    for (const std::string& name : rk::posts::channel_names(text))
        RK_ASSERT(!name.empty() && rk::to_lower_ascii(text).find("~" + name) != std::string::npos);
    for (const std::string& name : rk::posts::emoji_names(text))
        RK_ASSERT(name.size() <= 64 && text.find(":" + name + ":") != std::string_view::npos);
    const std::string link = rk::posts::first_link(text);
    RK_ASSERT(link.size() <= size && (!rk::is_valid_utf8(text) || rk::is_valid_utf8(link)));
    return 0;
}
