// Roles and schemes over the API. Which role may do what: model/roles.h; who has it: app/access.h. Owner of roles, schemes.
#pragma once
#include <span>
#include <string_view>

#include "app/route.h"
#include "model/role.h"

namespace rk::roles {

std::span<const Route> routes();

// The role of that id or name. Throws Err::role_not_found.
Role get(Tx& tx, std::string_view role_id);
Role get_by_name(Tx& tx, std::string_view name);
// Changes what a role may; emits role_updated. Who may change which role is checked here.
Role set_permissions(Tx& tx, const Actor& who, Role role, std::vector<std::string> permissions);

}  // namespace rk::roles
