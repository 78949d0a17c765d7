#include "feature/commands/commands.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "base/http.h"
#include "base/ports.h"
#include "base/strings.h"
#include "feature/commands/builtin.h"
#include "fixture/test_app.h"

using namespace rk;

namespace {

const std::string kCommands = "/api/v4/commands", kRun = "/api/v4/commands/execute";

// Somebody's address: keeps what it was asked, answers what the test says.
struct FakeAddress : HttpClient {
    std::vector<HttpCall> calls;
    HttpReply reply;
    std::string failure;
    void send(HttpCall call, std::function<void(Result<HttpReply>)> done) override {
        calls.push_back(std::move(call));
        if (!failure.empty()) done(Failure{failure});
        else done(reply);
    }
    void answers(const Json& json) {
        reply.status = 200;
        reply.headers = {{"Content-Type", "application/json"}};
        reply.body = json.dump();
    }
};

struct Scene {
    FakeAddress address;
    TestApp app;
    TestUser admin = app.user("admin");
    TestUser bob = app.user("bob");
    Team team = app.team(admin, "devs");
    Channel channel = app.channel(admin, team, "builds");
    Scene() {
        app.join(bob, team);
        app.services().http = &address;
        app.configure([](Config& config) { config.ServiceSettings.SiteURL = "http://chat.test"; });
        app.take_events();
    }
    Json body(const char* trigger = "ask") {
        return Json::object(
            {{"team_id", team.id}, {"trigger", trigger}, {"method", "P"}, {"url", "http://app.test/a"}});
    }
    TestAnswer make(std::initializer_list<std::pair<const char*, Json>> more = {}) {
        Json with = body();
        for (const auto& [key, value] : more) with.set(key, value);
        return app.post(admin, kCommands, with);
    }
    TestAnswer run(const TestUser& who, const std::string& command) { return run_in(who, channel.id, command); }
    TestAnswer run_in(const TestUser& who, const std::string& channel_id, const std::string& command) {
        return app.post(who, kRun,
                        Json::object({{"channel_id", channel_id}, {"command", command}, {"team_id", team.id}}));
    }
    // The channel's newest post.
    Json newest(const std::string& channel_id) {
        auto list = app.get(admin, "/api/v4/channels/" + channel_id + "/posts?per_page=1");
        REQUIRE(list.json["order"].size() == 1);
        return list.json["posts"][list.json["order"].items()[0].as_string()];
    }
    Json newest() { return newest(channel.id); }
    Json channel_now() { return app.get(admin, "/api/v4/channels/" + channel.id).json; }
    bool is_in(const TestUser& who, const Channel& where) {
        return app.get(admin, "/api/v4/channels/" + where.id + "/members/" + who.id).status == 200;
    }
};

}  // namespace

TEST_CASE("a slash command is made, read, changed, moved, given a new token and deleted") {
    Scene s;
    auto made = s.make({{"trigger", "Weather"}, {"auto_complete", true}, {"auto_complete_hint", "[town]"}});
    CHECK(made.status == 201);
    CHECK(made.json["trigger"].as_string() == "weather");
    CHECK(made.json["creator_id"].as_string() == s.admin.id);
    std::string path = kCommands + "/" + made.json["id"].as_string();
    CHECK(s.app.get(s.admin, path).json == made.json);
    CHECK(s.app.get(s.admin, kCommands + "?custom_only=true&team_id=" + s.team.id).json.size() == 1);
    CHECK(s.app.get(s.admin, kCommands + "?team_id=" + s.team.id).json.size() > 20);
    Json change = made.json;
    change.set("trigger", "Rain"), change.set("token", std::string(26, 't'));
    auto changed = s.app.put(s.admin, path, change);
    CHECK(changed.json["trigger"].as_string() == "rain");
    CHECK(changed.json["token"].as_string() == made.json["token"].as_string());
    auto fresh = s.app.put(s.admin, path + "/regen_token", Json::object());
    CHECK(fresh.json["token"].as_string() != made.json["token"].as_string());
    Team other = s.app.team(s.admin, "others");
    CHECK(s.app.put(s.admin, path + "/move", Json::object({{"team_id", other.id}})).status == 200);
    CHECK(s.app.get(s.admin, path).json["team_id"].as_string() == other.id);
    CHECK(s.app.put(s.admin, path + "/move", Json::object({{"team_id", "x"}})).status == 400);
    CHECK(s.app.remove(s.admin, path).status == 200);
    CHECK(s.app.get(s.admin, path).error_id() == "store.sql_command.save.get.app_error");
}

