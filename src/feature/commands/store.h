// SQL of custom commands: the table commands.
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "db/db.h"
#include "model/integration.h"

namespace rk::commands::store {

std::optional<Command> find(Tx& tx, std::string_view command_id);  // not the deleted ones
// Without its shortcut, which running does not need.
std::optional<Command> find_by_trigger(Tx& tx, std::string_view team_id, std::string_view trigger);
// By trigger.
std::vector<Command> list_of_team(Tx& tx, std::string_view team_id);
std::vector<Command> list_all(Tx& tx);  // the oldest first
// A shortcut that the command does not name stays as it is; one without name and emoji ends.
void insert(Tx& tx, const Command& command);
void update(Tx& tx, const Command& command);
void remove(Tx& tx, std::string_view command_id);
std::vector<CommandShortcut> shortcuts_of_team(Tx& tx, std::string_view team_id);  // by name
std::vector<Command> list_by_emoji(Tx& tx, std::string_view emoji_name);           // of any team

}  // namespace rk::commands::store
