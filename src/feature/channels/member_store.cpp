#include "feature/channels/member_store.h"

namespace rk::channels::store {

namespace {

RK_QUERY(kMember, "channel_member", "SELECT {ChannelMember} FROM channelmembers WHERE channelid = ?1 AND userid = ?2");
RK_QUERY(kIsMember, "channel_is_member", "SELECT 1 FROM channelmembers WHERE channelid = ?1 AND userid = ?2", nullptr,
         nullptr, true);
RK_QUERY(kMemberIds, "channel_member_ids", "SELECT userid FROM channelmembers WHERE channelid = ?1");
RK_QUERY(kIdsOfUser, "channel_ids_of_user", "SELECT channelid FROM channelmembers WHERE userid = ?1");
RK_QUERY(kMembers, "channel_members",
         "SELECT {ChannelMember} FROM channelmembers WHERE channelid = ?1 ORDER BY userid LIMIT ?3 OFFSET ?2");
RK_QUERY(kMembersByIds, "channel_members_by_ids",
         "SELECT {ChannelMember} FROM channelmembers WHERE channelid = ?1 AND userid IN {?2} ORDER BY userid");
RK_QUERY(kMemberships, "channel_memberships",
         "SELECT {m.ChannelMember} FROM channelmembers m CROSS JOIN channels c"
         " WHERE m.userid = ?1 AND c.id = m.channelid AND c.teamid IN (?2, '') ORDER BY m.channelid");
RK_QUERY(kAllMemberships, "channel_memberships_all",
         "SELECT {ChannelMember} FROM channelmembers WHERE userid = ?1 AND channelid > ?2 ORDER BY channelid LIMIT ?3");
RK_QUERY(kAllMembershipsAt, "channel_memberships_all_at",
         "SELECT {ChannelMember} FROM channelmembers WHERE userid = ?1 ORDER BY channelid LIMIT ?3 OFFSET ?2");
RK_QUERY(kIdsInTeam, "channel_ids_of_user_in_team",
         "SELECT c.id FROM channelmembers m CROSS JOIN channels c"
         " WHERE m.userid = ?1 AND c.id = m.channelid AND c.teamid = ?2");

RK_QUERY(kInsertMember, "channel_member_insert",
         "INSERT INTO channelmembers ({ChannelMember}) VALUES ({?ChannelMember}) ON CONFLICT DO NOTHING");
RK_QUERY(kJoined, "channel_history_joined",
         "INSERT INTO channelmemberhistory (channelid, userid, jointime) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING");
RK_QUERY(kLeft, "channel_history_left",
         "UPDATE channelmemberhistory SET leavetime = ?3 WHERE channelid = ?1 AND userid = ?2 AND leavetime IS NULL");
RK_QUERY(kRemoveMember, "channel_member_remove", "DELETE FROM channelmembers WHERE channelid = ?1 AND userid = ?2");
RK_QUERY(kForgetInCategories, "channel_member_forget_in_categories",
         "DELETE FROM sidebarchannels WHERE channelid = ?1 AND userid = ?2");
RK_QUERY(kRemoveMemberships, "channel_memberships_remove", "DELETE FROM channelmembers WHERE userid = ?1");
RK_QUERY(kMemberRoles, "channel_member_roles",
         "UPDATE channelmembers SET roles = ?3, schemeguest = ?4, schemeuser = ?5, schemeadmin = ?6"
         " WHERE channelid = ?1 AND userid = ?2");
RK_QUERY(kNotifyProps, "channel_member_notify_props",
         "UPDATE channelmembers SET notifyprops = ?3, lastupdateat = ?4 WHERE channelid = ?1 AND userid = ?2");

RK_QUERY(kCounts, "channel_count_members",
         "SELECT count(*), count(CASE WHEN m.schemeguest = true THEN 1 END) FROM channelmembers m"
         " JOIN users u ON u.id = m.userid WHERE m.channelid = ?1 AND u.deleteat = 0");
RK_QUERY(kTimezones, "channel_timezones",
         "SELECT DISTINCT u.timezone FROM channelmembers m JOIN users u ON u.id = m.userid WHERE m.channelid = ?1");

RK_QUERY(kCountMention, "channel_count_mention",
         "UPDATE channelmembers SET mentioncount = mentioncount + 1, mentioncountroot = mentioncountroot + ?4,"
         " urgentmentioncount = urgentmentioncount + ?5, lastupdateat = ?3 WHERE channelid = ?1 AND userid = ?2");
RK_QUERY(kLastPostAt, "channel_last_post_at",
         "SELECT c.lastpostat FROM channels c JOIN channelmembers m ON m.channelid = c.id AND m.userid = ?2 WHERE c.id "
         "= ?1");
RK_QUERY(kSetRead, "channel_set_read",
         "UPDATE channelmembers SET mentioncount = 0, mentioncountroot = 0, urgentmentioncount = 0, lastupdateat = ?3,"
         " msgcount = (SELECT c.totalmsgcount FROM channels c WHERE c.id = ?1),"
         " msgcountroot = (SELECT c.totalmsgcountroot FROM channels c WHERE c.id = ?1),"
         " lastviewedat = CASE WHEN lastviewedat < (SELECT c.lastpostat FROM channels c WHERE c.id = ?1)"
         " THEN (SELECT c.lastpostat FROM channels c WHERE c.id = ?1) ELSE lastviewedat END"
         " WHERE channelid = ?1 AND userid = ?2");
RK_QUERY(kSetUnread, "channel_set_unread",
         "UPDATE channelmembers SET msgcount = ?3, msgcountroot = ?4, mentioncount = ?5, mentioncountroot = ?6,"
         " urgentmentioncount = ?7, lastviewedat = ?8, lastupdateat = ?9 WHERE channelid = ?1 AND userid = ?2");

#define RK_UNREAD                                                                                                \
    "SELECT c.teamid, c.id, c.totalmsgcount - m.msgcount, c.totalmsgcountroot - m.msgcountroot, m.mentioncount," \
    " m.mentioncountroot, m.urgentmentioncount, m.notifyprops FROM channelmembers m CROSS JOIN channels c"       \
    " WHERE m.userid = ?1 AND c.id = m.channelid"
RK_QUERY(kUnread, "channel_unread", RK_UNREAD " AND m.channelid = ?2");
RK_QUERY(kUnreadOfUser, "channel_unread_of_user", RK_UNREAD " AND c.deleteat = 0 AND c.teamid <> ''");

RK_QUERY(kCommonTeams, "channel_common_teams",
         "SELECT t.teamid FROM channelmembers m JOIN teammembers t ON t.userid = m.userid AND t.deleteat = 0"
         " JOIN teams x ON x.id = t.teamid AND x.deleteat = 0 WHERE m.channelid = ?1 GROUP BY t.teamid"
         " HAVING count(*) = (SELECT count(*) FROM channelmembers n WHERE n.channelid = ?1)");
RK_QUERY(kShareTeam, "channel_share_team",
         "SELECT 1 FROM teammembers a JOIN teammembers b ON b.teamid = a.teamid AND b.userid = ?2 AND b.deleteat = 0"
         " WHERE a.userid = ?1 AND a.deleteat = 0 LIMIT 1");
RK_QUERY(kOutsideTeam, "channel_members_outside_team",
         "SELECT count(*) FROM channelmembers m WHERE m.channelid = ?1 AND NOT EXISTS"
         " (SELECT 1 FROM teammembers t WHERE t.teamid = ?2 AND t.userid = m.userid AND t.deleteat = 0)");

Unread read_unread(const Row& row) {
    Unread u;
    u.team_id = row.string(0);
    u.channel_id = row.string(1);
    u.messages = std::max<int64_t>(row.integer(2), 0);
    u.messages_root = std::max<int64_t>(row.integer(3), 0);
    u.mentions = row.integer(4);
    u.mentions_root = row.integer(5);
    u.urgent_mentions = row.integer(6);
    auto props = Json::parse(row.text(7));
    u.only_mentions = props && (*props)["mark_unread"].as_string() == "mention";
    return u;
}

}  // namespace

std::optional<ChannelMember> find_member(Tx& tx, std::string_view channel_id, std::string_view user_id) {
    return tx.find<ChannelMember>(kMember, channel_id, user_id);
}

bool is_member(Tx& tx, std::string_view channel_id, std::string_view user_id) {
    return tx.find_integer(kIsMember, channel_id, user_id).has_value();
}

std::vector<std::string> list_member_ids(Tx& tx, std::string_view channel_id) {
    return tx.list_text(kMemberIds, channel_id);
}

std::vector<std::string> list_ids_of_user(Tx& tx, std::string_view user_id) {
    return tx.list_text(kIdsOfUser, user_id);
}

std::vector<ChannelMember> list_members(Tx& tx, std::string_view channel_id, int64_t offset, int64_t limit) {
    return tx.list<ChannelMember>(kMembers, channel_id, offset, limit);
}

std::vector<ChannelMember> list_members_by_ids(Tx& tx, std::string_view channel_id,
                                               const std::vector<std::string>& user_ids) {
    return tx.list<ChannelMember>(kMembersByIds, channel_id, user_ids);
}

std::vector<ChannelMember> list_memberships(Tx& tx, std::string_view user_id, std::string_view team_id) {
    return tx.list<ChannelMember>(kMemberships, user_id, team_id);
}

std::vector<ChannelMember> list_all_memberships(Tx& tx, std::string_view user_id, std::string_view after,
                                                int64_t limit) {
    return tx.list<ChannelMember>(kAllMemberships, user_id, after, limit);
}

std::vector<ChannelMember> list_all_memberships_at(Tx& tx, std::string_view user_id, int64_t offset, int64_t limit) {
    return tx.list<ChannelMember>(kAllMembershipsAt, user_id, offset, limit);
}

std::vector<std::string> list_ids_of_user_in_team(Tx& tx, std::string_view user_id, std::string_view team_id) {
    return tx.list_text(kIdsInTeam, user_id, team_id);
}

bool insert_member(Tx& tx, const ChannelMember& member) {
    if (tx.exec(kInsertMember, member) == 0) return false;
    tx.exec(kJoined, member.channel_id, member.user_id, tx.now());
    return true;
}

bool remove_member(Tx& tx, std::string_view channel_id, std::string_view user_id) {
    if (tx.exec(kRemoveMember, channel_id, user_id) == 0) return false;
    tx.exec(kLeft, channel_id, user_id, tx.now());
    tx.exec(kForgetInCategories, channel_id, user_id);
    return true;
}

void remove_memberships_of(Tx& tx, std::string_view user_id) { tx.exec(kRemoveMemberships, user_id); }

void set_member_roles(Tx& tx, const ChannelMember& m) {
    tx.exec(kMemberRoles, m.channel_id, m.user_id, m.roles, m.scheme_guest, m.scheme_user, m.scheme_admin);
}

void set_notify_props(Tx& tx, const ChannelMember& m) {
    std::string props;
    JsonWriter w(props);
    w.begin_object();
    for (const auto& [key, value] : m.notify_props) w.field(key, value);
    w.end_object();
    tx.exec(kNotifyProps, m.channel_id, m.user_id, props, m.last_update_at);
}

Counts count_members(Tx& tx, std::string_view channel_id) {
    Counts counts;
    tx.each(
        kCounts,
        [&](const Row& row) {
            counts = {row.integer(0), row.integer(1)};
        },
        channel_id);
    return counts;
}

std::vector<std::string> list_timezones(Tx& tx, std::string_view channel_id) {
    return tx.list_text(kTimezones, channel_id);
}

void count_mention(Tx& tx, std::string_view channel_id, std::string_view user_id, Millis at, int root, int urgent) {
    tx.exec(kCountMention, channel_id, user_id, at, root, urgent);
}

bool mark_read(Tx& tx, std::string_view channel_id, std::string_view user_id, Millis now) {
    return tx.exec(kSetRead, channel_id, user_id, now) > 0;
}

std::optional<Millis> set_read(Tx& tx, std::string_view channel_id, std::string_view user_id, Millis now) {
    if (!mark_read(tx, channel_id, user_id, now)) return std::nullopt;
    return tx.find_integer(kLastPostAt, channel_id, user_id);
}

void set_unread(Tx& tx, const ChannelMember& m) {
    tx.exec(kSetUnread, m.channel_id, m.user_id, m.msg_count, m.msg_count_root, m.mention_count, m.mention_count_root,
            m.urgent_mention_count, m.last_viewed_at, m.last_update_at);
}

std::optional<Unread> find_unread(Tx& tx, std::string_view channel_id, std::string_view user_id) {
    std::optional<Unread> found;
    tx.each(
        kUnread, [&](const Row& row) { found = read_unread(row); }, user_id, channel_id);
    return found;
}

std::vector<Unread> list_unread(Tx& tx, std::string_view user_id) {
    std::vector<Unread> list;
    tx.each(
        kUnreadOfUser, [&](const Row& row) { list.push_back(read_unread(row)); }, user_id);
    return list;
}

std::vector<std::string> list_common_team_ids(Tx& tx, std::string_view channel_id) {
    return tx.list_text(kCommonTeams, channel_id);
}

bool share_team(Tx& tx, std::string_view user_id, std::string_view other_id) {
    return tx.find_integer(kShareTeam, user_id, other_id).has_value();
}

int64_t count_outside_team(Tx& tx, std::string_view channel_id, std::string_view team_id) {
    return tx.find_integer(kOutsideTeam, channel_id, team_id).value_or(0);
}

}  // namespace rk::channels::store
