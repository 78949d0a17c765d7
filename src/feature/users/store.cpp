#include "feature/users/store.h"

namespace rk::users::store {

namespace {

#define RK_SELECT_USER "SELECT " RK_USER_COLUMNS " FROM " RK_USER_TABLES " WHERE "
RK_QUERY(kById, "user_by_id", RK_SELECT_USER "u.id = ?1");
RK_QUERY(kByUsername, "user_by_username", RK_SELECT_USER "u.username = ?1");
RK_QUERY(kByEmail, "user_by_email", RK_SELECT_USER "u.email = ?1");
RK_QUERY(kByIds, "users_by_ids", RK_SELECT_USER "u.id IN {?1}");
RK_QUERY(kByUsernames, "users_by_usernames", RK_SELECT_USER "u.username IN {?1}");
RK_QUERY(kUsernameOf, "username_by_id", "SELECT username FROM users WHERE id = ?1");
RK_QUERY(kHasPeople, "users_has_people",
         "SELECT 1 FROM users u WHERE NOT EXISTS (SELECT 1 FROM bots b WHERE b.userid = u.id) LIMIT 1", nullptr,
         "ends at the first person");
RK_QUERY(kInsert, "user_insert", "INSERT INTO users ({User}) VALUES ({?User}) ON CONFLICT DO NOTHING");
RK_QUERY(kNameTaken, "user_name_taken", "SELECT 1 FROM users WHERE (username = ?2 OR email = ?3) AND id <> ?1");
RK_QUERY(kUpdateProfile, "user_update_profile",
         "UPDATE users SET username = ?2, email = ?3, emailverified = ?4, nickname = ?5, firstname = ?6, lastname = ?7,"
         " position = ?8, props = ?9, notifyprops = ?10, locale = ?11, timezone = ?12, updateat = ?13 WHERE id = ?1");
RK_QUERY(kSetPassword, "user_set_password",
         "UPDATE users SET password = ?2, lastpasswordupdate = ?3, updateat = ?3, authdata = NULL, authservice = '',"
         " failedattempts = 0 WHERE id = ?1");
RK_QUERY(kUpgradeHash, "user_upgrade_hash", "UPDATE users SET password = ?3 WHERE id = ?1 AND password = ?2");
RK_QUERY(kAddFailed, "user_add_failed_attempt",
         "UPDATE users SET failedattempts = COALESCE(failedattempts, 0) + 1 WHERE id = ?1");
RK_QUERY(kClearFailed, "user_clear_failed_attempts", "UPDATE users SET failedattempts = 0 WHERE id = ?1");
RK_QUERY(kSetLastLogin, "user_set_last_login", "UPDATE users SET lastlogin = ?2 WHERE id = ?1");
RK_QUERY(kSetRoles, "user_set_roles", "UPDATE users SET roles = ?2, updateat = ?3 WHERE id = ?1");
RK_QUERY(kSetDeleteAt, "user_set_delete_at", "UPDATE users SET deleteat = ?2, updateat = ?3 WHERE id = ?1");
RK_QUERY(kSetMfaSecret, "user_set_mfa_secret", "UPDATE users SET mfasecret = ?2, updateat = ?3 WHERE id = ?1");
RK_QUERY(kSetMfaActive, "user_set_mfa_active",
         "UPDATE users SET mfaactive = ?2, mfausedtimestamps = ?3, updateat = ?4 WHERE id = ?1");
RK_QUERY(kClearMfa, "user_clear_mfa",
         "UPDATE users SET mfaactive = ?2, mfasecret = '', mfausedtimestamps = ?3, updateat = ?4 WHERE id = ?1");
RK_QUERY(kSetMfaUsed, "user_set_mfa_used",
         "UPDATE users SET mfausedtimestamps = ?3 WHERE id = ?1 AND COALESCE(mfausedtimestamps, '[]') = ?2",
         "UPDATE users SET mfausedtimestamps = ?3 WHERE id = ?1"
         " AND COALESCE(mfausedtimestamps, '[]'::jsonb) = CAST(?2 AS jsonb)");
RK_QUERY(kSetVerified, "user_set_email_verified",
         "UPDATE users SET email = ?2, emailverified = TRUE, updateat = ?3 WHERE id = ?1");
RK_QUERY(kSetPicture, "user_set_picture_update",
         "UPDATE users SET lastpictureupdate = ?2, updateat = ?3 WHERE id = ?1");
RK_QUERY(kAuthTaken, "user_auth_taken", "SELECT 1 FROM users WHERE authdata = ?2 AND id <> ?1");
RK_QUERY(kSetAuth, "user_set_auth",
         "UPDATE users SET authservice = ?2, authdata = ?3, password = '', failedattempts = 0, updateat = ?4"
         " WHERE id = ?1");

std::string json_of(const StringMap& map) {
    std::string out;
    JsonWriter w(out);
    w.begin_object();
    for (const auto& [key, value] : map) w.field(key, value);
    w.end_object();
    return out;
}

std::optional<User> find_one(Tx& tx, const Query& query, std::string_view key) {
    std::optional<User> found;
    tx.each(
        query, [&](const Row& row) { return found = read(row), false; }, key);
    return found;
}

std::vector<User> list_many(Tx& tx, const Query& query, const std::vector<std::string>& keys) {
    std::vector<User> found;
    if (!keys.empty())
        tx.each(
            query, [&](const Row& row) { found.push_back(read(row)); }, keys);
    return found;
}

}  // namespace

User read(const Row& row) {
    User user;
    int next = row.read(User::info(), &user);
    user.is_bot = !row.is_null(next);
    if (user.is_bot) {
        user.bot_description = row.string(next + 1);
        user.bot_last_icon_update = row.integer(next + 2);
    }
    return user;
}

std::optional<User> find(Tx& tx, std::string_view user_id) { return find_one(tx, kById, user_id); }
std::optional<User> find_by_username(Tx& tx, std::string_view username) { return find_one(tx, kByUsername, username); }
std::optional<User> find_by_email(Tx& tx, std::string_view email) { return find_one(tx, kByEmail, email); }

std::vector<User> list_by_ids(Tx& tx, const std::vector<std::string>& ids) { return list_many(tx, kByIds, ids); }
std::vector<User> list_by_usernames(Tx& tx, const std::vector<std::string>& usernames) {
    return list_many(tx, kByUsernames, usernames);
}

std::string username_of(Tx& tx, std::string_view user_id) {
    return tx.find_text(kUsernameOf, user_id).value_or(std::string());
}

bool has_people(Tx& tx) { return tx.find_integer(kHasPeople).has_value(); }

bool insert(Tx& tx, const User& user) { return tx.exec(kInsert, user) > 0; }

bool update_profile(Tx& tx, const User& user) {
    if (tx.find_integer(kNameTaken, user.id, user.username, user.email)) return false;
    std::string props = json_of(user.props), notify_props = json_of(user.notify_props);
    std::string timezone = json_of(user.timezone);
    tx.exec(kUpdateProfile, user.id, user.username, user.email, user.email_verified, user.nickname, user.first_name,
            user.last_name, user.position, props, notify_props, user.locale, timezone, user.update_at);
    return true;
}

void set_password(Tx& tx, std::string_view user_id, std::string_view hash, Millis now) {
    tx.exec(kSetPassword, user_id, hash, now);
}
void upgrade_hash(Tx& tx, std::string_view user_id, std::string_view old_hash, std::string_view new_hash) {
    tx.exec(kUpgradeHash, user_id, old_hash, new_hash);
}
void add_failed_attempt(Tx& tx, std::string_view user_id) { tx.exec(kAddFailed, user_id); }
void clear_failed_attempts(Tx& tx, std::string_view user_id) { tx.exec(kClearFailed, user_id); }
void set_last_login(Tx& tx, std::string_view user_id, Millis now) { tx.exec(kSetLastLogin, user_id, now); }
void set_roles(Tx& tx, std::string_view user_id, std::string_view roles, Millis now) {
    tx.exec(kSetRoles, user_id, roles, now);
}
void set_delete_at(Tx& tx, std::string_view user_id, Millis delete_at, Millis now) {
    tx.exec(kSetDeleteAt, user_id, delete_at, now);
}
void set_mfa_secret(Tx& tx, std::string_view user_id, std::string_view secret, Millis now) {
    tx.exec(kSetMfaSecret, user_id, secret, now);
}
void set_mfa_active(Tx& tx, std::string_view user_id, bool active, std::string_view used_steps, Millis now) {
    tx.exec(active ? kSetMfaActive : kClearMfa, user_id, active, used_steps, now);
}
bool set_mfa_used(Tx& tx, std::string_view user_id, std::string_view old_steps, std::string_view new_steps) {
    return tx.exec(kSetMfaUsed, user_id, old_steps, new_steps) > 0;
}
void set_email_verified(Tx& tx, std::string_view user_id, std::string_view email, Millis now) {
    tx.exec(kSetVerified, user_id, email, now);
}
void set_picture_update(Tx& tx, std::string_view user_id, Millis picture_update, Millis now) {
    tx.exec(kSetPicture, user_id, picture_update, now);
}
bool auth_is_taken(Tx& tx, std::string_view user_id, std::string_view data) {
    return tx.find_integer(kAuthTaken, user_id, data).has_value();
}
void set_auth(Tx& tx, std::string_view user_id, std::string_view service, const std::optional<std::string>& data,
              Millis now) {
    tx.exec(kSetAuth, user_id, service, data, now);
}

}  // namespace rk::users::store
