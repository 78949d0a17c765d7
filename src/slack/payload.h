// The body of POST /services/{team}/{channel}/{id}: Slack's incoming webhook with Slack's meaning, as the parts of a
// post. The hook itself is the same as /hooks/{id}, which gives Slack's syntax Mattermost's meaning instead
// (model/incoming_payload.h).
#pragma once
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/json.h"
#include "slack/text.h"

namespace rk::slack {

struct WebhookMessage {
    std::string text;           // Markdown
    std::string fallback_text;  // what Slack shows where blocks cannot be drawn; equals `text` without blocks
    Json attachments;           // normalised array, ready for props.attachments
    // To be merged into the post's props: `blocks` as sent, `rk_attachment_blocks` by the attachment's index,
    // `rk_fallback_text` beside blocks. A client that draws blocks does so from these.
    Json props = Json::object();
    std::string username, icon_url, icon_emoji;
    std::string channel;     // "name", "#name" or "@user" as sent; empty for the hook's own, or when the next is set
    std::string channel_id;  // ours, from a Slack id
    std::string user_id;     // ours, from a Slack user id: the direct channel with that user
    std::string thread_ts;   // "1600000000.000100"; the caller finds the post
    std::string key;         // ours: updates the earlier post of this key
    bool silent = false;
    std::vector<std::string> ignored;  // for X-Renkei-Ignored
};

// Slack's answer to a refused call: `error` as text/plain with that status.
struct WebhookRefusal {
    int status;
    std::string error;
    std::string reason;  // in words, for the sender's log; may be empty
};

// The status that Slack's incoming webhooks give an error text: 400 invalid_payload no_text invalid_blocks…,
// 403 action_prohibited…, 404 channel_not_found no_service…, 410 channel_is_archived, 500 rollup_error.
int status_of(std::string_view error);

// `names` may be null. Slack reads JSON under any content type, and `payload=` of a form.
std::variant<WebhookMessage, WebhookRefusal> read_webhook(std::string_view content_type, std::string_view body,
                                                          std::string_view query, const NameLookup* names,
                                                          const std::string& zone);

// The value of X-Renkei-Ignored: names joined with ", ", cut to what a header may hold; "" when nothing was ignored.
std::string ignored_header(const std::vector<std::string>& ignored);

}  // namespace rk::slack
