#include "feature/outgoing_hooks/events.h"

#include <functional>

#include "app/services.h"
#include "base/strings.h"
#include "feature/channels/channels.h"
#include "feature/deliveries/deliveries.h"
#include "feature/files/files.h"
#include "feature/outgoing_hooks/consents.h"
#include "feature/outgoing_hooks/table.h"
#include "feature/teams/teams.h"
#include "feature/users/users.h"
#include "model/settings.h"

namespace rk::outgoing_hooks {

namespace {

struct Known {
    std::string_view name;
    EventScope scope;
};
constexpr Known kKnown[] = {
#define RK_HOOK_EVENT_ROW(name, scope) {#name, EventScope::scope},
    RK_HOOK_EVENTS(RK_HOOK_EVENT_ROW)
#undef RK_HOOK_EVENT_ROW
};

using Rest = std::function<void(JsonWriter&)>;

// What happened: where (null: on the server as a whole), through whom, about which post.
struct Happening {
    std::string_view event;
    const Channel* channel = nullptr;
    std::string user_id, post_id;
};

bool anybody_asks(const Tx& tx) {
    const auto& table = tx.services().outgoing_hooks;
    return table && table->any_asks();
}

// One body a hook: the members that all events have, then those of this one.
void tell(Tx& tx, const std::vector<OutgoingWebhook>& hooks, const Happening& what, const Rest& rest) {
    if (hooks.empty()) return;
    const std::string user_name = users::username_of(tx, what.user_id);
    for (const OutgoingWebhook& hook : hooks) {
        auto team = teams::find(tx, hook.team_id);
        std::string body;
        JsonWriter w(body);
        w.begin_object()
            .field("token", hook.token)
            .field("event", what.event)
            .field("timestamp", tx.now())
            .field("team_id", hook.team_id)
            .field("team_domain", team ? team->name : std::string());
        if (what.channel) w.field("channel_id", what.channel->id).field("channel_name", what.channel->name);
        w.field("user_id", what.user_id).field("user_name", user_name);
        rest(w);
        w.end_object();
        for (const std::string& url : hook.callback_urls) {
            deliveries::NewDelivery out;
            out.hook_id = hook.id;
            out.url = url;
            out.event = what.event;
            out.post_id = what.post_id;
            out.content_type = "application/json";
            out.body = body;
            deliveries::add(tx, std::move(out));
        }
    }
}

void tell_in(Tx& tx, const Channel& channel, Happening what, const Rest& rest) {
    what.channel = &channel;
    tell(tx, list_hearing(tx, channel, what.event), what, rest);
}

// The same of a channel that is known by its id alone.
void tell_in(Tx& tx, std::string_view channel_id, Happening what, const Rest& rest) {
    if (!anybody_asks(tx)) return;
    if (auto channel = channels::find(tx, channel_id)) tell_in(tx, *channel, std::move(what), rest);
}

// Written by a person or a program in a person's way: neither by a webhook nor by the server itself.
bool is_told_of(const Post& post) {
    return !post.type.starts_with("system_") && post.props["from_webhook"].as_string() != "true";
}

void write_post(JsonWriter& w, const Post& post) {
    w.key("post")
        .begin_object()
        .field("id", post.id)
        .field("create_at", post.create_at)
        .field("update_at", post.update_at)
        .field("edit_at", post.edit_at)
        .field("delete_at", post.delete_at)
        .field("user_id", post.user_id)
        .field("root_id", post.root_id)
        .field("type", post.type)
        .field("message", post.message)
        .key("file_ids")
        .begin_array();
    for (const std::string& id : post.file_ids) w.value(id);
    w.end_array().end_object();
}

void tell_reaction(Tx& tx, std::string_view event, const Post& post, const Reaction& reaction) {
    tell_in(tx, post.channel_id, {event, nullptr, reaction.user_id, post.id}, [&](JsonWriter& w) {
        w.field("emoji_name", reaction.emoji_name);
        write_post(w, post);
    });
}

void tell_member(Tx& tx, std::string_view event, const Actor& who, std::string_view channel_id,
                 std::string_view user_id) {
    const std::string by(who.user_id.empty() ? user_id : std::string_view(who.user_id));
    tell_in(tx, channel_id, {event, nullptr, by, ""}, [&](JsonWriter& w) {
        w.field("member_id", user_id).field("member_name", users::username_of(tx, user_id));
    });
}

}  // namespace

std::optional<EventScope> scope_of(std::string_view event) {
    for (const Known& known : kKnown)
        if (known.name == event) return known.scope;
    return std::nullopt;
}

bool asked_for(const OutgoingWebhook& hook, std::string_view event) {
    return hook.events.empty() ? event == "posted" : contains(hook.events, event);
}

std::vector<OutgoingWebhook> list_hearing(Tx& tx, const Channel& channel, std::string_view event) {
    const auto& table = tx.services().outgoing_hooks;
    std::vector<OutgoingWebhook> found;
    if (!table) return found;
    const bool is_public = channel.type == "O";
    auto hooks = is_public ? table->find(channel.team_id) : table->find_of_channel(channel.id);
    if (!hooks || !config_of(tx)->ServiceSettings.EnableOutgoingWebhooks) return found;
    for (const OutgoingWebhook& hook : *hooks) {
        if (!asked_for(hook, event)) continue;
        if (is_public && !hook.channel_id.empty() && hook.channel_id != channel.id) continue;
        if (!is_public && !may_hear(tx, hook, channel)) continue;
        found.push_back(hook);
    }
    return found;
}

void post_edited(Tx& tx, const Actor& who, const Post& old, const Post& post) {
    if (!anybody_asks(tx) || !is_told_of(post)) return;
    auto channel = channels::find(tx, post.channel_id);
    if (!channel) return;
    tell_in(tx, *channel, {"post_edited", nullptr, who.user_id, post.id}, [&](JsonWriter& w) {
        write_post(w, post);
        w.field("old_message", old.message);
    });
    std::vector<std::string> fresh;
    for (const std::string& id : post.file_ids)
        if (!contains(old.file_ids, id)) fresh.push_back(id);
    if (!fresh.empty()) file_shared(tx, *channel, post, fresh);
}

void post_deleted(Tx& tx, const Actor& who, const Post& post) {
    if (!is_told_of(post)) return;
    tell_in(tx, post.channel_id, {"post_deleted", nullptr, who.user_id, post.id},
            [&](JsonWriter& w) { write_post(w, post); });
}

void file_shared(Tx& tx, const Channel& channel, const Post& post, const std::vector<std::string>& file_ids) {
    if (!anybody_asks(tx) || !is_told_of(post)) return;
    tell_in(tx, channel, {"file_shared", nullptr, post.user_id, post.id}, [&](JsonWriter& w) {
        write_post(w, post);
        w.key("files").begin_array();
        for (const FileInfo& file : files::list(tx, file_ids, false))
            w.begin_object()
                .field("id", file.id)
                .field("name", file.name)
                .field("extension", file.extension)
                .field("size", file.size)
                .field("mime_type", file.mime_type)
                .end_object();
        w.end_array();
    });
}

void reaction_added(Tx& tx, const Post& post, const Reaction& reaction) {
    tell_reaction(tx, "reaction_added", post, reaction);
}

void reaction_removed(Tx& tx, const Post& post, const Reaction& reaction) {
    tell_reaction(tx, "reaction_removed", post, reaction);
}

void member_joined(Tx& tx, const Actor& who, std::string_view channel_id, std::string_view user_id) {
    tell_member(tx, "member_joined", who, channel_id, user_id);
}

void member_left(Tx& tx, const Actor& who, std::string_view channel_id, std::string_view user_id) {
    tell_member(tx, "member_left", who, channel_id, user_id);
}

namespace {

// Public channels only: of others nobody outside is to know.
void tell_channel(Tx& tx, std::string_view event, const Actor& who, const Channel& channel) {
    if (!anybody_asks(tx) || channel.type != "O") return;
    tell_in(tx, channel, {event, nullptr, who.user_id, ""}, [&](JsonWriter& w) {
        w.key("channel")
            .begin_object()
            .field("id", channel.id)
            .field("create_at", channel.create_at)
            .field("delete_at", channel.delete_at)
            .field("type", channel.type)
            .field("name", channel.name)
            .field("display_name", channel.display_name)
            .field("header", channel.header)
            .field("purpose", channel.purpose)
            .field("creator_id", channel.creator_id)
            .end_object();
    });
}

}  // namespace

void channel_created(Tx& tx, const Actor& who, const Channel& channel) {
    tell_channel(tx, "channel_created", who, channel);
}

void channel_archived(Tx& tx, const Actor& who, const Channel& channel) {
    tell_channel(tx, "channel_archived", who, channel);
}

void user_created(Tx& tx, const User& user) {
    if (!anybody_asks(tx) || !config_of(tx)->ServiceSettings.EnableOutgoingWebhooks) return;
    tell(tx, tx.services().outgoing_hooks->list_asking_for("user_created"), {"user_created", nullptr, user.id, ""},
         [&](JsonWriter& w) {
             w.key("user").raw(to_json(users::shown_to(tx, Actor(), user)));
             w.field("is_bot", user.is_bot);
         });
}

}  // namespace rk::outgoing_hooks
