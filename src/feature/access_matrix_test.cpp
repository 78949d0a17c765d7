// Every route of the program, called by everybody and with what no client should send: a known answer, never a failure
// of the server. What each route does is tested beside it; this finds the route that forgot to look.
#include <doctest/doctest.h>

#include "base/ids.h"
#include "base/strings.h"
#include "feature/all_routes.h"
#include "fixture/test_app.h"

using namespace rk;

namespace {

// What stands behind the refusals below by design, so that a 5xx other than these is a find.
bool is_declared(const TestAnswer& answer) {
    static const std::vector<std::string> kDeclared = {
        "api.admin.remove_certificate.delete.app_error",  // golden admin_unlicensed
        "app.admin.test_email.failure",
        "api.team.import_team.parse.app_error",              // golden admin_access "access/teams"
        "app.channel.update_last_viewed_at_post.app_error",  // golden admin_access: an admin who is no member
        "app.plugin.marketplace_client.failed_to_fetch",     // golden integrations_plugins
        "app.plugin.marketplace_plugins.not_found.app_error",
    };
    return answer.status == 501 || answer.status == 503 || contains(kDeclared, answer.error_id());
}

// The place that the callers are about.
struct Scene {
    TestUser admin, member, other, guest;
    Team team, other_team;
    Channel channel;
    Post post;
};

bool has_route(std::string_view method, std::string_view path) {
    for (auto table : all_routes())
        for (const Route& route : table)
            if (method == method_name(route.method) && path == route.path) return true;
    return false;
}

Scene make_scene(TestApp& app) {
    Scene s;
    s.admin = app.user("admin");
    s.member = app.user("member");
    s.other = app.user("other");
    s.guest = app.user("guest");
    // What is not served yet is left out of the scene: its ids are made up then.
    s.team.id = s.other_team.id = s.channel.id = s.post.id = std::string(26, 'q');
    if (has_route("POST", "/api/v4/teams")) {
        s.team = app.team(s.admin, "here");
        s.other_team = app.team(s.other, "there");
        app.join(s.member, s.team);
    }
    if (has_route("POST", "/api/v4/channels") && has_route("POST", "/api/v4/posts")) {
        s.channel = app.channel(s.admin, s.team, "private", "P");
        app.join(s.member, s.channel);
        s.post = app.say(s.member, s.channel, "between us");
    }
    return s;
}

// The route's path with each parameter given by `value(name)`.
template <class Fn>
std::string filled(std::string_view path, Fn&& value) {
    std::string out;
    while (!path.empty()) {
        size_t open = path.find('{');
        out.append(path.substr(0, open));
        if (open == std::string_view::npos) break;
        size_t close = path.find('}', open);
        out += value(path.substr(open + 1, close - open - 1));
        path.remove_prefix(close + 1);
    }
    return out;
}

std::string of_scene(const Scene& s, std::string_view param) {
    if (param == "user_id" || param == "other_user_id") return s.member.id;
    if (param == "team_id") return s.team.id;
    if (param == "channel_id") return s.channel.id;
    if (param == "post_id" || param == "thread_id" || param == "root_id") return s.post.id;
    if (param == "username") return "member";
    if (param == "email") return "member@example.com";
    if (param == "team_name") return "here";
    if (param == "channel_name") return "private";
    if (param == "role_name") return "team_user";
    if (param.ends_with("_id")) return std::string(26, 'z');
    return "x";
}

// Ends the caller's session or account, or the test's patience.
bool is_left_out(const Route& route) {
    std::string_view path = route.path;
    return path == "/api/v4/users/logout" || path.find("sessions/revoke") != std::string_view::npos ||
           path == "/api/v4/users/{user_id}/active" || (path == "/api/v4/users/{user_id}" && route.method == DELETE) ||
           (path == "/api/v4/users" && route.method == DELETE) || path == "/api/v4/server_busy" ||
           path == "/api/v4/users/{user_id}/password" || path == "/api/v4/users/{user_id}/roles" ||
           path == "/api/v4/users/{user_id}/convert_to_bot";
}

template <class Fn>
void each_route(Fn&& fn) {
    for (auto table : all_routes())
        for (const Route& route : table)
            if (!is_left_out(route)) fn(route);
}

void check_answer(const TestAnswer& answer) {
    CAPTURE(answer.text);
    CHECK((answer.status < 500 || is_declared(answer)));
    if (answer.status < 400 || answer.text.empty() || answer.content_type != "application/json") return;
    CHECK(!answer.error_id().empty());
    CHECK(answer.json["status_code"].as_integer() == answer.status);
    CHECK(answer.json["message"].is_string());
    CHECK(answer.json["detailed_error"].as_string().empty());
    CHECK(answer.json["request_id"].is_string());
}

}  // namespace

