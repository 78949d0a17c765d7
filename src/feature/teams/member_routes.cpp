// Who is in a team, over the API.
#include "app/access.h"
#include "app/services.h"
#include "base/ids.h"
#include "base/strings.h"
#include "feature/channels/channels.h"
#include "feature/channels/unread.h"
#include "feature/posts/followed.h"
#include "feature/teams/changes.h"
#include "feature/teams/store.h"
#include "feature/teams/teams.h"
#include "feature/users/users.h"
#include "model/settings.h"

namespace rk::teams {

namespace {

using access::require_in_team;

constexpr size_t kBatchMax = 256;

// Guests see only those whom they share a channel with.
std::vector<TeamMember> seen_by(Tx& tx, const Actor& actor, std::vector<TeamMember> members) {
    if (access::may(tx, actor, Permission::view_members)) return members;
    std::erase_if(members, [&](const TeamMember& m) { return !users::can_see(tx, actor, m.user_id); });
    return members;
}

Reply list_members(Ctx& c, Tx& tx) {
    std::string id = c.id("team_id");
    require_in_team(tx, c.actor(), id, Permission::view_team);
    store::MemberPage page;
    page.limit = c.per_page();
    page.offset = c.page() * page.limit;
    page.by_name = c.query("sort") == "Username";
    page.only_active = c.query_bool("exclude_deleted_users");
    return reply::json(200, to_json(seen_by(tx, c.actor(), with_roles(store::list_members(tx, id, page)))));
}

Reply list_members_by_ids(Ctx& c, Tx& tx) {
    std::string id = c.id("team_id");
    std::vector<std::string> ids = c.body_list("user_ids");
    if (ids.empty()) throw Err::invalid_body_param.with("Name", "user_ids");
    require_in_team(tx, c.actor(), id, Permission::view_team);
    return reply::json(200, to_json(seen_by(tx, c.actor(), with_roles(store::list_members_by_ids(tx, id, ids)))));
}

Reply read_member(Ctx& c, Tx& tx) {
    std::string id = c.id("team_id"), user_id = c.id("user_id");
    require_in_team(tx, c.actor(), id, Permission::view_team);
    if (!users::can_see(tx, c.actor(), user_id)) throw Err::no_permission.because("view_members");
    return reply::model(200, get_member(tx, id, user_id));
}

Reply list_memberships(Ctx& c, Tx& tx) {
    std::string user_id = c.id("user_id");
    if (!users::may_edit(tx, c.actor(), user_id)) access::require(tx, c.actor(), Permission::read_other_users_teams);
    return reply::json(200, to_json(with_roles(store::list_memberships_of(tx, user_id, true))));
}

// People join open teams by themselves; into others they are taken.
void require_join(Tx& tx, const Actor& actor, const Team& team) {
    access::require(tx, actor, team.allow_open_invite ? Permission::join_public_teams : Permission::join_private_teams);
}

Reply add(Ctx& c, Tx& tx) {
    std::string id = c.id("team_id");
    TeamMember given = c.body<TeamMember>("team_member");
    if (given.team_id != id) throw Err::invalid_body_param.with("Name", "team_id");
    if (!is_valid_id(given.user_id)) throw Err::invalid_body_param.with("Name", "user_id");
    if (given.user_id == c.user_id()) require_join(tx, c.actor(), get(tx, id));
    else require_in_team(tx, c.actor(), id, Permission::add_user_to_team);
    return reply::model(201, add_member(tx, c.actor(), get(tx, id), given.user_id));
}

Reply add_several(Ctx& c, Tx& tx) {
    std::string id = c.id("team_id");
    Json body = c.body_json("members");
    if (!body.is_array() || body.size() == 0) throw Err::invalid_body_param.with("Name", "no members in batch");
    if (body.size() > kBatchMax) throw Err::invalid_body_param.with("Name", "too many members in batch");
    std::vector<std::string> user_ids;
    for (const Json& item : body.items()) {
        TeamMember given;
        std::string wrong;
        if (!read_model(item, TeamMember::info(), &given, wrong)) throw Err::invalid_body_param.with("Name", "members");
        if (given.team_id != id)
            throw Err::invalid_body_param.with("Name", "team_id for member with user_id=" + given.user_id);
        if (!is_valid_id(given.user_id)) throw Err::invalid_body_param.with("Name", "user_id");
        user_ids.push_back(given.user_id);
    }
    Team team = get(tx, id);
    require_in_team(tx, c.actor(), id, Permission::add_user_to_team);
    std::vector<std::string> known;
    for (const User& user : users::list_by_ids(tx, user_ids)) known.push_back(user.id);
    bool graceful = c.has_query("graceful") && !c.query("graceful").empty();
    std::string out;
    JsonWriter w(out);
    w.begin_array();
    auto config = c.config();
    for (const std::string& user_id : user_ids) {
        std::optional<ApiError> refused = refusal_of(tx, team, user_id, *config);
        if (refused && !graceful) throw *refused;
        std::optional<TeamMember> member;
        if (!refused) member = add_member(tx, c.actor(), team, user_id, true);
        if (!graceful) {
            w.raw(to_json(*member));
            continue;
        }
        w.begin_object().field("user_id", user_id).key("member");
        if (member) w.raw(to_json(*member)).key("error").null();
        else w.null().key("error").raw(error_reply(*refused, c.request_id(), c.locale(), false).body);
        w.end_object();
    }
    w.end_array();
    return reply::json(201, std::move(out));
}

Reply remove(Ctx& c, Tx& tx) {
    std::string id = c.id("team_id"), user_id = c.id("user_id");
    if (user_id != c.user_id()) require_in_team(tx, c.actor(), id, Permission::remove_user_from_team);
    Team team = get(tx, id);
    users::get(tx, user_id);
    remove_member(tx, c.actor(), team, user_id);
    return reply::ok();
}

void save_roles(Tx& tx, TeamMember member) {
    store::set_member_roles(tx, member);
    member = with_roles(std::move(member));
    tx.emit(EventName::memberrole_updated, to_user(member.user_id), Json::object({{"member", to_json(member)}}).dump());
}

TeamMember stored_member(Tx& tx, std::string_view team_id, std::string_view user_id) {
    if (auto member = store::find_member(tx, team_id, user_id)) return std::move(*member);
    throw Err::team_member_not_found;
}

Reply set_roles(Ctx& c, Tx& tx) {
    std::string id = c.id("team_id"), user_id = c.id("user_id");
    Json body = c.body_object("team_member_roles");
    if (!body["roles"].is_string()) throw Err::invalid_body_param.with("Name", "team_member_roles");
    require_in_team(tx, c.actor(), id, Permission::manage_team_roles);
    TeamMember member = stored_member(tx, id, user_id);
    bool was_guest = member.scheme_guest;
    member.roles.clear();
    member.scheme_guest = member.scheme_user = member.scheme_admin = false;
    for (const std::string& name : split_words(body["roles"].as_string())) {
        auto role = c.services().roles->find(name);
        if (!role) throw Err::member_role_unknown;
        if (name == "team_user") member.scheme_user = true;
        else if (name == "team_admin") member.scheme_admin = true;
        else if (name == "team_guest") member.scheme_guest = true;
        else if (role->scheme_managed) throw Err::team_scheme_role;
        else member.roles += (member.roles.empty() ? "" : " ") + name;
    }
    if (member.scheme_user && member.scheme_guest) throw Err::team_guest_and_user;
    if (was_guest != member.scheme_guest) throw Err::team_guest_role;
    save_roles(tx, std::move(member));
    return reply::ok();
}

Reply set_scheme_roles(Ctx& c, Tx& tx) {
    std::string id = c.id("team_id"), user_id = c.id("user_id");
    TeamMember given = c.body<TeamMember>("scheme_roles");
    require_in_team(tx, c.actor(), id, Permission::manage_team_roles);
    TeamMember member = stored_member(tx, id, user_id);
    if (given.scheme_guest || member.scheme_guest) throw Err::team_user_without_role;
    member.scheme_admin = given.scheme_admin;
    member.scheme_user = given.scheme_user;
    save_roles(tx, std::move(member));
    return reply::ok();
}

// Threads are counted only for clients that ask for it.
void write_unread(JsonWriter& w, std::string_view team_id, const channels::UnreadSum& sum,
                  const posts::ThreadTotals& threads = {}) {
    w.begin_object()
        .field("team_id", team_id)
        .field("msg_count", sum.messages)
        .field("mention_count", sum.mentions)
        .field("mention_count_root", sum.mentions_root)
        .field("msg_count_root", sum.messages_root)
        .field("thread_count", threads.unread_threads)
        .field("thread_mention_count", threads.unread_mentions)
        .field("thread_urgent_mention_count", threads.unread_urgent_mentions)
        .end_object();
}

Reply unread_of_all(Ctx& c, Tx& tx) {
    std::string user_id = c.id("user_id");
    if (!users::may_edit(tx, c.actor(), user_id)) access::require(tx, c.actor(), Permission::manage_system);
    std::string without = c.query("exclude_team"), body;
    const bool with_threads = c.query_bool("include_collapsed_threads");
    JsonWriter w(body);
    w.begin_array();
    for (const auto& [team_id, sum] : channels::sum_unread(tx, user_id))
        if (team_id != without)
            write_unread(
                w, team_id, sum,
                with_threads ? posts::count_threads(tx, user_id, team_id, false, false) : posts::ThreadTotals{});
    w.end_array();
    return reply::json(200, std::move(body));
}

Reply unread_of_one(Ctx& c, Tx& tx) {
    std::string id = c.id("team_id"), user_id = c.id("user_id");
    if (!users::may_edit(tx, c.actor(), user_id)) access::require(tx, c.actor(), Permission::edit_other_users);
    require_in_team(tx, c.actor(), id, Permission::view_team);
    auto sums = channels::sum_unread(tx, user_id);
    std::string body;
    JsonWriter w(body);
    write_unread(w, id, sums[id]);
    return reply::json(200, std::move(body));
}

constexpr Route kRoutes[] = {
    {GET, "/api/v4/teams/{team_id}/members", Lane::read, Access::session, list_members, "The members of a team."},
    {POST, "/api/v4/teams/{team_id}/members", Lane::write, Access::session, add, "Add somebody to a team, or join it."},
    {POST, "/api/v4/teams/{team_id}/members/batch", Lane::write, Access::session, add_several,
     "Add several people to a team."},
    {POST, "/api/v4/teams/{team_id}/members/ids", Lane::read, Access::session, list_members_by_ids,
     "Members by account ids."},
    {GET, "/api/v4/teams/{team_id}/members/{user_id}", Lane::read, Access::session, read_member,
     "One member of a team."},
    {DELETE, "/api/v4/teams/{team_id}/members/{user_id}", Lane::write, Access::session, remove,
     "Take somebody out of a team, or leave it."},
    {PUT, "/api/v4/teams/{team_id}/members/{user_id}/roles", Lane::write, Access::session, set_roles,
     "Set a member's roles."},
    {PUT, "/api/v4/teams/{team_id}/members/{user_id}/schemeRoles", Lane::write, Access::session, set_scheme_roles,
     "Make a member an admin of the team, or no longer."},
    {GET, "/api/v4/users/{user_id}/teams/members", Lane::read, Access::session, list_memberships,
     "In which teams an account is."},
    {GET, "/api/v4/users/{user_id}/teams/unread", Lane::read, Access::session, unread_of_all,
     "What is unread, by team."},
    {GET, "/api/v4/users/{user_id}/teams/{team_id}/unread", Lane::read, Access::session, unread_of_one,
     "What is unread in a team."},
};

}  // namespace

std::span<const Route> member_routes() { return kRoutes; }

}  // namespace rk::teams
