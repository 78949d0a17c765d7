#include <doctest/doctest.h>

#include "app/services.h"
#include "app/workers.h"
#include "base/http.h"
#include "base/ports.h"
#include "fixture/test_app.h"

using namespace rk;

namespace {

const std::string kCommands = "/api/v4/commands";

struct FakeAddress : HttpClient {
    std::vector<HttpCall> calls;
    HttpReply reply;
    void send(HttpCall call, std::function<void(Result<HttpReply>)> done) override {
        calls.push_back(std::move(call));
        done(reply);
    }
    void answers(const Json& json) {
        reply.status = 200;
        reply.headers = {{"Content-Type", "application/json"}};
        reply.body = json.dump();
    }
    std::string sent(std::string_view name) const {
        for (const auto& [key, value] : parse_form(calls.back().body))
            if (key == name) return value;
        return "(none)";
    }
};

struct Scene {
    FakeAddress address;
    TestApp app;
    TestUser admin = app.user("admin");
    TestUser bob = app.user("bob");
    Team team = app.team(admin, "devs");
    Channel channel = app.channel(admin, team, "builds");
    Scene() {
        app.join(bob, team), app.join(bob, channel);
        app.services().http = &address;
        app.configure([](Config& config) { config.ServiceSettings.SiteURL = "http://chat.test"; });
        address.answers(Json::object());
    }
    TestAnswer make(std::initializer_list<std::pair<const char*, Json>> more = {}) {
        Json with = Json::object({{"team_id", team.id},
                                  {"trigger", "ask"},
                                  {"method", "P"},
                                  {"url", "http://app.test/a"},
                                  {"shortcut_name", "Ask about this"},
                                  {"shortcut_emoji", ":ticket:"}});
        for (const auto& [key, value] : more) with.set(key, value);
        return app.post(admin, kCommands, with);
    }
    TestAnswer run(const TestUser& who, const std::string& post_id, const std::string& command_id) {
        return app.post(who, "/api/v4/posts/" + post_id + "/shortcuts/" + command_id, Json::object());
    }
    // With what the reaction calls done.
    void react(const TestUser& who, const Post& post, const char* emoji) {
        auto put = app.post(who, "/api/v4/reactions",
                            Json::object({{"user_id", who.id}, {"post_id", post.id}, {"emoji_name", emoji}}));
        REQUIRE(put.status == 200);
    }
    Json offered(const TestUser& who) { return app.get(who, "/api/v4/teams/" + team.id + "/commands/shortcuts").json; }
};

}  // namespace

TEST_CASE("a command is offered on messages, until it is not") {
    Scene s;
    auto made = s.make();
    REQUIRE(made.status == 201);
    const std::string id = made.json["id"].as_string(), path = kCommands + "/" + id;
    CHECK(made.json["shortcut_emoji"].as_string() == "ticket");
    CHECK(s.app.get(s.admin, path).json == made.json);
    CHECK(s.app.get(s.admin, kCommands + "?custom_only=true&team_id=" + s.team.id).json.items()[0] == made.json);
    CHECK(s.offered(s.bob).dump() ==
          "[{\"command_id\":\"" + id + "\",\"name\":\"Ask about this\",\"emoji\":\"ticket\"}]");

    // A client that knows nothing of shortcuts changes the rest.
    Json change = made.json;
    change.erase("shortcut_name"), change.erase("shortcut_emoji");
    change.set("display_name", "Asker");
    auto changed = s.app.put(s.admin, path, change);
    CHECK(changed.json["shortcut_name"].as_string() == "Ask about this");
    change.set("shortcut_name", "Renamed");
    CHECK(s.app.put(s.admin, path, change).json["shortcut_emoji"].as_string() == "ticket");
    CHECK(s.offered(s.bob).items()[0]["name"].as_string() == "Renamed");
    change.set("shortcut_name", ""), change.set("shortcut_emoji", "");
    CHECK(s.app.put(s.admin, path, change).status == 200);
    CHECK(!s.app.get(s.admin, path).json.find("shortcut_name"));
    CHECK(s.offered(s.bob).size() == 0);

    change.set("shortcut_emoji", "ticket");
    CHECK(s.app.put(s.admin, path, change).status == 200);
    CHECK(s.offered(s.bob).size() == 1);
    CHECK(s.app.remove(s.admin, path).status == 200);
    CHECK(s.offered(s.bob).size() == 0);
    CHECK(s.make().status == 201);  // its emoji is free again
}

