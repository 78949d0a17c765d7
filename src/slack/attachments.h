// Slack's legacy attachments to ours.
#pragma once
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "slack/text.h"

namespace rk::slack {

struct ConvertedAttachments {
    Json attachments = Json::array();  // normalised (model/attachments.h)
    // The `blocks` of the attachments as sent, by the attachment's index: {"0": […]}; an empty object when none has any.
    Json blocks = Json::object();
    std::vector<std::string> ignored;  // what could not be drawn or pressed, by its place
};

constexpr size_t kAttachmentsMax = 100;

// Markup counts in `text`, `pretext` and field values only where `mrkdwn_in` names text, pretext, fields; links,
// mentions and escapes count there always. Titles, names and the fallback are plain words. Blocks of an attachment are
// rendered into its text. Buttons with a URL become links, other actions are shown by their label and named in
// `ignored`. Any value may be null; a number or boolean is taken for its text. Failure is Slack's error:
// invalid_payload, too_many_attachments, or one of render_blocks.
Result<ConvertedAttachments> convert_attachments(const Json& attachments, const TextOptions& options);

}  // namespace rk::slack
