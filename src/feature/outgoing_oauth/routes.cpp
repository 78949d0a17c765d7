// Outgoing OAuth connections over the API. With the setting off: golden admin_unlicensed. Otherwise as Mattermost 11 with a
// licence, but that wrong values are a 400 and an unknown connection a 404.
#include <algorithm>
#include <future>

#include "app/access.h"
#include "app/services.h"
#include "base/ids.h"
#include "base/strings.h"
#include "feature/outgoing_oauth/audience.h"
#include "feature/outgoing_oauth/outgoing_oauth.h"
#include "feature/outgoing_oauth/store.h"
#include "feature/outgoing_oauth/tokens.h"
#include "feature/users/users.h"
#include "model/integration.h"
#include "model/settings.h"

namespace rk::outgoing_oauth {

namespace {

constexpr int64_t kListed = 10, kListedMax = 100;

void require_enabled(const Ctx& c) {
    if (!c.config()->ServiceSettings.EnableOutgoingOAuthConnections) throw Err::outgoing_connections_disabled;
}

void require_manages(const Ctx& c, Tx& tx) {
    access::require(tx, c.actor(), Permission::manage_outgoing_oauth_connections);
    require_enabled(c);
}

// Who makes commands or outgoing webhooks in a team may see which addresses are covered.
void require_reads(const Ctx& c, Tx& tx) {
    const std::string team_id = c.query("team_id");
    const bool may = access::may(tx, c.actor(), Permission::manage_outgoing_oauth_connections) ||
                     (is_valid_id(team_id) &&
                      (access::may_in_team(tx, c.actor(), team_id, Permission::manage_own_outgoing_webhooks) ||
                       access::may_in_team(tx, c.actor(), team_id, Permission::manage_own_slash_commands)));
    if (!may) throw Err::no_permission.because("manage_own_outgoing_webhooks, manage_own_slash_commands");
    require_enabled(c);
}

OutgoingOAuthConnection without_secrets(OutgoingOAuthConnection connection) {
    connection.client_secret.clear();
    connection.credentials_password.reset();
    return connection;
}

OutgoingOAuthConnection get(Tx& tx, std::string_view connection_id) {
    if (auto connection = store::find(tx, connection_id)) return std::move(*connection);
    throw Err::outgoing_connection_not_found;
}

// What is needed to get a token.
void check_credentials(const OutgoingOAuthConnection& connection) {
    auto is_text = [](const std::string& text) { return !text.empty() && utf8_length(text) <= 255; };
    if (!is_text(connection.client_id)) throw Err::outgoing_connection_client_id_bad;
    if (!is_text(connection.client_secret)) throw Err::outgoing_connection_secret_bad;
    if (utf8_length(connection.oauth_token_url) > 256 || !is_http_url(connection.oauth_token_url) ||
        !origin_of(connection.oauth_token_url))
        throw Err::outgoing_connection_token_url_bad;
    if (connection.grant_type != "client_credentials" && connection.grant_type != "password")
        throw Err::outgoing_connection_grant_type_bad;
    if (connection.grant_type == "password" && (!is_text(connection.credentials_username.value_or("")) ||
                                                !is_text(connection.credentials_password.value_or(""))))
        throw Err::outgoing_connection_password_missing;
}

void check(OutgoingOAuthConnection& connection) {
    if (connection.name.empty() || utf8_length(connection.name) > 64) throw Err::outgoing_connection_name_bad;
    check_credentials(connection);
    // They have a column of 255 characters, whatever the grant.
    for (const auto* text : {&connection.credentials_username, &connection.credentials_password})
        if (utf8_length(text->value_or("")) > 255) throw Err::outgoing_connection_password_missing;
    for (std::string& audience : connection.audiences) audience = trim(audience);
    std::erase(connection.audiences, "");
    if (connection.audiences.empty()) throw Err::outgoing_connection_audience_missing;
    const bool is_long = to_tree(connection)["audiences"].dump().size() > 1024;
    for (const std::string& audience : connection.audiences)
        if (is_long || !is_audience(audience)) throw Err::outgoing_connection_audience_bad.with("Url", audience);
}

// What is in memory follows the commit.
void reload_after_commit(Tx& tx) {
    tx.after_commit([kept = tx.services().outgoing_connections, all = store::list_all(tx)]() mutable {
        kept->put_all(std::move(all));
    });
}

// The secrets that a form left out, from the stored connection; but they are only ever sent where they were meant for.
void fill_secrets(OutgoingOAuthConnection& given, const OutgoingOAuthConnection& stored) {
    const bool lacks_secret = given.client_secret.empty();
    const bool lacks_password = given.grant_type == "password" && given.credentials_password.value_or("").empty() &&
                                stored.credentials_password;
    if ((lacks_secret || lacks_password) && origin_of(given.oauth_token_url) != origin_of(stored.oauth_token_url))
        throw Err::outgoing_connection_secret_needed;
    if (lacks_secret) given.client_secret = stored.client_secret;
    if (given.credentials_password.value_or("").empty()) given.credentials_password = stored.credentials_password;
    if (!given.credentials_username) given.credentials_username = stored.credentials_username;
}

Reply list(Ctx& c, Tx& tx) {
    require_reads(c, tx);
    int64_t limit = kListed;
    if (const std::string asked = c.query("limit"); !asked.empty() && !parse_int(asked, limit))
        throw Err::outgoing_connections_query_bad;
    if (limit < 1 || limit > kListedMax) throw Err::outgoing_connections_query_bad;
    std::vector<OutgoingOAuthConnection> found;
    if (const std::string audience = c.query("audience"); !audience.empty()) {
        if (auto connection = c.services().outgoing_connections->find(audience)) found.push_back(*connection);
    } else {
        found = store::list(tx, c.query("from_id"), limit);
    }
    for (auto& connection : found) connection = without_secrets(std::move(connection));
    return reply::json(200, to_json(found));
}

Reply read(Ctx& c, Tx& tx) {
    require_manages(c, tx);
    return reply::model(200, without_secrets(get(tx, c.id("connection_id"))));
}

Reply create(Ctx& c, Tx& tx) {
    require_manages(c, tx);
    auto connection = c.body<OutgoingOAuthConnection>("outgoing_oauth_connection");
    connection.id = new_id();
    connection.creator_id = c.user_id();
    connection.create_at = connection.update_at = tx.now();
    check(connection);
    store::insert(tx, connection);
    reload_after_commit(tx);
    users::add_audit(tx, c.actor(), c.route().path, "id=" + connection.id);
    return reply::model(201, without_secrets(std::move(connection)));
}

// What is left out or empty stays as it is.
Reply update(Ctx& c, Tx& tx) {
    require_manages(c, tx);
    auto given = c.body<OutgoingOAuthConnection>("outgoing_oauth_connection");
    const OutgoingOAuthConnection stored = get(tx, c.id("connection_id"));
    if (given.id != stored.id) throw Err::invalid_body_param.with("Name", "id");
    given.creator_id = stored.creator_id;
    given.create_at = stored.create_at;
    given.update_at = std::max(tx.now(), stored.update_at + 1);
    if (given.name.empty()) given.name = stored.name;
    if (given.client_id.empty()) given.client_id = stored.client_id;
    if (given.oauth_token_url.empty()) given.oauth_token_url = stored.oauth_token_url;
    if (given.grant_type.empty()) given.grant_type = stored.grant_type;
    if (given.audiences.empty()) given.audiences = stored.audiences;
    fill_secrets(given, stored);
    check(given);
    store::update(tx, given);
    reload_after_commit(tx);
    users::add_audit(tx, c.actor(), c.route().path, "success - id=" + given.id);
    return reply::model(200, without_secrets(std::move(given)));
}

Reply remove(Ctx& c, Tx& tx) {
    require_manages(c, tx);
    const OutgoingOAuthConnection connection = get(tx, c.id("connection_id"));
    store::remove(tx, connection.id);
    reload_after_commit(tx);
    users::add_audit(tx, c.actor(), c.route().path, "success - id=" + connection.id);
    return reply::ok();
}

// Really asks for a token, by what the body says; what it leaves out of a stored connection's secrets is filled in.
Reply validate(Ctx& c) {
    OutgoingOAuthConnection connection = c.db().read([&](Tx& tx) {
        require_manages(c, tx);
        auto given = c.body<OutgoingOAuthConnection>("outgoing_oauth_connection");
        if (!given.id.empty()) fill_secrets(given, get(tx, given.id));
        return given;
    });
    check_credentials(connection);
    auto result = std::make_shared<std::promise<Result<OutgoingConnections::Token>>>();
    auto future = result->get_future();
    const int64_t seconds = c.config()->ServiceSettings.OutgoingIntegrationRequestsTimeout;
    OutgoingConnections::ask(
        c.services(), connection, static_cast<int>(seconds * 1000),
        [result](Result<OutgoingConnections::Token> token) { result->set_value(std::move(token)); });
    if (auto token = future.get(); !token)
        throw Err::outgoing_connection_refused.with("Reason", token.error()).because(token.error());
    return reply::ok();
}

constexpr Route kRoutes[] = {
    {GET, "/api/v4/oauth/outgoing_connections", Lane::read, Access::session, list, "List outgoing OAuth connections."},
    {POST, "/api/v4/oauth/outgoing_connections", Lane::write, Access::session, create,
     "Make an outgoing OAuth connection."},
    {POST, "/api/v4/oauth/outgoing_connections/validate", Lane::slow, Access::session, validate,
     "Try whether an outgoing OAuth connection gets a token."},
    {GET, "/api/v4/oauth/outgoing_connections/{connection_id}", Lane::read, Access::session, read,
     "Read an outgoing OAuth connection."},
    {PUT, "/api/v4/oauth/outgoing_connections/{connection_id}", Lane::write, Access::session, update,
     "Change an outgoing OAuth connection."},
    {DELETE, "/api/v4/oauth/outgoing_connections/{connection_id}", Lane::write, Access::session, remove,
     "Delete an outgoing OAuth connection."},
};

}  // namespace

std::span<const Route> routes() { return kRoutes; }

}  // namespace rk::outgoing_oauth
