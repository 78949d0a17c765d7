// What people build upon: outgoing webhooks, slash commands, OAuth apps. Wire shapes: golden integrations_outgoing,
// integrations_commands, integrations_oauth.
#pragma once
#include "model/model.h"

namespace rk {

#define OUTGOING_WEBHOOK_FIELDS(F)                                                      \
    F(Id, id, none)                                                                     \
    F(String, token, none)                                                              \
    F(Millis, create_at, none)                                                          \
    F(Millis, update_at, none)                                                          \
    F(Millis, delete_at, none)                                                          \
    F(Id, creator_id, none)                                                             \
    F(Id, channel_id, none) /* "" for every public channel of the team */               \
    F(Id, team_id, none)                                                                \
    F(StringList, trigger_words, null_empty)                                            \
    F(Int, trigger_when, none) /* 0: the first word is a trigger, 1: begins with one */ \
    F(StringList, callback_urls, none)                                                  \
    F(String, display_name, none)                                                       \
    F(String, description, none)                                                        \
    F(String, content_type, none)                                                       \
    F(String, username, none)                                                           \
    F(String, icon_url, none)                                                           \
    F(StringList, events, omit_empty | no_db) /* Renkei's: what it is told of; none: messages, as there */
MODEL(OutgoingWebhook, OUTGOING_WEBHOOK_FIELDS)

// Somebody lets an outgoing webhook hear what happens in its channel, which is not public. Table rk_hook_consents.
#define HOOK_CONSENT_FIELDS(F) \
    F(Id, channel_id, none)    \
    F(Id, hook_id, none)       \
    F(Id, user_id, none)       \
    F(Millis, create_at, none)
MODEL(HookConsent, HOOK_CONSENT_FIELDS)

#define COMMAND_FIELDS(F)                               \
    F(Id, id, none)                                     \
    F(String, token, none)                              \
    F(Millis, create_at, none)                          \
    F(Millis, update_at, none)                          \
    F(Millis, delete_at, none)                          \
    F(Id, creator_id, none)                             \
    F(Id, team_id, none)                                \
    F(String, trigger, none) /* lower case, no slash */ \
    F(String, method, none)  /* P post, G get */        \
    F(String, username, none)                           \
    F(String, icon_url, none)                           \
    F(Bool, auto_complete, none)                        \
    F(String, auto_complete_desc, none)                 \
    F(String, auto_complete_hint, none)                 \
    F(String, display_name, none)                       \
    F(String, description, none)                        \
    F(String, url, none)                                \
    F(String, plugin_id, none)                          \
    F(OptString, shortcut_name, no_db | omit_empty)     \
    F(OptString, shortcut_emoji, no_db | omit_empty)
MODEL(Command, COMMAND_FIELDS)

// A command that is offered on messages too. Table rk_command_shortcuts.
#define COMMAND_SHORTCUT_FIELDS(F) \
    F(Id, command_id, none)        \
    F(String, name, none)          \
    F(String, emoji, none) /* without colons */
MODEL(CommandShortcut, COMMAND_SHORTCUT_FIELDS)

// What running a command answers.
#define COMMAND_RESPONSE_FIELDS(F)                                   \
    F(String, response_type, none) /* in_channel, ephemeral or "" */ \
    F(String, text, none)                                            \
    F(String, username, none)                                        \
    F(Id, channel_id, none)                                          \
    F(String, icon_url, none)                                        \
    F(String, type, none) /* of the post */                          \
    F(JsonValue, props, none)                                        \
    F(String, goto_location, none) /* where the client goes next */  \
    F(String, trigger_id, none)                                      \
    F(Bool, skip_slack_parsing, none)                                \
    F(JsonValue, attachments, none)                                  \
    F(JsonValue, extra_responses, none)
MODEL(CommandResponse, COMMAND_RESPONSE_FIELDS)

// What a client may type next.
#define COMMAND_SUGGESTION_FIELDS(F) \
    F(String, Complete, none)        \
    F(String, Suggestion, none)      \
    F(String, Hint, none)            \
    F(String, Description, none)     \
    F(String, IconData, none)
MODEL(CommandSuggestion, COMMAND_SUGGESTION_FIELDS)

#define OAUTH_APP_FIELDS(F)                                                \
    F(Id, id, none)                                                        \
    F(Id, creator_id, none)                                                \
    F(Millis, create_at, none)                                             \
    F(Millis, update_at, none)                                             \
    F(String, client_secret, none)                                         \
    F(String, name, none)                                                  \
    F(String, description, none)                                           \
    F(String, icon_url, none)                                              \
    F(StringList, callback_urls, none)                                     \
    F(String, homepage, none)                                              \
    F(Bool, is_trusted, none) /* users are not asked whether they agree */ \
    F(String, mattermost_app_id, none)                                     \
    F(Bool, is_dynamically_registered, omit_empty)
MODEL(OAuthApp, OAUTH_APP_FIELDS)

// Whether it begins with http:// or https:// and names a host, without blanks or control characters.
bool is_http_url(std::string_view url);

}  // namespace rk
