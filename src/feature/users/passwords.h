// Passwords of accounts: hashing (slow lane, never with a Tx open), changing, and the log-in itself.
#pragma once
#include <string>
#include <string_view>

#include "app/route.h"
#include "model/settings.h"

namespace rk::users::passwords {

// The hash to store of a password that check_password has passed. Slow.
std::string hash(const Config& config, std::string_view password);
// Gives the account that password, by its hash; it may have had none. Sessions stay, nobody is told.
void save(Tx& tx, std::string_view user_id, std::string_view hash);
// Whether that is the account's password. As slow for an account without one, so that nobody learns who exists.
bool matches(const Config& config, const User& user, std::string_view password);
// As slow as matches(), for an account that does not exist.
void pretend(const Config& config, std::string_view password);

// Refuses an account that may not log in now: deactivated, a bot, too many failures.
void check_may_log_in(const Config& config, const User& user);
// Refuses a wrong password or code, and counts it against the account. `code` is checked for accounts with multi-factor
// authentication only. Slow; takes its own transactions.
void check(Database& db, const Config& config, const User& user, std::string_view password, std::string_view code);

// Refuses a wrong password of somebody who is logged in, and counts it. Slow; takes its own transactions.
void check_own(Database& db, const Config& config, const User& user, std::string_view password);

}  // namespace rk::users::passwords
