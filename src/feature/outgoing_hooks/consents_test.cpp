#include "feature/outgoing_hooks/consents.h"

#include "app/services.h"
#include "base/ports.h"
#include "feature/outgoing_hooks/test_scene.h"

using namespace rk;
using Scene = ListenerScene;

namespace {

const std::string kHooks = "/api/v4/hooks/outgoing", kDeliveries = "/api/v4/integrations/deliveries",
                  kTargets = "/api/v4/integrations/targets";

std::string consents_of(const Channel& channel) { return "/api/v4/channels/" + channel.id + "/hook_consents"; }

struct Hidden : Scene {
    Channel hidden = app.channel(admin, team, "hidden", "P");
    Hidden() { app.join(bob, hidden); }
    TestAnswer consent(const TestUser& who, const Channel& in, const std::string& hook_id) {
        return app.post(who, consents_of(in), Json::object({{"hook_id", hook_id}}));
    }
    TestAnswer withdraw(const TestUser& who, const Channel& in, const std::string& hook_id) {
        return app.remove(who, consents_of(in) + "/" + hook_id);
    }
    Channel direct(const TestUser& a, const TestUser& b) {
        auto made = app.post(a, "/api/v4/channels/direct", list({a.id, b.id}));
        REQUIRE_MESSAGE(made.status == 201, made.text);
        return from_tree<Channel>(made.json);
    }
    // The newest system post of the channel.
    std::string last_word(const TestUser& who, const Channel& in) {
        auto posts = app.get(who, "/api/v4/channels/" + in.id + "/posts");
        for (const Json& id : posts.json["order"].items())
            if (posts.json["posts"][id.as_string()]["type"].as_string() == "system_generic")
                return posts.json["posts"][id.as_string()]["message"].as_string();
        return {};
    }
};

}  // namespace

TEST_CASE("a hook in a private channel hears nothing until a channel admin consents, and nothing once they withdraw") {
    Hidden s;
    const std::string id = s.hook(s.hidden.id, {"posted", "post_edited", "reaction_added", "member_joined"});
    Post post = s.app.say(s.bob, s.hidden, "before");
    s.edit(s.bob, post.id, "still before");
    CHECK(s.told(id).empty());

    auto given = s.consent(s.admin, s.hidden, id);
    CHECK(given.status == 201);
    CHECK(given.json["user_id"].as_string() == s.admin.id);
    CHECK(given.json["hosts"] == Scene::list({"app.test"}));
    CHECK(s.last_word(s.bob, s.hidden) ==
          "@admin lets the outgoing webhook **listener** send what happens here (posted, post_edited, reaction_added,"
          " member_joined) to app.test.");
    CHECK(s.told(id).empty());  // nothing of before, nor of the consent itself
    Post after = s.app.say(s.bob, s.hidden, "after");
    s.edit(s.bob, after.id, "later");
    s.app.say(s.bob, s.channel, "elsewhere");
    CHECK(s.told(id).size() == 2);
    CHECK(s.app.get(s.bob, consents_of(s.hidden)).json.items().at(0)["user_id"].as_string() == s.admin.id);

    CHECK(s.withdraw(s.admin, s.hidden, id).status == 200);
    CHECK(s.told(id).empty());  // what had not left is gone
    CHECK(s.last_word(s.bob, s.hidden) ==
          "@admin no longer lets the outgoing webhook **listener** hear what happens here.");
    s.app.say(s.bob, s.hidden, "a secret");
    s.react(s.bob, after.id, "tada");
    CHECK(s.told(id).empty());
    CHECK(s.withdraw(s.admin, s.hidden, id).status == 404);
    auto audits = s.app.get(s.admin, "/api/v4/users/me/audits");
    CHECK(audits.text.find("hook_consents") != std::string::npos);
    CHECK(s.app.get(s.bob, consents_of(s.hidden)).json.items().at(0)["user_id"].as_string() == "");
}

