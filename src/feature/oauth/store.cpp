#include "feature/oauth/store.h"

namespace rk::oauth::store {

namespace {

constexpr const char* kFewCodes = "codes live for minutes, so there are few";

RK_QUERY(kFind, "oauth_app_find", "SELECT {OAuthApp} FROM oauthapps WHERE id = ?1");
RK_QUERY(kList, "oauth_app_list",
         "SELECT {OAuthApp} FROM oauthapps WHERE (?1 = '' OR creatorid = ?1) ORDER BY createat, id LIMIT ?3 OFFSET ?2",
         nullptr, "a few hundred apps at most, for who manages them");
RK_QUERY(kByIds, "oauth_apps_by_ids",
         "SELECT {OAuthApp} FROM oauthapps WHERE id IN {?1} ORDER BY createat, id LIMIT ?3 OFFSET ?2");
RK_QUERY(kInsert, "oauth_app_insert", "INSERT INTO oauthapps ({OAuthApp}) VALUES ({?OAuthApp})");
RK_QUERY(kUpdate, "oauth_app_update", "UPDATE oauthapps SET {=OAuthApp} WHERE id = ?1");
RK_QUERY(kRemove, "oauth_app_remove", "DELETE FROM oauthapps WHERE id = ?1");
RK_QUERY(kRemoveGrantsOfApp, "oauth_grants_remove", "DELETE FROM oauthaccessdata WHERE clientid = ?1");
RK_QUERY(kRemoveCodesOfApp, "oauth_codes_remove", "DELETE FROM oauthauthdata WHERE clientid = ?1", nullptr, kFewCodes);

RK_QUERY(kFindCode, "oauth_code_find", "SELECT {OAuthCode} FROM oauthauthdata WHERE code = ?1");
RK_QUERY(kInsertCode, "oauth_code_insert", "INSERT INTO oauthauthdata ({OAuthCode}) VALUES ({?OAuthCode})");
RK_QUERY(kTakeCode, "oauth_code_take", "DELETE FROM oauthauthdata WHERE code = ?1");
RK_QUERY(kRemoveCodes, "oauth_codes_remove_of_user", "DELETE FROM oauthauthdata WHERE clientid = ?1 AND userid = ?2",
         nullptr, kFewCodes);
RK_QUERY(kRemoveOldCodes, "oauth_codes_remove_old", "DELETE FROM oauthauthdata WHERE createat < ?1", nullptr,
         kFewCodes);

RK_QUERY(kGrantsOfApp, "oauth_grants_of_app", "SELECT {OAuthGrant} FROM oauthaccessdata WHERE clientid = ?1");
RK_QUERY(kFindGrant, "oauth_grant_find",
         "SELECT {OAuthGrant} FROM oauthaccessdata WHERE clientid = ?1 AND userid = ?2");
RK_QUERY(kGrantByRefreshToken, "oauth_grant_by_refresh_token",
         "SELECT {OAuthGrant} FROM oauthaccessdata WHERE refreshtoken = ?1");
RK_QUERY(kInsertGrant, "oauth_grant_insert", "INSERT INTO oauthaccessdata ({OAuthGrant}) VALUES ({?OAuthGrant})");
RK_QUERY(kRemoveGrant, "oauth_grant_remove", "DELETE FROM oauthaccessdata WHERE clientid = ?1 AND userid = ?2");
RK_QUERY(kRemoveGrantOfToken, "oauth_grant_remove_of_token", "DELETE FROM oauthaccessdata WHERE token = ?1");
RK_QUERY(kRemoveGrantsOfUser, "oauth_grants_remove_of_user", "DELETE FROM oauthaccessdata WHERE userid = ?1");
RK_QUERY(kRemoveAllGrants, "oauth_grants_remove_all", "DELETE FROM oauthaccessdata", nullptr,
         "an administrator ends all sessions");

}  // namespace

std::optional<OAuthApp> find(Tx& tx, std::string_view app_id) { return tx.find<OAuthApp>(kFind, app_id); }
std::vector<OAuthApp> list(Tx& tx, std::string_view creator_id, int64_t offset, int64_t limit) {
    return tx.list<OAuthApp>(kList, creator_id, offset, limit);
}
std::vector<OAuthApp> list_by_ids(Tx& tx, const std::vector<std::string>& ids, int64_t offset, int64_t limit) {
    if (ids.empty()) return {};
    return tx.list<OAuthApp>(kByIds, ids, offset, limit);
}
void insert(Tx& tx, const OAuthApp& app) { tx.exec(kInsert, app); }
void update(Tx& tx, const OAuthApp& app) { tx.exec(kUpdate, app); }
void remove(Tx& tx, std::string_view app_id) {
    for (const Query* query : {&kRemoveGrantsOfApp, &kRemoveCodesOfApp, &kRemove}) tx.exec(*query, app_id);
}

std::optional<OAuthCode> find_code(Tx& tx, std::string_view hash) { return tx.find<OAuthCode>(kFindCode, hash); }
void insert_code(Tx& tx, const OAuthCode& code) { tx.exec(kInsertCode, code); }
bool take_code(Tx& tx, std::string_view hash) { return tx.exec(kTakeCode, hash) > 0; }
void remove_codes(Tx& tx, std::string_view app_id, std::string_view user_id) { tx.exec(kRemoveCodes, app_id, user_id); }
void remove_old_codes(Tx& tx, Millis before) { tx.exec(kRemoveOldCodes, before); }

std::vector<OAuthGrant> list_grants(Tx& tx, std::string_view app_id) {
    return tx.list<OAuthGrant>(kGrantsOfApp, app_id);
}
std::optional<OAuthGrant> find_grant(Tx& tx, std::string_view app_id, std::string_view user_id) {
    return tx.find<OAuthGrant>(kFindGrant, app_id, user_id);
}
std::optional<OAuthGrant> find_grant_by_refresh_token(Tx& tx, std::string_view refresh_token) {
    return tx.find<OAuthGrant>(kGrantByRefreshToken, refresh_token);
}
void put_grant(Tx& tx, const OAuthGrant& grant) {
    remove_grant(tx, grant.client_id, grant.user_id);
    tx.exec(kInsertGrant, grant);
}
void remove_grant(Tx& tx, std::string_view app_id, std::string_view user_id) { tx.exec(kRemoveGrant, app_id, user_id); }
void remove_grant_of_token(Tx& tx, std::string_view token) { tx.exec(kRemoveGrantOfToken, token); }
void remove_grants_of_user(Tx& tx, std::string_view user_id) { tx.exec(kRemoveGrantsOfUser, user_id); }
void remove_all_grants(Tx& tx) { tx.exec(kRemoveAllGrants); }

}  // namespace rk::oauth::store
