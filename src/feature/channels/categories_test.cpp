#include "feature/channels/categories.h"

#include <doctest/doctest.h>

#include "feature/channels/channels.h"
#include "fixture/test_app.h"

using namespace rk;

namespace {

struct Scene {
    TestApp app;
    TestUser admin = app.user("admin"), alice = app.user("alice"), bob = app.user("bob");
    Team team = app.team(alice, "devs");
    Channel one = app.channel(alice, team, "one"), two = app.channel(alice, team, "two");
    const std::string base = path(alice, team);
    Scene() {
        app.join(bob, team);
        app.take_events();
    }
    static std::string path(const TestUser& who, const Team& of) {
        return "/api/v4/users/" + who.id + "/teams/" + of.id + "/channels/categories";
    }
    std::string built_in(const char* type) { return std::string(type) + "_" + alice.id + "_" + team.id; }
    Json body(const std::string& name, std::vector<std::string> channel_ids) {
        Json ids = Json::array();
        for (std::string& id : channel_ids) ids.push(std::move(id));
        return Json::object(
            {{"user_id", alice.id}, {"team_id", team.id}, {"display_name", name}, {"channel_ids", std::move(ids)}});
    }
    Json make(const std::string& name, std::vector<std::string> channel_ids) {
        auto made = app.post(alice, base, body(name, std::move(channel_ids)));
        REQUIRE(made.status == 200);
        return made.json;
    }
    Json read(const std::string& id) { return app.get(alice, base + "/" + id).json; }
    bool holds(const std::string& category_id, const Channel& channel) {
        const Json category = read(category_id);
        for (const Json& id : category["channel_ids"].items())
            if (id.as_string() == channel.id) return true;
        return false;
    }
    std::string mark_unread(const Channel& channel) {
        return app.get(alice, "/api/v4/channels/" + channel.id + "/members/me")
            .json["notify_props"]["mark_unread"]
            .as_string();
    }
};

Json with(Json category, const char* key, Json value) {
    category.set(key, std::move(value));
    return category;
}
Json list(std::vector<std::string> ids) {
    Json all = Json::array();
    for (std::string& id : ids) all.push(std::move(id));
    return all;
}

}  // namespace

TEST_CASE("a new member of a team has the three categories of every sidebar") {
    Scene s;
    auto all = s.app.get(s.bob, Scene::path(s.bob, s.team));
    REQUIRE(all.status == 200);
    REQUIRE(all.json["order"].size() == 3);
    CHECK(all.json["categories"].items()[0]["type"].as_string() == "favorites");
    CHECK(all.json["categories"].items()[1]["channel_ids"].size() == 2);  // town square and off-topic
    CHECK(all.json["categories"].items()[2]["sorting"].as_string() == "recent");
    auto direct = s.app.post(s.bob, "/api/v4/channels/direct", list({s.alice.id, s.bob.id}));
    CHECK(s.read(s.built_in("direct_messages"))["channel_ids"].items()[0] == direct.json["id"]);
    // Also before anything is stored, such as after an import.
    s.app.db().write([&](Tx& tx) { channels::forget_user(tx, s.bob.id); });
    CHECK(s.app.get(s.bob, Scene::path(s.bob, s.team)).json["order"].size() == 3);
}

TEST_CASE("a category is made behind the favourites, takes its channels along and is told") {
    Scene s;
    Json work = s.make("Work", {s.two.id, s.one.id, std::string(26, 'z')});
    CHECK(work["type"].as_string() == "custom");
    CHECK(work["sort_order"].as_integer() == 10);
    CHECK(work["channel_ids"] == list({s.two.id, s.one.id}));
    auto told = s.app.take_events("sidebar_category_created");
    REQUIRE(told.size() == 1);
    CHECK(told[0].broadcast.user_id == s.alice.id);
    CHECK(told[0].broadcast.team_id == s.team.id);
    CHECK(told[0].data == R"({"category_id":")" + work["id"].as_string() + "\"}");
    CHECK_FALSE(s.holds(s.built_in("channels"), s.one));

    Json more = s.make("More", {s.one.id});
    CHECK(s.app.get(s.alice, s.base + "/order").json ==
          list({s.built_in("favorites"), more["id"].as_string(), work["id"].as_string(), s.built_in("channels"),
                s.built_in("direct_messages")}));
    CHECK_FALSE(s.holds(work["id"].as_string(), s.one));

    CHECK(s.app.post(s.alice, s.base, with(s.body("x", {}), "user_id", s.bob.id)).status == 400);
    CHECK(s.app.post(s.alice, s.base, with(s.body("x", {}), "team_id", std::string(26, 'z'))).status == 400);
    CHECK(s.app.call(&s.alice, "POST", s.base, "[").status == 400);
    CHECK(s.app.post(s.alice, s.base, s.body(std::string(65, 'n'), {})).error_id() ==
          "app.channel.sidebar_categories.app_error");
}

