#include "slack/hook_reader.h"

#include "model/errors.h"
#include "slack/payload.h"

namespace rk::slack {

std::variant<webhooks::HookMessage, webhooks::HookRefusal> HookReader::read(std::string_view content_type,
                                                                            std::string_view body,
                                                                            std::string_view query,
                                                                            const NameLookup& names,
                                                                            const std::string& zone) const {
    auto read = read_webhook(content_type, body, query, &names, zone);
    if (auto* refused = std::get_if<WebhookRefusal>(&read))
        return webhooks::HookRefusal{refused->status, std::move(refused->error), std::move(refused->reason)};
    WebhookMessage& from = std::get<WebhookMessage>(read);
    webhooks::HookMessage to;
    to.text = std::move(from.text);
    to.attachments = std::move(from.attachments);
    to.props = std::move(from.props);
    to.username = std::move(from.username);
    to.icon_url = std::move(from.icon_url);
    to.icon_emoji = std::move(from.icon_emoji);
    to.channel = std::move(from.channel);
    to.channel_id = std::move(from.channel_id);
    to.user_id = std::move(from.user_id);
    to.key = std::move(from.key);
    to.silent = from.silent;
    to.split_at = SplitAt::kLines;
    to.ignored = std::move(from.ignored);
    if (!from.thread_ts.empty()) to.ignored.push_back("thread_ts");
    return to;
}

webhooks::HookRefusal HookReader::refusal(const ApiError& error) const {
    struct Row {
        const ErrorDef* ours;
        const char* slacks;
    };
    static const Row rows[] = {
        {&Err::hook_unknown, "no_service"},
        {&Err::hook_channel_unknown, "channel_not_found"},
        {&Err::hook_user_unknown, "user_not_found"},
        {&Err::hook_channel_locked, "action_prohibited"},
        {&Err::hook_channel_hidden, "channel_not_found"},
        {&Err::hook_channel_archived, "channel_is_archived"},
        {&Err::hook_owner_off, "no_service"},
        {&Err::hook_off, "action_prohibited"},
        {&Err::hook_no_content, "no_text"},
        {&Err::hook_too_long, "msg_too_long"},
    };
    webhooks::HookRefusal refused;
    refused.error = error.status < 500 ? "invalid_payload" : "rollup_error";
    for (const Row& row : rows)
        if (row.ours == error.def || std::string_view(row.ours->name) == error.def->name) refused.error = row.slacks;
    refused.status = status_of(refused.error);
    refused.reason = error_text(error, "en");
    return refused;
}

}  // namespace rk::slack
