#include "feature/integrations_file/integrations_file.h"

#include <doctest/doctest.h>

#include "db/db.h"
#include "fixture/test_app.h"

using namespace rk;

namespace {

const std::string kFile = "/api/v4/integrations/file";

Json words(std::initializer_list<const char*> list) {
    Json all = Json::array();
    for (const char* word : list) all.push(word);
    return all;
}

Json list(std::initializer_list<Json> items) {
    Json all = Json::array();
    for (const Json& item : items) all.push(item);
    return all;
}

struct Scene {
    TestApp app;
    TestUser admin = app.user("admin");
    TestUser bob = app.user("bob");
    Team team = app.team(admin, "devs");
    Channel channel = app.channel(admin, team, "builds");
    Scene() {
        app.join(bob, team);
        app.configure([](Config& config) { config.ServiceSettings.EnableOAuthServiceProvider = true; });
    }

    // Something of every kind.
    Json document() {
        return Json::object(
            {{"bots", list({Json::object({{"username", "ci"}, {"owner", "admin"}, {"display_name", "CI"}})})},
             {"incoming_webhooks", list({hook("Builds"), hook("Tests")})},
             {"outgoing_webhooks", list({Json::object({{"team", "devs"},
                                                       {"name", "Deployer"},
                                                       {"channel", "builds"},
                                                       {"owner", "admin"},
                                                       {"trigger_words", words({"deploy"})},
                                                       {"callback_urls", words({"https://deploy.test/a"})}})})},
             {"slash_commands", list({Json::object({{"team", "devs"},
                                                    {"trigger", "Ask"},
                                                    {"owner", "admin"},
                                                    {"url", "https://ask.test/a"},
                                                    {"autocomplete", "true"},
                                                    {"shortcut_emoji", ":ticket:"},
                                                    {"token", "abcdefghijklmnopqrstuvwxyz"}})})},
             {"oauth_apps", list({Json::object({{"name", "Board"},
                                                {"owner", "bob"},
                                                {"homepage", "https://board.test"},
                                                {"callback_urls", words({"https://board.test/cb"})}})})}});
    }
    Json hook(const char* name) {
        return Json::object({{"team", "devs"}, {"name", name}, {"channel", "builds"}, {"owner", "ci"}});
    }
    TestAnswer send(const char* what, const Json& document, bool prune = false, const TestUser* who = nullptr) {
        return app.post(who ? *who : admin, kFile + what, Json::object({{"document", document}, {"prune", prune}}));
    }
    TestAnswer plan(const Json& document, bool prune = false) { return send("/plan", document, prune); }
    TestAnswer apply(const Json& document, bool prune = false) { return send("/apply", document, prune); }
    Json exported() { return app.get(admin, kFile).json; }
    // The one thing that is wrong, as "kind[index].key: error words".
    std::string problem(const Json& document) {
        auto planned = plan(document);
        CHECK(planned.status == 200);
        const Json& problems = planned.json["problems"];
        CHECK(apply(document).status == (problems.size() ? 400 : 200));
        if (problems.size() == 0) return "none";
        const Json& first = problems.items()[0];
        return first["kind"].as_string() + "[" + std::to_string(first["index"].as_integer()) + "]." +
               first["key"].as_string();
    }
    std::string hook_problem(std::initializer_list<std::pair<const char*, Json>> more) {
        Json one = hook("Wrong");
        one.set("owner", "admin");
        for (const auto& [key, value] : more) one.set(key, value);
        return problem(Json::object({{"incoming_webhooks", list({one})}}));
    }
};

}  // namespace

