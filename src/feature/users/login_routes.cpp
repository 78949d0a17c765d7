// Log-in and log-out, sessions, multi-factor authentication.
#include "app/access.h"
#include "app/cookies.h"
#include "app/services.h"
#include "app/session_store.h"
#include "base/ids.h"
#include "base/strings.h"
#include "feature/users/audits.h"
#include "feature/users/bodies.h"
#include "feature/users/mails.h"
#include "feature/users/mfa.h"
#include "feature/users/passwords.h"
#include "feature/users/rules.h"
#include "feature/users/sessions.h"
#include "feature/users/store.h"
#include "feature/users/users.h"

namespace rk::users {

namespace {

// The account that somebody names at log-in, by the ways that are switched on.
std::optional<User> find_for_login(Tx& tx, const Config& config, const std::string& id, std::string_view login_id) {
    if (!id.empty()) return store::find(tx, id);
    std::string name = to_lower_ascii(trim(login_id));
    if (name.empty()) return std::nullopt;
    std::optional<User> found;
    if (config.EmailSettings.EnableSignInWithUsername) found = store::find_by_username(tx, name);
    if (!found && config.EmailSettings.EnableSignInWithEmail) found = store::find_by_email(tx, name);
    return found;
}

// What a refused log-in is told: the same for an unknown account as for a wrong password.
const ErrorDef& wrong_credentials(const Config& config) {
    bool by_name = config.EmailSettings.EnableSignInWithUsername, by_email = config.EmailSettings.EnableSignInWithEmail;
    if (by_name && !by_email) return Err::invalid_credentials_username;
    if (!by_name && by_email) return Err::invalid_credentials_email;
    return Err::invalid_credentials;
}

Reply login(Ctx& c) {
    StringMap body = body_texts(c);
    std::string password = value_of(body, "password"), login_id = value_of(body, "login_id");
    std::string device_id = value_of(body, "device_id");
    auto config = c.config();
    if (password.empty()) throw Err::login_without_password;
    auto found = c.db().read([&](Tx& tx) { return find_for_login(tx, *config, value_of(body, "id"), login_id); });
    auto refuse = [&](const ErrorDef& error) {
        c.db().write([&](Tx& tx) {
            audits::add(tx, c, found ? found->id : "", "fail - login_id=" + std::string(utf8_prefix(login_id, 200)));
        });
        throw ApiError(error);
    };
    if (!found) {
        passwords::pretend(*config, password);
        refuse(wrong_credentials(*config));
    }
    try {
        passwords::check(c.db(), *config, *found, password, value_of(body, "token"));
    } catch (const ErrorDef& error) {
        bool is_password = std::string_view(error.id) == Err::password_check_failed.id;
        refuse(is_password ? wrong_credentials(*config) : error);
    }
    if (config->EmailSettings.RequireEmailVerification && !found->email_verified) refuse(Err::login_not_verified);
    if (is_guest(*found) && !config->GuestAccountsSettings.Enable) refuse(Err::login_of_guest);

    StringMap props = sessions::props_of_agent(c.header("User-Agent"));
    Session session;
    User user = c.db().write([&](Tx& tx) {
        // Read again: the account may have changed while its password was checked.
        User fresh = get(tx, found->id);
        if (fresh.delete_at > 0) throw Err::login_of_inactive;
        session = add_session(tx, fresh, device_id, props);
        store::set_last_login(tx, fresh.id, tx.now());
        audits::add(tx, c, fresh.id, "success session_user=" + fresh.id);
        Actor self;
        self.user_id = fresh.id;
        return shown_to(tx, self, std::move(fresh));
    });
    Reply reply = reply::model(200, user);
    reply.set_header("Token", session.token);
    if (c.header("X-Requested-With") == "XMLHttpRequest") cookies::add(c.services(), c.request(), session, reply);
    return reply;
}

Reply logout(Ctx& c, Tx& tx) {
    if (c.session()) {
        if (auto session = sessions::find(tx, c.session()->id)) remove_session(tx, *session);
        audits::add(tx, c);
    }
    Reply reply = reply::ok();
    cookies::remove(c.services(), c.request(), reply);
    return reply;
}

// Changes of an account are its owner's, and those of whom may edit others; of system admins, other system admins only.
void require_to_edit(Tx& tx, const Ctx& c, std::string_view user_id) {
    if (!may_edit(tx, c.actor(), user_id)) throw Err::no_permission.because("edit_other_users");
}

Reply list_sessions(Ctx& c, Tx& tx) {
    std::string user_id = c.id("user_id");
    require_to_edit(tx, c, user_id);
    return reply::json(200, sessions::list_json(sessions::list_of(tx, user_id)));
}

Reply revoke_session(Ctx& c, Tx& tx) {
    std::string user_id = c.id("user_id");
    require_to_edit(tx, c, user_id);
    std::string session_id = need_text(body_texts(c), "session_id");
    auto session = sessions::find(tx, session_id);
    if (!session) throw Err::session_not_found.as_status(400);
    if (session->user_id != user_id) throw Err::invalid_url_param.with("Name", "user_id");
    remove_session(tx, *session);
    audits::add(tx, c);
    return reply::ok();
}

Reply revoke_all_sessions(Ctx& c, Tx& tx) {
    std::string user_id = c.id("user_id");
    require_to_edit(tx, c, user_id);
    remove_sessions_of(tx, user_id);
    audits::add(tx, c);
    return reply::ok();
}

Reply revoke_sessions_of_everybody(Ctx& c, Tx& tx) {
    access::require(tx, c.actor(), Permission::manage_system);
    sessions::remove_all(tx);
    return reply::ok();
}

Reply attach_device(Ctx& c, Tx& tx) {
    Json body = c.body_object("session");
    std::string device_id = body["device_id"].as_string();
    StringMap props;
    for (std::string_view key : {"device_notification_disabled", "mobile_version", "voip_device_id"})
        if (const Json* value = body.find(key); value && value->is_string() && !value->as_string().empty())
            props[std::string(key)] = value->as_string();
    if (device_id.size() > 512) throw Err::invalid_body_param.with("Name", "device_id");
    if (auto disabled = props.find("device_notification_disabled");
        disabled != props.end() && disabled->second != "true" && disabled->second != "false")
        throw Err::invalid_body_param.with("Name", "device_notification_disabled");
    if (auto session = sessions::find(tx, c.session()->id); session && !(device_id.empty() && props.empty())) {
        sessions::set_device(tx, *session, device_id, props);
        audits::add(tx, c);
    }
    return reply::ok();
}

Reply generate_mfa(Ctx& c) {
    std::string user_id = c.id("user_id");
    if (c.session()->is_oauth) throw Err::no_permission.because("edit_other_users");
    c.db().read([&](Tx& tx) { require_to_edit(tx, c, user_id); });
    Reply reply = reply::json(200, mfa::generate(c, user_id));
    reply.set_header("Cache-Control", "no-cache");
    reply.set_header("Pragma", "no-cache");
    reply.set_header("Expires", "0");
    return reply;
}

Reply update_mfa(Ctx& c, Tx& tx) {
    std::string user_id = c.id("user_id");
    if (c.session()->is_oauth) throw Err::no_permission.because("edit_other_users");
    require_to_edit(tx, c, user_id);
    Json body = c.body_object("activate");
    if (!body["activate"].is_bool()) throw Err::invalid_body_param.with("Name", "activate");
    bool activate = body["activate"].as_bool();
    std::string code = body["code"].as_string();
    if (activate && code.empty()) throw Err::invalid_body_param.with("Name", "code");
    User user = get(tx, user_id);
    if (activate) mfa::activate(tx, user, code);
    else mfa::deactivate(tx, user);
    audits::add(tx, c, activate ? "success - activated" : "success - deactivated");
    mails::queue_mfa_change(tx, user, activate);
    return reply::ok();
}

constexpr Route kRoutes[] = {
    {POST, "/api/v4/users/login", Lane::slow, Access::open, login, "Log in by password."},
    {POST, "/api/v4/users/logout", Lane::write, Access::open, logout, "End the session of this request."},
    {GET, "/api/v4/users/{user_id}/sessions", Lane::read, Access::session, list_sessions,
     "List an account's sessions."},
    {POST, "/api/v4/users/{user_id}/sessions/revoke", Lane::write, Access::session, revoke_session, "End a session."},
    {POST, "/api/v4/users/{user_id}/sessions/revoke/all", Lane::write, Access::session, revoke_all_sessions,
     "End all sessions of an account."},
    {POST, "/api/v4/users/sessions/revoke/all", Lane::write, Access::session, revoke_sessions_of_everybody,
     "End all sessions of all accounts."},
    {PUT, "/api/v4/users/sessions/device", Lane::write, Access::session, attach_device,
     "Name the device of this session, for push notifications."},
    {POST, "/api/v4/users/{user_id}/mfa/generate", Lane::slow, Access::session_before_mfa, generate_mfa,
     "Make a secret for multi-factor authentication."},
    {PUT, "/api/v4/users/{user_id}/mfa", Lane::write, Access::session_before_mfa, update_mfa,
     "Switch multi-factor authentication on or off."},
};

}  // namespace

std::span<const Route> session_routes() { return kRoutes; }

}  // namespace rk::users
