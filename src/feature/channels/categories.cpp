#include "feature/channels/categories.h"

#include <algorithm>
#include <map>
#include <unordered_set>

#include "base/ids.h"
#include "base/strings.h"
#include "feature/channels/category_store.h"
#include "feature/channels/channels.h"
#include "feature/channels/member_store.h"
#include "feature/channels/rules.h"
#include "feature/preferences/preferences.h"

namespace rk::channels {

namespace {

// Places are so far apart that others fit between.
constexpr int64_t kStep = 10;
constexpr size_t kWordMax = 64;  // of names and sortings, as the columns have it

// Clients show these names in their own language.
struct Default {
    const char *type, *name, *sorting;
};
constexpr Default kDefaults[] = {
    {"favorites", "Favorites", ""}, {"channels", "Channels", ""}, {"direct_messages", "Direct Messages", "recent"}};

// Favourites that were chosen before there was a sidebar.
std::vector<std::string> preferred(Tx& tx, std::string_view user_id, std::string_view team_id) {
    std::vector<std::string> wanted, found;
    for (const Preference& p : preferences::list(tx, user_id, "favorite_channel"))
        if (p.value == "true") wanted.push_back(p.name);
    if (wanted.empty()) return found;
    for (store::Listed& channel : store::list_sidebar_channels(tx, user_id, team_id))
        if (contains(wanted, channel.channel_id)) found.push_back(std::move(channel.channel_id));
    return found;
}

std::vector<SidebarCategory> default_categories(Tx& tx, std::string_view user_id, std::string_view team_id) {
    std::vector<SidebarCategory> made;
    for (const Default& d : kDefaults) {
        SidebarCategory& category = made.emplace_back();
        category.id = std::string(d.type).append("_").append(user_id).append("_").append(team_id);
        category.user_id = user_id;
        category.team_id = team_id;
        category.type = d.type;
        category.display_name = d.name;
        category.sorting = d.sorting;
        category.sort_order = static_cast<int64_t>(made.size() - 1) * kStep;
    }
    made.front().channel_ids = preferred(tx, user_id, team_id);
    return made;
}

// What is in no category stands in one by its type, before those that were put there.
void fill(Tx& tx, std::string_view user_id, std::string_view team_id, std::vector<SidebarCategory>& categories) {
    std::unordered_set<std::string_view> placed;
    for (const SidebarCategory& category : categories)
        placed.insert(category.channel_ids.begin(), category.channel_ids.end());
    std::vector<std::string> of_team, direct;
    for (store::Listed& channel : store::list_sidebar_channels(tx, user_id, team_id))
        if (!placed.count(channel.channel_id))
            (channel.is_of_team ? of_team : direct).push_back(std::move(channel.channel_id));
    for (SidebarCategory& category : categories) {
        if (category.type != "channels" && category.type != "direct_messages") continue;
        auto& loose = category.type == "channels" ? of_team : direct;
        category.channel_ids.insert(category.channel_ids.begin(), loose.begin(), loose.end());
    }
}

Broadcast to_sidebar(std::string_view user_id, std::string_view team_id) {
    Broadcast to = to_user(std::string(user_id));
    to.team_id = team_id;
    return to;
}

void lock(Tx& tx, std::string_view user_id) { tx.lock("sidebar " + std::string(user_id)); }

void check(const SidebarCategory& category) {
    if (utf8_length(category.display_name) > kWordMax || utf8_length(category.sorting) > kWordMax)
        throw Err::category_bad_field;
}

// Channels that nobody is in, or that are of another team, are left out without a word, as there.
void keep_allowed(Tx& tx, std::string_view user_id, std::string_view team_id, std::vector<std::string>& channel_ids) {
    if (channel_ids.empty()) return;
    auto allowed = store::list_allowed_channels(tx, user_id, team_id, channel_ids);
    std::vector<std::string> kept;
    for (std::string& id : channel_ids)
        if (contains(allowed, id) && !contains(kept, id)) kept.push_back(std::move(id));
    channel_ids = std::move(kept);
}

void set_muted(Tx& tx, std::string_view user_id, const std::vector<std::string>& channel_ids, bool muted) {
    for (const std::string& id : channel_ids) {
        auto member = store::find_member(tx, id, user_id);
        if (!member || (member->notify_props["mark_unread"] == "mention") == muted) continue;
        Channel channel;
        channel.id = id;
        set_notify_props(tx, channel, user_id, {{"mark_unread", muted ? "mention" : "all"}});
    }
}

// Which category each channel is in; the last one counts.
std::map<std::string, const SidebarCategory*> by_channel(const std::vector<SidebarCategory>& categories) {
    std::map<std::string, const SidebarCategory*> found;
    for (const SidebarCategory& category : categories)
        for (const std::string& id : category.channel_ids) found[id] = &category;
    return found;
}

// The channels of a category that is muted now, and those that came from one that is not into one that is; and the
// other way round. Where a channel came from counts only when that category changed as well (golden "mute and collapse").
void mute_channels(Tx& tx, std::string_view user_id, const std::vector<SidebarCategory>& before,
                   const std::vector<SidebarCategory>& after) {
    std::vector<std::string> mute, unmute;
    auto note = [&](bool was, bool is, const std::string& id) {
        if (was != is) (is ? mute : unmute).push_back(id);
    };
    for (size_t i = 0; i < after.size(); ++i)
        for (const std::string& id : after[i].channel_ids) note(before[i].muted, after[i].muted, id);
    auto now = by_channel(after);
    for (const auto& [id, from] : by_channel(before))
        if (auto to = now.find(id); to != now.end() && to->second->id != from->id)
            note(from->muted, to->second->muted, id);
    set_muted(tx, user_id, mute, true);
    set_muted(tx, user_id, unmute, false);
}

void keep_favorites(Tx& tx, std::string_view user_id, const SidebarCategory& before, const SidebarCategory& after) {
    const bool is_favorites = after.type == "favorites";
    preferences::forget(tx, user_id, "favorite_channel", is_favorites ? before.channel_ids : after.channel_ids);
    if (!is_favorites) return;
    for (const std::string& id : after.channel_ids) {
        Preference preference;
        preference.user_id = user_id;
        preference.category = "favorite_channel";
        preference.name = id;
        preference.value = "true";
        preferences::note(tx, preference);
    }
}

}  // namespace

std::vector<SidebarCategory> list_categories(Tx& tx, std::string_view user_id, std::string_view team_id) {
    auto categories = store::list_categories(tx, user_id, team_id);
    if (categories.empty()) categories = default_categories(tx, user_id, team_id);
    fill(tx, user_id, team_id, categories);
    return categories;
}

void add_default_categories(Tx& tx, std::string_view user_id, std::string_view team_id) {
    if (!store::list_categories(tx, user_id, team_id).empty()) return;
    for (const SidebarCategory& category : default_categories(tx, user_id, team_id)) {
        store::insert_category(tx, category);
        if (!category.channel_ids.empty()) store::set_entries(tx, category);
    }
}

SidebarCategory add_category(Tx& tx, SidebarCategory category) {
    lock(tx, category.user_id);
    check(category);
    add_default_categories(tx, category.user_id, category.team_id);
    keep_allowed(tx, category.user_id, category.team_id, category.channel_ids);
    std::vector<std::string> order;
    auto others = store::list_categories(tx, category.user_id, category.team_id);
    for (const SidebarCategory& other : others) order.push_back(other.id);

    category.id = new_id();
    category.type = "custom";
    category.collapsed = false;
    const bool is_second = others.front().type == "favorites";
    category.sort_order = is_second ? kStep : 0;
    store::insert_category(tx, category);
    if (!category.channel_ids.empty()) store::remove_entries(tx, category.user_id, order, category.channel_ids);
    store::set_entries(tx, category);
    int64_t place = is_second ? 0 : kStep;
    for (const std::string& id : order) {
        store::set_category_place(tx, id, place);
        place += is_second && place == 0 ? 2 * kStep : kStep;
    }
    tx.emit(EventName::sidebar_category_created, to_sidebar(category.user_id, category.team_id),
            Json::object({{"category_id", category.id}}).dump());
    return category;
}

std::vector<SidebarCategory> update_categories(Tx& tx, std::string_view user_id, std::string_view team_id,
                                               std::vector<SidebarCategory> changed) {
    lock(tx, user_id);
    add_default_categories(tx, user_id, team_id);
    auto all = store::list_categories(tx, user_id, team_id);
    std::vector<SidebarCategory> before = all;
    fill(tx, user_id, team_id, before);
    std::vector<SidebarCategory> was;
    for (SidebarCategory& category : changed) {
        check(category);
        auto old = std::find_if(before.begin(), before.end(), [&](auto& c) { return c.id == category.id; });
        if (old == before.end()) throw Err::category_not_found;
        category.user_id = old->user_id;
        category.team_id = old->team_id;
        category.sort_order = old->sort_order;
        category.type = old->type;
        if (category.type != "custom") category.display_name = old->display_name;
        // The order of direct messages is none that is kept.
        if (category.type == "direct_messages") category.muted = old->muted, category.channel_ids.clear();
        keep_allowed(tx, user_id, team_id, category.channel_ids);
        was.push_back(*old);
    }
    for (size_t i = 0; i < changed.size(); ++i) {
        store::save_category(tx, changed[i]);
        store::set_entries(tx, changed[i]);
        keep_favorites(tx, user_id, was[i], changed[i]);
    }
    all = list_categories(tx, user_id, team_id);
    for (SidebarCategory& category : changed)
        if (category.type == "channels" || category.type == "direct_messages")
            for (SidebarCategory& now : all)
                if (now.id == category.id) category.channel_ids = now.channel_ids;
    tx.emit(EventName::sidebar_category_updated, to_sidebar(user_id, team_id),
            Json::object({{"updatedCategories", to_json(changed)}}).dump());
    mute_channels(tx, user_id, was, changed);
    return changed;
}

void set_category_order(Tx& tx, std::string_view user_id, std::string_view team_id,
                        const std::vector<std::string>& order) {
    lock(tx, user_id);
    add_default_categories(tx, user_id, team_id);
    auto all = store::list_categories(tx, user_id, team_id);
    if (all.size() != order.size()) throw Err::category_order_wrong;
    for (const SidebarCategory& category : all)
        if (!contains(order, category.id)) throw Err::category_order_wrong;
    int64_t place = 0;
    for (const std::string& id : order) {
        store::set_category_place(tx, id, place);
        place += kStep;
    }
    Json ids = Json::array();
    for (const std::string& id : order) ids.push(id);
    tx.emit(EventName::sidebar_category_order_updated, to_sidebar(user_id, team_id),
            Json::object({{"order", std::move(ids)}}).dump());
}

void remove_category(Tx& tx, const SidebarCategory& category) {
    if (category.type != "custom") throw Err::category_not_removable;
    lock(tx, category.user_id);
    store::remove_category(tx, category.id);
    tx.emit(EventName::sidebar_category_deleted, to_sidebar(category.user_id, category.team_id),
            Json::object({{"category_id", category.id}}).dump());
}

void follow_favorites(Tx& tx, std::string_view user_id, const std::vector<Preference>& changed, bool removed) {
    for (const Preference& p : changed) {
        if (p.category != "favorite_channel") continue;
        lock(tx, user_id);
        const bool gone = removed || p.value == "false";
        auto channel = find(tx, p.name);
        if (!gone && !channel) throw Err::preference_of_no_channel;
        for (const SidebarCategory& favorites : store::list_favorites(tx, user_id)) {
            if (gone) {
                store::remove_entries(tx, user_id, {favorites.id}, {p.name});
                continue;
            }
            if (!channel->team_id.empty() && channel->team_id != favorites.team_id) continue;
            for (const SidebarCategory& category : store::list_categories(tx, user_id, favorites.team_id))
                if (category.id == favorites.id && !contains(category.channel_ids, p.name))
                    store::add_entry_first(tx, favorites, p.name);
        }
    }
}

}  // namespace rk::channels
