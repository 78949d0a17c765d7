#include "feature/webhooks/webhooks.h"

#include "base/picture.h"
#include "feature/webhooks/test_scene.h"

using namespace rk;

using Scene = HookScene;

TEST_CASE("a webhook call is answered ok, stored, told to clients and kept") {
    Scene s;
    auto answer = s.send(Json::object({{"text", "build **green**"}}));
    CHECK(answer.status == 200);
    CHECK(answer.content_type.starts_with("text/plain"));
    CHECK(answer.text == "ok");
    auto posts = s.posts();
    REQUIRE(posts.size() == 1);
    CHECK(posts[0]["message"].as_string() == "build **green**");
    CHECK(posts[0]["props"]["from_webhook"].as_string() == "true");
    CHECK(posts[0]["props"]["webhook_display_name"].as_string() == "Builds");
    CHECK(s.app.take_events("posted").size() == 1);
    auto calls = s.calls();
    REQUIRE(calls.size() == 1);
    CHECK(calls[0]["post_id"].as_string() == posts[0]["id"].as_string());
    CHECK(calls[0]["verdict"].as_string() == "Posted.");
    CHECK(calls[0]["body"].as_string() == R"({"text":"build **green**"})");
    CHECK(calls[0]["source_ip"].as_string() == "127.0.0.1");
    CHECK(calls[0]["permalink"].as_string().ends_with("/devs/pl/" + posts[0]["id"].as_string()));
}

TEST_CASE("what a webhook call refuses is kept with its reason, and nothing is posted") {
    Scene s;
    struct Row {
        Json payload;
        int status;
        const char* reason;
    };
    const Row rows[] = {
        {Json::object({{"text", ""}}), 400, "neither text nor an attachment"},
        {Json::object({{"text", "x"}, {"channel", "no-such-channel"}}), 404, "no channel no-such-channel"},
        {Json::object({{"text", "x"}, {"channel", "@nobody"}}), 400, "no account @nobody"},
    };
    for (const Row& row : rows) {
        auto answer = s.send(row.payload);
        CHECK(answer.status == row.status);
        CHECK(answer.error_id() == "web.incoming_webhook.general.app_error");
        CHECK(s.calls()[0]["verdict"].as_string().find(row.reason) != std::string::npos);
        CHECK(s.calls()[0]["post_id"].as_string() == "");
    }
    auto broken = s.app.call(nullptr, "POST", "/hooks/" + s.hook_id, "{", {{"Content-Type", "application/json"}});
    CHECK(broken.status == 400);
    CHECK(broken.error_id() == "web.incoming_webhook.decode.app_error");
    CHECK(s.calls()[0]["body"].as_string() == "{");
    CHECK(s.calls().size() == 4);
    CHECK(s.posts().empty());
    CHECK(s.app.take_events("posted").empty());
}

TEST_CASE("a locked webhook posts to its own channel only") {
    Scene s;
    Channel other = s.app.channel(s.admin, s.team, "other");
    s.hook_id = s.make_hook(s.channel, Json::object({{"channel_locked", true}}));
    CHECK(s.send(Json::object({{"text", "x"}, {"channel", "other"}})).status == 403);
    CHECK(s.send(Json::object({{"text", "x"}, {"channel", "builds"}})).status == 200);
}

TEST_CASE("wait=true answers the post with its permalink, which the hook may then change and delete") {
    Scene s;
    auto answer = s.send(Json::object({{"text", "firing"}}), "?wait=true");
    CHECK(answer.status == 200);
    std::string post_id = answer.json["id"].as_string();
    CHECK(post_id.size() == 26);
    CHECK(answer.json["permalink"].as_string().ends_with("/devs/pl/" + post_id));
    std::string path = "/hooks/" + s.hook_id + "/posts/" + post_id;
    auto changed = s.app.call(nullptr, "PATCH", path, R"({"text":"resolved"})");
    CHECK(changed.status == 200);
    CHECK(changed.json["message"].as_string() == "resolved");
    CHECK(s.posts()[0]["message"].as_string() == "resolved");
    CHECK(s.app.take_events("post_edited").size() == 1);

    std::string other_hook = s.make_hook(s.channel);
    CHECK(s.app.call(nullptr, "DELETE", "/hooks/" + other_hook + "/posts/" + post_id).status == 404);
    Post by_hand = s.app.say(s.admin, s.channel, "mine");
    CHECK(s.app.call(nullptr, "DELETE", "/hooks/" + s.hook_id + "/posts/" + by_hand.id).status == 404);
    CHECK(s.app.call(nullptr, "DELETE", path).status == 200);
    CHECK(s.posts().size() == 1);
    CHECK(s.app.call(nullptr, "PATCH", path, R"({"text":"late"})").status == 404);
}

