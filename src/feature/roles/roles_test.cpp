#include <doctest/doctest.h>

#include <algorithm>

#include "base/strings.h"
#include "fixture/test_app.h"

using namespace rk;

namespace {

Json without(const Json& list, std::string_view item) {
    Json kept = Json::array();
    for (const Json& one : list.items())
        if (one.as_string() != item) kept.push(one);
    return kept;
}

}  // namespace

TEST_CASE("roles are read by id, by name and by names; all of them only by an administrator") {
    TestApp app;
    TestUser admin = app.user("admin"), bob = app.user("bob");
    auto all = app.get(admin, "/api/v4/roles");
    CHECK(all.status == 200);
    CHECK(all.json.size() > 20);
    CHECK(app.get(bob, "/api/v4/roles").error_id() == "api.context.permissions.app_error");
    auto role = app.get(bob, "/api/v4/roles/name/team_user");
    CHECK(role.json["name"].as_string() == "team_user");
    CHECK(role.json["scheme_id"].is_null());
    CHECK(app.get(bob, "/api/v4/roles/" + role.json["id"].as_string()).json == role.json);
    CHECK(app.get(bob, "/api/v4/roles/name/nothing_such").status == 404);
    CHECK(app.get(bob, "/api/v4/roles/" + std::string(26, 'z')).error_id() == "app.role.get.app_error");
    CHECK(app.get(bob, "/api/v4/roles/x").error_id() == "api.context.invalid_url_param.app_error");
    auto named = app.call(&bob, "POST", "/api/v4/roles/names", R"(["team_user", " system_user ", "no_such"])");
    CHECK(named.json.size() == 2);
    CHECK(app.call(&bob, "POST", "/api/v4/roles/names", "[]").error_id() == "api.context.invalid_body_param.app_error");
    CHECK(app.call(&bob, "POST", "/api/v4/roles/names", R"(["A b"])").status == 400);
    CHECK(app.call(&bob, "POST", "/api/v4/roles/names", "{}").error_id() == "api.payload.parse.error");
    CHECK(app.call(nullptr, "GET", "/api/v4/roles/name/team_user").status == 401);
}

TEST_CASE("a role that changes is told to everybody and counts at once") {
    TestApp app;
    TestUser admin = app.user("admin"), bob = app.user("bob");
    auto role = app.get(admin, "/api/v4/roles/name/system_user");
    std::string url = "/api/v4/roles/" + role.json["id"].as_string() + "/patch";
    app.take_events();
    Json more = role.json["permissions"];
    more.push("manage_system");
    auto patched = app.put(admin, url, Json::object({{"permissions", more}}));
    CHECK(patched.status == 200);
    CHECK(patched.json["permissions"].size() == role.json["permissions"].size() + 1);
    const auto& told_ids = patched.json["permissions"].items();
    CHECK(std::is_sorted(told_ids.begin(), told_ids.end(),
                         [](const Json& a, const Json& b) { return a.as_string() < b.as_string(); }));
    auto events = app.take_events("role_updated");
    REQUIRE(events.size() == 1);
    auto told = Json::parse(Json::parse(events[0].data)->find("role")->as_string());
    REQUIRE(told);
    CHECK(*told == patched.json);
    CHECK(app.get(admin, "/api/v4/roles/name/system_user").json == patched.json);
    CHECK(app.get(bob, "/api/v4/roles").status == 200);
    app.put(admin, url, Json::object({{"permissions", role.json["permissions"]}}));
    CHECK(app.get(bob, "/api/v4/roles").status == 403);
}

TEST_CASE("changes of roles that are refused") {
    TestApp app;
    TestUser admin = app.user("admin"), bob = app.user("bob");
    auto role = app.get(admin, "/api/v4/roles/name/team_user");
    std::string url = "/api/v4/roles/" + role.json["id"].as_string() + "/patch";
    app.take_events();
    CHECK(app.put(bob, url, Json::object({{"permissions", role.json["permissions"]}})).status == 403);
    Json unknown = role.json["permissions"];
    unknown.push("no_such_permission");
    CHECK(app.put(admin, url, Json::object({{"permissions", unknown}})).error_id() ==
          "app.role.save.invalid_role.app_error");
    Json fixed = role.json["permissions"];
    fixed.push("manage_roles");
    CHECK(app.put(admin, url, Json::object({{"permissions", fixed}})).error_id() ==
          "api.roles.patch_roles.not_allowed_permission.error");
    CHECK(app.call(&admin, "PUT", url, "{").error_id() == "api.context.invalid_body_param.app_error");
    CHECK(app.call(&admin, "PUT", url, R"({"permissions":"x"})").status == 400);
    CHECK(app.call(&admin, "PUT", url, R"({"permissions":[1]})").status == 400);
    auto guest = app.get(admin, "/api/v4/roles/name/team_guest");
    CHECK(app.put(admin, "/api/v4/roles/" + guest.json["id"].as_string() + "/patch",
                  Json::object({{"permissions", without(guest.json["permissions"], "view_team")}}))
              .error_id() == "api.roles.patch_roles.license.error");
    CHECK(app.put(admin, "/api/v4/roles/" + std::string(26, 'z') + "/patch", Json::object({})).status == 404);
    CHECK(app.take_events("role_updated").empty());
    CHECK(app.get(admin, "/api/v4/roles/name/team_user").json == role.json);
}

TEST_CASE("permissions are told with what they need beside themselves") {
    TestApp app;
    TestUser admin = app.user("admin");
    auto all =
        app.call(&admin, "POST", "/api/v4/permissions/ancillary", R"(["sysconsole_write_user_management_teams"])");
    CHECK(all.status == 200);
    CHECK(all.json.size() == 7);
    CHECK(app.call(&admin, "POST", "/api/v4/permissions/ancillary", "[]").error_id() == "api.payload.parse.error");
    CHECK(app.call(&admin, "POST", "/api/v4/permissions/ancillary", "[1]").error_id() == "api.payload.parse.error");
    CHECK(app.get(admin, "/api/v4/schemes").text == "[]");
    CHECK(app.get(admin, "/api/v4/schemes?scope=odd").error_id() == "api.context.invalid_body_param.app_error");
}
