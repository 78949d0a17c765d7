#include "feature/integrations_file/kinds.h"

#include <algorithm>

#include "base/assert.h"
#include "base/ids.h"
#include "base/strings.h"
#include "feature/bots/bots.h"
#include "feature/channels/channels.h"
#include "feature/commands/commands.h"
#include "feature/oauth/oauth.h"
#include "feature/outgoing_hooks/outgoing_hooks.h"
#include "feature/teams/teams.h"
#include "feature/users/users.h"
#include "feature/webhooks/webhooks.h"
#include "model/integration.h"
#include "model/webhook.h"

namespace rk::integrations_file {

namespace {

using enum KeyType;

constexpr Key kTeam{.name = "team", .required = true, .identity = true, .lower = true};
constexpr Key kName{.name = "name", .required = true, .identity = true};
constexpr Key kNumber{.name = "number", .type = number, .otherwise = "1", .identity = true};
constexpr Key kOwner{.name = "owner", .lower = true};

constexpr Key kBotKeys[] = {
    {.name = "username", .required = true, .identity = true, .lower = true},
    kOwner,
    {.name = "display_name"},
    {.name = "description"},
    {.name = "enabled", .type = flag, .otherwise = "true"},
};
constexpr Key kIncomingKeys[] = {
    kTeam,
    kName,
    kNumber,
    {.name = "channel", .required = true, .lower = true},
    kOwner,
    {.name = "description"},
    {.name = "username"},
    {.name = "icon_url"},
    {.name = "channel_locked", .type = flag, .otherwise = "false"},
    {.name = "id", .secret = true},
};
constexpr Key kOutgoingKeys[] = {
    kTeam,
    kName,
    kNumber,
    {.name = "channel", .lower = true},
    kOwner,
    {.name = "description"},
    {.name = "trigger_words", .type = list},
    {.name = "trigger_when", .otherwise = "first_word", .choices = "first_word starts_with"},
    {.name = "callback_urls", .type = list, .required = true},
    {.name = "content_type"},
    {.name = "username"},
    {.name = "icon_url"},
    {.name = "events", .type = list},
    {.name = "token", .secret = true},
};
constexpr Key kCommandKeys[] = {
    kTeam,
    {.name = "trigger", .required = true, .identity = true, .lower = true},
    kOwner,
    {.name = "name"},
    {.name = "description"},
    {.name = "url", .required = true},
    {.name = "method", .otherwise = "POST", .choices = "POST GET"},
    {.name = "username"},
    {.name = "icon_url"},
    {.name = "autocomplete", .type = flag, .otherwise = "false"},
    {.name = "autocomplete_hint"},
    {.name = "autocomplete_description"},
    {.name = "shortcut_name"},
    {.name = "shortcut_emoji"},
    {.name = "token", .secret = true},
};
constexpr Key kAppKeys[] = {
    kName,
    kNumber,
    kOwner,
    {.name = "description"},
    {.name = "homepage", .required = true},
    {.name = "icon_url"},
    {.name = "callback_urls", .type = list, .required = true},
    {.name = "trusted", .type = flag, .otherwise = "false"},
    {.name = "client_secret", .secret = true},
};

// Bots first: others may belong to them.
constexpr Kind kKinds[] = {
    {"bots", kBotKeys},
    {"incoming_webhooks", kIncomingKeys},
    {"outgoing_webhooks", kOutgoingKeys},
    {"slash_commands", kCommandKeys},
    {"oauth_apps", kAppKeys},
};

const std::string& text_of(const Json& item, const char* key) { return item[key].as_string(); }
bool flag_of(const Json& item, const char* key) { return item[key].as_bool(); }
std::vector<std::string> list_of(const Json& item, const char* key) {
    std::vector<std::string> words;
    for (const Json& word : item[key].items()) words.push_back(word.as_string());
    return words;
}
Json list_json(const std::vector<std::string>& words) {
    Json list = Json::array();
    for (const std::string& word : words) list.push(word);
    return list;
}

// Names of what rows refer to; "" for what is gone.
std::string team_name(Tx& tx, const std::string& id) {
    auto team = teams::find(tx, id);
    return team ? team->name : std::string();
}
std::string channel_name(Tx& tx, const std::string& id) {
    auto channel = id.empty() ? std::nullopt : channels::find(tx, id);
    return channel ? channel->name : std::string();
}

Team get_team(Tx& tx, const Json& item) {
    auto team = teams::find_by_name(tx, text_of(item, "team"));
    if (!team || team->delete_at) throw AtKey{"team", Err::file_team_unknown.with("Name", text_of(item, "team"))};
    return std::move(*team);
}
Channel get_channel(Tx& tx, const Team& team, const Json& item) {
    const std::string& name = text_of(item, "channel");
    auto channel = channels::find_by_name(tx, team.id, name, false);
    if (!channel) throw AtKey{"channel", Err::file_channel_unknown.with("Name", name).with("Team", team.name)};
    return std::move(*channel);
}
// The owner that the item names; what there is keeps its own when it names none.
std::string owner_id(Tx& tx, const Json& item, const std::string& old_id) {
    const std::string& name = text_of(item, "owner");
    if (name.empty() && !old_id.empty()) return old_id;
    if (name.empty()) throw AtKey{"owner", ApiError(Err::file_owner_missing)};
    auto user = users::find_by_username(tx, name);
    // Who has left may keep what they have.
    if (!user || (user->delete_at && user->id != old_id))
        throw AtKey{"owner", Err::file_owner_unknown.with("Name", name)};
    return user->id;
}
// A secret that was given: as the server makes them itself.
void check_secret(const Json& item, const char* key) {
    const std::string& secret = text_of(item, key);
    if (!secret.empty() && !is_valid_id(secret)) throw AtKey{key, Err::file_secret_form.with("Key", key)};
}
// Several made at once keep their order.
Millis made_at(Tx& tx, const Json& item) { return tx.now() + std::max<int64_t>(item["number"].as_integer() - 1, 0); }

// What was read in this transaction is there.
template <class M>
M get_old(std::optional<M> found) {
    RK_ASSERT(found);
    return std::move(*found);
}

// ---- Incoming webhooks

std::vector<Existing> load_incoming(Tx& tx) {
    std::vector<Existing> found;
    for (const IncomingWebhook& hook : webhooks::list_all(tx)) {
        Existing one;
        one.id = hook.id;
        one.item = Json::object({{"team", team_name(tx, hook.team_id)},
                                 {"name", hook.display_name},
                                 {"channel", channel_name(tx, hook.channel_id)},
                                 {"owner", users::username_of(tx, hook.user_id)},
                                 {"description", hook.description},
                                 {"username", hook.username},
                                 {"icon_url", hook.icon_url},
                                 {"channel_locked", hook.channel_locked},
                                 {"id", hook.id}});
        found.push_back(std::move(one));
    }
    return found;
}

void save_incoming(Tx& tx, const Json& item, const Existing* old) {
    const Team team = get_team(tx, item);
    check_secret(item, "id");
    IncomingWebhook hook;
    if (old) hook = webhooks::get(tx, old->id);
    const std::string& id = text_of(item, "id");
    if (old && !id.empty() && id != old->id) throw AtKey{"id", ApiError(Err::file_hook_id_fixed)};
    if (!old) hook.id = id, hook.create_at = made_at(tx, item);
    hook.team_id = team.id;
    hook.channel_id = get_channel(tx, team, item).id;
    hook.user_id = owner_id(tx, item, hook.user_id);
    hook.display_name = text_of(item, "name");
    hook.description = text_of(item, "description");
    hook.username = text_of(item, "username");
    hook.icon_url = text_of(item, "icon_url");
    hook.channel_locked = flag_of(item, "channel_locked");
    webhooks::save_by_operator(tx, std::move(hook));
}

void remove_incoming(Tx& tx, const Existing& old) { webhooks::remove_by_operator(tx, old.id); }

// ---- Outgoing webhooks

std::vector<Existing> load_outgoing(Tx& tx) {
    std::vector<Existing> found;
    for (const OutgoingWebhook& hook : outgoing_hooks::list_all(tx)) {
        Existing one;
        one.id = hook.id;
        one.item = Json::object({{"team", team_name(tx, hook.team_id)},
                                 {"name", hook.display_name},
                                 {"channel", channel_name(tx, hook.channel_id)},
                                 {"owner", users::username_of(tx, hook.creator_id)},
                                 {"description", hook.description},
                                 {"trigger_words", list_json(hook.trigger_words)},
                                 {"trigger_when", hook.trigger_when == 1 ? "starts_with" : "first_word"},
                                 {"callback_urls", list_json(hook.callback_urls)},
                                 {"content_type", hook.content_type},
                                 {"username", hook.username},
                                 {"icon_url", hook.icon_url},
                                 {"events", list_json(hook.events)},
                                 {"token", hook.token}});
        found.push_back(std::move(one));
    }
    return found;
}

void save_outgoing(Tx& tx, const Json& item, const Existing* old) {
    const Team team = get_team(tx, item);
    check_secret(item, "token");
    OutgoingWebhook hook;
    if (old) hook = get_old(outgoing_hooks::find(tx, old->id));
    if (!old) hook.create_at = made_at(tx, item);
    hook.team_id = team.id;
    hook.channel_id = text_of(item, "channel").empty() ? std::string() : get_channel(tx, team, item).id;
    hook.creator_id = owner_id(tx, item, hook.creator_id);
    hook.display_name = text_of(item, "name");
    hook.description = text_of(item, "description");
    hook.trigger_words = list_of(item, "trigger_words");
    hook.trigger_when = text_of(item, "trigger_when") == "starts_with" ? 1 : 0;
    hook.callback_urls = list_of(item, "callback_urls");
    hook.content_type = text_of(item, "content_type");
    hook.username = text_of(item, "username");
    hook.icon_url = text_of(item, "icon_url");
    hook.events = list_of(item, "events");
    if (!text_of(item, "token").empty()) hook.token = text_of(item, "token");
    outgoing_hooks::save_by_operator(tx, std::move(hook));
}

void remove_outgoing(Tx& tx, const Existing& old) {
    outgoing_hooks::remove_by_operator(tx, get_old(outgoing_hooks::find(tx, old.id)));
}

// ---- Slash commands

std::vector<Existing> load_commands(Tx& tx) {
    std::vector<Existing> found;
    for (const Command& command : commands::list_all(tx)) {
        Existing one;
        one.id = command.id;
        one.item = Json::object({{"team", team_name(tx, command.team_id)},
                                 {"trigger", command.trigger},
                                 {"owner", users::username_of(tx, command.creator_id)},
                                 {"name", command.display_name},
                                 {"description", command.description},
                                 {"url", command.url},
                                 {"method", command.method == "G" ? "GET" : "POST"},
                                 {"username", command.username},
                                 {"icon_url", command.icon_url},
                                 {"autocomplete", command.auto_complete},
                                 {"autocomplete_hint", command.auto_complete_hint},
                                 {"autocomplete_description", command.auto_complete_desc},
                                 {"shortcut_name", command.shortcut_name.value_or("")},
                                 {"shortcut_emoji", command.shortcut_emoji.value_or("")},
                                 {"token", command.token}});
        found.push_back(std::move(one));
    }
    return found;
}

void save_command(Tx& tx, const Json& item, const Existing* old) {
    const Team team = get_team(tx, item);
    check_secret(item, "token");
    Command command;
    if (old) command = get_old(commands::find(tx, old->id));
    command.team_id = team.id;
    command.trigger = text_of(item, "trigger");
    command.creator_id = owner_id(tx, item, command.creator_id);
    command.display_name = text_of(item, "name");
    command.description = text_of(item, "description");
    command.url = text_of(item, "url");
    command.method.assign(1, text_of(item, "method") == "GET" ? 'G' : 'P');
    command.username = text_of(item, "username");
    command.icon_url = text_of(item, "icon_url");
    command.auto_complete = flag_of(item, "autocomplete");
    command.auto_complete_hint = text_of(item, "autocomplete_hint");
    command.auto_complete_desc = text_of(item, "autocomplete_description");
    command.shortcut_name = text_of(item, "shortcut_name");
    command.shortcut_emoji = text_of(item, "shortcut_emoji");
    if (!text_of(item, "token").empty()) command.token = text_of(item, "token");
    commands::save_by_operator(tx, std::move(command));
}

void remove_command(Tx& tx, const Existing& old) { commands::remove_by_operator(tx, old.id); }

// ---- Bots

std::vector<Existing> load_bots(Tx& tx) {
    std::vector<Existing> found;
    for (const Bot& bot : bots::list_all(tx)) {
        Existing one;
        one.id = bot.user_id;
        one.is_active = bot.delete_at == 0;
        one.item = Json::object({{"username", bot.username},
                                 {"owner", users::username_of(tx, bot.owner_id)},
                                 {"display_name", bot.display_name},
                                 {"description", bot.description},
                                 {"enabled", bot.delete_at == 0}});
        found.push_back(std::move(one));
    }
    return found;
}

void save_bot(Tx& tx, const Json& item, const Existing* old) {
    const bool enabled = flag_of(item, "enabled");
    Bot bot;
    if (old) bot = bots::get(tx, old->id, true);
    const std::string owner = owner_id(tx, item, bot.owner_id);
    if (owner != bot.owner_id && bots::is_bot(tx, owner))
        throw AtKey{"owner", Err::file_owner_unknown.with("Name", text_of(item, "owner"))};
    if (!old) {
        bot = bots::add(
            tx, {text_of(item, "username"), text_of(item, "display_name"), text_of(item, "description"), owner});
    } else {
        bots::Change change;
        change.display_name = text_of(item, "display_name");
        change.description = text_of(item, "description");
        bot = bots::update(tx, bot, change);
        if (owner != bot.owner_id) bot = bots::assign(tx, bot, owner);
    }
    if (enabled != (bot.delete_at == 0)) bots::set_enabled(tx, bot, enabled);
}

// A bot's messages stay, so it is disabled.
void remove_bot(Tx& tx, const Existing& old) { bots::set_enabled(tx, bots::get(tx, old.id, true), false); }

// ---- OAuth apps

std::vector<Existing> load_apps(Tx& tx) {
    std::vector<Existing> found;
    for (const OAuthApp& app : oauth::list_all(tx)) {
        if (app.is_dynamically_registered) continue;  // programs made these, not people
        Existing one;
        one.id = app.id;
        one.item = Json::object({{"name", app.name},
                                 {"owner", users::username_of(tx, app.creator_id)},
                                 {"description", app.description},
                                 {"homepage", app.homepage},
                                 {"icon_url", app.icon_url},
                                 {"callback_urls", list_json(app.callback_urls)},
                                 {"trusted", app.is_trusted},
                                 {"client_secret", app.client_secret}});
        found.push_back(std::move(one));
    }
    return found;
}

void save_app(Tx& tx, const Json& item, const Existing* old) {
    check_secret(item, "client_secret");
    OAuthApp app;
    if (old) app = get_old(oauth::find_app(tx, old->id));
    if (!old) app.create_at = made_at(tx, item);
    app.name = text_of(item, "name");
    app.creator_id = owner_id(tx, item, app.creator_id);
    app.description = text_of(item, "description");
    app.homepage = text_of(item, "homepage");
    app.icon_url = text_of(item, "icon_url");
    app.callback_urls = list_of(item, "callback_urls");
    app.is_trusted = flag_of(item, "trusted");
    if (!text_of(item, "client_secret").empty()) app.client_secret = text_of(item, "client_secret");
    oauth::save_by_operator(tx, std::move(app));
}

void remove_app(Tx& tx, const Existing& old) { oauth::remove_by_operator(tx, old.id); }

constexpr Handler kHandlers[] = {
    {load_bots, save_bot, remove_bot},
    {load_incoming, save_incoming, remove_incoming},
    {load_outgoing, save_outgoing, remove_outgoing},
    {load_commands, save_command, remove_command},
    {load_apps, save_app, remove_app},
};
static_assert(std::size(kHandlers) == std::size(kKinds));

}  // namespace

std::span<const Kind> kinds() { return kKinds; }

const Handler& handler(const Kind& kind) {
    const auto index = static_cast<size_t>(&kind - kKinds);
    RK_ASSERT(index < std::size(kHandlers));
    return kHandlers[index];
}

}  // namespace rk::integrations_file
