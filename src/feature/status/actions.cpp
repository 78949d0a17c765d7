// What clients say of presence over their WebSocket, and what a WebSocket says of presence. CLIENTS.md section 2.
#include "app/access.h"
#include "app/hub.h"
#include "app/services.h"
#include "app/ticker.h"
#include "base/ids.h"
#include "feature/channels/channels.h"
#include "feature/status/status.h"

namespace rk::status {

namespace {

std::string user_typing(const WsCall& call, Tx* tx) {
    const std::string& channel_id = call.text("channel_id");
    auto channel = is_valid_id(channel_id) ? channels::find(*tx, channel_id) : std::nullopt;
    if (!channel || !access::may_in_channel(*tx, call.actor, *channel, Permission::create_post))
        throw Err::websocket_invalid_param.with("Name", "channel_id");
    publish_typing(call.services, call.actor.user_id, channel_id, call.data["parent_id"].as_string());
    return "";
}

std::string user_update_active_status(const WsCall& call, Tx*) {
    const Json& is_active = call.data["user_is_active"];
    if (!is_active.is_bool()) throw Err::websocket_invalid_param.with("Name", "user_is_active");
    bool manual = call.data["manual"].as_bool();
    if (is_active.as_bool()) call.services.statuses->active(call.actor.user_id, manual);
    else call.services.statuses->away(call.actor.user_id, manual);
    return "";
}

std::string get_statuses(const WsCall& call, Tx*) {
    std::string out;
    JsonWriter w(out);
    w.begin_object();
    for (const Status& status : call.services.statuses->list_known()) w.field(status.user_id, status.status);
    w.end_object();
    return out;
}

std::string get_statuses_by_ids(const WsCall& call, Tx*) {
    std::string out;
    JsonWriter w(out);
    w.begin_object();
    for (const Json& id : call.data["user_ids"].items())
        if (id.is_string()) w.field(id.as_string(), call.services.statuses->get(id.as_string()).status);
    w.end_object();
    if (out == "{}") throw Err::websocket_invalid_param.with("Name", "user_ids");
    return out;
}

constexpr WsAction kActions[] = {
    {"user_typing", true, user_typing, "Says that one types in a channel, or in a thread of it."},
    {"user_update_active_status", false, user_update_active_status, "Says that one is there, or is not."},
    {"get_statuses", false, get_statuses, "The presence of everybody who showed up."},
    {"get_statuses_by_ids", false, get_statuses_by_ids, "The presence of these accounts."},
};

}  // namespace

void publish_typing(Services& services, const std::string& user_id, const std::string& channel_id,
                    std::string_view parent_id) {
    Event event;
    event.name = EventName::typing;
    event.broadcast = to_channel(channel_id);
    event.broadcast.omit_users.push_back(user_id);
    event.data.clear();
    JsonWriter(event.data).begin_object().field("parent_id", parent_id).field("user_id", user_id).end_object();
    services.hub->publish_now(std::move(event));
}

void start(Services& services) {
    StatusStore& statuses = *services.statuses;
    Hub& hub = *services.hub;
    services.db->write([&](Tx& tx) { statuses.load(tx); });
    hub.add_actions(kActions);
    hub.set_presence({[&](std::string_view user_id) { statuses.active(user_id); },
                      [&](std::string_view user_id) { statuses.disconnected(user_id); }});
    if (!services.ticker) return;
    services.ticker->every(1000, [&] { statuses.tick(); });
    services.ticker->every(5000, [&] { statuses.flush(); });
}

}  // namespace rk::status
