// Completing a channel's name for other features.
#pragma once
#include <string_view>
#include <vector>

#include "app/route.h"
#include "model/channel.h"

namespace rk::channels {

// Channels of the team that the account may join or is in, whose names hold what was typed; by display name.
std::vector<Channel> complete(Tx& tx, const Actor& viewer, std::string_view team_id, std::string_view typed,
                              int64_t limit);

}  // namespace rk::channels
