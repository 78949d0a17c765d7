// Accounts and what hangs on them. Columns: Mattermost's users, sessions, useraccesstokens, tokens, status, preferences,
// audits, bots. Wire shapes: golden users, admin_sessions.
#pragma once
#include "model/model.h"

namespace rk {

#define USER_FIELDS(F)                                                                                     \
    F(Id, id, none)                                                                                        \
    F(Millis, create_at, none)                                                                             \
    F(Millis, update_at, none)                                                                             \
    F(Millis, delete_at, none) /* deactivated since; 0 while active */                                     \
    F(String, username, none)                                                                              \
    F(String, password, input_only) /* the hash in the store, the plain text in a request; never leaves */ \
    F(OptString, auth_data, omit_empty)                                                                    \
    F(String, auth_service, none)                                                                          \
    F(String, email, none)                                                                                 \
    F(Bool, email_verified, omit_empty)                                                                    \
    F(String, nickname, none)                                                                              \
    F(String, first_name, none)                                                                            \
    F(String, last_name, none)                                                                             \
    F(String, position, none)                                                                              \
    F(String, roles, none) /* words between spaces */                                                      \
    F(Bool, allow_marketing, omit_empty)                                                                   \
    F(StringMap, props, omit_empty)                                                                        \
    F(StringMap, notify_props, omit_empty)                                                                 \
    F(Millis, last_password_update, omit_empty)                                                            \
    F(Millis, last_picture_update, omit_empty)                                                             \
    F(Int, failed_attempts, omit_empty)                                                                    \
    F(String, locale, none)                                                                                \
    F(StringMap, timezone, none)                                                                           \
    F(Bool, mfa_active, omit_empty)                                                                        \
    F(String, mfa_secret, input_only)                                                                      \
    F(String, remote_id, none)                                                                             \
    F(Millis, last_login, omit_empty)                                                                      \
    F(JsonValue, mfa_used_timestamps, no_json)                                                             \
    F(Millis, last_activity_at, omit_empty | no_db)                                                        \
    F(Bool, is_bot, omit_empty | no_db)                                                                    \
    F(String, bot_description, omit_empty | no_db)                                                         \
    F(Millis, bot_last_icon_update, omit_empty | no_db)                                                    \
    F(Millis, terms_of_service_create_at, omit_empty | no_db)                                              \
    F(String, terms_of_service_id, omit_empty | no_db)                                                     \
    F(Bool, disable_welcome_email, no_db)
MODEL(User, USER_FIELDS)

#define SESSION_FIELDS(F)             \
    F(Id, id, none)                   \
    F(String, token, none)            \
    F(Millis, create_at, none)        \
    F(Millis, expires_at, none)       \
    F(Millis, last_activity_at, none) \
    F(Id, user_id, none)              \
    F(String, device_id, none)        \
    F(String, roles, none)            \
    F(Bool, is_oauth, none)           \
    F(StringMap, props, none)         \
    F(Bool, expired_notify, none)     \
    F(Bool, local, no_db)             \
    F(String, scopes, no_db | no_json) /* of an access token: app/token_scopes.h; "": whatever the account may */
MODEL(Session, SESSION_FIELDS)

#define USER_ACCESS_TOKEN_FIELDS(F)                                                          \
    F(Id, id, none)                                                                          \
    F(String, token, omit_empty)                                                             \
    F(Id, user_id, none)                                                                     \
    F(String, description, none)                                                             \
    F(Bool, is_active, none)                                                                 \
    F(Millis, expires_at, omit_empty | no_db) /* what only Renkei keeps: rk_access_tokens */ \
    F(StringList, scopes, omit_empty | no_db)
MODEL(UserAccessToken, USER_ACCESS_TOKEN_FIELDS)

// What rk_access_tokens keeps of a personal access token made here. Secrets are kept as hashes alone.
#define ACCESS_TOKEN_SECRET_FIELDS(F)                                           \
    F(Id, token_id, none)                                                       \
    F(String, hash, none)                                                       \
    F(String, old_hash, none) /* of the secret before; works until old_until */ \
    F(Millis, old_until, none)                                                  \
    F(Millis, expires_at, none) /* 0: never */                                  \
    F(String, scopes, none)     /* words between spaces; "": whatever the account may */
MODEL(AccessTokenSecret, ACCESS_TOKEN_SECRET_FIELDS)

// One-use tokens of mails: invitations, verification, password resets.
#define TOKEN_FIELDS(F)        \
    F(String, token, none)     \
    F(Millis, create_at, none) \
    F(String, type, none)      \
    F(String, extra, none)
MODEL(Token, TOKEN_FIELDS)

#define STATUS_FIELDS(F)                                      \
    F(Id, user_id, none)                                      \
    F(String, status, none) /* online away dnd offline ooo */ \
    F(Bool, manual, none)                                     \
    F(Millis, last_activity_at, none)                         \
    F(Int, dnd_end_time, none) /* seconds */                  \
    F(String, prev_status, no_json)                           \
    F(String, active_channel, omit_empty | no_db)
MODEL(Status, STATUS_FIELDS)

#define PREFERENCE_FIELDS(F)  \
    F(Id, user_id, none)      \
    F(String, category, none) \
    F(String, name, none)     \
    F(String, value, none)
MODEL(Preference, PREFERENCE_FIELDS)

#define AUDIT_FIELDS(F)         \
    F(Id, id, none)             \
    F(Millis, create_at, none)  \
    F(Id, user_id, none)        \
    F(String, action, none)     \
    F(String, extra_info, none) \
    F(String, ip_address, none) \
    F(Id, session_id, none)
MODEL(Audit, AUDIT_FIELDS)

#define BOT_FIELDS(F)                           \
    F(Id, user_id, none)                        \
    F(String, username, no_db)                  \
    F(String, display_name, omit_empty | no_db) \
    F(String, description, none)                \
    F(Id, owner_id, none)                       \
    F(Millis, last_icon_update, omit_empty)     \
    F(Millis, create_at, none)                  \
    F(Millis, update_at, none)                  \
    F(Millis, delete_at, none)
MODEL(Bot, BOT_FIELDS)

}  // namespace rk
