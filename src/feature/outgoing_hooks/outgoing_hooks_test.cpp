#include "feature/outgoing_hooks/outgoing_hooks.h"

#include <doctest/doctest.h>

#include "fixture/test_app.h"

using namespace rk;

namespace {

const std::string kHooks = "/api/v4/hooks/outgoing";

Json list_of(std::initializer_list<const char*> words) {
    Json list = Json::array();
    for (const char* word : words) list.push(word);
    return list;
}

struct Scene {
    TestApp app;
    TestUser admin = app.user("admin");
    TestUser bob = app.user("bob");
    Team team = app.team(admin, "devs");
    Channel channel = app.channel(admin, team, "builds");
    Scene() { app.join(bob, team); }

    Json body() {
        return Json::object({{"team_id", team.id},
                             {"channel_id", channel.id},
                             {"display_name", "listener"},
                             {"trigger_words", list_of({"build"})},
                             {"callback_urls", list_of({"http://app.test/a"})}});
    }
    TestAnswer make(std::initializer_list<std::pair<const char*, Json>> more = {}) {
        Json with = body();
        for (const auto& [key, value] : more) with.set(key, value);
        return app.post(admin, kHooks, with);
    }
};

}  // namespace

TEST_CASE("an outgoing webhook is made, read, changed, given a new token and deleted") {
    Scene s;
    auto made = s.make({{"content_type", "application/json"}});
    CHECK(made.status == 201);
    CHECK(made.json["creator_id"].as_string() == s.admin.id);
    CHECK(made.json["token"].as_string().size() == 26);
    std::string id = made.json["id"].as_string(), path = kHooks + "/" + id;
    CHECK(s.app.get(s.admin, path).json == made.json);
    Json change = made.json;
    change.set("display_name", "renamed");
    change.set("trigger_words", nullptr);
    change.set("token", "");
    auto changed = s.app.put(s.admin, path, change);
    CHECK(changed.status == 200);
    CHECK(changed.json["display_name"].as_string() == "renamed");
    CHECK(changed.json["trigger_words"].is_null());
    CHECK(changed.json["token"].as_string() == made.json["token"].as_string());
    auto fresh = s.app.post(s.admin, path + "/regen_token", Json::object());
    CHECK(fresh.json["token"].as_string() != made.json["token"].as_string());
    CHECK(s.app.get(s.admin, kHooks + "?team_id=" + s.team.id).json.size() == 1);
    CHECK(s.app.get(s.admin, kHooks + "?channel_id=" + s.channel.id).json.size() == 1);
    CHECK(s.app.get(s.admin, kHooks).json.size() == 1);
    CHECK(s.app.remove(s.admin, path).status == 200);
    CHECK(s.app.get(s.admin, path).error_id() == "app.webhooks.get_outgoing.app_error");
    CHECK(s.app.get(s.admin, kHooks).json.size() == 0);
}

TEST_CASE("what an outgoing webhook may not be") {
    Scene s;
    CHECK(s.make({{"callback_urls", Json::array()}}).error_id() == "model.outgoing_hook.is_valid.callback.app_error");
    CHECK(s.make({{"callback_urls", list_of({"ftp://x.test"})}}).error_id() ==
          "model.outgoing_hook.is_valid.url.app_error");
    CHECK(s.make({{"trigger_words", list_of({"ok", ""})}}).error_id() ==
          "model.outgoing_hook.is_valid.trigger_words.app_error");
    CHECK(s.make({{"trigger_when", 2}}).error_id() == "model.outgoing_hook.is_valid.content_type.app_error");
    CHECK(s.make({{"channel_id", ""}, {"trigger_words", Json::array()}}).error_id() ==
          "api.webhook.create_outgoing.triggers.app_error");
    CHECK(s.make({{"channel_id", std::string(26, 'z')}}).status == 404);
    Channel hidden = s.app.channel(s.admin, s.team, "hidden", "P");
    CHECK(s.make({{"channel_id", hidden.id}}).error_id() == "api.outgoing_webhook.disabled.app_error");
    Team other = s.app.team(s.admin, "others");
    Channel there = s.app.channel(s.admin, other, "there");
    CHECK(s.make({{"channel_id", there.id}}).error_id() == "api.webhook.create_outgoing.permissions.app_error");
    CHECK(s.make({{"display_name", std::string(65, 'd')}}).status == 400);
    CHECK(s.make({{"description", std::string(501, 'd')}}).status == 400);
    CHECK(s.make({{"display_name", 5}}).error_id() == "api.context.invalid_body_param.app_error");
    CHECK(s.make({{"creator_id", std::string(26, 'z')}}).status == 404);
    CHECK(s.make().status == 201);
    CHECK(s.make().error_id() == "api.webhook.create_outgoing.intersect.app_error");
    auto second = s.make({{"trigger_words", list_of({"deploy"})}});
    CHECK(second.status == 201);
    Json change = second.json;
    change.set("trigger_words", list_of({"build"}));
    std::string path = kHooks + "/" + second.json["id"].as_string();
    CHECK(s.app.put(s.admin, path, change).error_id() == "api.webhook.update_outgoing.intersect.app_error");
    change = second.json;
    change.set("channel_id", hidden.id);
    CHECK(s.app.put(s.admin, path, change).error_id() == "api.webhook.create_outgoing.not_open.app_error");
    change.set("id", std::string(26, 'z'));
    CHECK(s.app.put(s.admin, path, change).status == 400);
}

