// Client messages: the first byte chooses text or MessagePack, the rest is the message.
// Links: app/ws_message.cpp
#include <cstdint>
#include <cstdlib>

#include "app/ws_message.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size == 0) return 0;
    std::string_view message(reinterpret_cast<const char*>(data) + 1, size - 1);
    auto parsed = data[0] & 1 ? rk::parse_ws_binary(message) : rk::parse_ws_message(message);
    if (!parsed) return 0;
    // What was understood can be written and read again.
    if (!parsed->data.is_null() && !rk::Json::parse(parsed->data.dump())) std::abort();
    rk::ws_reply_error(parsed->seq, rk::ApiError(rk::Err::websocket_bad_action), "ja");
    return 0;
}
