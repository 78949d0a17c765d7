// The calls of a hook that are kept: what is in them, for whom, for how long, and their replay.
#include "feature/webhooks/calls.h"

#include "base/strings.h"
#include "feature/webhooks/test_scene.h"

using namespace rk;
using Scene = HookScene;

namespace {

TestAnswer replay(Scene& s, const Json& call, const TestUser& who) {
    return s.app.post(who, "/api/v4/hooks/incoming/" + s.hook_id + "/calls/" + call["id"].as_string() + "/replay",
                      Json::object());
}

// What the table holds of the newest call, not what the API makes of it.
std::string stored_body(Scene& s, const std::string& call_id) {
    std::string body;
    s.app.db().read([&](Tx& tx) {
        static const Query kBody{"test_call_body", "SELECT body FROM rk_hook_calls WHERE id = ?1"};
        body = tx.find_text(kBody, call_id).value_or("no such call");
    });
    return body;
}

}  // namespace

TEST_CASE("a kept call tells all that came: time, source, headers, body, verdict, link") {
    Scene s;
    s.app.call(nullptr, "POST", "/hooks/" + s.hook_id, R"({"text":"a","channel":"builds"})",
               {{"Content-Type", "application/json; charset=utf-8"}, {"X-Thing", "1"}});
    Json call = s.calls()[0];
    CHECK(call["id"].as_string().size() == 26);
    CHECK(call["hook_id"].as_string() == s.hook_id);
    CHECK(call["method"].as_string() == "POST");
    CHECK(call["syntax"].as_string() == "");
    CHECK(call["create_at"].as_integer() == s.posts()[0]["create_at"].as_integer());
    CHECK(call["source_ip"].as_string() == "127.0.0.1");
    CHECK(call["content_type"].as_string() == "application/json; charset=utf-8");
    CHECK(call["headers"]["X-Thing"].as_string() == "1");
    CHECK(call["body"].as_string() == R"({"text":"a","channel":"builds"})");
    CHECK(call["status_code"].as_integer() == 200);
    CHECK(call["error"].as_string() == "");
    CHECK(call["post_id"].as_string() == s.posts()[0]["id"].as_string());
    CHECK(call["permalink"].as_string().ends_with("/devs/pl/" + call["post_id"].as_string()));
    s.send_slack(Json::object({{"text", "b"}}));
    CHECK(s.calls()[0]["syntax"].as_string() == "slack");
}

TEST_CASE("a body that the post holds is not stored twice, and is shown all the same") {
    Scene s;
    s.send(Json::object({{"text", "only this"}}));
    Json call = s.calls()[0];
    CHECK(stored_body(s, call["id"].as_string()) == "");
    CHECK(call["body"].as_string() == R"({"text":"only this"})");
    // What the post does not hold is stored: other keys, a text that was translated, a body with a key.
    const char* const others[] = {R"({"text":"a","username":"b"})", R"({"text":"<http://x.test|x>"})",
                                  R"({"text":"c","key":"k"})"};
    for (const char* body : others) {
        s.send_as("application/json", body);
        CHECK(stored_body(s, s.calls()[0]["id"].as_string()) == body);
    }
    s.app.call(nullptr, "POST", "/hooks/" + s.hook_id, R"({"text":"keyed by header"})", {{"X-Renkei-Key", "h"}});
    CHECK(stored_body(s, s.calls()[0]["id"].as_string()) == R"({"text":"keyed by header"})");
}

TEST_CASE("a call shows what it sent, whatever became of its post") {
    Scene s;
    auto posted = s.send(Json::object({{"text", "firing"}}), "?wait=true");
    std::string post_id = posted.json["id"].as_string();
    SUBCASE("changed by the hook") {
        CHECK(s.app.call(nullptr, "PATCH", s.post_path(post_id), R"({"text":"resolved"})").status == 200);
        CHECK(s.calls()[1]["body"].as_string() == R"({"text":"firing"})");
        CHECK(s.calls()[0]["body"].as_string() == R"({"text":"resolved"})");
    }
    SUBCASE("edited by its owner, twice") {
        for (const char* text : {"by hand", "again by hand"})
            CHECK(s.app.put(s.admin, "/api/v4/posts/" + post_id + "/patch", Json::object({{"message", text}})).status ==
                  200);
        CHECK(s.calls()[0]["body"].as_string() == R"({"text":"firing"})");
    }
    SUBCASE("deleted") {
        CHECK(s.app.call(nullptr, "DELETE", s.post_path(post_id)).status == 200);
        CHECK(s.calls()[1]["body"].as_string() == R"({"text":"firing"})");
        CHECK(s.calls()[1]["permalink"].as_string().ends_with(post_id));
    }
}

