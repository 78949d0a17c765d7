#include "feature/outgoing_hooks/consents.h"

#include "app/access.h"
#include "app/services.h"
#include "base/ids.h"
#include "base/strings.h"
#include "feature/channels/channels.h"
#include "feature/deliveries/deliveries.h"
#include "feature/outgoing_hooks/store.h"
#include "feature/posts/posts.h"
#include "feature/users/users.h"
#include "model/settings.h"
#include "model/texts.h"

namespace rk::outgoing_hooks {

namespace {

const std::string& name_of(const OutgoingWebhook& hook) {
    return hook.display_name.empty() ? hook.id : hook.display_name;
}

std::vector<std::string> events_of(const OutgoingWebhook& hook) {
    return hook.events.empty() ? std::vector<std::string>{"posted"} : hook.events;
}

// Where it sends to, without the parts of an address that may be a secret.
std::vector<std::string> hosts_of(const OutgoingWebhook& hook) {
    std::vector<std::string> hosts;
    for (std::string_view url : hook.callback_urls) {
        url = url.substr(url.find("://") + 3);
        url = url.substr(0, url.find_first_of("/?#"));
        url = url.substr(url.rfind('@') + 1);
        if (!contains(hosts, url)) hosts.emplace_back(url);
    }
    return hosts;
}

void say(Tx& tx, const Actor& who, const Channel& channel, Text what, const OutgoingWebhook& hook) {
    const std::string username = users::username_of(tx, who.user_id), events = join(events_of(hook), ", "),
                      hosts = join(hosts_of(hook), ", ");
    posts::add_system(tx, channel, who.user_id, "system_generic",
                      text(what, config_of(tx)->LocalizationSettings.DefaultServerLocale,
                           {{"Username", username}, {"Hook", name_of(hook)}, {"Events", events}, {"Hosts", hosts}}),
                      Json::object({{"username", username}, {"hook_id", hook.id}}));
}

// A member of a direct or group channel, a channel admin of a private one. Being an administrator elsewhere is not enough.
void require_may_consent(Tx& tx, const Actor& actor, const Channel& channel) {
    access::require_read_channel(tx, actor, channel);
    if (channel.type == "O") throw Err::hook_consent_needless;
    if (!channels::is_member(tx, channel.id, actor.user_id)) throw Err::no_permission.because("not a member");
    if (channel.type == "P") access::require_in_channel(tx, actor, channel, Permission::manage_channel_roles);
}

// A hook that was made for the channel; others are not told of.
OutgoingWebhook hook_of(Tx& tx, const Channel& channel, std::string_view hook_id) {
    auto hook = store::find(tx, hook_id);
    if (!hook || hook->channel_id != channel.id) throw Err::outgoing_hook_not_found;
    return std::move(*hook);
}

// What a member of the channel may know of a hook: all but its secrets. `user_id` "" while nobody consents.
Json shown(Tx& tx, const OutgoingWebhook& hook) {
    auto list = [](const std::vector<std::string>& words) {
        Json all = Json::array();
        for (const std::string& word : words) all.push(word);
        return all;
    };
    auto consent = store::find_consent(tx, hook.channel_id, hook.id);
    return Json::object({{"channel_id", hook.channel_id},
                         {"hook_id", hook.id},
                         {"user_id", consent ? consent->user_id : std::string()},
                         {"create_at", consent ? consent->create_at : 0},
                         {"display_name", hook.display_name},
                         {"creator_id", hook.creator_id},
                         {"events", list(events_of(hook))},
                         {"hosts", list(hosts_of(hook))}});
}

void drop_what_waits(Tx& tx, const OutgoingWebhook& hook) { deliveries::forget_undelivered(tx, hook.id); }

Reply give(Ctx& c, Tx& tx) {
    Json body = c.body_object("hook_consent");
    Channel channel = channels::get(tx, c.id("channel_id"));
    require_may_consent(tx, c.actor(), channel);
    if (channel.delete_at) throw Err::channel_archived;
    const Json* hook_id = body.find_any_case("hook_id");
    if (!hook_id || !is_valid_id(hook_id->as_string())) throw Err::invalid_body_param.with("Name", "hook_id");
    OutgoingWebhook hook = hook_of(tx, channel, hook_id->as_string());
    HookConsent consent;
    consent.channel_id = channel.id;
    consent.hook_id = hook.id;
    consent.user_id = c.user_id();
    consent.create_at = tx.now();
    if (store::insert_consent(tx, consent)) {
        say(tx, c.actor(), channel, Text::hook_consent_given, hook);
        users::add_audit(tx, c.actor(), c.route().path, "success channel_id=" + channel.id + " hook_id=" + hook.id);
    }
    return reply::json(201, shown(tx, hook).dump());
}

Reply list(Ctx& c, Tx& tx) {
    Channel channel = channels::get(tx, c.id("channel_id"));
    access::require_read_channel(tx, c.actor(), channel);
    Json all = Json::array();
    if (channel.type != "O")
        for (const OutgoingWebhook& hook : store::list_of_channel(tx, channel.id)) all.push(shown(tx, hook));
    return reply::json(200, all.dump());
}

Reply withdraw(Ctx& c, Tx& tx) {
    Channel channel = channels::get(tx, c.id("channel_id"));
    require_may_consent(tx, c.actor(), channel);
    OutgoingWebhook hook = hook_of(tx, channel, c.id("hook_id"));
    if (!store::remove_consent(tx, channel.id, hook.id)) throw Err::hook_consent_not_found;
    drop_what_waits(tx, hook);
    say(tx, c.actor(), channel, Text::hook_consent_withdrawn, hook);
    users::add_audit(tx, c.actor(), c.route().path, "success channel_id=" + channel.id + " hook_id=" + hook.id);
    return reply::ok();
}

constexpr Route kRoutes[] = {
    {POST, "/api/v4/channels/{channel_id}/hook_consents", Lane::write, Access::session, give,
     "Let an outgoing webhook hear what happens in a channel that is not public."},
    {GET, "/api/v4/channels/{channel_id}/hook_consents", Lane::read, Access::session, list,
     "List the outgoing webhooks of a channel that is not public, and who let them hear it."},
    {DELETE, "/api/v4/channels/{channel_id}/hook_consents/{hook_id}", Lane::write, Access::session, withdraw,
     "No longer let an outgoing webhook hear what happens in a channel; it stops at once."},
};

}  // namespace

bool may_hear(Tx& tx, const OutgoingWebhook& hook, const Channel& channel) {
    if (!channel.team_id.empty() && channel.team_id != hook.team_id) return false;
    if (channel.type == "O") return hook.channel_id.empty() || hook.channel_id == channel.id;
    return hook.channel_id == channel.id && store::find_consent(tx, channel.id, hook.id).has_value();
}

void require_consent(Tx& tx, std::string_view hook_id) {
    auto hook = store::find(tx, hook_id);
    if (!hook || hook->channel_id.empty()) return;
    auto channel = channels::find(tx, hook->channel_id);
    if (channel && channel->type != "O" && !may_hear(tx, *hook, *channel)) throw Err::hook_consent_missing;
}

void end_consent(Tx& tx, const Actor& who, const OutgoingWebhook& hook) {
    if (hook.channel_id.empty() || !store::remove_consent(tx, hook.channel_id, hook.id)) return;
    drop_what_waits(tx, hook);
    auto channel = channels::find(tx, hook.channel_id);
    if (channel && !channel->delete_at) say(tx, who, *channel, Text::hook_consent_ended, hook);
}

std::span<const Route> consent_routes() { return kRoutes; }

}  // namespace rk::outgoing_hooks
