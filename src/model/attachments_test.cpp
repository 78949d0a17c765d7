#include "model/attachments.h"

#include <doctest/doctest.h>

#include "base/strings.h"

using namespace rk;

namespace {

const std::string kBob = "boboboboboboboboboboboboba";

class OneUser : public NameLookup {
  public:
    std::optional<std::string> username(std::string_view id) const override {
        asked++;
        if (id == kBob) return "bob";
        return std::nullopt;
    }
    std::optional<std::string> channel_name(std::string_view) const override { return std::nullopt; }
    mutable int asked = 0;
};

Json parse(std::string_view text) {
    Result<Json> parsed = Json::parse(text);
    REQUIRE(parsed);
    return *parsed;
}

Json read(std::string_view text) {
    Result<Json> made = read_attachments(parse(text));
    INFO(text);
    REQUIRE(made);
    return *made;
}

constexpr std::string_view kEmpty =
    R"("author_icon":"","author_link":"","author_name":"","color":"","fallback":"","fields":null,"footer":"",
       "footer_icon":"","id":0,"image_url":"","pretext":"","text":"","thumb_url":"","title":"","title_link":"","ts":null)";

}  // namespace

TEST_CASE("attachments: every key is kept") {
    const char* every = R"([{"fallback":"plain text for phones","color":"#2EB886","pretext":"before the block",
        "author_name":"Ann Author","author_link":"http://people.test/ann","author_icon":"http://people.test/ann.png",
        "title":"The title","title_link":"http://docs.test/title","text":"body with **markdown**",
        "fields":[{"title":"Priority","value":"High","short":true},{"title":"Notes","value":"a long line","short":false}],
        "image_url":"http://img.test/big.png","thumb_url":"http://img.test/small.png","footer":"the foot",
        "footer_icon":"http://img.test/foot.png","ts":1600000000,"id":0}])";
    CHECK(read(every) == parse(every));
}

TEST_CASE("attachments: missing keys are filled in, unknown ones dropped, null entries gone") {
    CHECK(read("[{}]") == parse("[{" + std::string(kEmpty) + "}]"));
    CHECK(read("[null]").size() == 0);
    CHECK(read("null").size() == 0);
    CHECK(read("[]").size() == 0);
    Json some = read(R"([null,{"text":"kept","fields":[null,{"title":"f"}]},null])");
    REQUIRE(some.size() == 1);
    CHECK(some.items()[0]["text"].as_string() == "kept");
    CHECK(some.items()[0]["fields"] == parse(R"([{"title":"f","value":null,"short":false}])"));
    CHECK(read(R"([{"fields":[]}])").items()[0]["fields"].is_null());
    CHECK(read(R"([{"fields":[null]}])").items()[0]["fields"].is_null());
    Json unknown =
        read(R"([{"text":"t","mrkdwn_in":["text"],"callback_id":"cb","blocks":[{}],"author_subname":"s","id":9,
                             "video_url":"v","unknown":{"a":1}}])");
    Json expected = parse("[{" + std::string(kEmpty) + "}]");
    expected.mutable_items()[0].set("text", "t");
    expected.mutable_items()[0].set("id", 9);
    CHECK(unknown == expected);
    CHECK(read(R"([{"TEXT":"t","Title":"u"}])").items()[0]["text"].as_string() == "t");
}

TEST_CASE("attachments: field values of any type become the text that Go prints") {
    struct Row {
        const char* value;
        const char* shown;
    };
    for (Row row : {Row{"0", "0"},
                    {"7", "7"},
                    {"-3", "-3"},
                    {"1.5", "1.5"},
                    {"1e21", "1e+21"},
                    {"123456789", "1.23456789e+08"},
                    {"123456", "123456"},
                    {"1234567", "1.234567e+06"},
                    {"100000", "100000"},
                    {"1000000", "1e+06"},
                    {"0.0001", "0.0001"},
                    {"0.00001", "1e-05"},
                    {"0.000123456", "0.000123456"},
                    {"93.25", "93.25"},
                    {"-0.5", "-0.5"},
                    {"12345678.5", "1.23456785e+07"},
                    {"true", "true"},
                    {"false", "false"},
                    {"\"\"", ""},
                    {"[1,\"a\"]", "[1 a]"},
                    {"{\"k\":\"v\"}", "map[k:v]"},
                    {"{\"b\":1,\"a\":[true,null]}", "map[a:[true <nil>] b:1]"},
                    {"[]", "[]"},
                    {"{}", "map[]"}}) {
        Json made = read(std::string(R"([{"fields":[{"value":)") + row.value + "}]}]");
        INFO(row.value);
        CHECK(made.items()[0]["fields"].items()[0]["value"] == Json(row.shown));
    }
    CHECK(read(R"([{"fields":[{"value":null}]}])").items()[0]["fields"].items()[0]["value"].is_null());
}

