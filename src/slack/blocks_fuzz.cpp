// Any JSON as blocks, as attachments and as a whole Slack webhook.
// Links: slack/attachments.cpp
// Links: slack/blocks.cpp
// Links: slack/ids.cpp
// Links: slack/payload.cpp
// Links: slack/text.cpp
#include <cstddef>
#include <cstdint>

#include "base/assert.h"
#include "model/attachments.h"
#include "slack/attachments.h"
#include "slack/blocks.h"
#include "slack/payload.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    std::string_view text(reinterpret_cast<const char*>(data), size);
    auto message = rk::slack::read_webhook("application/json", text, {}, nullptr, "");
    if (auto* refused = std::get_if<rk::slack::WebhookRefusal>(&message)) RK_ASSERT(!refused->error.empty());
    else RK_ASSERT(rk::slack::ignored_header(std::get<0>(message).ignored).find('\n') == std::string::npos);
    rk::Result<rk::Json> json = rk::Json::parse(text, rk::Json::Extent::kWhole, 200);
    if (!json) return 0;
    rk::slack::TextOptions options;
    rk::Result<rk::slack::RenderedBlocks> blocks = rk::slack::render_blocks(*json, options);
    RK_ASSERT(blocks || !blocks.error().empty());
    rk::Result<rk::slack::ConvertedAttachments> converted = rk::slack::convert_attachments(*json, options);
    // What comes out of the conversion is normalised already.
    if (converted) {
        rk::Result<rk::Json> again = rk::read_attachments(converted->attachments);
        RK_ASSERT(again && *again == converted->attachments);
    }
    return 0;
}
