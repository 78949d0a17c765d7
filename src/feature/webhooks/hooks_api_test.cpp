// The management API of hooks: who may, what is kept, what is refused. Observed in golden integrations_incoming_api, and
// in the original's order of refusals.
#include "base/strings.h"
#include "feature/webhooks/test_scene.h"

using namespace rk;
using Scene = HookScene;

namespace {

const std::string kHooks = "/api/v4/hooks/incoming";
const std::string kGhost(26, 'z');

void set_team_admin(Scene& s, const TestUser& user) {
    auto made = s.app.put(s.admin, "/api/v4/teams/" + s.team.id + "/members/" + user.id + "/roles",
                          Json::object({{"roles", "team_user team_admin"}}));
    REQUIRE_MESSAGE(made.status == 200, made.text);
}

TestUser member(Scene& s, const std::string& name, bool is_team_admin = false) {
    TestUser user = s.app.user(name);
    s.app.join(user, s.team);
    if (is_team_admin) set_team_admin(s, user);
    return user;
}

Json hook_in(const Channel& channel, Json more = Json::object()) {
    more.set("channel_id", channel.id);
    return more;
}

std::string names(const Json& hooks) {
    std::string all;
    for (const Json& hook : hooks.items()) all += hook["display_name"].as_string() + " ";
    return all;
}

}  // namespace

TEST_CASE("a hook's name and picture are kept while the server lets hooks have them") {
    Scene s;
    auto make = [&](Json more) { return s.app.post(s.admin, kHooks, hook_in(s.channel, std::move(more))); };
    Json looks = Json::object({{"username", "robot"}, {"icon_url", "http://icons.test/a.png"}});
    auto without = make(looks);
    CHECK(without.status == 201);
    CHECK(without.json["username"].as_string() == "");
    CHECK(without.json["icon_url"].as_string() == "");
    s.app.configure([](Config& c) {
        c.ServiceSettings.EnablePostUsernameOverride = c.ServiceSettings.EnablePostIconOverride = true;
    });
    auto with = make(looks);
    CHECK(with.json["username"].as_string() == "robot");
    CHECK(with.json["icon_url"].as_string() == "http://icons.test/a.png");
    // Off again, a change keeps what was there.
    s.app.configure([](Config& c) {
        c.ServiceSettings.EnablePostUsernameOverride = c.ServiceSettings.EnablePostIconOverride = false;
    });
    Json changed = with.json;
    changed.set("username", "other");
    changed.set("icon_url", "");
    auto put = s.app.put(s.admin, kHooks + "/" + with.json["id"].as_string(), changed);
    CHECK(put.status == 201);
    CHECK(put.json["username"].as_string() == "robot");
    CHECK(put.json["icon_url"].as_string() == "http://icons.test/a.png");
}

TEST_CASE("what a hook may not be is refused, one more than the longest too") {
    Scene s;
    s.app.configure([](Config& c) {
        c.ServiceSettings.EnablePostUsernameOverride = c.ServiceSettings.EnablePostIconOverride = true;
    });
    struct Row {
        Json hook;
        int status;
        const char* error;
    };
    auto with = [&](const char* key, Json value) {
        return hook_in(s.channel, Json::object({{key, std::move(value)}}));
    };
    const Row rows[] = {
        {with("display_name", std::string(64, 'd')), 201, ""},
        {with("display_name", std::string(65, 'd')), 400, "model.incoming_hook.display_name.app_error"},
        {with("display_name", replace_all(std::string(22, 'x'), "x", "連")), 400,
         "model.incoming_hook.display_name.app_error"},  // 66 bytes
        {with("description", std::string(500, 'd')), 201, ""},
        {with("description", std::string(501, 'd')), 400, "model.incoming_hook.description.app_error"},
        {with("icon_url", std::string(1024, 'd')), 201, ""},
        {with("icon_url", std::string(1025, 'd')), 400, "model.incoming_hook.icon_url.app_error"},
        {with("username", "house.robot-1"), 201, ""},
        {with("username", "House Robot"), 400, "api.incoming_webhook.invalid_username.app_error"},
        {with("username", "channel"), 400, "api.incoming_webhook.invalid_username.app_error"},
        {with("username", std::string(65, 'u')), 400, "api.incoming_webhook.invalid_username.app_error"},
        {with("id", kGhost), 400, "app.webhooks.save_incoming.existing.app_error"},
        {Json::object({{"channel_id", 7}}), 400, "api.context.invalid_body_param.app_error"},
        {with("channel_locked", "yes"), 400, "api.context.invalid_body_param.app_error"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.hook.dump());
        auto made = s.app.post(s.admin, kHooks, row.hook);
        CHECK(made.status == row.status);
        if (row.status != 201) CHECK(made.error_id() == std::string(row.error));
    }
}

