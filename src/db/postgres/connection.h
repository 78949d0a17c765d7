// One PostgreSQL connection with its prepared statements.
#pragma once
#include <string>
#include <unordered_map>
#include <vector>

#include "db/db.h"

struct pg_conn;
struct pg_result;

namespace rk {

class PostgresConnection final : public Connection {
  public:
    // migration: no time-outs. reader: its transactions are read-only snapshots, and a statement may take 30 s.
    enum class Role { writer, reader, migration };
    // Connects. Throws DbError::unavailable.
    PostgresConnection(const std::string& url, Role role);
    ~PostgresConnection() override;
    PostgresConnection(const PostgresConnection&) = delete;
    PostgresConnection& operator=(const PostgresConnection&) = delete;

    Engine engine() const override { return Engine::postgres; }
    int64_t run(const Query& query, const std::vector<Value>& values, const OnRow* on_row) override;
    int64_t run_text(std::string_view name, const std::string& sql, const std::vector<Value>& values,
                     const OnRow* on_row) override;
    void script(const std::string& sql) override;
    void lock(std::string_view what) override;
    void begin_attempt() override { script("SAVEPOINT attempt"); }
    void end_attempt(bool keep) override { script(keep ? "RELEASE attempt" : "ROLLBACK TO attempt; RELEASE attempt"); }

    // The transaction begins with its first statement, in the same trip to the server.
    void begin() { begin_pending_ = true; }
    void commit();
    // Never throws: a lost connection has rolled back by itself.
    void rollback() noexcept;
    // False once the connection is known to be lost: then it is of no more use.
    bool alive() const;
    // Looks whether the server has closed the connection meanwhile; asks nothing of the server.
    bool answers();

    // Prepares without running; the server's complaint, or "".
    std::string try_prepare(const std::string& sql);

  private:
    struct Statement {
        std::string name;  // "" until prepared
    };
    int64_t execute(Statement& statement, std::string_view name, const std::string& sql,
                    const std::vector<Value>& values, const OnRow* on_row);
    void prepare(Statement& statement, std::string_view name, const std::string& sql, const std::vector<Value>& values);
    void bind(const std::vector<Value>& values);
    void send_begin();
    [[noreturn]] void fail(std::string_view name, const pg_result* result);

    pg_conn* connection_ = nullptr;
    std::vector<Statement> by_index_;  // by query_index
    std::unordered_map<std::string, Statement> by_text_;
    int prepared_ = 0;
    bool begin_pending_ = false, in_transaction_ = false;
    std::string buffer_;  // the running statement's values, each with a NUL behind it
    std::vector<const char*> pointers_;
    std::vector<size_t> offsets_;
};

}  // namespace rk
