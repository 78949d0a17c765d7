#include "feature/interactive/interactive.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "base/crypto.h"
#include "feature/interactive/test_integration.h"
#include "feature/interactive/triggers.h"
#include "feature/posts/posts.h"
#include "fixture/test_app.h"

using namespace rk;

namespace {

const std::string kPosts = "/api/v4/posts", kDialogs = "/api/v4/actions/dialogs";

const char* const kActions = R"([{"text": "t", "actions": [
    {"id": "go", "name": "Go", "type": "button", "integration": {"url": "http://app.test/secret", "context": {"k": "s3cret"}}},
    {"id": "pick", "name": "Pick", "type": "select", "data_source": "users", "integration": {"url": "http://app.test/secret"}},
    {"id": "bare", "name": "Bare"}, {"name": "unnamed"}]}])";

struct Scene {
    FakeIntegration integration;
    TestApp app;
    TestUser admin = app.user("admin");
    TestUser bob = app.user("bob");
    TestUser eve = app.user("eve");
    Team team = app.team(admin, "devs");
    Channel channel = app.channel(admin, team, "builds");
    Scene() {
        app.join(bob, team);
        app.join(bob, channel);
        app.services().http = &integration;
        integration.answers("{}");
        app.take_events();
    }
    Json props() { return Json::object({{"attachments", *Json::parse(kActions)}, {"card", "c"}}); }
    TestAnswer make(Json more = Json::object()) {
        more.set("channel_id", channel.id), more.set("message", "choose"), more.set("props", props());
        auto made = app.post(admin, kPosts, more);
        REQUIRE(made.status == 201);
        return made;
    }
    TestAnswer press(const TestUser& who, const std::string& post_id, const std::string& action, Json body = {}) {
        return app.call(&who, "POST", kPosts + "/" + post_id + "/actions/" + action, body.is_null() ? "" : body.dump());
    }
    TestAnswer open(const std::string& trigger_id, const char* dialog = R"({"title": "T"})") {
        return app.call(
            nullptr, "POST", kDialogs + "/open",
            R"({"trigger_id": ")" + trigger_id + R"(", "url": "http://app.test/s", "dialog": )" + dialog + "}");
    }
    Json form() {
        return Json::object({{"url", "http://app.test/submit"}, {"channel_id", channel.id}, {"team_id", team.id}});
    }
};

bool tells_secret(const std::string& text) {
    return text.find("s3cret") != text.npos || text.find("app.test") != text.npos;
}

Json post_of(const Event& event) {
    auto data = Json::parse(event.data);
    REQUIRE(data);
    auto post = Json::parse((*data)["post"].as_string());
    REQUIRE(post);
    return *post;
}

}  // namespace

TEST_CASE("what a button calls is stored, and no client is ever told") {
    Scene s;
    auto made = s.make();
    const std::string id = made.json["id"].as_string();
    CHECK(made.json["props"]["attachments"].items()[0]["actions"].items()[3]["id"].as_string().size() == 26);
    CHECK(made.json["metadata"]["embeds"].items()[0]["type"].as_string() == "message_attachment");
    CHECK_FALSE(tells_secret(made.text));
    auto root = Json::object({{"channel_id", s.channel.id}, {"message", "reply"}, {"root_id", id}});
    CHECK(s.app.post(s.bob, kPosts, root).status == 201);
    CHECK(s.app.put(s.admin, kPosts + "/" + id + "/patch", Json::object({{"message", "edited"}})).status == 200);
    for (const std::string& path :
         {kPosts + "/" + id, kPosts + "/" + id + "/thread", "/api/v4/channels/" + s.channel.id + "/posts",
          "/api/v4/channels/" + s.channel.id + "/posts", kPosts + "/" + id + "/edit_history",
          "/api/v4/channels/" + s.channel.id + "/posts?since=1",
          "/api/v4/users/" + s.admin.id + "/teams/" + s.team.id + "/threads?extended=true"}) {
        CAPTURE(path);
        auto answer = s.app.get(s.admin, path);
        CHECK(answer.status == 200);
        CHECK_FALSE(tells_secret(answer.text));
    }
    CHECK_FALSE(tells_secret(s.app.post(s.bob, kPosts + "/ids", Json(Json::Array{Json(id)})).text));
    for (const Event& event : s.app.take_events()) CHECK_FALSE(tells_secret(event.data));
    s.app.db().read([&](Tx& tx) {
        Post stored = posts::get(tx, id);
        CHECK(tells_secret(to_json(stored)));
    });
    // A pending id that is sent again answers with the first post.
    auto twice = Json::object({{"pending_post_id", s.admin.id + ":1"}});
    s.make(twice);
    CHECK_FALSE(tells_secret(s.make(twice).text));
    // The preview of a link to it.
    s.app.configure([](Config& config) { config.ServiceSettings.SiteURL = "http://chat.test"; });
    auto link = s.app.post(s.admin, kPosts,
                           Json::object({{"channel_id", s.channel.id}, {"message", "http://chat.test/devs/pl/" + id}}));
    CHECK(link.json["metadata"]["embeds"].items()[0]["type"].as_string() == "permalink");
    CHECK_FALSE(tells_secret(link.text));
    // Deleting tells of it once more.
    s.app.take_events();
    CHECK(s.app.remove(s.admin, kPosts + "/" + id).status == 200);
    for (const Event& event : s.app.take_events()) CHECK_FALSE(tells_secret(event.data));
    CHECK_FALSE(tells_secret(s.app.get(s.admin, kPosts + "/" + id + "?include_deleted=true").text));
}

