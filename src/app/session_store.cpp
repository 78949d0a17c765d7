#include "app/session_store.h"

#include "app/services.h"

namespace rk {

namespace {

RK_QUERY(kSessionByToken, "session_by_token", "SELECT {Session} FROM sessions WHERE token = ?1");

}  // namespace

SessionPtr SessionStore::find_cached(std::string_view token) const {
    std::lock_guard lock(mutex_);
    auto it = sessions_.find(token);
    return it == sessions_.end() ? nullptr : it->second;
}

SessionPtr SessionStore::load(Tx& tx, std::string_view token) {
    auto session = tx.find<Session>(kSessionByToken, token);
    if (!session && fallback_) session = fallback_(tx, token);
    if (!session) return nullptr;
    auto shared = std::make_shared<const Session>(std::move(*session));
    put(shared);
    return shared;
}

void SessionStore::put(SessionPtr session) {
    std::lock_guard lock(mutex_);
    if (sessions_.size() >= kMax) sessions_.clear();
    std::string token = session->token;
    sessions_.insert_or_assign(std::move(token), std::move(session));
}

void SessionStore::replace(SessionPtr session) {
    std::lock_guard lock(mutex_);
    if (auto it = sessions_.find(session->token); it != sessions_.end()) it->second = std::move(session);
}

void SessionStore::forget_token(std::string_view token) {
    std::lock_guard lock(mutex_);
    if (auto it = sessions_.find(token); it != sessions_.end()) sessions_.erase(it);
}

void SessionStore::forget_session(std::string_view session_id) {
    std::lock_guard lock(mutex_);
    std::erase_if(sessions_, [&](const auto& entry) { return entry.second->id == session_id; });
}

std::vector<SessionPtr> SessionStore::list_cached(std::string_view user_id, bool (*wanted)(const Session&)) const {
    std::vector<SessionPtr> found;
    std::lock_guard lock(mutex_);
    for (const auto& [token, session] : sessions_)
        if (session->user_id == user_id && wanted(*session)) found.push_back(session);
    return found;
}

void SessionStore::forget_user(std::string_view user_id) {
    std::lock_guard lock(mutex_);
    std::erase_if(sessions_, [&](const auto& entry) { return entry.second->user_id == user_id; });
}

void SessionStore::clear() {
    std::lock_guard lock(mutex_);
    sessions_.clear();
}

}  // namespace rk
