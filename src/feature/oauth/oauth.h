// Apps that ask users for access by OAuth 2.0: their registration. Owner of the tables oauthapps, oauthaccessdata and
// oauthauthdata.
#pragma once
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "app/route.h"
#include "model/integration.h"

namespace rk::oauth {

std::span<const Route> routes();  // /api/v4/oauth/apps…

// Integrations as code: values are checked as the API does, permissions are not asked for.
std::vector<OAuthApp> list_all(Tx& tx);  // the oldest first
std::optional<OAuthApp> find_app(Tx& tx, std::string_view app_id);
// Makes the app when it has no id, else changes it. A new one without a secret gets one.
OAuthApp save_by_operator(Tx& tx, OAuthApp app);
void remove_by_operator(Tx& tx, std::string_view app_id);  // ends its sessions

}  // namespace rk::oauth