TEST_CASE("what a webhook posted without waiting can be changed as well, by the id that its calls tell") {
    Scene s;
    s.send(Json::object({{"text", "firing"}}));
    std::string path = "/hooks/" + s.hook_id + "/posts/" + s.calls()[0]["post_id"].as_string();
    CHECK(s.app.call(nullptr, "PATCH", path, R"({"text":"resolved"})").status == 200);
    CHECK(s.posts()[0]["message"].as_string() == "resolved");
    CHECK(s.app.call(nullptr, "PATCH", path, "{}").status == 400);
    CHECK(s.app.call(nullptr, "PATCH", path, "{").status == 400);
    CHECK(s.app.call(nullptr, "DELETE", path).status == 200);
    CHECK(s.posts().empty());
}

TEST_CASE("calls with one key change one post") {
    Scene s;
    CHECK(s.send(Json::object({{"text", "firing"}, {"key", "disk"}})).status == 200);
    CHECK(s.send(Json::object({{"text", "resolved"}}), "", {{"X-Renkei-Key", "disk"}}).status == 200);
    REQUIRE(s.posts().size() == 1);
    CHECK(s.posts()[0]["message"].as_string() == "resolved");
    CHECK(s.posts()[0]["edit_at"].as_integer() == 0);
    CHECK(s.calls()[0]["verdict"].as_string() == "Changed the earlier post with the same key.");
    s.app.remove(s.admin, "/api/v4/posts/" + s.posts()[0]["id"].as_string());
    CHECK(s.send(Json::object({{"text", "again"}, {"key", "disk"}})).status == 200);
    REQUIRE(s.posts().size() == 1);
    CHECK(s.posts()[0]["message"].as_string() == "again");
}

TEST_CASE("a repeated Idempotency-Key is one post") {
    Scene s;
    auto first = s.send(Json::object({{"text", "once"}}), "?wait=true", {{"Idempotency-Key", "abc"}});
    auto second = s.send(Json::object({{"text", "once"}}), "?wait=true", {{"Idempotency-Key", "abc"}});
    CHECK(first.json["id"].as_string() == second.json["id"].as_string());
    CHECK(s.posts().size() == 1);
    CHECK(s.send(Json::object({{"text", "once"}}), "", {{"Idempotency-Key", "abd"}}).status == 200);
    CHECK(s.posts().size() == 2);
}

TEST_CASE("one body, two meanings: Mattermost's path keeps Markdown, Slack's translates mrkdwn") {
    Scene s;
    Json payload = Json::object({{"text", "*bold* <https://x.test|link>"}});
    CHECK(s.send(payload).text == "ok");
    CHECK(s.posts()[0]["message"].as_string() == "*bold* [link](https://x.test)");
    CHECK(s.send_slack(payload).text == "ok");
    CHECK(s.posts()[0]["message"].as_string() == "**bold** [link](https://x.test)");
}

TEST_CASE("Slack's path refuses in Slack's words") {
    Scene s;
    auto no_text = s.send_slack(Json::object());
    CHECK(no_text.status == 400);
    CHECK(no_text.text == "no_text");
    auto unknown = s.send_slack(Json::object({{"text", "x"}, {"channel", "#nowhere"}}));
    CHECK(unknown.status == 404);
    CHECK(unknown.text == "channel_not_found");
    s.hook_id = std::string(26, 'z');
    auto no_hook = s.app.call(nullptr, "POST", "/services/T0/B0/" + s.hook_id, R"({"text":"x"})");
    CHECK(no_hook.status == 404);
    CHECK(no_hook.text == "no_service");
}

