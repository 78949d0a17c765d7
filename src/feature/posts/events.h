// What others are told of a post.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/db.h"
#include "feature/posts/mentions.h"
#include "model/channel.h"
#include "model/post.h"

namespace rk {
struct Actor;
}

namespace rk::posts {

// Whom a new post concerns, and how.
struct Told {
    Mentions mentions;
    std::optional<Thread> thread;             // of a reply
    std::vector<ThreadMembership> followers;  // of that thread
    Millis author_viewed_before = 0;          // that thread; its author is shown it as it was, as there
    bool set_online = true;
};

// `posted`. `json` gives the post's JSON when somebody is there to hear of it; it owns what it needs for that.
void emit_posted(Tx& tx, const Channel& channel, const Post& post, std::function<std::string()> json, const Told& told);
// `multiple_channels_viewed` to the author, who has read the channel by writing.
void emit_viewed(Tx& tx, const Channel& channel, std::string_view user_id, Millis at);
// `thread_updated` to those of the followers who read threads apart.
void emit_thread_updated(Tx& tx, const Channel& channel, const Post& root, const Post& reply, const Told& told);
// A note to the author about people who are named but not in the channel, or a call to everybody that was too large.
void tell_author(Tx& tx, const Channel& channel, const Post& post, const Mentions& mentions);

// Joins and leaves are no messages: they do not count as unread.
bool is_join_or_leave(std::string_view type);
// The post's JSON with null instead of an empty list of files.
std::string with_null_files(std::string json);

}  // namespace rk::posts
