#include <doctest/doctest.h>

#include "feature/users/users.h"
#include "fixture/test_app.h"

using namespace rk;

namespace {

constexpr const char* kNobody = "zzzzzzzzzzzzzzzzzzzzzzzzzz";

std::string of(const TestUser& user, std::string_view rest = "") {
    return "/api/v4/users/" + user.id + std::string(rest);
}

}  // namespace

TEST_CASE("an account is whole to its owner and cut down to others") {
    TestApp app;
    TestUser admin = app.user("admin"), alice = app.user("alice"), bob = app.user("bob");
    auto own = app.get(alice, of(alice)), other = app.get(bob, of(alice)), by_admin = app.get(admin, of(alice));
    CHECK(own.json.find("notify_props"));
    CHECK_FALSE(own.json.find("auth_data"));
    CHECK(own.json["last_password_update"].as_integer() > 0);
    CHECK_FALSE(other.json.find("notify_props"));
    CHECK(other.json["auth_data"].is_string());
    CHECK(other.json["email"].as_string() == "alice@example.com");
    CHECK(by_admin.json.find("notify_props"));
    CHECK_FALSE(by_admin.json.find("last_password_update"));
    app.configure([](Config& c) { c.PrivacySettings.ShowEmailAddress = c.PrivacySettings.ShowFullName = false; });
    CHECK(app.get(bob, of(alice)).json["email"].as_string().empty());
    CHECK(app.get(admin, of(alice)).json["email"].as_string() == "alice@example.com");
    CHECK(app.get(bob, "/api/v4/users/email/alice@example.com").error_id() ==
          "api.user.get_user_by_email.permissions.app_error");
    CHECK(app.get(bob, "/api/v4/users/username/Alice").json["id"].as_string() == alice.id);
    CHECK(app.get(bob, std::string("/api/v4/users/") + kNobody).error_id() == "app.user.missing_account.const");
    CHECK(app.get(bob, "/api/v4/users/x").error_id() == "api.context.invalid_url_param.app_error");
    CHECK(app.call(nullptr, "GET", of(alice)).status == 401);
}

TEST_CASE("a patch changes what it names, is told to all, and reaches the next request") {
    TestApp app;
    app.user("admin");
    TestUser alice = app.user("alice"), bob = app.user("bob");
    app.get(alice, "/api/v4/users/me");  // fills the cache
    app.take_events();
    auto patched = app.put(alice, "/api/v4/users/me/patch",
                           Json::object({{"nickname", "Al"}, {"first_name", nullptr}, {"username", "Alicia"}}));
    CHECK(patched.status == 200);
    CHECK(patched.json["nickname"].as_string() == "Al");
    CHECK(app.get(alice, "/api/v4/users/me").json["username"].as_string() == "alicia");
    auto events = app.take_events("user_updated");
    REQUIRE(events.size() == 3);  // administrators, others, the owner
    CHECK(events[0].broadcast.contains_sensitive_data);
    CHECK(events[1].data.find("notify_props") == std::string::npos);
    CHECK(events[2].broadcast.user_id == alice.id);
    app.db().read([&](Tx& tx) { CHECK(users::username_of(tx, alice.id) == "alicia"); });

    CHECK(app.put(bob, of(alice, "/patch"), Json::object({{"nickname", "x"}})).status == 403);
    CHECK(app.put(alice, "/api/v4/users/me/patch", Json::object({{"username", "bob"}})).error_id() ==
          "app.user.save.username_exists.app_error");
    CHECK(app.put(alice, "/api/v4/users/me/patch", Json::object({{"nickname", 7}})).error_id() ==
          "api.context.invalid_body_param.app_error");
    CHECK(app.put(alice, "/api/v4/users/me/patch", Json::object({{"nickname", std::string(65, 'n')}})).error_id() ==
          "model.user.is_valid.nickname.app_error");
    CHECK(app.put(alice, "/api/v4/users/me/patch", Json::object({{"locale", "nonsense"}})).error_id() ==
          "model.user.is_valid.locale.app_error");
}