TEST_CASE("attachments through the posts API are normalised, and what cannot be read is left out") {
    Scene s;
    auto send = [&](const char* attachments) {
        auto made = s.app.post(s.admin, kPosts,
                               Json::object({{"channel_id", s.channel.id},
                                             {"message", "m"},
                                             {"props", Json::object({{"attachments", *Json::parse(attachments)}})}}));
        CHECK(made.status == 201);
        return made.json["props"]["attachments"];
    };
    Json kept = send(R"([{"text": "a", "unknown": 1, "fields": [{"title": "n", "value": 5}]}, {"text": 7}, null, 3])");
    REQUIRE(kept.size() == 1);
    CHECK(kept.items()[0]["fields"].items()[0]["value"] == Json(5));
    CHECK(kept.items()[0].find("author_name"));
    CHECK_FALSE(kept.items()[0].find("unknown"));
    CHECK(send("\"words\"").is_null());
}

TEST_CASE("pressing a button calls its integration with who pressed what where") {
    Scene s;
    const std::string id = s.make().json["id"].as_string();
    auto pressed = s.press(s.bob, id, "go", Json::object({{"selected_option", "ignored"}}));
    CHECK(pressed.status == 200);
    CHECK(pressed.json["status"].as_string() == "OK");
    REQUIRE(s.integration.calls.size() == 1);
    CHECK(s.integration.calls[0].url == "http://app.test/secret");
    CHECK_FALSE(s.integration.calls[0].trusted);
    Json asked = s.integration.asked();
    CHECK(asked["user_id"].as_string() == s.bob.id);
    CHECK(asked["user_name"].as_string() == "bob");
    CHECK(asked["channel_name"].as_string() == "builds");
    CHECK(asked["team_domain"].as_string() == "devs");
    CHECK(asked["post_id"].as_string() == id);
    CHECK(asked["type"].as_string() == "button");
    CHECK(asked["context"] == *Json::parse(R"({"k": "s3cret"})"));
    CHECK(asked["data_source"].as_string().empty());

    CHECK(s.press(s.bob, id, "pick", Json::object({{"selected_option", s.eve.id}})).status == 200);
    CHECK(s.integration.asked()["data_source"].as_string() == "users");
    CHECK(s.integration.asked()["context"]["selected_option"].as_string() == s.eve.id);
    CHECK(s.app.take_events("post_edited").empty());
}

TEST_CASE("who may not press, and what is not there") {
    Scene s;
    const std::string id = s.make().json["id"].as_string();
    CHECK(s.press(s.eve, id, "go").error_id() == "api.context.permissions.app_error");
    CHECK(s.press(s.bob, std::string(26, 'z'), "go").error_id() == "api.context.permissions.app_error");
    CHECK(s.press(s.bob, id, "nothere").error_id() == "api.post.do_action.action_id.app_error");
    CHECK(s.press(s.bob, id, "bare").error_id() == "api.post.do_action.action_id.app_error");
    CHECK(s.press(s.bob, id, "with-dash").status == 404);
    CHECK(s.app.call(nullptr, "POST", kPosts + "/" + id + "/actions/go").status == 401);
    CHECK(s.integration.calls.empty());
    CHECK(s.app.remove(s.admin, kPosts + "/" + id).status == 200);
    CHECK(s.press(s.bob, id, "go").error_id() == "app.post.get.app_error");
    CHECK(s.integration.calls.empty());
}

