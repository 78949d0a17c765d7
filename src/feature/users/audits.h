// What accounts did, for administrators: the table audits.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "app/route.h"

namespace rk::users::audits {

// Newest first; of one account, or of all when `user_id` is "".
std::vector<Audit> list(Tx& tx, std::string_view user_id, int64_t offset, int64_t limit);
// Takes note of what this request did: its path is the action.
void add(Tx& tx, const Ctx& c, std::string_view user_id, std::string_view extra_info);
inline void add(Tx& tx, const Ctx& c, std::string_view extra_info = "") { add(tx, c, c.user_id(), extra_info); }

}  // namespace rk::users::audits
