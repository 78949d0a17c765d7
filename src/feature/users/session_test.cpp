#include <doctest/doctest.h>

#include "base/crypto.h"
#include "feature/users/sessions.h"
#include "feature/users/users.h"
#include "fixture/test_app.h"

using namespace rk;

namespace {

TestAnswer log_in(TestApp& app, const TestUser& user, Json extra = Json::object(),
                  std::initializer_list<Header> headers = {}) {
    Json body = Json::object({{"login_id", user.username}, {"password", user.password}});
    for (const auto& [key, value] : extra.members()) body.set(key, value);
    return app.call(nullptr, "POST", "/api/v4/users/login", body.dump(), headers);
}

std::vector<std::string> cookies(const TestAnswer& answer) {
    std::vector<std::string> found;
    for (const Header& header : answer.headers)
        if (header.name == "Set-Cookie") found.push_back(header.value);
    return found;
}

// The code that an authenticator shows: the one that the server takes, found by trying.
std::string code_of(const std::string& secret, Millis now) {
    for (int i = 0; i < 1'000'000; ++i) {
        std::string code = std::to_string(1'000'000 + i).substr(1);
        if (check_totp(secret, code, now)) return code;
    }
    return {};
}

}  // namespace

TEST_CASE("a browser gets cookies, a program a header, and a stale cookie is taken away") {
    TestApp app;
    TestUser alice = app.user("alice");
    CHECK(cookies(log_in(app, alice)).empty());
    auto browser = log_in(app, alice, Json::object(), {{"X-Requested-With", "XMLHttpRequest"}});
    auto set = cookies(browser);
    REQUIRE(set.size() == 3);
    CHECK(set[0].starts_with("MMAUTHTOKEN=" + browser.header("Token") + "; Path=/; Expires="));
    CHECK(set[0].find("HttpOnly") != std::string::npos);
    CHECK(set[1].starts_with("MMUSERID=" + alice.id));
    CHECK(set[2].find("HttpOnly") == std::string::npos);
    CHECK(set[0].find("Secure") == std::string::npos);
    app.configure([](Config& c) { c.ServiceSettings.SiteURL = "https://chat.example.com/sub"; });
    CHECK(cookies(log_in(app, alice, Json::object(), {{"X-Requested-With", "XMLHttpRequest"}}))[0].find(
              "Path=/sub; Expires=") != std::string::npos);
    std::string cookie = "MMAUTHTOKEN=" + browser.header("Token");
    CHECK(app.call(nullptr, "GET", "/api/v4/users/me", "", {{"Cookie", cookie}}).status == 200);
    CHECK(app.call(nullptr, "PUT", "/api/v4/users/me/patch", "{}", {{"Cookie", cookie}}).status == 401);
    auto gone =
        app.call(nullptr, "GET", "/api/v4/users/me", "", {{"Cookie", "MMAUTHTOKEN=aaaaaaaaaaaaaaaaaaaaaaaaaa"}});
    CHECK(gone.status == 401);
    REQUIRE(cookies(gone).size() == 1);
    CHECK(cookies(gone)[0].starts_with("MMAUTHTOKEN=; Path=/sub; Max-Age=0"));
}

TEST_CASE("sessions are listed without their tokens and ended one by one or all at once") {
    TestApp app;
    TestUser admin = app.user("admin"), alice = app.user("alice"), bob = app.user("bob");
    TestUser second = alice;
    second.token = log_in(app, alice, Json::object(), {{"User-Agent", "Mozilla/5.0 (X11; Linux x86_64) Firefox/120.0"}})
                       .header("Token");
    auto list = app.get(alice, "/api/v4/users/me/sessions");
    REQUIRE(list.json.size() == 2);
    std::string second_id;
    for (const Json& session : list.json.items()) {
        CHECK(session["token"].as_string().empty());
        CHECK(session["team_members"].is_array());
        if (session["props"]["browser"].as_string() == "Firefox/120.0") second_id = session["id"].as_string();
    }
    REQUIRE(!second_id.empty());
    std::string path = "/api/v4/users/" + alice.id + "/sessions";
    CHECK(app.get(bob, path).status == 403);
    CHECK(app.post(bob, path + "/revoke", Json::object({{"session_id", second_id}})).status == 403);
    CHECK(app.post(alice, path + "/revoke", Json::object({{"session_id", ""}})).status == 400);
    CHECK(app.post(alice, path + "/revoke", Json::object({{"session_id", second_id}})).status == 200);
    CHECK(app.get(second, "/api/v4/users/me").status == 401);
    CHECK(app.get(alice, "/api/v4/users/me").status == 200);
    CHECK(app.post(admin, path + "/revoke/all", Json()).status == 200);
    CHECK(app.get(alice, "/api/v4/users/me").status == 401);
    CHECK(app.post(bob, "/api/v4/users/sessions/revoke/all", Json()).status == 403);
    CHECK(app.post(admin, "/api/v4/users/sessions/revoke/all", Json()).status == 200);
    CHECK(app.get(bob, "/api/v4/users/me").status == 401);
    CHECK(app.get(admin, "/api/v4/users/me").status == 401);
}