TEST_CASE("hooks are listed for a team or for all, by pages, with their count when asked") {
    Scene s;
    TestUser bob = member(s, "bob", true);
    Team other_team = s.app.team(s.admin, "others");
    Channel elsewhere = s.app.channel(s.admin, other_team, "elsewhere");
    s.app.post(bob, kHooks, hook_in(s.channel, Json::object({{"display_name", "Second"}})));
    s.app.post(s.admin, kHooks, hook_in(elsewhere, Json::object({{"display_name", "Elsewhere"}})));
    const std::string of_team = kHooks + "?team_id=" + s.team.id;
    CHECK(s.app.get(s.admin, of_team).json.size() == 2);
    CHECK(s.app.get(s.admin, kHooks).json.size() == 3);
    CHECK(s.app.get(bob, of_team).json.size() == 2);  // a team admin manages those of others
    CHECK(s.app.get(bob, kHooks).status == 403);      // but not the server's
    CHECK(s.app.get(bob, kHooks + "?team_id=" + other_team.id).status == 403);
    CHECK(s.app.get(s.admin, kHooks + "?team_id=" + kGhost).json.size() == 0);
    auto first = s.app.get(s.admin, kHooks + "?per_page=2");
    auto second = s.app.get(s.admin, kHooks + "?per_page=2&page=1");
    CHECK(first.json.size() == 2);
    CHECK(second.json.size() == 1);
    CHECK(names(first.json) + names(second.json) == names(s.app.get(s.admin, kHooks).json));
    CHECK(s.app.get(s.admin, kHooks + "?per_page=2&page=2").text == "[]");
    auto counted = s.app.get(s.admin, of_team + "&per_page=1&include_total_count=true");
    CHECK(counted.json["incoming_webhooks"].size() == 1);
    CHECK(counted.json["total_count"].as_integer() == 2);
    s.app.remove(s.admin, kHooks + "/" + s.hook_id);
    CHECK(s.app.get(s.admin, of_team + "&include_total_count=true").json["total_count"].as_integer() == 1);
}

TEST_CASE("who may manage own hooks but not those of others sees and changes the own ones only") {
    Scene s;
    TestUser bob = member(s, "bob");
    auto role = s.app.get(s.admin, "/api/v4/roles/name/team_user");
    Json permissions = role.json["permissions"];
    permissions.push("manage_own_incoming_webhooks");
    auto patched = s.app.put(s.admin, "/api/v4/roles/" + role.json["id"].as_string() + "/patch",
                             Json::object({{"permissions", permissions}}));
    REQUIRE_MESSAGE(patched.status == 200, patched.text);
    auto made = s.app.post(bob, kHooks, hook_in(s.channel));
    CHECK(made.status == 201);
    CHECK(made.json["user_id"].as_string() == bob.id);
    CHECK(made.json["channel_locked"].as_bool());  // without bypass_incoming_webhook_channel_lock
    std::string own = kHooks + "/" + made.json["id"].as_string(), others = kHooks + "/" + s.hook_id;
    auto list = s.app.get(bob, kHooks + "?team_id=" + s.team.id);
    REQUIRE(list.json.size() == 1);
    CHECK(list.json.items()[0]["id"].as_string() == made.json["id"].as_string());
    CHECK(
        s.app.get(bob, kHooks + "?team_id=" + s.team.id + "&include_total_count=1").json["total_count"].as_integer() ==
        1);
    CHECK(s.app.get(bob, own).status == 200);
    CHECK(s.app.get(bob, others).status == 403);
    CHECK(s.app.put(bob, others, s.app.get(s.admin, others).json).status == 403);
    CHECK(s.app.remove(bob, others).status == 403);
    CHECK(s.app.post(bob, kHooks, hook_in(s.channel, Json::object({{"user_id", s.admin.id}}))).status == 403);
    CHECK(s.app.post(bob, own + "/move/" + s.admin.id, Json::object()).status == 403);
    CHECK(s.app.remove(bob, own).status == 200);
}

