// Lists, search and completion of accounts, and how many there are.
#include <map>

#include "app/access.h"
#include "app/services.h"
#include "base/crypto.h"
#include "base/ids.h"
#include "base/strings.h"
#include "feature/channels/channels.h"
#include "feature/users/audits.h"
#include "feature/users/listing.h"
#include "feature/users/rules.h"
#include "feature/users/store.h"
#include "feature/users/users.h"
#include "model/roles.h"
#include "model/settings.h"

namespace rk::users {

namespace {

constexpr int64_t kSearchDefault = 100, kSearchMost = 1000;

RK_QUERY(kKnown, "users_known",
         "SELECT DISTINCT y.userid FROM channelmembers x JOIN channelmembers y ON y.channelid = x.channelid"
         " WHERE x.userid = ?1 AND y.userid <> ?1");
RK_QUERY(kGroupMembers, "users_of_group_channels",
         "SELECT c.id, " RK_USER_COLUMNS
         " FROM channels c"
         " JOIN channelmembers me ON me.channelid = c.id AND me.userid = ?1"
         " JOIN channelmembers m ON m.channelid = c.id"
         " JOIN users u ON u.id = m.userid LEFT JOIN bots b ON b.userid = u.id"
         " WHERE c.id IN {?2} AND c.type = 'G' AND m.userid <> ?1 ORDER BY u.username");
RK_QUERY(kEmails, "users_emails",
         "SELECT " RK_USER_COLUMNS " FROM " RK_USER_TABLES
         " WHERE u.deleteat = 0 AND b.userid IS NULL ORDER BY u.username",
         nullptr, "an administrator looks for addresses of other domains");

// As others see them, even the one who asks: lists are the same for everybody of one standing.
std::vector<User> as_shown(Tx& tx, const Ctx& c, std::vector<User> users) {
    Actor viewer = c.actor();
    viewer.user_id.clear();
    for (User& user : users) user = shown_to(tx, viewer, std::move(user));
    return users;
}

void require_team(Tx& tx, const Ctx& c, std::string_view team_id) {
    if (!team_id.empty()) access::require_in_team(tx, c.actor(), team_id, Permission::view_team);
}

void require_channel(Tx& tx, const Ctx& c, std::string_view channel_id) {
    if (channel_id.empty()) return;
    auto channel = channels::find(tx, channel_id);
    if (!channel) throw Err::no_permission.because("read_channel");
    access::require_in_channel(tx, c.actor(), *channel, Permission::read_channel);
}

// Names of roles, parted by commas, that all exist.
std::vector<std::string> role_list(Tx& tx, const std::string& text, const char* what) {
    std::vector<std::string> roles;
    for (const std::string& role : split(text, ',')) {
        std::string name(trim(role));
        if (name.empty()) continue;
        if (!is_valid_role_name(name) || !tx.services().roles->find(name))
            throw Err::invalid_body_param.with("Name", what);
        roles.push_back(name);
    }
    return roles;
}

Reply list_users(Ctx& c, Tx& tx) {
    ListOptions o;
    o.in_team = c.query("in_team"), o.not_in_team = c.query("not_in_team");
    o.in_channel = c.query("in_channel"), o.not_in_channel = c.query("not_in_channel");
    o.without_team = c.query_bool("without_team");
    o.active = c.query_bool("active"), o.inactive = c.query_bool("inactive");
    std::string sort = c.query("sort");
    bool in_group = c.has_query("in_group") || c.has_query("not_in_group");
    auto refuse = [](const char* name) { throw Err::invalid_url_param.with("Name", name); };
    if (!o.not_in_channel.empty() && o.in_team.empty()) refuse("team_id");
    if (sort == "last_activity_at" || sort == "create_at") {
        if (o.in_team.empty() || !o.not_in_team.empty() || !o.in_channel.empty() || !o.not_in_channel.empty() ||
            o.without_team || in_group)
            refuse("sort");
        o.sort = sort == "create_at" ? ListOptions::Sort::create_at : ListOptions::Sort::last_activity_at;
    } else if (sort == "status" || sort == "admin") {
        if (o.in_channel.empty()) refuse("sort");
        o.sort = sort == "status" ? ListOptions::Sort::status : ListOptions::Sort::admin;
    } else if (!sort.empty()) {
        refuse("sort");  // display_name is for groups
    }
    if (o.active && o.inactive) refuse("inactive");
    if (std::string role = c.query("role"); !role.empty()) o.roles = role_list(tx, role, "role");
    if (std::string roles = c.query("roles"); !roles.empty()) o.roles = role_list(tx, roles, "roles");
    if (!o.in_channel.empty()) o.channel_roles = role_list(tx, c.query("channel_roles"), "channelRoles");
    if (!o.in_team.empty()) o.team_roles = role_list(tx, c.query("team_roles"), "teamRoles");

    // One place decides, in this order; only with not_in_channel the team counts as well.
    if (o.without_team) {
        access::require(tx, c.actor(), Permission::list_users_without_team);
        o.in_team.clear(), o.not_in_team.clear(), o.in_channel.clear(), o.not_in_channel.clear();
    } else if (!o.not_in_channel.empty()) {
        require_channel(tx, c, o.not_in_channel);
        o.not_in_team.clear(), o.in_channel.clear();
    } else if (!o.not_in_team.empty()) {
        require_team(tx, c, o.not_in_team);
        o.in_team.clear(), o.in_channel.clear();
    } else if (!o.in_team.empty()) {
        require_team(tx, c, o.in_team);
        o.in_channel.clear();
    } else if (!o.in_channel.empty()) {
        require_channel(tx, c, o.in_channel);
    } else if (in_group) {
        throw Err::group_not_found;
    }
    restrict_to_visible(tx, c.actor(), o);
    o.limit = c.per_page();
    o.offset = c.page() * o.limit;
    std::string body = to_json(as_shown(tx, c, list(tx, o)));
    if (o.in_team.empty() && o.not_in_team.empty()) return reply::json(200, std::move(body));
    // Those of a team are tagged (golden admin_http "entity tags").
    std::string etag = sha1_hex(body);
    return reply::with_etag(c, std::move(etag), reply::json(200, std::move(body)));
}

Reply search(Ctx& c, Tx& tx) {
    Json body = c.body_object("props");
    auto text = [&](std::string_view key) {
        const Json* value = body.find_any_case(key);
        if (value && !value->is_null() && !value->is_string()) throw Err::invalid_body_param.with("Name", "props");
        return value ? value->as_string() : std::string();
    };
    auto truth = [&](std::string_view key) {
        const Json* value = body.find_any_case(key);
        return value && value->as_bool();
    };
    auto names = [&](std::string_view key) {
        std::vector<std::string> list;
        for (const Json& item : body[key].items()) list.push_back(item.as_string());
        return list;
    };
    ListOptions o;
    o.term = text("term");
    while (o.term.starts_with('@')) o.term.erase(0, 1);
    std::string team_id = text("team_id");
    o.not_in_team = text("not_in_team_id"), o.in_channel = text("in_channel_id");
    o.not_in_channel = text("not_in_channel_id");
    o.without_team = truth("without_team");
    o.active = !truth("allow_inactive");
    int64_t limit = body["limit"].as_integer(0);
    o.limit = limit == 0 ? kSearchDefault : limit;
    if (text("term").empty()) throw Err::invalid_body_param.with("Name", "term");
    if (team_id.empty() && !o.not_in_channel.empty()) throw Err::invalid_body_param.with("Name", "team_id");
    if (!text("in_group_id").empty() || !text("not_in_group_id").empty()) throw Err::group_not_found;
    require_channel(tx, c, o.in_channel);
    require_channel(tx, c, o.not_in_channel);
    require_team(tx, c, team_id);
    require_team(tx, c, o.not_in_team);
    if (o.limit <= 0 || o.limit > kSearchMost) throw Err::invalid_body_param.with("Name", "limit");
    if (std::string role = text("role"); !role.empty()) o.roles = {role};
    if (auto roles = names("roles"); !roles.empty()) o.roles = std::move(roles);
    o.team_roles = names("team_roles"), o.channel_roles = names("channel_roles");

    if (o.without_team) {
        o.in_channel.clear(), o.not_in_channel.clear(), o.not_in_team.clear();
    } else if (!o.in_channel.empty()) {
        o.not_in_channel.clear(), o.not_in_team.clear();
    } else if (!o.not_in_channel.empty()) {
        o.in_team = team_id, o.not_in_team.clear();
    } else if (o.not_in_team.empty()) {
        o.in_team = team_id;
    }
    bool admin = access::may(tx, c.actor(), Permission::manage_system);
    auto config = c.config();
    o.search_emails = admin || config->PrivacySettings.ShowEmailAddress;
    o.search_full_names = admin || config->PrivacySettings.ShowFullName;
    restrict_to_visible(tx, c.actor(), o);
    return reply::json(200, to_json(as_shown(tx, c, list(tx, o))));
}

Reply complete(Ctx& c, Tx& tx) {
    ListOptions o;
    o.term = c.query("name");
    while (o.term.starts_with('@')) o.term.erase(0, 1);
    o.active = true;
    std::string team_id = c.query("in_team"), channel_id = c.query("in_channel");
    int64_t limit = kSearchDefault;
    if (c.has_query("limit")) limit = c.query_int("limit", 0);
    o.limit = limit <= 0 ? kSearchDefault : std::min(limit, kSearchMost);
    o.search_full_names =
        access::may(tx, c.actor(), Permission::manage_system) || c.config()->PrivacySettings.ShowFullName;
    require_channel(tx, c, channel_id);
    require_team(tx, c, team_id);
    restrict_to_visible(tx, c.actor(), o);
    std::string out = "{\"users\":";
    if (channel_id.empty()) {
        o.in_team = team_id;
        out += to_json(as_shown(tx, c, list(tx, o)));
    } else {
        if (team_id.empty()) throw Err::autocomplete_needs_team;
        o.in_channel = channel_id;
        out += to_json(as_shown(tx, c, list(tx, o)));
        o.in_channel.clear();
        o.in_team = team_id;
        o.not_in_channel = channel_id;
        if (auto outside = as_shown(tx, c, list(tx, o)); !outside.empty())
            out += ",\"out_of_channel\":" + to_json(outside);
    }
    return reply::json(200, out + "}");
}

Reply known(Ctx& c, Tx& tx) {
    std::string out;
    JsonWriter w(out);
    w.begin_array();
    for (const std::string& id : tx.list_text(kKnown, c.user_id())) w.value(id);
    w.end_array();
    return reply::json(200, out);
}

Reply stats(Ctx& c, Tx& tx) {
    ListOptions o;
    o.active = true;
    restrict_to_visible(tx, c.actor(), o);
    return reply::json(200, Json::object({{"total_users_count", count(tx, o)}}).dump());
}

Reply filtered_stats(Ctx& c, Tx& tx) {
    ListOptions o;
    o.in_team = c.query("in_team"), o.in_channel = c.query("in_channel");
    o.active = !c.query_bool("include_deleted");
    o.without_bots = !c.query_bool("include_bots");
    o.roles = role_list(tx, c.query("roles"), "roles");
    if (!o.in_channel.empty()) o.channel_roles = role_list(tx, c.query("channel_roles"), "channelRoles");
    if (!o.in_team.empty()) o.team_roles = role_list(tx, c.query("team_roles"), "teamRoles");
    access::require(tx, c.actor(), Permission::sysconsole_read_user_management_users);
    return reply::json(200, Json::object({{"total_users_count", count(tx, o)}}).dump());
}

Reply of_group_channels(Ctx& c, Tx& tx) {
    auto ids = c.body_list("channel_ids");
    if (ids.empty()) throw Err::invalid_body_param.with("Name", "channel_ids");
    std::map<std::string, std::vector<User>> members;
    tx.each(
        kGroupMembers,
        [&](const Row& row) {
            User user;
            int next = row.read(User::info(), &user, 1);
            user.is_bot = !row.is_null(next);
            members[row.string(0)].push_back(std::move(user));
        },
        c.user_id(), ids);
    std::string out = "{";
    for (auto& [channel_id, users] : members) {
        if (out.size() > 1) out += ',';
        append_json_string(out, channel_id);
        out += ":" + to_json(as_shown(tx, c, std::move(users)));
    }
    return reply::json(200, out + "}");
}

Reply invalid_emails(Ctx& c, Tx& tx) {
    access::require(tx, c.actor(), Permission::sysconsole_read_user_management_users);
    auto config = c.config();
    if (config->TeamSettings.EnableOpenServer) throw Err::open_server_has_no_invalid_emails;
    std::vector<User> found;
    int64_t skip = c.page() * c.per_page(), room = c.per_page();
    tx.each(kEmails, [&](const Row& row) {
        User user = store::read(row);
        if (is_of_domain(user.email, config->TeamSettings.RestrictCreationToDomains) || skip-- > 0) return true;
        found.push_back(std::move(user));
        return --room > 0;
    });
    return reply::json(200, to_json(as_shown(tx, c, std::move(found))));
}

Reply all_audits(Ctx& c, Tx& tx) {
    access::require(tx, c.actor(), Permission::read_audits);
    return reply::json(200, to_json(audits::list(tx, "", c.page() * c.per_page(), c.per_page())));
}

constexpr Route kRoutes[] = {
    {GET, "/api/v4/users", Lane::read, Access::session, list_users, "List accounts."},
    {POST, "/api/v4/users/search", Lane::read, Access::session, search, "Look for accounts."},
    {GET, "/api/v4/users/autocomplete", Lane::read, Access::session, complete, "Complete a name."},
    {GET, "/api/v4/users/known", Lane::read, Access::session, known, "List whom one shares a channel with."},
    {GET, "/api/v4/users/stats", Lane::read, Access::session, stats, "Count accounts."},
    {GET, "/api/v4/users/stats/filtered", Lane::read, Access::session, filtered_stats, "Count certain accounts."},
    {POST, "/api/v4/users/group_channels", Lane::read, Access::session, of_group_channels,
     "List the members of group channels."},
    {GET, "/api/v4/users/invalid_emails", Lane::read, Access::session, invalid_emails,
     "List accounts whose address is of no accepted domain."},
    {GET, "/api/v4/audits", Lane::read, Access::session, all_audits, "List what accounts did."},
};

}  // namespace

std::span<const Route> search_routes() { return kRoutes; }

}  // namespace rk::users
