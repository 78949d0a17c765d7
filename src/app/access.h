// Who may do what: roles → permissions, at the three scopes. The lists are model/permissions.h and model/roles.h.
#pragma once
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "app/route.h"
#include "model/channel.h"
#include "model/permissions.h"
#include "model/role.h"

namespace rk {

// The roles in force, by name: a cache of the roles table. Thread-safe.
class RoleStore {
  public:
    // Reads the table; called at start and after every change of a role.
    void load(Tx& tx);
    // Puts a changed role in place, after its commit.
    void put(const Role& role);
    // The union of the permissions of these roles (words between spaces). Unknown roles give nothing.
    PermissionSet permissions_of(std::string_view roles) const;
    std::shared_ptr<const Role> find(std::string_view name) const;

  private:
    struct Entry {
        std::shared_ptr<const Role> role;
        PermissionSet permissions;
    };
    struct Hash {
        using is_transparent = void;
        size_t operator()(std::string_view s) const { return std::hash<std::string_view>()(s); }
    };
    mutable std::mutex mutex_;  // guards roles_
    std::unordered_map<std::string, Entry, Hash, std::equal_to<>> roles_;
};

namespace access {

// Makes the built-in roles that are missing; then RoleStore::load. At every start.
void add_default_roles(Tx& tx);

// Whether the actor may, by their system roles; in a team also by their roles there; in a channel also by their roles in
// it and in its team. The server itself may everything. A token with scopes may no more than they say
// (app/token_scopes.h).
bool may(const Tx& tx, const Actor& actor, Permission permission);
bool may_in_team(Tx& tx, const Actor& actor, std::string_view team_id, Permission permission);
bool may_in_channel(Tx& tx, const Actor& actor, const Channel& channel, Permission permission);

// The same, refusing with Err::no_permission.
void require(const Tx& tx, const Actor& actor, Permission permission);
void require_in_team(Tx& tx, const Actor& actor, std::string_view team_id, Permission permission);
void require_in_channel(Tx& tx, const Actor& actor, const Channel& channel, Permission permission);

// Whether the actor may read what is in the channel: members, and for public channels members of the team who may
// (golden admin_access).
bool may_read_channel(Tx& tx, const Actor& actor, const Channel& channel);
void require_read_channel(Tx& tx, const Actor& actor, const Channel& channel);

// The roles of a member as words: the explicit ones and those that the scheme flags stand for, as the wire has them.
std::string team_roles(std::string_view explicit_roles, bool guest, bool user, bool admin);
std::string channel_roles(std::string_view explicit_roles, bool guest, bool user, bool admin);

}  // namespace access
}  // namespace rk
