#include "app/filters.h"

#include <doctest/doctest.h>

#include "app/config_store.h"
#include "app/services.h"
#include "app/session_store.h"
#include "fixture/test_app.h"

using namespace rk;

namespace {

std::string cookie(const TestUser& user) { return "theme=dark; MMAUTHTOKEN=" + user.token + "; x=y"; }

std::string csrf_of(TestApp& app, const TestUser& user) {
    return app.services().sessions->find_cached(user.token)->props.at("csrf");
}

}  // namespace

TEST_CASE("every answer has the security headers, and none of them twice") {
    TestApp app;
    for (const char* path : {"/api/v4/system/ping", "/api/v4/users/me", "/api/v4/nothing"}) {
        CAPTURE(path);
        auto answer = app.call(nullptr, "GET", path);
        CHECK(!answer.header("X-Request-Id").empty());
        CHECK(answer.header("Expires") == "0");
        std::string block = *StandardHeaders().block(app.services());
        CHECK(block.find("X-Content-Type-Options: nosniff\r\n") != std::string::npos);
        CHECK(block.find("Referrer-Policy: no-referrer\r\n") != std::string::npos);
        CHECK(block.find("Permissions-Policy: \r\n") != std::string::npos);
        CHECK(block.find("Strict-Transport-Security") == std::string::npos);
    }
    app.configure([](Config& c) { c.ServiceSettings.TLSStrictTransport = true; });
    CHECK(app.services().headers->block(app.services())->find("Strict-Transport-Security: max-age=63072000\r\n") !=
          std::string::npos);
}

TEST_CASE("a page says where it may be shown") {
    TestApp app;
    app.configure([](Config& c) { c.ServiceSettings.FrameAncestors = "https://portal.example.com"; });
    Request request;
    Reply page;
    page.content_type = "text/html; charset=utf-8";
    add_standard_headers(app.services(), request, page);
    CHECK(*page.find_header("X-Frame-Options") == "SAMEORIGIN");
    CHECK(*page.find_header("Content-Security-Policy") ==
          "frame-ancestors 'self' https://portal.example.com; script-src 'self'");
}

TEST_CASE("a cookie counts for reading, and for writing only with proof of the origin") {
    TestApp app;
    TestUser admin = app.user("admin");
    app.get(admin, "/api/v4/users/me");  // into the cache
    std::string body = "[\"" + admin.id + "\"]";
    CHECK(app.call(nullptr, "GET", "/api/v4/users/me", "", {{"Cookie", cookie(admin)}}).status == 200);
    auto ids = [&](std::initializer_list<Header> headers) {
        return app.call(nullptr, "POST", "/api/v4/users/ids", body, headers).status;
    };
    CHECK(ids({{"Cookie", cookie(admin)}}) == 401);
    CHECK(ids({{"Cookie", cookie(admin)}, {"X-CSRF-Token", "wrong"}}) == 401);
    CHECK(ids({{"Cookie", cookie(admin)}, {"X-CSRF-Token", csrf_of(app, admin)}}) == 200);
    CHECK(ids({{"Cookie", cookie(admin)}, {"X-Requested-With", "XMLHttpRequest"}}) == 200);
    app.configure([](Config& c) { c.ServiceSettings.ExperimentalStrictCSRFEnforcement = true; });
    CHECK(ids({{"Cookie", cookie(admin)}, {"X-Requested-With", "XMLHttpRequest"}}) == 401);
    CHECK(ids({{"Cookie", cookie(admin)}, {"X-CSRF-Token", csrf_of(app, admin)}}) == 200);
}

TEST_CASE("a token in the address is refused unless it is of OAuth") {
    TestApp app;
    TestUser admin = app.user("admin");
    auto refused = app.call(nullptr, "GET", "/api/v4/users/me?access_token=" + admin.token);
    CHECK(refused.status == 401);
    CHECK(refused.error_id() == "api.context.token_provided.app_error");
}

TEST_CASE("an address that is too long is refused as such") {
    TestApp app;
    TestUser admin = app.user("admin");
    auto refused = app.get(admin, "/api/v4/users/me?x=" + std::string(2048, 'a'));
    CHECK(refused.status == 414);
    CHECK(refused.error_id() == "basic_security_check.url.too_long_error");
    app.configure([](Config& c) { c.ServiceSettings.MaximumURLLength = 5000; });
    CHECK(app.get(admin, "/api/v4/users/me?x=" + std::string(2048, 'a')).status == 200);
}

