#include "slack/payload.h"

#include <algorithm>

#include "base/strings.h"
#include "model/incoming_payload.h"
#include "slack/attachments.h"
#include "slack/blocks.h"
#include "slack/ids.h"

namespace rk::slack {
namespace {

WebhookRefusal refusal(std::string error, std::string reason = {}) {
    int status = status_of(error);
    return {status, std::move(error), std::move(reason)};
}

// The payload as JSON: a form's field, or the body itself. A JSON body under the form content type, which curl sends
// without a header, is taken as well.
Result<Json> find_payload(std::string_view content_type, std::string_view body, std::string_view query) {
    std::string_view trimmed = trim(body);
    if (!trimmed.empty() && (trimmed[0] == '{' || trimmed[0] == '[')) return parse_forgiving(trimmed);
    if (content_type.empty() && trimmed.substr(0, 8) == "payload=") content_type = "application/x-www-form-urlencoded";
    auto found = find_payload_text(content_type, body, query);
    if (auto* failure = std::get_if<PayloadFailure>(&found)) return Failure{failure->reason};
    return parse_forgiving(std::get<PayloadText>(found).json);
}

std::string word(const Json& value) {
    if (value.is_string()) return value.as_string();
    if (value.is_number()) return value.dump();
    return {};
}

bool flag(const Json& value, bool otherwise) {
    if (value.is_bool()) return value.as_bool();
    if (value.is_number()) return value.as_real() != 0;
    if (value.is_string()) return equal_ignore_case(value.as_string(), "true") || value.as_string() == "1";
    return otherwise;
}

}  // namespace

int status_of(std::string_view error) {
    for (std::string_view forbidden :
         {"action_prohibited", "posting_to_general_channel_denied", "invalid_token", "team_disabled"})
        if (error == forbidden) return 403;
    for (std::string_view missing : {"channel_not_found", "no_service", "no_service_id", "no_team", "no_active_hooks"})
        if (error == missing) return 404;
    if (error == "channel_is_archived") return 410;
    if (error == "rollup_error") return 500;
    return 400;
}

std::variant<WebhookMessage, WebhookRefusal> read_webhook(std::string_view content_type, std::string_view body,
                                                          std::string_view query, const NameLookup* names,
                                                          const std::string& zone) {
    Result<Json> payload = find_payload(content_type, body, query);
    if (!payload) return refusal("invalid_payload", payload.error());
    const Json& json = *payload;
    if (!json.is_object()) return refusal("invalid_payload", "the payload must be a JSON object");

    WebhookMessage message;
    TextOptions options;
    options.names = names;
    options.zone = zone;
    const std::string parse = word(json["parse"]);
    options.markup = flag(json["mrkdwn"], true);
    options.link_names = flag(json["link_names"], false) || parse == "full";

    const Json& text = json["text"];
    if (!text.is_null() && !text.is_string() && !text.is_number())
        return refusal("invalid_payload", "text must be a string");
    message.text = to_markdown(word(text), options);
    message.fallback_text = message.text;

    TextOptions block_options = options;
    block_options.markup = true;
    if (!json["blocks"].is_null()) {
        Result<RenderedBlocks> rendered = render_blocks(json["blocks"], block_options);
        if (!rendered) return refusal(rendered.error());
        if (!rendered->markdown.empty()) {
            message.text = std::move(rendered->markdown);
            Result<Json> unpacked =
                json["blocks"].is_string() ? Json::parse(json["blocks"].as_string()) : Result<Json>(json["blocks"]);
            if (unpacked) message.props.set("blocks", std::move(*unpacked));
            if (!message.fallback_text.empty()) message.props.set("rk_fallback_text", message.fallback_text);
        }
        message.ignored = std::move(rendered->ignored);
    }

    Result<ConvertedAttachments> attachments = [&]() -> Result<ConvertedAttachments> {
        if (!json["attachments"].is_string()) return convert_attachments(json["attachments"], block_options);
        Result<Json> unpacked = Json::parse(json["attachments"].as_string());
        if (!unpacked) return Failure{"invalid_payload"};
        return convert_attachments(*unpacked, block_options);
    }();
    if (!attachments) return refusal(attachments.error());
    message.attachments = std::move(attachments->attachments);
    if (attachments->blocks.size() > 0) message.props.set("rk_attachment_blocks", std::move(attachments->blocks));
    message.ignored.insert(message.ignored.end(), attachments->ignored.begin(), attachments->ignored.end());

    if (trim(message.text).empty() && message.attachments.size() == 0) return refusal("no_text");

    message.username = to_plain_text(word(json["username"]), options);
    message.icon_url = word(json["icon_url"]);
    message.icon_emoji = word(json["icon_emoji"]);
    message.thread_ts = word(json["thread_ts"]);
    message.key = json["key"].as_string();
    message.silent = flag(json["silent"], false);
    const std::string channel = word(json["channel"]);
    if (auto id = our_id(channel, "CGD"); id && channel.size() == 27) message.channel_id = *id;
    else if (auto user = our_id(channel, "UW"); user && channel.size() == 27) message.user_id = *user;
    else message.channel = channel;
    if (!json["metadata"].is_null()) message.ignored.push_back("metadata");
    return message;
}

std::string ignored_header(const std::vector<std::string>& ignored) {
    constexpr size_t kHeaderMax = 4000;
    std::string out;
    for (const std::string& name : ignored) {
        if (out.size() + name.size() + 2 > kHeaderMax) return out + ", ...";
        if (!out.empty()) out += ", ";
        for (char c : name) out += c > 0x20 && c < 0x7f ? c : '?';
    }
    return out;
}

}  // namespace rk::slack
