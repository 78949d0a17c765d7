#include "feature/commands/store.h"

namespace rk::commands::store {

namespace {

RK_QUERY(kFind, "command_find", "SELECT {Command} FROM commands WHERE id = ?1 AND deleteat = 0");
RK_QUERY(kByTrigger, "command_by_trigger",
         "SELECT {Command} FROM commands WHERE teamid = ?1 AND trigger = ?2 AND deleteat = 0");
RK_QUERY(kOfTeam, "commands_of_team",
         "SELECT {Command} FROM commands WHERE teamid = ?1 AND deleteat = 0 ORDER BY trigger");
RK_QUERY(kAll, "commands_all", "SELECT {Command} FROM commands WHERE deleteat = 0 ORDER BY createat, id", nullptr,
         "a few thousand commands at most, for integrations as code");
RK_QUERY(kInsert, "command_insert", "INSERT INTO commands ({Command}) VALUES ({?Command})");
RK_QUERY(kUpdate, "command_update", "UPDATE commands SET {=Command} WHERE id = ?1");
RK_QUERY(kRemove, "command_remove", "UPDATE commands SET deleteat = ?2, updateat = ?2 WHERE id = ?1");

RK_QUERY(kShortcut, "command_shortcut", "SELECT {CommandShortcut} FROM rk_command_shortcuts WHERE commandid = ?1");
RK_QUERY(kShortcutsOfTeam, "command_shortcuts_of_team",
         "SELECT {s.CommandShortcut} FROM commands c JOIN rk_command_shortcuts s ON s.commandid = c.id"
         " WHERE c.teamid = ?1 AND c.deleteat = 0 ORDER BY s.name, c.trigger");
RK_QUERY(kByEmoji, "commands_by_emoji",
         "SELECT {c.Command} FROM rk_command_shortcuts s JOIN commands c ON c.id = s.commandid"
         " WHERE s.emoji = ?1 AND s.emoji <> '' AND c.deleteat = 0 ORDER BY c.createat, c.id");
RK_QUERY(kSaveShortcut, "command_shortcut_save",
         "INSERT INTO rk_command_shortcuts ({CommandShortcut}) VALUES ({?CommandShortcut})"
         " ON CONFLICT (commandid) DO UPDATE SET name = excluded.name, emoji = excluded.emoji");
RK_QUERY(kRemoveShortcut, "command_shortcut_remove", "DELETE FROM rk_command_shortcuts WHERE commandid = ?1");

void save_shortcut(Tx& tx, const Command& command) {
    if (!command.shortcut_name && !command.shortcut_emoji) return;
    CommandShortcut shortcut{command.id, command.shortcut_name.value_or(""), command.shortcut_emoji.value_or("")};
    if (shortcut.name.empty() && shortcut.emoji.empty()) tx.exec(kRemoveShortcut, command.id);
    else tx.exec(kSaveShortcut, shortcut);
}

void add_shortcut(Command& command, const CommandShortcut& shortcut) {
    command.shortcut_name = shortcut.name;
    command.shortcut_emoji = shortcut.emoji;
}

}  // namespace

std::optional<Command> find(Tx& tx, std::string_view command_id) {
    auto command = tx.find<Command>(kFind, command_id);
    if (command)
        if (auto shortcut = tx.find<CommandShortcut>(kShortcut, command_id)) add_shortcut(*command, *shortcut);
    return command;
}
std::optional<Command> find_by_trigger(Tx& tx, std::string_view team_id, std::string_view trigger) {
    return tx.find<Command>(kByTrigger, team_id, trigger);
}
std::vector<Command> list_of_team(Tx& tx, std::string_view team_id) {
    auto commands = tx.list<Command>(kOfTeam, team_id);
    for (const CommandShortcut& shortcut : shortcuts_of_team(tx, team_id))
        for (Command& command : commands)
            if (command.id == shortcut.command_id) add_shortcut(command, shortcut);
    return commands;
}
std::vector<Command> list_all(Tx& tx) {
    auto commands = tx.list<Command>(kAll);
    for (Command& command : commands)
        if (auto shortcut = tx.find<CommandShortcut>(kShortcut, command.id)) add_shortcut(command, *shortcut);
    return commands;
}
void insert(Tx& tx, const Command& command) {
    tx.exec(kInsert, command);
    save_shortcut(tx, command);
}
void update(Tx& tx, const Command& command) {
    tx.exec(kUpdate, command);
    save_shortcut(tx, command);
}
void remove(Tx& tx, std::string_view command_id) {
    tx.exec(kRemove, command_id, tx.now());
    tx.exec(kRemoveShortcut, command_id);
}
std::vector<CommandShortcut> shortcuts_of_team(Tx& tx, std::string_view team_id) {
    return tx.list<CommandShortcut>(kShortcutsOfTeam, team_id);
}
std::vector<Command> list_by_emoji(Tx& tx, std::string_view emoji_name) {
    return tx.list<Command>(kByEmoji, emoji_name);
}

}  // namespace rk::commands::store