TEST_CASE("a new address needs the password, and a proof when the server asks for one") {
    TestApp app;
    app.user("admin");
    TestUser alice = app.user("alice");
    app.take_mails();
    auto change = [&](const char* email, Json password) {
        Json body = Json::object({{"email", email}});
        if (!password.is_null()) body.set("password", password);
        return app.put(alice, "/api/v4/users/me/patch", body);
    };
    CHECK(change("new@example.com", Json()).error_id() == "api.context.invalid_body_param.app_error");
    CHECK(change("new@example.com", "wrong").error_id() == "api.user.check_user_password.invalid.app_error");
    CHECK(change("nonsense", alice.password).error_id() == "model.user.is_valid.email.app_error");
    CHECK(change("new@example.com", alice.password).json["email"].as_string() == "new@example.com");
    auto mails = app.take_mails();
    REQUIRE(mails.size() == 1);
    CHECK(mails[0].to == "alice@example.com");

    app.configure([](Config& c) { c.EmailSettings.RequireEmailVerification = true; });
    CHECK(change("third@example.com", alice.password).json["email"].as_string() == "new@example.com");
    mails = app.take_mails();
    REQUIRE(mails.size() == 1);
    CHECK(mails[0].to == "third@example.com");
    size_t at = mails[0].text.find("token=");
    REQUIRE(at != std::string::npos);
    Json token = Json::object({{"token", mails[0].text.substr(at + 6, 64)}});
    CHECK(app.call(nullptr, "POST", "/api/v4/users/email/verify", token.dump()).status == 200);
    CHECK(app.call(nullptr, "POST", "/api/v4/users/email/verify", token.dump()).error_id() ==
          "api.user.verify_email.bad_link.app_error");
    auto me = app.get(alice, "/api/v4/users/me");
    CHECK(me.json["email"].as_string() == "third@example.com");
    CHECK(me.json["email_verified"].as_bool());
}

TEST_CASE("roles follow from the account to its sessions at once") {
    TestApp app;
    TestUser admin = app.user("admin"), alice = app.user("alice");
    CHECK(app.get(alice, "/api/v4/audits").status == 403);
    CHECK(app.put(alice, of(alice, "/roles"), Json::object({{"roles", "system_user system_admin"}})).status == 403);
    app.take_events();
    CHECK(app.put(admin, of(alice, "/roles"), Json::object({{"roles", "system_user system_admin"}})).status == 200);
    CHECK(app.take_events("user_role_updated").size() == 1);
    CHECK(app.get(alice, "/api/v4/audits").status == 200);
    CHECK(app.get(alice, "/api/v4/users/me").json["roles"].as_string() == "system_user system_admin");
    CHECK(app.put(admin, of(alice, "/roles"), Json::object({{"roles", "no_such"}})).error_id() ==
          "app.role.check_roles_exist.role_not_found");
    CHECK(app.put(admin, of(alice, "/roles"), Json::object({{"roles", "system_admin"}})).error_id() ==
          "api.context.invalid_body_param.app_error");
    CHECK(app.put(admin, of(alice, "/roles"), Json::object({{"roles", "system_user system_manager"}})).error_id() ==
          "api.user.update_user_roles.license.app_error");
}

TEST_CASE("a deactivated account is let in by nothing until it is activated") {
    TestApp app;
    TestUser admin = app.user("admin"), alice = app.user("alice"), bob = app.user("bob");
    CHECK(app.remove(bob, of(alice)).status == 403);
    CHECK(app.remove(alice, of(alice)).error_id() == "api.user.update_active.not_enable.app_error");
    CHECK(app.put(bob, of(alice, "/active"), Json::object({{"active", false}})).error_id() ==
          "api.user.update_active.permissions.app_error");
    CHECK(app.put(admin, of(alice, "/active"), Json::object({{"active", "no"}})).status == 400);
    CHECK(app.put(admin, of(alice, "/active"), Json::object({{"active", false}})).status == 200);
    CHECK(app.get(alice, "/api/v4/users/me").status == 401);
    Json login = Json::object({{"login_id", "alice"}, {"password", alice.password}});
    CHECK(app.call(nullptr, "POST", "/api/v4/users/login", login.dump()).error_id() ==
          "api.user.login.inactive.app_error");
    CHECK(app.get(bob, of(alice)).json["delete_at"].as_integer() > 0);
    CHECK(app.put(admin, of(alice, "/active"), Json::object({{"active", true}})).status == 200);
    CHECK(app.get(alice, "/api/v4/users/me").status == 401);  // the old session stays gone
    CHECK(app.call(nullptr, "POST", "/api/v4/users/login", login.dump()).status == 200);

    CHECK(app.remove(admin, of(alice) + "?permanent=true").error_id() == "api.user.delete_user.not_enabled.app_error");
    app.configure([](Config& c) { c.ServiceSettings.EnableAPIUserDeletion = true; });
    CHECK(app.remove(admin, of(alice) + "?permanent=true").status == 200);
    CHECK(app.get(bob, of(alice)).status == 404);
}

