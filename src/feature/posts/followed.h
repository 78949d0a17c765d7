// The threads that somebody follows: lists, what is unread in them, reading and following. Wire shapes: golden threads,
// modern_threads.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "db/db.h"
#include "model/channel.h"
#include "model/post.h"

namespace rk {
struct Actor;
}

namespace rk::posts {

// What is unread in the followed threads of a team; those of direct and group channels count in every team.
struct ThreadTotals {
    int64_t threads = 0, unread_threads = 0, unread_mentions = 0, unread_urgent_mentions = 0;
};
ThreadTotals count_threads(Tx& tx, std::string_view user_id, std::string_view team_id, bool unread_only,
                           bool also_deleted);
// Unread mentions in followed threads by channel, those without any left out.
std::vector<std::pair<std::string, int64_t>> count_thread_mentions(Tx& tx, std::string_view user_id,
                                                                   std::string_view team_id);

struct FollowedPage {
    std::string before, after;  // ids of threads: the nearest to these; "" for no such mark
    Millis since = 0;           // only those with a reply, or a change of what was read, at or after it
    int64_t limit = 25;
    bool unread_only = false, also_deleted = false, extended = false;
};
// The threads as JSON, the latest reply first; with `after` the earliest first.
std::string list_followed(Tx& tx, const Actor& viewer, std::string_view user_id, std::string_view team_id,
                          const FollowedPage& page);
// One followed thread as JSON; throws when the account does not follow it.
std::string get_followed(Tx& tx, const Actor& viewer, std::string_view user_id, std::string_view root_id,
                         bool extended);

// The account has read the thread up to a moment and nothing after it; emits thread_read_changed. Throws when it never
// followed.
void read_thread(Tx& tx, std::string_view user_id, std::string_view team_id, const Post& root, const Channel& channel,
                 Millis at);
// … has read all threads that it follows in the team.
void read_all_threads(Tx& tx, std::string_view user_id, std::string_view team_id);
// Follows a thread, or no longer; emits thread_follow_changed. Who begins to follow has read what is there.
void follow_thread(Tx& tx, std::string_view user_id, std::string_view team_id, const Post& root, bool follow);

}  // namespace rk::posts