TEST_CASE("attachments: the short flag comes as a word too, but not as null") {
    struct Row {
        const char* value;
        int expected;  // -1 refused
    };
    for (Row row : {Row{"true", 1},
                    {"false", 0},
                    {"\"true\"", 1},
                    {"\"True\"", 1},
                    {"\"false\"", 0},
                    {"\"yes\"", -1},
                    {"1", -1},
                    {"0", -1},
                    {"null", -1},
                    {"\"\"", -1}}) {
        INFO(row.value);
        Result<Json> made = read_attachments(
            parse(std::string(R"([{"fields":[{"title":"a","value":"b","short":)") + row.value + "}]}]"));
        CHECK(bool(made) == (row.expected >= 0));
        if (made) CHECK(made->items()[0]["fields"].items()[0]["short"] == Json(row.expected == 1));
    }
}

TEST_CASE("attachments: a time stamp of any type goes through") {
    for (const char* ts : {"1600000000", "1600000000.25", "\"1600000000\"", "\"soon\"", "null", "true"}) {
        INFO(ts);
        CHECK(read(std::string(R"([{"ts":)") + ts + "}]").items()[0]["ts"] == parse(ts));
    }
}

TEST_CASE("attachments: wrong types are refused by name") {
    struct Row {
        const char* attachment;
        const char* named;
    };
    for (Row row : {Row{R"({"text":5})", "attachments[0].text"},
                    {R"({"title":{"a":1}})", "attachments[0].title"},
                    {R"({"fields":{}})", "attachments[0].fields"},
                    {R"({"fields":"f"})", "attachments[0].fields"},
                    {R"({"color":1})", "attachments[0].color"},
                    {R"({"fields":[{"title":1}]})", "attachments[0].fields[0].title"},
                    {"\"words\"", "attachments[0]"},
                    {"5", "attachments[0]"},
                    {R"({"actions":{}})", "attachments[0].actions"},
                    {R"({"actions":[{"name":1}]})", "attachments[0].actions[0].name"},
                    {R"({"actions":[{"disabled":"no"}]})", "attachments[0].actions[0].disabled"},
                    {R"({"actions":[{"integration":[]}]})", "attachments[0].actions[0].integration"},
                    {R"({"actions":[{"options":[{"text":1}]}]})", "attachments[0].actions[0].options[0].text"},
                    {R"({"id":"x"})", "attachments[0].id"},
                    {R"({"id":1.5})", "attachments[0].id"}}) {
        INFO(row.attachment);
        Result<Json> made = read_attachments(parse("[" + std::string(row.attachment) + "]"));
        REQUIRE_FALSE(made);
        CHECK(made.error().starts_with(row.named));
    }
    CHECK_FALSE(read_attachments(parse("{}")));
    CHECK_FALSE(read_attachments(parse("\"y\"")));
}

