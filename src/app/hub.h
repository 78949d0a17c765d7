// The hub: every WebSocket connection of this server, and which event goes to which of them.
//
//     commit ── publish() ── one post an io thread ──> HubShard: channel → connections ──> WsSession: seq, replay ──>
//     net
//
// Sessions live on io threads: the hub keeps a shard for each (its sessions, and which of them see a channel or a
// team), touched only on that thread. A session stays on its thread for life; a client that comes back on another one
// is served across threads. What all shards share is here, behind one mutex: which account has how many connections,
// and where a connection id lives.
#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "app/outgoing.h"
#include "app/route.h"
#include "app/ws_action.h"
#include "base/http.h"
#include "model/events.h"

namespace rk {

class HubShard;
class WsLink;

// What happens to all shards, in order: events, and what changes who may see them.
struct HubChange {
    enum class Kind : uint8_t { events, joined, left, session_ended, user_ended, user_changed };
    Kind kind = Kind::events;
    std::vector<OutgoingPtr> events;
    std::string user_id;  // joined, left, user_…
    std::string id;       // joined, left: the channel or team; session_ended: the session
};
using HubChangePtr = std::shared_ptr<const HubChange>;

class Hub {
  public:
    // `post(loop, fn)` runs fn on that io thread; `loops` of them.
    using Post = std::function<void(int, std::function<void()>)>;
    Hub(Services& services, int loops, Post post);
    ~Hub();

    // Before the first connection.
    void add_actions(std::span<const WsAction> actions);
    // Told when an account's connection opens, and when its last one has closed; on io threads.
    struct PresenceListener {
        std::function<void(std::string_view user_id)> connected;
        std::function<void(std::string_view user_id)> last_disconnected;
    };
    void set_presence(PresenceListener listener);

    // Told of every event on the thread that publishes it, whether or not anybody is connected. Set once, before the
    // first event; must be quick.
    void set_listener(std::function<void(const Event&)> listener) { listener_ = std::move(listener); }

    // Sends committed events, in order. Called from one thread at a time (the store's).
    void publish(std::vector<Event>&& events);
    // Sends an event that no transaction stands behind (typing, presence, ephemeral posts). Any thread.
    void publish_now(Event event);

    // Memberships, told after the commit that changed them (Tx::after_commit), so that events reach the right people.
    // Any thread.
    void joined_channel(std::string_view user_id, std::string_view channel_id);
    void left_channel(std::string_view user_id, std::string_view channel_id);
    void joined_team(std::string_view user_id, std::string_view team_id);
    void left_team(std::string_view user_id, std::string_view team_id);
    // Sessions that ended: their sockets hear nothing more from now on, and are closed about a second later, so that a
    // client which logs itself out gets its answer first (golden websocket "session revoked closes the socket"). Any
    // thread.
    void session_ended(std::string_view session_id);
    void user_sessions_ended(std::string_view user_id);
    // The account's roles or sessions changed: connections read them afresh.
    void user_changed(std::string_view user_id);

    // How many connections the account has, on all io threads.
    size_t connections_of(std::string_view user_id) const;
    size_t connection_count() const { return connections_.load(std::memory_order_relaxed); }

    // Time-outs: to be called every second, from any thread.
    void tick();

    // The WebSocket side of App.
    bool serves(std::string_view path) const;
    std::unique_ptr<Response> check_upgrade(const Request& request);
    void accepted(std::shared_ptr<WsConnection> connection, std::unique_ptr<Request> request);
    // What the path answers to a request that asks for no upgrade.
    static std::span<const Route> routes();
    // Closes every connection with 1001 (server is going away).
    void stop();

    // For the shards, their sessions and links.
    Services& services() { return services_; }
    void post(int loop, std::function<void()> work) { post_(loop, std::move(work)); }
    HubShard& shard(int loop) { return *shards_[static_cast<size_t>(loop)]; }
    const WsAction* find_action(std::string_view name) const;
    // A session is there from before its memberships are read until it is forgotten, connected or not.
    void session_added(const std::string& user_id, const std::string& connection_id, int loop);
    void session_removed(const std::string& user_id, const std::string& connection_id);
    void connection_opened(const std::string& user_id);
    void connection_closed(const std::string& user_id);
    std::optional<int> find_loop_of(std::string_view connection_id) const;
    // What `hello` says besides the connection's id.
    std::string server_version() const;
    const std::string& hostname() const { return hostname_; }

  private:
    struct Hash {
        using is_transparent = void;
        size_t operator()(std::string_view s) const { return std::hash<std::string_view>()(s); }
    };
    struct UserCount {
        size_t sessions = 0, connections = 0;
    };
    template <class T>
    using ById = std::unordered_map<std::string, T, Hash, std::equal_to<>>;

    void change(HubChange change);
    void change_of_user(HubChange::Kind kind, std::string_view user_id, std::string_view id);

    Services& services_;
    const Post post_;
    std::vector<std::unique_ptr<HubShard>> shards_;
    std::vector<const WsAction*> actions_;  // sorted by name
    PresenceListener presence_;
    std::function<void(const Event&)> listener_;
    const std::string hostname_;
    std::atomic<size_t> sessions_{0}, connections_{0};
    std::atomic<bool> stopped_{false};

    mutable std::mutex mutex_;  // guards the two below
    ById<UserCount> users_;
    ById<int> loops_;  // connection id → the io thread it lives on
};

}  // namespace rk
