// Buttons, menus and links of props.mm_blocks, through the posts API, hooks, commands and ephemeral posts.
#include <doctest/doctest.h>

#include "app/services.h"
#include "feature/interactive/interactive.h"
#include "feature/interactive/test_integration.h"
#include "fixture/test_app.h"

using namespace rk;

namespace {

const std::string kPosts = "/api/v4/posts";

Json props() {
    return *Json::parse(R"({"mm_blocks": [{"type": "text", "text": "Deploy?"},
        {"type": "button", "text": "Yes", "action_id": "say_yes"},
        {"type": "static_select", "placeholder": "where", "action_id": "where", "options": [{"text": "T", "value": "t"}]},
        {"type": "button", "text": "Look", "action_id": "look"}],
        "mm_blocks_actions": {
            "say_yes": {"type": "external", "url": "http://app.test/secret?fixed=1", "context": {"k": "s3cret"}},
            "where": {"type": "external", "url": "http://app.test/secret"},
            "look": {"type": "openURL", "url": "/devs/channels/builds"}}})");
}

struct Scene {
    FakeIntegration integration;
    TestApp app;
    TestUser admin = app.user("admin"), bob = app.user("bob"), eve = app.user("eve");
    Team team = app.team(admin, "devs");
    Channel channel = app.channel(admin, team, "builds", "P");
    Scene() {
        app.join(bob, team);
        app.join(bob, channel);
        app.services().http = &integration;
        integration.answers("{}");
        app.take_events();
    }
    TestAnswer make(const Json& with = props(), const std::string& message = "") {
        return app.post(admin, kPosts,
                        Json::object({{"channel_id", channel.id}, {"message", message}, {"props", with}}));
    }
    TestAnswer press(const TestUser& who, const std::string& post_id, const std::string& action, Json body = {}) {
        if (body.is_null()) body = Json::object();
        body.set("integration_format", "mm_block");
        return app.post(who, kPosts + "/" + post_id + "/actions/" + action, body);
    }
};

bool tells_secret(const std::string& text) {
    return text.find("s3cret") != text.npos || text.find("app.test") != text.npos;
}

}  // namespace

TEST_CASE("a message of blocks: its actions are stored, and no client is ever told") {
    Scene s;
    auto made = s.make();
    REQUIRE(made.status == 201);
    const std::string id = made.json["id"].as_string();
    CHECK(made.json["props"]["mm_blocks"].size() == 4);
    CHECK(made.json["props"]["mm_blocks_actions"].is_string());
    CHECK_FALSE(tells_secret(made.text));
    for (const std::string& path :
         {kPosts + "/" + id, kPosts + "/" + id + "/thread", "/api/v4/channels/" + s.channel.id + "/posts",
          "/api/v4/channels/" + s.channel.id + "/posts?since=1"}) {
        auto read = s.app.get(s.bob, path);
        CHECK(read.status == 200);
        CHECK(read.text.find("say_yes") != read.text.npos);
        CHECK_FALSE(tells_secret(read.text));
    }
    for (const Event& event : s.app.take_events()) CHECK_FALSE(tells_secret(event.data));
    auto tag = s.app.get(s.bob, kPosts + "/" + id).header("ETag");
    CHECK(tag == s.app.get(s.bob, kPosts + "/" + id).header("ETag"));
}

