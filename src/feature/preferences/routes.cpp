#include "app/access.h"
#include "feature/channels/channels.h"
#include "feature/posts/posts.h"
#include "feature/preferences/preferences.h"
#include "feature/preferences/store.h"
#include "feature/users/users.h"

namespace rk::preferences {

namespace {

constexpr size_t kMostAtOnce = 100;

std::string own_or_editable(Ctx& c, Tx& tx) {
    std::string user_id = c.id("user_id");
    if (!users::may_edit(tx, c.actor(), user_id)) throw Err::no_permission.because("edit_other_users");
    return user_id;
}

std::vector<Preference> read_list(Ctx& c) {
    Json json = c.body_json("preferences");
    std::vector<Preference> list;
    if (!json.is_array() || json.size() == 0 || json.size() > kMostAtOnce)
        throw Err::invalid_body_param.with("Name", "preferences");
    for (const Json& item : json.items()) {
        std::string wrong;
        if (!item.is_object() || !read_model(item, Preference::info(), &list.emplace_back(), wrong))
            throw Err::invalid_body_param.because("wrong type of " + wrong).with("Name", "preferences");
    }
    return list;
}

Reply get_all(Ctx& c, Tx& tx) { return reply::json(200, to_json(list(tx, own_or_editable(c, tx)))); }

Reply get_category(Ctx& c, Tx& tx) {
    auto found = list(tx, own_or_editable(c, tx), c.param("category"));
    if (found.empty()) throw Err::preference_category_empty;
    return reply::json(200, to_json(found));
}

Reply get_one(Ctx& c, Tx& tx) {
    auto found = store::find(tx, own_or_editable(c, tx), c.param("category"), c.param("preference_name"));
    if (!found) throw Err::preference_not_found;
    return reply::model(200, *found);
}

// A post is saved for later by a preference: only one that the caller may read.
void require_savable(Ctx& c, Tx& tx, const Preference& preference) {
    if (preference.category != "flagged_post") return;
    auto post = posts::find(tx, preference.name);
    auto channel = post ? channels::find(tx, post->channel_id) : std::nullopt;
    if (!channel) throw Err::invalid_body_param.with("Name", "preference.name");
    access::require_read_channel(tx, c.actor(), *channel);
}

Reply put(Ctx& c, Tx& tx) {
    std::string user_id = own_or_editable(c, tx);
    auto preferences = read_list(c);
    for (const Preference& preference : preferences) require_savable(c, tx, preference);
    save(tx, user_id, preferences);
    return reply::ok();
}

Reply delete_some(Ctx& c, Tx& tx) {
    std::string user_id = own_or_editable(c, tx);
    remove(tx, user_id, read_list(c));
    return reply::ok();
}

constexpr Route kRoutes[] = {
    {GET, "/api/v4/users/{user_id}/preferences", Lane::read, Access::session, get_all, "List a user's preferences."},
    {PUT, "/api/v4/users/{user_id}/preferences", Lane::write, Access::session, put, "Set preferences."},
    {POST, "/api/v4/users/{user_id}/preferences/delete", Lane::write, Access::session, delete_some,
     "Remove preferences."},
    {GET, "/api/v4/users/{user_id}/preferences/{category}", Lane::read, Access::session, get_category,
     "List the preferences of a category."},
    {GET, "/api/v4/users/{user_id}/preferences/{category}/name/{preference_name}", Lane::read, Access::session, get_one,
     "Get a preference."},
};

}  // namespace

std::span<const Route> routes() { return kRoutes; }

}  // namespace rk::preferences
