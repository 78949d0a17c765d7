// What has to be done every now and then, on one thread: time-outs of connections, flushes, sweeps. Jobs are short; long
// ones post to the workers.
#pragma once
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "base/time.h"

namespace rk {

class Ticker {
  public:
    Ticker() = default;
    ~Ticker() { stop(); }
    Ticker(const Ticker&) = delete;

    // Before start(). `fn` must not throw.
    void every(Millis period_ms, std::function<void()> fn);
    void start();
    // Waits for the job at hand; none runs afterwards.
    void stop();
    // For tests, which do not start it: every job once, on this thread.
    void run_all();

  private:
    struct Job {
        Millis period_ms, due_ms;
        std::function<void()> run;
    };
    void work();
    std::vector<Job> jobs_;  // the thread's after start()
    std::mutex mutex_;       // guards stopping_
    std::condition_variable changed_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace rk
