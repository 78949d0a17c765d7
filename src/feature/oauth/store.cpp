#include "feature/oauth/store.h"

namespace rk::oauth::store {

namespace {

RK_QUERY(kFind, "oauth_app_find", "SELECT {OAuthApp} FROM oauthapps WHERE id = ?1");
RK_QUERY(kList, "oauth_app_list",
         "SELECT {OAuthApp} FROM oauthapps WHERE (?1 = '' OR creatorid = ?1) ORDER BY createat, id LIMIT ?3 OFFSET ?2",
         nullptr, "a few hundred apps at most, for who manages them");
RK_QUERY(kByIds, "oauth_apps_by_ids",
         "SELECT {OAuthApp} FROM oauthapps WHERE id IN {?1} ORDER BY createat, id LIMIT ?3 OFFSET ?2");
RK_QUERY(kInsert, "oauth_app_insert", "INSERT INTO oauthapps ({OAuthApp}) VALUES ({?OAuthApp})");
RK_QUERY(kUpdate, "oauth_app_update", "UPDATE oauthapps SET {=OAuthApp} WHERE id = ?1");
RK_QUERY(kRemove, "oauth_app_remove", "DELETE FROM oauthapps WHERE id = ?1");
RK_QUERY(kGrants, "oauth_grants_of_app", "SELECT token, userid FROM oauthaccessdata WHERE clientid = ?1");
RK_QUERY(kRemoveGrants, "oauth_grants_remove", "DELETE FROM oauthaccessdata WHERE clientid = ?1");
RK_QUERY(kRemoveCodes, "oauth_codes_remove", "DELETE FROM oauthauthdata WHERE clientid = ?1", nullptr,
         "codes live for minutes, so there are few");

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
    for (const Query* query : {&kRemoveGrants, &kRemoveCodes, &kRemove}) tx.exec(*query, app_id);
}
std::vector<Grant> list_grants(Tx& tx, std::string_view app_id) {
    std::vector<Grant> found;
    tx.each(
        kGrants,
        [&](const Row& row) {
            found.push_back({row.string(0), row.string(1)});
        },
        app_id);
    return found;
}

}  // namespace rk::oauth::store
