#include "feature/channels/channels.h"

#include "app/access.h"
#include "app/services.h"
#include "base/ids.h"
#include "base/strings.h"
#include "feature/channels/member_store.h"
#include "feature/channels/rules.h"
#include "feature/channels/store.h"
#include "feature/outgoing_hooks/events.h"
#include "feature/posts/posts.h"
#include "feature/users/users.h"
#include "model/settings.h"

namespace rk::channels {

Channel get(Tx& tx, std::string_view channel_id) {
    auto channel = store::find(tx, channel_id);
    if (!channel) throw Err::channel_not_found;
    return std::move(*channel);
}

std::optional<Channel> find(Tx& tx, std::string_view channel_id) { return store::find(tx, channel_id); }

std::optional<Channel> find_by_name(Tx& tx, std::string_view team_id, std::string_view name, bool also_archived) {
    auto channel = store::find_by_name(tx, team_id, name);
    if (channel && channel->delete_at && !also_archived) return std::nullopt;
    return channel;
}

std::vector<Channel> list_by_ids(Tx& tx, const std::vector<std::string>& ids) { return store::list_by_ids(tx, ids); }

bool is_default(const Channel& channel) { return channel.name == "town-square"; }
bool is_direct_or_group(const Channel& channel) { return channel.type == "D" || channel.type == "G"; }

std::string direct_name(std::string_view user_id, std::string_view other_id) {
    std::string name(std::min(user_id, other_id));
    return name.append("__").append(std::max(user_id, other_id));
}

std::string direct_other(const Channel& channel, std::string_view user_id) {
    std::string_view name = channel.name;
    if (name.size() != 54) return {};
    return std::string(name.substr(0, 26) == user_id ? name.substr(28) : name.substr(0, 26));
}

std::string display_name_for(Tx& tx, const Channel& channel, std::string_view viewer_id) {
    if (channel.type != "D") return channel.display_name;
    auto other = users::find(tx, direct_other(channel, viewer_id));
    return other ? users::display_name(tx, *other) : std::string();
}

void add_default_channels(Tx& tx, const Actor& who, const Team& team) {
    struct Default {
        const char* name;
        Text display_name;
    };
    for (const Default& d : {Default{"town-square", Text::town_square}, Default{"off-topic", Text::off_topic}}) {
        Channel channel;
        channel.team_id = team.id;
        channel.type = "O";
        channel.name = d.name;
        channel.display_name = says(tx, d.display_name);
        add(tx, who, std::move(channel), false);
    }
}

// The creator of default channels is nobody (golden teams/create).
Channel add(Tx& tx, const Actor& who, Channel channel, bool add_creator) {
    if (is_direct_or_group(channel)) throw Err::channel_is_direct;
    if (size_t at = channel.name.find("__"); at != std::string::npos && at > 0) throw Err::channel_name_like_direct;
    int64_t most = config_of(tx)->TeamSettings.MaxChannelsPerTeam;
    if (store::count_of_team(tx, channel.team_id) >= most)
        throw Err::channel_team_full.with("MaxChannelsPerTeam", std::to_string(most));

    channel.id = new_id();
    channel.display_name = trim(channel.display_name);
    if (channel.name.empty()) channel.name = new_id();
    channel.create_at = channel.update_at = tx.now();
    channel.delete_at = channel.extra_update_at = channel.last_post_at = channel.last_root_post_at = 0;
    channel.total_msg_count = channel.total_msg_count_root = 0;
    channel.creator_id = add_creator ? who.user_id : "";
    channel.scheme_id.reset();
    channel.policy_id.reset();
    channel.shared.reset();
    channel.autotranslation = false;
    check_fields(channel);
    if (!store::insert(tx, channel)) throw Err::channel_name_taken;
    outgoing_hooks::channel_created(tx, who, channel);
    if (!add_creator || who.user_id.empty()) return channel;

    ChannelMember member;
    member.channel_id = channel.id;
    member.user_id = who.user_id;
    member.notify_props = default_notify_props();
    member.last_update_at = tx.now();
    User creator = users::get(tx, who.user_id);
    member.scheme_guest = users::is_guest(creator);
    member.scheme_user = !member.scheme_guest;
    member.scheme_admin = member.scheme_user;
    store::insert_member(tx, member);
    announce_join(tx, channel, creator.id);
    posts::add_system(tx, channel, creator.id, "system_join_channel",
                      says(tx, Text::joined_channel, {{"Username", creator.username}}),
                      Json::object({{"username", creator.username}}));
    tx.emit(EventName::channel_created, to_user(creator.id),
            Json::object({{"channel_id", channel.id}, {"team_id", channel.team_id}}).dump());
    return channel;
}

}  // namespace rk::channels
