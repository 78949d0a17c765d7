// The hub with connections that are none: everything runs on this thread, step by step.
#include "app/hub.h"

#include <doctest/doctest.h>

#include <deque>
#include <future>
#include <random>
#include <set>

#include "app/access.h"
#include "app/config_store.h"
#include "app/services.h"
#include "app/session_store.h"
#include "app/workers.h"
#include "app/ws_link.h"
#include "app/ws_session.h"
#include "base/ids.h"

using namespace rk;

namespace {

struct TestClock : Clock {
    Millis at = 1'700'000'000'000;
    Millis now() override { return at; }
};

// Keeps what it is told to send.
struct FakeConnection : WsConnection {
    explicit FakeConnection(int loop) : loop_(loop) {}
    void send(std::shared_ptr<const std::string> text, std::string_view tail) override {
        texts.push_back(*text + std::string(tail));
        shared.push_back(std::move(text));
    }
    void send(std::string text) override { texts.push_back(std::move(text)); }
    void close(uint16_t code, std::string_view why) override {
        if (close_code == 0) close_code = code, close_reason = why;
    }
    void set_handler(std::shared_ptr<WsHandler> h) override { handler = std::move(h); }
    int loop() const override { return loop_; }
    size_t queued_bytes() const override { return queued; }

    const int loop_;
    std::vector<std::string> texts;
    std::vector<std::shared_ptr<const std::string>> shared;
    uint16_t close_code = 0;
    std::string close_reason;
    size_t queued = 0;
    std::shared_ptr<WsHandler> handler;
};

// Database reads that may wait, as PostgreSQL's.
struct WaitingDatabase : Database {
    explicit WaitingDatabase(Database& d) : db(d) {}
    Engine engine() const override { return db.engine(); }
    bool post_write(Work work, Done done) override { return db.post_write(std::move(work), std::move(done)); }
    void run_read(const Work& work) override { db.run_read(work); }
    bool reads_in_place() const override { return false; }
    size_t writes_waiting() const override { return 0; }
    bool healthy() const override { return true; }
    void stop() override {}
    Database& db;
};

struct Client {
    std::shared_ptr<FakeConnection> connection;
    std::string connection_id;
    size_t seen = 0;

    std::vector<Json> take() {
        std::vector<Json> messages;
        for (; seen < connection->texts.size(); ++seen) {
            auto json = Json::parse(connection->texts[seen]);
            REQUIRE(json);
            messages.push_back(std::move(*json));
        }
        return messages;
    }
    // "hello:0 OK:1 posted:1 FAIL:2": events with their seq, replies with the seq that they answer.
    std::string story() {
        std::string out;
        for (const Json& m : take()) {
            if (!out.empty()) out += ' ';
            bool event = m.find("event");
            if (m["event"].as_string() == "hello") connection_id = m["data"]["connection_id"].as_string();
            out += m[event ? "event" : "status"].as_string() + ":" +
                   std::to_string(m[event ? "seq" : "seq_reply"].as_integer(-1));
        }
        return out;
    }
};

struct HubTest {
    explicit HubTest(int loops = 1) : queues(static_cast<size_t>(loops)) {
        services.clock = &clock;
        services.config = &config;
        services.sessions = &sessions;
        services.roles = &roles;
        db =
            open_sqlite({}, &services, clock, [this](std::vector<Event>&& events) { hub->publish(std::move(events)); });
        services.db = db.get();
        hub = std::make_unique<Hub>(services, loops, [this](int loop, std::function<void()> work) {
            ++posts;
            queues[static_cast<size_t>(loop)].push_back(std::move(work));
        });
        services.hub = hub.get();
        db->write([](Tx& tx) { access::add_default_roles(tx); });
        db->read([&](Tx& tx) { roles.load(tx); });
    }
    ~HubTest() {
        for (auto& connection : connections) {
            auto handler = std::move(connection->handler);
            if (handler) handler->on_close();
        }
        run();
    }

    // Runs what was posted to the io threads, until nothing is left.
    void run() {
        for (bool any = true; any;) {
            any = false;
            for (auto& queue : queues)
                while (!queue.empty()) {
                    any = true;
                    auto work = std::move(queue.front());
                    queue.pop_front();
                    work();
                }
        }
    }
    void sql(const std::string& statements) {
        db->write([&](Tx& tx) { tx.connection().script(statements); });
    }
    void add_to_channel(const std::string& user, const std::string& channel) {
        sql("INSERT INTO channelmembers (channelid, userid, roles) VALUES ('" + channel + "', '" + user + "', '')");
    }
    void add_to_team(const std::string& user, const std::string& team) {
        sql("INSERT INTO teammembers (teamid, userid, roles, deleteat) VALUES ('" + team + "', '" + user + "', '', 0)");
    }
    // A login of the account; its token.
    std::string log_in(const std::string& user_id, const std::string& user_roles = "system_user",
                       Millis expires_at = 0) {
        Session session;
        session.id = new_id();
        session.token = new_id();
        session.user_id = user_id;
        session.roles = user_roles;
        session.expires_at = expires_at;
        sessions.put(std::make_shared<const Session>(session));
        return session.token;
    }
    std::string session_id(const std::string& token) { return sessions.find_cached(token)->id; }

