// Block Kit to Markdown: every block that a message may hold, readable until clients draw blocks themselves.
#pragma once
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "slack/text.h"

namespace rk::slack {

struct RenderedBlocks {
    std::string markdown;
    // What could not be drawn or pressed, by its place: "blocks[2].accessory:overflow". Its labels are in the text.
    std::vector<std::string> ignored;
};

constexpr size_t kBlocksMax = 50;         // of a message
constexpr size_t kBlocksTextMax = 13000;  // characters of all texts of a message; Slack publishes no number
constexpr size_t kMarkdownBlocksTextMax = 12000;

// Checks and renders the value of a message's `blocks` (an array, or its JSON as a string). Failure is Slack's error:
// invalid_blocks_format for a bad list, invalid_blocks, msg_blocks_too_long. `path` begins the names in `ignored`.
Result<RenderedBlocks> render_blocks(const Json& blocks, const TextOptions& options,
                                     const std::string& path = "blocks");

}  // namespace rk::slack