TEST_CASE("every route answers strangers, members, others and administrators as it should") {
    TestApp app;
    app.configure([](Config& c) { c.ServiceSettings.MaximumLoginAttempts = 10'000; });
    Scene s = make_scene(app);
    each_route([&](const Route& route) {
        std::string path = filled(route.path, [&](std::string_view param) { return of_scene(s, param); });
        CAPTURE(path);
        const std::string method = method_name(route.method);
        CAPTURE(method);
        std::string body = route.method == GET ? "" : "{}";
        auto by_stranger = app.call(nullptr, method_name(route.method), path, body);
        check_answer(by_stranger);
        if (route.access != Access::open) {
            CHECK(by_stranger.status == 401);
            CHECK(by_stranger.error_id() == "api.context.session_expired.app_error");
        }
        for (const TestUser* who : {&s.guest, &s.other, &s.member, &s.admin}) {
            CAPTURE(who->username);
            auto answer = app.call(who, method_name(route.method), path, body);
            check_answer(answer);
            if (route.access != Access::open) CHECK(answer.error_id() != "api.context.session_expired.app_error");
        }
    });
}

TEST_CASE("no route fails on what no client should send") {
    TestApp app;
    Scene s = make_scene(app);
    const std::string deep = std::string(5000, '[') + std::string(5000, ']');
    const std::vector<std::string> bodies = {
        "",
        "{",
        "[",
        "null",
        "7",
        "\"x\"",
        "[]",
        "[null]",
        "[1,2]",
        "[{}]",
        "[\"x\"]",
        "true",
        "1e400",
        deep,
        "{\"a\":\"\xff\xfe\"}",
        std::string("{\"a\":\"\0\"}", 9),
        "{\"id\":7,\"user_id\":[],\"channel_id\":{},\"team_id\":true}",
        "{\"user_id\":\"\",\"channel_id\":\"x\",\"team_id\":\"../..\",\"message\":null,\"props\":7}",
        "{\"create_at\":99999999999999999999,\"page\":-1,\"per_page\":1e300}",
        "{\"name\":\"" + std::string(100'000, 'n') + "\",\"term\":\"%_'\\\\\"}",
        "{\"terms\":\"\\u0000\\ud800\",\"emoji_name\":\"../\",\"type\":\"\\u0000\"}",
    };
    each_route([&](const Route& route) {
        if (route.method == GET) return;
        std::string path = filled(route.path, [&](std::string_view param) { return of_scene(s, param); });
        CAPTURE(path);
        const std::string method = method_name(route.method);
        CAPTURE(method);
        for (const std::string& body : bodies) {
            std::string shown = body.substr(0, 60);
            CAPTURE(shown);
            check_answer(
                app.call(&s.admin, method_name(route.method), path, body, {{"Content-Type", "application/json"}}));
        }
    });
}

TEST_CASE("no route fails on odd parameters and queries") {
    TestApp app;
    Scene s = make_scene(app);
    const std::vector<std::string> odd = {
        "x", std::string(26, 'z'), std::string(300, 'a'), "me", "%00", "%ff", "..%2f..", "%27"};
    const std::vector<std::string> queries = {"?page=-1&per_page=-1",
                                              "?page=9223372036854775807&per_page=9223372036854775807",
                                              "?page=x&per_page=1e9",
                                              "?since=-1&before=%00&after=%ff&team_id=x&q=%ff%00",
                                              "?in_team=x&in_channel=x&sort=%27&role=%22&active=maybe",
                                              "?%zz=%zz&&&=;=",
                                              "?time=99999999999999999999&limit=-5&include_deleted=%00"};
    each_route([&](const Route& route) {
        std::string_view pattern = route.path;
        CAPTURE(pattern);
        const std::string method = method_name(route.method);
        CAPTURE(method);
        if (pattern.find('{') != std::string_view::npos)
            for (const std::string& value : odd) {
                std::string path = filled(pattern, [&](std::string_view) { return value; });
                CAPTURE(path);
                check_answer(app.call(&s.admin, method_name(route.method), path, route.method == GET ? "" : "{}"));
            }
        if (route.method != GET) return;
        std::string path = filled(pattern, [&](std::string_view param) { return of_scene(s, param); });
        for (const std::string& query : queries) {
            CAPTURE(query);
            check_answer(app.get(s.admin, path + query));
        }
    });
}