TEST_CASE("a press of a block's button calls its integration, as an attachment's does") {
    Scene s;
    const std::string id = s.make().json["id"].as_string();
    s.integration.answers(R"({"ephemeral_text": "started", "goto_location": "/devs/channels/town-square"})");
    auto pressed = s.press(s.bob, id, "say_yes",
                           Json::object({{"cookie", "stored:" + id}, {"query", Json::object({{"more", "2"}})}}));
    REQUIRE(pressed.status == 200);
    CHECK(pressed.json["status"].as_string() == "OK");
    CHECK(pressed.json["goto_location"].as_string() == "/devs/channels/town-square");
    CHECK(s.integration.calls.back().url == "http://app.test/secret?fixed=1&more=2");
    CHECK(s.integration.asked()["context"]["k"].as_string() == "s3cret");
    CHECK(s.integration.asked()["user_id"].as_string() == s.bob.id);
    CHECK(s.integration.asked()["type"].as_string() == "button");
    CHECK(s.app.take_events("ephemeral_message").size() == 1);
    CHECK(s.press(s.bob, id, "where", Json::object({{"selected_option", "t"}})).status == 200);
    CHECK(s.integration.asked()["context"]["selected_option"].as_string() == "t");
    CHECK(s.integration.asked()["type"].as_string() == "select");

    const size_t before = s.integration.calls.size();
    auto looked = s.press(s.bob, id, "look");
    CHECK(looked.json["goto_location"].as_string() == "/devs/channels/builds");
    CHECK(s.press(s.bob, id, "nothing").error_id() == "api.post.do_action.action_id.app_error");
    CHECK(s.press(s.eve, id, "say_yes").status == 403);
    CHECK(s.press(s.bob, id, "say_yes", Json::object({{"query", Json::object({{"a", 7}})}})).error_id() ==
          "api.post.do_action.query.app_error");
    // An attachment's button of that name there is not; theirs have no such ids.
    CHECK(s.app.post(s.bob, kPosts + "/" + id + "/actions/say_yes", Json::object()).status == 404);
    CHECK(s.app.post(s.bob, kPosts + "/" + id + "/actions/where", Json::object()).error_id() ==
          "api.post.do_action.action_id.app_error");
    CHECK(s.integration.calls.size() == before);
    s.integration.answers("", 500);
    CHECK(s.press(s.bob, id, "say_yes").error_id() == "api.post.do_action.action_integration.app_error");
}

TEST_CASE("blocks that are not in order are refused with what is wrong") {
    Scene s;
    Json lacks = props();
    lacks.find("mm_blocks_actions")->erase("look");
    auto refused = s.make(lacks);
    CHECK(refused.status == 400);
    CHECK(refused.json["message"].as_string().find("look") != std::string::npos);
    Json wrong = props();
    wrong.find("mm_blocks_actions")->find("look")->set("url", "javascript:alert(1)");
    CHECK(s.make(wrong).status == 400);
    // What a client had instead of the actions is no way to have some.
    Json marked = props();
    marked.set("mm_blocks_actions", "stored:x");
    CHECK(s.make(marked).status == 400);
}

TEST_CASE("a change keeps the actions that still have a button, and only the author's adds any") {
    Scene s;
    auto made = s.make(props(), "see [more](mmaction://say_yes)");
    const std::string id = made.json["id"].as_string(), path = kPosts + "/" + id;
    CHECK(s.app.put(s.admin, path + "/patch", Json::object({{"message", "another text"}})).status == 200);
    CHECK(s.press(s.bob, id, "say_yes").status == 200);
    // As clients do: the whole post back, with the mark.
    Json whole = s.app.get(s.admin, path).json;
    whole.set("message", "a third text");
    CHECK(s.app.put(s.admin, path, whole).status == 200);
    CHECK(s.press(s.bob, id, "say_yes").status == 200);
    Json fewer =
        Json::object({{"mm_blocks", *Json::parse(R"([{"type": "button", "text": "L", "action_id": "look"}])")}});
    CHECK(s.app.put(s.admin, path + "/patch", Json::object({{"props", fewer}})).status == 200);
    CHECK(s.press(s.bob, id, "say_yes").status == 404);
    CHECK(s.press(s.bob, id, "look").status == 200);

    // An integration's update is the author's.
    const std::string other = s.make().json["id"].as_string();
    s.integration.answers(R"({"update": {"message": "done", "props": {"mm_blocks": [
        {"type": "button", "text": "Again", "action_id": "again"}],
        "mm_blocks_actions": {"again": {"type": "external", "url": "http://app.test/again"}}}}})");
    CHECK(s.press(s.bob, other, "say_yes").status == 200);
    s.integration.answers("{}");
    CHECK(s.press(s.bob, other, "say_yes").status == 404);
    CHECK(s.press(s.bob, other, "again").status == 200);
    CHECK(s.integration.calls.back().url == "http://app.test/again");
    for (const Event& event : s.app.take_events()) CHECK_FALSE(tells_secret(event.data));
}

