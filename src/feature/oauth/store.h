// SQL of OAuth apps and of what users granted them.
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "db/db.h"
#include "model/integration.h"

namespace rk::oauth::store {

std::optional<OAuthApp> find(Tx& tx, std::string_view app_id);
// Oldest first; `creator_id` "" for any.
std::vector<OAuthApp> list(Tx& tx, std::string_view creator_id, int64_t offset, int64_t limit);
std::vector<OAuthApp> list_by_ids(Tx& tx, const std::vector<std::string>& ids, int64_t offset, int64_t limit);
void insert(Tx& tx, const OAuthApp& app);
void update(Tx& tx, const OAuthApp& app);
// With the codes and tokens that were given for it.
void remove(Tx& tx, std::string_view app_id);
struct Grant {
    std::string token, user_id;
};
// Tokens that the app holds.
std::vector<Grant> list_grants(Tx& tx, std::string_view app_id);

}  // namespace rk::oauth::store
