#include "feature/preferences/preferences.h"

#include <doctest/doctest.h>

#include "fixture/test_app.h"

using namespace rk;

TEST_CASE("preferences are set, told to their owner, read and removed") {
    TestApp app;
    app.user("admin");
    TestUser alice = app.user("alice"), bob = app.user("bob");
    const std::string base = "/api/v4/users/me/preferences";
    auto preference = [&](const char* name, std::string value) {
        return Json::object({{"user_id", alice.id}, {"category", "test"}, {"name", name}, {"value", std::move(value)}});
    };
    CHECK(app.get(alice, base).json.size() == 3);  // those of a new account
    app.take_events();
    CHECK(app.put(alice, base, Json(Json::Array{preference("one", "1"), preference("two", "2")})).status == 200);
    auto events = app.take_events("preferences_changed");
    REQUIRE(events.size() == 1);
    CHECK(events[0].broadcast.user_id == alice.id);
    CHECK(app.get(alice, base + "/test").json.size() == 2);
    CHECK(app.get(alice, base + "/test/name/one").json["value"].as_string() == "1");
    app.db().read([&](Tx& tx) { CHECK(preferences::find(tx, alice.id, "test", "two") == "2"); });
    CHECK(app.put(alice, base, Json(Json::Array{preference("one", "new")})).status == 200);
    CHECK(app.get(alice, base + "/test/name/one").json["value"].as_string() == "new");
    CHECK(app.post(alice, base + "/delete", Json(Json::Array{preference("one", "")})).status == 200);
    CHECK(app.take_events("preferences_deleted").size() == 1);
    CHECK(app.get(alice, base + "/test/name/one").error_id() == "app.preference.get.app_error");
    CHECK(app.get(alice, base + "/none").error_id() == "api.preference.preferences_category.get.app_error");

    CHECK(app.get(bob, "/api/v4/users/" + alice.id + "/preferences").status == 403);
    CHECK(app.put(bob, base, Json(Json::Array{preference("one", "1")})).error_id() ==
          "api.preference.update_preferences.set.app_error");
    CHECK(app.put(alice, base, Json::array()).error_id() == "api.context.invalid_body_param.app_error");
    CHECK(app.put(alice, base, Json(Json::Array(101, preference("x", "1")))).status == 400);
    CHECK(app.put(alice, base, Json(Json::Array{preference("long", std::string(20'001, 'v'))})).error_id() ==
          "model.preference.is_valid.value.app_error");
    Json theme = preference("team", "not a theme");
    theme.set("category", "theme");
    CHECK(app.put(alice, base, Json(Json::Array{theme})).error_id() == "model.preference.is_valid.theme.app_error");
    theme.set("value", R"({"type":"Onyx"})");
    CHECK(app.put(alice, base, Json(Json::Array{theme})).status == 200);
}
