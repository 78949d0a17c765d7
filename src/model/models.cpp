// Every model of the program: its table of fields, and the list by which SQL finds it.
#include "model/channel.h"
#include "model/delivery.h"
#include "model/dialog.h"
#include "model/emoji.h"
#include "model/integration.h"
#include "model/job.h"
#include "model/oauth.h"
#include "model/post.h"
#include "model/role.h"
#include "model/team.h"
#include "model/user.h"
#include "model/webhook.h"

namespace rk {

// MODEL_ROW(name, its list of fields)
#define RK_MODELS(MODEL_ROW)                                             \
    MODEL_ROW(User, USER_FIELDS)                                         \
    MODEL_ROW(Session, SESSION_FIELDS)                                   \
    MODEL_ROW(AccessTokenSecret, ACCESS_TOKEN_SECRET_FIELDS)             \
    MODEL_ROW(UserAccessToken, USER_ACCESS_TOKEN_FIELDS)                 \
    MODEL_ROW(Token, TOKEN_FIELDS)                                       \
    MODEL_ROW(Status, STATUS_FIELDS)                                     \
    MODEL_ROW(Preference, PREFERENCE_FIELDS)                             \
    MODEL_ROW(Audit, AUDIT_FIELDS)                                       \
    MODEL_ROW(Bot, BOT_FIELDS)                                           \
    MODEL_ROW(Team, TEAM_FIELDS)                                         \
    MODEL_ROW(TeamMember, TEAM_MEMBER_FIELDS)                            \
    MODEL_ROW(Channel, CHANNEL_FIELDS)                                   \
    MODEL_ROW(ChannelMember, CHANNEL_MEMBER_FIELDS)                      \
    MODEL_ROW(SidebarCategory, SIDEBAR_CATEGORY_FIELDS)                  \
    MODEL_ROW(Post, POST_FIELDS)                                         \
    MODEL_ROW(Reaction, REACTION_FIELDS)                                 \
    MODEL_ROW(Emoji, EMOJI_FIELDS)                                       \
    MODEL_ROW(Thread, THREAD_FIELDS)                                     \
    MODEL_ROW(ThreadMembership, THREAD_MEMBERSHIP_FIELDS)                \
    MODEL_ROW(FileInfo, FILE_INFO_FIELDS)                                \
    MODEL_ROW(UploadSession, UPLOAD_SESSION_FIELDS)                      \
    MODEL_ROW(IncomingWebhook, INCOMING_WEBHOOK_FIELDS)                  \
    MODEL_ROW(HookCall, HOOK_CALL_FIELDS)                                \
    MODEL_ROW(OutgoingWebhook, OUTGOING_WEBHOOK_FIELDS)                  \
    MODEL_ROW(HookConsent, HOOK_CONSENT_FIELDS)                          \
    MODEL_ROW(Delivery, DELIVERY_FIELDS)                                 \
    MODEL_ROW(DeliveryTarget, DELIVERY_TARGET_FIELDS)                    \
    MODEL_ROW(Command, COMMAND_FIELDS)                                   \
    MODEL_ROW(CommandResponse, COMMAND_RESPONSE_FIELDS)                  \
    MODEL_ROW(CommandShortcut, COMMAND_SHORTCUT_FIELDS)                  \
    MODEL_ROW(CommandSuggestion, COMMAND_SUGGESTION_FIELDS)              \
    MODEL_ROW(Dialog, DIALOG_FIELDS)                                     \
    MODEL_ROW(DialogSubmission, DIALOG_SUBMISSION_FIELDS)                \
    MODEL_ROW(OAuthApp, OAUTH_APP_FIELDS)                                \
    MODEL_ROW(AuthorizeRequest, AUTHORIZE_REQUEST_FIELDS)                \
    MODEL_ROW(OAuthCode, OAUTH_CODE_FIELDS)                              \
    MODEL_ROW(OAuthGrant, OAUTH_GRANT_FIELDS)                            \
    MODEL_ROW(OAuthTokens, OAUTH_TOKENS_FIELDS)                          \
    MODEL_ROW(ClientRegistration, CLIENT_REGISTRATION_FIELDS)            \
    MODEL_ROW(OutgoingOAuthConnection, OUTGOING_OAUTH_CONNECTION_FIELDS) \
    MODEL_ROW(Role, ROLE_FIELDS)                                         \
    MODEL_ROW(Job, JOB_FIELDS)

RK_MODELS(MODEL_INFO)

std::span<const ModelInfo* const> all_models() {
#define RK_MODEL_POINTER(Name, FIELDS) &Name::info(),
    static const ModelInfo* const list[] = {RK_MODELS(RK_MODEL_POINTER)};
#undef RK_MODEL_POINTER
    return list;
}

const ModelInfo* find_model(std::string_view name) {
#define RK_MODEL_FIND(Name, FIELDS) \
    if (name == #Name) return &Name::info();
    RK_MODELS(RK_MODEL_FIND)
#undef RK_MODEL_FIND
    return nullptr;
}

}  // namespace rk
