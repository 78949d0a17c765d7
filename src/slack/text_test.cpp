#include "slack/text.h"

#include <doctest/doctest.h>

#include "slack/ids.h"
#include "slack/test_names.h"

using namespace rk;
using namespace rk::slack;

namespace {

struct Row {
    std::string sent, shown;
};

TextOptions options() {
    static const TestNames names;
    TextOptions made;
    made.names = &names;
    return made;
}

void check(std::initializer_list<Row> rows, const TextOptions& with = options()) {
    for (const Row& row : rows) {
        INFO(row.sent);
        CHECK(to_markdown(row.sent, with) == row.shown);
    }
}

}  // namespace

TEST_CASE("mrkdwn: bold, italic, strike") {
    check({{"*b*", "**b**"},
           {"a *b c* d", "a **b c** d"},
           {"_i_", "_i_"},
           {"~s~", "~~s~~"},
           {"*_both_*", "**_both_**"},
           {"_*both*_", "_**both**_"},
           {"*a* *b*", "**a** **b**"},
           {"(*b*)", "(**b**)"},
           {"*b*, _i_. ~s~!", "**b**, _i_. ~~s~~!"},
           {"\"*b*\"", "\"**b**\""},
           {"*it's*", "**it's**"},
           {"*日本*", "**日本**"},
           {"🎉*b*🎉", "🎉**b**🎉"},
           {"「*b*」", "「**b**」"},
           {"*_b*_", "**\\_b**\\_"},
           {"_a_b_", "_a_b_"}});
}

TEST_CASE("mrkdwn: signs that mean nothing there are shown as they are") {
    check({{"2*3*4", "2\\*3\\*4"},
           {"2 * 3 * 4", "2 * 3 * 4"},
           {"snake_case_name", "snake_case_name"},
           {"* b *", "* b *"},
           {"*b *", "\\*b *"},
           {"a*b*", "a\\*b\\*"},
           {"*b*c", "\\*b\\*c"},
           {"*a\nb*", "\\*a\nb\\*"},
           {"**b**", "\\*\\*b\\*\\*"},
           {"__b__", "\\_\\_b\\_\\_"},
           {"~~s~~", "\\~\\~s\\~\\~"},
           {"~town", "\\~town"},
           {"5 ~ 6", "5 ~ 6"},
           {"**", "\\*\\*"},
           {"*", "*"},
           {"_", "_"},
           {"[a](b)", "[a\\](b)"},
           {"![a](b)", "\\![a\\](b)"},
           {"[ERROR] disk", "[ERROR] disk"},
           {"[WARN]: disk", "[WARN\\]: disk"},
           {"see [1]: yes", "see [1]: yes"},
           {"a\\*b", "a\\\\\\*b"},
           {"C:\\dir", "C:\\dir"},
           {"\\\\host", "\\\\\\host"},
           {"end\\", "end\\\\"},
           {"lone ` tick", "lone \\` tick"},
           {"``", "\\`\\`"},
           {"10:20:30", "10:20:30"}});
}

TEST_CASE("mrkdwn: beginnings of lines that only Markdown would heed") {
    check({{"# head", "\\# head"},
           {"## head", "\\## head"},
           {"#", "\\#"},
           {"#deploy done", "#deploy done"},
           {"a # b", "a # b"},
           {"- x\n- y", "- x\n- y"},
           {"1. x\n2. y", "1. x\n2. y"},
           {"* x", "* x"},
           {"• x", "• x"},
           {"title\n---", "title\n\\---"},
           {"title\n===", "title\n\n==="},
           {"***", "\\*\\*\\*"},
           {"* * *", "\\* * *"},
           {"a | b\n--|--\n1 | 2", "a | b\n--\\|--\n1 | 2"},
           {"|a|\n|-|", "|a|\n\\|-\\|"},
           {"    indented", "\u00A0\u00A0\u00A0\u00A0indented"},
           {"\tindented", "\u00A0\u00A0\u00A0\u00A0indented"},
           {"  two", "  two"},
           {"a\n\n   ", "a\n\n   "}});
}

