#include "feature/search/query.h"

#include <doctest/doctest.h>

#include "base/strings.h"

using namespace rk;
using namespace rk::search;

namespace {

std::string shown(const std::vector<Phrase>& phrases) {
    std::vector<std::string> parts;
    for (const Phrase& p : phrases) parts.push_back(join(p.tokens, "+") + (p.is_prefix ? "*" : ""));
    return join(parts, " ");
}

// "words | hashtags | not words | in | not in | from | not from | ext | not ext", the empty ones at the end left out.
std::string read(std::string_view text) {
    Question q = parse_question(text, false, 0);
    std::vector<std::string> parts{shown(q.words),        shown(q.hashtags),       shown(q.not_words),
                                   join(q.in, " "),       join(q.not_in, " "),     join(q.from, " "),
                                   join(q.not_from, " "), join(q.extensions, " "), join(q.not_extensions, " ")};
    while (!parts.empty() && parts.back().empty()) parts.pop_back();
    return join(parts, "|");
}

constexpr Millis kDay = 86'400'000;
constexpr Millis k2024 = 1'704'067'200'000;  // 2024-01-01T00:00Z

}  // namespace

TEST_CASE("search question: words, phrases, exclusions, beginnings, hashtags") {
    CHECK(read("one Two") == "one two");
    CHECK(read("\"one two\" three") == "one+two three");
    CHECK(read("-\"one two\" -three four") == "four||one+two three");
    CHECK(read("pre* \"lit*\"") == "pre* lit");
    CHECK(read("*") == "");
    CHECK(read("x-a-y") == "x+a+y");
    CHECK(read("#Tag ##two #with-dash -#no word") == "word|#tag #two #with-dash|#no");
    CHECK(read("#tag*") == "|#tag*");
    CHECK(read("#123 #a") == "123 a");
    CHECK(read("#会議") == "|#会議");
    CHECK(read("@bob ~town-square") == "bob town+square");
    CHECK(read("会議、連携。カタカナ　全角") == "会議 連携 カタ+タカ+カナ 全角");
    CHECK(read("\"会議 室\"") == "会議+議+室*");
    CHECK(read("an \"open quote") == "an open quote");
    CHECK(read("\"\" - -- \" \"") == "");
    CHECK(read("a*b") == "a+b");
}

TEST_CASE("search question: flags") {
    CHECK(read("w from:alice") == "w|||||alice");
    CHECK(read("w from: alice") == "w|||||alice");
    CHECK(read("FROM:@Alice w") == "w|||||Alice");
    CHECK(read("from:a from:b -from:c") == "|||||a b|c");
    CHECK(read("in:town channel:~ops -in:x -channel:y") == "|||town ~ops|x y");
    CHECK(read("in:@bob in:@a,@b") == "|||@bob @a,@b");
    CHECK(read("ext:md -ext:txt") == "|||||||md|txt");
    CHECK(read("from：alice　会議") == "会議|||||alice");
    CHECK(read("w from:") == "w from");
    CHECK(read("https://x.test about:blank") == "https+x.test about+blank");
}

TEST_CASE("search question: days, where the asker is") {
    auto days = [](std::string_view text, int64_t offset = 0) {
        Question q = parse_question(text, false, offset);
        return std::pair(q.first, q.last);
    };
    using Range = std::pair<Millis, Millis>;
    CHECK(days("on:2024-01-01") == Range(k2024, k2024 + kDay - 1));
    CHECK(days("on:2024-1-1") == Range(k2024, k2024 + kDay - 1));
    CHECK(days("before:2024-01-01") == Range(0, k2024 - 1));
    CHECK(days("after:2024-01-01") == Range(k2024 + kDay, INT64_MAX));
    CHECK(days("after:2024-01-01 before:2024-01-04") == Range(k2024 + kDay, k2024 + 3 * kDay - 1));
    CHECK(days("-before:2024-01-01") == Range(k2024, INT64_MAX));
    CHECK(days("-after:2024-01-01") == Range(0, k2024 + kDay - 1));
    CHECK(days("on:2024-01-01 after:2030-01-01") == Range(k2024, k2024 + kDay - 1));
    CHECK(days("on:2024-01-01", 9 * 3600) == Range(k2024 - 9 * 3'600'000, k2024 - 9 * 3'600'000 + kDay - 1));
    Question q = parse_question("w -on:2024-01-01", false, 0);
    CHECK(q.not_within == std::vector<Range>{{k2024, k2024 + kDay - 1}});
    for (auto wrong : {"on:never", "before:2024-13-01", "after:2024-02-30", "on:20240101", "on:-5-1-1"}) {
        Question none = parse_question(wrong, false, 0);
        CHECK_MESSAGE(none.last < none.first, wrong);
    }
}

TEST_CASE("search question: nothing to look for") {
    auto empty = [](std::string_view text) { return parse_question(text, false, 0).is_empty(); };
    CHECK(empty(""));
    CHECK(empty("-word"));
    CHECK(empty("- * \"\" ..."));
    CHECK(empty("-word -from:bob"));
    CHECK(!empty("word"));
    CHECK(!empty("#tag"));
    CHECK(!empty("from:bob"));
    CHECK(!empty("-from:bob"));
    CHECK(!empty("-word from:bob"));
    CHECK(!empty("on:2024-01-01"));
}

TEST_CASE("search question: only so much of it counts") {
    std::string many, flags;
    for (int i = 0; i < 3000; ++i) many += "w" + std::to_string(i % 7) + " ", flags += "from:u ";
    CHECK(parse_question(many, false, 0).words.size() == kWordsMax);
    CHECK(parse_question(flags, false, 0).from.size() == kFlagsMax);
    Question long_phrase = parse_question("\"" + many.substr(0, 4000) + "\"", false, 0);
    REQUIRE(long_phrase.words.size() == 1);
    CHECK(long_phrase.words[0].tokens.size() == kPhraseTokensMax);
    CHECK(parse_question(std::string(1'000'000, '"'), false, 0).is_empty());
    CHECK(parse_question(std::string(1'000'000, '-'), false, 0).is_empty());
}
