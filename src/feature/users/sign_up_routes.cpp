// Sign-up: open, by an invitation, by an administrator.
#include "app/access.h"
#include "feature/teams/teams.h"
#include "feature/users/audits.h"
#include "feature/users/mail_tokens.h"
#include "feature/users/mails.h"
#include "feature/users/passwords.h"
#include "feature/users/rules.h"
#include "feature/users/store.h"
#include "feature/users/users.h"

namespace rk::users {

namespace {

void check_sign_up_is_on(const Config& config) {
    if (!config.EmailSettings.EnableSignUpWithEmail || !config.TeamSettings.EnableUserCreation)
        throw Err::signup_disabled;
}

// An invitation by mail: names its team and the address it went to.
Token need_invitation(Tx& tx, std::string_view token_text) {
    auto token = mail_tokens::find(tx, token_text, mail_tokens::kInvitation);
    if (!token && mail_tokens::find(tx, token_text, mail_tokens::kGuest)) throw Err::guests_need_license;
    if (!token) throw Err::signup_link_invalid.as_status(404);
    if (tx.now() - token->create_at >= mail_tokens::kInvitationMs) throw Err::signup_link_expired;
    return *token;
}

// What lets this account in, looked at before its password is hashed and again in the transaction that makes it.
struct Entrance {
    std::optional<Team> team;
    bool verified = false;
};
Entrance check_entrance(Ctx& c, Tx& tx, const User& user, std::string_view token_text, std::string_view invite_id) {
    auto config = c.config();
    Entrance entrance;
    if (!token_text.empty()) {
        check_sign_up_is_on(*config);
        Token token = need_invitation(tx, token_text);
        entrance.team = teams::get(tx, mail_tokens::extra_of(token, "teamId"));
        if (mail_tokens::extra_of(token, "email") != user.email) throw Err::signup_link_of_other_address;
        entrance.verified = true;
    } else if (!invite_id.empty()) {
        check_sign_up_is_on(*config);
        entrance.team = teams::get_by_invite_id(tx, invite_id);
        if (!is_of_domain(user.email, entrance.team->allowed_domains)) throw Err::signup_domain_of_team;
    } else if (access::may(tx, c.actor(), Permission::manage_system)) {
        entrance.verified = user.email_verified;
    } else {
        check_sign_up_is_on(*config);
        if (!config->TeamSettings.EnableOpenServer && store::has_people(tx)) throw Err::signup_needs_invitation;
    }
    if (!is_of_domain(user.email, config->TeamSettings.RestrictCreationToDomains)) throw Err::email_domain_refused;
    return entrance;
}

Reply create_user(Ctx& c) {
    User user = c.body<User>("user");
    auto config = c.config();
    bool by_admin =
        c.session() && c.db().read([&](Tx& tx) { return access::may(tx, c.actor(), Permission::manage_system); });
    sanitize_input(user, by_admin);
    user.roles.clear();  // nobody chooses them at sign-up
    std::string token = c.query("t"), invite_id = c.query("iid");
    normalize(user);
    c.db().read([&](Tx& tx) { check_entrance(c, tx, user, token, invite_id); });
    bool by_service = by_admin && user.auth_data && !user.auth_service.empty();
    NewUser made;
    if (!by_service) {
        check_password(*config, user.password);
        User checked = user;
        if (checked.username.empty()) checked.username = "made";  // users::add makes a name
        checked.locale = "en";
        check_fields(checked);
        made.password_hash = passwords::hash(*config, user.password);
    }
    made.user = user;
    User answer = c.db().write([&](Tx& tx) {
        Entrance entrance = check_entrance(c, tx, user, token, invite_id);
        NewUser fresh = made;
        fresh.email_verified = entrance.verified;
        User added = add(tx, std::move(fresh));
        if (!token.empty()) mail_tokens::remove(tx, token);
        Actor self;
        self.user_id = added.id;
        self.roles = added.roles;
        self.ip_address = c.actor().ip_address;
        if (entrance.team) teams::add_member(tx, self, *entrance.team, added.id);
        if (!added.email_verified && config->EmailSettings.RequireEmailVerification) {
            Json extra = Json::object({{"UserId", added.id}, {"Email", added.email}});
            mails::queue_verification(tx, added, added.email, mail_tokens::add(tx, mail_tokens::kVerify, extra));
        } else if (!added.disable_welcome_email) {
            mails::queue_welcome(tx, added);
        }
        audits::add(tx, c, added.id, "sign-up");
        return shown_to(tx, self, std::move(added));
    });
    return reply::model(201, answer);
}

constexpr Route kRoutes[] = {
    {POST, "/api/v4/users", Lane::slow, Access::open, create_user, "Make an account."},
};

}  // namespace

std::span<const Route> sign_up_routes() { return kRoutes; }

}  // namespace rk::users
