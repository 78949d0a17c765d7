// The browser's part of OAuth: the page, the decision, taking it back. Rules: golden integrations_oauth "oauth flow/…".
#include "app/filters.h"
#include "base/ids.h"
#include "base/strings.h"
#include "feature/oauth/authorize.h"
#include "feature/oauth/consent_page.h"
#include "feature/oauth/grants.h"
#include "feature/oauth/oauth.h"
#include "feature/users/users.h"
#include "model/settings.h"

namespace rk::oauth {

namespace {

bool is_form(const Ctx& c) { return c.header("Content-Type") == "application/x-www-form-urlencoded"; }

// The answer of `fn`; what it refuses is shown as a page, and undone.
template <class Fn>
Reply as_page(const Ctx& c, Tx& tx, Fn&& fn) {
    Reply reply;
    try {
        tx.attempt([&] { reply = fn(); });
    } catch (const ErrorDef& refusal) {
        return error_page(ApiError(refusal), c.locale());
    } catch (const ApiError& refusal) {
        return error_page(refusal, c.locale());
    }
    return reply;
}

Reply go_to(int status, std::string_view address) {
    Reply reply;
    reply.status = status;
    reply.content_type.clear();
    reply.set_header("Location", as_location(address));
    reply.set_header("Cache-Control", "no-store");
    return reply;
}

std::string address_of_login(const Ctx& c) {
    std::string site = c.config()->ServiceSettings.SiteURL;
    while (site.ends_with('/')) site.pop_back();
    return site + "/login?redirect_to=" + url_encode(c.request().target);
}

std::string csrf_token_of(const Session& session) {
    auto found = session.props.find("csrf");
    return found == session.props.end() ? std::string() : found->second;
}

// An app must not let in others.
void refuse_apps(const Ctx& c) {
    if (c.session()->is_oauth) throw Err::no_permission.because("edit_other_users, attempted access by oauth app");
}

// Who may still have to set up a second factor gives nobody access. The route is open, so nobody has looked yet.
void check_second_factor(Ctx& c, Tx& tx) {
    auto config = c.config();
    if (config->RenkeiSettings.EnforceMultifactorAuthentication &&
        config->ServiceSettings.EnableMultifactorAuthentication)
        check_mfa(c, tx);
}

AuthorizeRequest request_of_query(const Ctx& c) {
    AuthorizeRequest request;
    request.response_type = c.query("response_type");
    request.client_id = c.query("client_id");
    request.redirect_uri = c.query("redirect_uri");
    request.scope = c.query("scope");
    request.state = c.query("state");
    request.code_challenge = c.query("code_challenge");
    request.code_challenge_method = c.query("code_challenge_method");
    request.resource = c.query("resource");
    return request;
}

Reply show(Ctx& c, Tx& tx) {
    return as_page(c, tx, [&] {
        auto config = c.config();
        if (!config->ServiceSettings.EnableOAuthServiceProvider) throw Err::oauth_page_disabled;
        const AuthorizeRequest request = request_of_query(c);
        check(request);
        const OAuthApp app = get_app(tx, request.client_id);
        if (!c.session()) return go_to(302, address_of_login(c));
        refuse_apps(c);
        check_second_factor(c, tx);
        check_for(app, request);
        if (is_agreed(tx, app, c.user_id())) {
            users::add_audit(tx, c.actor(), c.route().path, "success - client_id=" + app.id);
            return go_to(302, agree(tx, app, request, c.user_id()));
        }
        const User user = users::get(tx, c.user_id());
        const std::string locale = user.locale == "ja" || user.locale == "en" ? user.locale : c.locale();
        Reply reply;
        reply.content_type = "text/html; charset=utf-8";
        reply.body =
            consent_page(app, request, user, csrf_token_of(*c.session()), config->TeamSettings.SiteName, locale);
        reply.set_header("Content-Security-Policy",
                         "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "
                         "frame-ancestors 'self' " +
                             config->ServiceSettings.FrameAncestors);
        reply.set_header("Cache-Control", "no-store");
        return reply;
    });
}

// The app and what it asks for, of a request by a client or by the page.
OAuthApp checked(Ctx& c, Tx& tx, const AuthorizeRequest& request) {
    check(request);
    refuse_apps(c);
    if (!c.config()->ServiceSettings.EnableOAuthServiceProvider) throw Err::oauth_disabled;
    OAuthApp app = get_app(tx, request.client_id);
    check_for(app, request);
    return app;
}

Reply decide_by_form(Ctx& c, Tx& tx) {
    return as_page(c, tx, [&] {
        std::string decision;
        Json fields = Json::object();
        for (const Header& field : parse_form(c.request().body)) {
            if (field.name == "decision") decision = field.value;
            else fields.set(field.name, to_valid_utf8(field.value));
        }
        const auto request = from_tree<AuthorizeRequest>(fields);
        const OAuthApp app = checked(c, tx, request);
        if (decision != "allow") return go_to(303, refuse(request));
        users::add_audit(tx, c.actor(), c.route().path, "success - client_id=" + app.id);
        return go_to(303, agree(tx, app, request, c.user_id()));
    });
}

Reply decide(Ctx& c, Tx& tx) {
    if (is_form(c)) return decide_by_form(c, tx);
    const auto request = c.body<AuthorizeRequest>("authorize_request");
    const OAuthApp app = checked(c, tx, request);
    const std::string target = agree(tx, app, request, c.user_id());
    users::add_audit(tx, c.actor(), c.route().path, "success - client_id=" + app.id);
    std::string out;
    JsonWriter(out).begin_object().field("redirect", target).end_object();
    return reply::json(200, std::move(out));
}

Reply take_back_consent(Ctx& c, Tx& tx) {
    const std::string app_id = c.body_object("client_id")["client_id"].as_string();
    if (!is_valid_id(app_id)) throw Err::invalid_body_param.with("Name", "client_id");
    if (!c.config()->ServiceSettings.EnableOAuthServiceProvider) throw Err::oauth_disabled;
    take_back(tx, app_id, c.user_id());
    users::add_audit(tx, c.actor(), c.route().path, "success - client_id=" + app_id);
    return reply::ok();
}

constexpr Route kRoutes[] = {
    {GET, "/oauth/authorize", Lane::write, Access::open, show, "The page that asks whether an app may act for you."},
    {POST, "/oauth/authorize", Lane::write, Access::session, decide, "Let an OAuth app act for you."},
    {POST, "/oauth/deauthorize", Lane::write, Access::session, take_back_consent,
     "Let an OAuth app act for you no longer."},
};

}  // namespace

std::span<const Route> authorize_routes() { return kRoutes; }

}  // namespace rk::oauth
