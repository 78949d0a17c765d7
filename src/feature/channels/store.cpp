#include "feature/channels/store.h"

#include <unordered_map>

namespace rk::channels::store {

namespace {

RK_QUERY(kById, "channel_by_id", "SELECT {Channel} FROM channels WHERE id = ?1");
// The same in two halves, for writes: what every post changes, and what hardly ever changes.
#define RK_COUNTS "lastpostat,lastrootpostat,totalmsgcount,totalmsgcountroot"
RK_QUERY(kCounts, "channel_counts", "SELECT " RK_COUNTS " FROM channels WHERE id = ?1");
RK_QUERY(kByIdWithoutCounts, "channel_by_id_without_counts",
         "SELECT {Channel-" RK_COUNTS "} FROM channels WHERE id = ?1", nullptr, nullptr, true);
RK_QUERY(kByName, "channel_by_name", "SELECT {Channel} FROM channels WHERE teamid = ?1 AND name = ?2");
RK_QUERY(kByIds, "channel_by_ids", "SELECT {Channel} FROM channels WHERE id IN {?1}");
RK_QUERY(kInsert, "channel_insert", "INSERT INTO channels ({Channel}) VALUES ({?Channel}) ON CONFLICT DO NOTHING");
RK_QUERY(kNameTaken, "channel_name_taken", "SELECT 1 FROM channels WHERE teamid = ?1 AND name = ?2 AND id <> ?3");
RK_QUERY(
    kUpdate, "channel_update",
    "UPDATE channels SET updateat = ?2, deleteat = ?3, teamid = ?4, type = ?5, displayname = ?6, name = ?7,"
    " header = ?8, purpose = ?9, groupconstrained = ?10, bannerinfo = ?11, defaultcategoryname = ?12 WHERE id = ?1");
RK_QUERY(kSetDeleteAt, "channel_set_delete_at", "UPDATE channels SET deleteat = ?2, updateat = ?3 WHERE id = ?1");
RK_QUERY(
    kSavePublic, "channel_save_public",
    "INSERT INTO publicchannels (id, deleteat, teamid, displayname, name, header, purpose)"
    " SELECT id, deleteat, teamid, displayname, name, header, purpose FROM channels WHERE id = ?1 AND type = 'O'"
    " ON CONFLICT (id) DO UPDATE SET deleteat = excluded.deleteat, teamid = excluded.teamid,"
    " displayname = excluded.displayname, name = excluded.name, header = excluded.header, purpose = excluded.purpose");
RK_QUERY(kRemovePublic, "channel_remove_public", "DELETE FROM publicchannels WHERE id = ?1");
RK_QUERY(kRemove, "channel_remove", "DELETE FROM channels WHERE id = ?1");
RK_QUERY(kIdsOfTeam, "channel_ids_of_team", "SELECT id FROM channels WHERE teamid = ?1");
RK_QUERY(kCountOfTeam, "channel_count_of_team",
         "SELECT count(*) FROM channels WHERE teamid = ?1 AND type IN ('O', 'P') AND deleteat = 0");
RK_QUERY(kCountPost, "channel_count_post",
         "UPDATE channels SET"
         " lastpostat = CASE WHEN lastpostat < ?2 THEN ?2 ELSE lastpostat END,"
         " lastrootpostat = CASE WHEN ?4 > 0 AND lastrootpostat < ?2 THEN ?2 ELSE lastrootpostat END,"
         " totalmsgcount = totalmsgcount + ?3, totalmsgcountroot = totalmsgcountroot + ?4 WHERE id = ?1");

RK_QUERY(kPublic, "channel_list_public",
         "SELECT {Channel} FROM channels WHERE teamid = ?1 AND type = 'O' AND deleteat = 0"
         " ORDER BY displayname, id LIMIT ?3 OFFSET ?2");
RK_QUERY(kPrivate, "channel_list_private",
         "SELECT {Channel} FROM channels WHERE teamid = ?1 AND type = 'P' AND deleteat = 0"
         " ORDER BY displayname, id LIMIT ?3 OFFSET ?2");
RK_QUERY(kArchived, "channel_list_archived",
         "SELECT {c.Channel} FROM channels c WHERE c.teamid = ?1 AND c.type IN ('O', 'P') AND c.deleteat > 0 AND (?5"
         " OR c.type = 'O' OR EXISTS (SELECT 1 FROM channelmembers m WHERE m.channelid = c.id AND m.userid = ?2))"
         " ORDER BY c.displayname, c.id LIMIT ?4 OFFSET ?3");
RK_QUERY(kPublicByIds, "channel_public_by_ids",
         "SELECT {Channel} FROM channels WHERE teamid = ?1 AND type = 'O' AND deleteat = 0 AND id IN {?2}"
         " ORDER BY displayname, id");

// CROSS JOIN keeps SQLite at the member's index: what it costs grows with the channels of the account, not of the team.
#define RK_OF_USER \
    "SELECT {c.Channel} FROM channelmembers m CROSS JOIN channels c WHERE m.userid = ?1 AND c.id = m.channelid"
RK_QUERY(kOfUser, "channel_list_of_user",
         RK_OF_USER " AND (c.deleteat = 0 OR (?2 AND c.deleteat >= ?3)) ORDER BY c.displayname, c.id");
RK_QUERY(kOfUserInTeam, "channel_list_of_user_in_team",
         RK_OF_USER
         " AND (c.deleteat = 0 OR (?2 AND c.deleteat >= ?3)) AND c.teamid IN (?4, '')"
         " ORDER BY c.displayname, c.id");

RK_QUERY(kCountPinned, "channel_count_pinned",
         "SELECT count(*) FROM posts WHERE channelid = ?1 AND ispinned = true AND deleteat = 0");
RK_QUERY(kCountFiles, "channel_count_files",
         "SELECT count(*) FROM fileinfo WHERE channelid = ?1 AND deleteat = 0 AND postid <> ''");

RK_QUERY(kRemoveMembers, "channel_remove_members", "DELETE FROM channelmembers WHERE channelid = ?1");
RK_QUERY(kRemoveCategoryEntries, "channel_remove_category_entries", "DELETE FROM sidebarchannels WHERE channelid = ?1");
RK_QUERY(kRemoveReactions, "channel_remove_reactions", "DELETE FROM reactions WHERE channelid = ?1");
RK_QUERY(kRemoveThreadMembers, "channel_remove_thread_members",
         "DELETE FROM threadmemberships WHERE postid IN (SELECT postid FROM threads WHERE channelid = ?1)");
RK_QUERY(kRemoveThreads, "channel_remove_threads", "DELETE FROM threads WHERE channelid = ?1");
RK_QUERY(kRemoveFiles, "channel_remove_files",
         "UPDATE fileinfo SET deleteat = ?2 WHERE channelid = ?1 AND deleteat = 0");
RK_QUERY(kRemovePosts, "channel_remove_posts", "DELETE FROM posts WHERE channelid = ?1");
RK_QUERY(kRemoveIncoming, "channel_remove_incoming_hooks", "DELETE FROM incomingwebhooks WHERE channelid = ?1", nullptr,
         "hooks are few");
RK_QUERY(kRemoveOutgoing, "channel_remove_outgoing_hooks", "DELETE FROM outgoingwebhooks WHERE channelid = ?1", nullptr,
         "hooks are few");

}  // namespace

std::optional<Channel> find(Tx& tx, std::string_view channel_id) {
    if (!tx.writable() || tx.engine() != Engine::sqlite) return tx.find<Channel>(kById, channel_id);
    auto channel = tx.find<Channel>(kByIdWithoutCounts, channel_id);
    if (!channel) return channel;
    tx.each(
        kCounts,
        [&](const Row& row) {
            channel->last_post_at = row.integer(0), channel->last_root_post_at = row.integer(1);
            channel->total_msg_count = row.integer(2), channel->total_msg_count_root = row.integer(3);
            return false;
        },
        channel_id);
    return channel;
}

std::optional<Channel> find_by_name(Tx& tx, std::string_view team_id, std::string_view name) {
    return tx.find<Channel>(kByName, team_id, name);
}

std::vector<Channel> list_by_ids(Tx& tx, const std::vector<std::string>& ids) {
    std::unordered_map<std::string, Channel> found;
    tx.each(
        kByIds,
        [&](const Row& row) {
            Channel channel = row.model<Channel>();
            found.emplace(channel.id, std::move(channel));
        },
        ids);
    std::vector<Channel> list;
    list.reserve(found.size());
    for (const std::string& id : ids) {
        auto at = found.find(id);
        if (at == found.end()) continue;
        list.push_back(std::move(at->second));
        found.erase(at);
    }
    return list;
}

bool insert(Tx& tx, const Channel& channel) {
    if (tx.exec(kInsert, channel) == 0) return false;
    if (channel.type == "O") tx.exec(kSavePublic, channel.id);
    return true;
}

bool update(Tx& tx, const Channel& c) {
    if (tx.find_integer(kNameTaken, c.team_id, c.name, c.id)) return false;
    std::optional<std::string> banner;
    if (!c.banner_info.is_null()) banner = c.banner_info.dump();
    tx.exec(kUpdate, c.id, c.update_at, c.delete_at, c.team_id, c.type, c.display_name, c.name, c.header, c.purpose,
            c.group_constrained, banner, c.default_category_name);
    tx.exec(c.type == "O" ? kSavePublic : kRemovePublic, c.id);
    return true;
}

void set_delete_at(Tx& tx, std::string_view channel_id, Millis delete_at, Millis now) {
    tx.exec(kSetDeleteAt, channel_id, delete_at, now);
    tx.exec(kSavePublic, channel_id);
}

void remove(Tx& tx, std::string_view channel_id) {
    for (const Query* query :
         {&kRemovePublic, &kRemoveMembers, &kRemoveCategoryEntries, &kRemoveReactions, &kRemoveThreadMembers,
          &kRemoveThreads, &kRemovePosts, &kRemoveIncoming, &kRemoveOutgoing})
        tx.exec(*query, channel_id);
    tx.exec(kRemoveFiles, channel_id, tx.now());
    tx.exec(kRemove, channel_id);
}

void forget_in_categories(Tx& tx, std::string_view channel_id) { tx.exec(kRemoveCategoryEntries, channel_id); }

std::vector<std::string> list_ids_of_team(Tx& tx, std::string_view team_id) {
    return tx.list_text(kIdsOfTeam, team_id);
}
int64_t count_of_team(Tx& tx, std::string_view team_id) { return tx.find_integer(kCountOfTeam, team_id).value_or(0); }

void count_post(Tx& tx, std::string_view channel_id, Millis create_at, int messages, int root_messages) {
    tx.exec(kCountPost, channel_id, create_at, messages, root_messages);
}

std::vector<Channel> list_public(Tx& tx, std::string_view team_id, Page page) {
    return tx.list<Channel>(kPublic, team_id, page.offset, page.limit);
}

std::vector<Channel> list_private(Tx& tx, std::string_view team_id, Page page) {
    return tx.list<Channel>(kPrivate, team_id, page.offset, page.limit);
}

std::vector<Channel> list_archived(Tx& tx, std::string_view team_id, std::string_view user_id, bool all, Page page) {
    return tx.list<Channel>(kArchived, team_id, user_id, page.offset, page.limit, all);
}

std::vector<Channel> list_public_by_ids(Tx& tx, std::string_view team_id, const std::vector<std::string>& ids) {
    return tx.list<Channel>(kPublicByIds, team_id, ids);
}

std::vector<Channel> list_of_user(Tx& tx, const OfUser& of) {
    if (of.team_id.empty()) return tx.list<Channel>(kOfUser, of.user_id, of.with_archived, of.archived_since);
    return tx.list<Channel>(kOfUserInTeam, of.user_id, of.with_archived, of.archived_since, of.team_id);
}

int64_t count_pinned(Tx& tx, std::string_view channel_id) {
    return tx.find_integer(kCountPinned, channel_id).value_or(0);
}
int64_t count_files(Tx& tx, std::string_view channel_id) {
    return tx.find_integer(kCountFiles, channel_id).value_or(0);
}

}  // namespace rk::channels::store
