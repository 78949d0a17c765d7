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
    by_connection_.emplace(session->connection_id(), session.get());
    std::shared_ptr<HubAccount>& account = accounts_[session->user_id()];
    if (!account) {
        account = std::make_shared<HubAccount>();
        account->user_id = session->user_id();
    }
    account->sessions.push_back(session.get());
    session->account_ = account.get();
    session->waits_from_ = account->waiting.size();
    // Counted before memberships are read, so that a change committed meanwhile is not skipped for want of listeners.
    hub_.session_added(session->user_id(), session->connection_id(), loop_);
    link->bind(session, loop_);
    session->attach(std::move(link));
    // Once known they are kept up to date by what the shard is told.
    if (account->memberships == HubAccount::Memberships::known) greet(*session), hear(*session);
    else if (account->memberships == HubAccount::Memberships::unread) load(account);
    remove_forgotten();
    return session;
}

void HubShard::load(std::shared_ptr<HubAccount> account) {
    account->memberships = HubAccount::Memberships::being_read;
    being_read_.push_back(account.get());
    auto read = [this, account] {
        auto places = std::make_shared<std::vector<std::string>>();
        try {
            hub_.services().db->run_read([&](Tx& tx) {
                *places = tx.list_text(kChannelsOf, account->user_id);
                for (std::string& team : tx.list_text(kTeamsOf, account->user_id)) places->push_back(std::move(team));
            });
        } catch (const std::exception& failure) {
            log::error("memberships of a WebSocket's account could not be read",
                       {{"user_id", account->user_id}, {"detail", failure.what()}});
            places = nullptr;
        }
        auto done = [this, account, places] {
            if (places) loaded(*account, *places);
            else not_loaded(*account, 1011);
            remove_forgotten();
        };
        if (hub_.services().db->reads_in_place()) done();
        else hub_.post(loop_, done);
    };
    if (!read_somewhere(hub_.services(), read)) not_loaded(*account, 1013);
}

void HubShard::loaded(HubAccount& account, const std::vector<std::string>& places) {
    std::erase(being_read_, &account);
    if (account.sessions.empty()) return;  // all gone meanwhile
    account.memberships = HubAccount::Memberships::known;
    account.places.reserve(places.size());
    for (const std::string& place : places) join(account, place);
    const std::vector<WsSession*> sessions = account.sessions;
    for (WsSession* session : sessions)
        if (session->state() == WsSession::State::loading) greet(*session);
    const std::vector<HubChangePtr> changes = std::exchange(account.waiting, {});
    for (size_t i = 0; i < changes.size(); ++i) {
        if (changes[i]->kind != HubChange::Kind::events) {
            move(account, *changes[i]);
            continue;
        }
        for (const OutgoingPtr& event : changes[i]->events)
            for (WsSession* session : sessions)
                if (session->waits_from_ <= i && concerns(*session, *event)) offer(*session, event);
    }
    for (WsSession* session : sessions) hear(*session);
}

void HubShard::not_loaded(HubAccount& account, uint16_t code) {
    std::erase(being_read_, &account);
    account.memberships = HubAccount::Memberships::unread;
    account.waiting.clear();
    for (WsSession* session : account.sessions) {
        session->close(code, "try again later");
        forget(*session);
    }
}

void HubShard::greet(WsSession& session) { session.open(std::exchange(session.reply_after_hello_, {})); }

void HubShard::hear(WsSession& session) {
    for (auto& [message, binary] : std::exchange(session.waiting_messages_, {})) session.on_message(message, binary);
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
        for (HubAccount* account : being_read_) account->waiting.push_back(change);
        for (const OutgoingPtr& event : change->events) dispatch(event);
    } else if (change->kind == HubChange::Kind::session_ended) {
        for (const auto& session : all_)
            if (session->session()->id == change->id) session->end();
    } else if (auto it = accounts_.find(change->user_id); it != accounts_.end()) {
        HubAccount& account = *it->second;
        if (change->kind == HubChange::Kind::joined || change->kind == HubChange::Kind::left) {
            if (account.memberships == HubAccount::Memberships::being_read) account.waiting.push_back(change);
            else if (account.memberships == HubAccount::Memberships::known) move(account, *change);
        } else {
            for (const auto& session : sessions_of(account)) {
                if (change->kind == HubChange::Kind::user_ended) session->end();
                else refresh(session);
            }
        }
    }
    remove_forgotten();
}

