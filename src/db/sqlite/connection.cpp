#include "db/sqlite/connection.h"

#include <sqlite3.h>

#include <algorithm>
#include <forward_list>
#include <utility>

#include "base/assert.h"
#include "db/query.h"

namespace rk {

namespace {

// Before the first connection: memory accounting takes a global mutex for every allocation, and nobody reads it.
void configure_once() {
    static const int done = [] { return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0), 1; }();
    static_cast<void>(done);
}

class SqliteRow final : public Row {
  public:
    explicit SqliteRow(sqlite3_stmt* s) : s_(s) {}
    bool is_null(int c) const override { return sqlite3_column_type(s_, c) == SQLITE_NULL; }
    int64_t integer(int c) const override { return sqlite3_column_int64(s_, c); }
    double real(int c) const override { return sqlite3_column_double(s_, c); }
    bool boolean(int c) const override { return sqlite3_column_int64(s_, c) != 0; }
    std::string_view text(int c) const override {
        const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(s_, c));
        return {text ? text : "", static_cast<size_t>(sqlite3_column_bytes(s_, c))};
    }

    sqlite3_stmt* handle() const { return s_; }

  private:
    sqlite3_stmt* s_;
};

DbError::Kind kind_of(int extended) {
    switch (extended) {
        case SQLITE_CONSTRAINT_UNIQUE:
        case SQLITE_CONSTRAINT_PRIMARYKEY:
        case SQLITE_CONSTRAINT_ROWID: return DbError::Kind::unique;
        default: break;
    }
    switch (extended & 0xff) {
        case SQLITE_FULL: return DbError::Kind::full;
        case SQLITE_IOERR:
        case SQLITE_CANTOPEN:
        case SQLITE_READONLY:
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_PROTOCOL: return DbError::Kind::unavailable;
        default: return DbError::Kind::other;
    }
}

// How long a statement waits for another process, such as `renkei db check`.
constexpr int kBusyMs = 5000;
// A reader's cache is emptied whenever somebody has written, so a large one is wasted; the writer keeps the upper pages
// of the indexes. Negative: KiB.
constexpr int kWriterCache = -8192;
constexpr int kReaderCache = -4096;

}  // namespace

SqliteConnection::SqliteConnection(const std::string& path, Role role) : remembers_(role != Role::reader) {
    configure_once();
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    if (role != Role::reader) flags |= SQLITE_OPEN_CREATE;
    int rc = sqlite3_open_v2(role == Role::memory ? ":memory:" : path.c_str(), &db_, flags, nullptr);
    if (rc != SQLITE_OK) {
        std::string why = db_ ? sqlite3_errmsg(db_) : "out of memory";
        sqlite3_close_v2(db_);
        db_ = nullptr;
        throw DbError(DbError::Kind::unavailable, "the database file " + path + " cannot be opened: " + why);
    }
    by_index_.resize(all_queries().size());
    sqlite3_busy_timeout(db_, kBusyMs);
    try {
        script(
            "PRAGMA temp_store = memory; PRAGMA foreign_keys = off; PRAGMA secure_delete = fast; PRAGMA cache_size = " +
            std::to_string(role == Role::reader ? kReaderCache : kWriterCache));
        if (role == Role::writer) {
            // `normal`: a commit does not wait for the disk; whoever answers for it syncs the log (database.cpp). What
            // copies or restarts the log does sync.
            script("PRAGMA journal_mode = wal; PRAGMA synchronous = normal; PRAGMA wal_autocheckpoint = 0");
            // Called within the commit: how far the log has grown decides when to checkpoint.
            sqlite3_wal_hook(
                db_,
                [](void* self, sqlite3*, const char*, int pages) {
                    static_cast<SqliteConnection*>(self)->log_pages_ = pages;
                    return SQLITE_OK;
                },
                this);
        }
        if (role == Role::reader) script("PRAGMA query_only = on");
        if (remembers_) {
            sqlite3_set_authorizer(
                db_,
                [](void* self, int action, const char* table, const char* column, const char*, const char*) {
                    static_cast<SqliteConnection*>(self)->note_access(action, table, column);
                    return SQLITE_OK;
                },
                this);
        }
        auto own = [&](Statement& s, const char* sql) { s = prepare(sql, sql); };
        own(data_version_, "PRAGMA data_version");
        own(begin_write_, "BEGIN IMMEDIATE");
        own(begin_read_, "BEGIN");
        own(commit_, "COMMIT");
        own(savepoint_, "SAVEPOINT operation");
        own(release_, "RELEASE operation");
        own(rollback_to_, "ROLLBACK TO operation");
    } catch (...) {
        sqlite3_close_v2(db_);
        throw;
    }
}

