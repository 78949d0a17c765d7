// The management API: hooks, and the calls of them.
#include <algorithm>

#include "app/access.h"
#include "app/config_store.h"
#include "app/services.h"
#include "base/ids.h"
#include "feature/bots/bots.h"
#include "feature/channels/channels.h"
#include "feature/posts/posts.h"
#include "feature/users/rules.h"
#include "feature/users/users.h"
#include "feature/webhooks/calls.h"
#include "feature/webhooks/store.h"

namespace rk::webhooks {

namespace {

void require_enabled(const Ctx& c) {
    if (!c.config()->ServiceSettings.EnableIncomingWebhooks) throw Err::hooks_disabled;
}

IncomingWebhook get_enabled(Ctx& c, Tx& tx, std::string_view hook_id) {
    require_enabled(c);
    return get(tx, hook_id);
}

// Whether that account's hooks are the caller's own to make and change: the caller's, and those of bots that they manage.
bool is_own(Ctx& c, Tx& tx, std::string_view user_id) {
    return user_id == c.user_id() || bots::manages(tx, c.actor(), user_id);
}

// An account that a hook may post as, into that channel.
void check_owner(Tx& tx, const User& owner, const Channel& channel) {
    Actor as_owner;
    as_owner.user_id = owner.id;
    as_owner.roles = owner.roles;
    if (owner.delete_at || (channel.type != "O" && !access::may_read_channel(tx, as_owner, channel)))
        throw Err::hook_owner_bad;
}

// Who manages this hook: its owner with the right to own hooks, or who manages those of others (golden "a plain member may
// not manage hooks"); of a bot's hook, who manages the bot. A hook of a private channel shows that channel, so it is only for who may read it.
void require_manages(Ctx& c, Tx& tx, const IncomingWebhook& hook, const Channel& channel) {
    access::require_in_team(tx, c.actor(), hook.team_id, Permission::manage_own_incoming_webhooks);
    if (!is_own(c, tx, hook.user_id))
        access::require_in_team(tx, c.actor(), hook.team_id, Permission::manage_others_incoming_webhooks);
    if (channel.type != "O") access::require_read_channel(tx, c.actor(), channel);
}

// The hook of the path, for who manages it.
IncomingWebhook get_managed(Ctx& c, Tx& tx) {
    IncomingWebhook hook = get_enabled(c, tx, c.id("hook_id"));
    require_manages(c, tx, hook, channels::get(tx, hook.channel_id));
    return hook;
}

// Lengths are counted in bytes, as there.
void check(const IncomingWebhook& hook) {
    if (!hook.username.empty() && !users::is_valid_username(hook.username)) throw Err::hook_username_bad;
    if (!hook.id.empty()) throw Err::hook_exists;
    if (hook.display_name.size() > 64) throw Err::hook_display_name_too_long;
    if (hook.description.size() > 500) throw Err::hook_description_too_long;
    if (hook.username.size() > 64) throw Err::hook_username_too_long;
    if (hook.icon_url.size() > 1024) throw Err::hook_icon_url_too_long;
}

IncomingWebhook with_use(Tx& tx, IncomingWebhook hook) {
    hook.last_used = store::last_used_exactly(tx, hook.id);
    return hook;
}

Reply create(Ctx& c, Tx& tx) {
    auto hook = c.body<IncomingWebhook>("incoming_webhook");
    Channel channel = channels::get(tx, hook.channel_id);
    access::require_in_team(tx, c.actor(), channel.team_id, Permission::manage_own_incoming_webhooks);
    if (channel.type != "O") access::require_read_channel(tx, c.actor(), channel);
    std::string owner = c.user_id();
    if (!hook.user_id.empty() && hook.user_id != owner) {
        const bool of_own_bot = bots::manages(tx, c.actor(), hook.user_id);
        if (!of_own_bot)
            access::require_in_team(tx, c.actor(), channel.team_id, Permission::manage_others_incoming_webhooks);
        User account = users::get(tx, hook.user_id);
        if (of_own_bot) check_owner(tx, account, channel);
        owner = account.id;
    }
    // Who may not send a hook elsewhere gets one that stays where it is.
    if (!access::may_in_team(tx, c.actor(), channel.team_id, Permission::bypass_incoming_webhook_channel_lock))
        hook.channel_locked = true;
    require_enabled(c);
    auto config = c.config();
    if (!config->ServiceSettings.EnablePostUsernameOverride) hook.username.clear();
    if (!config->ServiceSettings.EnablePostIconOverride) hook.icon_url.clear();
    check(hook);
    hook.id = new_id();
    hook.user_id = owner;
    hook.team_id = channel.team_id;
    hook.create_at = hook.update_at = tx.now();
    store::insert(tx, hook);
    users::add_audit(tx, c.actor(), c.route().path, "success channel_id=" + hook.channel_id);
    return reply::model(201, hook);
}

Reply list(Ctx& c, Tx& tx) {
    std::string team_id = c.query("team_id");
    std::vector<std::string> owners = bots::list_ids_of_owner(tx, c.user_id());
    owners.push_back(c.user_id());
    if (team_id.empty()) {
        access::require(tx, c.actor(), Permission::manage_own_incoming_webhooks);
        if (access::may(tx, c.actor(), Permission::manage_others_incoming_webhooks)) owners.clear();
    } else {
        access::require_in_team(tx, c.actor(), team_id, Permission::manage_own_incoming_webhooks);
        if (access::may_in_team(tx, c.actor(), team_id, Permission::manage_others_incoming_webhooks)) owners.clear();
    }
    require_enabled(c);
    auto found = store::list(tx, team_id, owners, c.page() * c.per_page(), c.per_page());
    for (IncomingWebhook& hook : found) hook = with_use(tx, std::move(hook));
    std::string hooks = to_json(found);
    if (!c.query_bool("include_total_count")) return reply::json(200, std::move(hooks));
    return reply::json(200, R"({"incoming_webhooks":)" + hooks + R"(,"total_count":)" +
                                std::to_string(store::count(tx, team_id, owners)) + "}");
}

Reply read(Ctx& c, Tx& tx) { return reply::model(200, with_use(tx, get_managed(c, tx))); }

Reply update(Ctx& c, Tx& tx) {
    std::string hook_id = c.id("hook_id");
    auto wanted = c.body<IncomingWebhook>("incoming_webhook");
    if (wanted.id != hook_id) throw Err::invalid_body_param.with("Name", "hook_id");
    IncomingWebhook hook = get_enabled(c, tx, hook_id);
    if (!wanted.team_id.empty() && wanted.team_id != hook.team_id) throw Err::hook_team_mismatch;
    Channel channel = channels::get(tx, wanted.channel_id);
    if (channel.team_id != hook.team_id) throw Err::invalid_body_param.with("Name", "channel_id");
    require_manages(c, tx, hook, channel);
    if (!access::may_in_team(tx, c.actor(), hook.team_id, Permission::bypass_incoming_webhook_channel_lock))
        wanted.channel_locked = true;
    auto config = c.config();
    if (!config->ServiceSettings.EnablePostUsernameOverride) wanted.username = hook.username;
    if (!config->ServiceSettings.EnablePostIconOverride) wanted.icon_url = hook.icon_url;
    wanted.id.clear();
    check(wanted);
    hook.channel_id = channel.id;
    hook.display_name = std::move(wanted.display_name);
    hook.description = std::move(wanted.description);
    hook.username = std::move(wanted.username);
    hook.icon_url = std::move(wanted.icon_url);
    hook.channel_locked = wanted.channel_locked;
    hook.update_at = tx.now();
    store::update(tx, hook);
    users::add_audit(tx, c.actor(), c.route().path, "success");
    return reply::model(201, with_use(tx, std::move(hook)));
}

Reply remove(Ctx& c, Tx& tx) {
    IncomingWebhook hook = get_managed(c, tx);
    store::remove(tx, hook.id);
    users::add_audit(tx, c.actor(), c.route().path, "success");
    return reply::ok();
}

// Gives a hook another owner, in whose name it posts from then on: a bot, or whoever takes over from somebody who leaves.
Reply move(Ctx& c, Tx& tx) {
    IncomingWebhook hook = get_enabled(c, tx, c.id("hook_id"));
    std::string user_id = c.id("user_id");
    Channel channel = channels::get(tx, hook.channel_id);
    // Own hooks may go to own bots; everything else is for who manages the hooks of others.
    if (is_own(c, tx, hook.user_id) && bots::manages(tx, c.actor(), user_id))
        access::require_in_team(tx, c.actor(), hook.team_id, Permission::manage_own_incoming_webhooks);
    else access::require_in_team(tx, c.actor(), hook.team_id, Permission::manage_others_incoming_webhooks);
    if (channel.type != "O") access::require_read_channel(tx, c.actor(), channel);
    User owner = users::get(tx, user_id);
    check_owner(tx, owner, channel);
    hook.user_id = owner.id;
    hook.update_at = tx.now();
    store::update(tx, hook);
    users::add_audit(tx, c.actor(), c.route().path, "success user_id=" + owner.id);
    return reply::model(200, with_use(tx, std::move(hook)));
}

// A call as the API shows it: with its whole body and the address of what it posted.
Json shown(Tx& tx, const HookCall& call) {
    Json json = to_tree(call);
    json.set("body", body_of(tx, call));
    auto post = call.post_id.empty() ? std::nullopt : posts::find(tx, call.post_id, true);
    json.set("permalink", post ? posts::permalink(tx, *post) : std::string());
    return json;
}

Reply list_calls(Ctx& c, Tx& tx) {
    IncomingWebhook hook = get_managed(c, tx);
    // Trimming comes a little late; nobody should see more than is promised.
    const int64_t offset = c.page() * c.per_page();
    const int64_t limit = std::min(c.per_page(), c.config()->RenkeiSettings.WebhookCallsKept - offset);
    Json calls = Json::array();
    if (limit > 0)
        for (const HookCall& call : store::list_calls(tx, hook.id, offset, limit)) calls.push(shown(tx, call));
    return reply::json(200, calls.dump());
}

Reply replay(Ctx& c, Tx& tx) {
    IncomingWebhook hook = get_managed(c, tx);
    auto call = store::find_call(tx, hook.id, c.id("call_id"));
    if (!call) throw Err::hook_call_not_found;
    const std::string body = body_of(tx, *call);
    CallInput input;
    input.syntax = call->syntax == "slack" ? Syntax::slack : Syntax::mattermost;
    input.method = call->method;
    input.hook_id = hook.id;
    input.post_id = call->post_id;
    input.body = body;
    // A body that was rebuilt from the post is JSON, whatever the sender called it.
    input.content_type = call->body.empty() && !body.empty() ? "application/json" : call->content_type;
    input.headers = call->headers;
    input.source_ip = c.actor().ip_address;
    if (const Json* key = call->headers.find_any_case("X-Renkei-Key")) input.key = key->as_string();
    input.is_replay = true;
    CallOutcome outcome = take_call(tx, input, c.locale());
    users::add_audit(tx, c.actor(), c.route().path, "success");
    return reply::json(200, shown(tx, outcome.call).dump());
}

constexpr Route kRoutes[] = {
    {POST, "/api/v4/hooks/incoming", Lane::write, Access::session, create, "Make an incoming webhook."},
    {GET, "/api/v4/hooks/incoming", Lane::read, Access::session, list, "List incoming webhooks, of a team or all."},
    {GET, "/api/v4/hooks/incoming/{hook_id}", Lane::read, Access::session, read, "Read an incoming webhook."},
    {PUT, "/api/v4/hooks/incoming/{hook_id}", Lane::write, Access::session, update, "Change an incoming webhook."},
    {DELETE, "/api/v4/hooks/incoming/{hook_id}", Lane::write, Access::session, remove, "Delete an incoming webhook."},
    {POST, "/api/v4/hooks/incoming/{hook_id}/move/{user_id}", Lane::write, Access::session, move,
     "Give an incoming webhook another owner."},
    {GET, "/api/v4/hooks/incoming/{hook_id}/calls", Lane::read, Access::session, list_calls,
     "List the calls of an incoming webhook, newest first: what came, and what became of it."},
    {POST, "/api/v4/hooks/incoming/{hook_id}/calls/{call_id}/replay", Lane::write, Access::session, replay,
     "Take a kept call of an incoming webhook again."},
};

}  // namespace

std::vector<IncomingWebhook> list_all(Tx& tx) {
    auto hooks = store::list(tx, "", {}, 0, INT64_MAX);
    std::stable_sort(hooks.begin(), hooks.end(), [](const IncomingWebhook& a, const IncomingWebhook& b) {
        return a.create_at != b.create_at ? a.create_at < b.create_at : a.id < b.id;
    });
    return hooks;
}

IncomingWebhook save_by_operator(Tx& tx, IncomingWebhook hook) {
    const Channel channel = channels::get(tx, hook.channel_id);
    const User owner = users::get(tx, hook.user_id);
    Actor as_owner;
    as_owner.user_id = owner.id;
    as_owner.roles = owner.roles;
    if (channel.type != "O" && !access::may_read_channel(tx, as_owner, channel)) throw Err::hook_owner_bad;
    IncomingWebhook checked = hook;
    checked.id.clear();
    check(checked);
    hook.update_at = tx.now();
    hook.delete_at = 0;
    auto old = hook.id.empty() ? std::nullopt : store::find(tx, hook.id);
    if (old && old->create_at != hook.create_at) throw Err::file_hook_id_taken;
    if (hook.id.empty()) hook.id = new_id();
    if (old || store::was_there(tx, hook.id)) store::update(tx, hook);
    else store::insert(tx, hook);
    return hook;
}

void remove_by_operator(Tx& tx, std::string_view hook_id) { store::remove(tx, hook_id); }

std::span<const Route> routes() { return kRoutes; }

}  // namespace rk::webhooks
