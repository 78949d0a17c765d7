#include "feature/bots/bots.h"

#include <doctest/doctest.h>

#include "fixture/test_app.h"

using namespace rk;

namespace {

struct Scene {
    TestApp app;
    TestUser admin = app.user("admin");
    TestUser bob = app.user("bob");
    Scene() {
        app.configure([](Config& config) { config.ServiceSettings.EnableBotAccountCreation = true; });
    }
    std::string make(const std::string& name) {
        auto made = app.post(admin, "/api/v4/bots", Json::object({{"username", name}, {"display_name", "Robot"}}));
        REQUIRE_MESSAGE(made.status == 201, made.text);
        return made.json["user_id"].as_string();
    }
    std::string make_token(const std::string& bot_id) {
        auto made = app.post(admin, "/api/v4/users/" + bot_id + "/tokens", Json::object({{"description", "d"}}));
        REQUIRE_MESSAGE(made.status == 200, made.text);
        return made.json["token"].as_string();
    }
    TestUser as(const std::string& token) { return TestUser{.id = "", .username = "", .password = "", .token = token}; }
    const std::string path(const std::string& id) { return "/api/v4/bots/" + id; }
};

}  // namespace

TEST_CASE("a bot is an account with an owner, who is told what to do next") {
    Scene s;
    s.app.take_events();
    auto made =
        s.app.post(s.admin, "/api/v4/bots",
                   Json::object({{"username", "Robot"}, {"display_name", "R"}, {"description", "does things"}}));
    CHECK(made.status == 201);
    CHECK(made.json["username"].as_string() == "robot");
    CHECK(made.json["owner_id"].as_string() == s.admin.id);
    CHECK(made.json["delete_at"].as_integer() == 0);
    std::string id = made.json["user_id"].as_string();
    auto user = s.app.get(s.admin, "/api/v4/users/" + id);
    CHECK(user.json["is_bot"].as_bool());
    CHECK(user.json["bot_description"].as_string() == "does things");
    CHECK(user.json["email"].as_string() == "robot@localhost");
    CHECK(user.json["first_name"].as_string() == "R");
    CHECK(user.json["roles"].as_string() == "system_user");
    CHECK(s.app.take_events("new_user").size() == 1);
    auto direct = s.app.post(s.admin, "/api/v4/channels/direct", Json::array());
    Json both = Json::array();
    both.push(s.admin.id), both.push(id);
    direct = s.app.post(s.admin, "/api/v4/channels/direct", both);
    auto posts = s.app.get(s.admin, "/api/v4/channels/" + direct.json["id"].as_string() + "/posts");
    REQUIRE(posts.json["order"].size() == 1);
    const Json& post = posts.json["posts"][posts.json["order"].items()[0].as_string()];
    CHECK(post["type"].as_string() == "add_bot_teams_channels");
    CHECK(post["user_id"].as_string() == id);
}

TEST_CASE("who may make bots, and what a bot may be called") {
    Scene s;
    Json body = Json::object({{"username", "robot"}});
    CHECK(s.app.post(s.bob, "/api/v4/bots", body).status == 403);
    CHECK(s.app.call(nullptr, "POST", "/api/v4/bots", body.dump()).status == 401);
    CHECK(s.app.call(&s.admin, "POST", "/api/v4/bots", "{").error_id() == "api.context.invalid_body_param.app_error");
    auto refused = [&](Json wrong) { return s.app.post(s.admin, "/api/v4/bots", wrong).error_id(); };
    CHECK(refused(Json::object({{"username", "with blank"}})) == "model.bot.is_valid.username.app_error");
    CHECK(refused(Json::object({{"username", 5}})) == "api.context.invalid_body_param.app_error");
    CHECK(refused(Json::object({{"username", "bob"}})) == "app.user.save.username_exists.app_error");
    CHECK(refused(Json::object({{"username", "r"}, {"display_name", std::string(65, 'd')}})) ==
          "model.bot.is_valid.user_id.app_error");
    CHECK(refused(Json::object({{"username", "r"}, {"description", std::string(1025, 'd')}})) ==
          "model.bot.is_valid.description.app_error");
    std::string token = s.make_token(s.make("robot"));
    s.app.put(s.admin, "/api/v4/users/" + s.app.get(s.as(token), "/api/v4/users/me").json["id"].as_string() + "/roles",
              Json::object({{"roles", "system_user system_admin"}}));
    CHECK(s.app.post(s.as(token), "/api/v4/bots", Json::object({{"username", "child"}})).status == 403);
    s.app.configure([](Config& config) { config.ServiceSettings.EnableBotAccountCreation = false; });
    CHECK(refused(Json::object({{"username", "late"}})) == "api.bot.create_disabled");
}

TEST_CASE("changing, listing and hiding bots") {
    Scene s;
    std::string id = s.make("robot");
    s.app.take_events();
    auto changed = s.app.put(s.admin, s.path(id), Json::object({{"username", "renamed"}}));
    CHECK(changed.status == 200);
    CHECK(changed.json["display_name"].as_string() == "Robot");
    CHECK(s.app.get(s.admin, "/api/v4/users/" + id).json["email"].as_string() == "renamed@localhost");
    CHECK(s.app.take_events("user_updated").size() == 3);
    CHECK(s.app.put(s.admin, s.path(id), Json::object({{"username", "bob"}})).error_id() ==
          "app.user.save.username_exists.app_error");
    CHECK(s.app.get(s.admin, "/api/v4/bots").json.size() == 1);
    CHECK(s.app.get(s.bob, "/api/v4/bots").status == 403);
    for (const char* method : {"GET", "PUT"})
        CHECK(s.app.call(&s.bob, method, s.path(id), "{}").error_id() == "store.sql_bot.get.missing.app_error");
    CHECK(s.app.get(s.admin, s.path(s.bob.id)).status == 404);
    CHECK(s.app.get(s.admin, s.path(std::string(26, 'z'))).status == 404);
    auto read = s.app.get(s.admin, s.path(id));
    CHECK(s.app.call(&s.admin, "GET", s.path(id), "", {{"If-None-Match", read.header("ETag")}}).status == 304);
}

