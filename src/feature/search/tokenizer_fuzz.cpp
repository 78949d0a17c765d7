// Tokens of any bytes: no crash, none empty, none too long or many, valid UTF-8; a text has every phrase made of it.
// Links: feature/search/query.cpp
// Links: feature/search/tokenizer.cpp
#include <cstddef>
#include <cstdint>

#include "base/assert.h"
#include "base/strings.h"
#include "feature/search/query.h"
#include "feature/search/tokenizer.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace rk;
    std::string_view text(reinterpret_cast<const char*>(data), size);
    std::vector<std::string> tokens = search::tokens_of(text);
    RK_ASSERT(tokens.size() <= search::kTokensMax);
    for (const std::string& token : tokens) {
        RK_ASSERT(!token.empty() && utf8_length(token) <= search::kTokenCharactersMax);
        RK_ASSERT(is_valid_utf8(token) && token.find_first_of(" \"'\\") == std::string::npos);
    }
    search::Phrase phrase = search::phrase_of(text, size % 2 == 0);
    RK_ASSERT(phrase.tokens.empty() == tokens.empty());
    if (tokens.size() < search::kTokensMax && !tokens.empty()) RK_ASSERT(search::has_phrase(tokens, phrase));
    search::Question question = search::parse_question(text, false, 0);
    RK_ASSERT(question.words.size() + question.hashtags.size() <= search::kWordsMax);
    return 0;
}
