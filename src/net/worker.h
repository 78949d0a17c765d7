// What the connections of one io thread share.
#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/http.h"
#include "net/event_loop.h"
#include "net/server.h"
#include "net/tls.h"

namespace rk::net {

// Whom a connection is with.
struct Peer {
    std::string ip;  // "" over a unix socket
    bool trusted_proxy = false;
};

// A connection of either protocol. It lives from Worker::add to Worker::remove and until nothing of the loop can call it.
class Connection : public EventHandler {
  public:
    virtual ~Connection() = default;
    virtual void begin_stop() = 0;  // finish what is in flight, then close
    virtual void abort() = 0;       // close now
    virtual void resume() = 0;      // asked for with Worker::resume_later

  private:
    friend class Worker;
    Connection* previous_ = nullptr;
    Connection* next_ = nullptr;
    std::shared_ptr<Connection> self_;
    bool resumes_ = false;
};

class Worker final : public Task {
  public:
    static constexpr size_t kScratchBytes = 64 * 1024;

    Worker(int index, const ServerOptions& options, HttpHandler& http, std::function<void()> on_closed);
    ~Worker();

    // From any thread.
    const std::shared_ptr<EventLoop>& loop() const { return loop_; }
    struct Counters {
        std::atomic<uint64_t> connections{0}, websockets{0};  // open now
        std::atomic<uint64_t> requests{0}, accepted{0}, bytes_in{0}, bytes_out{0};
    };
    Counters counters;

    // The rest on the loop's thread.
    const ServerOptions& options;
    HttpHandler& http;
    char* scratch() { return scratch_.get(); }  // kScratchBytes, for one read at a time
    std::string_view date_line();
    int64_t now_ms() const { return loop_->now_ms(); }
    void add(std::shared_ptr<Connection> connection);
    void remove(Connection& connection);
    // Calls connection.resume() when the tasks at hand have run: many answers that come together leave together.
    void resume_later(Connection& connection);
    void begin_stop();
    void abort_all();
    bool stopping() const { return stopping_; }

    void run() override;  // the resumptions
    void drop() override {}

  private:
    std::shared_ptr<EventLoop> loop_;
    std::function<void()> on_closed_;  // after a connection has gone, while stopping
    std::unique_ptr<char[]> scratch_;
    Connection* first_ = nullptr;
    std::vector<Connection*> resuming_, current_;  // null where a connection has gone since
    bool stopping_ = false;
    int64_t date_second_ = -1;
    std::string date_line_;
};

}  // namespace rk::net
