#include "feature/users/passwords.h"

#include <algorithm>

#include "base/crypto.h"
#include "feature/users/mfa.h"
#include "feature/users/store.h"
#include "feature/users/users.h"

namespace rk::users::passwords {

namespace {

uint32_t work_of(const Config& config) {
    return static_cast<uint32_t>(std::max<int64_t>(1, config.RenkeiSettings.PasswordHashWork));
}

}  // namespace

std::string hash(const Config& config, std::string_view password) { return hash_password(password, work_of(config)); }

void save(Tx& tx, std::string_view user_id, std::string_view hash) {
    store::set_password(tx, user_id, hash, tx.now());
    mark_changed(tx, user_id);
}

void pretend(const Config& config, std::string_view password) {
    hash_password(password.substr(0, kPasswordBytesMax), work_of(config));
}

bool matches(const Config& config, const User& user, std::string_view password) {
    if (user.password.empty()) {
        pretend(config, password);
        return false;
    }
    return verify_password(password, user.password);
}

void check_may_log_in(const Config& config, const User& user) {
    if (user.delete_at > 0) throw Err::login_of_inactive;
    if (user.is_bot) throw Err::login_of_bot;
    if (user.failed_attempts >= config.ServiceSettings.MaximumLoginAttempts) throw Err::login_too_often;
}

void check(Database& db, const Config& config, const User& user, std::string_view password, std::string_view code) {
    check_may_log_in(config, user);
    if (!matches(config, user, password)) {
        db.write([&](Tx& tx) { store::add_failed_attempt(tx, user.id); });
        throw Err::password_check_failed;
    }
    mfa::check(db, config, user, code);
    // Hashes of older kinds, or of less work, become current ones: now is when the password is known.
    std::string upgraded;
    if (password_hash_is_old(user.password, work_of(config))) upgraded = hash(config, password);
    if (user.failed_attempts == 0 && upgraded.empty()) return;
    db.write([&](Tx& tx) {
        if (user.failed_attempts > 0) store::clear_failed_attempts(tx, user.id);
        if (!upgraded.empty()) store::upgrade_hash(tx, user.id, user.password, upgraded);
    });
}

void check_own(Database& db, const Config& config, const User& user, std::string_view password) {
    if (user.failed_attempts >= config.ServiceSettings.MaximumLoginAttempts) throw Err::login_too_often;
    if (matches(config, user, password)) return;
    db.write([&](Tx& tx) { store::add_failed_attempt(tx, user.id); });
    throw Err::password_check_failed;
}

}  // namespace rk::users::passwords
