// Parts that this server does not have, where clients expect lists and states rather than a refusal: plugins, agents,
// clusters, SAML. What is refused stands in unlicensed.cpp.
#include "app/access.h"
#include "app/metrics.h"
#include "app/services.h"
#include "base/strings.h"
#include "feature/channels/channels.h"
#include "feature/system/facts.h"
#include "feature/system/system.h"
#include "model/settings.h"

namespace rk::system {

namespace {

constexpr std::string_view kMarketplaceSeen = "FirstAdminVisitMarketplace";

void require(Ctx& c, Tx& tx, Permission permission) { access::require(tx, c.actor(), permission); }
void require_plugins(Ctx& c) {
    if (!c.config()->PluginSettings.Enable) throw Err::plugins_disabled;
}

Reply empty_list(Ctx&, Tx&) { return reply::json(200, "[]"); }

Reply agents_status(Ctx&, Tx&) {
    return reply::json(200, R"({"available":false,"reason":"app.agents.bridge.not_available.plugin_not_active"})");
}

Reply cluster_status(Ctx& c, Tx& tx) {
    require(c, tx, Permission::sysconsole_read_environment_high_availability);
    return reply::json(200, "[]");
}

Reply saml_status(Ctx& c, Tx& tx) {
    require(c, tx, Permission::get_saml_cert_status);
    return reply::json(200,
                       R"({"idp_certificate_file":false,"private_key_file":false,"public_certificate_file":false})");
}

// Nobody comes from another server, so who may be seen may be written to.
Reply can_message(Ctx& c, Tx&) {
    c.id("user_id");
    c.id("other_user_id");
    return reply::json(200, R"({"can_dm":true})");
}

Reply client_report(Ctx& c, Tx&) {
    if (c.services().metrics) c.services().metrics->count("renkei_client_reports_total");
    return reply::json(200, "");
}

Reply redirect(int status, std::string target) {
    Reply answer;
    answer.status = status;
    answer.content_type.clear();
    answer.set_header("Location", std::move(target));
    return answer;
}

// Pages of other ways to log in: back to where one can (golden admin_unlicensed "SAML and LDAP pages").
Reply saml_page(Ctx&, Tx&) { return redirect(302, "/login"); }
Reply signup_page(Ctx& c, Tx&) {
    std::string target = "/oauth/" + c.param("service") + "/complete";
    if (!c.request().query.empty()) target.append("?").append(c.request().query);
    return redirect(307, std::move(target));
}

// ---------------------------------------------------------------- plugins

Reply plugins(Ctx& c, Tx& tx) {
    require_plugins(c);
    require(c, tx, Permission::sysconsole_read_plugins);
    return reply::json(200, R"({"active":[],"inactive":[]})");
}

Reply plugin_statuses(Ctx& c, Tx& tx) {
    require_plugins(c);
    require(c, tx, Permission::sysconsole_read_plugins);
    return reply::json(200, "[]");
}

Reply webapp_plugins(Ctx& c, Tx&) {
    require_plugins(c);
    return reply::json(200, "[]");
}

Reply upload_plugin(Ctx&, Tx&) { throw Err::plugin_upload_disabled; }
Reply install_plugin(Ctx&, Tx&) { throw Err::plugins_disabled; }

Reply change_plugin(Ctx& c, Tx& tx) {
    require_plugins(c);
    require(c, tx, Permission::sysconsole_write_plugins);
    throw Err::plugin_not_installed;
}

Reply marketplace(Ctx& c, Tx& tx) {
    require_plugins(c);
    if (!c.config()->PluginSettings.EnableMarketplace) throw Err::marketplace_disabled;
    if (!c.query_bool("remote_only")) require(c, tx, Permission::sysconsole_read_plugins);
    // Nobody is asked, so it is as for a server without a network (golden integrations_plugins "marketplace is off").
    if (c.config()->PluginSettings.EnableRemoteMarketplace) throw Err::marketplace_unreachable;
    return reply::json(200, "[]");
}

Reply install_from_marketplace(Ctx& c, Tx& tx) {
    require_plugins(c);
    if (!c.config()->PluginSettings.EnableMarketplace) throw Err::marketplace_disabled;
    require(c, tx, Permission::sysconsole_write_plugins);
    throw Err::marketplace_plugin_unknown;
}

Reply marketplace_visit(Ctx& c, Tx& tx) {
    require(c, tx, Permission::manage_system);
    std::string seen = find_fact(tx, kMarketplaceSeen).value_or("false");
    return reply::json(200, Json::object({{"name", kMarketplaceSeen}, {"value", seen}}).dump());
}

Reply visit_marketplace(Ctx& c, Tx& tx) {
    require(c, tx, Permission::manage_system);
    save_fact(tx, kMarketplaceSeen, "true");
    return reply::ok();
}

// ---------------------------------------------------------------- refusals that look at the request first

Reply put_policy(Ctx& c, Tx& tx) {
    Json body = c.body_object("policy");
    const std::string& type = body["type"].as_string();
    if (type != "parent" && type != "channel") throw Err::invalid_body_param.with("Name", "type");
    require(c, tx, Permission::manage_system);
    throw ApiError(Err::policy_unavailable).as_id("app.pap.create_access_control_policy.app_error");
}

Reply policy_fields(Ctx& c, Tx& tx) {
    require(c, tx, Permission::manage_system);
    int64_t limit = c.query_int("limit", 0);
    if (limit < 1 || limit > 100) throw Err::policies_limit_missing;
    throw ApiError(Err::policy_unavailable).as_id("app.pap.get_access_control_auto_complete.app_error");
}

Reply channel_attributes(Ctx& c, Tx& tx) {
    access::require_read_channel(tx, c.actor(), channels::get(tx, c.id("channel_id")));
    throw ApiError(Err::policy_unavailable).as_id("app.pap.get_channel_access_control_attributes.app_error");
}

Reply test_elasticsearch(Ctx& c, Tx& tx) {
    auto body = Json::parse(c.request().body, Json::Extent::kFirst);
    if (body && body->is_object())
        for (const settings::Setting& setting : settings::list())
            if (std::string_view(setting.section) == "ElasticsearchSettings" &&
                !(*body)["ElasticsearchSettings"].find(setting.name))
                throw Err::elasticsearch_settings_missing;
    require(c, tx, Permission::test_elasticsearch);
    throw Err::elasticsearch_unavailable;
}

constexpr Route kRoutes[] = {
    {GET, "/api/v4/agents", Lane::read, Access::session, empty_list, "Agents: there are none."},
    {GET, "/api/v4/agents/status", Lane::read, Access::session, agents_status, "Whether agents are there: no."},
    {GET, "/api/v4/llmservices", Lane::read, Access::session, empty_list, "Language models: there are none."},
    {GET, "/api/v4/ai/agents", Lane::read, Access::session, empty_list, "Agents: there are none."},
    {GET, "/api/v4/ai/services", Lane::read, Access::session, empty_list, "Language models: there are none."},
    {GET, "/api/v4/cluster/status", Lane::read, Access::session, cluster_status, "The other nodes: there are none."},
    {GET, "/api/v4/saml/certificate/status", Lane::read, Access::session, saml_status, "SAML's certificates: none."},
    {GET, "/api/v4/sharedchannels/users/{user_id}/can_dm/{other_user_id}", Lane::read, Access::session, can_message,
     "Whether an account can be written to from this server."},
    {POST, "/api/v4/client_perf", Lane::read, Access::session, client_report, "How quick a client was."},
    {GET, "/api/v4/plugins", Lane::read, Access::session, plugins, "Installed plugins."},
    {POST, "/api/v4/plugins", Lane::read, Access::session, upload_plugin, "Upload a plugin."},
    {POST, "/api/v4/plugins/install_from_url", Lane::read, Access::session, install_plugin, "Install a plugin."},
    {GET, "/api/v4/plugins/statuses", Lane::read, Access::session, plugin_statuses, "Which plugins run."},
    {GET, "/api/v4/plugins/webapp", Lane::read, Access::open, webapp_plugins, "The plugins' parts for web clients."},
    {GET, "/api/v4/plugins/marketplace", Lane::read, Access::session, marketplace, "Plugins to install."},
    {POST, "/api/v4/plugins/marketplace", Lane::read, Access::session, install_from_marketplace,
     "Install one of them."},
    {GET, "/api/v4/plugins/marketplace/first_admin_visit", Lane::read, Access::session, marketplace_visit,
     "Whether an administrator has seen the marketplace."},
    {POST, "/api/v4/plugins/marketplace/first_admin_visit", Lane::write, Access::session, visit_marketplace,
     "An administrator has seen the marketplace."},
    {DELETE, "/api/v4/plugins/{plugin_id}", Lane::read, Access::session, change_plugin, "Remove a plugin."},
    {POST, "/api/v4/plugins/{plugin_id}/enable", Lane::read, Access::session, change_plugin, "Start a plugin."},
    {POST, "/api/v4/plugins/{plugin_id}/disable", Lane::read, Access::session, change_plugin, "Stop a plugin."},
    {PUT, "/api/v4/access_control_policies", Lane::read, Access::session, put_policy, "Access control policies: none."},
    {GET, "/api/v4/access_control_policies/cel/autocomplete/fields", Lane::read, Access::session, policy_fields,
     "Access control policies: none."},
    {GET, "/api/v4/channels/{channel_id}/access_control/attributes", Lane::read, Access::session, channel_attributes,
     "Access control policies: none."},
    {GET, "/login/sso/saml", Lane::read, Access::open, saml_page, "Log in by SAML: not here."},
    {POST, "/login/sso/saml", Lane::read, Access::open, saml_page, "Log in by SAML: not here."},
    {GET, "/signup/{service}/complete", Lane::read, Access::open, signup_page, "The older address of another page."},
    {POST, "/api/v4/elasticsearch/test", Lane::read, Access::session, test_elasticsearch, "Elasticsearch: not used."},
};

}  // namespace

std::span<const Route> absent_routes() { return kRoutes; }

}  // namespace rk::system
