// Which hooks a post concerns, and the request that they send. Rules: golden integrations_outgoing "outgoing request/…".
#include "feature/outgoing_hooks/outgoing_hooks.h"

#include "app/access.h"
#include "app/services.h"
#include "base/http.h"
#include "base/log.h"
#include "base/strings.h"
#include "feature/bots/bots.h"
#include "feature/channels/channels.h"
#include "feature/deliveries/deliveries.h"
#include "feature/outgoing_hooks/events.h"
#include "feature/outgoing_hooks/store.h"
#include "feature/outgoing_hooks/table.h"
#include "feature/posts/posts.h"
#include "feature/teams/teams.h"
#include "feature/users/users.h"
#include "model/settings.h"
#include "model/texts.h"

namespace rk::outgoing_hooks {

namespace {

bool is_blank(char32_t c) {
    return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0xA0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

std::string_view first_word(std::string_view text) {
    size_t begin = text.size();
    for (size_t at = 0; at < text.size();) {
        const size_t here = at;
        const bool blank = is_blank(utf8_next(text, at));
        if (blank && begin < here) return text.substr(begin, here - begin);
        if (!blank && begin > here) begin = here;
    }
    return text.substr(begin);
}

// The trigger that the word is (trigger_when 0) or begins with (1), case and all; nothing when none fits.
const std::string* find_trigger(const OutgoingWebhook& hook, std::string_view word) {
    if (word.empty()) return nullptr;
    for (const std::string& trigger : hook.trigger_words)
        if (hook.trigger_when == 0 ? word == trigger : word.starts_with(trigger)) return &trigger;
    return nullptr;
}

struct Facts {
    std::string team_id, team_domain, user_name, first_word;
};

// As it has always been sent: blanks are '+', keys sorted.
std::string form_of(const OutgoingWebhook& hook, const Channel& channel, const Post& post, const Facts& facts,
                    const std::string& trigger) {
    const std::pair<std::string_view, std::string> fields[] = {
        {"channel_id", post.channel_id},
        {"channel_name", channel.name},
        {"file_ids", join(post.file_ids, ",")},
        {"post_id", post.id},
        {"team_domain", facts.team_domain},
        {"team_id", hook.team_id},
        {"text", post.message},
        {"timestamp", std::to_string(post.create_at / 1000)},
        {"token", hook.token},
        {"trigger_word", trigger},
        {"user_id", post.user_id},
        {"user_name", facts.user_name},
    };
    std::string form;
    for (const auto& [name, value] : fields)
        form.append(form.empty() ? "" : "&")
            .append(name)
            .append("=")
            .append(replace_all(url_encode(value), "%20", "+"));
    return form;
}

std::string json_of(const OutgoingWebhook& hook, const Channel& channel, const Post& post, const Facts& facts,
                    const std::string& trigger) {
    std::string json;
    JsonWriter(json)
        .begin_object()
        .field("token", hook.token)
        .field("team_id", hook.team_id)
        .field("team_domain", facts.team_domain)
        .field("channel_id", post.channel_id)
        .field("channel_name", channel.name)
        .field("timestamp", post.create_at)
        .field("user_id", post.user_id)
        .field("user_name", facts.user_name)
        .field("post_id", post.id)
        .field("text", post.message)
        .field("trigger_word", trigger)
        .field("file_ids", join(post.file_ids, ","))
        .end_object();
    return json;
}

}  // namespace

void start(Services& services) {
    services.outgoing_hooks = std::make_shared<OutgoingHookTable>();
    services.db->read([&](Tx& tx) { services.outgoing_hooks->load(tx); });
}

std::optional<OutgoingWebhook> find(Tx& tx, std::string_view hook_id) { return store::find(tx, hook_id); }

void require_manages(Tx& tx, const Actor& actor, const OutgoingWebhook& hook) {
    access::require_in_team(tx, actor, hook.team_id, Permission::manage_own_outgoing_webhooks);
    if (hook.creator_id != actor.user_id)
        access::require_in_team(tx, actor, hook.team_id, Permission::manage_others_outgoing_webhooks);
    if (!shows_only_readable(tx, actor, hook))
        throw Err::no_permission.because(std::string(permission_id(Permission::read_channel_content)));
}

bool shows_only_readable(Tx& tx, const Actor& actor, const OutgoingWebhook& hook) {
    if (hook.channel_id.empty()) return true;
    auto channel = channels::find(tx, hook.channel_id);
    return !channel || channel->type == "O" || access::may_read_channel(tx, actor, *channel);
}

void post_added(Tx& tx, const Channel& channel, const Post& post) {
    if (!post.file_ids.empty()) file_shared(tx, channel, post, post.file_ids);
    Facts facts;
    facts.first_word = first_word(post.message);
    for (const OutgoingWebhook& hook : list_hearing(tx, channel, "posted")) {
        const std::string* trigger = find_trigger(hook, facts.first_word);
        if (!trigger && (hook.channel_id.empty() || !hook.trigger_words.empty())) continue;
        if (facts.team_id != hook.team_id) {
            auto team = teams::find(tx, hook.team_id);
            facts.team_domain = team ? team->name : std::string();
            facts.team_id = hook.team_id;
        }
        if (facts.user_name.empty()) facts.user_name = users::username_of(tx, post.user_id);
        const std::string word = trigger ? *trigger : std::string();
        const bool is_json = hook.content_type == "application/json";
        std::string body =
            is_json ? json_of(hook, channel, post, facts, word) : form_of(hook, channel, post, facts, word);
        for (const std::string& url : hook.callback_urls) {
            deliveries::NewDelivery out;
            out.hook_id = hook.id;
            out.url = url;
            out.event = "posted";
            out.post_id = post.id;
            out.content_type = is_json ? "application/json" : "application/x-www-form-urlencoded";
            out.body = body;
            deliveries::add(tx, std::move(out));
        }
    }
}

void tell_owner_of_pause(Tx& tx, std::string_view hook_id, std::string_view url, std::string_view days,
                         std::string_view last_error) {
    auto hook = store::find(tx, hook_id);
    auto owner = hook ? users::find(tx, hook->creator_id) : std::nullopt;
    // Nobody reads what is written to a bot: whoever looks after it does.
    if (owner && owner->is_bot) owner = users::find(tx, bots::get(tx, owner->id, true).owner_id);
    if (!owner || owner->is_bot || owner->delete_at) return;
    Actor server;
    server.is_server = true;
    const std::string& name = hook->display_name.empty() ? hook->id : hook->display_name;
    std::string message = text(Text::delivery_owner_told, owner->locale,
                               {{"Hook", name}, {"Url", url}, {"Days", days}, {"Error", last_error}});
    auto not_told = [&](const char* why) {
        log::warn("the owner of a paused webhook was not told", {{"hook_id", hook_id}, {"why", why}});
    };
    try {
        tx.attempt([&] {
            Channel with_oneself = channels::get_or_add_direct(tx, server, owner->id, owner->id);
            posts::add_system(tx, with_oneself, owner->id, "system_generic", std::move(message), Json::object());
        });
    } catch (const ErrorDef& refused) {
        not_told(refused.id);
    } catch (const ApiError& refused) {
        not_told(refused.def->id);
    }
}

void remove_of_channel(Tx& tx, std::string_view channel_id) {
    for (const OutgoingWebhook& hook : store::list_of_channel(tx, channel_id)) store::end(tx, hook);
}

}  // namespace rk::outgoing_hooks