TEST_CASE("a session ends after its time, unless it is used") {
    TestApp app;
    TestUser idle = app.user("idle"), busy = app.user("busy");
    constexpr Millis kDay = 86'400'000;
    for (int day = 0; day < 31; ++day) {
        app.advance(kDay);
        CHECK(app.get(busy, "/api/v4/users/me").status == 200);
    }
    CHECK(app.get(idle, "/api/v4/users/me").status == 401);
    app.configure([](Config& c) {
        c.ServiceSettings.ExtendSessionLengthWithActivity = false, c.ServiceSettings.SessionIdleTimeoutInMinutes = 60;
    });
    CHECK(app.get(busy, "/api/v4/users/me").status == 200);
    app.advance(2 * 3'600'000);
    CHECK(app.get(busy, "/api/v4/users/me").status == 401);
}

TEST_CASE("a device has one session, and it is a mobile one") {
    TestApp app;
    TestUser alice = app.user("alice");
    TestUser first = alice, again = alice;
    first.token = log_in(app, alice, Json::object({{"device_id", "apple:1"}})).header("Token");
    again.token = log_in(app, alice, Json::object({{"device_id", "apple:1"}})).header("Token");
    CHECK(app.get(first, "/api/v4/users/me").status == 401);
    CHECK(app.get(again, "/api/v4/users/me").status == 200);
    CHECK(app.put(alice, "/api/v4/users/sessions/device", Json::object({{"device_id", "apple:1"}})).status == 200);
    CHECK(app.get(again, "/api/v4/users/me").status == 401);
    CHECK(
        app.put(alice, "/api/v4/users/sessions/device", Json::object({{"device_id", std::string(600, 'x')}})).status ==
        400);
}

TEST_CASE("too many wrong passwords lock an account until an administrator or a new password frees it") {
    TestApp app;
    TestUser admin = app.user("admin"), alice = app.user("alice");
    app.configure([](Config& c) { c.ServiceSettings.MaximumLoginAttempts = 3; });
    for (int i = 0; i < 3; ++i)
        CHECK(log_in(app, alice, Json::object({{"password", "wrong"}})).error_id() ==
              "api.user.login.invalid_credentials_email_username");
    CHECK(log_in(app, alice).error_id() == "api.user.check_user_login_attempts.too_many.app_error");
    std::string reset = "/api/v4/users/" + alice.id + "/reset_failed_attempts";
    CHECK(app.post(alice, reset, Json()).status == 403);
    CHECK(app.post(admin, reset, Json()).status == 200);
    CHECK(log_in(app, alice).status == 200);
    CHECK(log_in(app, alice, Json::object({{"password", "wrong"}})).status == 401);
    CHECK(log_in(app, alice).status == 200);  // a good one starts the count anew
    app.db().read([&](Tx& tx) { CHECK(users::get(tx, alice.id).failed_attempts == 0); });
}

TEST_CASE("old password hashes are replaced at log-in, and still let their owner in") {
    TestApp app;
    TestUser alice = app.user("alice");
    std::string old;
    app.db().read([&](Tx& tx) { old = users::get(tx, alice.id).password; });
    app.configure([](Config& c) { c.RenkeiSettings.PasswordHashWork = 2; });
    CHECK(log_in(app, alice).status == 200);
    app.db().read([&](Tx& tx) { CHECK(users::get(tx, alice.id).password != old); });
    CHECK(log_in(app, alice).status == 200);
}