TEST_CASE("a disabled bot lets nobody in and can be enabled again") {
    Scene s;
    std::string id = s.make("robot"), token = s.make_token(id);
    CHECK(s.app.get(s.as(token), "/api/v4/users/me").status == 200);
    auto disabled = s.app.post(s.admin, s.path(id) + "/disable", Json::object());
    CHECK(disabled.status == 200);
    CHECK(disabled.json["delete_at"].as_integer() > 0);
    CHECK(s.app.get(s.as(token), "/api/v4/users/me").status == 401);
    CHECK(s.app.get(s.admin, s.path(id)).status == 404);
    CHECK(s.app.get(s.admin, s.path(id) + "?include_deleted=true").status == 200);
    CHECK(s.app.get(s.admin, "/api/v4/bots").json.size() == 0);
    CHECK(s.app.get(s.admin, "/api/v4/bots?include_deleted=true").json.size() == 1);
    CHECK(s.app.post(s.bob, s.path(id) + "/enable", Json::object()).status == 404);
    CHECK(s.app.post(s.admin, s.path(id) + "/enable", Json::object()).json["delete_at"].as_integer() == 0);
    CHECK(s.app.get(s.as(token), "/api/v4/users/me").status == 200);
}

TEST_CASE("a bot goes to another owner, but not to a bot") {
    Scene s;
    std::string id = s.make("robot"), other = s.make("other");
    CHECK(s.app.post(s.admin, s.path(id) + "/assign/" + s.bob.id, Json::object()).json["owner_id"].as_string() ==
          s.bob.id);
    CHECK(s.app.post(s.admin, s.path(id) + "/assign/" + other, Json::object()).status == 403);
    CHECK(s.app.post(s.bob, s.path(id) + "/assign/" + s.bob.id, Json::object()).status == 404);
}

TEST_CASE("bots follow their owner into deactivation as the setting says") {
    Scene s;
    std::string id = s.make("robot");
    s.app.post(s.admin, s.path(id) + "/assign/" + s.bob.id, Json::object());
    auto set_active = [&](bool active) {
        CHECK(s.app.put(s.admin, "/api/v4/users/" + s.bob.id + "/active", Json::object({{"active", active}})).status ==
              200);
    };
    s.app.configure([](Config& config) { config.ServiceSettings.DisableBotsWhenOwnerIsDeactivated = false; });
    set_active(false);
    CHECK(s.app.get(s.admin, s.path(id)).status == 200);
    CHECK(s.app.get(s.admin, "/api/v4/bots?only_orphaned=true").json.size() == 1);
    Json self = Json::array();
    self.push(s.admin.id), self.push(s.admin.id);
    auto own = s.app.post(s.admin, "/api/v4/channels/direct", self);
    auto told = s.app.get(s.admin, "/api/v4/channels/" + own.json["id"].as_string() + "/posts");
    REQUIRE(told.json["order"].size() == 1);
    CHECK(told.text.find("@robot") != std::string::npos);
    set_active(true);
    CHECK(s.app.get(s.admin, "/api/v4/bots?only_orphaned=true").json.size() == 0);
    s.app.configure([](Config& config) { config.ServiceSettings.DisableBotsWhenOwnerIsDeactivated = true; });
    set_active(false);
    CHECK(s.app.get(s.admin, s.path(id)).status == 404);
}

TEST_CASE("a person becomes a bot and a person again") {
    Scene s;
    std::string to_bot = "/api/v4/users/" + s.bob.id + "/convert_to_bot";
    CHECK(s.app.post(s.bob, to_bot, Json::object()).status == 403);
    auto bot = s.app.post(s.admin, to_bot, Json::object());
    CHECK(bot.status == 200);
    CHECK(bot.json["owner_id"].as_string() == s.bob.id);
    CHECK(s.app.get(s.bob, "/api/v4/users/me").status == 401);
    std::string back = s.path(s.bob.id) + "/convert_to_user";
    CHECK(s.app.post(s.admin, back, Json::object()).error_id() == "api.context.invalid_body_param.app_error");
    Json body = Json::object({{"password", "Another1!pass"}, {"email", "bob@example.com"}});
    TestUser eve = s.app.user("eve");
    CHECK(s.app.post(eve, back, body).status == 403);
    auto user = s.app.post(s.admin, back + "?set_system_admin=true", body);
    CHECK(user.status == 200);
    auto seen = s.app.get(s.admin, "/api/v4/users/" + s.bob.id);
    CHECK(seen.json.find("is_bot") == nullptr);
    CHECK(seen.json["roles"].as_string() == "system_user system_admin");
    Json login = Json::object({{"login_id", "bob"}, {"password", "Another1!pass"}});
    CHECK(s.app.call(nullptr, "POST", "/api/v4/users/login", login.dump()).status == 200);
    CHECK(s.app.post(s.admin, back, body).status == 404);
}
