// A small WebSocket client for tests, plain or TLS:
//
//   auto ws = WsClient::connect("127.0.0.1", port, "/api/v4/websocket", {{"Authorization", "Bearer …"}});
//   REQUIRE(ws.is_open());
//   ws.send_text("{…}");
//   std::optional<std::string> text = ws.receive();   // the next text or binary message; nothing after 5 s or when closed
//   ws.close(1000);  CHECK(ws.wait_closed() == 1000);
//
// Pings are answered while receiving. send_frame() sends anything, also what the protocol forbids.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/http.h"
#include "unit/stream.h"

namespace rk::test {

class WsClient {
  public:
    struct Frame {
        int opcode = 0;
        bool final = true;
        std::string payload;
    };

    static WsClient connect(const std::string& host, int port, const std::string& path,
                            const std::vector<Header>& headers = {}, bool tls = false, int receive_buffer = 0) {
        WsClient c;
        c.stream_ = Stream::connect(host, port, tls, receive_buffer);
        c.handshake(host, path, headers);
        return c;
    }

    // The server answered 101 and neither side has closed yet.
    bool is_open() const { return open_; }
    int status() const { return status_; }                 // of the handshake
    const std::string& answer() const { return answer_; }  // the handshake's answer, head and (refused) body
    Stream& stream() { return stream_; }

    bool send_text(std::string_view text) { return send_frame(1, text); }
    bool send_binary(std::string_view bytes) { return send_frame(2, bytes); }
    bool send_frame(int opcode, std::string_view payload, bool final = true, bool masked = true) {
        return stream_.send(frame(opcode, payload, final, masked));
    }
    static std::string frame(int opcode, std::string_view payload, bool final = true, bool masked = true) {
        std::string f;
        f += static_cast<char>((final ? 0x80 : 0) | opcode);
        size_t n = payload.size();
        int bit = masked ? 0x80 : 0;
        if (n < 126) {
            f += static_cast<char>(bit | static_cast<int>(n));
        } else {
            int bytes = n < 65536 ? 2 : 8;
            f += static_cast<char>(bit | (bytes == 2 ? 126 : 127));
            for (int i = bytes - 1; i >= 0; --i) f += static_cast<char>(static_cast<uint64_t>(n) >> (8 * i));
        }
        static constexpr char kMask[4] = {0x12, 0x34, 0x56, 0x78};
        if (masked) f.append(kMask, 4);
        for (size_t i = 0; i < n; ++i) f += masked ? static_cast<char>(payload[i] ^ kMask[i % 4]) : payload[i];
        return f;
    }

    // The next frame as it comes; nothing after timeout_ms or at the end.
    std::optional<Frame> receive_frame(int timeout_ms = 5000) {
        auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout_ms);
        while (true) {
            if (std::optional<Frame> f = take_frame()) return f;
            auto left =
                std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now()).count();
            if (left <= 0) return std::nullopt;
            int n = stream_.read(buffer_, static_cast<int>(left));
            if (n == 0) {
                open_ = false;
                ended_ = true;
            }
            if (n <= 0) return std::nullopt;
        }
    }

    // The next whole message. A close frame is answered and ends the connection.
    std::optional<std::string> receive(int timeout_ms = 5000) {
        auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout_ms);
        std::string message;
        while (true) {
            auto left =
                std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now()).count();
            std::optional<Frame> f = receive_frame(static_cast<int>(std::max<long>(left, 0)));
            if (!f) return std::nullopt;
            switch (f->opcode) {
                case 9:
                    ++pings_;
                    send_frame(10, f->payload);
                    break;
                case 10: ++pongs_; break;
                case 8: note_close(*f); return std::nullopt;
                default:
                    message += f->payload;
                    if (f->final) return message;
            }
        }
    }

    bool close(uint16_t code, std::string_view reason = "") {
        std::string payload{static_cast<char>(code >> 8), static_cast<char>(code & 0xff)};
        payload += reason;
        close_sent_ = true;
        return send_frame(8, payload);
    }

    // Reads on until the connection has ended: the server's close code, 1005 when its close frame had none, 1006 when it sent
    // none, 0 when it did not end in time.
    int wait_closed(int timeout_ms = 5000) {
        while (!ended_ && close_code_ < 0 && receive(timeout_ms)) {
        }
        if (!ended_) {
            std::string rest;
            int n;
            while ((n = stream_.read(rest, timeout_ms)) > 0) {
            }
            if (n < 0) return 0;
            ended_ = true;
        }
        open_ = false;
        return close_code_ < 0 ? 1006 : close_code_;
    }
    const std::string& close_reason() const { return close_reason_; }
    int pings() const { return pings_; }
    int pongs() const { return pongs_; }

  private:
    void handshake(const std::string& host, const std::string& path, const std::vector<Header>& headers) {
        std::string request = "GET " + path + " HTTP/1.1\r\nHost: " + host +
                              "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
        for (const Header& h : headers) request += h.name + ": " + h.value + "\r\n";
        REQUIRE(stream_.send(request + "\r\n"));
        size_t end;
        while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
            if (stream_.read(buffer_) <= 0) return;
        }
        answer_ = buffer_.substr(0, end + 4);
        buffer_.erase(0, end + 4);
        status_ = atoi(answer_.c_str() + 9);
        if (status_ != 101) {
            answer_ += buffer_;
            return;
        }
        open_ = answer_.find("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=") != std::string::npos;  // RFC 6455's own example
    }

    std::optional<Frame> take_frame() {
        const auto* b = reinterpret_cast<const unsigned char*>(buffer_.data());
        if (buffer_.size() < 2) return std::nullopt;
        size_t head = 2;
        uint64_t n = b[1] & 0x7f;
        if (n == 126 || n == 127) {
            size_t bytes = n == 126 ? 2 : 8;
            head += bytes;
            if (buffer_.size() < head) return std::nullopt;
            n = 0;
            for (size_t i = 2; i < head; ++i) n = n << 8 | b[i];
        }
        if (buffer_.size() - head < n) return std::nullopt;
        CHECK_MESSAGE((b[1] & 0x80) == 0, "a server must not mask");
        Frame f{b[0] & 0x0f, (b[0] & 0x80) != 0, buffer_.substr(head, n)};
        buffer_.erase(0, head + n);
        return f;
    }

    void note_close(const Frame& f) {
        const auto* b = reinterpret_cast<const unsigned char*>(f.payload.data());
        close_code_ = f.payload.size() < 2 ? 1005 : b[0] << 8 | b[1];
        if (f.payload.size() > 2) close_reason_ = f.payload.substr(2);
        open_ = false;
        if (!close_sent_) send_frame(8, f.payload.substr(0, std::min<size_t>(2, f.payload.size())));
    }

    Stream stream_;
    std::string buffer_, answer_, close_reason_;
    int status_ = 0, close_code_ = -1, pings_ = 0, pongs_ = 0;
    bool open_ = false, ended_ = false, close_sent_ = false;
};

}  // namespace rk::test