TEST_CASE("mrkdwn: code") {
    check({{"`c`", "`c`"},
           {"`*c*` _i_", "`*c*` _i_"},
           {"`a &lt; b &amp;&amp; c`", "`a < b && c`"},
           {"`<http://x.test|code>`", "`<http://x.test|code>`"},
           {"*`c`*", "**`c`**"},
           {"`a\nb`", "\\`a\nb\\`"},
           {"```c```", "```\nc\n```"},
           {"```\na\nb\n```", "```\na\nb\n```"},
           {"before ```c``` after", "before\n```\nc\n```\nafter"},
           {"before\n```c```\nafter", "before\n```\nc\n```\nafter"},
           {"```*no* <x> &lt;y&gt; # z```", "```\n*no* <x> <y> # z\n```"},
           {"```  keep\n    indent```", "```\n  keep\n    indent\n```"},
           {"```a``` ```b```", "```\na\n```\n```\nb\n```"},
           {"``` open", "\\`\\`\\` open"},
           {"``````", "\\`\\`\\`\\`\\`\\`"},
           {"  ```c```", "```\nc\n```"},
           {"> ```c```", "> ```\n> c\n> ```"},
           {"> q ```c\nd```", "> q\n> ```\n> c\n> d\n> ```"},
           {"> q\n```c```", "> q\n```\nc\n```"}});
}

TEST_CASE("mrkdwn: quotes") {
    check({{"> q", "> q"},
           {">q", "> q"},
           {"&gt; q", "> q"},
           {"> *b*", "> **b**"},
           {"> a\n> b", "> a\n> b"},
           {"> a\nb", "> a\n\nb"},
           {"> a\n\nb", "> a\n\nb"},
           {"a\n> b", "a\n> b"},
           {"a > b", "a > b"},
           {"a &gt; b", "a > b"},
           {">>> a\nb\n\nc", "> a\n> b\n>\n> c"},
           {"x\n&gt;&gt;&gt;a\nb", "x\n> a\n> b"},
           {">> a", "> \\> a"},
           {">", ">"}});
}

TEST_CASE("mrkdwn: links") {
    check({{"<http://x.test>", "http://x.test"},
           {"<http://x.test/a|page>", "[page](http://x.test/a)"},
           {"<http://x.test/?a=1&amp;b=2|page>", "[page](http://x.test/?a=1&b=2)"},
           {"<http://x.test/a(b)|x>", "[x](http://x.test/a%28b%29)"},
           {"<http://x.test|a [b] (c)>", "[a \\[b\\] (c)](http://x.test)"},
           {"<http://x.test|*b* &lt;3>", "[\\*b\\* <3](http://x.test)"},
           {"<http://x.test|a|b>", "[a|b](http://x.test)"},
           {"<http://x.test|>", "http://x.test"},
           {"(<http://x.test>)", "(<http://x.test>)"},
           {"<http://x.test/a_b_>", "<http://x.test/a_b_>"},
           {"*<http://x.test|b>*", "**[b](http://x.test)**"},
           {"<mailto:ann@x.test|Ann>", "[Ann](mailto:ann@x.test)"},
           {"<mailto:ann@x.test>", "[ann@x.test](mailto:ann@x.test)"},
           {"<tel:+123|call>", "[call](tel:+123)"},
           {"<x.test|page>", "[page](http://x.test)"},
           {"<javascript:alert(1)|x>", "x"},
           {"<JaVaScRiPt:alert(1)>", "JaVaScRiPt:alert(1)"},
           {"<data:text/html,x|y>", "y"},
           {"!<http://x.test|a>", "\\![a](http://x.test)"},
           {"http://x.test/a_b_c*d", "http://x.test/a_b_c*d"},
           {"see http://x.test/_a_, yes", "see http://x.test/_a_, yes"},
           {"*http://x.test*", "**http://x.test**"},
           {"(http://x.test/a_(b))", "(http://x.test/a_(b))"},
           {"http://x.test/?a&amp;b", "http://x.test/?a&b"},
           {"[x http://a.test](http://b.test)", "[x http://a.test\\](http://b.test)"},
           {"http://", "http://"},
           {"<>", "<>"},
           {"<|x>", "<|x>"},
           {"a < b > c", "a < b > c"},
           {"<b>", "<b>"},
           {"<http://x.test", "<http://x.test"}});
}

