// What a person chose for themself, by category and name. Owner of the table preferences.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/route.h"
#include "model/user.h"

namespace rk::preferences {

std::span<const Route> routes();
std::optional<std::string> find(Tx& tx, std::string_view user_id, std::string_view category, std::string_view name);
std::vector<Preference> list(Tx& tx, std::string_view user_id, std::string_view category = "");
// What a new account starts with; tells nobody.
void add_defaults(Tx& tx, std::string_view user_id);
// Sets (adds or replaces), emits preferences_changed; favourite channels move in the sidebar, too.
void save(Tx& tx, std::string_view user_id, const std::vector<Preference>& changed);
void remove(Tx& tx, std::string_view user_id, const std::vector<Preference>& gone);
// The same for features that keep something as a preference for old clients: without checks, and nobody is told.
void note(Tx& tx, const Preference& preference);
void forget(Tx& tx, std::string_view user_id, std::string_view category, const std::vector<std::string>& names);

}  // namespace rk::preferences