    Client connect(const std::string& token, const std::string& query = "", int loop = 0) {
        Client client;
        client.connection = std::make_shared<FakeConnection>(loop);
        connections.push_back(client.connection);
        auto request = std::make_unique<Request>();
        request->query = query;
        std::string header = "Bearer " + token;
        if (!token.empty()) request->headers.push_back({"Authorization", header});
        hub->accepted(client.connection, std::move(request));
        run();
        return client;
    }
    // Connected, its hello read.
    Client client(const std::string& user_id, const std::string& user_roles = "system_user") {
        Client c = connect(log_in(user_id, user_roles));
        REQUIRE(c.story() == "hello:0");
        return c;
    }
    void drop(Client& c) {
        auto handler = std::move(c.connection->handler);
        REQUIRE(handler);
        handler->on_close();
        run();
    }
    void say(Client& c, const std::string& text) {
        c.connection->handler->on_text(text);
        run();
    }
    void publish(Broadcast to, std::string data = "{}", EventName name = EventName::posted) {
        Event event;
        event.name = name;
        event.broadcast = std::move(to);
        event.data = std::move(data);
        hub->publish_now(std::move(event));
        run();
    }
    void pass(Millis ms) {
        for (Millis step; ms > 0; ms -= step) {
            step = std::min<Millis>(ms, 1000);
            clock.at += step;
            hub->tick();
            run();
        }
    }

    TestClock clock;
    ConfigStore config{Config()};
    SessionStore sessions;
    RoleStore roles;
    Services services;
    std::unique_ptr<Database> db;
    std::vector<std::deque<std::function<void()>>> queues;
    std::unique_ptr<Hub> hub;
    std::vector<std::shared_ptr<FakeConnection>> connections;
    size_t posts = 0;
};

const std::string kAlice(26, 'a'), kBob(26, 'b'), kCarol(26, 'c');
const std::string kTown(26, 't'), kSecret(26, 's'), kTeam(26, 'm');

std::string challenge(const std::string& token) {
    return R"({"seq":1,"action":"authentication_challenge","data":{"token":")" + token + R"("}})";
}

}  // namespace

// ---- authentication ----

TEST_CASE("hub: the challenge is answered by hello, then OK") {
    HubTest t;
    Client c = t.connect("");
    CHECK(c.story() == "");
    CHECK(t.hub->connection_count() == 0);
    t.say(c, challenge(t.log_in(kAlice)));
    auto got = c.take();
    REQUIRE(got.size() == 2);
    CHECK(got[0]["event"].as_string() == "hello");
    CHECK(got[0]["seq"].as_integer(-1) == 0);
    CHECK(got[0]["data"]["server_version"].as_string() == t.config.get()->RenkeiSettings.AnnouncedVersion);
    CHECK(got[0]["data"]["connection_id"].as_string().size() == 26);
    CHECK(got[0]["broadcast"]["user_id"].as_string() == kAlice);
    CHECK(got[0]["broadcast"]["omit_users"].is_null());
    CHECK(c.connection->texts[1] == R"({"status":"OK","seq_reply":1})");
    CHECK(t.hub->connections_of(kAlice) == 1);
}

TEST_CASE("hub: a header logs in at once, and a challenge behind it is ignored") {
    HubTest t;
    std::string token = t.log_in(kAlice);
    Client c = t.connect(token);
    CHECK(c.story() == "hello:0");
    t.say(c, challenge(token));
    CHECK(c.story() == "");
    t.say(c, R"({"seq":2,"action":"ping"})");
    CHECK(c.story() == "OK:2");
}

TEST_CASE("hub: who does not say who they are is not answered, and cut off after five seconds") {
    HubTest t;
    Client c = t.connect("");
    t.say(c, R"({"seq":1,"action":"user_typing","data":{"channel_id":"x"}})");
    t.say(c, R"({"seq":1,"action":""})");
    t.say(c, R"({"seq":0,"action":"authentication_challenge"})");
    t.pass(4000);
    CHECK(c.connection->close_code == 0);
    t.pass(1000);
    CHECK(c.connection->close_code == 1008);
    CHECK(c.story() == "");
}

TEST_CASE("hub: a login that nobody has") {
    HubTest t;
    SUBCASE("in the challenge: closed") {
        Client c = t.connect("");
        t.say(c, challenge(std::string(26, 'z')));
        CHECK(c.connection->close_code == 1008);
        CHECK(c.story() == "");
    }
    SUBCASE("in the header: there is still the challenge") {
        Client c = t.connect(std::string(26, 'z'));
        CHECK(c.connection->close_code == 0);
        t.say(c, challenge(t.log_in(kAlice)));
        CHECK(c.story() == "hello:0 OK:1");
        t.pass(10000);
        CHECK(c.connection->close_code == 0);
    }
    SUBCASE("expired") {
        Client c = t.connect("");
        t.say(c, challenge(t.log_in(kAlice, "system_user", t.clock.at - 1)));
        CHECK(c.connection->close_code == 1008);
    }
    SUBCASE("no text") {
        Client c = t.connect("");
        t.say(c, R"({"seq":1,"action":"authentication_challenge","data":{"token":5}})");
        CHECK(c.connection->close_code == 1008);
    }
}

