// The settings over the API: what administrators read and change, and what clients are told. Somebody without
// manage_system sees and changes what their sysconsole_read_… and sysconsole_write_… permissions name (settings.h).
#include "app/access.h"
#include "app/config_store.h"
#include "app/services.h"
#include "base/assert.h"
#include "base/strings.h"
#include "feature/system/facts.h"
#include "feature/system/system.h"
#include "model/client_config.h"
#include "model/settings.h"

namespace rk::system {

namespace {

enum class Use { read, write };

// Which settings the caller may read or change: an entry for each of settings::list(). `any`: at least one.
struct Allowed {
    std::vector<bool> settings;
    bool any = false;
};

Allowed allowed(Ctx& c, Tx& tx, Use use) {
    Allowed result;
    result.settings.resize(settings::list().size());
    const Actor& who = c.actor();
    bool everything = access::may(tx, who, Permission::manage_system);
    PermissionSet had = c.services().roles->permissions_of(who.roles);
    std::string prefix = use == Use::read ? "sysconsole_read_" : "sysconsole_write_";
    for (const std::string& id : had.ids()) result.any = result.any || id.starts_with(prefix);
    result.any = result.any || everything;
    if (!result.any) return result;
    bool restricts = use == Use::write && c.config()->ExperimentalSettings.RestrictSystemAdmin;
    for (size_t i = 0; i < result.settings.size(); ++i) {
        const settings::Setting& setting = settings::list()[i];
        if (restricts && setting.is(settings::restricted)) continue;
        bool may = everything || (use == Use::read && std::string_view(setting.section) == "FeatureFlags");
        for (const std::string& part : split_words(setting.access)) {
            if (may) break;
            auto permission = find_permission(prefix + part);
            may = permission && had.has(*permission);
        }
        result.settings[i] = may;
    }
    return result;
}

Allowed require_any(Ctx& c, Tx& tx, Use use) {
    Allowed result = allowed(c, tx, use);
    if (!result.any) throw Err::no_permission.because(use == Use::read ? "sysconsole_read" : "sysconsole_write");
    return result;
}

Reply not_cached(Reply reply) {
    reply.set_header("Cache-Control", "no-cache, no-store, must-revalidate");
    return reply;
}

// Both forms are the same since 11 (golden system "client config").
Reply get_client_config(Ctx& c, Tx& tx) {
    notice_accounts(tx);
    return reply::json(200, client_config(*c.config(), *c.services().facts, c.session() != nullptr).dump());
}

Reply get_client_license(Ctx& c, Tx&) {
    if (c.query("format").empty()) throw Err::license_format_missing;
    if (c.query("format") != "old") throw Err::invalid_body_param.with("Name", "format");
    return reply::json(200, client_license().dump());
}

Reply get_config(Ctx& c, Tx& tx) {
    Allowed shown = require_any(c, tx, Use::read);
    return not_cached(reply::json(200, masked(*c.config(), &shown.settings).dump()));
}

// What the environment has set, as far as the caller may read it; null when that is nothing.
Reply get_environment(Ctx& c, Tx& tx) {
    Allowed shown = allowed(c, tx, Use::read);
    std::vector<std::string> paths;
    for (const std::string& path : c.services().config->environment_overrides)
        for (size_t i = 0; i < shown.settings.size(); ++i)
            if (shown.settings[i] && settings::list()[i].path() == path) paths.push_back(path);
    return not_cached(reply::json(200, shown.any ? environment_json(paths).dump() : "null"));
}

void keep(Config& incoming, const Config& before, const settings::Setting& setting) {
    RK_ASSERT(settings::set_value(incoming, setting, settings::value_of(before, setting)));
}

enum class Refusal { quiet, told };  // of a setting that only the file may change

// `incoming` is what the client wants, already laid over its base. Gives the answer.
Reply save(Ctx& c, const Allowed& writable, Config incoming, Refusal refusal) {
    auto before = c.config();
    for (size_t i = 0; i < settings::list().size(); ++i) {
        const settings::Setting& setting = settings::list()[i];
        if (settings::value_of(incoming, setting) == settings::value_of(*before, setting)) continue;
        if (setting.is(settings::file_only)) {
            if (refusal == Refusal::told) throw Err::config_not_allowed.because(setting.path());
            keep(incoming, *before, setting);
        } else if (setting.is(settings::api_keeps) || !writable.settings[i]) {
            keep(incoming, *before, setting);
        }
    }
    if (!before->PluginSettings.EnableUploads)
        incoming.PluginSettings.MarketplaceURL = before->PluginSettings.MarketplaceURL;
    keep_masked_values(incoming, *before);
    if (auto problems = check_config(incoming); !problems.empty())
        throw Err::config_invalid.with("Name", problems.front().setting).as_id(problems.front().error_id);
    fix_config(incoming);
    fill_generated(incoming);
    c.services().config->set(std::move(incoming));
    auto shown = c.db().read([&](Tx& tx) { return allowed(c, tx, Use::read); });
    return not_cached(reply::json(200, masked(*c.config(), &shown.settings).dump()));
}

Config read_config(Ctx& c, const Config& base) {
    Json body = c.body_json("config");
    if (!body.is_object()) throw Err::invalid_body_param.with("Name", "config");
    auto config = config_from_json(body, base);
    if (!config) throw Err::invalid_body_param.because(config.error()).with("Name", "config");
    return std::move(*config);
}

void check_site_url(const Config& incoming, const Config& before) {
    if (incoming.ServiceSettings.SiteURL.empty() && !before.ServiceSettings.SiteURL.empty())
        throw Err::config_clears_site_url;
}

Reply patch_config(Ctx& c) {
    Config incoming = read_config(c, *c.config());
    Allowed writable = c.db().read([&](Tx& tx) { return require_any(c, tx, Use::write); });
    check_site_url(incoming, *c.config());
    return save(c, writable, std::move(incoming), Refusal::told);
}

Reply put_config(Ctx& c) {
    Config incoming = read_config(c, default_config());
    Allowed writable = c.db().read([&](Tx& tx) { return require_any(c, tx, Use::write); });
    check_site_url(incoming, *c.config());
    return save(c, writable, std::move(incoming), Refusal::quiet);
}

Reply reload_config(Ctx& c) {
    c.db().read([&](Tx& tx) { access::require(tx, c.actor(), Permission::reload_config); });
    if (c.config()->ExperimentalSettings.RestrictSystemAdmin) throw Err::restricted_admin;
    if (auto problem = c.services().config->reload()) throw Err::config_not_reloaded.because(problem->what);
    return not_cached(reply::ok());
}

constexpr Route kRoutes[] = {
    {GET, "/api/v4/config/client", Lane::read, Access::open, get_client_config, "The settings that clients need."},
    {GET, "/api/v4/license/client", Lane::read, Access::open, get_client_license, "The licence: there is none."},
    {GET, "/api/v4/config", Lane::read, Access::session, get_config, "The settings that you may read, secrets masked."},
    {GET, "/api/v4/config/environment", Lane::read, Access::session, get_environment,
     "Which settings the environment has set."},
    {PUT, "/api/v4/config", Lane::slow, Access::session, put_config, "Replace all settings."},
    {PUT, "/api/v4/config/patch", Lane::slow, Access::session, patch_config, "Change some settings."},
    {POST, "/api/v4/config/reload", Lane::slow, Access::session, reload_config, "Read the settings' file again."},
};

}  // namespace

std::span<const Route> config_routes() { return kRoutes; }

}  // namespace rk::system
