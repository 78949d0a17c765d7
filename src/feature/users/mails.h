// Mails to accounts. Each is made in the account's language and handed to the mail queue when the transaction is committed.
#pragma once
#include <string>
#include <string_view>

#include "app/route.h"
#include "model/channel.h"
#include "model/post.h"
#include "model/team.h"

namespace rk::users::mails {

void queue_verification(Tx& tx, const User& user, std::string_view address, std::string_view token);
// After sign-up; with a token it asks to verify the address, too.
void queue_welcome(Tx& tx, const User& user);
void queue_password_reset(Tx& tx, const User& user, std::string_view token);
void queue_password_change(Tx& tx, const User& user);
void queue_email_change(Tx& tx, const User& user, std::string_view old_address);
void queue_username_change(Tx& tx, const User& user);
void queue_mfa_change(Tx& tx, const User& user, bool active);
void queue_access_token(Tx& tx, const User& user);
void queue_deactivation(Tx& tx, const User& user);
void queue_invitation(Tx& tx, const Team& team, std::string_view sender, std::string_view address,
                      std::string_view token, std::string_view locale);
// `channel_name` is what people call the channel; `link` leads to the post.
void queue_mention(Tx& tx, const User& to, const User& from, const Channel& channel, std::string_view message,
                   std::string_view link);

}  // namespace rk::users::mails
