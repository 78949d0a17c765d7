// What searches in posts and in files share.
#pragma once
#include <algorithm>
#include <memory>
#include <string_view>

#include "app/route.h"
#include "feature/search/index.h"
#include "feature/search/search.h"

namespace rk::search {

std::shared_ptr<SearchIndex> open_index(Services& services);

// A question's names as ids, within what the actor is a member of. False when nothing can be found. Where the criteria are
// for posts, and the actor is in many channels of which none is named, each is asked for when a post of it is found.
enum class What { posts, files };
bool resolve(Tx& tx, const Actor& actor, std::string_view team_id, const Question& question, bool archived_too,
             What what, Criteria& criteria);

// Which of the found are shown; limit 0: none. Nobody turns so many pages, and a program that does costs us no more.
struct Paging {
    size_t offset = 0, limit = 0;
};
inline Paging paging_of(int64_t page, int64_t per_page) {
    constexpr int64_t kFoundMax = 10'000, kPageMax = 200;
    if (page < 0 || page > kFoundMax || per_page <= 0) return {};
    int64_t limit = std::min(per_page, kPageMax);
    if ((page + 1) * limit > kFoundMax) return {};
    return {static_cast<size_t>(page * limit), static_cast<size_t>(limit)};
}

}  // namespace rk::search
