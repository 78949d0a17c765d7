#include "feature/posts/reactions.h"

#include <algorithm>

#include "app/access.h"
#include "app/services.h"
#include "base/ids.h"
#include "base/strings.h"
#include "feature/channels/channels.h"
#include "feature/commands/commands.h"
#include "feature/emoji/emoji.h"
#include "feature/outgoing_hooks/events.h"
#include "feature/posts/history.h"
#include "feature/posts/posts.h"
#include "model/settings.h"
#include "model/system_emoji.h"

namespace rk::posts {

namespace {

RK_QUERY(kOfPosts, "reactions_of_posts",
         "SELECT {Reaction} FROM reactions WHERE postid IN {?1} AND (deleteat IS NULL OR deleteat = 0)");
RK_QUERY(kFind, "reaction_find",
         "SELECT {Reaction} FROM reactions WHERE postid = ?1 AND userid = ?2 AND emojiname = ?3");
RK_QUERY(kNames, "reaction_names",
         "SELECT DISTINCT emojiname FROM reactions WHERE postid = ?1 AND (deleteat IS NULL OR deleteat = 0)");
RK_QUERY(kSave, "reaction_save",
         "INSERT INTO reactions ({Reaction}) VALUES ({?Reaction}) ON CONFLICT (postid, userid, emojiname) DO UPDATE SET"
         " createat = excluded.createat, updateat = excluded.updateat, deleteat = excluded.deleteat");
RK_QUERY(kRemove, "reaction_remove", "DELETE FROM reactions WHERE postid = ?1 AND userid = ?2 AND emojiname = ?3");
RK_QUERY(kMark, "reaction_mark_post", "UPDATE posts SET hasreactions = ?2, updateat = ?3 WHERE id = ?1");
RK_QUERY(kNext, "reactions_next",
         "SELECT postid, userid, emojiname, createat FROM reactions WHERE (postid, userid, emojiname) > (?1, ?2, ?3)"
         " ORDER BY postid, userid, emojiname LIMIT ?4");
RK_QUERY(kRemoveNamed, "reactions_remove_named",
         "DELETE FROM reactions WHERE postid IN {?1} AND emojiname = ?2 AND coalesce(createat, 0) <= ?3");

void check_emoji(Tx& tx, const std::string& name) {
    if (!system_emoji_code(name).empty()) return;
    if (config_of(tx)->ServiceSettings.EnableCustomEmoji && emoji::exists(tx, name)) return;
    throw Err::emoji_name_not_found;
}

void emit(Tx& tx, EventName name, const Reaction& reaction) {
    std::string data;
    JsonWriter(data).begin_object().field("reaction", to_json(reaction)).end_object();
    tx.emit(name, to_channel(reaction.channel_id), std::move(data));
}

void mark(Tx& tx, const Post& post, bool has_reactions) {
    tx.exec(kMark, post.id, has_reactions, std::max(tx.now(), post.update_at + 1));
    posts_changed(tx, post.channel_id);
}

}  // namespace

std::vector<Reaction> list_reactions(Tx& tx, const std::vector<std::string>& post_ids) {
    auto reactions = tx.list<Reaction>(kOfPosts, post_ids);
    std::stable_sort(reactions.begin(), reactions.end(),
                     [](const Reaction& a, const Reaction& b) { return a.create_at < b.create_at; });
    for (Reaction& reaction : reactions)
        if (!reaction.remote_id) reaction.remote_id = "";
    return reactions;
}

Reaction add_reaction(Tx& tx, const Post& post, Reaction reaction) {
    check_emoji(tx, reaction.emoji_name);
    if (auto before = tx.find<Reaction>(kFind, post.id, reaction.user_id, reaction.emoji_name);
        before && !before->delete_at) {
        if (!before->remote_id) before->remote_id = "";
        return std::move(*before);
    }
    auto names = tx.list_text(kNames, post.id);
    int64_t most = config_of(tx)->ServiceSettings.UniqueEmojiReactionLimitPerPost;
    if (!contains(names, reaction.emoji_name) && static_cast<int64_t>(names.size()) >= most)
        throw Err::reaction_too_many;
    reaction.post_id = post.id;
    reaction.channel_id = post.channel_id;
    reaction.create_at = reaction.update_at = tx.now();
    reaction.delete_at = 0;
    reaction.remote_id = "";
    tx.exec(kSave, reaction);
    mark(tx, post, true);
    emit(tx, EventName::reaction_added, reaction);
    outgoing_hooks::reaction_added(tx, post, reaction);
    commands::reaction_added(tx, post, reaction);
    return reaction;
}

void remove_reaction(Tx& tx, const Post& post, std::string_view user_id, std::string_view emoji_name) {
    auto reaction = tx.find<Reaction>(kFind, post.id, user_id, emoji_name);
    if (!reaction || tx.exec(kRemove, post.id, user_id, emoji_name) == 0) return;
    mark(tx, post, !tx.list_text(kNames, post.id).empty());
    reaction->channel_id = post.channel_id;
    reaction->update_at = reaction->delete_at = tx.now();
    if (!reaction->remote_id) reaction->remote_id = "";
    emit(tx, EventName::reaction_removed, *reaction);
    outgoing_hooks::reaction_removed(tx, post, *reaction);
}

void remove_reactions_named(Database& db, const std::string& emoji_name, Millis until) {
    constexpr int64_t kRowsAtOnce = 5000;  // a read of some milliseconds
    constexpr size_t kPostsAtOnce = 100;   // a write of some milliseconds
    struct Place {
        std::string post_id, user_id, emoji_name;
    };
    Place last;
    for (int64_t rows = kRowsAtOnce; rows == kRowsAtOnce;) {
        const Place from = last;
        std::vector<std::string> post_ids;
        db.read([&](Tx& tx) {
            rows = 0;
            post_ids.clear();
            tx.each(
                kNext,
                [&](const Row& row) {
                    ++rows;
                    last.post_id = row.text(0), last.user_id = row.text(1), last.emoji_name = row.text(2);
                    bool meant = last.emoji_name == emoji_name && row.integer(3) <= until;
                    if (meant && (post_ids.empty() || post_ids.back() != last.post_id))
                        post_ids.push_back(last.post_id);
                },
                from.post_id, from.user_id, from.emoji_name, kRowsAtOnce);
        });
        while (!post_ids.empty()) {
            size_t kept = post_ids.size() - std::min(post_ids.size(), kPostsAtOnce);
            const std::vector<std::string> some(post_ids.begin() + static_cast<std::ptrdiff_t>(kept), post_ids.end());
            post_ids.resize(kept);
            db.write([&](Tx& tx) {
                tx.exec(kRemoveNamed, some, emoji_name, until);
                for (const std::string& id : some)
                    if (auto post = find(tx, id)) mark(tx, *post, !tx.list_text(kNames, id).empty());
            });
        }
    }
}

namespace {

// The post, when the actor may do that in its channel; a post that there is none of is refused like a foreign one.
Post post_for(Tx& tx, const Actor& who, std::string_view post_id, Permission permission) {
    auto post = find(tx, post_id, true);
    auto channel = post ? channels::find(tx, post->channel_id) : std::nullopt;
    bool may = channel ? access::may_in_channel(tx, who, *channel, permission) : access::may(tx, who, permission);
    if (!may) throw Err::no_permission.because(std::string(permission_id(permission)));
    if (!post || post->delete_at) throw Err::post_not_found;
    return std::move(*post);
}

Reply save(Ctx& c, Tx& tx) {
    Reaction reaction = c.body<Reaction>("reaction");
    if (!is_valid_id(reaction.user_id) || !is_valid_id(reaction.post_id) || reaction.emoji_name.empty() ||
        reaction.emoji_name.size() > 64)
        throw Err::reaction_invalid;
    if (reaction.user_id != c.user_id()) throw Err::reaction_of_other;
    Post post = post_for(tx, c.actor(), reaction.post_id, Permission::add_reaction);
    if (channels::get(tx, post.channel_id).delete_at) throw Err::reaction_in_archived_channel;
    return reply::model(200, add_reaction(tx, post, std::move(reaction)));
}

Reply take_away(Ctx& c, Tx& tx) {
    const std::string user_id = c.id("user_id");
    Post post = post_for(tx, c.actor(), c.id("post_id"), Permission::remove_reaction);
    Channel channel = channels::get(tx, post.channel_id);
    if (user_id != c.user_id()) access::require_in_channel(tx, c.actor(), channel, Permission::remove_others_reactions);
    if (channel.delete_at) throw Err::reaction_removal_in_archived_channel;
    remove_reaction(tx, post, user_id, c.param("emoji_name"));
    return reply::ok();
}

void require_readable(Tx& tx, const Actor& who, std::string_view post_id) {
    auto post = find(tx, post_id, true);
    auto channel = post ? channels::find(tx, post->channel_id) : std::nullopt;
    if (channel) return access::require_read_channel(tx, who, *channel);
    access::require(tx, who, Permission::read_channel_content);
}

Reply list_of_post(Ctx& c, Tx& tx) {
    const std::string post_id = c.id("post_id");
    require_readable(tx, c.actor(), post_id);
    return reply::json(200, to_json(list_reactions(tx, {post_id})));
}

Reply list_of_posts(Ctx& c, Tx& tx) {
    std::vector<std::string> ids = c.body_list("post_ids");
    if (ids.size() > 1000) throw Err::invalid_body_param.with("Name", "post_ids");
    for (const std::string& id : ids) require_readable(tx, c.actor(), id);
    auto reactions = ids.empty() ? std::vector<Reaction>{} : list_reactions(tx, ids);
    std::string out;
    JsonWriter w(out);
    w.begin_object();
    for (const std::string& id : ids) {
        w.key(id).begin_array();
        for (const Reaction& reaction : reactions)
            if (reaction.post_id == id) w.raw(to_json(reaction));
        w.end_array();
    }
    w.end_object();
    return reply::json(200, std::move(out));
}

constexpr Route kRoutes[] = {
    {POST, "/api/v4/reactions", Lane::write, Access::session, save, "Put an emoji on a post."},
    {DELETE, "/api/v4/users/{user_id}/posts/{post_id}/reactions/{emoji_name}", Lane::write, Access::session, take_away,
     "Take an emoji off a post."},
    {GET, "/api/v4/posts/{post_id}/reactions", Lane::read, Access::session, list_of_post,
     "List the reactions to a post."},
    {POST, "/api/v4/posts/ids/reactions", Lane::read, Access::session, list_of_posts,
     "List the reactions to several posts, by post."},
};

}  // namespace

std::span<const Route> reaction_routes() { return kRoutes; }

}  // namespace rk::posts
