// What is unread from a post on, and reminders of posts.
#include <algorithm>

#include "app/access.h"
#include "app/services.h"
#include "base/ids.h"
#include "base/strings.h"
#include "feature/channels/channels.h"
#include "feature/posts/events.h"
#include "feature/posts/metadata.h"
#include "feature/posts/posts.h"
#include "feature/posts/store.h"
#include "feature/posts/threads.h"
#include "feature/teams/teams.h"
#include "feature/users/users.h"
#include "model/texts.h"

namespace rk::posts {

namespace {

RK_QUERY(
    kFrom, "posts_from",
    "SELECT {Post} FROM posts WHERE channelid = ?1 AND deleteat = 0 AND createat >= ?2 ORDER BY createat LIMIT ?3");
// Membership rows belong to channels; this is the one write of posts to them beside count_post.
RK_QUERY(kSetUnread, "channel_member_set_unread",
         "UPDATE channelmembers SET msgcount = (SELECT totalmsgcount FROM channels WHERE id = ?1) - ?3,"
         " msgcountroot = (SELECT totalmsgcountroot FROM channels WHERE id = ?1) - ?4, mentioncount = ?5,"
         " mentioncountroot = ?6, urgentmentioncount = ?7, lastviewedat = ?8, lastupdateat = ?9"
         " WHERE channelid = ?1 AND userid = ?2");
RK_QUERY(kUrgent, "posts_urgent", "SELECT postid FROM postspriority WHERE priority = 'urgent' AND postid IN {?1}");
RK_QUERY(
    kSaveReminder, "post_reminder_save",
    "INSERT INTO postreminders (postid, userid, targettime) VALUES (?1, ?2, ?3) ON CONFLICT (postid, userid) DO UPDATE"
    " SET targettime = excluded.targettime");

// Mentions further back than that are not counted when a post is marked unread.
constexpr int64_t kLookedAt = 1000;

Reply set_unread(Ctx& c, Tx& tx) {
    const std::string user_id = c.id("user_id"), post_id = c.id("post_id");
    if (user_id != c.user_id()) access::require(tx, c.actor(), Permission::edit_other_users);
    auto post = find(tx, post_id);
    auto channel = post ? channels::find(tx, post->channel_id) : std::nullopt;
    if (!channel) throw Err::no_permission.because("read_channel_content");
    access::require_in_channel(tx, c.actor(), *channel, Permission::read_channel_content);
    auto member = channels::find_member(tx, channel->id, user_id);
    if (!member) throw Err::post_not_marked_unread.because("not a member");

    const bool knows_threads =
        c.request().body.empty() ? false : c.body_object("body")["collapsed_threads_supported"].as_bool();
    if (!post->root_id.empty() && knows_threads && reads_threads_apart(tx, user_id)) {
        ThreadMembership membership = store::find_membership(tx, post->root_id, user_id).value_or(ThreadMembership{});
        membership.post_id = post->root_id, membership.user_id = user_id, membership.following = true;
        membership.last_viewed = post->create_at - 1;
        membership.last_updated = tx.now();
        store::save_membership(tx, membership);
    }

    int64_t unread = 0, unread_root = 0, mentions = 0, mentions_root = 0, urgent = 0;
    std::vector<std::string> mentioning;
    for (const Post& later : tx.list<Post>(kFrom, channel->id, post->create_at, kLookedAt)) {
        if (is_join_or_leave(later.type)) continue;
        const bool root = later.root_id.empty();
        ++unread;
        unread_root += root;
        if (later.user_id == user_id) continue;
        if (contains(find_mentions(tx, *channel, later, nullptr, {}, [] { return true; }).user_ids, user_id)) {
            ++mentions;
            mentions_root += root;
            mentioning.push_back(later.id);
        }
    }
    if (!mentioning.empty()) urgent = static_cast<int64_t>(tx.list_text(kUrgent, mentioning).size());
    const Millis viewed = post->create_at - 1;
    tx.exec(kSetUnread, channel->id, user_id, unread, unread_root, mentions, mentions_root, urgent, viewed, tx.now());
    member = channels::find_member(tx, channel->id, user_id);

    std::string data;
    JsonWriter(data)
        .begin_object()
        .field("msg_count", member->msg_count)
        .field("msg_count_root", member->msg_count_root)
        .field("mention_count", mentions)
        .field("mention_count_root", mentions_root)
        .field("urgent_mention_count", urgent)
        .field("last_viewed_at", viewed)
        .field("post_id", post->id)
        .end_object();
    Broadcast to = to_user(user_id);
    to.channel_id = channel->id;
    to.team_id = channel->team_id;
    tx.emit(EventName::post_unread, std::move(to), std::move(data));

    std::string out;
    JsonWriter(out)
        .begin_object()
        .field("team_id", channel->team_id)
        .field("user_id", user_id)
        .field("channel_id", channel->id)
        .field("msg_count", member->msg_count)
        .field("mention_count", mentions)
        .field("mention_count_root", mentions_root)
        .field("urgent_mention_count", urgent)
        .field("msg_count_root", member->msg_count_root)
        .field("last_viewed_at", viewed)
        .end_object();
    return reply::json(200, std::move(out));
}

Reply set_reminder(Ctx& c, Tx& tx) {
    const std::string user_id = c.id("user_id");
    if (user_id != c.user_id()) access::require(tx, c.actor(), Permission::edit_other_users);
    auto post = find(tx, c.id("post_id"));
    auto channel = post ? channels::find(tx, post->channel_id) : std::nullopt;
    if (!channel) throw Err::no_permission.because("read_channel_content");
    access::require_read_channel(tx, c.actor(), *channel);
    Json sent = c.body_object("target_time");
    const int64_t target_s = sent["target_time"].as_integer(-1);
    if (target_s < 0) throw Err::invalid_body_param.with("Name", "target_time");
    tx.exec(kSaveReminder, post->id, user_id, target_s);

    const std::string author = users::username_of(tx, post->user_id), link = permalink(tx, *post);
    const std::string team = channel->team_id.empty() ? "" : teams::get(tx, channel->team_id).name;
    auto user = users::get(tx, user_id);
    Post note;
    note.user_id = user_id;
    note.root_id = post->root_id.empty() ? post->id : post->root_id;
    note.message = text(Text::reminder_set, user.locale,
                        {{"Username", author}, {"Time", iso_time(target_s * 1000)}, {"Link", link}});
    note.props = Json::object({{"target_time", target_s},
                               {"team_name", team},
                               {"post_id", post->id},
                               {"username", author},
                               {"type", "reminder"}});
    send_ephemeral(tx, *channel, user_id, std::move(note));
    return reply::ok();
}

constexpr Route kRoutes[] = {
    {POST, "/api/v4/users/{user_id}/posts/{post_id}/set_unread", Lane::write, Access::session, set_unread,
     "Mark everything from a post on as unread."},
    {POST, "/api/v4/users/{user_id}/posts/{post_id}/reminder", Lane::write, Access::session, set_reminder,
     "Be reminded of a post at some time."},
};

}  // namespace

std::span<const Route> reading_routes() { return kRoutes; }

}  // namespace rk::posts
