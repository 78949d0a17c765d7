// The code flow of OAuth, from the page to the token that ends.
#include <doctest/doctest.h>

#include "base/crypto.h"
#include "base/http.h"
#include "db/db.h"
#include "feature/oauth/oauth.h"
#include "feature/oauth/redirect_pattern.h"
#include "feature/preferences/preferences.h"
#include "fixture/test_app.h"
#include "unit/postgres_server.h"

using namespace rk;

namespace {

const std::string kApps = "/api/v4/oauth/apps", kBack = "https://app.test/back";
const std::string kVerifier = "a-verifier-of-at-least-forty-three-characters-0";

RK_QUERY(kCodes, "test_oauth_codes", "SELECT code FROM oauthauthdata");
RK_QUERY(kRefreshTokens, "test_oauth_refresh_tokens", "SELECT refreshtoken FROM oauthaccessdata");

std::string challenge() { return base64url_encode(sha256(kVerifier)); }

using Fields = std::vector<std::pair<std::string, std::string>>;

std::string form(const Fields& fields) {
    std::string out;
    for (const auto& [name, value] : fields) {
        if (!out.empty()) out += '&';
        out += name + "=" + url_encode(value);
    }
    return out;
}

std::string query_value(const std::string& address, std::string_view name) {
    size_t at = address.find_first_of("?#");
    if (at == address.npos) return {};
    for (const Header& pair : parse_form(std::string_view(address).substr(at + 1)))
        if (pair.name == name) return pair.value;
    return {};
}

struct Client {
    std::string id, secret;
};

struct Scene {
    TestApp app;
    TestUser admin = app.user("admin");
    TestUser bob = app.user("bob");
    Client tool = make();

    explicit Scene(std::string postgres_url = "") : app(std::move(postgres_url)) {
        app.configure([](Config& config) { config.ServiceSettings.SiteURL = "https://chat.test/"; });
    }
    Client make(std::initializer_list<std::pair<const char*, Json>> more = {}) {
        Json body = Json::object({{"name", "Tool <b>"}, {"homepage", "https://app.test"}});
        Json urls = Json::array();
        urls.push(kBack);
        body.set("callback_urls", urls);
        for (const auto& [key, value] : more) body.set(key, value);
        auto made = app.post(admin, kApps, body);
        REQUIRE_MESSAGE(made.status == 201, made.text);
        return {made.json["id"].as_string(), made.json["client_secret"].as_string()};
    }
    Fields request(const Client& client, const Fields& more = {}) {
        Fields fields = {
            {"response_type", "code"}, {"client_id", client.id}, {"redirect_uri", kBack}, {"state", "s t"}};
        for (const auto& field : more) fields.push_back(field);
        return fields;
    }
    TestAnswer authorize(const TestUser& who, const Client& client, const Fields& more = {}) {
        Json body = Json::object();
        for (const auto& [name, value] : request(client, more)) body.set(name, value);
        return app.post(who, "/oauth/authorize", body);
    }
    std::string code(const TestUser& who, const Client& client, const Fields& more = {}) {
        auto answer = authorize(who, client, more);
        REQUIRE_MESSAGE(answer.status == 200, answer.text);
        return query_value(answer.json["redirect"].as_string(), "code");
    }
    TestAnswer send(const Fields& fields, std::initializer_list<Header> headers = {}) {
        std::vector<Header> all(headers);
        if (all.empty())
            return app.call(nullptr, "POST", "/oauth/access_token", form(fields),
                            {{"Content-Type", "application/x-www-form-urlencoded"}});
        return app.call(nullptr, "POST", "/oauth/access_token", form(fields),
                        {{"Content-Type", "application/x-www-form-urlencoded"}, all[0]});
    }
    TestAnswer redeem(const Client& client, const std::string& code, const Fields& more = {}) {
        Fields fields = more;  // the first of a name counts
        for (const auto& field : Fields{{"grant_type", "authorization_code"},
                                        {"client_id", client.id},
                                        {"redirect_uri", kBack},
                                        {"code", code}})
            fields.push_back(field);
        if (!client.secret.empty()) fields.push_back({"client_secret", client.secret});
        return send(fields);
    }
    TestAnswer refresh(const Client& client, const std::string& token) {
        Fields fields = {{"grant_type", "refresh_token"}, {"client_id", client.id}, {"refresh_token", token}};
        if (!client.secret.empty()) fields.push_back({"client_secret", client.secret});
        return send(fields);
    }
    int me(const std::string& token) {
        TestUser through{.id = "", .username = "", .password = "", .token = token};
        return app.get(through, "/api/v4/users/me").status;
    }
    TestAnswer page(const TestUser* who, const Fields& fields, const std::string& language = "en") {
        return app.call(who, "GET", "/oauth/authorize?" + form(fields), "", {{"Accept-Language", language}});
    }
    std::string csrf(const TestUser& who) {
        std::string found;
        app.db().read([&](Tx& tx) {
            RK_QUERY(kProps, "test_oauth_session_props", "SELECT props FROM sessions WHERE token = ?1");
            auto props = Json::parse(tx.find_text(kProps, who.token).value_or("{}"));
            REQUIRE(props);
            found = (*props)["csrf"].as_string();
        });
        return found;
    }
    // As the page's form does it, by cookie.
    TestAnswer decide(const TestUser& who, const std::string& csrf_token, const std::string& decision,
                      const Fields& fields) {
        Fields all = fields;
        all.push_back({"csrf_token", csrf_token});
        all.push_back({"decision", decision});
        return app.call(
            nullptr, "POST", "/oauth/authorize", form(all),
            {{"Content-Type", "application/x-www-form-urlencoded"}, {"Cookie", "MMAUTHTOKEN=" + who.token}});
    }
};

}  // namespace