TEST_CASE("changes and deletions by a hook are kept as calls, refused ones too") {
    Scene s;
    std::string post_id = s.send(Json::object({{"text", "a"}}), "?wait=true").json["id"].as_string();
    s.app.call(nullptr, "PATCH", s.post_path(post_id), R"({"text":"b"})");
    CHECK(s.calls()[0]["method"].as_string() == "PATCH");
    CHECK(s.calls()[0]["verdict"].as_string() == "Changed the post.");
    CHECK(s.calls()[0]["post_id"].as_string() == post_id);
    s.app.call(nullptr, "PATCH", s.post_path(post_id), R"({"text":)");
    CHECK(s.calls()[0]["status_code"].as_integer() == 400);
    CHECK(s.calls()[0]["verdict"].as_string().starts_with("Not changed. "));
    CHECK(s.calls()[0]["post_id"].as_string() == "");
    s.app.call(nullptr, "DELETE", s.post_path(post_id));
    CHECK(s.calls()[0]["method"].as_string() == "DELETE");
    CHECK(s.calls()[0]["verdict"].as_string() == "Deleted the post.");
    s.app.call(nullptr, "DELETE", s.post_path(post_id));
    CHECK(s.calls()[0]["status_code"].as_integer() == 404);
    CHECK(s.calls().size() == 5);
}

TEST_CASE("verdicts speak the server's language") {
    Scene s;
    s.app.configure([](Config& c) { c.LocalizationSettings.DefaultServerLocale = "ja"; });
    s.send(Json::object({{"text", "x"}}));
    CHECK(s.calls()[0]["verdict"].as_string() == "投稿しました。");
    s.send(Json::object({{"text", ""}}));
    CHECK(s.calls()[0]["verdict"].as_string().starts_with("投稿されませんでした。"));
}

TEST_CASE("calls are listed newest first, by pages, and no more of them than the setting says") {
    Scene s;
    for (int i = 0; i < 7; ++i) s.send(Json::object({{"text", std::to_string(i)}}));
    auto bodies = [&](std::string_view query) {
        std::string texts;
        for (const Json& call : s.calls(query)) texts += (*Json::parse(call["body"].as_string()))["text"].as_string();
        return texts;
    };
    CHECK(bodies("") == "6543210");
    CHECK(bodies("?per_page=3") == "654");
    CHECK(bodies("?per_page=3&page=1") == "321");
    CHECK(bodies("?per_page=3&page=2") == "0");
    CHECK(bodies("?page=1") == "");
    s.app.configure([](Config& c) { c.RenkeiSettings.WebhookCallsKept = 5; });
    CHECK(bodies("") == "65432");
    CHECK(bodies("?per_page=3&page=1") == "32");
    CHECK(bodies("?per_page=3&page=2") == "");
    s.app.configure([](Config& c) { c.RenkeiSettings.WebhookCallsKept = 0; });
    CHECK(bodies("") == "");
    CHECK(s.send(Json::object({{"text", "unseen"}})).status == 200);
    s.app.configure([](Config& c) { c.RenkeiSettings.WebhookCallsKept = 100; });
    CHECK(bodies("") == "6543210");
}

TEST_CASE("a webhook's table of calls does not grow beyond the setting by more than a little") {
    Scene s;
    s.app.configure([](Config& c) { c.RenkeiSettings.WebhookCallsKept = 20; });
    // One call in 256 trims, by chance: after 4000 calls it is all but certain that one of the last 3000 did.
    for (int i = 0; i < 4000; ++i) s.send(Json::object({{"text", "x"}}));
    int64_t kept = 0;
    s.app.db().read([&](Tx& tx) {
        static const Query kCount{"test_call_count", "SELECT COUNT(*) FROM rk_hook_calls WHERE hookid = ?1"};
        kept = tx.find_integer(kCount, s.hook_id).value_or(0);
    });
    CHECK(kept >= 20);
    CHECK(kept < 3020);
}

