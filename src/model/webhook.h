// Incoming webhooks, and the calls of them that are kept. Wire shapes: golden integrations_incoming_api.
#pragma once
#include "model/model.h"

namespace rk {

#define INCOMING_WEBHOOK_FIELDS(F) \
    F(Id, id, none)                \
    F(Millis, create_at, none)     \
    F(Millis, update_at, none)     \
    F(Millis, delete_at, none)     \
    F(Id, user_id, none)           \
    F(Id, channel_id, none)        \
    F(Id, team_id, none)           \
    F(String, display_name, none)  \
    F(String, description, none)   \
    F(String, username, none)      \
    F(String, icon_url, none)      \
    F(Bool, channel_locked, none)  \
    F(Millis, last_used, read_only | no_db) /* time of the newest call that posted; 0 for none. Mattermost 11.9 */
MODEL(IncomingWebhook, INCOMING_WEBHOOK_FIELDS)

// A call of a hook, as it came and as it ended. Table rk_hook_calls.
#define HOOK_CALL_FIELDS(F)                                                                 \
    F(Id, hook_id, none)                                                                    \
    F(Millis, create_at, none)                                                              \
    F(Id, id, none)                                                                         \
    F(String, method, none) /* POST, or PATCH and DELETE of a post */                       \
    F(String, source_ip, none)                                                              \
    F(String, syntax, none) /* "" Mattermost's, "slack" Slack's */                          \
    F(String, content_type, none)                                                           \
    F(JsonValue, headers, none) /* name → value, without secrets */                       \
    F(String, body, none)       /* "" in the store when the post holds all that was sent */ \
    F(String, verdict, none)    /* what became of it, for people */                         \
    F(Int, status_code, none)                                                               \
    F(Id, post_id, none)   /* "" when no post was made */                                   \
    F(String, error, none) /* the answer's text when it was refused */
MODEL(HookCall, HOOK_CALL_FIELDS)

}  // namespace rk
