// The management API of outgoing webhooks. Rules: golden integrations_outgoing "outgoing api/…", admin_access.
#include "app/access.h"
#include "base/ids.h"
#include "base/strings.h"
#include "feature/channels/channels.h"
#include "feature/deliveries/deliveries.h"
#include "feature/outgoing_hooks/consents.h"
#include "feature/outgoing_hooks/events.h"
#include "feature/outgoing_hooks/outgoing_hooks.h"
#include "feature/outgoing_hooks/store.h"
#include "feature/teams/teams.h"
#include "feature/users/users.h"
#include "model/settings.h"

namespace rk::outgoing_hooks {

namespace {

constexpr Permission kOwn = Permission::manage_own_outgoing_webhooks,
                     kOthers = Permission::manage_others_outgoing_webhooks;

void require_enabled(const Ctx& c) {
    if (!c.config()->ServiceSettings.EnableOutgoingWebhooks) throw Err::outgoing_hooks_disabled;
}

OutgoingWebhook managed(Ctx& c, Tx& tx) {
    require_enabled(c);
    auto hook = store::find(tx, c.id("hook_id"));
    if (!hook) throw Err::outgoing_hook_not_found;
    require_manages(tx, c.actor(), *hook);
    return std::move(*hook);
}

// How long a list is as it used to be stored there: the words between blanks, in brackets.
size_t listed_length(const std::vector<std::string>& words) { return join(words, " ").size() + 2; }

void check(const OutgoingWebhook& hook) {
    if (listed_length(hook.trigger_words) > 1024) throw Err::outgoing_hook_words_too_long;
    for (const std::string& word : hook.trigger_words)
        if (word.empty()) throw Err::outgoing_hook_word_empty;
    if (listed_length(hook.callback_urls) > 1024) throw Err::outgoing_hook_callback_bad;
    for (const std::string& url : hook.callback_urls)
        if (!is_http_url(url)) throw Err::outgoing_hook_url_bad;
    if (utf8_length(hook.display_name) > 64) throw Err::outgoing_hook_display_name_too_long;
    if (utf8_length(hook.description) > 500) throw Err::outgoing_hook_description_too_long;
    // One id for both, as there.
    if (utf8_length(hook.content_type) > 128 || hook.trigger_when < 0 || hook.trigger_when > 1)
        throw Err::outgoing_hook_content_type_bad;
    if (utf8_length(hook.username) > 64) throw Err::outgoing_hook_username_too_long;
    if (utf8_length(hook.icon_url) > 1024) throw Err::outgoing_hook_icon_url_too_long;
}

// Whether a hook may stand in that channel: a public one; another one only when it asks for events, as Mattermost knows
// no such hooks, and its maker can read there. It is silent there until somebody consents.
bool may_stand_in(Tx& tx, const Actor& actor, const Channel& channel, const OutgoingWebhook& hook) {
    return channel.type == "O" || (!hook.events.empty() && access::may_read_channel(tx, actor, channel));
}

// What of a team needs who manages it, what of the server its administrators.
void check_events(Tx& tx, const Actor& actor, OutgoingWebhook& hook) {
    std::vector<std::string> events;
    for (std::string& event : hook.events) {
        auto scope = scope_of(event);
        if (!scope) throw Err::outgoing_hook_event_unknown.with("Event", std::string(utf8_prefix(event, 64)));
        if (*scope != EventScope::channel && !hook.channel_id.empty())
            throw Err::outgoing_hook_event_of_team.with("Event", event);
        if (*scope == EventScope::server) access::require(tx, actor, Permission::manage_system);
        if (!contains(events, event)) events.push_back(std::move(event));
    }
    hook.events = std::move(events);
    if (!hook.events.empty() && hook.channel_id.empty() &&
        !access::may_in_team(tx, actor, hook.team_id, Permission::manage_team))
        access::require_in_team(tx, actor, hook.team_id, kOthers);
}

// Whether the hook tells somebody else, or of something else, than before.
bool tells_otherwise(const OutgoingWebhook& before, const OutgoingWebhook& after) {
    return before.channel_id != after.channel_id || before.callback_urls != after.callback_urls ||
           before.events != after.events || before.trigger_words != after.trigger_words ||
           before.trigger_when != after.trigger_when;
}

bool intersect(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    for (const std::string& item : a)
        if (contains(b, item)) return true;
    return false;
}

// Whether another hook would send the same: same channel, a common word and a common address.
bool is_taken(Tx& tx, const OutgoingWebhook& hook) {
    for (const OutgoingWebhook& other : store::list_of_team(tx, hook.team_id))
        if (other.id != hook.id && other.channel_id == hook.channel_id &&
            intersect(other.callback_urls, hook.callback_urls) && intersect(other.trigger_words, hook.trigger_words))
            return true;
    return false;
}

// Who manages a hook sees its deliveries: those of a channel that not everybody reads do not go with it elsewhere.
void forget_private(Tx& tx, const OutgoingWebhook& hook) {
    auto channel = hook.channel_id.empty() ? std::nullopt : channels::find(tx, hook.channel_id);
    if (channel && channel->type != "O") deliveries::forget(tx, hook.id);
}

Reply create(Ctx& c, Tx& tx) {
    auto hook = c.body<OutgoingWebhook>("outgoing_webhook");
    access::require_in_team(tx, c.actor(), hook.team_id, kOwn);
    if (hook.creator_id.empty()) {
        hook.creator_id = c.user_id();
    } else {
        access::require_in_team(tx, c.actor(), hook.team_id, kOthers);
        users::get(tx, hook.creator_id);
    }
    require_enabled(c);
    teams::get(tx, hook.team_id);
    if (!hook.channel_id.empty()) {
        Channel channel = channels::get(tx, hook.channel_id);
        if (!may_stand_in(tx, c.actor(), channel, hook)) throw Err::outgoing_hook_channel_private;
        if (channel.team_id != hook.team_id && !channels::is_direct_or_group(channel))
            throw Err::outgoing_hook_channel_elsewhere;
    } else if (hook.trigger_words.empty() && asked_for(hook, "posted")) {
        throw Err::outgoing_hook_without_trigger;
    }
    check_events(tx, c.actor(), hook);
    tx.lock("outgoing hooks " + hook.team_id);
    hook.id = new_id();
    if (is_taken(tx, hook)) throw Err::outgoing_hook_taken;
    if (hook.callback_urls.empty()) throw Err::outgoing_hook_callback_bad;
    check(hook);
    hook.token = new_id();
    hook.create_at = hook.update_at = tx.now();
    hook.delete_at = 0;
    store::insert(tx, hook);
    users::add_audit(tx, c.actor(), c.route().path, "success hook_id=" + hook.id);
    return reply::model(201, hook);
}

Reply list(Ctx& c, Tx& tx) {
    store::ListOptions options;
    std::string channel_id = c.query("channel_id"), team_id = c.query("team_id"), creator_id = c.user_id();
    const Actor& actor = c.actor();
    if (!channel_id.empty()) {
        auto channel = channels::find(tx, channel_id);
        if (!channel) throw Err::no_permission.because(std::string(permission_id(kOwn)));
        access::require_in_channel(tx, actor, *channel, kOwn);
        if (access::may_in_channel(tx, actor, *channel, kOthers)) creator_id.clear();
        team_id.clear();
    } else if (!team_id.empty()) {
        access::require_in_team(tx, actor, team_id, kOwn);
        if (access::may_in_team(tx, actor, team_id, kOthers)) creator_id.clear();
    } else {
        access::require(tx, actor, kOwn);
        if (access::may(tx, actor, kOthers)) creator_id.clear();
    }
    require_enabled(c);
    options.channel_id = channel_id;
    options.team_id = team_id;
    options.creator_id = creator_id;
    options.offset = c.page() * c.per_page();
    options.limit = c.per_page();
    auto found = store::list(tx, options);
    std::erase_if(found, [&](const OutgoingWebhook& hook) { return !shows_only_readable(tx, actor, hook); });
    return reply::json(200, to_json(found));
}

Reply read(Ctx& c, Tx& tx) { return reply::model(200, managed(c, tx)); }

Reply update(Ctx& c, Tx& tx) {
    std::string hook_id = c.id("hook_id");
    auto wanted = c.body<OutgoingWebhook>("outgoing_webhook");
    if (wanted.id != hook_id) throw Err::invalid_body_param.with("Name", "hook_id");
    require_enabled(c);
    auto hook = store::find(tx, hook_id);
    if (!hook) throw Err::outgoing_hook_not_found;
    if (!wanted.team_id.empty() && wanted.team_id != hook->team_id) throw Err::hook_team_mismatch;
    require_manages(tx, c.actor(), *hook);
    // Clients that know nothing of events leave them as they are.
    const Json body = c.body_object("outgoing_webhook");
    if (const Json* events = body.find_any_case("events"); !events || events->is_null()) wanted.events = hook->events;
    if (!wanted.channel_id.empty()) {
        Channel channel = channels::get(tx, wanted.channel_id);
        if (!may_stand_in(tx, c.actor(), channel, wanted)) throw Err::outgoing_hook_channel_not_open;
        if (channel.team_id != hook->team_id && !channels::is_direct_or_group(channel))
            throw Err::outgoing_hook_channel_elsewhere;
    } else if (wanted.trigger_words.empty() && asked_for(wanted, "posted")) {
        throw Err::outgoing_hook_without_trigger.as_status(500);  // as there (golden "outgoing api/update errors")
    }
    tx.lock("outgoing hooks " + hook->team_id);
    wanted.team_id = hook->team_id;
    check_events(tx, c.actor(), wanted);
    if (is_taken(tx, wanted)) throw Err::outgoing_hook_taken_by_other;
    check(wanted);
    if (!is_valid_id(wanted.token)) wanted.token = hook->token;  // a client may bring its own
    wanted.creator_id = hook->creator_id;
    wanted.create_at = hook->create_at;
    wanted.delete_at = 0;
    wanted.update_at = tx.now();
    if (tells_otherwise(*hook, wanted)) end_consent(tx, c.actor(), *hook);
    if (hook->channel_id != wanted.channel_id) forget_private(tx, *hook);
    store::update(tx, wanted);
    users::add_audit(tx, c.actor(), c.route().path, "success hook_id=" + hook_id);
    return reply::model(200, wanted);
}

Reply new_token(Ctx& c, Tx& tx) {
    OutgoingWebhook hook = managed(c, tx);
    hook.token = new_id();
    hook.update_at = tx.now();
    store::update(tx, hook);
    users::add_audit(tx, c.actor(), c.route().path, "success hook_id=" + hook.id);
    return reply::model(200, hook);
}

Reply remove(Ctx& c, Tx& tx) {
    OutgoingWebhook hook = managed(c, tx);
    store::end(tx, hook);
    users::add_audit(tx, c.actor(), c.route().path, "success hook_id=" + hook.id);
    return reply::ok();
}

constexpr Route kRoutes[] = {
    {POST, "/api/v4/hooks/outgoing", Lane::write, Access::session, create, "Make an outgoing webhook."},
    {GET, "/api/v4/hooks/outgoing", Lane::read, Access::session, list,
     "List outgoing webhooks, of a team, a channel or all."},
    {GET, "/api/v4/hooks/outgoing/{hook_id}", Lane::read, Access::session, read, "Read an outgoing webhook."},
    {PUT, "/api/v4/hooks/outgoing/{hook_id}", Lane::write, Access::session, update, "Change an outgoing webhook."},
    {DELETE, "/api/v4/hooks/outgoing/{hook_id}", Lane::write, Access::session, remove, "Delete an outgoing webhook."},
    {POST, "/api/v4/hooks/outgoing/{hook_id}/regen_token", Lane::write, Access::session, new_token,
     "Give an outgoing webhook a new token."},
};

}  // namespace

std::vector<OutgoingWebhook> list_all(Tx& tx) { return store::list_all(tx); }

OutgoingWebhook save_by_operator(Tx& tx, OutgoingWebhook hook) {
    Actor server;
    server.is_server = true;
    server.user_id = hook.creator_id;  // in whose name a channel is told
    if (hook.channel_id.empty()) {
        if (hook.trigger_words.empty() && asked_for(hook, "posted")) throw Err::outgoing_hook_without_trigger;
    } else if (!may_stand_in(tx, server, channels::get(tx, hook.channel_id), hook)) {
        throw Err::outgoing_hook_channel_private;
    }
    check_events(tx, server, hook);
    tx.lock("outgoing hooks " + hook.team_id);
    if (is_taken(tx, hook)) throw Err::outgoing_hook_taken;
    if (hook.callback_urls.empty()) throw Err::outgoing_hook_callback_bad;
    const auto before = hook.id.empty() ? std::nullopt : store::find(tx, hook.id);
    if (!before) hook.id = new_id();
    check(hook);
    if (hook.token.empty()) hook.token = new_id();
    hook.update_at = tx.now();
    if (!before) {
        store::insert(tx, hook);
        return hook;
    }
    // Who consented did so to what it was.
    if (tells_otherwise(*before, hook)) end_consent(tx, server, *before);
    if (before->channel_id != hook.channel_id) forget_private(tx, *before);
    store::update(tx, hook);
    return hook;
}

void remove_by_operator(Tx& tx, const OutgoingWebhook& hook) { store::end(tx, hook); }

std::span<const Route> routes() { return kRoutes; }

}  // namespace rk::outgoing_hooks