TEST_CASE("what left before is not sent again once consent is gone") {
    struct Elsewhere : HttpClient {
        std::vector<std::string> bodies;
        int status = 200;
        void send(HttpCall call, std::function<void(Result<HttpReply>)> done) override {
            bodies.push_back(call.body);
            done(HttpReply{status, {}, "", ""});
        }
    } elsewhere;
    Hidden s;
    s.app.services().http = &elsewhere;
    const std::string id = s.hook(s.hidden.id, {"posted"});
    s.consent(s.admin, s.hidden, id);
    s.app.say(s.bob, s.hidden, "one");
    s.app.advance(0);
    elsewhere.status = 500;
    s.app.say(s.bob, s.hidden, "two");
    s.app.advance(0);
    REQUIRE(elsewhere.bodies.size() == 2);
    CHECK(s.withdraw(s.admin, s.hidden, id).status == 200);
    for (int hour = 0; hour < 30; ++hour) s.app.advance(3'600'000);
    CHECK(elsewhere.bodies.size() == 2);
    auto kept = s.app.get(s.admin, kDeliveries + "?hook_id=" + id);
    REQUIRE(kept.json.size() == 1);
    const std::string path = kDeliveries + "/" + kept.json.items()[0]["id"].as_string();
    CHECK(s.app.post(s.admin, path + "/resend", Json::object()).error_id() == "renkei.hook_consent.missing.app_error");
    CHECK(s.app.post(s.admin, kDeliveries + "/recover", Json::object({{"hook_id", id}, {"since", 0}})).status == 403);
    s.consent(s.admin, s.hidden, id);
    CHECK(s.app.post(s.admin, path + "/resend", Json::object()).status == 200);
    s.app.services().http = nullptr;
}

TEST_CASE("who consents: a channel admin of a private channel, a member of a direct or group one, nobody else") {
    Hidden s;
    const std::string id = s.hook(s.hidden.id, {"posted"});
    CHECK(s.consent(s.bob, s.hidden, id).status == 403);    // a member
    CHECK(s.consent(s.carol, s.hidden, id).status == 403);  // a stranger
    CHECK(s.app.get(s.carol, consents_of(s.hidden)).status == 403);
    CHECK(s.app.call(nullptr, "POST", consents_of(s.hidden), "{}").status == 401);
    CHECK(s.app.post(s.admin, consents_of(s.hidden), Json::object()).status == 400);
    CHECK(s.app.post(s.admin, consents_of(s.hidden), Json::object({{"hook_id", 7}})).status == 400);
    CHECK(s.consent(s.admin, s.hidden, std::string(26, 'z')).status == 404);
    CHECK(s.consent(s.admin, s.hidden, s.hook(s.channel.id, {"posted"})).status == 404);  // of another channel
    CHECK(s.consent(s.admin, s.channel, id).error_id() == "renkei.hook_consent.public.app_error");
    // A system admin who is not in the channel does not consent for those who are.
    Channel of_bob = s.app.channel(s.bob, s.team, "bobs", "P");
    const std::string in_bobs = s.hook(of_bob.id, {"posted"});
    CHECK(s.consent(s.admin, of_bob, in_bobs).status == 403);
    CHECK(s.consent(s.bob, of_bob, in_bobs).status == 201);
    CHECK(s.consent(s.bob, of_bob, in_bobs).status == 201);  // again: the same
    s.app.say(s.bob, of_bob, "heard");
    CHECK(s.told(in_bobs).size() == 1);
    CHECK(s.withdraw(s.admin, of_bob, in_bobs).status == 403);

    Channel direct = s.direct(s.bob, s.carol);
    const std::string of_direct = s.hook(direct.id, {"posted", "post_deleted"});
    s.app.say(s.bob, direct, "private");
    CHECK(s.told(of_direct).empty());
    CHECK(s.consent(s.admin, direct, of_direct).status == 403);
    CHECK(s.consent(s.carol, direct, of_direct).status == 201);
    s.app.say(s.bob, direct, "shared");
    const auto told = s.told(of_direct);
    REQUIRE(told.size() == 1);
    CHECK(s.withdraw(s.bob, direct, of_direct).status == 200);  // the other one may, too
    s.app.say(s.carol, direct, "private again");
    CHECK(s.told(of_direct).empty());
}

