#include "slack/blocks.h"

#include <doctest/doctest.h>

#include "slack/test_names.h"

using namespace rk;
using namespace rk::slack;

namespace {

struct Row {
    std::string blocks, shown;
    std::vector<std::string> ignored = {};
};

Result<RenderedBlocks> render(const std::string& blocks) {
    static const TestNames names;
    TextOptions options;
    options.names = &names;
    Result<Json> parsed = Json::parse(blocks);
    INFO(blocks);
    REQUIRE(parsed);
    return render_blocks(*parsed, options);
}

void check(std::initializer_list<Row> rows) {
    for (const Row& row : rows) {
        INFO(row.blocks);
        Result<RenderedBlocks> made = render("[" + row.blocks + "]");
        CHECK(bool(made));
        if (!made) continue;
        CHECK(made->markdown == row.shown);
        CHECK(made->ignored == row.ignored);
    }
}

std::string error_of(const std::string& blocks) {
    Result<RenderedBlocks> made = render(blocks);
    return made ? "rendered: " + made->markdown : made.error();
}

std::string mrkdwn(const std::string& text) { return R"({"type":"mrkdwn","text":")" + text + "\"}"; }
std::string plain(const std::string& text) { return R"({"type":"plain_text","text":")" + text + "\"}"; }
std::string section(const std::string& more) { return R"({"type":"section","text":)" + mrkdwn("*t*") + more + "}"; }
std::string rich(const std::string& elements) { return R"({"type":"rich_text","elements":[)" + elements + "]}"; }
std::string para(const std::string& leaves) { return R"({"type":"rich_text_section","elements":[)" + leaves + "]}"; }
std::string leaf(const std::string& text, const std::string& style = "") {
    return R"({"type":"text","text":")" + text + "\"" + (style.empty() ? "" : R"(,"style":{)" + style + "}") + "}";
}
const std::string kOptions =
    R"("options":[{"text":)" + plain("A") + R"(,"value":"a"},{"text":)" + plain("B") + R"(,"value":"b"}])";

}  // namespace

