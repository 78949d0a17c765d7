// Echoes that come later (/echo 'tea' 180). They live in memory: a restart forgets them.
#pragma once
#include <cstddef>
#include <deque>
#include <mutex>
#include <string>

#include "feature/commands/builtin.h"

namespace rk::commands {

class EchoQueue {
  public:
    explicit EchoQueue(Services& services) : services_(services) {}
    // False when as many wait as may.
    bool add(Call call, std::string message, Millis due);
    // Posts what is due. Called every second; returns at once.
    void tick();

  private:
    struct Echo {
        Call call;
        std::string message;
        Millis due = 0;
    };
    static constexpr size_t kMost = 50;
    Services& services_;
    std::mutex mutex_;  // guards waiting_
    std::deque<Echo> waiting_;
};

}  // namespace rk::commands
