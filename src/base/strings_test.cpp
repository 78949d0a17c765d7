#include "base/strings.h"

#include <doctest/doctest.h>

using namespace rk;
using Words = std::vector<std::string>;

TEST_CASE("strings: ASCII case") {
    CHECK(to_lower_ascii("ÀBC z[@") == "Àbc z[@");
    CHECK(to_upper_ascii("àbc {`") == "àBC {`");
    CHECK(equal_ignore_case("Content-TYPE", "content-type"));
    CHECK_FALSE(equal_ignore_case("a", "ab"));
    CHECK_FALSE(equal_ignore_case("[", "{"));
}

TEST_CASE("strings: trim, split, join") {
    CHECK(trim(" \t\r\n a b \v\f") == "a b");
    CHECK(trim("  ").empty());
    CHECK(trim("").empty());
    CHECK(split("a,,b,", ',') == Words{"a", "", "b", ""});
    CHECK(split("", ',') == Words{""});
    CHECK(split_words("  a\tbc\n ") == Words{"a", "bc"});
    CHECK(split_words(" ").empty());
    CHECK(join({"a", "", "b"}, ", ") == "a, , b");
    CHECK(join({}, ",").empty());
    CHECK(contains({"a", "b"}, "b"));
    CHECK_FALSE(contains({"a"}, ""));
    CHECK(replace_all("aaa", "aa", "b") == "ba");
    CHECK(replace_all("a.b.c", ".", "..") == "a..b..c");
    CHECK(replace_all("abc", "", "x") == "abc");
}

TEST_CASE("strings: whole numbers") {
    int64_t n = 42;
    for (const char* bad : {"", "-", "+", "+-1", "1 ", " 1", "1.0", "0x1", "9223372036854775808", "--1", "١"}) {
        CAPTURE(bad);
        CHECK_FALSE(parse_int(bad, n));
        CHECK(n == 42);
    }
    CHECK(parse_int("-9223372036854775808", n));
    CHECK(n == INT64_MIN);
    CHECK(parse_int("+7", n));
    CHECK(n == 7);
    CHECK(parse_int("007", n));
    CHECK(n == 7);
}

TEST_CASE("strings: code points") {
    CHECK(utf8_length("連携 😀é") == 5);
    CHECK(utf8_length("\xff\xe3\x81") == 3);
    CHECK(utf8_length("") == 0);
    CHECK(utf8_prefix("連携x", 2) == "連携");
    CHECK(utf8_prefix("連携", 9) == "連携");
    CHECK(utf8_prefix("連携", 0).empty());
    const std::string text =
        "a連😀\xff"
        "é";
    const char32_t expected[] = {'a', U'連', U'😀', 0xFFFD, U'é'};
    size_t at = 0;
    for (const char32_t c : expected) CHECK(utf8_next(text, at) == c);
    CHECK(at == text.size());
    for (const char32_t c : {U'\u007f', U'\u0080', U'\u07ff', U'\u0800', U'\uffff', U'\U00010000', U'\U0010ffff'}) {
        std::string s;
        utf8_append(s, c);
        at = 0;
        CHECK(is_valid_utf8(s));
        CHECK(utf8_next(s, at) == c);
        CHECK(at == s.size());
    }
    std::string bad;
    utf8_append(bad, 0xD800);
    utf8_append(bad, 0x110000);
    CHECK(bad == "\uFFFD\uFFFD");
}

TEST_CASE("strings: malformed UTF-8") {
    for (const char* bad : {"\x80", "\xc0\x80", "\xc1\xbf", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xf0\x8f\xbf\xbf",
                            "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xe3\x81", "\xf0\x9f\x98", "\xfe"}) {
        CAPTURE(bad);
        CHECK_FALSE(is_valid_utf8(bad));
        CHECK(is_valid_utf8(to_valid_utf8(bad)));
    }
    CHECK(to_valid_utf8("a\xe3\x81"
                        "b") == "a\uFFFD\uFFFDb");
    CHECK(to_valid_utf8("連携") == "連携");
}

TEST_CASE("strings: folding makes equal what a reader takes for equal") {
    CHECK(fold_case("Hello World") == "hello world");
    CHECK(fold_case("Straße") == fold_case("STRASSE"));
    CHECK(fold_case("ΣΑΣ") == fold_case("σας"));
    CHECK(fold_case("ÀÉ連携") == "àé連携");
    CHECK(fold_case(std::string(1000, 'x') + "ΐΐΐΐ").size() > 1000);
    CHECK(fold_case("a\xff"
                    "Ä") == "a\uFFFDä");
}

TEST_CASE("strings: html_escape") {
    CHECK(html_escape("<a href='x'>\"&\"</a>") == "&lt;a href=&#39;x&#39;&gt;&#34;&amp;&#34;&lt;/a&gt;");
}
