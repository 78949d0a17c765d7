#include "base/json.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using rk::Json;
using rk::JsonWriter;
using Extent = Json::Extent;

namespace {

Json parsed(std::string_view text, Extent extent = Extent::kWhole) {
    auto r = Json::parse(text, extent);
    REQUIRE_MESSAGE(r, (r ? "" : r.error()), " in ", text);
    return std::move(*r);
}
bool refused(std::string_view text, Extent extent = Extent::kWhole) { return !Json::parse(text, extent); }
std::string text_of(std::string_view json) { return parsed(json).as_string(); }
std::string number(double d) {
    std::string out;
    rk::append_json_number(out, d);
    return out;
}
std::string quoted(std::string_view s) {
    std::string out;
    rk::append_json_string(out, s);
    return out;
}
std::string nested(size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

}  // namespace

TEST_CASE("json: a body is read into a tree") {
    const Json j = parsed(R"( {"a" : 1, "b":[true,false,null, "x"] ,"c":{"d":-2.5,"e":{}}, "f":[]} )");
    CHECK(j.is_object());
    CHECK(j.size() == 4);
    CHECK(j["a"].as_integer() == 1);
    CHECK(j["b"].size() == 4);
    CHECK(j["b"].items()[0].as_bool());
    CHECK_FALSE(j["b"].items()[1].as_bool(true));
    CHECK(j["b"].items()[2].is_null());
    CHECK(j["b"].items()[3].as_string() == "x");
    CHECK(j["c"]["d"].as_real() == -2.5);
    CHECK(j["c"]["e"].is_object());
    CHECK(j["f"].is_array());
    CHECK(j["missing"].is_null());
    CHECK(j.find("missing") == nullptr);
    CHECK(j.dump() == R"({"a":1,"b":[true,false,null,"x"],"c":{"d":-2.5,"e":{}},"f":[]})");
}

TEST_CASE("json: readers of another type give their default") {
    const Json j = parsed(R"({"s":"x","n":7})");
    CHECK(j["s"].as_integer(5) == 5);
    CHECK(j["n"].as_string().empty());
    CHECK(j["n"].as_bool(true));
    CHECK(j["n"].items().empty());
    CHECK(j["s"].members().empty());
    CHECK(j["n"].as_real() == 7.0);
}

TEST_CASE("json: malformed UTF-8 becomes U+FFFD, a byte at a time") {
    CHECK(text_of("\"a\xff\xfe"
                  "b\"") == "a\uFFFD\uFFFDb");
    CHECK(text_of("\"a\xc0\xaf"
                  "b\"") == "a\uFFFD\uFFFDb");                             // overlong
    CHECK(text_of("\"\xe4\"") == "\uFFFD");                                // latin-1
    CHECK(text_of("\"\xe3\x81\"") == "\uFFFD\uFFFD");                      // cut short
    CHECK(text_of("\"\xed\xa0\x80\"") == "\uFFFD\uFFFD\uFFFD");            // a surrogate
    CHECK(text_of("\"\xf4\x90\x80\x80\"") == "\uFFFD\uFFFD\uFFFD\uFFFD");  // above U+10FFFF
    CHECK(text_of("\"連携 \xf0\x9f\x98\x80 é and some more plain text\"") == "連携 😀 é and some more plain text");
}

TEST_CASE("json: escapes") {
    CHECK(text_of(R"("\"\\\/\b\f\n\r\t\u0041\u00e9\u9023")") == "\"\\/\b\f\n\r\tAé連");
    CHECK(text_of(R"("\ud83d\uDE00")") == "😀");
    CHECK(text_of(R"("a\ud800b")") == "a\uFFFDb");
    CHECK(text_of(R"("\udc00")") == "\uFFFD");
    CHECK(text_of(R"("\ud800\ud800")") == "\uFFFD\uFFFD");
    CHECK(text_of(R"("\ud800\u0041")") == "\uFFFDA");
    CHECK(text_of(R"("\ud800\n")") == "\uFFFD\n");
    CHECK(text_of(R"("a\u0000b")") == std::string("a\0b", 3));
    CHECK(refused(R"("\x41")"));
    CHECK(refused(R"("\'")"));
    CHECK(refused(R"("\u12g4")"));
    CHECK(refused(R"("\u12)"));
    CHECK(refused(R"("\)"));
}

TEST_CASE("json: what is not JSON is refused") {
    for (const char* bad : {"",
                            " ",
                            "{",
                            "}",
                            "[",
                            "]",
                            "[1,]",
                            "{\"a\":1,}",
                            "{'a':1}",
                            "{a:1}",
                            "{\"a\"}",
                            "{\"a\":}",
                            "{\"a\" 1}",
                            "[1 2]",
                            "[,1]",
                            "{,}",
                            "tru",
                            "TRUE",
                            "nul",
                            "nan",
                            "Infinity",
                            "\"",
                            "\"a",
                            "'a'",
                            "\xef\xbb\xbf{}",
                            "\"a\x01"
                            "b\"",
                            "\"a\nb\"",
                            "[1]]",
                            "1 2",
                            "// c\n1",
                            "{\"a\":1]",
                            "[1}",
                            "{1:2}",
                            "{null:1}",
                            "\v1"}) {
        CAPTURE(bad);
        CHECK(refused(bad));
    }
    CHECK(refused(std::string("1\0", 2)));
    CHECK(Json::parse("[1,x]").error() == "not JSON: unexpected character at byte 3");
    CHECK(Json::parse("[1,").error() == "not JSON: the text ends too early at byte 3");
}

TEST_CASE("json: a control character is found wherever it stands in a long string") {
    for (size_t at = 0; at < 40; ++at) {
        std::string s = "\"" + std::string(40, 'x') + "\"";
        s[1 + at] = '\x1f';
        CHECK(refused(s));
        s[1 + at] = ' ';
        CHECK(parsed(s).as_string().size() == 40);
        s[1 + at] = '\x7f';
        CHECK(parsed(s).as_string()[at] == '\x7f');
        s[1 + at] = '"';
        CHECK(parsed(s, Extent::kFirst).as_string().size() == at);
    }
}

TEST_CASE("json: a request body may have something behind its value") {
    CHECK(parsed(R"({"a":1} trailing)", Extent::kFirst)["a"].as_integer() == 1);
    CHECK(parsed(R"({"a":1}{"a":2})", Extent::kFirst)["a"].as_integer() == 1);
    CHECK(parsed(" \n\t[]", Extent::kFirst).is_array());
    CHECK(refused("", Extent::kFirst));
    CHECK(refused(R"({"a":1)", Extent::kFirst));
    CHECK(refused(R"({"a":1} trailing)"));
}

TEST_CASE("json: of equal keys the later one counts") {
    Json j = parsed(R"({"m":"first","x":1,"m":"second"})");
    CHECK(j.size() == 2);
    CHECK(j["m"].as_string() == "second");
    CHECK(j.dump() == R"({"x":1,"m":"second"})");
    CHECK(parsed(R"({"a":1,"a":2,"a":3,"":4,"":5})").dump() == R"({"a":3,"":5})");
    std::string many = "{";
    for (int i = 0; i < 50; ++i) many += "\"k" + std::to_string(i % 20) + "\":" + std::to_string(i) + ",";
    many.back() = '}';
    j = parsed(many);
    CHECK(j.size() == 20);
    CHECK(j["k0"].as_integer() == 40);
    CHECK(j["k19"].as_integer() == 39);
    CHECK(j.members().front().key == "k10");
}

TEST_CASE("json: names in another case") {
    CHECK(parsed(R"({"CHANNEL_ID":"x"})").find_any_case("channel_id")->as_string() == "x");
    CHECK(parsed(R"({"message":"low","MESSAGE":"up"})").find_any_case("message")->as_string() == "up");
    CHECK(parsed(R"({"MESSAGE":"up","message":"low"})").find_any_case("message")->as_string() == "low");
    CHECK(parsed(R"({"message":"a","MESSAGE":"b","message":"c"})").find_any_case("message")->as_string() == "c");
    CHECK(parsed("{}").find_any_case("message") == nullptr);
    CHECK(parsed("[]").find_any_case("message") == nullptr);
}

TEST_CASE("json: numbers") {
    CHECK(parsed("0").as_integer() == 0);
    CHECK(parsed("-0").is_integer());
    CHECK(parsed("9223372036854775807").as_integer() == std::numeric_limits<int64_t>::max());
    CHECK(parsed("-9223372036854775808").as_integer() == std::numeric_limits<int64_t>::min());
    CHECK(parsed("9223372036854775808").type() == Json::Type::real);
    CHECK(parsed("9223372036854775808").as_integer(-1) == -1);
    CHECK(parsed("-9223372036854775809").type() == Json::Type::real);
    CHECK(parsed("1.0").type() == Json::Type::real);
    CHECK(parsed("1.0").as_integer() == 1);
    CHECK(parsed("1e3").as_integer() == 1000);
    CHECK(parsed("1.5").as_integer(-1) == -1);
    CHECK(parsed("1e-400").as_real() == 0.0);
    CHECK(parsed("0.0000000001e-400").as_real() == 0.0);
    CHECK(parsed("-1e-99999999999999999999").as_real() == 0.0);
    CHECK(parsed("0e99999999999999999999").as_real() == 0.0);
    CHECK(parsed("1.7976931348623157e308").as_real() == std::numeric_limits<double>::max());
    CHECK(parsed("5e-324").as_real() == std::numeric_limits<double>::denorm_min());
    for (const char* bad : {"01", "-", "+1", "1.", ".5", "1.e1", "1e", "1e+", "--1", "0x1", "1e400", "-1e400", "1_0",
                            "1e99999999999999999999", "123456789e301"}) {
        CAPTURE(bad);
        CHECK(refused(bad));
    }
    CHECK(refused(std::string(400, '9')));
}

TEST_CASE("json: reals are written as Go writes them") {
    CHECK(number(0) == "0");
    CHECK(number(-0.0) == "-0");
    CHECK(number(1) == "1");
    CHECK(number(100) == "100");
    CHECK(number(-2.5) == "-2.5");
    CHECK(number(0.1) == "0.1");
    CHECK(number(123.456) == "123.456");
    CHECK(number(1e20) == "100000000000000000000");
    CHECK(number(123456789012345680000.0) == "123456789012345680000");
    CHECK(number(1e21) == "1e+21");
    CHECK(number(1.5e300) == "1.5e+300");
    CHECK(number(0.000001) == "0.000001");
    CHECK(number(0.00000123) == "0.00000123");
    CHECK(number(1e-7) == "1e-7");
    CHECK(number(1.25e-10) == "1.25e-10");
    CHECK(number(5e-324) == "5e-324");
    CHECK(number(INFINITY) == "null");
    CHECK(number(NAN) == "null");
    CHECK(parsed(number(0.1 + 0.2)).as_real() == 0.1 + 0.2);
}

TEST_CASE("json: depth has a limit and costs no stack") {
    CHECK(Json::parse(nested(10000)));
    CHECK_FALSE(Json::parse(nested(10001)));
    CHECK_FALSE(Json::parse(nested(20000)));
    CHECK(Json::parse(nested(20000)).error() == "not JSON: nested too deeply at byte 10000");
    CHECK(Json::parse(nested(3), Extent::kWhole, 3));
    CHECK_FALSE(Json::parse(nested(4), Extent::kWhole, 3));
    CHECK_FALSE(Json::parse(std::string(9000, '[')));

    const auto deep = Json::parse(nested(1'000'000), Extent::kWhole, 1'000'000);
    REQUIRE(deep);
    Json copy = *deep;
    CHECK(copy == *deep);
    CHECK(copy.dump() == nested(1'000'000));
    copy.push(1);
    CHECK_FALSE(copy == *deep);

    std::string objects;
    for (int i = 0; i < 5000; ++i) objects += "{\"a\":[0,";
    objects += "1";
    for (int i = 0; i < 5000; ++i) objects += "]}";
    const Json mixed = parsed(objects);
    CHECK(mixed.dump() == objects);
    CHECK(mixed.dump_sorted() == objects);
    CHECK(Json(mixed) == mixed);
}

TEST_CASE("json: a large object of distinct keys is read in reasonable time") {
    std::string body = "{";
    for (int i = 0; i < 100'000; ++i) body += "\"prefixprefixprefix" + std::to_string(i) + "\":0,";
    body.back() = '}';
    CHECK(parsed(body).size() == 100'000);  // quadratic, this would take many seconds
}

TEST_CASE("json: trees are changed in place") {
    Json j;
    j.set("a", 1);
    j.set("b", "two");
    j.set("a", Json::array()).push(3);
    j["b"];
    CHECK(j.dump() == R"({"a":[3],"b":"two"})");
    CHECK(j.erase("b"));
    CHECK_FALSE(j.erase("b"));
    CHECK(j.dump() == R"({"a":[3]})");
    j.find("a")->mutable_items()[0] = Json::object({{"x", nullptr}, {"y", true}, {"x", 2.5}});
    CHECK(j.dump() == R"({"a":[{"y":true,"x":2.5}]})");
    j = Json(j.find("a")->items()[0]);  // from inside of itself
    CHECK(j.dump() == R"({"y":true,"x":2.5})");
    const Json taken = std::move(j);
    j.set("again", 1);
    CHECK(j.dump() == R"({"again":1})");
    CHECK(taken.size() == 2);
}

TEST_CASE("json: equality") {
    CHECK(parsed(R"({"a":1,"b":[1,2]})") == parsed(R"({"b":[1,2.0],"a":1})"));
    CHECK_FALSE(parsed(R"({"a":1})") == parsed(R"({"a":2})"));
    CHECK_FALSE(parsed(R"({"a":1})") == parsed(R"({"b":1})"));
    CHECK_FALSE(parsed("[1,2]") == parsed("[2,1]"));
    CHECK_FALSE(parsed("1") == parsed("\"1\""));
    CHECK_FALSE(parsed("null") == parsed("false"));
    CHECK_FALSE(parsed("9223372036854775807") == parsed("9223372036854775806"));
    CHECK_FALSE(parsed("9007199254740993.5") == parsed("9007199254740993"));
    CHECK(parsed(parsed("922336720368547758.0").dump()) == parsed("922336720368547758.0"));
    CHECK(parsed(R"({"b":1,"a":{"d":2,"c":3}})").dump_sorted() == R"({"a":{"c":3,"d":2},"b":1})");
}

TEST_CASE("json: strings are written harmless for HTML") {
    CHECK(quoted("plain") == "\"plain\"");
    CHECK(quoted("") == "\"\"");
    CHECK(quoted("<a href=\"x\">&\\") == R"("\u003ca href=\"x\"\u003e\u0026\\")");
    CHECK(quoted("\b\f\n\r\t\x01\x1f\x7f") == "\"\\b\\f\\n\\r\\t\\u0001\\u001f\x7f\"");
    CHECK(quoted("a\u2028b\u2029c\u2027d\u202ae") == "\"a\\u2028b\\u2029c\u2027d\u202ae\"");
    CHECK(quoted("連携 is working together, 😀 even in long text") ==
          "\"連携 is working together, 😀 even in long text\"");
    CHECK(quoted("a\xff\xc0\xaf") == "\"a\uFFFD\uFFFD\uFFFD\"");
    CHECK(quoted(std::string("\0", 1)) == "\"\\u0000\"");
    for (size_t at = 0; at < 30; ++at) {
        std::string s(30, 'x');
        s[at] = '&';
        CHECK(quoted(s) == "\"" + s.substr(0, at) + "\\u0026" + s.substr(at + 1) + "\"");
    }
}

TEST_CASE("json: the writer") {
    std::string out;
    JsonWriter w(out);
    w.begin_object()
        .field("id", "x")
        .key("list")
        .begin_array()
        .value(1)
        .value(std::string("two"))
        .value(2.5)
        .value(true)
        .null()
        .begin_object()
        .end_object()
        .value(parsed(R"({"k":[1]})"))
        .raw("[0]")
        .end_array()
        .field("big", int64_t{1} << 60)
        .field("none", nullptr)
        .end_object();
    CHECK(out == R"({"id":"x","list":[1,"two",2.5,true,null,{},{"k":[1]},[0]],"big":1152921504606846976,"none":null})");
}

TEST_CASE("json: what was written reads back the same") {
    std::string every;
    for (int i = 0; i < 256; ++i) every += static_cast<char>(i);
    const Json j =
        Json::object({{"every byte", rk::Json(every)}, {"n", -1.25e-9}, {"list", Json(Json::Array{1, "x", nullptr})}});
    const Json once = parsed(j.dump());
    CHECK(parsed(once.dump()) == once);
    CHECK(once["n"].as_real() == -1.25e-9);
}

TEST_CASE("json: the bytes of a text are never more than was counted") {
    for (const char* text :
         {"null", "true", "-9223372036854775808", "-1.7976931348623157e308", "\"\"", "[]", "{}",
          "[[],[null,1,2.5],{\"a\":{\"b\":\"\\u0001\\u001f<\\u2028\"}}]", "{\"\\u0000\\u0000\":\"\\u0000\"}"}) {
        CAPTURE(text);
        Json json = *Json::parse(text);
        CHECK(json.dump_bytes_at_most() >= json.dump().size());
    }
    CHECK(Json("short").dump_bytes_at_most() < 100);
}
