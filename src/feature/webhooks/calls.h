// A call of a hook from end to end: read the body, deliver, answer, and keep what came and what became of it.
#pragma once
#include <string>
#include <string_view>

#include "feature/webhooks/webhooks.h"

namespace rk::webhooks {

enum class Syntax { mattermost, slack };

// What came over the wire, or out of the log when a call is replayed. Borrows body and query: an operation that lost a
// race is run again (db/db.h), so it must not use up its request.
struct CallInput {
    Syntax syntax = Syntax::mattermost;
    std::string method = "POST";  // or PATCH and DELETE of `post_id`
    std::string hook_id, post_id;
    std::string content_type;
    std::string_view body, query;
    std::string source_ip;
    Json headers;                 // for the log, without secrets
    std::string key;              // X-Renkei-Key, "" when absent
    std::string idempotency_key;  // Idempotency-Key, "" when absent
    bool wait = false;            // the sender wants the post as JSON
    bool is_replay = false;
};

struct CallOutcome {
    Reply reply;
    HookCall call;  // as kept; id "" when there is no such hook to keep it for
};

// Takes a call. A refusal changes nothing but is kept with its reason, so it never throws Err for one: the answer says it.
CallOutcome take_call(Tx& tx, const CallInput& input, std::string_view locale);

// Header lines for the log: everything but what authenticates somebody.
Json loggable_headers(const Request& request);
// What was sent, also where the post holds it; for showing and replaying.
std::string body_of(Tx& tx, const HookCall& call);

}  // namespace rk::webhooks
