// Presence over the API.
#include <algorithm>

#include "app/access.h"
#include "app/hub.h"
#include "app/services.h"
#include "base/ids.h"
#include "feature/channels/channels.h"
#include "feature/status/status.h"

namespace rk::status {

namespace {

// One's own, or with the permission to edit other accounts.
void require_may_edit(Ctx& c, const Tx& tx, const std::string& user_id) {
    if (user_id != c.user_id()) access::require(tx, c.actor(), Permission::edit_other_users);
}

Reply get_status(Ctx& c, Tx& tx) {
    auto found = tx.services().statuses->list(tx, {c.id("user_id")});
    if (found.empty()) throw Err::status_user_not_found;  // presence is switched off
    return reply::model(200, found.front());
}

Reply list_by_ids(Ctx& c, Tx& tx) {
    std::vector<std::string> ids = c.body_list("user_ids");
    auto wrong = [](const std::string& id) { return !is_valid_id(id); };
    if (ids.empty() || std::any_of(ids.begin(), ids.end(), wrong))
        throw Err::invalid_body_param.with("Name", "user_ids");
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    return reply::json(200, to_json(tx.services().statuses->list(tx, ids)));
}

Reply choose(Ctx& c, Tx& tx) {
    std::string user_id = c.id("user_id");
    auto wanted = c.body<Status>("status");
    if (wanted.user_id != user_id) throw Err::invalid_body_param.with("Name", "user_id");
    require_may_edit(c, tx, user_id);
    StatusStore& statuses = *tx.services().statuses;
    auto chosen = statuses.chosen(user_id, wanted.status, wanted.dnd_end_time);
    if (!chosen) throw Err::invalid_body_param.with("Name", "status");
    if (statuses.list(tx, {user_id}).empty()) throw Err::status_user_not_found;
    save(tx, *chosen);
    tx.after_commit([&statuses, status = *chosen] { statuses.put(status); });
    return reply::model(200, *chosen);
}

Reply type(Ctx& c, Tx& tx) {
    std::string user_id = c.id("user_id");
    Json body = c.body_object("typing_request");
    auto text = [&](std::string_view name) -> std::string {
        const Json* value = body.find_any_case(name);
        if (!value || value->is_null()) return "";
        if (!value->is_string()) throw Err::invalid_body_param.with("Name", "typing_request");
        return value->as_string();
    };
    std::string channel_id = text("channel_id"), parent_id = text("parent_id");
    Actor who = c.actor();
    if (user_id != who.user_id) {
        access::require(tx, who, Permission::manage_system);
        who = Actor{};  // whether that account may write there
        who.user_id = user_id;
    }
    auto channel = channels::find(tx, channel_id);
    if (!channel) throw Err::no_permission.because(std::string(permission_id(Permission::create_post)));
    access::require_in_channel(tx, who, *channel, Permission::create_post);
    publish_typing(tx.services(), user_id, channel_id, parent_id);
    return reply::ok();
}

constexpr Route kRoutes[] = {
    {GET, "/api/v4/users/{user_id}/status", Lane::read, Access::session, get_status, "Whether somebody is present."},
    {POST, "/api/v4/users/status/ids", Lane::read, Access::session, list_by_ids, "Who of these is present."},
    {PUT, "/api/v4/users/{user_id}/status", Lane::write, Access::session, choose,
     "Choose online, away, dnd or offline."},
    {POST, "/api/v4/users/{user_id}/typing", Lane::read, Access::session, type,
     "Say that somebody types in a channel."},
};

}  // namespace

std::span<const Route> routes() { return kRoutes; }

}  // namespace rk::status
