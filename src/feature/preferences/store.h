// SQL of preferences.
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "db/db.h"
#include "model/user.h"

namespace rk::preferences::store {

std::optional<Preference> find(Tx& tx, std::string_view user_id, std::string_view category, std::string_view name);
std::vector<Preference> list(Tx& tx, std::string_view user_id, std::string_view category);  // "" for all
void put(Tx& tx, const Preference& preference);
void remove(Tx& tx, std::string_view user_id, std::string_view category, std::string_view name);

}  // namespace rk::preferences::store
