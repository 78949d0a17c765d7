// What clients say over a WebSocket, and what they are answered. CLIENTS.md section 2, golden websocket "malformed
// requests".
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "model/errors.h"

namespace rk {

// {"seq": 1, "action": "user_typing", "data": {…}}
struct WsMessage {
    int64_t seq = 0;
    std::string action;
    Json data;  // an object, or null
};

// A text message. Refused as there: what is no JSON object, or has a member of the wrong type. null counts as absent.
Result<WsMessage> parse_ws_message(std::string_view text);
// A binary message: the same object as MessagePack.
Result<WsMessage> parse_ws_binary(std::string_view bytes);

// One MessagePack value, with nothing behind it. Byte strings become texts, extensions and keys that are no text are
// refused.
Result<Json> parse_msgpack(std::string_view bytes, int depth_max = 64);

// {"status":"OK","data":{…},"seq_reply":1}; `data` is an object's JSON or "".
std::string ws_reply_ok(int64_t seq, std::string_view data = "");
// {"status":"FAIL","error":{…},"seq_reply":1}
std::string ws_reply_error(int64_t seq, const ApiError& error, std::string_view locale);

}  // namespace rk
