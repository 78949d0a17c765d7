#include "feature/posts/posts.h"

#include <doctest/doctest.h>

#include "fixture/test_app.h"

using namespace rk;

namespace {

const std::string kPosts = "/api/v4/posts", kNobody(26, 'z');

struct Scene {
    TestApp app;
    TestUser admin = app.user("admin"), alice = app.user("alice"), bob = app.user("bob"), carol = app.user("carol");
    Team team = app.team(admin, "devs");
    Channel town = app.channel(admin, team, "town");
    Scene() {
        for (const TestUser* user : {&alice, &bob}) app.join(*user, team), app.join(*user, town);
        app.join(carol, team);  // of the team, not in the channel
        app.take_events();
    }
    Json body(const std::string& message) { return Json::object({{"channel_id", town.id}, {"message", message}}); }
    TestAnswer send(const TestUser& who, const char* key, Json value) {
        Json with = body("x");
        with.set(key, std::move(value));
        return app.post(who, kPosts, with);
    }
    TestAnswer act(const TestUser& who, const std::string& post_id, const std::string& what) {
        return app.post(who, kPosts + "/" + post_id + what, Json());
    }
    std::string stored(const std::string& id) { return app.get(admin, kPosts + "/" + id).json["message"].as_string(); }
};

Json post_of(const Event& event) {
    auto data = Json::parse(event.data);
    REQUIRE(data);
    auto post = Json::parse((*data)["post"].as_string());
    REQUIRE(post);
    return *post;
}

}  // namespace

TEST_CASE("a post is answered, stored and told to its channel") {
    Scene s;
    auto made = s.app.post(s.alice, kPosts, s.body("hello #deploy of #v2 ~town"));
    REQUIRE(made.status == 201);
    CHECK(made.json["user_id"].as_string() == s.alice.id);
    CHECK(made.json["hashtags"].as_string() == "#deploy #v2");
    CHECK(made.json["props"]["channel_mentions"]["town"]["display_name"].as_string() == s.town.display_name);
    auto posted = s.app.take_events("posted");
    REQUIRE(posted.size() == 1);
    CHECK(posted[0].broadcast.channel_id == s.town.id);
    CHECK(post_of(posted[0])["id"] == made.json["id"]);
    auto read = s.app.get(s.bob, kPosts + "/" + made.json["id"].as_string());
    CHECK(read.json["message"] == made.json["message"]);
    auto list = s.app.get(s.bob, "/api/v4/channels/" + s.town.id + "/posts?per_page=1");
    REQUIRE(list.json["order"].size() == 1);
    CHECK(list.json["order"].items()[0] == made.json["id"]);
}

TEST_CASE("what cannot be posted is refused and stored nowhere") {
    Scene s;
    CHECK(s.app.post(s.carol, kPosts, s.body("x")).status == 403);
    CHECK(s.app.call(nullptr, "POST", kPosts, s.body("x").dump()).status == 401);
    CHECK(s.app.call(&s.alice, "POST", kPosts, "[1").status == 400);
    CHECK(s.send(s.alice, "channel_id", kNobody).status == 403);
    CHECK(s.send(s.alice, "id", kNobody).error_id() == "app.post.save.existing.app_error");
    CHECK(s.send(s.alice, "root_id", "x").error_id() == "api.post.create_post.root_id.app_error");
    CHECK(s.send(s.alice, "root_id", kNobody).error_id() == "api.post.create_post.root_id.app_error");
    CHECK(s.send(s.alice, "type", "nonsense").error_id() == "model.post.is_valid.type.app_error");
    CHECK(s.send(s.alice, "type", "system_add_to_channel").status == 400);
    CHECK(s.send(s.alice, "message", 5).status == 400);
    CHECK(s.send(s.alice, "message", std::string(16384, 'a')).error_id() ==
          "model.post.is_valid.message_length.app_error");
    CHECK(s.app.take_events("posted").empty());
    CHECK(s.send(s.alice, "message", std::string(16383, 'a')).status == 201);
    Channel other = s.app.channel(s.alice, s.team, "other");
    Post elsewhere = s.app.say(s.alice, other, "elsewhere");
    CHECK(s.send(s.alice, "root_id", elsewhere.id).error_id() == "api.post.create_post.channel_root_id.app_error");
    CHECK(s.app.remove(s.admin, "/api/v4/channels/" + s.town.id).status == 200);
    CHECK(s.app.post(s.alice, kPosts, s.body("x")).error_id() == "api.post.create_post.can_not_post_to_deleted.error");
}

