// Threads: what is kept with a root post, and who follows it.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "db/db.h"
#include "model/channel.h"
#include "model/post.h"

namespace rk::posts {

// Counts a new reply and keeps who takes part. Gives the thread as it is now.
Thread count_reply(Tx& tx, const Channel& channel, const Post& root, const Post& reply);
// A reply makes its author, the root's author and those it mentions followers (ThreadAutoFollow). Gives the followers
// as they are now, the author among them; `author_viewed_before` is when the author had read it before.
std::vector<ThreadMembership> follow_by_reply(Tx& tx, const Post& root, const Post& reply,
                                              const std::vector<std::string>& mentioned, Millis& author_viewed_before);

// Whether threads are read apart from channels at all, and by this account (its preference, else the setting).
bool threads_are_apart(Tx& tx);
bool reads_threads_apart(Tx& tx, std::string_view user_id);

}  // namespace rk::posts
