// What an app asks a user for, and what follows when they agree; for this folder.
#pragma once
#include <string>
#include <string_view>

#include "db/db.h"
#include "model/integration.h"
#include "model/oauth.h"

namespace rk::oauth {

// Whether the request is well-formed, whoever asks. Throws Err::authorize_…, Err::oauth_resource_….
void check(const AuthorizeRequest& request);
// The app that asks. Throws Err::oauth_app_not_found.
OAuthApp get_app(Tx& tx, std::string_view app_id);
// Whether this app may send its users there, with what it sent. Throws Err::oauth_redirect_not_registered,
// Err::oauth_pkce_required.
void check_for(const OAuthApp& app, const AuthorizeRequest& request);
// Whether the user need not be asked: the app is trusted, or was let in before.
bool is_agreed(Tx& tx, const OAuthApp& app, std::string_view user_id);

// The user agrees: remembers it, and gives the address to go to. `request` has been checked.
std::string agree(Tx& tx, const OAuthApp& app, AuthorizeRequest request, std::string_view user_id);
// The user does not: the address to go to.
std::string refuse(const AuthorizeRequest& request);

// An address as a header may carry it.
std::string as_location(std::string_view address);

}  // namespace rk::oauth
