#include "feature/posts/followed.h"

#include <algorithm>

#include "app/services.h"
#include "feature/posts/mentions.h"
#include "feature/posts/metadata.h"
#include "feature/posts/store.h"
#include "feature/users/users.h"
#include "model/settings.h"

namespace rk::posts {

namespace {

// Followed threads of an account in a team. A channel that it left is no longer its own to read. CROSS JOIN keeps
// SQLite at the account's rows: the cost grows with the threads that it follows, not with those there are.
#define RK_FOLLOWED                                                               \
    " FROM threadmemberships m CROSS JOIN threads t CROSS JOIN channelmembers c"  \
    " WHERE m.userid = ?1 AND m.following = true AND t.postid = m.postid"         \
    " AND (t.threadteamid = ?2 OR t.threadteamid = '' OR t.threadteamid IS NULL)" \
    " AND c.channelid = t.channelid AND c.userid = m.userid AND (?3 OR coalesce(t.threaddeleteat, 0) = 0)"
#define RK_UNREAD_ONLY " AND (NOT ?4 OR t.lastreplyat > m.lastviewed)"
#define RK_URGENT "(SELECT 1 FROM postspriority u WHERE u.postid = t.postid AND u.priority = 'urgent')"

RK_QUERY(
    kTotals, "followed_totals",
    "SELECT count(*), count(CASE WHEN t.lastreplyat > m.lastviewed THEN 1 END), coalesce(sum(m.unreadmentions), 0),"
    " coalesce(sum(CASE WHEN m.unreadmentions > 0 AND EXISTS " RK_URGENT
    " THEN m.unreadmentions ELSE 0 END), 0)" RK_FOLLOWED RK_UNREAD_ONLY);
RK_QUERY(kMentions, "followed_mentions",
         "SELECT t.channelid, sum(m.unreadmentions)" RK_FOLLOWED
         " AND m.unreadmentions > 0 GROUP BY t.channelid ORDER BY t.channelid");

// ?5 since, ?6 limit, ?7 the mark.
#define RK_PAGE RK_FOLLOWED RK_UNREAD_ONLY " AND (?5 = 0 OR t.lastreplyat >= ?5 OR m.lastupdated >= ?5)"
#define RK_MARK "(SELECT x.lastreplyat FROM threads x WHERE x.postid = ?7)"
RK_QUERY(kPage, "followed_page", "SELECT t.postid" RK_PAGE " ORDER BY t.lastreplyat DESC, t.postid DESC LIMIT ?6");
RK_QUERY(kPageBefore, "followed_page_before",
         "SELECT t.postid" RK_PAGE " AND t.lastreplyat < " RK_MARK
         " ORDER BY t.lastreplyat DESC, t.postid DESC LIMIT ?6");
RK_QUERY(kPageAfter, "followed_page_after",
         "SELECT t.postid" RK_PAGE " AND t.lastreplyat > " RK_MARK " ORDER BY t.lastreplyat, t.postid LIMIT ?6");

// What a page shows of its threads.
RK_QUERY(kShown, "followed_shown",
         "SELECT t.postid, t.replycount, t.lastreplyat, t.threaddeleteat, m.lastviewed, m.unreadmentions,"
         " (SELECT count(*) FROM posts p WHERE p.rootid = t.postid AND p.rootid <> '' AND p.deleteat = 0 AND "
         "p.createat > m.lastviewed),"
         " CASE WHEN EXISTS " RK_URGENT
         " THEN 1 ELSE 0 END FROM threads t JOIN threadmemberships m ON m.postid = t.postid AND m.userid = ?2"
         " WHERE t.postid IN {?1}");
RK_QUERY(kRepliesSince, "thread_replies_since",
         "SELECT {Post} FROM posts WHERE rootid = ?1 AND rootid <> '' AND deleteat = 0 AND createat > ?2 ORDER BY "
         "createat LIMIT ?3");
RK_QUERY(kReadAll, "followed_read_all",
         "UPDATE threadmemberships SET lastviewed = ?3, lastupdated = ?3, unreadmentions = 0 WHERE userid = ?1"
         " AND following = true AND EXISTS (SELECT 1 FROM threads t WHERE t.postid = threadmemberships.postid"
         " AND (t.threadteamid = ?2 OR t.threadteamid = '' OR t.threadteamid IS NULL))");

// Mentions in replies further on than that are not counted when a thread is marked unread.
constexpr int64_t kLookedAt = 1000;

Broadcast to_reader(std::string_view user_id, std::string_view team_id) {
    Broadcast to = to_user(std::string(user_id));
    to.team_id = team_id;
    return to;
}

// Who took part: whole accounts, or, as the original has it, accounts of which only the id is filled in.
void write_participants(Tx& tx, const Actor& viewer, std::string& out, const Thread& thread, bool extended) {
    out += '[';
    auto comma = [&] { out.append(out.size() > 1 ? "," : ""); };
    if (extended) {
        for (User& user : users::list_by_ids(tx, thread.participants)) {
            User shown = users::shown_to(tx, viewer, std::move(user));
            if (!shown.auth_data) shown.auth_data = "";
            comma();
            write_model(out, User::info(), &shown);
        }
    } else {
        for (const std::string& id : thread.participants) {
            comma();
            out.append(R"({"id":")")
                .append(id)
                .append(
                    R"(","create_at":0,"update_at":0,"delete_at":0,"username":"","auth_data":"","auth_service":"","email":"",)"
                    R"("nickname":"","first_name":"","last_name":"","position":"","roles":"","locale":"","timezone":null,)"
                    R"("disable_welcome_email":false})");
        }
    }
    out += ']';
}

struct Shown {
    std::string root_id;
    int64_t reply_count, unread_mentions, unread_replies;
    Millis last_reply_at, delete_at, last_viewed;
    bool is_urgent;
};

// The threads as a list of JSON objects, in the order of the ids.
std::vector<std::string> write_followed(Tx& tx, const Actor& viewer, std::string_view user_id,
                                        const std::vector<std::string>& ids, bool extended) {
    std::vector<std::string> written;
    if (ids.empty()) return written;
    std::vector<Shown> shown;
    tx.each(
        kShown,
        [&](const Row& row) {
            Shown s;
            s.root_id = row.string(0);
            s.reply_count = row.integer(1), s.last_reply_at = row.integer(2), s.delete_at = row.integer(3);
            s.last_viewed = row.integer(4), s.unread_mentions = row.integer(5), s.unread_replies = row.integer(6);
            s.is_urgent = row.integer(7) != 0;
            shown.push_back(std::move(s));
        },
        ids, user_id);
    const auto threads = store::list_threads(tx, ids);
    auto roots = store::list_by_ids(tx, ids);
    for (Post& root : roots) hide_integrations(root);
    auto of = [](const auto& list, const std::string& id, auto&& key) {
        return std::find_if(list.begin(), list.end(), [&](const auto& one) { return key(one) == id; });
    };
    for (const std::string& id : ids) {
        auto s = of(shown, id, [](const Shown& one) { return one.root_id; });
        auto thread = of(threads, id, [](const Thread& one) { return one.post_id; });
        auto root = of(roots, id, [](const Post& one) { return one.id; });
        if (s == shown.end() || thread == threads.end() || root == roots.end()) continue;
        std::string participants;
        write_participants(tx, viewer, participants, *thread, extended);
        std::string& json = written.emplace_back();
        JsonWriter(json)
            .begin_object()
            .field("id", id)
            .field("reply_count", s->reply_count)
            .field("last_reply_at", s->last_reply_at)
            .field("last_viewed_at", s->last_viewed)
            .key("participants")
            .raw(participants)
            .key("post")
            .raw(to_json(*root))
            .field("unread_replies", s->unread_replies)
            .field("unread_mentions", s->unread_mentions)
            .field("is_urgent", s->is_urgent)
            .field("delete_at", s->delete_at)
            .end_object();
    }
    return written;
}

}  // namespace