TEST_CASE("categories change as their owner says, but not what they are") {
    Scene s;
    Json a = s.make("A", {s.one.id}), b = s.make("B", {});
    s.app.take_events();
    auto moved =
        s.app.put(s.alice, s.base,
                  Json(Json::Array{with(a, "channel_ids", Json::array()), with(b, "channel_ids", list({s.one.id}))}));
    REQUIRE(moved.status == 200);
    CHECK(moved.json.items()[1]["channel_ids"] == list({s.one.id}));
    auto told = s.app.take_events("sidebar_category_updated");
    REQUIRE(told.size() == 1);
    CHECK((*Json::parse(told[0].data))["updatedCategories"].as_string() == moved.json.dump());
    CHECK(s.holds(b["id"].as_string(), s.one));
    CHECK_FALSE(s.holds(a["id"].as_string(), s.one));

    const std::string id = s.built_in("channels");
    Json changed = s.body("Mine", {s.two.id});
    changed.set("type", "custom"), changed.set("sorting", "alpha"), changed.set("sort_order", 500);
    auto kept = s.app.put(s.alice, s.base + "/" + id, changed);
    REQUIRE(kept.status == 200);
    CHECK(kept.json["display_name"].as_string() == "Channels");
    CHECK(kept.json["type"].as_string() == "channels");
    CHECK(kept.json["sorting"].as_string() == "alpha");
    CHECK(kept.json["channel_ids"].items().back().as_string() == s.two.id);  // behind those that nobody placed
    CHECK(s.app.remove(s.alice, s.base + "/" + id).error_id() == "app.channel.sidebar_categories.app_error");

    s.app.take_events();
    CHECK(s.app.remove(s.alice, s.base + "/" + b["id"].as_string()).status == 200);
    CHECK(s.app.take_events("sidebar_category_deleted").size() == 1);
    CHECK(s.app.get(s.alice, s.base + "/" + b["id"].as_string()).status == 403);
    CHECK(s.holds(id, s.one));
}

TEST_CASE("the order of categories names each of them") {
    Scene s;
    std::string mine = s.make("A", {})["id"].as_string();
    std::vector<std::string> turned = {s.built_in("direct_messages"), s.built_in("channels"), mine,
                                       s.built_in("favorites")};
    s.app.take_events();
    CHECK(s.app.put(s.alice, s.base + "/order", list(turned)).json == list(turned));
    CHECK(s.app.take_events("sidebar_category_order_updated").size() == 1);
    CHECK(s.app.get(s.alice, s.base).json["order"] == list(turned));
    CHECK(s.make("B", {})["sort_order"].as_integer() == 0);  // the favourites no longer come first
    CHECK(s.app.put(s.alice, s.base + "/order", list({mine})).error_id() == "app.channel.sidebar_categories.app_error");
    CHECK(s.app.put(s.alice, s.base + "/order", list({std::string(26, 'z')})).status == 400);
    CHECK(s.app.put(s.alice, s.base + "/order", Json("x")).error_id() == "api.payload.parse.error");
}

