// Who is in a team.
#include "app/access.h"
#include "app/hub.h"
#include "app/services.h"
#include "base/strings.h"
#include "feature/channels/categories.h"
#include "feature/channels/channels.h"
#include "feature/teams/changes.h"
#include "feature/teams/store.h"
#include "feature/teams/teams.h"
#include "feature/users/rules.h"
#include "feature/users/users.h"
#include "model/settings.h"

namespace rk::teams {

namespace {

std::string membership_data(std::string_view team_id, std::string_view user_id) {
    return Json::object({{"team_id", team_id}, {"user_id", user_id}}).dump();
}

}  // namespace

TeamMember with_roles(TeamMember member) {
    member.explicit_roles = member.roles;
    member.roles = access::team_roles(member.roles, member.scheme_guest, member.scheme_user, member.scheme_admin);
    return member;
}

std::vector<TeamMember> with_roles(std::vector<TeamMember> members) {
    for (TeamMember& member : members) member = with_roles(std::move(member));
    return members;
}

bool is_address_allowed(const User& user, std::string_view team_domains, const Config& config) {
    if (user.is_bot) return true;
    return users::is_of_domain(user.email, team_domains) &&
           users::is_of_domain(user.email, config.TeamSettings.RestrictCreationToDomains);
}

std::optional<TeamMember> find_member(Tx& tx, std::string_view team_id, std::string_view user_id, bool also_left) {
    auto member = store::find_member(tx, team_id, user_id);
    if (!member || (member->delete_at && !also_left)) return std::nullopt;
    return with_roles(std::move(*member));
}

TeamMember get_member(Tx& tx, std::string_view team_id, std::string_view user_id) {
    if (auto member = find_member(tx, team_id, user_id, true)) return std::move(*member);
    throw Err::team_member_not_found;
}

bool is_member(Tx& tx, std::string_view team_id, std::string_view user_id) {
    return store::is_member(tx, team_id, user_id);
}

std::vector<TeamMember> list_memberships_of(Tx& tx, std::string_view user_id) {
    return with_roles(store::list_memberships_of(tx, user_id));
}

std::vector<std::string> list_member_ids(Tx& tx, std::string_view team_id) {
    return store::list_member_ids(tx, team_id);
}

std::optional<ApiError> refusal_of(Tx& tx, const Team& team, std::string_view user_id, const Config& config) {
    auto user = users::find(tx, user_id);
    if (!user) return ApiError(Err::user_not_found);
    if (store::is_member(tx, team.id, user_id)) return std::nullopt;
    if (!is_address_allowed(*user, team.allowed_domains, config)) return ApiError(Err::team_address_not_allowed);
    if (store::count_members(tx, team.id).active >= config.TeamSettings.MaxUsersPerTeam)
        return ApiError(Err::team_full);
    return std::nullopt;
}

TeamMember add_member(Tx& tx, const Actor& who, const Team& team, std::string_view user_id, bool tell_who_added) {
    User user = users::get(tx, user_id);
    tx.lock("team members " + team.id);
    if (auto member = find_member(tx, team.id, user_id)) return std::move(*member);
    if (auto refused = refusal_of(tx, team, user_id, *config_of(tx))) throw *refused;

    TeamMember member;
    member.team_id = team.id;
    member.user_id = user.id;
    member.create_at = tx.now();
    member.scheme_guest = users::is_guest(user);
    member.scheme_user = !member.scheme_guest;
    member.scheme_admin = !member.scheme_guest && !user.email.empty() && user.email == team.email;
    store::save_member(tx, member);
    channels::add_default_categories(tx, user.id, team.id);
    if (!member.scheme_guest) {
        Actor joining = tell_who_added ? who : Actor{user.id, nullptr, "", "", false};
        channels::join_default_channels(tx, joining, team, user, member.scheme_admin);
    }
    tx.after_commit([hub = tx.services().hub, user_id = user.id, team_id = team.id] {
        if (hub) hub->joined_team(user_id, team_id);
    });
    tx.emit(EventName::added_to_team, to_user(user.id), membership_data(team.id, user.id));
    return with_roles(std::move(member));
}

void remove_member(Tx& tx, const Actor& who, const Team& team, std::string_view user_id) {
    if (!store::is_member(tx, team.id, user_id)) throw Err::team_not_a_member;
    channels::leave_all_of_team(tx, who, team.id, user_id);
    store::set_member_left(tx, team.id, user_id, tx.now());
    tx.after_commit([hub = tx.services().hub, user = std::string(user_id), team_id = team.id] {
        if (hub) hub->left_team(user, team_id);
    });
    Broadcast to_others = to_team(team.id);
    to_others.omit_users.emplace_back(user_id);
    tx.emit(EventName::leave_team, std::move(to_others), membership_data(team.id, user_id));
    tx.emit(EventName::leave_team, to_user(std::string(user_id)), membership_data(team.id, user_id));
}

void forget_user(Tx& tx, std::string_view user_id) { store::remove_memberships_of(tx, user_id); }

}  // namespace rk::teams
