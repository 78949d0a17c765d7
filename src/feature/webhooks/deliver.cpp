// From a message to a post: which channel, as whom, new or in place of an earlier one.
#include "app/access.h"
#include "app/config_store.h"
#include "app/services.h"
#include "app/ticker.h"
#include "base/log.h"
#include "base/strings.h"
#include "feature/bots/bots.h"
#include "feature/channels/channels.h"
#include "feature/emoji/emoji.h"
#include "feature/posts/posts.h"
#include "feature/users/users.h"
#include "feature/webhooks/store.h"
#include "feature/webhooks/webhooks.h"
#include "model/system_emoji.h"

namespace rk::webhooks {

namespace {

constexpr std::string_view kDefaultUsername = "webhook";

// The channel that the message is for. Names count in the hook's team only, and only exactly (golden "another channel by
// name"); an unknown person is a 400, an unknown channel a 404.
Channel target_of(Tx& tx, const IncomingWebhook& hook, const HookMessage& message) {
    auto direct_with = [&](std::string_view user_id) {
        return channels::get_or_add_direct(tx, owner_of(tx, hook), hook.user_id, user_id);
    };
    if (!message.user_id.empty()) {
        if (!users::find(tx, message.user_id)) throw Err::hook_user_unknown.with("User", message.user_id);
        return direct_with(message.user_id);
    }
    if (!message.channel_id.empty()) {
        auto channel = channels::find(tx, message.channel_id);
        if (!channel || (!channel->team_id.empty() && channel->team_id != hook.team_id))
            throw Err::hook_channel_unknown.with("Channel", message.channel_id);
        return std::move(*channel);
    }
    if (message.channel.starts_with('@')) {
        auto user = users::find_by_username(tx, std::string_view(message.channel).substr(1));
        if (!user) throw Err::hook_user_unknown.with("User", message.channel);
        return direct_with(user->id);
    }
    if (!message.channel.empty()) {
        std::string_view name = message.channel;
        if (name.starts_with('#')) name.remove_prefix(1);
        auto channel = channels::find_by_name(tx, hook.team_id, name, true);
        if (!channel) throw Err::hook_channel_unknown.with("Channel", message.channel);
        return std::move(*channel);
    }
    auto channel = channels::find(tx, hook.channel_id);
    if (!channel) throw Err::hook_channel_unknown.with("Channel", hook.channel_id);
    return std::move(*channel);
}

// What a sender's props may not tell otherwise (golden "props of the sender").
Json without_reserved(const Json& sent) {
    Json props = sent.is_object() ? sent : Json::object();
    for (const char* reserved : {"attachments", "from_webhook", "override_username", "override_icon_url"})
        props.erase(reserved);
    return props;
}

// The picture of an emoji stands beside its name (golden "name and picture while overriding is on").
void set_icon(Tx& tx, Json& props, const std::string& icon_url, const std::string& icon_emoji) {
    if (!icon_url.empty()) props.set("override_icon_url", icon_url);
    if (!icon_emoji.empty()) props.set("override_icon_emoji", icon_emoji);
    std::string_view emoji = props["override_icon_emoji"].as_string();
    if (emoji.size() > 2 && emoji.starts_with(':') && emoji.ends_with(':')) emoji = emoji.substr(1, emoji.size() - 2);
    if (std::string_view code = system_emoji_code(emoji); !code.empty())
        props.set("override_icon_url", "/static/emoji/" + std::string(code) + ".png");
    else if (!emoji.empty() && config_of(tx)->ServiceSettings.EnableCustomEmoji)
        for (const Emoji& custom : emoji::find_by_names(tx, {std::string(emoji)}))
            props.set("override_icon_url", "/api/v4/emoji/" + custom.id + "/image");
}

// What clients show instead of the owner's name and picture.
Json props_of(Tx& tx, const Config& config, const IncomingWebhook& hook, const HookMessage& message, bool by_bot) {
    Json props = without_reserved(message.props);
    props.set("from_webhook", "true");
    props.set("webhook_display_name", hook.display_name);
    if (by_bot) props.set("from_bot", "true");
    if (config.ServiceSettings.EnablePostUsernameOverride) {
        const std::string& wanted = message.username.empty() ? hook.username : message.username;
        props.set("override_username", wanted.empty() ? kDefaultUsername : std::string_view(wanted));
    }
    if (config.ServiceSettings.EnablePostIconOverride)
        set_icon(tx, props, message.icon_url.empty() ? hook.icon_url : message.icon_url, message.icon_emoji);
    return props;
}

// Refuses channels that the hook may not write into.
void check_target(Tx& tx, const IncomingWebhook& hook, const Channel& channel) {
    if (hook.channel_locked && channel.id != hook.channel_id) throw Err::hook_channel_locked;
    if (channel.delete_at) throw Err::hook_channel_archived;
    if (channel.type != "O" && !channels::is_member(tx, channel.id, hook.user_id) &&
        !access::may_read_channel(tx, owner_of(tx, hook), channel))
        throw Err::hook_channel_hidden;
}

// The type of the post: what carries attachments is known by it.
std::string type_of(const HookMessage& message) {
    if (message.attachments.size() > 0) return "slack_attachment";
    if (message.type.starts_with("system_")) throw Err::hook_type_bad.with("Type", message.type);
    return message.type;
}

Json metadata_of(const HookMessage& message) {
    Json metadata = Json::object();
    if (!message.priority) return metadata;
    if (!message.priority->priority) throw Err::hook_priority_bad;
    Json priority = Json::object({{"priority", *message.priority->priority}});
    priority.set("requested_ack", message.priority->requested_ack.value_or(false));
    priority.set("persistent_notifications", message.priority->persistent_notifications
                                                 ? Json(*message.priority->persistent_notifications)
                                                 : Json());
    metadata.set("priority", std::move(priority));
    return metadata;
}

// The thread that the message wants to stand in. One that cannot be is ignored, and said so (golden "keys this version
// does not know"; answered with a root since v11.8).
std::string root_of(Tx& tx, const Channel& channel, HookMessage& message) {
    if (message.root_id.empty()) return {};
    auto root = posts::find(tx, message.root_id);
    if (root && root->channel_id == channel.id) return root->root_id.empty() ? root->id : root->root_id;
    message.ignored.push_back("root_id");
    return {};
}

}  // namespace

bool check_owner(Tx& tx, const IncomingWebhook& hook) {
    const bool is_bot = bots::is_bot(tx, hook.user_id);
    if (is_bot && bots::is_disabled(tx, hook.user_id)) throw Err::hook_owner_off;
    return is_bot;
}

Actor owner_of(Tx& tx, const IncomingWebhook& hook) {
    Actor actor;
    actor.user_id = hook.user_id;
    if (auto user = users::find(tx, hook.user_id)) actor.roles = user->roles;
    return actor;
}

IncomingWebhook get(Tx& tx, std::string_view hook_id) {
    auto hook = store::find(tx, hook_id);
    if (!hook) throw Err::hook_not_found;
    return std::move(*hook);
}

void remove_of_channel(Tx& tx, std::string_view channel_id) { store::remove_of_channel(tx, channel_id); }

Delivered deliver(Tx& tx, const IncomingWebhook& hook, HookMessage message) {
    auto config = config_of(tx);
    const bool by_bot = check_owner(tx, hook);
    Channel channel = target_of(tx, hook, message);
    check_target(tx, hook, channel);
    const std::string type = type_of(message);
    const Json metadata = metadata_of(message);

    Actor author;
    author.user_id = hook.user_id;
    Json props = props_of(tx, *config, hook, message, by_bot);
    auto parts = split_webhook(message.text, props, message.attachments, kMessageCharactersMax,
                               kPropsCharactersMaxOfUser, message.split_at);
    if (!parts) throw Err::hook_too_long.with("Reason", parts.error());
    bool has_attachments = message.attachments.size() > 0;

    Delivered delivered;
    std::optional<std::string> earlier_id;
    if (!message.key.empty()) {
        if (parts->size() > 1) throw Err::hook_too_long.with("Reason", "a message with a key must fit into one post");
        earlier_id = store::find_post(tx, hook.id, message.key);
        auto earlier = earlier_id ? posts::find(tx, *earlier_id) : std::nullopt;
        if (earlier && earlier->channel_id == channel.id) {
            posts::Change replaced;
            replaced.message = std::move(parts->front().text);
            replaced.type = type;
            if (has_attachments) props.set("attachments", std::move(parts->front().attachments));
            replaced.props = std::move(props);
            replaced.marks_edited = false;
            delivered.post = posts::update(tx, author, *earlier, replaced);
            delivered.updated = true;
            delivered.ignored = std::move(message.ignored);
            return delivered;
        }
    }

    posts::AddOptions options;
    options.set_online = false;
    options.author_has_read = false;
    options.trusted_props = true;
    options.silent = message.silent;
    std::string root_id = root_of(tx, channel, message);
    for (WebhookPart& part : *parts) {
        Post post;
        post.user_id = hook.user_id;
        post.channel_id = channel.id;
        post.root_id = root_id;
        post.message = std::move(part.text);
        post.type = type;
        post.props = props;
        if (part.attachments.size() > 0) post.props.set("attachments", std::move(part.attachments));
        if (delivered.posts_made == 0) post.metadata = metadata;
        delivered.post = posts::add(tx, author, channel, std::move(post), options);
        channel.last_post_at = delivered.post.create_at;  // the next one comes after it
        ++delivered.posts_made;
    }
    if (!message.key.empty()) {
        if (earlier_id) store::replace_post(tx, hook.id, message.key, delivered.post.id);
        else if (!store::insert_post(tx, hook.id, message.key, delivered.post.id))
            throw DbError(DbError::Kind::retry, "another call made the key meanwhile");
    }
    delivered.ignored = std::move(message.ignored);
    return delivered;
}

Post change(Tx& tx, const IncomingWebhook& hook, const Post& old, HookMessage message) {
    auto config = config_of(tx);
    check_owner(tx, hook);
    check_target(tx, hook, channels::get(tx, old.channel_id));
    posts::Change changed;
    changed.marks_edited = false;
    if (!message.text.empty()) {
        if (utf8_length(message.text) > kMessageCharactersMax)
            throw Err::hook_too_long.with("Reason", "the text is longer than one post can be");
        changed.message = std::move(message.text);
    }
    Json props = old.props;
    const Json sent = without_reserved(message.props);
    for (const auto& member : sent.members()) props.set(member.key, member.value);
    props.set("webhook_display_name", hook.display_name);
    if (config->ServiceSettings.EnablePostUsernameOverride && !message.username.empty())
        props.set("override_username", message.username);
    if (config->ServiceSettings.EnablePostIconOverride && !(message.icon_url.empty() && message.icon_emoji.empty()))
        set_icon(tx, props, message.icon_url, message.icon_emoji);
    if (message.attachments.is_array()) {
        props.erase("attachments");
        changed.type = type_of(message);
        if (message.attachments.size() > 0) props.set("attachments", std::move(message.attachments));
    }
    changed.props = std::move(props);
    Actor author;
    author.user_id = hook.user_id;
    return posts::update(tx, author, old, changed);
}

void sweep(Tx& tx) {
    constexpr Millis kDay = 24 * 60 * 60 * 1000;
    store::remove_calls_before(tx, tx.now() - config_of(tx)->RenkeiSettings.WebhookCallsDays * kDay);
    store::remove_idempotent_before(tx, tx.now() - kDay);
}

void start(Services& services) {
    if (!services.ticker) return;
    constexpr Millis kHour = 60 * 60 * 1000;
    services.ticker->every(kHour, [&services] {
        auto told = [](std::exception_ptr failed) {
            if (failed) log::warn("Old webhook calls were not deleted: the store takes no writes");
        };
        if (!services.db->post_write([](Tx& tx) { sweep(tx); }, told))
            log::warn("Old webhook calls were not deleted: the store is busy");
    });
}

}  // namespace rk::webhooks
