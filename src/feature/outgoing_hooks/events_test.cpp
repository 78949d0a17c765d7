#include "feature/outgoing_hooks/events.h"

#include "feature/outgoing_hooks/test_scene.h"
#include "unit/postgres_server.h"

using namespace rk;
using Scene = ListenerScene;
using Names = std::vector<std::string>;

namespace {

const std::string kHooks = "/api/v4/hooks/outgoing";

const Names kOfChannel = {"post_edited", "post_deleted",  "reaction_added", "reaction_removed",
                          "file_shared", "member_joined", "member_left"};

}  // namespace

TEST_CASE("an outgoing webhook is told of what it asked for, in order") {
    std::string postgres_url;
    SUBCASE("on SQLite") {}
    SUBCASE("on PostgreSQL") { postgres_url = test::PostgresServer::shared().new_migrated_database(); }
    Scene s(postgres_url);
    const std::string id = s.hook(s.channel.id, kOfChannel);
    Post post = s.app.say(s.bob, s.channel, "first");
    CHECK(s.edit(s.bob, post.id, "second").status == 200);
    CHECK(s.react(s.admin, post.id, "tada").status == 200);
    s.react(s.admin, post.id, "tada");  // already there: nothing happened
    CHECK(s.app.remove(s.admin, "/api/v4/users/me/posts/" + post.id + "/reactions/tada").status == 200);
    CHECK(s.app.remove(s.admin, "/api/v4/posts/" + post.id).status == 200);
    s.app.join(s.carol, s.channel);
    CHECK(s.app.remove(s.admin, "/api/v4/channels/" + s.channel.id + "/members/" + s.carol.id).status == 200);
    CHECK(s.events(id) ==
          Names{"post_edited", "reaction_added", "reaction_removed", "post_deleted", "member_joined", "member_left"});

    const std::vector<Json> told = s.told(id);
    const std::string token = s.app.get(s.admin, kHooks + "/" + id).json["token"].as_string();
    for (const Json& body : told) {
        CHECK(body["token"].as_string() == token);
        CHECK(body["team_id"].as_string() == s.team.id);
        CHECK(body["team_domain"].as_string() == s.team.name);
        CHECK(body["channel_id"].as_string() == s.channel.id);
        CHECK(body["channel_name"].as_string() == "builds");
        CHECK(body["timestamp"].as_integer() > 0);
    }
    CHECK(told[0]["user_name"].as_string() == "bob");
    CHECK(told[0]["post"]["message"].as_string() == "second");
    CHECK(told[0]["post"]["edit_at"].as_integer() > 0);
    CHECK(told[0]["old_message"].as_string() == "first");
    CHECK(told[1]["emoji_name"].as_string() == "tada");
    CHECK(told[1]["user_id"].as_string() == s.admin.id);
    CHECK(told[1]["post"]["id"].as_string() == post.id);
    CHECK(told[3]["user_id"].as_string() == s.admin.id);  // who deleted it, not who wrote it
    CHECK(told[3]["post"]["user_id"].as_string() == s.bob.id);
    CHECK(told[3]["post"]["delete_at"].as_integer() > 0);
    CHECK(told[4]["member_id"].as_string() == s.carol.id);
    CHECK(told[4]["member_name"].as_string() == "carol");
    CHECK(told[5]["user_id"].as_string() == s.admin.id);
}

TEST_CASE("a shared file is told of with its name and size, on a new message and on a changed one") {
    Scene s;
    const std::string id = s.hook(s.channel.id, {"file_shared"});
    auto upload = [&](const char* name) {
        auto made =
            s.app.call(&s.bob, "POST", "/api/v4/files?channel_id=" + s.channel.id + "&filename=" + name, "some text");
        REQUIRE_MESSAGE(made.status == 201, made.text);
        return made.json["file_infos"].items().at(0)["id"].as_string();
    };
    const std::string first = upload("a.txt"), second = upload("b.txt");
    auto made = s.app.post(
        s.bob, "/api/v4/posts",
        Json::object({{"channel_id", s.channel.id}, {"message", "look"}, {"file_ids", Scene::list({first})}}));
    REQUIRE(made.status == 201);
    CHECK(s.app
              .put(s.bob, "/api/v4/posts/" + made.json["id"].as_string() + "/patch",
                   Json::object({{"file_ids", Scene::list({first, second})}}))
              .status == 200);
    const auto told = s.told(id);
    REQUIRE(told.size() == 2);
    REQUIRE(told[0]["files"].size() == 1);
    CHECK(told[0]["files"].items()[0]["name"].as_string() == "a.txt");
    CHECK(told[0]["files"].items()[0]["size"].as_integer() == 9);
    CHECK(told[0]["post"]["message"].as_string() == "look");
    REQUIRE(told[1]["files"].size() == 1);
    CHECK(told[1]["files"].items()[0]["id"].as_string() == second);
}

