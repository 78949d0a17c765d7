#include "feature/interactive/cookies.h"

#include "app/services.h"
#include "base/crypto.h"
#include "model/client_config.h"
#include "model/errors.h"
#include "model/mm_blocks.h"
#include "model/post.h"

namespace rk::interactive {

namespace {

constexpr char kBlockCookie[] = "mm_blocks";

}  // namespace

SpeakerProps speaker_props(const Json& props) {
    SpeakerProps speaker;
    for (const char* key : {"from_webhook", "override_username", "override_icon_url"}) {
        if (const Json* value = props.find(key)) speaker.kept.set(key, *value);
        else speaker.absent.emplace_back(key);
    }
    return speaker;
}

namespace {

std::string sealed(const Services& services, const Json& cookie) {
    return base64_encode(encrypt(services.facts->action_secret, cookie.dump()));
}

void add_block_cookie(const Services& services, Post& post) {
    Json* actions = post.props.find(kMmBlocksActions);
    if (!actions || !actions->is_object()) return;
    *actions = sealed(services, Json::object({{"kind", kBlockCookie},
                                              {"post_id", post.id},
                                              {"root_post_id", post.root_id.empty() ? post.id : post.root_id},
                                              {"channel_id", post.channel_id},
                                              {"retain_props", speaker_props(post.props).kept},
                                              {"actions", *actions}}));
}

}  // namespace

void add_cookies(const Services& services, Post& post) {
    add_block_cookie(services, post);
    Json* attachments = post.props.find("attachments");
    if (!attachments || !attachments->is_array()) return;
    const Json kept = speaker_props(post.props).kept;
    for (Json& attachment : attachments->mutable_items()) {
        Json* actions = attachment.find("actions");
        if (!actions || !actions->is_array()) continue;
        for (Json& action : actions->mutable_items()) {
            // The names are the original's, so that a cookie outlives a change of servers.
            Json cookie = Json::object({{"type", action["type"].as_string()},
                                        {"post_id", post.id},
                                        {"root_post_id", post.root_id.empty() ? post.id : post.root_id},
                                        {"channel_id", post.channel_id},
                                        {"data_source", action["data_source"].as_string()},
                                        {"integration", action["integration"]},
                                        {"retain_props", kept}});
            action.set("cookie", sealed(services, cookie));
        }
    }
}

Cookie read_cookie(const Services& services, std::string_view text) {
    auto sealed = base64_decode(text);
    auto plain = sealed ? decrypt(services.facts->action_secret, *sealed) : std::nullopt;
    auto json = plain ? Json::parse(*plain) : Result<Json>(Failure{"not sealed by this server"});
    if (!json) throw Err::action_failed.because("the cookie: " + json.error());
    const Json& read = *json;
    Cookie cookie;
    cookie.type = read["type"].as_string();
    cookie.post_id = read["post_id"].as_string();
    cookie.root_id = read["root_post_id"].as_string();
    cookie.channel_id = read["channel_id"].as_string();
    cookie.data_source = read["data_source"].as_string();
    cookie.integration = read["integration"];
    if (read["kind"].as_string() == kBlockCookie) cookie.block_actions = read["actions"];
    if (read["retain_props"].is_object()) cookie.kept_props = read["retain_props"];
    return cookie;
}

}  // namespace rk::interactive
