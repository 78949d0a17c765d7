// What outgoing webhooks can be told of besides messages, and the places where it happens. Each event is one line here; a
// body for each is in docs/outgoing-webhooks.md.
//
// A hook of a channel hears of that channel alone: of a public one, or of one where somebody consented (consents.h). A
// hook of a team hears of all its public channels. What webhooks and the server itself write is not told of: no loops.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/route.h"
#include "model/channel.h"
#include "model/integration.h"
#include "model/post.h"
#include "model/user.h"

namespace rk::outgoing_hooks {

enum class EventScope { channel, team, server };

// HOOK_EVENT(name, scope)
#define RK_HOOK_EVENTS(HOOK_EVENT)        \
    HOOK_EVENT(posted, channel)           \
    HOOK_EVENT(post_edited, channel)      \
    HOOK_EVENT(post_deleted, channel)     \
    HOOK_EVENT(reaction_added, channel)   \
    HOOK_EVENT(reaction_removed, channel) \
    HOOK_EVENT(file_shared, channel)      \
    HOOK_EVENT(member_joined, channel)    \
    HOOK_EVENT(member_left, channel)      \
    HOOK_EVENT(channel_created, team)     \
    HOOK_EVENT(channel_archived, team)    \
    HOOK_EVENT(user_created, server)

// Where the event happens; nothing when there is no such event.
std::optional<EventScope> scope_of(std::string_view event);
// Whether the hook asked for it. One that asked for nothing is told of messages, as Mattermost's are.
bool asked_for(const OutgoingWebhook& hook, std::string_view event);
// Those that are told of that event in that channel, now.
std::vector<OutgoingWebhook> list_hearing(Tx& tx, const Channel& channel, std::string_view event);

// These write the deliveries in the transaction of the cause. They cost next to nothing while no hook asks for events.
void post_edited(Tx& tx, const Actor& who, const Post& old, const Post& post);
void post_deleted(Tx& tx, const Actor& who, const Post& post);
void file_shared(Tx& tx, const Channel& channel, const Post& post, const std::vector<std::string>& file_ids);
void reaction_added(Tx& tx, const Post& post, const Reaction& reaction);
void reaction_removed(Tx& tx, const Post& post, const Reaction& reaction);
void member_joined(Tx& tx, const Actor& who, std::string_view channel_id, std::string_view user_id);
void member_left(Tx& tx, const Actor& who, std::string_view channel_id, std::string_view user_id);
void channel_created(Tx& tx, const Actor& who, const Channel& channel);
void channel_archived(Tx& tx, const Actor& who, const Channel& channel);
void user_created(Tx& tx, const User& user);

}  // namespace rk::outgoing_hooks
