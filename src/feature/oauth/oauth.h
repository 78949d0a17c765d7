// OAuth 2.0: this server as a provider. Apps ask users for access; what they get is a session of the user's. Owner of the
// tables oauthapps, oauthauthdata and oauthaccessdata.
//
//     browser ── GET /oauth/authorize ──> page ── POST ──> code, to the app's redirect address
//     app     ── POST /oauth/access_token: code, secret or verifier ──> access and refresh token
#pragma once
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "app/route.h"
#include "model/integration.h"

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

// Integrations as code: values are checked as the API does, permissions are not asked for.
std::vector<OAuthApp> list_all(Tx& tx);  // the oldest first
std::optional<OAuthApp> find_app(Tx& tx, std::string_view app_id);
// Makes the app when it has no id, else changes it. A new one without a secret gets one.
OAuthApp save_by_operator(Tx& tx, OAuthApp app);
void remove_by_operator(Tx& tx, std::string_view app_id);  // ends its sessions

}  // namespace rk::oauth