TEST_CASE("what a slash command may not be, and who manages them") {
    Scene s;
    auto refused = [&](const char* key, Json value) { return s.make({{key, value}}).error_id(); };
    for (const char* trigger : {"", "/ask", "a b"})
        CHECK(refused("trigger", trigger) == "model.command.is_valid.trigger.app_error");
    CHECK(refused("trigger", "Shrug") == "api.command.duplicate_trigger.app_error");
    CHECK(refused("url", "") == "model.command.is_valid.url.app_error");
    CHECK(refused("url", "app.test") == "model.command.is_valid.url_http.app_error");
    CHECK(refused("method", "X") == "model.command.is_valid.method.app_error");
    CHECK(refused("display_name", std::string(65, 'd')) == "model.command.is_valid.display_name.app_error");
    CHECK(refused("description", std::string(129, 'd')) == "model.command.is_valid.description.app_error");
    CHECK(refused("auto_complete_hint", std::string(1025, 'd')) == "api.context.invalid_body_param.app_error");
    CHECK(s.make({{"team_id", std::string(26, 'z')}}).status == 404);
    CHECK(s.app.post(s.bob, kCommands, Json::object({{"team_id", std::string(26, 'z')}})).status == 403);
    CHECK(refused("creator_id", std::string(26, 'z')) == "app.user.missing_account.const");
    CHECK(refused("method", 5) == "api.context.invalid_body_param.app_error");
    auto made = s.make();
    CHECK(s.make().error_id() == "api.command.duplicate_trigger.app_error");
    std::string path = kCommands + "/" + made.json["id"].as_string();
    CHECK(s.app.post(s.bob, kCommands, s.body("b")).status == 403);
    CHECK(s.app.get(s.bob, path).status == 404);
    CHECK(s.app.put(s.bob, path, made.json).status == 404);
    CHECK(s.app.put(s.bob, path + "/regen_token", Json::object()).status == 404);
    CHECK(s.app.put(s.bob, path + "/move", Json::object({{"team_id", s.team.id}})).status == 403);
    CHECK(s.app.remove(s.bob, path).status == 404);
    CHECK(s.app.get(s.bob, kCommands + "?custom_only=true&team_id=" + s.team.id).status == 403);
    CHECK(s.app.get(s.bob, kCommands + "?team_id=" + s.team.id).status == 200);
    CHECK(s.app.get(s.admin, kCommands).status == 400);
    Json change = made.json;
    change.set("team_id", std::string(26, 'z'));
    CHECK(s.app.put(s.admin, path, change).error_id() == "api.command.team_mismatch.app_error");
    s.app.configure([](Config& config) { config.ServiceSettings.EnableCommands = false; });
    CHECK(s.make({{"trigger", "late"}}).status == 501);
    CHECK(s.app.get(s.admin, path).status == 404);
    CHECK(s.run(s.admin, "/shrug").status == 501);
}

