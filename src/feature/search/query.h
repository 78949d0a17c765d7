// The language of searches, Mattermost's: words, "phrases", -exclusion, beginnings*, #hashtags, from: in: channel:
// before: after: on: ext: (each also excluded by a -, and with a space behind its colon). Beyond it, 、 and 。 separate words
// outside of quotes as well, and the colon may be a full-width one.
//
// Words together: a post has all of them (or any, on demand). Hashtags alike; a search for words and hashtags finds what
// either finds, as there. Only so much of a question counts, see the limits.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"
#include "feature/search/tokenizer.h"

namespace rk::search {

inline constexpr size_t kQuestionBytesMax = 4096;
inline constexpr size_t kWordsMax = 32;         // words and hashtags, the excluded ones too
inline constexpr size_t kFlagsMax = 64;         // from:, in: … together
inline constexpr size_t kPhraseTokensMax = 64;  // of a longer phrase the beginning is looked for

struct Question {
    std::vector<Phrase> words, hashtags;      // a hashtag is one token, with its #
    std::vector<Phrase> not_words;            // excluded hashtags too
    bool any_word = false;                    // one word is enough; one hashtag too
    std::vector<std::string> in, not_in;      // channels' names, ~name, @name, @name,@name
    std::vector<std::string> from, not_from;  // accounts' names without @
    std::vector<std::string> extensions, not_extensions;
    Millis first = 0, last = INT64_MAX;                 // creation, both included; last < first: a date that is none
    std::vector<std::pair<Millis, Millis>> not_within;  // both included
    bool has_dates = false;
    bool is_empty() const;  // nothing to look for, only things to leave out or nothing at all
};

// `time_zone_offset` in seconds east of Greenwich: whose days before:, after: and on: mean.
Question parse_question(std::string_view text, bool any_word, int64_t time_zone_offset);

}  // namespace rk::search
