// The sidebar over the API. Whose it is, is checked before what is asked (golden sidebar/other accounts).
#include "app/access.h"
#include "base/ids.h"
#include "base/strings.h"
#include "feature/channels/categories.h"
#include "feature/users/users.h"

namespace rk::channels {

namespace {

struct Owner {
    std::string user_id, team_id;
};

// The account and the team of the path, when the caller may arrange that sidebar.
Owner owner_of(Ctx& c, Tx& tx) {
    Owner owner{c.id("user_id"), c.id("team_id")};
    if (!users::may_edit(tx, c.actor(), owner.user_id)) throw Err::no_permission.because("edit_other_users");
    access::require_in_team(tx, c.actor(), owner.team_id, Permission::view_team);
    return owner;
}

bool is_category_id(std::string_view id) {
    if (is_valid_id(id)) return true;
    for (std::string_view type : {"favorites_", "channels_", "direct_messages_"})
        if (id.starts_with(type)) {
            id.remove_prefix(type.size());
            return id.size() == 53 && id[26] == '_' && is_valid_id(id.substr(0, 26)) && is_valid_id(id.substr(27));
        }
    return false;
}

const SidebarCategory* find(const std::vector<SidebarCategory>& categories, std::string_view id) {
    for (const SidebarCategory& category : categories)
        if (category.id == id) return &category;
    return nullptr;
}

// The category of the path; one of somebody else, or of another team, is refused like one that is not there.
SidebarCategory category_of(Ctx& c, Tx& tx, Owner& owner) {
    std::string id = c.param("category_id");
    if (!is_category_id(id)) throw Err::invalid_url_param.with("Name", "category_id");
    owner = owner_of(c, tx);
    auto categories = list_categories(tx, owner.user_id, owner.team_id);
    const SidebarCategory* found = find(categories, id);
    if (!found) throw Err::no_permission.because("edit_other_users");
    return *found;
}

Reply list(Ctx& c, Tx& tx) {
    Owner owner = owner_of(c, tx);
    auto categories = list_categories(tx, owner.user_id, owner.team_id);
    std::string body;
    JsonWriter w(body);
    w.begin_object().key("categories").raw(to_json(categories)).key("order").begin_array();
    for (const SidebarCategory& category : categories) w.value(category.id);
    w.end_array().end_object();
    return reply::json(200, std::move(body));
}

std::string json_of(const std::vector<std::string>& ids) {
    std::string body;
    JsonWriter w(body);
    w.begin_array();
    for (const std::string& id : ids) w.value(id);
    w.end_array();
    return body;
}

Reply list_order(Ctx& c, Tx& tx) {
    Owner owner = owner_of(c, tx);
    std::vector<std::string> ids;
    for (const SidebarCategory& category : list_categories(tx, owner.user_id, owner.team_id))
        ids.push_back(category.id);
    return reply::json(200, json_of(ids));
}

Reply read(Ctx& c, Tx& tx) {
    Owner owner;
    return reply::model(200, category_of(c, tx, owner));
}

SidebarCategory given(Ctx& c, const Owner& owner) {
    SidebarCategory category = c.body<SidebarCategory>("category");
    if (category.user_id != owner.user_id || category.team_id != owner.team_id)
        throw Err::invalid_body_param.with("Name", "category");
    return category;
}

Reply create(Ctx& c, Tx& tx) {
    Owner owner = owner_of(c, tx);
    return reply::model(200, add_category(tx, given(c, owner)));
}

Reply replace(Ctx& c, Tx& tx) {
    Owner owner;
    std::string id = category_of(c, tx, owner).id;
    SidebarCategory category = given(c, owner);
    category.id = std::move(id);
    return reply::model(200, update_categories(tx, owner.user_id, owner.team_id, {std::move(category)}).front());
}

Reply replace_several(Ctx& c, Tx& tx) {
    Owner owner = owner_of(c, tx);
    Json body = c.body_json("category");
    if (!body.is_array() && !body.is_null()) throw Err::invalid_body_param.with("Name", "category");
    auto all = list_categories(tx, owner.user_id, owner.team_id);
    std::vector<SidebarCategory> changed;
    for (const Json& item : body.items()) {
        std::string wrong;
        if (!read_model(item, SidebarCategory::info(), &changed.emplace_back(), wrong) || !find(all, changed.back().id))
            throw Err::invalid_body_param.with("Name", "category");
    }
    return reply::json(200, to_json(update_categories(tx, owner.user_id, owner.team_id, std::move(changed))));
}

Reply set_order(Ctx& c, Tx& tx) {
    Owner owner = owner_of(c, tx);
    auto parsed = Json::parse(c.request().body, Json::Extent::kFirst);
    if (!parsed || !(parsed->is_array() || parsed->is_null())) throw Err::payload_unreadable;
    auto all = list_categories(tx, owner.user_id, owner.team_id);
    std::vector<std::string> order;  // an id that comes twice counts once (golden sidebar/reorder)
    for (const Json& item : parsed->items()) {
        if (!item.is_string()) throw Err::payload_unreadable;
        if (!find(all, item.as_string())) throw Err::invalid_body_param.with("Name", "category");
        if (!contains(order, item.as_string())) order.push_back(item.as_string());
    }
    set_category_order(tx, owner.user_id, owner.team_id, order);
    return reply::json(200, json_of(order));
}

Reply remove(Ctx& c, Tx& tx) {
    Owner owner;
    remove_category(tx, category_of(c, tx, owner));
    return reply::ok();
}

#define RK_CATEGORIES "/api/v4/users/{user_id}/teams/{team_id}/channels/categories"
constexpr Route kRoutes[] = {
    {GET, RK_CATEGORIES, Lane::read, Access::session, list, "The categories of a sidebar, with their channels."},
    {POST, RK_CATEGORIES, Lane::write, Access::session, create, "Make a category."},
    {PUT, RK_CATEGORIES, Lane::write, Access::session, replace_several,
     "Change categories: move channels between them, mute, collapse, sort, name."},
    {GET, RK_CATEGORIES "/order", Lane::read, Access::session, list_order, "The order of the categories."},
    {PUT, RK_CATEGORIES "/order", Lane::write, Access::session, set_order, "Put the categories into another order."},
    {GET, RK_CATEGORIES "/{category_id}", Lane::read, Access::session, read, "One category."},
    {PUT, RK_CATEGORIES "/{category_id}", Lane::write, Access::session, replace, "Change a category."},
    {DELETE, RK_CATEGORIES "/{category_id}", Lane::write, Access::session, remove,
     "Remove a category; its channels fall back into the one of their kind."},
};
#undef RK_CATEGORIES

}  // namespace

std::span<const Route> category_routes() { return kRoutes; }

}  // namespace rk::channels