TEST_CASE("attachments: actions get ids, and clients do not see their integration") {
    Json made = read(R"([{"text":"t","actions":[
        {"id":"approve","name":"Approve","type":"button","style":"good",
         "integration":{"url":"http://app.test/approve","context":{"secret":"s3"}}},
        {"name":"No id given","integration":{"url":"http://app.test/b"}},
        {"id":"pick","name":"Pick","type":"select","default_option":"b",
         "options":[{"text":"A","value":"a"},{"text":"B","value":"b"}],"integration":{"url":"http://app.test/pick"}},
        {"id":"who","name":"Who","type":"select","data_source":"users","integration":{"url":"http://app.test/who"}},
        {"id":"off","name":"Off","disabled":true,"integration":{"url":"http://app.test/off"}},
        {"id":"bare","name":"No integration"}, null,
        {"name":"game","text":"Chess","type":"button","value":"chess","style":"danger","confirm":{"title":"Sure?"}},
        {"type":"button","text":"Open","url":"http://app.test/open"}]}])");
    add_action_ids(made, [] { return std::string("made"); });
    CHECK(made.items()[0]["actions"].items()[0]["integration"]["context"]["secret"] == Json("s3"));
    CHECK(without_integrations(made).items()[0]["actions"] == parse(R"([
        {"id":"approve","name":"Approve","style":"good","type":"button"}, {"id":"made","name":"No id given"},
        {"default_option":"b","id":"pick","name":"Pick","options":[{"text":"A","value":"a"},{"text":"B","value":"b"}],
         "type":"select"},
        {"data_source":"users","id":"who","name":"Who","type":"select"}, {"disabled":true,"id":"off","name":"Off"},
        {"id":"bare","name":"No integration"}, {"id":"made","name":"game","style":"danger","type":"button"},
        {"id":"made","type":"button"}])"));
    CHECK(read(R"([{"actions":[]}])").items()[0].find("actions") == nullptr);
}

TEST_CASE("Mattermost's own handling of Slack text") {
    OneUser names;
    struct Row {
        std::string sent, stored;
    };
    for (const Row& row : {
             Row{"see <http://x.test/a|the page> now", "see [the page](http://x.test/a) now"},
             {"<http://x.test>", "<http://x.test>"},
             {"<http://x.test/a?b=1&c=2|two> <http://y.test|three>",
              "[two](http://x.test/a?b=1&c=2) [three](http://y.test)"},
             {"<mailto:ann@x.test|Ann>", "[Ann](mailto:ann@x.test)"},
             {"<http://x.test|>", "<http://x.test|>"},
             {"<|label>", "<|label>"},
             {"<http://x.test|a|b>", "<http://x.test|a|b>"},
             {"<http://x.test|a\nb>", "<http://x.test|a\nb>"},
             {"1 < 2 | 3 > 2", "1 [ 3 ]( 2 ) 2"},
             {"`<http://x.test|code>`", "`[code](http://x.test)`"},
             {"<http://x.test|with *stars* and ]>", "[with *stars* and ]](http://x.test)"},
             {"&lt;b&gt; &amp; co", "&lt;b&gt; &amp; co"},
             {"<!here> look", "@here look"},
             {"<!channel> look", "@channel look"},
             {"<!all> look", "@all look"},
             {"<!everyone> look", "<!everyone> look"},
             {"<!group> look", "<!group> look"},
             {"<!here|here> look", "[here](!here) look"},
             {"<!HERE> look", "<!HERE> look"},
             {"a<!here>b <!here>", "a@hereb @here"},
             {"<!subteam^S1|ops>", "[ops](!subteam^S1)"},
             {"<!date^1^{date}|x>", "[x](!date^1^{date})"},
             {"<@" + kBob + "> hello", "@bob hello"},
             {"<@" + kBob + "|bob> hello", "[bob](@" + kBob + ") hello"},
             {"<" + kBob + "> hello", "<" + kBob + "> hello"},
             {"<@aaaaaaaaaaaaaaaaaaaaaaaaaa> hello", "<@aaaaaaaaaaaaaaaaaaaaaaaaaa> hello"},
             {"<@bob> hello", "<@bob> hello"},
             {"<#" + kBob + "> and <#" + kBob + "|name>", "<#" + kBob + "> and [name](#" + kBob + ")"},
             {"<#C024BE7LR> <@U024BE7LH>", "<#C024BE7LR> <@U024BE7LH>"},
             {"*bold* _italic_ ~strike~ `code` > quote :tada:", "*bold* _italic_ ~strike~ `code` > quote :tada:"},
             {"<<a|b>", "<[b](a)"},
             {"<a|b<c>", "[b<c](a)"},
             {"<a|<b|c>", "<a|[c](b)"},
             {"<", "<"},
             {"", ""},
         }) {
        INFO(row.sent);
        CHECK(mattermost_slack_text(row.sent, names) == row.stored);
    }
    OneUser untouched;
    mattermost_slack_text("<@U024BE7LH> <@x> no ids of ours", untouched);
    CHECK(untouched.asked == 0);
}

