// What an account may look like: names, addresses, passwords. Nothing here touches the store.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "model/settings.h"
#include "model/user.h"

namespace rk::users {

bool is_valid_username(std::string_view username);
bool is_valid_email(std::string_view email);  // lower case, one plain address
// Whether the address belongs to one of the domains, named between blanks or commas; no domains admit everybody.
bool is_of_domain(std::string_view email, std::string_view domains);

// What a new account starts with.
StringMap default_notify_props();
StringMap default_timezone();

// Lower-cases name and address, drops control characters, puts defaults where settings of notification or time are empty.
void normalize(User& user);
// What a new account lacks: a locale that clients have.
void choose_locale(User& user, const Config& config);
// Refuses an account whose fields break a rule: Err::bad_….
void check_fields(const User& user);
// Refuses a password that PasswordSettings does not allow.
void check_password(const Config& config, std::string_view password);
// Takes out of a request's account what only the server may set; the sign-in's service too, unless an administrator asks.
void sanitize_input(User& user, bool by_admin);

// Whether that word is among the roles.
bool has_role(std::string_view roles, std::string_view role);

}  // namespace rk::users
