#include "model/incoming_payload.h"

#include <doctest/doctest.h>

using namespace rk;

namespace {

constexpr std::string_view kForm = "application/x-www-form-urlencoded";

IncomingPayload read(std::string_view type, std::string_view body, std::string_view query = {}) {
    auto made = read_incoming_payload(type, body, query);
    INFO(type);
    INFO(body);
    if (auto* failure = std::get_if<PayloadFailure>(&made)) FAIL(failure->reason);
    return std::get<IncomingPayload>(made);
}

std::string refused(std::string_view type, std::string_view body, std::string_view query = {}) {
    auto made = read_incoming_payload(type, body, query);
    auto* failure = std::get_if<PayloadFailure>(&made);
    if (!failure) return "accepted";
    CHECK_FALSE(failure->reason.empty());
    return std::string(failure->error_id);
}

const std::string kDecode = "web.incoming_webhook.decode.app_error";
const std::string kParseForm = "web.incoming_webhook.parse_form.app_error";
const std::string kParseMultipart = "web.incoming_webhook.parse_multipart.app_error";

}  // namespace

TEST_CASE("a hook reads JSON under any content type but a form's") {
    for (const char* type :
         {"", "application/json", "application/json; charset=utf-8", "text/plain", "text/plain; charset=iso-8859-1",
          "text/html", "application/octet-stream", "application/json;", "APPLICATION/JSON", "json"})
        CHECK(read(type, R"({"text":"sent"})").text == "sent");
    CHECK(read("application/json", "{\"text\":\"h\xC3\xA9, \xE6\x97\xA5\"}").text == "h\xC3\xA9, \xE6\x97\xA5");
    CHECK(read("application/json; charset=iso-8859-1", "{\"text\":\"h\xE9\"}").text == "h\xEF\xBF\xBD");
}

TEST_CASE("a hook refuses a content type that cannot be read") {
    for (const char* type :
         {"a b c", "/", "application/json; charset", "application/", ";", "a/b/c", "a/b; c=d; c=e", "a/b; c=\"d"})
        CHECK(refused(type, R"({"text":"t"})") == kParseForm);
}

TEST_CASE("a hook reads the payload of a form, or of the query") {
    CHECK(read(kForm, "payload=%7B%22text%22%3A+%22a+%2B+b+%26+c+%3D+100%25%22%7D").text == "a + b & c = 100%");
    CHECK(read(kForm, "payload={\"text\":\"unescaped payload\"}").text == "unescaped payload");
    CHECK(read("application/x-www-form-urlencoded; charset=UTF-8", "payload=%7B%22text%22%3A%22with+charset%22%7D")
              .text == "with charset");
    CHECK(read(kForm, "", "payload=%7B%22text%22%3A%22from+the+query%22%7D").text == "from the query");
    CHECK(read(kForm, "payload={\"text\":\"body\"}", "payload=%7B%22text%22%3A%22query%22%7D").text == "body");
    CHECK(refused(kForm, "text=no+payload+field") == kDecode);
    CHECK(refused(kForm, "payload=not+json") == kDecode);
    CHECK(refused(kForm, "payload=") == kDecode);
    CHECK(refused(kForm, "{\"text\":\"curl without a header\"}") == kDecode);
    CHECK(refused(kForm, "payload=%zz") == kParseForm);
    CHECK(refused(kForm, "{\"text\":\"a;b\"}") == kParseForm);
    CHECK(refused("application/json", "{\"text\":\"t\"}", "a=%2") == kParseForm);
}

TEST_CASE("a hook reads a multipart form") {
    const std::string type = "multipart/form-data; boundary=XX";
    CHECK(read(type,
               "--XX\r\nContent-Disposition: form-data; name=\"payload\"\r\n\r\n{\"text\":\"in parts\"}\r\n--XX--\r\n")
              .text == "in parts");
    IncomingPayload fields =
        read(type,
             "preamble\r\n--XX\r\nContent-Disposition: form-data; name=text\r\n\r\na\r\nb\r\n"
             "--XX\r\ncontent-disposition: form-data; name=\"attachments\"\r\n\r\n[{\"title\":\"t\"}]\r\n"
             "--XX\r\nContent-Disposition: form-data; name=\"picture\"; filename=\"p.png\"\r\n"
             "Content-Type: image/png\r\n\r\n\x89PNG\r\n--XX\r\n"
             "Content-Disposition: form-data; name=\"username\"\r\n\r\n\r\n--XX--");
    CHECK(fields.text == "a\r\nb");
    CHECK(fields.username == "");
    REQUIRE(fields.attachments.size() == 1);
    CHECK(fields.attachments.items()[0]["title"].as_string() == "t");
    CHECK(refused("multipart/form-data", "--XX--") == kParseMultipart);
    CHECK(refused(type, "") == kParseMultipart);
    CHECK(refused(type, "--XX\r\nContent-Disposition: form-data; name=a\r\n\r\nno end") == kParseMultipart);
    CHECK(refused(type, "--XX\r\nno header") == kParseMultipart);
    CHECK(refused(type, "--XX\r\nContent-Disposition: form-data; name=props\r\n\r\n{\r\n--XX--") == kDecode);
}

