// Tokens with scopes against every route of the program: what no scope names is refused, whatever the account may.
#include "app/token_scopes.h"

#include <doctest/doctest.h>

#include <set>

#include "feature/all_routes.h"
#include "fixture/test_app.h"

using namespace rk;
using token_scopes::Needs;

namespace {

struct Scene {
    TestApp app;
    TestUser admin = app.user("admin"), bob = app.user("bob");
    Team team = app.team(admin, "here");
    Channel room = app.channel(admin, team, "room"), other = app.channel(admin, team, "other");
    Post in_room = app.say(admin, room, "in the room"), in_other = app.say(admin, other, "elsewhere");
    Scene() {
        app.join(bob, team);
        app.configure([](Config& c) { c.ServiceSettings.EnableUserAccessTokens = true; });
    }
    // The administrator, as a program with these scopes.
    TestUser program(std::initializer_list<std::string> scopes) {
        Json list = Json::array();
        for (const std::string& scope : scopes) list.push(scope);
        auto made = app.post(admin, "/api/v4/users/" + admin.id + "/tokens",
                             Json::object({{"description", "scoped"}, {"scopes", list}}));
        REQUIRE(made.status == 200);
        TestUser program = admin;
        program.token = made.json["token"].as_string();
        return program;
    }
    std::string posts_in_room() const { return "post:" + room.id; }
    TestAnswer say(const TestUser& who, const Channel& where) {
        return app.post(who, "/api/v4/posts", Json::object({{"channel_id", where.id}, {"message", "m"}}));
    }
};

const char* const kRefused = "api.context.token_scope.app_error";

template <class Fn>
void each_route(Fn&& fn) {
    for (auto table : all_routes())
        for (const Route& route : table) fn(route);
}

std::string filled(const Scene& s, std::string_view path) {
    std::string out;
    while (!path.empty()) {
        size_t open = path.find('{');
        out.append(path.substr(0, open));
        if (open == std::string_view::npos) break;
        size_t close = path.find('}', open);
        std::string_view name = path.substr(open + 1, close - open - 1);
        if (name == "user_id") out += s.bob.id;
        else if (name == "team_id") out += s.team.id;
        else if (name == "channel_id") out += s.other.id;
        else if (name == "post_id") out += s.in_other.id;
        else out += name.ends_with("_id") ? std::string(26, 'z') : std::string("x");
        path.remove_prefix(close + 1);
    }
    return out;
}

}  // namespace

TEST_CASE("each rule of scopes is about a route that there is, and only one is") {
    std::set<std::pair<std::string, int>> routes, ruled;
    each_route([&](const Route& route) { routes.emplace(route.path, static_cast<int>(route.method)); });
    for (const token_scopes::Rule& rule : token_scopes::rules()) {
        CAPTURE(rule.path);
        std::pair key(std::string(rule.path), static_cast<int>(rule.method));
        CHECK(routes.count(key) == 1);
        CHECK(ruled.insert(key).second);
        CHECK(rule.needs != Needs::nothing_scoped);
    }
}

