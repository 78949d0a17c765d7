// A channel with a webhook in it, for the tests of this folder.
#pragma once
#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "fixture/test_app.h"

namespace rk {

struct HookScene {
    explicit HookScene(std::string postgres_url = "") : app(std::move(postgres_url)) {}

    TestApp app;
    TestUser admin = app.user("admin");
    Team team = app.team(admin, "devs");
    Channel channel = app.channel(admin, team, "builds");
    std::string hook_id = make_hook(channel);

    std::string make_hook(const Channel& in, Json more = Json::object()) {
        more.set("channel_id", in.id);
        more.set("display_name", "Builds");
        auto made = app.post(admin, "/api/v4/hooks/incoming", more);
        REQUIRE_MESSAGE(made.status == 201, made.text);
        app.take_events();
        return made.json["id"].as_string();
    }
    TestAnswer send(const Json& payload, std::string_view query = "", std::initializer_list<Header> headers = {}) {
        return app.call(nullptr, "POST", "/hooks/" + hook_id + std::string(query), payload.dump(), headers);
    }
    TestAnswer send_as(std::string_view content_type, std::string body) {
        return app.call(nullptr, "POST", "/hooks/" + hook_id, std::move(body),
                        {{"Content-Type", std::string(content_type)}});
    }
    TestAnswer send_slack(const Json& payload, std::string_view query = "",
                          std::initializer_list<Header> headers = {}) {
        return app.call(nullptr, "POST", "/services/T0/B0/" + hook_id + std::string(query), payload.dump(), headers);
    }
    // The channel's posts by people and hooks, newest first.
    std::vector<Json> posts(const Channel& in) {
        auto list = app.get(admin, "/api/v4/channels/" + in.id + "/posts");
        std::vector<Json> found;
        for (const Json& id : list.json["order"].items()) {
            const Json& post = list.json["posts"][id.as_string()];
            if (!post["type"].as_string().starts_with("system_")) found.push_back(post);
        }
        return found;
    }
    std::vector<Json> posts() { return posts(channel); }
    std::vector<Json> calls(std::string_view query = "") {
        auto list = app.get(admin, "/api/v4/hooks/incoming/" + hook_id + "/calls" + std::string(query));
        REQUIRE_MESSAGE(list.status == 200, list.text);
        return list.json.items();
    }
    std::string post_path(const std::string& post_id) const { return "/hooks/" + hook_id + "/posts/" + post_id; }
};

}  // namespace rk