ThreadTotals count_threads(Tx& tx, std::string_view user_id, std::string_view team_id, bool unread_only,
                           bool also_deleted) {
    ThreadTotals totals;
    tx.each(
        kTotals,
        [&](const Row& row) {
            totals.threads = row.integer(0), totals.unread_threads = row.integer(1);
            totals.unread_mentions = row.integer(2), totals.unread_urgent_mentions = row.integer(3);
        },
        user_id, team_id, also_deleted, unread_only);
    return totals;
}

std::vector<std::pair<std::string, int64_t>> count_thread_mentions(Tx& tx, std::string_view user_id,
                                                                   std::string_view team_id) {
    std::vector<std::pair<std::string, int64_t>> counts;
    tx.each(
        kMentions, [&](const Row& row) { counts.emplace_back(row.string(0), row.integer(1)); }, user_id, team_id,
        false);
    return counts;
}

std::string list_followed(Tx& tx, const Actor& viewer, std::string_view user_id, std::string_view team_id,
                          const FollowedPage& page) {
    std::vector<std::string> ids;
    auto take = [&](const Row& row) { ids.push_back(row.string(0)); };
    if (page.before.empty() && page.after.empty())
        tx.each(kPage, take, user_id, team_id, page.also_deleted, page.unread_only, page.since, page.limit);
    else
        tx.each(page.after.empty() ? kPageBefore : kPageAfter, take, user_id, team_id, page.also_deleted,
                page.unread_only, page.since, page.limit, page.after.empty() ? page.before : page.after);
    std::string out = "[";
    for (const std::string& json : write_followed(tx, viewer, user_id, ids, page.extended))
        out.append(out.size() > 1 ? "," : "").append(json);
    return out += ']';
}

