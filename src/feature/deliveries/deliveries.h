// Deliveries: what goes out to other services and must arrive. Owner of rk_deliveries, rk_delivery_targets.
//
//     add(), in the transaction of the cause ──commit──> DeliverySender: one at a time to a target, in order
//         ── answer ──> settle: delivered, tried again later, or given up; in one transaction with what the answer does
//
// At least once: what was sent when the program ended is sent again, under the same webhook-id.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/route.h"

namespace rk::deliveries {

std::span<const Route> routes();  // /api/v4/integrations/deliveries…, …/targets…
// Before the first request.
void start(Services& services);
// Sends from now on, on a thread of its own. Without it (tests) the ticker sends.
void run(Services& services);
void stop(Services& services);

struct NewDelivery {
    std::string hook_id, url;
    std::string event, post_id;
    std::string content_type, body;
};
// Leaves after the commit, behind what waits for the same target. Targets that answered 410 get nothing.
void add(Tx& tx, NewDelivery what);

// What was asked of another service and answered, or not, while somebody waited: a slash command, a press, a dialog. Kept
// for its owner to look at, in the list of `hook_id` (a command's id, or the account whose message has the button), and
// never sent again. `failure` says in words what went wrong, "" when nothing did.
struct FinishedCall {
    std::string hook_id, event, post_id;
    std::string url, content_type, body;
    Millis began_at = 0;
    int status = 0;  // 0: there was no answer
    std::string answer, failure;
};
void record(Tx& tx, FinishedCall call);

// The hook sends to exactly these addresses from now on: what waits for others is given up.
void set_targets(Tx& tx, std::string_view hook_id, const std::vector<std::string>& urls);

// Deletes what of the hook has not arrived, so that it never will; or everything that is kept of it.
void forget_undelivered(Tx& tx, std::string_view hook_id);
void forget(Tx& tx, std::string_view hook_id);

// Deletes what has outlived its time.
void sweep(Tx& tx);

}  // namespace rk::deliveries
