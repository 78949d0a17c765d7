// WebSocket frames as a client meets them (RFC 6455): what the server sends is not masked, what it gets is.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace rk::bench {

struct Frame {
    enum Opcode : uint8_t { kContinuation = 0, kText = 1, kBinary = 2, kClose = 8, kPing = 9, kPong = 10 };
    uint8_t opcode = 0;
    bool final = true;
    std::string_view payload;
    size_t size = 0;  // of the whole frame; 0: there is none yet
    bool bad = false;
};

// The frame at the start of `bytes`.
inline Frame find_frame(std::string_view bytes) {
    Frame f;
    if (bytes.size() < 2) return f;
    auto byte = [&](size_t i) { return static_cast<uint8_t>(bytes[i]); };
    f.final = byte(0) & 0x80;
    f.opcode = byte(0) & 0x0f;
    f.bad = (byte(0) & 0x70) || (byte(1) & 0x80);  // an extension nobody agreed on; a mask, which servers must not use
    uint64_t length = byte(1) & 0x7f;
    size_t head = 2;
    if (length == 126) head = 4;
    if (length == 127) head = 10;
    if (bytes.size() < head) return f;
    if (head > 2) {
        length = 0;
        for (size_t i = 2; i < head; ++i) length = length << 8 | byte(i);
    }
    if (length > (uint64_t{1} << 40)) f.bad = true;
    if (f.bad || bytes.size() - head < length) return f;
    f.payload = bytes.substr(head, static_cast<size_t>(length));
    f.size = head + static_cast<size_t>(length);
    return f;
}

// A masked frame of at most 125 bytes, as control frames are. The mask is zero: nothing here needs hiding from proxies.
inline std::string render_small_frame(uint8_t opcode, std::string_view payload) {
    std::string out;
    out.push_back(static_cast<char>(0x80 | opcode));
    out.push_back(static_cast<char>(0x80 | payload.substr(0, 125).size()));
    out.append(4, '\0').append(payload.substr(0, 125));
    return out;
}

}  // namespace rk::bench
