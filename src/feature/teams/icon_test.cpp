#include <doctest/doctest.h>

#include "app/services.h"
#include "base/picture.h"
#include "base/ports.h"
#include "fixture/test_app.h"

using namespace rk;

namespace {

std::string form(const char* name, const std::string& content) {
    return std::string("--xx\r\nContent-Disposition: form-data; name=\"") + name +
           "\"; filename=\"team.png\"\r\nContent-Type: image/png\r\n\r\n" + content + "\r\n--xx--\r\n";
}

std::string png(uint32_t width, uint32_t height) {
    Pixels pixels{width, height, {}};
    for (uint32_t i = 0; i < width * height; ++i) pixels.rgba += std::string("\xff\0\0\xff", 4);
    return encode_png(pixels);
}

struct Scene {
    TestApp app;
    TestUser admin = app.user("admin"), owner = app.user("owner"), member = app.user("member"),
             outsider = app.user("outsider");
    Team team = app.team(owner, "here");
    std::string path = "/api/v4/teams/" + team.id + "/image";
    Scene() { app.join(member, team); }
    TestAnswer upload(const TestUser* who, const std::string& body, const std::string& to = "") {
        return app.call(who, "POST", to.empty() ? path : to, body,
                        {{"Content-Type", "multipart/form-data; boundary=xx"}});
    }
    Json told(const TestUser& who) { return app.get(who, "/api/v4/teams/" + team.id).json["last_team_icon_update"]; }
};

}  // namespace

TEST_CASE("a team's picture is cut to its square, told to the team, and kept by clients until it changes") {
    Scene s;
    CHECK(s.app.get(s.member, s.path).status == 404);
    CHECK(s.app.get(s.member, s.path).error_id() == "api.team.get_team_icon.read_file.app_error");
    CHECK(s.told(s.member).is_null());
    s.app.take_events();
    CHECK(s.upload(&s.owner, form("image", png(64, 48))).text == R"({"status":"OK"})");
    auto events = s.app.take_events("update_team");
    REQUIRE(events.size() == 1);
    CHECK(events[0].broadcast.team_id == s.team.id);
    auto team = Json::parse(Json::parse(events[0].data)->find("team")->as_string());
    REQUIRE(team);
    CHECK((*team)["last_team_icon_update"].as_integer() > 0);
    CHECK(s.told(s.member) == (*team)["last_team_icon_update"]);
    CHECK(s.app.services().files->exists("teams/" + s.team.id + "/teamIcon.png"));

    auto got = s.app.get(s.member, s.path);
    CHECK(got.status == 200);
    CHECK(got.content_type == "image/png");
    CHECK(got.header("Cache-Control") == "max-age=86400, private");
    CHECK(got.header("ETag") == std::to_string(s.told(s.member).as_integer()));
    auto pixels = decode_picture(got.text);
    REQUIRE(pixels);
    CHECK(pixels->width == 128);
    CHECK(pixels->height == 128);
    auto again = [&] {
        return s.app.call(&s.member, "GET", s.path, "", {{"If-None-Match", got.header("ETag")}}).status;
    };
    CHECK(again() == 304);
    CHECK(s.upload(&s.admin, form("image", png(10, 10))).status == 200);
    CHECK(again() == 200);

    s.app.take_events();
    CHECK(s.app.remove(s.owner, s.path).text == R"({"status":"OK"})");
    CHECK(s.app.take_events("update_team").size() == 1);
    CHECK(s.told(s.member).is_null());
    CHECK(s.app.get(s.member, s.path).status == 404);
    CHECK(!s.app.services().files->exists("teams/" + s.team.id + "/teamIcon.png"));
    CHECK(s.app.remove(s.owner, s.path).status == 200);
}

TEST_CASE("a team's picture is changed by its admins and seen by its members, or by all when the team is open") {
    Scene s;
    std::string body = form("image", png(10, 10));
    for (const TestUser* who : {&s.member, &s.outsider}) {
        CHECK(s.upload(who, body).error_id() == "api.context.permissions.app_error");
        CHECK(s.app.remove(*who, s.path).error_id() == "api.context.permissions.app_error");
    }
    CHECK(s.upload(nullptr, body).status == 401);
    CHECK(s.app.call(nullptr, "GET", s.path).status == 401);
    CHECK(s.upload(&s.owner, body).status == 200);
    CHECK(s.app.get(s.outsider, s.path).error_id() == "api.context.permissions.app_error");
    CHECK(s.app.get(s.admin, s.path).status == 200);
    CHECK(s.app.put(s.owner, "/api/v4/teams/" + s.team.id + "/privacy", Json::object({{"privacy", "O"}})).status ==
          200);
    CHECK(s.app.get(s.outsider, s.path).status == 200);

    std::string nowhere = "/api/v4/teams/" + std::string(26, 'z') + "/image";
    CHECK(s.app.get(s.admin, nowhere).error_id() == "app.team.get.find.app_error");
    CHECK(s.upload(&s.member, body, nowhere).status == 403);
    CHECK(s.upload(&s.admin, body, nowhere).error_id() == "api.team.set_team_icon.get_team.app_error");
    CHECK(s.app.remove(s.admin, nowhere).error_id() == "api.team.remove_team_icon.get_team.app_error");
    for (const char* method : {"GET", "POST", "DELETE"})
        CHECK(s.app.call(&s.admin, method, "/api/v4/teams/x/image").error_id() ==
              "api.context.invalid_url_param.app_error");
}

TEST_CASE("what cannot be a team's picture is refused in the known words, and the old one stays") {
    Scene s;
    REQUIRE(s.upload(&s.owner, form("image", png(10, 10))).status == 200);
    Json before = s.told(s.owner);
    auto why = [&](const std::string& body) { return s.upload(&s.owner, body).error_id(); };
    CHECK(why("x") == "api.team.set_team_icon.parse.app_error");
    CHECK(why("") == "api.team.set_team_icon.parse.app_error");
    CHECK(s.app.call(&s.owner, "POST", s.path, "{}").error_id() == "api.team.set_team_icon.parse.app_error");
    CHECK(why(form("picture", png(10, 10))) == "api.team.set_team_icon.no_file.app_error");
    CHECK(why(form("image", "no picture")) == "api.team.set_team_icon.check_image_limits.app_error");
    CHECK(why(form("image", "")) == "api.team.set_team_icon.check_image_limits.app_error");
    CHECK(why(form("image", png(50, 50).substr(0, 60))) == "api.team.set_team_icon.decode.app_error");
    s.app.configure([](Config& c) { c.FileSettings.MaxImageResolution = 99; });
    CHECK(why(form("image", png(10, 10))) == "api.team.set_team_icon.check_image_limits.app_error");
    s.app.configure([](Config& c) { c.FileSettings.MaxFileSize = 50; });
    auto large = s.upload(&s.owner, form("image", png(10, 10)));
    CHECK(large.status == 400);
    CHECK(large.error_id() == "api.team.set_team_icon.too_large.app_error");
    CHECK(s.told(s.owner) == before);
    CHECK(s.app.get(s.member, s.path).status == 200);
    s.app.configure([](Config& c) {
        c.FileSettings.MaxFileSize = 1 << 20;
        c.FileSettings.DriverName = "";
    });
    CHECK(why(form("image", png(5, 5))) == "api.team.set_team_icon.storage.app_error");
    CHECK(s.app.get(s.member, s.path).error_id() == "api.team.get_team_icon.filesettings_no_driver.app_error");
}
