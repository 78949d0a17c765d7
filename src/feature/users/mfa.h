// Multi-factor authentication by time-based codes (TOTP).
#pragma once
#include <string>
#include <string_view>

#include "app/route.h"
#include "model/settings.h"

namespace rk::users::mfa {

// Refuses a log-in without a good code, when the account asks for one; counts a wrong one against the account. A code is
// good once. Takes its own transactions.
void check(Database& db, const Config& config, const User& user, std::string_view code);

// A new secret, kept for the account, with its QR code: {"secret", "qr_code"}. Slow lane.
std::string generate(const Ctx& c, std::string_view user_id);
// Switches it on when `code` fits the secret that was generated.
void activate(Tx& tx, const User& user, std::string_view code);
void deactivate(Tx& tx, const User& user);

}  // namespace rk::users::mfa