TEST_CASE("what a shortcut may not be") {
    Scene s;
    CHECK(s.make({{"shortcut_name", std::string(65, 'n')}}).error_id() == "api.command.shortcut.app_error");
    CHECK(s.make({{"method", "G"}}).error_id() == "api.command.shortcut.app_error");
    CHECK(s.make({{"shortcut_emoji", "no_such_emoji"}}).status == 404);
    CHECK(s.make({{"shortcut_emoji", ":"}}).status == 404);
    CHECK(s.make({{"shortcut_emoji", 5}}).status == 400);
    CHECK(s.make().status == 201);
    auto taken = s.make({{"trigger", "other"}});
    CHECK(taken.error_id() == "api.command.shortcut_emoji_taken.app_error");
    CHECK(taken.json["message"].as_string().find(":ticket:") != std::string::npos);
    // In another team it is free, until the command comes over.
    Team elsewhere = s.app.team(s.admin, "ops");
    auto there = s.make({{"trigger", "other"}, {"team_id", elsewhere.id}});
    REQUIRE(there.status == 201);
    CHECK(s.app
              .put(s.admin, kCommands + "/" + there.json["id"].as_string() + "/move",
                   Json::object({{"team_id", s.team.id}}))
              .error_id() == "api.command.shortcut_emoji_taken.app_error");
    TestUser stranger = s.app.user("stranger");
    CHECK(s.app.get(stranger, "/api/v4/teams/" + s.team.id + "/commands/shortcuts").status == 403);
}

TEST_CASE("a command chosen for a message is told of it, and its answer stands below") {
    Scene s;
    const std::string id = s.make().json["id"].as_string();
    Post post = s.app.say(s.admin, s.channel, "it burns & smokes");
    s.address.answers(Json::object({{"response_type", "in_channel"}, {"text", "noted"}}));
    s.app.take_events();
    auto ran = s.run(s.bob, post.id, id);
    CHECK(ran.status == 200);
    CHECK(ran.json["trigger_id"].as_string().size() == 26);
    CHECK(s.address.sent("post_id") == post.id);
    CHECK(s.address.sent("post_text") == "it burns & smokes");
    CHECK(s.address.sent("post_user_name") == "admin");
    CHECK(s.address.sent("post_user_id") == s.admin.id);
    CHECK(s.address.sent("post_url") == "http://chat.test/devs/pl/" + post.id);
    CHECK(s.address.sent("user_name") == "bob");
    CHECK(s.address.sent("command") == "/ask");
    CHECK(s.address.sent("text").empty());
    CHECK(s.address.sent("root_id") == post.id);
    CHECK(s.address.sent("token").size() == 26);
    auto posted = s.app.take_events("posted");
    REQUIRE(posted.size() == 1);
    CHECK(posted[0].data.find("noted") != std::string::npos);
    auto thread = s.app.get(s.bob, "/api/v4/posts/" + post.id + "/thread").json;
    CHECK(thread["order"].size() == 2);

    // A note to who chose it stands where the message does.
    s.address.answers(Json::object({{"text", "only for you"}}));
    CHECK(s.run(s.bob, post.id, id).status == 200);
    auto notes = s.app.take_events("ephemeral_message");
    REQUIRE(notes.size() == 1);
    CHECK(notes[0].data.find("\\\"root_id\\\":\\\"\\\"") != std::string::npos);

    // Typed, the same command is asked as ever.
    CHECK(s.app
              .post(s.bob, "/api/v4/commands/execute",
                    Json::object({{"channel_id", s.channel.id}, {"command", "/ask x"}, {"team_id", s.team.id}}))
              .status == 200);
    CHECK(s.address.sent("post_id") == "(none)");
}

