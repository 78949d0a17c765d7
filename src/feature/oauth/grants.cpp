#include "feature/oauth/grants.h"

#include <algorithm>

#include "base/crypto.h"
#include "base/ids.h"
#include "base/strings.h"
#include "feature/oauth/oauth.h"
#include "feature/oauth/store.h"
#include "feature/preferences/preferences.h"
#include "feature/users/sessions.h"
#include "feature/users/users.h"

namespace rk::oauth {

namespace {

constexpr int64_t kCodeSeconds = 600;
constexpr Millis kOldCodesMs = 24 * 3'600'000;  // until then a late app is told that its code has expired

std::string hash_of(std::string_view code) { return hex(sha256(code)); }

// On PostgreSQL two requests for the same grant would step on each other.
void lock_grant(Tx& tx, std::string_view app_id, std::string_view user_id) {
    tx.lock("oauth_grant " + std::string(app_id) + " " + std::string(user_id));
}

bool fits_challenge(std::string_view verifier, std::string_view challenge) {
    auto is_allowed = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.' ||
               c == '_' || c == '~';
    };
    if (verifier.size() < 43 || verifier.size() > 128) return false;
    if (!std::all_of(verifier.begin(), verifier.end(), is_allowed)) return false;
    return constant_time_equal(base64url_encode(sha256(verifier)), challenge);
}

void check_verifier(const OAuthApp& app, const OAuthCode& code, std::string_view verifier) {
    if (code.code_challenge.empty()) {
        if (app.client_secret.empty()) throw Err::oauth_code_without_challenge;
        if (!verifier.empty()) throw Err::oauth_verifier_unexpected;
        return;
    }
    if (verifier.empty()) throw Err::oauth_verifier_missing;
    if (code.code_challenge_method != "S256" || !fits_challenge(verifier, code.code_challenge))
        throw Err::oauth_verifier_wrong;
}

// The resource that the tokens are for, when one is named now or was before.
std::string audience_of(std::string_view asked, const std::string& before) {
    check_resource(asked);
    if (asked.empty()) return before;
    if (!before.empty() && asked != before) throw Err::oauth_resource_differs;
    return std::string(asked);
}

OAuthTokens tokens_of(Tx& tx, const OAuthGrant& grant) {
    OAuthTokens tokens;
    tokens.access_token = grant.token;
    tokens.token_type = "bearer";
    tokens.expires_in = (grant.expires_at - tx.now()) / 1000;
    tokens.refresh_token = grant.refresh_token;
    tokens.audience = grant.audience;
    return tokens;
}

// A new session and, for apps that can keep a secret, a refresh token; what the app held before ends.
OAuthGrant renew(Tx& tx, const OAuthApp& app, const User& user, OAuthGrant grant) {
    if (!grant.token.empty())
        if (auto old = users::sessions::find_by_token(tx, grant.token)) users::remove_session(tx, *old);
    Session session = users::sessions::add_for_app(tx, user,
                                                   {{"platform", app.name},
                                                    {"os", "OAuth2"},
                                                    {"browser", "OAuth2"},
                                                    {"oauth_app_id", app.id},
                                                    {"mattermost_app_id", app.mattermost_app_id}});
    grant.client_id = app.id;
    grant.user_id = user.id;
    grant.token = session.token;
    grant.expires_at = session.expires_at;
    grant.refresh_token = app.client_secret.empty() ? std::string() : new_id();
    store::put_grant(tx, grant);
    return grant;
}

}  // namespace

void check_resource(std::string_view resource) {
    if (resource.empty()) return;
    if (resource.size() > 512) throw Err::oauth_resource_too_long;
    size_t scheme = resource.find(':');
    auto is_word = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '+' || c == '-' ||
               c == '.';
    };
    if (scheme == 0 || scheme == resource.npos || !std::all_of(resource.begin(), resource.begin() + scheme, is_word) ||
        std::any_of(resource.begin(), resource.end(), [](char c) { return static_cast<unsigned char>(c) <= ' '; }))
        throw Err::oauth_resource_not_absolute;
    if (resource.find('#') != resource.npos) throw Err::oauth_resource_has_fragment;
}

