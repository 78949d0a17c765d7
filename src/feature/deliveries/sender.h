// Sends what waits in rk_deliveries. One thread of its own decides and writes; the waiting for answers is the HTTP
// client's. Thread-safe.
//
// It keeps in memory only which targets have something waiting and what is under way; everything else stands in the
// store, so a restart goes on where the last commit was. With nothing due it sleeps.
#pragma once
#include <atomic>
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "feature/deliveries/settle.h"

namespace rk {

struct Delivery;
struct DeliveryTarget;
struct Services;

class DeliverySender {
  public:
    explicit DeliverySender(Services& services);
    ~DeliverySender();  // stop()

    void start_thread();
    // Writes down the answers that have come; what is still under way is sent again after the next start.
    void stop();
    // After the commit: something waits for this target, or it may be sent to again.
    void wake(std::string_view target_id);
    // A place behind all those given before, in microseconds of the time.
    int64_t next_place(Millis now);
    // Does what there is to do, unless the thread does it.
    void tick();

  private:
    // Under way to one target at a time, when it wants no order; in all; and of these to targets that failed last. What
    // hangs longer than kFreshMs keeps no other from leaving, up to kMostHanging.
    static constexpr size_t kOfTargetMax = 8, kMost = 128, kMostFailing = kMost / 2, kMostHanging = 512;
    static constexpr Millis kFreshMs = 2000;

    struct Answer {
        std::string target_id;
        deliveries::Outcome outcome;
    };
    // Shared with the HTTP client, whose answers may come after the sender is gone.
    struct Inbox {
        std::mutex mutex;  // guards all below
        std::condition_variable changed;
        std::set<std::string, std::less<>> woken;
        std::vector<Answer> answers;
        bool stopping = false;
    };
    struct Target {
        std::map<int64_t, Millis> under_way;  // places, and when they left
        bool failing = false;                 // when those were sent
        Millis due = 0;                       // in due_ under this; 0: not there
    };

    void work();
    bool step();  // whether something was done
    bool take(std::set<std::string, std::less<>>& woken);
    bool write_down();
    void set_due(const std::string& target_id, Millis due);
    bool send_to(const std::string& target_id);
    void send(const Delivery& delivery, const DeliveryTarget& target);
    bool is_full(bool failing, Millis now) const;

    Services& services_;
    const std::shared_ptr<Inbox> inbox_ = std::make_shared<Inbox>();
    std::atomic<int64_t> last_place_{0};
    std::atomic<bool> has_thread_{false};
    std::thread thread_;

    std::mutex step_mutex_;  // held over whole steps; guards all below
    std::map<std::string, Target, std::less<>> targets_;
    std::set<std::pair<Millis, std::string>> due_;
    std::deque<std::string> held_back_;  // targets that found everything full
    std::vector<Answer> unwritten_;
    size_t count_ = 0, failing_ = 0;  // under way
    bool has_begun_ = false, one_by_one_ = false;
};

}  // namespace rk