TEST_CASE("blocks on Slack's path become readable text and stay in props; what cannot be drawn is named") {
    Scene s;
    Json blocks = Json::array();
    blocks.push(
        Json::object({{"type", "header"}, {"text", Json::object({{"type", "plain_text"}, {"text", "Deploy"}})}}));
    Json button = Json::object({{"type", "button"},
                                {"action_id", "go"},
                                {"text", Json::object({{"type", "plain_text"}, {"text", "Roll back"}})}});
    Json elements = Json::array();
    elements.push(button);
    blocks.push(Json::object({{"type", "actions"}, {"elements", elements}}));
    auto answer = s.send_slack(Json::object({{"text", "fallback"}, {"blocks", blocks}}));
    CHECK(answer.status == 200);
    CHECK_FALSE(answer.header("X-Renkei-Ignored").empty());
    auto post = s.posts()[0];
    CHECK(post["message"].as_string().find("### Deploy") != std::string::npos);
    CHECK(post["props"]["blocks"].size() == 2);
    CHECK(s.calls()[0]["verdict"].as_string().find("left out") != std::string::npos);
}

TEST_CASE("a type of the server's own, an unknown type and a priority without a name are refused, with one error id") {
    Scene s;
    const char* const bodies[] = {R"({"text":"x","type":"system_join_channel"})", R"({"text":"x","type":"strange"})",
                                  R"({"text":"x","priority":{"requested_ack":true}})", R"({"text":"a\u0000b"})",
                                  R"({"text":"x","key":"a\u0001b"})"};
    for (const char* body : bodies) {
        CAPTURE(body);
        auto answer = s.send_as("application/json", body);
        CHECK(answer.status == 400);
        CHECK(answer.error_id() == "web.incoming_webhook.general.app_error");
    }
    CHECK(s.posts().empty());
    CHECK(s.calls().size() == 5);
    CHECK(s.send(Json::object({{"text", "x"}, {"type", "custom_build"}})).status == 200);
    CHECK(s.posts()[0]["type"].as_string() == "custom_build");
    Json urgent = Json::object({{"priority", "urgent"}, {"requested_ack", true}});
    CHECK(s.send(Json::object({{"text", "y"}, {"priority", urgent}})).status == 200);
    CHECK(s.posts()[0]["metadata"]["priority"]["priority"].as_string() == "urgent");
}

TEST_CASE("root_id makes a reply, also when it names a reply; one that cannot be is left out and named") {
    Scene s;
    Post root = s.app.say(s.admin, s.channel, "root");
    auto send = [&](const std::string& root_id) {
        return s.send(Json::object({{"text", "reply"}, {"root_id", root_id}}), "?wait=true");
    };
    auto reply = send(root.id);
    CHECK(reply.json["root_id"].as_string() == root.id);
    CHECK(reply.header("X-Renkei-Ignored") == "");
    CHECK(send(reply.json["id"].as_string()).json["root_id"].as_string() == root.id);
    Channel other = s.app.channel(s.admin, s.team, "other");
    for (const std::string& bad : {s.app.say(s.admin, other, "there").id, std::string(26, 'z'), std::string("short")}) {
        auto answer = send(bad);
        CHECK(answer.status == 200);
        CHECK(answer.json["root_id"].as_string() == "");
        CHECK(answer.header("X-Renkei-Ignored") == "root_id");
    }
}