TEST_CASE("commands are completed by their beginning, without what only their makers may know") {
    Scene s;
    s.make({{"trigger", "weather"}, {"auto_complete", true}, {"auto_complete_desc", "tells it"}});
    s.make({{"trigger", "hidden"}});
    std::string base = "/api/v4/teams/" + s.team.id + "/commands/";
    auto list = s.app.get(s.bob, base + "autocomplete");
    size_t found = 0;
    for (const Json& command : list.json.items()) {
        CHECK(command["trigger"].as_string() != "hidden");
        if (command["trigger"].as_string() != "weather") continue;
        ++found;
        CHECK(command["url"].as_string().empty());
        CHECK(command["token"].as_string().empty());
    }
    CHECK(found == 1);
    auto suggested = [&](const std::string& typed) {
        return s.app.get(s.bob, base + "autocomplete_suggestions?user_input=" + url_encode(typed)).json;
    };
    REQUIRE(suggested("/WEA").size() == 1);
    CHECK(suggested("/WEA").items()[0]["Complete"].as_string() == "weather");
    CHECK(suggested("weather").size() == 1);
    CHECK(suggested("/weather ").size() == 0);
    CHECK(suggested("/").size() == list.json.size());
    CHECK(s.app.get(s.bob, base + "autocomplete_suggestions").status == 400);
    TestUser eve = s.app.user("eve");
    CHECK(s.app.get(eve, base + "autocomplete").status == 403);
    CHECK(s.app.get(eve, base + "autocomplete_suggestions?user_input=/").status == 403);
}

TEST_CASE("every built-in command has its words in both languages") {
    for (const auto& command : commands::built_in()) {
        CHECK(commands::find_built_in(command.trigger) == &command);
        for (const char* locale : {"en", "ja"})
            CHECK_FALSE(commands::shown(command, locale).auto_complete_desc.empty());
    }
    CHECK(std::is_sorted(commands::built_in().begin(), commands::built_in().end(),
                         [](const auto& a, const auto& b) { return std::string_view(a.trigger) < b.trigger; }));
    CHECK(commands::find_built_in("test") == nullptr);
}

TEST_CASE("what is no command is refused") {
    Scene s;
    for (const char* typed : {"", "/", "ask", " /ask"})
        CHECK(s.run(s.admin, typed).error_id() == "api.command.execute_command.start.app_error");
    for (const char* typed : {"/ ask", "/nosuch"})
        CHECK(s.run(s.admin, typed).error_id() == "api.command.execute_command.not_found.app_error");
    CHECK(s.run_in(s.admin, "short", "/shrug").error_id() == "api.command.execute_command.start.app_error");
    CHECK(s.run_in(s.admin, std::string(26, 'z'), "/shrug").status == 403);
    CHECK(s.run(s.bob, "/shrug").status == 403);
    CHECK(s.app.call(nullptr, "POST", kRun, "{}").status == 401);
    CHECK(s.app.call(&s.admin, "POST", kRun, "{").error_id() == "api.context.invalid_body_param.app_error");
    CHECK(s.app.remove(s.admin, "/api/v4/channels/" + s.channel.id).status == 200);
    CHECK(s.run(s.admin, "/shrug").status == 400);
}

TEST_CASE("turns of phrase are posted as the caller's") {
    Scene s;
    auto shrug = s.run(s.admin, "/SHRUG so");
    CHECK(shrug.status == 200);
    CHECK(shrug.json["response_type"].as_string() == "in_channel");
    CHECK(s.newest()["message"].as_string() == R"(so ¯\\\_(ツ)\_/¯)");
    CHECK(s.newest()["user_id"].as_string() == s.admin.id);
    CHECK(s.newest()["props"].size() == 0);
    s.run(s.admin, "/me waves");
    CHECK(s.newest()["message"].as_string() == "*waves*");
    CHECK(s.newest()["type"].as_string() == "me");
    CHECK(s.newest()["props"]["message"].as_string() == "waves");
    s.run(s.admin, "/code one\ntwo <!here>");
    CHECK(s.newest()["message"].as_string() == "    one\n    two <!here>");
    CHECK(s.run(s.admin, "/code").json["response_type"].as_string() == "ephemeral");
    CHECK(s.run(s.admin, "/echo said").json["text"].as_string().empty());
    CHECK(s.newest()["message"].as_string() == "said");
    CHECK(s.app.take_events("posted").size() == 4);
}

