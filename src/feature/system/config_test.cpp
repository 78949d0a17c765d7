#include <doctest/doctest.h>

#include "app/config_store.h"
#include "app/services.h"
#include "feature/users/users.h"
#include "fixture/test_app.h"

using namespace rk;

namespace {

// A user who has one of the built-in administrators' roles.
TestUser with_role(TestApp& app, const std::string& name, const std::string& role) {
    TestUser user = app.user(name);
    app.db().write([&](Tx& tx) { users::set_roles(tx, users::get(tx, user.id), "system_user " + role); });
    return user;
}

}  // namespace

TEST_CASE("a patch changes what it names, and everybody who listens is told once") {
    TestApp app;
    TestUser admin = app.user("admin"), bob = app.user("bob");
    app.take_events();
    auto patch = [&](const TestUser& who, std::string body) {
        return app.call(&who, "PUT", "/api/v4/config/patch", std::move(body));
    };
    auto changed = patch(admin, R"({"TeamSettings":{"SiteName":"Here"}})");
    CHECK(changed.status == 200);
    CHECK(changed.json["TeamSettings"]["SiteName"].as_string() == "Here");
    CHECK(changed.header("Cache-Control") == "no-cache, no-store, must-revalidate");
    CHECK(patch(admin, R"({"TeamSettings":{"SiteName":"Here"}})").status == 200);
    CHECK(patch(admin, "{}").status == 200);
    app.db().write([](Tx&) {});  // behind the announcement
    auto events = app.take_events("config_changed");
    REQUIRE(events.size() == 1);
    CHECK(events[0].data.find("\"SiteName\":\"Here\"") != std::string::npos);
    CHECK(events[0].data.find("SMTPPassword") == std::string::npos);
    CHECK(app.call(nullptr, "GET", "/api/v4/config/client").json["SiteName"].as_string() == "Here");

    CHECK(patch(bob, "{}").error_id() == "api.context.permissions.app_error");
    CHECK(patch(admin, "{").error_id() == "api.context.invalid_body_param.app_error");
    CHECK(patch(admin, "null").error_id() == "api.context.invalid_body_param.app_error");
    CHECK(patch(admin, R"({"TeamSettings":{"SiteName":7}})").error_id() == "api.context.invalid_body_param.app_error");
    CHECK(patch(admin, R"({"TeamSettings":{"MaxUsersPerTeam":0}})").error_id() ==
          "model.config.is_valid.max_users.app_error");
    CHECK(patch(admin, R"({"PluginSettings":{"EnableUploads":true}})").status == 403);
    CHECK(app.call(nullptr, "GET", "/api/v4/config").status == 401);
}

TEST_CASE("secrets are masked, and a mask sent back changes nothing") {
    TestApp app;
    TestUser admin = app.user("admin");
    app.configure([](Config& c) { c.EmailSettings.SMTPPassword = "secret"; });
    auto all = app.get(admin, "/api/v4/config");
    CHECK(all.json["EmailSettings"]["SMTPPassword"].as_string() == kMask);
    CHECK(all.text.find("secret\"") == std::string::npos);
    all.json.find("TeamSettings")->set("SiteName", "Whole");
    auto put = app.put(admin, "/api/v4/config", all.json);
    CHECK(put.status == 200);
    CHECK(put.json["TeamSettings"]["SiteName"].as_string() == "Whole");
    CHECK(app.services().config->get()->EmailSettings.SMTPPassword == "secret");
    app.configure([](Config& c) { c.ServiceSettings.SiteURL = "https://chat.example.com"; });
    CHECK(app.put(admin, "/api/v4/config", Json::object({})).error_id() ==
          "api.config.update_config.clear_siteurl.app_error");
}

TEST_CASE("a settings' file with a value that cannot be is not put in force by a reload") {
    TestApp app;
    TestUser admin = app.user("admin"), bob = app.user("bob");
    CHECK(app.call(&bob, "POST", "/api/v4/config/reload").status == 403);
    Config next = *app.services().config->get();
    next.TeamSettings.SiteName = "From the file";
    app.services().config->set_loader([&]() -> Result<Config> { return next; });
    CHECK(app.call(&admin, "POST", "/api/v4/config/reload").status == 200);
    CHECK(app.services().config->get()->TeamSettings.SiteName == "From the file");
    app.services().config->set_loader([&]() -> Result<Config> { return Failure{"it is no JSON"}; });
    auto refused = app.call(&admin, "POST", "/api/v4/config/reload");
    CHECK(refused.status == 500);
    CHECK(refused.error_id() == "api.config.reload_config.app_error");
    CHECK(app.services().config->get()->TeamSettings.SiteName == "From the file");
}

TEST_CASE("who reads the environment is told of what they may read") {
    TestApp app;
    TestUser admin = app.user("admin"), bob = app.user("bob");
    app.services().config->environment_overrides = {"TeamSettings.SiteName"};
    CHECK(app.get(admin, "/api/v4/config/environment").json["TeamSettings"]["SiteName"].as_bool());
    CHECK(app.get(bob, "/api/v4/config/environment").text == "null");
}

TEST_CASE("an administrator of a part reads and changes that part only") {
    TestApp app;
    TestUser admin = app.user("admin");
    TestUser manager = with_role(app, "manager", "system_manager");
    auto seen = app.get(manager, "/api/v4/config");
    CHECK(seen.status == 200);
    CHECK(seen.json["TeamSettings"].find("SiteName") != nullptr);
    CHECK(seen.json["RenkeiSettings"].find("IoThreads") == nullptr);
    CHECK(seen.json["FeatureFlags"].size() > 0);
    auto patched = app.call(&manager, "PUT", "/api/v4/config/patch",
                            R"({"TeamSettings":{"SiteName":"Managed"},"RenkeiSettings":{"WebhookCallsKept":5}})");
    CHECK(patched.status == 200);
    CHECK(app.services().config->get()->TeamSettings.SiteName == "Managed");
    CHECK(app.services().config->get()->RenkeiSettings.WebhookCallsKept == 1000);
    app.configure([](Config& c) { c.ExperimentalSettings.RestrictSystemAdmin = true; });
    CHECK(app.call(&admin, "PUT", "/api/v4/config/patch", R"({"RateLimitSettings":{"PerSec":77}})").status == 200);
    CHECK(app.services().config->get()->RateLimitSettings.PerSec == 10);  // taken from administrators
    CHECK(app.call(&admin, "POST", "/api/v4/config/reload").error_id() == "api.restricted_system_admin");
}
