#include "model/roles.h"

#include <algorithm>

namespace rk {

namespace {

// ROLE(name, key of its texts, scheme_managed, built_in)
#define ROLES(ROLE)                                                                   \
    ROLE(system_admin, "global_admin", true, true)                                    \
    ROLE(system_user, "global_user", true, true)                                      \
    ROLE(system_guest, "global_guest", true, true)                                    \
    ROLE(system_manager, "system_manager", false, true)                               \
    ROLE(system_user_manager, "system_user_manager", false, true)                     \
    ROLE(system_read_only_admin, "system_read_only_admin", false, true)               \
    ROLE(system_custom_group_admin, "system_custom_group_admin", false, true)         \
    ROLE(system_shared_channel_manager, "system_shared_channel_manager", false, true) \
    ROLE(system_user_access_token, "system_user_access_token", false, true)           \
    ROLE(system_post_all, "system_post_all", false, true)                             \
    ROLE(system_post_all_public, "system_post_all_public", false, true)               \
    ROLE(team_admin, "team_admin", true, true)                                        \
    ROLE(team_user, "team_user", true, true)                                          \
    ROLE(team_guest, "team_guest", true, true)                                        \
    ROLE(team_post_all, "team_post_all", false, true)                                 \
    ROLE(team_post_all_public, "team_post_all_public", false, true)                   \
    ROLE(channel_admin, "channel_admin", true, true)                                  \
    ROLE(channel_user, "channel_user", true, true)                                    \
    ROLE(channel_guest, "channel_guest", true, true)                                  \
    ROLE(custom_group_user, "custom_group_user", false, false)                        \
    ROLE(playbook_admin, "playbook_admin", true, true)                                \
    ROLE(playbook_member, "playbook_member", true, true)                              \
    ROLE(run_admin, "run_admin", true, true)                                          \
    ROLE(run_member, "run_member", true, true)

enum RoleIndex : uint32_t {
#define ROLE(NAME, KEY, SCHEME_MANAGED, BUILT_IN) k_##NAME,
    ROLES(ROLE)
#undef ROLE
};

// One bit a role, under the names that permissions/list.h uses.
enum RoleBit : uint32_t {
    none = 0,
#define ROLE(NAME, KEY, SCHEME_MANAGED, BUILT_IN) NAME = uint32_t{1} << k_##NAME,
    ROLES(ROLE)
#undef ROLE
};

struct DefaultRole {
    std::string_view name;
    std::string_view key;
    uint32_t bit;
    bool scheme_managed;
    bool built_in;
};
constexpr DefaultRole kRoles[] = {
#define ROLE(NAME, KEY, SCHEME_MANAGED, BUILT_IN) {#NAME, KEY, NAME, SCHEME_MANAGED, BUILT_IN},
    ROLES(ROLE)
#undef ROLE
};

struct Info {
    std::string_view id;
    PermissionScope scope;
    uint32_t roles;
    bool deprecated;
};
constexpr Info kPermissions[] = {
#define PERM(ID, SCOPE, WHO) {#ID, PermissionScope::SCOPE, static_cast<uint32_t>(WHO), false},
#define PERM_OLD(ID, SCOPE) {#ID, PermissionScope::SCOPE, 0, true},
#include "model/permissions/list.h"
#undef PERM
#undef PERM_OLD
};

// A part of the console and what it needs.
struct Needs {
    Permission part;
    PermissionSet needed;
};

template <size_t N>
constexpr PermissionSet set_of(const Permission (&permissions)[N]) {
    PermissionSet set;
    for (Permission permission : permissions) set.add(permission);
    return set;
}

using enum Permission;
constexpr Needs kNeeds[] = {
#define NEEDS(PART, ...) {PART, set_of({__VA_ARGS__})},
#include "model/permissions/ancillary.h"
#undef NEEDS
};

const Info& info(Permission permission) { return kPermissions[static_cast<size_t>(permission)]; }

// The permissions in the order of their ids, for looking them up.
const std::vector<Permission>& by_id() {
    static const std::vector<Permission> sorted = [] {
        std::vector<Permission> all;
        for (size_t i = 0; i < kPermissionCount; ++i) all.push_back(static_cast<Permission>(i));
        std::sort(all.begin(), all.end(), [](Permission a, Permission b) { return info(a).id < info(b).id; });
        return all;
    }();
    return sorted;
}

PermissionSet permissions_of(const DefaultRole& role) {
    PermissionSet set;
    for (size_t i = 0; i < kPermissionCount; ++i) {
        const Info& permission = kPermissions[i];
        if (permission.deprecated) continue;
        if (role.bit == system_admin || (permission.roles & role.bit) != 0) set.add(static_cast<Permission>(i));
    }
    if ((role.bit & (system_manager | system_user_manager | system_read_only_admin)) != 0) {
        const PermissionSet parts = set;
        for (const auto& needs : kNeeds)
            if (parts.has(needs.part)) set |= needs.needed;
    }
    return set;
}

}  // namespace

std::string_view permission_id(Permission permission) { return info(permission).id; }

PermissionScope scope_of(Permission permission) { return info(permission).scope; }

bool is_deprecated(Permission permission) { return info(permission).deprecated; }

std::optional<Permission> find_permission(std::string_view id) {
    const auto& sorted = by_id();
    auto it = std::lower_bound(sorted.begin(), sorted.end(), id,
                               [](Permission a, std::string_view wanted) { return info(a).id < wanted; });
    if (it == sorted.end() || info(*it).id != id) return std::nullopt;
    return *it;
}

std::vector<std::string> PermissionSet::ids() const {
    std::vector<std::string> ids;
    ids.reserve(size());
    for (size_t i = 0; i < kPermissionCount; ++i)
        if (has(static_cast<Permission>(i))) ids.emplace_back(kPermissions[i].id);
    return ids;
}

PermissionSet PermissionSet::of(const std::vector<std::string>& ids, bool* all_known) {
    PermissionSet set;
    if (all_known) *all_known = true;
    for (const auto& id : ids) {
        if (auto permission = find_permission(id)) set.add(*permission);
        else if (all_known) *all_known = false;
    }
    return set;
}

std::vector<std::string> with_ancillary(const std::vector<std::string>& ids) {
    std::vector<std::string> all;
    PermissionSet needed;
    for (const auto& id : ids) {
        if (std::find(all.begin(), all.end(), id) != all.end()) continue;
        all.push_back(id);
        auto permission = find_permission(id);
        if (!permission) continue;
        for (const auto& needs : kNeeds)
            if (needs.part == *permission) needed |= needs.needed;
    }
    for (auto& id : needed.ids())
        if (std::find(all.begin(), all.end(), id) == all.end()) all.push_back(std::move(id));
    return all;
}

PermissionSet default_permissions(std::string_view role_name) {
    for (const auto& role : kRoles)
        if (role.name == role_name) return permissions_of(role);
    return {};
}

std::vector<Role> default_roles() {
    std::vector<Role> roles;
    for (const auto& builtin : kRoles) {
        Role role;
        role.name = builtin.name;
        role.display_name = "authentication.roles." + std::string(builtin.key) + ".name";
        role.description = "authentication.roles." + std::string(builtin.key) + ".description";
        role.permissions = permissions_of(builtin).ids();
        role.scheme_managed = builtin.scheme_managed;
        role.built_in = builtin.built_in;
        roles.push_back(std::move(role));
    }
    return roles;
}

Json describe_permissions() {
    constexpr const char* kScopes[] = {"system", "team", "channel", "group", "playbook", "run"};
    std::vector<std::pair<std::string_view, PermissionSet>> sets;
    for (const auto& role : kRoles) sets.emplace_back(role.name, permissions_of(role));
    Json all = Json::array();
    for (size_t i = 0; i < kPermissionCount; ++i) {
        Json roles = Json::array();
        for (const auto& [name, set] : sets)
            if (set.has(static_cast<Permission>(i))) roles.push(Json(name));
        all.push(Json::object({{"id", kPermissions[i].id},
                               {"scope", kScopes[static_cast<size_t>(kPermissions[i].scope)]},
                               {"deprecated", kPermissions[i].deprecated},
                               {"default_roles", std::move(roles)}}));
    }
    return all;
}

bool is_valid_role_name(std::string_view name) {
    if (name.empty() || name.size() > 64) return false;
    return std::all_of(name.begin(), name.end(),
                       [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

}  // namespace rk
