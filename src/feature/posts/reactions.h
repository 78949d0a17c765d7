// Reactions: an emoji that somebody puts on a post. Owner of the table reactions.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "app/route.h"
#include "model/post.h"

namespace rk::posts {

// Those of these posts, oldest first.
std::vector<Reaction> list_reactions(Tx& tx, const std::vector<std::string>& post_ids);

// Puts an emoji on a post for `reaction.user_id`; emits reaction_added. One that is there already stays, without an
// event. Checks the emoji and the number of different ones, not permissions.
Reaction add_reaction(Tx& tx, const Post& post, Reaction reaction);
// Takes it away; emits reaction_removed when it was there.
void remove_reaction(Tx& tx, const Post& post, std::string_view user_id, std::string_view emoji_name);
// Takes the emoji of that name off every post where it was put until then: it is deleted. No events. No index leads to
// them, so all reactions are walked, in steps that hold nobody up. Slow lane, without a Tx.
void remove_reactions_named(Database& db, const std::string& emoji_name, Millis until);

}  // namespace rk::posts
