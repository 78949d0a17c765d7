// Changing and deleting posts, and what stays of them.
#include <algorithm>

#include "app/services.h"
#include "base/ids.h"
#include "base/strings.h"
#include "feature/channels/channels.h"
#include "feature/files/files.h"
#include "feature/outgoing_hooks/events.h"
#include "feature/posts/cache.h"
#include "feature/posts/events.h"
#include "feature/posts/history.h"
#include "feature/posts/metadata.h"
#include "feature/posts/posts.h"
#include "feature/posts/store.h"
#include "feature/posts/text.h"
#include "feature/search/search.h"
#include "model/mm_blocks.h"
#include "model/settings.h"

namespace rk::posts {

namespace {

// The files that the post has after the change: kept ones, and new ones that the author may attach. Those that go are
// marked deleted, so that the history can still name them.
std::vector<std::string> exchange_files(Tx& tx, const Post& old, const std::vector<std::string>& wanted) {
    std::vector<std::string> files;
    for (const std::string& id : wanted) {
        if (contains(files, id)) continue;
        if (contains(old.file_ids, id) || files::attach(tx, id, old.id, old.channel_id, old.user_id))
            files.push_back(id);
    }
    std::vector<std::string> gone;
    for (const std::string& id : old.file_ids)
        if (!contains(files, id)) gone.push_back(id);
    if (!gone.empty()) files::mark_deleted(tx, gone, tx.now());
    return files;
}

void keep_old_version(Tx& tx, const Post& old, Millis now) {
    Post version = old;
    version.original_id = old.id;
    version.id = new_id();
    version.update_at = version.delete_at = now;
    store::insert(tx, version);
}

// What the buttons of a message do is its author's to say; who leaves it out of a change, or sends back the mark that
// clients have for it, changes nothing about it.
void keep_block_actions(const Actor& who, const Post& old, Post& post) {
    const Json* sent = post.props.find(kMmBlocksActions);
    if (sent && !sent->is_string() && who.user_id == old.user_id) return;
    post.props.erase(kMmBlocksActions);
    if (const Json* kept = old.props.find(kMmBlocksActions)) post.props.set(kMmBlocksActions, *kept);
}

}  // namespace

Post update(Tx& tx, const Actor& who, const Post& old, const Change& change) {
    // Never earlier than what readers know already, so that "what changed since" finds it.
    const Millis now = std::max(tx.now(), old.update_at + 1);
    Post post = old;
    bool is_edit = false;
    if (change.message && *change.message != old.message) {
        post.message = *change.message;
        post.hashtags = find_hashtags(post.message);
        is_edit = true;
    }
    if (change.type) post.type = *change.type;
    if (change.props) {
        post.props = change.props->is_object() ? *change.props : Json::object();
        keep_block_actions(who, old, post);
    }
    // An action goes with the last button or link that names it.
    if (change.props || change.message) prune_block_actions(post.message, post.props);
    if (change.props) {
        tidy_attachments(post);
        is_edit |= post.props["attachments"] != old.props["attachments"];
        is_edit |= post.props[kMmBlocks] != old.props[kMmBlocks];
    }
    if (change.is_pinned) post.is_pinned = *change.is_pinned;
    if (change.file_ids) {
        post.file_ids = exchange_files(tx, old, *change.file_ids);
        is_edit |= post.file_ids != old.file_ids;
    }
    check_fields(post);
    if (change.message || change.props) {
        note_channel_mentions(tx, who, channels::get(tx, post.channel_id), post);
        note_previewed_post(tx, who, post);
    }
    post.update_at = now;
    if (is_edit && change.marks_edited) {
        post.edit_at = now;
        keep_old_version(tx, old, now);
    }
    store::save(tx, post);
    std::vector<Post> one;
    one.push_back(std::move(post));
    const bool is_personal = add_metadata(tx, who, one);
    Post shown = std::move(one.front());
    if (auto thread = store::find_thread(tx, shown.root_id.empty() ? shown.id : shown.root_id))
        shown.reply_count = thread->reply_count;
    emit_changed(tx, EventName::post_edited, is_personal ? without_personal(shown) : shown);
    if (is_edit && change.marks_edited) outgoing_hooks::post_edited(tx, who, old, shown);
    posts_changed(tx, shown.channel_id);
    return shown;
}

void remove(Tx& tx, const Actor& who, const Post& post) {
    const Millis now = std::max(tx.now(), post.update_at + 1);
    Json props = post.props;
    props.set("deleteBy", who.user_id);
    Post gone = post;
    gone.props = props;
    gone.delete_at = gone.update_at = now;
    store::save(tx, gone);
    files::mark_deleted_of_post(tx, post.id, now);
    if (post.root_id.empty()) {
        // Its replies go with it.
        for (Post& reply : store::list_replies(tx, post.id)) {
            reply.props.set("deleteBy", who.user_id);
            reply.delete_at = reply.update_at = now;
            store::save(tx, reply);
            files::mark_deleted_of_post(tx, reply.id, now);
            store::remove_flags(tx, reply.id);
        }
        store::mark_thread_deleted(tx, post.id, now);
    } else {
        store::uncount_reply(tx, post.root_id);
        store::touch(tx, post.root_id, now);
    }
    store::remove_flags(tx, post.id);

    Post shown = prepared(tx, who, post);
    std::string json = to_json(shown);
    // Administrators are told who did it, others are not.
    auto emit = [&](bool to_admins) {
        Broadcast to = to_channel(post.channel_id);
        (to_admins ? to.contains_sensitive_data : to.contains_sanitized_data) = true;
        std::string data;
        JsonWriter w(data);
        w.begin_object().field("post", json);
        if (to_admins) w.field("delete_by", who.user_id);
        w.end_object();
        tx.emit(EventName::post_deleted, std::move(to), std::move(data));
    };
    emit(false);
    emit(true);
    outgoing_hooks::post_deleted(tx, who, gone);
    posts_changed(tx, post.channel_id);
}

void remove_for_good(Tx& tx, const Actor& who, const Post& post) {
    if (!post.delete_at) remove(tx, who, post);
    std::vector<std::string> ids{post.id};
    if (post.root_id.empty())
        for (const std::string& id : store::list_reply_ids(tx, post.id)) ids.push_back(id);
    files::erase_of_posts(tx, ids);
    store::erase(tx, ids);
    posts_changed(tx, post.channel_id);
}

std::vector<Post> list_history(Tx& tx, const Actor&, const Post& post) {
    auto versions = store::list_versions(tx, post.id);
    std::sort(versions.begin(), versions.end(), [](const Post& a, const Post& b) { return a.delete_at > b.delete_at; });
    for (Post& version : versions) {
        version.metadata = Json::object();
        hide_integrations(version);
        add_files(tx, version, true);
    }
    return versions;
}

Post restore_version(Tx& tx, const Actor& who, const Post& post, std::string_view version_id) {
    auto version = store::find(tx, version_id);
    if (!version) throw Err::no_permission.because("edit_post");
    if (version->original_id != post.id) throw Err::post_version_of_other;
    Change change;
    change.message = version->message;
    change.props = version->props;
    files::mark_restored(tx, version->file_ids, post.id);
    change.file_ids = version->file_ids;
    return update(tx, who, post, change);
}

void emit_changed(Tx& tx, EventName name, const Post& shown) {
    std::string data;
    JsonWriter(data).begin_object().field("post", to_json(shown)).end_object();
    tx.emit(name, to_channel(shown.channel_id), std::move(data));
}

void posts_changed(Tx& tx, const std::string& channel_id) {
    tx.after_commit([services = &tx.services(), channel_id] {
        if (services->post_cache) services->post_cache->changed(channel_id);
        if (services->search) services->search->poke();
    });
}

}  // namespace rk::posts
