// SQL of custom emoji.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/db.h"
#include "model/emoji.h"

namespace rk::emoji::store {

std::optional<Emoji> find(Tx& tx, std::string_view emoji_id);
std::optional<Emoji> find_by_name(Tx& tx, std::string_view name);
std::vector<Emoji> find_by_names(Tx& tx, const std::vector<std::string>& names);  // by name
// The oldest first, or by name.
std::vector<Emoji> list(Tx& tx, bool by_name, int64_t offset, int64_t limit);
// Names that begin with the term, or that hold it anywhere, in any case of letters; by name.
std::vector<Emoji> search(Tx& tx, std::string_view term, bool prefix_only, int64_t limit);
// False when the name is taken.
bool insert(Tx& tx, const Emoji& emoji);
// False when it is not there.
bool mark_deleted(Tx& tx, std::string_view emoji_id, Millis at);

}  // namespace rk::emoji::store
