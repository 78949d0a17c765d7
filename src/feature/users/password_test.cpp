#include <doctest/doctest.h>

#include "fixture/test_app.h"

using namespace rk;

namespace {

int log_in(TestApp& app, const std::string& name, const std::string& password) {
    return app
        .call(nullptr, "POST", "/api/v4/users/login", Json::object({{"login_id", name}, {"password", password}}).dump())
        .status;
}

std::string token_of(const TestApp::SentMail& mail) {
    size_t at = mail.text.find("token=");
    return at == std::string::npos ? "" : mail.text.substr(at + 6, 64);
}

}  // namespace

TEST_CASE("a password is changed by its owner who knows the old one, or by an administrator") {
    TestApp app;
    TestUser admin = app.user("admin"), alice = app.user("alice"), bob = app.user("bob");
    app.take_mails();
    std::string path = "/api/v4/users/" + alice.id + "/password";
    auto change = [&](const TestUser& who, const char* current, const char* fresh) {
        return app.put(who, path, Json::object({{"current_password", current}, {"new_password", fresh}}));
    };
    CHECK(change(bob, "Password-1", "Password-2").error_id() == "api.user.update_password.context.app_error");
    CHECK(change(alice, "wrong", "Password-2").error_id() == "api.user.update_password.incorrect.app_error");
    CHECK(change(alice, "", "Password-2").error_id() == "api.context.invalid_body_param.app_error");
    CHECK(change(alice, "Password-1", "short").error_id() == "model.user.is_valid.pwd_min_length.app_error");
    CHECK(change(alice, "Password-1", "Password-2").status == 200);
    CHECK(log_in(app, "alice", "Password-1") == 401);
    CHECK(log_in(app, "alice", "Password-2") == 200);
    CHECK(change(admin, "", "Password-3").status == 200);
    CHECK(log_in(app, "alice", "Password-3") == 200);
    CHECK(app.get(alice, "/api/v4/users/me").status == 200);  // golden "password change leaves sessions alone"
    auto mails = app.take_mails();
    REQUIRE(mails.size() == 2);
    CHECK(mails[0].to == "alice@example.com");
    TestUser other = app.user("other");
    app.configure([](Config& c) { c.ServiceSettings.TerminateSessionsOnPasswordChange = true; });
    CHECK(change(alice, "Password-3", "Password-4").status == 200);
    CHECK(app.get(alice, "/api/v4/users/me").status == 200);
    CHECK(change(admin, "", "Password-5").status == 200);
    CHECK(app.get(alice, "/api/v4/users/me").status == 401);
    CHECK(app.get(other, "/api/v4/users/me").status == 200);
}

TEST_CASE("a forgotten password is replaced through the newest link, once, within a day") {
    TestApp app;
    app.user("admin");
    TestUser alice = app.user("alice");
    app.take_mails();
    auto ask = [&](const char* email) {
        return app.call(nullptr, "POST", "/api/v4/users/password/reset/send", Json::object({{"email", email}}).dump())
            .status;
    };
    auto reset = [&](const std::string& token, const char* fresh) {
        return app.call(nullptr, "POST", "/api/v4/users/password/reset",
                        Json::object({{"token", token}, {"new_password", fresh}}).dump());
    };
    CHECK(ask("nobody@example.com") == 200);
    CHECK(app.take_mails().empty());
    CHECK(ask("") == 400);
    CHECK(ask("alice@example.com") == 200);
    CHECK(ask("ALICE@example.com") == 200);
    auto mails = app.take_mails();
    REQUIRE(mails.size() == 2);
    CHECK(mails[0].html.find("token=" + token_of(mails[0])) != std::string::npos);
    CHECK(reset(token_of(mails[0]), "Password-2").error_id() == "api.user.reset_password.invalid_link.app_error");
    CHECK(reset("short", "Password-2").error_id() == "api.context.invalid_body_param.app_error");
    CHECK(reset(token_of(mails[1]), "x").error_id() == "model.user.is_valid.pwd_min_length.app_error");
    CHECK(reset(token_of(mails[1]), "Password-2").status == 200);
    CHECK(reset(token_of(mails[1]), "Password-3").error_id() == "api.user.reset_password.invalid_link.app_error");
    CHECK(log_in(app, "alice", "Password-2") == 200);
    CHECK(app.take_mails().size() == 1);  // told of the change
    CHECK(ask("alice@example.com") == 200);
    std::string late = token_of(app.take_mails().at(0));
    app.advance(25LL * 3'600'000);
    CHECK(reset(late, "Password-4").error_id() == "api.user.reset_password.link_expired.app_error");
}

TEST_CASE("an unproven address keeps its owner out while the server asks for proof") {
    TestApp app;
    TestUser admin = app.user("admin");
    app.configure([](Config& c) { c.EmailSettings.RequireEmailVerification = true; });
    app.take_mails();
    auto made = app.call(
        nullptr, "POST", "/api/v4/users",
        Json::object(
            {{"username", "dora"}, {"email", "dora@example.com"}, {"password", "Password-1"}, {"locale", "ja"}})
            .dump());
    REQUIRE(made.status == 201);
    auto mails = app.take_mails();
    REQUIRE(mails.size() == 1);
    CHECK(mails[0].subject.find("メールアドレスの確認") != std::string::npos);
    auto refused = app.call(nullptr, "POST", "/api/v4/users/login", R"({"login_id":"dora","password":"Password-1"})");
    CHECK(refused.error_id() == "api.user.login.not_verified.app_error");
    CHECK(app.call(nullptr, "POST", "/api/v4/users/email/verify/send", R"({"email":"dora@example.com"})").status ==
          200);
    mails = app.take_mails();
    REQUIRE(mails.size() == 1);
    CHECK(app.call(nullptr, "POST", "/api/v4/users/email/verify", Json::object({{"token", token_of(mails[0])}}).dump())
              .status == 200);
    CHECK(log_in(app, "dora", "Password-1") == 200);
    auto eve =
        app.call(nullptr, "POST", "/api/v4/users",
                 Json::object({{"username", "eve"}, {"email", "eve@example.com"}, {"password", "Password-1"}}).dump());
    std::string by_hand = "/api/v4/users/" + eve.json["id"].as_string() + "/email/verify/member";
    CHECK(app.call(nullptr, "POST", by_hand).status == 401);
    CHECK(app.post(admin, by_hand, Json()).status == 200);
    CHECK(log_in(app, "eve", "Password-1") == 200);
}
