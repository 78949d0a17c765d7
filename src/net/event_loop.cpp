#include "net/event_loop.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "base/assert.h"

namespace rk::net {
namespace {

thread_local const EventLoop* current_loop = nullptr;

class Closed final : public Task {
  public:
    void run() override {}
    void drop() override {}
};
Closed closed_mark;  // address only: stands in `posted_` of a loop that has ended

class FunctionTask final : public Task {
  public:
    explicit FunctionTask(std::function<void()> work) : work_(std::move(work)) {}
    void run() override {
        work_();
        delete this;
    }
    void drop() override { delete this; }

  private:
    std::function<void()> work_;
};

}  // namespace

int64_t monotonic_now_ms() {
    timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return static_cast<int64_t>(t.tv_sec) * 1000 + t.tv_nsec / 1000000;
}

EventLoop::EventLoop(int index) : index_(index) {
    epoll_ = epoll_create1(EPOLL_CLOEXEC);
    event_ = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    RK_ASSERT(epoll_ >= 0 && event_ >= 0);
    // Edge-triggered, so that a wake need not be read back: each write is an edge of its own.
    epoll_event e{};
    e.events = EPOLLIN | EPOLLET;
    e.data.ptr = nullptr;
    RK_ASSERT(epoll_ctl(epoll_, EPOLL_CTL_ADD, event_, &e) == 0);
    now_ms_ = monotonic_now_ms();
    done_tick_ = now_ms_ / kTickMs;
}

EventLoop::~EventLoop() {
    stop();
    close(event_);
    close(epoll_);
}

void EventLoop::start() {
    RK_ASSERT(!thread_.joinable());
    thread_ = std::thread([this] { run(); });
}

void EventLoop::stop() {
    RK_ASSERT(!in_loop_thread());
    if (thread_.joinable()) {
        post([this] { ending_ = true; });
        thread_.join();
    }
    Task* task = posted_.exchange(&closed_mark, std::memory_order_acq_rel);
    while (task && task != &closed_mark) std::exchange(task, task->next_)->drop();
    released_.clear();
}

bool EventLoop::in_loop_thread() const { return current_loop == this; }

void EventLoop::post(std::function<void()> work) { post(new FunctionTask(std::move(work))); }

void EventLoop::post(Task* task) {
    Task* head = posted_.load(std::memory_order_relaxed);
    do {
        if (head == &closed_mark) {
            task->drop();
            return;
        }
        task->next_ = head;
    } while (!posted_.compare_exchange_weak(head, task, std::memory_order_seq_cst, std::memory_order_relaxed));
    // The loop sets `asleep_` before it looks at `posted_` a last time, and we push before we look at `asleep_`: at least one
    // of the two sees the other.
    if (asleep_.load(std::memory_order_seq_cst) && asleep_.exchange(false)) {
        uint64_t one = 1;
        [[maybe_unused]] ssize_t n = write(event_, &one, sizeof one);
        wakes_.fetch_add(1, std::memory_order_relaxed);
    }
}

bool EventLoop::add(int fd, uint32_t events, EventHandler* handler) {
    epoll_event e{};
    e.events = events;
    e.data.ptr = handler;
    return epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &e) == 0;
}

void EventLoop::modify(int fd, uint32_t events, EventHandler* handler) {
    epoll_event e{};
    e.events = events;
    e.data.ptr = handler;
    RK_ASSERT(epoll_ctl(epoll_, EPOLL_CTL_MOD, fd, &e) == 0);
}

void EventLoop::remove(int fd) { epoll_ctl(epoll_, EPOLL_CTL_DEL, fd, nullptr); }

void EventLoop::link(Timer& timer, int64_t tick) {
    timer.slot_tick_ = tick;
    Timer*& head = slots_[tick % kSlots];
    timer.previous_ = nullptr;
    timer.next_ = head;
    if (head) head->previous_ = &timer;
    head = &timer;
    ++timers_;
}

void EventLoop::unlink(Timer& timer) {
    if (timer.previous_) {
        timer.previous_->next_ = timer.next_;
    } else {
        slots_[timer.slot_tick_ % kSlots] = timer.next_;
    }
    if (timer.next_) timer.next_->previous_ = timer.previous_;
    timer.slot_tick_ = -1;
    --timers_;
}

void EventLoop::set_timer(Timer& timer, int64_t due_ms) {
    timer.due_ms_ = due_ms;
    if (due_ms == Timer::kNever) return;  // found in its slot and let go when that comes round
    int64_t tick = std::max((due_ms + kTickMs - 1) / kTickMs, done_tick_ + 1);
    if (timer.slot_tick_ >= 0) {
        if (timer.slot_tick_ <= tick) return;  // comes round earlier and moves on then
        unlink(timer);
    }
    // Further away than one turn of the wheel: looked at on the way.
    link(timer, std::min(tick, done_tick_ + kSlots - 1));
}

void EventLoop::cancel_timer(Timer& timer) {
    timer.due_ms_ = Timer::kNever;
    if (timer.slot_tick_ >= 0) unlink(timer);
}

void EventLoop::run_timers() {
    int64_t tick = now_ms_ / kTickMs;
    if (timers_ == 0) {
        done_tick_ = std::max(done_tick_, tick);
        return;
    }
    while (done_tick_ < tick) {
        ++done_tick_;
        // on_timer may cancel or move any timer, so the head is read anew each time; what is set again goes to a later slot.
        Timer*& head = slots_[done_tick_ % kSlots];
        while (head) {
            Timer& timer = *head;
            unlink(timer);
            int64_t due = timer.due_ms_;
            if (due == Timer::kNever) continue;
            if (due > now_ms_) {
                set_timer(timer, due);
            } else {
                timer.due_ms_ = Timer::kNever;
                timer.on_timer();
            }
        }
    }
}

int EventLoop::wait_ms() const {
    if (timers_ == 0) return -1;
    for (int64_t tick = done_tick_ + 1; tick < done_tick_ + kSlots; ++tick) {
        if (slots_[tick % kSlots]) return static_cast<int>(std::max<int64_t>(0, tick * kTickMs - now_ms_));
    }
    return static_cast<int>(kSlots * kTickMs / 2);
}

void EventLoop::run_tasks() {
    // A bounded number of turns, so that busy posters do not keep sockets and timers waiting.
    for (int turn = 0; turn < 8 && posted_.load(std::memory_order_relaxed); ++turn) {
        Task* task = posted_.exchange(nullptr, std::memory_order_acq_rel);
        Task* in_order = nullptr;
        while (task) {
            Task* next = task->next_;
            task->next_ = in_order;
            in_order = task;
            task = next;
        }
        while (in_order) std::exchange(in_order, in_order->next_)->run();
    }
}

void EventLoop::run() {
    current_loop = this;
    constexpr int kEvents = 256;
    epoll_event events[kEvents];
    while (true) {
        run_tasks();
        if (ending_) break;
        // Destroying one object may release others.
        while (!released_.empty()) std::vector<std::shared_ptr<void>>().swap(released_);
        asleep_.store(true, std::memory_order_seq_cst);
        int wait = posted_.load(std::memory_order_seq_cst) ? 0 : wait_ms();
        int n = epoll_wait(epoll_, events, kEvents, wait);
        asleep_.store(false, std::memory_order_relaxed);
        now_ms_ = monotonic_now_ms();
        for (int i = 0; i < n; ++i) {
            if (events[i].data.ptr) static_cast<EventHandler*>(events[i].data.ptr)->on_events(events[i].events);
        }
        run_timers();
    }
    current_loop = nullptr;
}

}  // namespace rk::net
