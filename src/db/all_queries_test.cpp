// Every query of the program is a statement of both engines, and none walks a large table without a word of why.
#include <doctest/doctest.h>

#include <set>

#include "base/strings.h"
#include "db/migrations/migrations.h"
#include "db/postgres/connection.h"
#include "db/query.h"
#include "db/sqlite/connection.h"
#include "unit/postgres_server.h"

using namespace rk;

namespace {

// Tables that grow with use.
const std::set<std::string> kLarge = {"posts",
                                      "threads",
                                      "threadmemberships",
                                      "reactions",
                                      "fileinfo",
                                      "users",
                                      "sessions",
                                      "preferences",
                                      "status",
                                      "audits",
                                      "channels",
                                      "channelmembers",
                                      "publicchannels",
                                      "teammembers",
                                      "drafts",
                                      "sidebarchannels",
                                      "sidebarcategories",
                                      "postspriority",
                                      "tokens",
                                      "channelmemberhistory",
                                      "linkmetadata",
                                      "pluginkeyvaluestore",
                                      "useraccesstokens",
                                      "rk_access_tokens",
                                      "rk_deliveries",
                                      "rk_hook_calls",
                                      "rk_hook_posts",
                                      "rk_idempotency"};

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

// The words of a statement, in lower case; everything else separates them.
std::vector<std::string> words(std::string_view sql) {
    std::vector<std::string> found;
    std::string word;
    for (char c : sql) {
        if (is_word(c)) {
            word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        } else {
            if (!word.empty()) found.push_back(std::exchange(word, {}));
            if (c == ',' || c == '(' || c == ')') found.push_back(std::string(1, c));
        }
    }
    if (!word.empty()) found.push_back(word);
    return found;
}

// The large tables among those that SQLite would walk. The plan names them by their alias.
std::vector<std::string> walked(const std::vector<std::string>& plan, const std::string& sql) {
    std::vector<std::string> found, w = words(sql);
    for (const std::string& line : plan) {
        if (!line.starts_with("SCAN ")) continue;
        std::string name = line.substr(5, line.find(' ', 5) - 5);
        if (kLarge.count(name)) {
            found.push_back(name);
            continue;
        }
        for (size_t i = 0; i + 1 < w.size(); ++i) {
            if (!kLarge.count(w[i])) continue;
            size_t alias = w[i + 1] == "as" ? i + 2 : i + 1;
            if (alias < w.size() && w[alias] == to_lower_ascii(name)) {
                found.push_back(w[i]);
                break;
            }
        }
    }
    return found;
}

}  // namespace

TEST_CASE("queries: the walk of a large table is found, by its name or its alias") {
    SqliteConnection c("", SqliteConnection::Role::memory);
    run_migrations(c);
    auto walk = [&](const std::string& sql) { return walked(c.plan(sql), sql); };
    using Strings = std::vector<std::string>;
    CHECK(walk("SELECT id FROM posts WHERE message = ?1") == Strings{"posts"});
    CHECK(walk("SELECT p.id FROM posts p WHERE p.message = ?1") == Strings{"posts"});
    CHECK(walk("SELECT x.id FROM posts AS x, channels c WHERE c.id = x.channelid AND x.message = ?1") ==
          Strings{"posts"});
    CHECK(walk("SELECT id FROM posts WHERE id = ?1").empty());
    CHECK(walk("SELECT id FROM posts WHERE id IN (SELECT value FROM json_each(?1))").empty());
    CHECK(walk("SELECT name FROM roles").empty());
    CHECK(walk("SELECT count(*) FROM users") == Strings{"users"});
}

TEST_CASE("queries: the newest posts of a channel come straight from an index") {
    SqliteConnection c("", SqliteConnection::Role::memory);
    run_migrations(c);
    std::vector<std::string> plan =
        c.plan("SELECT id FROM posts WHERE channelid = ?1 AND deleteat = 0 ORDER BY createat DESC LIMIT 60");
    CHECK(plan ==
          std::vector<std::string>{
              "SEARCH posts USING INDEX idx_posts_channel_id_delete_at_create_at (channelid=? AND deleteat=?)"});
}

TEST_CASE("queries: each has a name of its own") {
    std::set<std::string> names;
    for (const Query& q : all_queries()) {
        INFO(q.sql);
        CHECK_MESSAGE(names.insert(q.name).second, "two queries are called ", q.name);
    }
}

TEST_CASE("queries: SQLite prepares each, and walks no large table unless the query says why") {
    SqliteConnection c("", SqliteConnection::Role::memory);
    run_migrations(c);
    for (const Query& q : all_queries()) {
        INFO(q.name);
        try {
            std::string sql = expand_query(q.sql, Engine::sqlite);
            std::vector<std::string> tables = walked(c.plan(sql), sql);
            if (!q.scan_reason) CHECK_MESSAGE(tables.empty(), q.name, " walks ", join(tables, ", "), ": ", sql);
        } catch (const DbError& e) {
            FAIL_CHECK(e.message);
        }
    }
}

TEST_CASE("queries: PostgreSQL prepares each") {
    PostgresConnection c(test::PostgresServer::shared().new_migrated_database(), PostgresConnection::Role::migration);
    CHECK(c.try_prepare("SELECT nothing FROM nowhere") != "");
    for (const Query& q : all_queries()) {
        INFO(q.name);
        try {
            std::string sql = expand_query(query_text(q, Engine::postgres), Engine::postgres);
            std::string error = c.try_prepare(sql);
            CHECK_MESSAGE(error.empty(), q.name, ": ", error, sql);
        } catch (const DbError& e) {
            FAIL_CHECK(e.message);
        }
    }
}
