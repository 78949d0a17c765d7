// Searching files: those attached to posts in the asker's channels, looked at one by one, newest first.
#include <algorithm>

#include "app/config_store.h"
#include "app/services.h"
#include "base/strings.h"
#include "feature/search/rules.h"
#include "feature/search/store.h"

namespace rk::search {

namespace {

bool has_extension(const std::vector<std::string>& list, const FileInfo& file) {
    return std::any_of(list.begin(), list.end(), [&](std::string_view extension) {
        if (extension.starts_with('.')) extension.remove_prefix(1);
        return equal_ignore_case(extension, file.extension);
    });
}

bool matches_file(const FileInfo& file, std::string_view text, const Question& q, const Criteria& c) {
    auto listed = [&](const std::vector<std::string>& sorted) {
        return std::binary_search(sorted.begin(), sorted.end(), file.user_id);
    };
    if (!c.user_ids.empty() && !listed(c.user_ids)) return false;
    if (listed(c.not_user_ids)) return false;
    for (auto [from, to] : c.not_within)
        if (file.create_at >= from && file.create_at <= to) return false;
    if (!q.extensions.empty() && !has_extension(q.extensions, file)) return false;
    if (has_extension(q.not_extensions, file)) return false;
    if (c.words.empty() && c.not_words.empty()) return true;
    std::vector<std::string> name = tokens_of(file.name), content;
    if (!text.empty()) content = tokens_of(text);
    auto found = [&](const Phrase& p) { return has_phrase(name, p) || has_phrase(content, p); };
    if (!c.words.empty() && !(c.any_word ? std::any_of(c.words.begin(), c.words.end(), found)
                                         : std::all_of(c.words.begin(), c.words.end(), found)))
        return false;
    return std::none_of(c.not_words.begin(), c.not_words.end(), found);
}

}  // namespace

std::vector<FileInfo> find_files(Tx& tx, const Actor& actor, std::string_view team_id, std::string_view terms,
                                 const Options& options) {
    if (!config_of(tx)->ServiceSettings.EnableFileSearch) throw Err::file_search_disabled;
    Question question = parse_question(terms, options.any_word, options.time_zone_offset);
    bool by_extension =
        !question.extensions.empty() || (!question.not_extensions.empty() && question.not_words.empty());
    if (question.is_empty() && !by_extension) return {};
    // Files have no hashtags: those are words here.
    auto as_words = [](std::vector<Phrase>& tags, std::vector<Phrase>& words) {
        for (Phrase& tag : tags) {
            if (Phrase word = phrase_of(tag.tokens[0], true); !word.tokens.empty()) words.push_back(std::move(word));
        }
        tags.clear();
    };
    as_words(question.hashtags, question.words);
    for (Phrase& phrase : question.words)
        if (phrase.tokens.size() == 1) phrase.is_prefix = true;
    Criteria criteria;
    Paging paging = paging_of(options.page, options.per_page);
    if (paging.limit == 0 ||
        !resolve(tx, actor, team_id, question, options.include_deleted_channels, What::files, criteria))
        return {};
    std::vector<FileInfo> files;
    size_t skipped = 0;
    store::each_file(tx, {criteria.channel_ids, criteria.first, criteria.last},
                     [&](FileInfo&& file, std::string_view text) {
                         if (!matches_file(file, text, question, criteria) || skipped++ < paging.offset) return true;
                         files.push_back(std::move(file));
                         return files.size() < paging.limit;
                     });
    return files;
}

}  // namespace rk::search
