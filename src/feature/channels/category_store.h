// SQL of the sidebar's categories.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "db/db.h"
#include "model/channel.h"

namespace rk::channels::store {

// What is stored, in order, with the channels that were put into each.
std::vector<SidebarCategory> list_categories(Tx& tx, std::string_view user_id, std::string_view team_id);
// The favourites of all teams, without their channels.
std::vector<SidebarCategory> list_favorites(Tx& tx, std::string_view user_id);
void insert_category(Tx& tx, const SidebarCategory& category);  // without its channels
void save_category(Tx& tx, const SidebarCategory& category);    // name, sorting, muted, collapsed
void set_category_place(Tx& tx, std::string_view category_id, int64_t sort_order);
void remove_category(Tx& tx, std::string_view category_id);  // with its entries
void remove_categories_of_team(Tx& tx, std::string_view user_id, std::string_view team_id);
void remove_categories_of_user(Tx& tx, std::string_view user_id);
// Puts exactly these channels into the category.
void set_entries(Tx& tx, const SidebarCategory& category);
// Puts a channel before all others of the category.
void add_entry_first(Tx& tx, const SidebarCategory& category, std::string_view channel_id);
void remove_entries(Tx& tx, std::string_view user_id, const std::vector<std::string>& category_ids,
                    const std::vector<std::string>& channel_ids);

// The channels of a sidebar by display name: those of the team, and all direct and group ones; no archived ones.
struct Listed {
    std::string channel_id;
    bool is_of_team = false;
};
std::vector<Listed> list_sidebar_channels(Tx& tx, std::string_view user_id, std::string_view team_id);
// Which of these channels the account is in, archived ones too, in the sidebar of that team.
std::vector<std::string> list_allowed_channels(Tx& tx, std::string_view user_id, std::string_view team_id,
                                               const std::vector<std::string>& channel_ids);

}  // namespace rk::channels::store
