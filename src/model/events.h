// What is told to clients over the WebSocket. Every event of the protocol is one line here.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rk {

// EVENT(name, doc)
#define RK_EVENTS(EVENT)                                                                   \
    EVENT(hello, "First on a connection: server_version, connection_id, server_hostname.") \
    EVENT(posted, "A post was made in a channel of yours.")                                \
    EVENT(post_edited, "A post changed.")                                                  \
    EVENT(post_deleted, "A post was deleted.")                                             \
    EVENT(post_unread, "You marked a post as unread.")                                     \
    EVENT(ephemeral_message, "A post that only you see and nobody stores.")                \
    EVENT(open_dialog, "An integration that you called asks you to fill in a form.")       \
    EVENT(typing, "Somebody types in a channel.")                                          \
    EVENT(status_change, "Somebody's presence changed.")                                   \
    EVENT(user_added, "Somebody joined a channel.")                                        \
    EVENT(user_removed, "Somebody left a channel.")                                        \
    EVENT(user_updated, "An account changed.")                                             \
    EVENT(user_role_updated, "An account's roles changed.")                                \
    EVENT(user_activation_status_change, "An account was activated or deactivated.")       \
    EVENT(memberrole_updated, "A team member's roles changed.")                            \
    EVENT(new_user, "An account was made.")                                                \
    EVENT(added_to_team, "You joined a team.")                                             \
    EVENT(leave_team, "Somebody left a team.")                                             \
    EVENT(update_team, "A team changed.")                                                  \
    EVENT(delete_team, "A team was archived.")                                             \
    EVENT(restore_team, "A team was restored.")                                            \
    EVENT(channel_created, "A channel was made.")                                          \
    EVENT(channel_updated, "A channel changed.")                                           \
    EVENT(channel_converted, "A channel became private or public.")                        \
    EVENT(channel_deleted, "A channel was archived.")                                      \
    EVENT(channel_restored, "A channel was restored.")                                     \
    EVENT(multiple_channels_viewed, "You read channels.")                                  \
    EVENT(channel_member_updated, "Your membership of a channel changed.")                 \
    EVENT(direct_added, "A direct channel was made.")                                      \
    EVENT(group_added, "A group channel was made.")                                        \
    EVENT(preference_changed, "A preference changed (old clients).")                       \
    EVENT(preferences_changed, "Your preferences changed.")                                \
    EVENT(preferences_deleted, "Your preferences were removed.")                           \
    EVENT(reaction_added, "A reaction was added.")                                         \
    EVENT(reaction_removed, "A reaction was removed.")                                     \
    EVENT(emoji_added, "A custom emoji was made.")                                         \
    EVENT(role_updated, "A role's permissions changed.")                                   \
    EVENT(config_changed, "Settings that clients see changed.")                            \
    EVENT(license_changed, "The licence changed.")                                         \
    EVENT(thread_updated, "A thread that you follow changed.")                             \
    EVENT(thread_follow_changed, "You follow a thread, or no longer do.")                  \
    EVENT(thread_read_changed, "You read a thread.")                                       \
    EVENT(sidebar_category_created, "A category of your sidebar was made.")                \
    EVENT(sidebar_category_updated, "Categories of your sidebar changed.")                 \
    EVENT(sidebar_category_deleted, "A category of your sidebar was removed.")             \
    EVENT(sidebar_category_order_updated, "The order of your sidebar changed.")

enum class EventName : uint8_t {
#define RK_EVENT_ENUM(name, doc) name,
    RK_EVENTS(RK_EVENT_ENUM)
#undef RK_EVENT_ENUM
};
struct EventInfo {
    const char* name;
    const char* doc;
};
const EventInfo& event_info(EventName name);
size_t event_count();

// Who sees an event. The narrowest field that is set decides: connection, then user, then channel, then team; none set
// means everybody. The `broadcast` object on the wire is made of it.
struct Broadcast {
    std::string user_id, channel_id, team_id;
    std::vector<std::string> omit_users;
    std::string connection_id;       // only this connection
    std::string omit_connection_id;  // all but this connection
    // An account is told of in two ways: as everybody may see it, which system admins do not get, and whole, which only
    // they get (golden websocket "user updated and role changed"). Both words are on the wire when set.
    bool contains_sanitized_data = false;
    bool contains_sensitive_data = false;
};

struct Event {
    EventName name{};
    std::string data = "{}";  // a JSON object
    // Makes `data`, when it is worth the time only if somebody listens. Owns all that it needs; runs on another thread.
    std::function<std::string()> render;
    Broadcast broadcast;
    // Members added to `data` for some users only: user id → `"mentions":"[\"…\"]"` (no comma at either end).
    std::vector<std::pair<std::string, std::string>> user_data;
    // Only sessions with this permission (index, see permissions.h) see it; -1: no such condition.
    int needs_system_permission = -1;

    void complete() {
        if (render) data = std::exchange(render, nullptr)();
    }
};

inline Broadcast to_everybody() { return {}; }
inline Broadcast to_user(std::string id) {
    Broadcast b;
    b.user_id = std::move(id);
    return b;
}
inline Broadcast to_channel(std::string id) {
    Broadcast b;
    b.channel_id = std::move(id);
    return b;
}
inline Broadcast to_team(std::string id) {
    Broadcast b;
    b.team_id = std::move(id);
    return b;
}

}  // namespace rk
