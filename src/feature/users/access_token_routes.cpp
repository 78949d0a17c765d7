#include "app/access.h"
#include "app/hub.h"
#include "app/services.h"
#include "app/session_store.h"
#include "base/ids.h"
#include "base/strings.h"
#include "feature/users/access_tokens.h"
#include "feature/users/audits.h"
#include "feature/users/bodies.h"
#include "feature/users/mails.h"
#include "feature/users/rules.h"
#include "feature/users/users.h"

namespace rk::users {

namespace {

RK_QUERY(kInsert, "access_token_insert",
         "INSERT INTO useraccesstokens ({UserAccessToken}) VALUES ({?UserAccessToken})");
RK_QUERY(kById, "access_token_by_id", "SELECT {UserAccessToken} FROM useraccesstokens WHERE id = ?1");
RK_QUERY(kByToken, "access_token_by_token", "SELECT {UserAccessToken} FROM useraccesstokens WHERE token = ?1");
RK_QUERY(kOfUser, "access_tokens_of_user",
         "SELECT {UserAccessToken} FROM useraccesstokens WHERE userid = ?1 ORDER BY id LIMIT ?2 OFFSET ?3");
RK_QUERY(kAll, "access_tokens_all", "SELECT {UserAccessToken} FROM useraccesstokens ORDER BY id LIMIT ?1 OFFSET ?2",
         nullptr, "a page for administrators");
RK_QUERY(kSearch, "access_tokens_search",
         "SELECT {t.UserAccessToken} FROM useraccesstokens t JOIN users u ON u.id = t.userid"
         " WHERE t.id = ?1 OR t.userid = ?1 OR u.username LIKE ?2 ESCAPE '*' ORDER BY t.id LIMIT 100",
         nullptr, "an administrator looks for a token");
RK_QUERY(kSetActive, "access_token_set_active", "UPDATE useraccesstokens SET isactive = ?2 WHERE id = ?1");
RK_QUERY(kDelete, "access_token_delete", "DELETE FROM useraccesstokens WHERE id = ?1");

// Nobody is let in by it any more once the commit is done, and its sockets are closed.
void forget(Tx& tx, const UserAccessToken& token) {
    tx.after_commit([services = &tx.services(), token] {
        services->sessions->forget_token(token.token);
        if (services->hub) services->hub->session_ended(token.id);
    });
}

UserAccessToken get_token(Tx& tx, std::string_view token_id) {
    if (auto token = tx.find<UserAccessToken>(kById, token_id)) return std::move(*token);
    throw Err::access_token_not_found;
}

UserAccessToken without_secret(UserAccessToken token) {
    token.token.clear();
    return token;
}

std::string list_json(std::vector<UserAccessToken> tokens) {
    for (auto& token : tokens) token.token.clear();
    return to_json(tokens);
}

void require_for(Tx& tx, const Ctx& c, Permission permission, std::string_view user_id) {
    access::require(tx, c.actor(), permission);
    if (!may_edit(tx, c.actor(), user_id)) throw Err::no_permission.because("edit_other_users");
}

Reply create(Ctx& c, Tx& tx) {
    std::string user_id = c.id("user_id");
    User user = get(tx, user_id);
    if (c.session()->is_oauth) throw Err::no_permission.because("create_user_access_token");
    Json body = c.body_object("user_access_token");
    std::string description = body["description"].as_string();
    if (description.empty()) throw Err::invalid_body_param.with("Name", "description");
    if (utf8_length(description) > 255) throw Err::access_token_description_too_long;
    require_for(tx, c, Permission::create_user_access_token, user_id);
    if (!config_of(tx)->ServiceSettings.EnableUserAccessTokens && !user.is_bot) throw Err::access_tokens_disabled;
    UserAccessToken token;
    token.id = new_id();
    token.token = new_id();
    token.user_id = user_id;
    token.description = description;
    token.is_active = true;
    tx.exec(kInsert, token);
    audits::add(tx, c, "success - token_id=" + token.id);
    if (!user.is_bot) mails::queue_access_token(tx, user);
    return reply::model(200, token);
}

Reply list_all(Ctx& c, Tx& tx) {
    access::require(tx, c.actor(), Permission::manage_system);
    return reply::json(200, list_json(tx.list<UserAccessToken>(kAll, c.per_page(), c.page() * c.per_page())));
}

Reply list_of_user(Ctx& c, Tx& tx) {
    std::string user_id = c.id("user_id");
    require_for(tx, c, Permission::read_user_access_token, user_id);
    return reply::json(200,
                       list_json(tx.list<UserAccessToken>(kOfUser, user_id, c.per_page(), c.page() * c.per_page())));
}

Reply get_one(Ctx& c, Tx& tx) {
    access::require(tx, c.actor(), Permission::read_user_access_token);
    UserAccessToken token = get_token(tx, c.id("token_id"));
    require_for(tx, c, Permission::read_user_access_token, token.user_id);
    return reply::model(200, without_secret(std::move(token)));
}

Reply search(Ctx& c, Tx& tx) {
    access::require(tx, c.actor(), Permission::manage_system);
    std::string term = c.body_object("user_access_token_search")["term"].as_string();
    if (term.empty()) throw Err::invalid_body_param.with("Name", "term");
    std::string like = to_lower_ascii(term);
    for (std::string_view special : {"*", "%", "_"}) like = replace_all(like, special, "*" + std::string(special));
    return reply::json(200, list_json(tx.list<UserAccessToken>(kSearch, term, like + "%")));
}

// The token that the body names, of an account that the caller may change.
UserAccessToken named(Ctx& c, Tx& tx, Permission permission) {
    std::string token_id = value_of(body_texts(c), "token_id");
    access::require(tx, c.actor(), permission);
    UserAccessToken token = get_token(tx, token_id);
    require_for(tx, c, permission, token.user_id);
    return token;
}

Reply revoke(Ctx& c, Tx& tx) {
    UserAccessToken token = named(c, tx, Permission::revoke_user_access_token);
    tx.exec(kDelete, token.id);
    forget(tx, token);
    audits::add(tx, c, "success - token_id=" + token.id);
    return reply::ok();
}

Reply disable(Ctx& c, Tx& tx) {
    UserAccessToken token = named(c, tx, Permission::revoke_user_access_token);
    tx.exec(kSetActive, token.id, false);
    forget(tx, token);
    audits::add(tx, c, "success - token_id=" + token.id);
    return reply::ok();
}

Reply enable(Ctx& c, Tx& tx) {
    UserAccessToken token = named(c, tx, Permission::create_user_access_token);
    tx.exec(kSetActive, token.id, true);
    audits::add(tx, c, "success - token_id=" + token.id);
    return reply::ok();
}

constexpr Route kRoutes[] = {
    {POST, "/api/v4/users/{user_id}/tokens", Lane::write, Access::session, create, "Make a personal access token."},
    {GET, "/api/v4/users/{user_id}/tokens", Lane::read, Access::session, list_of_user,
     "List an account's personal access tokens."},
    {GET, "/api/v4/users/tokens", Lane::read, Access::session, list_all, "List all personal access tokens."},
    {GET, "/api/v4/users/tokens/{token_id}", Lane::read, Access::session, get_one, "Get a personal access token."},
    {POST, "/api/v4/users/tokens/search", Lane::read, Access::session, search, "Look for personal access tokens."},
    {POST, "/api/v4/users/tokens/revoke", Lane::write, Access::session, revoke, "Remove a personal access token."},
    {POST, "/api/v4/users/tokens/disable", Lane::write, Access::session, disable, "Disable a personal access token."},
    {POST, "/api/v4/users/tokens/enable", Lane::write, Access::session, enable, "Enable a personal access token."},
};

}  // namespace

std::span<const Route> token_routes() { return kRoutes; }

namespace access_tokens {

std::optional<Session> find_session(Tx& tx, std::string_view text) {
    auto token = tx.find<UserAccessToken>(kByToken, text);
    if (!token || !token->is_active) return std::nullopt;
    auto user = find(tx, token->user_id);
    if (!user || user->delete_at > 0) return std::nullopt;
    if (!user->is_bot && !config_of(tx)->ServiceSettings.EnableUserAccessTokens) return std::nullopt;
    Session session;
    session.id = token->id;
    session.token = text;
    session.create_at = session.last_activity_at = tx.now();
    session.user_id = user->id;
    session.roles = user->roles;
    session.props = {{"type", "UserAccessToken"},
                     {"user_access_token_id", token->id},
                     {"is_guest", is_guest(*user) ? "true" : "false"}};
    if (user->is_bot) session.props["is_bot"] = "true";
    // Never written, never prolonged: it lives as long as its token.
    session.expires_at = 0;
    return session;
}

}  // namespace access_tokens
}  // namespace rk::users
