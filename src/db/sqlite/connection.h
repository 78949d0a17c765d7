// One SQLite connection with its prepared statements.
#pragma once
#include <string>
#include <unordered_map>
#include <vector>

#include "db/db.h"
#include "db/sqlite/row_memory.h"

struct sqlite3;
struct sqlite3_stmt;

namespace rk {

class SqliteConnection final : public Connection {
  public:
    enum class Role { writer, reader, memory };
    // Opens (and for a writer creates) the file; "" with Role::memory. Throws DbError.
    SqliteConnection(const std::string& path, Role role);
    ~SqliteConnection() override;
    SqliteConnection(const SqliteConnection&) = delete;
    SqliteConnection& operator=(const SqliteConnection&) = delete;

    Engine engine() const override { return Engine::sqlite; }
    int64_t run(const Query& query, const std::vector<Value>& values, const OnRow* on_row) override;
    int64_t run_text(std::string_view name, const std::string& sql, const std::vector<Value>& values,
                     const OnRow* on_row) override;
    void script(const std::string& sql) override;
    void lock(std::string_view) override {}
    // In a guarded operation, an attempt before anything was written is undone by the operation's own savepoint.
    void begin_attempt() override;
    void end_attempt(bool keep) override;

    // The steps of a transaction. begin_write waits for another process up to the busy time-out.
    void begin_write();
    void begin_read();
    void commit();
    // Safe when the engine has rolled back by itself.
    void rollback();
    // An operation of a batch. end_operation(true) keeps what it did; end_operation(false) undoes it, as an attempt that
    // fails does. A savepoint costs every page that is written a copy, and most operations that fail have written
    // nothing: so only a guarded one sets one, at its first write. When another has to undo what it wrote, the transaction is
    // spoiled: its owner rolls it back and runs its operations again, guarded.
    void begin_operation(bool guarded);
    void end_operation(bool keep);
    bool spoiled() const { return spoiled_; }
    // Whether a transaction is open: false after an error that made SQLite give it up (full disk).
    bool in_transaction() const;

    // Copies the log into the database file without waiting for readers; `truncate` also shortens the log, when nobody
    // reads it. Gives the number of pages left in the log, or -1 when it could not be done now.
    int checkpoint(bool truncate);
    // Writes a page and commits: whether the store takes writes again.
    bool probe();
    // The length of the log after the last commit.
    int log_pages() const { return log_pages_; }

    // How SQLite would run the text: the lines of EXPLAIN QUERY PLAN.
    std::vector<std::string> plan(const std::string& sql);

  private:
    struct Statement {
        sqlite3_stmt* handle = nullptr;
        bool read_only = false;
        bool busy = false;  // running further up the stack
        int parameters = 0;
        std::vector<int> reads, writes;  // see note_access
    };
    Statement prepare(const std::string& sql, const char* name);
    int64_t step(Statement& statement, std::string_view name, const std::vector<Value>& values, const OnRow* on_row);
    void simple(Statement& statement, const char* sql);
    int64_t run_remembered(Statement& statement, size_t index, const Query& query, const std::vector<Value>& values,
                           const OnRow& on_row);
    void note_access(int action, const char* table, const char* column);
    void forget_if_others_wrote();
    [[noreturn]] void fail(std::string_view name);

    sqlite3* db_ = nullptr;
    std::vector<Statement> by_index_;  // by query_index
    std::unordered_map<std::string, Statement> by_text_;
    Statement begin_write_, begin_read_, commit_, savepoint_, release_, rollback_to_;
    bool guarded_ = false;          // the operation under way sets a savepoint at its first write
    bool saved_ = false;            // … and has
    bool attempt_saved_ = false;    // the attempt under way has a savepoint of its own
    bool unguarded_wrote_ = false;  // the operation under way (within an attempt: the attempt) wrote without one
    bool before_attempt_wrote_ = false;
    bool spoiled_ = false;

    RowMemory memory_;
    const bool remembers_;                          // a reader does not: it cannot know when others write
    std::unordered_map<std::string, int> numbers_;  // of "table" and "table.column"
    Statement* preparing_ = nullptr;                // learns from SQLite what it reads and writes
    Statement data_version_;
    int64_t others_wrote_ = 0;  // the last data_version
    int log_pages_ = 0;
};

}  // namespace rk