TEST_CASE("who may not choose a command for a message") {
    Scene s;
    const std::string id = s.make().json["id"].as_string();
    const std::string plain =
        s.make({{"trigger", "plain"}, {"shortcut_name", ""}, {"shortcut_emoji", ""}}).json["id"].as_string();
    Channel hidden = s.app.channel(s.admin, s.team, "hidden", "P");
    Post post = s.app.say(s.admin, s.channel, "open"), secret = s.app.say(s.admin, hidden, "secret");
    const std::string unknown(26, 'z');
    CHECK(s.run(s.bob, secret.id, id).status == 403);
    CHECK(s.run(s.bob, unknown, id).status == 403);
    CHECK(s.run(s.bob, post.id, unknown).status == 404);
    CHECK(s.run(s.bob, post.id, plain).status == 404);  // it is offered on no message
    Team elsewhere = s.app.team(s.admin, "ops");
    Channel there = s.app.channel(s.admin, elsewhere, "there");
    CHECK(s.run(s.admin, s.app.say(s.admin, there, "of another team").id, id).status == 404);
    CHECK(s.app.call(nullptr, "POST", "/api/v4/posts/" + post.id + "/shortcuts/" + id).status == 401);
    CHECK(s.app.remove(s.admin, "/api/v4/posts/" + post.id).status == 200);
    CHECK(s.run(s.bob, post.id, id).status == 404);
    Post kept = s.app.say(s.admin, s.channel, "kept");
    s.app.configure([](Config& config) { config.ServiceSettings.EnableCommands = false; });
    CHECK(s.run(s.bob, kept.id, id).status == 501);
    CHECK(s.offered(s.bob).size() == 0);
    s.app.configure([](Config& config) { config.ServiceSettings.EnableCommands = true; });
    CHECK(s.app.remove(s.admin, "/api/v4/channels/" + s.channel.id).status == 200);
    CHECK(s.run(s.admin, kept.id, id).error_id() == "api.command.execute_command.deleted.error");
    CHECK(s.address.calls.empty());
}

TEST_CASE("an emoji on a message calls its command once, for a person") {
    Scene s;
    REQUIRE(s.make().status == 201);
    Post post = s.app.say(s.admin, s.channel, "it burns");
    s.address.answers(Json::object({{"text", "only for you"}}));
    s.app.take_events();
    SUBCASE("a person") {
        s.react(s.bob, post, "ticket");
        s.react(s.bob, post, "ticket");  // there already
        s.react(s.bob, post, "+1");
        s.app.services().workers->stop();
        REQUIRE(s.address.calls.size() == 1);
        CHECK(s.address.sent("user_name") == "bob");
        CHECK(s.address.sent("post_text") == "it burns");
        auto notes = s.app.take_events("ephemeral_message");
        REQUIRE(notes.size() == 1);
        CHECK(notes[0].data.find("only for you") != std::string::npos);
    }
    SUBCASE("failing, it says so to the person") {
        s.address.reply.status = 500;
        s.react(s.bob, post, "ticket");
        s.app.services().workers->stop();
        auto notes = s.app.take_events("ephemeral_message");
        REQUIRE(notes.size() == 1);
        CHECK(notes[0].data.find("'ask'") != std::string::npos);
        CHECK(notes[0].broadcast.user_id == s.bob.id);
    }
    SUBCASE("another team's channel, a direct one, a switched-off feature") {
        Team elsewhere = s.app.team(s.admin, "ops");
        s.react(s.admin, s.app.say(s.admin, s.app.channel(s.admin, elsewhere, "there"), "x"), "ticket");
        auto direct =
            s.app.call(&s.admin, "POST", "/api/v4/channels/direct", "[\"" + s.admin.id + "\",\"" + s.bob.id + "\"]");
        Channel with_bob;
        with_bob.id = direct.json["id"].as_string();
        s.react(s.admin, s.app.say(s.admin, with_bob, "private"), "ticket");
        s.app.configure([](Config& config) { config.ServiceSettings.EnableCommands = false; });
        s.react(s.bob, post, "ticket");
        s.app.services().workers->stop();
        CHECK(s.address.calls.empty());
    }
}
