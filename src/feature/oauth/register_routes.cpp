// Clients that register themselves (RFC 7591), when ServiceSettings.EnableDynamicClientRegistration lets them.
#include "app/rate_limit.h"
#include "app/services.h"
#include "base/ids.h"
#include "base/strings.h"
#include "feature/oauth/oauth.h"
#include "feature/oauth/redirect_pattern.h"
#include "feature/oauth/store.h"
#include "feature/users/users.h"
#include "model/oauth.h"
#include "model/settings.h"

namespace rk::oauth {

namespace {

constexpr std::string_view kBadMetadata = "invalid_client_metadata", kBadRedirect = "invalid_redirect_uri",
                           kUnsupported = "unsupported_operation";
constexpr int64_t kPerSecond = 2, kBurst = 4, kAddressesMax = 10'000;

// RFC 7591's members, and those of every refusal of this API.
Reply refused(const Ctx& c, std::string_view code, const ErrorDef& error) {
    const std::string message = error_text(ApiError(error), "en");  // for the client's author, as there
    Reply reply;
    reply.status = error.status;
    JsonWriter(reply.body)
        .begin_object()
        .field("error", code)
        .field("error_description", message)
        .field("id", error.id)
        .field("message", message)
        .field("detailed_error", "")
        .field("request_id", c.request_id())
        .field("status_code", error.status)
        .end_object();
    return reply;
}

bool is_allowed(const std::vector<std::string>& patterns, std::string_view address) {
    bool has_pattern = false;
    for (const std::string& pattern : patterns) {
        std::string_view wanted = trim(pattern);
        if (!wanted.empty() && fits_redirect_pattern(address, wanted)) return true;
        has_pattern = true;
    }
    return !has_pattern;
}

Reply described(const OAuthApp& app) {
    Reply reply;
    reply.status = 201;
    JsonWriter w(reply.body);
    w.begin_object().field("client_id", app.id);
    if (!app.client_secret.empty()) w.field("client_secret", app.client_secret).field("client_secret_expires_at", 0);
    w.field("client_id_issued_at", app.create_at / 1000);
    w.key("redirect_uris").begin_array();
    for (const std::string& address : app.callback_urls) w.value(address);
    w.end_array();
    w.field("token_endpoint_auth_method", app.client_secret.empty() ? "none" : "client_secret_post");
    w.key("grant_types").begin_array().value("authorization_code").value("refresh_token").end_array();
    w.key("response_types").begin_array().value("code").end_array();
    w.field("scope", "user").field("client_name", app.name);
    if (!app.homepage.empty()) w.field("client_uri", app.homepage);
    w.end_object();
    reply.set_header("Cache-Control", "no-store");
    return reply;
}

Reply register_client(Ctx& c, Tx& tx) {
    auto config = c.config();
    const auto& settings = config->ServiceSettings;
    auto verdict =
        c.services().registrations->count(c.request().remote_ip, kPerSecond, kBurst, kAddressesMax, tx.now() * 1000);
    if (verdict.limited) throw Err::rate_limited;
    ClientRegistration given;
    auto json = Json::parse(c.request().body, Json::Extent::kFirst);
    std::string wrong;
    if (!json || !read_model(json->is_null() ? Json::object() : *json, ClientRegistration::info(), &given, wrong))
        return refused(c, kBadMetadata, Err::registration_unreadable);
    if (!settings.EnableOAuthServiceProvider || !settings.EnableDynamicClientRegistration)
        return refused(c, kUnsupported, Err::registration_off);
    if (given.redirect_uris.empty()) return refused(c, kBadMetadata, Err::registration_redirects_missing);
    if (join(given.redirect_uris, " ").size() + 2 > 1024)
        return refused(c, kBadMetadata, Err::registration_redirect_bad);
    for (const std::string& address : given.redirect_uris)
        if (!is_http_url(address)) return refused(c, kBadMetadata, Err::registration_redirect_bad);
    const std::string name = given.client_name.value_or("Dynamically Registered Client");
    if (name.empty() || utf8_length(name) > 64) return refused(c, kBadMetadata, Err::registration_name_bad);
    const std::string homepage = given.client_uri.value_or("");
    if (given.client_uri && (homepage.size() > 256 || !is_http_url(homepage)))
        return refused(c, kBadMetadata, Err::registration_uri_bad);
    const std::string method = given.token_endpoint_auth_method.value_or("client_secret_post");
    if (method != "client_secret_post" && method != "none")
        return refused(c, kBadMetadata, Err::registration_method_bad);
    for (const std::string& address : given.redirect_uris)
        if (!is_allowed(settings.DCRRedirectURIAllowlist, address))
            return refused(c, kBadRedirect, Err::registration_redirect_refused);

    OAuthApp app;
    app.id = new_id();
    app.name = name;
    app.homepage = homepage;
    app.callback_urls = given.redirect_uris;
    if (method != "none") app.client_secret = new_id();
    app.create_at = app.update_at = tx.now();
    app.is_dynamically_registered = true;
    store::insert(tx, app);
    users::add_audit(tx, c.actor(), c.route().path, "client_id=" + app.id);
    return described(app);
}

constexpr Route kRoutes[] = {
    {POST, "/api/v4/oauth/apps/register", Lane::write, Access::open, register_client,
     "Register an OAuth app without an account, where the server allows it (RFC 7591)."},
};

}  // namespace

std::span<const Route> register_routes() { return kRoutes; }

void start(Services& services) { services.registrations = std::make_shared<RateLimiter>(); }

}  // namespace rk::oauth