TEST_CASE("mrkdwn: people, channels, groups") {
    check({{"<@U" + kUpperBob + "> hi", "@bob hi"},
           {"<@W" + kUpperBob + ">", "@bob"},
           {"<@U" + kUpperBob + "|robert> hi", "@bob hi"},
           {"<@" + kTestBob + ">", "@bob"},
           {"a<@U" + kUpperBob + ">b", "a @bob b"},
           {"<@U024BE7LH>", "@U024BE7LH"},
           {"<@U024BE7LH|ann>", "@ann"},
           {"<@U024BE7LH|@ann>", "@ann"},
           {"<@U024BE7LH|*x*>", "@\\*x\\*"},
           {"<#C" + kUpperTown + "> and <#C" + kUpperTown + "|old>", "~town-square and ~town-square"},
           {"<#G" + kUpperTown + ">", "~town-square"},
           {"<#C024BE7LR|general>", "#general"},
           {"<#C024BE7LR>", "#C024BE7LR"},
           {"<!here> <!channel> <!everyone> <!group> <!here|here>", "@here @channel @all @channel @here"},
           {"<!subteam^S" + kUpperOps + ">", "@ops"},
           {"<!subteam^S1|@ops-team>", "@ops-team"},
           {"<!subteam^S1>", "@S1"},
           {"<!unknown|label>", "label"},
           {"<!unknown>", "<!unknown>"},
           {"<!HERE>", "<!HERE>"},
           {"@bob #town-square", "@bob #town-square"}});
    TextOptions linked = options();
    linked.link_names = true;
    check({{"#town-square now", "~town-square now"}, {"#nowhere", "#nowhere"}, {"a#town-square", "a#town-square"}},
          linked);
    TextOptions nobody;
    check({{"<@U" + kUpperBob + "|bob>", "@bob"}}, nobody);
}

