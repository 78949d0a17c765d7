#include "feature/posts/followed.h"

#include <doctest/doctest.h>

#include "fixture/test_app.h"

using namespace rk;

namespace {

struct Scene {
    TestApp app;
    TestUser admin = app.user("admin"), alice = app.user("alice"), bob = app.user("bob"), carol = app.user("carol");
    Team team = app.team(admin, "devs");
    Channel town = app.channel(admin, team, "town");
    Scene() {
        app.configure([](Config& config) {
            config.ServiceSettings.ThreadAutoFollow = true;
            config.ServiceSettings.CollapsedThreads = "always_on";
        });
        for (const TestUser* user : {&alice, &bob}) app.join(*user, team), app.join(*user, town);
        app.take_events();
    }
    std::string path(const TestUser& who, const std::string& more = "") {
        return "/api/v4/users/" + who.id + "/teams/" + team.id + "/threads" + more;
    }
    Post reply(const TestUser& who, const Post& root, const std::string& message) {
        app.advance(10);
        auto made =
            app.post(who, "/api/v4/posts",
                     Json::object({{"channel_id", root.channel_id}, {"root_id", root.id}, {"message", message}}));
        REQUIRE(made.status == 201);
        Post post;
        post.id = made.json["id"].as_string(), post.channel_id = root.channel_id;
        post.create_at = made.json["create_at"].as_integer();
        return post;
    }
    // The roots of the list's threads, by what they say.
    std::string said(const TestUser& who, const std::string& query = "") {
        auto list = app.get(who, path(who) + query);
        REQUIRE(list.status == 200);
        std::string all;
        for (const Json& thread : list.json["threads"].items())
            all.append(all.empty() ? "" : " ").append(thread["post"]["message"].as_string());
        return all;
    }
    std::string totals(const TestUser& who) {
        Json list = app.get(who, path(who)).json;
        return std::to_string(list["total"].as_integer()) + " " +
               std::to_string(list["total_unread_threads"].as_integer()) + " " +
               std::to_string(list["total_unread_mentions"].as_integer());
    }
};

}  // namespace

TEST_CASE("followed threads are listed by their latest reply, paged, filtered and summed") {
    Scene s;
    Post red = s.app.say(s.alice, s.town, "red"), green = s.app.say(s.alice, s.town, "green"),
         blue = s.app.say(s.alice, s.town, "blue");
    s.reply(s.bob, red, "1");
    Post second = s.reply(s.bob, green, "2 @alice");
    s.reply(s.bob, blue, "3");
    CHECK(s.said(s.alice) == "blue green red");
    CHECK(s.said(s.alice, "?per_page=1") == "blue");
    CHECK(s.said(s.alice, "?per_page=1&before=" + blue.id) == "green");
    CHECK(s.said(s.alice, "?per_page=1&after=" + red.id) == "green");
    CHECK(s.said(s.alice, "?before=x") == "");
    CHECK(s.said(s.alice, "?since=" + std::to_string(second.create_at)) == "blue green");
    CHECK(s.said(s.alice, "?totalsOnly=true") == "");
    CHECK(s.totals(s.alice) == "3 3 1");
    CHECK(s.totals(s.bob) == "3 0 0");
    CHECK(s.app.get(s.alice, s.path(s.alice) + "?threadsOnly=true").json["total"].as_integer() == 0);
    Json counts = s.app.get(s.alice, s.path(s.alice, "/mention_counts")).json;
    CHECK(counts.size() == 1);
    CHECK(counts[s.town.id].as_integer() == 1);
    CHECK(s.app.get(s.bob, s.path(s.bob, "/mention_counts")).text == "{}");

    Json of_team = s.app.get(s.alice, "/api/v4/users/me/teams/unread?include_collapsed_threads=true").json.items()[0];
    CHECK(of_team["thread_count"].as_integer() == 3);
    CHECK(of_team["thread_mention_count"].as_integer() == 1);
    CHECK(s.app.get(s.alice, "/api/v4/users/me/teams/unread").json.items()[0]["thread_count"].as_integer() == 0);

    CHECK(s.app.put(s.alice, s.path(s.alice, "/" + green.id + "/read/" + std::to_string(second.create_at)), Json())
              .status == 200);
    CHECK(s.said(s.alice, "?unread=true") == "blue red");
    CHECK(s.app.remove(s.alice, "/api/v4/posts/" + red.id).status == 200);
    CHECK(s.said(s.alice) == "blue green");
    CHECK(s.said(s.alice, "?deleted=true") == "blue green red");

    CHECK(s.app.get(s.alice, s.path(s.alice) + "?before=" + red.id + "&after=" + blue.id).error_id() ==
          "api.getThreadsForUser.bad_params");
    CHECK(s.app.get(s.alice, s.path(s.alice) + "?totalsOnly=true&threadsOnly=true").error_id() ==
          "api.getThreadsForUser.bad_only_params");
    CHECK(s.app.get(s.bob, s.path(s.alice)).status == 403);
    CHECK(s.app.get(s.carol, s.path(s.carol)).status == 403);  // not in the team
    CHECK(s.app.call(nullptr, "GET", s.path(s.alice)).status == 401);
}

