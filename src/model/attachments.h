// Message attachments, and the little of Slack's text syntax that Mattermost itself translates in incoming webhooks,
// commands and dialogs. Slack's own path has the whole syntax: slack/text.h.
//
// Observed in golden integrations_slack_payloads ("slack attachments/*", "slack text/*") and integrations_incoming_post.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/json.h"
#include "base/result.h"

namespace rk {

// How a text's ids become names. Ids are ours: 26 characters, lower case. Nothing means unknown.
class NameLookup {
  public:
    virtual ~NameLookup() = default;
    virtual std::optional<std::string> username(std::string_view user_id) const = 0;
    virtual std::optional<std::string> channel_name(std::string_view channel_id) const = 0;
    virtual std::optional<std::string> group_name(std::string_view) const { return std::nullopt; }
    // Whether a channel of that name can be linked where the text will stand.
    virtual bool has_channel(std::string_view) const { return false; }
};

// What becomes of the values of fields: text, as Go's %v writes them, since the messages of webhooks and commands are
// stored so there; or what was sent, as in posts of the API (golden integrations_bots "attachments through the posts api").
enum class FieldValues { kText, kKept };

// The normalised form of an `attachments` array: every known key present, unknown ones dropped, null entries gone. An
// action keeps its `integration`. Null reads as an empty array. Failure: a key of a wrong type, named.
Result<Json> read_attachments(const Json& attachments, FieldValues values = FieldValues::kText);
// The same for a post's props, where nothing is refused: an attachment with a key of a wrong type is left out, and null
// stands for none (golden integrations_bots "attachments of another type"). Values of fields are kept.
Json readable_attachments(const Json& attachments);

// Gives every action without an id one; run once, before the post is stored.
void add_action_ids(Json& attachments, std::string (*make_id)() = new_id);
// What clients see: the same without the actions' `integration`.
Json without_integrations(Json attachments);

// `<!here>` `<!channel>` `<!all>` and `<@user id>`; other ids and names stay as sent.
std::string mattermost_mentions(std::string_view text, const NameLookup& lookup);
// `<url|label>` becomes `[label](url)`, whatever stands in the place of the URL.
std::string mattermost_links(std::string_view text);
// Both: what happens to the text of a hook, a command's answer and a dialog.
std::string mattermost_slack_text(std::string_view text, const NameLookup& lookup);
// The same inside normalised attachments: text, pretext and field values whole, the title without links.
void translate_attachments(Json& attachments, const NameLookup& lookup);
// Links alone, in text, pretext and field values.
void translate_attachment_links(Json& attachments);

constexpr size_t kMessageCharactersMax = 16383;
constexpr size_t kPropsCharactersMax = 800000;
constexpr size_t kPropsCharactersMaxOfUser = kPropsCharactersMax - 40000;  // leaves room for the server's own props

// `text` in parts of at most `limit` code points that together are the text again; at least one part, maybe empty.
// `kExact` fills every part, as Mattermost does with a hook's text; `kLines` ends a part behind a line break when
// there is one in its second half.
enum class SplitAt { kExact, kLines };
std::vector<std::string> split_message(std::string_view text, size_t limit, SplitAt at = SplitAt::kExact);

// A hook's message as the posts it becomes. Attachments stand with the last part of the text; what does not fit into
// one post's props moves on to further posts without text, and the text of an attachment too large by itself is cut.
// Failure: nothing can be cut (error web.incoming_webhook.split_props_length.app_error).
struct WebhookPart {
    std::string text;
    Json attachments;  // null when this part has none
};
Result<std::vector<WebhookPart>> split_webhook(std::string_view text, const Json& props, const Json& attachments,
                                               size_t message_limit = kMessageCharactersMax,
                                               size_t props_limit = kPropsCharactersMaxOfUser,
                                               SplitAt at = SplitAt::kExact);

// A JSON value as Go's %v prints it: 1e+21, [1 a], map[a:[true <nil>] b:1].
std::string go_format(const Json& value);

}  // namespace rk