TEST_CASE("an echo comes as late as asked") {
    Scene s;
    CHECK(s.run(s.admin, "/echo 'tea is ready' 5").status == 200);
    s.app.advance(2000);
    CHECK(s.app.take_events("posted").empty());
    s.app.advance(4000);
    s.app.db().write([](Tx&) {});  // what was queued before is done by now
    CHECK(s.newest()["message"].as_string() == "tea is ready");
    CHECK(s.run(s.admin, "/echo 'x' 20000").json["response_type"].as_string() == "ephemeral");
    CHECK(s.run(s.admin, "/echo").json["response_type"].as_string() == "ephemeral");
}

TEST_CASE("presence and previews are told to the caller alone") {
    Scene s;
    for (const char* word : {"away", "dnd", "offline", "online"}) {
        auto answer = s.run(s.admin, "/" + std::string(word));
        CHECK(answer.json["response_type"].as_string() == "ephemeral");
        CHECK_FALSE(answer.json["text"].as_string().empty());
        CHECK(s.app.get(s.admin, "/api/v4/users/me/status").json["status"].as_string() == word);
        CHECK(s.app.take_events("ephemeral_message").size() == 1);
    }
    s.run(s.admin, "/collapse");
    CHECK(s.app.take_events("preference_changed").size() == 1);
    auto preference = s.app.get(s.admin, "/api/v4/users/me/preferences/display_settings/name/collapse_previews");
    CHECK(preference.json["value"].as_string() == "true");
    s.run(s.admin, "/expand");
    s.run(s.admin, "/status :palm_tree: on leave");
    std::string props = s.app.get(s.admin, "/api/v4/users/me").json["props"]["customStatus"].as_string();
    CHECK(props.find("palm_tree") != std::string::npos);
    CHECK(props.find("on leave") != std::string::npos);
    s.run(s.admin, "/status clear");
    CHECK(s.app.get(s.admin, "/api/v4/users/me").json["props"]["customStatus"].as_string().empty());
    CHECK(s.run(s.admin, "/logout").json["goto_location"].as_string() == "/login");
    for (const char* word : {"/help", "/search x", "/settings", "/shortcuts", "/marketplace"})
        CHECK(s.run(s.admin, word).json["response_type"].as_string() == "ephemeral");
}

TEST_CASE("header, purpose and name of a channel by command") {
    Scene s;
    CHECK(s.run(s.admin, "/header a new header").json["text"].as_string().empty());
    s.run(s.admin, "/purpose a new purpose");
    s.run(s.admin, "/rename A New Name");
    CHECK(s.channel_now()["header"].as_string() == "a new header");
    CHECK(s.channel_now()["purpose"].as_string() == "a new purpose");
    CHECK(s.channel_now()["display_name"].as_string() == "A New Name");
    for (const std::string& typed :
         std::vector<std::string>{"/header", "/purpose", "/rename", "/header " + std::string(1025, 'h'),
                                  "/purpose " + std::string(251, 'p'), "/rename " + std::string(65, 'n')}) {
        auto answer = s.run(s.admin, typed);
        CHECK(answer.json["response_type"].as_string() == "ephemeral");
        CHECK_FALSE(answer.json["text"].as_string().empty());
    }
    CHECK(s.channel_now()["header"].as_string() == "a new header");
}

TEST_CASE("joining, leaving and muting channels by command") {
    Scene s;
    Channel town = s.app.channel(s.admin, s.team, "open-place"), hidden = s.app.channel(s.admin, s.team, "hidden", "P");
    s.app.join(s.bob, town);
    auto joined = s.run_in(s.bob, town.id, "/join ~builds");
    CHECK(joined.json["goto_location"].as_string() == "http://chat.test/devs/channels/builds");
    CHECK(s.is_in(s.bob, s.channel));
    CHECK(s.run_in(s.bob, town.id, "/open builds").json["response_type"].as_string().empty());
    for (const char* typed : {"/join hidden", "/join nowhere", "/join"})
        CHECK(s.run_in(s.bob, town.id, typed).json["response_type"].as_string() == "ephemeral");
    CHECK_FALSE(s.is_in(s.bob, hidden));
    CHECK(s.run(s.bob, "/mute").json["response_type"].as_string() == "ephemeral");
    std::string member = "/api/v4/channels/" + s.channel.id + "/members/" + s.bob.id;
    CHECK(s.app.get(s.bob, member).json["notify_props"]["mark_unread"].as_string() == "mention");
    s.run_in(s.bob, town.id, "/mute ~builds");
    CHECK(s.app.get(s.bob, member).json["notify_props"]["mark_unread"].as_string() == "all");
    CHECK_FALSE(s.run(s.bob, "/mute ~hidden").json["text"].as_string().empty());
    CHECK(s.run(s.bob, "/leave").json["goto_location"].as_string() == "http://chat.test/devs/channels/town-square");
    CHECK_FALSE(s.is_in(s.bob, s.channel));
}

