#include "app/access.h"
#include "base/strings.h"
#include "feature/roles/roles.h"
#include "model/roles.h"

namespace rk::roles {

namespace {

RK_QUERY(kRoles, "roles_list", "SELECT {Role} FROM roles ORDER BY name", nullptr, "a few dozen rows");
RK_QUERY(kRolesByNames, "roles_by_names", "SELECT {Role} FROM roles WHERE name IN {?1} ORDER BY name");
constexpr size_t kNamesMax = 100;

Reply list(Ctx& c, Tx& tx) {
    access::require(tx, c.actor(), Permission::manage_system);
    return reply::json(200, to_json(tx.list<Role>(kRoles)));
}

Reply get_by_id(Ctx& c, Tx& tx) { return reply::model(200, get(tx, c.id("role_id"))); }

Reply get_named(Ctx& c, Tx& tx) {
    std::string name = c.param("role_name");
    if (!is_valid_role_name(name)) throw Err::invalid_url_param.with("Name", "role_name");
    return reply::model(200, get_by_name(tx, name));
}

Reply list_named(Ctx& c, Tx& tx) {
    Json body = c.body_json("rolenames");
    std::vector<std::string> names;
    if (!body.is_array()) throw Err::payload_unreadable;
    for (const Json& item : body.items()) {
        if (!item.is_string()) throw Err::payload_unreadable;
        std::string name(trim(item.as_string()));
        if (name.empty()) continue;
        if (!is_valid_role_name(name)) throw Err::invalid_body_param.with("Name", "rolename");
        names.push_back(std::move(name));
    }
    if (body.size() == 0) throw Err::invalid_body_param.with("Name", "rolenames");
    if (names.size() > kNamesMax) throw Err::role_names_too_many;
    return reply::json(200, to_json(tx.list<Role>(kRolesByNames, names)));
}

Reply patch(Ctx& c, Tx& tx) {
    std::string id = c.id("role_id");
    Json body = c.body_object("role");
    Role role = get(tx, id);
    const Json* wanted = body.find_any_case("permissions");
    std::vector<std::string> permissions = role.permissions;
    if (wanted && !wanted->is_null()) {
        if (!wanted->is_array()) throw Err::invalid_body_param.with("Name", "role");
        permissions.clear();
        for (const Json& item : wanted->items()) {
            if (!item.is_string()) throw Err::invalid_body_param.with("Name", "role");
            permissions.push_back(item.as_string());
        }
    }
    return reply::model(200, set_permissions(tx, c.actor(), std::move(role), std::move(permissions)));
}

Reply ancillary(Ctx& c, Tx&) {
    auto body = Json::parse(c.request().body, Json::Extent::kFirst);
    std::vector<std::string> ids;
    if (body && body->is_array())
        for (const Json& item : body->items())
            if (item.is_string()) ids.push_back(item.as_string());
    if (ids.empty() || ids.size() != body->size()) throw Err::payload_unreadable;
    Json all = Json::array();
    for (std::string& id : with_ancillary(ids)) all.push(std::move(id));
    return reply::json(200, all.dump());
}

// Schemes need a licence, so there are none.
Reply schemes(Ctx& c, Tx& tx) {
    access::require(tx, c.actor(), Permission::sysconsole_read_user_management_permissions);
    std::string scope = c.query("scope");
    if (!scope.empty() && scope != "team" && scope != "channel") throw Err::invalid_body_param.with("Name", "scope");
    return reply::json(200, "[]");
}

constexpr Route kRoutes[] = {
    {GET, "/api/v4/roles", Lane::read, Access::session, list, "All roles."},
    {GET, "/api/v4/roles/{role_id}", Lane::read, Access::session, get_by_id, "A role."},
    {GET, "/api/v4/roles/name/{role_name}", Lane::read, Access::session, get_named, "A role by its name."},
    {POST, "/api/v4/roles/names", Lane::read, Access::session, list_named, "Roles by their names."},
    {PUT, "/api/v4/roles/{role_id}/patch", Lane::write, Access::session, patch, "Change what a role may."},
    {POST, "/api/v4/permissions/ancillary", Lane::read, Access::session, ancillary,
     "Permissions, and those that they need beside themselves."},
    {GET, "/api/v4/schemes", Lane::read, Access::session, schemes, "Permission schemes: there are none."},
};

}  // namespace

std::span<const Route> routes() { return kRoutes; }

}  // namespace rk::roles