TEST_CASE("hub: an upgrade by a browser must come from an origin that may") {
    struct {
        const char* origin;
        const char* allow_cors_from;
        bool ok;
    } table[] = {
        {"", "", true},
        {"http://chat.example.com:8065", "", true},
        {"HTTPS://CHAT.example.com:8065", "", true},
        {"http://chat.example.com", "", false},
        {"https://evil.example.com", "", false},
        {"null", "", false},
        {"https://friend.example.com", "https://friend.example.com https://other.example.com", true},
        {"https://site.example.com", "https://friend.example.com", true},
        {"http://chat.example.com:8065", "https://friend.example.com", false},
        {"https://evil.example.com", "*", true},
    };
    for (auto& row : table) {
        CAPTURE(row.origin);
        CAPTURE(row.allow_cors_from);
        HubTest t;
        Config config;
        config.ServiceSettings.AllowCorsFrom = row.allow_cors_from;
        config.ServiceSettings.SiteURL = "https://site.example.com/sub";
        t.config.set(config);
        Request request;
        request.local_host = "chat.example.com:8065";
        if (*row.origin) request.headers.push_back({"Origin", row.origin});
        auto refused = t.hub->check_upgrade(request);
        CHECK((refused == nullptr) == row.ok);
        if (refused) CHECK(refused->status == 403);
    }
}

// ---- actions ----

TEST_CASE("hub: requests that are wrong are answered FAIL, or not understood and cut off") {
    struct {
        const char* message;
        const char* error;  // "" closes
        int status;
    } table[] = {
        {R"({"seq":2,"action":"","data":{}})", "api.web_socket_router.no_action.app_error", 400},
        {R"({"seq":2,"action":"no_such_action"})", "api.web_socket_router.bad_action.app_error", 500},
        {R"({"seq":0,"action":"ping"})", "api.web_socket_router.bad_seq.app_error", 400},
        {R"({"action":"ping"})", "api.web_socket_router.bad_seq.app_error", 400},
        {"{", "", 0},
        {"[]", "", 0},
        {R"({"seq":"1"})", "", 0},
    };
    for (auto& row : table) {
        CAPTURE(row.message);
        HubTest t;
        Client c = t.client(kAlice);
        t.say(c, row.message);
        auto got = c.take();
        if (!*row.error) {
            CHECK(c.connection->close_code == 1007);
            CHECK(got.empty());
            continue;
        }
        CHECK(c.connection->close_code == 0);
        REQUIRE(got.size() == 1);
        CHECK(got[0]["status"].as_string() == "FAIL");
        CHECK(got[0]["error"]["id"].as_string() == row.error);
        CHECK(got[0]["error"]["status_code"].as_integer() == row.status);
        CHECK(!got[0]["error"]["message"].as_string().empty());
    }
}

TEST_CASE("hub: replies take no number, events do") {
    HubTest t;
    Client c = t.client(kAlice);
    t.say(c, R"({"seq":2,"action":"ping"})");
    auto pong = c.take();
    REQUIRE(pong.size() == 1);
    CHECK(pong[0]["data"]["text"].as_string() == "pong");
    CHECK(pong[0]["data"]["server_time"].as_integer() == t.clock.at);
    t.publish(to_user(kAlice));
    t.say(c, R"({"seq":3,"action":"presence","data":{"channel_id":"x"}})");
    t.say(c, R"({"seq":4,"action":"posted_notify_ack","data":{"post_id":"x","status":"success"}})");
    t.publish(to_user(kAlice));
    CHECK(c.story() == "posted:1 OK:3 OK:4 posted:2");
}

TEST_CASE("hub: too long a message closes") {
    HubTest t;
    Client c = t.client(kAlice);
    t.say(c, R"({"seq":2,"action":"ping","data":{"x":")" + std::string(70'000, 'x') + "\"}}");
    CHECK(c.connection->close_code == 1009);
}

// ---- who hears what ----

