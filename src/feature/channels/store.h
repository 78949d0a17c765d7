// SQL of channels. Members: member_store.h; the sidebar: category_store.h.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/db.h"
#include "model/channel.h"

namespace rk::channels::store {

std::optional<Channel> find(Tx& tx, std::string_view channel_id);
std::optional<Channel> find_by_name(Tx& tx, std::string_view team_id, std::string_view name);  // archived ones too
std::vector<Channel> list_by_ids(Tx& tx, const std::vector<std::string>& ids);
// False when the name is taken. Public channels are listed in publicchannels, too.
bool insert(Tx& tx, const Channel& channel);
// Writes what people may change of a channel, not its counters. False when the name is taken.
bool update(Tx& tx, const Channel& channel);
void set_delete_at(Tx& tx, std::string_view channel_id, Millis delete_at, Millis now);
// The channel with posts, members and everything else that hangs on it.
void remove(Tx& tx, std::string_view channel_id);
// Nobody has the channel in a category any more: it falls back into theirs by type.
void forget_in_categories(Tx& tx, std::string_view channel_id);
std::vector<std::string> list_ids_of_team(Tx& tx, std::string_view team_id);
// Public and private ones that are not archived.
int64_t count_of_team(Tx& tx, std::string_view team_id);

// The counters of a new post.
void count_post(Tx& tx, std::string_view channel_id, Millis create_at, int messages, int root_messages);

// Lists of a team, by display name.
struct Page {
    int64_t offset = 0, limit = 100;
};
std::vector<Channel> list_public(Tx& tx, std::string_view team_id, Page page);
std::vector<Channel> list_private(Tx& tx, std::string_view team_id, Page page);
// Archived ones: public ones, and private ones that the account is a member of.
std::vector<Channel> list_archived(Tx& tx, std::string_view team_id, std::string_view user_id, bool all, Page page);
std::vector<Channel> list_public_by_ids(Tx& tx, std::string_view team_id, const std::vector<std::string>& ids);

// Channels of an account, of one team with its direct and group ones (`team_id` "" for all teams). Archived ones since
// `archived_since` (0: all), or none.
struct OfUser {
    std::string_view user_id, team_id;
    bool with_archived = false;
    Millis archived_since = 0;
};
std::vector<Channel> list_of_user(Tx& tx, const OfUser& of);

// What pinned posts and files there are.
int64_t count_pinned(Tx& tx, std::string_view channel_id);
int64_t count_files(Tx& tx, std::string_view channel_id);

}  // namespace rk::channels::store
