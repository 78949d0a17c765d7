// Reading what people wrote: hashtags, words that may mention somebody, links. No store, no accounts: just text.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace rk::posts {

// The hashtags of a message, in its order, words between blanks; at most 1000 characters. Golden modern_text.
std::string find_hashtags(std::string_view message);

// What a message says as text, without code, link targets and addresses; what was left out parts words.
std::string prose_of(std::string_view markdown);

// The words of prose that may mention somebody, as written: split at everything that is no letter, digit or one of
// ":.-_@"; names of emojis left out.
std::vector<std::string_view> mention_words(std::string_view prose);

// Words that come after a ~: names of channels.
std::vector<std::string> channel_names(std::string_view message);
// The names between colons that may be custom emojis, each once.
std::vector<std::string> emoji_names(std::string_view message);
// The first address in the message that is a link of its own (not an image, not in code); "" when there is none.
std::string first_link(std::string_view message);

}  // namespace rk::posts