TEST_CASE("hub: an event reaches those it is for") {
    HubTest t;
    t.add_to_channel(kAlice, kTown);
    t.add_to_channel(kBob, kTown);
    t.add_to_channel(kBob, kSecret);
    t.add_to_team(kAlice, kTeam);
    Client alice = t.client(kAlice), second = t.client(kAlice), bob = t.client(kBob);
    Client admin = t.client(kCarol, "system_user system_admin");

    auto connection_of = [](Client& c) {
        return Json::parse(c.connection->texts[0])->operator[]("data")["connection_id"].as_string();
    };
    Broadcast omit_alice = to_channel(kTown), only_second, omit_second = to_channel(kTown), plain, whole;
    omit_alice.omit_users = {kCarol, kAlice};
    only_second.connection_id = connection_of(second);
    omit_second.omit_connection_id = connection_of(second);
    plain.contains_sanitized_data = true;
    whole.contains_sensitive_data = true;
    Broadcast user_in_channel = to_channel(kSecret);
    user_in_channel.user_id = kAlice;
    Broadcast user_beats_omission = to_user(kAlice);
    user_beats_omission.omit_users = {kAlice};
    Broadcast omitted_from_all;
    omitted_from_all.omit_users = {kBob};
    struct {
        const char* what;
        Broadcast to;
        bool alice, second, bob, admin;
    } table[] = {
        {"a channel", to_channel(kTown), true, true, true, false},
        {"another channel", to_channel(kSecret), false, false, true, false},
        {"a channel that nobody is in", to_channel(std::string(26, 'n')), false, false, false, false},
        {"a team", to_team(kTeam), true, true, false, false},
        {"an account", to_user(kAlice), true, true, false, false},
        {"an account, though it is not in the channel named", user_in_channel, true, true, false, false},
        {"an account, though omitted", user_beats_omission, true, true, false, false},
        {"everybody", to_everybody(), true, true, true, true},
        {"everybody but bob", omitted_from_all, true, true, false, true},
        {"a channel but alice", omit_alice, false, false, true, false},
        {"one connection", only_second, false, true, false, false},
        {"a channel but one connection", omit_second, true, false, true, false},
        {"those who may not see all", plain, true, true, true, false},
        {"those who may see all", whole, false, false, false, true},
    };
    for (auto& row : table) {
        CAPTURE(row.what);
        t.publish(row.to);
        CHECK(!alice.story().empty() == row.alice);
        CHECK(!second.story().empty() == row.second);
        CHECK(!bob.story().empty() == row.bob);
        CHECK(!admin.story().empty() == row.admin);
    }
}

TEST_CASE("hub: the event on the wire") {
    HubTest t;
    t.add_to_channel(kAlice, kTown);
    t.add_to_channel(kBob, kTown);
    Client alice = t.client(kAlice), bob = t.client(kBob);
    Event event;
    event.name = EventName::posted;
    event.broadcast = to_channel(kTown);
    event.broadcast.omit_users = {kCarol};
    event.data = R"({"post":"{}"})";
    event.user_data.push_back({kBob, R"("mentions":"[\"x\"]")"});
    t.hub->publish_now(event);
    event.data = "{}";
    t.hub->publish_now(event);
    t.run();

    const std::string head = R"({"event":"posted","broadcast":{"omit_users":{")" + kCarol +
                             R"(":true},"user_id":"","channel_id":")" + kTown +
                             R"(","team_id":"","connection_id":"","omit_connection_id":""},"data":{)";
    CHECK(alice.connection->texts[1] == head + R"("post":"{}"},"seq":1})");
    CHECK(bob.connection->texts[1] == head + R"("post":"{}","mentions":"[\"x\"]"},"seq":1})");
    CHECK(alice.connection->texts[2] == head + R"(},"seq":2})");
    CHECK(bob.connection->texts[2] == head + R"("mentions":"[\"x\"]"},"seq":2})");
    CHECK(alice.connection->shared[1] == bob.connection->shared[1]);  // one text for all
}

TEST_CASE("hub: a permission that an event asks for, and roles that change") {
    HubTest t;
    std::string token = t.log_in(kAlice);
    Client c = t.connect(token);
    CHECK(c.story() == "hello:0");
    Event event;
    event.name = EventName::config_changed;
    event.needs_system_permission = static_cast<int>(Permission::manage_system);
    t.hub->publish_now(event);
    t.run();
    CHECK(c.story() == "");
    Session session = *t.sessions.find_cached(token);
    session.roles = "system_user system_admin";
    t.sessions.put(std::make_shared<const Session>(session));
    t.hub->user_changed(kAlice);
    t.hub->publish_now(event);
    t.run();
    CHECK(c.story() == "config_changed:1");
}

TEST_CASE("hub: guests hear of those whom they share a channel with") {
    HubTest t;
    t.add_to_channel(kAlice, kTown);
    t.add_to_channel(kBob, kTown);
    Client guest = t.client(kAlice, "system_guest"), member = t.client(kCarol);
    auto updated = [&](const std::string& id) {
        t.publish(to_everybody(), R"({"user":{"id":")" + id + "\"}}", EventName::user_updated);
    };
    updated(kBob);
    CHECK(guest.story() == "user_updated:1");
    updated(kCarol);
    CHECK(guest.story() == "");
    updated(kAlice);
    CHECK(guest.story() == "user_updated:2");
    t.publish(to_everybody(), R"({"user_id":")" + kBob + "\"}", EventName::new_user);
    CHECK(guest.story() == "");
    CHECK(member.story() == "user_updated:1 user_updated:2 user_updated:3 new_user:4");
}