TEST_CASE("one followed thread shows its root, who took part and what is unread") {
    Scene s;
    Post root = s.app.say(s.alice, s.town, "root");
    s.reply(s.bob, root, "one");
    s.reply(s.bob, root, "two @alice");
    auto one = s.app.get(s.alice, s.path(s.alice, "/" + root.id));
    REQUIRE(one.status == 200);
    CHECK(one.json["post"]["message"].as_string() == "root");
    CHECK(one.json["reply_count"].as_integer() == 2);
    CHECK(one.json["unread_replies"].as_integer() == 2);
    CHECK(one.json["unread_mentions"].as_integer() == 1);
    CHECK(one.json["is_urgent"].as_bool() == false);
    REQUIRE(one.json["participants"].size() == 1);
    CHECK(one.json["participants"].items()[0]["id"].as_string() == s.bob.id);
    CHECK(one.json["participants"].items()[0]["username"].as_string() == "");
    Json extended = s.app.get(s.alice, s.path(s.alice, "/" + root.id) + "?extended=true").json;
    CHECK(extended["participants"].items()[0]["username"].as_string() == "bob");

    const std::string nobody(26, 'z');
    CHECK(s.app.get(s.alice, s.path(s.alice, "/" + nobody)).status == 403);
    CHECK(s.app.get(s.admin, s.path(s.admin, "/" + root.id)).error_id() ==
          "app.user.get_thread_membership_for_user.not_found");
    CHECK(s.app.get(s.carol, s.path(s.carol, "/" + root.id)).status == 403);
    // Who left the channel no longer sees its threads.
    CHECK(s.app.remove(s.bob, "/api/v4/channels/" + s.town.id + "/members/" + s.bob.id).status == 200);
    CHECK(s.said(s.bob) == "");
}

