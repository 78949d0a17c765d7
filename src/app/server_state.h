// What this server knows of itself beside its settings and its store; lost when it stops. Thread-safe.
#pragma once
#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "base/time.h"

namespace rk {

class ServerState {
  public:
    // Until when an administrator wants what is not essential left out; 0: not at all.
    void set_busy_until(Millis until) { busy_until_.store(until, std::memory_order_relaxed); }
    Millis busy_until() const { return busy_until_.load(std::memory_order_relaxed); }
    bool is_busy(Millis now) const { return busy_until() > now; }

    // A number that is dear to find out: what `make` gave at most `ms` ago. `make` runs outside of the lock.
    template <class Fn>
    int64_t kept(std::string_view name, Millis now, Millis ms, Fn&& make) {
        {
            std::lock_guard lock(mutex_);
            auto it = numbers_.find(name);
            if (it != numbers_.end() && now - it->second.made_at < ms) return it->second.value;
        }
        int64_t value = make();
        std::lock_guard lock(mutex_);
        numbers_.insert_or_assign(std::string(name), Number{value, now});
        return value;
    }

  private:
    struct Number {
        int64_t value;
        Millis made_at;
    };
    std::atomic<Millis> busy_until_{0};
    std::mutex mutex_;  // guards numbers_
    std::map<std::string, Number, std::less<>> numbers_;
};

}  // namespace rk
