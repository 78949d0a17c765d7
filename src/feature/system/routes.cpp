// Small things about the server: whether it is well, what it supports, switches of administrators.
#include "app/access.h"
#include "app/config_store.h"
#include "app/hub.h"
#include "app/server_state.h"
#include "app/services.h"
#include "app/session_store.h"
#include "app/user_store.h"
#include "base/log.h"
#include "base/ports.h"
#include "base/strings.h"
#include "db/migrations/migrations.h"
#include "feature/system/facts.h"
#include "feature/system/system.h"
#include "feature/system/timezones.h"
#include "model/settings.h"

namespace rk::system {

namespace {

constexpr int64_t kBusySeconds = 3600, kBusySecondsMax = 86400;
constexpr std::string_view kFirstSteps = "FirstAdminSetupComplete", kOrganization = "OrganizationName";

// Answers also while the store is away, so that whoever watches learns it.
Reply ping(Ctx& c) {
    auto config = c.config();
    const auto& clients = config->ClientRequirements;
    Json answer = Json::object({{"AndroidLatestVersion", clients.AndroidLatestVersion},
                                {"AndroidMinVersion", clients.AndroidMinVersion},
                                {"IosLatestVersion", clients.IosLatestVersion},
                                {"IosMinVersion", clients.IosMinVersion},
                                {"ActiveSearchBackend", "database"},
                                {"status", "OK"}});
    if (!c.query_bool("get_server_status")) return reply::json(200, answer.dump());
    bool database = c.db().healthy();
    bool files = !c.services().files->write(".ping", "ping").has_value();
    bool well = database && files;
    answer.set("status", well ? "OK" : "UNHEALTHY");
    answer.set("database_status", database ? "OK" : "UNHEALTHY");
    answer.set("filestore_status", files ? "OK" : "UNHEALTHY");
    return reply::json(well || c.query_bool("use_rest_semantics") ? 200 : 500, answer.dump());
}

Reply list_timezones(Ctx&, Tx&) {
    static const std::string text = [] {
        Json list = Json::array();
        for (const std::string& zone : timezones()) list.push(zone);
        return list.dump();
    }();
    return reply::json(200, text);
}

// ---------------------------------------------------------------- switches

Reply get_busy(Ctx& c, Tx& tx) {
    access::require(tx, c.actor(), Permission::manage_system);
    Millis until = c.services().state->busy_until();
    bool busy = c.services().state->is_busy(tx.now());
    Json answer = Json::object({{"busy", busy}, {"expires", busy ? until / 1000 : 0}});
    answer.set("expires_ts", busy ? iso_time(until) : "");
    return reply::json(200, answer.dump());
}

Reply set_busy(Ctx& c, Tx& tx) {
    access::require(tx, c.actor(), Permission::manage_system);
    int64_t seconds = kBusySeconds;
    if (!c.query("seconds").empty() &&
        (!parse_int(c.query("seconds"), seconds) || seconds < 1 || seconds > kBusySecondsMax))
        throw Err::invalid_url_param.with("Name", "seconds");
    c.services().state->set_busy_until(tx.now() + seconds * 1000);
    log::warn("The server is marked as busy: what is not essential is off", {{"seconds", seconds}});
    return reply::ok();
}

Reply clear_busy(Ctx& c, Tx& tx) {
    access::require(tx, c.actor(), Permission::manage_system);
    c.services().state->set_busy_until(0);
    log::info("The server is no longer marked as busy");
    return reply::ok();
}

Reply invalidate_caches(Ctx& c, Tx& tx) {
    access::require(tx, c.actor(), Permission::invalidate_caches);
    c.services().sessions->clear();
    c.services().roles->load(tx);
    if (c.services().users) c.services().users->clear(tx.now());
    Reply answer = reply::ok();
    answer.set_header("Cache-Control", "no-cache, no-store, must-revalidate");
    return answer;
}

// Connections to the store come and go by themselves here, so there is nothing to recycle.
Reply recycle_database(Ctx& c, Tx& tx) {
    access::require(tx, c.actor(), Permission::recycle_database_connections);
    return reply::ok();
}

// There is none to remove.
Reply remove_license(Ctx& c, Tx& tx) {
    access::require(tx, c.actor(), Permission::manage_license_information);
    return reply::ok();
}

// How much of the licence's accounts is in use: of no limit, nothing.
Reply license_load(Ctx&, Tx&) { return reply::json(200, Json::object({{"load", 0}}).dump()); }

Reply upgrade_status(Ctx& c, Tx& tx) {
    access::require(tx, c.actor(), Permission::manage_system);
    return reply::json(200, Json::object({{"percentage", 0}, {"error", nullptr}}).dump());
}

// ---------------------------------------------------------------- first steps, notices

Reply get_first_steps(Ctx& c, Tx& tx) {
    access::require(tx, c.actor(), Permission::manage_system);
    std::string done = find_fact(tx, kFirstSteps).value_or("false");
    return reply::json(200, Json::object({{"name", kFirstSteps}, {"value", done}}).dump());
}

Reply finish_first_steps(Ctx& c, Tx& tx) {
    if (!access::may(tx, c.actor(), Permission::manage_system)) throw Err::onboarding_not_admin;
    auto body = Json::parse(c.request().body, Json::Extent::kFirst);
    if (!body || !body->is_object()) throw Err::onboarding_body_wrong;
    const std::string& organization = (*body)["organization"].as_string();
    if (organization.empty()) throw Err::onboarding_name_missing;
    save_fact(tx, kOrganization, utf8_prefix(organization, 256));
    save_fact(tx, kFirstSteps, "true");
    return reply::ok();
}

Reply list_migrations(Ctx& c, Tx& tx) {
    access::require(tx, c.actor(), Permission::manage_system);
    Json list = Json::array();
    for (const Migration& migration : all_migrations())
        list.push(Json::object({{"version", migration.number}, {"name", migration.name}}));
    return reply::json(200, list.dump());
}

// Mattermost fetches its notices from its maker; here there are none.
Reply list_notices(Ctx& c, Tx&) {
    c.id("team_id");
    std::string client = c.query("client");
    for (std::string_view known : {"all", "desktop", "mobile", "mobile-android", "mobile-ios", "web"})
        if (client == known) return reply::json(200, "[]");
    throw Err::invalid_body_param.with("Name", "client");
}

Reply notices_seen(Ctx& c, Tx&) {
    auto body = Json::parse(c.request().body, Json::Extent::kFirst);
    bool texts = body && body->is_array();
    if (texts)
        for (const Json& item : body->items()) texts = texts && item.is_string();
    if (!texts) throw Err::payload_unreadable;
    return reply::ok();
}

constexpr Route kRoutes[] = {
    {GET, "/api/v4/system/ping", Lane::slow, Access::open, ping, "Whether the server is well."},
    {GET, "/api/v4/system/timezones", Lane::read, Access::session, list_timezones, "The time zones that are known."},
    {GET, "/api/v4/server_busy", Lane::read, Access::session, get_busy, "Whether the server is marked as busy."},
    {POST, "/api/v4/server_busy", Lane::read, Access::session, set_busy,
     "Leave out what is not essential for a while."},
    {DELETE, "/api/v4/server_busy", Lane::read, Access::session, clear_busy, "Do everything again."},
    {POST, "/api/v4/caches/invalidate", Lane::read, Access::session, invalidate_caches, "Forget what is cached."},
    {POST, "/api/v4/database/recycle", Lane::read, Access::session, recycle_database, "Nothing to do here."},
    {DELETE, "/api/v4/license", Lane::read, Access::session, remove_license, "Remove the licence: there is none."},
    {GET, "/api/v4/license/load_metric", Lane::read, Access::session, license_load,
     "How much of the licence is in use."},
    {GET, "/api/v4/upgrade_to_enterprise/status", Lane::read, Access::session, upgrade_status,
     "How far an upgrade to another edition is: there is none."},
    {GET, "/api/v4/system/onboarding/complete", Lane::read, Access::session, get_first_steps,
     "Whether an administrator has finished the first steps."},
    {POST, "/api/v4/system/onboarding/complete", Lane::write, Access::session, finish_first_steps,
     "The first steps are done."},
    {GET, "/api/v4/system/schema/version", Lane::read, Access::session, list_migrations,
     "The schema's changes so far."},
    {GET, "/api/v4/system/notices/{team_id}", Lane::read, Access::session, list_notices, "Notices about the product."},
    {PUT, "/api/v4/system/notices/view", Lane::read, Access::session, notices_seen, "You have seen these notices."},
};

}  // namespace

std::span<const Route> routes() { return kRoutes; }

}  // namespace rk::system
