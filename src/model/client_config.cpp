#include "model/client_config.h"

#include "base/crypto.h"
#include "base/strings.h"
#include "model/settings.h"

namespace rk {

namespace {

std::string text(bool value) { return value ? "true" : "false"; }
std::string text(int64_t value) { return std::to_string(value); }
std::string text(const std::string& value) { return value; }
std::string text(const std::vector<std::string>& value) { return join(value, ","); }

std::string without_trailing_slashes(std::string address) {
    while (address.ends_with("/")) address.pop_back();
    return address;
}

// Keys are unique in the lists, so they are appended without looking for an earlier one.
void add(Json& json, std::string key, std::string value) {
    json.mutable_members().push_back({std::move(key), Json(std::move(value))});
}

void add_settings(Json& json, const Config& config, bool logged_in) {
    constexpr bool everybody = true;
    const bool members = logged_in;
#define KEY(WHO, NAME, SETTING) \
    if (WHO) add(json, #NAME, text(config.SETTING));
#define FIXED(WHO, NAME, TEXT) \
    if (WHO) add(json, #NAME, TEXT);
#include "model/client_keys.h"
#undef KEY
#undef FIXED
}

// What depends on the settings alone.
Json of_settings(const Config& config, bool logged_in) {
    Json json = Json::object();
    add_settings(json, config, logged_in);
    add(json, "SiteURL", without_trailing_slashes(config.ServiceSettings.SiteURL));
    add(json, "WebsocketURL", without_trailing_slashes(config.ServiceSettings.WebsocketURL));
    if (logged_in) {
        constexpr std::string_view kMarketplace = "https://api.integrations.mattermost.com";
        add(json, "IsDefaultMarketplace", text(config.PluginSettings.MarketplaceURL == kMarketplace));
    }
    for (const auto& setting : settings::list()) {
        if (std::string_view(setting.section) != "FeatureFlags") continue;
        Json value = settings::value_of(config, setting);
        add(json, std::string("FeatureFlag") + setting.name,
            value.is_bool() ? text(value.as_bool()) : value.as_string());
    }
    return json;
}

}  // namespace

Json client_config(const Config& config, const ServerFacts& facts, bool logged_in) {
    Json json = of_settings(config, logged_in);
    add(json, "DiagnosticId", facts.diagnostic_id);
    add(json, "TelemetryId", facts.diagnostic_id);
    add(json, "AsymmetricSigningPublicKey", facts.signing_public_key);
    add(json, "NoAccounts", text(!facts.has_accounts.load()));
    if (logged_in) {
        add(json, "MaxPostSize", text(facts.max_post_size));
        add(json, "SchemaVersion", text(facts.schema_version));
        add(json, "InstallationDate", text(facts.installed_at));
    }
    return json;
}

Json client_license() { return Json::object({{"IsLicensed", "false"}}); }

std::string version_id(const Config& config, const ServerFacts& facts) {
    Json told = of_settings(config, true);
    add(told, "DiagnosticId", facts.diagnostic_id);
    add(told, "AsymmetricSigningPublicKey", facts.signing_public_key);
    const std::string& version = config.RenkeiSettings.AnnouncedVersion;
    return version + '.' + version + '.' + hex(sha256(told.dump_sorted())) + ".false";
}

}  // namespace rk
