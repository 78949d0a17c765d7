#include "app/hub_shard.h"

#include <algorithm>

#include "app/services.h"
#include "app/session_store.h"
#include "app/workers.h"
#include "app/ws_link.h"
#include "base/log.h"

namespace rk {

namespace {

RK_QUERY(kChannelsOf, "hub_channels_of_user", "SELECT channelid FROM channelmembers WHERE userid = ?1");
RK_QUERY(kTeamsOf, "hub_teams_of_user", "SELECT teamid FROM teammembers WHERE userid = ?1 AND deleteat = 0");
RK_QUERY(kShareChannel, "hub_users_share_channel",
         "SELECT 1 FROM channelmembers a JOIN channelmembers b ON b.channelid = a.channelid AND b.userid = ?2"
         " WHERE a.userid = ?1 LIMIT 1");

// Runs a read where it may wait: in place where the engine is quick, else on a worker. False when no worker is free.
bool read_somewhere(Services& services, std::function<void()> work) {
    if (!services.db->reads_in_place()) return services.workers->post("socket", std::move(work));
    work();
    return true;
}

}  // namespace

HubShard::~HubShard() = default;

std::shared_ptr<WsSession> HubShard::add(SessionPtr login, std::shared_ptr<WsLink> link, std::string locale,
                                         std::string first_reply) {
    auto session = std::make_shared<WsSession>(*this, std::move(login), std::move(locale));
    session->reply_after_hello_ = std::move(first_reply);
    session->slot_ = all_.size();
    all_.push_back(session);
    by_user_[session->user_id()].push_back(session.get());
    by_connection_.emplace(session->connection_id(), session.get());
    ++loading_;
    // Counted before memberships are read, so that a change committed meanwhile is not skipped for want of listeners.
    hub_.session_added(session->user_id(), session->connection_id(), loop_);
    link->bind(session, loop_);
    session->attach(std::move(link));
    load(session);
    return session;
}

void HubShard::load(const std::shared_ptr<WsSession>& session) {
    auto read = [this, session] {
        auto places = std::make_shared<std::vector<std::string>>();
        try {
            hub_.services().db->run_read([&](Tx& tx) {
                *places = tx.list_text(kChannelsOf, session->user_id());
                for (std::string& team : tx.list_text(kTeamsOf, session->user_id())) places->push_back(std::move(team));
            });
        } catch (const std::exception& failure) {
            log::error("memberships of a WebSocket's account could not be read",
                       {{"user_id", session->user_id()}, {"detail", failure.what()}});
            places = nullptr;
        }
        auto done = [this, session, places] {
            if (places) loaded(session, std::move(*places));
            else session->close(1011, "try again later"), forget(*session);
        };
        if (hub_.services().db->reads_in_place()) done();
        else hub_.post(loop_, done);
    };
    if (!read_somewhere(hub_.services(), read)) {
        session->close(1013, "try again later");
        forget(*session);
    }
    remove_forgotten();
}

void HubShard::loaded(const std::shared_ptr<WsSession>& session, std::vector<std::string> places) {
    if (session->state() != WsSession::State::loading) return;
    --loading_;
    for (const std::string& place : places) join(*session, place);
    session->open(std::exchange(session->reply_after_hello_, {}));
    for (const HubChangePtr& change : std::exchange(session->waiting_changes_, {})) {
        if (change->kind != HubChange::Kind::events) {
            apply(*session, *change);
            continue;
        }
        for (const OutgoingPtr& event : change->events)
            if (concerns(*session, *event)) offer(*session, event);
    }
    for (auto& [message, binary] : std::exchange(session->waiting_messages_, {})) session->on_message(message, binary);
    remove_forgotten();
}

std::shared_ptr<WsSession> HubShard::find_resumable(std::string_view connection_id, std::string_view user_id,
                                                    int64_t seq) {
    auto it = by_connection_.find(connection_id);
    if (it == by_connection_.end()) return nullptr;
    WsSession& session = *it->second;
    if (session.state() != WsSession::State::dormant || session.user_id() != user_id) return nullptr;
    if (session.can_resume(seq)) return session.shared_from_this();
    forget(session);
    remove_forgotten();
    return nullptr;
}

void HubShard::take(const HubChangePtr& change) {
    if (change->kind == HubChange::Kind::events) {
        if (loading_ > 0)
            for (const auto& session : all_)
                if (session->state() == WsSession::State::loading) session->waiting_changes_.push_back(change);
        for (const OutgoingPtr& event : change->events) dispatch(event);
    } else if (change->kind == HubChange::Kind::session_ended) {
        for (const auto& session : all_)
            if (session->session()->id == change->id) session->end();
    } else {
        for (const auto& session : sessions_of(change->user_id)) {
            bool waits = session->state() == WsSession::State::loading &&
                         (change->kind == HubChange::Kind::joined || change->kind == HubChange::Kind::left);
            if (waits) session->waiting_changes_.push_back(change);
            else apply(*session, *change);
        }
    }
    remove_forgotten();
}

void HubShard::apply(WsSession& session, const HubChange& change) {
    switch (change.kind) {
        case HubChange::Kind::joined: return join(session, change.id);
        case HubChange::Kind::left: return leave(session, change.id);
        case HubChange::Kind::user_ended: return session.end();
        case HubChange::Kind::user_changed: return refresh(session.shared_from_this());
        case HubChange::Kind::session_ended:
        case HubChange::Kind::events: return;
    }
}

std::vector<std::shared_ptr<WsSession>> HubShard::sessions_of(std::string_view user_id) const {
    std::vector<std::shared_ptr<WsSession>> sessions;
    if (auto it = by_user_.find(user_id); it != by_user_.end())
        for (WsSession* session : it->second) sessions.push_back(session->shared_from_this());
    return sessions;
}

// The narrowest address decides who is asked; may_see has the rest. As there: an event for an account goes to all its
// connections, whatever channel it names.
void HubShard::dispatch(const OutgoingPtr& event) {
    const Broadcast& to = event->event.broadcast;
    if (!to.connection_id.empty()) {
        if (auto it = by_connection_.find(to.connection_id); it != by_connection_.end()) offer(*it->second, event);
    } else if (!to.user_id.empty()) {
        if (auto it = by_user_.find(to.user_id); it != by_user_.end())
            for (WsSession* session : it->second) offer(*session, event);
    } else if (const std::string& place = to.channel_id.empty() ? to.team_id : to.channel_id; !place.empty()) {
        if (auto it = places_.find(place); it != places_.end())
            for (const Place::Seat& seat : it->second.seats) offer(*seat.session, event);
    } else {
        for (const auto& session : all_) offer(*session, event);
    }
}

bool HubShard::concerns(const WsSession& session, const Outgoing& event) const {
    const Broadcast& to = event.event.broadcast;
    if (!to.connection_id.empty()) return session.connection_id() == to.connection_id;
    if (!to.user_id.empty()) return session.user_id() == to.user_id;
    const std::string& place = to.channel_id.empty() ? to.team_id : to.channel_id;
    if (place.empty()) return true;
    return std::any_of(session.places_.begin(), session.places_.end(),
                       [&](const WsSession::Membership& m) { return *m.place->id == place; });
}

void HubShard::offer(WsSession& session, const OutgoingPtr& event) {
    if (session.state() != WsSession::State::open && session.state() != WsSession::State::dormant) return;
    if (!session.may_see(*event)) return;
    if (session.is_guest() && !event->about_user_id.empty() && event->about_user_id != session.user_id())
        return ask_for_guest(session, event);
    session.send(event);
}

// A guest hears only of accounts that they share a channel with, and so of no new ones.
void HubShard::ask_for_guest(WsSession& session, const OutgoingPtr& event) {
    if (event->event.name == EventName::new_user) return;
    read_somewhere(hub_.services(), [this, guest = session.shared_from_this(), event] {
        bool share = false;
        try {
            hub_.services().db->run_read([&](Tx& tx) {
                share = tx.find_integer(kShareChannel, guest->user_id(), event->about_user_id).has_value();
            });
        } catch (const std::exception& failure) {
            log::warn("a guest was not told of a changed account", {{"detail", failure.what()}});
        }
        if (!share) return;
        auto tell = [guest, event] {
            if (guest->state() == WsSession::State::open || guest->state() == WsSession::State::dormant)
                guest->send(event);
        };
        if (hub_.services().db->reads_in_place()) tell();
        else hub_.post(loop_, tell);
    });
}

void HubShard::join(WsSession& session, const std::string& place_id) {
    for (const WsSession::Membership& m : session.places_)
        if (*m.place->id == place_id) return;
    auto it = places_.try_emplace(place_id).first;
    Place& place = it->second;
    place.id = &it->first;
    place.seats.push_back({&session, static_cast<uint32_t>(session.places_.size())});
    session.places_.push_back({&place, static_cast<uint32_t>(place.seats.size() - 1)});
}

void HubShard::leave(WsSession& session, std::string_view place_id) {
    for (size_t i = 0; i < session.places_.size(); ++i)
        if (*session.places_[i].place->id == place_id) return leave_at(session, i);
}

// The last seat and the last membership move to where the removed ones were.
void HubShard::leave_at(WsSession& session, size_t index) {
    auto [place, seat] = session.places_[index];
    place->seats[seat] = place->seats.back();
    place->seats[seat].session->places_[place->seats[seat].index].seat = seat;
    place->seats.pop_back();
    session.places_[index] = session.places_.back();
    session.places_.pop_back();
    if (index < session.places_.size()) {
        const WsSession::Membership& moved = session.places_[index];
        moved.place->seats[moved.seat].index = static_cast<uint32_t>(index);
    }
    if (place->seats.empty()) places_.erase(places_.find(*place->id));
}

void HubShard::refresh(const std::shared_ptr<WsSession>& session) {
    Services& services = hub_.services();
    if (SessionPtr login = services.sessions->find_cached(session->session()->token))
        return session->set_session(login);
    auto read = [this, session, token = session->session()->token] {
        SessionPtr login;
        bool known = true;
        try {
            hub_.services().db->run_read([&](Tx& tx) { login = hub_.services().sessions->load(tx, token); });
        } catch (const std::exception& failure) {
            known = false;
            log::warn("the login behind a WebSocket could not be read", {{"detail", failure.what()}});
        }
        if (!known) return;
        auto done = [session, login] {
            if (login) session->set_session(login);
            else session->end();
        };
        if (hub_.services().db->reads_in_place()) return done();
        hub_.post(loop_, [this, done] {
            done();
            remove_forgotten();
        });
    };
    if (!read_somewhere(services, read)) log::warn("no worker was free to read the login behind a WebSocket");
}

void HubShard::tick(Millis now) {
    std::erase_if(watched_, [&](const std::shared_ptr<WsLink>& link) { return !link->tick(now); });
    for (const auto& session : all_) session->tick(now);
    remove_forgotten();
}

void HubShard::stop() {
    for (const auto& link : std::exchange(watched_, {})) link->close(1001, "server is stopping");
    for (const auto& session : all_) session->close(1001, "server is stopping");
}

void HubShard::forget(WsSession& session) {
    if (session.state() == WsSession::State::gone) return;
    if (session.state() == WsSession::State::loading) --loading_;
    session.state_ = WsSession::State::gone;
    session.detach();
    forgotten_.push_back(session.shared_from_this());
}

void HubShard::remove_forgotten() {
    while (!forgotten_.empty())
        for (const auto& session : std::exchange(forgotten_, {})) remove(*session);
}

void HubShard::remove(WsSession& session) {
    while (!session.places_.empty()) leave_at(session, session.places_.size() - 1);
    if (auto it = by_user_.find(session.user_id()); it != by_user_.end()) {
        std::erase(it->second, &session);
        if (it->second.empty()) by_user_.erase(it);
    }
    if (auto it = by_connection_.find(session.connection_id()); it != by_connection_.end()) by_connection_.erase(it);
    hub_.session_removed(session.user_id(), session.connection_id());
    all_.back()->slot_ = session.slot_;
    std::swap(all_[session.slot_], all_.back());
    all_.pop_back();
}

}  // namespace rk
