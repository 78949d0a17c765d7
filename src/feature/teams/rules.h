// What a team may look like. Nothing here touches the store.
#pragma once
#include <string_view>

#include "model/team.h"

namespace rk::teams {

// Names that addresses of the server begin with; no team's name may begin with them.
bool is_reserved_name(std::string_view name);
bool is_valid_name(std::string_view name);
// Refuses a team whose fields break a rule: Err::team_bad_….
void check_fields(const Team& team);

}  // namespace rk::teams
