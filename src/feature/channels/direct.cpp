// Channels between accounts: direct ones of two, group ones of three to eight.
#include <algorithm>

#include "app/access.h"
#include "app/services.h"
#include "base/ids.h"
#include "base/strings.h"
#include "feature/channels/channels.h"
#include "feature/channels/member_store.h"
#include "feature/channels/rules.h"
#include "feature/channels/store.h"
#include "feature/users/users.h"
#include "model/settings.h"

namespace rk::channels {

namespace {

constexpr size_t kGroupSizeMin = 3, kGroupSizeMax = 8;

Channel insert(Tx& tx, Channel channel, const std::vector<User>& members) {
    channel.id = new_id();
    channel.create_at = channel.update_at = tx.now();
    store::insert(tx, channel);
    for (const User& user : members) {
        ChannelMember member;
        member.channel_id = channel.id;
        member.user_id = user.id;
        member.notify_props = default_notify_props();
        member.last_update_at = tx.now();
        member.scheme_guest = users::is_guest(user);
        member.scheme_user = !member.scheme_guest;
        store::insert_member(tx, member);
        announce_join(tx, channel, user.id);
    }
    return channel;
}

}  // namespace

Channel get_or_add_direct(Tx& tx, const Actor& who, std::string_view user_id, std::string_view other_id) {
    std::string name = direct_name(user_id, other_id);
    if (auto found = store::find_by_name(tx, "", name)) return std::move(*found);
    auto user = users::find(tx, user_id), other = users::find(tx, other_id);
    if (!user || !other) throw Err::channel_direct_other;
    if (config_of(tx)->TeamSettings.RestrictDirectMessage == "team" && user_id != other_id && !who.is_server &&
        !user->is_bot && !other->is_bot && !access::may(tx, who, Permission::manage_system) &&
        !store::share_team(tx, user_id, other_id))
        throw Err::channel_direct_stranger;
    tx.lock("direct " + name);
    if (auto found = store::find_by_name(tx, "", name)) return std::move(*found);
    Channel channel;
    channel.type = "D";
    channel.name = name;
    channel.creator_id = user_id;
    channel.shared = false;  // golden integrations_bots "direct messages, reactions, ephemeral posts"
    std::vector<User> members = {*user};
    if (user_id != other_id) members.push_back(*other);
    channel = insert(tx, std::move(channel), members);
    tx.emit(EventName::direct_added, to_channel(channel.id),
            Json::object({{"creator_id", user_id}, {"teammate_id", other_id}}).dump());
    return channel;
}

Channel get_or_add_group(Tx& tx, const Actor& who, std::vector<std::string> user_ids) {
    std::sort(user_ids.begin(), user_ids.end());
    user_ids.erase(std::unique(user_ids.begin(), user_ids.end()), user_ids.end());
    if (user_ids.size() < kGroupSizeMin || user_ids.size() > kGroupSizeMax) throw Err::channel_group_size;
    std::string name = group_name(user_ids);
    if (auto found = store::find_by_name(tx, "", name)) return std::move(*found);
    std::vector<User> members = users::list_by_ids(tx, user_ids);
    if (members.size() != user_ids.size()) throw Err::channel_group_bad_user;
    if (config_of(tx)->TeamSettings.RestrictDirectMessage == "team" && !access::may(tx, who, Permission::manage_system))
        for (const User& user : members)
            if (user.id != who.user_id && !user.is_bot && !store::share_team(tx, who.user_id, user.id))
                throw Err::channel_group_stranger;
    tx.lock("group " + name);
    if (auto found = store::find_by_name(tx, "", name)) return std::move(*found);
    std::vector<std::string> names;
    for (const User& user : members) names.push_back(user.username);
    std::sort(names.begin(), names.end());
    Channel channel;
    channel.type = "G";
    channel.name = name;
    channel.display_name = utf8_prefix(join(names, ", "), 64);
    channel.creator_id = who.user_id;
    channel = insert(tx, std::move(channel), members);
    std::string ids = "[";
    for (const std::string& id : user_ids) {
        if (ids.size() > 1) ids += ',';
        append_json_string(ids, id);
    }
    ids += ']';
    std::string data = Json::object({{"teammate_ids", ids}}).dump();
    for (const User& user : members) {
        Broadcast to = to_user(user.id);
        to.channel_id = channel.id;
        tx.emit(EventName::group_added, std::move(to), data);
    }
    return channel;
}

}  // namespace rk::channels
