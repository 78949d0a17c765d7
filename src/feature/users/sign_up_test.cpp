#include <doctest/doctest.h>

#include "feature/users/users.h"
#include "fixture/test_app.h"

using namespace rk;

namespace {

Json account(const std::string& name) {
    return Json::object({{"username", name}, {"email", name + "@example.com"}, {"password", "Password-1"}});
}

}  // namespace

TEST_CASE("the first account is the system admin, the next one is not") {
    TestApp app;
    app.take_events();
    auto first = app.call(nullptr, "POST", "/api/v4/users", account("root").dump());
    CHECK(first.status == 201);
    CHECK(first.json["roles"].as_string() == "system_admin system_user");
    CHECK(first.json.find("password") == nullptr);
    auto events = app.take_events("new_user");
    REQUIRE(events.size() == 1);
    CHECK(events[0].data == "{\"user_id\":\"" + first.json["id"].as_string() + "\"}");
    auto second = app.call(nullptr, "POST", "/api/v4/users", account("alice").dump());
    CHECK(second.json["roles"].as_string() == "system_user");
    app.db().read([&](Tx& tx) {
        User stored = users::get(tx, second.json["id"].as_string());
        CHECK(stored.username == "alice");
        CHECK(stored.password.starts_with("$pbkdf2$"));
        CHECK(users::username_of(tx, stored.id) == "alice");
        CHECK(users::find_by_username(tx, "ALICE")->id == stored.id);
        CHECK(users::find_by_email(tx, "Alice@Example.com")->id == stored.id);
        CHECK_FALSE(users::find(tx, "zzzzzzzzzzzzzzzzzzzzzzzzzz"));
    });
}

TEST_CASE("a log-in gives a token that stands for the account until it is logged out") {
    TestApp app;
    TestUser alice = app.user("alice");
    auto me = app.get(alice, "/api/v4/users/me");
    CHECK(me.status == 200);
    CHECK(me.json["username"].as_string() == "alice");
    CHECK(me.json["notify_props"]["push_status"].as_string() == "online");
    CHECK(app.call(&alice, "GET", "/api/v4/users/me", "", {{"If-None-Match", me.header("ETag")}}).status == 304);
    CHECK(app.post(alice, "/api/v4/users/logout", Json()).status == 200);
    auto gone = app.get(alice, "/api/v4/users/me");
    CHECK(gone.status == 401);
    CHECK(gone.error_id() == "api.context.session_expired.app_error");
}

TEST_CASE("nobody learns at log-in whether an account exists") {
    TestApp app;
    app.user("alice");
    auto log_in = [&](const char* name, const char* password) {
        return app.call(nullptr, "POST", "/api/v4/users/login",
                        Json::object({{"login_id", name}, {"password", password}}).dump());
    };
    CHECK(log_in("alice", "wrong").error_id() == "api.user.login.invalid_credentials_email_username");
    CHECK(log_in("nobody", "wrong").error_id() == "api.user.login.invalid_credentials_email_username");
    CHECK(log_in("ALICE@example.com", "Password-1").status == 200);
    CHECK(log_in("alice", "").error_id() == "api.user.login.blank_pwd.app_error");
}

TEST_CASE("what is only read from clients is never written to them") {
    User user;
    user.password = "secret";
    user.mfa_secret = "SECRET";
    CHECK(to_json(user).find("secret") == std::string::npos);
    CHECK(to_json(user).find("SECRET") == std::string::npos);
    CHECK(to_tree(user).find("password") == nullptr);
    CHECK(from_tree<User>(Json::object({{"password", "given"}})).password == "given");
}
