// The API of personal access tokens. What Mattermost's has not: a token's scopes, and the time for which the old secret
// goes on working when it is rotated.
#include "app/access.h"
#include "app/services.h"
#include "app/token_scopes.h"
#include "base/strings.h"
#include "feature/users/access_tokens.h"
#include "feature/users/audits.h"
#include "feature/users/bodies.h"
#include "feature/users/mails.h"
#include "feature/users/rules.h"
#include "feature/users/users.h"

namespace rk::users {

namespace {

RK_QUERY(kOfUser, "access_tokens_of_user",
         "SELECT {UserAccessToken} FROM useraccesstokens WHERE userid = ?1 ORDER BY id LIMIT ?2 OFFSET ?3");
RK_QUERY(kAll, "access_tokens_all", "SELECT {UserAccessToken} FROM useraccesstokens ORDER BY id LIMIT ?1 OFFSET ?2",
         nullptr, "a page for administrators");
RK_QUERY(kSearch, "access_tokens_search",
         "SELECT {t.UserAccessToken} FROM useraccesstokens t JOIN users u ON u.id = t.userid"
         " WHERE t.id = ?1 OR t.userid = ?1 OR u.username LIKE ?2 ESCAPE '*' ORDER BY t.id LIMIT 100",
         nullptr, "an administrator looks for a token");

Reply list_reply(Tx& tx, std::vector<UserAccessToken> tokens) {
    for (auto& token : tokens) access_tokens::add_limits(tx, token);
    return reply::json(200, to_json(tokens));
}

void require_for(Tx& tx, const Ctx& c, Permission permission, std::string_view user_id) {
    access::require(tx, c.actor(), permission);
    if (!may_edit(tx, c.actor(), user_id)) throw Err::no_permission.because("edit_other_users");
}

void require_no_oauth(const Ctx& c) {
    if (c.session()->is_oauth) throw Err::no_permission.because("create_user_access_token");
}

void require_enabled(Tx& tx, const User& user) {
    if (!config_of(tx)->ServiceSettings.EnableUserAccessTokens && !user.is_bot) throw Err::access_tokens_disabled;
}

// A time of the future that the body names; 0 stands for none, and nothing is nothing.
std::optional<Millis> read_expiry(const Tx& tx, const Json& body) {
    const Json* value = body.find_any_case("expires_at");
    if (!value || value->is_null()) return std::nullopt;
    if (!value->is_integer() || value->as_integer() < 0) throw Err::invalid_body_param.with("Name", "expires_at");
    if (value->as_integer() > 0 && value->as_integer() <= tx.now()) throw Err::access_token_expiry_past;
    return value->as_integer();
}

std::string read_scopes(const Json& body) {
    const Json* value = body.find_any_case("scopes");
    if (!value || value->is_null()) return {};
    auto scopes = token_scopes::read_scopes(*value);
    if (!scopes) throw Err::access_token_scopes_bad.with("Reason", scopes.error());
    return std::move(*scopes);
}

Millis read_overlap(const Json& body) {
    const Json* value = body.find_any_case("overlap_seconds");
    if (!value || value->is_null()) return 0;
    constexpr int64_t kMost = access_tokens::kOverlapMaxMs / 1000;
    if (!value->is_integer() || value->as_integer() < 0 || value->as_integer() > kMost)
        throw Err::access_token_overlap_bad.with("Most", std::to_string(kMost));
    return value->as_integer() * 1000;
}

Reply create(Ctx& c, Tx& tx) {
    std::string user_id = c.id("user_id");
    User user = get(tx, user_id);
    require_no_oauth(c);
    Json body = c.body_object("user_access_token");
    std::string description = body["description"].as_string();
    if (description.empty()) throw Err::invalid_body_param.with("Name", "description");
    if (utf8_length(description) > 255) throw Err::access_token_description_too_long;
    require_for(tx, c, Permission::create_user_access_token, user_id);
    require_enabled(tx, user);
    const Millis expires_at = read_expiry(tx, body).value_or(0);
    UserAccessToken token = access_tokens::add(tx, user, std::move(description), expires_at, read_scopes(body));
    audits::add(tx, c, "success - token_id=" + token.id);
    if (!user.is_bot) mails::queue_access_token(tx, user);
    return reply::model(200, token);
}

Reply list_all(Ctx& c, Tx& tx) {
    access::require(tx, c.actor(), Permission::manage_system);
    return list_reply(tx, tx.list<UserAccessToken>(kAll, c.per_page(), c.page() * c.per_page()));
}

Reply list_of_user(Ctx& c, Tx& tx) {
    std::string user_id = c.id("user_id");
    require_for(tx, c, Permission::read_user_access_token, user_id);
    return list_reply(tx, tx.list<UserAccessToken>(kOfUser, user_id, c.per_page(), c.page() * c.per_page()));
}

Reply get_one(Ctx& c, Tx& tx) {
    access::require(tx, c.actor(), Permission::read_user_access_token);
    UserAccessToken token = access_tokens::get(tx, c.id("token_id"));
    require_for(tx, c, Permission::read_user_access_token, token.user_id);
    return reply::model(200, token);
}

Reply search(Ctx& c, Tx& tx) {
    access::require(tx, c.actor(), Permission::manage_system);
    std::string term = c.body_object("user_access_token_search")["term"].as_string();
    if (term.empty()) throw Err::invalid_body_param.with("Name", "term");
    std::string like = to_lower_ascii(term);
    for (std::string_view special : {"*", "%", "_"}) like = replace_all(like, special, "*" + std::string(special));
    return list_reply(tx, tx.list<UserAccessToken>(kSearch, term, like + "%"));
}

// The token that the body names, of an account that the caller may change.
UserAccessToken named(const Ctx& c, Tx& tx, std::string_view token_id, Permission permission) {
    access::require(tx, c.actor(), permission);
    UserAccessToken token = access_tokens::get(tx, token_id);
    require_for(tx, c, permission, token.user_id);
    return token;
}
UserAccessToken named(Ctx& c, Tx& tx, Permission permission) {
    return named(c, tx, value_of(body_texts(c), "token_id"), permission);
}

Reply revoke(Ctx& c, Tx& tx) {
    UserAccessToken token = named(c, tx, Permission::revoke_user_access_token);
    access_tokens::remove(tx, token);
    audits::add(tx, c, "success - token_id=" + token.id);
    return reply::ok();
}

Reply disable(Ctx& c, Tx& tx) {
    UserAccessToken token = named(c, tx, Permission::revoke_user_access_token);
    access_tokens::set_active(tx, token, false);
    audits::add(tx, c, "success - token_id=" + token.id);
    return reply::ok();
}

Reply enable(Ctx& c, Tx& tx) {
    UserAccessToken token = named(c, tx, Permission::create_user_access_token);
    access_tokens::set_active(tx, token, true);
    audits::add(tx, c, "success - token_id=" + token.id);
    return reply::ok();
}

Reply rotate(Ctx& c, Tx& tx) {
    require_no_oauth(c);
    Json body = c.body_object("rotate_user_access_token");
    const Json* token_id = body.find_any_case("token_id");
    if (!token_id || token_id->as_string().empty()) throw Err::invalid_body_param.with("Name", "token_id");
    const Millis overlap_ms = read_overlap(body);
    UserAccessToken token = named(c, tx, token_id->as_string(), Permission::create_user_access_token);
    require_enabled(tx, get(tx, token.user_id));
    if (!token.is_active) throw Err::access_token_rotate_disabled;
    if (auto expires_at = read_expiry(tx, body)) access_tokens::set_expiry(tx, token, *expires_at);
    token = access_tokens::rotate(tx, std::move(token), overlap_ms);
    audits::add(tx, c, "success - token_id=" + token.id);
    return reply::model(200, token);
}

constexpr Route kRoutes[] = {
    {POST, "/api/v4/users/{user_id}/tokens", Lane::write, Access::session, create,
     "Make a personal access token; with scopes and an expiry, if it shall do less than its account."},
    {GET, "/api/v4/users/{user_id}/tokens", Lane::read, Access::session, list_of_user,
     "List an account's personal access tokens."},
    {GET, "/api/v4/users/tokens", Lane::read, Access::session, list_all, "List all personal access tokens."},
    {GET, "/api/v4/users/tokens/{token_id}", Lane::read, Access::session, get_one, "Get a personal access token."},
    {POST, "/api/v4/users/tokens/search", Lane::read, Access::session, search, "Look for personal access tokens."},
    {POST, "/api/v4/users/tokens/revoke", Lane::write, Access::session, revoke, "Remove a personal access token."},
    {POST, "/api/v4/users/tokens/disable", Lane::write, Access::session, disable, "Disable a personal access token."},
    {POST, "/api/v4/users/tokens/enable", Lane::write, Access::session, enable, "Enable a personal access token."},
    {POST, "/api/v4/users/tokens/rotate", Lane::write, Access::session, rotate,
     "Give a personal access token a new secret; the old one may go on working for a while."},
};

}  // namespace

std::span<const Route> token_routes() { return kRoutes; }

}  // namespace rk::users
