// The store's face: queries, transactions, the database. SQL lives in each feature's store.cpp; engines in db/sqlite and
// db/postgres. Nothing outside db/ sees an engine.
#pragma once
#include <concepts>
#include <cstdint>
#include <exception>
#include <forward_list>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"
#include "model/events.h"
#include "model/model.h"

namespace rk {

struct Services;  // app/services.h; the store only carries the pointer

enum class Engine : uint8_t { sqlite, postgres };

// A named statement. The text is SQL with these extras, expanded once:
//   {Post}        the model's columns           {p.Post}   the same with a prefix
//   {Post-a,b}    the same with 0 in place of the columns a and b
//   {?Post}       a placeholder for each column, from the next free number on
//   {=Post}       "column = ?n, …" for every column but the first (the key), which is ?1
//   ?1 ?2 …       bound values
//   IN {?1}       a bound list of texts (std::vector<std::string>); NOT IN {?1} too
// Nothing is expanded between quotes. A placeholder that stands where no column tells its type (`?1 IS NULL`,
// `SELECT ?1`) needs a CAST(?1 AS text), for PostgreSQL. `postgres` is given only where the dialects differ. Declare with RK_QUERY, so that a test can prepare them all.
struct alignas(64) Query {
    const char* name;
    const char* sql;
    const char* postgres = nullptr;
    // A query that is meant to walk a large table (exports, statistics) says why; the test lets it.
    const char* scan_reason = nullptr;
    // Its rows are remembered until a column that it reads is written: for a few rows that many writes look up and few
    // change. SQLite's writer alone does so; it notices every write by itself, other programs' too.
    bool remembered = false;
};
#define RK_QUERY(variable, ...) \
    [[gnu::section("rk_queries"), gnu::used]] static constexpr ::rk::Query variable { __VA_ARGS__ }
// Every query of the program.
std::span<const Query> all_queries();

// A value on its way into a statement. Texts are borrowed: they live until the statement has run. Both engines store
// text as valid UTF-8 without NUL, which PostgreSQL cannot hold: malformed bytes become U+FFFD, NUL bytes vanish, and
// so does \u0000 in the JSON of a model's field.
struct Value {
    enum class Kind : uint8_t { null, integer, real, boolean, text, list };
    Kind kind = Kind::null;
    union {
        int64_t integer = 0;
        double real;
        const std::vector<std::string>* list;
    };
    std::string_view text;

    Value() = default;
    Value(std::nullptr_t) {}
    Value(bool b) : kind(Kind::boolean), integer(b) {}
    template <std::integral T>
    requires(!std::same_as<T, bool>) Value(T i) : kind(Kind::integer), integer(static_cast<int64_t>(i)) {}
    Value(double d) : kind(Kind::real), real(d) {}
    Value(std::string_view s) : kind(Kind::text), text(s) {}
    Value(const std::string& s) : kind(Kind::text), text(s) {}
    Value(const char* s) : kind(Kind::text), text(s) {}
    Value(const std::vector<std::string>& l) : kind(Kind::list), list(&l) {}
    Value(const std::optional<std::string>& s) {
        if (s) kind = Kind::text, text = *s;
    }
    Value(const std::optional<int64_t>& i) {
        if (i) kind = Kind::integer, integer = *i;
    }
    Value(const std::optional<bool>& b) {
        if (b) kind = Kind::boolean, integer = *b;
    }
};

template <class T>
concept IsModel = requires {
    { T::info() } -> std::convertible_to<const ModelInfo&>;
};

// The values of one run, in order; a model adds one for each of its columns.
class Binds {
  public:
    template <class T>
    void add(const T& v) {
        if constexpr (IsModel<T>) add_model(T::info(), &v);
        else values_.emplace_back(v);
    }
    void add_model(const ModelInfo& info, const void* object);
    // Keeps a text alive and binds it.
    void add_owned(std::string text);
    const std::vector<Value>& values() const { return values_; }

