#include "feature/status/status.h"

#include <doctest/doctest.h>

#include "app/config_store.h"
#include "app/hub.h"
#include "app/services.h"
#include "app/session_store.h"
#include "base/ids.h"
#include "fixture/test_app.h"

using namespace rk;

namespace {

// A login without more of an account than its id: all that presence looks at.
TestUser log_in(TestApp& app, const std::string& roles = "system_user") {
    Session session;
    session.id = new_id();
    session.token = new_id();
    session.user_id = new_id();
    session.roles = roles;
    app.services().sessions->put(std::make_shared<const Session>(session));
    return {session.user_id, "", "", session.token};
}

std::string put_status(const TestUser& user, const std::string& word, int64_t dnd_end_time = 0) {
    return Json::object({{"user_id", user.id}, {"status", word}, {"dnd_end_time", dnd_end_time}}).dump();
}

// "online", "dnd manual", …
std::string shown(TestApp& app, const TestUser& user) {
    Json json = app.get(user, "/api/v4/users/" + user.id + "/status").json;
    return json["status"].as_string() + (json["manual"].as_bool() ? " manual" : "");
}

std::string stored(TestApp& app, const TestUser& user) {
    static constexpr Query kStored{"test_status", "SELECT status FROM status WHERE userid = ?1"};
    return app.db().read([&](Tx& tx) { return tx.find_text(kStored, user.id).value_or("none"); });
}

// What clients were told: "online away".
std::string told(TestApp& app) {
    std::string words;
    for (const Event& event : app.take_events("status_change")) {
        CHECK(!event.broadcast.user_id.empty());
        words += (words.empty() ? "" : " ") + Json::parse(event.data)->operator[]("status").as_string();
    }
    return words;
}

struct Connection : WsConnection {
    void send(std::shared_ptr<const std::string> text, std::string_view tail) override {
        texts.push_back(*text + std::string(tail));
    }
    void send(std::string text) override { texts.push_back(std::move(text)); }
    void close(uint16_t, std::string_view) override {}
    void set_handler(std::shared_ptr<WsHandler> h) override { handler = std::move(h); }
    int loop() const override { return 0; }
    size_t queued_bytes() const override { return 0; }
    std::vector<std::string> texts;
    std::shared_ptr<WsHandler> handler;
};

struct Socket {
    Socket(TestApp& app, const TestUser& user) {
        auto request = std::make_unique<Request>();
        authorization = "Bearer " + user.token;
        request->headers.push_back({"Authorization", authorization});
        app.services().hub->accepted(connection, std::move(request));
    }
    ~Socket() { close(); }
    void close() {
        if (auto handler = std::move(connection->handler)) handler->on_close();
    }
    // The reply to an action.
    Json ask(const std::string& action, const Json& data) {
        connection->handler->on_text(Json::object({{"seq", 1}, {"action", action}, {"data", data}}).dump());
        return std::move(*Json::parse(connection->texts.back()));
    }
    std::string authorization;
    std::shared_ptr<Connection> connection = std::make_shared<Connection>();
};

void add_channel(TestApp& app, const std::string& id, const TestUser& member) {
    app.db().write([&](Tx& tx) {
        tx.connection().script(
            "INSERT INTO channels (id, createat, updateat, deleteat, teamid, type, displayname, name, header, purpose,"
            " lastpostat, totalmsgcount, extraupdateat, creatorid) VALUES ('" +
            id + "', 1, 1, 0, '', 'O', 'x', '" + id + "', '', '', 0, 0, 0, '')");
        tx.connection().script(
            "INSERT INTO channelmembers (channelid, userid, roles, schemeuser, schemeadmin, schemeguest) VALUES ('" +
            id + "', '" + member.id + "', '', TRUE, FALSE, FALSE)");
    });
}

}  // namespace

