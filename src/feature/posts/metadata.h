// What hangs on a post as the wire has it: files, reactions, emojis, embeds, priority.
#pragma once
#include <string>
#include <vector>

#include "app/route.h"
#include "db/db.h"
#include "model/post.h"

namespace rk::posts {

// Of a post that was made in this transaction: it has no reactions yet, and its priority is set. Says whether what it
// shows is for this viewer and not for every reader of its channel.
bool add_new_metadata(Tx& tx, const Actor& viewer, Post& post);

// Of posts that were read: one query for each kind of thing, and none when no post has such. Says the same of any.
bool add_metadata(Tx& tx, const Actor& viewer, std::vector<Post>& posts);

// props.previewed_post: the post that the message's first address leads to, when the author may read it.
void note_previewed_post(Tx& tx, const Actor& author, Post& post);
// The same post without what only some readers may see: for events.
Post without_personal(Post post);

// What the post's buttons and menus call is for the server alone: takes it out of a post on its way to a client. The
// functions above do so.
void hide_integrations(Post& post);
// Normalises props.attachments and gives their actions ids, and refuses props.mm_blocks that are not in order: before a
// post is stored.
void tidy_attachments(Post& post);

// metadata.files of one post; deleted files too where its history is shown.
void add_files(Tx& tx, Post& post, bool also_deleted = false);

}  // namespace rk::posts
