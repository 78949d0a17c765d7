// Outgoing webhooks: addresses that are told of posts in a team's public channels. Owner of the table outgoingwebhooks.
#pragma once
#include <span>

#include "app/route.h"

namespace rk::outgoing_hooks {

std::span<const Route> routes();  // /api/v4/hooks/outgoing…

}  // namespace rk::outgoing_hooks
