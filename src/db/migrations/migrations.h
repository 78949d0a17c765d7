// The numbered schema changes (NNNN_name.sql, forward only), built into the program, and their runner.
//
// The text is PostgreSQL's; 0001_mattermost_schema.sql says how it becomes SQLite's. Each file runs in a transaction of
// its own together with its row in rk_migrations, so a stopped start leaves whole migrations only.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "db/db.h"

namespace rk {

struct Migration {
    int number;
    const char* name;
    const char* sql;
};
// In order of their numbers; generated from the .sql files by CMakeLists.txt.
std::span<const Migration> all_migrations();

// The migration's text for that engine: comments gone, the other engine's parts gone, types translated.
std::string migration_text(std::string_view sql, Engine engine);

struct MigrationTable {
    struct Column {
        std::string name, definition;  // "createat", "int8 NOT NULL"
    };
    std::string name;
    std::vector<Column> columns;
};
// The tables that an (already translated) text makes.
std::vector<MigrationTable> migration_tables(std::string_view text);

// Runs what has not run yet; gives the names. Throws DbError.
std::vector<std::string> run_migrations(Connection& connection);
// What a migrated database lacks: tables and columns, a sentence each.
std::vector<std::string> check_schema(Connection& connection);

}  // namespace rk
