// Posts one by one: making, reading, changing, deleting. Lists: list_routes.cpp.
#include <algorithm>

#include "app/access.h"
#include "app/services.h"
#include "base/ids.h"
#include "base/strings.h"
#include "feature/channels/channels.h"
#include "feature/interactive/cookies.h"
#include "feature/posts/events.h"
#include "feature/posts/history.h"
#include "feature/posts/lists.h"
#include "feature/posts/metadata.h"
#include "feature/posts/posts.h"
#include "feature/posts/store.h"
#include "model/settings.h"

namespace rk::posts {

namespace {

bool is_from_bot(const Ctx& c) {
    auto it = c.session()->props.find("is_bot");
    return it != c.session()->props.end() && it->second == "true";
}

Reply create(Ctx& c, Tx& tx) {
    Post post = c.body<Post>("post");
    if (!post.id.empty()) throw Err::post_id_given;
    if (post.type.starts_with("system_")) throw Err::invalid_param.with("Name", "post.type");
    auto channel = channels::find(tx, post.channel_id);
    bool may = channel && (access::may_in_channel(tx, c.actor(), *channel, Permission::create_post) ||
                           (channel->type == "O" &&
                            access::may_in_team(tx, c.actor(), channel->team_id, Permission::create_post_public)));
    if (!may) throw Err::no_permission.because("create_post");
    if (channel->delete_at) throw Err::post_in_archived_channel;
    post.user_id = c.user_id();
    if (post.create_at && !access::may(tx, c.actor(), Permission::manage_system)) post.create_at = 0;
    if (!post.props.is_object()) post.props = Json::object();
    if (is_from_bot(c)) post.props.set("from_bot", "true");
    if (c.session()->is_oauth) post.props.set("from_oauth_app", "true");

    AddOptions options;
    options.set_online = !c.has_query("set_online") || c.query("set_online").empty() || c.query_bool("set_online");
    options.author_has_read =
        post.props["from_webhook"].as_string() != "true" && post.props["from_bot"].as_string() != "true";
    options.triggers_hooks = true;
    options.connection_id = c.header("Connection-Id");
    return reply::json(201, add_as_json(tx, c.actor(), *channel, std::move(post), options).json);
}

// A post that the caller may read; a deleted one only where that is asked for and allowed.
Post readable(Ctx& c, Tx& tx, std::string_view post_id, bool also_deleted = false) {
    if (also_deleted && !access::may(tx, c.actor(), Permission::read_deleted_posts) &&
        !access::may(tx, c.actor(), Permission::manage_system))
        throw Err::no_permission.because("read_deleted_posts");
    Post post = get(tx, post_id, also_deleted);
    if (!post.original_id.empty() && !also_deleted) throw Err::post_not_found;
    access::require_read_channel(tx, c.actor(), channels::get(tx, post.channel_id));
    return post;
}

Reply tagged(Ctx& c, std::string json) {
    std::string etag = etag_of(json);
    return reply::with_etag(c, std::move(etag), reply::json(200, std::move(json)));
}

Reply read(Ctx& c, Tx& tx) {
    bool also_deleted = c.query_bool("include_deleted");
    return tagged(c, to_json(prepared(tx, c.actor(), readable(c, tx, c.id("post_id"), also_deleted))));
}

Reply read_several(Ctx& c, Tx& tx) {
    auto parsed = Json::parse(c.request().body, Json::Extent::kFirst);
    if (!parsed || !(parsed->is_array() || parsed->is_null())) throw Err::post_ids_malformed;
    std::vector<std::string> ids;
    for (const Json& id : parsed->items()) {
        if (!id.is_string()) throw Err::post_ids_malformed;
        ids.push_back(id.as_string());
    }
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    if (ids.empty()) throw Err::invalid_body_param.with("Name", "post_ids");
    if (ids.size() > 1000) throw Err::post_ids_too_many.with("MaxLength", "1000");
    auto posts = store::list_by_ids(tx, ids);
    if (posts.empty()) throw Err::post_not_found;
    std::vector<std::string> readable_channels, others;
    std::erase_if(posts, [&](const Post& post) {
        if (!post.original_id.empty()) return true;
        if (contains(readable_channels, post.channel_id)) return false;
        if (contains(others, post.channel_id)) return true;
        auto channel = channels::find(tx, post.channel_id);
        bool may = channel && access::may_read_channel(tx, c.actor(), *channel);
        (may ? readable_channels : others).push_back(post.channel_id);
        return !may;
    });
    std::stable_sort(posts.begin(), posts.end(),
                     [](const Post& a, const Post& b) { return a.create_at > b.create_at; });
    PostList list;
    for (Post& post : posts) list.add(std::move(post), true);
    complete_posts(tx, c.actor(), list);
    Reply reply = reply::json(200, to_json(list.posts));
    reply.set_header("First-Inaccessible-Post-Time", "0");
    return reply;
}

// A post that the caller may edit: their own, or anybody's with the right to it. A post that is not there is refused
// like a foreign one.
Post editable(Ctx& c, Tx& tx, const std::string& post_id, const ErrorDef& in_archived_channel) {
    auto post = find(tx, post_id);
    auto channel = post ? channels::find(tx, post->channel_id) : std::nullopt;
    if (!channel) throw Err::no_permission.because("edit_post");
    access::require_in_channel(tx, c.actor(), *channel, Permission::edit_post);
    if (post->user_id != c.user_id())
        access::require_in_channel(tx, c.actor(), *channel, Permission::edit_others_posts);
    if (post->type.starts_with("system_")) throw Err::post_of_system;
    if (channel->delete_at) throw ApiError(in_archived_channel);
    return std::move(*post);
}

Reply changed(Ctx& c, Tx& tx, const Post& old, const Change& change) {
    int64_t seconds = c.config()->ServiceSettings.PostEditTimeLimit;
    if (change.message && *change.message != old.message && seconds != -1 && tx.now() > old.create_at + seconds * 1000)
        throw Err::post_edit_too_late.with("Seconds", std::to_string(seconds));
    return reply::model(200, update(tx, c.actor(), old, change));
}

Reply replace(Ctx& c, Tx& tx) {
    const std::string post_id = c.id("post_id");
    Post sent = c.body<Post>("post");
    if (sent.id != post_id) throw Err::invalid_body_param.with("Name", "id");
    Post old = editable(c, tx, post_id, Err::post_edit_in_archived_channel);
    Change change;
    change.message = sent.message;
    change.props = sent.props.is_object() ? sent.props : Json::object();
    change.is_pinned = sent.is_pinned;
    if (!sent.file_ids.empty()) change.file_ids = sent.file_ids;
    return changed(c, tx, old, change);
}

Reply patch(Ctx& c, Tx& tx) {
    const std::string post_id = c.id("post_id");
    Json sent = c.body_object("post");
    Change change;
    auto wrong = [] { return Err::invalid_body_param.with("Name", "post"); };
    auto given = [&](const char* name) -> const Json* {
        const Json* value = sent.find_any_case(name);
        return value && !value->is_null() ? value : nullptr;
    };
    if (const Json* v = given("message")) {
        if (!v->is_string()) throw wrong();
        change.message = v->as_string();
    }
    if (const Json* v = given("props")) {
        if (!v->is_object()) throw wrong();
        change.props = *v;
    }
    if (const Json* v = given("is_pinned")) {
        if (!v->is_bool()) throw wrong();
        change.is_pinned = v->as_bool();
    }
    if (const Json* v = given("file_ids")) {
        if (!v->is_array()) throw wrong();
        change.file_ids.emplace();
        for (const Json& id : v->items()) {
            if (!id.is_string()) throw wrong();
            change.file_ids->push_back(id.as_string());
        }
    }
    return changed(c, tx, editable(c, tx, post_id, Err::post_patch_in_archived_channel), change);
}

Reply remove_one(Ctx& c, Tx& tx) {
    const bool for_good = c.query_bool("permanent");
    if (for_good && !c.config()->ServiceSettings.EnableAPIPostDeletion) throw Err::post_deletion_for_good_disabled;
    auto post = find(tx, c.id("post_id"), for_good);
    if (!post || !post->original_id.empty()) throw Err::post_not_found;
    if (for_good) access::require(tx, c.actor(), Permission::manage_system);
    Channel channel = channels::get(tx, post->channel_id);
    bool own = post->user_id == c.user_id();
    access::require_in_channel(tx, c.actor(), channel, own ? Permission::delete_post : Permission::delete_others_posts);
    if (channel.delete_at) throw Err::post_delete_in_archived_channel;
    if (for_good) remove_for_good(tx, c.actor(), *post);
    else remove(tx, c.actor(), *post);
    return reply::ok();
}

Reply set_pinned(Ctx& c, Tx& tx, bool is_pinned) {
    auto post = find(tx, c.id("post_id"));
    auto channel = post ? channels::find(tx, post->channel_id) : std::nullopt;
    if (!channel) throw Err::no_permission.because("read_channel_content");
    access::require_read_channel(tx, c.actor(), *channel);
    if (channel->delete_at) throw Err::post_patch_in_archived_channel;
    if (post->is_pinned != is_pinned) {
        Change change;
        change.is_pinned = is_pinned;
        change.marks_edited = false;
        update(tx, c.actor(), *post, change);
    }
    return reply::ok();
}
Reply pin(Ctx& c, Tx& tx) { return set_pinned(c, tx, true); }
Reply unpin(Ctx& c, Tx& tx) { return set_pinned(c, tx, false); }

// One's own post, the only one whose history one may see.
Post own_post(Ctx& c, Tx& tx) {
    auto post = find(tx, c.id("post_id"));
    auto channel = post ? channels::find(tx, post->channel_id) : std::nullopt;
    if (!channel || post->user_id != c.user_id() ||
        !access::may_in_channel(tx, c.actor(), *channel, Permission::edit_post))
        throw Err::no_permission.because("edit_post");
    return std::move(*post);
}

Reply history(Ctx& c, Tx& tx) {
    auto versions = list_history(tx, c.actor(), own_post(c, tx));
    if (versions.empty()) throw Err::post_not_found;
    return reply::json(200, to_json(versions));
}

Reply restore(Ctx& c, Tx& tx) {
    Post post = own_post(c, tx);
    return reply::model(200, restore_version(tx, c.actor(), post, c.id("restore_version_id")));
}

Reply ephemeral(Ctx& c, Tx& tx) {
    Json sent = c.body_object("body");
    if (!sent["user_id"].is_string() || sent["user_id"].as_string().empty())
        throw Err::invalid_body_param.with("Name", "user_id");
    Post post;
    std::string wrong;
    if (!sent["post"].is_object() || !read_model(sent["post"], Post::info(), &post, wrong))
        throw Err::invalid_body_param.with("Name", "post");
    post.user_id = c.user_id();
    auto channel = channels::find(tx, post.channel_id);
    bool may = channel ? access::may_in_channel(tx, c.actor(), *channel, Permission::create_post_ephemeral)
                       : access::may(tx, c.actor(), Permission::create_post_ephemeral);
    if (!may) throw Err::no_permission.because("create_post_ephemeral");
    if (!channel) throw Err::invalid_body_param.with("Name", "channel_id");
    post.file_ids.clear();
    post = send_ephemeral(tx, *channel, sent["user_id"].as_string(), std::move(post));
    return reply::json(201, with_null_files(to_json(post)));
}

Reply file_infos(Ctx& c, Tx& tx) {
    Post post = readable(c, tx, c.id("post_id"), c.query_bool("include_deleted"));
    post.metadata = Json::object();
    add_files(tx, post, c.query_bool("include_deleted"));
    const Json& files = post.metadata["files"];
    return tagged(c, files.is_null() ? "[]" : files.dump());
}

// What needs a licence there, answered as without one.
Reply move(Ctx& c, Tx& tx) {
    readable(c, tx, c.id("post_id"));
    throw Err::post_move_disabled;
}
Reply acknowledge(Ctx& c, Tx& tx) {
    c.id("user_id");
    readable(c, tx, c.id("post_id"));
    throw Err::post_ack_unlicensed;
}
Reply reveal(Ctx& c, Tx& tx) {
    Post post = get(tx, c.id("post_id"));
    access::require_in_channel(tx, c.actor(), channels::get(tx, post.channel_id), Permission::read_channel_content);
    if (post.user_id == c.user_id()) throw Err::post_reveal_own;
    throw Err::post_feature_unlicensed;
}
Reply burn(Ctx& c, Tx& tx) {
    readable(c, tx, c.id("post_id"));
    throw Err::post_feature_unlicensed;
}
Reply rewrite(Ctx&, Tx&) { throw Err::post_feature_unlicensed; }

constexpr Route kRoutes[] = {
    {POST, "/api/v4/posts", Lane::write, Access::session, create, "Make a post in a channel."},
    {POST, "/api/v4/posts/ephemeral", Lane::write, Access::session, ephemeral,
     "Show a post to one account only; it is stored nowhere."},
    {POST, "/api/v4/posts/ids", Lane::read, Access::session, read_several, "Read several posts by their ids."},
    {POST, "/api/v4/posts/rewrite", Lane::read, Access::session, rewrite,
     "Have a message rewritten: not without a licence."},
    {GET, "/api/v4/posts/{post_id}", Lane::read, Access::session, read, "Read a post."},
    {PUT, "/api/v4/posts/{post_id}", Lane::write, Access::session, replace, "Replace what a post says."},
    {PUT, "/api/v4/posts/{post_id}/patch", Lane::write, Access::session, patch, "Change parts of a post."},
    {DELETE, "/api/v4/posts/{post_id}", Lane::write, Access::session, remove_one,
     "Delete a post and its replies; for good with permanent=true, where that is allowed."},
    {POST, "/api/v4/posts/{post_id}/pin", Lane::write, Access::session, pin, "Pin a post to its channel."},
    {POST, "/api/v4/posts/{post_id}/unpin", Lane::write, Access::session, unpin, "Unpin a post."},
    {GET, "/api/v4/posts/{post_id}/edit_history", Lane::read, Access::session, history,
     "List the earlier versions of one's own post, latest first."},
    {POST, "/api/v4/posts/{post_id}/restore/{restore_version_id}", Lane::write, Access::session, restore,
     "Make one's own post what it was."},
    {GET, "/api/v4/posts/{post_id}/files/info", Lane::read, Access::session, file_infos, "List the files of a post."},
    {POST, "/api/v4/posts/{post_id}/move", Lane::read, Access::session, move, "Move a thread: not without a licence."},
    {POST, "/api/v4/users/{user_id}/posts/{post_id}/ack", Lane::read, Access::session, acknowledge,
     "Acknowledge a post: not without a licence."},
    {DELETE, "/api/v4/users/{user_id}/posts/{post_id}/ack", Lane::read, Access::session, acknowledge,
     "Take an acknowledgement back: not without a licence."},
    {GET, "/api/v4/posts/{post_id}/reveal", Lane::read, Access::session, reveal,
     "Reveal a post that burns after reading: not without a licence."},
    {DELETE, "/api/v4/posts/{post_id}/burn", Lane::read, Access::session, burn,
     "Burn such a post: not without a licence."},
};

}  // namespace

std::span<const Route> routes() { return kRoutes; }

Post send_ephemeral(Tx& tx, const Channel& channel, std::string_view user_id, Post post) {
    post.id = new_id();
    post.channel_id = channel.id;
    post.type = "system_ephemeral";
    if (post.create_at == 0) post.create_at = tx.now();
    post.update_at = 0;
    if (!post.props.is_object()) post.props = Json::object();
    post.hashtags.clear();
    post.remote_id.reset();
    post.participants = Json();
    post.metadata = Json::object();
    tidy_attachments(post);
    interactive::add_cookies(tx.services(), post);
    Actor reader;
    reader.user_id = user_id;
    reader.roles = "system_user";
    add_new_metadata(tx, reader, post);
    Broadcast to = to_user(std::string(user_id));
    to.channel_id = channel.id;
    std::string data;
    JsonWriter(data).begin_object().field("post", with_null_files(to_json(post))).end_object();
    tx.emit(EventName::ephemeral_message, std::move(to), std::move(data));
    return post;
}

}  // namespace rk::posts
