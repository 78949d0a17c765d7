#include "db/migrations/migrations.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/log.h"
#include "base/strings.h"
#include "base/time.h"

namespace rk {

namespace {

// The run of SQL outside of any Query: migrations are texts, not constants.
std::vector<std::string> list_text(Connection& c, const std::string& sql) {
    std::vector<std::string> found;
    Connection::OnRow on_row = [&](const Row& row) { return found.push_back(row.string(0)), true; };
    c.run_text("migrations", sql, {}, &on_row);
    return found;
}

std::string sqlite_type(std::string_view type) {
    if (type.starts_with("int")) return "integer";
    if (type == "bool") return "integer";
    if (type == "float4") return "real";
    if (type == "bytea") return "blob";
    return "text";  // varchar, jsonb, enums, arrays
}

// "    name type rest" with SQLite's type; other lines of a table (keys, constraints) stay.
std::string sqlite_column(std::string_view line) {
    size_t name = line.find_first_not_of(' ');
    size_t name_end = line.find(' ', name);
    if (name_end == std::string_view::npos || (line[name] >= 'A' && line[name] <= 'Z')) return std::string(line);
    size_t type_end = line.find_first_of(" ,", name_end + 1);
    if (type_end == std::string_view::npos) type_end = line.size();
    return std::string(line.substr(0, name_end + 1)) + sqlite_type(line.substr(name_end + 1, type_end - name_end - 1)) +
           std::string(line.substr(type_end));
}

// /*keep … */ loses its marks, /*drop … */ goes.
std::string pick_engine(std::string_view sql, std::string_view keep, std::string_view drop) {
    std::string out;
    size_t at = 0;
    while (at < sql.size()) {
        size_t mark = sql.find("/*", at);
        out += sql.substr(at, mark == std::string_view::npos ? mark : mark - at);
        if (mark == std::string_view::npos) break;
        size_t end = sql.find("*/", mark);
        if (end == std::string_view::npos) throw DbError(DbError::Kind::other, "a migration has an open comment");
        std::string_view inside = sql.substr(mark + 2, end - mark - 2);
        if (inside.starts_with(keep)) out += inside.substr(keep.size());
        else if (!inside.starts_with(drop))
            throw DbError(DbError::Kind::other, "a migration has a comment for no engine");
        at = end + 2;
    }
    return out;
}

std::string record_text(const Migration& m) {
    return "INSERT INTO rk_migrations (number, name, ranat) VALUES (" + std::to_string(m.number) + ", '" + m.name +
           "', " + std::to_string(now_ms()) + ")";
}

// Adds to tables that were there already (Mattermost's own, of an older version) what they lack. A column that may not
// be null gets an empty value in the rows that are there.
void add_missing_columns(Connection& c, std::string_view text) {
    std::map<std::string, std::set<std::string>> present;
    Connection::OnRow on_row = [&](const Row& row) { return present[row.string(0)].insert(row.string(1)), true; };
    c.run_text("schema_columns",
               "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()",
               {}, &on_row);
    for (const MigrationTable& table : migration_tables(text)) {
        auto found = present.find(table.name);
        if (found == present.end()) continue;
        for (const MigrationTable::Column& column : table.columns) {
            if (found->second.count(column.name)) continue;
            std::string definition = column.definition, drop;
            if (definition.find(" NOT NULL") != std::string::npos && definition.find("DEFAULT") == std::string::npos) {
                std::string_view type = std::string_view(definition).substr(0, definition.find(' '));
                std::string empty = type == "bool"            ? "false"
                                    : type == "jsonb"         ? "'{}'"
                                    : type.starts_with("int") ? "0"
                                                              : "''";
                definition += " DEFAULT " + empty;
                drop = "ALTER TABLE " + table.name + " ALTER COLUMN \"" + column.name + "\" DROP DEFAULT";
            }
            log::info("adding a column that this table of an older version lacks",
                      {{"table", table.name}, {"column", column.name}});
            c.script("ALTER TABLE " + table.name + " ADD COLUMN \"" + column.name + "\" " + definition);
            if (!drop.empty()) c.script(drop);
        }
    }
}

}  // namespace

std::string migration_text(std::string_view sql, Engine engine) {
    std::string plain;
    for (const std::string& line : split(sql, '\n')) {
        std::string_view kept = std::string_view(line).substr(0, line.find("--"));
        while (kept.ends_with(' ')) kept.remove_suffix(1);
        if (kept.empty()) continue;
        plain += kept;
        plain += '\n';
    }
    if (engine == Engine::postgres) return pick_engine(plain, "postgres", "sqlite");
    std::string out;
    bool in_table = false;
    for (const std::string& line : split(pick_engine(plain, "sqlite", "postgres"), '\n')) {
        if (line.starts_with(")")) in_table = false;
        out += in_table ? sqlite_column(line) : line;
        out += '\n';
        if (line.starts_with("CREATE TABLE ")) in_table = true;
    }
    return out;
}

std::vector<MigrationTable> migration_tables(std::string_view text) {
    constexpr std::string_view kCreate = "CREATE TABLE IF NOT EXISTS ";
    std::vector<MigrationTable> tables;
    bool in_table = false;
    for (const std::string& line : split(text, '\n')) {
        std::string_view l = trim(line);
        if (line.starts_with(kCreate)) {
            std::string_view name = l.substr(kCreate.size());
            tables.push_back({std::string(name.substr(0, name.find(' '))), {}});
            in_table = true;
        } else if (line.starts_with(")")) {
            in_table = false;
        } else if (in_table && !l.empty() && !(l[0] >= 'A' && l[0] <= 'Z')) {
            if (l.ends_with(',')) l.remove_suffix(1);
            size_t space = l.find(' ');
            std::string name(l.substr(0, space));
            std::erase(name, '"');
            tables.back().columns.push_back({std::move(name), std::string(l.substr(space + 1))});
        }
    }
    return tables;
}

std::vector<std::string> run_migrations(Connection& c) {
    bool postgres = c.engine() == Engine::postgres;
    // Several nodes may start at once: the first one migrates, the others wait for it.
    auto begin = [&] { c.script(postgres ? "BEGIN; SELECT pg_advisory_xact_lock(7261692)" : "BEGIN IMMEDIATE"); };
    auto in_transaction = [&](auto&& fn) {
        begin();
        try {
            fn();
            c.script("COMMIT");
        } catch (...) {
            c.script("ROLLBACK");
            throw;
        }
    };
    std::vector<std::string> ran;
    // The usual start: nothing to do, found out by one read.
    try {
        std::vector<std::string> done = list_text(c, "SELECT number FROM rk_migrations ORDER BY number");
        if (!done.empty() && done.back() == std::to_string(all_migrations().back().number) &&
            done.size() == all_migrations().size())
            return ran;
    } catch (const DbError& e) {
        if (e.kind != DbError::Kind::other) throw;  // other: there is no such table yet
    }
    in_transaction([&] {
        c.script(
            "CREATE TABLE IF NOT EXISTS rk_migrations (number integer PRIMARY KEY, name text NOT NULL, "
            "ranat bigint NOT NULL)");
    });
    for (const Migration& m : all_migrations()) {
        in_transaction([&] {
            std::string number = std::to_string(m.number);
            if (!list_text(c, "SELECT number FROM rk_migrations WHERE number = " + number).empty()) return;
            std::string text = migration_text(m.sql, c.engine());
            if (postgres) add_missing_columns(c, text);
            c.script(text);
            c.script(record_text(m));
            ran.push_back(m.name);
        });
    }
    std::vector<std::string> done = list_text(c, "SELECT number FROM rk_migrations ORDER BY number DESC");
    int64_t newest = 0;
    if (!done.empty() && parse_int(done[0], newest) && newest > all_migrations().back().number)
        throw DbError(DbError::Kind::other, "the database was used by a newer version of Renkei (migration " + done[0] +
                                                "): start that version, or restore a backup");
    return ran;
}

std::vector<std::string> check_schema(Connection& c) {
    std::set<std::string> present;
    Connection::OnRow on_row = [&](const Row& row) {
        return present.insert(row.string(0) + "." + row.string(1)), true;
    };
    c.run_text(
        "schema_columns",
        c.engine() == Engine::postgres
            ? "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()"
            : "SELECT m.name, p.name FROM sqlite_master m, pragma_table_info(m.name) p WHERE m.type = 'table'",
        {}, &on_row);
    std::vector<std::string> wrong;
    for (const Migration& m : all_migrations()) {
        for (const MigrationTable& table : migration_tables(migration_text(m.sql, c.engine()))) {
            for (const auto& column : table.columns) {
                if (!present.count(table.name + "." + column.name))
                    wrong.push_back("the table " + table.name + " lacks the column " + column.name);
            }
        }
    }
    return wrong;
}

}  // namespace rk
