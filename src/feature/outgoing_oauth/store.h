// SQL of outgoing OAuth connections.
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "db/db.h"
#include "model/oauth.h"

namespace rk::outgoing_oauth::store {

std::optional<OutgoingOAuthConnection> find(Tx& tx, std::string_view connection_id);
// By id, those behind `from_id`.
std::vector<OutgoingOAuthConnection> list(Tx& tx, std::string_view from_id, int64_t limit);
std::vector<OutgoingOAuthConnection> list_all(Tx& tx);
void insert(Tx& tx, const OutgoingOAuthConnection& connection);
void update(Tx& tx, const OutgoingOAuthConnection& connection);
void remove(Tx& tx, std::string_view connection_id);

}  // namespace rk::outgoing_oauth::store
