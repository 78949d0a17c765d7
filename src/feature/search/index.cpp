#include "feature/search/index.h"

#include <algorithm>

#include "base/strings.h"

namespace rk::search {

std::string channel_mark(std::string_view channel_id) { return "c:" + std::string(channel_id); }
std::string user_mark(std::string_view user_id) { return "u:" + std::string(user_id); }

namespace {

std::vector<std::string> hashtag_tokens(std::string_view hashtags) {
    std::vector<std::string> tokens;
    for (const std::string& tag : split_words(hashtags)) {
        size_t letters = tag.find_first_not_of('#');
        if (letters != std::string::npos) tokens.push_back("#" + folded(std::string_view(tag).substr(letters)));
    }
    return tokens;
}

}  // namespace

std::string index_text(const PostText& post) {
    if (post.delete_at) return "";
    std::string text = channel_mark(post.channel_id) + " " + user_mark(post.user_id);
    for (const std::string& tag : hashtag_tokens(post.hashtags)) text += " " + tag;
    for (const std::string& token : tokens_of(post.message)) text += " " + token;
    return text;
}

bool looks_in(const Criteria& c, const std::string& channel_id) {
    if (c.is_own_channel) return c.is_own_channel(channel_id);
    return std::binary_search(c.channel_ids.begin(), c.channel_ids.end(), channel_id);
}

bool matches(const PostText& post, const Criteria& c) {
    auto has = [](const std::vector<std::string>& sorted, const std::string& id) {
        return std::binary_search(sorted.begin(), sorted.end(), id);
    };
    if (post.delete_at || !looks_in(c, post.channel_id)) return false;
    if (!c.user_ids.empty() && !has(c.user_ids, post.user_id)) return false;
    if (has(c.not_user_ids, post.user_id)) return false;
    if (post.create_at < c.first || post.create_at > c.last) return false;
    for (auto [from, to] : c.not_within)
        if (post.create_at >= from && post.create_at <= to) return false;
    if (c.words.empty() && c.hashtags.empty() && c.not_words.empty()) return true;
    std::vector<std::string> tokens = tokens_of(post.message), tags = hashtag_tokens(post.hashtags);
    auto found = [&](const Phrase& p) { return has_phrase(p.tokens[0].starts_with('#') ? tags : tokens, p); };
    auto all = [&](const std::vector<Phrase>& phrases) {
        if (phrases.empty()) return false;
        return c.any_word ? std::any_of(phrases.begin(), phrases.end(), found)
                          : std::all_of(phrases.begin(), phrases.end(), found);
    };
    if (!(c.words.empty() && c.hashtags.empty()) && !all(c.words) && !all(c.hashtags)) return false;
    return std::none_of(c.not_words.begin(), c.not_words.end(), found);
}

}  // namespace rk::search