TEST_CASE("with multi-factor authentication a code is asked for, and each is good once") {
    TestApp app;
    app.user("admin");
    TestUser alice = app.user("alice");
    CHECK(app.post(alice, "/api/v4/users/me/mfa/generate", Json()).error_id() == "mfa.mfa_disabled.app_error");
    app.configure([](Config& c) { c.ServiceSettings.EnableMultifactorAuthentication = true; });
    auto made = app.post(alice, "/api/v4/users/me/mfa/generate", Json());
    REQUIRE(made.status == 200);
    std::string secret = made.json["secret"].as_string();
    CHECK(secret.size() == 32);
    CHECK(base64_decode(made.json["qr_code"].as_string())->starts_with("\x89PNG"));
    CHECK(log_in(app, alice).status == 200);
    CHECK(app.put(alice, "/api/v4/users/me/mfa", Json::object({{"activate", true}})).status == 400);
    std::string code = code_of(secret, app.now());
    std::string wrong = code == "000000" ? "000001" : "000000";
    CHECK(app.put(alice, "/api/v4/users/me/mfa", Json::object({{"activate", true}, {"code", wrong}})).error_id() ==
          "mfa.activate.bad_token.app_error");
    CHECK(app.put(alice, "/api/v4/users/me/mfa", Json::object({{"activate", true}, {"code", code}})).status == 200);
    CHECK(app.get(alice, "/api/v4/users/me").json["mfa_active"].as_bool());
    CHECK(log_in(app, alice).error_id() == "mfa.validate_token.authenticate.app_error");
    CHECK(log_in(app, alice, Json::object({{"token", code}})).error_id() ==
          "api.user.check_user_mfa.bad_code.app_error");
    app.advance(120'000);
    std::string next = code_of(secret, app.now());
    CHECK(log_in(app, alice, Json::object({{"token", next}})).status == 200);
    CHECK(log_in(app, alice, Json::object({{"token", next}})).status == 401);
    CHECK(app.put(alice, "/api/v4/users/me/mfa", Json::object({{"activate", false}})).status == 200);
    CHECK(log_in(app, alice).status == 200);
}

TEST_CASE("agents are told apart as there") {
    auto props = users::sessions::props_of_agent(
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 "
        "Safari/537.36");
    CHECK(props["os"] == "Windows 10");
    CHECK(props["browser"] == "Chrome/120.0.0.0");
    CHECK(users::sessions::props_of_agent(
              "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Version/17.1 Safari/605.1.15")["browser"] ==
          "Safari/17.1");
    CHECK(users::sessions::props_of_agent("")["browser"] == "unknown");
}

TEST_CASE("personal access tokens act as their account while the setting and their owner let them") {
    TestApp app;
    TestUser admin = app.user("admin"), alice = app.user("alice"), bob = app.user("bob");
    std::string path = "/api/v4/users/" + alice.id + "/tokens";
    Json mine = Json::object({{"description", "mine"}});
    CHECK(app.post(alice, path, mine).status == 403);
    CHECK(app.put(admin, "/api/v4/users/" + alice.id + "/roles",
                  Json::object({{"roles", "system_user system_user_access_token"}}))
              .status == 200);
    CHECK(app.post(alice, path, mine).error_id() == "app.user_access_token.disabled");
    app.configure([](Config& c) { c.ServiceSettings.EnableUserAccessTokens = true; });
    CHECK(app.post(alice, path, Json::object({{"description", ""}})).status == 400);
    CHECK(app.post(alice, path, Json::object({{"description", std::string(256, 'd')}})).error_id() ==
          "model.user_access_token.is_valid.description.app_error");
    auto made = app.post(alice, path, mine);
    REQUIRE(made.status == 200);
    TestUser program = alice;
    program.token = made.json["token"].as_string();
    Json named = Json::object({{"token_id", made.json["id"].as_string()}});
    std::string one = "/api/v4/users/tokens/" + made.json["id"].as_string();
    CHECK(app.get(program, "/api/v4/users/me").json["id"].as_string() == alice.id);
    CHECK(app.get(alice, path).json.items()[0].find("token") == nullptr);
    CHECK(app.get(bob, one).status == 403);
    CHECK(app.get(alice, "/api/v4/users/tokens").status == 403);
    CHECK(app.get(admin, "/api/v4/users/tokens").json.size() == 1);
    CHECK(app.post(admin, "/api/v4/users/tokens/search", Json::object({{"term", "ali"}})).json.size() == 1);
    CHECK(app.post(admin, "/api/v4/users/tokens/search", Json::object({{"term", "%"}})).json.size() == 0);
    CHECK(app.post(bob, "/api/v4/users/tokens/disable", named).status == 403);
    CHECK(app.post(alice, "/api/v4/users/tokens/disable", named).status == 200);
    CHECK(app.get(program, "/api/v4/users/me").status == 401);
    CHECK(app.post(alice, "/api/v4/users/tokens/enable", named).status == 200);
    CHECK(app.get(program, "/api/v4/users/me").status == 200);
    app.configure([](Config& c) { c.ServiceSettings.EnableUserAccessTokens = false; });
    CHECK(app.get(program, "/api/v4/users/me").status == 401);
    app.configure([](Config& c) { c.ServiceSettings.EnableUserAccessTokens = true; });
    CHECK(app.post(alice, "/api/v4/users/tokens/revoke", named).status == 200);
    CHECK(app.get(program, "/api/v4/users/me").status == 401);
    CHECK(app.get(alice, one).error_id() == "app.user_access_token.get_by_user.app_error");
}
