#include "feature/users/bodies.h"

namespace rk::users {

StringMap body_texts(const Ctx& c) {
    auto parsed = Json::parse(c.request().body, Json::Extent::kFirst);
    StringMap map;
    if (!parsed || !parsed->is_object()) return map;
    for (const auto& [key, value] : parsed->members()) {
        if (value.is_null()) continue;
        if (!value.is_string()) return {};
        map[key] = value.as_string();
    }
    return map;
}

std::string value_of(const StringMap& map, std::string_view key) {
    auto it = map.find(std::string(key));
    return it == map.end() ? std::string() : it->second;
}

std::string need_text(const StringMap& map, std::string_view key) {
    std::string value = value_of(map, key);
    if (value.empty()) throw Err::invalid_body_param.with("Name", std::string(key));
    return value;
}

}  // namespace rk::users