TEST_CASE("hub: who joins hears from then on, who leaves no more") {
    HubTest t;
    Client c = t.client(kAlice);
    t.publish(to_channel(kTown));
    t.hub->joined_channel(kAlice, kTown);
    t.hub->joined_channel(kAlice, kTown);
    t.publish(to_channel(kTown));
    CHECK(c.story() == "posted:1");
    t.hub->left_channel(kAlice, kTown);
    t.publish(to_channel(kTown));
    t.hub->joined_team(kAlice, kTeam);
    t.publish(to_team(kTeam));
    CHECK(c.story() == "posted:2");
    t.hub->left_team(kAlice, kTeam);
    t.hub->left_team(kAlice, kTeam);
    t.publish(to_team(kTeam));
    CHECK(c.story() == "");
}

TEST_CASE("hub: memberships kept by joining and leaving are those that the store has") {
    HubTest t(2);
    std::mt19937 random(7);
    std::vector<std::string> channels, users;
    for (char i = 0; i < 12; ++i) channels.push_back(std::string(25, 'k') + static_cast<char>('a' + i));
    for (char i = 0; i < 5; ++i) users.push_back(std::string(25, 'u') + static_cast<char>('a' + i));
    std::vector<std::pair<std::string, Client>> old;  // connected before anything happened
    for (size_t i = 0; i < users.size(); ++i)
        old.emplace_back(users[i], t.connect(t.log_in(users[i]), "", static_cast<int>(i % 2)));
    std::set<std::pair<std::string, std::string>> members;
    for (int step = 0; step < 400; ++step) {
        const std::string& user = users[random() % users.size()];
        const std::string& channel = channels[random() % channels.size()];
        if (members.insert({user, channel}).second) {
            t.add_to_channel(user, channel);
            t.hub->joined_channel(user, channel);
        } else {
            members.erase({user, channel});
            t.sql("DELETE FROM channelmembers WHERE channelid = '" + channel + "' AND userid = '" + user + "'");
            t.hub->left_channel(user, channel);
        }
        if (step % 50 == 0) t.run();
        if (step % 90 == 0) {  // some come and go meanwhile
            Client c = t.connect(t.log_in(user));
            t.drop(c);
        }
    }
    t.run();
    for (auto& [user, before] : old) {
        Client after = t.connect(t.log_in(user));
        before.take();
        after.take();
        for (const std::string& channel : channels) {
            t.publish(to_channel(channel));
            bool member = members.contains({user, channel});
            CHECK(before.take().size() == (member ? 1 : 0));
            CHECK(after.take().size() == (member ? 1 : 0));
        }
        t.drop(after);
    }
}

// Memberships are read on a worker, which does not begin before go_on.
struct SlowReads {
    explicit SlowReads(HubTest& test) : t(test), waiting(*t.db) {
        t.services.db = &waiting;
        t.services.workers = &workers;
        workers.post("other", [wait = go.get_future().share()] { wait.wait(); });
    }
    ~SlowReads() { t.services.db = t.db.get(); }
    void go_on() {
        go.set_value();
        workers.stop();
        t.run();
    }
    HubTest& t;
    WaitingDatabase waiting;
    Workers workers{1, 100};
    std::promise<void> go;
};

TEST_CASE("hub: nothing is lost or leaked while memberships are read on a worker") {
    HubTest t;
    SlowReads reads(t);
    t.add_to_channel(kAlice, kTown);

    Client c = t.connect(t.log_in(kAlice));
    CHECK(c.story() == "");
    t.publish(to_channel(kTown), R"({"n":1})");
    t.publish(to_channel(kSecret), R"({"n":2})");  // not a member yet
    t.hub->joined_channel(kAlice, kSecret);
    t.publish(to_channel(kSecret), R"({"n":3})");
    t.publish(to_user(kBob), R"({"n":4})");
    t.hub->left_channel(kAlice, kTown);
    t.publish(to_channel(kTown), R"({"n":5})");
    t.publish(to_user(kAlice), R"({"n":6})");
    t.say(c, R"({"seq":9,"action":"ping"})");
    CHECK(c.story() == "");
    reads.go_on();

    std::string heard;
    for (const Json& m : c.take())
        heard += m["event"].as_string() + m["status"].as_string() + std::to_string(m["data"]["n"].as_integer()) + " ";
    CHECK(heard == "hello0 posted1 posted3 posted6 OK0 ");
}