TEST_CASE("blocks: text") {
    check(
        {{section(""), "**t**"},
         {R"({"type":"section","text":)" + plain("*t* &amp; :tada: #x") + "}", "\\*t\\* & :tada: #x"},
         {R"({"type":"section","fields":[)" + mrkdwn("*Host:*\\nweb-1") + "," + mrkdwn("*State:*\\nup") + "]}",
          "**Host:** web-1\n**State:** up"},
         {R"({"type":"section","text":)" + mrkdwn("head") + R"(,"fields":[)" + plain("a") + "]}", "head\na"},
         {R"({"type":"header","text":)" + plain("Deploy *now*") + "}", "### Deploy \\*now\\*"},
         {R"({"type":"divider"})", "---"},
         {section("") + R"(,{"type":"divider"},)" + section(""), "**t**\n\n---\n\n**t**"},
         {R"({"type":"context","elements":[{"type":"image","image_url":"http://i.test/a.png","alt_text":"logo"},)" +
              mrkdwn("by <@U" + kUpperBob + ">") + "]}",
          "![logo](http://i.test/a.png =16x16) by @bob"},
         {R"({"type":"image","image_url":"http://i.test/a.png","alt_text":"a [b]","title":)" + plain("T") + "}",
          "**T**\n![a \\[b\\]](http://i.test/a.png)"},
         {R"({"type":"image","slack_file":{"id":"F1"},"alt_text":"chart"})", "chart", {"blocks[0]:slack_file"}},
         {R"({"type":"markdown","text":"# as **is**"})", "# as **is**"},
         {R"({"type":"video","video_url":"http://v.test/e","thumbnail_url":"http://v.test/t","alt_text":"a","title":)" +
              plain("Film") + R"(,"title_url":"http://v.test","author_name":"Ann"})",
          "[Film](http://v.test) · Ann"},
         {R"({"type":"file","external_id":"ABCD1","source":"remote"})", "[ABCD1]", {"blocks[0]:file"}},
         {R"({"type":"alert","level":"warning","text":)" + mrkdwn("*hot*") + "}", "> :warning: **hot**"}});
}

TEST_CASE("blocks: what can be pressed is a link or is named") {
    const std::string button = R"({"type":"button","action_id":"a","text":)" + plain("Approve") + R"(,"value":"v"})";
    const std::string link = R"({"type":"button","text":)" + plain("Open [x]") + R"(,"url":"http://x.test"})";
    const std::string overflow = R"({"type":"overflow",)" + kOptions + "}";
    const std::string menu = R"({"type":"static_select","placeholder":)" + plain("Pick") + "," + kOptions + "}";
    check(
        {{R"({"type":"actions","elements":[)" + button + "," + link + "," + menu + "]}",
          "[Approve] [Open \\[x\\]](http://x.test) [Pick: A, B]",
          {"blocks[0].elements[0]:button", "blocks[0].elements[2]:static_select"}},
         {section(R"(,"accessory":)" + overflow), "**t**\n[… A, B]", {"blocks[0].accessory:overflow"}},
         {section(R"(,"accessory":{"type":"image","image_url":"http://i.test","alt_text":"x"})"),
          "**t**\n![x](http://i.test)"},
         {section(R"(,"accessory":{"type":"users_select"})"), "**t**", {"blocks[0].accessory:users_select"}},
         {section(R"(,"accessory":{"type":"datepicker","initial_date":"2026-01-02","placeholder":)" + plain("Day") +
                  "}"),
          "**t**\n[Day: 2026-01-02]",
          {"blocks[0].accessory:datepicker"}},
         {section(R"(,"accessory":{"type":"checkboxes","initial_options":[{"value":"b"}],)" + kOptions + "}"),
          "**t**\n- [ ] A\n- [x] B",
          {"blocks[0].accessory:checkboxes"}},
         {R"({"type":"input","label":)" + plain("Name") + R"(,"element":{"type":"plain_text_input","placeholder":)" +
              plain("who") + R"(},"hint":)" + plain("short") + "}",
          "**Name**\n[who]\nshort",
          {"blocks[0].element:plain_text_input"}},
         {R"({"type":"context_actions","elements":[{"type":"feedback_buttons","positive_button":{"text":)" +
              plain("Good") + R"(},"negative_button":{"text":)" + plain("Bad") + "}}]}",
          "[Good] [Bad]",
          {"blocks[0].elements[0]:feedback_buttons"}},
         {R"({"type":"card","title":)" + plain("Card") + R"(,"body":)" + mrkdwn("*b*") + R"(,"actions":[)" + button +
              "]}",
          "**Card**\n**b**\n[Approve]",
          {"blocks[0].actions[0]:button"}},
         {R"({"type":"carousel","elements":[{"type":"card","title":)" + plain("One") + R"(},{"type":"card","title":)" +
              plain("Two") + "}]}",
          "**One**\n\n**Two**"},
         {R"({"type":"container","title":)" + plain("Box") + R"(,"child_blocks":[)" + section("") + "]}",
          "**Box**\n\n**t**"},
         {R"({"type":"task_card","task_id":"1","title":"Build","status":"complete","sources":[{"type":"url","url":"http://x.test","text":"log"}]})",
          "- :white_check_mark: Build\n  [log](http://x.test)"},
         {R"({"type":"plan","title":"Plan","tasks":[{"type":"task_card","task_id":"1","title":"Build","status":"error"}]})",
          "**Plan**\n- :x: Build"},
         {R"({"type":"call","call_id":"R1","call":{"v1":{"name":"Standup"}}})", "Standup", {"blocks[0]:call"}}});
}

TEST_CASE("blocks: tables") {
    auto raw = [](const std::string& text) { return R"({"type":"raw_text","text":")" + text + "\"}"; };
    check({{R"({"type":"table","column_settings":[{"align":"right"}],"rows":[[)" + raw("a|b") + "," + raw("*c*") +
                "],[" + rich(para(leaf("d", R"("bold":true)"))) + R"(,null],[{"type":"raw_number","value":5}]]})",
            "| a\\|b | \\*c\\* |\n| ---: | --- |\n| **d** |  |\n| 5 |  |"},
           {R"({"type":"data_table","caption":"All","rows":[[)" + raw("h") + "]]}", "**All**\n\n| h |\n| --- |"}});
}

TEST_CASE("blocks: rich text") {
    check(
        {{rich(para(leaf("a ") + "," + leaf("b", R"("bold":true)") + "," + leaf(" c"))), "a **b** c"},
         {rich(para(leaf("x", R"("italic":true)") + "," + leaf(" y", R"("strike":true)"))), "*x* ~~y~~"},
         {rich(para(leaf("b", R"("bold":true,"italic":true,"strike":true)"))), "***~~b~~***"},
         {rich(para(leaf(" b ", R"("bold":true)") + "," + leaf("c"))), " **b** c"},
         {rich(para(leaf("b", R"("bold":true)") + "," + leaf("c", R"("bold":true)"))), "**bc**"},
         {rich(para(leaf("b", R"("bold":true)") + "," + leaf("i", R"("italic":true)"))), "**b**\u200B*i*"},
         {rich(para(leaf("a\\nb", R"("bold":true)"))), "**a**\n**b**"},
         {rich(para(leaf("c`d", R"("code":true)"))), "``c`d``"},
         {rich(para(leaf("*a* <b> &amp; # c\\n# d"))), "\\*a\\* <b> &amp;amp; # c\n\\# d"},
         {rich(para(R"({"type":"link","url":"http://x.test/a_b","text":"page"},)" + leaf(" ") +
                    R"(,{"type":"link","url":"http://x.test"})")),
          "[page](http://x.test/a_b) http://x.test"},
         {rich(para(R"({"type":"user","user_id":"U)" + kUpperBob + R"("},)" + leaf(" ") +
                    R"(,{"type":"channel","channel_id":"C)" + kUpperTown + R"("},)" + leaf(" ") +
                    R"(,{"type":"usergroup","usergroup_id":"S)" + kUpperOps + R"("},)" + leaf(" ") +
                    R"(,{"type":"broadcast","range":"everyone"})")),
          "@bob ~town-square @ops @all"},
         {rich(para(R"({"type":"emoji","name":"wave","skin_tone":3},{"type":"emoji","unicode":"1f44b"})")),
          ":wave_medium_light_skin_tone:\U0001F44B"},
         {rich(para(
              R"({"type":"date","timestamp":1392734382,"format":"{date_num}","fallback":"x"},{"type":"color","value":"#F405B3"})")),
          "2014-02-18#F405B3"},
         {rich(R"({"type":"rich_text_list","style":"bullet","elements":[)" + para(leaf("a")) + "," + para(leaf("b")) +
               R"(]},{"type":"rich_text_list","style":"ordered","indent":1,"offset":2,"elements":[)" +
               para(leaf("c\\nd")) + "]}," + para(leaf("end"))),
          "- a\n- b\n    3. c\n       d\n\nend"},
         {rich(R"({"type":"rich_text_quote","elements":[)" + leaf("a\\nb") + "]}," + para(leaf("c"))), "> a\n> b\n\nc"},
         {rich(R"({"type":"rich_text_preformatted","language":"go","elements":[)" + leaf("x := *y*\\n```") + "]}"),
          "````go\nx := *y*\n```\n````"},
         {rich(para(R"({"type":"canvas","title":"Notes"})")), "Notes", {"blocks[0].elements[0].elements[0]:canvas"}}});
}

TEST_CASE("blocks: limits and errors") {
    auto many = [](size_t n, const std::string& item) {
        std::string out = "[";
        for (size_t i = 0; i < n; i++) out += (i ? "," : "") + item;
        return out + "]";
    };
    auto text_of = [](size_t n) { return std::string(n, 'x'); };
    const std::string divider = R"({"type":"divider"})";
    CHECK(error_of("{}") == "invalid_blocks_format");
    CHECK(error_of("\"[\"") == "invalid_blocks_format");
    CHECK(error_of("[5]") == "invalid_blocks_format");
    CHECK(error_of("[null]") == "invalid_blocks_format");
    CHECK(error_of("5") == "invalid_blocks_format");
    CHECK(error_of(R"("[{\"type\":\"divider\"}]")") == "rendered: ---");
    CHECK(error_of("null") == "rendered: ");
    CHECK(error_of(many(50, divider)).starts_with("rendered"));
    CHECK(error_of(many(51, divider)) == "invalid_blocks");
    auto with_text = [&](const std::string& type, size_t n) {
        return error_of(R"([{"type":")" + type + R"(","text":)" + plain(text_of(n)) + "}]");
    };
    CHECK(with_text("section", 3000).starts_with("rendered"));
    CHECK(with_text("section", 3001) == "invalid_blocks");
    CHECK(with_text("section", 0) == "invalid_blocks");
    CHECK(with_text("header", 150).starts_with("rendered"));
    CHECK(with_text("header", 151) == "invalid_blocks");
    CHECK(error_of(many(4, R"({"type":"section","text":)" + plain(text_of(3000)) + "}")).starts_with("rendered"));
    CHECK(error_of(many(5, R"({"type":"section","text":)" + plain(text_of(3000)) + "}")) == "msg_blocks_too_long");
    CHECK(error_of(many(2, R"({"type":"markdown","text":")" + text_of(6000) + "\"}")).starts_with("rendered"));
    CHECK(error_of(many(2, R"({"type":"markdown","text":")" + text_of(6001) + "\"}")) == "msg_blocks_too_long");
    CHECK(error_of(R"([{"type":"context","elements":)" + many(10, plain("x")) + "}]").starts_with("rendered"));
    CHECK(error_of(R"([{"type":"context","elements":)" + many(11, plain("x")) + "}]") == "invalid_blocks");
    const std::string button = R"({"type":"button","text":)" + plain("b") + "}";
    CHECK(error_of(R"([{"type":"actions","elements":)" + many(25, button) + "}]").starts_with("rendered"));
    CHECK(error_of(R"([{"type":"actions","elements":)" + many(26, button) + "}]") == "invalid_blocks");
    for (const std::string& wrong : {std::string(R"({"type":"unknown"})"),
                                     std::string("{}"),
                                     std::string(R"({"type":5})"),
                                     std::string(R"({"type":"section"})"),
                                     std::string(R"({"type":"section","fields":[]})"),
                                     std::string(R"({"type":"section","text":"words"})"),
                                     std::string(R"({"type":"section","text":{"type":"html","text":"x"}})"),
                                     R"({"type":"header","text":)" + mrkdwn("x") + "}",
                                     std::string(R"({"type":"image","image_url":"http://x"})"),
                                     std::string(R"({"type":"image","alt_text":"x"})"),
                                     std::string(R"({"type":"actions","elements":[]})"),
                                     std::string(R"({"type":"actions","elements":[{"type":"plain_text_input"}]})"),
                                     section(R"(,"accessory":{"type":"nothing"})"),
                                     section(R"(,"accessory":{"type":"overflow","options":[]})"),
                                     section(R"(,"block_id":")" + text_of(256) + "\""),
                                     std::string(R"({"type":"rich_text"})"),
                                     rich(R"({"type":"rich_text_table"})"),
                                     rich(para(R"({"type":"mystery"})")),
                                     rich(R"({"type":"rich_text_list","style":"none","elements":[]})"),
                                     std::string(R"({"type":"table","rows":[]})"),
                                     std::string(R"({"type":"card"})")}) {
        INFO(wrong);
        CHECK(error_of("[" + wrong + "]") == "invalid_blocks");
    }
    const std::string named = R"({"type":"divider","block_id":"a"})";
    CHECK(error_of("[" + named + "]").starts_with("rendered"));
    CHECK(error_of("[" + named + "," + named + "]") == "invalid_blocks");
    // Containers in containers end somewhere.
    std::string deep = divider;
    for (int i = 0; i < 12; i++)
        deep = R"({"type":"container","title":)" + plain("x") + R"(,"child_blocks":[)" + deep + "]}";
    CHECK(error_of("[" + deep + "]") == "invalid_blocks");
}