TEST_CASE("a document is planned, applied once, and found done the second time") {
    Scene s;
    const Json document = s.document();
    auto planned = s.plan(document);
    REQUIRE(planned.status == 200);
    CHECK(planned.json["problems"].dump() == "[]");
    CHECK(planned.json["changes"].size() == 6);
    for (const Json& change : planned.json["changes"].items()) CHECK(change["action"].as_string() == "create");
    CHECK(planned.text.find("abcdefghijklmnopqrstuvwxyz") == std::string::npos);
    CHECK(s.exported()["slash_commands"].size() == 0);  // planning did nothing
    CHECK(s.app.get(s.admin, "/api/v4/bots").json.size() == 0);

    auto applied = s.apply(document);
    REQUIRE(applied.status == 200);
    CHECK(applied.json["changes"] == planned.json["changes"]);
    CHECK(s.plan(document).json["changes"].size() == 0);
    CHECK(s.apply(document, true).json["changes"].size() == 0);

    // What was made is what the API makes.
    auto hooks = s.app.get(s.admin, "/api/v4/hooks/incoming?team_id=" + s.team.id).json;
    REQUIRE(hooks.size() == 2);
    auto bot = s.app.get(s.admin, "/api/v4/users/username/ci").json;
    for (const Json& hook : hooks.items()) {
        CHECK(hook["user_id"].as_string() == bot["id"].as_string());
        CHECK(hook["channel_id"].as_string() == s.channel.id);
    }
    auto commands = s.app.get(s.admin, "/api/v4/commands?custom_only=true&team_id=" + s.team.id).json;
    REQUIRE(commands.size() == 1);
    const Json& command = commands.items()[0];
    CHECK(command["trigger"].as_string() == "ask");
    CHECK(command["token"].as_string() == "abcdefghijklmnopqrstuvwxyz");
    CHECK(command["auto_complete"].as_bool());
    CHECK(command["shortcut_emoji"].as_string() == "ticket");
    // Outgoing webhooks are in memory: the next message triggers it.
    s.app.say(s.admin, s.channel, "deploy it");
    CHECK(s.app.get(s.admin, "/api/v4/integrations/deliveries").json.size() == 1);
    auto apps = s.app.get(s.admin, "/api/v4/oauth/apps").json;
    REQUIRE(apps.size() == 1);
    CHECK(apps.items()[0]["creator_id"].as_string() == s.bob.id);
    CHECK(apps.items()[0]["client_secret"].as_string().size() == 26);
}

TEST_CASE("what is exported makes the same on an empty server, and holds no secret") {
    Scene s;
    REQUIRE(s.apply(s.document()).status == 200);
    const Json exported = s.exported();
    for (const char* secret : {"abcdefghijklmnopqrstuvwxyz", "client_secret", "token", "\"id\""})
        CHECK(exported.dump().find(secret) == std::string::npos);
    CHECK(s.plan(exported, true).json["changes"].size() == 0);
    Scene other;
    REQUIRE(other.apply(exported).status == 200);
    CHECK(other.exported() == exported);
}