TEST_CASE("one pending id makes one post, and only the author's name is taken from the session") {
    Scene s;
    auto first = s.send(s.alice, "pending_post_id", s.alice.id + ":1");
    auto again = s.send(s.alice, "pending_post_id", s.alice.id + ":1");
    CHECK(first.json["id"] == again.json["id"]);
    CHECK(s.app.take_events("posted").size() == 1);
    CHECK(s.send(s.alice, "user_id", s.bob.id).json["user_id"].as_string() == s.alice.id);
    CHECK(s.send(s.alice, "create_at", 1).json["create_at"].as_integer() > 1);
    CHECK(s.send(s.admin, "create_at", 1600000000000).json["create_at"].as_integer() == 1600000000000);
}

TEST_CASE("a post is changed by its author, keeps its earlier versions and takes one back") {
    Scene s;
    Post post = s.app.say(s.alice, s.town, "one");
    const std::string path = kPosts + "/" + post.id;
    s.app.advance(10);
    auto changed = s.app.put(s.alice, path + "/patch", Json::object({{"message", "two"}}));
    REQUIRE(changed.status == 200);
    CHECK(changed.json["edit_at"].as_integer() > 0);
    auto events = s.app.take_events("post_edited");
    REQUIRE(events.size() == 1);
    CHECK(post_of(events[0])["message"].as_string() == "two");
    CHECK(s.stored(post.id) == "two");

    auto history = s.app.get(s.alice, path + "/edit_history");
    REQUIRE(history.json.size() == 1);
    CHECK(history.json.items()[0]["message"].as_string() == "one");
    const std::string version = history.json.items()[0]["id"].as_string();
    CHECK(s.app.get(s.bob, path + "/edit_history").status == 403);
    CHECK(s.act(s.bob, post.id, "/restore/" + version).status == 403);
    CHECK(s.act(s.alice, post.id, "/restore/" + version).status == 200);
    CHECK(s.stored(post.id) == "one");
    CHECK(s.act(s.alice, post.id, "/restore/" + post.id).error_id() ==
          "app.post.restore_post_version.not_an_history_item.app_error");

    CHECK(s.app.put(s.bob, path + "/patch", Json::object({{"message", "mine"}})).status == 403);
    CHECK(s.app.put(s.alice, kPosts + "/" + kNobody + "/patch", Json::object({{"message", "x"}})).status == 403);
    CHECK(s.app.put(s.alice, path + "/patch", Json::object({{"message", 5}})).status == 400);
    CHECK(s.app.put(s.alice, path, Json::object({{"id", kNobody}, {"message", "x"}})).status == 400);
    s.app.configure([](Config& config) { config.ServiceSettings.PostEditTimeLimit = 1; });
    s.app.advance(2000);
    CHECK(s.app.put(s.alice, path + "/patch", Json::object({{"message", "late"}})).error_id() ==
          "api.post.update_post.permissions_time_limit.app_error");
    CHECK(s.stored(post.id) == "one");
}

TEST_CASE("a post is deleted with its replies by its author or an administrator") {
    Scene s;
    Post post = s.app.say(s.alice, s.town, "root");
    auto reply = s.send(s.bob, "root_id", post.id);
    REQUIRE(reply.status == 201);
    CHECK(s.app.remove(s.bob, kPosts + "/" + post.id).status == 403);
    s.app.take_events();
    CHECK(s.app.remove(s.alice, kPosts + "/" + post.id).status == 200);
    CHECK(s.app.take_events("post_deleted").size() == 2);  // one with who did it, for administrators
    CHECK(s.app.get(s.alice, kPosts + "/" + post.id).status == 404);
    CHECK(s.app.get(s.bob, kPosts + "/" + reply.json["id"].as_string()).status == 404);
    CHECK(s.app.get(s.admin, kPosts + "/" + post.id + "?include_deleted=true").status == 200);
    CHECK(s.app.get(s.bob, kPosts + "/" + post.id + "?include_deleted=true").status == 403);
    CHECK(s.app.remove(s.alice, kPosts + "/" + post.id).status == 404);
    CHECK(s.app.remove(s.admin, kPosts + "/" + post.id + "?permanent=true").status == 501);
}

