#include "feature/posts/posts.h"

#include <algorithm>

#include "app/access.h"
#include "app/services.h"
#include "base/ids.h"
#include "base/strings.h"
#include "feature/channels/channels.h"
#include "feature/files/files.h"
#include "feature/outgoing_hooks/outgoing_hooks.h"
#include "feature/posts/cache.h"
#include "feature/posts/events.h"
#include "feature/posts/history.h"
#include "feature/posts/mentions.h"
#include "feature/posts/metadata.h"
#include "feature/posts/store.h"
#include "feature/posts/text.h"
#include "feature/posts/threads.h"
#include "feature/search/search.h"
#include "feature/status/status.h"
#include "feature/teams/teams.h"
#include "feature/users/users.h"
#include "model/settings.h"

namespace rk::posts {

namespace {

constexpr size_t kMessageMax = 16383;  // code points
constexpr size_t kPropsMax = 800000;   // code points of their JSON
constexpr size_t kFilesMax = 10;
// How far the time of a post may run ahead of the clock so that posts of a channel made in one millisecond keep their
// order in every list (they are all sorted by it).
constexpr Millis kAheadMax = 20;

bool is_known_type(std::string_view type) {
    return type.empty() || type == "slack_attachment" || type == "me" || type == "reminder" || type == "burn_on_read" ||
           type == "add_bot_teams_channels" || type.starts_with("system_") || type.starts_with("custom_");
}

// The files that the author may attach; others vanish, as there.
void attach_files(Tx& tx, Post& post) {
    std::vector<std::string> attached;
    for (const std::string& id : post.file_ids)
        if (!contains(attached, id) && files::attach(tx, id, post.id, post.channel_id, post.user_id))
            attached.push_back(id);
    post.file_ids = std::move(attached);
}

// What a post asks of its readers: {"priority", "requested_ack", "persistent_notifications"}, or null. People need a
// licence there for more than the priority; webhooks do not (golden "keys this version does not know").
Json priority_of(Tx& tx, const Post& post, bool trusted) {
    const Json& asked = post.metadata["priority"];
    if (!asked.is_object() || !config_of(tx)->ServiceSettings.PostPriority) return {};
    if (!post.root_id.empty()) {
        if (trusted) return {};
        throw Err::post_priority_of_reply;
    }
    if (!trusted && (asked["requested_ack"].as_bool() || asked["persistent_notifications"].as_bool()))
        throw Err::post_feature_unlicensed;
    auto told = [&](const char* key) { return trusted && asked[key].is_bool() ? asked[key] : Json(); };
    return Json::object({{"priority", asked["priority"].as_string()},
                         {"requested_ack", told("requested_ack")},
                         {"persistent_notifications", told("persistent_notifications")}});
}

// A file named twice is attached once (golden "create with bad fields").
void drop_repeated(std::vector<std::string>& ids) {
    std::vector<std::string> once;
    for (std::string& id : ids)
        if (once.size() <= kFilesMax && !contains(once, id)) once.push_back(std::move(id));
    ids = std::move(once);
}

}  // namespace

void check_fields(const Post& post) {
    if (utf8_length(post.message) > kMessageMax)
        throw Err::post_message_too_long.with("Length", std::to_string(kMessageMax));
    if (!is_known_type(post.type) || post.type.size() > 26) throw Err::post_type_invalid;
    if (post.file_ids.size() > kFilesMax) throw Err::post_too_many_files;
    // The store cannot hold it, nor could the original's.
    if (post.message.find('\0') != std::string::npos)
        throw Err::post_not_saved.because("a NUL character in the message");
    if (post.props.dump_bytes_at_most() > kPropsMax && utf8_length(post.props.dump()) > kPropsMax)
        throw Err::post_props_too_long;
}

void note_channel_mentions(Tx& tx, const Actor& author, const Channel& channel, Post& post) {
    post.props.erase("channel_mentions");
    if (channel.team_id.empty() || post.message.find('~') == std::string::npos) return;
    Json mentioned;
    std::string team_name;
    for (const std::string& name : channel_names(post.message)) {
        auto other = channels::find_by_name(tx, channel.team_id, name);
        if (!other) continue;
        if (other->type != "O" && !author.is_server && !channels::is_member(tx, other->id, post.user_id)) continue;
        if (team_name.empty()) team_name = teams::get(tx, channel.team_id).name;
        mentioned.set(other->name, Json::object({{"display_name", other->display_name}, {"team_name", team_name}}));
    }
    if (!mentioned.is_null()) post.props.set("channel_mentions", std::move(mentioned));
}

std::optional<Post> find(Tx& tx, std::string_view post_id, bool also_deleted) {
    auto post = store::find(tx, post_id);
    if (post && post->delete_at && !also_deleted) return std::nullopt;
    return post;
}

Post get(Tx& tx, std::string_view post_id, bool also_deleted) {
    auto post = find(tx, post_id, also_deleted);
    if (!post) throw Err::post_not_found;
    return std::move(*post);
}

static Added add_post(Tx& tx, const Actor& author, const Channel& channel, Post post, const AddOptions& options,
                      bool with_json) {
    const Services& services = tx.services();
    if (post.user_id.empty()) post.user_id = author.user_id;
    if (!post.pending_post_id.empty() && services.post_cache) {
        // Two sends of one message at once wait for each other here.
        tx.lock("pending post " + post.user_id + post.pending_post_id);
        std::string before = services.post_cache->find_pending(post.user_id, post.pending_post_id, tx.now());
        if (!before.empty())
            if (auto made = find(tx, before)) {
                hide_integrations(*made);
                std::string json = with_json ? to_json(*made) : std::string();
                return {std::move(*made), std::move(json)};
            }
    }
    if (!post.props.is_object()) post.props = Json::object();
    drop_repeated(post.file_ids);
    tidy_attachments(post);
    check_fields(post);
    std::optional<Post> root;
    if (!post.root_id.empty()) {
        if (is_valid_id(post.root_id)) root = find(tx, post.root_id);
        if (!root || !root->root_id.empty()) throw Err::post_root_invalid;
        if (root->channel_id != channel.id) throw Err::post_root_of_other_channel;
    }
    Json priority = post.metadata.is_object() ? priority_of(tx, post, options.trusted_props) : Json();

    post.id = new_ordered_id(tx.now());  // docs/decisions/002-writer.md
    post.channel_id = channel.id;
    if (post.create_at == 0)
        post.create_at = std::max(tx.now(), std::min(channel.last_post_at + 1, tx.now() + kAheadMax));
    post.update_at = post.create_at;
    post.delete_at = 0;
    post.original_id.clear();
    if (!post.remote_id) post.remote_id = "";
    post.participants = Json();
    post.is_following.reset();
    post.metadata = Json::object();
    post.hashtags = find_hashtags(post.message);
    note_channel_mentions(tx, author, channel, post);
    note_previewed_post(tx, author, post);

    const size_t files_asked = post.file_ids.size();
    if (files_asked) attach_files(tx, post);
    store::insert(tx, post);
    const bool is_urgent = priority["priority"].as_string() == "urgent";
    if (!priority.is_null()) {
        store::insert_priority(tx, post, priority);
        post.metadata.set("priority", std::move(priority));
    }

    Told told;
    if (root) {
        Thread thread = count_reply(tx, channel, *root, post);
        post.reply_count = thread.reply_count;
        told.thread = std::move(thread);
    }
    if (!options.silent) {
        auto may_call = [&] {
            return author.is_server || access::may_in_channel(tx, author, channel, Permission::use_channel_mentions);
        };
        told.mentions = find_mentions(tx, channel, post, root ? &*root : nullptr,
                                      told.thread ? told.thread->participants : std::vector<std::string>{}, may_call);
    }
    if (root) told.followers = follow_by_reply(tx, *root, post, told.mentions.user_ids, told.author_viewed_before);

    channels::PostCount count;
    count.channel_id = channel.id;
    count.author_id = post.user_id;
    count.create_at = post.create_at;
    count.is_root = !root;
    count.is_counted = !is_join_or_leave(post.type);
    count.author_has_read = options.author_has_read && !(root && reads_threads_apart(tx, post.user_id));
    count.urgent = is_urgent;
    count.mentioned = &told.mentions.user_ids;
    channels::count_post(tx, count);
    if (!told.mentions.user_ids.empty()) users::mail_mentions(tx, post, channel, told.mentions.user_ids);

    const bool is_personal = add_new_metadata(tx, author, post);
    if (!post.pending_post_id.empty() && services.post_cache)
        services.post_cache->keep_pending(post.user_id, post.pending_post_id, post.id, tx.now());

    // A list that held only files which nobody may attach is null there, while no list at all is [].
    const bool null_files = files_asked && post.file_ids.empty();
    auto text_of = [null_files](const Post& made) {
        return null_files ? with_null_files(to_json(made)) : to_json(made);
    };
    std::string json = with_json ? text_of(post) : std::string();
    std::function<std::string()> shown;
    if (is_personal) shown = [made = without_personal(post)] { return to_json(made); };
    else if (with_json) shown = [json] { return json; };
    else shown = [made = post, text_of] { return text_of(made); };
    told.set_online = options.set_online || options.told_as_online;
    emit_posted(tx, channel, post, std::move(shown), told);
    if (root) emit_thread_updated(tx, channel, *root, post, told);
    if (count.author_has_read && !post.type.starts_with("system_"))
        emit_viewed(tx, channel, post.user_id, post.create_at);
    if (!author.is_server && author.user_id == post.user_id) tell_author(tx, channel, post, told.mentions);

    if (options.triggers_hooks) outgoing_hooks::post_added(tx, channel, post);

    tx.after_commit([&services, channel_id = channel.id, user_id = options.set_online ? post.user_id : std::string()] {
        if (services.post_cache) services.post_cache->changed(channel_id);
        if (services.search) services.search->poke();
        if (services.statuses && !user_id.empty()) services.statuses->active(user_id);
    });
    return {std::move(post), std::move(json)};
}

Post add(Tx& tx, const Actor& author, const Channel& channel, Post post, const AddOptions& options) {
    return add_post(tx, author, channel, std::move(post), options, false).post;
}

Added add_as_json(Tx& tx, const Actor& author, const Channel& channel, Post post, const AddOptions& options) {
    return add_post(tx, author, channel, std::move(post), options, true);
}

Post add_system(Tx& tx, const Channel& channel, std::string_view user_id, std::string_view type, std::string message,
                Json props) {
    Post post;
    post.user_id = user_id;
    post.type = type;
    post.message = std::move(message);
    post.props = std::move(props);
    Actor server;
    server.is_server = true;
    AddOptions options;
    options.set_online = false;
    options.told_as_online = true;  // golden integrations_builtin "header, purpose and rename"
    options.author_has_read = false;
    options.trusted_props = true;
    return add(tx, server, channel, std::move(post), options);
}

std::string permalink(Tx& tx, const Post& post) {
    Channel channel = channels::get(tx, post.channel_id);
    std::string team = "_redirect";
    if (!channel.team_id.empty()) team = teams::get(tx, channel.team_id).name;
    std::string url = config_of(tx)->ServiceSettings.SiteURL;
    while (url.ends_with('/')) url.pop_back();
    return url.append("/").append(team).append("/pl/").append(post.id);
}

bool is_join_or_leave(std::string_view type) {
    for (std::string_view known :
         {"system_join_leave", "system_add_remove", "system_join_channel", "system_leave_channel", "system_join_team",
          "system_leave_team", "system_add_to_channel", "system_remove_from_channel", "system_add_to_team",
          "system_remove_from_team", "system_guest_join_channel", "system_add_guest_to_chan"})
        if (type == known) return true;
    return false;
}

std::string with_null_files(std::string json) {
    // A quote inside a value is written as \", so this is the member itself.
    if (size_t at = json.find("\"file_ids\":[]"); at != json.npos) json.replace(at + 11, 2, "null");
    return json;
}

}  // namespace rk::posts
