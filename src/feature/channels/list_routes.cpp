// Lists of channels and search in them, over the API.
#include "app/access.h"
#include "app/services.h"
#include "base/crypto.h"
#include "base/ids.h"
#include "base/strings.h"
#include "feature/channels/channels.h"
#include "feature/channels/complete.h"
#include "feature/channels/search_store.h"
#include "feature/channels/store.h"
#include "feature/teams/teams.h"
#include "feature/users/users.h"
#include "model/settings.h"

namespace rk::channels {

namespace {

using access::may;
using access::may_in_team;
using access::require_in_team;

store::Page page_of(const Ctx& c) {
    store::Page page;
    page.limit = c.per_page();
    page.offset = c.page() * page.limit;
    return page;
}

Reply list_public(Ctx& c, Tx& tx) {
    std::string team_id = c.id("team_id");
    require_in_team(tx, c.actor(), team_id, Permission::list_team_channels);
    return reply::json(200, to_json(store::list_public(tx, team_id, page_of(c))));
}

Reply list_private(Ctx& c, Tx& tx) {
    std::string team_id = c.id("team_id");
    access::require(tx, c.actor(), Permission::manage_system);
    return reply::json(200, to_json(store::list_private(tx, team_id, page_of(c))));
}

Reply list_archived(Ctx& c, Tx& tx) {
    std::string team_id = c.id("team_id");
    require_in_team(tx, c.actor(), team_id, Permission::list_team_channels);
    bool all = may(tx, c.actor(), Permission::manage_system);
    return reply::json(200, to_json(store::list_archived(tx, team_id, c.user_id(), all, page_of(c))));
}

Reply list_by_id(Ctx& c, Tx& tx) {
    std::string team_id = c.id("team_id");
    std::vector<std::string> ids = c.body_list("channel_ids");
    if (ids.empty()) throw Err::invalid_body_param.with("Name", "channel_ids");
    for (const std::string& id : ids)
        if (!is_valid_id(id)) throw Err::invalid_body_param.with("Name", "channel_ids");
    require_in_team(tx, c.actor(), team_id, Permission::view_team);
    std::vector<Channel> found = store::list_public_by_ids(tx, team_id, ids);
    if (found.empty()) throw Err::channels_not_found_by_ids;
    return reply::json(200, to_json(found));
}

// A tag that changes with the list: what is in it and how each was last changed or written in.
std::string tag_of(const std::vector<Channel>& channels) {
    std::string text;
    for (const Channel& channel : channels) {
        text += channel.id;
        for (Millis at : {channel.update_at, channel.last_post_at, channel.total_msg_count})
            text += ' ' + std::to_string(at);
        text += '\n';
    }
    return hex(sha256(text)).substr(0, 32);
}

store::OfUser wanted(const Ctx& c, std::string_view user_id, std::string_view team_id) {
    store::OfUser of{user_id, team_id, c.query_bool("include_deleted"), 0};
    of.archived_since = c.query_int("last_delete_at", 0);
    return of;
}

Reply tagged_list(const Ctx& c, const std::vector<Channel>& channels) {
    std::string tag = tag_of(channels);
    if (reply::has_etag(c, tag)) return reply::not_modified(std::move(tag));
    return reply::with_etag(c, std::move(tag), reply::json(200, to_json(channels)));
}

Reply list_of_user_in_team(Ctx& c, Tx& tx) {
    std::string user_id = c.id("user_id"), team_id = c.id("team_id");
    if (!users::may_edit(tx, c.actor(), user_id)) access::require(tx, c.actor(), Permission::edit_other_users);
    require_in_team(tx, c.actor(), team_id, Permission::view_team);
    std::vector<Channel> found = store::list_of_user(tx, wanted(c, user_id, team_id));
    if (found.empty()) throw Err::channels_not_found;
    return tagged_list(c, found);
}

Reply list_of_user(Ctx& c, Tx& tx) {
    std::string user_id = c.id("user_id");
    if (!users::may_edit(tx, c.actor(), user_id)) access::require(tx, c.actor(), Permission::edit_other_users);
    return tagged_list(c, store::list_of_user(tx, wanted(c, user_id, "")));
}

// ---- Search

// The term of a search body: `{"term": …}`.
std::string term_of(const Ctx& c) {
    Json body = c.body_object("channel_search");
    if (!body["term"].is_null() && !body["term"].is_string())
        throw Err::invalid_body_param.with("Name", "channel_search");
    return std::string(trim(body["term"].as_string()));
}

Reply search_in_team(Ctx& c, Tx& tx) {
    std::string team_id = c.id("team_id"), term = term_of(c);
    store::Search search{team_id, c.user_id(), term};
    search.with_archived = true;
    if (may_in_team(tx, c.actor(), team_id, Permission::list_team_channels)) {
        search.scope = store::Search::Scope::open;
    } else {
        teams::get_member(tx, team_id, c.user_id());
        search.scope = store::Search::Scope::own;
    }
    return reply::json(200, to_json(store::search(tx, search)));
}

Reply complete(Ctx& c, Tx& tx) {
    std::string team_id = c.id("team_id"), term = c.query("name");
    bool all_open = may_in_team(tx, c.actor(), team_id, Permission::list_team_channels);
    if (!all_open) require_in_team(tx, c.actor(), team_id, Permission::view_team);
    store::Search search{team_id, c.user_id(), term};
    search.with_archived = true;
    search.scope = all_open ? store::Search::Scope::seen : store::Search::Scope::own;
    return reply::json(200, to_json(store::search(tx, search)));
}

Reply complete_for_search(Ctx& c, Tx& tx) {
    std::string team_id = c.id("team_id"), term = c.query("name");
    if (!may_in_team(tx, c.actor(), team_id, Permission::list_team_channels))
        require_in_team(tx, c.actor(), team_id, Permission::view_team);
    store::Search search{team_id, c.user_id(), term};
    search.with_archived = true;
    search.scope = store::Search::Scope::own_and_direct;
    std::vector<Channel> found = store::search(tx, search);
    for (Channel& channel : found)
        if (channel.type == "D") channel.display_name = users::username_of(tx, direct_other(channel, c.user_id()));
    return reply::json(200, to_json(found));
}

std::string with_team_data(Tx& tx, const std::vector<Channel>& channels) {
    std::map<std::string, Team> teams_by_id;
    std::string out = "[";
    for (const Channel& channel : channels) {
        auto team = teams_by_id.find(channel.team_id);
        if (team == teams_by_id.end())
            team = teams_by_id.emplace(channel.team_id, teams::find(tx, channel.team_id).value_or(Team{})).first;
        if (out.size() > 1) out += ',';
        std::string text = to_json(channel);
        text.pop_back();
        text += ",\"team_display_name\":";
        append_json_string(text, team->second.display_name);
        text += ",\"team_name\":";
        append_json_string(text, team->second.name);
        text += ",\"team_update_at\":" + std::to_string(team->second.update_at) + "}";
        out += text;
    }
    return out += ']';
}

Reply counted_list(Tx& tx, const std::vector<Channel>& channels, int64_t total) {
    std::string body;
    JsonWriter(body)
        .begin_object()
        .key("channels")
        .raw(with_team_data(tx, channels))
        .field("total_count", total)
        .end_object();
    return reply::json(200, std::move(body));
}

Reply list_all(Ctx& c, Tx& tx) {
    access::require(tx, c.actor(), Permission::sysconsole_read_user_management_channels);
    store::Everywhere what;
    what.with_archived = c.query_bool("include_deleted");
    what.without_default = c.query_bool("exclude_default_channels");
    what.limit = c.per_page();
    what.offset = c.page() * what.limit;
    std::vector<Channel> found = store::list_everywhere(tx, what);
    if (c.query_bool("include_total_count")) return counted_list(tx, found, store::count_everywhere(tx, what));
    return reply::json(200, with_team_data(tx, found));
}

// What the system console asks: all channels of the server. With system_console=false: those that the caller may see.
Reply search_everywhere(Ctx& c, Tx& tx) {
    Json body = c.body_object("channel_search");
    auto check = [&](bool good) {
        if (!good) throw Err::invalid_body_param.with("Name", "channel_search");
    };
    check(body["term"].is_null() || body["term"].is_string());
    for (const char* key : {"page", "per_page"}) check(body[key].is_null() || body[key].is_integer());
    for (const char* key : {"exclude_default_channels", "include_deleted", "deleted", "public", "private"})
        check(body[key].is_null() || body[key].is_bool());
    check(body["team_ids"].is_null() || body["team_ids"].is_array());
    bool console = !c.has_query("system_console") || c.query_bool("system_console");
    if (console) access::require(tx, c.actor(), Permission::sysconsole_read_user_management_channels);
    bool paged = body["page"].is_integer() && body["per_page"].is_integer();
    store::Everywhere what;
    what.term = trim(body["term"].as_string());
    what.with_archived = body["include_deleted"].as_bool() || body["deleted"].as_bool();
    what.only_archived = body["deleted"].as_bool();
    what.without_default = body["exclude_default_channels"].as_bool();
    what.only_public = body["public"].as_bool() && !body["private"].as_bool();
    what.only_private = body["private"].as_bool() && !body["public"].as_bool();
    for (const Json& id : body["team_ids"].items()) what.team_ids.push_back(id.as_string());
    if (!console) what.seen_by = c.user_id();
    what.limit = paged ? std::clamp<int64_t>(body["per_page"].as_integer(), 0, 1000) : 1000;
    what.offset = paged ? std::max<int64_t>(body["page"].as_integer(), 0) * what.limit : 0;
    std::vector<Channel> found = store::list_everywhere(tx, what);
    if (paged) return counted_list(tx, found, store::count_everywhere(tx, what));
    return reply::json(200, with_team_data(tx, found));
}

Reply search_groups(Ctx& c, Tx& tx) {
    std::string term = term_of(c);
    return reply::json(200, to_json(store::search_groups(tx, c.user_id(), term)));
}

constexpr Route kRoutes[] = {
    {GET, "/api/v4/teams/{team_id}/channels", Lane::read, Access::session, list_public, "Public channels of a team."},
    {GET, "/api/v4/teams/{team_id}/channels/private", Lane::read, Access::session, list_private,
     "Private channels of a team."},
    {GET, "/api/v4/teams/{team_id}/channels/deleted", Lane::read, Access::session, list_archived,
     "Archived channels of a team."},
    {POST, "/api/v4/teams/{team_id}/channels/ids", Lane::read, Access::session, list_by_id,
     "Public channels by their ids."},
    {POST, "/api/v4/teams/{team_id}/channels/search", Lane::read, Access::session, search_in_team,
     "Find public channels by name."},
    {GET, "/api/v4/teams/{team_id}/channels/autocomplete", Lane::read, Access::session, complete,
     "Complete a channel's name."},
    {GET, "/api/v4/teams/{team_id}/channels/search_autocomplete", Lane::read, Access::session, complete_for_search,
     "Complete a channel's name in a search of posts."},
    {GET, "/api/v4/users/{user_id}/teams/{team_id}/channels", Lane::read, Access::session, list_of_user_in_team,
     "An account's channels of a team, and its direct ones."},
    {GET, "/api/v4/users/{user_id}/channels", Lane::read, Access::session, list_of_user,
     "An account's channels of all teams."},
    {GET, "/api/v4/channels", Lane::read, Access::session, list_all, "All channels of the server."},
    {POST, "/api/v4/channels/search", Lane::read, Access::session, search_everywhere, "Find channels of all teams."},
    {POST, "/api/v4/channels/group/search", Lane::read, Access::session, search_groups,
     "Find own group channels by member."},
};

}  // namespace

std::span<const Route> list_routes() { return kRoutes; }

std::vector<Channel> complete(Tx& tx, const Actor& viewer, std::string_view team_id, std::string_view typed,
                              int64_t limit) {
    store::Search search{team_id, viewer.user_id, typed};
    search.scope = access::may_in_team(tx, viewer, team_id, Permission::list_team_channels) ? store::Search::Scope::seen
                                                                                            : store::Search::Scope::own;
    std::vector<Channel> found = store::search(tx, search);
    if (found.size() > static_cast<size_t>(limit)) found.resize(static_cast<size_t>(limit));
    return found;
}

}  // namespace rk::channels
