// Teams and who is in them. Owner of the tables teams and teammembers.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/route.h"
#include "model/team.h"
#include "model/user.h"

namespace rk::teams {

std::span<const Route> routes();         // teams themselves
std::span<const Route> icon_routes();    // their pictures
std::span<const Route> member_routes();  // who is in them
std::span<const Route> invite_routes();  // joining by invitation, inviting by mail

Team get(Tx& tx, std::string_view team_id);  // archived ones too; throws Err::team_not_found
std::optional<Team> find(Tx& tx, std::string_view team_id);
std::optional<Team> find_by_name(Tx& tx, std::string_view name);
// Archived ones too; throws Err::team_not_found_by_invite.
Team get_by_invite_id(Tx& tx, std::string_view invite_id);
// The team as the actor may see it: without invite_id and email for those who may not invite.
Team shown_to(Tx& tx, const Actor& viewer, Team team);
// Teams that the account is in, archived ones left out.
std::vector<Team> list_of_user(Tx& tx, std::string_view user_id);

// Makes a team with its default channels; checks its fields. Permissions are the caller's to check. The actor's account,
// if there is one, becomes its owner and first member.
Team add(Tx& tx, const Actor& who, Team team);
void archive(Tx& tx, const Team& team);
void restore(Tx& tx, const Team& team);

// The membership, with its roles as on the wire; nothing when absent. Left ones (delete_at) only when asked for.
std::optional<TeamMember> find_member(Tx& tx, std::string_view team_id, std::string_view user_id,
                                      bool also_left = false);
TeamMember get_member(Tx& tx, std::string_view team_id, std::string_view user_id);  // throws Err::team_member_not_found
bool is_member(Tx& tx, std::string_view team_id, std::string_view user_id);
std::vector<TeamMember> list_memberships_of(Tx& tx, std::string_view user_id);
std::vector<std::string> list_member_ids(Tx& tx, std::string_view team_id);
// Makes somebody a member, of the default channels too, with the system posts and events of it. An existing member stays
// as they are. `who` asked for it: the user themself, or somebody else who adds them (named in the system posts when
// `tell_who_added`). Refuses addresses that the team or the server does not admit, and full teams.
TeamMember add_member(Tx& tx, const Actor& who, const Team& team, std::string_view user_id,
                      bool tell_who_added = false);
// Takes somebody out of the team and all its channels. Throws Err::team_not_a_member.
void remove_member(Tx& tx, const Actor& who, const Team& team, std::string_view user_id);
// Sends each address an invitation. Throws Err::team_invite_bad_address, naming those whose domain is not admitted.
void invite_by_mail(Tx& tx, const Team& team, const User& sender, const std::vector<std::string>& addresses);
// Deletes all traces of the account's memberships (the account is being deleted for good); tells nobody.
void forget_user(Tx& tx, std::string_view user_id);

}  // namespace rk::teams
