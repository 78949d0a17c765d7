// What a target's answer does. Rules: golden integrations_outgoing "outgoing answer/…".
#include "app/services.h"
#include "base/strings.h"
#include "feature/outgoing_hooks/outgoing_hooks.h"
#include "feature/outgoing_hooks/store.h"
#include "feature/posts/posts.h"
#include "feature/webhooks/names.h"
#include "feature/webhooks/webhooks.h"
#include "model/settings.h"
#include "model/texts.h"
#include "model/webhook.h"

namespace rk::outgoing_hooks {

namespace {

#define HOOK_ANSWER_FIELDS(F)       \
    F(OptString, text, none)        \
    F(String, username, none)       \
    F(String, icon_url, none)       \
    F(JsonValue, props, none)       \
    F(JsonValue, attachments, none) \
    F(String, type, none)           \
    F(String, response_type, none) /* comment: below the post */
MODEL(HookAnswer, HOOK_ANSWER_FIELDS)
MODEL_INFO(HookAnswer, HOOK_ANSWER_FIELDS)

// The content type is not looked at. A failure says why it is no answer.
Result<HookAnswer> read_answer(std::string_view body) {
    HookAnswer answer;
    if (trim(body).empty()) return answer;
    auto json = Json::parse(body, Json::Extent::kFirst);
    if (!json) return Failure{json.error()};
    if (json->is_null()) return answer;
    std::string wrong;
    if (!json->is_object()) return Failure{"no JSON object"};
    if (!read_model(*json, HookAnswer::info(), &answer, wrong)) return Failure{"'" + wrong + "' is of a wrong type"};
    if (!answer.props.is_null() && !answer.props.is_object()) return Failure{"'props' is no object"};
    auto attachments = read_attachments(answer.attachments);
    if (!attachments) return Failure{attachments.error()};
    answer.attachments = std::move(*attachments);
    return answer;
}

// Posts the answer as the hook's: in its maker's name, never telling hooks again.
void post_answer(Tx& tx, const OutgoingWebhook& hook, const Post& post, HookAnswer answer) {
    webhooks::HookMessage message;
    webhooks::Names names(tx, hook.team_id);
    if (answer.text) message.text = mattermost_slack_text(*answer.text, names);
    translate_attachments(answer.attachments, names);
    add_action_ids(answer.attachments);
    message.attachments = std::move(answer.attachments);
    message.props = std::move(answer.props);
    message.username = std::move(answer.username);
    message.icon_url = std::move(answer.icon_url);
    message.type = std::move(answer.type);
    message.channel_id = post.channel_id;
    if (answer.response_type == "comment") {
        // A comment on a reply is refused there, too (golden "comment below a reply").
        if (!post.root_id.empty() || post.delete_at) throw Err::post_root_invalid;
        message.root_id = post.id;
    }
    IncomingWebhook speaker;
    speaker.id = hook.id;
    speaker.user_id = hook.creator_id;
    speaker.team_id = hook.team_id;
    speaker.channel_id = post.channel_id;
    speaker.display_name = hook.display_name;
    speaker.username = hook.username;
    speaker.icon_url = hook.icon_url;
    webhooks::deliver(tx, speaker, std::move(message));
}

}  // namespace

std::string take_answer(Tx& tx, std::string_view hook_id, std::string_view post_id, std::string_view body) {
    const std::string& locale = config_of(tx)->LocalizationSettings.DefaultServerLocale;
    auto refused = [&](const ApiError& error) {
        return text(Text::delivery_answer_refused, locale, {{"Reason", error_text(error, locale)}});
    };
    auto answer = read_answer(body);
    if (!answer) return text(Text::delivery_answer_unread, locale, {{"Reason", answer.error()}});
    if (!answer->text && answer->attachments.size() == 0) return {};
    auto hook = store::find(tx, hook_id);
    auto post = posts::find(tx, post_id, true);
    if (!hook) return refused(ApiError(Err::outgoing_hook_not_found));
    if (!post) return refused(ApiError(Err::post_not_found));
    try {
        tx.attempt([&] { post_answer(tx, *hook, *post, *answer); });
    } catch (const ErrorDef& error) {
        return refused(ApiError(error));
    } catch (const ApiError& error) {
        return refused(error);
    }
    return text(Text::delivery_answer_posted, locale);
}

}  // namespace rk::outgoing_hooks