  private:
    std::vector<Value> values_;
    std::forward_list<std::string> owned_;
};

// The current row of a running statement. Views stay valid until the next row.
class Row {
  public:
    virtual ~Row() = default;
    virtual bool is_null(int column) const = 0;
    virtual int64_t integer(int column) const = 0;
    virtual double real(int column) const = 0;
    virtual bool boolean(int column) const = 0;
    virtual std::string_view text(int column) const = 0;  // "" for NULL
    std::string string(int column) const { return std::string(text(column)); }
    // Reads the model's columns, the first of which is `first`; gives the column behind them.
    int read(const ModelInfo& info, void* object, int first = 0) const;
    template <class M>
    M model(int first = 0) const {
        M m;
        read(M::info(), &m, first);
        return m;
    }
};

// A statement or commit that failed: not the caller's mistake. The request boundary makes it a 500, or a 503 while the
// store is away. `unique` tells a violated unique constraint, which a feature may expect.
struct DbError : std::exception {
    enum class Kind { unique, retry, unavailable, full, other } kind = Kind::other;
    std::string message;
    DbError(Kind k, std::string m) : kind(k), message(std::move(m)) {}
    const char* what() const noexcept override { return message.c_str(); }
};

// One connection to an engine. Used by one thread at a time. Throws DbError.
class Connection {
  public:
    using OnRow = std::function<bool(const Row&)>;  // false ends the walk
    virtual ~Connection() = default;
    virtual Engine engine() const = 0;
    // Runs a statement; `on_row` may be null. Gives the number of changed rows.
    virtual int64_t run(const Query& query, const std::vector<Value>& values, const OnRow* on_row) = 0;
    // The same for a text built at run time (search, filters). Statements are cached by text, so the texts must be few.
    virtual int64_t run_text(std::string_view name, const std::string& sql, const std::vector<Value>& values,
                             const OnRow* on_row) = 0;
    // Several statements without values: migrations, BEGIN, COMMIT.
    virtual void script(const std::string& sql) = 0;
    // See Tx::attempt.
    virtual void begin_attempt() = 0;
    virtual void end_attempt(bool keep) = 0;
    // See Tx::lock.
    virtual void lock(std::string_view what) = 0;
};

// The view that feature code has of one transaction. A refusal (exception) undoes what was done through it, together
// with its events.
//
// On SQLite writes run one after the other. On PostgreSQL others may commit between two statements of a write (READ
// COMMITTED): decide in the statement itself (UPDATE … WHERE, ON CONFLICT, a unique index), or take lock().
class Tx {
  public:
    Tx(Connection& connection, Services* services, Millis now, bool writable)
        : connection_(connection), services_(services), now_(now), writable_(writable) {}
    Tx(const Tx&) = delete;
    Tx& operator=(const Tx&) = delete;

    Engine engine() const { return connection_.engine(); }
    Services& services() const { return *services_; }
    // The time of this operation: the same throughout.
    Millis now() const { return now_; }
    bool writable() const { return writable_; }

    // Runs a statement; the number of changed rows.
    template <class... A>
    int64_t exec(const Query& query, const A&... args) {
        Binds binds;
        (binds.add(args), ...);
        return connection_.run(query, binds.values(), nullptr);
    }
    // Calls fn(const Row&) for each row; a fn that returns bool ends the walk with false.
    template <class Fn, class... A>
    void each(const Query& query, Fn&& fn, const A&... args) {
        Connection::OnRow on_row = [&fn](const Row& row) {
            if constexpr (std::is_same_v<decltype(fn(row)), bool>) return fn(row);
            else return fn(row), true;
        };
        Binds binds;
        (binds.add(args), ...);
        connection_.run(query, binds.values(), &on_row);
    }
    template <class M, class... A>
    std::optional<M> find(const Query& query, const A&... args) {
        std::optional<M> found;
        each(
            query, [&](const Row& row) { return row.read(M::info(), &found.emplace()), false; }, args...);
        return found;
    }
    template <class M, class... A>
    std::vector<M> list(const Query& query, const A&... args) {
        std::vector<M> found;
        each(
            query, [&](const Row& row) { row.read(M::info(), &found.emplace_back()); }, args...);
        return found;
    }
    // The first column of the first row.
    template <class... A>
    std::optional<std::string> find_text(const Query& query, const A&... args) {
        std::optional<std::string> found;
        each(
            query, [&](const Row& row) { return found = row.string(0), false; }, args...);
        return found;
    }
    template <class... A>
    std::optional<int64_t> find_integer(const Query& query, const A&... args) {
        std::optional<int64_t> found;
        each(
            query, [&](const Row& row) { return found = row.integer(0), false; }, args...);
        return found;
    }
    // The first column of every row.
    template <class... A>
    std::vector<std::string> list_text(const Query& query, const A&... args) {
        std::vector<std::string> found;
        each(
            query, [&](const Row& row) { found.push_back(row.string(0)); }, args...);
        return found;
    }
    // SQL made at run time, for search and filters only; same extras, same placeholders.
    template <class Fn>
    void each_text(std::string_view name, const std::string& sql, const Binds& binds, Fn&& fn) {
        Connection::OnRow on_row = [&fn](const Row& row) { return fn(row), true; };
        connection_.run_text(name, sql, binds.values(), &on_row);
    }

    // Until this transaction ends, no other one holds a lock of the same name: for rules that no index can keep, such
    // as "the first account is the system admin". Free on SQLite, whose writes run one at a time.
    void lock(std::string_view what) { connection_.lock(what); }

    // Tells clients, after the commit and in commit order.
    void emit(Event event) { events_.push_back(std::move(event)); }
    void emit(EventName name, Broadcast broadcast, std::string data) {
        Event event;
        event.name = name, event.data = std::move(data), event.broadcast = std::move(broadcast);
        events_.push_back(std::move(event));
    }
    // Runs after the commit, on the committing thread, before the events and the answer leave: cache invalidation,
    // starting a slow job. Must be quick, must not throw, must not use the Tx.
    void after_commit(std::function<void()> fn) { after_.push_back(std::move(fn)); }

