#include "app/rate_limit.h"

#include <algorithm>

namespace rk {

namespace {

int64_t seconds_up(int64_t us) { return (us + 999'999) / 1'000'000; }

}  // namespace

RateLimiter::Verdict RateLimiter::count(std::string_view key, int64_t per_second, int64_t burst, int64_t keys_max,
                                        int64_t now_us) {
    // One request uses up `interval`; the caller may be ahead of the even pace by burst + 1 of them.
    const int64_t interval = 1'000'000 / std::clamp<int64_t>(per_second, 1, 1'000'000);
    const int64_t tolerance = interval * (burst + 1);
    Verdict verdict;
    verdict.limit = burst + 1;

    std::lock_guard lock(mutex_);
    auto found = by_key_.find(key);
    if (found == by_key_.end()) {
        while (!callers_.empty() && static_cast<int64_t>(callers_.size()) >= std::max<int64_t>(1, keys_max)) {
            by_key_.erase(callers_.back().key);
            callers_.pop_back();
        }
        callers_.push_front({std::string(key), now_us});
        found = by_key_.emplace(callers_.front().key, callers_.begin()).first;
    } else {
        callers_.splice(callers_.begin(), callers_, found->second);
    }
    int64_t& due = found->second->due_us;
    const int64_t next_due = std::max(now_us, due) + interval;
    int64_t ahead = 0;
    if (next_due - tolerance > now_us) {
        verdict.limited = true;
        verdict.retry_after_s = seconds_up(next_due - tolerance - now_us);
        ahead = due - now_us;
    } else {
        due = next_due;
        ahead = due - now_us;
    }
    verdict.remaining = std::max<int64_t>(0, (tolerance - ahead) / interval);
    verdict.reset_s = seconds_up(std::max<int64_t>(0, ahead));
    return verdict;
}

size_t RateLimiter::size() const {
    std::lock_guard lock(mutex_);
    return callers_.size();
}

}  // namespace rk