TEST_CASE("a change of what a hook tells, or whom, ends consent; its name does not") {
    Hidden s;
    const std::string id = s.hook(s.hidden.id, {"posted"}), path = kHooks + "/" + id;
    auto change = [&](const char* key, Json value) {
        Json hook = s.app.get(s.admin, path).json;
        hook.set(key, std::move(value));
        auto put = s.app.put(s.admin, path, hook);
        CHECK_MESSAGE(put.status == 200, put.text);
    };
    auto hears = [&] {
        return !s.app.get(s.admin, consents_of(s.hidden)).json.items().at(0)["user_id"].as_string().empty();
    };
    s.consent(s.admin, s.hidden, id);
    change("display_name", "renamed");
    CHECK(hears());
    for (auto& [key, value] : std::vector<std::pair<const char*, Json>>{
             {"callback_urls", Scene::list({"http://other.test/"})},
             {"events", Scene::list({"posted", "post_deleted"})},
             {"trigger_words", Scene::list({"build"})},
         }) {
        CAPTURE(key);
        change(key, value);
        CHECK_FALSE(hears());
        CHECK(s.last_word(s.bob, s.hidden).find("it hears nothing here until it is let again") != std::string::npos);
        s.app.say(s.bob, s.hidden, "build");
        CHECK(s.told(id).empty());
        s.consent(s.admin, s.hidden, id);
        CHECK(hears());
    }
    // Moved to a public channel, what it was told in the private one does not go with it.
    s.app.say(s.bob, s.hidden, "build");
    CHECK(s.told(id).size() == 1);
    change("channel_id", s.channel.id);
    CHECK(s.told(id).empty());
    CHECK(s.app.get(s.admin, consents_of(s.hidden)).json.size() == 0);
}

TEST_CASE("a hook of a channel that one cannot read, and what it was told, are not shown") {
    Hidden s;
    REQUIRE(s.app
                .put(s.admin, "/api/v4/teams/" + s.team.id + "/members/" + s.carol.id + "/roles",
                     Json::object({{"roles", "team_user team_admin"}}))
                .status == 200);
    CHECK(s.make(s.carol, s.hidden.id, {"posted"}).error_id() == "api.outgoing_webhook.disabled.app_error");
    CHECK(s.make(s.carol, s.direct(s.admin, s.bob).id, {"posted"}).status == 403);
    // Without events a hook is Mattermost's, which has none in private channels.
    CHECK(s.make(s.admin, s.hidden.id, {}).error_id() == "api.outgoing_webhook.disabled.app_error");
    const std::string id = s.hook(s.hidden.id, {"posted"}), path = kHooks + "/" + id;
    s.consent(s.admin, s.hidden, id);
    s.app.say(s.bob, s.hidden, "secret");
    CHECK(s.app.get(s.carol, path).status == 403);
    CHECK(s.app.put(s.carol, path, s.app.get(s.admin, path).json).status == 403);
    CHECK(s.app.remove(s.carol, path).status == 403);
    CHECK(s.app.get(s.carol, kHooks + "?team_id=" + s.team.id).json.size() == 0);
    CHECK(s.app.get(s.admin, kHooks + "?team_id=" + s.team.id).json.size() == 1);
    CHECK(s.app.get(s.carol, kDeliveries + "?hook_id=" + id).status == 403);
    CHECK(s.app.get(s.carol, kTargets + "?hook_id=" + id).status == 403);
    const std::string delivery =
        s.app.get(s.admin, kDeliveries + "?hook_id=" + id).json.items().at(0)["id"].as_string();
    CHECK(s.app.get(s.carol, kDeliveries + "/" + delivery).status == 403);
}

TEST_CASE("a channel that becomes private is heard no more, until somebody consents") {
    Hidden s;
    const std::string id = s.hook(s.channel.id, {});
    s.app.say(s.bob, s.channel, "open");
    CHECK(s.told(id).size() == 1);
    auto closed = s.app.put(s.admin, "/api/v4/channels/" + s.channel.id + "/privacy", Json::object({{"privacy", "P"}}));
    REQUIRE_MESSAGE(closed.status == 200, closed.text);
    s.app.say(s.bob, s.channel, "closed");
    CHECK(s.told(id).size() == 1);
    CHECK(s.consent(s.admin, s.channel, id).status == 201);
    s.app.say(s.bob, s.channel, "shared");
    CHECK(s.told(id).size() == 2);
    CHECK(s.app.remove(s.admin, kHooks + "/" + id).status == 200);
    CHECK(s.app.get(s.admin, consents_of(s.channel)).json.size() == 0);
}
