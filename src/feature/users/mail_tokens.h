// One-use tokens that are sent by mail: the table tokens.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "app/route.h"

namespace rk::users::mail_tokens {

inline constexpr Millis kRecoverMs = 24 * 3'600'000;     // passwords, verification
inline constexpr Millis kInvitationMs = 48 * 3'600'000;  // invitations
inline constexpr std::string_view kPassword = "password_recovery", kVerify = "verify_email",
                                  kInvitation = "team_invitation", kGuest = "guest_invitation";

// A new token of 64 characters; `extra` says what it is for, as JSON.
std::string add(Tx& tx, std::string_view type, const Json& extra);
// Of that type, however old.
std::optional<Token> find(Tx& tx, std::string_view token, std::string_view type);
// Removes it; false when it was gone already.
bool remove(Tx& tx, std::string_view token);
// Removes the tokens of a kind whose extra names that account.
void remove_of_user(Tx& tx, std::string_view type, std::string_view user_id);
// Removes all tokens of a kind.
void remove_all(Tx& tx, std::string_view type);
// A text in the token's extra.
std::string extra_of(const Token& token, std::string_view key);

}  // namespace rk::users::mail_tokens
