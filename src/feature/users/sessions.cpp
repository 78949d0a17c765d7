#include "feature/users/sessions.h"

#include <algorithm>

#include "app/hub.h"
#include "app/services.h"
#include "app/session_store.h"
#include "base/ids.h"
#include "base/strings.h"
#include "feature/oauth/oauth.h"
#include "feature/users/users.h"

namespace rk::users {

namespace {

constexpr Millis kHourMs = 3'600'000;
constexpr Millis kActivityEveryMs = 5 * 60'000;  // how exact last_activity_at is

RK_QUERY(kInsert, "session_insert", "INSERT INTO sessions ({Session}) VALUES ({?Session})");
RK_QUERY(kById, "session_by_id", "SELECT {Session} FROM sessions WHERE id = ?1");
RK_QUERY(kByToken, "session_of_token", "SELECT {Session} FROM sessions WHERE token = ?1");
RK_QUERY(kOfUser, "sessions_of_user",
         "SELECT {Session} FROM sessions WHERE userid = ?1 ORDER BY lastactivityat DESC, id");
RK_QUERY(kOfDevice, "sessions_of_device",
         "SELECT {Session} FROM sessions WHERE userid = ?1 AND deviceid = ?2 AND id <> ?3");
RK_QUERY(kDelete, "session_delete", "DELETE FROM sessions WHERE id = ?1");
RK_QUERY(kDeleteOfUser, "sessions_delete_of_user", "DELETE FROM sessions WHERE userid = ?1");
RK_QUERY(kDeleteAll, "sessions_delete_all", "DELETE FROM sessions", nullptr, "an administrator ends them all");
RK_QUERY(kUsersWithSessions, "sessions_users", "SELECT DISTINCT userid FROM sessions", nullptr,
         "an administrator ends them all");
RK_QUERY(kSetRoles, "sessions_set_roles", "UPDATE sessions SET roles = ?2 WHERE userid = ?1");
RK_QUERY(kSetDevice, "session_set_device",
         "UPDATE sessions SET deviceid = ?2, props = ?3, expiresat = ?4, expirednotify = FALSE WHERE id = ?1");
RK_QUERY(kUsed, "session_used",
         "UPDATE sessions SET lastactivityat = ?2, expiresat = CASE WHEN expiresat < ?3 THEN ?3 ELSE expiresat END"
         " WHERE id = ?1");

void forget_token(Tx& tx, const Session& session) {
    tx.after_commit([services = &tx.services(), token = session.token, id = session.id] {
        services->sessions->forget_token(token);
        if (services->hub) services->hub->session_ended(id);
    });
}

Millis length_ms(const Config& config, bool mobile) {
    const auto& s = config.ServiceSettings;
    return (mobile ? s.SessionLengthMobileInHours : s.SessionLengthWebInHours) * kHourMs;
}

bool is_mobile(const Session& session) {
    auto mobile = session.props.find("isMobile");
    return !session.device_id.empty() || (mobile != session.props.end() && mobile->second == "true");
}

Session new_session(Tx& tx, const User& user, StringMap props) {
    Session session;
    session.id = new_id();
    session.token = new_id();
    session.create_at = session.last_activity_at = tx.now();
    session.user_id = user.id;
    session.roles = user.roles;
    session.props = std::move(props);
    session.props.try_emplace("csrf", new_id());
    return session;
}

void store_new(Tx& tx, const Session& session) {
    tx.exec(kInsert, session);
    tx.after_commit([services = &tx.services(), shared = std::make_shared<const Session>(session)] {
        services->sessions->put(shared);
    });
}

}  // namespace

Session add_session(Tx& tx, const User& user, std::string_view device_id, StringMap props) {
    Session session = new_session(tx, user, std::move(props));
    session.device_id = device_id;
    session.props.try_emplace("isMobile", device_id.empty() ? "false" : "true");
    session.props.try_emplace("isSaml", "false");
    session.props.try_emplace("isOAuthUser", "false");
    session.props.try_emplace("is_guest", is_guest(user) ? "true" : "false");
    session.expires_at = tx.now() + length_ms(*config_of(tx), is_mobile(session));
    if (!device_id.empty()) sessions::remove_of_device(tx, user.id, device_id, "");
    store_new(tx, session);
    return session;
}

void remove_session(Tx& tx, const Session& session) {
    if (session.is_oauth) oauth::token_ended(tx, session.token);
    tx.exec(kDelete, session.id);
    forget_token(tx, session);
}

void remove_sessions_of(Tx& tx, std::string_view user_id) {
    oauth::tokens_of_user_ended(tx, user_id);
    tx.exec(kDeleteOfUser, user_id);
    tx.after_commit([services = &tx.services(), id = std::string(user_id)] {
        services->sessions->forget_user(id);
        if (services->hub) services->hub->user_sessions_ended(id);
    });
}

namespace sessions {

std::optional<Session> find(Tx& tx, std::string_view session_id) { return tx.find<Session>(kById, session_id); }

std::optional<Session> find_by_token(Tx& tx, std::string_view token) { return tx.find<Session>(kByToken, token); }

Session add_for_app(Tx& tx, const User& user, StringMap props) {
    Session session = new_session(tx, user, std::move(props));
    session.is_oauth = true;
    session.expires_at = tx.now() + config_of(tx)->ServiceSettings.SessionLengthSSOInHours * kHourMs;
    store_new(tx, session);
    return session;
}

std::vector<Session> list_of(Tx& tx, std::string_view user_id) {
    auto all = tx.list<Session>(kOfUser, user_id);
    // Those of access tokens are in no table: as long as they are in use, they are known.
    for (const SessionPtr& token : tx.services().sessions->list_cached(user_id, is_access_token))
        if (std::none_of(all.begin(), all.end(), [&](const Session& s) { return s.id == token->id; }))
            all.push_back(*token);
    std::erase_if(all, [&](const Session& s) { return s.expires_at > 0 && s.expires_at < tx.now(); });
    for (Session& session : all) session.token.clear();
    return all;
}

std::vector<Session> list_whole(Tx& tx, std::string_view user_id) { return tx.list<Session>(kOfUser, user_id); }

std::string list_json(const std::vector<Session>& sessions) {
    std::string out = "[";
    for (const Session& session : sessions) {
        if (out.size() > 1) out += ',';
        std::string one = to_json(session);
        one.back() = ',';
        out += one + "\"team_members\":[]}";
    }
    return out + "]";
}

void set_roles(Tx& tx, std::string_view user_id, std::string_view roles) {
    tx.exec(kSetRoles, user_id, roles);
    tx.after_commit([services = &tx.services(), id = std::string(user_id)] { services->sessions->forget_user(id); });
}

void remove_of_device(Tx& tx, std::string_view user_id, std::string_view device_id, std::string_view but_session_id) {
    for (const Session& old : tx.list<Session>(kOfDevice, user_id, device_id, but_session_id)) remove_session(tx, old);
}

void set_device(Tx& tx, const Session& session, std::string_view device_id, const StringMap& props) {
    Session changed = session;
    if (!device_id.empty()) {
        remove_of_device(tx, session.user_id, device_id, session.id);
        changed.device_id = device_id;
        changed.expires_at = tx.now() + length_ms(*config_of(tx), true);
    }
    for (const auto& [key, value] : props) changed.props[key] = value;
    std::string json;
    JsonWriter w(json);
    w.begin_object();
    for (const auto& [key, value] : changed.props) w.field(key, value);
    w.end_object();
    tx.exec(kSetDevice, session.id, changed.device_id, json, changed.expires_at);
    tx.after_commit([services = &tx.services(), token = session.token] { services->sessions->forget_token(token); });
}

void remove_all(Tx& tx) {
    std::vector<std::string> user_ids = tx.list_text(kUsersWithSessions);
    oauth::all_tokens_ended(tx);
    tx.exec(kDeleteAll);
    tx.after_commit([services = &tx.services(), user_ids = std::move(user_ids)] {
        services->sessions->clear();
        if (services->hub)
            for (const std::string& id : user_ids) services->hub->user_sessions_ended(id);
    });
}

namespace {

// The number behind `name`, as far as it is a version.
std::string version_behind(std::string_view agent, std::string_view name) {
    size_t at = agent.find(name);
    if (at == std::string_view::npos) return {};
    std::string_view rest = agent.substr(at + name.size());
    return std::string(rest.substr(0, rest.find_first_not_of("0123456789.")));
}

}  // namespace

StringMap props_of_agent(std::string_view agent) {
    auto has = [&](std::string_view word) { return agent.find(word) != std::string_view::npos; };
    std::string platform = "Unknown", os = "", browser = "unknown";
    if (has("Windows")) {
        platform = "Windows", os = "Windows";
        for (auto [nt, name] : {std::pair{"Windows NT 10.0", "Windows 10"},
                                {"Windows NT 6.3", "Windows 8.1"},
                                {"Windows NT 6.2", "Windows 8"},
                                {"Windows NT 6.1", "Windows 7"}})
            if (has(nt)) os = name;
    } else if (has("iPhone")) {
        platform = "iPhone", os = "iOS";
    } else if (has("iPad")) {
        platform = "iPad", os = "iOS";
    } else if (has("Mac OS X") || has("Macintosh")) {
        platform = "Macintosh", os = "Mac OS";
    } else if (has("Android")) {
        platform = "Linux", os = "Android";
    } else if (has("CrOS")) {
        platform = "Linux", os = "Chrome OS";
    } else if (has("Linux")) {
        platform = "Linux", os = "Linux";
    }
    // The more particular names first: Edge and the apps name Chrome too, Chrome names Safari.
    for (auto [word, name] : {std::pair{"Mattermost Mobile/", "Mobile App"},
                              {"Mattermost/", "Desktop App"},
                              {"mmctl/", "mmctl"},
                              {"Edg/", "Edge"},
                              {"Edge/", "Edge"},
                              {"OPR/", "Opera"},
                              {"Firefox/", "Firefox"},
                              {"Chrome/", "Chrome"},
                              {"Version/", "Safari"}}) {
        if (!has(word) || (std::string_view(name) == "Safari" && !has("Safari/"))) continue;
        browser = name;
        if (std::string version = version_behind(agent, word); !version.empty()) browser += "/" + version;
        break;
    }
    return {{"platform", platform}, {"os", os}, {"browser", browser}};
}

void used(Services& services, const SessionPtr& session) {
    Millis now = services.clock->now();
    if (now - session->last_activity_at < kActivityEveryMs || is_access_token(*session)) return;  // a token has no row
    auto config = config_of(services);
    Session changed = *session;
    changed.last_activity_at = now;
    // A session is prolonged when a hundredth of its length, at most a day, has gone by.
    Millis length = length_ms(*config, is_mobile(*session));
    if (config->ServiceSettings.ExtendSessionLengthWithActivity && !session->is_oauth &&
        now + length - session->expires_at > std::min<Millis>(length / 100, 24 * kHourMs))
        changed.expires_at = now + length;
    services.sessions->replace(std::make_shared<const Session>(changed));
    // Nothing is lost when the queue is full: the next use after five minutes writes it.
    services.db->post_write(
        [id = changed.id, now, expires = changed.expires_at](Tx& tx) { tx.exec(kUsed, id, now, expires); },
        [](std::exception_ptr) {});
}

}  // namespace sessions
}  // namespace rk::users
