#include "app/hub.h"

#include <unistd.h>

#include <algorithm>

#include "app/app.h"
#include "app/config_store.h"
#include "app/filters.h"
#include "app/hub_shard.h"
#include "app/services.h"
#include "app/ws_link.h"
#include "base/assert.h"
#include "base/log.h"
#include "base/strings.h"

namespace rk {

namespace {

std::string ping(const WsCall& call, Tx*) {
    std::string out;
    JsonWriter(out)
        .begin_object()
        .field("text", "pong")
        .field("version", config_of(call.services)->RenkeiSettings.AnnouncedVersion)
        .field("server_time", call.services.clock->now())
        .field("node_id", "")
        .end_object();
    return out;
}

// Which channel, team or thread the client shows. Nothing depends on it here: whoever may see a channel hears of it.
std::string presence(const WsCall&, Tx*) { return ""; }

std::string posted_notify_ack(const WsCall& call, Tx*) {
    if (log::enabled(log::Level::debug))
        log::debug("notification acknowledged", {{"user_id", call.actor.user_id},
                                                 {"post_id", call.data["post_id"].as_string()},
                                                 {"status", call.data["status"].as_string()},
                                                 {"reason", call.data["reason"].as_string()}});
    return "";
}

constexpr WsAction kActions[] = {
    {"ping", false, ping, "Is the server there? It says pong."},
    {"presence", false, presence, "Says which channel, team or thread the client shows."},
    {"posted_notify_ack", false, posted_notify_ack, "Says what became of a post's notification."},
};

Reply no_upgrade(Ctx& c) {
    throw Err::websocket_upgrade_refused.with("BlockedOrigin", std::string(c.header("Origin")));
}
constexpr Route kRoutes[] = {
    {GET, "/api/v4/websocket", Lane::slow, Access::open, no_upgrade, "The WebSocket; without an upgrade, a refusal."},
};

std::string host_name() {
    char name[256] = {};
    return gethostname(name, sizeof name - 1) == 0 ? name : "";
}

// Scheme, host and port of an address: what a browser sends as Origin.
std::string_view origin_of(std::string_view url) {
    size_t host = url.find("://");
    if (host == std::string_view::npos) return {};
    return url.substr(0, url.find('/', host + 3));
}

}  // namespace

Hub::Hub(Services& services, int loops, Post post)
    : services_(services), post_(std::move(post)), hostname_(host_name()) {
    for (int i = 0; i < loops; ++i) shards_.push_back(std::make_unique<HubShard>(*this, i));
    add_actions(kActions);
}

Hub::~Hub() = default;

std::span<const Route> Hub::routes() { return kRoutes; }

void Hub::add_actions(std::span<const WsAction> actions) {
    for (const WsAction& action : actions) {
        RK_ASSERT(!find_action(action.name));
        auto at = std::lower_bound(actions_.begin(), actions_.end(), std::string_view(action.name),
                                   [](const WsAction* a, std::string_view name) { return a->name < name; });
        actions_.insert(at, &action);
    }
}

const WsAction* Hub::find_action(std::string_view name) const {
    auto at = std::lower_bound(actions_.begin(), actions_.end(), name,
                               [](const WsAction* a, std::string_view n) { return a->name < n; });
    return at != actions_.end() && name == (*at)->name ? *at : nullptr;
}

void Hub::set_presence(PresenceListener listener) { presence_ = std::move(listener); }

// ---- what all shards are told ----

void Hub::change(HubChange change) {
    auto shared = std::make_shared<const HubChange>(std::move(change));
    for (const auto& shard : shards_) post_(shard->loop(), [to = shard.get(), shared] { to->take(shared); });
}

// Nobody listens: nothing to do. Sessions are counted before they read what they may see, so one that is not counted
// yet will read what this event's commit left.
void Hub::publish(std::vector<Event>&& events) {
    if (listener_)
        for (const Event& event : events) listener_(event);
    if (events.empty() || sessions_.load() == 0) return;
    HubChange change;
    change.events.reserve(events.size());
    for (Event& event : events) change.events.push_back(std::make_shared<const Outgoing>(std::move(event)));
    this->change(std::move(change));
}

void Hub::publish_now(Event event) {
    if (listener_) listener_(event);
    if (sessions_.load() == 0) return;
    HubChange change;
    change.events.push_back(std::make_shared<const Outgoing>(std::move(event)));
    this->change(std::move(change));
}

void Hub::change_of_user(HubChange::Kind kind, std::string_view user_id, std::string_view id) {
    {
        std::lock_guard lock(mutex_);
        if (users_.find(user_id) == users_.end()) return;
    }
    HubChange change;
    change.kind = kind;
    change.user_id = user_id;
    change.id = id;
    this->change(std::move(change));
}

void Hub::joined_channel(std::string_view user_id, std::string_view channel_id) {
    change_of_user(HubChange::Kind::joined, user_id, channel_id);
}
void Hub::left_channel(std::string_view user_id, std::string_view channel_id) {
    change_of_user(HubChange::Kind::left, user_id, channel_id);
}
void Hub::joined_team(std::string_view user_id, std::string_view team_id) {
    change_of_user(HubChange::Kind::joined, user_id, team_id);
}
void Hub::left_team(std::string_view user_id, std::string_view team_id) {
    change_of_user(HubChange::Kind::left, user_id, team_id);
}
void Hub::user_sessions_ended(std::string_view user_id) { change_of_user(HubChange::Kind::user_ended, user_id, ""); }
void Hub::user_changed(std::string_view user_id) { change_of_user(HubChange::Kind::user_changed, user_id, ""); }

void Hub::session_ended(std::string_view session_id) {
    if (sessions_.load() == 0) return;
    HubChange change;
    change.kind = HubChange::Kind::session_ended;
    change.id = session_id;
    this->change(std::move(change));
}

void Hub::tick() {
    Millis now = services_.clock->now();
    for (const auto& shard : shards_) post_(shard->loop(), [to = shard.get(), now] { to->tick(now); });
}

void Hub::stop() {
    if (stopped_.exchange(true)) return;
    for (const auto& shard : shards_) post_(shard->loop(), [to = shard.get()] { to->stop(); });
}

// ---- counts ----

void Hub::session_added(const std::string& user_id, const std::string& connection_id, int loop) {
    sessions_.fetch_add(1);
    std::lock_guard lock(mutex_);
    ++users_[user_id].sessions;
    loops_.emplace(connection_id, loop);
}

void Hub::session_removed(const std::string& user_id, const std::string& connection_id) {
    {
        std::lock_guard lock(mutex_);
        auto it = users_.find(user_id);
        RK_ASSERT(it != users_.end());
        if (--it->second.sessions == 0) users_.erase(it);
        loops_.erase(connection_id);
    }
    sessions_.fetch_sub(1);
}

void Hub::connection_opened(const std::string& user_id) {
    connections_.fetch_add(1);
    {
        std::lock_guard lock(mutex_);
        ++users_[user_id].connections;
    }
    if (presence_.connected) presence_.connected(user_id);
}

void Hub::connection_closed(const std::string& user_id) {
    connections_.fetch_sub(1);
    bool last;
    {
        std::lock_guard lock(mutex_);
        last = --users_[user_id].connections == 0;
    }
    if (last && presence_.last_disconnected) presence_.last_disconnected(user_id);
}

size_t Hub::connections_of(std::string_view user_id) const {
    std::lock_guard lock(mutex_);
    auto it = users_.find(user_id);
    return it == users_.end() ? 0 : it->second.connections;
}

std::optional<int> Hub::find_loop_of(std::string_view connection_id) const {
    std::lock_guard lock(mutex_);
    auto it = loops_.find(connection_id);
    return it == loops_.end() ? std::nullopt : std::optional(it->second);
}

// The same as in X-Version-Id.
std::string Hub::server_version() const {
    if (!services_.headers) return config_of(services_)->RenkeiSettings.AnnouncedVersion;
    constexpr std::string_view kName = "X-Version-Id: ";
    auto block = services_.headers->block(services_);
    size_t at = block->find(kName);
    RK_ASSERT(at != std::string::npos);
    return block->substr(at + kName.size(), block->find('\r', at) - at - kName.size());
}

// ---- the door ----

bool Hub::serves(std::string_view path) const { return path == "/api/v4/websocket" || path == "/api/v4/websocket/"; }

// A page of another origin must not use a person's cookie. By default a browser must come from our own host; with
// AllowCorsFrom, from one of those or from SiteURL. Programs send no Origin. (golden admin_http "websocket path without
// an upgrade")
std::unique_ptr<Response> Hub::check_upgrade(const Request& request) {
    std::string_view origin = request.header("Origin");
    if (origin.empty()) return nullptr;
    auto config = config_of(services_);
    const std::string& allowed = config->ServiceSettings.AllowCorsFrom;
    bool ok = false;
    if (allowed.empty()) {
        std::string_view from = origin_of(origin);
        size_t host = from.find("://");
        ok = host != std::string_view::npos && equal_ignore_case(from.substr(host + 3), request.local_host);
    } else {
        ok = allowed == "*" || contains(split_words(allowed), origin) ||
             origin == origin_of(config->ServiceSettings.SiteURL);
    }
    if (ok) return nullptr;
    auto refused = std::make_unique<Response>();
    refused->status = 403;
    refused->content_type = "text/plain; charset=utf-8";
    refused->body = "Forbidden\n";
    return refused;
}

void Hub::accepted(std::shared_ptr<WsConnection> connection, std::unique_ptr<Request> request) {
    std::string locale(request->header("Accept-Language").substr(0, 2));
    auto link = std::make_shared<WsLink>(*this, connection, std::move(locale));
    connection->set_handler(link);
    if (stopped_.load()) return connection->close(1001, "server is stopping");
    std::string token, resume_id, resume_seq;
    // A token in the query string counts for OAuth only, which has its own way to say so; WebSocket clients of it use
    // the header.
    App::Credentials credentials = App::credentials(*request);
    if (credentials.from != App::Credentials::From::query) token = credentials.token;
    for (Header& pair : parse_form(request->query)) {
        if (pair.name == "connection_id") resume_id = std::move(pair.value);
        if (pair.name == "sequence_number") resume_seq = std::move(pair.value);
    }
    link->begin(std::move(token), std::move(resume_id), std::move(resume_seq));
}

}  // namespace rk