TEST_CASE("inviting and removing people by command") {
    Scene s;
    Channel other = s.app.channel(s.admin, s.team, "other");
    TestUser eve = s.app.user("eve");
    CHECK(s.run(s.admin, "/invite @bob").json["text"].as_string().empty());
    CHECK(s.is_in(s.bob, s.channel));
    CHECK(s.newest()["type"].as_string() == "system_add_to_channel");
    CHECK_FALSE(s.run(s.admin, "/invite bob ~other").json["text"].as_string().empty());
    CHECK(s.is_in(s.bob, other));
    for (const char* typed : {"/invite bob", "/invite eve", "/invite nobody", "/invite", "/invite bob ~nowhere"})
        CHECK_FALSE(s.run(s.admin, typed).json["text"].as_string().empty());
    CHECK_FALSE(s.is_in(eve, s.channel));
    CHECK(s.run(s.admin, "/kick @bob").json["text"].as_string().empty());
    CHECK_FALSE(s.is_in(s.bob, s.channel));
    for (const char* typed : {"/kick bob", "/kick nobody", "/remove"})
        CHECK_FALSE(s.run(s.admin, typed).json["text"].as_string().empty());
}

TEST_CASE("messages to people by command") {
    Scene s;
    TestUser eve = s.app.user("eve");
    auto direct = s.run(s.admin, "/msg @bob psst");
    std::string to = direct.json["goto_location"].as_string();
    CHECK(to.starts_with("http://chat.test/devs/channels/"));
    CHECK(to.find(s.bob.id) != std::string::npos);
    auto posted = s.app.take_events("posted");
    REQUIRE(posted.size() == 1);
    CHECK(posted[0].data.find("psst") != std::string::npos);
    CHECK(s.run(s.admin, "/groupmsg @bob, @eve hello both").json["goto_location"].as_string().size() > 40);
    CHECK(s.app.take_events("group_added").size() == 3);
    CHECK(s.run(s.admin, "/groupmsg @bob just one").json["goto_location"].as_string() == to);
    for (const char* typed : {"/msg", "/msg nobody x", "/groupmsg", "/groupmsg @bob, @nobody x"}) {
        auto answer = s.run(s.admin, typed);
        CHECK(answer.json["goto_location"].as_string().empty());
        CHECK_FALSE(answer.json["text"].as_string().empty());
    }
}

TEST_CASE("inviting people by mail by command") {
    Scene s;
    s.app.configure([](Config& config) { config.EmailSettings.SendEmailNotifications = false; });
    s.app.take_mails();
    CHECK_FALSE(s.run(s.admin, "/invite_people a@x.test").json["text"].as_string().empty());
    CHECK(s.app.take_mails().empty());
    s.app.configure([](Config& config) {
        config.EmailSettings.SendEmailNotifications = true;
        config.ServiceSettings.EnableEmailInvitations = true;
    });
    s.run(s.admin, "/invite_people a@x.test b@x.test, nonsense");
    s.app.advance(2000);
    CHECK(s.app.take_mails().size() == 2);
}

