#include "model/model.h"

#include <doctest/doctest.h>

#include "model/events.h"

using namespace rk;

namespace {

#define SAMPLE_FIELDS(F)                   \
    F(Id, id, none)                        \
    F(String, display_name, none)          \
    F(String, remote_id, omit_empty)       \
    F(String, scheme_id, null_empty)       \
    F(Int, count, none)                    \
    F(Int, extra, omit_empty)              \
    F(Bool, locked, none)                  \
    F(OptString, nickname, none)           \
    F(OptInt, limit, omit_empty)           \
    F(OptBool, shared, none)               \
    F(StringMap, props, none)              \
    F(StringList, file_ids, omit_empty)    \
    F(StringList, words, null_empty)       \
    F(JsonValue, data, none)               \
    F(String, secret, no_json)             \
    F(Int, reply_count, read_only | no_db) \
    F(String, policy, col("policyid"))
MODEL(Sample, SAMPLE_FIELDS)
MODEL_INFO(Sample, SAMPLE_FIELDS)

// Reads the text; "" when it fits, else the wrong field, or "(whole)".
std::string read(Sample& sample, std::string_view text) {
    Result<Json> json = Json::parse(text);
    REQUIRE(json);
    std::string wrong;
    if (read_model(*json, Sample::info(), &sample, wrong)) return "";
    return wrong.empty() ? "(whole)" : wrong;
}
std::string read(std::string_view text) {
    Sample sample;
    return read(sample, text);
}

}  // namespace

TEST_CASE("a model knows its columns") {
    CHECK(Sample::info().columns() == 16);
    CHECK(Sample::info().column_list() ==
          "id, displayname, remoteid, schemeid, count, extra, locked, nickname, limit, shared, props, fileids, words, "
          "data, secret, policyid");
    CHECK(Sample::info().column_list("s.").starts_with("s.id, s.displayname, "));
}

TEST_CASE("an empty model's JSON has what is never omitted") {
    CHECK(to_json(Sample()) ==
          R"({"id":"","display_name":"","scheme_id":null,"count":0,"locked":false,"nickname":null,"shared":null,)"
          R"("props":{},"words":null,"data":null,"reply_count":0,"policy":""})");
    CHECK(to_tree(Sample()).dump() == to_json(Sample()));
}

TEST_CASE("a full model's JSON has everything but its secrets") {
    Sample s;
    s.id = "i", s.display_name = "a \"b\"", s.remote_id = "r", s.scheme_id = "s", s.count = -1, s.extra = 2;
    s.locked = true, s.nickname = "", s.limit = 0, s.shared = false, s.props = {{"k", "v"}}, s.file_ids = {"f", "g"};
    s.words = {"w"}, s.data = *Json::parse("{\"x\":[1]}"), s.secret = "hidden", s.reply_count = 3, s.policy = "p";
    CHECK(to_json(s) ==
          R"({"id":"i","display_name":"a \"b\"","remote_id":"r","scheme_id":"s","count":-1,"extra":2,"locked":true,)"
          R"("nickname":"","limit":0,"shared":false,"props":{"k":"v"},"file_ids":["f","g"],"words":["w"],)"
          R"("data":{"x":[1]},"reply_count":3,"policy":"p"})");
    CHECK(to_tree(s).dump() == to_json(s));
    CHECK(to_json(std::vector<Sample>{}) == "[]");
    Sample back = from_tree<Sample>(to_tree(s));
    back.reply_count = 3;  // read_only
    CHECK(to_json(back) == to_json(s));
    CHECK(back.secret == "");
}

TEST_CASE("reading ignores what it does not know and what a client may not say") {
    Sample s;
    s.reply_count = 7;
    s.secret = "kept";
    CHECK(read(s, R"({"unknown":{"a":1},"reply_count":9,"secret":"taken","id":"x"})") == "");
    CHECK(s.id == "x");
    CHECK(s.reply_count == 7);
    CHECK(s.secret == "kept");
}

TEST_CASE("reading matches names without regard to case, the later one counts") {
    Sample s;
    CHECK(read(s, R"({"Display_Name":"a","DISPLAY_NAME":"b","LOCKED":true})") == "");
    CHECK(s.display_name == "b");
    CHECK(s.locked);
}

TEST_CASE("null leaves a field as it is") {
    Sample s;
    s.id = "x", s.count = 5, s.locked = true, s.nickname = "n", s.props = {{"k", "v"}}, s.file_ids = {"f"};
    s.data = Json(3);
    std::string before = to_json(s);
    CHECK(
        read(s, R"({"id":null,"count":null,"locked":null,"nickname":null,"props":null,"file_ids":null,"data":null})") ==
        "");
    CHECK(to_json(s) == before);
    CHECK(read(s, "null") == "");
    CHECK(to_json(s) == before);
}

TEST_CASE("a value of the wrong type names its field") {
    CHECK(read(R"([])") == "(whole)");
    CHECK(read(R"("text")") == "(whole)");
    CHECK(read(R"({"id":1})") == "id");
    CHECK(read(R"({"ID":true})") == "id");
    CHECK(read(R"({"count":"1"})") == "count");
    CHECK(read(R"({"count":1.5})") == "count");
    CHECK(read(R"({"count":1e3})") == "count");
    CHECK(read(R"({"count":9223372036854775808})") == "count");
    CHECK(read(R"({"count":1e300})") == "count");
    CHECK(read(R"({"locked":1})") == "locked");
    CHECK(read(R"({"locked":"true"})") == "locked");
    CHECK(read(R"({"nickname":{}})") == "nickname");
    CHECK(read(R"({"limit":"3"})") == "limit");
    CHECK(read(R"({"shared":0})") == "shared");
    CHECK(read(R"({"props":[]})") == "props");
    CHECK(read(R"({"props":{"a":1}})") == "props");
    CHECK(read(R"({"file_ids":"f"})") == "file_ids");
    CHECK(read(R"({"file_ids":[1]})") == "file_ids");
    CHECK(read(R"({"count":-9223372036854775808,"limit":9223372036854775807,"data":[1.5]})") == "");
}

TEST_CASE("null inside a map or a list is an empty text") {
    Sample s;
    CHECK(read(s, R"({"props":{"a":null},"file_ids":[null,"f"]})") == "");
    CHECK(s.props == StringMap{{"a", ""}});
    CHECK(s.file_ids == StringList{"", "f"});
}

TEST_CASE("events are known by their number") {
    REQUIRE(event_count() > 40);
    CHECK(std::string_view(event_info(EventName::hello).name) == "hello");
    CHECK(std::string_view(event_info(EventName::reaction_removed).name) == "reaction_removed");
    for (size_t i = 0; i < event_count(); ++i) {
        CHECK(*event_info(static_cast<EventName>(i)).name);
        CHECK(*event_info(static_cast<EventName>(i)).doc);
    }
}
