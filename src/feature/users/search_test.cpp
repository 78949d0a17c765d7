#include <doctest/doctest.h>

#include "fixture/test_app.h"
#include "unit/postgres_server.h"

using namespace rk;

namespace {

std::vector<std::string> names(const Json& users) {
    std::vector<std::string> found;
    for (const Json& user : users.items()) found.push_back(user["username"].as_string());
    return found;
}
using Names = std::vector<std::string>;

// The same on each engine: statements are put together at run time here, so no other test prepares them.
void lists_and_searches(const std::string& postgres_url) {
    TestApp app(postgres_url);
    TestUser admin = app.user("admin"), alice = app.user("alice"), bob = app.user("bob"), carol = app.user("carol");
    auto say = [&](const TestUser& user, Json words) {
        REQUIRE(app.put(user, "/api/v4/users/me/patch", words).status == 200);
    };
    say(bob, Json::object({{"first_name", "Zoë"}, {"nickname", "50%_off"}}));
    say(carol, Json::object({{"last_name", "Zimmer"}, {"nickname", "会議の人"}}));

    CHECK(names(app.get(alice, "/api/v4/users").json) == Names{"admin", "alice", "bob", "carol"});
    CHECK(names(app.get(alice, "/api/v4/users?page=1&per_page=3").json) == Names{"carol"});
    CHECK(names(app.get(alice, "/api/v4/users?role=system_admin").json) == Names{"admin"});
    CHECK(app.get(alice, "/api/v4/users?role=no_such").error_id() == "api.context.invalid_body_param.app_error");
    CHECK(app.get(alice, "/api/v4/users?sort=create_at").error_id() == "api.context.invalid_url_param.app_error");
    CHECK(app.get(alice, "/api/v4/users?active=true&inactive=true").status == 400);
    CHECK(app.get(alice, "/api/v4/users?not_in_channel=zzzzzzzzzzzzzzzzzzzzzzzzzz").status == 400);
    CHECK(app.get(alice, "/api/v4/users?in_team=zzzzzzzzzzzzzzzzzzzzzzzzzz").status == 403);
    CHECK(app.get(alice, "/api/v4/users?in_channel=zzzzzzzzzzzzzzzzzzzzzzzzzz").status == 403);
    CHECK(app.get(alice, "/api/v4/users?without_team=true").status == 403);
    CHECK(app.get(admin, "/api/v4/users?without_team=true").json.size() == 4);
    auto everybody = app.get(alice, "/api/v4/users");
    for (const Json& user : everybody.json.items()) CHECK_FALSE(user.find("notify_props"));

    auto search = [&](const char* term) {
        return names(app.post(alice, "/api/v4/users/search", Json::object({{"term", term}})).json);
    };
    CHECK(search("z") == Names{"bob", "carol"});
    CHECK(search("ZI") == Names{"carol"});
    CHECK(search("zi car") == Names{"carol"});
    CHECK(search("zi bob") == Names{});
    CHECK(search("会議") == Names{"carol"});
    CHECK(search("50%_") == Names{"bob"});
    CHECK(search("50x") == Names{});
    CHECK(search("%") == Names{});
    CHECK(search("@alice") == Names{"alice"});
    CHECK(search("bob@example") == Names{"bob"});
    CHECK(search("x' OR 1=1 --") == Names{});
    auto error = [&](Json body) { return app.post(alice, "/api/v4/users/search", body).error_id(); };
    CHECK(error(Json::object({{"term", ""}})) == "api.context.invalid_body_param.app_error");
    CHECK(error(Json::object({{"term", 5}})) == "api.context.invalid_body_param.app_error");
    CHECK(error(Json::object({{"term", "a"}, {"limit", 1001}})) == "api.context.invalid_body_param.app_error");
    CHECK(error(Json::object({{"term", "a"}, {"limit", -1}})) == "api.context.invalid_body_param.app_error");

    app.configure([](Config& c) { c.PrivacySettings.ShowEmailAddress = c.PrivacySettings.ShowFullName = false; });
    CHECK(search("zi") == Names{});
    CHECK(search("bob@example") == Names{});
    CHECK(names(app.post(admin, "/api/v4/users/search", Json::object({{"term", "zi"}})).json) == Names{"carol"});
    app.configure([](Config& c) { c.PrivacySettings.ShowEmailAddress = c.PrivacySettings.ShowFullName = true; });

    CHECK(names(app.get(alice, "/api/v4/users/autocomplete?name=@c").json["users"]) == Names{"carol"});
    CHECK(app.get(alice, "/api/v4/users/autocomplete?name=").json["users"].size() == 4);
    CHECK(app.get(alice, "/api/v4/users/autocomplete?limit=2").json["users"].size() == 2);
    CHECK(app.get(alice, "/api/v4/users/stats").json["total_users_count"].as_integer() == 4);
    CHECK(app.get(alice, "/api/v4/users/stats/filtered").status == 403);
    CHECK(app.get(admin, "/api/v4/users/stats/filtered?roles=system_admin").json["total_users_count"].as_integer() ==
          1);
    CHECK(app.get(alice, "/api/v4/users/known").text == "[]");
    CHECK(app.post(alice, "/api/v4/users/group_channels", Json(Json::Array{Json("zzzzzzzzzzzzzzzzzzzzzzzzzz")})).text ==
          "{}");
    CHECK(app.post(alice, "/api/v4/users/ids", Json(Json::Array{Json(bob.id), Json("x")})).json.size() == 1);
    CHECK(app.post(alice, "/api/v4/users/usernames", Json(Json::Array{Json("BOB"), Json("nobody")})).json.size() == 1);

    REQUIRE(app.remove(admin, "/api/v4/users/" + carol.id).status == 200);
    CHECK(search("zi") == Names{});
    CHECK(
        names(app.post(alice, "/api/v4/users/search", Json::object({{"term", "zi"}, {"allow_inactive", true}})).json) ==
        Names{"carol"});
    CHECK(names(app.get(alice, "/api/v4/users?inactive=true").json) == Names{"carol"});
    CHECK(app.get(alice, "/api/v4/users/stats").json["total_users_count"].as_integer() == 3);
    CHECK(app.get(alice, "/api/v4/users/invalid_emails").status == 403);
    app.configure([](Config& c) {
        c.TeamSettings.EnableOpenServer = false, c.TeamSettings.RestrictCreationToDomains = "example.com";
    });
    CHECK(app.get(admin, "/api/v4/users/invalid_emails").json.size() == 0);
    app.configure([](Config& c) { c.TeamSettings.RestrictCreationToDomains = "other.org"; });
    CHECK(app.get(admin, "/api/v4/users/invalid_emails").json.size() == 3);

    // The rest of what differs between the engines here: JSON columns, the one use of a code.
    CHECK(app.get(alice, "/api/v4/users/me/sessions").json.items()[0]["props"]["os"].is_string());
    CHECK(app.get(admin, "/api/v4/audits?per_page=5").json.size() == 5);
    CHECK(app.post(alice, "/api/v4/users/logout", Json()).status == 200);
    CHECK(app.get(alice, "/api/v4/users/me").status == 401);
}

}  // namespace

TEST_CASE("accounts are listed, searched and counted (SQLite)") { lists_and_searches(""); }
TEST_CASE("accounts are listed, searched and counted (PostgreSQL)") {
    lists_and_searches(test::PostgresServer::shared().new_migrated_database());
}