TEST_CASE("a custom command asks its address and does what the answer says") {
    Scene s;
    auto made = s.make({{"url", "http://app.test/cmd?own=1"}});
    s.address.answers(Json::object({{"text", "for **all** <http://x.test|page>"}, {"response_type", "in_channel"}}));
    auto answer = s.run(s.admin, "/ask  some & thing");
    CHECK(answer.status == 200);
    REQUIRE(s.address.calls.size() == 1);
    const HttpCall& call = s.address.calls[0];
    CHECK(call.method == "POST");
    CHECK(call.url == "http://app.test/cmd?own=1");
    CHECK_FALSE(call.trusted);
    std::vector<Header> form = parse_form(call.body);
    auto field = [&](std::string_view name) {
        for (const Header& pair : form)
            if (pair.name == name) return pair.value;
        return std::string("(absent)");
    };
    CHECK(field("text") == " some & thing");
    CHECK(field("command") == "/ask");
    CHECK(field("token") == made.json["token"].as_string());
    CHECK(field("team_domain") == "devs");
    CHECK(field("user_name") == "admin");
    CHECK(field("response_url").starts_with("http://chat.test/hooks/commands/"));
    CHECK(s.newest()["message"].as_string() == "for **all** [page](http://x.test)");
    CHECK(s.newest()["props"]["from_webhook"].as_string() == "true");
    CHECK(s.newest()["props"].find("override_username") == nullptr);

    s.app.take_events();
    s.address.answers(Json::object({{"text", "only you"}}));
    CHECK(s.run(s.admin, "/ask").status == 200);
    CHECK(s.app.take_events("ephemeral_message").size() == 1);
    Json extra = Json::array();
    extra.push(Json::object({{"text", "second"}, {"response_type", "in_channel"}}));
    s.address.answers(Json::object({{"text", "first"}, {"response_type", "in_channel"}, {"extra_responses", extra}}));
    s.run(s.admin, "/ask");
    CHECK(s.app.take_events("posted").size() == 2);
}

TEST_CASE("a custom command that fails says why, and posts nothing") {
    Scene s;
    s.make();
    auto refused = [&] { return s.run(s.admin, "/ask").error_id(); };
    s.address.failure = "refused to connect";
    auto answer = s.run(s.admin, "/ask");
    CHECK(answer.error_id() == "api.command.execute_command.failed.app_error");
    CHECK(answer.json["message"].as_string().find("refused to connect") != std::string::npos);
    s.address.failure.clear();
    s.address.reply.status = 500;
    CHECK(refused() == "api.command.execute_command.failed_resp.app_error");
    for (const char* body : {"", "{", "[]", R"({"text":5})", R"({"attachments":{}})", R"({"extra_responses":[7]})"}) {
        s.address.answers(nullptr);
        s.address.reply.body = body;
        CHECK(refused() == "api.command.execute_command.failed.app_error");
    }
    s.address.answers(Json::object({{"text", "t"}, {"response_type", "in_channel"}, {"type", "system_join_channel"}}));
    CHECK(refused() == "api.command.execute_command.create_post_failed.app_error");
    Channel hidden = s.app.channel(s.admin, s.team, "hidden", "P");
    s.app.join(s.bob, s.channel);
    s.address.answers(Json::object({{"text", "t"}, {"response_type", "in_channel"}, {"channel_id", hidden.id}}));
    CHECK(s.run(s.bob, "/ask").error_id() == "api.command.command_post.forbidden.app_error");
    CHECK(s.newest(hidden.id)["message"].as_string() != "t");
}

TEST_CASE("a custom command may answer later, five times within half an hour") {
    Scene s;
    auto made = s.make();
    s.address.answers(Json::object());
    auto later_path = [&] {
        s.run(s.admin, "/ask");
        for (const Header& pair : parse_form(s.address.calls.back().body))
            if (pair.name == "response_url") return pair.value.substr(std::string("http://chat.test").size());
        return std::string();
    };
    auto answer = [&](const std::string& path, const std::string& body) {
        return s.app.call(nullptr, "POST", path, body, {{"Content-Type", "application/json"}});
    };
    std::string path = later_path();
    const std::string body = R"({"text":"later","response_type":"in_channel"})";
    CHECK(answer(path, "{").error_id() == "web.command_webhook.parse.app_error");
    for (int i = 0; i < 5; ++i) CHECK(answer(path, body).text == "ok");
    CHECK(s.newest()["message"].as_string() == "later");
    CHECK(answer(path, body).status == 400);
    path = later_path();
    s.app.advance(31 * 60 * 1000);
    CHECK(answer(path, body).status == 404);
    CHECK(answer("/hooks/commands/" + std::string(26, 'z'), body).status == 404);
    path = later_path();
    CHECK(answer(path, R"({"text":"t","response_type":"in_channel","type":"system_x"})").status == 500);
    CHECK(s.app.remove(s.admin, kCommands + "/" + made.json["id"].as_string()).status == 200);
    CHECK(answer(path, body).status == 400);
}