std::vector<std::shared_ptr<WsSession>> HubShard::sessions_of(const HubAccount& account) {
    std::vector<std::shared_ptr<WsSession>> sessions;
    for (WsSession* session : account.sessions) sessions.push_back(session->shared_from_this());
    return sessions;
}

// The narrowest address decides who is asked; may_see has the rest. As there: an event for an account goes to all its
// connections, whatever channel it names.
void HubShard::dispatch(const OutgoingPtr& event) {
    const Broadcast& to = event->event.broadcast;
    if (!to.connection_id.empty()) {
        if (auto it = by_connection_.find(to.connection_id); it != by_connection_.end()) offer(*it->second, event);
    } else if (!to.user_id.empty()) {
        if (auto it = accounts_.find(to.user_id); it != accounts_.end())
            for (WsSession* session : it->second->sessions) offer(*session, event);
    } else if (const std::string& place = to.channel_id.empty() ? to.team_id : to.channel_id; !place.empty()) {
        if (auto it = places_.find(place); it != places_.end())
            for (const Place::Seat& seat : it->second.seats)
                for (WsSession* session : seat.account->sessions) offer(*session, event);
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
    const auto& places = session.account_->places;
    return std::any_of(places.begin(), places.end(),
                       [&](const HubAccount::Membership& m) { return *m.place->id == place; });
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

void HubShard::move(HubAccount& account, const HubChange& change) {
    if (change.kind == HubChange::Kind::left) return leave(account, change.id);
    for (const HubAccount::Membership& m : account.places)
        if (*m.place->id == change.id) return;
    join(account, change.id);
}

// Not twice.
void HubShard::join(HubAccount& account, const std::string& place_id) {
    auto it = places_.try_emplace(place_id).first;
    Place& place = it->second;
    place.id = &it->first;
    place.seats.push_back({&account, static_cast<uint32_t>(account.places.size())});
    account.places.push_back({&place, static_cast<uint32_t>(place.seats.size() - 1)});
}

void HubShard::leave(HubAccount& account, std::string_view place_id) {
    for (size_t i = 0; i < account.places.size(); ++i)
        if (*account.places[i].place->id == place_id) return leave_at(account, i);
}

// The last seat and the last membership move to where the removed ones were.
void HubShard::leave_at(HubAccount& account, size_t index) {
    auto [place, seat] = account.places[index];
    place->seats[seat] = place->seats.back();
    place->seats[seat].account->places[place->seats[seat].index].seat = seat;
    place->seats.pop_back();
    account.places[index] = account.places.back();
    account.places.pop_back();
    if (index < account.places.size()) {
        const HubAccount::Membership& moved = account.places[index];
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
    session.state_ = WsSession::State::gone;
    session.detach();
    forgotten_.push_back(session.shared_from_this());
}

void HubShard::remove_forgotten() {
    while (!forgotten_.empty())
        for (const auto& session : std::exchange(forgotten_, {})) remove(*session);
}

void HubShard::remove(WsSession& session) {
    HubAccount& account = *session.account_;
    std::erase(account.sessions, &session);
    session.account_ = nullptr;
    if (account.sessions.empty()) {
        while (!account.places.empty()) leave_at(account, account.places.size() - 1);
        std::erase(being_read_, &account);
        accounts_.erase(accounts_.find(session.user_id()));
    }
    if (auto it = by_connection_.find(session.connection_id()); it != by_connection_.end()) by_connection_.erase(it);
    hub_.session_removed(session.user_id(), session.connection_id());
    all_.back()->slot_ = session.slot_;
    std::swap(all_[session.slot_], all_.back());
    all_.pop_back();
}

}  // namespace rk
