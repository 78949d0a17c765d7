#include "feature/bots/bots.h"

#include "app/access.h"
#include "app/services.h"
#include "base/strings.h"
#include "feature/bots/store.h"
#include "feature/channels/channels.h"
#include "feature/posts/posts.h"
#include "feature/users/rules.h"
#include "feature/users/users.h"
#include "model/settings.h"
#include "model/texts.h"

namespace rk::bots {

namespace {

constexpr size_t kDisplayNameMax = 64, kDescriptionMax = 1024;
constexpr int64_t kToldMax = 25;  // bots named in one message

RK_QUERY(kAdmins, "bot_system_admins",
         "SELECT id FROM users WHERE deleteat = 0 AND (' ' || roles || ' ') LIKE '% system_admin %'"
         " AND NOT EXISTS (SELECT 1 FROM bots b WHERE b.userid = users.id) LIMIT 100",
         nullptr, "when the owner of bots is deactivated");

void check(const Bot& bot) {
    if (!users::is_valid_username(bot.username)) throw Err::bot_username_bad;
    if (utf8_length(bot.display_name) > kDisplayNameMax) throw Err::bot_display_name_too_long;
    if (utf8_length(bot.description) > kDescriptionMax) throw Err::bot_description_too_long;
}

// Nobody reads the mail of a bot; the address only has to be unlike others.
std::string address_of(const Bot& bot) { return bot.username + "@localhost"; }

// The server's part in a direct message: stored, told, but nobody becomes online by it.
void say(Tx& tx, std::string_view from_id, std::string_view to_id, std::string_view type, std::string message,
         Json props) {
    Actor server;
    server.is_server = true;
    Post post;
    post.user_id = from_id;
    post.type = type;
    post.message = std::move(message);
    post.props = std::move(props);
    posts::AddOptions options;
    options.set_online = false;
    options.trusted_props = true;
    posts::add(tx, server, channels::get_or_add_direct(tx, server, from_id, to_id), std::move(post), options);
}

}  // namespace

bool is_bot(Tx& tx, std::string_view user_id) { return store::has(tx, user_id); }

bool is_disabled(Tx& tx, std::string_view user_id) {
    if (!store::has(tx, user_id)) return false;
    auto bot = store::find(tx, user_id);
    auto account = users::find(tx, user_id);
    return !bot || bot->delete_at || !account || account->delete_at;
}

bool manages(Tx& tx, const Actor& actor, std::string_view user_id) {
    auto bot = store::find(tx, user_id);
    if (!bot) return false;
    return access::may(tx, actor, Permission::manage_others_bots) ||
           (bot->owner_id == actor.user_id && access::may(tx, actor, Permission::manage_bots));
}

std::vector<std::string> list_ids_of_owner(Tx& tx, std::string_view owner_id) {
    store::ListOptions options;
    options.owner_id = owner_id;
    options.also_disabled = true;
    options.limit = INT64_MAX;
    std::vector<std::string> ids;
    for (const Bot& bot : store::list(tx, options)) ids.push_back(bot.user_id);
    return ids;
}

Bot get(Tx& tx, std::string_view bot_id, bool also_disabled) {
    auto bot = store::find(tx, bot_id);
    if (!bot || (bot->delete_at && !also_disabled)) throw Err::bot_not_found;
    return std::move(*bot);
}

Bot add(Tx& tx, const NewBot& made) {
    Bot bot;
    bot.username = to_lower_ascii(made.username);
    bot.display_name = made.display_name;
    bot.description = made.description;
    bot.owner_id = made.owner_id;
    check(bot);
    users::NewUser account;
    account.user.is_bot = true;
    account.user.username = bot.username;
    account.user.email = address_of(bot);
    account.user.first_name = bot.display_name;
    User user = users::add(tx, std::move(account));
    bot.user_id = user.id;
    bot.create_at = bot.update_at = user.create_at;
    store::insert(tx, bot);
    if (auto owner = users::find(tx, bot.owner_id); owner && !owner->is_bot)
        say(tx, bot.user_id, owner->id, "add_bot_teams_channels", text(Text::bot_add_me, owner->locale),
            Json::object({{"from_bot", "true"}}));
    return bot;
}

Bot update(Tx& tx, const Bot& old, const Change& change) {
    Bot bot = old;
    if (change.username) bot.username = to_lower_ascii(*change.username);
    if (change.display_name) bot.display_name = *change.display_name;
    if (change.description) bot.description = *change.description;
    check(bot);
    bot.update_at = tx.now();
    store::update(tx, bot);
    User user = users::get(tx, bot.user_id);
    user.username = bot.username;
    user.email = address_of(bot);
    user.first_name = bot.display_name;
    users::update(tx, std::move(user));
    return bot;
}

Bot assign(Tx& tx, const Bot& old, std::string_view owner_id) {
    Bot bot = old;
    bot.owner_id = owner_id;
    bot.update_at = tx.now();
    store::update(tx, bot);
    return bot;
}

std::vector<Bot> list_all(Tx& tx) {
    store::ListOptions all;
    all.also_disabled = true;
    all.limit = INT64_MAX;
    return store::list(tx, all);
}

Bot set_enabled(Tx& tx, const Bot& old, bool enabled) {
    Bot bot = old;
    bot.delete_at = enabled ? 0 : tx.now();
    bot.update_at = tx.now();
    store::update(tx, bot);
    users::set_active(tx, users::get(tx, bot.user_id), enabled);
    return bot;
}

void owner_deactivated(Tx& tx, const User& owner) {
    store::ListOptions of_owner;
    of_owner.owner_id = owner.id;
    of_owner.limit = kToldMax + 1;
    std::vector<Bot> bots = store::list(tx, of_owner);
    if (bots.empty()) return;
    bool disables = config_of(tx)->ServiceSettings.DisableBotsWhenOwnerIsDeactivated;
    if (!owner.is_bot) {
        std::string names;
        for (size_t i = 0; i < bots.size() && i < kToldMax; ++i) names += "\n* @" + bots[i].username;
        if (bots.size() > kToldMax) names += "\n* …";
        for (const std::string& admin_id : tx.list_text(kAdmins)) {
            if (admin_id == owner.id) continue;
            std::string locale = users::get(tx, admin_id).locale;
            say(tx, admin_id, admin_id, "system_generic",
                text(disables ? Text::bots_disabled_with_owner : Text::bots_without_owner, locale,
                     {{"Username", owner.username}, {"Bots", names}}),
                Json::object());
        }
    }
    if (!disables) return;
    of_owner.limit = INT64_MAX;
    for (const Bot& bot : store::list(tx, of_owner))
        if (bot.user_id != owner.id) set_enabled(tx, bot, false);
}

}  // namespace rk::bots
