// PostgreSQL: a few threads with a connection each write, one transaction an operation; reads borrow connections of a
// second pool. release_order.h says in which order the outside hears of it.
//
// A lost server: whoever notices connects again at once and runs its operation anew if its COMMIT was not under way.
// For kGrace everybody keeps trying; from then on what waits is answered with DbError::unavailable at once, and the
// connection is tried again with growing pauses, by idle threads too, until the server is back.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <new>
#include <thread>

#include "base/log.h"
#include "db/db.h"
#include "db/migrations/migrations.h"
#include "db/postgres/connection.h"
#include "db/postgres/release_order.h"

namespace rk {

namespace {

using SteadyClock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr auto kGrace = milliseconds(1000);
constexpr auto kFirstPause = milliseconds(50);
constexpr auto kLongestPause = milliseconds(5000);
// A deadlock or a serialization failure: how often an operation is run before it is answered with the error.
constexpr int kAttempts = 10;
// How long a read waits for a connection of the pool.
constexpr auto kReadWait = milliseconds(10000);

struct Operation {
    Database::Work work;
    Database::Done done;
};

bool is_kind(const std::exception_ptr& error, DbError::Kind kind) {
    try {
        std::rethrow_exception(error);
    } catch (const DbError& e) {
        return e.kind == kind;
    } catch (...) {
        return false;
    }
}

class PostgresDatabase final : public Database {
  public:
    PostgresDatabase(const DatabaseOptions& options, Services* services, Clock& clock, EventSink sink)
        : options_(options), services_(services), clock_(clock), sink_(std::move(sink)) {
        migrate_postgres(options);
        int count = std::max(1, options.postgres_connections);
        for (int i = 0; i < count; ++i) threads_.emplace_back([this] { write_loop(); });
    }
    ~PostgresDatabase() override { stop(); }

    Engine engine() const override { return Engine::postgres; }
    bool reads_in_place() const override { return false; }
    bool healthy() const override { return healthy_.load(std::memory_order_relaxed); }
    size_t writes_waiting() const override {
        std::lock_guard lock(mutex_);
        return queue_.size();
    }

    bool post_write(Work work, Done done) override {
        {
            std::lock_guard lock(mutex_);
            if (stopping_ || queue_.size() >= options_.queue_max) return false;
            queue_.push_back({std::move(work), std::move(done)});
        }
        wake_.notify_one();
        return true;
    }

    void run_read(const Work& work) override {
        std::unique_ptr<PostgresConnection> c = take_reader();
        struct Return {
            PostgresDatabase& db;
            std::unique_ptr<PostgresConnection>& c;
            ~Return() { db.return_reader(std::move(c)); }
        } back{*this, c};
        c->begin();
        try {
            Tx tx(*c, services_, clock_.now(), false);
            work(tx);
            if (!tx.take_events().empty() || !tx.take_after_commit().empty())
                throw DbError(DbError::Kind::other, "a read emitted an event: it needs the write lane");
            c->commit();
        } catch (...) {
            c->rollback();
            throw;
        }
    }

