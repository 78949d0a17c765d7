// Consent to outgoing webhooks in channels that are not public: of a channel admin in a private channel, of a member in
// direct and group ones. Without it nothing of the channel leaves. It is for the hook as it is: a change ends it.
#pragma once
#include "app/route.h"
#include "model/channel.h"
#include "model/integration.h"

namespace rk::outgoing_hooks {

std::span<const Route> consent_routes();  // /api/v4/channels/{id}/hook_consents…

// Whether what happens in that channel may go to the hook now.
bool may_hear(Tx& tx, const OutgoingWebhook& hook, const Channel& channel);
// Throws Err::hook_consent_missing while the hook's channel is not public and nobody there consents; nothing for hooks
// that are gone.
void require_consent(Tx& tx, std::string_view hook_id);
// The hook is no longer what was consented to: says so in the channel, and drops what has not left yet.
void end_consent(Tx& tx, const Actor& who, const OutgoingWebhook& hook);

}  // namespace rk::outgoing_hooks
