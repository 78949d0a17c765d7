// SQL of presence: the table status.
#pragma once
#include <string>
#include <vector>

#include "db/db.h"
#include "model/user.h"

namespace rk::status::store {

// Everybody who did not choose otherwise is offline.
void reset_automatic(Tx& tx);
std::vector<Status> list_manual(Tx& tx);
std::vector<Status> list(Tx& tx, const std::vector<std::string>& user_ids);
void save(Tx& tx, const Status& status);

}  // namespace rk::status::store
