// Lists of accounts by where they are, what they are and what they are called.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "app/route.h"

namespace rk::users {

struct ListOptions {
    // Words that a name must begin with, each in one of its names; "" for all.
    std::string term;
    bool search_full_names = true, search_emails = false;

    std::string in_team, not_in_team, in_channel, not_in_channel;
    bool without_team = false;
    bool active = false, inactive = false;  // both: all, as none
    bool without_bots = false;
    std::vector<std::string> roles, team_roles, channel_roles;  // any of them

    enum class Sort : uint8_t { username, create_at, last_activity_at, status, admin } sort = Sort::username;
    int64_t offset = 0, limit = 60;
    // Only those whom this account shares a channel or one of these teams with (guests); "" for everybody.
    std::string seen_by;
    std::vector<std::string> seen_by_teams;
};
std::vector<User> list(Tx& tx, const ListOptions& options);
int64_t count(Tx& tx, const ListOptions& options);

// Fills in seen_by for those who may not see everybody.
void restrict_to_visible(Tx& tx, const Actor& viewer, ListOptions& options);

}  // namespace rk::users
