// WebSocket frames: any bytes, cut anywhere, give the same messages or the same refusal, within the size limit.
#include "net/websocket.h"

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/assert.h"
#include "base/strings.h"

namespace {

constexpr uint64_t kMax = 300;

std::string decode(std::string_view bytes, size_t cut) {
    rk::net::WsDecoder decoder(kMax);
    std::string seen;
    size_t at = 0;
    while (at < bytes.size()) {
        std::string part(bytes.substr(at, at == 0 && cut ? cut : bytes.size()));
        at += part.size();
        char* next = part.data();
        size_t left = part.size();
        while (true) {
            const rk::net::WsDecoder::Event event = decoder.next(next, left);
            if (event == rk::net::WsDecoder::Event::more) break;
            seen += std::to_string(static_cast<int>(event)) + ":";
            if (event == rk::net::WsDecoder::Event::refused) {
                RK_ASSERT(rk::net::is_close_code(decoder.close_code()));
                return seen + std::to_string(decoder.close_code());
            }
            RK_ASSERT(decoder.payload().size() <= kMax);
            if (event == rk::net::WsDecoder::Event::text) RK_ASSERT(rk::is_valid_utf8(decoder.payload()));
            seen += decoder.payload();
            if (event == rk::net::WsDecoder::Event::close) return seen + std::to_string(decoder.close_code());
        }
        RK_ASSERT(left == 0);
    }
    return seen;
}

}  // namespace

// The first byte is where the bytes behind it are cut in two.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size < 2) return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    RK_ASSERT(decode(bytes, 0) == decode(bytes, data[0]));
    rk::net::accept_key(bytes);
    return 0;
}