std::string add_code(Tx& tx, const AuthorizeRequest& request, std::string_view user_id) {
    store::remove_old_codes(tx, tx.now() - kOldCodesMs);
    const std::string text = new_id() + new_id();
    OAuthCode code;
    code.code = hash_of(text);
    code.client_id = request.client_id;
    code.user_id = user_id;
    code.expires_in = kCodeSeconds;
    code.create_at = tx.now();
    code.redirect_uri = request.redirect_uri;
    code.state = request.state;
    code.scope = request.scope;
    code.code_challenge = request.code_challenge;
    code.code_challenge_method = request.code_challenge_method;
    code.resource = request.resource;
    store::insert_code(tx, code);
    return text;
}

OAuthTokens add_token(Tx& tx, const OAuthApp& app, const AuthorizeRequest& request, const User& user) {
    lock_grant(tx, app.id, user.id);
    OAuthGrant grant = store::find_grant(tx, app.id, user.id).value_or(OAuthGrant());
    grant.redirect_uri = request.redirect_uri;
    grant.scope = request.scope;
    grant.audience = request.resource;
    grant = renew(tx, app, user, std::move(grant));
    grant.refresh_token.clear();  // whoever reads the browser's address must not get one
    store::put_grant(tx, grant);
    OAuthTokens tokens = tokens_of(tx, grant);
    tokens.scope = request.scope;
    return tokens;
}

OAuthTokens redeem(Tx& tx, const OAuthApp& app, const TokenRequest& request) {
    const std::string hash = hash_of(request.code);
    auto code = store::find_code(tx, hash);
    if (!code) throw Err::oauth_code_expired;
    if (tx.now() > code->create_at + code->expires_in * 1000) throw Err::oauth_code_expired.as_status(403);
    if (code->client_id != app.id) throw Err::oauth_other_client;
    if (code->redirect_uri != request.redirect_uri) throw Err::oauth_redirect_differs;
    check_verifier(app, *code, request.code_verifier);
    auto user = users::find(tx, code->user_id);
    if (!user || user->delete_at > 0) throw Err::oauth_code_expired.as_status(403);
    const std::string audience = audience_of(request.resource, code->resource);
    if (!store::take_code(tx, hash)) throw Err::oauth_code_expired;

    lock_grant(tx, app.id, user->id);
    auto held = store::find_grant(tx, app.id, user->id);
    if (held && held->expires_at > tx.now() && users::sessions::find_by_token(tx, held->token)) {
        // One that came without a refresh token (add_token) would stay without.
        if (!held->refresh_token.empty() || app.client_secret.empty()) return tokens_of(tx, *held);
    }
    OAuthGrant grant = held.value_or(OAuthGrant());
    grant.redirect_uri = code->redirect_uri;
    grant.scope = code->scope;
    grant.audience = audience;
    return tokens_of(tx, renew(tx, app, *user, std::move(grant)));
}

OAuthTokens refresh(Tx& tx, const OAuthApp& app, const TokenRequest& request) {
    auto held = store::find_grant_by_refresh_token(tx, request.refresh_token);
    if (!held) throw Err::oauth_refresh_token_unknown;
    if (held->client_id != app.id) throw Err::oauth_other_client;
    lock_grant(tx, app.id, held->user_id);
    held = store::find_grant_by_refresh_token(tx, request.refresh_token);  // somebody may have been quicker
    if (!held) throw Err::oauth_refresh_token_unknown;
    auto user = users::find(tx, held->user_id);
    if (!user || user->delete_at > 0) throw Err::oauth_refresh_token_unknown;
    held->audience = audience_of(request.resource, held->audience);
    return tokens_of(tx, renew(tx, app, *user, std::move(*held)));
}

void take_back(Tx& tx, std::string_view app_id, std::string_view user_id) {
    if (auto grant = store::find_grant(tx, app_id, user_id)) {
        if (auto session = users::sessions::find_by_token(tx, grant->token)) users::remove_session(tx, *session);
        store::remove_grant(tx, app_id, user_id);
    }
    store::remove_codes(tx, app_id, user_id);
    if (!preferences::find(tx, user_id, kConsent, app_id)) return;
    Preference consent;
    consent.user_id = user_id;
    consent.category = kConsent;
    consent.name = app_id;
    preferences::remove(tx, user_id, {consent});
}

void token_ended(Tx& tx, std::string_view token) { store::remove_grant_of_token(tx, token); }
void tokens_of_user_ended(Tx& tx, std::string_view user_id) { store::remove_grants_of_user(tx, user_id); }
void all_tokens_ended(Tx& tx) { store::remove_all_grants(tx); }

}  // namespace rk::oauth