TEST_CASE("every route refuses a token whose scopes do not name it") {
    Scene s;
    const std::vector<std::pair<TestUser, Needs>> programs = {{s.program({"read"}), Needs::read},
                                                              {s.program({s.posts_in_room()}), Needs::post},
                                                              {s.program({"admin"}), Needs::admin}};
    each_route([&](const Route& route) {
        const Needs needs = token_scopes::needs_of(route.method, route.path);
        const std::string path = filled(s, route.path), method = method_name(route.method);
        CAPTURE(path);
        CAPTURE(method);
        const std::string body = route.method == GET ? "" : "{}";
        for (const auto& [program, has] : programs) {
            const bool may = needs == Needs::any || needs == has || (needs == Needs::own && has == Needs::read);
            if (may) continue;  // what it answers then is the feature's: the tests below
            if (path == "/api/v4/oauth/apps/register") s.app.advance(60'000);  // it counts an address's calls
            auto answer = s.app.call(&program, method, path, body);
            if (route.access == Access::open) {
                CHECK(answer.status == s.app.call(nullptr, method, path, body).status);
            } else {
                CHECK(answer.status == 403);
                CHECK(answer.error_id() == kRefused);
            }
        }
    });
    // Nothing of that happened.
    CHECK(s.app.get(s.admin, "/api/v4/posts/" + s.in_other.id).status == 200);
    CHECK(s.app.get(s.admin, "/api/v4/users/" + s.bob.id).json["delete_at"].as_integer() == 0);
}

TEST_CASE("no scope leads to another token, session or password") {
    for (const token_scopes::Rule& rule : token_scopes::rules()) {
        const std::string path(rule.path);
        CAPTURE(path);
        if (rule.method == GET) continue;
        for (const char* word :
             {"/password", "/mfa", "/sessions", "/login", "/oauth", "/convert_to_bot", "/convert_to_user", "/rotate"})
            CHECK((path.find(word) == path.npos || path.find("rotate_secret") != path.npos));
        CHECK(path != "/api/v4/users/{user_id}/tokens");
        CHECK(path != "/api/v4/users/tokens/enable");
        CHECK(path != "/api/v4/users/{user_id}/roles");
    }
}

TEST_CASE("a token that reads reads what its account may, and nothing that administrators see") {
    Scene s;
    TestUser reader = s.program({"read"});
    CHECK(s.app.get(reader, "/api/v4/posts/" + s.in_other.id).status == 200);
    CHECK(s.app.get(reader, "/api/v4/channels/" + s.room.id + "/posts").json["order"].size() > 0);
    CHECK(s.app.get(reader, "/api/v4/users/" + s.bob.id).status == 200);
    CHECK(s.app
              .post(reader, "/api/v4/teams/" + s.team.id + "/posts/search",
                    Json::object({{"terms", "elsewhere"}, {"is_or_search", false}}))
              .status == 200);
    CHECK(s.app.get(reader, "/api/v4/config").error_id() == kRefused);
    CHECK(s.app.get(reader, "/api/v4/hooks/incoming").error_id() == kRefused);
    CHECK(s.say(reader, s.room).error_id() == kRefused);
    // Where an administrator would see more, it sees what others see.
    CHECK(s.app.get(s.admin, "/api/v4/teams/" + s.team.id).json["invite_id"].as_string() != "");
    CHECK(s.app.get(reader, "/api/v4/teams/" + s.team.id).json["invite_id"].as_string() == "");
    CHECK(s.app.get(reader, "/api/v4/posts/" + s.in_other.id + "?include_deleted=true").status == 403);
}

TEST_CASE("a token that posts does so in its channels alone, and reads nothing") {
    Scene s;
    TestUser poster = s.program({s.posts_in_room()});
    auto said = s.say(poster, s.room);
    REQUIRE(said.status == 201);
    const std::string mine = "/api/v4/posts/" + said.json["id"].as_string();
    const std::string foreign = "/api/v4/posts/" + s.in_other.id;
    CHECK(s.say(poster, s.other).error_id() == "api.context.permissions.app_error");

    CHECK(s.app.put(poster, mine + "/patch", Json::object({{"message", "better"}})).status == 200);
    CHECK(s.app.put(poster, foreign + "/patch", Json::object({{"message", "worse"}})).status == 403);
    auto react = [&](const std::string& post_id) {
        return s.app.post(poster, "/api/v4/reactions",
                          Json::object({{"user_id", s.admin.id}, {"post_id", post_id}, {"emoji_name", "tada"}}));
    };
    CHECK(react(said.json["id"].as_string()).status == 200);
    CHECK(react(s.in_other.id).status == 403);
    CHECK(s.app
              .call(&poster, "POST", "/api/v4/files?filename=a.txt&channel_id=" + s.room.id, "text",
                    {{"Content-Type", "text/plain"}})
              .status == 201);
    CHECK(s.app
              .call(&poster, "POST", "/api/v4/files?filename=a.txt&channel_id=" + s.other.id, "text",
                    {{"Content-Type", "text/plain"}})
              .status == 403);
    CHECK(s.app
              .post(poster, "/api/v4/posts/ephemeral",
                    Json::object({{"user_id", s.admin.id},
                                  {"post", Json::object({{"channel_id", s.other.id}, {"message", "m"}})}}))
              .status == 403);
    CHECK(s.app.post(poster, "/api/v4/users/me/typing", Json::object({{"channel_id", s.other.id}})).status == 403);
    CHECK(s.app.post(poster, "/api/v4/users/me/typing", Json::object({{"channel_id", s.room.id}})).status == 200);
    CHECK(s.app.remove(poster, foreign).status == 403);
    CHECK(s.app.remove(poster, mine).status == 200);

    CHECK(s.app.get(poster, foreign).error_id() == kRefused);
    CHECK(s.app.get(poster, "/api/v4/channels/" + s.room.id + "/posts").error_id() == kRefused);
    // A link to what it may not read shows it nothing of that.
    auto linking =
        s.app.post(poster, "/api/v4/posts",
                   Json::object({{"channel_id", s.room.id}, {"message", "http://localhost/here/pl/" + s.in_other.id}}));
    CHECK(linking.text.find("elsewhere") == linking.text.npos);
    // Who it is, it may always ask.
    CHECK(s.app.get(poster, "/api/v4/users/me").json["id"].as_string() == s.admin.id);
    CHECK(s.app.get(poster, "/api/v4/users/" + s.admin.id).status == 200);
    CHECK(s.app.get(poster, "/api/v4/users/" + s.bob.id).error_id() == kRefused);
}

TEST_CASE("a token that administrates does that alone") {
    Scene s;
    TestUser keeper = s.program({"admin"});
    CHECK(s.app.get(keeper, "/api/v4/config").status == 200);
    CHECK(s.app.put(keeper, "/api/v4/channels/" + s.room.id + "/patch", Json::object({{"header", "h"}})).status == 200);
    CHECK(s.app.get(keeper, "/api/v4/posts/" + s.in_room.id).error_id() == kRefused);
    CHECK(s.say(keeper, s.room).error_id() == kRefused);
    CHECK(s.app.post(keeper, "/api/v4/users/" + s.admin.id + "/tokens", Json::object({{"description", "more"}}))
              .error_id() == kRefused);
    // Scopes add up.
    TestUser both = s.program({"admin", "read", s.posts_in_room()});
    CHECK(s.app.get(both, "/api/v4/posts/" + s.in_other.id).status == 200);
    CHECK(s.say(both, s.room).status == 201);
    CHECK(s.say(both, s.other).status == 403);
    CHECK(s.app.get(both, "/api/v4/config").status == 200);
}

TEST_CASE("scopes are words that are understood whole, or refused") {
    auto read = [](const char* json) { return token_scopes::read_scopes(*Json::parse(json)); };
    const std::string id(26, 'a');
    CHECK(*read(R"(["read", "admin", "read"])") == "admin read");
    CHECK(*read(("[\"read\", \"post:" + id + "\"]").c_str()) == "post:" + id + " read");
    for (const char* wrong : {"[]", "7", "{}", "\"read\"", "[\"Read\"]", "[\"read \"]", "[7]", "[null]", "[\"post\"]",
                              "[\"post:\"]", "[\"post:*\"]", "[\"\"]", "[\"read admin\"]"}) {
        CAPTURE(wrong);
        CHECK_FALSE(read(wrong));
    }
    Session reader, poster, whole;
    reader.scopes = "read";
    poster.scopes = "post:" + id;
    CHECK(token_scopes::may_hear(reader));
    CHECK_FALSE(token_scopes::may_hear(poster));
    CHECK(token_scopes::may_hear(whole));
    for (const char* action : {"ping", "presence"}) CHECK(token_scopes::may_act(poster, action));
    CHECK_FALSE(token_scopes::may_act(poster, "get_statuses"));
    CHECK(token_scopes::may_act(reader, "get_statuses"));
    CHECK_FALSE(token_scopes::may_act(reader, "user_typing"));
    CHECK_FALSE(token_scopes::may_act(reader, "user_update_active_status"));
    CHECK_FALSE(token_scopes::may_act(reader, "what_comes_next"));
    CHECK(token_scopes::may_act(whole, "what_comes_next"));
    CHECK(token_scopes::may_use(poster, Permission::create_post, id));
    CHECK_FALSE(token_scopes::may_use(poster, Permission::create_post));
    CHECK_FALSE(token_scopes::may_use(poster, Permission::create_post, std::string(26, 'b')));
    CHECK_FALSE(token_scopes::may_use(poster, Permission::edit_others_posts, id));
    CHECK_FALSE(token_scopes::may_use(reader, Permission::manage_system));
}