TEST_CASE("a change keeps what it does not name; [] takes the attachments away") {
    Scene s;
    s.app.configure([](Config& c) { c.ServiceSettings.EnablePostUsernameOverride = true; });
    Json attachments = Json::array();
    attachments.push(Json::object({{"text", "red"}}));
    auto made =
        s.send(Json::object({{"text", "firing"}, {"attachments", attachments}, {"username", "alerts"}}), "?wait=true");
    CHECK(made.json["type"].as_string() == "slack_attachment");
    std::string path = s.post_path(made.json["id"].as_string());
    auto patch = [&](const char* body) { return s.app.call(nullptr, "PATCH", path, body); };
    auto text = patch(R"({"text":"see <http://x.test|here>"})");
    CHECK(text.json["message"].as_string() == "see [here](http://x.test)");
    CHECK(text.json["props"]["attachments"].size() == 1);
    CHECK(text.json["props"]["override_username"].as_string() == "alerts");
    CHECK(text.json["permalink"].as_string().find("/pl/") != std::string::npos);
    auto looks = patch(R"({"text":"x","username":"all clear","props":{"from_webhook":"no","ticket":7}})");
    CHECK(looks.json["props"]["override_username"].as_string() == "all clear");
    CHECK(looks.json["props"]["from_webhook"].as_string() == "true");
    CHECK(looks.json["props"]["ticket"].as_integer() == 7);
    auto green = patch(R"({"attachments":[{"text":"green"}]})");
    CHECK(green.json["message"].as_string() == "x");
    CHECK(green.json["props"]["attachments"].items()[0]["text"].as_string() == "green");
    auto bare = patch(R"({"attachments":[]})");
    CHECK(bare.status == 200);
    CHECK(bare.json["props"]["attachments"].is_null());
    CHECK(bare.json["type"].as_string() == "");
    CHECK(patch("{}").status == 400);
    CHECK(patch(R"({"text":5})").status == 400);
    auto blocks = patch(R"({"text":"y","blocks":[]})");
    CHECK(blocks.header("X-Renkei-Ignored") == "blocks");
}

TEST_CASE("an alert turns from firing to resolved in place, with all that it shows") {
    Scene s;
    Json red = Json::array(), green = Json::array();
    red.push(Json::object({{"color", "danger"}, {"text", "disk full"}}));
    green.push(Json::object({{"color", "good"}, {"text", "disk fine"}}));
    for (auto send : {&Scene::send, &Scene::send_slack}) {
        const size_t before = s.posts().size();
        std::string key = "disk-" + std::to_string(before);
        auto call = [&](const char* text, const Json& attachments) {
            Json payload = Json::object({{"text", text}, {"key", key}});
            if (attachments.size()) payload.set("attachments", attachments);
            auto answer = (s.*send)(payload, "?wait=true", {});
            CHECK(answer.status == 200);
            return answer.json;
        };
        Json plain = call("pending", Json::array());
        CHECK(plain["type"].as_string() == "");
        Json firing = call("firing", red);
        CHECK(firing["id"] == plain["id"]);
        CHECK(firing["type"].as_string() == "slack_attachment");
        s.app.take_events();
        Json resolved = call("resolved", green);
        CHECK(resolved["id"] == plain["id"]);
        CHECK(resolved["message"].as_string() == "resolved");
        CHECK(resolved["props"]["attachments"].items()[0]["color"].as_string() == "good");
        CHECK(resolved["create_at"] == plain["create_at"]);
        CHECK(s.app.take_events("post_edited").size() == 1);
        CHECK(call("over", Json::array())["props"]["attachments"].is_null());
        CHECK(s.posts().size() == before + 1);
    }
    // Another hook's key is another key, and so is one in another channel.
    s.hook_id = s.make_hook(s.channel);
    CHECK(s.send(Json::object({{"text", "mine"}, {"key", "disk-0"}})).status == 200);
    CHECK(s.posts().size() == 3);
}

TEST_CASE("keys are at most 256 bytes, in the payload and in both headers") {
    Scene s;
    const std::string longest(256, 'k'), longer(257, 'k');
    Json text = Json::object({{"text", "x"}});
    CHECK(s.send(text, "", {{"Idempotency-Key", longest}}).status == 200);
    CHECK(s.send(text, "", {{"Idempotency-Key", longer}}).status == 400);
    CHECK(s.send(text, "", {{"X-Renkei-Key", longest}}).status == 200);
    CHECK(s.send(text, "", {{"X-Renkei-Key", longer}}).status == 400);
    CHECK(s.send(Json::object({{"text", "x"}, {"key", longer}})).status == 400);
    CHECK(s.posts().size() == 2);
}

TEST_CASE("a text of blanks is posted, a long one is split, blocks in attachments are named as left out") {
    Scene s;
    CHECK(s.send(Json::object({{"text", "   "}})).status == 200);
    CHECK(s.posts()[0]["message"].as_string() == "   ");
    CHECK(s.send(Json::object({{"text", std::string(16384, 'x')}})).status == 200);
    CHECK(s.posts()[0]["message"].as_string() == "x");
    CHECK(s.posts()[1]["message"].as_string().size() == 16383);
    CHECK(s.calls()[0]["verdict"].as_string().starts_with("Posted as 2 posts"));
    CHECK(s.send(Json::object({{"text", std::string(16384, 'x')}, {"key", "k"}})).status == 400);
    auto answer = s.send_as("application/json", R"({"attachments":[null,{"text":"t","blocks":[{"type":"divider"}]}]})");
    CHECK(answer.status == 200);
    CHECK(answer.header("X-Renkei-Ignored") == "attachments[1].blocks");
}

TEST_CASE("a multipart form is taken with its payload or field by field") {
    Scene s;
    auto form = [&](const char* fields) { return s.send_as("multipart/form-data; boundary=b", fields); };
    CHECK(
        form("--b\r\nContent-Disposition: form-data; name=\"payload\"\r\n\r\n{\"text\":\"one\"}\r\n--b--\r\n").status ==
        200);
    CHECK(s.posts()[0]["message"].as_string() == "one");
    CHECK(form("--b\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\ntwo\r\n--b--\r\n").status == 200);
    CHECK(s.posts()[0]["message"].as_string() == "two");
    auto broken = form("--b\r\nContent-Disp");
    CHECK(broken.status == 400);
    CHECK(broken.error_id() == "web.incoming_webhook.parse_multipart.app_error");
}

TEST_CASE("the hook of an account that was deactivated, or left the team, posts on") {
    Scene s;
    TestUser bob = s.app.user("bob");
    s.app.join(bob, s.team);
    s.hook_id = s.make_hook(s.channel, Json::object({{"user_id", bob.id}}));
    CHECK(s.app.remove(s.admin, "/api/v4/teams/" + s.team.id + "/members/" + bob.id).status == 200);
    CHECK(s.send(Json::object({{"text", "left"}})).status == 200);
    CHECK(s.app.put(s.admin, "/api/v4/users/" + bob.id + "/active", Json::object({{"active", false}})).status == 200);
    CHECK(s.send(Json::object({{"text", "gone"}})).status == 200);
    CHECK(s.posts()[0]["user_id"].as_string() == bob.id);
    CHECK(s.posts().size() == 2);
}

TEST_CASE("a silent post is shown, but mentions nobody") {
    Scene s;
    TestUser bob = s.app.user("bob");
    s.app.join(bob, s.team);
    s.app.join(bob, s.channel);
    auto mentions = [&] {
        return s.app.get(bob, "/api/v4/users/me/channels/" + s.channel.id + "/unread")
            .json["mention_count"]
            .as_integer();
    };
    const int64_t before = mentions();
    CHECK(s.send(Json::object({{"text", "@bob quietly"}, {"silent", true}})).status == 200);
    CHECK(mentions() == before);
    CHECK(s.send(Json::object({{"text", "@bob aloud"}})).status == 200);
    CHECK(mentions() == before + 1);
}

TEST_CASE("a webhook's icon may be a custom emoji") {
    Scene s;
    s.app.configure([](Config& c) { c.ServiceSettings.EnablePostIconOverride = true; });
    Pixels pixels{8, 8, std::string(8 * 8 * 4, '\xff')};
    std::string form =
        "--xx\r\nContent-Disposition: form-data; name=\"emoji\"\r\n\r\n{\"name\":\"builder\",\"creator_id\":\"" +
        s.admin.id + "\"}\r\n--xx\r\nContent-Disposition: form-data; name=\"image\"; filename=\"b.png\"\r\n\r\n" +
        encode_png(pixels) + "\r\n--xx--\r\n";
    auto made =
        s.app.call(&s.admin, "POST", "/api/v4/emoji", form, {{"Content-Type", "multipart/form-data; boundary=xx"}});
    REQUIRE_MESSAGE(made.status == 200, made.text);
    CHECK(s.send(Json::object({{"text", "x"}, {"icon_emoji", ":builder:"}})).text == "ok");
    Json props = s.posts()[0]["props"];
    CHECK(props["override_icon_emoji"].as_string() == ":builder:");
    CHECK(props["override_icon_url"].as_string() == "/api/v4/emoji/" + made.json["id"].as_string() + "/image");
    CHECK(s.send(Json::object({{"text", "x"}, {"icon_emoji", ":no_such:"}})).text == "ok");
    CHECK(s.posts()[0]["props"]["override_icon_url"].as_string() == "");
}