TEST_CASE("a thread is read up to a moment, unread from a post on, and all at once") {
    Scene s;
    Post root = s.app.say(s.alice, s.town, "root");
    Post first = s.reply(s.bob, root, "one"), second = s.reply(s.bob, root, "two @alice"),
         third = s.reply(s.bob, root, "three");
    s.app.take_events();
    const std::string read = s.path(s.alice, "/" + root.id + "/read/");
    auto answer = s.app.put(s.alice, read + std::to_string(first.create_at), Json());
    CHECK(answer.json["unread_replies"].as_integer() == 2);
    CHECK(answer.json["unread_mentions"].as_integer() == 1);
    auto events = s.app.take_events("thread_read_changed");
    REQUIRE(events.size() == 1);
    CHECK(events[0].broadcast.user_id == s.alice.id);
    CHECK(events[0].broadcast.team_id == s.team.id);
    auto data = Json::parse(events[0].data);
    REQUIRE(data);
    CHECK((*data)["previous_unread_replies"].as_integer() == 3);
    CHECK((*data)["unread_replies"].as_integer() == 2);
    CHECK((*data)["timestamp"].as_integer() == first.create_at);
    CHECK((*data)["channel_id"].as_string() == s.town.id);

    CHECK(s.app.put(s.alice, s.path(s.alice, "/read"), Json()).status == 200);
    CHECK(s.totals(s.alice) == "1 0 0");
    CHECK(s.app.take_events("thread_read_changed").size() == 1);
    auto unread = s.app.post(s.alice, s.path(s.alice, "/" + root.id + "/set_unread/" + second.id), Json());
    CHECK(unread.json["unread_replies"].as_integer() == 2);
    CHECK(s.totals(s.alice) == "1 1 1");
    // An own reply reads everything.
    s.reply(s.alice, root, "mine");
    CHECK(s.totals(s.alice) == "1 0 0");

    const std::string nobody(26, 'z');
    CHECK(s.app.put(s.alice, read + "soon", Json()).status == 404);
    CHECK(s.app.put(s.alice, read + "99999999999999999999", Json()).status == 404);
    CHECK(s.app.put(s.bob, read + "1", Json()).status == 403);
    CHECK(s.app.put(s.alice, s.path(s.alice, "/" + nobody + "/read/1"), Json()).status == 403);
    CHECK(s.app.put(s.admin, s.path(s.admin, "/" + root.id + "/read/1"), Json()).status == 404);
    CHECK(s.app.put(s.bob, s.path(s.alice, "/read"), Json()).status == 403);
    CHECK(s.app.post(s.alice, s.path(s.alice, "/" + root.id + "/set_unread/" + nobody), Json()).error_id() ==
          "app.post.get.app_error");
    Post other = s.app.say(s.alice, s.town, "another");
    CHECK(s.app.post(s.alice, s.path(s.alice, "/" + root.id + "/set_unread/" + other.id), Json()).status == 400);
    CHECK(s.app.post(s.bob, s.path(s.alice, "/" + root.id + "/set_unread/" + third.id), Json()).status == 403);
}

TEST_CASE("a thread is followed and no longer followed by hand") {
    Scene s;
    Post root = s.app.say(s.alice, s.town, "root");
    s.app.join(s.carol, s.team), s.app.join(s.carol, s.town);
    s.app.take_events();
    const std::string following = s.path(s.carol, "/" + root.id + "/following");
    CHECK(s.app.put(s.carol, following, Json()).status == 200);
    auto events = s.app.take_events("thread_follow_changed");
    REQUIRE(events.size() == 1);
    CHECK(events[0].broadcast.user_id == s.carol.id);
    auto data = Json::parse(events[0].data);
    REQUIRE(data);
    CHECK((*data)["state"].as_bool());
    CHECK((*data)["reply_count"].as_integer() == 0);
    s.reply(s.bob, root, "one");
    CHECK(s.totals(s.carol) == "1 1 0");
    auto updated = s.app.take_events("thread_updated");
    CHECK(updated.size() == 3);  // the root's author, who replied, and who follows
    CHECK(s.app.remove(s.carol, following).status == 200);
    CHECK(s.totals(s.carol) == "0 0 0");
    CHECK(s.app.get(s.carol, s.path(s.carol, "/" + root.id)).error_id() == "app.user.get_threads_for_user.not_found");
    s.app.take_events();
    s.reply(s.bob, root, "two");
    CHECK(s.app.take_events("thread_updated").size() == 2);
    s.reply(s.bob, root, "three @carol");  // a mention makes one follow again
    CHECK(s.totals(s.carol) == "1 1 1");

    CHECK(s.app.put(s.bob, following, Json()).status == 403);
    CHECK(s.app.put(s.carol, s.path(s.carol, "/" + std::string(26, 'z') + "/following"), Json()).status == 403);
    Channel secret = s.app.channel(s.admin, s.team, "secret", "P");
    Post hidden = s.app.say(s.admin, secret, "hidden");
    CHECK(s.app.put(s.carol, s.path(s.carol, "/" + hidden.id + "/following"), Json()).status == 403);
}
