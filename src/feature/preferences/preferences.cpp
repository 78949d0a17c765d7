#include "feature/preferences/preferences.h"

#include "app/access.h"
#include "base/strings.h"
#include "feature/channels/categories.h"
#include "feature/preferences/store.h"

namespace rk::preferences {

namespace {

constexpr size_t kCategoryMax = 32, kNameMax = 32, kValueMax = 20'000;

void check(const Preference& preference) {
    if (preference.category.empty() || preference.category.size() > kCategoryMax) throw Err::bad_preference_category;
    if (preference.name.size() > kNameMax) throw Err::bad_preference_name;
    if (utf8_length(preference.value) > kValueMax) throw Err::bad_preference_value;
    if (preference.category == "theme") {
        auto theme = Json::parse(preference.value);
        if (!theme || !(theme->is_object() || theme->is_null())) throw Err::bad_preference_theme;
        for (const auto& [key, value] : theme->members())
            if (!value.is_string()) throw Err::bad_preference_theme;
    }
}

void emit(Tx& tx, EventName name, std::string_view user_id, const std::vector<Preference>& preferences) {
    tx.emit(name, to_user(std::string(user_id)), Json::object({{"preferences", to_json(preferences)}}).dump());
}

// Without saying what changed, and whether or not anything did, as there.
void emit_sidebar(Tx& tx, std::string_view user_id) {
    tx.emit(EventName::sidebar_category_updated, to_user(std::string(user_id)), "{}");
}

}  // namespace

std::optional<std::string> find(Tx& tx, std::string_view user_id, std::string_view category, std::string_view name) {
    auto found = store::find(tx, user_id, category, name);
    if (!found) return std::nullopt;
    return std::move(found->value);
}

std::vector<Preference> list(Tx& tx, std::string_view user_id, std::string_view category) {
    return store::list(tx, user_id, category);
}

void add_defaults(Tx& tx, std::string_view user_id) {
    std::string id(user_id);
    for (auto [category, name, value] : {std::tuple{"recommended_next_steps", std::string("hide"), "false"},
                                         {"tutorial_step", id, "0"},
                                         {"system_notice", std::string("GMasDM"), "true"}}) {
        Preference preference;
        preference.user_id = id;
        preference.category = category;
        preference.name = name;
        preference.value = value;
        store::put(tx, preference);
    }
}

void save(Tx& tx, std::string_view user_id, const std::vector<Preference>& changed) {
    for (const Preference& preference : changed) {
        if (preference.user_id != user_id) throw Err::preference_of_other_set;
        check(preference);
    }
    for (const Preference& preference : changed) store::put(tx, preference);
    channels::follow_favorites(tx, user_id, changed, false);
    emit_sidebar(tx, user_id);
    emit(tx, EventName::preferences_changed, user_id, changed);
}

void remove(Tx& tx, std::string_view user_id, const std::vector<Preference>& gone) {
    for (const Preference& preference : gone)
        if (preference.user_id != user_id) throw Err::preference_of_other_deleted;
    for (const Preference& preference : gone) store::remove(tx, user_id, preference.category, preference.name);
    channels::follow_favorites(tx, user_id, gone, true);
    emit_sidebar(tx, user_id);
    emit(tx, EventName::preferences_deleted, user_id, gone);
}

void note(Tx& tx, const Preference& preference) { store::put(tx, preference); }

void forget(Tx& tx, std::string_view user_id, std::string_view category, const std::vector<std::string>& names) {
    for (const std::string& name : names) store::remove(tx, user_id, category, name);
}

}  // namespace rk::preferences
