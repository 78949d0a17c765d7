// SQL of posts, reactions and threads.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/db.h"
#include "model/post.h"

namespace rk::posts::store {

std::optional<Post> find(Tx& tx, std::string_view post_id);  // deleted ones and old versions too
void insert(Tx& tx, const Post& post);
void save(Tx& tx, const Post& post);  // every column

std::vector<Post> list_by_ids(Tx& tx, const std::vector<std::string>& ids);  // in any order
// The newest replies of a thread, newest first.
std::vector<Post> list_newest_replies(Tx& tx, std::string_view root_id, int64_t limit);
// The newest of a channel, newest first.
std::vector<Post> list_newest(Tx& tx, std::string_view channel_id, int64_t limit, int64_t offset, bool roots_only);
std::vector<Post> list_newest_with_deleted(Tx& tx, std::string_view channel_id, int64_t limit, int64_t offset);
// Posts of the channel before or after a moment: the nearest first.
std::vector<Post> list_before(Tx& tx, std::string_view channel_id, Millis at, int64_t limit, int64_t offset,
                              bool roots_only);
std::vector<Post> list_after(Tx& tx, std::string_view channel_id, Millis at, int64_t limit, int64_t offset,
                             bool roots_only);
// The nearest post before or after a moment; "" when there is none.
std::string find_id_before(Tx& tx, std::string_view channel_id, Millis at, bool roots_only);
std::string find_id_after(Tx& tx, std::string_view channel_id, Millis at, bool roots_only);
// What changed after a moment, at most 1000, newest first; deleted posts too, old versions not.
std::vector<Post> list_since(Tx& tx, std::string_view channel_id, Millis since, bool roots_only);

std::vector<Post> list_replies(Tx& tx, std::string_view root_id);                       // oldest first, not deleted
std::vector<std::string> list_reply_ids(Tx& tx, std::string_view root_id);              // deleted ones too
std::vector<Millis> list_reply_times(Tx& tx, std::string_view root_id, int64_t limit);  // the newest
int64_t count_replies_after(Tx& tx, std::string_view root_id, Millis at);
struct ThreadPage {
    std::string root_id, from_post;
    Millis from_create_at = 0, from_update_at = 0;  // 0: no such condition
    bool downward = false;                          // oldest first, from the mark on; else newest first
    int64_t limit = 0;                              // 0: all
};
std::vector<Post> list_thread(Tx& tx, const ThreadPage& page);
std::vector<Post> list_pinned(Tx& tx, std::string_view channel_id);  // oldest first
std::vector<Post> list_flagged(Tx& tx, std::string_view user_id, std::string_view team_id, std::string_view channel_id,
                               int64_t limit, int64_t offset);
std::vector<Post> list_versions(Tx& tx, std::string_view post_id);
// Rows of posts and of all that hangs on them.
void erase(Tx& tx, const std::vector<std::string>& post_ids);
void remove_flags(Tx& tx, std::string_view post_id);

void mark_thread_deleted(Tx& tx, std::string_view root_id, Millis now);
// One reply fewer: counts and participants are made anew from what is left.
void uncount_reply(Tx& tx, std::string_view root_id);
std::optional<Thread> find_thread(Tx& tx, std::string_view root_id);
void save_thread(Tx& tx, const Thread& thread);
std::vector<Thread> list_threads(Tx& tx, const std::vector<std::string>& root_ids);
void touch(Tx& tx, std::string_view post_id, Millis at);  // updateat

// Who follows a thread.
std::vector<ThreadMembership> list_followers(Tx& tx, std::string_view root_id);
std::optional<ThreadMembership> find_membership(Tx& tx, std::string_view root_id, std::string_view user_id);
void save_membership(Tx& tx, const ThreadMembership& membership);

void insert_priority(Tx& tx, const Post& post, const Json& priority);

// A member of a channel, as far as a mention of everybody asks.
struct Listener {
    std::string user_id, ignore_channel_mentions;
};
// At most `limit` of them.
std::vector<Listener> list_listeners(Tx& tx, std::string_view channel_id, int64_t limit);

}  // namespace rk::posts::store