TEST_CASE("a hook refuses broken bodies") {
    for (const char* body :
         {"", "{", "plain words", "[]", "\"text\"", R"({"text": 5})", R"({"text": ["a"]})",
          R"({"text": "x", "attachments": {}})", R"({"text": "x", "attachments": "y"})",
          R"({"text": "x", "props": []})", R"({"text": "x", "channel": 7})", "{'text': 'single'}",
          R"({"text":"x","username":1})", R"({"text":"x","icon_url":{}})", R"({"text":"x","type":1})",
          R"({"text":"x","priority":"high"})", R"({"text":"x","priority":{"requested_ack":"yes"}})",
          R"({"text":"x","attachments":[{"text":5}]})"}) {
        INFO(body);
        CHECK(refused("application/json", body) == kDecode);
    }
    CHECK(read("application/json", R"({"text": "first"} {"text": "second"})").text == "first");
}

TEST_CASE("a hook without a text or attachments has nothing to post") {
    for (const char* body :
         {"null", "{}", R"({"text":""})", R"({"text":null})", R"({"attachments":[]})", R"({"attachments":null})",
          R"({"attachments":[null]})", R"({"username":"robot"})", R"({"blocks":[{"type":"divider"}]})"}) {
        INFO(body);
        CHECK_FALSE(read("application/json", body).has_content());
    }
    CHECK(read("application/json", R"({"text":"   "})").has_content());
    CHECK(read("application/json", R"({"attachments":[{}]})").has_content());
}

TEST_CASE("a hook's keys, whatever their case, and null as absent") {
    IncomingPayload p =
        read("", R"({"TEXT":"t","UserName":"robot","icon_url":"http://i","icon_emoji":":x:","channel":"#town",
        "type":"custom_x","root_id":"r","props":{"card":"c"},"key":"disk","silent":true,"skip_slack_parsing":true,
        "priority":{"priority":"urgent","requested_ack":true,"persistent_notifications":null},
        "mrkdwn":false,"link_names":1,"parse":"full","blocks":[{"type":"divider"}],"unfurl_links":false})");
    CHECK(p.text == "t");
    CHECK(p.username == "robot");
    CHECK(p.icon_url == "http://i");
    CHECK(p.icon_emoji == ":x:");
    CHECK(p.channel == "#town");
    CHECK(p.type == "custom_x");
    CHECK(p.root_id == "r");
    CHECK(p.props["card"].as_string() == "c");
    CHECK(p.key == "disk");
    CHECK(p.silent);
    CHECK(p.skip_slack_parsing);
    CHECK_FALSE(p.mrkdwn);
    CHECK(p.link_names);
    CHECK(p.parse == "full");
    CHECK(p.blocks.size() == 1);
    REQUIRE(p.priority);
    CHECK(p.priority->priority == "urgent");
    CHECK(p.priority->requested_ack == true);
    CHECK_FALSE(p.priority->persistent_notifications);
    IncomingPayload nulls =
        read("", R"({"text":"t","username":null,"icon_url":null,"channel":null,"props":null,"type":null,
        "attachments":null,"root_id":null,"priority":null,"silent":null,"key":null,"blocks":null})");
    CHECK(nulls.username == "");
    CHECK(nulls.props.is_null());
    CHECK_FALSE(nulls.priority);
    CHECK_FALSE(nulls.silent);
    // Keys that only we or Slack know never make a message fail.
    IncomingPayload odd =
        read("", R"({"text":"t","key":5,"silent":"maybe","parse":[],"link_names":{},"mrkdwn":"false"})");
    CHECK(odd.key == "");
    CHECK_FALSE(odd.silent);
    CHECK_FALSE(odd.mrkdwn);
}

TEST_CASE("raw line breaks and tabs in hand-made texts are forgiven") {
    IncomingPayload p =
        read("", "{\"text\": \"one\n\ttwo \\\"three\\\"\", \"attachments\": [{\"title\" :\n \"a\nb\"}]}");
    CHECK(p.text == "one\n\ttwo \"three\"");
    CHECK(p.attachments.items()[0]["title"].as_string() == "a\nb");
    CHECK(refused("", "{\"username\": \"one\ntwo\", \"text\":\"t\"}") == kDecode);
}
