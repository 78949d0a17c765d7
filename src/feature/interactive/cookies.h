// What the buttons and menus of an ephemeral post need when they are pressed: nobody stores such a post, so each carries
// its integration along in a cookie that only this server can read.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace rk {
struct Services;
struct Post;
}  // namespace rk

namespace rk::interactive {

// The props of a post that tell who speaks: an integration's update never changes them.
struct SpeakerProps {
    Json kept = Json::object();
    std::vector<std::string> absent;
};
SpeakerProps speaker_props(const Json& props);

struct Cookie {
    std::string type, post_id, root_id, channel_id, data_source;
    Json integration;    // {"url", "context"}; null when the action has none
    Json block_actions;  // all of the post's, of a cookie of props.mm_blocks_actions; else null
    Json kept_props = Json::object();
};

// Gives every action of the post its cookie, and puts one in the place of props.mm_blocks_actions. The post has its ids
// and its normalised attachments.
void add_cookies(const Services& services, Post& post);
// Throws Err::action_failed for what this server did not seal.
Cookie read_cookie(const Services& services, std::string_view cookie);

}  // namespace rk::interactive
