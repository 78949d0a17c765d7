// Which session a token stands for: a cache in front of the sessions table. Thread-safe.
// Changes of sessions go through feature/users/sessions; it calls put and forget_* here after its commit.
#pragma once
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "app/route.h"

namespace rk {

// Whether the session is a personal access token's: never written, never prolonged.
inline bool is_access_token(const Session& session) {
    auto type = session.props.find("type");
    return type != session.props.end() && type->second == "UserAccessToken";
}

class SessionStore {
  public:
    // From the cache; null when it is not there (which says nothing about the store).
    SessionPtr find_cached(std::string_view token) const;
    // From the store, and into the cache; null when there is none.
    SessionPtr load(Tx& tx, std::string_view token);
    // Where load() looks for a token that no session has: personal access tokens. Set once, before the first request.
    using Fallback = std::optional<Session> (*)(Tx& tx, std::string_view token);
    void set_fallback(Fallback fallback) { fallback_ = fallback; }
    // Told of every request of a session: notes activity, prolongs. Set once, before the first request; must be cheap.
    using Used = void (*)(Services& services, const SessionPtr& session);
    void set_used(Used hook) { used_ = hook; }
    void used(Services& services, const SessionPtr& session) const {
        if (used_) used_(services, session);
    }
    void put(SessionPtr session);
    // Takes the place of the cached session of the same token; nothing when that has been forgotten meanwhile.
    void replace(SessionPtr session);
    void forget_token(std::string_view token);
    void forget_session(std::string_view session_id);
    void forget_user(std::string_view user_id);
    // The sessions of an account that are in the cache and that `wanted` picks.
    std::vector<SessionPtr> list_cached(std::string_view user_id, bool (*wanted)(const Session&)) const;
    void clear();

  private:
    struct Hash {
        using is_transparent = void;
        size_t operator()(std::string_view s) const { return std::hash<std::string_view>()(s); }
    };
    using Map = std::unordered_map<std::string, SessionPtr, Hash, std::equal_to<>>;
    static constexpr size_t kMax = 50'000;  // then it starts afresh: a miss costs one indexed read
    Fallback fallback_ = nullptr;
    Used used_ = nullptr;
    mutable std::mutex mutex_;  // guards sessions_
    Map sessions_;
};

}  // namespace rk
