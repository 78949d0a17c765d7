#include "model/settings.h"

#include "base/ids.h"
#include "base/strings.h"

namespace rk {
namespace settings {

Json blob(std::string_view text) {
    auto parsed = Json::parse(text);
    return parsed ? std::move(*parsed) : Json();
}

namespace {

using types::List;

constexpr Setting kSettings[] = {
#define SECTION(S)
#define SET(S, N, T, D, FLAGS, ACCESS, DOC) \
    {#S, #N, Type::T, static_cast<uint16_t>(FLAGS), ACCESS, DOC, [](Config& c) -> void* { return &c.S.N; }},
#define END(S)
#include "model/settings/all.h"
#undef SECTION
#undef SET
#undef END
};

constexpr int64_t kNoLimit = INT64_MAX;

constexpr Bound kBounds[] = {
#define BOUND(S, N, KIND, MIN, MAX, CHOICES, ERROR) \
    {#S, #N, Bound::Kind::KIND, MIN, MAX, CHOICES, ERROR, [](const Config& c) -> const void* { return &c.S.N; }},
#define AT_LEAST(S, N, MIN, ERROR) BOUND(S, N, range, MIN, kNoLimit, "", ERROR)
#define BETWEEN(S, N, MIN, MAX, ERROR) BOUND(S, N, range, MIN, MAX, "", ERROR)
#define ONE_OF(S, N, CHOICES, ERROR) BOUND(S, N, one_of, 0, 0, CHOICES, ERROR)
#define BYTES_AT_MOST(S, N, MAX, ERROR) BOUND(S, N, bytes, 0, MAX, "", ERROR)
#define NOT_EMPTY(S, N, ERROR) BOUND(S, N, bytes, 1, kNoLimit, "", ERROR)
#define EMPTY_OR_BYTES_AT_LEAST(S, N, MIN, ERROR) BOUND(S, N, empty_or_bytes, MIN, kNoLimit, "", ERROR)
#define TIME_OF_DAY(S, N, ERROR) BOUND(S, N, time_of_day, 0, 0, "", ERROR)
#include "model/settings/bounds.h"
};

const char* type_name(Type type) {
    switch (type) {
        case Type::Bool: return "boolean";
        case Type::Int: return "whole number";
        case Type::String: return "string";
        case Type::List: return "list of strings";
        case Type::Blob: return "JSON object or list";
    }
    return "";
}

// Typed views of a setting's member. `config` is const where only reading happens.
template <class T>
T& member(Config& config, const Setting& setting) {
    return *static_cast<T*>(setting.at(config));
}
template <class T>
const T& member(const Config& config, const Setting& setting) {
    return *static_cast<const T*>(setting.at(const_cast<Config&>(config)));
}

Failure wrong_type(const Setting& setting) { return {setting.path() + " must be a " + type_name(setting.type)}; }

Json list_json(const List& list) {
    Json::Array items;
    items.reserve(list.size());
    for (const auto& item : list) items.emplace_back(item);
    return Json(std::move(items));
}

bool equal(const Config& a, const Config& b, const Setting& setting) {
    switch (setting.type) {
        case Type::Bool: return member<bool>(a, setting) == member<bool>(b, setting);
        case Type::Int: return member<int64_t>(a, setting) == member<int64_t>(b, setting);
        case Type::String: return member<std::string>(a, setting) == member<std::string>(b, setting);
        case Type::List: return member<List>(a, setting) == member<List>(b, setting);
        case Type::Blob: return member<Json>(a, setting) == member<Json>(b, setting);
    }
    return true;
}

// The secret members inside of blobs: a member of the object, or of every object of the list.
struct SecretInside {
    std::string_view section;
    std::string_view name;
    std::string_view member;
    bool always;
};
constexpr SecretInside kSecretsInside[] = {
    {"SqlSettings", "ReplicaLagSettings", "DataSource", true},
    {"MessageExportSettings", "GlobalRelaySettings", "SMTPPassword", false},
    {"AutoTranslationSettings", "LibreTranslate", "APIKey", false},
};

void mask_inside(Json& object, const SecretInside& secret) {
    Json* value = object.find(secret.member);
    if (value && (secret.always || !value->as_string().empty())) *value = Json(kMask);
}

void unmask_inside(Json& object, const Json* old, const SecretInside& secret) {
    Json* value = object.find(secret.member);
    if (value && value->as_string() == kMask && old) *value = (*old)[secret.member];
}

void mask_setting(Config& config, const Setting& setting) {
    if (setting.type == Type::Blob) {
        for (const auto& secret : kSecretsInside) {
            if (secret.section != setting.section || secret.name != setting.name) continue;
            Json& value = member<Json>(config, setting);
            if (value.is_object()) mask_inside(value, secret);
            if (value.is_array())
                for (auto& item : value.mutable_items()) mask_inside(item, secret);
        }
        return;
    }
    if (!setting.is(secret) && !setting.is(always_masked)) return;
    if (setting.type == Type::List) {
        for (auto& item : member<List>(config, setting)) item = kMask;
    } else if (auto& value = member<std::string>(config, setting); setting.is(always_masked) || !value.empty()) {
        value = kMask;
    }
}

void unmask_setting(Config& incoming, const Config& old, const Setting& setting) {
    if (setting.type == Type::Blob) {
        for (const auto& secret : kSecretsInside) {
            if (secret.section != setting.section || secret.name != setting.name) continue;
            Json& value = member<Json>(incoming, setting);
            const Json& before = member<Json>(old, setting);
            if (value.is_object()) unmask_inside(value, &before, secret);
            if (value.is_array()) {
                for (size_t i = 0; i < value.size(); ++i)
                    unmask_inside(value.mutable_items()[i], i < before.size() ? &before.items()[i] : nullptr, secret);
            }
        }
        return;
    }
    if (!setting.is(secret) && !setting.is(always_masked)) return;
    if (setting.type == Type::List) {
        auto& value = member<List>(incoming, setting);
        const auto& before = member<List>(old, setting);
        for (size_t i = 0; i < value.size(); ++i)
            if (value[i] == kMask && i < before.size()) value[i] = before[i];
    } else if (auto& value = member<std::string>(incoming, setting); value == kMask) {
        value = member<std::string>(old, setting);
    }
}

}  // namespace

bool Setting::accessible_by(std::string_view part) const {
    for (std::string_view rest = access; !rest.empty();) {
        size_t end = rest.find(' ');
        if (rest.substr(0, end) == part) return true;
        if (end == std::string_view::npos) break;
        rest.remove_prefix(end + 1);
    }
    return false;
}

std::span<const Setting> list() { return kSettings; }

std::span<const Bound> bounds() { return kBounds; }

const Setting* find_setting(std::string_view path) {
    size_t dot = path.find('.');
    if (dot == std::string_view::npos) return nullptr;
    for (const auto& setting : kSettings)
        if (path.substr(0, dot) == setting.section && path.substr(dot + 1) == setting.name) return &setting;
    return nullptr;
}

Json value_of(const Config& config, const Setting& setting) {
    switch (setting.type) {
        case Type::Bool: return Json(member<bool>(config, setting));
        case Type::Int: return Json(member<int64_t>(config, setting));
        case Type::String: return Json(member<std::string>(config, setting));
        case Type::List: return list_json(member<List>(config, setting));
        case Type::Blob: return member<Json>(config, setting);
    }
    return Json();
}

Result<bool> set_value(Config& config, const Setting& setting, const Json& value) {
    if (value.is_null()) return false;
    switch (setting.type) {
        case Type::Bool:
            if (!value.is_bool()) return wrong_type(setting);
            member<bool>(config, setting) = value.as_bool();
            return true;
        case Type::Int:
            // A real without a fraction gives the same number for whatever stands in place of none.
            if (!value.is_number() || value.as_integer(0) != value.as_integer(1)) return wrong_type(setting);
            member<int64_t>(config, setting) = value.as_integer();
            return true;
        case Type::String:
            if (!value.is_string()) return wrong_type(setting);
            member<std::string>(config, setting) = value.as_string();
            return true;
        case Type::List: {
            if (!value.is_array()) return wrong_type(setting);
            List list;
            for (const auto& item : value.items()) {
                if (!item.is_string()) return wrong_type(setting);
                list.push_back(item.as_string());
            }
            member<List>(config, setting) = std::move(list);
            return true;
        }
        case Type::Blob:
            if (!value.is_object() && !value.is_array()) return wrong_type(setting);
            member<Json>(config, setting) = value;
            return true;
    }
    return false;
}

Result<bool> set_text(Config& config, const Setting& setting, std::string_view text) {
    switch (setting.type) {
        case Type::Bool:
            if (text != "true" && text != "false") return wrong_type(setting);
            return set_value(config, setting, Json(text == "true"));
        case Type::Int: {
            int64_t number = 0;
            if (!parse_int(text, number)) return wrong_type(setting);
            return set_value(config, setting, Json(number));
        }
        case Type::String: return set_value(config, setting, Json(text));
        case Type::List: return set_value(config, setting, list_json(split_words(text)));
        case Type::Blob: {
            auto parsed = Json::parse(text);
            if (!parsed) return wrong_type(setting);
            return set_value(config, setting, *parsed);
        }
    }
    return false;
}

}  // namespace settings

using settings::Setting;
using settings::Type;

Config::Config() = default;
Config::Config(const Config&) = default;
Config::Config(Config&&) noexcept = default;
Config& Config::operator=(const Config&) = default;
Config& Config::operator=(Config&&) noexcept = default;
Config::~Config() = default;

Config default_config() { return Config(); }

Result<Config> config_from_json(const Json& json, const Config& base) {
    if (!json.is_object()) return Failure{"the configuration must be an object"};
    Config config = base;
    const Json* section = nullptr;
    const char* section_name = nullptr;
    for (const auto& setting : settings::list()) {
        if (section_name != setting.section) {  // the lists spell a section's name once per place, so == may miss
            section_name = setting.section;
            section = json.find(section_name);
            if (section && !section->is_null() && !section->is_object())
                return Failure{std::string(section_name) + " must be an object"};
        }
        if (!section) continue;
        const Json* value = section->find(setting.name);
        if (!value) continue;
        auto done = settings::set_value(config, setting, *value);
        if (!done) return Failure{done.error()};
    }
    return config;
}

Json config_to_json(const Config& config, const std::vector<bool>* shown) {
    Json json = Json::object();
    auto& sections = json.mutable_members();
    size_t index = 0;
    for (const auto& setting : settings::list()) {
        if (size_t i = index++; shown && (i >= shown->size() || !(*shown)[i])) continue;
        if (sections.empty() || sections.back().key != setting.section)
            sections.push_back({setting.section, Json::object()});
        sections.back().value.mutable_members().push_back({setting.name, settings::value_of(config, setting)});
    }
    return json;
}

Json masked(const Config& config, const std::vector<bool>* shown) {
    Config copy = config;
    for (const auto& setting : settings::list()) settings::mask_setting(copy, setting);
    return config_to_json(copy, shown);
}

void keep_masked_values(Config& incoming, const Config& old) {
    for (const auto& setting : settings::list()) settings::unmask_setting(incoming, old, setting);
}

std::vector<const Setting*> changed_settings(const Config& before, const Config& after) {
    std::vector<const Setting*> changed;
    for (const auto& setting : settings::list())
        if (!settings::equal(before, after, setting)) changed.push_back(&setting);
    return changed;
}

void fill_generated(Config& config) {
    for (const auto& setting : settings::list()) {
        if (!setting.is(settings::generated)) continue;
        auto& value = settings::member<std::string>(config, setting);
        if (value.empty()) value = random_token(32);
    }
}

std::string environment_name(const Setting& setting) {
    return "MM_" + to_upper_ascii(setting.section) + '_' + to_upper_ascii(setting.name);
}

namespace {

// Sets the member of a blob that the rest of a variable's name means. The member keeps its type.
bool set_member_text(Json& blob, std::string_view name, std::string_view text) {
    if (!blob.is_object()) return false;
    for (auto& member : blob.mutable_members()) {
        if (!equal_ignore_case(member.key, name)) continue;
        if (member.value.is_string()) {
            member.value = Json(text);
            return true;
        }
        auto parsed = Json::parse(text);
        if (!parsed || parsed->type() != member.value.type()) return false;
        member.value = std::move(*parsed);
        return true;
    }
    return false;
}

}  // namespace

EnvironmentOverrides apply_environment(Config& config, std::span<const std::string> environment) {
    EnvironmentOverrides result;
    std::vector<std::string> names;
    for (const auto& variable : environment) {
        if (!variable.starts_with("MM_")) continue;
        size_t equals = variable.find('=');
        if (equals == std::string::npos) continue;
        std::string_view name = std::string_view(variable).substr(0, equals);
        std::string_view text = std::string_view(variable).substr(equals + 1);
        if (names.empty())
            for (const auto& setting : settings::list()) names.push_back(environment_name(setting));
        for (size_t i = 0; i < names.size(); ++i) {
            const Setting& setting = settings::list()[i];
            if (name == names[i]) {
                if (auto done = settings::set_text(config, setting, text)) result.paths.push_back(setting.path());
                else result.problems.push_back(std::string(name) + ": " + done.error());
            } else if (setting.type == Type::Blob && name.size() > names[i].size() + 1 && name.starts_with(names[i]) &&
                       name[names[i].size()] == '_') {
                auto& blob = settings::member<Json>(config, setting);
                if (set_member_text(blob, name.substr(names[i].size() + 1), text))
                    result.paths.push_back(setting.path());
                else result.problems.push_back(std::string(name) + ": no such member, or not a value for it");
            }
        }
    }
    return result;
}

Json environment_json(const std::vector<std::string>& paths) {
    Json json = Json::object();
    for (const auto& path : paths) {
        size_t dot = path.find('.');
        std::string_view section = std::string_view(path).substr(0, dot);
        if (!json.find(section)) json.set(section, Json::object());
        json.find(section)->set(std::string_view(path).substr(dot + 1), Json(true));
    }
    return json;
}

Json describe_settings() {
    constexpr std::pair<settings::Flag, const char*> kFlagNames[] = {
        {settings::restart, "restart"},      {settings::restricted, "restricted"}, {settings::secret, "secret"},
        {settings::always_masked, "secret"}, {settings::generated, "generated"},   {settings::inert, "inert"},
        {settings::file_only, "file_only"},  {settings::api_keeps, "api_keeps"},
    };
    const Config defaults;
    Json all = Json::array();
    for (const auto& setting : settings::list()) {
        Json flags = Json::array();
        for (auto [flag, name] : kFlagNames)
            if (setting.is(flag)) flags.push(Json(name));
        Json one = Json::object({{"name", setting.path()},
                                 {"environment", environment_name(setting)},
                                 {"type", settings::type_name(setting.type)},
                                 {"default", settings::value_of(defaults, setting)},
                                 {"flags", std::move(flags)},
                                 {"doc", setting.doc}});
        for (const auto& bound : settings::bounds()) {
            using Kind = settings::Bound::Kind;
            if (std::string_view(bound.section) != setting.section || std::string_view(bound.name) != setting.name)
                continue;
            bool length = bound.kind == Kind::bytes || bound.kind == Kind::empty_or_bytes;
            if (bound.kind == Kind::one_of) one.set("choices", Json(bound.choices));
            if (bound.kind == Kind::time_of_day) one.set("format", Json("15:04"));
            if (bound.kind == Kind::range || length) {
                one.set(length ? "bytes_min" : "min", Json(bound.min));
                if (bound.max != settings::kNoLimit) one.set(length ? "bytes_max" : "max", Json(bound.max));
            }
            if (bound.kind == Kind::empty_or_bytes) one.set("may_be_empty", Json(true));
        }
        all.push(std::move(one));
    }
    return all;
}

}  // namespace rk
