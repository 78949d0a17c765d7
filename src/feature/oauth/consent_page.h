// The page on which somebody decides whether an app may act for them.
#pragma once
#include <string>
#include <string_view>

#include "model/integration.h"
#include "model/oauth.h"
#include "model/user.h"

namespace rk::oauth {

// HTML without scripts. Its form posts the request back to /oauth/authorize, with `csrf_token` and the decision.
std::string consent_page(const OAuthApp& app, const AuthorizeRequest& request, const User& user,
                         std::string_view csrf_token, std::string_view site_name, std::string_view locale);

}  // namespace rk::oauth
