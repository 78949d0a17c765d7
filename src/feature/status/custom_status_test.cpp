#include "feature/status/custom_status.h"

#include <doctest/doctest.h>

#include "app/config_store.h"
#include "feature/preferences/preferences.h"
#include "fixture/test_app.h"

using namespace rk;
using namespace rk::status;

namespace {

CustomStatus custom(std::string emoji, std::string text, std::string duration = "", std::string expires_at = "") {
    CustomStatus c{std::move(emoji), std::move(text), std::move(duration)};
    if (!expires_at.empty()) c.expires_at = std::move(expires_at);
    return c;
}

constexpr const char* kPath = "/api/v4/users/me/status/custom";

std::string shown(TestApp& app, const TestUser& who, const TestUser& whose) {
    return app.get(who, "/api/v4/users/" + whose.id).json["props"]["customStatus"].as_string();
}

size_t recent_count(TestApp& app, const TestUser& user) {
    auto stored = app.db().read(
        [&](Tx& tx) { return preferences::find(tx, user.id, "custom_status", "recent_custom_statuses"); });
    return stored ? Json::parse(*stored)->size() : 0;
}

}  // namespace

TEST_CASE("times of RFC 3339") {
    struct {
        const char* text;
        std::optional<Millis> ms;
    } table[] = {
        {"1970-01-01T00:00:00Z", 0},
        {"2001-09-09T01:46:40Z", 1'000'000'000'000},
        {"2001-09-09T10:46:40.250+09:00", 1'000'000'000'250},
        {"2001-09-08T20:16:40.123456789-05:30", 1'000'000'000'123},
        {"0001-01-01T00:00:00Z", -62'135'596'800'000},
        {"2024-02-29T00:00:00Z", 1'709'164'800'000},
        {"2023-02-29T00:00:00Z", std::nullopt},
        {"2001-09-09T24:00:00Z", std::nullopt},
        {"2001-09-09T01:46:40", std::nullopt},
        {"2001-09-09T01:46:40.Z", std::nullopt},
        {"2001-09-09 01:46:40Z", std::nullopt},
        {"2001-09-09T01:46:40Zx", std::nullopt},
        {"2001-09-09T01:46:40+0900", std::nullopt},
        {"", std::nullopt},
        {"tomorrow", std::nullopt},
    };
    for (auto& row : table) {
        CAPTURE(row.text);
        CHECK(parse_rfc3339(row.text) == row.ms);
    }
}

TEST_CASE("custom status: duration and end must agree") {
    const Millis now = 1'000'000'000'000;  // 2001-09-09T01:46:40Z
    struct {
        const char* duration;
        const char* expires_at;
        bool valid;
    } table[] = {
        {"", "", true},
        {"", "2001-09-09T01:46:40Z", true},
        {"", "2001-09-09T01:46:39Z", false},
        {"one_hour", "2001-09-09T02:46:40Z", true},
        {"one_hour", "2001-09-09T00:46:40Z", false},
        {"one_hour", "", false},
        {"one_year", "2002-09-09T00:46:40Z", false},
        {"date_and_time", "2101-09-09T00:46:40Z", true},
    };
    for (auto& row : table) {
        CAPTURE(row.duration);
        CAPTURE(row.expires_at);
        CHECK(is_valid(custom("x", "", row.duration, row.expires_at), now) == row.valid);
    }
}

TEST_CASE("custom status: the recent ones are five, each text once, the newest first") {
    std::vector<CustomStatus> recent;
    for (const char* text : {"a", "b", "c", "a", "d", "e", "f"}) recent = with_recent(recent, custom("x", text));
    std::string texts;
    for (const CustomStatus& c : recent) texts += c.text;
    CHECK(texts == "fedac");
}

