#include "model/system_emoji.h"

#include <algorithm>
#include <iterator>

namespace rk {

namespace {

struct Emoji {
    std::string_view name, code;
};

constexpr Emoji kEmoji[] = {
#define EMOJI(name, code) {name, code},
#include "model/system_emoji_names.h"
#undef EMOJI
};

}  // namespace

std::string_view system_emoji_code(std::string_view name) {
    const Emoji* found = std::lower_bound(std::begin(kEmoji), std::end(kEmoji), name,
                                          [](const Emoji& emoji, std::string_view n) { return emoji.name < n; });
    return found != std::end(kEmoji) && found->name == name ? found->code : std::string_view();
}

}  // namespace rk
