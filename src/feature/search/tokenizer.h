// What a text can be found by: the one tokenizer of indexing and asking, on both engines.
//
// A text is folded first: upper case, full and half width, and other forms of the same letter become one (Unicode's
// NFKC_Casefold). Accents stay: "über" is not "uber", as there. Then
//   - letters and digits of alphabetic scripts make words; everything else separates them, so a @name, a ~channel or a
//     hashtag is found by each of its parts, and as a whole as the phrase of its parts;
//   - the name of a host (www.example.com; a last part of two letters or more) is one word, found as a whole or by its
//     beginning (golden posts "search by words");
//   - scripts that put no spaces between words (Chinese, Japanese, Korean; Thai, Lao, Khmer, Burmese) give a token for
//     each pair of neighbours, and one for the last character of a run: 会議室 is 会議 議室 室. So any piece of two
//     characters or more is a phrase of tokens, and a single character the beginning of one.
// A token's place in the list is its place in the text. Takes time in proportion to the text; any bytes will do.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace rk::search {

// Changes when the tokens of a text do: indexes of another version are built anew.
inline constexpr int kTokenizerVersion = 1;
// Of one text; what is behind is not found.
inline constexpr size_t kTokensMax = 32768;
// Characters; a longer word is found by its beginning.
inline constexpr size_t kTokenCharactersMax = 64;

std::vector<std::string> tokens_of(std::string_view text);

// A piece of text to look for: its tokens one behind the other, the last one perhaps the beginning of a longer one.
struct Phrase {
    std::vector<std::string> tokens;
    bool is_prefix = false;
};
// `wildcard`: any word that begins like the last one will do. No tokens when there is nothing to look for.
Phrase phrase_of(std::string_view text, bool wildcard);

// Where in the tokens the phrase is.
bool has_phrase(const std::vector<std::string>& tokens, const Phrase& phrase);

// Upper case, width and forms folded, nothing else: for comparing hashtags.
std::string folded(std::string_view text);

}  // namespace rk::search
