// Changing posts: what the routes use beside posts.h.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "app/route.h"
#include "model/channel.h"
#include "model/events.h"
#include "model/post.h"

namespace rk::posts {

// Length, type, number of files; refuses with the known errors.
void check_fields(const Post& post);
// Channels named in the message that the author may know of: props.channel_mentions.
void note_channel_mentions(Tx& tx, const Actor& author, const Channel& channel, Post& post);

// Old versions, the latest first.
std::vector<Post> list_history(Tx& tx, const Actor& viewer, const Post& post);
// Makes the post what it was; throws when that is no version of it.
Post restore_version(Tx& tx, const Actor& who, const Post& post, std::string_view version_id);
// Removes a post and its replies with everything that hangs on them.
void remove_for_good(Tx& tx, const Actor& who, const Post& post);

// Tells the channel's members of a post as it is now.
void emit_changed(Tx& tx, EventName name, const Post& shown);
// After the commit: kept pages are dropped, the search index looks for it.
void posts_changed(Tx& tx, const std::string& channel_id);

}  // namespace rk::posts
