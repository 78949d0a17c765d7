// Personal access tokens: the table useraccesstokens. A token acts as a session of its account.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "app/route.h"

namespace rk::users::access_tokens {

// The session that a token stands for; nothing when there is no such token, it is disabled, its account is deactivated,
// or the setting is off. For SessionStore::set_fallback.
std::optional<Session> find_session(Tx& tx, std::string_view token);

}  // namespace rk::users::access_tokens
