// The other side of what a server sends out: an HTTP server on 127.0.0.1 that answers every request at once with the same
// text, on a thread of its own.
#pragma once
#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>

#include "bench/histogram.h"

namespace rk::bench {

class Sink {
  public:
    // `answer` is the body of every answer, a JSON text. Throws Trouble when no port is free.
    explicit Sink(std::string answer);
    ~Sink();
    Sink(const Sink&) = delete;
    Sink& operator=(const Sink&) = delete;

    // "http://127.0.0.1:PORT" without a path; any path is answered.
    const std::string& base() const { return base_; }
    uint64_t received() const { return received_.load(std::memory_order_relaxed); }
    uint64_t last_at_ns() const { return last_at_ns_.load(std::memory_order_relaxed); }
    // Times from the stamp in a request's body (see stamp) to its arrival.
    Histogram delays_ns() const;
    // A word for a message that tells when it was sent.
    static std::string stamp();

  private:
    void serve();
    struct Connection;
    bool read(Connection& c);

    std::string answer_, base_;
    int listener_ = -1, epoll_ = -1, wake_ = -1;
    std::atomic<uint64_t> received_{0}, last_at_ns_{0};
    mutable std::mutex mutex_;  // guards delays_
    Histogram delays_;
    std::thread thread_;
};

}  // namespace rk::bench