TEST_CASE("who manages outgoing webhooks") {
    Scene s;
    std::string path = kHooks + "/" + s.make().json["id"].as_string();
    CHECK(s.app.post(s.bob, kHooks, s.body()).status == 403);
    CHECK(s.app.get(s.bob, kHooks).status == 403);
    CHECK(s.app.get(s.bob, kHooks + "?team_id=" + s.team.id).status == 403);
    CHECK(s.app.get(s.bob, kHooks + "?channel_id=" + s.channel.id).status == 403);
    CHECK(s.app.get(s.bob, path).status == 403);
    CHECK(s.app.post(s.bob, path + "/regen_token", Json::object()).status == 403);
    CHECK(s.app.remove(s.bob, path).status == 403);
    CHECK(s.app.call(nullptr, "GET", path).status == 401);
    s.app.configure([](Config& config) { config.ServiceSettings.EnableOutgoingWebhooks = false; });
    CHECK(s.app.get(s.admin, path).status == 501);
    CHECK(s.make().status == 501);
    CHECK(s.app.get(s.admin, kHooks).status == 501);
}

namespace {

// How many deliveries wait for the hooks of everybody, as nothing answers here.
size_t sent(Scene& s) { return s.app.get(s.admin, "/api/v4/integrations/deliveries").json.size(); }

}  // namespace

TEST_CASE("which messages an outgoing webhook is told of") {
    Scene s;
    s.make({{"channel_id", ""}, {"trigger_words", list_of({"build", "連携"})}});
    Channel other = s.app.channel(s.admin, s.team, "other"), hidden = s.app.channel(s.admin, s.team, "hidden", "P");
    s.app.say(s.admin, s.channel, "build it");
    CHECK(sent(s) == 1);
    s.app.say(s.admin, other, "\xE3\x80\x80連携\xE3\x80\x80する");  // blanks of full width
    CHECK(sent(s) == 2);
    for (const char* text : {"Build it", "builder", "please build", "#build"}) s.app.say(s.admin, s.channel, text);
    s.app.say(s.admin, hidden, "build it");
    CHECK(sent(s) == 2);
    s.app.configure([](Config& config) { config.ServiceSettings.EnableOutgoingWebhooks = false; });
    s.app.say(s.admin, s.channel, "build it");
    CHECK(sent(s) == 2);
}

TEST_CASE("a change, a deletion and an archived channel count from the next message on") {
    Scene s;
    Json hook = s.make().json;
    std::string path = kHooks + "/" + hook["id"].as_string();
    hook.set("trigger_words", list_of({"deploy"}));
    CHECK(s.app.put(s.admin, path, hook).status == 200);
    s.app.say(s.admin, s.channel, "build it");
    CHECK(sent(s) == 0);
    s.app.say(s.admin, s.channel, "deploy it");
    CHECK(sent(s) == 1);
    CHECK(s.app.remove(s.admin, path).status == 200);
    s.app.say(s.admin, s.channel, "deploy it");
    CHECK(sent(s) == 1);

    Channel other = s.app.channel(s.admin, s.team, "other");
    Json second = s.make({{"channel_id", other.id}}).json;
    CHECK(s.app.remove(s.admin, "/api/v4/channels/" + other.id).status == 200);
    CHECK(s.app.get(s.admin, kHooks + "/" + second["id"].as_string()).status == 404);
}