TEST_CASE("an integration that fails is a refusal that says so, and changes nothing") {
    Scene s;
    const std::string id = s.make().json["id"].as_string();
    s.app.take_events();
    auto fails = [&] {
        auto pressed = s.press(s.bob, id, "go");
        CHECK(pressed.status == 400);
        CHECK(pressed.error_id() == "api.post.do_action.action_integration.app_error");
        CHECK_FALSE(tells_secret(pressed.text));
    };
    for (int status : {201, 302, 404, 500}) {
        s.integration.answers(R"({"update": {"message": "x"}})", status);
        fails();
    }
    for (const char* body :
         {"words", "[]", "5", R"({"update": 5})", R"({"update": {"message": 5}})", R"({"update": {"props": []}})",
          R"({"ephemeral_text": 5})", R"({"ephemeral_text": "a", "skip_slack_parsing": 1})", "{} {}"}) {
        CAPTURE(body);
        s.integration.answers(body);
        fails();
    }
    s.integration.failure = "the address is internal";
    fails();
    s.integration.answers(R"({"ephemeral_text": "never", "update": {"message": ")" + std::string(16384, 'x') + "\"}}");
    CHECK(s.press(s.bob, id, "go").error_id() == "model.post.is_valid.message_length.app_error");
    CHECK(s.app.take_events().empty());
    for (const char* body : {"", "null", "{}", R"({"update": null, "other": 1})"}) {
        s.integration.answers(body);
        CHECK(s.press(s.bob, id, "go").status == 200);
    }
    CHECK(s.app.take_events().empty());
}

TEST_CASE("an integration's update changes text and attachments, and neither who speaks nor pins") {
    Scene s;
    const std::string id = s.make().json["id"].as_string();
    CHECK(s.app.call(&s.bob, "POST", kPosts + "/" + id + "/pin").status == 200);
    s.integration.answers(R"({"update": {"message": "done", "user_id": ")" + s.bob.id +
                          R"(", "is_pinned": false, "props": {
        "from_webhook": "true", "override_username": "fake", "own": 1,
        "attachments": [{"text": "after", "actions": [{"id": "again", "name": "A", "integration": {"url": "http://app.test/2"}}]}]}}})");
    s.app.take_events();
    CHECK(s.press(s.bob, id, "go").status == 200);
    auto events = s.app.take_events("post_edited");
    REQUIRE(events.size() == 1);
    CHECK_FALSE(tells_secret(events[0].data));
    Json post = s.app.get(s.bob, kPosts + "/" + id).json;
    CHECK(post_of(events[0])["message"] == post["message"]);
    CHECK(post["message"].as_string() == "done");
    CHECK(post["user_id"].as_string() == s.admin.id);
    CHECK(post["is_pinned"].as_bool());
    CHECK(post["edit_at"].as_integer() > 0);
    CHECK(post["props"]["own"].as_integer() == 1);
    CHECK_FALSE(post["props"].find("from_webhook"));
    CHECK_FALSE(post["props"].find("override_username"));
    CHECK_FALSE(post["props"].find("card"));
    CHECK(s.press(s.bob, id, "go").status == 404);
    s.integration.answers(R"({"update": {"message": "kept"}})");
    CHECK(s.press(s.bob, id, "again").status == 200);
    CHECK(s.integration.calls.back().url == "http://app.test/2");
    post = s.app.get(s.bob, kPosts + "/" + id).json;
    CHECK(post["props"]["attachments"].items()[0]["text"].as_string() == "after");
}

