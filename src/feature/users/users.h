// Accounts: who they are, what others see of them. Owner of the tables users, sessions, useraccesstokens, tokens, audits.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/route.h"
#include "model/user.h"

namespace rk {
struct Channel;
struct Post;
}  // namespace rk

namespace rk::users {

std::span<const Route> routes();  // who there is: look-ups, lists, search
std::span<const Route> sign_up_routes();
std::span<const Route> account_routes();   // changing, roles, deactivating
std::span<const Route> password_routes();  // changing and resetting passwords, proving addresses
std::span<const Route> search_routes();    // lists, search, completion, statistics
std::span<const Route> session_routes();   // log-in, log-out, sessions, multi-factor
std::span<const Route> token_routes();     // personal access tokens
std::span<const Route> picture_routes();
std::span<const Route> unlicensed_routes();  // other ways to log in, terms of service
// Before the first request, and after the last: personal access tokens as sessions, the mail queue.
void start(Services& services);
void stop(Services& services);

// The account of that id, deactivated ones too. Throws Err::user_not_found.
User get(Tx& tx, std::string_view user_id);
std::optional<User> find(Tx& tx, std::string_view user_id);
std::optional<User> find_by_username(Tx& tx, std::string_view username);  // any case, no @
std::optional<User> find_by_email(Tx& tx, std::string_view email);
std::vector<User> list_by_ids(Tx& tx, const std::vector<std::string>& ids);
std::vector<User> list_by_usernames(Tx& tx, const std::vector<std::string>& usernames);
// Just the name: the cheap look-up of hot paths. "" when there is no such account.
std::string username_of(Tx& tx, std::string_view user_id);

// The account as `viewer` may see it: no secrets ever; to others no notification settings, and mail address and full name
// only as PrivacySettings say.
User shown_to(Tx& tx, const Actor& viewer, User user);
// Whether the viewer may know of that account at all (guests know those they share a channel with).
bool can_see(Tx& tx, const Actor& viewer, std::string_view user_id);
// Whether the actor may change that account: their own, or others' by edit_other_users; administrators' only as one.
bool may_edit(Tx& tx, const Actor& actor, std::string_view user_id);
// The name to show for an account by TeamSettings.TeammateNameDisplay.
std::string display_name(Tx& tx, const User& user);

bool is_guest(const User& user);
bool is_system_admin(const User& user);

struct NewUser {
    User user;                  // username, email, names, locale …; password in plain text
    std::string password_hash;  // made on the slow lane beforehand
    bool email_verified = false;
};
// Makes an account; the first of a server is its system admin. Checks names and addresses, emits new_user. Who may sign
// up is the caller's to check.
User add(Tx& tx, NewUser user);
// Writes what changed in an account (not its password, roles or activity); checks names and addresses, emits user_updated.
User update(Tx& tx, User changed);
// Caches forget the account when this transaction is committed: after any change of it that emit_updated does not tell of.
void mark_changed(Tx& tx, std::string_view user_id);
// Says who the account is to everybody, anew: after any change of it.
void emit_updated(Tx& tx, const User& user);
// Changes the roles of the account and of its sessions; emits user_role_updated. Refuses roles that do not exist.
User set_roles(Tx& tx, const User& user, std::string_view roles);
// Deactivates (ends all sessions, too) or activates; emits user_updated.
User set_active(Tx& tx, const User& user, bool active);

// A new session of the account. Emits nothing.
Session add_session(Tx& tx, const User& user, std::string_view device_id, StringMap props);
// Ends a session or all of an account: nobody is let in by them once the commit is done, and their sockets are closed.
void remove_session(Tx& tx, const Session& session);
void remove_sessions_of(Tx& tx, std::string_view user_id);

// Mails those of `mentioned` who are away or offline and want mails of what concerns them; never the post's author. Costs next
// to nothing here: who wants what is found out after the commit, on a worker.
void mail_mentions(Tx& tx, const Post& post, const Channel& channel, const std::vector<std::string>& mentioned);

// For the command line (renkei user …): accounts by an operator, who may everything. Slow; take their own transactions.
// They throw what the API would refuse with.
struct OperatorAccount {
    std::string username, email, password;
    bool system_admin = false;
};
User create_by_operator(Services& services, const OperatorAccount& account);
void set_password_by_operator(Services& services, std::string_view username, std::string_view password);
User set_roles_by_operator(Services& services, std::string_view username, std::string_view roles);

// What somebody did, for `GET …/audits`.
void add_audit(Tx& tx, const Actor& who, std::string_view action, std::string_view extra_info);

}  // namespace rk::users