TEST_CASE("hub: the connections of an account share what it sees") {
    HubTest t;
    t.add_to_channel(kAlice, kTown);
    std::string token = t.log_in(kAlice);
    Client first = t.connect(token);
    t.hub->joined_channel(kAlice, kSecret);
    t.run();
    Client second = t.connect(token);  // reads nothing: the first one knows
    first.story(), second.story();
    t.publish(to_channel(kSecret));
    CHECK(first.take().size() == 1);
    CHECK(second.take().size() == 1);
    t.hub->joined_channel(kAlice, kSecret);  // told twice, seen once
    t.run();
    t.hub->left_channel(kAlice, kTown);
    t.run();
    t.publish(to_channel(kTown));
    t.publish(to_channel(kSecret));
    CHECK(first.take().size() == 1);
    CHECK(second.take().size() == 1);
    t.drop(first);
    t.publish(to_channel(kSecret));
    CHECK(second.take().size() == 1);
    t.hub->left_channel(kAlice, kSecret);
    t.run();
    t.publish(to_channel(kSecret));
    CHECK(second.take().empty());
}

TEST_CASE("hub: a connection that comes while memberships are read hears what happens from then on") {
    HubTest t;
    SlowReads reads(t);
    t.add_to_channel(kAlice, kTown);
    std::string token = t.log_in(kAlice);
    Client first = t.connect(token);
    t.publish(to_channel(kTown), R"({"n":1})");
    Client second = t.connect(token);
    t.publish(to_channel(kTown), R"({"n":2})");
    t.hub->left_channel(kAlice, kTown);
    t.publish(to_channel(kTown), R"({"n":3})");
    CHECK(first.story() == "");
    CHECK(second.story() == "");
    reads.go_on();
    auto heard = [](Client& c) {
        std::string all;
        for (const Json& m : c.take())
            all += m["event"].as_string() + std::to_string(m["data"]["n"].as_integer()) + " ";
        return all;
    };
    CHECK(heard(first) == "hello0 posted1 posted2 ");
    CHECK(heard(second) == "hello0 posted2 ");
}

// ---- resuming ----

TEST_CASE("hub: a broken connection is taken up again where it was") {
    struct {
        const char* what;
        int heard, missed;  // events before and during the break
        int64_t from;       // sequence_number
        const char* story;  // of the new connection; then one more event
        bool same_id;
    } table[] = {
        {"nothing was missed", 2, 0, 3, "posted:3", true},
        {"what was missed comes in order", 1, 3, 2, "posted:2 posted:3 posted:4 posted:5", true},
        {"from an earlier number", 3, 0, 2, "posted:2 posted:3 posted:4", true},
        {"from the very beginning", 1, 0, 0, "hello:0 posted:1 posted:2", true},
        {"a number that lies ahead", 1, 0, 5000, "hello:0 posted:1", false},
        {"the number behind the last, missed ones too", 1, 2, 4, "posted:4", true},
        {"one further", 1, 2, 5, "hello:0 posted:1", false},
        {"a number that is too old", 200, 0, 2, "hello:0 posted:1", false},
        {"the oldest that is kept", 200, 0, 73, nullptr, true},
        {"one older", 200, 0, 72, "hello:0 posted:1", false},
        {"as much as is kept during a break", 0, 383, 0, nullptr, true},
    };
    for (auto& row : table) {
        for (int loop = 0; loop < 2; ++loop) {  // back on the same io thread, or another
            CAPTURE(row.what);
            CAPTURE(loop);
            HubTest t(2);
            t.add_to_channel(kAlice, kTown);
            std::string token = t.log_in(kAlice);
            Client c = t.connect(token, "connection_id=&sequence_number=0");
            for (int i = 0; i < row.heard; ++i) t.publish(to_channel(kTown));
            c.story();
            t.drop(c);
            CHECK(t.hub->connections_of(kAlice) == 0);
            for (int i = 0; i < row.missed; ++i) t.publish(to_channel(kTown));
            Client again = t.connect(
                token, "connection_id=" + c.connection_id + "&sequence_number=" + std::to_string(row.from), loop);
            again.connection_id = c.connection_id;
            CHECK(t.hub->connections_of(kAlice) == 1);
            t.publish(to_channel(kTown));
            if (row.story) {
                CHECK(again.story() == row.story);
            } else {
                auto got = again.take();
                REQUIRE(got.size() == static_cast<size_t>(row.heard + row.missed + 2 - row.from));
                for (size_t i = 0; i < got.size(); ++i)
                    CHECK(got[i]["seq"].as_integer(-1) == row.from + static_cast<int64_t>(i));
            }
            CHECK((again.connection_id == c.connection_id) == row.same_id);
            t.say(again, R"({"seq":1,"action":"ping"})");
            CHECK(again.story() == "OK:1");
        }
    }
}

TEST_CASE("hub: twice in a row") {
    HubTest t;
    std::string token = t.log_in(kAlice);
    Client c = t.connect(token);
    CHECK(c.story() == "hello:0");
    for (int64_t seq = 1; seq < 4; ++seq) {
        t.drop(c);
        t.publish(to_user(kAlice));
        std::string id = c.connection_id;
        c = t.connect(token, "connection_id=" + id + "&sequence_number=" + std::to_string(seq));
        c.connection_id = id;
        CHECK(c.story() == "posted:" + std::to_string(seq));
    }
}