TEST_CASE("a change leaves owner, team and time of making as they are") {
    Scene s;
    TestUser bob = member(s, "bob", true);
    Channel other = s.app.channel(s.admin, s.team, "other");
    std::string path = kHooks + "/" + s.hook_id;
    Json before = s.app.get(s.admin, path).json;
    Json wanted = before;
    wanted.set("user_id", bob.id);
    wanted.set("create_at", 1);
    wanted.set("update_at", 1);
    wanted.set("delete_at", 1);
    wanted.set("last_used", 5);
    wanted.set("channel_id", other.id);
    wanted.set("team_id", "");
    auto put = s.app.put(bob, path, wanted);
    CHECK(put.status == 201);
    for (const char* kept : {"id", "user_id", "team_id", "create_at", "delete_at", "last_used"})
        CHECK(put.json[kept] == before[kept]);
    CHECK(put.json["channel_id"].as_string() == other.id);
    CHECK(put.json["update_at"].as_integer() > before["update_at"].as_integer());
    CHECK(s.app.get(s.admin, path).json == put.json);
}

TEST_CASE("refusals come in the original's order") {
    Scene s;
    TestUser bob = member(s, "bob");
    std::string path = kHooks + "/" + s.hook_id;
    Json hook = s.app.get(s.admin, path).json;
    // An unknown channel is told before the lack of a permission.
    Json moved = hook;
    moved.set("channel_id", kGhost);
    CHECK(s.app.put(bob, path, moved).status == 404);
    CHECK(s.app.post(bob, kHooks, Json::object({{"channel_id", kGhost}})).status == 404);
    // Switched off: bad bodies, unknown channels and missing permissions are still told first.
    s.app.configure([](Config& c) { c.ServiceSettings.EnableIncomingWebhooks = false; });
    CHECK(s.app.post(bob, kHooks, hook_in(s.channel)).status == 403);
    CHECK(s.app.post(s.admin, kHooks, Json::object({{"channel_id", kGhost}})).status == 404);
    CHECK(s.app.post(s.admin, kHooks, hook_in(s.channel)).status == 501);
    CHECK(s.app.get(bob, kHooks + "?team_id=" + s.team.id).status == 403);
    CHECK(s.app.get(s.admin, kHooks + "?team_id=" + s.team.id).status == 501);
    CHECK(s.app.call(&s.admin, "PUT", path, "{").status == 400);
    CHECK(s.app.put(s.admin, path, hook).status == 501);
    CHECK(s.app.get(bob, path).status == 501);
    CHECK(s.app.remove(s.admin, path).status == 501);
    CHECK(s.app.get(s.admin, path + "/calls").status == 501);
    auto sent = s.send(Json::object({{"text", "x"}}));
    CHECK(sent.status == 501);
    CHECK(sent.error_id() == "web.incoming_webhook.general.app_error");
    auto slack = s.send_slack(Json::object({{"text", "x"}}));
    CHECK(slack.status == 403);
    CHECK(slack.text == "action_prohibited");
    CHECK(s.app.call(nullptr, "PATCH", s.post_path(kGhost), R"({"text":"x"})").status == 501);
}

TEST_CASE("a hook may be made for a bot, and given to another owner") {
    Scene s;
    s.app.configure([](Config& c) { c.ServiceSettings.EnableBotAccountCreation = true; });
    TestUser bob = member(s, "bob", true);
    auto bot = s.app.post(s.admin, "/api/v4/bots", Json::object({{"username", "buildbot"}}));
    REQUIRE_MESSAGE(bot.status == 201, bot.text);
    std::string bot_id = bot.json["user_id"].as_string();
    auto made = s.app.post(s.admin, kHooks, hook_in(s.channel, Json::object({{"user_id", bot_id}})));
    REQUIRE(made.status == 201);
    CHECK(made.json["user_id"].as_string() == bot_id);
    s.hook_id = made.json["id"].as_string();
    CHECK(s.send(Json::object({{"text", "by the bot"}})).status == 200);
    CHECK(s.posts()[0]["user_id"].as_string() == bot_id);
    CHECK(s.app.post(s.admin, kHooks, hook_in(s.channel, Json::object({{"user_id", kGhost}}))).status == 404);

    std::string move_to = kHooks + "/" + s.hook_id + "/move/";
    auto moved = s.app.post(bob, move_to + bob.id, Json::object());
    CHECK(moved.status == 200);
    CHECK(moved.json["user_id"].as_string() == bob.id);
    CHECK(s.send(Json::object({{"text", "by bob"}})).status == 200);
    CHECK(s.posts()[0]["user_id"].as_string() == bob.id);
    CHECK(s.app.post(bob, move_to + kGhost, Json::object()).status == 404);
    TestUser carol = member(s, "carol");
    CHECK(s.app.post(carol, move_to + carol.id, Json::object()).status == 403);
    CHECK(s.app.call(nullptr, "POST", move_to + carol.id).status == 401);
    // Into a private channel only somebody who is in it can be followed, and nobody who was deactivated.
    Channel hidden = s.app.channel(s.admin, s.team, "hidden", "P");
    std::string hidden_move = kHooks + "/" + s.make_hook(hidden) + "/move/";
    CHECK(s.app.post(s.admin, hidden_move + carol.id, Json::object()).error_id() == "app.rk_hook.owner.app_error");
    CHECK(s.app.put(s.admin, "/api/v4/users/" + carol.id + "/active", Json::object({{"active", false}})).status == 200);
    CHECK(s.app.post(s.admin, move_to + carol.id, Json::object()).status == 400);
}

