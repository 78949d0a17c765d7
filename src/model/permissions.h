// Permissions: every id that Mattermost 11 knows, declared in permissions/list.h, a line each, with its scope and the
// default roles that have it. Roles and what they hold: roles.h.
#pragma once
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rk {

enum class Permission : uint16_t {
#define PERM(ID, SCOPE, ROLES) ID,
#define PERM_OLD(ID, SCOPE) ID,
#include "model/permissions/list.h"
#undef PERM
#undef PERM_OLD
    count_
};
inline constexpr size_t kPermissionCount = static_cast<size_t>(Permission::count_);

// Where a permission is given: on the server, by a role in a team, in a channel, and so on.
enum class PermissionScope : uint8_t { system, team, channel, group, playbook, run };

std::string_view permission_id(Permission permission);
std::optional<Permission> find_permission(std::string_view id);
PermissionScope scope_of(Permission permission);
// Accepted in a role, given by none, asked for by nothing.
bool is_deprecated(Permission permission);

// A set of permissions; a role's, or the union of several roles'. Asking costs one load and one test.
class PermissionSet {
  public:
    constexpr bool has(Permission permission) const {
        auto index = static_cast<size_t>(permission);
        return (words_[index / 64] >> (index % 64) & 1) != 0;
    }
    constexpr void add(Permission permission) {
        auto index = static_cast<size_t>(permission);
        words_[index / 64] |= uint64_t{1} << (index % 64);
    }
    constexpr void remove(Permission permission) {
        auto index = static_cast<size_t>(permission);
        words_[index / 64] &= ~(uint64_t{1} << (index % 64));
    }
    constexpr PermissionSet& operator|=(const PermissionSet& other) {
        for (size_t i = 0; i < kWords; ++i) words_[i] |= other.words_[i];
        return *this;
    }
    constexpr bool operator==(const PermissionSet&) const = default;
    constexpr size_t size() const {
        size_t n = 0;
        for (uint64_t word : words_) n += static_cast<size_t>(std::popcount(word));
        return n;
    }
    std::vector<std::string> ids() const;  // in the order of the list
    // Ids that no permission has are left out; `all_known`, when given, says whether there were none.
    static PermissionSet of(const std::vector<std::string>& ids, bool* all_known = nullptr);

  private:
    static constexpr size_t kWords = (kPermissionCount + 63) / 64;
    uint64_t words_[kWords] = {};
};

// `ids` and what they need beside themselves, as the system console asks when it changes a role (golden admin_config
// "ancillary permissions"). Unknown ids stay; nothing is named twice.
std::vector<std::string> with_ancillary(const std::vector<std::string>& ids);

}  // namespace rk