    void stop() override {
        {
            std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        wake_.notify_all();
        for (std::thread& t : threads_) {
            if (t.joinable()) t.join();
        }
        std::lock_guard lock(readers_mutex_);
        readers_.clear();
    }

  private:
    void write_loop() {
        std::unique_ptr<PostgresConnection> c;
        for (;;) {
            Operation op;
            bool idle = false;
            {
                std::unique_lock lock(mutex_);
                while (queue_.empty() && !stopping_ && !idle) {
                    if (healthy()) wake_.wait(lock);
                    else idle = wake_.wait_until(lock, next_try_) == std::cv_status::timeout;
                }
                if (queue_.empty() && stopping_) return;
                if (!queue_.empty()) {
                    op = std::move(queue_.front());
                    queue_.pop_front();
                }
            }
            if (op.work) run(op, c);
            else if (!healthy()) reconnect(c, PostgresConnection::Role::writer);
        }
    }

    // Runs an operation until it is committed, refused, or hopeless.
    void run(Operation& op, std::unique_ptr<PostgresConnection>& c) {
        std::exception_ptr error;
        for (int attempt = 1;; ++attempt) {
            if (!reconnect(c, PostgresConnection::Role::writer)) {
                error = std::make_exception_ptr(DbError(DbError::Kind::unavailable, last_error()));
                break;
            }
            bool committing = false;
            uint64_t ticket = 0;
            try {
                Tx tx(*c, services_, clock_.now(), true);
                c->begin();
                op.work(tx);
                ticket = order_.take();
                committing = true;
                c->commit();
                order_.finish(ticket, [this, done = std::move(op.done), after = tx.take_after_commit(),
                                       events = tx.take_events()]() mutable {
                    for (auto& fn : after) fn();
                    if (!events.empty() && sink_) sink_(std::move(events));
                    done(nullptr);
                });
                return;
            } catch (...) {
                error = std::current_exception();
                if (committing) order_.finish(ticket, nullptr);
            }
            c->rollback();
            bool lost = !c->alive();
            if (attempt < kAttempts && is_kind(error, DbError::Kind::retry)) {
                // Whoever lost the race lets the others finish; the pauses of several losers differ by their attempts.
                std::this_thread::sleep_for(milliseconds(attempt));
                continue;
            }
            // Whether a COMMIT that got no answer counts is not known: the caller hears of it, it is not run again.
            if (lost && !committing && attempt < kAttempts) continue;
            break;
        }
        order_.finish(order_.take(), [done = std::move(op.done), error] { done(error); });
    }

    // Makes `c` a connection that works, as far as is known. False when the server is away.
    bool reconnect(std::unique_ptr<PostgresConnection>& c, PostgresConnection::Role role) {
        if (c && c->alive()) return true;
        c.reset();
        for (;;) {
            {
                std::lock_guard lock(mutex_);
                auto now = SteadyClock::now();
                if (!healthy() && now > lost_at_ + kGrace && now < next_try_) return false;
            }
            try {
                c = std::make_unique<PostgresConnection>(options_.postgres_url, role);
                std::lock_guard lock(mutex_);
                if (!healthy()) log::info("PostgreSQL is back");
                healthy_.store(true, std::memory_order_relaxed);
                return true;
            } catch (const DbError& e) {
                std::unique_lock lock(mutex_);
                auto now = SteadyClock::now();
                if (healthy()) {
                    log::error("PostgreSQL is lost", {{"error", e.message}});
                    lost_at_ = now;
                    pause_ = kFirstPause;
                    healthy_.store(false, std::memory_order_relaxed);
                } else {
                    pause_ = std::min(pause_ * 2, now > lost_at_ + kGrace ? kLongestPause : kFirstPause);
                }
                next_try_ = now + pause_;
                last_error_ = e.message;
                if (stopping_ || now > lost_at_ + kGrace) return false;
                wake_.wait_until(lock, next_try_, [this] { return stopping_; });
            }
        }
    }
    std::string last_error() {
        std::lock_guard lock(mutex_);
        return last_error_;
    }

    std::unique_ptr<PostgresConnection> take_reader() {
        std::unique_ptr<PostgresConnection> c;
        {
            std::unique_lock lock(readers_mutex_);
            int limit = std::max(1, options_.postgres_connections);
            bool free =
                reader_back_.wait_for(lock, kReadWait, [&] { return !readers_.empty() || readers_out_ < limit; });
            if (!free) throw DbError(DbError::Kind::unavailable, "no connection became free for a read");
            ++readers_out_;
            if (!readers_.empty()) {
                c = std::move(readers_.back());
                readers_.pop_back();
            }
        }
        try {
            // A server that went away meanwhile is found out here, not in the middle of the read.
            if (c && !c->answers()) c.reset();
            if (!reconnect(c, PostgresConnection::Role::reader))
                throw DbError(DbError::Kind::unavailable, last_error());
        } catch (...) {
            return_reader(nullptr);
            throw;
        }
        return c;
    }
    void return_reader(std::unique_ptr<PostgresConnection> c) {
        {
            std::lock_guard lock(readers_mutex_);
            --readers_out_;
            if (c && c->alive()) readers_.push_back(std::move(c));
        }
        reader_back_.notify_one();
    }

    const DatabaseOptions options_;
    Services* const services_;
    Clock& clock_;
    const EventSink sink_;
    ReleaseOrder order_;
    std::atomic<bool> healthy_{true};

    mutable std::mutex mutex_;  // guards what follows
    std::condition_variable wake_;
    std::deque<Operation> queue_;
    bool stopping_ = false;
    SteadyClock::time_point lost_at_, next_try_;
    milliseconds pause_ = kFirstPause;
    std::string last_error_;

    std::mutex readers_mutex_;  // guards what follows
    std::condition_variable reader_back_;
    std::vector<std::unique_ptr<PostgresConnection>> readers_;  // idle ones
    int readers_out_ = 0;

    std::vector<std::thread> threads_;
};

}  // namespace

std::unique_ptr<Database> open_postgres(const DatabaseOptions& options, Services* services, Clock& clock,
                                        EventSink sink) {
    return std::make_unique<PostgresDatabase>(options, services, clock, std::move(sink));
}

std::vector<std::string> migrate_postgres(const DatabaseOptions& options) {
    PostgresConnection connection(options.postgres_url, PostgresConnection::Role::migration);
    std::string encoding;
    Connection::OnRow on_row = [&](const Row& row) { return encoding = row.string(0), true; };
    connection.run_text("server_encoding", "SHOW server_encoding", {}, &on_row);
    if (encoding != "UTF8")
        throw DbError(DbError::Kind::other,
                      "the PostgreSQL database stores text as " + encoding + ": create it with ENCODING 'UTF8'");
    return run_migrations(connection);
}

std::vector<std::string> check_postgres(const DatabaseOptions& options) {
    PostgresConnection connection(options.postgres_url, PostgresConnection::Role::reader);
    return check_schema(connection);
}

}  // namespace rk