TEST_CASE("hub: what cannot be resumed begins anew, or is refused") {
    HubTest t;
    std::string token = t.log_in(kAlice);
    Client c = t.connect(token);
    CHECK(c.story() == "hello:0");
    auto resume = [&](const std::string& who, const std::string& query) {
        Client again = t.connect(who, query);
        return std::make_pair(again.story(), again.connection->close_code);
    };
    const std::string known = "connection_id=" + c.connection_id;
    using Result = std::pair<std::string, uint16_t>;
    Result anew{"hello:0", 0}, refused{"", 1008};

    SUBCASE("an id that nobody knows") {
        CHECK(resume(token, "connection_id=" + std::string(26, 'z') + "&sequence_number=7") == anew);
        CHECK(resume(token, "connection_id=" + std::string(26, 'z')) == anew);
    }
    SUBCASE("an id that is none") { CHECK(resume(token, "connection_id=zzz&sequence_number=7") == refused); }
    SUBCASE("no number, or none") {
        t.drop(c);
        CHECK(resume(token, known) == refused);
        CHECK(resume(token, known + "&sequence_number=x") == refused);
        CHECK(resume(token, known + "&sequence_number=-1") == refused);
        CHECK(resume(token, known + "&sequence_number=1") == Result{"", 0});
    }
    SUBCASE("somebody else's, which stays theirs") {
        t.drop(c);
        t.publish(to_user(kAlice));
        CHECK(resume(t.log_in(kBob), known + "&sequence_number=1") == anew);
        CHECK(resume(token, known + "&sequence_number=1") == Result{"posted:1", 0});
    }
    SUBCASE("one that is still open: both live on") {
        Client other = t.connect(token, known + "&sequence_number=1");
        CHECK(other.story() == "hello:0");
        CHECK(other.connection_id != c.connection_id);
        t.publish(to_user(kAlice));
        CHECK(c.story() == "posted:1");
        CHECK(other.story() == "posted:1");
    }
    SUBCASE("after five minutes") {
        t.drop(c);
        t.pass(5 * 60 * 1000);
        CHECK(resume(token, known + "&sequence_number=1") == anew);
    }
    SUBCASE("just before") {
        t.drop(c);
        t.pass(5 * 60 * 1000 - 1000);
        CHECK(resume(token, known + "&sequence_number=1") == Result{"", 0});
    }
    SUBCASE("after more events than are kept") {
        t.drop(c);
        for (int i = 0; i < 384; ++i) t.publish(to_user(kAlice));
        CHECK(resume(token, known + "&sequence_number=200") == anew);
    }
    SUBCASE("after a logout") {
        t.drop(c);
        t.hub->session_ended(t.session_id(token));
        t.sessions.forget_token(token);
        t.run();
        Client again = t.connect(token, known + "&sequence_number=1");
        CHECK(again.story() == "");
        CHECK(again.connection->close_code == 0);
        t.pass(5000);
        CHECK(again.connection->close_code == 1008);
    }
    SUBCASE("by challenge: the query is not looked at") {
        t.drop(c);
        Client again = t.connect("", known + "&sequence_number=1");
        t.say(again, challenge(token));
        CHECK(again.story() == "hello:0 OK:1");
        CHECK(again.connection_id != c.connection_id);
    }
}

TEST_CASE("hub: a connection that breaks while another thread takes it up") {
    HubTest t(2);
    std::string token = t.log_in(kAlice);
    Client c = t.connect(token, "", 0);
    c.story();
    t.drop(c);
    auto connection = std::make_shared<FakeConnection>(1);
    auto request = std::make_unique<Request>();
    std::string query = "connection_id=" + c.connection_id + "&sequence_number=1", header = "Bearer " + token;
    request->query = query;
    request->headers.push_back({"Authorization", header});
    t.hub->accepted(connection, std::move(request));
    auto handler = std::move(connection->handler);
    handler->on_close();
    t.run();
    CHECK(t.hub->connections_of(kAlice) == 0);
    t.publish(to_user(kAlice));
    Client again = t.connect(token, query, 1);
    CHECK(again.story() == "posted:1");
}

// ---- ends ----

TEST_CASE("hub: the end of a login silences its socket at once and closes it soon") {
    HubTest t;
    std::string token = t.log_in(kAlice), other = t.log_in(kAlice);
    Client c = t.connect(token), kept = t.connect(other), bob = t.client(kBob);
    c.story(), kept.story();
    bool all = false;
    SUBCASE("one session") { t.hub->session_ended(t.session_id(token)); }
    SUBCASE("all of the account") { all = true, t.hub->user_sessions_ended(kAlice); }
    SUBCASE("its token is gone from the store") {
        t.sessions.forget_token(token);
        t.hub->user_changed(kAlice);
    }
    t.publish(to_everybody());
    CHECK(c.story() == "");
    CHECK(c.connection->close_code == 0);
    CHECK(kept.story() == (all ? "" : "posted:1"));
    CHECK(bob.story() == "posted:1");
    t.say(c, R"({"seq":3,"action":"ping"})");
    CHECK(c.story() == "FAIL:3");
    t.pass(1000);
    CHECK(c.connection->close_code == 1008);
    CHECK((kept.connection->close_code == 1008) == all);
    CHECK(bob.connection->close_code == 0);
    CHECK(t.hub->connections_of(kAlice) == (all ? 0 : 1));
}

