#include "feature/users/mfa.h"

#include "app/services.h"
#include "base/crypto.h"
#include "base/strings.h"
#include "feature/users/store.h"
#include "feature/users/users.h"

namespace rk::users::mfa {

namespace {

constexpr size_t kStepsKept = 5;  // used time steps that are remembered; a code is good for three

std::string steps_text(const Json& steps) { return steps.is_array() ? steps.dump() : "[]"; }

// The list with one more step, or "" when the step stands in it already.
std::string with_step(const Json& steps, int64_t step) {
    Json::Array list = steps.items();
    for (const Json& used : list)
        if (used.as_integer() == step) return {};
    list.push_back(Json(step));
    if (list.size() > kStepsKept) list.erase(list.begin(), list.end() - static_cast<std::ptrdiff_t>(kStepsKept));
    return Json(std::move(list)).dump();
}

}  // namespace

void check(Database& db, const Config& config, const User& user, std::string_view code) {
    if (!user.mfa_active || !config.ServiceSettings.EnableMultifactorAuthentication) return;
    if (!has_totp_form(code)) throw Err::mfa_code_missing;
    // What was used is read in the transaction that takes note of this use: two log-ins at once share no code.
    bool good = db.write([&](Tx& tx) {
        auto fresh = store::find(tx, user.id);
        auto step = fresh ? check_totp(fresh->mfa_secret, code, tx.now()) : std::nullopt;
        std::string steps = step ? with_step(fresh->mfa_used_timestamps, *step) : std::string();
        if (!steps.empty() && store::set_mfa_used(tx, user.id, steps_text(fresh->mfa_used_timestamps), steps))
            return true;
        store::add_failed_attempt(tx, user.id);
        return false;
    });
    if (!good) throw Err::mfa_code_wrong;
}

std::string generate(const Ctx& c, std::string_view user_id) {
    auto config = c.config();
    if (!config->ServiceSettings.EnableMultifactorAuthentication) throw Err::mfa_disabled;
    std::string secret = make_totp_secret();
    User user = c.db().write([&](Tx& tx) {
        User found = get(tx, user_id);
        // While it is active, too: that begins a change of the device (golden admin_sessions "again while active").
        store::set_mfa_secret(tx, found.id, secret, tx.now());
        return found;
    });
    const std::string& site = config->ServiceSettings.SiteURL;
    std::string issuer = site.empty() ? config->TeamSettings.SiteName
                                      : site.substr(site.find("://") == std::string::npos ? 0 : site.find("://") + 3);
    auto png = qr_png("otpauth://totp/" + url_encode(issuer) + ":" + url_encode(user.email) + "?secret=" + secret +
                      "&issuer=" + url_encode(issuer));
    if (!png) throw Err::qr_code_failed.because(png.error());
    return Json::object({{"secret", secret}, {"qr_code", base64_encode(*png)}}).dump();
}

void activate(Tx& tx, const User& user, std::string_view code) {
    if (!config_of(tx)->ServiceSettings.EnableMultifactorAuthentication) throw Err::mfa_disabled;
    if (!user.auth_service.empty() && user.auth_service != "email" && user.auth_service != "ldap")
        throw Err::mfa_of_other_service;
    auto step = check_totp(user.mfa_secret, code, tx.now());
    if (!step) throw Err::mfa_activation_code_wrong;
    store::set_mfa_active(tx, user.id, true, with_step(Json(), *step), tx.now());
    User after = user;
    after.mfa_active = true;
    after.update_at = tx.now();
    emit_updated(tx, after);
}

void deactivate(Tx& tx, const User& user) {
    store::set_mfa_active(tx, user.id, false, "[]", tx.now());
    User after = user;
    after.mfa_active = false;
    after.update_at = tx.now();
    emit_updated(tx, after);
}

}  // namespace rk::users::mfa
