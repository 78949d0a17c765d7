// Changing a password: by its owner, by an administrator, by a link that came by mail. And proving a mail address.
#include "app/access.h"
#include "app/services.h"
#include "base/strings.h"
#include "feature/users/audits.h"
#include "feature/users/bodies.h"
#include "feature/users/mail_tokens.h"
#include "feature/users/mails.h"
#include "feature/users/passwords.h"
#include "feature/users/rules.h"
#include "feature/users/sessions.h"
#include "feature/users/store.h"
#include "feature/users/users.h"

namespace rk::users {

namespace {

constexpr size_t kTokenLength = 64;

// Writes the new hash and tells the owner by mail.
void save_password(Tx& tx, const User& user, std::string_view hash, const Session* kept) {
    passwords::save(tx, user.id, hash);
    if (config_of(tx)->ServiceSettings.TerminateSessionsOnPasswordChange)
        for (const Session& session : sessions::list_whole(tx, user.id))
            if (!kept || session.id != kept->id) remove_session(tx, session);
    mails::queue_password_change(tx, user);
}

Reply update_password(Ctx& c) {
    std::string user_id = c.id("user_id");
    StringMap body = body_texts(c);
    auto config = c.config();
    std::string fresh = value_of(body, "new_password");
    auto user = c.db().read([&](Tx& tx) { return find(tx, user_id); });
    bool by_admin = user && c.db().read([&](Tx& tx) {
        return access::may(
            tx, c.actor(),
            is_system_admin(*user) ? Permission::manage_system : Permission::sysconsole_write_user_management_users);
    });
    bool own = user_id == c.user_id();
    if (!own && !by_admin) throw Err::password_of_other_refused;
    if (!user) throw Err::user_not_found;
    // An administrator brings hashes along when moving accounts.
    if (value_of(body, "already_hashed") == "true") {
        if (!by_admin) throw Err::hashed_password_refused;
        if (fresh.empty() || fresh.size() > 128) throw Err::invalid_body_param.with("Name", "new_password");
        c.db().write([&](Tx& tx) {
            passwords::save(tx, user_id, fresh);
            audits::add(tx, c, "completed");
        });
        return reply::ok();
    }
    if (own) {
        std::string current = need_text(body, "current_password");
        if (!user->auth_service.empty() && user->auth_data) throw Err::password_of_other_service;
        if (user->failed_attempts >= config->ServiceSettings.MaximumLoginAttempts) throw Err::login_too_often;
        if (!passwords::matches(*config, *user, current)) {
            c.db().write([&](Tx& tx) {
                store::add_failed_attempt(tx, user_id);
                audits::add(tx, c, "failed");
            });
            throw Err::current_password_wrong;
        }
    }
    check_password(*config, fresh);
    std::string hash = passwords::hash(*config, fresh);
    c.db().write([&](Tx& tx) {
        save_password(tx, get(tx, user_id), hash, own ? c.session().get() : nullptr);
        audits::add(tx, c, "completed");
    });
    return reply::ok();
}

Reply send_reset(Ctx& c, Tx& tx) {
    std::string email = to_lower_ascii(need_text(body_texts(c), "email"));
    auto user = find_by_email(tx, email);
    // Nobody learns here who has an account (golden admin_mail "password reset").
    if (!user || user->is_bot || user->delete_at > 0) return reply::ok();
    if (user->auth_data && !user->auth_data->empty()) throw Err::reset_of_sso_asked;
    mail_tokens::remove_of_user(tx, mail_tokens::kPassword, user->id);  // the newest link is the good one
    Json extra = Json::object({{"UserId", user->id}, {"Email", user->email}});
    mails::queue_password_reset(tx, *user, mail_tokens::add(tx, mail_tokens::kPassword, extra));
    audits::add(tx, c, user->id, "sent=" + user->email);
    return reply::ok();
}

Reply reset_password(Ctx& c) {
    StringMap body = body_texts(c);
    std::string text = value_of(body, "token"), fresh = value_of(body, "new_password");
    if (text.size() != kTokenLength) throw Err::invalid_body_param.with("Name", "token");
    auto config = c.config();
    auto check = [&](Tx& tx) {
        auto token = mail_tokens::find(tx, text, mail_tokens::kPassword);
        if (!token) throw Err::reset_link_invalid;
        if (tx.now() - token->create_at >= mail_tokens::kRecoverMs) throw Err::reset_link_expired;
        User user = get(tx, mail_tokens::extra_of(*token, "UserId"));
        if (user.email != mail_tokens::extra_of(*token, "Email")) throw Err::reset_link_expired;
        if (user.auth_data && !user.auth_data->empty()) throw Err::reset_of_other_service;
        return user;
    };
    c.db().read([&](Tx& tx) { return check(tx); });
    check_password(*config, fresh);
    std::string hash = passwords::hash(*config, fresh);
    c.db().write([&](Tx& tx) {
        User user = check(tx);
        if (!mail_tokens::remove(tx, text)) throw Err::reset_link_invalid;
        save_password(tx, user, hash, nullptr);
        audits::add(tx, c, user.id, "success");
    });
    return reply::ok();
}

Reply send_verification(Ctx& c, Tx& tx) {
    std::string email = to_lower_ascii(need_text(body_texts(c), "email"));
    auto user = find_by_email(tx, email);
    if (!user || user->email_verified || user->delete_at > 0 || user->is_bot) return reply::ok();
    mail_tokens::remove_of_user(tx, mail_tokens::kVerify, user->id);
    Json extra = Json::object({{"UserId", user->id}, {"Email", user->email}});
    mails::queue_verification(tx, *user, user->email, mail_tokens::add(tx, mail_tokens::kVerify, extra));
    return reply::ok();
}

// The address is the account's from now on, and proven.
User verify(Tx& tx, User user, const std::string& email) {
    if (auto other = find_by_email(tx, email); other && other->id != user.id) throw Err::email_taken;
    std::string old = user.email;
    store::set_email_verified(tx, user.id, email, tx.now());
    user.email = email;
    user.email_verified = true;
    user.update_at = tx.now();
    if (old != email) mails::queue_email_change(tx, user, old);
    emit_updated(tx, user);
    return user;
}

Reply verify_email(Ctx& c, Tx& tx) {
    std::string text = value_of(body_texts(c), "token");
    if (text.size() != kTokenLength) throw Err::invalid_body_param.with("Name", "token");
    auto token = mail_tokens::find(tx, text, mail_tokens::kVerify);
    if (!token) throw Err::verify_link_invalid;
    if (tx.now() - token->create_at >= mail_tokens::kRecoverMs) throw Err::verify_link_expired;
    auto user = find(tx, mail_tokens::extra_of(*token, "UserId"));
    if (!user) throw Err::verify_link_invalid;
    verify(tx, *user, mail_tokens::extra_of(*token, "Email"));
    mail_tokens::remove(tx, text);
    audits::add(tx, c, user->id, "Email Verified");
    return reply::ok();
}

Reply verify_member(Ctx& c, Tx& tx) {
    std::string user_id = c.id("user_id");
    User user = get(tx, user_id);
    access::require(tx, c.actor(), Permission::sysconsole_write_user_management_users);
    if (!may_edit(tx, c.actor(), user_id)) throw Err::no_permission.because("manage_system");
    std::string email = user.email;
    user = verify(tx, std::move(user), email);
    audits::add(tx, c, "user verified");
    return reply::model(200, shown_to(tx, c.actor(), std::move(user)));
}

constexpr Route kRoutes[] = {
    {PUT, "/api/v4/users/{user_id}/password", Lane::slow, Access::session, update_password, "Change a password."},
    {POST, "/api/v4/users/password/reset/send", Lane::write, Access::open, send_reset,
     "Send a link that lets its reader choose a new password."},
    {POST, "/api/v4/users/password/reset", Lane::slow, Access::open, reset_password,
     "Choose a new password with such a link's token."},
    {POST, "/api/v4/users/email/verify/send", Lane::write, Access::open, send_verification,
     "Send a link that proves a mail address."},
    {POST, "/api/v4/users/email/verify", Lane::write, Access::open, verify_email,
     "Prove a mail address with such a link's token."},
    {POST, "/api/v4/users/{user_id}/email/verify/member", Lane::write, Access::session, verify_member,
     "Take an account's mail address as proven."},
};

}  // namespace

std::span<const Route> password_routes() { return kRoutes; }

}  // namespace rk::users