TEST_CASE(
    "a hook of a team is told of its channels and of what happens in the public ones, one of the server of accounts") {
    Scene s;
    const std::string id =
        s.hook("", {"channel_created", "channel_archived", "user_created", "member_joined", "post_deleted"});
    Channel fresh = s.app.channel(s.bob, s.team, "fresh"), hidden = s.app.channel(s.bob, s.team, "hidden", "P");
    s.app.join(s.carol, fresh);
    s.app.join(s.carol, hidden);
    s.app.remove(s.bob, "/api/v4/posts/" + s.app.say(s.bob, hidden, "secret").id);
    CHECK(s.app.remove(s.bob, "/api/v4/channels/" + hidden.id).status == 200);
    CHECK(s.app.remove(s.bob, "/api/v4/channels/" + fresh.id).status == 200);
    TestUser dave = s.app.user("dave");
    Team other = s.app.team(s.admin, "others");
    s.app.channel(s.admin, other, "elsewhere");
    CHECK(s.events(id) == Names{"channel_created", "member_joined", "channel_archived", "user_created"});
    const auto told = s.told(id);
    CHECK(told[0]["channel"]["name"].as_string() == "fresh");
    CHECK(told[0]["user_name"].as_string() == "bob");
    CHECK(told[2]["channel"]["delete_at"].as_integer() > 0);
    CHECK(told[3]["user"]["id"].as_string() == dave.id);
    CHECK(told[3]["user"]["username"].as_string() == "dave");
    CHECK(told[3]["user"].find("password") == nullptr);
    CHECK(told[3]["user"].find("notify_props") == nullptr);
    CHECK(told[3].find("channel_id") == nullptr);
    for (const Json& body : told) CHECK(body.dump().find("hidden") == std::string::npos);
}

TEST_CASE("what a hook did not ask for, what webhooks and the server write, and refused changes are not told of") {
    Scene s;
    const std::string posts = s.hook(s.channel.id, {}), edits = s.hook(s.channel.id, {"post_edited", "post_deleted"}),
                      both = s.hook(s.channel.id, {"posted", "post_edited"});
    Post post = s.app.say(s.bob, s.channel, "first");
    s.edit(s.bob, post.id, "second");
    s.edit(s.bob, post.id, "second");                            // nothing changed
    CHECK(s.edit(s.carol, post.id, "third").status == 403);      // refused
    s.app.post(s.bob, "/api/v4/posts/" + post.id + "/pin", {});  // no edit
    CHECK(s.told(posts).size() == 1);
    CHECK(s.events(edits) == Names{"post_edited"});
    CHECK(s.told(both).size() == 2);

    auto incoming = s.app.post(s.admin, "/api/v4/hooks/incoming", Json::object({{"channel_id", s.channel.id}}));
    const std::string path = "/hooks/" + incoming.json["id"].as_string();
    auto sent = s.app.call(nullptr, "POST", path + "?wait=true", R"({"text":"by a hook"})");
    const std::string by_hook = path + "/posts/" + sent.json["id"].as_string();
    CHECK(s.app.call(nullptr, "PATCH", by_hook, R"({"text":"changed"})").status == 200);
    CHECK(s.app.call(nullptr, "DELETE", by_hook).status == 200);
    CHECK(s.events(edits) == Names{"post_edited"});
    s.app.configure([](Config& config) { config.ServiceSettings.EnableOutgoingWebhooks = false; });
    s.edit(s.bob, post.id, "while off");
    s.app.configure([](Config& config) { config.ServiceSettings.EnableOutgoingWebhooks = true; });
    CHECK(s.told(edits).size() == 1);
}

