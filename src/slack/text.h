// Slack's mrkdwn to Markdown as Mattermost's clients draw it.
//
// Every function here takes time and memory linear in its input, accepts any bytes, and never fails: what is not
// syntax is text. What Slack shows literally and Markdown would not is escaped. docs/slack-compatibility.md has a row
// for each rule, and a test runs the rows.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model/attachments.h"

namespace rk::slack {

struct TextOptions {
    // False leaves out bold, italic, strike, code, quotes: `mrkdwn:false`. Links, mentions and escapes still count.
    bool markup = true;
    // `link_names:1` or `parse:full`: `#name` of a channel that exists becomes a link to it.
    bool link_names = false;
    // IANA name of the zone that dates are written in, because a stored text is the same for every reader; "" is UTC.
    std::string zone;
    const NameLookup* names = nullptr;  // null knows nobody
};

std::string to_markdown(std::string_view mrkdwn, const TextOptions& options);

// Literal text (a plain_text object, a rich_text leaf) as Markdown that shows exactly that.
// `line_start` says whether the text begins a line, where `#` and `---` mean something.
std::string escape_markdown(std::string_view literal, bool line_start = true);

// mrkdwn as plain words, for places that draw no Markdown: labels of links, names of people, no escapes.
std::string to_plain_text(std::string_view mrkdwn, const TextOptions& options);

// `&amp;` `&lt;` `&gt;`, the only entities that Slack has.
std::string unescape_entities(std::string_view text);

// `[label](url)`, with both made safe; the label alone when the URL's scheme runs code. `label` is literal text.
std::string markdown_link(std::string_view url, std::string_view label);
std::string markdown_image(std::string_view url, std::string_view label, std::string_view size = {});

// `:name:`, with Slack's `name::skin-tone-3` as the one name that it is in Mattermost.
std::string emoji_name(std::string_view slack_name);

// `<!date^unix^format^…>`: the format's tokens written out, other text kept. Relative words ("today", {ago}) become
// the date itself, because the text stays. Nothing when the time is outside of years 1 to 9999.
std::optional<std::string> format_date(int64_t unix_seconds, std::string_view format, const std::string& zone);

// Who is meant by a user, channel or group id of Slack's form, as Mattermost writes a mention; `label` (or the id
// itself) with its sign when nobody is.
std::string user_mention(std::string_view slack_id, std::string_view label, const TextOptions& options);
std::string channel_mention(std::string_view slack_id, std::string_view label, const TextOptions& options);
std::string group_mention(std::string_view slack_id, std::string_view label, const TextOptions& options);

}  // namespace rk::slack
