#include <doctest/doctest.h>

#include "app/workers.h"
#include "feature/teams/teams.h"
#include "fixture/test_app.h"

using namespace rk;

namespace {

TestAnswer sign_up(TestApp& app, const std::string& query, const char* name, const char* email) {
    return app.call(nullptr, "POST", "/api/v4/users?" + query,
                    Json::object({{"username", name}, {"email", email}, {"password", "Password-1"}}).dump());
}

std::vector<std::string> names(const Json& users) {
    std::vector<std::string> found;
    for (const Json& user : users.items()) found.push_back(user["username"].as_string());
    return found;
}
using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("an invite id lets into a closed server, and into the team") {
    TestApp app;
    TestUser admin = app.user("admin");
    Team team = app.team(admin, "crew");
    app.configure([](Config& c) { c.TeamSettings.EnableOpenServer = false; });
    CHECK(sign_up(app, "", "carol", "carol@example.com").error_id() == "api.user.create_user.no_open_server");
    CHECK(sign_up(app, "iid=zzzzzzzzzzzzzzzzzzzzzzzzzz", "carol", "carol@example.com").error_id() ==
          "app.team.get_by_invite_id.finding.app_error");
    auto made = sign_up(app, "iid=" + team.invite_id, "carol", "carol@example.com");
    REQUIRE(made.status == 201);
    std::string id = made.json["id"].as_string();
    app.db().read([&](Tx& tx) { CHECK(teams::find_member(tx, team.id, id)); });
    CHECK(app.get(admin, "/api/v4/users/known").json.size() == 1);
}

TEST_CASE("an invitation by mail is for its address, once, for two days") {
    TestApp app;
    TestUser admin = app.user("admin");
    Team team = app.team(admin, "crew");
    app.configure(
        [](Config& c) { c.TeamSettings.EnableOpenServer = false, c.ServiceSettings.EnableEmailInvitations = true; });
    app.take_mails();
    auto invite = [&](const char* address) {
        app.take_mails();
        CHECK(app.post(admin, "/api/v4/teams/" + team.id + "/invite/email", Json(Json::Array{Json(address)})).status ==
              200);
        auto mails = app.take_mails();
        REQUIRE(mails.size() == 1);
        CHECK(mails[0].to == address);
        size_t at = mails[0].text.find("&t=");
        REQUIRE(at != std::string::npos);
        return "t=" + mails[0].text.substr(at + 3, 64);
    };
    std::string link = invite("carol@example.com");
    CHECK(sign_up(app, link, "carol", "other@example.com").error_id() ==
          "api.user.create_user.bad_token_email_data.app_error");
    auto made = sign_up(app, link, "carol", "carol@example.com");
    REQUIRE(made.status == 201);
    CHECK(made.json["email_verified"].as_bool());
    auto again = sign_up(app, link, "dora", "carol@example.com");
    CHECK(again.status == 404);
    CHECK(again.error_id() == "api.user.create_user.signup_link_invalid.app_error");
    std::string late = invite("late@example.com");
    app.advance(49LL * 3'600'000);
    CHECK(sign_up(app, late, "late", "late@example.com").error_id() ==
          "api.user.create_user.signup_link_expired.app_error");
}

TEST_CASE("accounts are listed by where they are") {
    TestApp app;
    TestUser admin = app.user("admin"), alice = app.user("alice"), bob = app.user("bob"), carol = app.user("carol");
    Team team = app.team(alice, "crew");
    app.join(bob, team);
    Channel channel = app.channel(alice, team, "plans");
    auto list = [&](const TestUser& who, const std::string& query) {
        return names(app.get(who, "/api/v4/users?" + query).json);
    };
    CHECK(list(alice, "in_team=" + team.id) == Names{"alice", "bob"});
    CHECK(list(admin, "not_in_team=" + team.id) == Names{"admin", "carol"});
    CHECK(list(alice, "in_channel=" + channel.id) == Names{"alice"});
    CHECK(list(alice, "in_channel=" + channel.id + "&sort=admin") == Names{"alice"});
    CHECK(list(alice, "in_channel=" + channel.id + "&sort=status") == Names{"alice"});
    CHECK(list(alice, "in_team=" + team.id + "&not_in_channel=" + channel.id) == Names{"bob"});
    CHECK(list(alice, "in_team=" + team.id + "&sort=create_at") == Names{"bob", "alice"});
    CHECK(list(alice, "in_team=" + team.id + "&sort=last_activity_at").size() == 2);
    CHECK(list(alice, "in_team=" + team.id + "&team_roles=team_admin") == Names{"alice"});
    CHECK(list(admin, "without_team=true") == Names{"admin", "carol"});
    CHECK(app.get(carol, "/api/v4/users?in_team=" + team.id).status == 403);
    auto found = app.get(alice, "/api/v4/users/autocomplete?in_team=" + team.id + "&in_channel=" + channel.id);
    CHECK(names(found.json["users"]) == Names{"alice"});
    CHECK(names(found.json["out_of_channel"]) == Names{"bob"});
    CHECK(app.get(alice, "/api/v4/users/autocomplete?in_channel=" + channel.id).error_id() ==
          "api.user.autocomplete_users.missing_team_id.app_error");
    CHECK(names(app.post(alice, "/api/v4/users/search",
                         Json::object({{"term", "b"}, {"team_id", team.id}, {"not_in_channel_id", channel.id}}))
                    .json) == Names{"bob"});
    CHECK(app.post(alice, "/api/v4/users/search", Json::object({{"term", "b"}, {"not_in_channel_id", channel.id}}))
              .status == 400);
}

TEST_CASE("a mention is mailed to those who are away and want it") {
    TestApp app;
    // Being added to a channel is mailed as well: not what is looked at here.
    app.configure([](Config& c) { c.EmailSettings.SendEmailNotifications = false; });
    TestUser alice = app.user("alice"), bob = app.user("bob");
    Team team = app.team(alice, "crew");
    app.join(bob, team);
    Channel channel = app.channel(alice, team, "plans");
    app.join(bob, channel);
    app.take_mails();
    app.configure([](Config& c) { c.EmailSettings.SendEmailNotifications = true; });
    auto mailed = [&] {
        app.say(alice, channel, "hello @bob <b>");
        app.services().workers->stop();  // what was queued is done
        return app.take_mails();
    };
    SUBCASE("away") {
        auto mails = mailed();
        REQUIRE(mails.size() == 1);
        CHECK(mails[0].to == "bob@example.com");
        CHECK(mails[0].text.find("hello @bob <b>") != std::string::npos);
        CHECK(mails[0].html.find("hello @bob &lt;b&gt;") != std::string::npos);
    }
    SUBCASE("switched off by them") {
        REQUIRE(
            app.put(bob, "/api/v4/users/me/patch", Json::object({{"notify_props", Json::object({{"email", "false"}})}}))
                .status == 200);
        CHECK(mailed().empty());
    }
    SUBCASE("switched off by the server") {
        app.configure([](Config& c) { c.EmailSettings.SendEmailNotifications = false; });
        CHECK(mailed().empty());
    }
    SUBCASE("without what was written") {
        app.configure([](Config& c) { c.EmailSettings.EmailNotificationContentsType = "generic"; });
        auto mails = mailed();
        REQUIRE(mails.size() == 1);
        CHECK(mails[0].text.find("hello") == std::string::npos);
    }
}