TEST_CASE("posts are pinned, saved, reacted to and marked unread") {
    Scene s;
    Post post = s.app.say(s.alice, s.town, "keep");
    s.app.take_events();
    CHECK(s.act(s.bob, post.id, "/pin").status == 200);
    CHECK(s.app.take_events("post_edited").size() == 1);
    CHECK(s.app.get(s.bob, "/api/v4/channels/" + s.town.id + "/pinned").json["order"].size() == 1);
    CHECK(s.act(s.bob, post.id, "/pin").status == 200);
    CHECK(s.app.take_events("post_edited").empty());
    CHECK(s.act(s.bob, post.id, "/unpin").status == 200);
    CHECK(s.app.get(s.bob, "/api/v4/channels/" + s.town.id + "/pinned").json["order"].size() == 0);
    CHECK(s.act(s.bob, kNobody, "/pin").status == 403);

    Json flag =
        Json::object({{"user_id", s.bob.id}, {"category", "flagged_post"}, {"name", post.id}, {"value", "true"}});
    CHECK(s.app.put(s.bob, "/api/v4/users/me/preferences", Json(Json::Array{flag})).status == 200);
    CHECK(s.app.get(s.bob, "/api/v4/users/me/posts/flagged").json["order"].size() == 1);
    CHECK(s.app.get(s.alice, "/api/v4/users/" + s.bob.id + "/posts/flagged").status == 403);

    Json reaction = Json::object({{"user_id", s.bob.id}, {"post_id", post.id}, {"emoji_name", "tada"}});
    CHECK(s.app.post(s.bob, "/api/v4/reactions", reaction).status < 300);
    CHECK(s.app.take_events("reaction_added").size() == 1);
    CHECK(s.app.get(s.alice, kPosts + "/" + post.id + "/reactions").json.size() == 1);
    CHECK(s.app.post(s.alice, "/api/v4/reactions", reaction).status == 403);
    CHECK(s.app.remove(s.bob, "/api/v4/users/me/posts/" + post.id + "/reactions/tada").status == 200);
    CHECK(s.app.take_events("reaction_removed").size() == 1);

    auto unread = s.app.post(s.bob, "/api/v4/users/me/posts/" + post.id + "/set_unread", Json::object({}));
    REQUIRE(unread.status == 200);
    CHECK(unread.json["last_viewed_at"].as_integer() == post.create_at - 1);
    CHECK(s.app.take_events("post_unread").size() == 1);
    CHECK(s.app.get(s.bob, "/api/v4/users/me/channels/" + s.town.id + "/unread").json["msg_count"].as_integer() == 1);
    CHECK(s.app.post(s.bob, "/api/v4/users/" + s.alice.id + "/posts/" + post.id + "/set_unread", Json::object({}))
              .status == 403);
}

TEST_CASE("an ephemeral post reaches one account and is stored nowhere; a reminder says so to its owner") {
    Scene s;
    Json body = Json::object({{"user_id", s.bob.id}, {"post", s.body("only you")}});
    auto made = s.app.post(s.admin, kPosts + "/ephemeral", body);
    REQUIRE(made.status == 201);
    CHECK(made.json["type"].as_string() == "system_ephemeral");
    auto events = s.app.take_events("ephemeral_message");
    REQUIRE(events.size() == 1);
    CHECK(events[0].broadcast.user_id == s.bob.id);
    CHECK(s.app.get(s.admin, kPosts + "/" + made.json["id"].as_string()).status == 404);
    CHECK(s.app.post(s.alice, kPosts + "/ephemeral", body).status == 403);

    Post post = s.app.say(s.alice, s.town, "later");
    const std::string path = "/api/v4/users/me/posts/" + post.id + "/reminder";
    CHECK(s.app.post(s.bob, path, Json::object({{"target_time", 2000000000}})).status == 200);
    events = s.app.take_events("ephemeral_message");
    REQUIRE(events.size() == 1);
    CHECK(events[0].broadcast.user_id == s.bob.id);
    CHECK(s.app.post(s.bob, path, Json::object({{"target_time", "soon"}})).status == 400);
    CHECK(s.app
              .post(s.carol, "/api/v4/users/me/posts/" + kNobody + "/reminder",
                    Json::object({{"target_time", 2000000000}}))
              .status == 403);
}

TEST_CASE("what needs a licence answers as without one") {
    Scene s;
    Post post = s.app.say(s.alice, s.town, "x");
    CHECK(s.act(s.alice, post.id, "/move").status == 501);
    CHECK(s.app.post(s.alice, "/api/v4/users/me/posts/" + post.id + "/ack", Json()).status == 501);
    CHECK(s.app.remove(s.alice, "/api/v4/users/me/posts/" + post.id + "/ack").status == 501);
    CHECK(s.app.get(s.bob, kPosts + "/" + post.id + "/reveal").status == 501);
    CHECK(s.app.remove(s.alice, kPosts + "/" + post.id + "/burn").status == 501);
    CHECK(s.app.post(s.alice, kPosts + "/rewrite", Json()).status == 501);
}