TEST_CASE("hooks of direct channels cannot be made, of private ones only by who reads them") {
    Scene s;
    TestUser bob = member(s, "bob", true);
    auto direct =
        s.app.post(s.admin, "/api/v4/channels/direct", *Json::parse("[\"" + s.admin.id + "\",\"" + bob.id + "\"]"));
    REQUIRE(direct.status == 201);
    CHECK(s.app.post(bob, kHooks, Json::object({{"channel_id", direct.json["id"].as_string()}})).status == 403);
    Channel hidden = s.app.channel(s.admin, s.team, "hidden", "P");
    CHECK(s.app.post(bob, kHooks, hook_in(hidden)).status == 403);
    std::string path = kHooks + "/" + s.make_hook(hidden);
    CHECK(s.app.get(bob, path).status == 403);
    CHECK(s.app.remove(bob, path).status == 403);
    s.app.join(bob, hidden);
    CHECK(s.app.post(bob, kHooks, hook_in(hidden)).status == 201);
    CHECK(s.app.get(bob, path).status == 200);
}

TEST_CASE("hooks go with their channel") {
    Scene s;
    CHECK(s.app.remove(s.admin, "/api/v4/channels/" + s.channel.id).status == 200);
    CHECK(s.app.get(s.admin, kHooks + "/" + s.hook_id).status == 404);
    auto sent = s.send(Json::object({{"text", "x"}}));
    CHECK(sent.status == 400);
    CHECK(sent.error_id() == "web.incoming_webhook.general.app_error");
    CHECK(s.app.get(s.admin, kHooks + "?team_id=" + s.team.id).json.size() == 0);
}

TEST_CASE("a hook tells when it was used last, also after its calls are gone") {
    Scene s;
    auto used = [&] { return s.app.get(s.admin, kHooks + "/" + s.hook_id).json["last_used"].as_integer(); };
    CHECK(used() == 0);
    s.send(Json::object({{"text", ""}}));  // a refused call is no use
    CHECK(used() == 0);
    s.send(Json::object({{"text", "x"}}));
    const int64_t first = used();
    CHECK(first == s.posts()[0]["create_at"].as_integer());
    s.app.advance(10);
    s.send(Json::object({{"text", "y"}}));
    CHECK(used() == s.posts()[0]["create_at"].as_integer());
    CHECK(used() > first);
    CHECK(s.app.get(s.admin, kHooks).json.items()[0]["last_used"].as_integer() == used());
    s.app.advance(8 * 24 * 3'600'000LL);
    CHECK(s.calls().empty());
    CHECK(used() == first);  // to the minute
}