TEST_CASE("mrkdwn: dates") {
    // 2014-02-18 14:39:42 UTC
    check({{"<!date^1392734382^{date_num}|x>", "2014-02-18"},
           {"<!date^1392734382^{date}|x>", "February 18th, 2014"},
           {"<!date^1392734382^{date_short}|x>", "Feb 18, 2014"},
           {"<!date^1392734382^{date_long}|x>", "Tuesday, February 18th, 2014"},
           {"<!date^1392734382^{date_pretty} {date_short_pretty} {date_long_pretty}|x>",
            "February 18th, 2014 Feb 18, 2014 Tuesday, February 18th, 2014"},
           {"<!date^1392734382^{date_slash}|x>", "02/18/2014"},
           {"<!date^1392734382^{time}|x>", "2:39 PM UTC"},
           {"<!date^1392734382^{time_secs}|x>", "2:39:42 PM UTC"},
           {"<!date^1392734382^{ago}|x>", "February 18th, 2014 at 2:39 PM UTC"},
           {"<!date^1392734382^Posted {date_num} *at* {time}|x>", "Posted 2014-02-18 \\*at\\* 2:39 PM UTC"},
           {"<!date^1392734382^{date_num}^http://x.test|x>", "[2014-02-18](http://x.test)"},
           {"<!date^0^{time}|x>", "12:00 AM UTC"},
           {"<!date^-1^{date_num}|x>", "1969-12-31"},
           {"<!date^99999999999999^{date}|far away>", "far away"},
           {"<!date^soon^{date}|later>", "later"},
           {"<!date^soon^{date}>", "soon"},
           {"<!date^1392734382>", "1392734382"},
           {"<!date^1392734382^{what} {date_num|x>", "{what} {date_num"}});
    TextOptions tokyo = options();
    tokyo.zone = "Asia/Tokyo";
    check({{"<!date^1392734382^{date_num} {time}|x>", "2014-02-18 11:39 PM GMT+9"}}, tokyo);
    TextOptions summer = options();
    summer.zone = "America/New_York";
    check({{"<!date^1404225582^{time}|x>", "10:39 AM EDT"}}, summer);
    const char* ordinals[] = {"1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "23rd", "31st"};
    int days[] = {1, 2, 3, 4, 11, 12, 13, 21, 22, 23, 31};
    for (size_t i = 0; i < std::size(days); i++)
        CHECK(format_date((days[i] - 1) * 86400, "{date}", "") == "January " + std::string(ordinals[i]) + ", 1970");
}

TEST_CASE("mrkdwn: entities and emoji") {
    check({{"a &lt;b&gt; &amp; c", "a <b> & c"},
           {"&amp;lt;", "&amp;lt;"},
           {"&amp;#38;", "&amp;#38;"},
           {"&copy;", "&amp;copy;"},
           {"AT&T", "AT&T"},
           {"&amp;&amp;", "&&"},
           {":tada: :white_check_mark: :+1:", ":tada: :white_check_mark: :+1:"},
           {":wave::skin-tone-3:", ":wave_medium_light_skin_tone:"},
           {":+1::skin-tone-6:!", ":+1_dark_skin_tone:!"},
           {":wave::skin-tone-9:", ":wave:"},
           {"*:tada: done*", "**:tada: done**"},
           {"_:a_b:_", "_:a_b:_"}});
}

TEST_CASE("mrkdwn:false keeps links and mentions, and shows every sign") {
    TextOptions off = options();
    off.markup = false;
    check({{"*b* _i_ ~s~ `c`", "\\*b\\* \\_i\\_ \\~s~ \\`c\\`"},
           {"<http://x.test|page> <!here>", "[page](http://x.test) @here"},
           {"> q", "\\> q"},
           {"&gt; q", "\\> q"},
           {"```c```", "\\`\\`\\`c\\`\\`\\`"}},
          off);
}

TEST_CASE("plain words for places that draw no Markdown") {
    CHECK(to_plain_text("*b* <http://x.test|the page> &amp; <@U" + kUpperBob + "> <#C" + kUpperTown + "> <!here>",
                        options()) == "*b* the page & @bob #town-square @here");
    CHECK(to_plain_text("<mailto:a@x.test> <http://x.test> <b", options()) == "a@x.test http://x.test <b");
}

TEST_CASE("literal text as Markdown") {
    CHECK(escape_markdown("*a*\n# b\n> c\n- d") == "\\*a\\*\n\\# b\n\\> c\n- d");
    CHECK(escape_markdown("# b", false) == "# b");
    CHECK(escape_markdown("") == "");
    CHECK(markdown_link("http://x.test", "") == "[http://x.test](http://x.test)");
    CHECK(markdown_image("http://x.test/a b", "x", "16x16") == "![x](http://x.test/a%20b =16x16)");
}

TEST_CASE("Slack ids are ours in upper case behind a letter") {
    CHECK(slack_id('U', kTestBob) == "U" + kUpperBob);
    CHECK(our_id("U" + kUpperBob, "UW") == kTestBob);
    CHECK(our_id(kTestBob, "UW") == kTestBob);
    CHECK_FALSE(our_id("C" + kUpperBob, "UW"));
    CHECK_FALSE(our_id("U" + kTestBob, "UW"));
    CHECK_FALSE(our_id("U024BE7LH", "UW"));
    CHECK_FALSE(our_id("", "UW"));
}

TEST_CASE("hostile texts cost time in proportion to their length") {
    // Each of these would take minutes if anything were quadratic.
    for (const char* piece : {"*a ",     "<",   "<a|",         "`",    "```", "``````", "_*~",
                              "> ",      ">>>", "&",           "&amp", ":",   "[",      "](",
                              "http://", "h",   "<!date^1^{|", "    ", "|-",  "=\n",    "*_~`<>&[]()!#|-\n",
                              "\xE2\x80"}) {
        std::string text;
        while (text.size() < 300000) text += piece;
        INFO(piece);
        CHECK_FALSE(to_markdown(text, options()).empty());
        CHECK_FALSE(to_plain_text(text, options()).empty());
        CHECK_FALSE(escape_markdown(text).empty());
    }
}
