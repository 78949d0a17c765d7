// What an answer of a command does, for this folder.
#pragma once
#include <string_view>

#include "base/result.h"
#include "feature/commands/builtin.h"

namespace rk::commands {

// The answer of a custom command as its address sent it. A failure says why it is none.
Result<CommandResponse> parse_answer(std::string_view content_type, std::string_view body);

// Posts, or tells the caller, what the answer says; its extra answers too. `custom` is the command of somebody's, null for
// a built-in one. Texts of custom ones lose Slack's forms, in `response` as well. Throws Err::command_post_failed.
void respond(Tx& tx, const Call& call, CommandResponse& response, const Command* custom);

}  // namespace rk::commands
