// Managing and completing commands. Rules: golden integrations_commands "command api/…", admin_access.
#include <algorithm>

#include "app/access.h"
#include "base/ids.h"
#include "base/strings.h"
#include "feature/commands/arguments.h"
#include "feature/commands/builtin.h"
#include "feature/commands/commands.h"
#include "feature/commands/store.h"
#include "feature/emoji/emoji.h"
#include "feature/teams/teams.h"
#include "feature/users/users.h"
#include "model/system_emoji.h"

namespace rk::commands {

namespace {

constexpr Permission kOwn = Permission::manage_own_slash_commands, kOthers = Permission::manage_others_slash_commands;

bool is_enabled(const Ctx& c) { return c.config()->ServiceSettings.EnableCommands; }
void require_enabled(const Ctx& c) {
    if (!is_enabled(c)) throw Err::commands_disabled;
}

// The command of the path, for who manages it; others are not told that there is one.
Command managed(Ctx& c, Tx& tx) {
    std::string id = c.id("command_id");
    auto command = is_enabled(c) ? store::find(tx, id) : std::nullopt;
    if (!command) throw Err::command_not_found;
    if (!access::may_in_team(tx, c.actor(), command->team_id, kOwn)) throw Err::command_not_found;
    require_manages(tx, c.actor(), *command);
    return std::move(*command);
}

void check(const Command& command) {
    const std::string& trigger = command.trigger;
    if (trigger.empty() || trigger.size() > 128 || trigger[0] == '/' || trigger.find(' ') != trigger.npos)
        throw Err::command_trigger_bad;
    if (command.url.empty() || utf8_length(command.url) > 1024) throw Err::command_url_bad;
    if (!is_http_url(command.url)) throw Err::command_url_not_http;
    if (command.method != "P" && command.method != "G") throw Err::command_method_bad;
    if (utf8_length(command.display_name) > 64) throw Err::command_display_name_too_long;
    if (utf8_length(command.description) > 128) throw Err::command_description_too_long;
    if (utf8_length(command.username) > 64 || utf8_length(command.icon_url) > 1024 ||
        utf8_length(command.auto_complete_desc) > 1024 || utf8_length(command.auto_complete_hint) > 1024)
        throw Err::invalid_body_param.with("Name", "command");
}

// An emoji is written with or without its colons. The message's text travels in the body of a POST.
void check_shortcut(Tx& tx, Command& command) {
    if (command.shortcut_emoji) {
        std::string& emoji = *command.shortcut_emoji;
        if (emoji.size() > 1 && emoji.starts_with(':') && emoji.ends_with(':'))
            emoji = emoji.substr(1, emoji.size() - 2);
        if (!emoji.empty() && system_emoji_code(emoji).empty()) emoji::get_by_name(tx, emoji);
        for (const Command& other : store::list_by_emoji(tx, emoji))
            if (other.team_id == command.team_id && other.id != command.id)
                throw Err::command_shortcut_emoji_taken.with("Emoji", emoji).with("Trigger", other.trigger);
    }
    const bool is_shortcut =
        !command.shortcut_name.value_or("").empty() || !command.shortcut_emoji.value_or("").empty();
    if (utf8_length(command.shortcut_name.value_or("")) > 64 || (is_shortcut && command.method != "P"))
        throw Err::command_shortcut_bad;
}

void require_free(Tx& tx, const Command& command, std::string_view team_id) {
    tx.lock("commands " + std::string(team_id));
    auto other = store::find_by_trigger(tx, team_id, command.trigger);
    if ((other && other->id != command.id) || find_built_in(command.trigger)) throw Err::command_trigger_taken;
}

Reply create(Ctx& c, Tx& tx) {
    auto command = c.body<Command>("command");
    access::require_in_team(tx, c.actor(), command.team_id, kOwn);
    if (command.creator_id.empty() || command.creator_id == c.user_id()) {
        command.creator_id = c.user_id();
    } else {
        access::require_in_team(tx, c.actor(), command.team_id, kOthers);
        users::get(tx, command.creator_id);
    }
    require_enabled(c);
    teams::get(tx, command.team_id);
    command.trigger = to_lower_ascii(command.trigger);
    command.id = new_id();
    require_free(tx, command, command.team_id);
    check(command);
    check_shortcut(tx, command);
    command.token = new_id();
    command.plugin_id.clear();
    command.create_at = command.update_at = tx.now();
    command.delete_at = 0;
    store::insert(tx, command);
    users::add_audit(tx, c.actor(), c.route().path, "success command_id=" + command.id);
    return reply::model(201, command);
}

// Of a command that somebody else made, only what helps typing it.
Command for_typing(Command command) {
    for (std::string* secret :
         {&command.token, &command.creator_id, &command.method, &command.url, &command.username, &command.icon_url})
        secret->clear();
    return command;
}

// Everything that can be typed and completed in the team, by trigger.
std::vector<Command> completable(Ctx& c, Tx& tx, std::string_view team_id) {
    std::vector<Command> list;
    auto config = c.config();
    for (const BuiltInCommand& command : built_in())
        if (!command.is_offered || command.is_offered(*config)) list.push_back(shown(command, c.locale()));
    if (is_enabled(c))
        for (Command& command : store::list_of_team(tx, team_id))
            if (command.auto_complete) list.push_back(for_typing(std::move(command)));
    std::sort(list.begin(), list.end(), [](const Command& a, const Command& b) { return a.trigger < b.trigger; });
    return list;
}

Reply list(Ctx& c, Tx& tx) {
    std::string team_id = c.query("team_id");
    bool custom_only = c.query_bool("custom_only");
    if (team_id.empty()) throw Err::invalid_body_param.with("Name", "team_id");
    access::require_in_team(tx, c.actor(), team_id, Permission::view_team);
    bool manages = access::may_in_team(tx, c.actor(), team_id, kOwn);
    if (custom_only && !manages) access::require_in_team(tx, c.actor(), team_id, kOwn);
    if (!manages) return reply::json(200, to_json(completable(c, tx, team_id)));
    require_enabled(c);
    bool of_others = access::may_in_team(tx, c.actor(), team_id, kOthers);
    std::vector<Command> commands;
    auto config = c.config();
    if (!custom_only)
        for (const BuiltInCommand& command : built_in())
            if (!command.is_offered || command.is_offered(*config)) commands.push_back(shown(command, c.locale()));
    for (Command& command : store::list_of_team(tx, team_id))
        if (of_others || command.creator_id == c.user_id()) commands.push_back(std::move(command));
    return reply::json(200, to_json(commands));
}

Reply read(Ctx& c, Tx& tx) { return reply::model(200, managed(c, tx)); }

Reply update(Ctx& c, Tx& tx) {
    auto wanted = c.body<Command>("command");
    if (wanted.id != c.id("command_id")) throw Err::invalid_body_param.with("Name", "command_id");
    Command old = managed(c, tx);
    if (!wanted.team_id.empty() && wanted.team_id != old.team_id) throw Err::command_team_mismatch;
    wanted.trigger = to_lower_ascii(wanted.trigger);
    wanted.team_id = old.team_id;
    require_free(tx, wanted, old.team_id);
    check(wanted);
    // Clients that do not know of shortcuts do not name them.
    if (!wanted.shortcut_name) wanted.shortcut_name = old.shortcut_name;
    if (!wanted.shortcut_emoji) wanted.shortcut_emoji = old.shortcut_emoji;
    check_shortcut(tx, wanted);
    wanted.token = old.token;
    wanted.creator_id = old.creator_id;
    wanted.plugin_id = old.plugin_id;
    wanted.create_at = old.create_at;
    wanted.delete_at = 0;
    wanted.update_at = tx.now();
    store::update(tx, wanted);
    users::add_audit(tx, c.actor(), c.route().path, "success command_id=" + wanted.id);
    return reply::model(200, wanted);
}

Reply new_token(Ctx& c, Tx& tx) {
    Command command = managed(c, tx);
    command.token = new_id();
    command.update_at = tx.now();
    store::update(tx, command);
    users::add_audit(tx, c.actor(), c.route().path, "success command_id=" + command.id);
    return reply::json(200, Json::object({{"token", command.token}}).dump());
}

Reply move(Ctx& c, Tx& tx) {
    Json body = c.body_object("team_id");
    const std::string& team_id = body["team_id"].as_string();
    if (!is_valid_id(team_id)) throw Err::invalid_body_param.with("Name", "team_id");
    access::require_in_team(tx, c.actor(), team_id, kOwn);
    teams::get(tx, team_id);
    Command command = managed(c, tx);
    require_free(tx, command, team_id);
    command.team_id = team_id;
    check_shortcut(tx, command);
    command.update_at = tx.now();
    store::update(tx, command);
    users::add_audit(tx, c.actor(), c.route().path, "success command_id=" + command.id);
    return reply::ok();
}

Reply remove(Ctx& c, Tx& tx) {
    Command command = managed(c, tx);
    store::remove(tx, command.id);
    users::add_audit(tx, c.actor(), c.route().path, "success command_id=" + command.id);
    return reply::ok();
}

Reply list_completable(Ctx& c, Tx& tx) {
    std::string team_id = c.id("team_id");
    access::require_in_team(tx, c.actor(), team_id, Permission::view_team);
    return reply::json(200, to_json(completable(c, tx, team_id)));
}

Reply suggest(Ctx& c, Tx& tx) {
    std::string team_id = c.id("team_id"), input = c.query("user_input");
    access::require_in_team(tx, c.actor(), team_id, Permission::view_team);
    if (input.empty()) throw Err::invalid_body_param.with("Name", "userInput");
    std::string typed = to_lower_ascii(input);
    if (typed.starts_with('/')) typed.erase(0, 1);
    std::vector<CommandSuggestion> suggestions = complete_argument(tx, c.actor(), team_id, c.locale(), input);
    for (const Command& command : completable(c, tx, team_id)) {
        if (!command.trigger.starts_with(typed)) continue;
        CommandSuggestion s;
        s.Complete = s.Suggestion = command.trigger;
        s.Hint = command.auto_complete_hint;
        s.Description = command.auto_complete_desc;
        suggestions.push_back(std::move(s));
    }
    return reply::json(200, to_json(suggestions));
}

constexpr Route kRoutes[] = {
    {POST, "/api/v4/commands", Lane::write, Access::session, create, "Make a slash command."},
    {GET, "/api/v4/commands", Lane::read, Access::session, list, "List the commands of a team."},
    {GET, "/api/v4/commands/{command_id}", Lane::read, Access::session, read, "Read a slash command."},
    {PUT, "/api/v4/commands/{command_id}", Lane::write, Access::session, update, "Change a slash command."},
    {DELETE, "/api/v4/commands/{command_id}", Lane::write, Access::session, remove, "Delete a slash command."},
    {PUT, "/api/v4/commands/{command_id}/move", Lane::write, Access::session, move,
     "Move a slash command to another team."},
    {PUT, "/api/v4/commands/{command_id}/regen_token", Lane::write, Access::session, new_token,
     "Give a slash command a new token."},
    {GET, "/api/v4/teams/{team_id}/commands/autocomplete", Lane::read, Access::session, list_completable,
     "List the commands that can be completed while typing."},
    {GET, "/api/v4/teams/{team_id}/commands/autocomplete_suggestions", Lane::read, Access::session, suggest,
     "What could follow what was typed."},
};

}  // namespace

std::vector<Command> list_all(Tx& tx) { return store::list_all(tx); }
std::optional<Command> find(Tx& tx, std::string_view command_id) { return store::find(tx, command_id); }

Command save_by_operator(Tx& tx, Command command) {
    const bool is_new = command.id.empty();
    if (is_new) command.id = new_id();
    command.trigger = to_lower_ascii(command.trigger);
    require_free(tx, command, command.team_id);
    check(command);
    check_shortcut(tx, command);
    if (command.token.empty()) command.token = new_id();
    command.update_at = tx.now();
    if (is_new) command.create_at = command.update_at;
    if (is_new) store::insert(tx, command);
    else store::update(tx, command);
    return command;
}

void remove_by_operator(Tx& tx, std::string_view command_id) { store::remove(tx, command_id); }

std::span<const Route> routes() { return kRoutes; }

void require_manages(Tx& tx, const Actor& actor, const Command& command) {
    access::require_in_team(tx, actor, command.team_id, kOwn);
    if (command.creator_id != actor.user_id) access::require_in_team(tx, actor, command.team_id, kOthers);
}

}  // namespace rk::commands
