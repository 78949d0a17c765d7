#include "feature/posts/text.h"

#include <doctest/doctest.h>

#include <string>

namespace rk::posts {

namespace {
std::string words(std::string_view markdown) {
    std::string prose = prose_of(markdown), all;
    for (std::string_view word : mention_words(prose)) all.append(all.empty() ? "" : " ").append(word);
    return all;
}
std::string joined(const std::vector<std::string>& list) {
    std::string all;
    for (const std::string& item : list) all.append(all.empty() ? "" : " ").append(item);
    return all;
}
}  // namespace

TEST_CASE("hashtags are words of two characters and more that begin with a letter") {
    // golden modern_text "hashtags/which words count"
    CHECK(find_hashtags("#plain") == "#plain");
    CHECK(find_hashtags("#two #tags #two") == "#two #tags #two");
    CHECK(find_hashtags("#UPPER and #upper") == "#UPPER #upper");
    CHECK(find_hashtags("#a") == "");
    CHECK(find_hashtags("#ab") == "#ab");
    CHECK(find_hashtags("#1abc #123") == "");
    CHECK(find_hashtags("#a1b") == "#a1b");
    CHECK(find_hashtags("#with-dash #with_under #with.dot") == "#with-dash #with_under #with.dot");
    CHECK(find_hashtags("#end. #comma, #bang! (#bracket) \"#quote\"") == "#end #comma #bang #bracket #quote");
    CHECK(find_hashtags("##double") == "#double");
    CHECK(find_hashtags("a#inside # heading #") == "");
    CHECK(find_hashtags("#trail- #-lead") == "#trail");
    CHECK(find_hashtags("`#code`") == "#code");
    CHECK(find_hashtags("http://x.test/#anchor #tag#tag #a'b") == "");
    CHECK(find_hashtags("*#bold*\n#second") == "#bold #second");
    CHECK(find_hashtags("#会議 #会") == "#会議");
    CHECK(find_hashtags("#x" + std::string(1100, 'y')) == "");
    std::string many;
    for (int i = 0; i < 300; ++i) many += "#tag" + std::string(1, static_cast<char>('a' + i % 26)) + " ";
    CHECK(find_hashtags(many).size() < 1000);
    CHECK(find_hashtags(many).back() != ' ');
}

TEST_CASE("code and addresses are no prose") {
    CHECK(words("a `@bob` b") == "a b");
    CHECK(words("``a ` @bob`` b") == "b");
    CHECK(words("`open @bob") == "open @bob");
    CHECK(words("```\n@bob\n```\nafter") == "after");
    CHECK(words("~~~ c\n@bob\n~~~") == "");
    CHECK(words("```\n@bob") == "");
    CHECK(words("    @bob") == "");
    CHECK(words("line\n    @bob") == "line @bob");
    CHECK(words("> @bob") == "@bob");
    CHECK(words("> ```\n> @bob\n> ```") == "");
    CHECK(words("\\@bob") == "@bob");
    CHECK(words("[x](http://x.test/@bob) y") == "x y");
    CHECK(words("http://x.test/@bob y") == "y");
    CHECK(words("see www.x.test/@bob, y") == "see y");
}

TEST_CASE("words that may mention are split as names are written") {
    CHECK(words("@bob, @bob. (@bob) @bob's") == "@bob @bob. @bob @bob s");
    CHECK(words("x@bob @@bob @bob@x.test") == "x@bob @@bob @bob@x.test");
    CHECK(words("@bob、お願い 「@bob」") == "@bob お願い @bob");
    CHECK(words(":smile: ::x: -@bob") == "x: @bob");
    CHECK(words("_@bob_ *@bob* ~~@bob~~") == "@bob_ @bob @bob");
    CHECK(words("") == "");
}

TEST_CASE("names of channels come after a ~ that is in no word") {
    CHECK(joined(channel_names("see ~town-square, ~Off_Topic and x~no ~town-square ~")) == "town-square off_topic");
    CHECK(joined(channel_names("~~gone~~")) == "gone");
}

TEST_CASE("emoji names stand between colons") {
    CHECK(joined(emoji_names("a :party_parrot: b :+1: :party_parrot: 10:30:45 : x:")) == "party_parrot +1 30");
    CHECK(joined(emoji_names(":a::b:")) == "a b");
    CHECK(joined(emoji_names("::::")) == "");
}

TEST_CASE("the first address of a message is its link") {
    CHECK(first_link("see http://x.test/page.") == "http://x.test/page");
    CHECK(first_link("(https://x.test/a_(b)) y") == "https://x.test/a_(b)");
    CHECK(first_link("[name](https://x.test \"title\") http://other.test") == "https://x.test");
    CHECK(first_link("![image](https://x.test/i.png) text") == "");
    CHECK(first_link("`http://x.test`") == "");
    CHECK(first_link("nothing") == "");
}

TEST_CASE("malformed text is read without harm") {
    for (std::string text :
         {"\xff\xfe#\xffx", "`", "```", "[", "](", "[x](", "~", ":", "@", "\\", "#\xe4\xbc", "> > >", "http://"}) {
        find_hashtags(text);
        words(text);
        channel_names(text);
        emoji_names(text);
        first_link(text);
        CHECK(prose_of(text).size() <= text.size() + 8);
    }
}

TEST_CASE("long hostile texts are read in time in proportion to their length") {
    // Each of these once cost the square of its length.
    auto repeat = [](std::string_view part, size_t times) {
        std::string all;
        for (size_t i = 0; i < times; ++i) all += part;
        return all;
    };
    std::string address = "http://x.test/a" + repeat(")", 400'000);
    CHECK(first_link(address) == "http://x.test/a");
    CHECK(first_link("http://x.test/a_(b)" + repeat(")", 400'000)) == "http://x.test/a_(b)");
    CHECK(prose_of(repeat("[a](", 100'000)).size() > 100'000);
    CHECK(prose_of(repeat("`a", 200'000) + "``").size() > 0);
    std::string runs;
    for (size_t size = 1; size < 800; ++size) runs.append(size, '`').append("x");
    CHECK(prose_of(runs).size() == runs.size() + 2);
}

}  // namespace rk::posts
