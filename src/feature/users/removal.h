// Ends of accounts and of guests' standing: the changes that reach into what others hold about an account.
#pragma once
#include "app/route.h"

namespace rk::users {

// Removes the account and what is only its own: sessions, tokens, preferences, presence, memberships, audits. What it
// wrote stays in its channels.
void remove_for_good(Tx& tx, const User& user);
// Makes a guest a member, in all teams and channels of theirs.
void promote_guest(Tx& tx, const User& user);

}  // namespace rk::users
