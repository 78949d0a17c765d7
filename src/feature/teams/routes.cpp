// Teams over the API. Rules: teams.cpp, golden teams and admin_access.
#include "app/access.h"
#include "app/services.h"
#include "base/ids.h"
#include "base/multipart.h"
#include "base/strings.h"
#include "base/whole_body.h"
#include "feature/channels/channels.h"
#include "feature/teams/changes.h"
#include "feature/teams/store.h"
#include "feature/teams/teams.h"
#include "feature/users/users.h"
#include "model/settings.h"

namespace rk::teams {

namespace {

using access::may;
using access::may_in_team;
using access::require_in_team;

constexpr int64_t kSearchMax = 1000;

std::string shown_list(Ctx& c, Tx& tx, std::vector<Team> teams) {
    for (Team& team : teams) team = shown_to(tx, c.actor(), std::move(team));
    return to_json(teams);
}

// Open teams are there for everybody to see, others for their members.
void require_view(Tx& tx, const Actor& actor, const Team& team) {
    if (team.allow_open_invite && team.type == "O") return;
    require_in_team(tx, actor, team.id, Permission::view_team);
}

// Which teams the actor may see in lists; nothing when none.
std::optional<store::Which> listed_for(Tx& tx, const Actor& actor) {
    bool open = may(tx, actor, Permission::list_public_teams), closed = may(tx, actor, Permission::list_private_teams);
    if (open && closed) return store::Which::all;
    if (open) return store::Which::open;
    if (closed) return store::Which::closed;
    return std::nullopt;
}

Reply create(Ctx& c, Tx& tx) {
    Team team = c.body<Team>("team");
    if (!may(tx, c.actor(), Permission::create_team)) throw Err::team_creation_disabled;
    team.email = to_lower_ascii(team.email);
    Team made = add(tx, c.actor(), std::move(team));
    return reply::model(201, shown_to(tx, c.actor(), std::move(made)));
}

Reply list_all(Ctx& c, Tx& tx) {
    auto which = listed_for(tx, c.actor());
    std::vector<Team> found;
    int64_t limit = c.per_page();
    if (which) found = store::list(tx, *which, c.page() * limit, limit);
    std::string list = shown_list(c, tx, std::move(found));
    if (!c.query_bool("include_total_count")) return reply::json(200, std::move(list));
    std::string body;
    JsonWriter(body)
        .begin_object()
        .key("teams")
        .raw(list)
        .field("total_count", which ? store::count(tx, *which) : 0)
        .end_object();
    return reply::json(200, std::move(body));
}

Reply search(Ctx& c, Tx& tx) {
    Json body = c.body_object("team_search");
    for (const char* key : {"term"})
        if (!body[key].is_null() && !body[key].is_string()) throw Err::invalid_body_param.with("Name", "team_search");
    for (const char* key : {"page", "per_page"})
        if (!body[key].is_null() && !body[key].is_integer()) throw Err::invalid_body_param.with("Name", "team_search");
    bool paged = body["page"].is_integer() && body["per_page"].is_integer();
    auto which = listed_for(tx, c.actor());
    if (paged && which != store::Which::all) throw Err::team_search_paged;
    const std::string& term = body["term"].as_string();
    int64_t limit = paged ? std::clamp<int64_t>(body["per_page"].as_integer(), 0, kSearchMax) : kSearchMax;
    int64_t offset = paged ? std::max<int64_t>(body["page"].as_integer(), 0) * limit : 0;
    std::vector<Team> found;
    if (which) found = store::search(tx, *which, term, offset, limit);
    std::string list = shown_list(c, tx, std::move(found));
    if (!paged) return reply::json(200, std::move(list));
    std::string text;
    JsonWriter(text)
        .begin_object()
        .key("teams")
        .raw(list)
        .field("total_count", store::count_found(tx, *which, term))
        .end_object();
    return reply::json(200, std::move(text));
}

Reply read(Ctx& c, Tx& tx) {
    Team team = get(tx, c.id("team_id"));
    require_view(tx, c.actor(), team);
    return reply::model(200, shown_to(tx, c.actor(), std::move(team)));
}

Reply read_by_name(Ctx& c, Tx& tx) {
    auto team = find_by_name(tx, c.param("team_name"));
    if (!team) throw Err::team_not_found_by_name;
    require_view(tx, c.actor(), *team);
    return reply::model(200, shown_to(tx, c.actor(), std::move(*team)));
}

Reply exists(Ctx& c, Tx& tx) {
    auto team = find_by_name(tx, c.param("team_name"));
    bool seen = team && ((team->allow_open_invite && team->type == "O") ||
                         may_in_team(tx, c.actor(), team->id, Permission::view_team));
    return reply::json(200, seen ? R"({"exists":true})" : R"({"exists":false})");
}

Reply update(Ctx& c, Tx& tx) {
    std::string id = c.id("team_id");
    Team given = c.body<Team>("team");
    if (given.id != id) throw Err::invalid_body_param.with("Name", "id");
    require_in_team(tx, c.actor(), id, Permission::manage_team);
    Team team = change(tx, id, [&](Team& t) {
        t.display_name = given.display_name;
        t.description = given.description;
        t.allow_open_invite = given.allow_open_invite;
        t.company_name = given.company_name;
        t.allowed_domains = given.allowed_domains;
    });
    return reply::model(200, shown_to(tx, c.actor(), std::move(team)));
}

#define TEAM_PATCH_FIELDS(F)            \
    F(OptString, display_name, none)    \
    F(OptString, description, none)     \
    F(OptString, company_name, none)    \
    F(OptString, allowed_domains, none) \
    F(OptBool, allow_open_invite, none) \
    F(OptBool, group_constrained, none) \
    F(OptBool, cloud_limits_archived, none)
MODEL(TeamPatch, TEAM_PATCH_FIELDS)
MODEL_INFO(TeamPatch, TEAM_PATCH_FIELDS)

Reply patch(Ctx& c, Tx& tx) {
    std::string id = c.id("team_id");
    TeamPatch p = c.body<TeamPatch>("team");
    require_in_team(tx, c.actor(), id, Permission::manage_team);
    Team team = change(tx, id, [&](Team& t) {
        if (p.display_name) t.display_name = *p.display_name;
        if (p.description) t.description = *p.description;
        if (p.company_name) t.company_name = *p.company_name;
        if (p.allowed_domains) t.allowed_domains = *p.allowed_domains;
        if (p.allow_open_invite) t.allow_open_invite = *p.allow_open_invite;
        if (p.group_constrained) t.group_constrained = p.group_constrained;
        if (p.cloud_limits_archived) t.cloud_limits_archived = *p.cloud_limits_archived;
    });
    return reply::model(200, shown_to(tx, c.actor(), std::move(team)));
}

// A team that closes gets a new invite id: the old one is known (golden mail "invite id").
Reply set_privacy(Ctx& c, Tx& tx) {
    std::string id = c.id("team_id");
    const std::string privacy = c.body_object("privacy")["privacy"].as_string();
    if (privacy != "O" && privacy != "I") throw Err::invalid_body_param.with("Name", "privacy");
    require_in_team(tx, c.actor(), id, Permission::manage_team);
    Team team = change(tx, id, [&](Team& t) {
        if (privacy == "I" && (t.type != "I" || t.allow_open_invite)) t.invite_id = new_id();
        t.type = privacy;
        t.allow_open_invite = privacy == "O";
    });
    return reply::model(200, shown_to(tx, c.actor(), std::move(team)));
}

Reply regenerate_invite_id(Ctx& c, Tx& tx) {
    std::string id = c.id("team_id");
    require_in_team(tx, c.actor(), id, Permission::manage_team);
    Team team = change(tx, id, [](Team& t) { t.invite_id = new_id(); });
    return reply::model(200, shown_to(tx, c.actor(), std::move(team)));
}

Reply remove(Ctx& c, Tx& tx) {
    Team team = get(tx, c.id("team_id"));
    require_in_team(tx, c.actor(), team.id, Permission::manage_team);
    if (!c.query_bool("permanent")) {
        archive(tx, team);
    } else if (c.config()->ServiceSettings.EnableAPITeamDeletion) {
        remove_for_good(tx, team);
    } else {
        throw may(tx, c.actor(), Permission::manage_system) ? Err::team_delete_disabled_for_admin
                                                            : Err::team_delete_disabled;
    }
    return reply::ok();
}

Reply bring_back(Ctx& c, Tx& tx) {
    std::string id = c.id("team_id");
    require_in_team(tx, c.actor(), id, Permission::manage_team);
    restore(tx, get(tx, id));
    return reply::model(200, shown_to(tx, c.actor(), get(tx, id)));
}

Reply stats(Ctx& c, Tx& tx) {
    std::string id = c.id("team_id");
    require_in_team(tx, c.actor(), id, Permission::view_team);
    get(tx, id);
    store::Counts counts = store::count_members(tx, id);
    std::string body;
    JsonWriter(body)
        .begin_object()
        .field("team_id", id)
        .field("total_member_count", counts.total)
        .field("active_member_count", counts.active)
        .end_object();
    return reply::json(200, std::move(body));
}

Reply of_user(Ctx& c, Tx& tx) {
    std::string user_id = c.id("user_id");
    if (user_id != c.user_id()) access::require(tx, c.actor(), Permission::manage_system);
    std::vector<Team> found = list_of_user(tx, user_id);
    return reply::json(200, shown_list(c, tx, std::move(found)));
}

Reply scheme(Ctx&, Tx&) { throw Err::team_scheme_unlicensed; }

// Whom the directory groups would leave over: without groups nobody is held by one.
Reply members_minus_groups(Ctx& c, Tx& tx) {
    c.id("team_id");
    std::string ids = c.query("group_ids");
    if (ids.empty()) throw Err::invalid_body_param.with("Name", "group_ids");
    for (const std::string& id : split(ids, ','))
        if (!is_valid_id(id)) throw Err::invalid_body_param.with("Name", "group_ids");
    access::require(tx, c.actor(), Permission::sysconsole_read_user_management_groups);
    return reply::json(200, R"({"users":[],"total_count":0})");
}

// Messages of another service. Only its form is read so far: nothing is taken in, and the answer says so.
Reply import_team(Ctx& c) {
    std::string team_id = c.id("team_id");
    c.db().read([&](Tx& tx) { require_in_team(tx, c.actor(), team_id, Permission::import_team); });
    WholeBody body(c.request());
    auto form = multipart::parse(c.header("Content-Type"), body.view());
    if (!form) throw Err::team_import_unreadable.because(form.error());
    const multipart::Part* from = multipart::find_field(*form, "importFrom");
    if (!from) throw Err::team_import_no_source;
    if (from->content != "slack") throw Err::team_import_unknown_source;
    if (!multipart::find_file(*form, "file")) throw Err::team_import_no_file;
    throw Err::team_import_unavailable;
}

constexpr Route kRoutes[] = {
    {POST, "/api/v4/teams", Lane::write, Access::session, create, "Make a team."},
    {GET, "/api/v4/teams", Lane::read, Access::session, list_all, "List teams."},
    {POST, "/api/v4/teams/search", Lane::read, Access::session, search, "Find teams by name."},
    {GET, "/api/v4/teams/{team_id}", Lane::read, Access::session, read, "A team."},
    {GET, "/api/v4/teams/name/{team_name}", Lane::read, Access::session, read_by_name, "A team by its name."},
    {GET, "/api/v4/teams/name/{team_name}/exists", Lane::read, Access::session, exists, "Whether a team exists."},
    {PUT, "/api/v4/teams/{team_id}", Lane::write, Access::session, update, "Replace what may change of a team."},
    {POST, "/api/v4/teams/{team_id}/import", Lane::slow, Access::session, import_team, "Import from another service.",
     kBodyOfFileSize},
    {PUT, "/api/v4/teams/{team_id}/patch", Lane::write, Access::session, patch, "Change a team."},
    {PUT, "/api/v4/teams/{team_id}/privacy", Lane::write, Access::session, set_privacy, "Open or close a team."},
    {POST, "/api/v4/teams/{team_id}/regenerate_invite_id", Lane::write, Access::session, regenerate_invite_id,
     "Give a team a new invite id."},
    {DELETE, "/api/v4/teams/{team_id}", Lane::write, Access::session, remove, "Archive a team, or delete it for good."},
    {POST, "/api/v4/teams/{team_id}/restore", Lane::write, Access::session, bring_back, "Restore an archived team."},
    {GET, "/api/v4/teams/{team_id}/stats", Lane::read, Access::session, stats, "How many members a team has."},
    {GET, "/api/v4/users/{user_id}/teams", Lane::read, Access::session, of_user, "The teams of an account."},
    {PUT, "/api/v4/teams/{team_id}/scheme", Lane::read, Access::session, scheme, "Needs a licence."},
    {GET, "/api/v4/teams/{team_id}/members_minus_group_members", Lane::read, Access::session, members_minus_groups,
     "Members whom no group holds."},
};

}  // namespace

std::span<const Route> routes() { return kRoutes; }

}  // namespace rk::teams
