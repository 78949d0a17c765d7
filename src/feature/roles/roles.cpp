#include "feature/roles/roles.h"

#include <algorithm>

#include "app/access.h"
#include "app/services.h"
#include "base/strings.h"

namespace rk::roles {

namespace {

RK_QUERY(kRoleById, "role_by_id", "SELECT {Role} FROM roles WHERE id = ?1");
RK_QUERY(kRoleByName, "role_by_name", "SELECT {Role} FROM roles WHERE name = ?1");
RK_QUERY(kRoleUpdate, "role_update", "UPDATE roles SET {=Role} WHERE id = ?1");

bool is_guest_role(std::string_view name) { return name.ends_with("_guest"); }

// Roles of administrators: only who administers the system changes them.
bool is_administrators_role(std::string_view name) {
    return name == "system_admin" || name == "system_manager" || name == "system_user_manager" ||
           name == "system_read_only_admin" || name == "system_custom_group_admin" ||
           name == "system_shared_channel_manager";
}

// What no role gains or loses: who has it could give itself everything.
constexpr Permission kFixed[] = {Permission::manage_roles, Permission::sysconsole_read_user_management_system_roles,
                                 Permission::sysconsole_write_user_management_system_roles};

}  // namespace

Role get(Tx& tx, std::string_view role_id) {
    auto role = tx.find<Role>(kRoleById, role_id);
    if (!role) throw Err::role_not_found;
    return std::move(*role);
}

Role get_by_name(Tx& tx, std::string_view name) {
    auto role = tx.find<Role>(kRoleByName, name);
    if (!role) throw Err::role_name_not_found;
    return std::move(*role);
}

Role set_permissions(Tx& tx, const Actor& who, Role role, std::vector<std::string> permissions) {
    access::require(tx, who,
                    is_administrators_role(role.name) ? Permission::manage_system
                                                      : Permission::sysconsole_write_user_management_permissions);
    if (is_guest_role(role.name)) throw Err::guest_role_unlicensed;
    std::vector<std::string> kept;
    for (std::string& id : permissions)
        if (!contains(kept, id)) kept.push_back(std::move(id));
    bool all_known = true;
    PermissionSet after = PermissionSet::of(kept, &all_known), before = PermissionSet::of(role.permissions);
    for (Permission fixed : kFixed)
        if (after.has(fixed) != before.has(fixed))
            throw Err::role_permission_fixed.because(std::string(permission_id(fixed)));
    if (!all_known) throw Err::role_invalid;
    std::sort(kept.begin(), kept.end());  // golden admin_config "patch of a role"
    role.permissions = std::move(kept);
    role.update_at = tx.now();
    tx.exec(kRoleUpdate, role);
    // Other requests must not see the new permissions before they are stored, so the cache follows the commit.
    Services& services = tx.services();
    tx.after_commit([&services, changed = role] { services.roles->put(changed); });
    tx.emit(EventName::role_updated, to_everybody(), Json::object({{"role", to_json(role)}}).dump());
    return role;
}

}  // namespace rk::roles