TEST_CASE("the owner of a command sees what was asked and answered, and what failed") {
    Scene s;
    auto made = s.make();
    const std::string list = "/api/v4/integrations/deliveries?hook_id=" + made.json["id"].as_string();
    s.address.answers(Json::object({{"text", "fine"}}));
    CHECK(s.run(s.bob, "/ask me").status == 403);
    s.app.join(s.bob, s.channel);
    CHECK(s.run(s.bob, "/ask me").status == 200);
    s.address.reply.status = 503;
    s.address.reply.body = "overloaded";
    auto failed = s.run(s.bob, "/ask again");
    CHECK(failed.json["message"].as_string().find("503") != std::string::npos);
    s.address.failure = "no answer within 30 seconds";
    failed = s.run(s.bob, "/ask thrice");
    CHECK(failed.json["message"].as_string().find("no answer within 30 seconds") != std::string::npos);

    auto calls = s.app.get(s.admin, list);
    REQUIRE(calls.json.size() == 3);
    CHECK(calls.json.items()[0]["state"].as_string() == "dead");
    CHECK(calls.json.items()[0]["note"].as_string().find("30 seconds") != std::string::npos);
    CHECK(calls.json.items()[1]["attempts"].items()[0]["status"].as_integer() == 503);
    CHECK(calls.json.items()[1]["attempts"].items()[0]["answer"].as_string() == "overloaded");
    CHECK(calls.json.items()[2]["state"].as_string() == "delivered");
    auto one = s.app.get(s.admin, "/api/v4/integrations/deliveries/" + calls.json.items()[2]["id"].as_string());
    CHECK(one.json["body"].as_string().find("text=me") != std::string::npos);
    CHECK(s.app.get(s.bob, list).status == 403);
}

TEST_CASE("what stands behind a built-in command is completed with what the account may see") {
    Scene s;
    TestUser eve = s.app.user("eve");  // of no team
    Channel hidden = s.app.channel(s.admin, s.team, "secrets", "P");
    auto suggest = [&](const TestUser& who, const std::string& typed) {
        std::string found;
        auto answer = s.app.get(
            who, "/api/v4/teams/" + s.team.id + "/commands/autocomplete_suggestions?user_input=" + url_encode(typed));
        for (const Json& one : answer.json.items()) found += (found.empty() ? "" : "|") + one["Complete"].as_string();
        return found;
    };
    CHECK(suggest(s.bob, "/msg ") == "msg @admin");
    CHECK(suggest(s.bob, "/msg @ad") == "msg @admin");
    CHECK(suggest(s.bob, "/msg @eve") == "");
    CHECK(suggest(s.bob, "/msg @admin he") == "");
    CHECK(suggest(s.bob, "/groupmsg @admin,@adm") == "groupmsg @admin,@admin");
    CHECK(suggest(s.bob, "/join ~buil") == "join ~builds");
    CHECK(suggest(s.bob, "/join ~secr") == "");
    CHECK(suggest(s.admin, "/mute ~secr") == "mute ~secrets");
    CHECK(suggest(s.bob, "/invite @admin ~bui") == "invite @admin ~builds");
    CHECK(suggest(s.bob, "/status cl") == "status clear");
    CHECK(suggest(s.bob, "/shrug x") == "");
    CHECK(suggest(s.bob, "/nothing x") == "");
}
