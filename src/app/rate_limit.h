// How often one caller may ask (RateLimitSettings): the generic cell rate algorithm, so a burst is let through and then
// requests at an even pace. One for the whole server; thread-safe.
#pragma once
#include <cstdint>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace rk {

class RateLimiter {
  public:
    struct Verdict {
        bool limited = false;
        int64_t limit = 0;           // requests that may come at once
        int64_t remaining = 0;       // of those, now
        int64_t reset_s = 0;         // until all of them are there again
        int64_t retry_after_s = -1;  // when limited: until the next one; -1 otherwise
    };
    // Counts a request of that caller. `now_us` never goes back. At most `keys_max` callers are remembered: then the one
    // that was silent longest is forgotten, and starts afresh.
    Verdict count(std::string_view key, int64_t per_second, int64_t burst, int64_t keys_max, int64_t now_us);
    size_t size() const;

  private:
    struct Hash {
        using is_transparent = void;
        size_t operator()(std::string_view s) const { return std::hash<std::string_view>()(s); }
    };
    struct Caller {
        std::string key;
        int64_t due_us;  // when the requests counted so far are used up at an even pace
    };
    mutable std::mutex mutex_;   // guards all below
    std::list<Caller> callers_;  // last heard of first
    std::unordered_map<std::string_view, std::list<Caller>::iterator, Hash, std::equal_to<>> by_key_;
};

}  // namespace rk
