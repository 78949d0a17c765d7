// SQL of OAuth apps and of what users granted them.
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "db/db.h"
#include "model/integration.h"
#include "model/oauth.h"

namespace rk::oauth::store {

std::optional<OAuthApp> find(Tx& tx, std::string_view app_id);
// Oldest first; `creator_id` "" for any.
std::vector<OAuthApp> list(Tx& tx, std::string_view creator_id, int64_t offset, int64_t limit);
std::vector<OAuthApp> list_by_ids(Tx& tx, const std::vector<std::string>& ids, int64_t offset, int64_t limit);
void insert(Tx& tx, const OAuthApp& app);
void update(Tx& tx, const OAuthApp& app);
// With the codes and tokens that were given for it.
void remove(Tx& tx, std::string_view app_id);

// Codes, by their hash.
std::optional<OAuthCode> find_code(Tx& tx, std::string_view hash);
void insert_code(Tx& tx, const OAuthCode& code);
// False when it is gone already.
bool take_code(Tx& tx, std::string_view hash);
void remove_codes(Tx& tx, std::string_view app_id, std::string_view user_id);
// Those made before that moment.
void remove_old_codes(Tx& tx, Millis before);

// Tokens that apps hold.
std::vector<OAuthGrant> list_grants(Tx& tx, std::string_view app_id);
std::optional<OAuthGrant> find_grant(Tx& tx, std::string_view app_id, std::string_view user_id);
std::optional<OAuthGrant> find_grant_by_refresh_token(Tx& tx, std::string_view refresh_token);
// In place of what the app held for that account.
void put_grant(Tx& tx, const OAuthGrant& grant);
void remove_grant(Tx& tx, std::string_view app_id, std::string_view user_id);
void remove_grant_of_token(Tx& tx, std::string_view token);
void remove_grants_of_user(Tx& tx, std::string_view user_id);
void remove_all_grants(Tx& tx);

}  // namespace rk::oauth::store
