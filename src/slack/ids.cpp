#include "slack/ids.h"

#include <algorithm>

#include "base/strings.h"

namespace rk::slack {

std::string slack_id(char prefix, std::string_view id) { return prefix + to_upper_ascii(id); }

std::optional<std::string> our_id(std::string_view slack_id, std::string_view prefixes) {
    constexpr size_t kIdLength = 26;
    auto all = [](std::string_view s, char from) {
        return std::all_of(s.begin(), s.end(),
                           [from](char c) { return (c >= from && c <= from + 25) || (c >= '0' && c <= '9'); });
    };
    if (slack_id.size() == kIdLength && all(slack_id, 'a')) return std::string(slack_id);
    if (slack_id.size() != kIdLength + 1 || prefixes.find(slack_id[0]) == std::string_view::npos) return std::nullopt;
    if (!all(slack_id.substr(1), 'A')) return std::nullopt;
    return to_lower_ascii(slack_id.substr(1));
}

}  // namespace rk::slack
