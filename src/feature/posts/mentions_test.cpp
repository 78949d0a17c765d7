#include "feature/posts/mentions.h"

#include <doctest/doctest.h>

#include "fixture/test_app.h"

using namespace rk;

namespace {

struct Scene {
    TestApp app;
    TestUser admin = app.user("admin"), alice = app.user("alice"), bob = app.user("bob");
    Team team = app.team(admin, "devs");
    Channel town = app.channel(admin, team, "town");
    Scene() {
        for (const TestUser* user : {&alice, &bob}) app.join(*user, team), app.join(*user, town);
        app.take_events();
    }
    int64_t mentions(const TestUser& who) { return member(who)["mention_count"].as_integer(); }
    Json member(const TestUser& who) {
        auto member = app.get(who, "/api/v4/channels/" + town.id + "/members/me");
        REQUIRE(member.status == 200);
        return member.json;
    }
    Json unread(const TestUser& who) { return app.get(who, "/api/v4/users/me/channels/" + town.id + "/unread").json; }
    // Whether alice is mentioned by this post of bob.
    bool hears(const std::string& message) {
        int64_t before = mentions(alice);
        app.say(bob, town, message);
        return mentions(alice) == before + 1;
    }
    void wish(const TestUser& who, const char* key, const char* value) {
        Json props = app.get(who, "/api/v4/users/me").json["notify_props"];
        props.set(key, value);
        REQUIRE(app.put(who, "/api/v4/users/me/patch", Json::object({{"notify_props", props}})).status == 200);
    }
};

}  // namespace

TEST_CASE("a name, everybody, own words and a first name mention; code, parts of words and addresses do not") {
    Scene s;
    for (const char* text : {"@alice", "hi @alice.", "(@ALICE), please", "@alice: look", "**@alice**", "@all",
                             "@channel", "cc @bob @alice", "> quoted @alice"})
        CHECK_MESSAGE(s.hears(text), text);
    for (const char* text :
         {"alice", "@alic", "@alicex", "`@alice`", "```\n@alice\n```", "@bob", "x@alice", "http://x.test/@alice"})
        CHECK_MESSAGE(!s.hears(text), text);
    s.wish(s.alice, "mention_keys", "deploy,会議");
    for (const char* text : {"deploy", "Deploy now", "明日の会議です"}) CHECK_MESSAGE(s.hears(text), text);
    CHECK(!s.hears("deployed"));
    CHECK(s.app.put(s.alice, "/api/v4/users/me/patch", Json::object({{"first_name", "Alicia"}})).status == 200);
    CHECK(!s.hears("Alicia"));
    s.wish(s.alice, "first_name", "true");
    CHECK(s.hears("Alicia, look"));
    CHECK(!s.hears("alicia"));  // as it is written only
}

TEST_CASE("who does not want to hear everybody, or ignores it in this channel, is not mentioned by it") {
    Scene s;
    s.wish(s.alice, "channel", "false");
    CHECK(!s.hears("@all"));
    s.wish(s.alice, "channel", "true");
    CHECK(s.hears("@all"));
    CHECK(s.app
              .put(s.alice, "/api/v4/channels/" + s.town.id + "/members/" + s.alice.id + "/notify_props",
                   Json::object({{"ignore_channel_mentions", "on"}}))
              .status == 200);
    CHECK(!s.hears("@channel"));
    CHECK(s.hears("@channel and @alice"));
}

TEST_CASE("a call to everybody in a channel with more members than MaxNotificationsPerChannel reaches nobody") {
    Scene s;
    s.app.configure([](Config& config) { config.TeamSettings.MaxNotificationsPerChannel = 2; });
    s.app.take_events();
    CHECK(!s.hears("@all"));
    auto notes = s.app.take_events("ephemeral_message");
    REQUIRE(notes.size() == 1);
    CHECK(notes[0].broadcast.user_id == s.bob.id);
    s.app.configure([](Config& config) { config.TeamSettings.MaxNotificationsPerChannel = 3; });
    CHECK(s.hears("@all"));
}