SqliteConnection::~SqliteConnection() {
    for (Statement& s : by_index_) sqlite3_finalize(s.handle);
    for (auto& [text, s] : by_text_) sqlite3_finalize(s.handle);
    for (Statement* s : {&data_version_, &begin_write_, &begin_read_, &commit_, &savepoint_, &release_, &rollback_to_})
        sqlite3_finalize(s->handle);
    sqlite3_close_v2(db_);
}

void SqliteConnection::fail(std::string_view name) {
    int code = sqlite3_extended_errcode(db_);
    throw DbError(kind_of(code), std::string(name) + ": " + sqlite3_errmsg(db_) + " (" + std::to_string(code) + ")");
}

SqliteConnection::Statement SqliteConnection::prepare(const std::string& sql, const char* name) {
    Statement s;
    preparing_ = &s;
    int rc = sqlite3_prepare_v3(db_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &s.handle,
                                nullptr);
    preparing_ = nullptr;
    if (rc != SQLITE_OK) fail(name);
    if (!s.handle) throw DbError(DbError::Kind::other, std::string(name) + ": no statement");
    s.read_only = sqlite3_stmt_readonly(s.handle) != 0;
    s.parameters = sqlite3_bind_parameter_count(s.handle);
    return s;
}

int64_t SqliteConnection::run(const Query& query, const std::vector<Value>& values, const OnRow* on_row) {
    size_t index = query_index(query);
    if (index == kNoIndex) return run_text(query.name, query.sql, values, on_row);
    // by_index_ never grows, so the reference stays good while on_row runs other queries.
    Statement& s = by_index_[index];
    if (!s.handle) s = prepare(expand_query(query.sql, Engine::sqlite), query.name);
    if (query.remembered && remembers_ && on_row) return run_remembered(s, index, query, values, *on_row);
    return step(s, query.name, values, on_row);
}

int64_t SqliteConnection::run_remembered(Statement& s, size_t index, const Query& query,
                                         const std::vector<Value>& values, const OnRow& on_row) {
    const std::string key = RowMemory::key_of(index, values);
    if (key.empty()) return step(s, query.name, values, &on_row);
    std::shared_ptr<const RowMemory::Rows> rows = memory_.find(key, s.reads);
    if (!rows) {
        auto found = std::make_shared<RowMemory::Rows>();
        OnRow collect = [&](const Row& row) { return found->add(static_cast<const SqliteRow&>(row).handle()), true; };
        step(s, query.name, values, &collect);
        memory_.keep(key, s.reads, found);
        rows = std::move(found);
    }
    rows->walk(on_row);
    return 0;
}

// A row that comes or goes concerns every reader of its table, a changed column those who read it.
void SqliteConnection::note_access(int action, const char* table, const char* column) {
    if (!preparing_ || !table) return;
    auto note = [&](std::vector<int>& numbers, std::string name) {
        const int number = numbers_.emplace(std::move(name), static_cast<int>(numbers_.size())).first->second;
        if (std::find(numbers.begin(), numbers.end(), number) == numbers.end()) numbers.push_back(number);
    };
    const std::string name = table;
    if (action == SQLITE_INSERT || action == SQLITE_DELETE) note(preparing_->writes, name);
    if (action == SQLITE_UPDATE && column) note(preparing_->writes, name + "." + column);
    if (action != SQLITE_READ) return;
    note(preparing_->reads, name);
    if (column) note(preparing_->reads, name + "." + column);
}