TEST_CASE("calls and idempotency keys go when their time is over") {
    Scene s;
    s.send(Json::object({{"text", "old"}}), "", {{"Idempotency-Key", "abc"}});
    s.app.advance(6 * 24 * 3'600'000LL);
    s.send(Json::object({{"text", "newer"}}), "", {{"Idempotency-Key", "abc"}});
    CHECK(s.posts().size() == 2);  // a key counts for a day
    CHECK(s.calls().size() == 2);
    s.app.advance(2 * 24 * 3'600'000LL);
    REQUIRE(s.calls().size() == 1);
    CHECK(s.calls()[0]["body"].as_string().find("newer") != std::string::npos);
    CHECK(s.posts().size() == 2);
}

TEST_CASE("calls of a hook that is gone go as well") {
    Scene s;
    s.send(Json::object({{"text", "x"}}));
    CHECK(s.app.remove(s.admin, "/api/v4/channels/" + s.channel.id).status == 200);  // takes its hooks along
    auto count = [&] {
        int64_t kept = 0;
        s.app.db().read([&](Tx& tx) {
            static const Query kAll{"test_all_calls", "SELECT COUNT(*) FROM rk_hook_calls"};
            kept = tx.find_integer(kAll).value_or(0);
        });
        return kept;
    };
    CHECK(count() == 1);
    s.app.advance(8 * 24 * 3'600'000LL);
    CHECK(count() == 0);
}

TEST_CASE("secrets of a call are not kept") {
    Scene s;
    s.send(Json::object({{"text", "x"}}), "",
           {{"Authorization", "Bearer abc"},
            {"Cookie", "MMAUTHTOKEN=abc"},
            {"Proxy-Authorization", "abc"},
            {"X-Gitlab-Token", "abc"},
            {"X-API-Key", "abc"},
            {"X-Auth-Header", "abc"},
            {"X-Hub-Signature-256", "abc"},
            {"User-Agent", "ci"},
            {"Idempotency-Key", "build-42"}});
    Json headers = s.calls()[0]["headers"];
    for (const char* secret : {"Authorization", "Cookie", "Proxy-Authorization", "X-Gitlab-Token", "X-API-Key",
                               "X-Auth-Header", "X-Hub-Signature-256"})
        CHECK(headers[secret].as_string() == "(hidden)");
    CHECK(headers["User-Agent"].as_string() == "ci");
    CHECK(headers["Idempotency-Key"].as_string() == "build-42");
}

TEST_CASE("a kept call can be replayed by who manages the hook") {
    Scene s;
    s.send(Json::object({{"text", "to be seen twice"}}));
    auto again = replay(s, s.calls()[0], s.admin);
    CHECK(again.status == 200);
    CHECK(again.json["status_code"].as_integer() == 200);
    CHECK(again.json["verdict"].as_string() == "Posted. (Replay.)");
    CHECK(again.json["post_id"].as_string() == s.posts()[0]["id"].as_string());
    CHECK(s.posts().size() == 2);
    CHECK(s.posts()[0]["message"].as_string() == "to be seen twice");
    CHECK(s.calls().size() == 2);
    auto unknown = s.app.post(
        s.admin, "/api/v4/hooks/incoming/" + s.hook_id + "/calls/" + std::string(26, 'z') + "/replay", Json::object());
    CHECK(unknown.status == 404);
    CHECK(unknown.error_id() == "app.rk_hook_call.get.app_error");
    // A call of another hook is no call of this one.
    Json call = s.calls()[0];
    s.hook_id = s.make_hook(s.channel);
    CHECK(replay(s, call, s.admin).status == 404);
}

TEST_CASE("a refused call can be replayed once its reason is gone") {
    Scene s;
    CHECK(s.send(Json::object({{"text", "early"}, {"channel", "later"}})).status == 404);
    Channel later = s.app.channel(s.admin, s.team, "later");
    auto again = replay(s, s.calls()[0], s.admin);
    CHECK(again.json["status_code"].as_integer() == 200);
    CHECK(s.posts(later)[0]["message"].as_string() == "early");
}

