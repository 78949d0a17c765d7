#include "app/ws_message.h"

#include <doctest/doctest.h>

using namespace rk;
using namespace std::string_literals;

TEST_CASE("a client's message is an object with seq, action and data") {
    auto message = parse_ws_message(R"({"seq":3,"action":"ping","data":{"a":[1]},"other":true})");
    REQUIRE(message);
    CHECK(message->seq == 3);
    CHECK(message->action == "ping");
    CHECK(message->data["a"].size() == 1);

    auto bare = parse_ws_message(R"({"seq":null,"data":null})");
    REQUIRE(bare);
    CHECK(bare->seq == 0);
    CHECK(bare->action == "");
    CHECK(bare->data.is_null());

    for (const char* text : {"", "x", "null", "[]", "3", R"({"seq":"1"})", R"({"seq":1.5})", R"({"action":4})",
                             R"({"data":[]})", R"({"data":"x"})", R"({"seq":1)"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_ws_message(text));
    }
}

TEST_CASE("the same message as MessagePack") {
    auto message = parse_ws_binary("\x83\xa3seq\x07\xa6"s +
                                   "action\xa4ping\xa4"
                                   "data\x81\xa1t\xc3");
    REQUIRE(message);
    CHECK(message->seq == 7);
    CHECK(message->action == "ping");
    CHECK(message->data["t"].as_bool());
}

TEST_CASE("MessagePack values become JSON") {
    struct {
        std::string bytes;
        const char* json;  // nullptr: refused
    } table[] = {
        {"\xc0", "null"},
        {"\xc2", "false"},
        {"\xc3", "true"},
        {"\x7f", "127"},
        {"\xff", "-1"},
        {"\xe0", "-32"},
        {"\xcc\xff", "255"},
        {"\xcd\x01\x00"s, "256"},
        {"\xce\xff\xff\xff\xff", "4294967295"},
        {"\xcf\x7f\xff\xff\xff\xff\xff\xff\xff", "9223372036854775807"},
        {"\xcf\x80\x00\x00\x00\x00\x00\x00\x00"s, nullptr},
        {"\xd0\x80", "-128"},
        {"\xd1\xff\x00"s, "-256"},
        {"\xd2\x80\x00\x00\x00"s, "-2147483648"},
        {"\xd3\xff\xff\xff\xff\xff\xff\xff\xfe", "-2"},
        {"\xca\x3f\x80\x00\x00"s, "1"},
        {"\xcb\x3f\xe0\x00\x00\x00\x00\x00\x00"s, "0.5"},
        {"\xa0", "\"\""},
        {"\xd9\x02hi", "\"hi\""},
        {"\xda\x00\x02hi"s, "\"hi\""},
        {"\xdb\x00\x00\x00\x02hi"s, "\"hi\""},
        {"\xc4\x02hi", "\"hi\""},
        {"\x92\x01\x90", "[1,[]]"},
        {"\xdc\x00\x01\x05"s, "[5]"},
        {"\x81\xa1k\x80", "{\"k\":{}}"},
        {"\xde\x00\x01\xa1k\x01"s, "{\"k\":1}"},
        {"", nullptr},
        {"\xc1", nullptr},                  // never used
        {"\xd4\x01x", nullptr},             // an extension
        {"\x81\x01\x01", nullptr},          // a key that is a number
        {"\xa5hi", nullptr},                // cut short
        {"\xdd\xff\xff\xff\xff", nullptr},  // four thousand million elements, none of them there
        {"\xdf\xff\xff\xff\xff\xa1k", nullptr},
        {"\x01\x02", nullptr},  // something behind
        {std::string(70, '\x91') + "\x01", nullptr},
    };
    for (auto& row : table) {
        CAPTURE(row.bytes);
        auto json = parse_msgpack(row.bytes);
        if (!row.json) {
            CHECK_FALSE(json);
        } else {
            REQUIRE(json);
            CHECK(json->dump() == row.json);
        }
    }
}

TEST_CASE("replies to actions") {
    CHECK(ws_reply_ok(4) == R"({"status":"OK","seq_reply":4})");
    CHECK(ws_reply_ok(4, R"({"a":1})") == R"({"status":"OK","data":{"a":1},"seq_reply":4})");
    auto json = Json::parse(ws_reply_error(5, Err::websocket_invalid_param.with("Name", "channel_id"), "en"));
    REQUIRE(json);
    CHECK((*json)["status"].as_string() == "FAIL");
    CHECK((*json)["seq_reply"].as_integer() == 5);
    CHECK((*json)["error"]["id"].as_string() == "api.websocket_handler.invalid_param.app_error");
    CHECK((*json)["error"]["message"].as_string() == "Invalid channel_id parameter.");
    CHECK((*json)["error"]["status_code"].as_integer() == 400);
    // A number that is none is not answered to.
    CHECK(Json::parse(ws_reply_error(0, ApiError(Err::websocket_bad_sequence), "en"))->find("seq_reply") == nullptr);
}