TEST_CASE("favourites are preferences, too, whichever of the two changes") {
    Scene s;
    const std::string id = s.built_in("favorites"), preferences = "/api/v4/users/me/preferences";
    Json favorites = s.read(id);
    CHECK(s.app.put(s.alice, s.base + "/" + id, with(favorites, "channel_ids", list({s.one.id}))).status == 200);
    CHECK(s.app.get(s.alice, preferences + "/favorite_channel").json.items()[0]["name"].as_string() == s.one.id);
    CHECK(s.app.take_events("preferences_changed").empty());

    Json wish = Json::object(
        {{"user_id", s.alice.id}, {"category", "favorite_channel"}, {"name", s.two.id}, {"value", "true"}});
    CHECK(s.app.put(s.alice, preferences, Json(Json::Array{wish})).status == 200);
    CHECK(s.read(id)["channel_ids"] == list({s.two.id, s.one.id}));
    CHECK(s.app.put(s.alice, preferences, Json(Json::Array{with(wish, "value", "false")})).status == 200);
    CHECK_FALSE(s.holds(id, s.two));
    CHECK(s.app.put(s.alice, preferences, Json(Json::Array{wish})).status == 200);
    CHECK(s.app.post(s.alice, preferences + "/delete", Json(Json::Array{wish})).status == 200);
    CHECK(s.read(id)["channel_ids"] == list({s.one.id}));
    CHECK(s.app.put(s.alice, preferences, Json(Json::Array{with(wish, "name", std::string(26, 'z'))})).error_id() ==
          "api.preference.update_preferences.update_sidebar.app_error");
    // Moving the channel elsewhere ends it.
    Json mine = s.make("Mine", {});
    s.app.put(
        s.alice, s.base,
        Json(Json::Array{with(favorites, "channel_ids", Json::array()), with(mine, "channel_ids", list({s.one.id}))}));
    CHECK(s.app.get(s.alice, preferences + "/favorite_channel").status == 404);
}

TEST_CASE("the channels of a muted category are muted, and no longer with it") {
    Scene s;
    Json a = s.make("A", {s.one.id}), b = s.make("B", {s.two.id});
    const std::string id = a["id"].as_string();
    s.app.take_events();
    CHECK(s.app.put(s.alice, s.base + "/" + id, with(a, "muted", true)).json["muted"].as_bool());
    CHECK(s.mark_unread(s.one) == "mention");
    CHECK(s.app.take_events("channel_member_updated").size() == 1);
    // From a category that changes along with it.
    s.app.put(s.alice, s.base,
              Json(Json::Array{with(with(a, "muted", true), "channel_ids", list({s.one.id, s.two.id})),
                               with(b, "channel_ids", Json::array())}));
    CHECK(s.mark_unread(s.two) == "mention");
    s.app.put(s.alice, s.base + "/" + id, with(with(a, "muted", false), "channel_ids", list({s.one.id, s.two.id})));
    CHECK(s.mark_unread(s.one) == "all");
    CHECK(s.mark_unread(s.two) == "all");
}

TEST_CASE("a sidebar is its owner's, and an administrator's to look at") {
    Scene s;
    std::string id = s.make("A", {s.one.id})["id"].as_string();
    const std::string bobs = Scene::path(s.bob, s.team);
    CHECK(s.app.get(s.bob, s.base).status == 403);
    CHECK(s.app.get(s.bob, s.base + "/order").status == 403);
    CHECK(s.app.remove(s.bob, s.base + "/" + id).status == 403);
    CHECK(s.app.get(s.bob, bobs + "/" + id).status == 403);
    CHECK(s.app.put(s.bob, bobs + "/" + id, with(s.body("x", {}), "user_id", s.bob.id)).status == 403);
    CHECK(s.app.get(s.bob, bobs + "/nothing").error_id() == "api.context.invalid_url_param.app_error");
    CHECK(s.app.get(s.admin, s.base + "/" + id).status == 200);
    TestUser carol = s.app.user("carol");
    CHECK(s.app.get(carol, Scene::path(carol, s.team)).status == 403);
    CHECK(s.app.call(nullptr, "GET", s.base).status == 401);
}

TEST_CASE("whoever leaves a channel or a team leaves nothing of it in the sidebar") {
    Scene s;
    std::string id = s.make("A", {s.one.id, s.two.id})["id"].as_string();
    CHECK(s.app.remove(s.alice, "/api/v4/channels/" + s.one.id + "/members/" + s.alice.id).status == 200);
    CHECK(s.read(id)["channel_ids"] == list({s.two.id}));
    s.app.join(s.alice, s.one);
    CHECK(s.holds(s.built_in("channels"), s.one));
    CHECK(s.app.remove(s.admin, "/api/v4/teams/" + s.team.id + "/members/" + s.alice.id).status == 200);
    s.app.db().read([&](Tx& tx) { CHECK(channels::list_categories(tx, s.alice.id, s.team.id).size() == 3); });
}