TEST_CASE("sign-up refuses what breaks a rule and names it") {
    TestApp app;
    app.user("admin");
    auto sign_up = [&](const char* key, Json value) {
        Json body = Json::object({{"username", "carol"}, {"email", "carol@example.com"}, {"password", "Password-1"}});
        body.set(key, std::move(value));
        return app.call(nullptr, "POST", "/api/v4/users", body.dump());
    };
    CHECK(sign_up("username", "all").error_id() == "model.user.is_valid.username.app_error");
    CHECK(sign_up("username", std::string(65, 'a')).error_id() == "model.user.is_valid.username.app_error");
    CHECK(sign_up("email", "carol@").error_id() == "model.user.is_valid.email.app_error");
    CHECK(sign_up("password", "short").error_id() == "model.user.is_valid.pwd_min_length.app_error");
    CHECK(sign_up("password", std::string(73, 'a')).error_id() == "model.user.is_valid.pwd_max_length.app_error");
    CHECK(sign_up("username", 5).error_id() == "api.context.invalid_body_param.app_error");
    CHECK(sign_up("id", kNobody).error_id() == "app.user.save.existing.app_error");
    app.configure(
        [](Config& c) { c.PasswordSettings.Lowercase = c.PasswordSettings.Number = c.PasswordSettings.Symbol = true; });
    CHECK(sign_up("password", "UPPERCASE").error_id() == "model.user.is_valid.pwd_lowercase_number_symbol.app_error");
    app.configure([](Config& c) { c.TeamSettings.RestrictCreationToDomains = "@inside.example.com, other.org"; });
    CHECK(sign_up("nickname", "").error_id() == "api.user.create_user.accepted_domain.app_error");
    app.configure(
        [](Config& c) { c.TeamSettings.RestrictCreationToDomains = "", c.TeamSettings.EnableOpenServer = false; });
    CHECK(sign_up("nickname", "").error_id() == "api.user.create_user.no_open_server");
    app.configure([](Config& c) { c.TeamSettings.EnableUserCreation = false; });
    CHECK(sign_up("nickname", "").error_id() == "api.user.create_user.signup_email_disabled.app_error");
    CHECK(app.call(nullptr, "POST", "/api/v4/users", "{").error_id() == "api.context.invalid_body_param.app_error");
}

TEST_CASE("an operator makes accounts, sets passwords and roles without the API") {
    TestApp app;
    app.user("admin");
    User made = users::create_by_operator(app.services(), {"eve", "eve@example.com", "Password-2", true});
    CHECK(made.roles == "system_admin system_user");
    auto log_in = [&](const char* password) {
        return app.call(nullptr, "POST", "/api/v4/users/login",
                        Json::object({{"login_id", "eve"}, {"password", password}}).dump());
    };
    CHECK(log_in("Password-2").status == 200);
    users::set_password_by_operator(app.services(), "eve@example.com", "Password-3");
    CHECK(log_in("Password-2").status == 401);
    CHECK(log_in("Password-3").json["roles"].as_string() == "system_admin system_user");
    CHECK(users::set_roles_by_operator(app.services(), "eve", "system_user").roles == "system_user");
    CHECK_THROWS_AS(users::set_password_by_operator(app.services(), "nobody", "Password-3"), ErrorDef);
    CHECK_THROWS(users::create_by_operator(app.services(), {"eve", "other@example.com", "Password-2", false}));
}
