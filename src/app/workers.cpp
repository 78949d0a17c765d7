#include "app/workers.h"

#include <algorithm>

namespace rk {

Workers::Workers(size_t threads, size_t queue_max) : share_(std::max<size_t>(1, threads / 2)), queue_max_(queue_max) {
    for (size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

Workers::~Workers() { stop(); }

bool Workers::post(std::string kind, std::function<void()> job) {
    {
        std::lock_guard lock(mutex_);
        if (stopping_ || queue_.size() >= queue_max_) return false;
        queue_.push_back({std::move(kind), std::move(job)});
    }
    changed_.notify_one();
    return true;
}

void Workers::stop() {
    {
        std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    for (auto& thread : threads_)
        if (thread.joinable()) thread.join();
}

size_t Workers::waiting() const {
    std::lock_guard lock(mutex_);
    return queue_.size();
}

void Workers::work() {
    std::unique_lock lock(mutex_);
    for (;;) {
        auto next = queue_.end();
        changed_.wait(lock, [&] {
            next = std::find_if(queue_.begin(), queue_.end(), [&](const Job& job) {
                auto it = running_.find(job.kind);
                return it == running_.end() || it->second < share_;
            });
            return next != queue_.end() || (stopping_ && queue_.empty());
        });
        if (next == queue_.end()) return;
        Job job = std::move(*next);
        queue_.erase(next);
        ++running_[job.kind];
        lock.unlock();
        job.run();
        job.run = nullptr;  // what it holds goes outside of the lock
        lock.lock();
        if (--running_[job.kind] == 0) running_.erase(job.kind);
        changed_.notify_all();  // a job of this kind may have waited for its share
    }
}

}  // namespace rk
