// SQLite: one thread writes, everybody reads.
//
// The writer takes what is queued, runs it in one transaction, an operation at a time, and commits once for all. The
// syncer then brings the log to the disk, and only then do caches, events and answers go out, in the order of the
// operations; meanwhile the writer runs the next batch, which is what arrives during that sync. Numbers and reasons:
// docs/decisions/002-writer.md.
//
// An operation that fails after it has written would have to be undone alone. That is rare, and the savepoint for it costs
// every operation, so it is set only in batches that are run again, and in some that follow such a one.
//
// When a commit fails (full disk), every operation of its batch is answered with the error and nothing of it is kept.
// The next batch simply tries again; while nothing is queued, a probe every second finds out when the disk is back.
#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <filesystem>
#include <mutex>
#include <new>
#include <thread>

#include "base/assert.h"
#include "base/log.h"
#include "db/db.h"
#include "db/migrations/migrations.h"
#include "db/sqlite/connection.h"

namespace rk {

namespace {

constexpr size_t kBatchMax = 512;
constexpr auto kBatchTime = std::chrono::milliseconds(4);
// Pages of 4 KiB in the log after which it is copied into the file.
constexpr int kCheckpointPages = 2000;
// A log that readers kept from being reused and that is longer than this is cut when nothing else is to do.
constexpr int kTruncatePages = 16000;
// After a batch that had to be run again, so many set savepoints at once.
constexpr int kGuardedBatches = 64;
constexpr size_t kIdleReaders = 16;
constexpr auto kProbeEvery = std::chrono::seconds(1);

struct Operation {
    Database::Work work;
    Database::Done done;
    std::exception_ptr error;
    std::vector<std::function<void()>> after;
};

// Runs one operation inside the open transaction: what it did stays, or is undone together with its events. Unguarded, it
// may spoil the transaction instead (connection.h).
void run_operation(SqliteConnection& connection, Services* services, Clock& clock, Operation& op, bool guarded,
                   std::vector<Event>& events) {
    op.error = nullptr;
    op.after.clear();
    Tx tx(connection, services, clock.now(), true);
    connection.begin_operation(guarded);
    try {
        op.work(tx);
        connection.end_operation(true);
        op.after = tx.take_after_commit();
        for (Event& event : tx.take_events()) events.push_back(std::move(event));
    } catch (...) {
        op.error = std::current_exception();
        connection.end_operation(false);
    }
}

// SQLite's log (the -wal file, the same one as long as somebody has the database open), to be brought to the disk.
class LogFile {
  public:
    explicit LogFile(const std::string& database_path) : path_(database_path + "-wal") {
        file_ = open(path_.c_str(), O_RDWR | O_CLOEXEC);
        if (file_ < 0) fail("opened");
        // That the file is there at all has to reach the disk, too.
        std::string directory = std::filesystem::path(path_).parent_path().string();
        int folder = open(directory.empty() ? "." : directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (folder < 0 || fsync(folder) != 0) fail("synced");
        close(folder);
    }
    ~LogFile() { close(file_); }
    LogFile(const LogFile&) = delete;

    // Returns when everything written so far is on the disk. When the disk fails nobody can know what it holds, and
    // asking again would answer well (the kernel forgets what it could not write): the program ends at once, without an
    // answer to anybody, and its next start reads what is really there.
    void sync() {
        while (fdatasync(file_) != 0) {
            if (errno == EINTR) continue;
            log::error("the disk failed; ending, so that nothing unsaved is answered for",
                       {{"file", path_}, {"why", std::strerror(errno)}});
            std::_Exit(1);
        }
    }

  private:
    [[noreturn]] void fail(const char* what) {
        throw DbError(DbError::Kind::unavailable,
                      "the log " + path_ + " cannot be " + what + ": " + std::strerror(errno));
    }
    std::string path_;
    int file_ = -1;
};

void run_read_on(SqliteConnection& connection, Services* services, Clock& clock, const Database::Work& work) {
    connection.begin_read();
    struct End {
        SqliteConnection& c;
        ~End() { c.rollback(); }
    } end{connection};
    Tx tx(connection, services, clock.now(), false);
    work(tx);
    if (!tx.take_events().empty() || !tx.take_after_commit().empty())
        throw DbError(DbError::Kind::other, "a read emitted an event: it needs the write lane");
    connection.commit();
}

// A database in memory, for in-process tests: one connection, and everything runs on the caller's thread, so a test on
// one thread is deterministic. post_write has called `done` when it returns.
class MemoryDatabase final : public Database {
  public:
    MemoryDatabase(Services* services, Clock& clock, EventSink sink)
        : connection_("", SqliteConnection::Role::memory), services_(services), clock_(clock), sink_(std::move(sink)) {
        run_migrations(connection_);
    }
    Engine engine() const override { return Engine::sqlite; }
    bool reads_in_place() const override { return true; }
    bool healthy() const override { return true; }
    size_t writes_waiting() const override { return 0; }

