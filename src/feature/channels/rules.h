// What a channel may look like, and a few words that several files here share. Nothing touches the store but says().
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "db/db.h"
#include "model/channel.h"
#include "model/texts.h"

namespace rk::channels {

// Lower-case letters, digits, hyphens and underscores, the first one a letter or digit.
bool is_valid_name(std::string_view name);
// Refuses a channel whose fields break a rule: Err::channel_bad_….
void check_fields(const Channel& channel);
// How a new member is notified: as their account says.
StringMap default_notify_props();
// The name of the group channel of these accounts, whatever their order.
std::string group_name(std::vector<std::string> user_ids);
// A text in the language that the server speaks in channels.
std::string says(Tx& tx, Text which, std::initializer_list<std::pair<std::string_view, std::string_view>> values = {});

// The hub sends the channel's events to the account too, from the commit on (or no longer).
void announce_join(Tx& tx, const Channel& channel, std::string_view user_id);
void announce_leave(Tx& tx, const Channel& channel, std::string_view user_id);
// The membership with its roles as on the wire.
ChannelMember with_roles(ChannelMember member);

}  // namespace rk::channels