TEST_CASE("counters of a channel: messages, roots, mentions, urgent; an own post reads it and mentions nobody") {
    Scene s;
    // Being added to a channel is a mention.
    CHECK(s.mentions(s.bob) == 1);
    for (const TestUser* user : {&s.alice, &s.bob})
        s.app.post(*user, "/api/v4/channels/members/me/view", Json::object({{"channel_id", s.town.id}}));
    s.app.say(s.alice, s.town, "@alice @bob");
    CHECK(s.mentions(s.alice) == 0);
    CHECK(s.unread(s.alice)["msg_count"].as_integer() == 0);
    CHECK(s.mentions(s.bob) == 1);
    const int64_t seen = s.unread(s.bob)["msg_count"].as_integer();
    Post root = s.app.say(s.alice, s.town, "two");
    CHECK(s.unread(s.bob)["msg_count"].as_integer() == seen + 1);
    CHECK(s.app
              .post(s.alice, "/api/v4/posts",
                    Json::object({{"channel_id", s.town.id}, {"root_id", root.id}, {"message", "@bob a reply"}}))
              .status == 201);
    CHECK(s.unread(s.bob)["msg_count"].as_integer() == seen + 2);
    CHECK(s.member(s.bob)["mention_count"].as_integer() == 2);
    CHECK(s.member(s.bob)["mention_count_root"].as_integer() == 1);
    CHECK(s.app
              .post(s.alice, "/api/v4/posts",
                    Json::object({{"channel_id", s.town.id},
                                  {"message", "@bob now"},
                                  {"metadata", Json::object({{"priority", Json::object({{"priority", "urgent"}})}})}}))
              .status == 201);
    CHECK(s.member(s.bob)["urgent_mention_count"].as_integer() == 1);
    CHECK(s.app.post(s.bob, "/api/v4/channels/members/me/view", Json::object({{"channel_id", s.town.id}})).status ==
          200);
    CHECK(s.member(s.bob)["mention_count"].as_integer() == 0);
    CHECK(s.member(s.bob)["urgent_mention_count"].as_integer() == 0);
    CHECK(s.unread(s.bob)["msg_count"].as_integer() == 0);
}

TEST_CASE("replies mention those who want to hear of any, or of those to their own posts") {
    Scene s;
    Post root = s.app.say(s.alice, s.town, "root");
    auto reply = [&](const char* message) {
        int64_t before = s.mentions(s.alice);
        REQUIRE(s.app
                    .post(s.bob, "/api/v4/posts",
                          Json::object({{"channel_id", s.town.id}, {"root_id", root.id}, {"message", message}}))
                    .status == 201);
        return s.mentions(s.alice) == before + 1;
    };
    CHECK(!reply("one"));
    s.wish(s.alice, "comments", "root");
    CHECK(reply("two"));
    s.wish(s.alice, "comments", "never");
    CHECK(!reply("three"));
    CHECK(reply("four @alice"));
}

TEST_CASE("direct messages mention the other; each is told in the event which mentions are theirs") {
    Scene s;
    auto made = s.app.post(s.alice, "/api/v4/channels/direct", Json(Json::Array{Json(s.alice.id), Json(s.bob.id)}));
    REQUIRE(made.status == 201);
    Channel direct;
    direct.id = made.json["id"].as_string();
    s.app.take_events();
    s.app.say(s.alice, direct, "psst");
    auto posted = s.app.take_events("posted");
    REQUIRE(posted.size() == 1);
    REQUIRE(posted[0].user_data.size() == 1);
    CHECK(posted[0].user_data[0].first == s.bob.id);
    CHECK(posted[0].user_data[0].second.find("mentions") != std::string::npos);
    CHECK(s.app.get(s.bob, "/api/v4/users/me/channels/" + direct.id + "/unread").json["mention_count"].as_integer() ==
          1);
    CHECK(s.app.get(s.alice, "/api/v4/users/me/channels/" + direct.id + "/unread").json["mention_count"].as_integer() ==
          0);
}

TEST_CASE("naming somebody who is not in the channel tells the author only") {
    Scene s;
    TestUser carol = s.app.user("carol");
    s.app.join(carol, s.team);
    s.app.take_events();
    s.app.say(s.bob, s.town, "ask @carol and @nobody-at-all");
    auto notes = s.app.take_events("ephemeral_message");
    REQUIRE(notes.size() == 1);
    CHECK(notes[0].broadcast.user_id == s.bob.id);
    CHECK(notes[0].data.find("carol") != std::string::npos);
    CHECK(notes[0].data.find("nobody-at-all") == std::string::npos);
}
