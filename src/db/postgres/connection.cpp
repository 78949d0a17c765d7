#include "db/postgres/connection.h"

#include <libpq-fe.h>
#include <poll.h>

#include <charconv>
#include <cstring>
#include <memory>

#include "base/log.h"
#include "db/query.h"

namespace rk {

namespace {

struct ClearResult {
    void operator()(PGresult* r) const { PQclear(r); }
};
using Result_ = std::unique_ptr<PGresult, ClearResult>;

constexpr size_t kNull = static_cast<size_t>(-1);
// Types that a value says by itself; the server infers the others from where they stand.
constexpr Oid kBool = 16, kInt8 = 20, kFloat8 = 701;

class PostgresRow final : public Row {
  public:
    explicit PostgresRow(const PGresult* r) : r_(r) {}
    int row = 0;
    bool is_null(int c) const override { return PQgetisnull(r_, row, c) != 0; }
    int64_t integer(int c) const override {
        std::string_view t = text(c);
        if (t == "t") return 1;
        int64_t n = 0;
        std::from_chars(t.data(), t.data() + t.size(), n);
        return n;
    }
    double real(int c) const override {
        std::string_view t = text(c);
        double d = 0;
        std::from_chars(t.data(), t.data() + t.size(), d);
        return d;
    }
    bool boolean(int c) const override {
        std::string_view t = text(c);
        return t == "t" || (t != "f" && integer(c) != 0);
    }
    std::string_view text(int c) const override {
        return {PQgetvalue(r_, row, c), static_cast<size_t>(PQgetlength(r_, row, c))};
    }