    // Runs `fn`; when it throws, what it did through this Tx is undone, with its events, and the exception goes on. For
    // who must keep something of a refused attempt. Not nested.
    template <class Fn>
    void attempt(Fn&& fn) {
        size_t events = events_.size(), after = after_.size();
        connection_.begin_attempt();
        try {
            fn();
        } catch (...) {
            connection_.end_attempt(false);
            events_.resize(events);
            after_.resize(after);
            throw;
        }
        connection_.end_attempt(true);
    }

    // For the engines.
    Connection& connection() { return connection_; }
    std::vector<Event> take_events() { return std::exchange(events_, {}); }
    std::vector<std::function<void()>> take_after_commit() { return std::exchange(after_, {}); }

  private:
    Connection& connection_;
    Services* services_;
    Millis now_;
    bool writable_;
    std::vector<Event> events_;
    std::vector<std::function<void()>> after_;
};

// Where committed events go: the hub. Called in commit order, never from two threads at once.
using EventSink = std::function<void(std::vector<Event>&&)>;

struct DatabaseOptions {
    std::string sqlite_path;       // "" = in memory, one connection for all (tests)
    std::string postgres_url;      // a libpq connection string; when set, PostgreSQL is the engine
    int postgres_connections = 8;  // for writes, and as many for reads
    size_t queue_max = 8192;       // writes waiting; more are refused (503)
};

// A database: where operations run. Thread-safe.
class Database {
  public:
    using Work = std::function<void(Tx&)>;
    // What became of a write: null, or the exception that undid it (a refusal of the feature, or DbError).
    using Done = std::function<void(std::exception_ptr)>;

    virtual ~Database() = default;
    virtual Engine engine() const = 0;
    // Queues a write. `done` is called after the commit (or the roll-back) on a thread of the database's; it must be
    // quick. `work` may run again (a lost race on PostgreSQL; on SQLite another operation of its batch that had to be
    // undone), so it sets its results afresh.
    // False when the queue is full or the store is closed: then `done` is never called.
    virtual bool post_write(Work work, Done done) = 0;
    // Runs a read on the calling thread (SQLite: the thread's own connection, a snapshot; PostgreSQL: a connection of
    // the pool, which may wait). Throws what `work` throws.
    virtual void run_read(const Work& work) = 0;
    // Whether run_read is quick enough for an io thread.
    virtual bool reads_in_place() const = 0;
    // False while the store takes no writes: full disk, lost server.
    virtual bool healthy() const = 0;
    // Writes that are queued and not begun.
    virtual size_t writes_waiting() const = 0;
    // Where a side file (open_side_file) of that name belongs: beside the database; "" when that is not a file.
    virtual std::string side_path(std::string_view name) const { return static_cast<void>(name), std::string(); }
    // Finishes what is queued, then closes. Nothing may be queued afterwards.
    virtual void stop() = 0;

    // The same for callers that may wait: the slow lane, start-up, tests.
    template <class Fn>
    auto write(Fn&& fn) {
        using R = decltype(fn(std::declval<Tx&>()));
        if constexpr (std::is_void_v<R>) {
            wait_write([&](Tx& tx) { fn(tx); });
        } else {
            std::optional<R> result;
            wait_write([&](Tx& tx) { result.emplace(fn(tx)); });
            return R(std::move(*result));
        }
    }
    template <class Fn>
    auto read(Fn&& fn) {
        using R = decltype(fn(std::declval<Tx&>()));
        if constexpr (std::is_void_v<R>) {
            run_read([&](Tx& tx) { fn(tx); });
        } else {
            std::optional<R> result;
            run_read([&](Tx& tx) { result.emplace(fn(tx)); });
            return R(std::move(*result));
        }
    }

  private:
    void wait_write(const Work& work);
};

// Opens a database and brings its schema up to date (db/migrations). Throws DbError with a sentence for the operator.
std::unique_ptr<Database> open_sqlite(const DatabaseOptions& options, Services* services, Clock& clock, EventSink sink);
std::unique_ptr<Database> open_postgres(const DatabaseOptions& options, Services* services, Clock& clock,
                                        EventSink sink);
// A SQLite file of a feature's own, for what can be built anew, such as an index: made when absent, written without waiting
// for the disk, so that a power cut may break it. "" opens one in memory. Throws DbError.
std::unique_ptr<Connection> open_side_file(const std::string& path);
// The one that the options ask for.
std::unique_ptr<Database> open_database(const DatabaseOptions& options, Services* services, Clock& clock,
                                        EventSink sink);
// `renkei db migrate`: brings the schema up to date; the names of the migrations that ran. Throws DbError.
std::vector<std::string> migrate_database(const DatabaseOptions& options);
// `renkei db check`: what is wrong with the database, a sentence each; empty when it is sound. Throws DbError when it
// cannot be opened at all.
std::vector<std::string> check_database(const DatabaseOptions& options);
// Each engine's part of these two.
std::vector<std::string> migrate_sqlite(const DatabaseOptions& options);
std::vector<std::string> migrate_postgres(const DatabaseOptions& options);
std::vector<std::string> check_sqlite(const DatabaseOptions& options);
std::vector<std::string> check_postgres(const DatabaseOptions& options);

}  // namespace rk
