// Channels, who is in them, what they have not read, how a person has arranged them. Owner of the tables channels,
// publicchannels, channelmembers, channelmemberhistory, sidebarcategories, sidebarchannels. Channels and posts know each
// other: posts count in channels, channels speak by system posts.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/route.h"
#include "model/channel.h"
#include "model/team.h"
#include "model/user.h"

namespace rk::channels {

std::span<const Route> routes();         // making, changing, looking up
std::span<const Route> list_routes();    // lists and search
std::span<const Route> member_routes();  // who is in them, what they have read

// ---- Look-ups

Channel get(Tx& tx, std::string_view channel_id);  // archived ones too; throws Err::channel_not_found
std::optional<Channel> find(Tx& tx, std::string_view channel_id);
std::optional<Channel> find_by_name(Tx& tx, std::string_view team_id, std::string_view name,
                                    bool also_archived = false);
// In the order of the ids; those that do not exist are left out.
std::vector<Channel> list_by_ids(Tx& tx, const std::vector<std::string>& ids);

// The membership with its roles as on the wire; nothing when absent.
std::optional<ChannelMember> find_member(Tx& tx, std::string_view channel_id, std::string_view user_id);
ChannelMember get_member(Tx& tx, std::string_view channel_id,
                         std::string_view user_id);  // Err::channel_member_not_found
bool is_member(Tx& tx, std::string_view channel_id, std::string_view user_id);
std::vector<std::string> list_member_ids(Tx& tx, std::string_view channel_id);
// Of which channels the account is a member.
std::vector<std::string> list_ids_of_user(Tx& tx, std::string_view user_id);

// The channel with the name that the viewer knows it by: direct channels are called after the other one.
std::string display_name_for(Tx& tx, const Channel& channel, std::string_view viewer_id);

// Default channels of every team cannot be left, renamed or archived.
bool is_default(const Channel& channel);
bool is_direct_or_group(const Channel& channel);
std::string direct_name(std::string_view user_id, std::string_view other_id);
// The other one of a direct channel; the account itself when it talks to itself.
std::string direct_other(const Channel& channel, std::string_view user_id);

// ---- Making and changing. Permissions are the caller's to check.

// Makes a channel of a team; its creator becomes a member with the admin's role. Checks the name and the type. Emits
// channel_created.
Channel add(Tx& tx, const Actor& who, Channel channel, bool add_creator = true);
// The direct channel of two accounts (or one, with itself), made when it does not exist; emits direct_added then.
Channel get_or_add_direct(Tx& tx, const Actor& who, std::string_view user_id, std::string_view other_id);
// The group channel of three to eight accounts; emits group_added when it is made.
Channel get_or_add_group(Tx& tx, const Actor& who, std::vector<std::string> user_ids);
// town-square (and off-topic), made with a team.
void add_default_channels(Tx& tx, const Actor& who, const Team& team);

struct Change {
    std::optional<std::string> name, display_name, header, purpose;
    std::optional<bool> group_constrained;
    std::optional<Json> banner_info;
};
// Changes what is set, says so in the channel, emits channel_updated. Refuses archived channels.
Channel update(Tx& tx, const Actor& who, const Channel& old, const Change& change);
Channel set_private(Tx& tx, const Actor& who, const Channel& old, bool is_private);
void archive(Tx& tx, const Actor& who, const Channel& channel);
Channel restore(Tx& tx, const Actor& who, const Channel& channel);
// With everything in it.
void remove_for_good(Tx& tx, const Channel& channel);
void remove_all_of_team(Tx& tx, std::string_view team_id);
Channel move(Tx& tx, const Actor& who, const Channel& channel, const Team& to, bool force);
// Makes a private channel of a group channel, in a team that all its members are in.
Channel convert_to_private(Tx& tx, const Actor& who, const Channel& channel, std::string_view team_id,
                           std::string_view name, std::string_view display_name);

// ---- Members

// Makes somebody a member, with the system post (joined, or added by `who`) and the event of it. Members stay as they are.
// Refuses those who are not in the team, and direct and group channels. `post_root_id`: the thread in which they were
// mentioned, where the system post goes.
ChannelMember add_member(Tx& tx, const Actor& who, const Channel& channel, std::string_view user_id,
                         std::string_view post_root_id = "");
void remove_member(Tx& tx, const Actor& who, const Channel& channel, std::string_view user_id);
// Puts a new team member into the default channels, with their system posts: `who` is the account itself, or who added it.
void join_default_channels(Tx& tx, const Actor& who, const Team& team, const User& user, bool as_admin);
// Takes somebody who leaves a team out of all its channels.
void leave_all_of_team(Tx& tx, const Actor& who, std::string_view team_id, std::string_view user_id);
// Deletes all traces of the account's memberships (the account is being deleted for good); tells nobody.
void forget_user(Tx& tx, std::string_view user_id);
// Changes how somebody is notified in a channel, keys not named stay; emits channel_member_updated.
ChannelMember set_notify_props(Tx& tx, const Channel& channel, std::string_view user_id, const StringMap& props);

// ---- Reading

// Counts a new post: the channel's totals and last_post_at, mention counts of those mentioned, and the author's own
// reading position when `author_has_read` (a post made by a person, not by a hook). One UPDATE each.
struct PostCount {
    std::string_view channel_id, author_id;
    Millis create_at = 0;
    bool is_root = true;     // not a reply
    bool is_counted = true;  // joins and leaves do not count as messages
    bool author_has_read = true;
    bool urgent = false;
    const std::vector<std::string>* mentioned = nullptr;
};
void count_post(Tx& tx, const PostCount& count);

// The account has read everything in these channels. Gives when each was last written in, for those it is a member of;
// emits multiple_channels_viewed unless there are none.
std::vector<std::pair<std::string, Millis>> mark_viewed(Tx& tx, std::string_view user_id,
                                                        const std::vector<std::string>& channel_ids);
// Sets the reading position back: `unread` messages (of them `unread_root` no replies) and these mentions from
// `last_viewed_at` on are new again. Gives the membership as it is then; throws Err::channel_member_not_found.
struct UnreadFrom {
    Millis last_viewed_at = 0;
    int64_t unread = 0, unread_root = 0, mentions = 0, mentions_root = 0, urgent_mentions = 0;
};
ChannelMember mark_unread_from(Tx& tx, const Channel& channel, std::string_view user_id, const UnreadFrom& from);

}  // namespace rk::channels
