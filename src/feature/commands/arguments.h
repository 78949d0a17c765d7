// Completing what stands behind a built-in command's word.
#pragma once
#include <string_view>
#include <vector>

#include "app/route.h"
#include "model/integration.h"

namespace rk::commands {

// What could follow in `input` ("/msg @al"): people and channels of the team that the account may see, at most
// kArgumentsMax. Empty for what is no built-in command with a space behind it.
std::vector<CommandSuggestion> complete_argument(Tx& tx, const Actor& actor, std::string_view team_id,
                                                 std::string_view locale, std::string_view input);
constexpr int64_t kArgumentsMax = 20;

}  // namespace rk::commands
