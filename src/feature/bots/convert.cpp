// A person's account becomes a bot's, and back. Rules: golden "bots/from person to bot and back".
#include "app/access.h"
#include "feature/bots/bots.h"
#include "feature/bots/store.h"
#include "feature/users/passwords.h"
#include "feature/users/rules.h"
#include "feature/users/users.h"
#include "model/settings.h"

namespace rk::bots {

namespace {

Reply convert_to_bot(Ctx& c, Tx& tx) {
    User user = users::get(tx, c.id("user_id"));
    access::require(tx, c.actor(), Permission::manage_system);
    Bot bot;
    if (auto known = store::find(tx, user.id)) return reply::model(200, *known);
    bot.user_id = bot.owner_id = user.id;
    bot.username = user.username;
    bot.display_name = user.username;
    bot.create_at = bot.update_at = tx.now();
    store::insert(tx, bot);
    users::remove_sessions_of(tx, user.id);
    users::emit_updated(tx, users::get(tx, user.id));
    users::add_audit(tx, c.actor(), c.route().path, "user_id=" + user.id);
    return reply::model(200, bot);
}

#define BOT_TO_USER_FIELDS(F)      \
    F(OptString, username, none)   \
    F(OptString, email, none)      \
    F(OptString, nickname, none)   \
    F(OptString, first_name, none) \
    F(OptString, last_name, none)  \
    F(OptString, position, none)   \
    F(OptString, locale, none)     \
    F(OptString, password, input_only)
MODEL(BotToUser, BOT_TO_USER_FIELDS)
MODEL_INFO(BotToUser, BOT_TO_USER_FIELDS)

Reply convert_to_user(Ctx& c) {
    std::string bot_id = c.id("bot_user_id");
    c.db().read([&](Tx& tx) { get(tx, bot_id, false); });
    auto given = c.body<BotToUser>("userPatch");
    if (!given.password || given.password->empty()) throw Err::invalid_body_param.with("Name", "userPatch");
    c.db().read([&](Tx& tx) { access::require(tx, c.actor(), Permission::manage_system); });
    users::check_password(*c.config(), *given.password);
    std::string hash = users::passwords::hash(*c.config(), *given.password);
    User answer = c.db().write([&](Tx& tx) {
        get(tx, bot_id, false);
        User user = users::get(tx, bot_id);
        auto take = [](std::string& to, const std::optional<std::string>& from) {
            if (from) to = *from;
        };
        take(user.username, given.username), take(user.email, given.email), take(user.nickname, given.nickname);
        take(user.first_name, given.first_name), take(user.last_name, given.last_name);
        take(user.position, given.position), take(user.locale, given.locale);
        users::passwords::save(tx, bot_id, hash);
        store::remove(tx, bot_id);
        user.is_bot = false;
        users::update(tx, user);
        if (c.query_bool("set_system_admin")) users::set_roles(tx, user, user.roles + " system_admin");
        users::remove_sessions_of(tx, bot_id);
        users::add_audit(tx, c.actor(), c.route().path, "bot_id=" + bot_id);
        Actor self;
        self.user_id = bot_id;
        User shown = users::shown_to(tx, self, users::get(tx, bot_id));
        shown.is_bot = true;  // what it was when it was asked, as there
        return shown;
    });
    return reply::model(200, answer);
}

constexpr Route kRoutes[] = {
    {POST, "/api/v4/users/{user_id}/convert_to_bot", Lane::write, Access::session, convert_to_bot,
     "Make a person's account a bot."},
    {POST, "/api/v4/bots/{bot_user_id}/convert_to_user", Lane::slow, Access::session, convert_to_user,
     "Make a bot a person's account, with a password."},
};

}  // namespace

std::span<const Route> convert_routes() { return kRoutes; }

}  // namespace rk::bots
