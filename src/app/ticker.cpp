#include "app/ticker.h"

#include <algorithm>
#include <chrono>

#include "base/assert.h"

namespace rk {

void Ticker::every(Millis period_ms, std::function<void()> fn) {
    RK_ASSERT(!thread_.joinable());
    jobs_.push_back({period_ms, 0, std::move(fn)});
}

void Ticker::start() {
    thread_ = std::thread([this] { work(); });
}

void Ticker::stop() {
    {
        std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void Ticker::run_all() {
    for (Job& job : jobs_) job.run();
}

void Ticker::work() {
    Millis now = monotonic_ms();
    for (Job& job : jobs_) job.due_ms = now + job.period_ms;
    while (!jobs_.empty()) {
        auto next = std::min_element(jobs_.begin(), jobs_.end(),
                                     [](const Job& a, const Job& b) { return a.due_ms < b.due_ms; });
        {
            std::unique_lock lock(mutex_);
            auto wait = std::chrono::milliseconds(std::max<Millis>(0, next->due_ms - monotonic_ms()));
            if (changed_.wait_for(lock, wait, [this] { return stopping_; })) return;
        }
        next->run();
        // A job that took longer than its period does not run twice to make up for it.
        next->due_ms = std::max(next->due_ms + next->period_ms, monotonic_ms());
    }
}

}  // namespace rk