// To be called while nobody else can write.
void SqliteConnection::forget_if_others_wrote() {
    const int rc = sqlite3_step(data_version_.handle);
    const int64_t version = rc == SQLITE_ROW ? sqlite3_column_int64(data_version_.handle, 0) : 0;
    sqlite3_reset(data_version_.handle);
    if (rc != SQLITE_ROW) fail("data_version");
    if (std::exchange(others_wrote_, version) != version) memory_.clear();
}

int64_t SqliteConnection::run_text(std::string_view name, const std::string& sql, const std::vector<Value>& values,
                                   const OnRow* on_row) {
    auto found = by_text_.find(sql);
    if (found == by_text_.end()) {
        std::string text = name == "migrations" ? sql : expand_query(sql, Engine::sqlite);
        found = by_text_.emplace(sql, prepare(text, std::string(name).c_str())).first;
    }
    return step(found->second, name, values, on_row);
}

int64_t SqliteConnection::step(Statement& cached, std::string_view name, const std::vector<Value>& values,
                               const OnRow* on_row) {
    // A query that runs inside its own walk gets a statement of its own.
    Statement own;
    if (cached.busy) own = prepare(sqlite3_sql(cached.handle), std::string(name).c_str());
    Statement& s = own.handle ? own : cached;
    struct Reset {
        Statement& s;
        bool own;
        ~Reset() {
            s.busy = false;
            if (own) sqlite3_finalize(s.handle);
            else sqlite3_reset(s.handle);
        }
    } reset{s, own.handle != nullptr};
    s.busy = true;

    if (static_cast<size_t>(s.parameters) != values.size())
        throw DbError(DbError::Kind::other, std::string(name) + ": " + std::to_string(s.parameters) +
                                                " placeholders, " + std::to_string(values.size()) + " values");
    std::forward_list<std::string> kept;  // changed texts and lists, until the statement has run
    std::string scratch;
    for (size_t i = 0; i < values.size(); ++i) {
        const Value& v = values[i];
        int n = static_cast<int>(i) + 1;
        int rc = SQLITE_OK;
        switch (v.kind) {
            case Value::Kind::null: rc = sqlite3_bind_null(s.handle, n); break;
            case Value::Kind::integer:
            case Value::Kind::boolean: rc = sqlite3_bind_int64(s.handle, n, v.integer); break;
            case Value::Kind::real: rc = sqlite3_bind_double(s.handle, n, v.real); break;
            case Value::Kind::text: {
                std::string_view text = clean_text(v.text, scratch);
                if (text.data() == scratch.data() && !text.empty()) {
                    kept.push_front(std::move(scratch));
                    text = kept.front();
                }
                // A null pointer would be NULL, and an empty view may have one.
                rc = sqlite3_bind_text64(s.handle, n, text.empty() ? "" : text.data(), text.size(), SQLITE_STATIC,
                                         SQLITE_UTF8);
                break;
            }
            case Value::Kind::list: {
                std::string& json = kept.emplace_front();
                append_json_list(json, *v.list);
                rc = sqlite3_bind_text64(s.handle, n, json.data(), json.size(), SQLITE_STATIC, SQLITE_UTF8);
                break;
            }
        }
        if (rc != SQLITE_OK) fail(name);
    }
    if (guarded_ && !saved_ && !s.read_only) {
        simple(savepoint_, "savepoint");
        saved_ = true;
    }
    for (int number : s.writes) memory_.written(number);
    SqliteRow row(s.handle);
    bool wanted = on_row != nullptr;
    for (;;) {
        int rc = sqlite3_step(s.handle);
        if (rc == SQLITE_DONE) break;
        if (rc != SQLITE_ROW) fail(name);  // a statement that fails has undone itself
        if (wanted && !(*on_row)(row)) {
            if (s.read_only) return 0;
            wanted = false;  // INSERT … RETURNING runs to its end
        }
    }
    if (s.read_only) return 0;
    unguarded_wrote_ = !guarded_;
    return sqlite3_changes64(db_);
}

