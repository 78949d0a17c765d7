// SQL of teams and their members.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/db.h"
#include "model/team.h"

namespace rk::teams::store {

std::optional<Team> find(Tx& tx, std::string_view team_id);
std::optional<Team> find_by_name(Tx& tx, std::string_view name);
std::optional<Team> find_by_invite_id(Tx& tx, std::string_view invite_id);
// False when the name is taken.
bool insert(Tx& tx, const Team& team);
void update(Tx& tx, const Team& team);
void remove(Tx& tx, std::string_view team_id);

// Which teams a list is to hold: all, only those open to everybody, only the others.
enum class Which : uint8_t { all, open, closed };
std::vector<Team> list(Tx& tx, Which which, int64_t offset, int64_t limit);
int64_t count(Tx& tx, Which which);
std::vector<Team> search(Tx& tx, Which which, std::string_view term, int64_t offset, int64_t limit);
int64_t count_found(Tx& tx, Which which, std::string_view term);
std::vector<Team> list_of_user(Tx& tx, std::string_view user_id);

std::optional<TeamMember> find_member(Tx& tx, std::string_view team_id, std::string_view user_id);
bool is_member(Tx& tx, std::string_view team_id, std::string_view user_id);
std::vector<TeamMember> list_memberships_of(Tx& tx, std::string_view user_id, bool also_left = false);
std::vector<std::string> list_member_ids(Tx& tx, std::string_view team_id);
struct MemberPage {
    int64_t offset = 0, limit = 60;
    bool by_name = false;      // sorted by user name, otherwise by id
    bool only_active = false;  // without deactivated accounts
};
std::vector<TeamMember> list_members(Tx& tx, std::string_view team_id, const MemberPage& page);
std::vector<TeamMember> list_members_by_ids(Tx& tx, std::string_view team_id, const std::vector<std::string>& user_ids);
// Adds the membership, or brings a left one back.
void save_member(Tx& tx, const TeamMember& member);
void set_member_roles(Tx& tx, const TeamMember& member);  // explicit roles and the three flags
void set_member_left(Tx& tx, std::string_view team_id, std::string_view user_id, Millis at);
void remove_members(Tx& tx, std::string_view team_id);
void remove_memberships_of(Tx& tx, std::string_view user_id);
struct Counts {
    int64_t total = 0, active = 0;
};
Counts count_members(Tx& tx, std::string_view team_id);

}  // namespace rk::teams::store
