#include "feature/posts/events.h"

#include "app/services.h"
#include "base/strings.h"
#include "feature/channels/channels.h"
#include "feature/posts/metadata.h"
#include "feature/posts/posts.h"
#include "feature/posts/store.h"
#include "feature/posts/threads.h"
#include "feature/users/users.h"
#include "model/settings.h"
#include "model/texts.h"

namespace rk::posts {

namespace {

// `"key":"[\"id\"]"`: a list of one account as text inside text.
std::string own_id_in(std::string_view key, std::string_view user_id) {
    return std::string("\"").append(key).append(R"(":"[\")").append(user_id).append(R"(\"]")");
}

std::string sender_name(Tx& tx, const Post& post) {
    if (post.type.starts_with("system_")) return "System";
    if (post.props.size() && post.props["from_webhook"].as_string() == "true" &&
        config_of(tx)->ServiceSettings.EnablePostUsernameOverride)
        if (const std::string& name = post.props["override_username"].as_string(); !name.empty()) return name;
    return "@" + users::username_of(tx, post.user_id);
}

}  // namespace

void emit_posted(Tx& tx, const Channel& channel, const Post& post, std::function<std::string()> json,
                 const Told& told) {
    Event event;
    event.name = EventName::posted;
    event.broadcast.channel_id = channel.id;
    bool image = false, other = false;
    if (!post.file_ids.empty())
        for (const Json& file : post.metadata["files"].items())
            (file["mime_type"].as_string().starts_with("image/") ? image : other) = true;
    event.render = [json = std::move(json), sender = sender_name(tx, post), type = channel.type, name = channel.name,
                    display_name = channel.display_name, team_id = channel.team_id, set_online = told.set_online, image,
                    other] {
        const std::string text = json();
        std::string data;
        data.reserve(text.size() + text.size() / 8 + 320);
        JsonWriter w(data);
        w.begin_object()
            .field("channel_type", type)
            .field("channel_display_name", type == "D" ? sender : display_name)
            .field("channel_name", name)
            .field("sender_name", sender)
            .field("team_id", team_id)
            .field("set_online", set_online);
        if (image) w.field("image", "true");
        if (other) w.field("otherFile", "true");
        w.field("post", text).end_object();
        return data;
    };
    for (const std::string& user_id : told.mentions.user_ids)
        event.user_data.emplace_back(user_id, own_id_in("mentions", user_id));
    for (const ThreadMembership& follower : told.followers)
        if (follower.user_id != post.user_id)
            event.user_data.emplace_back(follower.user_id, own_id_in("followers", follower.user_id));
    tx.emit(std::move(event));
}

void emit_viewed(Tx& tx, const Channel& channel, std::string_view user_id, Millis at) {
    std::string data;
    JsonWriter(data).begin_object().key("channel_times").begin_object().field(channel.id, at).end_object().end_object();
    tx.emit(EventName::multiple_channels_viewed, to_user(std::string(user_id)), std::move(data));
}

namespace {

// So many replies are looked at in one go to tell followers how many are new to them.
constexpr int64_t kRepliesCounted = 200;

int64_t count_unread(Tx& tx, const std::vector<Millis>& newest, std::string_view root_id, Millis viewed) {
    int64_t unread = 0;
    for (Millis at : newest)
        if (at > viewed) ++unread;
    if (unread < kRepliesCounted) return unread;
    return store::count_replies_after(tx, root_id, viewed);
}

}  // namespace

void emit_thread_updated(Tx& tx, const Channel& channel, const Post& root, const Post& reply, const Told& told) {
    if (!told.thread || told.followers.empty() || !threads_are_apart(tx)) return;
    const Thread& thread = *told.thread;
    const std::vector<Millis> newest = store::list_reply_times(tx, root.id, kRepliesCounted);
    std::string participants = "[";
    for (User& user : users::list_by_ids(tx, thread.participants)) {
        User shown = users::shown_to(tx, Actor{}, std::move(user));
        if (!shown.auth_data) shown.auth_data = "";
        if (participants.size() > 1) participants += ',';
        write_model(participants, User::info(), &shown);
    }
    participants += ']';
    Post shown_root = root;
    hide_integrations(shown_root);
    const std::string post = to_json(shown_root);
    for (const ThreadMembership& follower : told.followers) {
        if (!reads_threads_apart(tx, follower.user_id)) continue;
        const bool own = follower.user_id == reply.user_id;
        const int64_t unread = own ? 0 : count_unread(tx, newest, root.id, follower.last_viewed);
        const bool mentioned = contains(told.mentions.user_ids, follower.user_id);
        std::string json;
        JsonWriter(json)
            .begin_object()
            .field("id", root.id)
            .field("reply_count", thread.reply_count)
            .field("last_reply_at", thread.last_reply_at)
            .field("last_viewed_at", own ? told.author_viewed_before : follower.last_viewed)
            .key("participants")
            .raw(participants)
            .key("post")
            .raw(post)
            .field("unread_replies", unread)
            .field("unread_mentions", follower.unread_mentions)
            .field("is_urgent", false)
            .field("delete_at", 0)
            .end_object();
        std::string data;
        JsonWriter(data)
            .begin_object()
            .field("thread", json)
            .field("previous_unread_mentions", follower.unread_mentions - (mentioned && !own ? 1 : 0))
            .field("previous_unread_replies", own ? 0 : unread - 1)
            .end_object();
        Broadcast to = to_user(follower.user_id);
        to.team_id = channel.team_id;
        tx.emit(EventName::thread_updated, std::move(to), std::move(data));
    }
}

void tell_author(Tx& tx, const Channel& channel, const Post& post, const Mentions& mentions) {
    if (!mentions.everybody_refused && mentions.other_names.empty()) return;
    auto author = users::find(tx, post.user_id);
    if (!author) return;
    Post note;
    note.root_id = post.root_id;
    note.create_at = post.create_at + 1;
    if (mentions.everybody_refused) {
        std::string most = std::to_string(config_of(tx)->TeamSettings.MaxNotificationsPerChannel);
        note.message = text(Text::everybody_refused, author->locale, {{"Users", most}});
        send_ephemeral(tx, channel, post.user_id, note);
    }
    if (mentions.other_names.empty() || (channel.type != "O" && channel.type != "P")) return;
    Json names = Json::array(), ids = Json::array();
    std::string all;
    for (const User& user : users::list_by_usernames(tx, mentions.other_names)) {
        if (user.delete_at || user.is_bot || user.id == post.user_id || channels::is_member(tx, channel.id, user.id))
            continue;
        names.push(user.username);
        ids.push(user.id);
        all.append(all.empty() ? "@" : ", @").append(user.username);
    }
    if (!names.size()) return;
    note.message = text(Text::not_in_channel, author->locale, {{"Usernames", all}});
    note.props = Json::object({{"add_channel_member", Json::object({{"post_id", post.id},
                                                                    {"usernames", names},
                                                                    {"not_in_channel_usernames", names},
                                                                    {"user_ids", ids},
                                                                    {"not_in_channel_user_ids", ids},
                                                                    {"not_in_groups_usernames", Json::array()},
                                                                    {"not_in_groups_user_ids", Json::array()}})}});
    send_ephemeral(tx, channel, post.user_id, std::move(note));
}

}  // namespace rk::posts
