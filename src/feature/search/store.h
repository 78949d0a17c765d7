// SQL of search: following the posts on SQLite, and what a question's names mean. Tables of others are read here alone,
// where asking their owners row by row would be slow; nothing but the index is written.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "db/db.h"
#include "feature/search/index.h"
#include "model/post.h"

namespace rk::search::store {

// SQLite only: posts by their row, which is the order in which they were committed.
std::optional<std::string> find_at_row(Tx& tx, int64_t row);  // the id of the post there
int64_t last_row(Tx& tx);
std::vector<PostText> list_new(Tx& tx, int64_t after_row, size_t limit);     // oldest first
std::vector<PostText> list_newest(Tx& tx, int64_t after_row, size_t limit);  // newest first
// Changed since they were made, behind (updateat, row), in that order; none of a row behind `row_max`.
std::vector<PostText> list_changed(Tx& tx, Millis updated_at, int64_t row, int64_t row_max, size_t limit);

struct OwnChannel {
    std::string id, name, team_id, type;
};
// The channels that the account is a member of: of one team and direct ones, or of all teams ("").
std::vector<OwnChannel> list_channels_of(Tx& tx, std::string_view user_id, std::string_view team_id, bool archived_too);
// Whether it is a member of more channels than that.
bool has_more_channels(Tx& tx, std::string_view user_id, int64_t count);
// Whether list_channels_of would have this channel.
bool is_own_channel(Tx& tx, std::string_view channel_id, std::string_view user_id, std::string_view team_id,
                    bool archived_too);

struct FileCriteria {
    std::vector<std::string> channel_ids;
    Millis first = 0, last = INT64_MAX;
};
// Files of posts in these channels, newest first, each with the text inside, until fn says false.
void each_file(Tx& tx, const FileCriteria& criteria,
               const std::function<bool(FileInfo&&, std::string_view content)>& fn);

}  // namespace rk::search::store
