// mrkdwn of any bytes: no crash, output in proportion to the input, never a link that runs code.
// Links: slack/text.cpp
// Links: slack/ids.cpp
#include <cstddef>
#include <cstdint>

#include "base/assert.h"
#include "base/strings.h"
#include "slack/text.h"

namespace {

class EverybodyIsBob : public rk::NameLookup {
  public:
    std::optional<std::string> username(std::string_view) const override { return "bob"; }
    std::optional<std::string> channel_name(std::string_view) const override { return "town-square"; }
    std::optional<std::string> group_name(std::string_view) const override { return "ops"; }
    bool has_channel(std::string_view name) const override { return name == "a"; }
};

void check(const std::string& out, size_t input_size, bool valid) {
    RK_ASSERT(out.size() <= input_size * 16 + 256);
    RK_ASSERT(!valid || rk::is_valid_utf8(out));
}

// Outside of code and of `<…>` no link may stand that runs code: a bracket that the sender wrote is escaped.
void check_links(std::string_view text, const std::string& out) {
    if (text.find_first_of("`<") != std::string_view::npos) return;
    const std::string lower = rk::to_lower_ascii(out);
    for (size_t at = lower.find("](javascript:"); at != std::string::npos; at = lower.find("](javascript:", at + 1))
        RK_ASSERT(at > 0 && lower[at - 1] == '\\');
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    static const EverybodyIsBob names;
    std::string_view text(reinterpret_cast<const char*>(data), size);
    const bool valid = rk::is_valid_utf8(text);
    rk::slack::TextOptions options;
    options.names = &names;
    options.link_names = size % 2 == 0;
    options.markup = size % 3 != 0;
    const std::string markdown = rk::slack::to_markdown(text, options);
    check(markdown, size, valid);
    check_links(text, markdown);
    check(rk::slack::escape_markdown(text, size % 2 == 0), size, valid);
    RK_ASSERT(rk::slack::to_plain_text(text, options).size() <= size * 16 + 256);
    check(rk::mattermost_slack_text(text, names), size, valid);
    std::string together;
    for (const std::string& part : rk::split_message(text, 1 + size % 7, rk::SplitAt::kLines)) {
        RK_ASSERT(rk::utf8_length(part) <= 1 + size % 7);
        together += part;
    }
    RK_ASSERT(together == text);
    return 0;
}
