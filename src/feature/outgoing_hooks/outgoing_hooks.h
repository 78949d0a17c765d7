// Outgoing webhooks: addresses that are told of posts in a team's public channels, and of other events where they ask
// for them (events.h), elsewhere where somebody consents (consents.h). Owner of the tables outgoingwebhooks,
// rk_hook_events, rk_hook_consents.
//
//     posts::add ── post_added(): which hooks does it concern? ──> deliveries::add, in the same transaction
//     … the target answers ── take_answer(): a post, by webhooks::deliver ──
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/route.h"
#include "model/channel.h"
#include "model/integration.h"
#include "model/post.h"

namespace rk::outgoing_hooks {

std::span<const Route> routes();  // /api/v4/hooks/outgoing…
// Before the first request: the hooks in memory.
void start(Services& services);

std::optional<OutgoingWebhook> find(Tx& tx, std::string_view hook_id);  // not the deleted ones
// Its maker or who manages others', and who may read its channel, if that is not public: deliveries show what is there.
void require_manages(Tx& tx, const Actor& actor, const OutgoingWebhook& hook);
bool shows_only_readable(Tx& tx, const Actor& actor, const OutgoingWebhook& hook);

// Tells the hooks whose business it is of a new post, after the commit. Costs next to nothing in teams without hooks.
void post_added(Tx& tx, const Channel& channel, const Post& post);
// Does what the answer to a delivery about that post says: a post beside or below it, or nothing. Gives a sentence for
// the delivery's owner; never refuses. `body` is as it came.
std::string take_answer(Tx& tx, std::string_view hook_id, std::string_view post_id, std::string_view body);
// Tells who made the hook, in a direct message, that one of its addresses gets nothing for now.
void tell_owner_of_pause(Tx& tx, std::string_view hook_id, std::string_view url, std::string_view days,
                         std::string_view last_error);
// Integrations as code: values are checked as the API does, permissions are not asked for.
std::vector<OutgoingWebhook> list_all(Tx& tx);  // the oldest first
// Makes the hook when it has no id, else changes it. One without a token gets one.
OutgoingWebhook save_by_operator(Tx& tx, OutgoingWebhook hook);
void remove_by_operator(Tx& tx, const OutgoingWebhook& hook);
// A channel's hooks end when it is archived.
void remove_of_channel(Tx& tx, std::string_view channel_id);

}  // namespace rk::outgoing_hooks
