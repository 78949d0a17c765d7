// What is unread of a team's channels, summed.
#pragma once
#include <map>
#include <string>
#include <string_view>

#include "db/db.h"

namespace rk::channels {

struct UnreadSum {
    int64_t messages = 0, messages_root = 0, mentions = 0, mentions_root = 0;
};
// By team id; teams without channels of the account are not there, nor are direct and group channels.
std::map<std::string, UnreadSum> sum_unread(Tx& tx, std::string_view user_id);

}  // namespace rk::channels
