#include "app/mail_queue.h"

#include <algorithm>
#include <chrono>

#include "base/log.h"

namespace rk {

MailQueue::MailQueue(Mailer& mailer, std::vector<Millis> waits_ms)
    : mailer_(mailer), waits_ms_(std::move(waits_ms)), thread_([this] { work(); }) {}

MailQueue::~MailQueue() { stop(); }

void MailQueue::add(Mail mail) {
    std::unique_lock lock(mutex_);
    if (stopping_ || ready_.size() + waiting_.size() >= kMax) {
        lock.unlock();
        log::error("A mail was dropped: too many are waiting for the mail server", {{"to", mail.to}});
        return;
    }
    ready_.push_back({std::move(mail)});
    changed_.notify_all();
}

void MailQueue::flush() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return ready_.empty() && waiting_.empty() && !sending_; });
}

void MailQueue::stop() {
    {
        std::lock_guard lock(mutex_);
        stopping_ = true;
        changed_.notify_all();
    }
    if (thread_.joinable()) thread_.join();
}

void MailQueue::work() {
    std::unique_lock lock(mutex_);
    while (true) {
        Millis now = monotonic_ms();
        Millis next = 0;
        for (auto it = waiting_.begin(); it != waiting_.end();) {
            if (it->due_ms <= now) {
                ready_.push_back(std::move(*it));
                it = waiting_.erase(it);
            } else {
                next = next ? std::min(next, it->due_ms) : it->due_ms;
                ++it;
            }
        }
        if (ready_.empty()) {
            if (stopping_) break;
            if (next) changed_.wait_for(lock, std::chrono::milliseconds(next - now));
            else changed_.wait(lock);
            continue;
        }
        Entry entry = std::move(ready_.front());
        ready_.pop_front();
        sending_ = true;
        lock.unlock();
        auto failure = mailer_.send(entry.mail);
        bool again = failure && entry.attempt < waits_ms_.size();
        if (failure)
            log::write(
                again ? log::Level::warn : log::Level::error,
                again ? "A mail could not be sent; it will be tried again" : "A mail could not be sent",
                {{"to", entry.mail.to}, {"error", failure->what}, {"attempt", static_cast<long>(entry.attempt + 1)}});
        lock.lock();
        sending_ = false;
        if (again && !stopping_) {
            entry.due_ms = monotonic_ms() + waits_ms_[entry.attempt++];
            waiting_.push_back(std::move(entry));
        }
        changed_.notify_all();
    }
    if (!waiting_.empty())
        log::error("Mails that could not be sent are dropped at the end",
                   {{"mails", static_cast<unsigned long>(waiting_.size())}});
}

}  // namespace rk
