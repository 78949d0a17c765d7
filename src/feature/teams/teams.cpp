#include "feature/teams/teams.h"

#include "app/access.h"
#include "app/services.h"
#include "base/ids.h"
#include "base/strings.h"
#include "feature/channels/channels.h"
#include "feature/teams/changes.h"
#include "feature/teams/rules.h"
#include "feature/teams/store.h"
#include "feature/users/users.h"
#include "model/settings.h"

namespace rk::teams {

namespace {

// What everybody may know of a team.
Team public_part(Team team) {
    team.email.clear();
    team.invite_id.clear();
    return team;
}

}  // namespace

Team get(Tx& tx, std::string_view team_id) {
    if (auto team = store::find(tx, team_id)) return std::move(*team);
    throw Err::team_not_found;
}

std::optional<Team> find(Tx& tx, std::string_view team_id) { return store::find(tx, team_id); }
std::optional<Team> find_by_name(Tx& tx, std::string_view name) { return store::find_by_name(tx, name); }

Team get_by_invite_id(Tx& tx, std::string_view invite_id) {
    if (!invite_id.empty())
        if (auto team = store::find_by_invite_id(tx, invite_id)) return std::move(*team);
    throw Err::team_not_found_by_invite;
}

Team shown_to(Tx& tx, const Actor& viewer, Team team) {
    if (access::may_in_team(tx, viewer, team.id, Permission::manage_team)) return team;
    if (access::may_in_team(tx, viewer, team.id, Permission::invite_user)) {
        team.email.clear();
        return team;
    }
    return public_part(std::move(team));
}

std::vector<Team> list_of_user(Tx& tx, std::string_view user_id) { return store::list_of_user(tx, user_id); }

void emit_changed(Tx& tx, EventName event, const Team& team) {
    // Only members hear of changes; that a team went or came back, everybody.
    tx.emit(event, event == EventName::update_team ? to_team(team.id) : to_everybody(),
            Json::object({{"team", to_json(public_part(team))}}).dump());
}

Team add(Tx& tx, const Actor& who, Team team) {
    if (!team.id.empty()) throw Err::team_id_given;
    if (!who.user_id.empty()) {
        User owner = users::get(tx, who.user_id);
        team.email = owner.email;
        if (!is_address_allowed(owner, "", *config_of(tx))) throw Err::team_creation_domain;
    }
    team.id = new_id();
    team.create_at = team.update_at = tx.now();
    team.delete_at = 0;
    team.last_team_icon_update = 0;
    team.policy_id.reset();
    team.cloud_limits_archived = false;
    if (team.invite_id.empty()) team.invite_id = new_id();
    check_fields(team);
    if (!store::insert(tx, team)) throw Err::team_name_taken;
    channels::add_default_channels(tx, who, team);
    if (!who.user_id.empty()) add_member(tx, who, team, who.user_id);
    return team;
}

Team change(Tx& tx, std::string_view team_id, const std::function<void(Team&)>& edit, EventName event) {
    tx.lock("team " + std::string(team_id));
    Team team = get(tx, team_id);
    edit(team);
    team.update_at = tx.now();
    check_fields(team);
    store::update(tx, team);
    emit_changed(tx, event, team);
    return team;
}

void archive(Tx& tx, const Team& team) {
    change(
        tx, team.id, [&](Team& t) { t.delete_at = tx.now(); }, EventName::delete_team);
}

void restore(Tx& tx, const Team& team) {
    change(
        tx, team.id, [](Team& t) { t.delete_at = 0; }, EventName::restore_team);
}

void remove_for_good(Tx& tx, const Team& team) {
    emit_changed(tx, EventName::delete_team, team);
    channels::remove_all_of_team(tx, team.id);
    store::remove_members(tx, team.id);
    store::remove(tx, team.id);
}

}  // namespace rk::teams
