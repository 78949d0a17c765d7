// SQL of channel members: who is in a channel, what they have read of it.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/db.h"
#include "model/channel.h"

namespace rk::channels::store {

std::optional<ChannelMember> find_member(Tx& tx, std::string_view channel_id, std::string_view user_id);
bool is_member(Tx& tx, std::string_view channel_id, std::string_view user_id);
std::vector<std::string> list_member_ids(Tx& tx, std::string_view channel_id);
std::vector<std::string> list_ids_of_user(Tx& tx, std::string_view user_id);
std::vector<ChannelMember> list_members(Tx& tx, std::string_view channel_id, int64_t offset, int64_t limit);
std::vector<ChannelMember> list_members_by_ids(Tx& tx, std::string_view channel_id,
                                               const std::vector<std::string>& user_ids);
// Memberships of an account in a team's channels and its direct and group ones.
std::vector<ChannelMember> list_memberships(Tx& tx, std::string_view user_id, std::string_view team_id);
// Of all teams, in the order of the channels' ids, behind `after` (a channel id, "" for the first ones).
std::vector<ChannelMember> list_all_memberships(Tx& tx, std::string_view user_id, std::string_view after,
                                                int64_t limit);
std::vector<ChannelMember> list_all_memberships_at(Tx& tx, std::string_view user_id, int64_t offset, int64_t limit);
// In which channels of the team (not archived ones left out, direct ones left out) the account is.
std::vector<std::string> list_ids_of_user_in_team(Tx& tx, std::string_view user_id, std::string_view team_id);

// False when they are a member already. Notes the moment in channelmemberhistory.
bool insert_member(Tx& tx, const ChannelMember& member);
// False when they were none. Their sidebar forgets the channel.
bool remove_member(Tx& tx, std::string_view channel_id, std::string_view user_id);
void remove_memberships_of(Tx& tx, std::string_view user_id);
void set_member_roles(Tx& tx, const ChannelMember& member);  // explicit roles and the three flags
void set_notify_props(Tx& tx, const ChannelMember& member);

struct Counts {
    int64_t members = 0, guests = 0;
};
Counts count_members(Tx& tx, std::string_view channel_id);  // without deactivated accounts
std::vector<std::string> list_timezones(Tx& tx, std::string_view channel_id);

void count_mention(Tx& tx, std::string_view channel_id, std::string_view user_id, Millis at, int root, int urgent);

// Everything in the channel is read; false when not a member.
bool mark_read(Tx& tx, std::string_view channel_id, std::string_view user_id, Millis now);
// The same; the moment of its newest post, or nothing when not a member.
std::optional<Millis> set_read(Tx& tx, std::string_view channel_id, std::string_view user_id, Millis now);
void set_unread(Tx& tx, const ChannelMember& member);  // counts and last_viewed_at

// What an account has not read of a channel of a team.
struct Unread {
    std::string team_id, channel_id;
    int64_t messages = 0, messages_root = 0, mentions = 0, mentions_root = 0, urgent_mentions = 0;
    bool only_mentions = false;  // the account mutes the channel: its messages do not count
};
std::optional<Unread> find_unread(Tx& tx, std::string_view channel_id, std::string_view user_id);
std::vector<Unread> list_unread(Tx& tx, std::string_view user_id);

// The teams that all members of a channel are in.
std::vector<std::string> list_common_team_ids(Tx& tx, std::string_view channel_id);
// Whether two accounts are in one team.
bool share_team(Tx& tx, std::string_view user_id, std::string_view other_id);
// How many members of the channel are not in that team.
int64_t count_outside_team(Tx& tx, std::string_view channel_id, std::string_view team_id);

}  // namespace rk::channels::store
