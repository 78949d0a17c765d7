// Actions: what a client may ask for over its WebSocket. A feature declares its own in a table, as it declares routes.
#pragma once
#include <string>
#include <string_view>

#include "app/route.h"
#include "base/json.h"

namespace rk {

// One message of a client that has authenticated.
struct WsCall {
    Services& services;
    const Actor& actor;
    const Json& data;  // an object, or null
    std::string_view connection_id;

    // data.<name> as a text, or Err::websocket_invalid_param.
    const std::string& text(std::string_view name) const;
};

// `run` gives the JSON object for the reply's `data`, or "" for a reply without; it refuses with Err::…. It runs on an
// io thread. An action that `reads` is given a transaction, and runs on a worker where the engine's reads may wait.
struct WsAction {
    const char* name;
    bool reads;
    std::string (*run)(const WsCall& call, Tx* tx);
    const char* doc;
};

}  // namespace rk
