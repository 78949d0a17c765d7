// Who is in a channel and what they have read, over the API.
#include "app/access.h"
#include "app/services.h"
#include "base/ids.h"
#include "base/strings.h"
#include "feature/channels/channels.h"
#include "feature/channels/member_store.h"
#include "feature/channels/rules.h"
#include "feature/status/status.h"
#include "feature/teams/teams.h"
#include "feature/users/users.h"

namespace rk::channels {

namespace {

using access::may_in_channel;
using access::require_in_channel;

[[noreturn]] void refuse(Permission permission) {
    throw Err::no_permission.because(std::string(permission_id(permission)));
}

// When somebody else read a channel is nobody's business (golden channels/members: -1).
ChannelMember shown_to(const Actor& viewer, ChannelMember member) {
    if (member.user_id != viewer.user_id) member.last_viewed_at = member.last_update_at = -1;
    return member;
}

std::string shown_list(const Ctx& c, std::vector<ChannelMember> members) {
    for (ChannelMember& member : members) member = shown_to(c.actor(), with_roles(std::move(member)));
    return to_json(members);
}

void require_may_edit(Tx& tx, const Actor& actor, std::string_view user_id) {
    if (!users::may_edit(tx, actor, user_id)) refuse(Permission::edit_other_users);
}

// One that is not there is refused like one that the caller may not read (golden system "ids that do not exist").
Channel readable(Ctx& c, Tx& tx) {
    auto channel = find(tx, c.id("channel_id"));
    if (!channel) throw Err::no_permission.because("read_channel");
    require_in_channel(tx, c.actor(), *channel, Permission::read_channel);
    return std::move(*channel);
}

Reply list_members(Ctx& c, Tx& tx) {
    Channel channel = readable(c, tx);
    int64_t limit = c.per_page();
    return reply::json(200, shown_list(c, store::list_members(tx, channel.id, c.page() * limit, limit)));
}

Reply list_by_account(Ctx& c, Tx& tx) {
    std::vector<std::string> ids = c.body_list("user_ids");
    if (ids.empty()) throw Err::invalid_body_param.with("Name", "user_ids");
    Channel channel = get(tx, c.id("channel_id"));
    require_in_channel(tx, c.actor(), channel, Permission::read_channel);
    return reply::json(200, shown_list(c, store::list_members_by_ids(tx, channel.id, ids)));
}

Reply read_member(Ctx& c, Tx& tx) {
    std::string user_id = c.id("user_id");
    Channel channel = get(tx, c.id("channel_id"));
    require_in_channel(tx, c.actor(), channel, Permission::read_channel);
    return reply::model(200, shown_to(c.actor(), get_member(tx, channel.id, user_id)));
}

Reply list_memberships(Ctx& c, Tx& tx) {
    std::string user_id = c.id("user_id"), team_id = c.id("team_id");
    access::require_in_team(tx, c.actor(), team_id, Permission::view_team);
    if (user_id != c.user_id()) access::require_in_team(tx, c.actor(), team_id, Permission::manage_system);
    return reply::json(200, shown_list(c, store::list_memberships(tx, user_id, team_id)));
}

Permission members_permission(const Channel& channel) {
    return channel.type == "P" ? Permission::manage_private_channel_members : Permission::manage_public_channel_members;
}

// People join public channels by themselves.
void require_add(Tx& tx, const Actor& actor, const Channel& channel, const std::vector<std::string>& user_ids) {
    bool self_only = user_ids.size() == 1 && user_ids[0] == actor.user_id;
    if (channel.type == "O") {
        if (self_only && access::may_in_team(tx, actor, channel.team_id, Permission::join_public_channels)) return;
        require_in_channel(tx, actor, channel, members_permission(channel));
    } else {
        // Of a private channel a member may say again that they are one.
        if (self_only && is_member(tx, channel.id, actor.user_id)) return;
        require_in_channel(tx, actor, channel, members_permission(channel));
    }
}

Reply add(Ctx& c, Tx& tx) {
    Json body = c.body_object("channel_member");
    std::vector<std::string> ids;
    const Json& several = body["user_ids"];
    bool many = several.is_array();
    if (many) {
        if (several.size() == 0 || several.size() > 1000) throw Err::invalid_body_param.with("Name", "user_ids");
        for (const Json& item : several.items()) ids.push_back(item.as_string());
    } else {
        ids.push_back(body["user_id"].as_string());
    }
    for (const std::string& id : ids)
        if (!is_valid_id(id)) throw Err::invalid_body_param.with("Name", many ? "user_ids" : "user_id");
    const Json& root = body["post_root_id"];
    if (!root.is_null() && !root.is_string()) throw Err::invalid_body_param.with("Name", "post_root_id");
    const std::string& root_id = root.as_string();
    if (!root_id.empty() && !is_valid_id(root_id)) throw Err::invalid_body_param.with("Name", "post_root_id");

    Channel channel = get(tx, c.id("channel_id"));
    if (is_direct_or_group(channel)) throw Err::channel_add_to_direct;
    require_add(tx, c.actor(), channel, ids);
    std::vector<ChannelMember> added;
    for (const std::string& id : ids)
        added.push_back(shown_to(c.actor(), add_member(tx, c.actor(), channel, id, root_id)));
    return many ? reply::json(201, to_json(added)) : reply::model(201, added.front());
}

Reply remove(Ctx& c, Tx& tx) {
    std::string user_id = c.id("user_id");
    Channel channel = get(tx, c.id("channel_id"));
    users::get(tx, user_id);
    if (is_direct_or_group(channel)) throw Err::channel_leave_direct;
    if (user_id != c.user_id()) require_in_channel(tx, c.actor(), channel, members_permission(channel));
    remove_member(tx, c.actor(), channel, user_id);
    return reply::ok();
}

void save_roles(Tx& tx, ChannelMember member) {
    store::set_member_roles(tx, member);
    member = with_roles(std::move(member));
    tx.emit(EventName::channel_member_updated, to_user(member.user_id),
            Json::object({{"channelMember", to_json(member)}}).dump());
}

ChannelMember stored_member(Tx& tx, std::string_view channel_id, std::string_view user_id) {
    if (auto member = store::find_member(tx, channel_id, user_id)) return std::move(*member);
    throw Err::channel_member_not_found;
}

Reply set_roles(Ctx& c, Tx& tx) {
    std::string user_id = c.id("user_id");
    Json body = c.body_object("roles");
    if (!body["roles"].is_string()) throw Err::invalid_body_param.with("Name", "roles");
    Channel channel = get(tx, c.id("channel_id"));
    require_in_channel(tx, c.actor(), channel, Permission::manage_channel_roles);
    ChannelMember member = stored_member(tx, channel.id, user_id);
    bool was_guest = member.scheme_guest;
    member.roles.clear();
    member.scheme_guest = member.scheme_user = member.scheme_admin = false;
    for (const std::string& name : split_words(body["roles"].as_string())) {
        auto role = c.services().roles->find(name);
        if (!role) throw Err::member_role_unknown;
        if (name == "channel_user") member.scheme_user = true;
        else if (name == "channel_admin") member.scheme_admin = true;
        else if (name == "channel_guest") member.scheme_guest = true;
        else if (role->scheme_managed) throw Err::channel_scheme_role;
        else member.roles += (member.roles.empty() ? "" : " ") + name;
    }
    if (member.scheme_user && member.scheme_guest) throw Err::channel_guest_and_user;
    if (was_guest != member.scheme_guest) throw Err::channel_guest_role;
    save_roles(tx, std::move(member));
    return reply::ok();
}

Reply set_scheme_roles(Ctx& c, Tx& tx) {
    std::string user_id = c.id("user_id");
    ChannelMember given = c.body<ChannelMember>("scheme_roles");
    Channel channel = get(tx, c.id("channel_id"));
    require_in_channel(tx, c.actor(), channel, Permission::manage_channel_roles);
    ChannelMember member = stored_member(tx, channel.id, user_id);
    if (given.scheme_guest && given.scheme_user) throw Err::channel_guest_and_user;
    if (given.scheme_guest != member.scheme_guest) throw Err::channel_guest_role;
    member.scheme_admin = given.scheme_admin;
    member.scheme_user = given.scheme_user;
    save_roles(tx, std::move(member));
    return reply::ok();
}

Reply set_notify_props(Ctx& c, Tx& tx) {
    std::string user_id = c.id("user_id");
    Json body = c.body_object("notify_props");
    StringMap props;
    for (const auto& [key, value] : body.members()) {
        if (!value.is_string()) throw Err::invalid_body_param.with("Name", "notify_props");
        props[key] = value.as_string();
    }
    Channel channel = get(tx, c.id("channel_id"));
    require_may_edit(tx, c.actor(), user_id);
    channels::set_notify_props(tx, channel, user_id, props);
    return reply::ok();
}

Reply set_autotranslation(Ctx& c, Tx& tx) {
    c.id("user_id");
    get(tx, c.id("channel_id"));
    throw Err::channel_autotranslation_unavailable;
}

std::string viewed_id(const Json& body, const char* key) {
    const Json& value = body[key];
    if (value.is_null()) return {};
    if (!value.is_string() || (!value.as_string().empty() && !is_valid_id(value.as_string())))
        throw Err::invalid_body_param.with("Name", std::string("channel_view.") + key);
    return value.as_string();
}

Reply write_times(const std::vector<std::pair<std::string, Millis>>& times) {
    std::string body;
    JsonWriter w(body);
    w.begin_object().field("status", "OK").key("last_viewed_at_times").begin_object();
    for (const auto& [id, at] : times) w.field(id, at);
    w.end_object().end_object();
    return reply::json(200, std::move(body));
}

Reply view(Ctx& c, Tx& tx) {
    std::string user_id = c.id("user_id");
    require_may_edit(tx, c.actor(), user_id);
    Json body = c.body_object("channel_view");
    std::vector<std::string> ids;
    for (const char* key : {"channel_id", "prev_channel_id"})
        if (std::string id = viewed_id(body, key); !id.empty()) ids.push_back(std::move(id));
    auto times = mark_viewed(tx, user_id, ids);
    if (!ids.empty())
        tx.after_commit([services = &tx.services(), user_id] {
            if (services->statuses) services->statuses->active(user_id);
        });
    return write_times(times);
}

Reply mark_read(Ctx& c, Tx& tx) {
    std::string user_id = c.id("user_id");
    require_may_edit(tx, c.actor(), user_id);
    std::vector<std::string> ids = c.body_list("channel_ids");
    for (const std::string& id : ids)
        if (!is_valid_id(id)) throw Err::invalid_body_param.with("Name", "channel_ids");
    return write_times(mark_viewed(tx, user_id, ids));
}

Reply unread(Ctx& c, Tx& tx) {
    std::string user_id = c.id("user_id"), channel_id = c.id("channel_id");
    require_may_edit(tx, c.actor(), user_id);
    Channel channel = get(tx, channel_id);
    require_in_channel(tx, c.actor(), channel, Permission::read_channel);
    auto u = store::find_unread(tx, channel_id, user_id);
    if (!u) throw Err::channel_member_not_found;
    if (u->only_mentions) u->messages = u->messages_root = 0;
    std::string body;
    JsonWriter(body)
        .begin_object()
        .field("team_id", u->team_id)
        .field("channel_id", u->channel_id)
        .field("msg_count", u->messages)
        .field("mention_count", u->mentions)
        .field("mention_count_root", u->mentions_root)
        .field("urgent_mention_count", u->urgent_mentions)
        .field("msg_count_root", u->messages_root)
        .end_object();
    return reply::json(200, std::move(body));
}

// Memberships of all teams with the names of their teams: in pages, or for page -1 all of them, a line each.
Reply list_all_memberships(Ctx& c, Tx& tx) {
    std::string user_id = c.id("user_id");
    require_may_edit(tx, c.actor(), user_id);
    bool lines = c.query("page") == "-1";
    int64_t limit = std::min<int64_t>(c.query_int("pageSize", c.query_int("per_page", 60)), 200);
    std::vector<ChannelMember> members = lines ? store::list_all_memberships(tx, user_id, "", INT64_MAX)
                                               : store::list_all_memberships_at(tx, user_id, c.page() * limit, limit);
    std::vector<std::string> ids;
    for (const ChannelMember& member : members) ids.push_back(member.channel_id);
    std::map<std::string, std::string> team_of;
    for (const Channel& channel : list_by_ids(tx, ids)) team_of[channel.id] = channel.team_id;
    std::map<std::string, Team> teams_by_id;
    std::string body = lines ? "" : "[";
    for (ChannelMember& member : members) {
        const std::string& team_id = team_of[member.channel_id];
        auto team = teams_by_id.find(team_id);
        if (team == teams_by_id.end())
            team = teams_by_id.emplace(team_id, teams::find(tx, team_id).value_or(Team{})).first;
        std::string text = to_json(shown_to(c.actor(), with_roles(std::move(member))));
        text.pop_back();
        text += ",\"team_display_name\":";
        append_json_string(text, team->second.display_name);
        text += ",\"team_name\":";
        append_json_string(text, team->second.name);
        text += ",\"team_update_at\":" + std::to_string(team->second.update_at) + "}";
        if (!lines && body.size() > 1) body += ',';
        body += text;
        if (lines) body += '\n';
    }
    if (!lines) body += ']';
    Reply answer = reply::json(200, std::move(body));
    if (lines) answer.content_type = "application/x-ndjson";
    return answer;
}

constexpr Route kRoutes[] = {
    {GET, "/api/v4/channels/{channel_id}/members", Lane::read, Access::session, list_members,
     "The members of a channel."},
    {POST, "/api/v4/channels/{channel_id}/members", Lane::write, Access::session, add,
     "Add people to a channel, or join it."},
    {POST, "/api/v4/channels/{channel_id}/members/ids", Lane::read, Access::session, list_by_account,
     "Members by account ids."},
    {GET, "/api/v4/channels/{channel_id}/members/{user_id}", Lane::read, Access::session, read_member,
     "One member of a channel."},
    {DELETE, "/api/v4/channels/{channel_id}/members/{user_id}", Lane::write, Access::session, remove,
     "Take somebody out of a channel, or leave it."},
    {PUT, "/api/v4/channels/{channel_id}/members/{user_id}/roles", Lane::write, Access::session, set_roles,
     "Set a member's roles."},
    {PUT, "/api/v4/channels/{channel_id}/members/{user_id}/schemeRoles", Lane::write, Access::session, set_scheme_roles,
     "Make a member an admin of the channel, or no longer."},
    {PUT, "/api/v4/channels/{channel_id}/members/{user_id}/notify_props", Lane::write, Access::session,
     set_notify_props, "How a member is notified."},
    {PUT, "/api/v4/channels/{channel_id}/members/{user_id}/autotranslation", Lane::read, Access::session,
     set_autotranslation, "Needs a translation service."},
    {POST, "/api/v4/channels/members/{user_id}/view", Lane::write, Access::session, view,
     "Say that channels were read."},
    {POST, "/api/v4/channels/members/{user_id}/mark_read", Lane::write, Access::session, mark_read,
     "Say that many channels were read."},
    {GET, "/api/v4/users/{user_id}/channels/{channel_id}/unread", Lane::read, Access::session, unread,
     "What is unread in a channel."},
    {GET, "/api/v4/users/{user_id}/teams/{team_id}/channels/members", Lane::read, Access::session, list_memberships,
     "An account's memberships in a team."},
    {GET, "/api/v4/users/{user_id}/channel_members", Lane::read, Access::session, list_all_memberships,
     "An account's memberships in all teams."},
};

}  // namespace

std::span<const Route> member_routes() { return kRoutes; }

}  // namespace rk::channels
