// The order in which committed operations are told to the outside, where several connections commit at once.
//
// Each takes a ticket right before it sends its COMMIT, and hands in what is to be told once the answer is there. What
// is told follows the tickets, one operation at a time, on whichever thread completes the row. Two operations that wrote
// the same row are in commit order: the second waits for the row until the first one's COMMIT has reached the server,
// and only then takes its ticket. No lock is held while the server commits, so its group commit keeps working; the price
// is that an operation may wait for the answer to an earlier COMMIT.
#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>

namespace rk {

class ReleaseOrder {
  public:
    using Tell = std::function<void()>;
    uint64_t take() {
        std::lock_guard lock(mutex_);
        waiting_.emplace_back();
        return next_++;
    }
    // `tell` may be null: nothing to tell. It runs on this thread or on another one, never two at once; it must not throw.
    void finish(uint64_t ticket, Tell tell) {
        std::unique_lock lock(mutex_);
        waiting_[ticket - first_] = std::move(tell);
        if (telling_) return;  // that thread comes by this one
        telling_ = true;
        while (!waiting_.empty() && waiting_.front()) {
            Tell now = std::move(*waiting_.front());
            waiting_.pop_front();
            ++first_;
            lock.unlock();
            if (now) now();
            now = nullptr;
            lock.lock();
        }
        telling_ = false;
    }

  private:
    std::mutex mutex_;  // guards all of it; not held while telling
    std::deque<std::optional<Tell>> waiting_;
    uint64_t first_ = 0, next_ = 0;  // the tickets of waiting_
    bool telling_ = false;
};

}  // namespace rk