TEST_CASE("status: chosen by hand, shown, stored, told to oneself") {
    TestApp app;
    TestUser alice = log_in(app), bob = log_in(app);
    for (const char* word : {"dnd", "away", "offline", "online"}) {
        CAPTURE(word);
        auto r = app.call(&alice, "PUT", "/api/v4/users/me/status", put_status(alice, word));
        CHECK(r.status == 200);
        CHECK(r.json["status"].as_string() == word);
        CHECK(r.json["user_id"].as_string() == alice.id);
        CHECK(r.json["manual"].as_bool() == (std::string(word) != "online"));
        CHECK(stored(app, alice) == word);
        CHECK(told(app) == word);
        CHECK(app.get(bob, "/api/v4/users/" + alice.id + "/status").json["status"].as_string() == word);
    }
}

TEST_CASE("status: refusals") {
    TestApp app;
    TestUser alice = log_in(app), bob = log_in(app), admin = log_in(app, "system_user system_admin");
    const std::string mine = "/api/v4/users/" + alice.id + "/status";
    struct {
        const TestUser* who;
        const char* method;
        std::string path, body;
        int status;
        const char* error;
    } table[] = {
        {nullptr, "GET", mine, "", 401, "api.context.session_expired.app_error"},
        {&alice, "GET", "/api/v4/users/short/status", "", 400, "api.context.invalid_url_param.app_error"},
        {nullptr, "PUT", mine, put_status(alice, "away"), 401, "api.context.session_expired.app_error"},
        {&bob, "PUT", mine, put_status(alice, "away"), 403, "api.context.permissions.app_error"},
        {&alice, "PUT", mine, put_status(bob, "away"), 400, "api.context.invalid_body_param.app_error"},
        {&alice, "PUT", mine, put_status(alice, "asleep"), 400, "api.context.invalid_body_param.app_error"},
        {&alice, "PUT", mine, put_status(alice, "ooo"), 400, "api.context.invalid_body_param.app_error"},
        {&alice, "PUT", mine, "{\"status\":5}", 400, "api.context.invalid_body_param.app_error"},
        {&alice, "PUT", mine, "x", 400, "api.context.invalid_body_param.app_error"},
        {&alice, "POST", "/api/v4/users/status/ids", "[]", 400, "api.context.invalid_body_param.app_error"},
        {&alice, "POST", "/api/v4/users/status/ids", "[\"x\"]", 400, "api.context.invalid_body_param.app_error"},
        {&alice, "POST", "/api/v4/users/status/ids", "{}", 400, "api.context.invalid_body_param.app_error"},
        {nullptr, "POST", "/api/v4/users/status/ids", "[]", 401, "api.context.session_expired.app_error"},
    };
    for (auto& row : table) {
        CAPTURE(row.path);
        CAPTURE(row.body);
        auto r = app.call(row.who, row.method, row.path, row.body);
        CHECK(r.status == row.status);
        CHECK(r.error_id() == row.error);
    }
    CHECK(stored(app, alice) == "none");
    CHECK(told(app) == "");
    CHECK(app.call(&admin, "PUT", mine, put_status(alice, "away")).status == 200);
}

TEST_CASE("status: of ids that nobody has, and of those not seen since the start") {
    TestApp app;
    TestUser alice = log_in(app);
    std::string nobody = new_id(), earlier = new_id();
    app.db().write([&](Tx& tx) {
        Status status;
        status.user_id = earlier;
        status.status = "offline";
        status.last_activity_at = 5000;
        status::save(tx, status);
    });
    auto r = app.get(alice, "/api/v4/users/" + nobody + "/status");
    CHECK(r.status == 200);
    CHECK(r.text ==
          R"({"user_id":")" + nobody + R"(","status":"offline","manual":false,"last_activity_at":0,"dnd_end_time":0})");
    app.services().statuses->active(alice.id);
    r = app.call(&alice, "POST", "/api/v4/users/status/ids",
                 Json(Json::Array{alice.id, nobody, earlier, nobody}).dump());
    REQUIRE(r.json.size() == 3);
    for (const Json& status : r.json.items()) {
        const std::string& id = status["user_id"].as_string();
        CHECK(status["status"].as_string() == (id == alice.id ? "online" : "offline"));
        if (id == earlier) CHECK(status["last_activity_at"].as_integer() == 5000);
    }
}

