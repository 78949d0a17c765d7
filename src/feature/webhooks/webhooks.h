// Incoming webhooks: the main job. Owner of incomingwebhooks, rk_hook_calls, rk_hook_posts, rk_idempotency.
//
//     POST /hooks/{id} or /services/{t}/{c}/{id} ── reader (Mattermost's or Slack's meaning) ──> HookMessage
//         ── deliver: channel, permissions, key, idempotency ──> posts::add / posts::update ──> answer
//         ── calls: what came and what became of it, in the same transaction
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "app/route.h"
#include "model/attachments.h"
#include "model/incoming_payload.h"
#include "model/post.h"
#include "model/webhook.h"

namespace rk::webhooks {

std::span<const Route> routes();         // /api/v4/hooks/incoming…, with the calls
std::span<const Route> sender_routes();  // /hooks/{id}, /services/{team}/{channel}/{id}

// What a call asks for, whatever syntax it came in.
struct HookMessage {
    std::string text;
    Json attachments;  // normalised array, maybe empty, or null when none were sent
    Json props;        // object, or null
    std::string username, icon_url, icon_emoji;
    std::string channel;  // "name", "#name", "@user"; "" for the hook's own or when one of the next two is set
    std::string channel_id;
    std::string user_id;  // the direct channel with that account
    std::string type, root_id;
    std::optional<IncomingPriority> priority;
    std::string key;  // updates the earlier post of this key in place
    bool silent = false;
    SplitAt split_at = SplitAt::kExact;  // where a text too long for one post is cut
    std::vector<std::string> ignored;    // parts of the call that could not be honoured, for X-Renkei-Ignored
};

// Slack's refusal: text/plain with that status.
struct HookRefusal {
    int status = 400;
    std::string error;   // what the sender is told
    std::string reason;  // in words, for the log of calls
};

// Slack's meaning of a body; slack/ implements it, main supplies it.
class SlackHookReader {
  public:
    virtual ~SlackHookReader() = default;
    virtual std::variant<HookMessage, HookRefusal> read(std::string_view content_type, std::string_view body,
                                                        std::string_view query, const NameLookup& names,
                                                        const std::string& zone) const = 0;
    // Slack's error text for what the hook itself refuses.
    virtual HookRefusal refusal(const ApiError& error) const = 0;
};

// The hook of that id; throws Err::hook_not_found.
IncomingWebhook get(Tx& tx, std::string_view hook_id);

// A channel's hooks end when it is archived (golden "archived channel").
void remove_of_channel(Tx& tx, std::string_view channel_id);

// What became of a message: the post made or changed (the last one, when a long text became several).
struct Delivered {
    Post post;
    bool updated = false;  // an earlier post of the same key changed in place
    size_t posts_made = 0;
    std::vector<std::string> ignored;
};
// Posts a message on behalf of a hook. Throws an error of model/errors/webhooks.h, or one of posts::add.
Delivered deliver(Tx& tx, const IncomingWebhook& hook, HookMessage message);
// Changes a post that the hook made: its text when one was sent; its attachments when some were sent, [] takes them
// away; props, name and picture where they were sent. The rest stays. Throws as deliver does.
Post change(Tx& tx, const IncomingWebhook& hook, const Post& old, HookMessage message);
// Throws Err::hook_owner_off while the hook's owner is a bot that is turned off or deleted; otherwise whether it is a bot.
bool check_owner(Tx& tx, const IncomingWebhook& hook);
// The actor in whose name the hook posts.
Actor owner_of(Tx& tx, const IncomingWebhook& hook);

// Integrations as code: values are checked as the API does, permissions are not asked for.
std::vector<IncomingWebhook> list_all(Tx& tx);  // the oldest first
// Makes the hook when there is none of its id (which "" lets be chosen here), else changes it. Its owner must see its channel.
IncomingWebhook save_by_operator(Tx& tx, IncomingWebhook hook);
void remove_by_operator(Tx& tx, std::string_view hook_id);

// Deletes what has outlived its time: calls, idempotency keys.
void sweep(Tx& tx);
// From here on sweeps once an hour.
void start(Services& services);

}  // namespace rk::webhooks