TEST_CASE("a change is shown in words, and changes nothing else") {
    Scene s;
    Json document = s.document();
    REQUIRE(s.apply(document).status == 200);
    const Json before = s.app.get(s.admin, "/api/v4/commands?custom_only=true&team_id=" + s.team.id).json.items()[0];
    Json& command = document.find("slash_commands")->mutable_items()[0];
    command.set("url", "https://ask.test/b");
    command.set("token", "zyxwvutsrqponmlkjihgfedcba");
    command.erase("owner");  // it stays whose it is
    document.find("bots")->mutable_items()[0].set("enabled", false);
    auto planned = s.plan(document);
    REQUIRE(planned.json["changes"].size() == 2);
    const Json& change = planned.json["changes"].items()[1];
    CHECK(change["name"].as_string() == "devs/ask");
    CHECK(change["fields"].dump() ==
          R"([{"key":"url","from":"https://ask.test/a","to":"https://ask.test/b"},{"key":"token","from":"","to":""}])");
    REQUIRE(s.apply(document).status == 200);
    const Json after = s.app.get(s.admin, "/api/v4/commands?custom_only=true&team_id=" + s.team.id).json.items()[0];
    CHECK(after["id"].as_string() == before["id"].as_string());
    CHECK(after["url"].as_string() == "https://ask.test/b");
    CHECK(after["token"].as_string() == "zyxwvutsrqponmlkjihgfedcba");
    CHECK(after["creator_id"].as_string() == s.admin.id);
    CHECK(s.app.get(s.admin, "/api/v4/users/username/ci").json["delete_at"].as_integer() > 0);
    CHECK(s.plan(document).json["changes"].size() == 0);
}

TEST_CASE("what the document does not have is named, and removed only when asked for") {
    Scene s;
    REQUIRE(s.apply(s.document()).status == 200);
    Json less = Json::object({{"incoming_webhooks", list({s.hook("Tests")})},
                              {"bots", Json::array()},
                              {"outgoing_webhooks", Json::array()},
                              {"oauth_apps", Json::array()}});
    auto planned = s.plan(less);
    CHECK(planned.json["changes"].size() == 0);
    CHECK(planned.json["unlisted"].size() == 4);
    REQUIRE(s.apply(less).status == 200);
    CHECK(s.exported()["incoming_webhooks"].size() == 2);
    auto pruned = s.apply(less, true);
    REQUIRE(pruned.status == 200);
    CHECK(pruned.json["changes"].size() == 4);
    for (const Json& change : pruned.json["changes"].items()) CHECK(change["action"].as_string() == "remove");
    const Json left = s.exported();
    CHECK(left["incoming_webhooks"].size() == 1);
    CHECK(left["slash_commands"].size() == 1);  // of a kind that the document has not
    CHECK(left["oauth_apps"].size() == 0);
    CHECK(!left["bots"].items()[0]["enabled"].as_bool(true));  // bots are disabled
    CHECK(s.apply(less, true).json["changes"].size() == 0);
}

TEST_CASE("webhooks of one name are told apart by their number") {
    Scene s;
    auto numbered = [&](int64_t number, const char* description) {
        Json hook = s.hook("Builds");
        hook.set("owner", "admin"), hook.set("description", description);
        if (number > 1) hook.set("number", number);
        return hook;
    };
    Json document =
        Json::object({{"incoming_webhooks", list({numbered(1, "one"), numbered(2, "two"), numbered(3, "three")})}});
    REQUIRE(s.apply(document).status == 200);
    CHECK(s.exported()["incoming_webhooks"] == document["incoming_webhooks"]);
    CHECK(s.plan(document).json["changes"].size() == 0);
    document =
        Json::object({{"incoming_webhooks", list({numbered(1, "one"), numbered(2, "changed"), numbered(3, "three")})}});
    CHECK(s.apply(document).json["changes"].items()[0]["name"].as_string() == "devs/Builds (2)");
    document = Json::object({{"incoming_webhooks", list({numbered(1, "one"), numbered(3, "three")})}});
    CHECK(s.problem(document) == "incoming_webhooks[1].number");
    document = Json::object({{"incoming_webhooks", list({numbered(1, "one"), numbered(1, "again")})}});
    CHECK(s.problem(document) == "incoming_webhooks[1].");
}

TEST_CASE("the id of an incoming webhook can be chosen, and stays") {
    Scene s;
    Json hook = s.hook("Builds");
    hook.set("owner", "admin"), hook.set("id", "abcdefghijklmnopqrstuvwxyz");
    const Json document = Json::object({{"incoming_webhooks", list({hook})}});
    REQUIRE(s.apply(document).status == 200);
    CHECK(s.app.call(nullptr, "POST", "/hooks/abcdefghijklmnopqrstuvwxyz", R"({"text":"hello"})").status == 200);
    CHECK(s.plan(document).json["changes"].size() == 0);
    // Removed and made again, it has its address again.
    REQUIRE(s.apply(Json::object({{"incoming_webhooks", Json::array()}}), true).json["changes"].size() == 1);
    CHECK(s.app.call(nullptr, "POST", "/hooks/abcdefghijklmnopqrstuvwxyz", R"({"text":"hello"})").status == 400);
    REQUIRE(s.apply(document).status == 200);
    CHECK(s.app.call(nullptr, "POST", "/hooks/abcdefghijklmnopqrstuvwxyz", R"({"text":"hello"})").status == 200);
    hook.set("id", "zyxwvutsrqponmlkjihgfedcba");
    CHECK(s.problem(Json::object({{"incoming_webhooks", list({hook})}})) == "incoming_webhooks[0].id");
    Json thief = s.hook("Other");
    thief.set("owner", "admin"), thief.set("id", "abcdefghijklmnopqrstuvwxyz");
    CHECK(s.problem(Json::object({{"incoming_webhooks", list({thief})}})) == "incoming_webhooks[0].id");
}

TEST_CASE("what is wrong with a document is told with its place, and nothing is done") {
    Scene s;
    CHECK(s.hook_problem({{"team", "nowhere"}}) == "incoming_webhooks[0].team");
    CHECK(s.hook_problem({{"channel", "nowhere"}}) == "incoming_webhooks[0].channel");
    CHECK(s.hook_problem({{"owner", "nobody"}}) == "incoming_webhooks[0].owner");
    CHECK(s.hook_problem({{"owner", ""}}) == "incoming_webhooks[0].owner");
    CHECK(s.hook_problem({{"channel", Json()}}) == "incoming_webhooks[0].");
    CHECK(s.hook_problem({{"chanel", "builds"}}) == "incoming_webhooks[0].chanel");
    CHECK(s.hook_problem({{"channel_locked", "maybe"}}) == "incoming_webhooks[0].channel_locked");
    CHECK(s.hook_problem({{"number", "0"}}) == "incoming_webhooks[0].number");
    CHECK(s.hook_problem({{"description", words({"a"})}}) == "incoming_webhooks[0].description");
    CHECK(s.hook_problem({{"id", "short"}}) == "incoming_webhooks[0].id");
    CHECK(s.hook_problem({{"username", "no name at all"}}) == "incoming_webhooks[0].username");
    CHECK(s.hook_problem({{"icon_url", std::string(1025, 'i')}}) == "incoming_webhooks[0].icon_url");
    Channel hidden = s.app.channel(s.admin, s.team, "hidden", "P");
    CHECK(s.hook_problem({{"channel", "hidden"}, {"owner", "bob"}}) == "incoming_webhooks[0].owner");
    CHECK(s.exported()["incoming_webhooks"].size() == 0);

    auto wrong = [&](const char* kind, const char* key, Json value) {
        Json document = s.document();
        document.set("bots", Json::array());
        document.erase("incoming_webhooks");
        document.find(kind)->mutable_items()[0].set(key, std::move(value));
        return s.problem(document);
    };
    CHECK(wrong("outgoing_webhooks", "trigger_when", "sometimes") == "outgoing_webhooks[0].trigger_when");
    CHECK(wrong("outgoing_webhooks", "callback_urls", words({"ftp://x"})) == "outgoing_webhooks[0].callback_urls");
    CHECK(wrong("outgoing_webhooks", "callback_urls", "https://x.test") == "outgoing_webhooks[0].callback_urls");
    CHECK(wrong("outgoing_webhooks", "trigger_words", words({""})) == "outgoing_webhooks[0].trigger_words");
    CHECK(wrong("outgoing_webhooks", "channel", "hidden") == "outgoing_webhooks[0].channel");
    CHECK(wrong("outgoing_webhooks", "events", words({"nonsense"})) == "outgoing_webhooks[0].events");
    CHECK(wrong("outgoing_webhooks", "events", words({"user_created"})) == "outgoing_webhooks[0].events");
    CHECK(wrong("slash_commands", "url", "nonsense") == "slash_commands[0].url");
    CHECK(wrong("slash_commands", "trigger", "shrug") == "slash_commands[0].trigger");
    CHECK(wrong("slash_commands", "method", "PUT") == "slash_commands[0].method");
    CHECK(wrong("slash_commands", "shortcut_emoji", "no_such") == "slash_commands[0].shortcut_emoji");
    CHECK(wrong("oauth_apps", "homepage", "nonsense") == "oauth_apps[0].homepage");
    CHECK(wrong("oauth_apps", "callback_urls", words({})) == "oauth_apps[0].callback_urls");
    CHECK(s.exported()["slash_commands"].size() == 0);  // all or nothing

    CHECK(s.problem(Json::object({{"webhooks", Json::array()}})) == "webhooks[-1].");
    CHECK(s.problem(Json::object({{"bots", "x"}})) == "bots[-1].");
    CHECK(s.problem(Json::object({{"bots", list({Json("x")})}})) == "bots[0].");
    auto refused =
        s.apply(Json::object({{"bots", list({Json::object({{"username", "no good name"}, {"owner", "admin"}})})}}));
    CHECK(refused.error_id() == "api.integrations_file.refused.app_error");
    CHECK(refused.json["message"].as_string().find("bots[0].username") != std::string::npos);
    CHECK(s.plan(Json("x")).json["problems"].size() == 1);
}

TEST_CASE("only system administrators see or change integrations as code") {
    Scene s;
    CHECK(s.app.get(s.bob, kFile).status == 403);
    CHECK(s.send("/plan", s.document(), false, &s.bob).status == 403);
    CHECK(s.send("/apply", s.document(), false, &s.bob).status == 403);
    CHECK(s.app.call(nullptr, "GET", kFile).status == 401);
    CHECK(s.app.post(s.admin, kFile + "/apply", Json::object({{"prune", "yes"}})).status == 400);
    CHECK(s.app.call(&s.admin, "POST", kFile + "/apply", "nonsense").status == 400);
    CHECK(s.exported()["bots"].size() == 0);
}

TEST_CASE("an outgoing webhook's events are code too, and a change of them ends consent") {
    Scene s;
    Channel hidden = s.app.channel(s.admin, s.team, "hidden", "P");
    auto document = [&](Json events) {
        Json all = s.document();
        Json& hook = all.find("outgoing_webhooks")->mutable_items()[0];
        hook.set("channel", "hidden");
        hook.set("events", std::move(events));
        return all;
    };
    REQUIRE(s.apply(document(words({"posted", "reaction_added"}))).status == 200);
    CHECK(s.exported()["outgoing_webhooks"].items()[0]["events"] == words({"posted", "reaction_added"}));
    CHECK(s.plan(document(words({"posted", "reaction_added"}))).json["changes"].size() == 0);

    const std::string consents = "/api/v4/channels/" + hidden.id + "/hook_consents";
    const std::string hook_id = s.app.get(s.admin, consents).json.items()[0]["hook_id"].as_string();
    CHECK(s.app.post(s.admin, consents, Json::object({{"hook_id", hook_id}})).status == 201);
    auto who_consents = [&] { return s.app.get(s.admin, consents).json.items()[0]["user_id"].as_string(); };
    CHECK(who_consents() == s.admin.id);
    REQUIRE(s.apply(document(words({"posted", "reaction_added"}))).status == 200);
    CHECK(who_consents() == s.admin.id);
    REQUIRE(s.apply(document(words({"posted", "file_shared"}))).status == 200);
    CHECK(who_consents() == "");
}
