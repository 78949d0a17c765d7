// Mails on their way to the mail server, sent one after the other on a thread of its own, so that a slow or failing server
// holds nobody up. A mail that fails is tried again, a few times; what is not sent by then is an error in the log. The
// queue is in memory: mails are notices, and whoever needs one again asks for it again. Thread-safe.
#pragma once
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "base/ports.h"
#include "base/time.h"

namespace rk {

class MailQueue {
  public:
    // Waits between the attempts of one mail, in milliseconds; as many attempts as there are waits and one more.
    MailQueue(Mailer& mailer, std::vector<Millis> waits_ms = {5'000, 30'000, 120'000});
    ~MailQueue();  // stop()
    // Queues a mail; a full queue drops it, with an error in the log.
    void add(Mail mail);
    // Waits until every mail is sent or given up. For tests.
    void flush();
    // Sends what is due, drops what waits for another attempt, ends the thread.
    void stop();

  private:
    struct Entry {
        Mail mail;
        size_t attempt = 0;
        Millis due_ms = 0;  // monotonic
    };
    static constexpr size_t kMax = 10'000;
    void work();
    Mailer& mailer_;
    const std::vector<Millis> waits_ms_;
    std::mutex mutex_;  // guards all below
    std::condition_variable changed_;
    std::deque<Entry> ready_;
    std::deque<Entry> waiting_;
    bool sending_ = false, stopping_ = false;
    std::thread thread_;
};

}  // namespace rk
