// The roles that a fresh server has, and what they may.
#pragma once
#include <string_view>
#include <vector>

#include "model/permissions.h"
#include "model/role.h"

namespace rk {

// The built-in roles, without id and times. Their names and texts are Mattermost's; display_name and description are
// keys of translations there.
std::vector<Role> default_roles();

// The default permissions of a built-in role; none for any other name.
PermissionSet default_permissions(std::string_view role_name);

// All permissions with scope and default roles, for `renkei describe`.
Json describe_permissions();

// Lower-case letters, digits and _, at most 64.
bool is_valid_role_name(std::string_view name);

}  // namespace rk
