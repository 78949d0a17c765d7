#include "feature/oauth/oauth.h"

#include <doctest/doctest.h>

#include "db/db.h"
#include "feature/users/users.h"
#include "fixture/test_app.h"

using namespace rk;

namespace {

const std::string kApps = "/api/v4/oauth/apps";

struct Scene {
    TestApp app;
    TestUser admin = app.user("admin");
    TestUser bob = app.user("bob");

    Json body() {
        Json urls = Json::array();
        urls.push("https://app.test/back");
        return Json::object({{"name", "Tool"}, {"homepage", "https://app.test"}, {"callback_urls", urls}});
    }
    TestAnswer make(std::initializer_list<std::pair<const char*, Json>> more = {}) {
        Json with = body();
        for (const auto& [key, value] : more) with.set(key, value);
        return app.post(admin, kApps, with);
    }
};

}  // namespace

TEST_CASE("an OAuth app is registered, read, changed, given a new secret and deleted") {
    Scene s;
    auto made = s.make({{"is_trusted", true}});
    CHECK(made.status == 201);
    CHECK(made.json["is_trusted"].as_bool());
    CHECK(made.json["client_secret"].as_string().size() == 26);
    std::string path = kApps + "/" + made.json["id"].as_string();
    CHECK(s.app.get(s.admin, path).json == made.json);
    CHECK(s.app.get(s.bob, path + "/info").json["client_secret"].as_string().empty());
    Json change = made.json;
    change.set("name", "Renamed");
    change.set("client_secret", "mine");
    auto changed = s.app.put(s.admin, path, change);
    CHECK(changed.json["name"].as_string() == "Renamed");
    CHECK(changed.json["client_secret"].as_string() == made.json["client_secret"].as_string());
    auto fresh = s.app.post(s.admin, path + "/regen_secret", Json::object());
    CHECK(fresh.json["client_secret"].as_string() != made.json["client_secret"].as_string());
    CHECK(s.app.get(s.admin, kApps).json.size() == 1);
    CHECK(s.app.remove(s.admin, path).status == 200);
    CHECK(s.app.get(s.admin, path).error_id() == "app.oauth.get_app.find.app_error");
}

TEST_CASE("what an OAuth app may not be, and who manages them") {
    Scene s;
    CHECK(s.make({{"name", ""}}).error_id() == "model.oauth.is_valid.name.app_error");
    CHECK(s.make({{"callback_urls", Json::array()}}).error_id() == "model.oauth.is_valid.callback.app_error");
    CHECK(s.make({{"homepage", "app.test"}}).error_id() == "model.oauth.is_valid.homepage.app_error");
    CHECK(s.make({{"icon_url", "x"}}).error_id() == "model.oauth.is_valid.icon_url.app_error");
    CHECK(s.make({{"description", std::string(513, 'd')}}).status == 400);
    auto made = s.make();
    std::string path = kApps + "/" + made.json["id"].as_string();
    CHECK(s.app.post(s.bob, kApps, s.body()).status == 403);
    CHECK(s.app.get(s.bob, kApps).error_id() == "api.command.admin_only.app_error");
    CHECK(s.app.get(s.bob, path).status == 403);
    CHECK(s.app.put(s.bob, path, made.json).status == 403);
    CHECK(s.app.post(s.bob, path + "/regen_secret", Json::object()).status == 403);
    CHECK(s.app.remove(s.bob, path).status == 403);
    CHECK(s.app.call(nullptr, "GET", path + "/info").status == 401);
    CHECK(s.app.put(s.admin, path, s.body()).status == 400);
    s.app.configure([](Config& config) { config.ServiceSettings.EnableOAuthServiceProvider = false; });
    CHECK(s.make().error_id() == "api.oauth.register_oauth_app.turn_off.app_error");
    CHECK(s.app.get(s.admin, path).error_id() == "api.oauth.allow_oauth.turn_off.app_error");
}

TEST_CASE("apps that somebody let in are listed without secrets, and their sessions end with the app") {
    Scene s;
    auto made = s.make();
    std::string id = made.json["id"].as_string();
    std::string list = "/api/v4/users/" + s.bob.id + "/oauth/apps/authorized";
    CHECK(s.app.get(s.bob, list).json.size() == 0);
    Json consent = Json::array();
    consent.push(Json::object({{"user_id", s.bob.id}, {"category", "oauth_app"}, {"name", id}, {"value", "user"}}));
    CHECK(s.app.call(&s.bob, "PUT", "/api/v4/users/me/preferences", consent.dump()).status == 200);
    std::string token = s.app.db().write([&](Tx& tx) {
        Session session = users::add_session(tx, users::get(tx, s.bob.id), "", {});
        RK_QUERY(kGrant, "test_oauth_grant",
                 "INSERT INTO oauthaccessdata (token, clientid, userid) VALUES (?1, ?2, ?3)");
        tx.exec(kGrant, session.token, id, s.bob.id);
        return session.token;
    });
    TestUser through{.id = s.bob.id, .username = "bob", .password = "", .token = token};
    CHECK(s.app.get(through, "/api/v4/users/me").status == 200);
    auto authorized = s.app.get(s.bob, list);
    REQUIRE(authorized.json.size() == 1);
    CHECK(authorized.json.items()[0]["client_secret"].as_string().empty());
    TestUser eve = s.app.user("eve");
    CHECK(s.app.get(eve, list).status == 403);
    CHECK(s.app.remove(s.admin, kApps + "/" + id).status == 200);
    CHECK(s.app.get(through, "/api/v4/users/me").status == 401);
    CHECK(s.app.get(s.bob, list).json.size() == 0);
}
