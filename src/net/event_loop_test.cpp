#include "net/event_loop.h"

#include <doctest/doctest.h>

#include <future>
#include <semaphore>

using namespace rk::net;

TEST_CASE("tasks of one thread run in the order posted, on the loop's thread") {
    EventLoop loop(0);
    loop.start();
    std::vector<int> seen;
    bool inside = true;
    std::binary_semaphore done(0);
    for (int i = 0; i < 1000; ++i) {
        loop.post([&, i] {
            seen.push_back(i);
            inside = inside && loop.in_loop_thread();
        });
    }
    loop.post([&] { done.release(); });
    done.acquire();
    REQUIRE(seen.size() == 1000);
    for (int i = 0; i < 1000; ++i) CHECK(seen[static_cast<size_t>(i)] == i);
    CHECK(inside);
    CHECK_FALSE(loop.in_loop_thread());
}

TEST_CASE("a burst of posts to a busy loop costs no wake") {
    EventLoop loop(0);
    loop.start();
    std::binary_semaphore busy(0), go(0), done(0);
    loop.post([&] {
        busy.release();
        go.acquire();
    });
    busy.acquire();
    uint64_t before = loop.wakes();
    int count = 0;
    for (int i = 0; i < 64; ++i) loop.post([&] { ++count; });
    loop.post([&] { done.release(); });
    CHECK(loop.wakes() == before);
    go.release();
    done.acquire();
    CHECK(count == 64);
}

TEST_CASE("posts from many threads are all run, however they meet the loop's falling asleep") {
    EventLoop loop(0);
    loop.start();
    std::atomic<int> count{0};
    std::binary_semaphore done(0);
    constexpr int kThreads = 4, kEach = 5000;
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t) {
        threads.emplace_back([&] {
            for (int i = 0; i < kEach; ++i) {
                loop.post([&] {
                    if (++count == kThreads * kEach) done.release();
                });
                if (i % 64 == 0) std::this_thread::yield();
            }
        });
    }
    CHECK(done.try_acquire_for(std::chrono::seconds(20)));
    for (auto& t : threads) t.join();
    CHECK(count == kThreads * kEach);
}

TEST_CASE("a task posted to an ended loop is dropped") {
    struct Counting final : Task {
        int runs = 0, drops = 0;
        void run() override { ++runs; }
        void drop() override { ++drops; }
    } task;
    EventLoop loop(0);
    loop.start();
    loop.stop();
    loop.post(&task);
    CHECK(task.runs == 0);
    CHECK(task.drops == 1);
}

namespace {
struct Alarm final : Timer {
    explicit Alarm(EventLoop& l) : loop(l) {}
    EventLoop& loop;
    std::promise<int64_t> rang;
    int count = 0;
    void on_timer() override {
        if (++count == 1) rang.set_value(monotonic_now_ms());
    }
};
}  // namespace

TEST_CASE("a timer fires after its time, a moved one after its new time, a cancelled one never") {
    EventLoop loop(0);
    loop.start();
    Alarm early(loop), moved(loop), cancelled(loop);
    int64_t start = monotonic_now_ms();
    loop.post([&] {
        loop.set_timer(moved, loop.now_ms() + 1);
        loop.set_timer(cancelled, loop.now_ms() + 1);
        loop.set_timer(early, loop.now_ms() + 60'000);
        loop.set_timer(early, loop.now_ms() + 10);   // earlier
        loop.set_timer(moved, loop.now_ms() + 150);  // later
        loop.cancel_timer(cancelled);
    });
    int64_t first = early.rang.get_future().get(), second = moved.rang.get_future().get();
    CHECK(first - start >= 10);
    CHECK(second - start >= 150);
    CHECK(second > first);
    std::promise<void> looked;
    loop.post([&] {
        CHECK(cancelled.count == 0);
        CHECK(early.count == 1);
        loop.cancel_timer(early);
        loop.cancel_timer(moved);
        looked.set_value();
    });
    looked.get_future().get();
}
