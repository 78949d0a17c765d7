#include <doctest/doctest.h>

#include "base/picture.h"
#include "fixture/test_app.h"

using namespace rk;

namespace {

std::string form(const char* name, const std::string& content) {
    return std::string("--xx\r\nContent-Disposition: form-data; name=\"") + name +
           "\"; filename=\"me.png\"\r\nContent-Type: image/png\r\n\r\n" + content + "\r\n--xx--\r\n";
}

}  // namespace

TEST_CASE("a profile picture is made of the name until one is uploaded, and cut to its square then") {
    TestApp app;
    app.user("admin");
    TestUser alice = app.user("alice"), bob = app.user("bob");
    std::string path = "/api/v4/users/" + alice.id + "/image";
    auto made = app.get(bob, path);
    CHECK(made.content_type == "image/png");
    CHECK(made.header("Cache-Control") == "max-age=300, private");
    CHECK(made.text == app.get(bob, path + "/default").text);
    CHECK(made.text != app.get(bob, "/api/v4/users/" + bob.id + "/image").text);
    auto upload = [&](const TestUser& who, const std::string& body) {
        return app.call(&who, "POST", path, body, {{"Content-Type", "multipart/form-data; boundary=xx"}});
    };
    Pixels red{64, 48, {}};
    for (int i = 0; i < 64 * 48; ++i) red.rgba += std::string("\xff\0\0\xff", 4);
    CHECK(upload(bob, form("image", encode_png(red))).status == 403);
    CHECK(upload(alice, form("other", encode_png(red))).error_id() == "api.user.upload_profile_user.no_file.app_error");
    CHECK(upload(alice, form("image", "no picture")).error_id() ==
          "api.user.upload_profile_user.check_image_limits.app_error");
    CHECK(upload(alice, "x").error_id() == "api.user.upload_profile_user.parse.app_error");
    app.take_events();
    CHECK(upload(alice, form("image", encode_png(red))).status == 200);
    CHECK(app.take_events("user_updated").size() == 1);
    auto got = app.get(bob, path);
    auto pixels = decode_picture(got.text);
    REQUIRE(pixels);
    CHECK(pixels->width == 128);
    CHECK(pixels->height == 128);
    CHECK(pixels->rgba.substr(4 * 5000, 4) == std::string("\xff\0\0\xff", 4));
    CHECK(app.call(&bob, "GET", path, "", {{"If-None-Match", got.header("ETag")}}).status == 304);
    CHECK(app.get(alice, "/api/v4/users/me").json["last_picture_update"].as_integer() > 0);
    CHECK(app.remove(bob, path).status == 403);
    CHECK(app.remove(alice, path).status == 200);
    CHECK(app.get(bob, path).text == made.text);
    CHECK(app.get(bob, "/api/v4/users/zzzzzzzzzzzzzzzzzzzzzzzzzz/image").error_id() ==
          "app.user.missing_account.const");
    app.configure([](Config& c) { c.FileSettings.MaxImageResolution = 64 * 48 - 1; });
    CHECK(upload(alice, form("image", encode_png(red))).error_id() ==
          "api.user.upload_profile_user.check_image_limits.app_error");
}
