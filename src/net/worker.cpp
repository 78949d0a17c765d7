#include "net/worker.h"

#include <time.h>

#include <algorithm>
#include <utility>

#include "net/http_answer.h"

namespace rk::net {

Worker::Worker(int index, const ServerOptions& server_options, HttpHandler& handler, std::function<void()> on_closed)
    : options(server_options),
      http(handler),
      loop_(std::make_shared<EventLoop>(index)),
      on_closed_(std::move(on_closed)),
      scratch_(new char[kScratchBytes]) {}

Worker::~Worker() = default;

std::string_view Worker::date_line() {
    timespec t;
    clock_gettime(CLOCK_REALTIME_COARSE, &t);
    if (t.tv_sec != date_second_) {
        date_second_ = t.tv_sec;
        date_line_ = "Date: " + http_date(t.tv_sec) + "\r\n";
    }
    return date_line_;
}

void Worker::add(std::shared_ptr<Connection> connection) {
    Connection& c = *connection;
    c.self_ = std::move(connection);
    c.next_ = first_;
    if (first_) first_->previous_ = &c;
    first_ = &c;
    counters.connections.fetch_add(1, std::memory_order_relaxed);
}

void Worker::remove(Connection& c) {
    if (!c.self_) return;
    if (c.previous_) {
        c.previous_->next_ = c.next_;
    } else {
        first_ = c.next_;
    }
    if (c.next_) c.next_->previous_ = c.previous_;
    c.previous_ = c.next_ = nullptr;
    counters.connections.fetch_sub(1, std::memory_order_relaxed);
    if (c.resumes_) {
        c.resumes_ = false;
        std::replace(resuming_.begin(), resuming_.end(), &c, static_cast<Connection*>(nullptr));
        std::replace(current_.begin(), current_.end(), &c, static_cast<Connection*>(nullptr));
    }
    loop_->release(std::move(c.self_));
    if (stopping_) on_closed_();
}

void Worker::resume_later(Connection& connection) {
    if (std::exchange(connection.resumes_, true)) return;
    resuming_.push_back(&connection);
    if (resuming_.size() == 1) loop_->post(this);
}

void Worker::run() {
    // resume() may ask for another resumption, of itself or others: those come in a turn of their own.
    current_.swap(resuming_);
    for (size_t i = 0; i < current_.size(); ++i) {
        Connection* connection = current_[i];
        if (!connection) continue;
        current_[i] = nullptr;
        connection->resumes_ = false;
        connection->resume();
    }
    current_.clear();
}

void Worker::begin_stop() {
    stopping_ = true;
    for (Connection* c = first_; c;) std::exchange(c, c->next_)->begin_stop();
    on_closed_();
}

void Worker::abort_all() {
    while (first_) first_->abort();
}

}  // namespace rk::net