TEST_CASE("custom status: set, seen by others, taken away") {
    TestApp app;
    TestUser alice = app.user("alice"), bob = app.user("bob");
    app.take_events();
    auto r = app.put(alice, kPath, Json::object({{"emoji", "calendar"}, {"text", "busy"}}));
    CHECK(r.status == 200);
    CHECK(r.text == R"({"status":"OK"})");
    CHECK(shown(app, bob, alice) ==
          R"({"emoji":"calendar","text":"busy","duration":"","expires_at":"0001-01-01T00:00:00Z"})");
    auto events = app.take_events();
    CHECK(std::any_of(events.begin(), events.end(), [](const Event& e) { return e.name == EventName::user_updated; }));
    CHECK(std::any_of(events.begin(), events.end(),
                      [](const Event& e) { return e.name == EventName::preferences_changed; }));
    CHECK(recent_count(app, alice) == 1);

    app.put(alice, kPath, Json::object({{"text", std::string(150, 'x')}, {"expires_at", "2101-01-01T00:00:00Z"}}));
    auto stored = Json::parse(shown(app, bob, alice));
    REQUIRE(stored);
    CHECK((*stored)["emoji"].as_string() == "speech_balloon");
    CHECK((*stored)["text"].as_string().size() == 100);
    CHECK((*stored)["duration"].as_string() == "date_and_time");
    CHECK(recent_count(app, alice) == 2);

    CHECK(app.remove(alice, kPath).status == 200);
    CHECK(shown(app, bob, alice) == "");
    CHECK(recent_count(app, alice) == 2);
}

TEST_CASE("custom status: recent ones are forgotten one by one") {
    TestApp app;
    TestUser alice = app.user("alice");
    Json busy = Json::object({{"emoji", "calendar"}, {"text", "busy"}});
    app.put(alice, kPath, busy);
    app.put(alice, kPath, Json::object({{"emoji", "house"}, {"text", "home"}}));
    REQUIRE(recent_count(app, alice) == 2);
    const std::string path = std::string(kPath) + "/recent";
    SUBCASE("with DELETE") { CHECK(app.call(&alice, "DELETE", path, busy.dump()).status == 200); }
    SUBCASE("with POST") { CHECK(app.post(alice, path + "/delete", busy).status == 200); }
    CHECK(recent_count(app, alice) == 1);
    auto again = app.post(alice, path + "/delete", busy);
    CHECK(again.status == 400);
    CHECK(again.error_id() == "api.custom_status.recent_custom_statuses.delete.app_error");
}

TEST_CASE("custom status: refusals") {
    TestApp app;
    TestUser admin = app.user("admin"), alice = app.user("alice"), bob = app.user("bob");
    const std::string path = "/api/v4/users/" + alice.id + "/status/custom", good = R"({"emoji":"calendar"})";
    struct {
        const TestUser* who;
        const char* method;
        std::string path, body;
        int status;
    } table[] = {
        {nullptr, "PUT", path, good, 401},
        {&bob, "PUT", path, good, 403},
        {&bob, "DELETE", path, "", 403},
        {&bob, "POST", path + "/recent/delete", good, 403},
        {&alice, "PUT", path, "{}", 400},
        {&alice, "PUT", path, "null", 400},
        {&alice, "PUT", path, "x", 400},
        {&alice, "PUT", path, R"({"emoji":5})", 400},
        {&alice, "PUT", path, R"({"emoji":"x","expires_at":"soon"})", 400},
        {&alice, "PUT", path, R"({"emoji":"x","duration":"one_hour"})", 400},
        {&alice, "POST", path + "/recent/delete", "[]", 400},
        {&alice, "PUT", "/api/v4/users/short/status/custom", good, 400},
        {&admin, "PUT", path, good, 200},
    };
    for (auto& row : table) {
        CAPTURE(row.method);
        CAPTURE(row.body);
        CHECK(app.call(row.who, row.method, row.path, row.body).status == row.status);
    }
    app.configure([](Config& config) { config.TeamSettings.EnableCustomUserStatuses = false; });
    auto r = app.call(&alice, "PUT", path, good);
    CHECK(r.status == 501);
    CHECK(r.error_id() == "api.custom_status.disabled");
}
