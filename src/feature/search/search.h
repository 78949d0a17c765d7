// Search in posts: one tokenizer for both engines (words; overlapping pairs in Chinese, Japanese and Korean), an index
// that follows the posts off the path of a write, and the query language (query.h). Owner of search.db beside a SQLite
// database, of rk_search and rk_search_progress on PostgreSQL. Reasons and numbers: docs/decisions/003-search.md.
#pragma once
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/route.h"
#include "model/post.h"

namespace rk {

namespace search {
struct Criteria;
}

// Follows the posts and finds them. What the index has not taken in yet a search reads from the posts themselves (the
// newest 5,000 of it), so a post is found as soon as it is answered, and an edit counts at once. Thread-safe.
class SearchIndex {
  public:
    virtual ~SearchIndex() = default;
    // There are new or changed posts; the indexer looks for them now rather than at its next turn. Quick.
    virtual void poke() = 0;
    // Ends the indexer; searches go on.
    virtual void stop() = 0;
    // One step of the indexer: takes in so many posts, on this thread. How many; 0 when nothing was left. For the
    // indexer's thread; tests, which have none, call it too.
    virtual size_t step() = 0;
    // Ids of posts that match, newest first. Permissions are in the criteria: its channels.
    virtual std::vector<std::string> find(Tx& tx, const search::Criteria& criteria, size_t offset, size_t limit) = 0;
};

namespace search {

std::span<const Route> routes();
// Opens the index and, unless the database is in memory, starts its thread.
void start(Services& services);
void stop(Services& services);

struct Options {
    bool any_word = false;
    bool include_deleted_channels = false;
    int64_t time_zone_offset = 0;  // seconds east of Greenwich
    int64_t page = 0, per_page = 60;
};
// Ids of the posts that match, newest first, in channels of the actor's: of the team (and direct ones), or of all teams
// when `team_id` is "".
std::vector<std::string> find_posts(Tx& tx, const Actor& actor, std::string_view team_id, std::string_view terms,
                                    const Options& options);
// Files attached to posts there, by the words of their names (each may be a beginning), ext:, and by their text where it
// is known. Newest first.
std::vector<FileInfo> find_files(Tx& tx, const Actor& actor, std::string_view team_id, std::string_view terms,
                                 const Options& options);

}  // namespace search
}  // namespace rk
