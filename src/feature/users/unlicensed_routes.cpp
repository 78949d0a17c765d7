// What this server answers as one of Mattermost's without a licence: other ways to log in, terms of service.
#include "app/access.h"
#include "base/ids.h"
#include "base/strings.h"
#include "feature/users/bodies.h"
#include "feature/users/users.h"

namespace rk::users {

namespace {

RK_QUERY(kTerms, "terms_latest", "SELECT id, createat, userid, text FROM termsofservice ORDER BY createat DESC LIMIT 1",
         nullptr, "a few rows: versions of one text");
RK_QUERY(kTermsById, "terms_by_id", "SELECT 1 FROM termsofservice WHERE id = ?1");
RK_QUERY(kTermsOfUser, "terms_of_user", "SELECT termsofserviceid, createat FROM usertermsofservice WHERE userid = ?1");
RK_QUERY(
    kAccept, "terms_accept",
    "INSERT INTO usertermsofservice (userid, termsofserviceid, createat) VALUES (?1, ?2, ?3)"
    " ON CONFLICT (userid) DO UPDATE SET termsofserviceid = excluded.termsofserviceid, createat = excluded.createat");
RK_QUERY(kReject, "terms_reject", "DELETE FROM usertermsofservice WHERE userid = ?1 AND termsofserviceid = ?2");

Reply login_by_portal(Ctx&, Tx&) { throw Err::cws_login_unavailable; }

Reply login_type(Ctx&, Tx&) {
    // Magic links for guests are off: the route is there, and empty (golden admin_sessions "other ways to log in").
    Reply reply;
    reply.status = 404;
    return reply;
}

Reply switch_login(Ctx& c, Tx&) {
    StringMap body = body_texts(c);
    std::string from = value_of(body, "current_service"), to = value_of(body, "new_service");
    auto is_email = [](const std::string& service) { return service == "email"; };
    auto is_oauth = [](const std::string& service) {
        return service == "gitlab" || service == "google" || service == "office365" || service == "openid" ||
               service == "saml";
    };
    if (is_email(from) && is_oauth(to)) throw Err::oauth_switch_unsupported;
    if (is_oauth(from) && is_email(to)) {
        if (!c.session()) throw Err::session_expired;
        throw Err::oauth_switch_unsupported;
    }
    if (is_email(from) && to == "ldap") throw Err::ldap_unavailable;
    if (from == "ldap" && is_email(to)) throw Err::ldap_switch_unavailable;
    throw Err::invalid_body_param.with("Name", "switch_request");
}

Reply migrate_to_ldap(Ctx& c, Tx& tx) {
    Json body = c.body_object("body");
    access::require(tx, c.actor(), Permission::manage_system);
    const std::string &from = body["from"].as_string(), &field = body["match_field"].as_string();
    if (from.empty() ||
        (from != "email" && from != "gitlab" && from != "google" && from != "office365" && from != "saml"))
        throw Err::invalid_body_param.with("Name", "from");
    if (!body["force"].is_bool()) throw Err::invalid_body_param.with("Name", "force");
    if (field != "username" && field != "email") throw Err::invalid_body_param.with("Name", "match_field");
    throw Err::migration_needs_license;
}

Reply migrate_to_saml(Ctx& c, Tx& tx) {
    Json body = c.body_object("body");
    access::require(tx, c.actor(), Permission::manage_system);
    const std::string& from = body["from"].as_string();
    if (from != "email" && from != "gitlab" && from != "google" && from != "office365" && from != "ldap")
        throw Err::invalid_body_param.with("Name", "from");
    if (!body["auto"].is_bool()) throw Err::invalid_body_param.with("Name", "auto");
    if (!body["matches"].is_object()) throw Err::invalid_body_param.with("Name", "matches");
    throw Err::saml_migration_needs_license;
}

Reply get_terms(Ctx&, Tx& tx) {
    std::string out;
    tx.each(kTerms, [&](const Row& row) {
        out = Json::object({{"id", row.string(0)},
                            {"create_at", row.integer(1)},
                            {"user_id", row.string(2)},
                            {"text", row.string(3)}})
                  .dump();
        return false;
    });
    if (out.empty()) throw Err::terms_not_found;
    return reply::json(200, out);
}

Reply add_terms(Ctx& c, Tx& tx) {
    access::require(tx, c.actor(), Permission::manage_system);
    throw Err::terms_disabled;
}

Reply get_terms_of_user(Ctx& c, Tx& tx) {
    std::string user_id = c.id("user_id"), out;
    tx.each(
        kTermsOfUser,
        [&](const Row& row) {
            out = Json::object(
                      {{"user_id", user_id}, {"terms_of_service_id", row.string(0)}, {"create_at", row.integer(1)}})
                      .dump();
            return false;
        },
        c.user_id());
    if (out.empty()) throw Err::user_terms_not_found;
    return reply::json(200, out);
}

Reply answer_terms(Ctx& c, Tx& tx) {
    Json body = c.body_object("props");
    const std::string& terms_id = body["termsOfServiceId"].as_string();
    if (terms_id.empty()) throw Err::invalid_body_param.with("Name", "termsOfServiceId");
    if (!body["accepted"].is_bool()) throw Err::invalid_body_param.with("Name", "accepted");
    if (!tx.find_integer(kTermsById, terms_id)) throw Err::terms_not_found;
    if (body["accepted"].as_bool()) tx.exec(kAccept, c.user_id(), terms_id, tx.now());
    else tx.exec(kReject, c.user_id(), terms_id);
    mark_changed(tx, c.user_id());
    return reply::ok();
}

constexpr Route kRoutes[] = {
    {POST, "/api/v4/users/login/cws", Lane::read, Access::open, login_by_portal,
     "Log in by the customer portal: unlicensed."},
    {POST, "/api/v4/users/login/type", Lane::read, Access::open, login_type, "How an account logs in: off."},
    {POST, "/api/v4/users/login/switch", Lane::read, Access::open, switch_login,
     "Change the way to log in: unlicensed."},
    {POST, "/api/v4/users/migrate_auth/ldap", Lane::read, Access::session, migrate_to_ldap,
     "Move accounts to LDAP: unlicensed."},
    {POST, "/api/v4/users/migrate_auth/saml", Lane::read, Access::session, migrate_to_saml,
     "Move accounts to SAML: unlicensed."},
    {GET, "/api/v4/terms_of_service", Lane::read, Access::session, get_terms, "Get the terms of service."},
    {POST, "/api/v4/terms_of_service", Lane::write, Access::session, add_terms,
     "Set the terms of service: unlicensed."},
    {GET, "/api/v4/users/{user_id}/terms_of_service", Lane::read, Access::session, get_terms_of_user,
     "Get which terms one has accepted."},
    {POST, "/api/v4/users/{user_id}/terms_of_service", Lane::write, Access::session, answer_terms,
     "Accept or reject the terms of service."},
};

}  // namespace

std::span<const Route> unlicensed_routes() { return kRoutes; }

}  // namespace rk::users