TEST_CASE("hub: a login that expires, and one that was extended meanwhile") {
    HubTest t;
    std::string token = t.log_in(kAlice, "system_user", t.clock.at + 10'000);
    Client c = t.connect(token);
    c.story();
    bool extended = false;
    SUBCASE("expires") {}
    SUBCASE("extended") {
        extended = true;
        Session session = *t.sessions.find_cached(token);
        session.expires_at += 60'000;
        t.sessions.put(std::make_shared<const Session>(session));
    }
    t.pass(12'000);
    t.publish(to_user(kAlice));
    CHECK(c.story() == (extended ? "posted:1" : ""));
    t.pass(2'000);
    CHECK((c.connection->close_code == 0) == extended);
}

TEST_CASE("hub: presence is told of the first and the last connection") {
    HubTest t(2);
    std::string told;
    t.hub->set_presence({[&](std::string_view id) { told += "+" + std::string(id.substr(0, 1)); },
                         [&](std::string_view id) { told += "-" + std::string(id.substr(0, 1)); }});
    std::string token = t.log_in(kAlice);
    Client one = t.connect(token), two = t.connect(token, "", 1);
    t.drop(one);
    CHECK(told == "+a+a");
    t.drop(two);
    CHECK(told == "+a+a-a");
}

TEST_CASE("hub: stopping closes every connection with 1001") {
    HubTest t(2);
    Client c = t.client(kAlice), stranger = t.connect("", "", 1);
    t.hub->stop();
    t.run();
    CHECK(c.connection->close_code == 1001);
    CHECK(stranger.connection->close_code == 1001);
    CHECK(t.connect(t.log_in(kBob)).connection->close_code == 1001);
}

// ---- load ----

TEST_CASE("hub: a slow reader is cut off and loses nothing") {
    HubTest t;
    t.add_to_channel(kAlice, kTown);
    std::string token = t.log_in(kAlice);
    Client c = t.connect(token);
    c.story();
    for (int i = 0; i < 300; ++i) t.publish(to_channel(kTown));  // keeps up
    c.connection->queued = 512 * 1024;                           // and no more
    for (int i = 0; i < 500; ++i) t.publish(to_channel(kTown));
    t.publish(to_channel(kTown), "{}", EventName::typing);  // nobody misses that
    CHECK(c.connection->close_code == 0);
    CHECK(c.connection->texts.size() == 801);
    c.connection->queued = 5 * 1024 * 1024;
    for (int i = 0; i < 50; ++i) t.publish(to_channel(kTown));
    CHECK(c.connection->close_code == 1008);
    CHECK(c.connection->texts.size() == 801);  // nothing more is sent
    CHECK(t.hub->connections_of(kAlice) == 0);
    c.story();
    t.drop(c);
    // It had read a little over three hundred when it stopped.
    Client again = t.connect(token, "connection_id=" + c.connection_id + "&sequence_number=310");
    auto got = again.take();
    REQUIRE(got.size() == 851 - 310);
    for (size_t i = 0; i < got.size(); ++i) {
        CHECK(got[i]["seq"].as_integer() == static_cast<int64_t>(310 + i));
        CHECK(got[i]["event"].as_string() == "posted");
    }
}

TEST_CASE("hub: ten thousand connections share one text, and an io thread is asked once") {
    HubTest t(2);
    std::vector<std::shared_ptr<FakeConnection>> all;
    std::string values;
    for (int i = 0; i < 1000; ++i) {
        std::string user = std::to_string(i);
        user.insert(0, 26 - user.size(), 'u');
        t.add_to_channel(user, kTown);
        std::string token = t.log_in(user);
        for (int k = 0; k < 10; ++k) all.push_back(t.connect(token, "", k % 2).connection);
    }
    REQUIRE(t.hub->connection_count() == 10'000);
    for (auto& c : all) c->shared.clear();
    t.posts = 0;
    std::vector<Event> batch(3);
    for (Event& event : batch) event.name = EventName::posted, event.broadcast = to_channel(kTown);
    t.hub->publish(std::move(batch));
    CHECK(t.posts == 2);
    t.run();
    const auto& texts = all[0]->shared;
    REQUIRE(texts.size() == 3);
    size_t same = 0;
    for (auto& c : all) same += c->shared == texts;
    CHECK(same == 10'000);
    CHECK(texts[0].use_count() < 30'001);  // queues and replay buffers, no copies

    t.posts = 0;
    t.hub->joined_channel(kAlice, kTown);  // not connected: nobody is bothered
    CHECK(t.posts == 0);
}