TEST_CASE("status: what is done does not change what was chosen") {
    TestApp app;
    StatusStore& statuses = *app.services().statuses;
    TestUser alice = log_in(app);
    struct {
        const char* chosen;
        const char* shown;
    } table[] = {{"away", "away manual"}, {"dnd", "dnd manual"}, {"offline", "offline manual"}};
    for (auto& row : table) {
        CAPTURE(row.chosen);
        app.call(&alice, "PUT", "/api/v4/users/me/status", put_status(alice, row.chosen));
        statuses.active(alice.id);
        CHECK(shown(app, alice) == row.shown);
        statuses.disconnected(alice.id);
        CHECK(shown(app, alice) == row.shown);
        app.advance(400'000);
        CHECK(shown(app, alice) == row.shown);
        statuses.active(alice.id, true);
        CHECK(shown(app, alice) == "online");
    }
    statuses.out_of_office(alice.id);
    statuses.active(alice.id);
    CHECK(shown(app, alice) == "ooo manual");
}

TEST_CASE("status: silence makes away, a sign of life online") {
    TestApp app;
    StatusStore& statuses = *app.services().statuses;
    TestUser alice = log_in(app);
    statuses.active(alice.id);
    app.advance(299'000);
    CHECK(shown(app, alice) == "online");
    statuses.away(alice.id, false);  // a client that thinks so too early
    CHECK(shown(app, alice) == "online");
    app.advance(16'000);
    CHECK(shown(app, alice) == "away");
    statuses.active(alice.id);
    CHECK(shown(app, alice) == "online");
    app.configure([](Config& config) { config.TeamSettings.UserStatusAwayTimeout = 10; });
    app.advance(11'000);
    statuses.away(alice.id, false);
    CHECK(told(app) == "online away online away");
}

TEST_CASE("status: do not disturb ends by itself") {
    TestApp app;
    TestUser alice = log_in(app);
    app.services().statuses->active(alice.id);
    int64_t end = app.now() / 1000 + 600;
    auto r = app.call(&alice, "PUT", "/api/v4/users/me/status", put_status(alice, "dnd", end));
    CHECK(r.json["dnd_end_time"].as_integer() == end - end % 60);
    // Once more, with another end: what comes back is still what was before.
    app.call(&alice, "PUT", "/api/v4/users/me/status", put_status(alice, "dnd", end + 60));
    CHECK(told(app) == "online dnd dnd");
    app.advance(540'000);
    CHECK(shown(app, alice) == "dnd manual");
    app.configure([](Config& config) { config.TeamSettings.UserStatusAwayTimeout = 3600; });
    app.advance(120'000);
    CHECK(shown(app, alice) == "online");
    CHECK(told(app) == "online");
}

TEST_CASE("status: a restart keeps what was chosen and forgets who was there") {
    TestApp app;
    TestUser alice = log_in(app), bob = log_in(app), carol = log_in(app);
    app.services().statuses->active(alice.id);
    app.call(&bob, "PUT", "/api/v4/users/me/status", put_status(bob, "away"));
    int64_t end = app.now() / 1000 + 120;
    app.call(&carol, "PUT", "/api/v4/users/me/status", put_status(carol, "dnd", end));
    app.services().statuses->flush();
    CHECK(stored(app, alice) == "online");
    StatusStore again(app.services());
    app.db().write([&](Tx& tx) { again.load(tx); });
    CHECK(again.get(alice.id).status == "offline");
    CHECK(stored(app, alice) == "offline");
    CHECK(again.get(bob.id).status == "away");
    CHECK(again.get(carol.id).status == "dnd");
    app.advance(121'000);
    again.tick();
    CHECK(again.get(carol.id).status == "offline");
}

TEST_CASE("status: switched off, nobody has one") {
    TestApp app;
    TestUser alice = log_in(app);
    app.configure([](Config& config) { config.ServiceSettings.EnableUserStatuses = false; });
    app.services().statuses->active(alice.id);
    CHECK(app.get(alice, "/api/v4/users/me/status").error_id() == "api.status.user_not_found.app_error");
    CHECK(app.call(&alice, "POST", "/api/v4/users/status/ids", "[\"" + alice.id + "\"]").text == "[]");
    CHECK(told(app) == "");
}

TEST_CASE("status: a socket makes online, the last one's end offline") {
    TestApp app;
    TestUser alice = log_in(app);
    {
        Socket one(app, alice);
        CHECK(shown(app, alice) == "online");
        { Socket two(app, alice); }
        CHECK(shown(app, alice) == "online");
    }
    CHECK(shown(app, alice) == "offline");
    CHECK(told(app) == "online offline");
}

TEST_CASE("status: actions of a socket") {
    TestApp app;
    TestUser alice = log_in(app), bob = log_in(app);
    Socket socket(app, alice);
    auto by_ids = [&](Json::Array ids) {
        return socket.ask("get_statuses_by_ids", Json::object({{"user_ids", Json(std::move(ids))}}));
    };
    Json r = by_ids({alice.id, bob.id, 5});
    CHECK(r["data"].size() == 2);
    CHECK(r["data"][alice.id].as_string() == "online");
    CHECK(r["data"][bob.id].as_string() == "offline");
    CHECK(socket.ask("get_statuses", Json())["data"].dump() == R"({")" + alice.id + R"(":"online"})");

    CHECK(socket.ask("user_update_active_status", Json::object({{"user_is_active", false}, {"manual", true}}))["status"]
              .as_string() == "OK");
    CHECK(shown(app, alice) == "away manual");
    socket.ask("user_update_active_status", Json::object({{"user_is_active", true}, {"manual", true}}));
    CHECK(shown(app, alice) == "online");

    for (const Json& data : {Json(), Json::object({{"user_ids", 5}}), Json::object({{"user_ids", Json::array()}})})
        CHECK(socket.ask("get_statuses_by_ids", data)["error"]["id"].as_string() ==
              "api.websocket_handler.invalid_param.app_error");
    CHECK(
        socket.ask("user_update_active_status", Json::object({{"user_is_active", "yes"}}))["error"]["id"].as_string() ==
        "api.websocket_handler.invalid_param.app_error");
}

TEST_CASE("typing is told to the channel, not to who types") {
    TestApp app;
    TestUser alice = log_in(app), bob = log_in(app), admin = log_in(app, "system_user system_admin");
    std::string channel_id = new_id(), parent_id = new_id();
    add_channel(app, channel_id, alice);
    auto typed = [&] {
        auto events = app.take_events("typing");
        if (events.empty()) return std::string();
        CHECK(events.size() == 1);
        CHECK(events[0].broadcast.channel_id == channel_id);
        CHECK(events[0].broadcast.omit_users == std::vector<std::string>{alice.id});
        return events[0].data;
    };
    const std::string data = R"({"parent_id":")" + parent_id + R"(","user_id":")" + alice.id + "\"}";
    Json body = Json::object({{"channel_id", channel_id}, {"parent_id", parent_id}});

    Socket socket(app, alice), stranger(app, bob);
    CHECK(socket.ask("user_typing", body)["status"].as_string() == "OK");
    CHECK(typed() == data);
    CHECK(app.post(alice, "/api/v4/users/me/typing", body).text == R"({"status":"OK"})");
    CHECK(typed() == data);
    CHECK(app.post(admin, "/api/v4/users/" + alice.id + "/typing", body).status == 200);
    CHECK(typed() == data);

    for (const Json& wrong : {Json(), Json::object({{"channel_id", "x"}}), Json::object({{"channel_id", 5}}),
                              Json::object({{"channel_id", new_id()}})})
        CHECK(socket.ask("user_typing", wrong)["error"]["id"].as_string() ==
              "api.websocket_handler.invalid_param.app_error");
    CHECK(stranger.ask("user_typing", body)["status"].as_string() == "FAIL");
    CHECK(app.post(bob, "/api/v4/users/me/typing", body).status == 403);
    CHECK(app.post(bob, "/api/v4/users/" + alice.id + "/typing", body).status == 403);
    CHECK(app.post(admin, "/api/v4/users/" + bob.id + "/typing", body).status == 403);  // bob may not write there
    CHECK(app.post(alice, "/api/v4/users/me/typing", Json::object({{"channel_id", 5}})).status == 400);
    CHECK(app.call(&alice, "POST", "/api/v4/users/me/typing", "x").status == 400);
    CHECK(typed() == "");
}
