#include "feature/posts/store.h"

#include <algorithm>

namespace rk::posts::store {

namespace {

RK_QUERY(kById, "post_by_id", "SELECT {Post} FROM posts WHERE id = ?1");
RK_QUERY(kInsert, "post_insert", "INSERT INTO posts ({Post}) VALUES ({?Post})");
RK_QUERY(kSave, "post_save", "UPDATE posts SET {=Post} WHERE id = ?1");
// A reply's root is never empty; said, since SQLite's index of replies leaves out what is none.
// Of posts of one millisecond, those made later come first.
#define RK_CHANNEL_POSTS(variable, name, condition, order, limits)                                                   \
    RK_QUERY(variable, name,                                                                                         \
             "SELECT {Post} FROM posts WHERE channelid = ?1 AND deleteat = 0 " condition " ORDER BY createat " order \
             ", rowid " order " " limits,                                                                            \
             "SELECT {Post} FROM posts WHERE channelid = ?1 AND deleteat = 0 " condition " ORDER BY createat " order \
             ", id " order " " limits)
#define RK_ROOT "AND rootid = ''"
RK_CHANNEL_POSTS(kNewest, "posts_newest", "", "DESC", "LIMIT ?2 OFFSET ?3");
RK_CHANNEL_POSTS(kNewestRoots, "posts_newest_roots", RK_ROOT, "DESC", "LIMIT ?2 OFFSET ?3");
RK_CHANNEL_POSTS(kBefore, "posts_before", "AND createat < ?2", "DESC", "LIMIT ?3 OFFSET ?4");
RK_CHANNEL_POSTS(kBeforeRoots, "posts_before_roots", "AND createat < ?2 " RK_ROOT, "DESC", "LIMIT ?3 OFFSET ?4");
RK_CHANNEL_POSTS(kAfter, "posts_after", "AND createat > ?2", "ASC", "LIMIT ?3 OFFSET ?4");
RK_CHANNEL_POSTS(kAfterRoots, "posts_after_roots", "AND createat > ?2 " RK_ROOT, "ASC", "LIMIT ?3 OFFSET ?4");
RK_QUERY(kIdBefore, "post_id_before",
         "SELECT id FROM posts WHERE channelid = ?1 AND deleteat = 0 AND createat < ?2 ORDER BY createat DESC LIMIT 1");
RK_QUERY(kRootIdBefore, "post_root_id_before",
         "SELECT id FROM posts WHERE channelid = ?1 AND deleteat = 0 AND createat < ?2 AND rootid = ''"
         " ORDER BY createat DESC LIMIT 1");
RK_QUERY(kIdAfter, "post_id_after",
         "SELECT id FROM posts WHERE channelid = ?1 AND deleteat = 0 AND createat > ?2 ORDER BY createat LIMIT 1");
RK_QUERY(kRootIdAfter, "post_root_id_after",
         "SELECT id FROM posts WHERE channelid = ?1 AND deleteat = 0 AND createat > ?2 AND rootid = ''"
         " ORDER BY createat LIMIT 1");
// SQLite has an index of the posts that changed, and one of all in the order of their creation, which is when the others
// were last updated (0010_fewer_index_writes.sql).
#define RK_SINCE(variable, name, condition)                                                                        \
    RK_QUERY(                                                                                                      \
        variable, name,                                                                                            \
        "SELECT * FROM (SELECT {Post} FROM posts WHERE channelid = ?1 AND (updateat <> createat OR deleteat <> 0)" \
        " AND updateat > ?2 AND originalid = '' " condition                                                        \
        " ORDER BY updateat LIMIT 1000)"                                                                           \
        " UNION ALL SELECT * FROM (SELECT {Post} FROM posts WHERE channelid = ?1 AND deleteat = 0"                 \
        " AND createat > ?2 AND updateat = createat AND originalid = '' " condition                                \
        " ORDER BY createat LIMIT 1000) ORDER BY updateat LIMIT 1000",                                             \
        "SELECT {Post} FROM posts WHERE channelid = ?1 AND updateat > ?2 AND originalid = '' " condition           \
        " ORDER BY updateat LIMIT 1000")
RK_SINCE(kSince, "posts_since", "");
RK_SINCE(kSinceRoots, "posts_since_roots", RK_ROOT);
RK_QUERY(kNewestWithDeleted, "posts_newest_with_deleted",
         "SELECT {Post} FROM posts WHERE channelid = ?1 AND originalid = '' ORDER BY createat DESC LIMIT ?2 OFFSET ?3",
         nullptr, "no index has deleted posts in order; administrators only");
// Conditions that a request may leave out, with the value that lets everything through.
RK_QUERY(kThreadUp, "thread_page_up",
         "SELECT {Post} FROM posts WHERE rootid = ?1 AND rootid <> '' AND deleteat = 0 AND updateat > ?2"
         " AND (createat < ?3 OR (createat = ?3 AND id < ?4)) ORDER BY createat DESC, id DESC LIMIT ?5");
RK_QUERY(kThreadDown, "thread_page_down",
         "SELECT {Post} FROM posts WHERE rootid = ?1 AND rootid <> '' AND deleteat = 0 AND updateat > ?2"
         " AND (createat > ?3 OR (createat = ?3 AND id > ?4)) ORDER BY createat, id LIMIT ?5");
RK_QUERY(kPinned, "posts_pinned",
         "SELECT {Post} FROM posts WHERE channelid = ?1 AND ispinned = true AND deleteat = 0 ORDER BY createat");
RK_QUERY(kFlagged, "posts_flagged",
         "SELECT {p.Post} FROM preferences f JOIN posts p ON p.id = f.name WHERE f.userid = ?1 AND f.category = "
         "'flagged_post'"
         " AND p.deleteat = 0 ORDER BY p.createat DESC LIMIT ?2 OFFSET ?3");
RK_QUERY(kFlaggedOfChannel, "posts_flagged_of_channel",
         "SELECT {p.Post} FROM preferences f JOIN posts p ON p.id = f.name WHERE f.userid = ?1 AND f.category = "
         "'flagged_post'"
         " AND p.deleteat = 0 AND p.channelid = ?4 ORDER BY p.createat DESC LIMIT ?2 OFFSET ?3");
RK_QUERY(kFlaggedOfTeam, "posts_flagged_of_team",
         "SELECT {p.Post} FROM preferences f JOIN posts p ON p.id = f.name JOIN channels c ON c.id = p.channelid"
         " WHERE f.userid = ?1 AND f.category = 'flagged_post' AND p.deleteat = 0 AND (c.teamid = ?4 OR c.teamid = '')"
         " ORDER BY p.createat DESC LIMIT ?2 OFFSET ?3");
RK_QUERY(
    kReplyTimes, "thread_reply_times",
    "SELECT createat FROM posts WHERE rootid = ?1 AND rootid <> '' AND deleteat = 0 ORDER BY rowid DESC LIMIT ?2",
    "SELECT createat FROM posts WHERE rootid = ?1 AND rootid <> '' AND deleteat = 0 ORDER BY createat DESC LIMIT ?2");
RK_QUERY(kCountRepliesAfter, "thread_count_after",
         "SELECT count(*) FROM posts WHERE rootid = ?1 AND rootid <> '' AND deleteat = 0 AND createat > ?2");
RK_QUERY(kByIds, "posts_by_ids", "SELECT {Post} FROM posts WHERE id IN {?1}");
RK_QUERY(
    kNewestReplies, "posts_newest_replies",
    "SELECT {Post} FROM posts WHERE rootid = ?1 AND rootid <> '' AND deleteat = 0 ORDER BY rowid DESC LIMIT ?2",
    "SELECT {Post} FROM posts WHERE rootid = ?1 AND rootid <> '' AND deleteat = 0 ORDER BY createat DESC LIMIT ?2");
RK_QUERY(kReplies, "post_replies", "SELECT {Post} FROM posts WHERE rootid = ?1 AND rootid <> '' AND deleteat = 0");
RK_QUERY(kReplyIds, "post_reply_ids", "SELECT id FROM posts WHERE rootid = ?1 AND rootid <> ''");
RK_QUERY(kVersions, "post_versions", "SELECT {Post} FROM posts WHERE originalid = ?1 AND originalid <> ''");
RK_QUERY(kErasePosts, "posts_erase", "DELETE FROM posts WHERE id IN {?1}");
RK_QUERY(kEraseVersions, "posts_erase_versions", "DELETE FROM posts WHERE originalid IN {?1} AND originalid <> ''");
RK_QUERY(kEraseReactions, "posts_erase_reactions", "DELETE FROM reactions WHERE postid IN {?1}");
RK_QUERY(kEraseThreads, "posts_erase_threads", "DELETE FROM threads WHERE postid IN {?1}");
RK_QUERY(kEraseMemberships, "posts_erase_memberships", "DELETE FROM threadmemberships WHERE postid IN {?1}");
RK_QUERY(kErasePriorities, "posts_erase_priorities", "DELETE FROM postspriority WHERE postid IN {?1}");
RK_QUERY(kEraseReminders, "posts_erase_reminders", "DELETE FROM postreminders WHERE postid IN {?1}");
RK_QUERY(kEraseFlags, "posts_erase_flags", "DELETE FROM preferences WHERE name = ?1 AND category = 'flagged_post'");
RK_QUERY(kThreadDeleted, "thread_deleted", "UPDATE threads SET threaddeleteat = ?2 WHERE postid = ?1");
RK_QUERY(kReplyAuthors, "thread_authors",
         "SELECT userid, max(createat), count(*) FROM posts WHERE rootid = ?1 AND rootid <> '' AND deleteat = 0 GROUP "
         "BY userid");
RK_QUERY(kThread, "thread_by_id", "SELECT {Thread} FROM threads WHERE postid = ?1");
RK_QUERY(kThreads, "threads_by_ids", "SELECT {Thread} FROM threads WHERE postid IN {?1}");
RK_QUERY(
    kSaveThread, "thread_save",
    "INSERT INTO threads ({Thread}) VALUES ({?Thread}) ON CONFLICT (postid) DO UPDATE SET"
    " replycount = excluded.replycount, lastreplyat = excluded.lastreplyat, participants = excluded.participants,"
    " threaddeleteat = excluded.threaddeleteat, channelid = excluded.channelid, threadteamid = excluded.threadteamid");
RK_QUERY(kTouch, "post_touch", "UPDATE posts SET updateat = ?2 WHERE id = ?1");
RK_QUERY(kFollowers, "thread_followers",
         "SELECT {ThreadMembership} FROM threadmemberships WHERE postid = ?1 AND following = true");
RK_QUERY(kMembership, "thread_membership",
         "SELECT {ThreadMembership} FROM threadmemberships WHERE postid = ?1 AND userid = ?2");
RK_QUERY(
    kSaveMembership, "thread_membership_save",
    "INSERT INTO threadmemberships ({ThreadMembership}) VALUES ({?ThreadMembership}) ON CONFLICT (postid, userid) DO"
    " UPDATE SET following = excluded.following, lastviewed = excluded.lastviewed, lastupdated = excluded.lastupdated,"
    " unreadmentions = excluded.unreadmentions");
RK_QUERY(kInsertPriority, "post_priority_insert",
         "INSERT INTO postspriority (postid, channelid, priority, requestedack, persistentnotifications)"
         " VALUES (?1, ?2, ?3, ?4, ?5)");
RK_QUERY(kListeners, "post_listeners", "SELECT userid, notifyprops FROM channelmembers WHERE channelid = ?1 LIMIT ?2");

void make_props_an_object(Post& post) {
    if (!post.props.is_object()) post.props = Json::object();
}

}  // namespace

std::optional<Post> find(Tx& tx, std::string_view post_id) {
    auto post = tx.find<Post>(kById, post_id);
    if (post) make_props_an_object(*post);
    return post;
}

void insert(Tx& tx, const Post& post) { tx.exec(kInsert, post); }
void save(Tx& tx, const Post& post) { tx.exec(kSave, post); }

namespace {
template <class... A>
std::vector<Post> list(Tx& tx, const Query& query, const A&... args) {
    auto posts = tx.list<Post>(query, args...);
    for (Post& post : posts) make_props_an_object(post);
    return posts;
}
}  // namespace

std::vector<Post> list_by_ids(Tx& tx, const std::vector<std::string>& ids) {
    return ids.empty() ? std::vector<Post>{} : list(tx, kByIds, ids);
}
std::vector<Post> list_newest_replies(Tx& tx, std::string_view root_id, int64_t limit) {
    return list(tx, kNewestReplies, root_id, limit);
}
std::vector<Post> list_newest(Tx& tx, std::string_view channel_id, int64_t limit, int64_t offset, bool roots_only) {
    return list(tx, roots_only ? kNewestRoots : kNewest, channel_id, limit, offset);
}
std::vector<Post> list_before(Tx& tx, std::string_view channel_id, Millis at, int64_t limit, int64_t offset,
                              bool roots_only) {
    return list(tx, roots_only ? kBeforeRoots : kBefore, channel_id, at, limit, offset);
}
std::vector<Post> list_after(Tx& tx, std::string_view channel_id, Millis at, int64_t limit, int64_t offset,
                             bool roots_only) {
    return list(tx, roots_only ? kAfterRoots : kAfter, channel_id, at, limit, offset);
}
std::string find_id_before(Tx& tx, std::string_view channel_id, Millis at, bool roots_only) {
    return tx.find_text(roots_only ? kRootIdBefore : kIdBefore, channel_id, at).value_or("");
}
std::string find_id_after(Tx& tx, std::string_view channel_id, Millis at, bool roots_only) {
    return tx.find_text(roots_only ? kRootIdAfter : kIdAfter, channel_id, at).value_or("");
}
std::vector<Post> list_since(Tx& tx, std::string_view channel_id, Millis since, bool roots_only) {
    auto posts = list(tx, roots_only ? kSinceRoots : kSince, channel_id, since);
    std::stable_sort(posts.begin(), posts.end(),
                     [](const Post& a, const Post& b) { return a.create_at > b.create_at; });
    return posts;
}

std::vector<Post> list_replies(Tx& tx, std::string_view root_id) {
    auto replies = list(tx, kReplies, root_id);
    std::stable_sort(replies.begin(), replies.end(),
                     [](const Post& a, const Post& b) { return a.create_at < b.create_at; });
    return replies;
}
std::vector<std::string> list_reply_ids(Tx& tx, std::string_view root_id) { return tx.list_text(kReplyIds, root_id); }
std::vector<Millis> list_reply_times(Tx& tx, std::string_view root_id, int64_t limit) {
    std::vector<Millis> times;
    tx.each(
        kReplyTimes, [&](const Row& row) { times.push_back(row.integer(0)); }, root_id, limit);
    return times;
}
int64_t count_replies_after(Tx& tx, std::string_view root_id, Millis at) {
    return tx.find_integer(kCountRepliesAfter, root_id, at).value_or(0);
}
std::vector<Post> list_newest_with_deleted(Tx& tx, std::string_view channel_id, int64_t limit, int64_t offset) {
    return list(tx, kNewestWithDeleted, channel_id, limit, offset);
}
std::vector<Post> list_thread(Tx& tx, const ThreadPage& p) {
    const int64_t limit = p.limit ? p.limit : INT64_MAX;
    if (p.downward) return list(tx, kThreadDown, p.root_id, p.from_update_at, p.from_create_at, p.from_post, limit);
    const Millis before = p.from_create_at ? p.from_create_at : INT64_MAX;
    return list(tx, kThreadUp, p.root_id, p.from_update_at, before, p.from_post, limit);
}
std::vector<Post> list_pinned(Tx& tx, std::string_view channel_id) { return list(tx, kPinned, channel_id); }
std::vector<Post> list_flagged(Tx& tx, std::string_view user_id, std::string_view team_id, std::string_view channel_id,
                               int64_t limit, int64_t offset) {
    if (!channel_id.empty()) return list(tx, kFlaggedOfChannel, user_id, limit, offset, channel_id);
    if (!team_id.empty()) return list(tx, kFlaggedOfTeam, user_id, limit, offset, team_id);
    return list(tx, kFlagged, user_id, limit, offset);
}
std::vector<Post> list_versions(Tx& tx, std::string_view post_id) { return list(tx, kVersions, post_id); }

void erase(Tx& tx, const std::vector<std::string>& ids) {
    for (const Query* query : {&kEraseReactions, &kEraseThreads, &kEraseMemberships, &kErasePriorities,
                               &kEraseReminders, &kEraseVersions, &kErasePosts})
        tx.exec(*query, ids);
    for (const std::string& id : ids) tx.exec(kEraseFlags, id);
}

void remove_flags(Tx& tx, std::string_view post_id) { tx.exec(kEraseFlags, post_id); }

void mark_thread_deleted(Tx& tx, std::string_view root_id, Millis now) { tx.exec(kThreadDeleted, root_id, now); }

void uncount_reply(Tx& tx, std::string_view root_id) {
    auto thread = find_thread(tx, root_id);
    if (!thread) return;
    struct Author {
        std::string id;
        Millis last;
    };
    std::vector<Author> authors;
    thread->reply_count = 0;
    tx.each(
        kReplyAuthors,
        [&](const Row& row) {
            authors.push_back({row.string(0), row.integer(1)});
            thread->reply_count += row.integer(2);
        },
        root_id);
    std::sort(authors.begin(), authors.end(), [](const Author& a, const Author& b) { return a.last < b.last; });
    thread->participants.clear();
    for (Author& author : authors) thread->participants.push_back(std::move(author.id));
    thread->last_reply_at = authors.empty() ? 0 : authors.back().last;
    save_thread(tx, *thread);
}

std::optional<Thread> find_thread(Tx& tx, std::string_view root_id) { return tx.find<Thread>(kThread, root_id); }
std::vector<Thread> list_threads(Tx& tx, const std::vector<std::string>& ids) { return tx.list<Thread>(kThreads, ids); }
void save_thread(Tx& tx, const Thread& thread) { tx.exec(kSaveThread, thread); }
void touch(Tx& tx, std::string_view post_id, Millis at) { tx.exec(kTouch, post_id, at); }

std::vector<ThreadMembership> list_followers(Tx& tx, std::string_view root_id) {
    return tx.list<ThreadMembership>(kFollowers, root_id);
}
std::optional<ThreadMembership> find_membership(Tx& tx, std::string_view root_id, std::string_view user_id) {
    return tx.find<ThreadMembership>(kMembership, root_id, user_id);
}
void save_membership(Tx& tx, const ThreadMembership& membership) { tx.exec(kSaveMembership, membership); }

void insert_priority(Tx& tx, const Post& post, const Json& priority) {
    auto told = [&](const char* key) {
        return priority[key].is_bool() ? std::optional<bool>(priority[key].as_bool()) : std::nullopt;
    };
    tx.exec(kInsertPriority, post.id, post.channel_id, priority["priority"].as_string(), told("requested_ack"),
            told("persistent_notifications"));
}

std::vector<Listener> list_listeners(Tx& tx, std::string_view channel_id, int64_t limit) {
    std::vector<Listener> listeners;
    tx.each(
        kListeners,
        [&](const Row& row) {
            Listener listener{row.string(0), ""};
            if (auto props = Json::parse(row.text(1)))
                listener.ignore_channel_mentions = (*props)["ignore_channel_mentions"].as_string();
            listeners.push_back(std::move(listener));
        },
        channel_id, limit);
    return listeners;
}

}  // namespace rk::posts::store
