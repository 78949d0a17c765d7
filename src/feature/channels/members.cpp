// Who is in a channel.
#include "app/access.h"
#include "app/hub.h"
#include "app/services.h"
#include "base/strings.h"
#include "feature/channels/categories.h"
#include "feature/channels/category_store.h"
#include "feature/channels/channels.h"
#include "feature/channels/member_store.h"
#include "feature/channels/rules.h"
#include "feature/channels/store.h"
#include "feature/outgoing_hooks/events.h"
#include "feature/posts/posts.h"
#include "feature/teams/teams.h"
#include "feature/users/users.h"
#include "model/settings.h"

namespace rk::channels {

namespace {

ChannelMember new_member(Tx& tx, const Channel& channel, const User& user) {
    ChannelMember member;
    member.channel_id = channel.id;
    member.user_id = user.id;
    member.notify_props = default_notify_props();
    member.last_update_at = tx.now();
    member.scheme_guest = users::is_guest(user);
    member.scheme_user = !member.scheme_guest;
    return member;
}

// Others in the channel and the account itself are told apart (golden websocket "members come and go").
void emit_added(Tx& tx, const Channel& channel, const std::string& user_id) {
    std::string data = Json::object({{"user_id", user_id}, {"team_id", channel.team_id}}).dump();
    Broadcast to_new = to_user(user_id);
    to_new.channel_id = channel.id;
    tx.emit(EventName::user_added, std::move(to_new), data);
    Broadcast to_others = to_channel(channel.id);
    to_others.omit_users.push_back(user_id);
    tx.emit(EventName::user_added, std::move(to_others), std::move(data));
}

void emit_removed(Tx& tx, const Channel& channel, std::string_view user_id, std::string_view remover_id) {
    tx.emit(EventName::user_removed, to_channel(channel.id),
            Json::object({{"user_id", user_id}, {"remover_id", remover_id}}).dump());
    tx.emit(EventName::user_removed, to_user(std::string(user_id)),
            Json::object({{"channel_id", channel.id}, {"remover_id", remover_id}}).dump());
}

void say_joined(Tx& tx, const Channel& channel, const User& user) {
    bool guest = users::is_guest(user);
    posts::add_system(
        tx, channel, user.id, guest ? "system_guest_join_channel" : "system_join_channel",
        says(tx, guest ? Text::joined_channel_as_guest : Text::joined_channel, {{"Username", user.username}}),
        Json::object({{"username", user.username}}));
}

// `root_id`: the thread where it is said, or "".
void say_added(Tx& tx, const Channel& channel, const User& user, const User& by, std::string_view root_id) {
    bool guest = users::is_guest(user);
    Post post;
    post.type = guest ? "system_add_guest_to_chan" : "system_add_to_channel";
    post.message = says(tx, guest ? Text::added_to_channel_as_guest : Text::added_to_channel,
                        {{"Username", user.username}, {"By", by.username}});
    post.props = Json::object(
        {{"userId", by.id}, {"username", by.username}, {"addedUserId", user.id}, {"addedUsername", user.username}});
    if (root_id.empty()) {
        posts::add_system(tx, channel, by.id, post.type, post.message, post.props);
        return;
    }
    post.root_id = root_id;
    posts::AddOptions options;
    options.set_online = options.author_has_read = false;
    options.told_as_online = true;
    options.trusted_props = true;
    posts::add(tx, Actor{by.id, nullptr, by.roles, "", false}, channel, std::move(post), options);
}

// In the team's first channel a join is one of the team.
void say_joined_team(Tx& tx, const Channel& channel, const User& user, const std::optional<User>& by) {
    if (!by) {
        posts::add_system(tx, channel, user.id, "system_join_team",
                          says(tx, Text::joined_team, {{"Username", user.username}}),
                          Json::object({{"username", user.username}}));
        return;
    }
    posts::add_system(tx, channel, by->id, "system_add_to_team",
                      says(tx, Text::added_to_team, {{"Username", user.username}, {"By", by->username}}),
                      Json::object({{"userId", by->id},
                                    {"username", by->username},
                                    {"addedUserId", user.id},
                                    {"addedUsername", user.username}}));
}

// TeamSettings.ExperimentalDefaultChannels, always with town-square; without it, town-square and off-topic.
std::vector<std::string> default_names(const Config& config) {
    std::vector<std::string> names = {"town-square"};
    for (const std::string& name : config.TeamSettings.ExperimentalDefaultChannels)
        if (!contains(names, name)) names.push_back(name);
    if (names.size() == 1) names.emplace_back("off-topic");
    return names;
}

}  // namespace

ChannelMember with_roles(ChannelMember member) {
    member.explicit_roles = member.roles;
    member.roles = access::channel_roles(member.roles, member.scheme_guest, member.scheme_user, member.scheme_admin);
    return member;
}

void announce_join(Tx& tx, const Channel& channel, std::string_view user_id) {
    tx.after_commit([hub = tx.services().hub, user = std::string(user_id), id = channel.id] {
        if (hub) hub->joined_channel(user, id);
    });
}

void announce_leave(Tx& tx, const Channel& channel, std::string_view user_id) {
    tx.after_commit([hub = tx.services().hub, user = std::string(user_id), id = channel.id] {
        if (hub) hub->left_channel(user, id);
    });
}

std::optional<ChannelMember> find_member(Tx& tx, std::string_view channel_id, std::string_view user_id) {
    auto member = store::find_member(tx, channel_id, user_id);
    if (!member) return std::nullopt;
    return with_roles(std::move(*member));
}

ChannelMember get_member(Tx& tx, std::string_view channel_id, std::string_view user_id) {
    if (auto member = find_member(tx, channel_id, user_id)) return std::move(*member);
    throw Err::channel_member_not_found;
}

bool is_member(Tx& tx, std::string_view channel_id, std::string_view user_id) {
    return store::is_member(tx, channel_id, user_id);
}

std::vector<std::string> list_member_ids(Tx& tx, std::string_view channel_id) {
    return store::list_member_ids(tx, channel_id);
}

std::vector<std::string> list_ids_of_user(Tx& tx, std::string_view user_id) {
    return store::list_ids_of_user(tx, user_id);
}

ChannelMember add_member(Tx& tx, const Actor& who, const Channel& channel, std::string_view user_id,
                         std::string_view post_root_id) {
    User user = users::get(tx, user_id);
    if (is_direct_or_group(channel)) throw Err::channel_add_to_direct;
    if (auto member = find_member(tx, channel.id, user_id)) return std::move(*member);
    if (!teams::is_member(tx, channel.team_id, user_id)) throw Err::team_member_not_found;
    ChannelMember member = new_member(tx, channel, user);
    if (!store::insert_member(tx, member)) return get_member(tx, channel.id, user_id);
    announce_join(tx, channel, user.id);
    emit_added(tx, channel, user.id);
    if (who.user_id.empty() || who.user_id == user.id) {
        say_joined(tx, channel, user);
    } else {
        say_added(tx, channel, user, users::get(tx, who.user_id), post_root_id);
    }
    outgoing_hooks::member_joined(tx, who, channel.id, user.id);
    return with_roles(std::move(member));
}

void remove_member(Tx& tx, const Actor& who, const Channel& channel, std::string_view user_id) {
    User user = users::get(tx, user_id);
    if (is_default(channel) && !users::is_guest(user)) throw Err::channel_leave_default.with("Channel", channel.name);
    if (!store::remove_member(tx, channel.id, user_id)) throw Err::channel_member_not_found;
    // The post names them with an @, so that it still mentions those who are gone (golden channels "system messages").
    if (who.user_id == user.id) {
        posts::add_system(tx, channel, user.id, "system_leave_channel",
                          says(tx, Text::left_channel, {{"Username", "@" + user.username}}),
                          Json::object({{"username", user.username}}));
    } else {
        posts::add_system(tx, channel, who.user_id.empty() ? user.id : who.user_id, "system_remove_from_channel",
                          says(tx, Text::removed_from_channel, {{"Username", "@" + user.username}}),
                          Json::object({{"removedUserId", user.id}, {"removedUsername", user.username}}));
    }
    announce_leave(tx, channel, user.id);
    emit_removed(tx, channel, user.id, who.user_id);
    outgoing_hooks::member_left(tx, who, channel.id, user.id);
}

void join_default_channels(Tx& tx, const Actor& who, const Team& team, const User& user, bool as_admin) {
    auto config = config_of(tx);
    std::optional<User> by;
    if (!who.user_id.empty() && who.user_id != user.id) by = users::get(tx, who.user_id);
    for (const std::string& name : default_names(*config)) {
        auto channel = find_by_name(tx, team.id, name);
        if (!channel || channel->type != "O") continue;
        ChannelMember member = new_member(tx, *channel, user);
        member.scheme_admin = as_admin;
        if (!store::insert_member(tx, member)) continue;
        announce_join(tx, *channel, user.id);
        if (config->ServiceSettings.ExperimentalEnableDefaultChannelLeaveJoinMessages) {
            if (is_default(*channel)) say_joined_team(tx, *channel, user, by);
            else if (by) say_added(tx, *channel, user, *by, "");
            else say_joined(tx, *channel, user);
        }
        emit_added(tx, *channel, user.id);
        outgoing_hooks::member_joined(tx, who, channel->id, user.id);
    }
}

void leave_all_of_team(Tx& tx, const Actor& who, std::string_view team_id, std::string_view user_id) {
    User user = users::get(tx, user_id);
    if (config_of(tx)->ServiceSettings.ExperimentalEnableDefaultChannelLeaveJoinMessages) {
        if (auto town = find_by_name(tx, team_id, "town-square")) {
            bool left = who.user_id.empty() || who.user_id == user.id;
            posts::add_system(tx, *town, user.id, left ? "system_leave_team" : "system_remove_from_team",
                              says(tx, left ? Text::left_team : Text::removed_from_team, {{"Username", user.username}}),
                              Json::object({{"username", user.username}}));
        }
    }
    for (const std::string& id : store::list_ids_of_user_in_team(tx, user_id, team_id)) {
        store::remove_member(tx, id, user_id);
        Channel channel;
        channel.id = id;
        announce_leave(tx, channel, user_id);
        outgoing_hooks::member_left(tx, who, id, user_id);
    }
    store::remove_categories_of_team(tx, user_id, team_id);
}

void forget_user(Tx& tx, std::string_view user_id) {
    store::remove_memberships_of(tx, user_id);
    store::remove_categories_of_user(tx, user_id);
}

ChannelMember set_notify_props(Tx& tx, const Channel& channel, std::string_view user_id, const StringMap& props) {
    ChannelMember member = get_member(tx, channel.id, user_id);
    static constexpr std::string_view kKeys[] = {
        "mark_unread", "desktop", "desktop_sound", "desktop_notification_sound", "desktop_threads",
        "email",       "push",    "push_threads",  "ignore_channel_mentions",    "channel_auto_follow_threads"};
    for (std::string_view key : kKeys)
        if (auto found = props.find(std::string(key)); found != props.end())
            member.notify_props[found->first] = found->second;
    size_t size = 0;
    for (const auto& [key, value] : member.notify_props) size += key.size() + value.size() + 6;
    if (size > 800'000) throw Err::channel_bad_notify_props;
    member.last_update_at = tx.now();
    store::set_notify_props(tx, member);
    tx.emit(EventName::channel_member_updated, to_user(std::string(user_id)),
            Json::object({{"channelMember", to_json(member)}}).dump());
    return member;
}

}  // namespace rk::channels