std::string get_followed(Tx& tx, const Actor& viewer, std::string_view user_id, std::string_view root_id,
                         bool extended) {
    auto membership = store::find_membership(tx, root_id, user_id);
    if (!membership) throw Err::thread_membership_not_found;
    if (!membership->following) throw Err::thread_not_followed;
    auto written = write_followed(tx, viewer, user_id, {std::string(root_id)}, extended);
    if (written.empty()) throw Err::thread_not_followed;
    return std::move(written.front());
}

void read_thread(Tx& tx, std::string_view user_id, std::string_view team_id, const Post& root, const Channel& channel,
                 Millis at) {
    auto membership = store::find_membership(tx, root.id, user_id);
    if (!membership) throw Err::thread_membership_not_found;
    const int64_t mentions_before = membership->unread_mentions;
    const int64_t unread_before = store::count_replies_after(tx, root.id, membership->last_viewed);
    membership->unread_mentions = 0;
    for (const Post& reply : tx.list<Post>(kRepliesSince, root.id, at, kLookedAt)) {
        if (reply.user_id == user_id) continue;
        const auto mentioned = find_mentions(tx, channel, reply, nullptr, {}, [] { return true; }).user_ids;
        membership->unread_mentions += std::count(mentioned.begin(), mentioned.end(), user_id);
    }
    membership->last_viewed = at;
    membership->last_updated = tx.now();
    store::save_membership(tx, *membership);
    std::string data;
    JsonWriter(data)
        .begin_object()
        .field("thread_id", root.id)
        .field("timestamp", at)
        .field("unread_mentions", membership->unread_mentions)
        .field("unread_replies", store::count_replies_after(tx, root.id, at))
        .field("previous_unread_mentions", mentions_before)
        .field("previous_unread_replies", unread_before)
        .field("channel_id", channel.id)
        .end_object();
    tx.emit(EventName::thread_read_changed, to_reader(user_id, team_id), std::move(data));
}

void read_all_threads(Tx& tx, std::string_view user_id, std::string_view team_id) {
    tx.exec(kReadAll, user_id, team_id, tx.now());
    tx.emit(EventName::thread_read_changed, to_reader(user_id, team_id), "{}");
}

void follow_thread(Tx& tx, std::string_view user_id, std::string_view team_id, const Post& root, bool follow) {
    ThreadMembership membership = store::find_membership(tx, root.id, user_id).value_or(ThreadMembership{});
    membership.post_id = root.id, membership.user_id = user_id;
    if (follow && !membership.following) membership.last_viewed = tx.now(), membership.unread_mentions = 0;
    membership.following = follow;
    membership.last_updated = tx.now();
    store::save_membership(tx, membership);
    auto thread = store::find_thread(tx, root.id);
    std::string data;
    JsonWriter(data)
        .begin_object()
        .field("thread_id", root.id)
        .field("state", follow)
        .field("reply_count", thread ? thread->reply_count : 0)
        .end_object();
    tx.emit(EventName::thread_follow_changed, to_reader(user_id, team_id), std::move(data));
}

}  // namespace rk::posts
