// Changing teams, for this folder.
#pragma once
#include <functional>
#include <optional>
#include <string_view>

#include "db/db.h"
#include "model/errors.h"
#include "model/events.h"
#include "model/settings.h"
#include "model/team.h"
#include "model/user.h"

namespace rk::teams {

// Tells clients what became of a team, without what only its admins may see.
void emit_changed(Tx& tx, EventName event, const Team& team);
// Reads, edits, checks and writes a team; emits `event`.
Team change(Tx& tx, std::string_view team_id, const std::function<void(Team&)>& edit,
            EventName event = EventName::update_team);
// Deletes the team with its channels, their posts and memberships.
void remove_for_good(Tx& tx, const Team& team);
// Whether the account's mail address is of a domain that the team, or else the server, admits.
bool is_address_allowed(const User& user, std::string_view team_domains, const Config& config);

// Why the account may not become a member of the team; nothing when it may, or is one.
std::optional<ApiError> refusal_of(Tx& tx, const Team& team, std::string_view user_id, const Config& config);
// The membership with its roles as on the wire.
TeamMember with_roles(TeamMember member);
std::vector<TeamMember> with_roles(std::vector<TeamMember> members);

}  // namespace rk::teams
