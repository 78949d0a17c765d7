#include "feature/users/access_tokens.h"

#include "app/hub.h"
#include "app/services.h"
#include "app/session_store.h"
#include "base/crypto.h"
#include "base/ids.h"
#include "base/strings.h"
#include "feature/users/users.h"
#include "model/settings.h"

namespace rk::users::access_tokens {

namespace {

RK_QUERY(kInsert, "access_token_insert",
         "INSERT INTO useraccesstokens ({UserAccessToken}) VALUES ({?UserAccessToken})");
RK_QUERY(kById, "access_token_by_id", "SELECT {UserAccessToken} FROM useraccesstokens WHERE id = ?1");
// Only those of a Mattermost server: what stands in the column of one made here is no secret.
RK_QUERY(kByPlain, "access_token_by_plain",
         "SELECT {t.UserAccessToken} FROM useraccesstokens t WHERE t.token = ?1"
         " AND NOT EXISTS (SELECT 1 FROM rk_access_tokens s WHERE s.tokenid = t.id)");
RK_QUERY(kSetActive, "access_token_set_active", "UPDATE useraccesstokens SET isactive = ?2 WHERE id = ?1");
RK_QUERY(kSetColumn, "access_token_set_column", "UPDATE useraccesstokens SET token = ?2 WHERE id = ?1");
RK_QUERY(kDelete, "access_token_delete", "DELETE FROM useraccesstokens WHERE id = ?1");

RK_QUERY(kSecretInsert, "access_token_secret_insert",
         "INSERT INTO rk_access_tokens ({AccessTokenSecret}) VALUES ({?AccessTokenSecret})");
RK_QUERY(kSecretSave, "access_token_secret_save",
         "UPDATE rk_access_tokens SET {=AccessTokenSecret} WHERE tokenid = ?1");
RK_QUERY(kSecretOf, "access_token_secret_of", "SELECT {AccessTokenSecret} FROM rk_access_tokens WHERE tokenid = ?1");
RK_QUERY(kSecretByHash, "access_token_secret_by_hash",
         "SELECT {AccessTokenSecret} FROM rk_access_tokens WHERE hash = ?1");
RK_QUERY(kSecretByOldHash, "access_token_secret_by_old_hash",
         "SELECT {AccessTokenSecret} FROM rk_access_tokens WHERE oldhash = ?1 AND oldhash <> ''");
RK_QUERY(kSecretDelete, "access_token_secret_delete", "DELETE FROM rk_access_tokens WHERE tokenid = ?1");

std::string hash_of(std::string_view secret) { return hex(sha256(secret)); }

// What the column of the secret holds instead of one: unlike any secret, and each another.
std::string column_of(std::string_view hash) { return "rk:" + std::string(hash.substr(0, 23)); }

// Nobody is let in by it any more once the commit is done, and its sockets are closed.
void forget(Tx& tx, std::string token_id) {
    tx.after_commit([services = &tx.services(), id = std::move(token_id)] {
        services->sessions->forget_session(id);
        if (services->hub) services->hub->session_ended(id);
    });
}

// Whoever uses it is looked up afresh, and goes on if they may.
void look_up_again(Tx& tx, const UserAccessToken& token) {
    tx.after_commit([services = &tx.services(), id = token.id, user_id = token.user_id] {
        services->sessions->forget_session(id);
        if (services->hub) services->hub->user_changed(user_id);
    });
}

void set_limits(UserAccessToken& token, const AccessTokenSecret& secret) {
    token.expires_at = secret.expires_at;
    token.scopes = split_words(secret.scopes);
}

// The row that keeps a token's hashes; made of the secret itself for one that a Mattermost server left.
AccessTokenSecret secret_of(Tx& tx, const UserAccessToken& token) {
    if (auto kept = tx.find<AccessTokenSecret>(kSecretOf, token.id)) return std::move(*kept);
    auto plain = tx.find<UserAccessToken>(kById, token.id);
    if (!plain) throw Err::access_token_not_found;
    AccessTokenSecret secret;
    secret.token_id = token.id;
    secret.hash = hash_of(plain->token);
    tx.exec(kSecretInsert, secret);
    tx.exec(kSetColumn, token.id, column_of(secret.hash));
    return secret;
}

}  // namespace

std::optional<Session> find_session(Tx& tx, std::string_view text) {
    const std::string hash = hash_of(text);
    const Millis now = tx.now();
    Millis expires_at = 0;
    auto secret = tx.find<AccessTokenSecret>(kSecretByHash, hash);
    if (!secret) {
        secret = tx.find<AccessTokenSecret>(kSecretByOldHash, hash);
        if (secret) expires_at = secret->old_until;
        if (secret && expires_at <= now) return std::nullopt;
    }
    if (secret && secret->expires_at > 0) {
        if (secret->expires_at <= now) return std::nullopt;
        expires_at = expires_at > 0 ? std::min(expires_at, secret->expires_at) : secret->expires_at;
    }
    auto token = secret ? tx.find<UserAccessToken>(kById, secret->token_id) : tx.find<UserAccessToken>(kByPlain, text);
    if (!token || !token->is_active) return std::nullopt;
    auto user = find(tx, token->user_id);
    if (!user || user->delete_at > 0) return std::nullopt;
    if (!user->is_bot && !config_of(tx)->ServiceSettings.EnableUserAccessTokens) return std::nullopt;
    Session session;
    session.id = token->id;
    session.token = text;
    session.create_at = session.last_activity_at = now;
    session.user_id = user->id;
    session.roles = user->roles;
    session.props = {{"type", "UserAccessToken"},
                     {"user_access_token_id", token->id},
                     {"is_guest", is_guest(*user) ? "true" : "false"}};
    if (user->is_bot) session.props["is_bot"] = "true";
    if (secret && !secret->scopes.empty()) session.scopes = session.props["scopes"] = secret->scopes;
    // Never written, never prolonged: it lives as long as its token.
    session.expires_at = expires_at;
    return session;
}

UserAccessToken get(Tx& tx, std::string_view token_id) {
    auto token = tx.find<UserAccessToken>(kById, token_id);
    if (!token) throw Err::access_token_not_found;
    add_limits(tx, *token);
    return std::move(*token);
}

void add_limits(Tx& tx, UserAccessToken& token) {
    token.token.clear();
    if (auto secret = tx.find<AccessTokenSecret>(kSecretOf, token.id)) set_limits(token, *secret);
}

UserAccessToken add(Tx& tx, const User& user, std::string description, Millis expires_at, std::string scopes) {
    const std::string text = new_id();
    AccessTokenSecret secret;
    secret.token_id = new_id();
    secret.hash = hash_of(text);
    secret.expires_at = expires_at;
    secret.scopes = std::move(scopes);
    UserAccessToken token;
    token.id = secret.token_id;
    token.token = column_of(secret.hash);
    token.user_id = user.id;
    token.description = std::move(description);
    token.is_active = true;
    tx.exec(kInsert, token);
    tx.exec(kSecretInsert, secret);
    set_limits(token, secret);
    token.token = text;
    return token;
}

UserAccessToken rotate(Tx& tx, UserAccessToken token, Millis overlap_ms) {
    const std::string text = new_id();
    AccessTokenSecret secret = secret_of(tx, token);
    secret.old_hash = overlap_ms > 0 ? secret.hash : std::string();
    secret.old_until = overlap_ms > 0 ? tx.now() + overlap_ms : 0;
    secret.hash = hash_of(text);
    tx.exec(kSecretSave, secret);
    tx.exec(kSetColumn, token.id, column_of(secret.hash));
    if (overlap_ms > 0) look_up_again(tx, token);
    else forget(tx, token.id);
    set_limits(token, secret);
    token.token = text;
    return token;
}

void set_expiry(Tx& tx, const UserAccessToken& token, Millis expires_at) {
    AccessTokenSecret secret = secret_of(tx, token);
    secret.expires_at = expires_at;
    tx.exec(kSecretSave, secret);
    look_up_again(tx, token);
}

void set_active(Tx& tx, const UserAccessToken& token, bool is_active) {
    tx.exec(kSetActive, token.id, is_active);
    if (!is_active) forget(tx, token.id);
}

void remove(Tx& tx, const UserAccessToken& token) {
    tx.exec(kDelete, token.id);
    tx.exec(kSecretDelete, token.id);
    forget(tx, token.id);
}

}  // namespace rk::users::access_tokens
