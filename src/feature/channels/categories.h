// The categories of a sidebar: how a person has arranged the channels of a team. Direct and group channels stand in the
// sidebar of every team. What nobody put into a category shows in "Channels" or "Direct Messages".
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "app/route.h"
#include "model/channel.h"
#include "model/user.h"

namespace rk::channels {

std::span<const Route> category_routes();

// All categories of an account in a team, in their order, with their channels. Those that every sidebar has are there
// even before they are stored.
std::vector<SidebarCategory> list_categories(Tx& tx, std::string_view user_id, std::string_view team_id);
// Stores the categories that every sidebar has; nothing happens when they are there already.
void add_default_categories(Tx& tx, std::string_view user_id, std::string_view team_id);

// Makes a category, behind the favourites when they come first, else at the top; its channels leave those they were in.
// Emits sidebar_category_created.
SidebarCategory add_category(Tx& tx, SidebarCategory category);
// Changes what the owner may: channels, sorting, muted, collapsed, the name of their own ones. The ids must be theirs.
// Channels that change between a muted category and another are muted or no longer; favourites are kept as preferences,
// too. Emits sidebar_category_updated, and channel_member_updated for each that is muted. Gives them as they are then.
std::vector<SidebarCategory> update_categories(Tx& tx, std::string_view user_id, std::string_view team_id,
                                               std::vector<SidebarCategory> changed);
// Sets the order of all categories of a team; emits sidebar_category_order_updated. Throws when one is missing.
void set_category_order(Tx& tx, std::string_view user_id, std::string_view team_id,
                        const std::vector<std::string>& order);
// Removes a category of one's own; its channels fall back. Emits sidebar_category_deleted.
void remove_category(Tx& tx, const SidebarCategory& category);

// Old clients keep favourites as preferences: those set or removed are put into the favourites, or taken out.
void follow_favorites(Tx& tx, std::string_view user_id, const std::vector<Preference>& changed, bool removed);

}  // namespace rk::channels