TEST_CASE("errors are in the language that the client asks for") {
    TestApp app;
    auto message = [&](std::string language) {
        return app.call(nullptr, "GET", "/api/v4/users/me", "", {{"Accept-Language", language}})
            .json["message"]
            .as_string();
    };
    std::string english = Err::session_expired.en, japanese = Err::session_expired.ja;
    CHECK(message("en-US,en;q=0.9") == english);
    CHECK(message("ja-JP,ja;q=0.9,en;q=0.8") == japanese);
    CHECK(message("de, ja;q=0.5") == japanese);
    CHECK(message("de") == english);
    CHECK(app.call(nullptr, "GET", "/api/v4/no", "", {{"Accept-Language", "ja"}}).json["message"].as_string() ==
          Err::route_not_found.ja);
    app.configure([](Config& c) { c.LocalizationSettings.DefaultServerLocale = "ja"; });
    CHECK(message("de") == japanese);
    CHECK(app.call(nullptr, "GET", "/api/v4/users/me").json["message"].as_string() == japanese);
}

TEST_CASE("multi-factor authentication can be demanded of every account") {
    TestApp app;
    TestUser admin = app.user("admin");
    CHECK(app.get(admin, "/api/v4/roles").status == 200);
    app.configure([](Config& c) {
        c.ServiceSettings.EnableMultifactorAuthentication = true;
        c.RenkeiSettings.EnforceMultifactorAuthentication = true;
    });
    auto refused = app.get(admin, "/api/v4/roles");
    CHECK(refused.status == 401);
    CHECK(refused.error_id() == "api.context.mfa_required.app_error");
    CHECK(app.get(admin, "/api/v4/users/me").status == 200);  // clients find out by it what is missing
    CHECK(app.get(admin, "/api/v4/system/ping").status == 200);
}

TEST_CASE("pages of other origins: only those that the settings name are told that they may") {
    TestApp app;
    TestUser admin = app.user("admin");
    auto get = [&](std::string origin) {
        return app.call(&admin, "GET", "/api/v4/users/me", "", {{"Origin", origin}});
    };
    CHECK(get("https://a.example.com").header("Access-Control-Allow-Origin").empty());
    CHECK(app.call(&admin, "OPTIONS", "/api/v4/users/me", "",
                   {{"Origin", "https://a.example.com"}, {"Access-Control-Request-Method", "POST"}})
              .status == 404);
    app.configure([](Config& c) {
        c.ServiceSettings.AllowCorsFrom = "https://a.example.com https://*.b.example.com";
        c.ServiceSettings.CorsAllowCredentials = true;
        c.ServiceSettings.CorsExposedHeaders = "X-One X-Two";
    });
    auto allowed = get("https://A.example.com");
    CHECK(allowed.status == 200);
    CHECK(allowed.header("Access-Control-Allow-Origin") == "https://A.example.com");
    CHECK(allowed.header("Access-Control-Allow-Credentials") == "true");
    CHECK(allowed.header("Access-Control-Expose-Headers") == "X-One, X-Two");
    CHECK(allowed.header("Vary") == "Origin");
    CHECK(get("https://x.b.example.com").header("Access-Control-Allow-Origin") == "https://x.b.example.com");
    CHECK(get("https://evil.example.com").header("Access-Control-Allow-Origin").empty());
    CHECK(get("https://b.example.com.evil.com").header("Access-Control-Allow-Origin").empty());

    auto ask = [&](std::string origin, std::string method) {
        return app.call(nullptr, "OPTIONS", "/api/v4/users/me", "",
                        {{"Origin", origin},
                         {"Access-Control-Request-Method", method},
                         {"Access-Control-Request-Headers", "authorization, content-type"}});
    };
    auto yes = ask("https://a.example.com", "PUT");
    CHECK(yes.status == 204);
    CHECK(yes.header("Access-Control-Allow-Methods") == "PUT");
    CHECK(yes.header("Access-Control-Allow-Headers") == "authorization, content-type");
    CHECK(yes.header("Access-Control-Max-Age") == "86400");
    CHECK(ask("https://evil.example.com", "PUT").header("Access-Control-Allow-Origin").empty());
    CHECK(ask("https://a.example.com", "TRACE").header("Access-Control-Allow-Origin").empty());
    app.configure([](Config& c) { c.ServiceSettings.AllowCorsFrom = "*"; });
    CHECK(get("https://any.example.com").header("Access-Control-Allow-Origin") == "*");
}
