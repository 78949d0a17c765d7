// Remembered rows are never older than the tables they came from.
#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "db/migrations/migrations.h"
#include "db/sqlite/connection.h"

using namespace rk;

namespace {

RK_QUERY(kNameOf, "test_remembered_role", "SELECT name, createat FROM roles WHERE id = ?1", nullptr, nullptr, true);
const Query kAdd{"test_add_role",
                 "INSERT INTO roles (id, name, createat, updateat, deleteat) VALUES (?1, ?2, 7, 0, 0)"};
const Query kRename{"test_rename_role", "UPDATE roles SET name = ?2 WHERE id = ?1"};
const Query kTouch{"test_touch_role", "UPDATE roles SET updateat = ?2 WHERE id = ?1"};
const Query kElsewhere{"test_write_elsewhere", "INSERT INTO systems (name, value) VALUES (?1, '')"};

struct Roles {
    explicit Roles(const std::string& path) : c(path, SqliteConnection::Role::writer) { run_migrations(c); }
    std::string name(std::string_view id) {
        std::string found = "-";
        Connection::OnRow on_row = [&](const Row& row) {
            CHECK(row.integer(1) == 7);
            return found = row.string(0), false;
        };
        c.run(kNameOf, {Value(id)}, &on_row);
        return found;
    }
    void run(const Query& query, std::string_view a, std::string_view b) {
        c.run(query, {Value(a), Value(b)}, nullptr);
    }
    template <class Fn>
    void operation(bool guarded, bool keep, Fn&& fn) {
        c.begin_operation(guarded);
        fn();
        c.end_operation(keep);
    }
    SqliteConnection c;
};

struct Folder {
    Folder() {
        char name[] = "/tmp/renkei-memory-XXXXXX";
        path = mkdtemp(name);
    }
    ~Folder() { std::filesystem::remove_all(path); }
    std::string path;
};

}  // namespace

TEST_CASE("remembered rows: a write of what they hold is seen at once, a write elsewhere changes nothing") {
    Folder folder;
    Roles roles(folder.path + "/a.db");
    roles.c.begin_write();
    CHECK(roles.name("a") == "-");  // that there is none is remembered too
    roles.run(kAdd, "a", "one");
    CHECK(roles.name("a") == "one");
    roles.c.run(kElsewhere, {Value("x")}, nullptr);
    CHECK(roles.name("a") == "one");
    roles.run(kRename, "a", "two");
    CHECK(roles.name("a") == "two");
    CHECK(roles.name("b") == "-");
    roles.run(kTouch, "a", "5");
    CHECK(roles.name("a") == "two");
    roles.c.script("UPDATE roles SET name = 'three' WHERE id = 'a'");
    CHECK(roles.name("a") == "three");
    roles.c.commit();
}

TEST_CASE("remembered rows: what is undone is forgotten") {
    Folder folder;
    Roles roles(folder.path + "/a.db");
    roles.c.begin_write();
    roles.operation(true, true, [&] { roles.run(kAdd, "a", "one"); });
    roles.operation(true, false, [&] {
        roles.run(kRename, "a", "two");
        CHECK(roles.name("a") == "two");
    });
    CHECK(roles.name("a") == "one");
    roles.operation(true, true, [&] {
        roles.run(kRename, "a", "kept");
        roles.c.begin_attempt();
        roles.run(kRename, "a", "attempted");
        CHECK(roles.name("a") == "attempted");
        roles.c.end_attempt(false);
        CHECK(roles.name("a") == "kept");
    });
    roles.c.commit();
    roles.c.begin_write();
    roles.run(kRename, "a", "rolled back");
    CHECK(roles.name("a") == "rolled back");
    roles.c.rollback();
    roles.c.begin_write();
    CHECK(roles.name("a") == "kept");
    roles.c.commit();
}

TEST_CASE("remembered rows: another program's write is noticed by the next transaction") {
    Folder folder;
    Roles roles(folder.path + "/a.db"), other(folder.path + "/a.db");
    roles.c.begin_write();
    roles.run(kAdd, "a", "one");
    CHECK(roles.name("a") == "one");
    roles.c.commit();
    other.c.begin_write();
    other.run(kRename, "a", "two");
    other.c.commit();
    roles.c.begin_write();
    CHECK(roles.name("a") == "two");
    roles.c.commit();
}

TEST_CASE(
    "operations: one without a savepoint that must be undone spoils the transaction, a refusal before a write does "
    "not") {
    Folder folder;
    Roles roles(folder.path + "/a.db");
    roles.c.begin_write();
    roles.operation(false, true, [&] { roles.run(kAdd, "a", "one"); });
    roles.operation(false, false, [&] { CHECK(roles.name("a") == "one"); });
    CHECK_FALSE(roles.c.spoiled());
    roles.operation(false, false, [&] { CHECK_THROWS_AS(roles.run(kAdd, "a", "again"), DbError); });
    CHECK_FALSE(roles.c.spoiled());
    roles.operation(false, true, [&] {
        roles.run(kRename, "a", "two");
        roles.c.begin_attempt();
        roles.c.end_attempt(false);
    });
    CHECK_FALSE(roles.c.spoiled());
    roles.operation(false, true, [&] {
        roles.c.begin_attempt();
        roles.run(kRename, "a", "three");
        roles.c.end_attempt(false);
    });
    CHECK(roles.c.spoiled());
    roles.c.rollback();
    CHECK_FALSE(roles.c.spoiled());
    roles.c.begin_write();
    roles.operation(false, false, [&] { roles.run(kAdd, "a", "one"); });
    CHECK(roles.c.spoiled());
    roles.c.rollback();
}

TEST_CASE("remembered rows: only a column that was read, or a row that comes or goes, makes them old") {
    RowMemory memory;
    auto rows = std::make_shared<RowMemory::Rows>();
    memory.keep("q", {1, 2}, rows);
    CHECK(memory.find("q", {1, 2}) == rows);
    memory.written(3);
    CHECK(memory.find("q", {1, 2}) == rows);
    memory.written(2);
    CHECK(memory.find("q", {1, 2}) == nullptr);
    memory.keep("q", {1, 2}, rows);
    CHECK(memory.find("q", {1, 2}) == rows);
    CHECK(RowMemory::key_of(1, {Value("a"), Value("b")}) != RowMemory::key_of(1, {Value("ab"), Value("")}));
    CHECK(RowMemory::key_of(1, {Value(1), Value(2)}) != RowMemory::key_of(1, {Value(12)}));
    CHECK(RowMemory::key_of(1, {Value(1.5)}) == "");
}
