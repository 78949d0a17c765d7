// SQL of accounts: the table users, with what bots adds to an account.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/db.h"
#include "model/user.h"

namespace rk::users::store {

std::optional<User> find(Tx& tx, std::string_view user_id);
std::optional<User> find_by_username(Tx& tx, std::string_view username);  // lower case
std::optional<User> find_by_email(Tx& tx, std::string_view email);        // lower case
std::vector<User> list_by_ids(Tx& tx, const std::vector<std::string>& ids);
std::vector<User> list_by_usernames(Tx& tx, const std::vector<std::string>& usernames);
std::string username_of(Tx& tx, std::string_view user_id);

// Reads a row that begins with the columns of RK_USER_COLUMNS.
User read(const Row& row);
#define RK_USER_COLUMNS "{u.User}, b.userid, b.description, b.lasticonupdate"
#define RK_USER_TABLES "users u LEFT JOIN bots b ON b.userid = u.id"

// Whether a person (not a bot) has an account, deactivated or not.
bool has_people(Tx& tx);
// False when the name or the address is taken.
bool insert(Tx& tx, const User& user);
// Writes what a person may change of themself (names, address, properties, …) and update_at. False when the name or the
// address is taken.
bool update_profile(Tx& tx, const User& user);
void set_password(Tx& tx, std::string_view user_id, std::string_view hash, Millis now);
// Replaces a hash by a stronger one of the same password, unless the password changed meanwhile.
void upgrade_hash(Tx& tx, std::string_view user_id, std::string_view old_hash, std::string_view new_hash);
void add_failed_attempt(Tx& tx, std::string_view user_id);
void clear_failed_attempts(Tx& tx, std::string_view user_id);
void set_last_login(Tx& tx, std::string_view user_id, Millis now);
void set_roles(Tx& tx, std::string_view user_id, std::string_view roles, Millis now);
void set_delete_at(Tx& tx, std::string_view user_id, Millis delete_at, Millis now);
void set_mfa_secret(Tx& tx, std::string_view user_id, std::string_view secret, Millis now);
// `used_steps` is the JSON list of time steps whose codes were used.
void set_mfa_active(Tx& tx, std::string_view user_id, bool active, std::string_view used_steps, Millis now);
// Takes note that the code of this step was used; false when it, or a later one, was used before.
bool set_mfa_used(Tx& tx, std::string_view user_id, std::string_view old_steps, std::string_view new_steps);
void set_email_verified(Tx& tx, std::string_view user_id, std::string_view email, Millis now);
void set_picture_update(Tx& tx, std::string_view user_id, Millis picture_update, Millis now);
bool auth_is_taken(Tx& tx, std::string_view user_id, std::string_view data);  // by another account
void set_auth(Tx& tx, std::string_view user_id, std::string_view service, const std::optional<std::string>& data,
              Millis now);

}  // namespace rk::users::store