TEST_CASE("Mattermost's Slack text inside attachments") {
    OneUser names;
    const std::string tag = "<!here> <@" + kBob + "> <http://x.test|page>";
    Json one = Json::object({{"fields", Json(Json::Array{Json::object({{"title", tag}, {"value", tag}})})}});
    for (const char* key : {"fallback", "pretext", "author_name", "title", "text", "footer"}) one.set(key, tag);
    Result<Json> made = read_attachments(Json(Json::Array{one}));
    REQUIRE(made);
    translate_attachments(*made, names);
    const Json& a = made->items()[0];
    for (const char* key : {"fallback", "author_name", "footer"}) CHECK(a[key].as_string() == tag);
    for (const char* key : {"pretext", "text"}) CHECK(a[key].as_string() == "@here @bob [page](http://x.test)");
    CHECK(a["title"].as_string() == "@here @bob <http://x.test|page>");
    CHECK(a["fields"].items()[0]["title"].as_string() == tag);
    CHECK(a["fields"].items()[0]["value"].as_string() == "@here @bob [page](http://x.test)");
}

TEST_CASE("long texts are split into full parts that together are the text") {
    using Parts = std::vector<std::string>;
    CHECK(split_message("", 5) == Parts{""});
    CHECK(split_message("12345", 5) == Parts{"12345"});
    CHECK(split_message("123456", 5) == Parts{"12345", "6"});
    CHECK(split_message("日本語日本語", 4) == Parts{"日本語日", "本語"});
    CHECK(split_message("abc\ndefgh", 5) == Parts{"abc\nd", "efgh"});
    CHECK(split_message("abc\ndefgh", 5, SplitAt::kLines) == Parts{"abc\n", "defgh"});
    CHECK(split_message("a\nbcdefgh", 6, SplitAt::kLines) == Parts{"a\nbcde", "fgh"});
    Parts parts = split_message(std::string(20000, 'x'), kMessageCharactersMax);
    REQUIRE(parts.size() == 2);
    CHECK(parts[0].size() == 16383);
    CHECK(parts[1].size() == 3617);
}

TEST_CASE("a hook's attachments stand with the last part, spread over posts, and are cut") {
    Json attachments = read(R"([{"text":"only with the last part"}])");
    auto split = split_webhook(std::string(20000, 'x'), Json::object(), attachments);
    REQUIRE(split);
    REQUIRE(split->size() == 2);
    CHECK((*split)[0].attachments.is_null());
    CHECK((*split)[1].attachments == attachments);

    auto length = [](const Json& props, const Json& list) {
        Json all = props;
        all.set("attachments", list);
        return utf8_length(all.dump());
    };
    Json props = Json::object({{"from_webhook", "true"}});
    Json many = Json::array();
    for (int i = 0; i < 4; i++) {
        Json one = read("[{}]").items()[0];
        one.set("text", std::string(300, static_cast<char>('0' + i)));
        many.push(one);
    }
    Json pair = Json::array();
    pair.push(many.items()[0]);
    pair.push(many.items()[1]);
    const size_t two = length(props, pair);
    auto spread = split_webhook("m", props, many, kMessageCharactersMax, two);
    REQUIRE(spread);
    REQUIRE(spread->size() == 2);
    CHECK((*spread)[0].text == "m");
    CHECK((*spread)[1].text == "");
    for (const WebhookPart& part : *spread) {
        CHECK(part.attachments.size() == 2);
        CHECK(length(props, part.attachments) == two);
    }
    spread = split_webhook("m", props, many, kMessageCharactersMax, two - 1);
    REQUIRE(spread);
    CHECK(spread->size() == 4);

    Json one = Json::array();
    one.push(many.items()[0]);
    const size_t single = length(props, one);
    auto cut = split_webhook("m", props, one, kMessageCharactersMax, single - 100);
    REQUIRE(cut);
    CHECK((*cut)[0].attachments.items()[0]["text"].as_string().size() == 200);
    CHECK(length(props, (*cut)[0].attachments) == single - 100);
    CHECK_FALSE(split_webhook("m", props, one, kMessageCharactersMax, single - 301));
    CHECK_FALSE(
        split_webhook("m", Json::object({{"card", std::string(200, 'c')}}), Json(), kMessageCharactersMax, 100));
    // Golden "attachments over the props limit": none of these is near the limit.
    CHECK(split_webhook("m", Json::object({{"card", std::string(9000, 'c')}}), Json()));
}