TEST_CASE("who manages a bot makes and manages its webhooks, without managing those of others") {
    Scene s;
    s.app.configure([](Config& c) { c.ServiceSettings.EnableBotAccountCreation = true; });
    TestUser bob = member(s, "bob"), carol = member(s, "carol");
    auto allow = [&](const char* name, std::initializer_list<const char*> more) {
        auto role = s.app.get(s.admin, std::string("/api/v4/roles/name/") + name);
        Json permissions = role.json["permissions"];
        for (const char* permission : more) permissions.push(permission);
        REQUIRE(s.app
                    .put(s.admin, "/api/v4/roles/" + role.json["id"].as_string() + "/patch",
                         Json::object({{"permissions", permissions}}))
                    .status == 200);
    };
    allow("team_user", {"manage_own_incoming_webhooks"});
    allow("system_user", {"create_bot", "manage_bots", "read_bots"});
    auto bot_of = [&](const TestUser& owner, const char* name) {
        auto made = s.app.post(owner, "/api/v4/bots", Json::object({{"username", name}}));
        REQUIRE_MESSAGE(made.status == 201, made.text);
        return made.json["user_id"].as_string();
    };
    const std::string own = bot_of(bob, "bobsbot"), foreign = bot_of(carol, "carolsbot");
    auto made = s.app.post(bob, kHooks, hook_in(s.channel, Json::object({{"user_id", own}})));
    REQUIRE_MESSAGE(made.status == 201, made.text);
    CHECK(made.json["user_id"].as_string() == own);
    CHECK(s.app.post(bob, kHooks, hook_in(s.channel, Json::object({{"user_id", foreign}}))).status == 403);
    CHECK(s.app.post(bob, kHooks, hook_in(s.channel, Json::object({{"user_id", s.admin.id}}))).status == 403);
    const std::string path = kHooks + "/" + made.json["id"].as_string();
    CHECK(s.app.get(bob, path).status == 200);
    CHECK(s.app.get(carol, path).status == 403);
    auto list = s.app.get(bob, kHooks + "?team_id=" + s.team.id + "&include_total_count=true");
    CHECK(list.json["total_count"].as_integer() == 1);
    CHECK(s.app.get(carol, kHooks + "?team_id=" + s.team.id).json.size() == 0);
    CHECK(s.app.get(s.admin, kHooks + "?team_id=" + s.team.id).json.size() == 2);
    Json change = made.json;
    change.set("display_name", "renamed");
    CHECK(s.app.put(bob, path, change).status == 201);
    CHECK(s.app.put(carol, path, change).status == 403);
    // One's own hook goes to one's own bot, not to others'.
    auto mine = s.app.post(bob, kHooks, hook_in(s.channel));
    const std::string move = kHooks + "/" + mine.json["id"].as_string() + "/move/";
    CHECK(s.app.post(bob, move + foreign, Json::object()).status == 403);
    CHECK(s.app.post(bob, move + own, Json::object()).json["user_id"].as_string() == own);
    CHECK(s.app.post(bob, move + bob.id, Json::object()).status == 403);
    // Into a private channel the bot must be a member.
    Channel hidden = s.app.channel(bob, s.team, "hidden", "P");
    CHECK(s.app.post(bob, kHooks, hook_in(hidden, Json::object({{"user_id", own}}))).error_id() ==
          "app.rk_hook.owner.app_error");
    CHECK(s.app.remove(bob, path).status == 200);
}

TEST_CASE("a disabled bot's webhooks do nothing until it is enabled again; a deleted one's never") {
    Scene s;
    s.app.configure(
        [](Config& c) { c.ServiceSettings.EnableBotAccountCreation = c.ServiceSettings.EnableAPIUserDeletion = true; });
    auto bot = s.app.post(s.admin, "/api/v4/bots", Json::object({{"username", "builder"}}));
    const std::string bot_id = bot.json["user_id"].as_string();
    s.hook_id = s.make_hook(s.channel, Json::object({{"user_id", bot_id}}));
    auto sent = s.send(Json::object({{"text", "on"}}), "?wait=true");
    CHECK(sent.status == 200);
    CHECK(s.posts()[0]["user_id"].as_string() == bot_id);
    CHECK(s.posts()[0]["props"]["from_bot"].as_string() == "true");
    const std::string post = s.post_path(sent.json["id"].as_string());
    auto refused = [&](const TestAnswer& answer) {
        CHECK(answer.status == 403);
        CHECK(answer.error_id() == "web.incoming_webhook.general.app_error");
    };
    auto refuses_all = [&] {
        refused(s.send(Json::object({{"text", "off"}})));
        auto slack = s.send_slack(Json::object({{"text", "off"}}));
        CHECK(slack.text == "no_service");
        CHECK(slack.status == 404);
        CHECK(s.app.call(nullptr, "PATCH", post, R"({"text":"off"})").status == 403);
        CHECK(s.app.call(nullptr, "DELETE", post).status == 403);
        CHECK(s.posts().size() == 1);
    };
    CHECK(s.app.post(s.admin, "/api/v4/bots/" + bot_id + "/disable", Json::object()).status == 200);
    refuses_all();
    CHECK(s.calls()[0]["verdict"].as_string().find("The bot that owns this webhook is turned off") !=
          std::string::npos);
    CHECK(s.app.post(s.admin, "/api/v4/bots/" + bot_id + "/enable", Json::object()).status == 200);
    CHECK(s.app.call(nullptr, "PATCH", post, R"({"text":"on again"})").status == 200);
    auto gone = s.app.remove(s.admin, "/api/v4/users/" + bot_id + "?permanent=true");
    REQUIRE_MESSAGE(gone.status == 200, gone.text);
    refuses_all();
}
