// Bots over the API. Rules: golden integrations_bots, admin_access.
#include "app/access.h"
#include "feature/bots/bots.h"
#include "feature/bots/store.h"
#include "feature/users/users.h"
#include "model/settings.h"

namespace rk::bots {

namespace {

// Who may not even read a bot is not told that there is one.
void require_manages(Tx& tx, const Actor& actor, const Bot& bot) {
    bool own = bot.owner_id == actor.user_id;
    Permission manage = own ? Permission::manage_bots : Permission::manage_others_bots;
    if (access::may(tx, actor, manage)) return;
    if (!access::may(tx, actor, own ? Permission::read_bots : Permission::read_others_bots)) throw Err::bot_not_found;
    throw Err::no_permission.because(std::string(permission_id(manage)));
}

Bot managed(Ctx& c, Tx& tx) {
    Bot bot = get(tx, c.id("bot_user_id"), true);
    require_manages(tx, c.actor(), bot);
    return bot;
}

// null and missing leave a part as it is.
Change body_change(const Ctx& c) {
    Json body = c.body_object("bot");
    Change change;
    auto read = [&](std::string_view key, std::optional<std::string>& to) {
        const Json* value = body.find_any_case(key);
        if (!value || value->is_null()) return;
        if (!value->is_string()) throw Err::invalid_body_param.with("Name", "bot");
        to = value->as_string();
    };
    read("username", change.username), read("display_name", change.display_name);
    read("description", change.description);
    return change;
}

Reply create(Ctx& c, Tx& tx) {
    Change body = body_change(c);
    access::require(tx, c.actor(), Permission::create_bot);
    if (users::get(tx, c.user_id()).is_bot) throw Err::no_permission.because("create_bot");
    if (!c.config()->ServiceSettings.EnableBotAccountCreation) throw Err::bot_creation_disabled;
    Bot bot = add(
        tx, {body.username.value_or(""), body.display_name.value_or(""), body.description.value_or(""), c.user_id()});
    users::add_audit(tx, c.actor(), c.route().path, "bot_id=" + bot.user_id);
    return reply::model(201, bot);
}

Reply list(Ctx& c, Tx& tx) {
    store::ListOptions options;
    std::string owner_id;
    if (!access::may(tx, c.actor(), Permission::read_others_bots)) {
        access::require(tx, c.actor(), Permission::read_bots);
        owner_id = c.user_id();
    }
    options.owner_id = owner_id;
    options.also_disabled = c.query_bool("include_deleted");
    options.only_orphaned = c.query_bool("only_orphaned");
    options.offset = c.page() * c.per_page();
    options.limit = c.per_page();
    return reply::json(200, to_json(store::list(tx, options)));
}

Reply read(Ctx& c, Tx& tx) {
    Bot bot = get(tx, c.id("bot_user_id"), c.query_bool("include_deleted"));
    bool own = bot.owner_id == c.user_id();
    if (!access::may(tx, c.actor(), Permission::read_others_bots) &&
        !(own && access::may(tx, c.actor(), Permission::read_bots)))
        throw Err::bot_not_found;
    return reply::with_etag(c, bot.user_id + "." + std::to_string(bot.update_at), reply::model(200, bot));
}

Reply patch(Ctx& c, Tx& tx) {
    Change change = body_change(c);
    Bot bot = update(tx, managed(c, tx), change);
    users::add_audit(tx, c.actor(), c.route().path, "bot_id=" + bot.user_id);
    return reply::model(200, bot);
}

Reply set_enabled_to(Ctx& c, Tx& tx, bool enabled) {
    Bot bot = set_enabled(tx, managed(c, tx), enabled);
    users::add_audit(tx, c.actor(), c.route().path, "bot_id=" + bot.user_id);
    return reply::model(200, bot);
}
Reply disable(Ctx& c, Tx& tx) { return set_enabled_to(c, tx, false); }
Reply enable(Ctx& c, Tx& tx) { return set_enabled_to(c, tx, true); }

Reply assign(Ctx& c, Tx& tx) {
    std::string owner_id = c.id("user_id");
    Bot bot = managed(c, tx);
    // A bot may not own bots; an account that nobody has may (golden "bots/assigning").
    if (auto owner = users::find(tx, owner_id); owner && owner->is_bot) throw Err::no_permission.because("assign_bot");
    bot = rk::bots::assign(tx, bot, owner_id);
    users::add_audit(tx, c.actor(), c.route().path, "bot_id=" + bot.user_id + " owner_id=" + owner_id);
    return reply::model(200, bot);
}

constexpr Route kRoutes[] = {
    {POST, "/api/v4/bots", Lane::write, Access::session, create, "Make a bot."},
    {GET, "/api/v4/bots", Lane::read, Access::session, list, "List bots."},
    {GET, "/api/v4/bots/{bot_user_id}", Lane::read, Access::session, read, "Read a bot."},
    {PUT, "/api/v4/bots/{bot_user_id}", Lane::write, Access::session, patch, "Change parts of a bot."},
    {POST, "/api/v4/bots/{bot_user_id}/disable", Lane::write, Access::session, disable, "Disable a bot."},
    {POST, "/api/v4/bots/{bot_user_id}/enable", Lane::write, Access::session, enable, "Enable a bot."},
    {POST, "/api/v4/bots/{bot_user_id}/assign/{user_id}", Lane::write, Access::session, assign,
     "Give a bot to another owner."},
};

}  // namespace

std::span<const Route> routes() { return kRoutes; }

}  // namespace rk::bots