    bool post_write(Work work, Done done) override {
        std::lock_guard lock(mutex_);  // recursive: `done` and the sink may post the next write
        if (stopped_) return false;
        RK_ASSERT(!in_tx_);  // a write inside a transaction would wait for itself
        Operation op{std::move(work), std::move(done), nullptr, {}};
        std::vector<Event> events;
        in_tx_ = true;
        connection_.begin_write();
        try {
            run_operation(connection_, services_, clock_, op, true, events);
            connection_.commit();
        } catch (...) {
            connection_.rollback();
            op.error = std::current_exception();
            events.clear();
            op.after.clear();
        }
        in_tx_ = false;
        for (auto& fn : op.after) fn();
        if (!events.empty() && sink_) sink_(std::move(events));
        op.done(op.error);
        return true;
    }

    void run_read(const Work& work) override {
        std::lock_guard lock(mutex_);
        RK_ASSERT(!in_tx_);
        in_tx_ = true;
        struct End {
            bool& in_tx;
            ~End() { in_tx = false; }
        } end{in_tx_};
        run_read_on(connection_, services_, clock_, work);
    }

    void stop() override {
        std::lock_guard lock(mutex_);
        stopped_ = true;
    }

  private:
    std::recursive_mutex mutex_;
    SqliteConnection connection_;
    Services* services_;
    Clock& clock_;
    EventSink sink_;
    bool in_tx_ = false, stopped_ = false;
};

class FileDatabase final : public Database {
  public:
    FileDatabase(const DatabaseOptions& options, Services* services, Clock& clock, EventSink sink)
        : path_(options.sqlite_path),
          queue_max_(options.queue_max),
          services_(services),
          clock_(clock),
          sink_(std::move(sink)),
          writer_(options.sqlite_path, SqliteConnection::Role::writer),
          copier_connection_(options.sqlite_path, SqliteConnection::Role::reader) {
        run_migrations(writer_);
        log_file_ = std::make_unique<LogFile>(path_);
        syncer_ = std::thread([this] { sync_loop(); });
        thread_ = std::thread([this] { write_loop(); });
        copier_ = std::thread([this] { copy_loop(); });
    }
    ~FileDatabase() override { stop(); }

    Engine engine() const override { return Engine::sqlite; }
    bool reads_in_place() const override { return true; }
    bool healthy() const override { return healthy_.load(std::memory_order_relaxed); }
    size_t writes_waiting() const override {
        std::lock_guard lock(mutex_);
        return queue_.size();
    }
    std::string side_path(std::string_view name) const override {
        return path_.substr(0, path_.find_last_of('/') + 1) + std::string(name);
    }

    bool post_write(Work work, Done done) override {
        {
            std::lock_guard lock(mutex_);
            if (stopping_ || queue_.size() >= queue_max_) return false;
            queue_.push_back({std::move(work), std::move(done), nullptr, {}});
            if (!waiting_) return true;
            waiting_ = false;
        }
        wake_.notify_one();
        return true;
    }

