// Mattermost Blocks: props.mm_blocks, a tree of what a message shows, and props.mm_blocks_actions, what its buttons, menus
// and mmaction:// links do, by their action id. Facts: Mattermost's pages "Mattermost Blocks" and "Markdown action buttons".
//
// The server keeps the actions; no client ever sees an address or a context. Blocks with faults are left to the client,
// which leaves them out; limits, actions and the pairing of both are the server's to check.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"

namespace rk {

inline constexpr char kMmBlocks[] = "mm_blocks";
inline constexpr char kMmBlocksActions[] = "mm_blocks_actions";

// What is wrong with them, for the author; nothing when they are in order or not there.
std::optional<std::string> fault_of_blocks(std::string_view message, const Json& props);
// Removes actions that nothing refers to any more, and the whole member when none is left.
void prune_block_actions(std::string_view message, Json& props);

// What is done when one is pressed.
struct BlockAction {
    bool opens_url = false;  // the client goes to `url`; otherwise the integration at `url` is called
    std::string url;
    Json context;  // an object, or null
};
using BlockQuery = std::map<std::string, std::string>;
// Of the actions in `props` (a post's, or a cookie's); `sent` is what the client adds to the address. Nothing when there is
// no such action. Failure: an address that takes no query.
Result<std::optional<BlockAction>> find_block_action(const Json& props, std::string_view action_id,
                                                     const BlockQuery& sent);
// The `query` of a press: short texts by name; failure when it is something else.
Result<BlockQuery> read_block_query(const Json& query);

// The post's actions as clients have them: a mark that says nothing, by which they know that there are some.
void hide_block_actions(Json& props, std::string_view post_id);

}  // namespace rk
