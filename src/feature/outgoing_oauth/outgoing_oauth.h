// Outgoing OAuth connections: how this server proves itself to the services that commands, webhooks, buttons and dialogs
// call. Owner of the table outgoingoauthconnections.
//
//     a call ── its address is below an audience? ── no ──> sent as it is
//        └── yes ──> token: kept, or got from the connection's token address ──> sent with it ── 401 ──> once more, anew
#pragma once
#include <functional>
#include <span>

#include "app/route.h"
#include "base/ports.h"

namespace rk::outgoing_oauth {

std::span<const Route> routes();  // /api/v4/oauth/outgoing_connections…
// Before the first request.
void start(Services& services);

// Sends by services.http, with the token of the connection whose audience fits best, if one does; its Authorization header
// takes the place of the call's. Everything together takes at most call.timeout_ms. A token that cannot be got is a failure,
// in words. Returns at once; `done` is called exactly once, perhaps before that, and must not wait.
void send(Services& services, HttpCall call, std::function<void(Result<HttpReply>)> done);
// The same, waiting.
Result<HttpReply> fetch(Services& services, HttpCall call);

}  // namespace rk::outgoing_oauth