    void run_read(const Work& work) override {
        std::unique_ptr<SqliteConnection> reader = take_reader();
        struct Return {
            FileDatabase& db;
            std::unique_ptr<SqliteConnection>& reader;
            ~Return() { db.return_reader(std::move(reader)); }
        } back{*this, reader};
        run_read_on(*reader, services_, clock_, work);
    }

    void stop() override {
        {
            std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        wake_.notify_one();
        {
            std::lock_guard lock(copier_mutex_);
            copier_stops_ = true;
        }
        copier_wake_.notify_one();
        if (copier_.joinable()) copier_.join();
        if (thread_.joinable()) thread_.join();
        if (syncer_.joinable()) syncer_.join();
        std::lock_guard lock(readers_mutex_);
        readers_.clear();
    }

  private:
    // The most recently used reader first: its cache is warm, and no more are open than read at once.
    std::unique_ptr<SqliteConnection> take_reader() {
        {
            std::lock_guard lock(readers_mutex_);
            if (!readers_.empty()) {
                auto reader = std::move(readers_.back());
                readers_.pop_back();
                return reader;
            }
        }
        return std::make_unique<SqliteConnection>(path_, SqliteConnection::Role::reader);
    }
    void return_reader(std::unique_ptr<SqliteConnection> reader) {
        std::lock_guard lock(readers_mutex_);
        if (readers_.size() < kIdleReaders) readers_.push_back(std::move(reader));
    }

    void write_loop() {
        std::deque<Operation> batch;
        for (;;) {
            bool idle = false;
            {
                std::unique_lock lock(mutex_);
                while (queue_.empty() && !stopping_ && !idle) {
                    waiting_ = true;
                    if (!healthy() || log_is_long_) idle = wake_.wait_for(lock, kProbeEvery) == std::cv_status::timeout;
                    else wake_.wait(lock);
                    waiting_ = false;
                }
                if (queue_.empty() && stopping_) break;
                batch.swap(queue_);
            }
            if (batch.empty()) {
                rest();
                continue;
            }
            while (!batch.empty()) run_batch(batch);
        }
        {
            std::unique_lock lock(mutex_);
            wake_.wait(lock, [this] { return !syncing_; });
            syncer_stops_ = true;
        }
        syncer_wake_.notify_one();
        writer_.checkpoint(true);
    }

    // All of `queued` has run. While an earlier batch is on its way to the disk this one takes in what arrives; true
    // when there is more to run, false when it is time to commit.
    bool takes_more(std::deque<Operation>& queued) {
        std::unique_lock lock(mutex_);
        while (queue_.empty() && syncing_) {
            waiting_ = true;
            wake_.wait(lock);
            waiting_ = false;
        }
        if (!syncing_) return false;
        for (Operation& op : queue_) queued.push_back(std::move(op));
        queue_.clear();
        return true;
    }

    // Hands the first `count` operations, committed, to the syncer.
    void sync_batch(std::deque<Operation>& queued, size_t count, std::vector<Event> events) {
        Batch batch;
        batch.events = std::move(events);
        batch.operations.reserve(count);
        for (size_t i = 0; i < count; ++i) batch.operations.push_back(std::move(queued[i]));
        {
            std::lock_guard lock(mutex_);
            committed_.push_back(std::move(batch));
            syncing_ = true;
        }
        syncer_wake_.notify_one();
    }

    void sync_loop() {
        std::vector<Batch> batches;
        std::unique_lock lock(mutex_);
        for (;;) {
            syncer_wake_.wait(lock, [this] { return !committed_.empty() || syncer_stops_; });
            if (committed_.empty()) return;
            batches.swap(committed_);
            lock.unlock();
            log_file_->sync();
            lock.lock();
            syncing_ = !committed_.empty();
            bool wake = waiting_ || stopping_;
            lock.unlock();
            if (wake) wake_.notify_one();
            for (Batch& batch : batches) release_batch(batch);
            batches.clear();
            lock.lock();
        }
    }

    // Nothing to write for a second while something is not as it should be.
    void rest() {
        if (!healthy()) writer_.checkpoint(true);  // a log that shrinks may be room enough
        if (!healthy() && writer_.probe()) {
            log::info("the database takes writes again");
            healthy_.store(true, std::memory_order_relaxed);
        }
        if (log_is_long_) log_is_long_ = writer_.checkpoint(true) != 0;
    }

    void run_batch(std::deque<Operation>& queued) {
        std::vector<Event> events;
        size_t ran = 0;
        std::exception_ptr failed;
        try {
            writer_.begin_write();
            auto started = std::chrono::steady_clock::now();
            bool guarded = guarded_batches_ > 0;
            if (guarded) --guarded_batches_;
            do {
                while (ran < queued.size() && ran < kBatchMax) {
                    run_operation(writer_, services_, clock_, queued[ran], guarded, events);
                    ++ran;
                    if (writer_.spoiled()) {
                        writer_.rollback();
                        writer_.begin_write();
                        events.clear();
                        ran = 0;
                        started = std::chrono::steady_clock::now();
                        guarded = true;
                        guarded_batches_ = kGuardedBatches;
                        continue;
                    }
                    // Some errors make SQLite give up the whole transaction: then nothing of this batch is left.
                    if (!writer_.in_transaction()) {
                        failed = queued[ran - 1].error;
                        break;
                    }
                    if (std::chrono::steady_clock::now() - started > kBatchTime) break;
                }
            } while (!failed && ran == queued.size() && ran < kBatchMax && takes_more(queued));
            if (!failed) writer_.commit();
        } catch (...) {
            failed = std::current_exception();
        }
        if (failed) fail_batch(queued, ran, failed);
        else sync_batch(queued, ran, std::move(events));
        queued.erase(queued.begin(), queued.begin() + static_cast<std::ptrdiff_t>(ran));
        checkpoint();
    }

    // The log is copied into the file in two steps, so that writes hardly wait: the copier takes nearly all of it while
    // writes go on, then the writer what came meanwhile. After that the log starts anew, unless a reader needs it: then
    // it grows, and the next try is another kCheckpointPages later.
    void checkpoint() {
        int pages = writer_.log_pages();
        if (pages < copied_pages_) copied_pages_ = 0;
        if (copying_.load(std::memory_order_acquire) == Copying::no && pages - copied_pages_ >= kCheckpointPages) {
            copying_.store(Copying::running, std::memory_order_relaxed);
            {
                std::lock_guard lock(copier_mutex_);
                copier_wanted_ = true;
            }
            copier_wake_.notify_one();
        } else if (copying_.load(std::memory_order_acquire) == Copying::done) {
            copying_.store(Copying::no, std::memory_order_relaxed);
            int left = writer_.checkpoint(false);
            copied_pages_ = pages;
            if (left != 0) log_is_long_ = true;
            if (left > kTruncatePages)
                log::warn("a long read keeps the database log from being reused", {{"pages", left}});
        }
    }

    void copy_loop() {
        std::unique_lock lock(copier_mutex_);
        for (;;) {
            copier_wake_.wait(lock, [this] { return copier_wanted_ || copier_stops_; });
            if (copier_stops_) return;
            copier_wanted_ = false;
            lock.unlock();
            copier_connection_.checkpoint(false);
            copying_.store(Copying::done, std::memory_order_release);
            lock.lock();
        }
    }

    struct Batch {
        std::vector<Operation> operations;
        std::vector<Event> events;
    };

    void release_batch(Batch& batch) {
        if (!healthy()) {
            log::info("the database takes writes again");
            healthy_.store(true, std::memory_order_relaxed);
        }
        for (Operation& op : batch.operations)
            for (auto& fn : op.after) fn();
        if (!batch.events.empty() && sink_) sink_(std::move(batch.events));
        for (Operation& op : batch.operations) op.done(op.error);
    }

    void fail_batch(std::deque<Operation>& batch, size_t& count, const std::exception_ptr& error) {
        writer_.rollback();
        DbError::Kind kind = DbError::Kind::unavailable;
        std::string why = "unknown";
        try {
            std::rethrow_exception(error);
        } catch (const DbError& e) {
            if (e.kind == DbError::Kind::full) kind = e.kind;
            why = e.message;
        } catch (const std::exception& e) {
            why = e.what();
        }
        // Said once, not for every batch until the disk has room again.
        if (healthy())
            log::error("a commit failed: nothing of its batch is stored", {{"error", why}, {"operations", count}});
        std::exception_ptr answer = std::make_exception_ptr(DbError(kind, why));
        healthy_.store(false, std::memory_order_relaxed);
        if (count == 0) count = batch.size();  // BEGIN failed: none of them can run now
        for (size_t i = 0; i < count; ++i) batch[i].done(answer);
    }

    const std::string path_;
    const size_t queue_max_;
    Services* const services_;
    Clock& clock_;
    const EventSink sink_;
    SqliteConnection writer_;             // the writer thread's alone once it runs
    SqliteConnection copier_connection_;  // the copier's
    std::atomic<bool> healthy_{true};
    // The writer thread's: where in the log the last checkpoint was, how many batches are still to be guarded, and whether
    // readers kept a checkpoint from the whole.
    int copied_pages_ = 0;
    int guarded_batches_ = 0;
    bool log_is_long_ = false;

    mutable std::mutex mutex_;  // guards what follows
    std::condition_variable wake_;
    std::deque<Operation> queue_;
    bool waiting_ = false, stopping_ = false;
    std::condition_variable syncer_wake_;
    std::vector<Batch> committed_;  // in the log, not yet on the disk
    bool syncing_ = false;          // some of the log is not yet on the disk
    bool syncer_stops_ = false;

    std::unique_ptr<LogFile> log_file_;  // the syncer's

    std::mutex readers_mutex_;  // guards readers_
    std::vector<std::unique_ptr<SqliteConnection>> readers_;

    enum class Copying { no, running, done };
    std::atomic<Copying> copying_{Copying::no};
    std::mutex copier_mutex_;  // guards what follows
    std::condition_variable copier_wake_;
    bool copier_wanted_ = false, copier_stops_ = false;

    std::thread thread_, copier_, syncer_;
};

}  // namespace

std::unique_ptr<Database> open_sqlite(const DatabaseOptions& options, Services* services, Clock& clock,
                                      EventSink sink) {
    if (options.sqlite_path.empty()) return std::make_unique<MemoryDatabase>(services, clock, std::move(sink));
    return std::make_unique<FileDatabase>(options, services, clock, std::move(sink));
}

std::unique_ptr<Connection> open_side_file(const std::string& path) {
    auto role = path.empty() ? SqliteConnection::Role::memory : SqliteConnection::Role::writer;
    auto connection = std::make_unique<SqliteConnection>(path, role);
    if (!path.empty())
        connection->script(
            "PRAGMA synchronous = off; PRAGMA secure_delete = off; PRAGMA wal_autocheckpoint = 1000;"
            " PRAGMA cache_size = -2048");
    return connection;
}

std::vector<std::string> migrate_sqlite(const DatabaseOptions& options) {
    SqliteConnection connection(options.sqlite_path, SqliteConnection::Role::writer);
    std::vector<std::string> ran = run_migrations(connection);
    connection.checkpoint(true);
    return ran;
}

std::vector<std::string> check_sqlite(const DatabaseOptions& options) {
    SqliteConnection connection(options.sqlite_path, SqliteConnection::Role::reader);
    std::vector<std::string> wrong;
    Connection::OnRow on_row = [&](const Row& row) {
        if (row.text(0) != "ok") wrong.push_back(row.string(0));
        return true;
    };
    connection.run_text("integrity_check", "PRAGMA integrity_check", {}, &on_row);
    for (std::string& s : check_schema(connection)) wrong.push_back(std::move(s));
    return wrong;
}

}  // namespace rk