TEST_CASE("oauth: a code becomes tokens once, and is kept as its hash only") {
    Scene s;
    const std::string code = s.code(s.bob, s.tool);
    CHECK(code.size() == 52);
    auto kept = s.app.db().read([](Tx& tx) { return tx.list_text(kCodes); });
    REQUIRE(kept.size() == 1);
    CHECK(kept[0] == hex(sha256(code)));
    auto tokens = s.redeem(s.tool, code);
    REQUIRE_MESSAGE(tokens.status == 200, tokens.text);
    CHECK(tokens.header("Cache-Control") == "no-store");
    CHECK(tokens.json["token_type"].as_string() == "bearer");
    CHECK(tokens.json["expires_in"].as_integer() == 720 * 3600);
    CHECK(tokens.json["refresh_token"].as_string().size() == 26);
    CHECK(tokens.json.find("audience") == nullptr);
    const std::string token = tokens.json["access_token"].as_string();
    CHECK(s.me(token) == 200);
    auto replayed = s.redeem(s.tool, code);
    CHECK(replayed.status == 400);
    CHECK(replayed.error_id() == "api.oauth.get_access_token.expired_code.app_error");
    CHECK(replayed.json["error"].as_string() == "invalid_grant");  // for OAuth libraries
    CHECK(replayed.json["error_description"].as_string() == "Invalid or expired authorization code.");
    CHECK(s.app.db().read([](Tx& tx) { return tx.list_text(kCodes); }).empty());
    // Another code gives the token that the app has.
    CHECK(s.redeem(s.tool, s.code(s.bob, s.tool)).json["access_token"].as_string() == token);
}

TEST_CASE("oauth: refreshing gives new tokens and ends the old ones") {
    std::string postgres_url;
    SUBCASE("on SQLite") {}
    SUBCASE("on PostgreSQL") { postgres_url = test::PostgresServer::shared().new_migrated_database(); }
    Scene s(postgres_url);
    auto first = s.redeem(s.tool, s.code(s.bob, s.tool)).json;
    auto second = s.refresh(s.tool, first["refresh_token"].as_string());
    REQUIRE_MESSAGE(second.status == 200, second.text);
    CHECK(s.me(first["access_token"].as_string()) == 401);
    CHECK(s.me(second.json["access_token"].as_string()) == 200);
    auto again = s.refresh(s.tool, first["refresh_token"].as_string());
    CHECK(again.status == 404);
    CHECK(again.error_id() == "api.oauth.get_access_token.refresh_token.app_error");
    const Client other = s.make();
    CHECK(s.refresh(other, second.json["refresh_token"].as_string()).error_id() ==
          "api.oauth.get_access_token.client_id_mismatch.app_error");
    Client wrong = s.tool;
    wrong.secret = "wrong";
    CHECK(s.refresh(wrong, second.json["refresh_token"].as_string()).status == 401);
    // A token that has run out is refreshed all the same.
    s.app.advance(721 * 3'600'000LL);
    CHECK(s.me(second.json["access_token"].as_string()) == 401);
    auto third = s.refresh(s.tool, second.json["refresh_token"].as_string());
    REQUIRE_MESSAGE(third.status == 200, third.text);
    CHECK(s.me(third.json["access_token"].as_string()) == 200);
}