TEST_CASE("events are kept, changed and left out of answers when there are none") {
    Scene s;
    auto plain = s.make(s.admin, s.channel.id, {});
    CHECK(plain.json.find("events") == nullptr);
    auto empty = s.app.post(s.admin, kHooks, [&] {
        Json body = s.body(s.channel.id, {});
        body.set("events", Json::array());
        return body;
    }());
    CHECK(empty.json.find("events") == nullptr);

    auto made = s.make(s.admin, s.channel.id, {"post_edited", "reaction_added", "post_edited"});
    CHECK(made.json["events"] == Scene::list({"post_edited", "reaction_added"}));
    const std::string path = kHooks + "/" + made.json["id"].as_string();
    CHECK(s.app.get(s.admin, path).json == made.json);
    // A client that knows nothing of events leaves them as they are; null means the same.
    Json change = made.json;
    change.erase("events");
    change.set("display_name", "renamed");
    CHECK(s.app.put(s.admin, path, change).json["events"] == made.json["events"]);
    change.set("events", nullptr);
    CHECK(s.app.put(s.admin, path, change).json["events"] == made.json["events"]);
    CHECK(s.app.post(s.admin, path + "/regen_token", Json::object()).json["events"] == made.json["events"]);
    const Json all = s.app.get(s.admin, kHooks + "?team_id=" + s.team.id).json;
    CHECK(all.size() == 3);
    for (const Json& hook : all.items()) CHECK((hook.find("events") != nullptr) == (hook["id"] == made.json["id"]));
    change.set("events", Json::array());
    CHECK(s.app.put(s.admin, path, change).json.find("events") == nullptr);
    Post post = s.app.say(s.bob, s.channel, "first");
    s.edit(s.bob, post.id, "second");
    CHECK(s.told(made.json["id"].as_string()).size() == 1);  // the message, as Mattermost tells it
}

TEST_CASE("who may be told of what") {
    Scene s;
    CHECK(s.make(s.admin, s.channel.id, {"post_burnt"}).error_id() == "renkei.outgoing_hook.event.app_error");
    CHECK(s.make(s.admin, s.channel.id, {"channel_created"}).error_id() ==
          "renkei.outgoing_hook.event_scope.app_error");
    CHECK(s.make(s.admin, s.channel.id, {"user_created"}).status == 400);
    for (const Json& bad : {Json("post_edited"), Json::array(), Json(7)}) {
        Json body = s.body(s.channel.id, {});
        Json list = Json::array();
        list.push(bad);
        body.set("events", bad.is_array() ? list : bad);
        CHECK(s.app.post(s.admin, kHooks, body).error_id() == "api.context.invalid_body_param.app_error");
    }
    // Messages of a whole team still need trigger words; other events have none.
    CHECK(s.make(s.admin, "", {"posted"}).error_id() == "api.webhook.create_outgoing.triggers.app_error");
    CHECK(s.make(s.bob, s.channel.id, {"post_edited"}).status == 403);

    // A member who may own hooks: events of a channel, not those of the team.
    auto role = s.app.get(s.admin, "/api/v4/roles/name/team_user");
    Json permissions = role.json["permissions"];
    permissions.push("manage_own_outgoing_webhooks");
    REQUIRE(s.app
                .put(s.admin, "/api/v4/roles/" + role.json["id"].as_string() + "/patch",
                     Json::object({{"permissions", permissions}}))
                .status == 200);
    auto own = s.make(s.bob, s.channel.id, {"post_edited"});
    CHECK(own.status == 201);
    CHECK(s.make(s.bob, "", {"post_edited"}).status == 403);
    CHECK(s.make(s.bob, "", {"channel_created"}).status == 403);
    Json wider = own.json;
    wider.set("channel_id", "");
    CHECK(s.app.put(s.bob, kHooks + "/" + own.json["id"].as_string(), wider).status == 403);
    // A team admin: those, too, but not accounts; nor a hook that is told of accounts.
    REQUIRE(s.app
                .put(s.admin, "/api/v4/teams/" + s.team.id + "/members/" + s.bob.id + "/roles",
                     Json::object({{"roles", "team_user team_admin"}}))
                .status == 200);
    CHECK(s.make(s.bob, "", {"channel_created", "post_edited"}).status == 201);
    CHECK(s.make(s.bob, "", {"user_created"}).status == 403);
    auto accounts = s.make(s.admin, "", {"user_created"});
    REQUIRE(accounts.status == 201);
    Json to_bob = accounts.json;
    to_bob.set("callback_urls", Scene::list({"http://bob.test/"}));
    to_bob.erase("events");
    CHECK(s.app.put(s.bob, kHooks + "/" + accounts.json["id"].as_string(), to_bob).status == 403);
}
