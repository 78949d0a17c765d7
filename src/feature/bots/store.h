// SQL of bots: the table bots, and what a bot's account adds to it.
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "db/db.h"
#include "model/user.h"

namespace rk::bots::store {

bool has(Tx& tx, std::string_view bot_id);
std::optional<Bot> find(Tx& tx, std::string_view bot_id);  // disabled ones too
struct ListOptions {
    std::string_view owner_id;  // "" for any
    bool also_disabled = false;
    bool only_orphaned = false;  // whose owner is deactivated
    int64_t offset = 0, limit = 60;
};
// Oldest first.
std::vector<Bot> list(Tx& tx, const ListOptions& options);
void insert(Tx& tx, const Bot& bot);
void update(Tx& tx, const Bot& bot);
void remove(Tx& tx, std::string_view bot_id);

}  // namespace rk::bots::store
