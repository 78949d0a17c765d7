// Channels over the API: making, looking up, changing. Rules: channels.cpp, changes.cpp, direct.cpp; golden channels and
// admin_access.
#include "app/access.h"
#include "app/services.h"
#include "base/ids.h"
#include "base/strings.h"
#include "feature/channels/channels.h"
#include "feature/channels/member_store.h"
#include "feature/channels/store.h"
#include "feature/teams/teams.h"
#include "feature/users/users.h"
#include "model/settings.h"

namespace rk::channels {

namespace {

using access::may;
using access::may_in_channel;
using access::may_in_team;
using access::require_in_channel;
using access::require_in_team;

[[noreturn]] void refuse(Permission permission) {
    throw Err::no_permission.because(std::string(permission_id(permission)));
}

Reply create(Ctx& c, Tx& tx) {
    Channel given = c.body<Channel>("channel");
    if (given.team_id.empty()) throw Err::invalid_body_param.with("Name", "team_id");
    if (given.display_name.empty()) throw Err::invalid_body_param.with("Name", "display_name");
    if (given.type == "O") require_in_team(tx, c.actor(), given.team_id, Permission::create_public_channel);
    if (given.type == "P") require_in_team(tx, c.actor(), given.team_id, Permission::create_private_channel);
    teams::get(tx, given.team_id);
    return reply::model(201, add(tx, c.actor(), std::move(given)));
}

std::vector<std::string> ids_of_body(Ctx& c) {
    std::vector<std::string> ids = c.body_list("user_ids");
    for (const std::string& id : ids)
        if (!is_valid_id(id)) throw Err::invalid_body_param.with("Name", "user_id");
    return ids;
}

void require_see_all(Tx& tx, const Actor& actor, const std::vector<std::string>& user_ids) {
    if (may(tx, actor, Permission::view_members)) return;
    for (const std::string& id : user_ids)
        if (!users::can_see(tx, actor, id)) refuse(Permission::view_members);
}

Reply create_direct(Ctx& c, Tx& tx) {
    std::vector<std::string> ids = c.body_list("user_ids");
    if (ids.empty() || ids.size() > 2) throw Err::invalid_body_param.with("Name", "user_ids");
    ids = ids_of_body(c);
    if (ids.size() == 1) ids.push_back(c.user_id());
    access::require(tx, c.actor(), Permission::create_direct_channel);
    if (ids[0] != c.user_id() && ids[1] != c.user_id()) access::require(tx, c.actor(), Permission::manage_system);
    const std::string& other = ids[0] == c.user_id() ? ids[1] : ids[0];
    require_see_all(tx, c.actor(), {other});
    const std::string& first = ids[0] == c.user_id() || ids[1] == c.user_id() ? c.user_id() : ids[0];
    return reply::model(201, get_or_add_direct(tx, c.actor(), first, first == other ? ids[1] : other));
}

Reply create_group(Ctx& c, Tx& tx) {
    std::vector<std::string> ids = ids_of_body(c);
    if (ids.empty()) throw Err::invalid_body_param.with("Name", "user_ids");
    if (!contains(ids, c.user_id())) ids.push_back(c.user_id());
    access::require(tx, c.actor(), Permission::create_group_channel);
    require_see_all(tx, c.actor(), ids);
    return reply::model(201, get_or_add_group(tx, c.actor(), std::move(ids)));
}

// Public channels are open to those who may read them in the team, others to their members. Direct channels of others
// and private ones are refused, but not hidden (golden channels/get).
void require_read(Tx& tx, const Actor& actor, const Channel& channel) {
    if (channel.type == "O" && may_in_team(tx, actor, channel.team_id, Permission::read_public_channel)) return;
    require_in_channel(tx, actor, channel, Permission::read_channel);
}

Reply read(Ctx& c, Tx& tx) {
    Channel channel = get(tx, c.id("channel_id"));
    require_read(tx, c.actor(), channel);
    return reply::model(200, channel);
}

// By name, a private channel does not exist for those outside (golden channels/get, access/private channel).
Reply found_by_name(Ctx& c, Tx& tx, std::string_view team_id) {
    auto channel = find_by_name(tx, team_id, to_lower_ascii(c.param("channel_name")), c.query_bool("include_deleted"));
    if (!channel) throw Err::channel_not_found_by_name;
    if (channel->type == "O") {
        if (!may_in_team(tx, c.actor(), channel->team_id, Permission::read_public_channel))
            require_in_channel(tx, c.actor(), *channel, Permission::read_channel);
    } else if (!may_in_channel(tx, c.actor(), *channel, Permission::read_channel)) {
        throw Err::channel_not_found_by_name;
    }
    return reply::model(200, *channel);
}

Reply read_by_name(Ctx& c, Tx& tx) { return found_by_name(c, tx, c.id("team_id")); }

Reply read_by_names(Ctx& c, Tx& tx) {
    auto team = teams::find_by_name(tx, c.param("team_name"));
    if (!team || team->delete_at) throw Err::channel_not_found_by_name;
    return found_by_name(c, tx, team->id);
}

Permission properties_permission(const Channel& channel) {
    return channel.type == "O" ? Permission::manage_public_channel_properties
                               : Permission::manage_private_channel_properties;
}

// Only members change direct and group channels, whatever else they may.
void require_change(Tx& tx, const Actor& actor, const Channel& channel) {
    if (is_direct_or_group(channel)) {
        if (!is_member(tx, channel.id, actor.user_id)) throw Err::channel_patch_forbidden;
        return;
    }
    require_in_channel(tx, actor, channel, properties_permission(channel));
}

Reply replace(Ctx& c, Tx& tx) {
    std::string id = c.id("channel_id");
    Channel given = c.body<Channel>("channel");
    if (given.id != id) throw Err::invalid_body_param.with("Name", "channel_id");
    Channel old = get(tx, id);
    require_change(tx, c.actor(), old);
    if (old.delete_at) throw Err::channel_archived;
    if (!given.type.empty() && given.type != old.type) throw Err::channel_type_changed;
    bool direct = is_direct_or_group(old);
    if (direct && ((!given.name.empty() && given.name != old.name) || given.display_name != old.display_name ||
                   given.purpose != old.purpose))
        throw Err::channel_direct_fields;
    Change change;
    change.header = given.header;
    if (!direct) {
        change.purpose = given.purpose;
        if (!given.display_name.empty()) change.display_name = given.display_name;
        if (!given.name.empty()) change.name = given.name;
        if (given.group_constrained) change.group_constrained = given.group_constrained;
    }
    return reply::model(200, update(tx, c.actor(), old, change));
}

#define CHANNEL_PATCH_FIELDS(F)         \
    F(OptString, display_name, none)    \
    F(OptString, name, none)            \
    F(OptString, header, none)          \
    F(OptString, purpose, none)         \
    F(OptBool, group_constrained, none) \
    F(JsonValue, banner_info, none)
MODEL(ChannelPatch, CHANNEL_PATCH_FIELDS)
MODEL_INFO(ChannelPatch, CHANNEL_PATCH_FIELDS)

Reply patch(Ctx& c, Tx& tx) {
    ChannelPatch p = c.body<ChannelPatch>("channel");
    Channel old = get(tx, c.id("channel_id"));
    require_change(tx, c.actor(), old);
    if (is_direct_or_group(old) && (p.name || p.display_name || p.purpose)) throw Err::channel_direct_fields;
    Change change{p.name, p.display_name, p.header, p.purpose, p.group_constrained, std::nullopt};
    return reply::model(200, update(tx, c.actor(), old, change));
}

Reply set_privacy(Ctx& c, Tx& tx) {
    std::string id = c.id("channel_id");
    const std::string privacy = c.body_object("privacy")["privacy"].as_string();
    if (privacy != "O" && privacy != "P") throw Err::invalid_body_param.with("Name", "privacy");
    Channel channel = get(tx, id);
    require_in_channel(
        tx, c.actor(), channel,
        privacy == "O" ? Permission::convert_private_channel_to_public : Permission::convert_public_channel_to_private);
    if (is_direct_or_group(channel)) throw Err::channel_direct_name;
    return reply::model(200, set_private(tx, c.actor(), channel, privacy == "P"));
}

Reply remove(Ctx& c, Tx& tx) {
    Channel channel = get(tx, c.id("channel_id"));
    if (is_direct_or_group(channel)) throw Err::channel_direct_archived;
    require_in_channel(tx, c.actor(), channel,
                       channel.type == "O" ? Permission::delete_public_channel : Permission::delete_private_channel);
    if (!c.query_bool("permanent")) {
        archive(tx, c.actor(), channel);
    } else if (c.config()->ServiceSettings.EnableAPIChannelDeletion) {
        remove_for_good(tx, channel);
    } else {
        throw may(tx, c.actor(), Permission::manage_system) ? Err::channel_delete_disabled_for_admin
                                                            : Err::channel_delete_disabled;
    }
    return reply::ok();
}

Reply bring_back(Ctx& c, Tx& tx) {
    Channel channel = get(tx, c.id("channel_id"));
    if (is_direct_or_group(channel)) access::require(tx, c.actor(), Permission::manage_team);
    else require_in_team(tx, c.actor(), channel.team_id, Permission::manage_team);
    return reply::model(200, restore(tx, c.actor(), channel));
}

Reply move_to_team(Ctx& c, Tx& tx) {
    Channel channel = get(tx, c.id("channel_id"));
    Json body = c.body_object("team_id");
    if (!body["team_id"].is_string()) throw Err::invalid_body_param.with("Name", "team_id");
    if (!body["force"].is_bool()) throw Err::invalid_body_param.with("Name", "force");
    auto team = teams::find(tx, body["team_id"].as_string());
    if (!team) throw Err::team_not_found;
    access::require(tx, c.actor(), Permission::manage_system);
    if (is_direct_or_group(channel)) throw Err::channel_move_direct;
    users::get(tx, c.user_id());
    return reply::model(200, move(tx, c.actor(), channel, *team, body["force"].as_bool()));
}

// One that is not there is refused like one that the caller may not read (golden system "ids that do not exist").
Channel readable(Ctx& c, Tx& tx) {
    auto channel = find(tx, c.id("channel_id"));
    if (!channel) throw Err::no_permission.because("read_channel");
    require_in_channel(tx, c.actor(), *channel, Permission::read_channel);
    return std::move(*channel);
}

Reply stats(Ctx& c, Tx& tx) {
    Channel channel = readable(c, tx);
    store::Counts counts = store::count_members(tx, channel.id);
    int64_t files = c.query_bool("exclude_files_count") ? -1 : store::count_files(tx, channel.id);
    std::string body;
    JsonWriter(body)
        .begin_object()
        .field("channel_id", channel.id)
        .field("member_count", counts.members)
        .field("guest_count", counts.guests)
        .field("pinnedpost_count", store::count_pinned(tx, channel.id))
        .field("files_count", files)
        .end_object();
    return reply::json(200, std::move(body));
}

Reply timezones(Ctx& c, Tx& tx) {
    Channel channel = get(tx, c.id("channel_id"));
    require_in_channel(tx, c.actor(), channel, Permission::read_channel);
    std::vector<std::string> names;
    for (const std::string& stored : store::list_timezones(tx, channel.id)) {
        auto zone = Json::parse(stored);
        if (!zone) continue;
        bool automatic = (*zone)["useAutomaticTimezone"].as_string() == "true";
        const std::string& name = (*zone)[automatic ? "automaticTimezone" : "manualTimezone"].as_string();
        if (!name.empty() && !contains(names, name)) names.push_back(name);
    }
    if (names.empty()) return reply::json(200, "null");  // golden channels "pinned and timezones"
    std::string body;
    JsonWriter w(body);
    w.begin_array();
    for (const std::string& name : names) w.value(name);
    w.end_array();
    return reply::json(200, std::move(body));
}

Reply member_counts(Ctx& c, Tx& tx) {
    std::vector<std::string> ids = c.body_list("channel_ids");
    for (const std::string& id : ids)
        if (!is_valid_id(id)) throw Err::invalid_body_param.with("Name", "channel_ids");
    std::string body;
    JsonWriter w(body);
    w.begin_object();
    for (const std::string& id : ids) {
        Channel channel = get(tx, id);
        require_in_channel(tx, c.actor(), channel, Permission::read_channel);
        w.field(id, store::count_members(tx, id).members);
    }
    w.end_object();
    return reply::json(200, std::move(body));
}

Reply common_teams(Ctx& c, Tx& tx) {
    Channel channel = get(tx, c.id("channel_id"));
    if (!is_direct_or_group(channel)) throw Err::channel_not_direct_or_group;
    require_in_channel(tx, c.actor(), channel, Permission::read_channel);
    std::vector<Team> found;
    for (const std::string& id : store::list_common_team_ids(tx, channel.id))
        if (auto team = teams::find(tx, id)) found.push_back(teams::shown_to(tx, c.actor(), std::move(*team)));
    return reply::json(200, to_json(found));
}

#define CONVERT_FIELDS(F)         \
    F(Id, channel_id, none)       \
    F(Id, team_id, none)          \
    F(String, display_name, none) \
    F(String, name, none)
MODEL(ConvertRequest, CONVERT_FIELDS)
MODEL_INFO(ConvertRequest, CONVERT_FIELDS)

Reply convert_group(Ctx& c, Tx& tx) {
    ConvertRequest given = c.body<ConvertRequest>("body");
    std::string id = c.id("channel_id");
    if (given.channel_id != id) throw Err::invalid_body_param.with("Name", "channel_id");
    require_in_team(tx, c.actor(), given.team_id, Permission::create_private_channel);
    Channel channel = get(tx, id);
    if (!is_member(tx, id, c.user_id())) refuse(Permission::edit_other_users);
    if (channel.type != "G") throw Err::channel_not_group;
    if (!contains(store::list_common_team_ids(tx, id), given.team_id)) throw Err::channel_convert_team;
    return reply::model(200, convert_to_private(tx, c.actor(), channel, given.team_id, given.name, given.display_name));
}

Reply scheme(Ctx& c, Tx&) {
    c.id("channel_id");
    Json body = c.body_object("scheme_id");
    if (!is_valid_id(body["scheme_id"].as_string())) throw Err::invalid_body_param.with("Name", "scheme_id");
    throw Err::channel_scheme_unlicensed;
}
Reply moderations(Ctx&, Tx&) { throw Err::channel_moderations_unlicensed; }
Reply patch_moderations(Ctx&, Tx&) { throw Err::channel_moderations_patch_unlicensed; }
Reply group_counts(Ctx&, Tx&) { throw Err::channel_group_counts_unlicensed; }

Reply members_minus_groups(Ctx& c, Tx& tx) {
    c.id("channel_id");
    for (const std::string& id : split(c.query("group_ids"), ','))
        if (!is_valid_id(id)) throw Err::invalid_body_param.with("Name", "group_ids");
    access::require(tx, c.actor(), Permission::sysconsole_read_user_management_channels);
    return reply::json(200, R"({"users":[],"total_count":0})");
}

constexpr Route kRoutes[] = {
    {POST, "/api/v4/channels", Lane::write, Access::session, create, "Make a channel."},
    {POST, "/api/v4/channels/direct", Lane::write, Access::session, create_direct, "Open a direct channel."},
    {POST, "/api/v4/channels/group", Lane::write, Access::session, create_group, "Open a group channel."},
    {GET, "/api/v4/channels/{channel_id}", Lane::read, Access::session, read, "A channel."},
    {GET, "/api/v4/teams/{team_id}/channels/name/{channel_name}", Lane::read, Access::session, read_by_name,
     "A channel by its name."},
    {GET, "/api/v4/teams/name/{team_name}/channels/name/{channel_name}", Lane::read, Access::session, read_by_names,
     "A channel by the names of its team and itself."},
    {PUT, "/api/v4/channels/{channel_id}", Lane::write, Access::session, replace,
     "Replace what may change of a channel."},
    {PUT, "/api/v4/channels/{channel_id}/patch", Lane::write, Access::session, patch, "Change a channel."},
    {PUT, "/api/v4/channels/{channel_id}/privacy", Lane::write, Access::session, set_privacy,
     "Make a channel private or public."},
    {DELETE, "/api/v4/channels/{channel_id}", Lane::write, Access::session, remove,
     "Archive a channel, or delete it for good."},
    {POST, "/api/v4/channels/{channel_id}/restore", Lane::write, Access::session, bring_back,
     "Restore an archived channel."},
    {POST, "/api/v4/channels/{channel_id}/move", Lane::write, Access::session, move_to_team,
     "Move a channel to another team."},
    {POST, "/api/v4/channels/{channel_id}/convert_to_channel", Lane::write, Access::session, convert_group,
     "Make a private channel of a group message."},
    {GET, "/api/v4/channels/{channel_id}/common_teams", Lane::read, Access::session, common_teams,
     "The teams that all members of a direct or group channel share."},
    {GET, "/api/v4/channels/{channel_id}/stats", Lane::read, Access::session, stats, "How much there is in a channel."},
    {POST, "/api/v4/channels/stats/member_count", Lane::read, Access::session, member_counts,
     "How many members channels have."},
    {GET, "/api/v4/channels/{channel_id}/timezones", Lane::read, Access::session, timezones,
     "The time zones of the members."},
    {PUT, "/api/v4/channels/{channel_id}/scheme", Lane::read, Access::session, scheme, "Needs a licence."},
    {GET, "/api/v4/channels/{channel_id}/moderations", Lane::read, Access::session, moderations, "Needs a licence."},
    {PUT, "/api/v4/channels/{channel_id}/moderations/patch", Lane::read, Access::session, patch_moderations,
     "Needs a licence."},
    {GET, "/api/v4/channels/{channel_id}/member_counts_by_group", Lane::read, Access::session, group_counts,
     "Needs a licence."},
    {GET, "/api/v4/channels/{channel_id}/members_minus_group_members", Lane::read, Access::session,
     members_minus_groups, "Members whom no group holds."},
};

}  // namespace

std::span<const Route> routes() { return kRoutes; }

}  // namespace rk::channels