TEST_CASE("oauth: what a code is refused for leaves it good for whom it was meant") {
    Scene s;
    const Client other = s.make();
    const std::string code = s.code(s.bob, s.tool);
    CHECK(s.redeem(s.tool, code, {{"redirect_uri", "https://app.test/other"}}).error_id() ==
          "api.oauth.get_access_token.redirect_uri.app_error");
    auto foreign = s.redeem(other, code);
    CHECK(foreign.status == 400);
    CHECK(foreign.error_id() == "api.oauth.get_access_token.client_id_mismatch.app_error");
    Client wrong = s.tool;
    wrong.secret = other.secret;
    CHECK(s.redeem(wrong, code).status == 401);
    CHECK(s.redeem(s.tool, code, {{"code_verifier", kVerifier}}).error_id() ==
          "model.authorize.validate_pkce.not_used_in_auth.app_error");
    CHECK(s.redeem(s.tool, code, {{"resource", "not absolute"}}).status == 400);
    CHECK(s.redeem(s.tool, code).status == 200);

    const std::string late = s.code(s.bob, s.tool);
    s.app.advance(601'000);
    auto expired = s.redeem(s.tool, late);
    CHECK(expired.status == 403);
    CHECK(expired.error_id() == "api.oauth.get_access_token.expired_code.app_error");
    // The next code sweeps out what nobody came for.
    s.app.advance(25 * 3'600'000LL);
    TestUser eve = s.app.user("eve");
    s.code(eve, s.tool);
    CHECK(s.app.db().read([](Tx& tx) { return tx.list_text(kCodes); }).size() == 1);
}

TEST_CASE("oauth: an app without a secret proves itself by PKCE and gets no refresh token") {
    Scene s;
    const Client app = s.make({{"is_public", true}});
    CHECK(app.secret.empty());
    CHECK(s.authorize(s.bob, app).error_id() == "api.oauth.allow_oauth.pkce_required_public.app_error");
    const Fields with = {{"code_challenge", challenge()}, {"code_challenge_method", "S256"}};
    auto bad = [&](const Fields& more) { return s.authorize(s.bob, app, more).error_id(); };
    CHECK(bad({{"code_challenge", challenge()}}) == "model.authorize.is_valid.code_challenge_method.app_error");
    CHECK(bad({{"code_challenge_method", "S256"}}) == "model.authorize.is_valid.code_challenge.app_error");
    CHECK(bad({{"code_challenge", challenge()}, {"code_challenge_method", "plain"}}) ==
          "model.authorize.is_valid.code_challenge_method.unsupported.app_error");
    CHECK(bad({{"code_challenge", "short"}, {"code_challenge_method", "S256"}}) ==
          "model.authorize.is_valid.code_challenge.length.app_error");
    CHECK(bad({{"code_challenge", std::string(43, '=')}, {"code_challenge_method", "S256"}}) ==
          "model.authorize.is_valid.code_challenge.format.app_error");
    const std::string code = s.code(s.bob, app, with);
    CHECK(s.redeem(app, code).error_id() == "model.oauth.validate_grant.pkce_required.app_error");
    CHECK(s.redeem(app, code, {{"code_verifier", std::string(43, 'x')}}).error_id() ==
          "model.authorize.validate_pkce.verification_failed.app_error");
    CHECK(s.redeem(app, code, {{"code_verifier", kVerifier + std::string(100, 'x')}}).status == 400);
    CHECK(s.redeem({app.id, s.tool.secret}, code, {{"code_verifier", kVerifier}}).error_id() ==
          "model.oauth.validate_grant.public_client_secret.app_error");
    auto tokens = s.redeem(app, code, {{"code_verifier", kVerifier}});
    REQUIRE_MESSAGE(tokens.status == 200, tokens.text);
    CHECK(tokens.json["refresh_token"].as_string().empty());
    CHECK(s.me(tokens.json["access_token"].as_string()) == 200);
    CHECK(s.refresh(app, std::string(26, 'r')).error_id() ==
          "model.oauth.validate_grant.public_client_refresh_token.app_error");
    CHECK(s.app.post(s.admin, kApps + "/" + app.id + "/regen_secret", Json::object()).error_id() ==
          "api.oauth.regenerate_secret.public_client.app_error");
    // An app with a secret may use PKCE too, and then must.
    const std::string both = s.code(s.bob, s.tool, with);
    CHECK(s.redeem(s.tool, both).error_id() == "model.authorize.validate_pkce.verifier_required.app_error");
    CHECK(s.redeem(s.tool, both, {{"code_verifier", kVerifier}}).status == 200);
}

TEST_CASE("oauth: the secret may come by Basic authentication") {
    Scene s;
    auto basic = [&](const std::string& pair) { return Header{"Authorization", "Basic " + base64_encode(pair)}; };
    auto fields = [&](const std::string& code) {
        return Fields{{"grant_type", "authorization_code"}, {"redirect_uri", kBack}, {"code", code}};
    };
    const std::string code = s.code(s.bob, s.tool);
    CHECK(s.send(fields(code), {basic(s.tool.id + ":wrong")}).status == 401);
    CHECK(s.send(fields(code), {basic("no colon")}).status == 400);
    CHECK(s.send(fields(code), {{"Authorization", "Basic %%%"}}).status == 400);
    CHECK(s.send(fields(code), {basic(s.tool.id + ":" + s.tool.secret)}).status == 200);
}

TEST_CASE("oauth: a resource is kept with the tokens") {
    Scene s;
    const std::string resource = "https://chat.test/mcp";
    CHECK(s.authorize(s.bob, s.tool, {{"resource", "mcp"}}).status == 400);
    CHECK(s.authorize(s.bob, s.tool, {{"resource", resource + "#x"}}).error_id() ==
          "model.authorize.is_valid.resource.has_fragment.app_error");
    const std::string code = s.code(s.bob, s.tool, {{"resource", resource}});
    CHECK(s.redeem(s.tool, code, {{"resource", "https://else.test/"}}).error_id() ==
          "api.oauth.get_access_token.resource_mismatch.app_error");
    auto tokens = s.redeem(s.tool, code, {{"resource", resource}}).json;
    CHECK(tokens["audience"].as_string() == resource);
    CHECK(s.refresh(s.tool, tokens["refresh_token"].as_string()).json["audience"].as_string() == resource);
}

TEST_CASE("oauth: tokens end with the account, its sessions, and the consent") {
    Scene s;
    auto tokens = [&] { return s.redeem(s.tool, s.code(s.bob, s.tool)).json; };
    auto is_over = [&](const Json& held) {
        return s.me(held["access_token"].as_string()) == 401 &&
               s.refresh(s.tool, held["refresh_token"].as_string()).status == 404;
    };
    // The session is ended in the list of sessions.
    Json held = tokens();
    std::string session_id;
    const TestAnswer sessions = s.app.get(s.bob, "/api/v4/users/me/sessions");
    for (const Json& session : sessions.json.items())
        if (session["is_oauth"].as_bool()) session_id = session["id"].as_string();
    CHECK(s.app.post(s.bob, "/api/v4/users/me/sessions/revoke", Json::object({{"session_id", session_id}})).status ==
          200);
    CHECK(is_over(held));

    held = tokens();
    const std::string waiting = s.code(s.bob, s.tool);
    CHECK(s.app.post(s.bob, "/oauth/deauthorize", Json::object({{"client_id", s.tool.id}})).status == 200);
    CHECK(is_over(held));
    CHECK(s.redeem(s.tool, waiting).status == 400);

    held = tokens();
    CHECK(s.app.post(s.admin, "/api/v4/users/sessions/revoke/all", Json::object()).status == 200);
    CHECK(is_over(held));
    CHECK(s.app.db().read([](Tx& tx) { return tx.list_text(kRefreshTokens); }).empty());
}

TEST_CASE("oauth: who is deactivated gives nobody access any more") {
    Scene s;
    Json held = s.redeem(s.tool, s.code(s.bob, s.tool)).json;
    const std::string waiting = s.code(s.bob, s.tool);
    CHECK(s.app.put(s.admin, "/api/v4/users/" + s.bob.id + "/active", Json::object({{"active", false}})).status == 200);
    CHECK(s.me(held["access_token"].as_string()) == 401);
    CHECK(s.refresh(s.tool, held["refresh_token"].as_string()).status == 404);
    auto refused = s.redeem(s.tool, waiting);
    CHECK(refused.status == 403);
    CHECK(refused.error_id() == "api.oauth.get_access_token.expired_code.app_error");
}

TEST_CASE("oauth: the page asks, in the reader's language, and its form decides") {
    Scene s;
    const Fields request = s.request(s.tool);
    auto page = s.page(&s.bob, request);
    REQUIRE(page.status == 200);
    CHECK(page.content_type == "text/html; charset=utf-8");
    CHECK(page.text.find("Tool &lt;b&gt; wants access") != page.text.npos);
    CHECK(page.text.find("Tool <b>") == page.text.npos);
    CHECK(page.text.find("<script") == page.text.npos);
    CHECK(page.text.find("@bob") != page.text.npos);
    CHECK(page.text.find("app.test") != page.text.npos);
    CHECK(page.header("Content-Security-Policy").starts_with("default-src 'none'"));
    CHECK(page.header("Cache-Control") == "no-store");
    CHECK(s.app.put(s.bob, "/api/v4/users/me/patch", Json::object({{"locale", "ja"}})).status == 200);
    CHECK(s.page(&s.bob, request).text.find("許可する") != page.text.npos);

    const std::string csrf = s.csrf(s.bob);
    CHECK(page.text.find(csrf) != page.text.npos);
    CHECK(s.decide(s.bob, "", "allow", request).status == 401);
    CHECK(s.decide(s.bob, s.csrf(s.admin), "allow", request).status == 401);
    auto denied = s.decide(s.bob, csrf, "deny", request);
    CHECK(denied.status == 303);
    CHECK(denied.header("Location") == kBack + "?error=access_denied&state=s%20t");
    CHECK(s.page(&s.bob, request).status == 200);  // and is asked again
    auto allowed = s.decide(s.bob, csrf, "allow", request);
    CHECK(allowed.status == 303);
    CHECK(query_value(allowed.header("Location"), "state") == "s t");
    CHECK(s.redeem(s.tool, query_value(allowed.header("Location"), "code")).status == 200);
    // From now on nobody asks.
    auto again = s.page(&s.bob, request);
    CHECK(again.status == 302);
    CHECK(query_value(again.header("Location"), "code").size() == 52);
    CHECK(s.app.db().read([&](Tx& tx) { return preferences::find(tx, s.bob.id, "oauth_app", s.tool.id); }) == "user");
    // A refused form is a page, and leads nowhere.
    Fields foreign = s.request(s.tool);
    foreign[2].second = "https://evil.test/";
    auto refused = s.decide(s.bob, csrf, "deny", foreign);
    CHECK(refused.status == 400);
    CHECK(refused.content_type.starts_with("text/html"));
    CHECK(refused.header("Location").empty());
}

TEST_CASE("oauth: the page sends strangers to the log-in, and apps away") {
    Scene s;
    auto stranger = s.page(nullptr, s.request(s.tool));
    CHECK(stranger.status == 302);
    CHECK(stranger.header("Location").starts_with("https://chat.test/login?redirect_to=%2Foauth%2Fauthorize%3F"));
    auto wrong =
        s.page(&s.bob, {{"response_type", "code"}, {"client_id", s.tool.id}, {"redirect_uri", "https://e.test"}});
    CHECK(wrong.status == 400);
    CHECK(wrong.header("Location").empty());
    CHECK(s.page(nullptr, {{"client_id", "short"}}).status == 400);
    CHECK(s.page(&s.bob, s.request({std::string(26, 'z'), ""})).status == 404);
    const Client trusted = s.make({{"is_trusted", true}});
    CHECK(s.page(&s.bob, s.request(trusted)).status == 302);
    // Nothing of what was sent gets into a header as it is.
    auto odd = s.page(&s.bob, {{"response_type", "other"},
                               {"client_id", trusted.id},
                               {"redirect_uri", kBack},
                               {"state", "a\r\nSet-Cookie: b"}});
    CHECK(odd.header("Location").find_first_of("\r\n ") == std::string::npos);

    const std::string token = s.redeem(s.tool, s.code(s.bob, s.tool)).json["access_token"].as_string();
    TestUser through{.id = s.bob.id, .username = "bob", .password = "", .token = token};
    CHECK(s.page(&through, s.request(trusted)).status == 403);
    CHECK(s.authorize(through, trusted).status == 403);
}

TEST_CASE("oauth: whoever still has to set up a second factor lets nobody in") {
    Scene s;
    const Client trusted = s.make({{"is_trusted", true}});
    s.app.configure([](Config& config) {
        config.ServiceSettings.EnableMultifactorAuthentication = true;
        config.RenkeiSettings.EnforceMultifactorAuthentication = true;
    });
    CHECK(s.page(&s.bob, s.request(trusted)).status == 401);
    CHECK(s.authorize(s.bob, trusted).status == 401);
}

TEST_CASE("oauth: with the provider switched off nothing is given") {
    Scene s;
    const std::string code = s.code(s.bob, s.tool);
    s.app.configure([](Config& config) { config.ServiceSettings.EnableOAuthServiceProvider = false; });
    CHECK(s.page(&s.bob, s.request(s.tool)).status == 501);
    CHECK(s.authorize(s.bob, s.tool).error_id() == "api.oauth.allow_oauth.turn_off.app_error");
    CHECK(s.redeem(s.tool, code).error_id() == "api.oauth.get_access_token.disabled.app_error");
    CHECK(s.app.call(nullptr, "GET", "/.well-known/oauth-authorization-server").status == 501);
    CHECK(s.app.post(s.bob, "/oauth/deauthorize", Json::object({{"client_id", s.tool.id}})).status == 501);
}

TEST_CASE("oauth: posts by an app say so") {
    Scene s;
    Team team = s.app.team(s.admin, "devs");
    Channel channel = s.app.channel(s.admin, team, "builds");
    s.app.join(s.bob, team);
    s.app.join(s.bob, channel);
    const std::string token = s.redeem(s.tool, s.code(s.bob, s.tool)).json["access_token"].as_string();
    TestUser through{.id = s.bob.id, .username = "bob", .password = "", .token = token};
    auto made = s.app.post(through, "/api/v4/posts", Json::object({{"channel_id", channel.id}, {"message", "hi"}}));
    CHECK(made.json["props"]["from_oauth_app"].as_string() == "true");
    CHECK(s.app.say(s.bob, channel, "hi").props.find("from_oauth_app") == nullptr);
}

TEST_CASE("oauth: clients register themselves where the server lets them") {
    Scene s;
    const std::string path = kApps + "/register";
    Json body = Json::object({{"redirect_uris", *Json::parse("[\"https://app.test/back\"]")}, {"client_name", "CLI"}});
    auto call = [&](const Json& with) {
        s.app.advance(1000);
        return s.app.call(nullptr, "POST", path, with.dump());
    };
    auto off = call(body);
    CHECK(off.status == 400);
    CHECK(off.json["error"].as_string() == "unsupported_operation");
    CHECK(off.json["status_code"].as_integer() == 400);
    s.app.configure([](Config& config) { config.ServiceSettings.EnableDynamicClientRegistration = true; });
    auto made = call(body);
    REQUIRE_MESSAGE(made.status == 201, made.text);
    CHECK(made.json["token_endpoint_auth_method"].as_string() == "client_secret_post");
    CHECK(made.json["redirect_uris"].size() == 1);
    CHECK(made.json["scope"].as_string() == "user");
    const Client client{made.json["client_id"].as_string(), made.json["client_secret"].as_string()};
    CHECK(s.redeem(client, s.code(s.bob, client)).status == 200);
    CHECK(s.page(&s.admin, s.request(client)).text.find("registered itself") != std::string::npos);
    auto listed = s.app.get(s.admin, kApps + "/" + client.id);
    CHECK(listed.json["is_dynamically_registered"].as_bool());
    CHECK_FALSE(listed.json["is_trusted"].as_bool());
    CHECK(s.app.put(s.admin, kApps + "/" + client.id, listed.json).status == 200);  // without a homepage

    Json open = body;
    open.set("token_endpoint_auth_method", "none");
    CHECK(call(open).json.find("client_secret") == nullptr);
    auto error_of = [&](const char* key, Json value) {
        Json with = body;
        with.set(key, std::move(value));
        auto refused = call(with);
        CHECK(refused.status == 400);
        return refused.json["error"].as_string();
    };
    CHECK(error_of("redirect_uris", Json::array()) == "invalid_client_metadata");
    CHECK(error_of("redirect_uris", *Json::parse("[\"app:/back\"]")) == "invalid_client_metadata");
    CHECK(error_of("redirect_uris", "https://app.test") == "invalid_client_metadata");
    CHECK(error_of("client_name", std::string(65, 'n')) == "invalid_client_metadata");
    CHECK(error_of("client_uri", "app.test") == "invalid_client_metadata");
    CHECK(error_of("token_endpoint_auth_method", "private_key_jwt") == "invalid_client_metadata");
    s.app.configure(
        [](Config& config) { config.ServiceSettings.DCRRedirectURIAllowlist = {"https://*.good.test/**"}; });
    CHECK(call(body).json["error"].as_string() == "invalid_redirect_uri");
    body.set("redirect_uris", *Json::parse("[\"https://a.good.test/x/y\"]"));
    CHECK(call(body).status == 201);
    int limited = 0;
    for (int i = 0; i < 20; ++i) limited += s.app.call(nullptr, "POST", path, body.dump()).status == 429;
    CHECK(limited > 5);
}

TEST_CASE("oauth: the server describes itself") {
    Scene s;
    const std::string path = "/.well-known/oauth-authorization-server";
    auto told = s.app.call(nullptr, "GET", path);
    CHECK(told.status == 200);
    CHECK(told.json["issuer"].as_string() == "https://chat.test");
    CHECK(told.json["token_endpoint"].as_string() == "https://chat.test/oauth/access_token");
    CHECK(told.json.find("registration_endpoint") == nullptr);
    s.app.configure([](Config& config) { config.ServiceSettings.EnableDynamicClientRegistration = true; });
    CHECK(s.app.call(nullptr, "GET", path + "/mcp").json["registration_endpoint"].as_string() ==
          "https://chat.test/api/v4/oauth/apps/register");
}

TEST_CASE("oauth: patterns of redirect addresses") {
    using oauth::fits_redirect_pattern;
    CHECK(fits_redirect_pattern("https://a.test/x", "https://a.test/x"));
    CHECK_FALSE(fits_redirect_pattern("https://a.test/xy", "https://a.test/x"));
    CHECK(fits_redirect_pattern("https://a.test/x", "https://a.test/*"));
    CHECK_FALSE(fits_redirect_pattern("https://a.test/x/y", "https://a.test/*"));
    CHECK(fits_redirect_pattern("https://a.test/x/y", "https://a.test/**"));
    CHECK(fits_redirect_pattern("https://a.test/x/y/z", "https://a.test/**/z"));
    CHECK_FALSE(fits_redirect_pattern("https://evil.test/?https://a.test/", "https://a.test/**"));
    CHECK_FALSE(fits_redirect_pattern("https://a.test", "https://*.a.test"));
    CHECK(fits_redirect_pattern("", "**"));
    CHECK_FALSE(fits_redirect_pattern("", "x"));
    CHECK(fits_redirect_pattern("", ""));
}