TEST_CASE("a replay takes the call as it came: syntax, form, key, change") {
    Scene s;
    SUBCASE("Slack's meaning") {
        s.send_slack(Json::object({{"text", "*bold*"}}));
        CHECK(replay(s, s.calls()[0], s.admin).status == 200);
        CHECK(s.posts()[0]["message"].as_string() == "**bold**");
    }
    SUBCASE("a form") {
        s.send_as("application/x-www-form-urlencoded", "payload=%7B%22text%22%3A%22form%22%7D");
        CHECK(replay(s, s.calls()[0], s.admin).json["status_code"].as_integer() == 200);
        CHECK(s.posts().size() == 2);
    }
    SUBCASE("a form with its payload in the address") {
        auto sent = s.app.call(nullptr, "POST", "/hooks/" + s.hook_id + "?payload=%7B%22text%22%3A%22there%22%7D", "",
                               {{"Content-Type", "application/x-www-form-urlencoded"}});
        CHECK(sent.status == 200);
        CHECK(replay(s, s.calls()[0], s.admin).json["status_code"].as_integer() == 200);
        CHECK(s.posts()[0]["message"].as_string() == "there");
        CHECK(s.posts().size() == 2);
    }
    SUBCASE("a key, however its header was written") {
        s.send(Json::object({{"text", "once"}}), "", {{"x-renkei-key", "k"}});
        CHECK(replay(s, s.calls()[0], s.admin).status == 200);
        CHECK(s.posts().size() == 1);
    }
    SUBCASE("an Idempotency-Key does not stand in the way") {
        s.send(Json::object({{"text", "once"}}), "", {{"Idempotency-Key", "k"}});
        CHECK(replay(s, s.calls()[0], s.admin).status == 200);
        CHECK(s.posts().size() == 2);
    }
    SUBCASE("a change") {
        std::string post_id = s.send(Json::object({{"text", "a"}}), "?wait=true").json["id"].as_string();
        s.app.call(nullptr, "PATCH", s.post_path(post_id), R"({"text":"b"})");
        Json change = s.calls()[0];
        s.app.call(nullptr, "PATCH", s.post_path(post_id), R"({"text":"c"})");
        CHECK(replay(s, change, s.admin).json["status_code"].as_integer() == 200);
        CHECK(s.posts()[0]["message"].as_string() == "b");
        CHECK(s.posts().size() == 1);
    }
}

TEST_CASE("calls are shown to who manages the hook, and to nobody else") {
    Scene s;
    TestUser bob = s.app.user("bob");
    TestUser carol = s.app.user("carol");
    s.app.join(bob, s.team);
    s.app.join(carol, s.team);
    auto make_team_admin = [&](const TestUser& user) {
        auto made = s.app.put(s.admin, "/api/v4/teams/" + s.team.id + "/members/" + user.id + "/roles",
                              Json::object({{"roles", "team_user team_admin"}}));
        REQUIRE(made.status == 200);
    };
    make_team_admin(bob);
    Channel hidden = s.app.channel(s.admin, s.team, "hidden", "P");
    std::string of_admin = s.hook_id;
    std::string of_hidden = s.make_hook(hidden);
    auto see = [&](const TestUser* who, const std::string& hook_id) {
        return s.app.call(who, "GET", "/api/v4/hooks/incoming/" + hook_id + "/calls").status;
    };
    s.send(Json::object({{"text", "x"}}));
    Json call = s.calls()[0];
    CHECK(see(nullptr, of_admin) == 401);
    CHECK(see(&carol, of_admin) == 403);  // a member who manages no hooks
    CHECK(see(&bob, of_admin) == 200);    // manages those of others
    CHECK(see(&bob, of_hidden) == 403);   // but may not see the channel
    CHECK(see(&s.admin, of_hidden) == 200);
    CHECK(replay(s, call, carol).status == 403);
    CHECK(replay(s, call, bob).status == 200);
    CHECK(s.app.get(s.admin, "/api/v4/hooks/incoming/" + std::string(26, 'z') + "/calls").status == 404);
    CHECK(s.app.get(s.admin, "/api/v4/hooks/incoming/short/calls").status == 400);
}

TEST_CASE("a call is kept in the transaction of its post: both or none, and no second commit") {
    Scene s;
    s.app.db().write([](Tx& tx) { tx.connection().script("ALTER TABLE rk_hook_calls RENAME TO rk_hook_calls_away"); });
    CHECK(s.send(Json::object({{"text", "x"}})).status >= 500);
    CHECK(s.posts().empty());
    CHECK(s.app.take_events("posted").empty());
    s.app.db().write([](Tx& tx) { tx.connection().script("ALTER TABLE rk_hook_calls_away RENAME TO rk_hook_calls"); });
    CHECK(s.send(Json::object({{"text", "x"}})).status == 200);
    CHECK(s.posts().size() == 1);
}
