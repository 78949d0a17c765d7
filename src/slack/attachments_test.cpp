#include "slack/attachments.h"

#include <doctest/doctest.h>

#include "model/attachments.h"
#include "slack/test_names.h"

using namespace rk;
using namespace rk::slack;

namespace {

Json parse(std::string_view text) {
    Result<Json> parsed = Json::parse(text);
    INFO(text);
    REQUIRE(parsed);
    return *parsed;
}

ConvertedAttachments convert(std::string_view text) {
    static const TestNames names;
    TextOptions options;
    options.names = &names;
    Result<ConvertedAttachments> made = convert_attachments(parse(text), options);
    INFO(text);
    REQUIRE(made);
    // What comes out is what the rest of the server takes for normalised.
    CHECK(*read_attachments(made->attachments) == made->attachments);
    return std::move(*made);
}

std::string error_of(std::string_view text) {
    Result<ConvertedAttachments> made = convert_attachments(parse(text), TextOptions{});
    return made ? "converted" : made.error();
}

}  // namespace

TEST_CASE("Slack attachments: markup counts where mrkdwn_in says") {
    const char* body =
        R"("text":"*t* <http://x.test|l> &amp;","pretext":"*p*","fields":[{"title":"*f*","value":"*v*","short":true}])";
    Json none = convert("[{" + std::string(body) + "}]").attachments.items()[0];
    CHECK(none["text"].as_string() == "\\*t\\* [l](http://x.test) &");
    CHECK(none["pretext"].as_string() == "\\*p\\*");
    CHECK(none["fields"] == parse(R"([{"title":"*f*","value":"\\*v\\*","short":true}])"));
    Json all =
        convert("[{" + std::string(body) + R"(,"mrkdwn_in":["text","pretext","fields"]}])").attachments.items()[0];
    CHECK(all["text"].as_string() == "**t** [l](http://x.test) &");
    CHECK(all["pretext"].as_string() == "**p**");
    CHECK(all["fields"] == parse(R"([{"title":"*f*","value":"**v**","short":true}])"));
}

TEST_CASE("Slack attachments: the other keys") {
    Json a =
        convert(R"([{"fallback":"a &amp; <http://x.test|b>","color":"36a64f","author_name":"Ann","author_subname":"ops",
        "author_link":"http://a.test","author_icon":"http://a.test/i","title":"*T* &lt;1&gt;","title_link":"http://t.test",
        "image_url":"http://i.test","thumb_url":"http://th.test","footer":"f &amp; g","footer_icon":"http://f.test",
        "ts":"1600000000.25","callback_id":"cb"}])")
            .attachments.items()[0];
    CHECK(a == parse(R"x({"id":0,"fallback":"a & b","color":"#36a64f","pretext":"","author_name":"Ann (ops)",
        "author_link":"http://a.test","author_icon":"http://a.test/i","title":"*T* <1>","title_link":"http://t.test","text":"",
        "fields":null,"image_url":"http://i.test","thumb_url":"http://th.test","footer":"f & g","footer_icon":"http://f.test",
        "ts":1600000000})x"));
    CHECK(convert(R"([{"title":"*T*"}])").attachments.items()[0]["title"].as_string() == "\\*T\\*");
    for (const char* name : {"good", "warning", "danger", "#abc", ""})
        CHECK(convert(R"([{"color":")" + std::string(name) + "\"}]").attachments.items()[0]["color"].as_string() ==
              name);
    CHECK(convert(R"([{"ts":1600000000}])").attachments.items()[0]["ts"] == Json(1600000000));
    CHECK(convert(R"([{"ts":"soon"}])").attachments.items()[0]["ts"].is_null());
}

TEST_CASE("Slack attachments: nulls, numbers and words for flags are taken") {
    CHECK(convert("null").attachments.size() == 0);
    Json a = convert(R"([null,{"text":null,"title":7,"fields":[null,{"title":null,"value":93.25,"short":"true"},
        {"title":"n","value":true}],"color":null,"ts":null,"actions":null,"blocks":null,"mrkdwn_in":null}])")
                 .attachments;
    REQUIRE(a.size() == 1);
    CHECK(a.items()[0]["title"].as_string() == "7");
    CHECK(a.items()[0]["fields"] ==
          parse(R"([{"title":"","value":"93.25","short":true},{"title":"n","value":"true","short":false}])"));
}

TEST_CASE("Slack attachments: actions are links or are named") {
    ConvertedAttachments made =
        convert(R"([{"text":"load","actions":[{"type":"button","text":"Runbook","url":"http://w.test"},
        {"name":"game","text":"Chess","type":"button","value":"c"},
        {"name":"pick","type":"select","text":"Pick","options":[{"text":"A","value":"a"},{"text":"B","value":"b"}]}]}])");
    CHECK(made.attachments.items()[0]["text"].as_string() == "load\n\n[Runbook](http://w.test) [Chess] [Pick: A, B]");
    CHECK(made.ignored ==
          std::vector<std::string>{"attachments[0].actions[1]:button", "attachments[0].actions[2]:select"});
}

TEST_CASE("Slack attachments: blocks are rendered into the text and kept") {
    ConvertedAttachments made = convert(R"([{"text":"a"},{"color":"good","blocks":[
        {"type":"section","text":{"type":"mrkdwn","text":"*b*"},"accessory":{"type":"datepicker"}}]}])");
    CHECK(made.attachments.items()[1]["text"].as_string() == "**b**");
    CHECK(made.blocks.size() == 1);
    CHECK(made.blocks["1"].items()[0]["type"].as_string() == "section");
    CHECK(made.ignored == std::vector<std::string>{"attachments[1].blocks[0].accessory:datepicker"});
}

TEST_CASE("Slack attachments: errors") {
    CHECK(error_of("{}") == "invalid_payload");
    CHECK(error_of("\"x\"") == "invalid_payload");
    CHECK(error_of("[5]") == "invalid_payload");
    CHECK(error_of(R"([{"fields":"f"}])") == "invalid_payload");
    CHECK(error_of(R"([{"fields":[5]}])") == "invalid_payload");
    CHECK(error_of(R"([{"blocks":[{"type":"what"}]}])") == "invalid_blocks");
    CHECK(error_of(R"([{"blocks":{}}])") == "invalid_blocks_format");
    std::string list = "[{}";
    for (int i = 0; i < 99; i++) list += ",{}";
    CHECK(error_of(list + "]") == "converted");
    CHECK(error_of(list + ",{}]") == "too_many_attachments");
}