TEST_CASE("an ephemeral message's blocks carry their actions in a cookie") {
    Scene s;
    auto made = s.app.post(
        s.admin, kPosts + "/ephemeral",
        Json::object({{"user_id", s.bob.id},
                      {"post", Json::object({{"channel_id", s.channel.id}, {"message", "m"}, {"props", props()}})}}));
    REQUIRE(made.status == 201);
    CHECK_FALSE(tells_secret(made.text));
    const std::string id = made.json["id"].as_string();
    const std::string cookie = made.json["props"]["mm_blocks_actions"].as_string();
    REQUIRE(!cookie.empty());
    CHECK(s.press(s.bob, id, "say_yes", Json::object({{"cookie", cookie}})).status == 200);
    CHECK(s.integration.asked()["context"]["k"].as_string() == "s3cret");
    CHECK(s.press(s.bob, id, "look", Json::object({{"cookie", cookie}})).json["goto_location"].as_string() ==
          "/devs/channels/builds");
    const size_t before = s.integration.calls.size();
    CHECK(s.press(s.bob, id, "other", Json::object({{"cookie", cookie}})).status == 404);
    CHECK(s.press(s.eve, id, "say_yes", Json::object({{"cookie", cookie}})).status == 403);
    CHECK(s.press(s.bob, id, "say_yes").status == 403);
    CHECK(s.press(s.bob, id, "say_yes", Json::object({{"cookie", cookie + "x"}})).status == 400);
    CHECK(s.press(s.bob, s.make().json["id"].as_string(), "say_yes", Json::object({{"cookie", cookie}})).status == 200);
    CHECK(s.integration.calls.size() == before + 1);
}

TEST_CASE("hooks and commands send blocks, and tell nobody what they do") {
    Scene s;
    Json hook = s.app.post(s.admin, "/api/v4/hooks/incoming", Json::object({{"channel_id", s.channel.id}})).json;
    auto sent = s.app.call(nullptr, "POST", "/hooks/" + hook["id"].as_string(),
                           Json::object({{"props", props()}}).dump(), {{"Content-Type", "application/json"}});
    CHECK(sent.status == 200);
    auto list = s.app.get(s.bob, "/api/v4/channels/" + s.channel.id + "/posts?per_page=1");
    CHECK_FALSE(tells_secret(list.text));
    const std::string id = list.json["order"].items()[0].as_string();
    CHECK(s.press(s.bob, id, "say_yes").status == 200);

    s.app.post(
        s.admin, "/api/v4/commands",
        Json::object({{"team_id", s.team.id}, {"trigger", "ask"}, {"method", "P"}, {"url", "http://cmd.test/"}}));
    for (const char* type : {"in_channel", "ephemeral"}) {
        s.integration.answers(Json::object({{"response_type", type}, {"text", "t"}, {"props", props()}}).dump());
        auto ran = s.app.post(s.bob, "/api/v4/commands/execute",
                              Json::object({{"channel_id", s.channel.id}, {"command", "/ask"}}));
        CHECK(ran.status == 200);
        CHECK_FALSE(tells_secret(ran.text));
        CHECK(ran.json["props"]["mm_blocks"].size() == 4);
    }
    for (const Event& event : s.app.take_events()) CHECK_FALSE(tells_secret(event.data));
}

TEST_CASE("whoever owns a button sees what was asked and answered; others do not") {
    Scene s;
    const std::string id = s.make().json["id"].as_string();
    s.integration.answers("no json");
    CHECK(s.press(s.bob, id, "say_yes").status == 400);
    s.integration.failure = "no answer within 30 seconds";
    CHECK(s.press(s.bob, id, "say_yes").status == 400);
    const std::string list = "/api/v4/integrations/deliveries?hook_id=" + s.admin.id;
    auto calls = s.app.get(s.admin, list);
    REQUIRE(calls.json.size() == 2);
    Json newest = calls.json.items()[0];
    CHECK(newest["state"].as_string() == "dead");
    CHECK(newest["event"].as_string() == "button");
    CHECK(newest["post_id"].as_string() == id);
    CHECK(newest["note"].as_string() == "no answer within 30 seconds");
    const std::string one = "/api/v4/integrations/deliveries/" + newest["id"].as_string();
    CHECK(s.app.get(s.admin, one).json["body"].as_string().find("s3cret") != std::string::npos);
    CHECK(s.app.get(s.admin, list).json.items()[1]["attempts"].items()[0]["answer"].as_string() == "no json");
    CHECK(s.app.get(s.bob, list).status == 403);
    CHECK(s.app.get(s.bob, one).status == 403);
    CHECK(s.app.post(s.admin, one + "/resend", Json::object()).status >= 400);
}
