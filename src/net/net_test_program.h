// The program behind the server in net's tests: each test says what it does.
#pragma once
#include <doctest/doctest.h>

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>

#include "net/server.h"
#include "unit/stream.h"
#include "unit/ws_client.h"

namespace rk::net {

struct TestProgram final : HttpHandler {
    uint64_t body_max = 1000;
    std::function<void(std::unique_ptr<Request>, std::unique_ptr<Responder>)> on_request;
    std::function<std::unique_ptr<Response>(const Request&)> on_upgrade;
    std::function<void(std::shared_ptr<WsConnection>, std::unique_ptr<Request>)> on_accepted;

    uint64_t body_bytes_max(const Request&) override { return body_max; }
    Response too_large(const Request& head) override {
        Response r;
        r.status = 413;
        r.body = "too large: " + std::string(head.raw_path);
        return r;
    }
    std::unique_ptr<Response> unreadable(const Request& head, int status, std::string_view why) override {
        if (!head.target.starts_with("/words")) return nullptr;
        auto r = std::make_unique<Response>();
        r->status = status;
        r->body = "unreadable " + std::string(head.target) + ": " + std::string(why);
        return r;
    }
    void handle(std::unique_ptr<Request> request, std::unique_ptr<Responder> responder) override {
        if (on_request) return on_request(std::move(request), std::move(responder));
        Response r;
        r.body = std::string(request->method) + " " + std::string(request->target) + " " + request->body;
        responder->send(std::move(r));
    }
    std::unique_ptr<Response> check_upgrade(const Request& request) override {
        return on_upgrade ? on_upgrade(request) : nullptr;
    }
    void accepted(std::shared_ptr<WsConnection> connection, std::unique_ptr<Request> request) override {
        if (on_accepted) return on_accepted(std::move(connection), std::move(request));
    }
};

// A running server on a free port of 127.0.0.1, one io thread unless told otherwise.
struct TestServer {
    explicit TestServer(TestProgram& program, ServerOptions options = {})
        : server(with_defaults(std::move(options)), program) {
        auto started = server.start();
        REQUIRE_MESSAGE(started, started.error());
    }
    static ServerOptions with_defaults(ServerOptions o) {
        o.listen = "127.0.0.1:0";
        if (o.io_threads == 0) o.io_threads = 1;
        return o;
    }
    test::Stream connect(bool tls = false, int receive_buffer = 0) {
        return test::Stream::connect("127.0.0.1", server.port(), tls, receive_buffer);
    }
    test::WsClient websocket(const std::vector<Header>& headers = {}, bool tls = false, int receive_buffer = 0) {
        return test::WsClient::connect("127.0.0.1", server.port(), "/ws", headers, tls, receive_buffer);
    }
    Server server;
};

// A value another thread puts in, waited for.
template <class T>
class Slot {
  public:
    void put(T value) {
        std::lock_guard lock(mutex_);
        values_.push_back(std::move(value));
        changed_.notify_all();
    }
    // The next value; fails the test when none comes within 5 s.
    T take() {
        std::unique_lock lock(mutex_);
        REQUIRE(changed_.wait_for(lock, std::chrono::seconds(5), [&] { return !values_.empty(); }));
        T value = std::move(values_.front());
        values_.erase(values_.begin());
        return value;
    }
    bool empty() {
        std::lock_guard lock(mutex_);
        return values_.empty();
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<T> values_;
};

}  // namespace rk::net
