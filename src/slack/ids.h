// Slack's ids: a letter, then our 26-character id in upper case. Reversible without a table, because ours are lower
// case.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace rk::slack {

std::string slack_id(char prefix, std::string_view id);
// The id behind a Slack id of one of `prefixes`; nothing for ids that Slack itself has made. An id of ours in its own
// form is taken too.
std::optional<std::string> our_id(std::string_view slack_id, std::string_view prefixes);

}  // namespace rk::slack