TEST_CASE("an integration's note is for whoever pressed") {
    Scene s;
    const std::string id = s.make().json["id"].as_string();
    s.app.take_events();
    s.integration.answers(R"({"ephemeral_text": "see <http://x.test|this>"})");
    CHECK(s.press(s.bob, id, "go").status == 200);
    auto events = s.app.take_events("ephemeral_message");
    REQUIRE(events.size() == 1);
    CHECK(events[0].broadcast.user_id == s.bob.id);
    CHECK(post_of(events[0])["message"].as_string() == "see [this](http://x.test)");
    CHECK(post_of(events[0])["root_id"].as_string() == id);
    s.integration.answers(R"({"ephemeral_text": "see <http://x.test|this>", "skip_slack_parsing": true})");
    CHECK(s.press(s.bob, id, "go").status == 200);
    CHECK(post_of(s.app.take_events("ephemeral_message")[0])["message"].as_string() == "see <http://x.test|this>");
}

TEST_CASE("the buttons of an ephemeral post work by their cookies alone") {
    Scene s;
    auto sent = s.app.post(
        s.admin, kPosts + "/ephemeral",
        Json::object({{"user_id", s.bob.id},
                      {"post", Json::object({{"channel_id", s.channel.id}, {"message", "m"}, {"props", s.props()}})}}));
    REQUIRE(sent.status == 201);
    CHECK_FALSE(tells_secret(sent.text));
    auto events = s.app.take_events("ephemeral_message");
    REQUIRE(events.size() == 1);
    CHECK_FALSE(tells_secret(events[0].data));
    Json post = post_of(events[0]);
    const std::string id = post["id"].as_string();
    const Json actions = post["props"]["attachments"].items()[0]["actions"];
    const std::string cookie = actions.items()[0]["cookie"].as_string();
    CHECK_FALSE(tells_secret(base64_decode(cookie).value()));
    CHECK(s.press(s.bob, id, "go").error_id() == "api.context.permissions.app_error");
    CHECK(s.press(s.bob, id, "go", Json::object({{"cookie", cookie}})).status == 200);
    CHECK(s.integration.asked()["post_id"].as_string() == id);
    CHECK(s.integration.asked()["context"]["k"].as_string() == "s3cret");
    auto picked = Json::object({{"cookie", actions.items()[1]["cookie"]}, {"selected_option", "x"}});
    CHECK(s.press(s.bob, id, "pick", picked).status == 200);
    CHECK(s.integration.asked()["context"]["selected_option"].as_string() == "x");

    const size_t before = s.integration.calls.size();
    auto refused = [&](const TestUser& who, const std::string& post_id, const Json& with) {
        auto answer = s.press(who, post_id, "go", Json::object({{"cookie", with}}));
        CHECK(answer.status >= 400);
        return answer.error_id();
    };
    const std::string failed = "api.post.do_action.action_integration.app_error";
    CHECK(refused(s.bob, std::string(26, 'z'), cookie) == failed);
    CHECK(refused(s.bob, id, "bm90IGEgY29va2ll") == failed);
    CHECK(refused(s.bob, id, "%%%") == failed);
    CHECK(refused(s.bob, id, actions.items()[2]["cookie"]) == failed);
    CHECK(refused(s.eve, id, cookie) == "api.context.permissions.app_error");
    // A cookie opens no other post: one's own channel is no way into a private one.
    Channel hidden = s.app.channel(s.admin, s.team, "hidden", "P");
    auto secret =
        s.app.post(s.admin, kPosts, Json::object({{"channel_id", hidden.id}, {"message", "m"}, {"props", s.props()}}));
    CHECK(refused(s.bob, secret.json["id"].as_string(), cookie) == "api.context.permissions.app_error");
    CHECK(s.integration.calls.size() == before);
}

TEST_CASE("an integration opens a dialog for who called it, for a while") {
    Scene s;
    const std::string id = s.make().json["id"].as_string();
    auto pressed = s.press(s.bob, id, "go");
    const std::string trigger = s.integration.asked()["trigger_id"].as_string();
    s.app.take_events();
    auto opened = s.open(
        trigger, R"({"title": "T", "unknown": 1, "elements": [{"name": "n", "display_name": "N", "type": "text"}]})");
    CHECK(opened.status == 200);
    CHECK(opened.header("X-Renkei-Dialog-Faults").empty());
    auto events = s.app.take_events("open_dialog");
    REQUIRE(events.size() == 1);
    CHECK(events[0].broadcast.user_id == s.bob.id);
    auto told = Json::parse((*Json::parse(events[0].data))["dialog"].as_string());
    REQUIRE(told);
    CHECK((*told)["trigger_id"] == pressed.json["trigger_id"]);
    CHECK((*told)["url"].as_string() == "http://app.test/s");
    CHECK((*told)["dialog"]["elements"].items()[0]["multiselect"] == Json(false));
    CHECK_FALSE((*told)["dialog"].find("unknown"));

    auto faulty = s.open(trigger, R"({"elements": [{"type": "strange"}]})");
    CHECK(faulty.status == 200);
    CHECK(faulty.header("X-Renkei-Dialog-Faults").find("strange") != std::string::npos);
    CHECK(s.open(trigger, R"({"elements": [{"type": 5}]})").error_id() == "api.context.invalid_body_param.app_error");
    CHECK(s.open(trigger, R"({"elements": {}})").status == 400);
    CHECK(s.open(trigger, "[]").status == 400);

    const std::string prefix = "interactive_message.decode_trigger_id.";
    CHECK(s.open("").error_id() == prefix + "missing_data");
    CHECK(s.open("%%%").error_id() == prefix + "base64_decode_failed");
    CHECK(s.open(base64_encode("a:b")).error_id() == prefix + "missing_data");
    CHECK(s.open(base64_encode("a:b:c:d:e")).error_id() == prefix + "missing_data");
    CHECK(s.open(base64_encode("a:b:1:c")).error_id() == prefix + "expired");
    CHECK(s.open(base64_encode("a:b:words:c")).error_id() == prefix + "expired");
    std::string forged = base64_decode(trigger).value();
    forged.replace(27, 26, s.admin.id);
    CHECK(s.open(base64_encode(forged)).error_id() == prefix + "verify_signature_failed");
    s.app.take_events();
    s.app.configure([](Config& config) { config.ServiceSettings.OutgoingIntegrationRequestsTimeout = 5; });
    s.app.advance(6000);
    CHECK(s.open(trigger).error_id() == prefix + "expired");
    CHECK(s.app.take_events("open_dialog").empty());
}

TEST_CASE("what is filled in goes to the integration, and its answer to the client") {
    Scene s;
    Json form = s.form();
    form.set("submission", *Json::parse(R"({"n": 5, "none": null})"));
    form.set("user_id", s.admin.id);
    s.integration.answers("");
    auto sent = s.app.post(s.bob, kDialogs + "/submit", form);
    CHECK(sent.status == 200);
    CHECK(sent.text == "{}");
    Json asked = s.integration.asked();
    CHECK(asked["type"].as_string() == "dialog_submission");
    CHECK(asked["user_id"].as_string() == s.bob.id);
    CHECK(asked["submission"] == form["submission"]);
    CHECK_FALSE(asked.find("url"));
    form.set("type", "refresh");
    CHECK(s.app.post(s.bob, kDialogs + "/submit", form).status == 200);
    CHECK(s.integration.asked()["type"].as_string() == "refresh");

    auto answer = [&](const char* body) {
        s.integration.answers(body);
        return s.app.post(s.bob, kDialogs + "/submit", form);
    };
    CHECK(answer(R"({"errors": {"n": "too small"}, "other": 1})").text == R"({"errors":{"n":"too small"}})");
    CHECK(answer(R"({"error": "", "errors": {}})").text == "{}");
    CHECK(answer(R"({"type": "form", "form": {"title": "Next"}})").json["form"]["title"].as_string() == "Next");
    CHECK(answer(R"({"type": "strange", "error": "e"})").status == 200);
    for (const char* bad : {R"({"type": "strange"})", R"({"type": "form"})", R"({"type": "ok", "form": {}})"})
        CHECK(answer(bad).error_id() == "app.submit_interactive_dialog.invalid_response");
    for (const char* bad : {"words", "[]", R"({"errors": {"a": 5}})", R"({"type": 1})", R"({"form": 5})"})
        CHECK(answer(bad).error_id() == "app.submit_interactive_dialog.decode_json_error");
    s.integration.answers("{}", 500);
    CHECK(s.app.post(s.bob, kDialogs + "/submit", form).error_id() ==
          "api.post.do_action.action_integration.app_error");

    s.integration.answers("{}");
    const size_t before = s.integration.calls.size();
    auto refused = [&](const TestUser& who, const char* key, Json value) {
        Json other = form;
        other.set(key, std::move(value));
        return s.app.post(who, kDialogs + "/submit", other).error_id();
    };
    CHECK(refused(s.eve, "state", "") == "api.context.permissions.app_error");
    CHECK(refused(s.bob, "team_id", std::string(26, 'z')) == "api.context.permissions.app_error");
    CHECK(refused(s.bob, "team_id", "") == "api.context.permissions.app_error");
    CHECK(refused(s.bob, "channel_id", std::string(26, 'z')) == "app.channel.get.existing.app_error");
    CHECK(refused(s.bob, "url", "") == "api.context.invalid_body_param.app_error");
    CHECK(refused(s.bob, "submission", 5) == "api.context.invalid_body_param.app_error");
    CHECK(s.integration.calls.size() == before);
}

TEST_CASE("choices are looked up at the integration") {
    Scene s;
    auto look = [&](const char* body) {
        s.integration.answers(body);
        return s.app.post(s.bob, kDialogs + "/lookup", s.form());
    };
    CHECK(look(R"({"items": [{"text": "One", "value": "1", "more": 1}]})").text ==
          R"({"items":[{"text":"One","value":"1"}]})");
    CHECK(s.integration.asked()["type"].as_string() == "dialog_lookup");
    CHECK(look("{}").text == R"({"items":null})");
    CHECK(look("").text == R"({"items":null})");
    for (const char* bad : {"words", "[]", R"({"items": 5})", R"({"items": [5]})", R"({"items": [{"text": 5}]})"})
        CHECK(look(bad).error_id() == "app.lookup_interactive_dialog.decode_json_error");
    for (const char* url : {"", "ftp://x.test/", "words", "/plugins/../x"}) {
        Json form = s.form();
        form.set("url", url);
        CHECK(s.app.post(s.bob, kDialogs + "/lookup", form).error_id() == "api.context.invalid_body_param.app_error");
    }
    CHECK(s.app.post(s.eve, kDialogs + "/lookup", s.form()).error_id() == "api.context.permissions.app_error");
}

TEST_CASE("a slash command's trigger opens a dialog, and buttons in its answer carry cookies") {
    Scene s;
    CHECK(s.app
              .post(s.admin, "/api/v4/commands",
                    Json::object(
                        {{"team_id", s.team.id}, {"trigger", "ask"}, {"method", "P"}, {"url", "http://cmd.test/"}}))
              .status == 201);
    Json answer = Json::object({{"text", "pick"}, {"attachments", *Json::parse(kActions)}});
    Json extra = answer;
    extra.set("props", s.props());
    answer.set("extra_responses", Json(Json::Array{extra}));
    s.integration.answers(answer.dump());
    s.integration.reply.headers = {{"Content-Type", "application/json"}};
    auto ran = s.app.post(s.bob, "/api/v4/commands/execute",
                          Json::object({{"channel_id", s.channel.id}, {"command", "/ask"}}));
    CHECK(ran.status == 200);
    CHECK_FALSE(tells_secret(ran.text));
    CHECK_FALSE(ran.json["attachments"].items()[0]["actions"].items()[0]["cookie"].as_string().empty());
    CHECK_FALSE(ran.json["extra_responses"]
                    .items()[0]["attachments"]
                    .items()[0]["actions"]
                    .items()[0]["cookie"]
                    .as_string()
                    .empty());
    for (const Event& event : s.app.take_events()) CHECK_FALSE(tells_secret(event.data));

    const std::string& sent = s.integration.calls[0].body;
    const size_t at = sent.find("trigger_id=") + 11;
    std::string trigger;
    for (char c : sent.substr(at, sent.find('&', at) - at)) trigger += c;
    for (auto [code, plain] : {std::pair{"%3D", "="}, {"%2B", "+"}, {"%2F", "/"}})
        for (size_t found; (found = trigger.find(code)) != trigger.npos;) trigger.replace(found, 3, plain);
    CHECK(s.open(trigger).status == 200);
    auto events = s.app.take_events("open_dialog");
    REQUIRE(events.size() == 1);
    CHECK(events[0].broadcast.user_id == s.bob.id);
    CHECK(events[0].data.find(ran.json["trigger_id"].as_string()) != std::string::npos);
}
