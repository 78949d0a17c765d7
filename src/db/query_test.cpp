#include "db/query.h"

#include <doctest/doctest.h>

using namespace rk;

namespace {

#define SMALL_FIELDS(F)        \
    F(Id, id, none)            \
    F(Millis, create_at, none) \
    F(Int, rank, col("place")) \
    F(String, shown, no_db)
MODEL(Small, SMALL_FIELDS)
MODEL_INFO(Small, SMALL_FIELDS)

const ModelInfo* find_small(std::string_view name) { return name == "Small" ? &Small::info() : nullptr; }
std::string sqlite(std::string_view sql) { return expand_query(sql, Engine::sqlite, find_small); }
std::string postgres(std::string_view sql) { return expand_query(sql, Engine::postgres, find_small); }

}  // namespace

TEST_CASE("a query names a model's columns") {
    CHECK(sqlite("SELECT {Small} FROM smalls") == "SELECT id, createat, place FROM smalls");
    CHECK(sqlite("SELECT {s.Small} FROM smalls s") == "SELECT s.id, s.createat, s.place FROM smalls s");
    CHECK(sqlite("SELECT {Small-createat,place} FROM smalls") == "SELECT id, 0, 0 FROM smalls");
    CHECK(postgres("SELECT {Small-id} FROM smalls") == "SELECT 0, createat, place FROM smalls");
}

TEST_CASE("a query's placeholders follow the engine") {
    CHECK(sqlite("INSERT INTO smalls ({Small}) VALUES ({?Small})") ==
          "INSERT INTO smalls (id, createat, place) VALUES (?1, ?2, ?3)");
    CHECK(postgres("INSERT INTO smalls ({Small}) VALUES ({?Small})") ==
          "INSERT INTO smalls (id, createat, place) VALUES ($1, $2, $3)");
    CHECK(postgres("SELECT ?12, {?Small}") == "SELECT $12, $13, $14, $15");
    CHECK(postgres("UPDATE smalls SET {=Small} WHERE id = ?1") ==
          "UPDATE smalls SET createat = $2, place = $3 WHERE id = $1");
    CHECK(sqlite("UPDATE smalls SET {=Small} WHERE id = ?1 AND place < ?4") ==
          "UPDATE smalls SET createat = ?2, place = ?3 WHERE id = ?1 AND place < ?4");
}

TEST_CASE("a list is bound to IN and NOT IN") {
    CHECK(sqlite("SELECT 1 WHERE a IN {?1}") == "SELECT 1 WHERE a IN (SELECT value FROM json_each(?1))");
    CHECK(postgres("SELECT 1 WHERE a IN {?1} AND b") == "SELECT 1 WHERE a = ANY($1) AND b");
    CHECK(postgres("SELECT 1 WHERE a NOT IN {?2}") == "SELECT 1 WHERE a <> ALL($2)");
}

TEST_CASE("what stands between quotes is left alone") {
    CHECK(postgres("SELECT '{Small} ?1 it''s', \"?2\", ?1") == "SELECT '{Small} ?1 it''s', \"?2\", $1");
}

TEST_CASE("a wrong extra is an error") {
    CHECK_THROWS_AS(sqlite("SELECT {Large} FROM larges"), DbError);
    CHECK_THROWS_AS(sqlite("SELECT {Small"), DbError);
    CHECK_THROWS_AS(sqlite("SELECT {Small-rank} FROM smalls"), DbError);
    CHECK_THROWS_AS(sqlite("SELECT 'x"), DbError);
    CHECK_THROWS_AS(postgres("SELECT {?1}"), DbError);
}

TEST_CASE("stored text is valid UTF-8 without NUL") {
    std::string scratch;
    std::string_view same = "plain text of more than eight bytes, 連携";
    CHECK(clean_text(same, scratch).data() == same.data());
    CHECK(clean_text(std::string_view("a\0b\0", 4), scratch) == "ab");
    CHECK(clean_text("caf\xe9 au lait", scratch) == "caf\xef\xbf\xbd au lait");
    CHECK(clean_text("", scratch) == "");
}

TEST_CASE("lists take the engines' forms") {
    std::vector<std::string> list = {"a", "", "say \"hi\"", "back\\slash", "a,b{c}", "連携"};
    std::string json, array;
    append_json_list(json, list);
    append_array_literal(array, list);
    CHECK(json == R"(["a","","say \"hi\"","back\\slash","a,b{c}","連携"])");
    CHECK(array == R"({"a","","say \"hi\"","back\\slash","a,b{c}","連携"})");
}
