// The index of posts: which posts have these words, newest first. Two engines, one meaning; the tokens are tokenizer.h's.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"
#include "db/db.h"
#include "feature/search/query.h"

namespace rk::search {

// What is looked for, with names resolved.
struct Criteria {
    std::vector<Phrase> words, hashtags, not_words;  // as in Question
    bool any_word = false;
    std::vector<std::string> channel_ids;  // sorted; only these
    // In place of channel_ids, on SQLite, for who is in so many that listing them takes longer than searching: whether the
    // asker is in this one. Needs words, hashtags or authors. Called within the Tx of the search.
    std::function<bool(std::string_view channel_id)> is_own_channel;
    std::vector<std::string> user_ids, not_user_ids;  // sorted; user_ids empty: anybody's
    Millis first = 0, last = INT64_MAX;
    std::vector<std::pair<Millis, Millis>> not_within;
};

// As much of a post as searching asks for.
struct PostText {
    std::string id, channel_id, user_id, message, hashtags;
    Millis create_at = 0, update_at = 0, delete_at = 0;
    bool may_be_found = true;  // not an old version, nothing that the server said
    int64_t row = 0;           // SQLite: where it stands in the table
    bool is_new = false;       // … and certainly not yet in the index
};
// The words of a post between spaces: its channel's mark, its author's, its hashtags, then the tokens of its message in
// their order. "" for a deleted one.
std::string index_text(const PostText& post);
bool matches(const PostText& post, const Criteria& criteria);
bool looks_in(const Criteria& criteria, const std::string& channel_id);

// The place of a post among the found.
struct Hit {
    std::string post_id;
    Millis create_at = 0;
};

// The words that stand for a channel or an author in the index.
std::string channel_mark(std::string_view channel_id);
std::string user_mark(std::string_view user_id);

// SQLite: a file beside the database with an FTS5 table, in memory when `path` is "". Broken or from another version it is
// made anew and empty. Thread-safe; one thread writes.
class IndexFile {
  public:
    explicit IndexFile(std::string path);
    ~IndexFile();
    // How far the index follows the posts: new ones by their row (and who stands there), changed ones by updateat.
    struct Cursor {
        int64_t row = 0;
        std::string row_id;
        Millis changed_at = 0;
    };
    Cursor cursor();
    // Puts in new posts and new versions of posts, all or none.
    void save(std::vector<PostText> posts, const Cursor& cursor);
    std::vector<Hit> find(const Criteria& criteria, size_t limit);
    // Empties the index, whatever state the file is in.
    void reset();
    // Makes what was written durable, so that the next start trusts the file.
    void close();

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

// PostgreSQL: the table rk_search.
namespace postgres {
// Puts posts that the index lacks in, or in a newer version. How many; less than `limit` means that it is complete.
size_t index_some(Tx& tx, size_t limit);
// Posts that the index lacks or has in an older version, the newest changes first.
std::vector<PostText> list_unindexed(Tx& tx, size_t limit);
std::vector<Hit> find(Tx& tx, const Criteria& criteria, size_t limit);
// Fresh figures for the planner, which chooses by them between walking by time and by words.
void analyze(Tx& tx);
void reset(Tx& tx);
}  // namespace postgres

}  // namespace rk::search
