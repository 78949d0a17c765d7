// The app's part of OAuth: tokens for codes, and where everything is. Rules: golden integrations_oauth "oauth flow/…".
#include "base/crypto.h"
#include "base/ids.h"
#include "base/strings.h"
#include "feature/oauth/grants.h"
#include "feature/oauth/oauth.h"
#include "feature/oauth/store.h"
#include "feature/users/users.h"
#include "model/settings.h"

namespace rk::oauth {

namespace {

// The fields of the form and of the query; the form's count first. Another body than a form has none.
class Fields {
  public:
    explicit Fields(const Ctx& c) : c_(c) {
        std::string_view type = c.header("Content-Type");
        if (equal_ignore_case(trim(type.substr(0, type.find(';'))), "application/x-www-form-urlencoded"))
            form_ = parse_form(c.request().body);
    }
    std::string operator[](std::string_view name) const {
        for (const Header& field : form_)
            if (field.name == name) return to_valid_utf8(field.value);
        return c_.query(name);
    }

  private:
    const Ctx& c_;
    std::vector<Header> form_;
};

struct Credentials {
    std::string client_id, client_secret;
};

// From the form, as Mattermost's clients send them, or by Basic authentication, which OAuth libraries use unless told
// otherwise (RFC 6749 2.3.1: both parts are form-encoded).
Credentials credentials_of(const Ctx& c, const Fields& fields) {
    Credentials given{fields["client_id"], fields["client_secret"]};
    std::string_view header = c.header("Authorization");
    if (!given.client_secret.empty() || header.size() < 6 || !equal_ignore_case(header.substr(0, 6), "basic "))
        return given;
    auto pair = base64_decode(trim(header.substr(6)));
    if (!pair || pair->find(':') == pair->npos) return given;
    const size_t colon = pair->find(':');
    const std::string id = url_decode(std::string_view(*pair).substr(0, colon), true);
    if (!given.client_id.empty() && given.client_id != id) return given;
    return {to_valid_utf8(id), to_valid_utf8(url_decode(std::string_view(*pair).substr(colon + 1), true))};
}

void check_client(const OAuthApp& app, const Credentials& given, const std::string& grant_type,
                  const std::string& verifier) {
    if (app.client_secret.empty()) {
        if (!given.client_secret.empty()) throw Err::oauth_client_has_no_secret;
        if (grant_type == "refresh_token") throw Err::oauth_client_refreshes_not;
        if (verifier.empty()) throw Err::oauth_verifier_needed;
    } else if (!constant_time_equal(app.client_secret, given.client_secret)) {
        throw Err::oauth_client_secret_wrong;
    }
}

// Mattermost's refusal with RFC 6749's members added (5.2), which OAuth libraries read. The word for it stands at the
// beginning of the text.
Reply refused(const Ctx& c, const ApiError& refusal) {
    Reply reply = error_reply(refusal, c.request_id(), c.locale(), false);
    std::string description = error_text(refusal, "en"), word = "invalid_request";
    if (const size_t colon = description.find(": "); colon != description.npos && description.find(' ') > colon) {
        word = description.substr(0, colon);
        description.erase(0, colon + 2);
    }
    reply.body.pop_back();
    reply.body += ",\"error\":";
    append_json_string(reply.body, word);
    reply.body += ",\"error_description\":";
    append_json_string(reply.body, description);
    reply.body += '}';
    reply.set_header("Cache-Control", "no-store");
    return reply;
}

Reply tokens_for(Ctx& c, Tx& tx) {
    const Fields fields(c);
    const std::string grant_type = fields["grant_type"];
    TokenRequest request;
    request.code = fields["code"];
    request.refresh_token = fields["refresh_token"];
    request.redirect_uri = fields["redirect_uri"];
    request.code_verifier = fields["code_verifier"];
    request.resource = fields["resource"];
    if (grant_type == "authorization_code") {
        if (request.code.empty()) throw Err::oauth_code_missing;
    } else if (grant_type == "refresh_token") {
        if (request.refresh_token.empty()) throw Err::oauth_refresh_token_missing;
    } else {
        throw Err::oauth_grant_type_bad;
    }
    const Credentials given = credentials_of(c, fields);
    if (!is_valid_id(given.client_id)) throw Err::oauth_client_id_bad;
    if (!c.config()->ServiceSettings.EnableOAuthServiceProvider) throw Err::oauth_tokens_disabled;
    auto app = store::find(tx, given.client_id);
    if (!app) throw Err::oauth_client_unknown;
    check_client(*app, given, grant_type, request.code_verifier);
    const OAuthTokens tokens = grant_type == "refresh_token" ? refresh(tx, *app, request) : redeem(tx, *app, request);
    users::add_audit(tx, c.actor(), c.route().path, "success - client_id=" + app->id);
    Reply reply = reply::model(200, tokens);
    reply.set_header("Cache-Control", "no-store");
    reply.set_header("Pragma", "no-cache");
    return reply;
}

Reply give_tokens(Ctx& c, Tx& tx) {
    Reply reply;
    try {
        tx.attempt([&] { reply = tokens_for(c, tx); });
    } catch (const ErrorDef& refusal) {
        return refused(c, ApiError(refusal));
    } catch (const ApiError& refusal) {
        return refused(c, refusal);
    }
    return reply;
}

// RFC 8414.
Reply describe_server(Ctx& c, Tx&) {
    auto config = c.config();
    const auto& settings = config->ServiceSettings;
    if (!settings.EnableOAuthServiceProvider) throw Err::oauth_metadata_disabled;
    std::string site = settings.SiteURL;
    if (site.empty()) throw Err::oauth_site_url_missing;
    while (site.ends_with('/')) site.pop_back();
    std::string out;
    JsonWriter w(out);
    auto list = [&](std::string_view name, std::initializer_list<std::string_view> words) {
        w.key(name).begin_array();
        for (std::string_view word : words) w.value(word);
        w.end_array();
    };
    w.begin_object()
        .field("issuer", site)
        .field("authorization_endpoint", site + "/oauth/authorize")
        .field("token_endpoint", site + "/oauth/access_token");
    list("response_types_supported", {"code"});
    if (settings.EnableDynamicClientRegistration)
        w.field("registration_endpoint", site + "/api/v4/oauth/apps/register");
    list("scopes_supported", {"user"});
    list("grant_types_supported", {"authorization_code", "refresh_token"});
    list("token_endpoint_auth_methods_supported", {"none", "client_secret_post", "client_secret_basic"});
    list("code_challenge_methods_supported", {"S256"});
    w.end_object();
    return reply::json(200, std::move(out));
}

constexpr Route kRoutes[] = {
    {POST, "/oauth/access_token", Lane::write, Access::open, give_tokens,
     "Get an OAuth app's tokens for a code or a refresh token."},
    {GET, "/.well-known/oauth-authorization-server", Lane::read, Access::open, describe_server,
     "What this OAuth 2.0 server can do, and where (RFC 8414)."},
    {GET, "/.well-known/oauth-authorization-server/{rest}", Lane::read, Access::open, describe_server,
     "The same, for clients that put the resource's path behind."},
};

}  // namespace

std::span<const Route> token_routes() { return kRoutes; }

}  // namespace rk::oauth
