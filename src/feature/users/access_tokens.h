// Personal access tokens: the tables useraccesstokens and rk_access_tokens. A token acts as a session of its account, as
// far as its scopes go (app/token_scopes.h) and until it expires.
//
// The secret of a token made here is kept as its SHA-256 alone; it has 128 random bits, so that is enough. Tokens that a
// Mattermost server left in its database work as they are, in plain text, until they are rotated.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "app/route.h"

namespace rk::users::access_tokens {

// The session that a token stands for; nothing when there is no such token, it is disabled or has expired, its account
// is deactivated, or the setting is off. For SessionStore::set_fallback.
std::optional<Session> find_session(Tx& tx, std::string_view secret);

// Throws Err::access_token_not_found. Without secret; with expiry and scopes, as the functions below.
UserAccessToken get(Tx& tx, std::string_view token_id);
void add_limits(Tx& tx, UserAccessToken& token);

// The answer alone has the secret. `scopes` as token_scopes::read_scopes gives them, `expires_at` 0 for never.
UserAccessToken add(Tx& tx, const User& user, std::string description, Millis expires_at, std::string scopes);
// A new secret for the token, in the answer; the old one works for `overlap_ms` more.
UserAccessToken rotate(Tx& tx, UserAccessToken token, Millis overlap_ms);
void set_expiry(Tx& tx, const UserAccessToken& token, Millis expires_at);
void set_active(Tx& tx, const UserAccessToken& token, bool is_active);
void remove(Tx& tx, const UserAccessToken& token);

constexpr Millis kOverlapMaxMs = Millis{30} * 24 * 3600 * 1000;

}  // namespace rk::users::access_tokens
