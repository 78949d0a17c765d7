// Threads that may wait: the slow lane, mail, calls to elsewhere. Thread-safe.
#pragma once
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace rk {

class Workers {
  public:
    // `threads` run jobs; at most `queue_max` wait. No one `kind` of job (a hook, a target, "hashing") holds more than
    // half of the threads, so that a slow one never starves the rest.
    Workers(size_t threads, size_t queue_max);
    ~Workers();  // stop()
    // Queues a job; false when the queue is full or stopping. A job must not throw.
    bool post(std::string kind, std::function<void()> job);
    // Finishes what is queued, then ends the threads.
    void stop();
    size_t waiting() const;

  private:
    struct Job {
        std::string kind;
        std::function<void()> run;
    };
    void work();
    const size_t share_;
    const size_t queue_max_;
    mutable std::mutex mutex_;  // guards all below
    std::condition_variable changed_;
    std::deque<Job> queue_;
    std::map<std::string, size_t> running_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace rk
