#include "feature/channels/category_store.h"

#include <unordered_map>

namespace rk::channels::store {

namespace {

RK_QUERY(kOfTeam, "category_list",
         "SELECT {SidebarCategory} FROM sidebarcategories WHERE userid = ?1 AND teamid = ?2 ORDER BY sortorder, id");
RK_QUERY(kFavorites, "category_favorites",
         "SELECT {SidebarCategory} FROM sidebarcategories WHERE userid = ?1 AND type = 'favorites'");
RK_QUERY(kEntries, "category_entries",
         "SELECT categoryid, channelid FROM sidebarchannels WHERE categoryid IN {?1} ORDER BY sortorder, channelid");
RK_QUERY(kInsert, "category_insert",
         "INSERT INTO sidebarcategories ({SidebarCategory}) VALUES ({?SidebarCategory}) ON CONFLICT DO NOTHING");
RK_QUERY(kSave, "category_save",
         "UPDATE sidebarcategories SET displayname = ?2, sorting = ?3, muted = ?4, collapsed = ?5 WHERE id = ?1");
RK_QUERY(kPlace, "category_place", "UPDATE sidebarcategories SET sortorder = ?2 WHERE id = ?1");
RK_QUERY(kRemove, "category_remove", "DELETE FROM sidebarcategories WHERE id = ?1");
RK_QUERY(kRemoveOfTeam, "category_remove_of_team", "DELETE FROM sidebarcategories WHERE userid = ?1 AND teamid = ?2");
RK_QUERY(kRemoveOfUser, "category_remove_of_user", "DELETE FROM sidebarcategories WHERE userid = ?1");
RK_QUERY(kRemoveAllEntries, "category_remove_all_entries", "DELETE FROM sidebarchannels WHERE categoryid = ?1");
RK_QUERY(kRemoveEntriesOfTeam, "category_remove_entries_of_team",
         "DELETE FROM sidebarchannels WHERE categoryid IN"
         " (SELECT id FROM sidebarcategories WHERE userid = ?1 AND teamid = ?2)");
RK_QUERY(kRemoveEntriesOfUser, "category_remove_entries_of_user",
         "DELETE FROM sidebarchannels WHERE categoryid IN (SELECT id FROM sidebarcategories WHERE userid = ?1)");
RK_QUERY(kRemoveEntries, "category_remove_entries",
         "DELETE FROM sidebarchannels WHERE categoryid IN {?2} AND channelid IN {?3} AND userid = ?1");
RK_QUERY(kInsertEntry, "category_insert_entry",
         "INSERT INTO sidebarchannels (channelid, userid, categoryid, sortorder) VALUES (?1, ?2, ?3, ?4)"
         " ON CONFLICT (channelid, userid, categoryid) DO UPDATE SET sortorder = excluded.sortorder");
RK_QUERY(kFirstPlace, "category_first_place", "SELECT min(sortorder) FROM sidebarchannels WHERE categoryid = ?1");
RK_QUERY(kListed, "category_listed_channels",
         "SELECT c.id, c.teamid <> '' FROM channelmembers m CROSS JOIN channels c WHERE m.userid = ?1"
         " AND c.id = m.channelid AND c.deleteat = 0 AND c.teamid IN (?2, '') ORDER BY c.displayname, c.id");
RK_QUERY(kAllowed, "category_allowed_channels",
         "SELECT c.id FROM channels c JOIN channelmembers m ON m.channelid = c.id AND m.userid = ?1"
         " WHERE c.id IN {?3} AND c.teamid IN (?2, '')");

}  // namespace

std::vector<SidebarCategory> list_categories(Tx& tx, std::string_view user_id, std::string_view team_id) {
    auto categories = tx.list<SidebarCategory>(kOfTeam, user_id, team_id);
    if (categories.empty()) return categories;
    std::unordered_map<std::string, std::vector<std::string>*> entries;
    std::vector<std::string> ids;
    for (SidebarCategory& category : categories) {
        ids.push_back(category.id);
        entries[category.id] = &category.channel_ids;
    }
    tx.each(
        kEntries, [&](const Row& row) { entries[row.string(0)]->push_back(row.string(1)); }, ids);
    return categories;
}

std::vector<SidebarCategory> list_favorites(Tx& tx, std::string_view user_id) {
    return tx.list<SidebarCategory>(kFavorites, user_id);
}

void insert_category(Tx& tx, const SidebarCategory& category) { tx.exec(kInsert, category); }

void save_category(Tx& tx, const SidebarCategory& c) {
    tx.exec(kSave, c.id, c.display_name, c.sorting, c.muted, c.collapsed);
}

void set_category_place(Tx& tx, std::string_view category_id, int64_t sort_order) {
    tx.exec(kPlace, category_id, sort_order);
}

void remove_category(Tx& tx, std::string_view category_id) {
    tx.exec(kRemove, category_id);
    tx.exec(kRemoveAllEntries, category_id);
}

void remove_categories_of_team(Tx& tx, std::string_view user_id, std::string_view team_id) {
    tx.exec(kRemoveEntriesOfTeam, user_id, team_id);
    tx.exec(kRemoveOfTeam, user_id, team_id);
}

void remove_categories_of_user(Tx& tx, std::string_view user_id) {
    tx.exec(kRemoveEntriesOfUser, user_id);
    tx.exec(kRemoveOfUser, user_id);
}

void set_entries(Tx& tx, const SidebarCategory& category) {
    tx.exec(kRemoveAllEntries, category.id);
    int64_t place = 0;
    for (const std::string& channel_id : category.channel_ids) {
        tx.exec(kInsertEntry, channel_id, category.user_id, category.id, place);
        place += 10;
    }
}

void add_entry_first(Tx& tx, const SidebarCategory& category, std::string_view channel_id) {
    std::optional<int64_t> first;
    tx.each(
        kFirstPlace,
        [&](const Row& row) {
            if (!row.is_null(0)) first = row.integer(0);
        },
        category.id);
    tx.exec(kInsertEntry, channel_id, category.user_id, category.id, first ? *first - 10 : 0);
}

void remove_entries(Tx& tx, std::string_view user_id, const std::vector<std::string>& category_ids,
                    const std::vector<std::string>& channel_ids) {
    tx.exec(kRemoveEntries, user_id, category_ids, channel_ids);
}

std::vector<Listed> list_sidebar_channels(Tx& tx, std::string_view user_id, std::string_view team_id) {
    std::vector<Listed> listed;
    tx.each(
        kListed,
        [&](const Row& row) {
            listed.push_back({row.string(0), row.boolean(1)});
        },
        user_id, team_id);
    return listed;
}

std::vector<std::string> list_allowed_channels(Tx& tx, std::string_view user_id, std::string_view team_id,
                                               const std::vector<std::string>& channel_ids) {
    return tx.list_text(kAllowed, user_id, team_id, channel_ids);
}

}  // namespace rk::channels::store
