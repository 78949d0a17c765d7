// Apps that ask users for access by OAuth 2.0: their registration. Owner of the tables oauthapps, oauthaccessdata and
// oauthauthdata.
#pragma once
#include <span>

#include "app/route.h"

namespace rk::oauth {

std::span<const Route> routes();  // /api/v4/oauth/apps…

}  // namespace rk::oauth
