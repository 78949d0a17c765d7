// The settings: Mattermost 11's configuration file, by its names and defaults, and our own section RenkeiSettings.
//
// They are declared once, in the lists of settings/*.h, a line each:
//     SET(section, name, type, default, flags, access, doc)
// From these lines come the members of Config, the configuration file, the API, the environment variables
// (MM_SERVICESETTINGS_SITEURL), masking, checks and documentation. What a value may be stands in settings/bounds.h.
// `access` names the parts of the system console, between blanks, whose sysconsole_read_* and sysconsole_write_*
// permissions let somebody without manage_system read and write the setting; none: manage_system only.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace rk {

struct Config;

namespace settings {

// The types as the lists name them.
namespace types {
using Bool = bool;
using Int = int64_t;
using String = std::string;
using List = std::vector<std::string>;
using Blob = Json;  // an object or array whose inside is not declared here
}  // namespace types

enum class Type : uint8_t { Bool, Int, String, List, Blob };

enum Flag : uint16_t {
    none = 0,
    restart = 1,        // takes effect at the next start
    restricted = 2,     // ExperimentalSettings.RestrictSystemAdmin takes it from administrators
    secret = 4,         // masked when it is not empty
    always_masked = 8,  // masked even when it is empty (golden admin_config "secrets are masked")
    generated = 16,     // fill_generated makes one when it is empty
    inert = 32,         // kept and passed on so that a Mattermost configuration stays whole; changes nothing here
    file_only = 64,     // the API refuses to change it (golden admin_config "restricted keys")
    api_keeps = 128,    // the API keeps the old value without a word
};

// What is known of one setting.
struct Setting {
    const char* section;
    const char* name;
    Type type;
    uint16_t flags;
    const char* access;
    const char* doc;
    void* (*at)(Config&);  // the member: of that type in `types`

    bool is(Flag flag) const { return (flags & flag) != 0; }
    std::string path() const { return std::string(section) + '.' + name; }
    // Whether one of the console parts of `access` is `part`.
    bool accessible_by(std::string_view part) const;
};

// What a value may be. `error` is the middle of Mattermost's error id: model.config.is_valid.<error>.app_error.
struct Bound {
    enum class Kind : uint8_t {
        range,           // min <= value <= max
        bytes,           // min <= length in bytes <= max
        empty_or_bytes,  // empty, or as above
        one_of,          // one of `choices`, parted by |
        time_of_day,     // 15:04
    };
    const char* section;
    const char* name;
    Kind kind;
    int64_t min;
    int64_t max;
    const char* choices;
    const char* error;
    const void* (*at)(const Config&);
};

std::span<const Setting> list();
std::span<const Bound> bounds();
// The setting of that path ("ServiceSettings.SiteURL"), or nullptr.
const Setting* find_setting(std::string_view path);
Json value_of(const Config& config, const Setting& setting);
// Refuses a value of the wrong type, naming the setting; a null leaves the setting as it is.
Result<bool> set_value(Config& config, const Setting& setting, const Json& value);
// A value as text from an environment variable or a command line: true/false, a number, words for a list, JSON for a
// blob.
Result<bool> set_text(Config& config, const Setting& setting, std::string_view text);
// Parsed JSON of a blob's default in the lists.
Json blob(std::string_view text);

}  // namespace settings

struct Config {
#define SECTION(S) struct S##Section {
#define SET(S, N, T, D, FLAGS, ACCESS, DOC) settings::types::T N = D;
#define LIST(...) \
    { __VA_ARGS__ }
#define BLOB(TEXT) settings::blob(TEXT)
#define END(S) \
    }          \
    S;
#include "model/settings/all.h"
#undef SECTION
#undef SET
#undef LIST
#undef BLOB
#undef END

    Config();  // the defaults
    Config(const Config&);
    Config(Config&&) noexcept;
    Config& operator=(const Config&);
    Config& operator=(Config&&) noexcept;
    ~Config();
};

// What stands for a secret in answers.
inline constexpr std::string_view kMask = "********************************";

Config default_config();
// `json` laid over `base`: missing keys and nulls keep the base's value, unknown keys are ignored, a wrong type is
// refused with its Section.Key.
Result<Config> config_from_json(const Json& json, const Config& base);
// `shown`, when given, has one entry for each setting of the list; the rest is left out.
Json config_to_json(const Config& config, const std::vector<bool>* shown = nullptr);
// With kMask in place of secrets.
Json masked(const Config& config, const std::vector<bool>* shown = nullptr);
// Where `incoming` has kMask, puts back what `old` has, as clients send whole configurations back.
void keep_masked_values(Config& incoming, const Config& old);
// The settings whose values differ.
std::vector<const settings::Setting*> changed_settings(const Config& before, const Config& after);

// What Mattermost mends by itself when it takes a configuration: forms of older versions, empty values that mean the
// default, a slash at the end of SiteURL, locales that do not exist.
void fix_config(Config& config);
// Makes what is generated and empty.
void fill_generated(Config& config);

struct ConfigProblem {
    std::string error_id;  // as Mattermost's, e.g. model.config.is_valid.site_url.app_error
    std::string setting;   // Section.Name
};
// What is wrong with the configuration, in the order of Mattermost's checks as far as one request can tell; empty when
// all is well. Looks whether certificate files exist.
std::vector<ConfigProblem> check_config(const Config& config);

struct EnvironmentOverrides {
    std::vector<std::string> paths;     // Section.Name of what was set
    std::vector<std::string> problems;  // variables whose text is no value of their setting; they changed nothing
};
// `environment` as the system has it: "NAME=value". MM_<SECTION>_<NAME> sets a setting, MM_<SECTION>_<NAME>_<MEMBER>
// a member that a blob already has.
EnvironmentOverrides apply_environment(Config& config, std::span<const std::string> environment);
std::string environment_name(const settings::Setting& setting);
// The answer of GET /config/environment: {"ServiceSettings": {"SiteURL": true}}.
Json environment_json(const std::vector<std::string>& paths);

// All settings with type, default, bounds, flags and doc, for `renkei describe`.
Json describe_settings();

}  // namespace rk
