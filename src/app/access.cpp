#include "app/access.h"

#include <algorithm>

#include "app/services.h"
#include "app/token_scopes.h"
#include "base/ids.h"
#include "base/strings.h"
#include "model/roles.h"

namespace rk {

namespace {

RK_QUERY(kAllRoles, "roles_all", "SELECT {Role} FROM roles WHERE deleteat = 0", nullptr,
         "a few dozen rows, once a start");
RK_QUERY(kRoleInsert, "role_insert", "INSERT INTO roles ({Role}) VALUES ({?Role}) ON CONFLICT DO NOTHING");
RK_QUERY(kTeamRolesOf, "access_team_roles",
         "SELECT roles, schemeguest, schemeuser, schemeadmin FROM teammembers"
         " WHERE teamid = ?1 AND userid = ?2 AND deleteat = 0",
         nullptr, nullptr, true);
RK_QUERY(kChannelRolesOf, "access_channel_roles",
         "SELECT roles, schemeguest, schemeuser, schemeadmin FROM channelmembers WHERE channelid = ?1 AND userid = ?2",
         nullptr, nullptr, true);

// For each word of a text parted by spaces; fn answers false to end.
template <class Fn>
void each_word(std::string_view words, Fn&& fn) {
    while (!words.empty()) {
        size_t end = words.find(' ');
        if (end != 0 && !fn(words.substr(0, end))) return;
        words.remove_prefix(end == std::string_view::npos ? words.size() : end + 1);
    }
}

}  // namespace

void RoleStore::load(Tx& tx) {
    std::unordered_map<std::string, Entry, Hash, std::equal_to<>> roles;
    for (Role& role : tx.list<Role>(kAllRoles)) {
        Entry entry;
        entry.permissions = PermissionSet::of(role.permissions);
        std::string name = role.name;
        entry.role = std::make_shared<const Role>(std::move(role));
        roles.emplace(std::move(name), std::move(entry));
    }
    std::lock_guard lock(mutex_);
    roles_ = std::move(roles);
}

void RoleStore::put(const Role& role) {
    Entry entry{std::make_shared<const Role>(role), PermissionSet::of(role.permissions)};
    std::lock_guard lock(mutex_);
    roles_.insert_or_assign(role.name, std::move(entry));
}

PermissionSet RoleStore::permissions_of(std::string_view roles) const {
    PermissionSet all;
    std::lock_guard lock(mutex_);
    each_word(roles, [&](std::string_view name) {
        if (auto it = roles_.find(name); it != roles_.end()) all |= it->second.permissions;
        return true;
    });
    return all;
}

std::shared_ptr<const Role> RoleStore::find(std::string_view name) const {
    std::lock_guard lock(mutex_);
    auto it = roles_.find(name);
    return it == roles_.end() ? nullptr : it->second.role;
}

namespace access {

namespace {

bool roles_allow(const Tx& tx, std::string_view roles, Permission permission) {
    return tx.services().roles->permissions_of(roles).has(permission);
}

// The member's roles there, or nothing when not a member.
std::string roles_in(Tx& tx, const Query& query, std::string_view place_id, std::string_view user_id,
                     std::string (*make)(std::string_view, bool, bool, bool)) {
    std::string roles;
    if (!user_id.empty())
        tx.each(
            query,
            [&](const Row& row) {
                roles = make(row.text(0), row.boolean(1), row.boolean(2), row.boolean(3));
                return false;
            },
            place_id, user_id);
    return roles;
}

std::string scheme_roles(std::string_view explicit_roles, bool guest, bool user, bool admin, std::string_view scope) {
    std::string all(explicit_roles);
    auto add = [&](std::string_view kind) {
        if (!all.empty()) all += ' ';
        all.append(scope).append(kind);
    };
    if (guest) add("_guest");
    if (user) add("_user");
    if (admin) add("_admin");
    return all;
}

}  // namespace

void add_default_roles(Tx& tx) {
    for (Role& role : default_roles()) {
        role.id = new_id();
        role.create_at = role.update_at = tx.now();
        std::sort(role.permissions.begin(), role.permissions.end());  // as roles are told (golden admin_config)
        tx.exec(kRoleInsert, role);
    }
}

namespace {

// The second net of app/token_scopes.h: a token with scopes may nothing that none of them names.
bool scopes_allow(const Actor& actor, Permission permission, std::string_view channel_id = "") {
    return !actor.session || token_scopes::may_use(*actor.session, permission, channel_id);
}

bool account_may(const Tx& tx, const Actor& actor, Permission permission) {
    return actor.is_server || roles_allow(tx, actor.roles, permission);
}

bool account_may_in_team(Tx& tx, const Actor& actor, std::string_view team_id, Permission permission) {
    if (account_may(tx, actor, permission)) return true;
    return roles_allow(tx, roles_in(tx, kTeamRolesOf, team_id, actor.user_id, team_roles), permission);
}

}  // namespace

bool may(const Tx& tx, const Actor& actor, Permission permission) {
    return scopes_allow(actor, permission) && account_may(tx, actor, permission);
}

bool may_in_team(Tx& tx, const Actor& actor, std::string_view team_id, Permission permission) {
    return scopes_allow(actor, permission) && account_may_in_team(tx, actor, team_id, permission);
}

bool may_in_channel(Tx& tx, const Actor& actor, const Channel& channel, Permission permission) {
    if (actor.is_server) return true;
    if (!scopes_allow(actor, permission, channel.id)) return false;
    std::string roles = roles_in(tx, kChannelRolesOf, channel.id, actor.user_id, channel_roles);
    if (roles_allow(tx, roles, permission)) return true;
    if (!channel.team_id.empty()) return account_may_in_team(tx, actor, channel.team_id, permission);
    return account_may(tx, actor, permission);
}

void require(const Tx& tx, const Actor& actor, Permission permission) {
    if (!may(tx, actor, permission)) throw Err::no_permission.because(std::string(permission_id(permission)));
}

void require_in_team(Tx& tx, const Actor& actor, std::string_view team_id, Permission permission) {
    if (!may_in_team(tx, actor, team_id, permission))
        throw Err::no_permission.because(std::string(permission_id(permission)));
}

void require_in_channel(Tx& tx, const Actor& actor, const Channel& channel, Permission permission) {
    if (!may_in_channel(tx, actor, channel, permission))
        throw Err::no_permission.because(std::string(permission_id(permission)));
}

bool may_read_channel(Tx& tx, const Actor& actor, const Channel& channel) {
    if (may_in_channel(tx, actor, channel, Permission::read_channel_content)) return true;
    return channel.type == "O" && may_in_team(tx, actor, channel.team_id, Permission::read_public_channel);
}

void require_read_channel(Tx& tx, const Actor& actor, const Channel& channel) {
    if (!may_read_channel(tx, actor, channel))
        throw Err::no_permission.because(std::string(permission_id(Permission::read_channel_content)));
}

std::string team_roles(std::string_view explicit_roles, bool guest, bool user, bool admin) {
    return scheme_roles(explicit_roles, guest, user, admin, "team");
}

std::string channel_roles(std::string_view explicit_roles, bool guest, bool user, bool admin) {
    return scheme_roles(explicit_roles, guest, user, admin, "channel");
}

}  // namespace access
}  // namespace rk
