// What a sender may put into POST /hooks/{id}, read from any body that Mattermost reads and some that it should.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace rk {

// The MIME type of a Content-Type header, lower case, and its parameters; read as strictly as Go's mime package does,
// because a header that it refuses is refused here too (golden incoming_post "bad content type header").
struct MediaType {
    std::string type;
    std::vector<std::pair<std::string, std::string>> parameters;  // names in lower case
    std::string_view parameter(std::string_view name) const;
};
Result<MediaType> read_media_type(std::string_view header);

// One part of a multipart body that carries a field, not a file.
struct FormField {
    std::string name, value;
};
// The fields of a multipart/form-data body; files are passed over.
Result<std::vector<FormField>> read_multipart_fields(std::string_view body, std::string_view boundary);

struct IncomingPriority {
    std::optional<std::string> priority;
    std::optional<bool> requested_ack, persistent_notifications;
};

struct IncomingPayload {
    std::string text, username, icon_url, icon_emoji, channel, type, root_id;
    Json props;                    // an object, or null when none was sent
    Json attachments;              // normalised array, integrations included (model/attachments.h)
    bool has_attachments = false;  // an array was sent, maybe an empty one
    std::optional<IncomingPriority> priority;
    // Ours: updates the post that this hook made earlier with the same key.
    std::string key;
    bool silent = false;
    bool skip_slack_parsing = false;
    // Slack's keys that this path keeps and does not interpret; see slack/payload.h.
    Json blocks;
    std::vector<std::string> ignored;  // parts of attachments that this path drops: "attachments[0].blocks"
    std::string parse;
    bool mrkdwn = true;
    bool link_names = false;

    // Whether there is something to post. False is answered with web.incoming_webhook.general.app_error, even for an
    // unknown hook; blocks alone do not count (golden "no text at all").
    bool has_content() const { return !text.empty() || attachments.size() > 0 || props["mm_blocks"].size() > 0; }
};

struct PayloadFailure {
    std::string_view error_id;  // web.incoming_webhook.{parse_form,parse_multipart,decode}.app_error; status 400
    std::string reason;         // in words, for the sender's log
};

// Body and content type of a hook's call; `query` is the URL's, still escaped, whose `payload` counts under the form
// content type. A payload is JSON under any content type but the two form types. A form has it in `payload`; a
// multipart form has it there, or has the keys as fields of their own (JSON text in attachments, props, priority and
// blocks).
// JSON is read as there: keys in any case, null as absent, text behind the value ignored, and raw line breaks and tabs
// inside the texts that senders build by hand forgiven. A known key of a wrong type is refused, an unknown one ignored.
std::variant<IncomingPayload, PayloadFailure> read_incoming_payload(std::string_view content_type,
                                                                    std::string_view body, std::string_view query = {});

// The JSON text inside such a body, without reading it as a payload; what Slack's path shares with this one.
struct PayloadText {
    std::string json;
    std::vector<FormField> fields;  // of a multipart form without `payload`
};
std::variant<PayloadText, PayloadFailure> find_payload_text(std::string_view content_type, std::string_view body,
                                                            std::string_view query);

// JSON whose hand-made texts may hold raw line breaks and tabs.
Result<Json> parse_forgiving(std::string_view text);

}  // namespace rk
