#include "feature/search/tokenizer.h"

#include <doctest/doctest.h>

#include "base/strings.h"
#include "base/time.h"

using namespace rk;
using namespace rk::search;

namespace {

std::string tokens(std::string_view text) { return join(tokens_of(text), "|"); }

// The question's phrase, with * for a beginning.
std::string asked(std::string_view text, bool wildcard = false) {
    Phrase phrase = phrase_of(text, wildcard);
    return join(phrase.tokens, "|") + (phrase.is_prefix ? "*" : "");
}

bool finds(std::string_view question, std::string_view text) {
    return has_phrase(tokens_of(text), phrase_of(question, false));
}

}  // namespace

TEST_CASE("search tokens: words, folded, accents kept") {
    CHECK(tokens("Hello, WORLD-wide 42x") == "hello|world|wide|42x");
    CHECK(tokens("bob@mail.example.test https://x.test/a?b=c") == "bob|mail.example.test|https|x.test|a|b|c");
    CHECK(tokens("See WWW.Example.com, v1.2 a.b x-y.z-w. Done.Next ｗｗｗ.example.jp會議") ==
          "see|www.example.com|v1|2|a|b|x|y|z|w|done.next|www.example.jp|會議|議");
    CHECK(tokens("Straße ÜBER ПРИВЕТ") == "strasse|über|привет");
    CHECK(tokens("ＡＢＣ１２３") == "abc123");
    CHECK(tokens("ﬁne e\u0301te\u0301") == "fine|été");
    CHECK(tokens("don't snake_case") == "don|t|snake|case");
    CHECK(tokens("") == "");
    CHECK(tokens(" .,;!?-_/\\ \"'") == "");
    CHECK(tokens("👍 ok 👍🏽") == "ok");
}

TEST_CASE("search tokens: pairs where no spaces part words") {
    CHECK(tokens("会議室") == "会議|議室|室");
    CHECK(tokens("連携") == "連携|携");
    CHECK(tokens("車") == "車");
    CHECK(tokens("カタカナ") == "カタ|タカ|カナ|ナ");
    CHECK(tokens("ﾊﾞｸﾞ") == tokens("バグ"));
    CHECK(tokens("会議、明日") == "会議|議|明日|日");
    CHECK(tokens("v2会議room3") == "v2|会議|議|room3");
    CHECK(tokens("한국어 검색") == "한국|국어|어|검색|색");
    CHECK(tokens("サーバー") == "サー|ーバ|バー|ー");
    CHECK(tokens("時々") == "時々|々");
}

TEST_CASE("search tokens: what is asked for") {
    CHECK(asked("会議") == "会議");
    CHECK(asked("会議室") == "会議|議室");
    CHECK(asked("会") == "会*");
    CHECK(asked("会議 room") == "会議|議|room");
    CHECK(asked("room 会") == "room|会*");
    CHECK(asked("deploy") == "deploy");
    CHECK(asked("deploy", true) == "deploy*");
    CHECK(asked("a-b-c") == "a|b|c");
    CHECK(asked("...") == "");
    CHECK(finds("議", "会議室"));
    CHECK(finds("室", "会議室"));
    CHECK(finds("議室", "大会議室長"));
    CHECK(!finds("会室", "会議室"));
    CHECK(finds("室 room", "会議室 room"));
    CHECK(!finds("議 room", "会議室 room"));
    CHECK(finds("カタカナ", "これはｶﾀｶﾅです"));
    CHECK(!finds("dep", "deploy"));
}

TEST_CASE("search tokens: long words, long texts and any bytes take no more than their share") {
    CHECK(tokens_of(std::string(1000, 'a')).at(0).size() == kTokenCharactersMax);
    CHECK(finds(std::string(900, 'a'), std::string(1000, 'a')));
    std::string many;
    for (int i = 0; i < 50'000; ++i) many += "ab ";
    CHECK(tokens_of(many).size() == kTokensMax);
    CHECK(tokens("a\xFF\xFE b\xC3") == "a|b");
    CHECK(tokens(std::string_view("a\0b", 3)) == "a|b");
    // Rows of marks that Unicode wants in another order: twice as many take about twice as long, not four times.
    auto took = [](int marks) {
        std::string text = "a";
        for (int i = 0; i < marks; ++i) text += i % 2 ? "\xCC\x81" : "\xCC\xA3";
        Millis start = monotonic_ms();
        CHECK(tokens_of(text).size() <= 2);
        return monotonic_ms() - start;
    };
    CHECK(took(200'000) < 1000);
}
