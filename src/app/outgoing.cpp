#include "app/outgoing.h"

#include <algorithm>

#include "base/assert.h"
#include "base/json.h"

namespace rk {

Outgoing::Outgoing(Event e) : event(std::move(e)) {
    event.complete();
    Broadcast& to = event.broadcast;
    std::sort(to.omit_users.begin(), to.omit_users.end());
    std::stable_sort(event.user_data.begin(), event.user_data.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    const std::string& data = event.data;
    RK_ASSERT(data.size() >= 2 && data.front() == '{' && data.back() == '}');

    text.reserve(data.size() + 320 + to.omit_users.size() * 36);
    JsonWriter w(text);
    w.begin_object().field("event", event_info(event.name).name).key("broadcast").begin_object().key("omit_users");
    if (to.omit_users.empty()) {
        w.null();
    } else {
        w.begin_object();
        for (const std::string& id : to.omit_users) w.field(id, true);
        w.end_object();
    }
    w.field("user_id", to.user_id)
        .field("channel_id", to.channel_id)
        .field("team_id", to.team_id)
        .field("connection_id", to.connection_id)
        .field("omit_connection_id", to.omit_connection_id);
    if (to.contains_sanitized_data) w.field("contains_sanitized_data", true);
    if (to.contains_sensitive_data) w.field("contains_sensitive_data", true);
    w.end_object();
    text += ",\"data\":";
    text.append(data, 0, data.size() - 1);
    data_is_empty_ = text.back() == '{';

    if (to_everybody() && (event.name == EventName::new_user || event.name == EventName::user_updated)) {
        if (auto parsed = Json::parse(data)) {
            const Json* user = parsed->find("user");
            about_user_id = (user ? (*user)["id"] : (*parsed)["user_id"]).as_string();
        }
    }
    std::string().swap(event.data);
}

bool Outgoing::to_everybody() const {
    const Broadcast& to = event.broadcast;
    return to.connection_id.empty() && to.user_id.empty() && to.channel_id.empty() && to.team_id.empty();
}

bool Outgoing::omits(std::string_view user_id) const {
    const auto& omitted = event.broadcast.omit_users;
    return std::binary_search(omitted.begin(), omitted.end(), user_id);
}

void Outgoing::append_tail(std::string& out, std::string_view user_id, int64_t seq) const {
    if (!event.user_data.empty()) {
        auto it = std::lower_bound(event.user_data.begin(), event.user_data.end(), user_id,
                                   [](const auto& entry, std::string_view id) { return entry.first < id; });
        for (bool first = data_is_empty_; it != event.user_data.end() && it->first == user_id; ++it, first = false) {
            if (!first) out += ',';
            out += it->second;
        }
    }
    out += "},\"seq\":";
    out += std::to_string(seq);
    out += '}';
}

}  // namespace rk
