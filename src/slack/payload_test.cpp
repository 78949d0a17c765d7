#include "slack/payload.h"

#include <doctest/doctest.h>

#include "slack/test_names.h"

using namespace rk;
using namespace rk::slack;

namespace {

WebhookMessage read(std::string_view body, std::string_view type = "application/json", std::string_view query = {}) {
    static const TestNames names;
    auto made = read_webhook(type, body, query, &names, "");
    INFO(body);
    if (auto* refused = std::get_if<WebhookRefusal>(&made)) FAIL(refused->error);
    return std::get<WebhookMessage>(std::move(made));
}

std::string refused(std::string_view body, std::string_view type = "application/json") {
    auto made = read_webhook(type, body, {}, nullptr, "");
    auto* refusal = std::get_if<WebhookRefusal>(&made);
    return refusal ? std::to_string(refusal->status) + " " + refusal->error : "accepted";
}

constexpr std::string_view kForm = "application/x-www-form-urlencoded";

}  // namespace

TEST_CASE("a Slack webhook's payload comes as JSON or in a form") {
    CHECK(read(R"({"text":"*b*"})").text == "**b**");
    CHECK(read(R"({"text":"*b*"})", "text/plain").text == "**b**");
    CHECK(read(R"({"text":"*b*"})", "").text == "**b**");
    CHECK(read(R"({"text":"*b*"})", kForm).text == "**b**");
    CHECK(read("payload=%7B%22text%22%3A%22*b*%22%7D", kForm).text == "**b**");
    CHECK(read("payload=%7B%22text%22%3A%22*b*%22%7D", "").text == "**b**");
    CHECK(read("--X\r\nContent-Disposition: form-data; name=\"payload\"\r\n\r\n{\"text\":\"m\"}\r\n--X--",
               "multipart/form-data; boundary=X")
              .text == "m");
}

TEST_CASE("a Slack webhook's refusals have Slack's words and statuses") {
    for (const char* body :
         {"", "{", "words", "[]", "\"x\"", "null", "5", R"({"text":{}})", R"({"text":[]})", R"({"text":true})",
          R"({"text":"t","attachments":5})", R"({"text":"t","attachments":"x"})"}) {
        INFO(body);
        CHECK(refused(body) == "400 invalid_payload");
    }
    for (const char* body : {"{}", R"({"text":""})", R"({"text":null})", R"({"text":" "})", R"({"attachments":[]})",
                             R"({"attachments":[null]})", R"({"blocks":[]})", R"({"username":"robot"})"}) {
        INFO(body);
        CHECK(refused(body) == "400 no_text");
    }
    CHECK(refused(R"({"blocks":[{"type":"what"}]})") == "400 invalid_blocks");
    CHECK(refused(R"({"blocks":{}})") == "400 invalid_blocks_format");
    CHECK(refused("not=a+payload", kForm) == "400 invalid_payload");
    std::string many = R"({"attachments":[{})";
    for (int i = 0; i < 100; i++) many += ",{}";
    CHECK(refused(many + "]}") == "400 too_many_attachments");
    CHECK(status_of("channel_not_found") == 404);
    CHECK(status_of("no_service") == 404);
    CHECK(status_of("channel_is_archived") == 410);
    CHECK(status_of("action_prohibited") == 403);
    CHECK(status_of("user_not_found") == 400);
    CHECK(status_of("rollup_error") == 500);
}

TEST_CASE("a Slack webhook's message as a post") {
    WebhookMessage m = read(R"({"text":"fallback *b*","username":"CI &amp; co","icon_url":"http://i","icon_emoji":":x:",
        "channel":"#town","thread_ts":"1600000000.000100","key":"disk","silent":true,
        "blocks":[{"type":"section","text":{"type":"mrkdwn","text":"*from blocks*"},"accessory":{"type":"datepicker"}}],
        "attachments":[{"text":"a","actions":[{"type":"button","text":"Go","value":"1"}],
                        "blocks":[{"type":"divider"}]}],"metadata":{"event_type":"x"}})");
    CHECK(m.text == "**from blocks**");
    CHECK(m.fallback_text == "fallback **b**");
    CHECK(m.props["rk_fallback_text"].as_string() == "fallback **b**");
    CHECK(m.props["blocks"].items()[0]["accessory"]["type"].as_string() == "datepicker");
    CHECK(m.props["rk_attachment_blocks"]["0"].items()[0]["type"].as_string() == "divider");
    CHECK(m.attachments.items()[0]["text"].as_string() == "a\n\n---\n\n[Go]");
    CHECK(m.username == "CI & co");
    CHECK(m.icon_url == "http://i");
    CHECK(m.icon_emoji == ":x:");
    CHECK(m.channel == "#town");
    CHECK(m.thread_ts == "1600000000.000100");
    CHECK(m.key == "disk");
    CHECK(m.silent);
    CHECK(ignored_header(m.ignored) == "blocks[0].accessory:datepicker, attachments[0].actions[0]:button, metadata");
    WebhookMessage alone = read(R"({"text":"t"})");
    CHECK(alone.props.size() == 0);
    CHECK(alone.attachments.size() == 0);
    CHECK(ignored_header(alone.ignored) == "");
    CHECK(read(R"({"blocks":[{"type":"divider"}]})").text == "---");
    CHECK(read(R"({"text":5})").text == "5");
}

TEST_CASE("a Slack webhook's channel may be an id of ours in Slack's form") {
    WebhookMessage channel = read(R"({"text":"t","channel":"C)" + kUpperTown + "\"}");
    CHECK(channel.channel_id == kTestTown);
    CHECK(channel.channel == "");
    CHECK(read(R"({"text":"t","channel":"U)" + kUpperBob + "\"}").user_id == kTestBob);
    CHECK(read(R"({"text":"t","channel":"@bob"})").channel == "@bob");
    CHECK(read(R"({"text":"t","channel":"C024BE7LR"})").channel == "C024BE7LR");
}

TEST_CASE("a Slack webhook's switches") {
    CHECK(read(R"({"text":"*b* <!here>","mrkdwn":false})").text == "\\*b\\* @here");
    CHECK(read(R"({"text":"#town-square","link_names":1})").text == "~town-square");
    CHECK(read(R"({"text":"#town-square","parse":"full"})").text == "~town-square");
    CHECK(read(R"({"text":"#town-square","parse":"none"})").text == "#town-square");
    // The message's mrkdwn says nothing about blocks and attachments.
    CHECK(read(R"({"mrkdwn":false,"blocks":[{"type":"section","text":{"type":"mrkdwn","text":"*b*"}}]})").text ==
          "**b**");
}

TEST_CASE("the header of ignored things stays a header") {
    std::vector<std::string> many(2000, "blocks[0]:button");
    std::string header = ignored_header(many);
    CHECK(header.size() < 4100);
    CHECK(header.ends_with(", ..."));
    CHECK(ignored_header({"a\r\nX: y"}) == "a??X:?y");
}
