// Codes and tokens: what is given to apps for users who let them in, for this folder.
#pragma once
#include <string>
#include <string_view>

#include "db/db.h"
#include "model/integration.h"
#include "model/oauth.h"
#include "model/user.h"

namespace rk::oauth {

// A user's consent is kept as a preference of this category, named by the app; its value is the scope.
inline constexpr std::string_view kConsent = "oauth_app";

// What an app sends to get tokens.
struct TokenRequest {
    std::string code, refresh_token;
    std::string redirect_uri, code_verifier, resource;
};

// A code for what the user agreed to: 52 characters, good once and for ten minutes.
std::string add_code(Tx& tx, const AuthorizeRequest& request, std::string_view user_id);
// A token at once, without a code and without a refresh token.
OAuthTokens add_token(Tx& tx, const OAuthApp& app, const AuthorizeRequest& request, const User& user);
// Tokens for a code. An app that holds a token of that user gets the same one again. Throws Err::oauth_….
OAuthTokens redeem(Tx& tx, const OAuthApp& app, const TokenRequest& request);
// New tokens for a refresh token; the old ones are good for nothing any more. Throws Err::oauth_….
OAuthTokens refresh(Tx& tx, const OAuthApp& app, const TokenRequest& request);
// The app is let in no longer: its tokens and codes of that user end, and the consent.
void take_back(Tx& tx, std::string_view app_id, std::string_view user_id);

// Throws Err::oauth_resource_….
void check_resource(std::string_view resource);

}  // namespace rk::oauth
