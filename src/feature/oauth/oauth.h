// OAuth 2.0: this server as a provider. Apps ask users for access; what they get is a session of the user's. Owner of the
// tables oauthapps, oauthauthdata and oauthaccessdata.
//
//     browser ── GET /oauth/authorize ──> page ── POST ──> code, to the app's redirect address
//     app     ── POST /oauth/access_token: code, secret or verifier ──> access and refresh token
#pragma once
#include <span>
#include <string_view>

#include "app/route.h"

namespace rk::oauth {

std::span<const Route> routes();            // /api/v4/oauth/apps…: managing apps
std::span<const Route> authorize_routes();  // /oauth/authorize, /oauth/deauthorize
std::span<const Route> token_routes();      // /oauth/access_token, the server's metadata
std::span<const Route> register_routes();   // clients that register themselves
// Before the first request.
void start(Services& services);

// A session has ended that may be an app's: the refresh token that belongs to it is good for nothing any more.
void token_ended(Tx& tx, std::string_view token);
void tokens_of_user_ended(Tx& tx, std::string_view user_id);
void all_tokens_ended(Tx& tx);

}  // namespace rk::oauth
