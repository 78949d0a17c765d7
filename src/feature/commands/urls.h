// Addresses at which a custom command may answer later: the table commandwebhooks. Each is good for half an hour and five
// answers.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "feature/commands/builtin.h"

namespace rk::commands::urls {

struct Url {
    std::string command_id, user_id, channel_id, root_id;
};
// Its id. Removes those that are too old.
std::string add(Tx& tx, const Command& command, const Call& call);
// Counts one answer. Nothing when there is no such address, or it is too old. Throws Err::command_url_refused when it was
// used often enough.
std::optional<Url> use(Tx& tx, std::string_view url_id);

}  // namespace rk::commands::urls
