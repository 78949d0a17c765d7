#include <doctest/doctest.h>

#include "fixture/test_app.h"

using namespace rk;

namespace {

struct Scene {
    TestApp app;
    TestUser admin = app.user("admin"), alice = app.user("alice"), bob = app.user("bob"), carol = app.user("carol");
    Team team = app.team(admin, "team");
    Channel room = (app.join(alice, team), app.join(bob, team), app.channel(alice, team, "room"));
    Scene() {
        app.join(bob, room);
        view(bob);
        app.take_events();
    }
    TestAnswer view(const TestUser& who) {
        return app.post(who, "/api/v4/channels/members/me/view", Json::object({{"channel_id", room.id}}));
    }
    // Messages, those of them that are no replies, mentions.
    std::vector<int64_t> unread(const TestUser& who) {
        auto r = app.get(who, "/api/v4/users/me/channels/" + room.id + "/unread");
        REQUIRE(r.status == 200);
        return {r.json["msg_count"].as_integer(), r.json["msg_count_root"].as_integer(),
                r.json["mention_count"].as_integer()};
    }
    Post reply(const TestUser& who, const Post& root, const std::string& message) {
        auto r = app.post(who, "/api/v4/posts",
                          Json::object({{"channel_id", room.id}, {"root_id", root.id}, {"message", message}}));
        REQUIRE(r.status == 201);
        return from_tree<Post>(r.json);
    }
};

using Counts = std::vector<int64_t>;

}  // namespace

TEST_CASE("reading: what others write is unread until it is viewed") {
    Scene s;
    CHECK(s.unread(s.bob) == Counts{0, 0, 0});
    Post root = s.app.say(s.alice, s.room, "hello @bob");
    s.reply(s.alice, root, "and this");
    CHECK(s.unread(s.bob) == Counts{2, 1, 1});
    CHECK(s.unread(s.alice)[1] == 0);
    s.app.take_events();
    CHECK(s.view(s.bob).status == 200);
    CHECK(s.unread(s.bob) == Counts{0, 0, 0});
    auto events = s.app.take_events();
    REQUIRE(events.size() == 1);  // golden websocket "channel viewed"
    CHECK(events[0].name == EventName::multiple_channels_viewed);
    CHECK(events[0].broadcast.user_id == s.bob.id);
}

TEST_CASE("reading: who writes to a channel has read what stood there, a reply read apart does not count") {
    Scene s;
    Post root = s.app.say(s.alice, s.room, "one @bob");
    s.reply(s.bob, root, "a reply");
    CHECK(s.unread(s.bob)[1] == 1);  // the thread is read apart, the channel is not
    s.app.say(s.bob, s.room, "two");
    CHECK(s.unread(s.bob) == Counts{0, 0, 0});
}

TEST_CASE("reading: a post may be marked unread by those who can read it") {
    Scene s;
    Post first = s.app.say(s.alice, s.room, "one");
    s.app.say(s.alice, s.room, "two @bob");
    s.view(s.bob);
    std::string path = "/posts/" + first.id + "/set_unread";
    auto marked = s.app.post(s.bob, "/api/v4/users/me" + path, Json::object());
    REQUIRE(marked.status == 200);
    CHECK(s.unread(s.bob) == Counts{2, 2, 1});
    CHECK(s.app.post(s.carol, "/api/v4/users/me" + path, Json::object()).status == 403);
    CHECK(s.app.post(s.carol, "/api/v4/users/" + s.bob.id + path, Json::object()).status == 403);
    CHECK(s.app.get(s.alice, "/api/v4/users/" + s.bob.id + "/channels/" + s.room.id + "/unread").status == 403);
    // Somebody else's view is nobody's business.
    CHECK(
        s.app.post(s.alice, "/api/v4/channels/members/" + s.bob.id + "/view", Json::object({{"channel_id", s.room.id}}))
            .status == 403);
    CHECK(s.app.post(s.bob, "/api/v4/channels/members/me/view", Json::object({{"channel_id", "short"}})).status == 400);
}

TEST_CASE("reading: pages far behind the end are empty") {
    Scene s;
    for (const char* path : {"/api/v4/bots", "/api/v4/users", "/api/v4/emoji", "/api/v4/channels"}) {
        auto r = s.app.get(s.admin, std::string(path) + "?page=9223372036854775807&per_page=200");
        CHECK_MESSAGE(r.status == 200, path);
        CHECK(r.json.items().empty());
    }
}