  private:
    const PGresult* r_;
};

DbError::Kind kind_of(const char* state) {
    if (!state || !*state) return DbError::Kind::unavailable;  // no answer at all
    std::string_view s = state;
    if (s == "23505") return DbError::Kind::unique;
    if (s == "40001" || s == "40P01") return DbError::Kind::retry;
    if (s == "53100") return DbError::Kind::full;
    if (s == "08P01") return DbError::Kind::other;  // too few values bound: our mistake, not the line's
    // Connection lost; server stopping, starting or out of connections; a standby that takes no writes.
    if (s.starts_with("08") || s.starts_with("57P") || s.starts_with("53") || s == "25006")
        return DbError::Kind::unavailable;
    return DbError::Kind::other;
}

// Mattermost's data sources carry a parameter that only its own driver knows.
std::string without_foreign_parameters(std::string url) {
    size_t at = url.find("binary_parameters=");
    if (at == std::string::npos) return url;
    size_t end = url.find_first_of("& ", at);
    if (end == std::string::npos) return url.erase(at > 0 ? at - 1 : at);
    return url.erase(at, end + 1 - at);
}

}  // namespace

PostgresConnection::PostgresConnection(const std::string& url, Role role) {
    char* error = nullptr;
    PQconninfoOption* options = PQconninfoParse(without_foreign_parameters(url).c_str(), &error);
    if (!options) {
        std::string why = error ? error : "";
        PQfreemem(error);
        throw DbError(DbError::Kind::unavailable, "SqlSettings.DataSource is no connection string: " + why);
    }
    // What the operator wrote counts; otherwise a server that vanished is noticed within seconds.
    std::vector<std::pair<std::string, std::string>> settings = {
        {"client_encoding", "UTF8"},  {"fallback_application_name", "renkei"},
        {"connect_timeout", "5"},     {"keepalives_idle", "10"},
        {"keepalives_interval", "5"}, {"keepalives_count", "3"},
        {"tcp_user_timeout", "15000"}};
    for (PQconninfoOption* o = options; o->keyword; ++o) {
        if (!o->val) continue;
        bool known = false;
        for (auto& [key, value] : settings) {
            if (key == o->keyword) value = o->val, known = true;
        }
        if (!known) settings.emplace_back(o->keyword, o->val);
    }
    PQconninfoFree(options);
    std::vector<const char*> keys, values;
    for (auto& [key, value] : settings) keys.push_back(key.c_str()), values.push_back(value.c_str());
    keys.push_back(nullptr), values.push_back(nullptr);
    connection_ = PQconnectdbParams(keys.data(), values.data(), 0);
    if (PQstatus(connection_) != CONNECTION_OK) {
        std::string why = connection_ ? PQerrorMessage(connection_) : "out of memory";
        PQfinish(connection_);
        while (why.ends_with('\n')) why.pop_back();
        throw DbError(DbError::Kind::unavailable, "PostgreSQL cannot be reached: " + why);
    }
    PQsetNoticeProcessor(
        connection_,
        [](void*, const char* text) {
            log::debug("PostgreSQL says", {{"notice", text}});
        },
        nullptr);
    by_index_.resize(all_queries().size());
    try {
        if (role == Role::writer)
            script("SET statement_timeout = 60000; SET idle_in_transaction_session_timeout = 120000");
        if (role == Role::reader)
            script(
                "SET statement_timeout = 30000; SET default_transaction_read_only = on; "
                "SET default_transaction_isolation = 'repeatable read'");
        if (role == Role::migration) script("SET statement_timeout = 0; SET client_min_messages = warning");
    } catch (...) {
        PQfinish(connection_);
        throw;
    }
}

PostgresConnection::~PostgresConnection() { PQfinish(connection_); }

bool PostgresConnection::alive() const { return PQstatus(connection_) == CONNECTION_OK; }

bool PostgresConnection::answers() {
    // A server that stops or dies closes the socket: then it is readable, and reading finds its end.
    // Its last words come first.
    pollfd socket{PQsocket(connection_), POLLIN, 0};
    while (alive() && poll(&socket, 1, 0) > 0 && PQconsumeInput(connection_)) {
    }
    return alive();
}

void PostgresConnection::fail(std::string_view name, const PGresult* result) {
    const char* state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : nullptr;
    DbError::Kind kind = alive() ? kind_of(state) : DbError::Kind::unavailable;
    std::string why = result ? PQresultErrorMessage(result) : PQerrorMessage(connection_);
    if (why.empty()) why = PQerrorMessage(connection_);
    while (why.ends_with('\n')) why.pop_back();
    throw DbError(kind, std::string(name) + ": " + why + (state ? std::string(" (") + state + ")" : ""));
}

void PostgresConnection::bind(const std::vector<Value>& values) {
    buffer_.clear();
    offsets_.clear();
    std::string scratch;
    for (const Value& v : values) {
        if (v.kind == Value::Kind::null) {
            offsets_.push_back(kNull);
            continue;
        }
        offsets_.push_back(buffer_.size());
        char digits[32];
        switch (v.kind) {
            case Value::Kind::null: break;
            case Value::Kind::integer: {
                auto end = std::to_chars(digits, digits + sizeof digits, v.integer).ptr;
                buffer_.append(digits, end);
                break;
            }
            case Value::Kind::real: {
                auto end = std::to_chars(digits, digits + sizeof digits, v.real).ptr;
                buffer_.append(digits, end);
                break;
            }
            case Value::Kind::boolean: buffer_ += v.integer ? 't' : 'f'; break;
            case Value::Kind::text: buffer_ += clean_text(v.text, scratch); break;
            case Value::Kind::list: append_array_literal(buffer_, *v.list); break;
        }
        buffer_ += '\0';
    }
    pointers_.clear();
    for (size_t offset : offsets_) pointers_.push_back(offset == kNull ? nullptr : buffer_.data() + offset);
}

void PostgresConnection::prepare(Statement& statement, std::string_view name, const std::string& sql,
                                 const std::vector<Value>& values) {
    std::vector<Oid> types;
    for (const Value& v : values) {
        types.push_back(v.kind == Value::Kind::integer   ? kInt8
                        : v.kind == Value::Kind::boolean ? kBool
                        : v.kind == Value::Kind::real    ? kFloat8
                                                         : 0);
    }
    std::string id = "s" + std::to_string(++prepared_);
    Result_ result(PQprepare(connection_, id.c_str(), sql.c_str(), static_cast<int>(types.size()), types.data()));
    if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) fail(name, result.get());
    statement.name = id;
}

int64_t PostgresConnection::run(const Query& query, const std::vector<Value>& values, const OnRow* on_row) {
    size_t index = query_index(query);
    std::string_view sql = query_text(query, Engine::postgres);
    if (index == kNoIndex) return run_text(query.name, std::string(sql), values, on_row);
    Statement& s = by_index_[index];
    return execute(s, query.name, s.name.empty() ? expand_query(sql, Engine::postgres) : std::string(), values, on_row);
}

