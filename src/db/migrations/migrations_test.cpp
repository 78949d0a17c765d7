#include "db/migrations/migrations.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "base/strings.h"
#include "db/postgres/connection.h"
#include "db/sqlite/connection.h"
#include "unit/postgres_server.h"

using namespace rk;

namespace {

std::vector<std::string> list_text(Connection& c, const std::string& sql) {
    std::vector<std::string> found;
    Connection::OnRow on_row = [&](const Row& row) { return found.push_back(row.string(0)), true; };
    c.run_text("migrations", sql, {}, &on_row);
    return found;
}

using Strings = std::vector<std::string>;

}  // namespace

TEST_CASE("migrations: the text becomes each engine's") {
    const char* text =
        "-- a comment; with a semicolon\n"
        "/*postgres\nCREATE TYPE t AS ENUM ('a');\n*/\n"
        "CREATE TABLE IF NOT EXISTS things (\n"
        "    id varchar(26) NOT NULL, -- the key\n"
        "    \"desc\" jsonb,\n"
        "    kind t DEFAULT 'a',\n"
        "    good bool NOT NULL DEFAULT false,\n"
        "    data bytea,\n"
        "    PRIMARY KEY (id)\n"
        ") /*sqlite WITHOUT ROWID */;\n";
    CHECK(trim(migration_text(text, Engine::sqlite)) ==
          "CREATE TABLE IF NOT EXISTS things (\n"
          "    id text NOT NULL,\n"
          "    \"desc\" text,\n"
          "    kind text DEFAULT 'a',\n"
          "    good integer NOT NULL DEFAULT false,\n"
          "    data blob,\n"
          "    PRIMARY KEY (id)\n"
          ")  WITHOUT ROWID ;");
    std::vector<MigrationTable> tables = migration_tables(migration_text(text, Engine::postgres));
    REQUIRE(tables.size() == 1);
    CHECK(tables[0].name == "things");
    REQUIRE(tables[0].columns.size() == 5);
    CHECK(tables[0].columns[1].name == "desc");
    CHECK(tables[0].columns[3].definition == "bool NOT NULL DEFAULT false");
}

TEST_CASE("migrations: an empty database gets the schema once") {
    Strings expected;
    for (const Migration& m : all_migrations()) expected.push_back(m.name);
    REQUIRE(expected.size() >= 2);
    auto check = [&](Connection& c) {
        CHECK(run_migrations(c) == expected);
        CHECK(check_schema(c).empty());
        CHECK(run_migrations(c).empty());
        CHECK(list_text(c, "SELECT name FROM rk_migrations ORDER BY number") == expected);
        c.script("DROP TABLE rk_hook_posts");
        CHECK(check_schema(c).size() == 4);
    };
    SUBCASE("sqlite") {
        SqliteConnection c("", SqliteConnection::Role::memory);
        check(c);
    }
    SUBCASE("postgres") {
        PostgresConnection c(test::PostgresServer::shared().new_database(), PostgresConnection::Role::migration);
        check(c);
    }
}

TEST_CASE("migrations: a failed one leaves nothing of itself") {
    SqliteConnection c("", SqliteConnection::Role::memory);
    c.script("CREATE TABLE teams (unexpected text)");  // its indexes name columns that are not there
    CHECK_THROWS_AS(run_migrations(c), DbError);
    CHECK(list_text(c, "SELECT name FROM sqlite_master WHERE name = 'users'").empty());
    CHECK(list_text(c, "SELECT name FROM rk_migrations").empty());
    c.script("DROP TABLE teams");
    CHECK(run_migrations(c).size() == all_migrations().size());
}

TEST_CASE("migrations: a newer version's database is not touched") {
    SqliteConnection c("", SqliteConnection::Role::memory);
    run_migrations(c);
    c.script("INSERT INTO rk_migrations (number, name, ranat) VALUES (9000, '9000_future', 1)");
    CHECK_THROWS_AS(run_migrations(c), DbError);
}

TEST_CASE("migrations: Mattermost's tables are kept with their rows and get what they lack") {
    PostgresConnection c(test::PostgresServer::shared().new_database(), PostgresConnection::Role::migration);
    // As an older Mattermost left them: fewer columns, types and a search index of its own, a table that is not ours.
    c.script(
        "CREATE TYPE channel_type AS ENUM ('P', 'G', 'O', 'D');"
        "CREATE TABLE posts (id varchar(26) PRIMARY KEY, createat bigint, updateat bigint, deleteat bigint, "
        "  userid varchar(26), channelid varchar(26), rootid varchar(26), originalid varchar(26), "
        "  message varchar(65535), type varchar(26), props jsonb, hashtags varchar(1000), filenames varchar(4000), "
        "  fileids varchar(300), hasreactions boolean);"
        "CREATE INDEX idx_posts_message_txt ON posts USING gin (to_tsvector('english', message));"
        "CREATE TABLE channels (id varchar(26) PRIMARY KEY, name varchar(64), teamid varchar(26), type channel_type);"
        "CREATE TABLE db_migrations (version bigint PRIMARY KEY, name varchar);"
        "INSERT INTO posts (id, message, props) VALUES ('p1', 'hello', '{\"a\": 1}');"
        "INSERT INTO channels (id, name, type) VALUES ('c1', 'town-square', 'O');"
        "INSERT INTO db_migrations VALUES (1, 'create_teams')");
    CHECK(run_migrations(c).size() == all_migrations().size());
    CHECK(check_schema(c).empty());
    CHECK(list_text(c, "SELECT message || props::text FROM posts") == Strings{"hello{\"a\": 1}"});
    CHECK(list_text(c, "SELECT ispinned IS NULL FROM posts") == Strings{"t"});
    // NOT NULL with a default, and without the help of one.
    CHECK(list_text(c, "SELECT name || type || autotranslation || '[' || defaultcategoryname || ']' FROM channels") ==
          Strings{"town-squareOfalse[]"});
    CHECK(list_text(c, "SELECT name FROM db_migrations") == Strings{"create_teams"});
    CHECK(list_text(c, "SELECT indexname FROM pg_indexes WHERE indexname = 'idx_posts_message_txt'").size() == 1);
    CHECK(run_migrations(c).empty());
}
