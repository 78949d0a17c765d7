// The hub on a real server: two io threads, clients that break off and come back, events and memberships from other
// threads meanwhile. Whoever comes back has heard everything once, in order.
#include <doctest/doctest.h>

#include <atomic>
#include <random>
#include <thread>

#include "app/access.h"
#include "app/config_store.h"
#include "app/hub.h"
#include "app/services.h"
#include "app/session_store.h"
#include "base/ids.h"
#include "base/json.h"
#include "net/server.h"
#include "unit/ws_client.h"

using namespace rk;

namespace {

struct SystemClock : Clock {
    Millis now() override { return now_ms(); }
};

struct LiveHub : HttpHandler {
    LiveHub() {
        services.clock = &clock;
        services.config = &config;
        services.sessions = &sessions;
        services.roles = &roles;
        db = open_sqlite({}, &services, clock, nullptr);
        services.db = db.get();
        net::ServerOptions options;
        options.listen = "127.0.0.1:0";
        options.io_threads = 2;
        server = std::make_unique<net::Server>(options, *this);
        hub = std::make_unique<Hub>(
            services, 2, [this](int loop, std::function<void()> work) { server->post(loop, std::move(work)); });
        services.hub = hub.get();
        REQUIRE(server->start());
    }
    ~LiveHub() { server->stop(1000); }

    uint64_t body_bytes_max(const Request&) override { return 0; }
    Response too_large(const Request&) override { return {}; }
    std::unique_ptr<Response> unreadable(const Request&, int, std::string_view) override { return nullptr; }
    void handle(std::unique_ptr<Request>, std::unique_ptr<Responder> responder) override { responder->send({}); }
    std::unique_ptr<Response> check_upgrade(const Request& request) override { return hub->check_upgrade(request); }
    void accepted(std::shared_ptr<WsConnection> connection, std::unique_ptr<Request> request) override {
        hub->accepted(std::move(connection), std::move(request));
    }

    std::string log_in(const std::string& user_id) {
        Session session;
        session.id = new_id();
        session.token = new_id();
        session.user_id = user_id;
        session.roles = "system_user";
        sessions.put(std::make_shared<const Session>(session));
        return session.token;
    }

    SystemClock clock;
    ConfigStore config{Config()};
    SessionStore sessions;
    RoleStore roles;
    Services services;
    std::unique_ptr<Database> db;
    std::unique_ptr<net::Server> server;
    std::unique_ptr<Hub> hub;
};

}  // namespace

TEST_CASE("live hub: clients that break off and come back hear everything once and in order") {
    constexpr int kClients = 4, kEvents = 1500, kAhead = 100;
    LiveHub live;
    const std::string channel = new_id();
    std::vector<std::string> users;
    for (int i = 0; i < kClients; ++i) {
        users.push_back(new_id());
        live.db->write([&](Tx& tx) {
            tx.connection().script("INSERT INTO channelmembers (channelid, userid, roles) VALUES ('" + channel +
                                   "', '" + users.back() + "', '')");
        });
    }
    std::atomic<int> heard[kClients] = {}, wrong{0}, resumed{0}, ready{0};

    auto client = [&](int index) {
        std::mt19937 random(static_cast<unsigned>(index));
        std::string token = live.log_in(users[static_cast<size_t>(index)]), id;
        int64_t next_seq = 0;
        int left = 0;  // messages until it breaks off
        std::optional<test::WsClient> socket;
        while (heard[index] < kEvents && wrong == 0) {
            if (left-- == 0 || !socket) {
                if (socket) {
                    socket->stream().close();
                    for (int i = 0; i < 5000 && live.hub->connections_of(users[static_cast<size_t>(index)]) > 0; ++i)
                        std::this_thread::sleep_for(std::chrono::milliseconds(1));
                    ++resumed;
                }
                socket.emplace(test::WsClient::connect(
                    "127.0.0.1", live.server->port(),
                    "/api/v4/websocket?connection_id=" + id + "&sequence_number=" + std::to_string(next_seq),
                    {{"Authorization", "Bearer " + token}}));
                left = 20 + static_cast<int>(random() % 300);
            }
            auto text = socket->receive(10'000);
            auto json = text ? Json::parse(*text) : Result<Json>(Failure{"nothing came"});
            if (!json || (*json)["seq"].as_integer(-1) != next_seq) {
                ++wrong;
                return;
            }
            ++next_seq;
            if ((*json)["event"].as_string() == "hello") {
                id = (*json)["data"]["connection_id"].as_string();
                ++ready;
            } else if ((*json)["data"]["n"].as_integer() != ++heard[index]) {
                ++wrong;
            }
        }
    };
    std::vector<std::thread> threads;
    for (int i = 0; i < kClients; ++i) threads.emplace_back(client, i);
    // Somebody else's comings and goings, on another thread.
    std::atomic<bool> done{false};
    std::thread others([&] {
        std::string stranger = new_id(), token = live.log_in(stranger);
        while (!done) {
            auto socket = test::WsClient::connect("127.0.0.1", live.server->port(), "/api/v4/websocket",
                                                  {{"Authorization", "Bearer " + token}});
            live.hub->joined_channel(stranger, channel);
            socket.receive(1000);
            live.hub->left_channel(stranger, channel);
            live.hub->tick();
            socket.stream().close();
        }
        live.hub->user_sessions_ended(stranger);
    });
    while (ready < kClients && wrong == 0) std::this_thread::yield();
    for (int n = 1; n <= kEvents && wrong == 0; ++n) {
        Event event;
        event.name = EventName::posted;
        event.broadcast = to_channel(channel);
        event.data = "{\"n\":" + std::to_string(n) + "}";
        live.hub->publish_now(std::move(event));
        for (auto& h : heard)
            while (h < n - kAhead && wrong == 0) std::this_thread::yield();
    }
    for (std::thread& thread : threads) thread.join();
    done = true;
    others.join();
    CHECK(wrong == 0);
    for (auto& h : heard) CHECK(h == kEvents);
    CHECK(resumed >= kClients);
}
