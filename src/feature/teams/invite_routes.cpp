// Joining a team by invitation, and inviting by mail. Rules: golden admin_mail.
#include "app/access.h"
#include "app/services.h"
#include "base/strings.h"
#include "feature/teams/changes.h"
#include "feature/teams/teams.h"
#include "feature/users/mail_tokens.h"
#include "feature/users/mails.h"
#include "feature/users/rules.h"
#include "feature/users/users.h"
#include "model/settings.h"

namespace rk::teams {

namespace {

namespace mail_tokens = users::mail_tokens;

// What a stranger may know of a team that they are invited to.
Reply invite_info(Ctx& c, Tx& tx) {
    Team team = get_by_invite_id(tx, c.param("invite_id"));
    if (team.type != "O") throw Err::team_invite_not_open;
    std::string body;
    JsonWriter(body)
        .begin_object()
        .field("display_name", team.display_name)
        .field("description", team.description)
        .field("name", team.name)
        .field("id", team.id)
        .end_object();
    return reply::json(200, std::move(body));
}

Reply join(Ctx& c, Tx& tx) {
    std::string token_text = c.query("token"), invite_id = c.query("invite_id");
    if (token_text.empty() && invite_id.empty()) throw Err::team_missing_invite;
    if (token_text.empty()) {
        User user = users::get(tx, c.user_id());
        if (users::is_guest(user)) throw Err::team_guest_not_allowed;
        return reply::model(201, add_member(tx, c.actor(), get_by_invite_id(tx, invite_id), user.id));
    }
    auto token = mail_tokens::find(tx, token_text, mail_tokens::kInvitation);
    if (!token) throw Err::team_token_invalid;
    if (tx.now() - token->create_at >= mail_tokens::kInvitationMs) throw Err::team_token_expired;
    Team team = get(tx, mail_tokens::extra_of(*token, "teamId"));
    if (!mail_tokens::remove(tx, token_text)) throw Err::team_token_invalid;  // somebody used it a moment ago
    return reply::model(201, add_member(tx, c.actor(), team, c.user_id()));
}

// Those whose domain neither the team nor the server admits.
std::vector<std::string> not_admitted(const Team& team, const std::vector<std::string>& addresses,
                                      const Config& config) {
    std::vector<std::string> outside;
    for (const std::string& address : addresses) {
        User invited;
        invited.email = address;
        if (!is_address_allowed(invited, team.allowed_domains, config)) outside.push_back(address);
    }
    return outside;
}

// An address that none can be is taken without a word, as there; there is nobody to write to.
void invite_one(Tx& tx, const Team& team, const User& sender, const std::string& name, const std::string& address) {
    if (!users::is_valid_email(address)) return;
    std::string token = mail_tokens::add(
        tx, mail_tokens::kInvitation, Json::object({{"teamId", team.id}, {"email", address}, {"senderId", sender.id}}));
    users::mails::queue_invitation(tx, team, name, address, token, sender.locale);
}

Reply invite(Ctx& c, Tx& tx) {
    std::string id = c.id("team_id");
    access::require_in_team(tx, c.actor(), id, Permission::invite_user);
    access::require_in_team(tx, c.actor(), id, Permission::add_user_to_team);
    std::vector<std::string> addresses = c.body_list("user_email");
    if (addresses.empty()) throw Err::invalid_body_param.with("Name", "user_email");
    for (std::string& address : addresses) address = to_lower_ascii(trim(address));
    auto config = c.config();
    if (!config->ServiceSettings.EnableEmailInvitations) throw Err::team_invites_disabled;
    auto team = find(tx, id);
    if (!team) throw Err::team_not_found_by_invite;
    bool graceful = !c.query("graceful").empty();

    std::vector<std::string> outside = not_admitted(*team, addresses, *config);
    if (!outside.empty() && !graceful) throw Err::team_invite_bad_address.with("Addresses", rk::join(outside, ", "));

    User sender = users::get(tx, c.user_id());
    std::string name = users::display_name(tx, sender), body;
    JsonWriter w(body);
    w.begin_array();
    for (const std::string& address : addresses) {
        bool refused = contains(outside, address);
        if (!refused) invite_one(tx, *team, sender, name, address);
        w.begin_object().field("email", address).key("error");
        if (refused)
            w.raw(
                error_reply(Err::team_invite_bad_address.with("Addresses", address), c.request_id(), c.locale(), false)
                    .body);
        else w.null();
        w.end_object();
    }
    w.end_array();
    return graceful ? reply::json(200, std::move(body)) : reply::ok();
}

Reply invite_guests(Ctx&, Tx&) { throw Err::team_guests_unlicensed; }

Reply cancel_all(Ctx& c, Tx& tx) {
    access::require(tx, c.actor(), Permission::invalidate_email_invite);
    mail_tokens::remove_all(tx, mail_tokens::kInvitation);
    mail_tokens::remove_all(tx, mail_tokens::kGuest);
    return reply::ok();
}

constexpr Route kRoutes[] = {
    {GET, "/api/v4/teams/invite/{invite_id}", Lane::read, Access::open, invite_info,
     "Which team an invitation is for."},
    {POST, "/api/v4/teams/members/invite", Lane::write, Access::session, join, "Join a team by invitation."},
    {POST, "/api/v4/teams/{team_id}/invite/email", Lane::write, Access::session, invite,
     "Invite people to a team by mail."},
    {POST, "/api/v4/teams/{team_id}/invite-guests/email", Lane::read, Access::session, invite_guests,
     "Needs a licence."},
    {DELETE, "/api/v4/teams/invites/email", Lane::write, Access::session, cancel_all,
     "Cancel all invitations sent by mail."},
};

}  // namespace

void invite_by_mail(Tx& tx, const Team& team, const User& sender, const std::vector<std::string>& addresses) {
    std::vector<std::string> outside = not_admitted(team, addresses, *config_of(tx));
    if (!outside.empty()) throw Err::team_invite_bad_address.with("Addresses", rk::join(outside, ", "));
    std::string name = users::display_name(tx, sender);
    for (const std::string& address : addresses) invite_one(tx, team, sender, name, address);
}

std::span<const Route> invite_routes() { return kRoutes; }

}  // namespace rk::teams
