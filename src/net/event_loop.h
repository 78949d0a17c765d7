// One thread that waits for sockets, timers and tasks from other threads, and runs what they ask for.
#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace rk::net {

int64_t monotonic_now_ms();

// Work for a loop's thread. Intrusive, so that posting allocates nothing: the poster keeps the object alive until exactly one of
// run() (on the loop's thread) and drop() (the loop has ended; on any thread) was called.
class Task {
  public:
    virtual void run() = 0;
    virtual void drop() = 0;

  protected:
    ~Task() = default;

  private:
    friend class EventLoop;
    Task* next_ = nullptr;
};

// A socket's owner. `events` are epoll's bits. Called on the loop's thread, also once more after `remove` within the same
// round of events, so an owner is only destroyed through EventLoop::release.
class EventHandler {
  public:
    virtual void on_events(uint32_t events) = 0;

  protected:
    ~EventHandler() = default;
};

// A deadline in a loop, up to one tick (64 ms) late. Only on the loop's thread. Moving a deadline later costs a store.
class Timer {
  public:
    static constexpr int64_t kNever = INT64_MAX;
    virtual void on_timer() = 0;

  protected:
    ~Timer() = default;

  private:
    friend class EventLoop;
    Timer* previous_ = nullptr;
    Timer* next_ = nullptr;
    int64_t due_ms_ = kNever;
    int64_t slot_tick_ = -1;  // the tick whose slot it hangs in, -1 when in none
};

class EventLoop {
  public:
    static constexpr int64_t kTickMs = 64;

    explicit EventLoop(int index);
    ~EventLoop();  // stops
    EventLoop(const EventLoop&) = delete;
    EventLoop& operator=(const EventLoop&) = delete;

    void start();
    // Ends the thread after the round it is in and drops tasks left over. Not from the loop's own thread.
    void stop();
    int index() const { return index_; }
    bool in_loop_thread() const;

    // From any thread. One eventfd write when the loop sleeps and nobody has woken it yet, none otherwise; tasks run in the
    // order posted. After stop() the task is dropped at once.
    void post(Task* task);
    void post(std::function<void()> work);

    // The rest only on the loop's thread (or before start()).
    int64_t now_ms() const { return now_ms_; }                 // monotonic, read once a round
    bool add(int fd, uint32_t events, EventHandler* handler);  // false: out of kernel memory
    void modify(int fd, uint32_t events, EventHandler* handler);
    void remove(int fd);
    // Keeps `object` until the round of events has ended, when nothing can call it any more.
    void release(std::shared_ptr<void> object) { released_.push_back(std::move(object)); }
    // Sets, moves or (kNever) ends a deadline, in now_ms() time.
    void set_timer(Timer& timer, int64_t due_ms);
    int64_t timer_due(const Timer& timer) const { return timer.due_ms_; }
    void cancel_timer(Timer& timer);  // must precede the timer's destruction

    uint64_t wakes() const { return wakes_.load(std::memory_order_relaxed); }  // eventfd writes so far

  private:
    static constexpr int kSlots = 512;

    void run();
    void run_tasks();
    void run_timers();
    int wait_ms() const;
    void link(Timer& timer, int64_t tick);
    void unlink(Timer& timer);

    const int index_;
    int epoll_ = -1;
    int event_ = -1;
    std::thread thread_;
    std::atomic<Task*> posted_{nullptr};  // last in, first out; a mark when the loop has ended
    std::atomic<bool> asleep_{false};
    std::atomic<uint64_t> wakes_{0};
    bool ending_ = false;
    int64_t now_ms_ = 0;
    int64_t done_tick_ = 0;  // timers of this tick and before have run
    size_t timers_ = 0;
    Timer* slots_[kSlots] = {};
    std::vector<std::shared_ptr<void>> released_;
};

}  // namespace rk::net
