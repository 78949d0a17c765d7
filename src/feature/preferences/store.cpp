#include "feature/preferences/store.h"

namespace rk::preferences::store {

namespace {

RK_QUERY(kFind, "preference_find",
         "SELECT {Preference} FROM preferences WHERE userid = ?1 AND category = ?2 AND name = ?3");
RK_QUERY(kList, "preferences_of_user",
         "SELECT {Preference} FROM preferences WHERE userid = ?1 ORDER BY category, name");
RK_QUERY(kListCategory, "preferences_of_category",
         "SELECT {Preference} FROM preferences WHERE userid = ?1 AND category = ?2 ORDER BY name");
RK_QUERY(kPut, "preference_put",
         "INSERT INTO preferences ({Preference}) VALUES ({?Preference})"
         " ON CONFLICT (userid, category, name) DO UPDATE SET value = excluded.value");
RK_QUERY(kDelete, "preference_delete", "DELETE FROM preferences WHERE userid = ?1 AND category = ?2 AND name = ?3");

}  // namespace

std::optional<Preference> find(Tx& tx, std::string_view user_id, std::string_view category, std::string_view name) {
    return tx.find<Preference>(kFind, user_id, category, name);
}

std::vector<Preference> list(Tx& tx, std::string_view user_id, std::string_view category) {
    return category.empty() ? tx.list<Preference>(kList, user_id)
                            : tx.list<Preference>(kListCategory, user_id, category);
}

void put(Tx& tx, const Preference& preference) { tx.exec(kPut, preference); }

void remove(Tx& tx, std::string_view user_id, std::string_view category, std::string_view name) {
    tx.exec(kDelete, user_id, category, name);
}

}  // namespace rk::preferences::store
