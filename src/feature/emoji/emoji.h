// Custom emoji: pictures with a name, for everybody on the server. Owner of the table emoji.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/route.h"
#include "model/emoji.h"
#include "model/permissions.h"

namespace rk::emoji {

std::span<const Route> routes();

// Deleted ones count as absent everywhere.
Emoji get(Tx& tx, std::string_view emoji_id);      // throws Err::emoji_not_found
Emoji get_by_name(Tx& tx, std::string_view name);  // throws Err::emoji_name_not_found
bool exists(Tx& tx, std::string_view name);        // a custom one; system emoji are none
// Those of these names that are there, by name.
std::vector<Emoji> find_by_names(Tx& tx, const std::vector<std::string>& names);

// Refuses a name that no custom emoji may have, and a creator that is no id.
void check_fields(const Emoji& emoji);
// Emoji belong to no team: a permission that the account has in any of its teams is enough. Throws Err::no_permission.
void require_anywhere(Tx& tx, const Actor& actor, Permission permission);

// Where the picture lies in the file store.
std::string picture_path(std::string_view emoji_id);
// The picture as it is kept: at most 128 × 128, so a larger one becomes a smaller PNG; one that fits and one that moves
// stay as they are. Throws Err::emoji_picture_….
std::string picture_to_keep(std::string_view file);

// These two wait for files: slow lane, without a Tx. Permissions are the caller's to check.
// Makes an emoji of a name and a creator, and of a picture's file; emits emoji_added to everybody. Throws Err::emoji_….
Emoji add(Services& services, Emoji emoji, std::string_view file);
// Deletes it: its name is free again, its picture stays beside its old place, its reactions go from all posts.
void remove(Services& services, const Emoji& emoji);

}  // namespace rk::emoji
