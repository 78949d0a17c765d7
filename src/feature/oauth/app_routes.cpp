// OAuth apps over the API. Rules: golden integrations_oauth "oauth apps/…", admin_access.
#include "app/access.h"
#include "base/ids.h"
#include "base/strings.h"
#include "feature/oauth/authorize.h"
#include "feature/oauth/grants.h"
#include "feature/oauth/oauth.h"
#include "feature/oauth/store.h"
#include "feature/preferences/preferences.h"
#include "feature/users/users.h"
#include "model/settings.h"

namespace rk::oauth {

namespace {

void require_enabled(const Ctx& c) {
    if (!c.config()->ServiceSettings.EnableOAuthServiceProvider) throw Err::oauth_disabled;
}

// The app of the path, for who manages it: its creator, or who manages everybody's.
OAuthApp managed(Ctx& c, Tx& tx) {
    access::require(tx, c.actor(), Permission::manage_oauth);
    require_enabled(c);
    OAuthApp app = get_app(tx, c.id("app_id"));
    if (app.creator_id != c.user_id()) access::require(tx, c.actor(), Permission::manage_system_wide_oauth);
    return app;
}

void check(const OAuthApp& app) {
    if (app.name.empty() || utf8_length(app.name) > 64) throw Err::oauth_app_name_bad;
    if (app.callback_urls.empty() || join(app.callback_urls, " ").size() + 2 > 1024) throw Err::oauth_app_callback_bad;
    for (const std::string& url : app.callback_urls)
        if (!is_http_url(url)) throw Err::oauth_app_callback_bad;
    const bool may_lack_homepage = app.is_dynamically_registered && app.homepage.empty();
    if (utf8_length(app.homepage) > 256 || (!may_lack_homepage && !is_http_url(app.homepage)))
        throw Err::oauth_app_homepage_bad;
    if (utf8_length(app.description) > 512) throw Err::oauth_app_description_too_long;
    if (!app.icon_url.empty() && (utf8_length(app.icon_url) > 512 || !is_http_url(app.icon_url)))
        throw Err::oauth_app_icon_url_bad;
    if (utf8_length(app.mattermost_app_id) > 32) throw Err::invalid_body_param.with("Name", "oauth_app");
}

std::string without_secrets(std::vector<OAuthApp> apps) {
    for (OAuthApp& app : apps) app.client_secret.clear();
    return to_json(apps);
}

Reply create(Ctx& c, Tx& tx) {
    auto app = c.body<OAuthApp>("oauth_app");
    access::require(tx, c.actor(), Permission::manage_oauth);
    if (!c.config()->ServiceSettings.EnableOAuthServiceProvider) throw Err::oauth_creation_disabled;
    if (!access::may(tx, c.actor(), Permission::manage_system)) app.is_trusted = false;
    app.is_dynamically_registered = false;
    check(app);
    app.id = new_id();
    // An app that runs where it can keep no secret has none, and must use PKCE.
    app.client_secret = c.body_object("oauth_app")["is_public"].as_bool() ? std::string() : new_id();
    app.creator_id = c.user_id();
    app.create_at = app.update_at = tx.now();
    store::insert(tx, app);
    users::add_audit(tx, c.actor(), c.route().path, "client_id=" + app.id);
    return reply::model(201, app);
}

Reply list(Ctx& c, Tx& tx) {
    if (!access::may(tx, c.actor(), Permission::manage_oauth)) throw Err::oauth_apps_admin_only;
    require_enabled(c);
    std::string creator_id;
    if (!access::may(tx, c.actor(), Permission::manage_system_wide_oauth)) creator_id = c.user_id();
    return reply::json(200, to_json(store::list(tx, creator_id, c.page() * c.per_page(), c.per_page())));
}

Reply read(Ctx& c, Tx& tx) { return reply::model(200, managed(c, tx)); }

// What anybody may know who is asked for access.
Reply read_info(Ctx& c, Tx& tx) {
    require_enabled(c);
    OAuthApp app = get_app(tx, c.id("app_id"));
    app.client_secret.clear();
    return reply::model(200, app);
}

Reply update(Ctx& c, Tx& tx) {
    access::require(tx, c.actor(), Permission::manage_oauth);
    auto app = c.body<OAuthApp>("oauth_app");
    if (app.id != c.id("app_id")) throw Err::invalid_body_param.with("Name", "app_id");
    OAuthApp old = managed(c, tx);
    if (!access::may(tx, c.actor(), Permission::manage_system)) app.is_trusted = old.is_trusted;
    app.is_dynamically_registered = old.is_dynamically_registered;
    check(app);
    app.creator_id = old.creator_id;
    app.create_at = old.create_at;
    app.client_secret = old.client_secret;
    app.mattermost_app_id = old.mattermost_app_id;
    app.update_at = tx.now();
    store::update(tx, app);
    users::add_audit(tx, c.actor(), c.route().path, "success");
    return reply::model(200, app);
}

Reply new_secret(Ctx& c, Tx& tx) {
    OAuthApp app = managed(c, tx);
    if (app.client_secret.empty()) throw Err::oauth_app_has_no_secret;
    app.client_secret = new_id();
    app.update_at = tx.now();
    store::update(tx, app);
    users::add_audit(tx, c.actor(), c.route().path, "success");
    return reply::model(200, app);
}

// The app's sessions end with it.
Reply remove(Ctx& c, Tx& tx) {
    OAuthApp app = managed(c, tx);
    for (const OAuthGrant& grant : store::list_grants(tx, app.id)) take_back(tx, app.id, grant.user_id);
    store::remove(tx, app.id);
    users::add_audit(tx, c.actor(), c.route().path, "success");
    return reply::ok();
}

Reply list_authorized(Ctx& c, Tx& tx) {
    std::string user_id = c.id("user_id");
    if (!users::may_edit(tx, c.actor(), user_id)) throw Err::no_permission.because("edit_other_users");
    require_enabled(c);
    std::vector<std::string> ids;
    for (const Preference& consent : preferences::list(tx, user_id, kConsent)) ids.push_back(consent.name);
    return reply::json(200, without_secrets(store::list_by_ids(tx, ids, c.page() * c.per_page(), c.per_page())));
}

constexpr Route kRoutes[] = {
    {POST, "/api/v4/oauth/apps", Lane::write, Access::session, create, "Register an OAuth app."},
    {GET, "/api/v4/oauth/apps", Lane::read, Access::session, list, "List OAuth apps."},
    {GET, "/api/v4/oauth/apps/{app_id}", Lane::read, Access::session, read, "Read an OAuth app."},
    {GET, "/api/v4/oauth/apps/{app_id}/info", Lane::read, Access::session, read_info,
     "What anybody may know of an OAuth app."},
    {PUT, "/api/v4/oauth/apps/{app_id}", Lane::write, Access::session, update, "Change an OAuth app."},
    {DELETE, "/api/v4/oauth/apps/{app_id}", Lane::write, Access::session, remove,
     "Delete an OAuth app and end its sessions."},
    {POST, "/api/v4/oauth/apps/{app_id}/regen_secret", Lane::write, Access::session, new_secret,
     "Give an OAuth app a new secret."},
    {GET, "/api/v4/users/{user_id}/oauth/apps/authorized", Lane::read, Access::session, list_authorized,
     "List the OAuth apps that somebody let in."},
};

}  // namespace

std::span<const Route> routes() { return kRoutes; }

}  // namespace rk::oauth