int64_t PostgresConnection::run_text(std::string_view name, const std::string& sql, const std::vector<Value>& values,
                                     const OnRow* on_row) {
    // References into the map stay good while on_row adds others.
    Statement& s = by_text_[sql];
    std::string text;
    if (s.name.empty()) text = name == "migrations" ? sql : expand_query(sql, Engine::postgres);
    return execute(s, name, text, values, on_row);
}

int64_t PostgresConnection::execute(Statement& statement, std::string_view name, const std::string& sql,
                                    const std::vector<Value>& values, const OnRow* on_row) {
    if (statement.name.empty()) {
        send_begin();
        prepare(statement, name, sql, values);
    }
    bind(values);
    int count = static_cast<int>(values.size());
    Result_ result;
    if (begin_pending_) {
        // BEGIN and the first statement in one trip.
        begin_pending_ = false;
        bool sent =
            PQenterPipelineMode(connection_) &&
            PQsendQueryParams(connection_, "BEGIN", 0, nullptr, nullptr, nullptr, nullptr, 0) &&
            PQsendQueryPrepared(connection_, statement.name.c_str(), count, pointers_.data(), nullptr, nullptr, 0) &&
            PQpipelineSync(connection_);
        Result_ begun;
        if (sent) {
            begun.reset(PQgetResult(connection_));
            while (PGresult* r = PQgetResult(connection_)) PQclear(r);
            result.reset(PQgetResult(connection_));
            while (PGresult* r = PQgetResult(connection_)) PQclear(r);
            Result_ sync(PQgetResult(connection_));
            PQexitPipelineMode(connection_);
        }
        in_transaction_ = begun && PQresultStatus(begun.get()) == PGRES_COMMAND_OK;
        if (!in_transaction_) fail("BEGIN", begun.get());
    } else {
        result.reset(PQexecPrepared(connection_, statement.name.c_str(), count, pointers_.data(), nullptr, nullptr, 0));
    }
    ExecStatusType status = PQresultStatus(result.get());
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) {
        if (status == PGRES_TUPLES_OK && on_row) {
            PostgresRow row(result.get());
            for (int n = PQntuples(result.get()); row.row < n; ++row.row) {
                if (!(*on_row)(row)) break;
            }
        }
        // A SELECT's tag counts its rows, which changed nothing.
        if (std::strncmp(PQcmdStatus(result.get()), "SELECT", 6) == 0) return 0;
        std::string_view tuples = PQcmdTuples(result.get());
        int64_t changed = 0;
        std::from_chars(tuples.data(), tuples.data() + tuples.size(), changed);
        return changed;
    }
    fail(name, result.get());
}

void PostgresConnection::send_begin() {
    if (!begin_pending_) return;
    begin_pending_ = false;
    Result_ result(PQexec(connection_, "BEGIN"));
    if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) fail("BEGIN", result.get());
    in_transaction_ = true;
}

void PostgresConnection::commit() {
    if (!std::exchange(begin_pending_, false) && in_transaction_) {
        in_transaction_ = false;
        Result_ result(PQexec(connection_, "COMMIT"));
        if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) fail("COMMIT", result.get());
        // A transaction with a failed statement is answered with ROLLBACK.
        if (std::strcmp(PQcmdStatus(result.get()), "COMMIT") != 0)
            throw DbError(DbError::Kind::other, "COMMIT: an earlier statement had failed, nothing was stored");
    }
}

void PostgresConnection::rollback() noexcept {
    begin_pending_ = false;
    if (std::exchange(in_transaction_, false) && alive()) PQclear(PQexec(connection_, "ROLLBACK"));
}

void PostgresConnection::script(const std::string& sql) {
    send_begin();
    Result_ result(PQexec(connection_, sql.c_str()));
    ExecStatusType status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY)
        fail(std::string_view(sql).substr(0, 60), result.get());
}

void PostgresConnection::lock(std::string_view what) {
    static const Query query{"advisory_lock", "SELECT pg_advisory_xact_lock(hashtextextended(?1, 0))"};
    run_text(query.name, query.sql, {Value(what)}, nullptr);
}

std::string PostgresConnection::try_prepare(const std::string& sql) {
    Result_ result(PQprepare(connection_, "", sql.c_str(), 0, nullptr));
    return PQresultStatus(result.get()) == PGRES_COMMAND_OK ? "" : PQresultErrorMessage(result.get());
}

}  // namespace rk
