// A team with people who listen in, for the tests of events and consents. Nothing answers: deliveries stay where they are.
#pragma once
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/strings.h"
#include "fixture/test_app.h"

namespace rk {

struct ListenerScene {
    explicit ListenerScene(std::string postgres_url = "") : app(std::move(postgres_url)) {
        app.join(bob, team);
        app.join(bob, channel);
        app.join(carol, team);
    }

    TestApp app;
    TestUser admin = app.user("admin"), bob = app.user("bob"), carol = app.user("carol");
    Team team = app.team(admin, "devs");
    Channel channel = app.channel(admin, team, "builds");

    static Json list(const std::vector<std::string>& words) {
        Json all = Json::array();
        for (const std::string& word : words) all.push(word);
        return all;
    }
    Json body(const std::string& channel_id, const std::vector<std::string>& events) {
        Json hook = Json::object({{"team_id", team.id},
                                  {"channel_id", channel_id},
                                  {"display_name", "listener"},
                                  {"callback_urls", list({"http://app.test/secret/path"})}});
        if (!events.empty()) hook.set("events", list(events));
        return hook;
    }
    TestAnswer make(const TestUser& who, const std::string& channel_id, const std::vector<std::string>& events) {
        return app.post(who, "/api/v4/hooks/outgoing", body(channel_id, events));
    }
    std::string hook(const std::string& channel_id, const std::vector<std::string>& events) {
        auto made = make(admin, channel_id, events);
        REQUIRE_MESSAGE(made.status == 201, made.text);
        return made.json["id"].as_string();
    }
    // What the hook has been told, in order.
    std::vector<Json> told(const std::string& hook_id) {
        auto found = app.get(admin, "/api/v4/integrations/deliveries?hook_id=" + hook_id);
        REQUIRE_MESSAGE(found.status == 200, found.text);
        std::vector<Json> bodies;
        for (const Json& delivery : found.json.items()) {
            auto whole = app.get(admin, "/api/v4/integrations/deliveries/" + delivery["id"].as_string());
            CHECK(whole.json["event"].as_string().size() > 0);
            auto json = Json::parse(whole.json["body"].as_string());
            bodies.push_back(json ? std::move(*json) : Json(whole.json["body"]));
        }
        std::reverse(bodies.begin(), bodies.end());
        return bodies;
    }
    std::vector<std::string> events(const std::string& hook_id) {
        std::vector<std::string> names;
        for (const Json& body : told(hook_id)) names.push_back(body["event"].as_string());
        return names;
    }
    TestAnswer react(const TestUser& who, const std::string& post_id, const char* emoji) {
        return app.post(who, "/api/v4/reactions",
                        Json::object({{"user_id", who.id}, {"post_id", post_id}, {"emoji_name", emoji}}));
    }
    TestAnswer edit(const TestUser& who, const std::string& post_id, const char* message) {
        return app.put(who, "/api/v4/posts/" + post_id + "/patch", Json::object({{"message", message}}));
    }
};

}  // namespace rk
