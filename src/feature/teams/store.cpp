#include "feature/teams/store.h"

#include "base/strings.h"

namespace rk::teams::store {

namespace {

// A server has few teams beside its posts: at most some thousands, so lists of them may walk the table.
constexpr const char* kFewTeams = "teams are few";

RK_QUERY(kById, "team_by_id", "SELECT {Team} FROM teams WHERE id = ?1");
RK_QUERY(kByName, "team_by_name", "SELECT {Team} FROM teams WHERE name = ?1");
RK_QUERY(kByInvite, "team_by_invite", "SELECT {Team} FROM teams WHERE inviteid = ?1");
RK_QUERY(kInsert, "team_insert", "INSERT INTO teams ({Team}) VALUES ({?Team}) ON CONFLICT DO NOTHING");
RK_QUERY(kUpdate, "team_update", "UPDATE teams SET {=Team} WHERE id = ?1");
RK_QUERY(kRemove, "team_remove", "DELETE FROM teams WHERE id = ?1");

// ?1 0: all, 1: open ones, 2: the others.
#define RK_TEAM_WHICH                                                                                   \
    "(CAST(?1 AS integer) = 0 OR (CAST(?1 AS integer) = 1 AND allowopeninvite = true AND deleteat = 0)" \
    " OR (CAST(?1 AS integer) = 2 AND allowopeninvite = false AND deleteat = 0))"
RK_QUERY(kList, "team_list",
         "SELECT {Team} FROM teams WHERE " RK_TEAM_WHICH " ORDER BY lower(displayname), id LIMIT ?3 OFFSET ?2", nullptr,
         kFewTeams);
RK_QUERY(kCount, "team_count", "SELECT count(*) FROM teams WHERE " RK_TEAM_WHICH, nullptr, kFewTeams);
#define RK_TEAM_FOUND RK_TEAM_WHICH " AND (lower(name) LIKE ?2 ESCAPE '*' OR lower(displayname) LIKE ?2 ESCAPE '*')"
RK_QUERY(kSearch, "team_search",
         "SELECT {Team} FROM teams WHERE " RK_TEAM_FOUND " ORDER BY lower(displayname), id LIMIT ?4 OFFSET ?3", nullptr,
         kFewTeams);
RK_QUERY(kCountFound, "team_count_found", "SELECT count(*) FROM teams WHERE " RK_TEAM_FOUND, nullptr, kFewTeams);
RK_QUERY(kOfUser, "team_of_user",
         "SELECT {t.Team} FROM teammembers m JOIN teams t ON t.id = m.teamid"
         " WHERE m.userid = ?1 AND m.deleteat = 0 AND t.deleteat = 0 ORDER BY t.displayname, t.id");

RK_QUERY(kMember, "team_member", "SELECT {TeamMember} FROM teammembers WHERE teamid = ?1 AND userid = ?2");
RK_QUERY(kIsMember, "team_is_member", "SELECT 1 FROM teammembers WHERE teamid = ?1 AND userid = ?2 AND deleteat = 0");
RK_QUERY(kMemberships, "team_memberships",
         "SELECT {TeamMember} FROM teammembers WHERE userid = ?1 AND (deleteat = 0 OR ?2) ORDER BY teamid");
RK_QUERY(kMemberIds, "team_member_ids", "SELECT userid FROM teammembers WHERE teamid = ?1 AND deleteat = 0");
RK_QUERY(kMembers, "team_members",
         "SELECT {TeamMember} FROM teammembers WHERE teamid = ?1 AND deleteat = 0 ORDER BY userid LIMIT ?3 OFFSET ?2");
RK_QUERY(kMembersJoined, "team_members_joined",
         "SELECT {m.TeamMember} FROM teammembers m JOIN users u ON u.id = m.userid"
         " WHERE m.teamid = ?1 AND m.deleteat = 0 AND (u.deleteat = 0 OR NOT ?4)"
         " ORDER BY CASE WHEN ?5 THEN u.username ELSE m.userid END LIMIT ?3 OFFSET ?2");
RK_QUERY(kMembersByIds, "team_members_by_ids",
         "SELECT {TeamMember} FROM teammembers WHERE teamid = ?1 AND deleteat = 0 AND userid IN {?2} ORDER BY userid");
RK_QUERY(kSaveMember, "team_member_save",
         "INSERT INTO teammembers ({TeamMember}) VALUES ({?TeamMember})"
         " ON CONFLICT (teamid, userid) DO UPDATE SET roles = excluded.roles, deleteat = 0,"
         " schemeuser = excluded.schemeuser, schemeadmin = excluded.schemeadmin, schemeguest = excluded.schemeguest,"
         " createat = excluded.createat");
RK_QUERY(kMemberRoles, "team_member_roles",
         "UPDATE teammembers SET roles = ?3, schemeguest = ?4, schemeuser = ?5, schemeadmin = ?6"
         " WHERE teamid = ?1 AND userid = ?2");
RK_QUERY(kMemberLeft, "team_member_left",
         "UPDATE teammembers SET roles = '', deleteat = ?3 WHERE teamid = ?1 AND userid = ?2");
RK_QUERY(kRemoveMembers, "team_members_remove", "DELETE FROM teammembers WHERE teamid = ?1");
RK_QUERY(kRemoveMemberships, "team_memberships_remove", "DELETE FROM teammembers WHERE userid = ?1");
RK_QUERY(
    kCountMembers, "team_count_members",
    "SELECT count(*), count(CASE WHEN u.deleteat = 0 THEN 1 END) FROM teammembers m JOIN users u ON u.id = m.userid"
    " WHERE m.teamid = ?1 AND m.deleteat = 0");

// What LIKE takes for `term` anywhere, with '*' before what would otherwise be a wildcard.
std::string like(std::string_view term) {
    std::string out = "%";
    for (char c : to_lower_ascii(term)) {
        if (c == '%' || c == '_' || c == '*') out += '*';
        out += c;
    }
    return out += '%';
}

}  // namespace

std::optional<Team> find(Tx& tx, std::string_view team_id) { return tx.find<Team>(kById, team_id); }
std::optional<Team> find_by_name(Tx& tx, std::string_view name) { return tx.find<Team>(kByName, name); }
std::optional<Team> find_by_invite_id(Tx& tx, std::string_view invite_id) {
    return tx.find<Team>(kByInvite, invite_id);
}
bool insert(Tx& tx, const Team& team) { return tx.exec(kInsert, team) > 0; }
void update(Tx& tx, const Team& team) { tx.exec(kUpdate, team); }
void remove(Tx& tx, std::string_view team_id) { tx.exec(kRemove, team_id); }

std::vector<Team> list(Tx& tx, Which which, int64_t offset, int64_t limit) {
    return tx.list<Team>(kList, static_cast<int>(which), offset, limit);
}

int64_t count(Tx& tx, Which which) { return tx.find_integer(kCount, static_cast<int>(which)).value_or(0); }

std::vector<Team> search(Tx& tx, Which which, std::string_view term, int64_t offset, int64_t limit) {
    return tx.list<Team>(kSearch, static_cast<int>(which), like(term), offset, limit);
}

int64_t count_found(Tx& tx, Which which, std::string_view term) {
    return tx.find_integer(kCountFound, static_cast<int>(which), like(term)).value_or(0);
}

std::vector<Team> list_of_user(Tx& tx, std::string_view user_id) { return tx.list<Team>(kOfUser, user_id); }

std::optional<TeamMember> find_member(Tx& tx, std::string_view team_id, std::string_view user_id) {
    return tx.find<TeamMember>(kMember, team_id, user_id);
}

bool is_member(Tx& tx, std::string_view team_id, std::string_view user_id) {
    return tx.find_integer(kIsMember, team_id, user_id).has_value();
}

std::vector<TeamMember> list_memberships_of(Tx& tx, std::string_view user_id, bool also_left) {
    return tx.list<TeamMember>(kMemberships, user_id, also_left);
}

std::vector<std::string> list_member_ids(Tx& tx, std::string_view team_id) { return tx.list_text(kMemberIds, team_id); }

std::vector<TeamMember> list_members(Tx& tx, std::string_view team_id, const MemberPage& page) {
    if (!page.by_name && !page.only_active) return tx.list<TeamMember>(kMembers, team_id, page.offset, page.limit);
    return tx.list<TeamMember>(kMembersJoined, team_id, page.offset, page.limit, page.only_active, page.by_name);
}

std::vector<TeamMember> list_members_by_ids(Tx& tx, std::string_view team_id,
                                            const std::vector<std::string>& user_ids) {
    return tx.list<TeamMember>(kMembersByIds, team_id, user_ids);
}

void save_member(Tx& tx, const TeamMember& member) { tx.exec(kSaveMember, member); }

void set_member_roles(Tx& tx, const TeamMember& m) {
    tx.exec(kMemberRoles, m.team_id, m.user_id, m.roles, m.scheme_guest, m.scheme_user, m.scheme_admin);
}

void set_member_left(Tx& tx, std::string_view team_id, std::string_view user_id, Millis at) {
    tx.exec(kMemberLeft, team_id, user_id, at);
}

void remove_members(Tx& tx, std::string_view team_id) { tx.exec(kRemoveMembers, team_id); }
void remove_memberships_of(Tx& tx, std::string_view user_id) { tx.exec(kRemoveMemberships, user_id); }

Counts count_members(Tx& tx, std::string_view team_id) {
    Counts counts;
    tx.each(
        kCountMembers,
        [&](const Row& row) {
            counts = {row.integer(0), row.integer(1)};
        },
        team_id);
    return counts;
}

}  // namespace rk::teams::store
