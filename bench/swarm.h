// Many WebSocket clients in one thread, all members of one channel, and the posts sent to it: measures how long a post
// takes from before its HTTP request until each client has the `posted` event.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "bench/histogram.h"
#include "bench/net.h"

namespace rk::bench {

struct SwarmResult {
    Histogram delivery_ns;  // each client, each post
    Histogram last_ns;      // each post: until the last client had it
    uint64_t posts = 0;
    uint64_t delivered = 0;
    uint64_t errors = 0;  // refused posts, missed or repeated deliveries, lost connections
    double seconds = 0;
    std::string first_error;
};

class Swarm {
  public:
    // Client i authenticates with tokens[i % size].
    Swarm(const Target& target, std::vector<std::string> tokens);
    ~Swarm();
    Swarm(const Swarm&) = delete;
    Swarm& operator=(const Swarm&) = delete;

    // Opens clients until there are `count`, each having had its `hello`; throws Trouble when that does not come about.
    void connect(size_t count);
    // Reads and drops what arrives until nothing has for `quiet_ms`, at most `limit_ms`.
    void settle(int quiet_ms, int limit_ms);

    // Sends `posts` messages to the channel, as several users. `interval_ms` > 0: one each interval, whether or not the
    // earlier ones have arrived; 0: the next one `pause_ms` after the last client had the one before.
    SwarmResult run(const std::string& channel_id, size_t posts, int interval_ms, int pause_ms);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace rk::bench