void SqliteConnection::simple(Statement& statement, const char* name) {
    int rc = sqlite3_step(statement.handle);
    if (rc != SQLITE_DONE && rc != SQLITE_ROW) {
        struct Reset {
            sqlite3_stmt* s;
            ~Reset() { sqlite3_reset(s); }
        } reset{statement.handle};
        fail(name);
    }
    sqlite3_reset(statement.handle);
}

void SqliteConnection::script(const std::string& sql) {
    if (sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
        fail(std::string_view(sql).substr(0, 60));
    memory_.clear();
    unguarded_wrote_ = !guarded_;
}

void SqliteConnection::begin_write() {
    simple(begin_write_, "BEGIN IMMEDIATE");
    forget_if_others_wrote();
}
void SqliteConnection::begin_read() { simple(begin_read_, "BEGIN"); }
void SqliteConnection::commit() { simple(commit_, "COMMIT"); }
bool SqliteConnection::in_transaction() const { return sqlite3_get_autocommit(db_) == 0; }
void SqliteConnection::rollback() {
    guarded_ = saved_ = unguarded_wrote_ = spoiled_ = false;
    memory_.clear();
    // An error here means that there is nothing left to undo.
    if (in_transaction()) sqlite3_exec(db_, "ROLLBACK", nullptr, nullptr, nullptr);
}

void SqliteConnection::begin_operation(bool guarded) {
    guarded_ = guarded;
    saved_ = unguarded_wrote_ = false;
}

void SqliteConnection::end_operation(bool keep) {
    const bool saved = saved_;
    if (!keep && unguarded_wrote_) spoiled_ = true;
    guarded_ = saved_ = unguarded_wrote_ = false;
    if (!saved || !in_transaction()) return;
    if (!keep) memory_.clear();
    if (!keep) simple(rollback_to_, "ROLLBACK TO");
    simple(release_, "RELEASE");
}

void SqliteConnection::begin_attempt() {
    before_attempt_wrote_ = std::exchange(unguarded_wrote_, false);
    attempt_saved_ = saved_;
    if (attempt_saved_) script("SAVEPOINT attempt");
}

void SqliteConnection::end_attempt(bool keep) {
    if (!keep && unguarded_wrote_) spoiled_ = true;
    unguarded_wrote_ = unguarded_wrote_ || before_attempt_wrote_;
    if (!keep) memory_.clear();
    if (!in_transaction()) return;  // undone as a whole
    if (!attempt_saved_) {
        if (!keep && saved_) simple(rollback_to_, "ROLLBACK TO");
        return;
    }
    script(keep ? "RELEASE attempt" : "ROLLBACK TO attempt; RELEASE attempt");
}

int SqliteConnection::checkpoint(bool truncate) {
    int in_log = 0, copied = 0;
    if (truncate) sqlite3_busy_timeout(db_, 0);  // it would wait for the readers
    int rc = sqlite3_wal_checkpoint_v2(db_, nullptr, truncate ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE,
                                       &in_log, &copied);
    if (truncate) sqlite3_busy_timeout(db_, kBusyMs);
    if (rc != SQLITE_OK || in_log < 0) return -1;
    return in_log - copied;
}

bool SqliteConnection::probe() {
    try {
        begin_write();
        script("PRAGMA user_version = 1");  // always a page to write, whatever the version was
        commit();
        return true;
    } catch (const DbError&) {
        rollback();
        return false;
    }
}

std::vector<std::string> SqliteConnection::plan(const std::string& sql) {
    Statement s = prepare("EXPLAIN QUERY PLAN " + sql, "plan");
    std::vector<std::string> lines;
    while (sqlite3_step(s.handle) == SQLITE_ROW)
        lines.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(s.handle, 3)));
    sqlite3_finalize(s.handle);
    return lines;
}

}  // namespace rk
