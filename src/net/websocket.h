// WebSocket (RFC 6455), the server's side: frames from bytes, and a connection over them.
//
// permessage-deflate is not negotiated: a compressor with its window costs some 40 to 300 KB a connection, or a shared one is run
// over every event once a receiver; at ten thousand clients either is far more than the bytes it would save on a local network.
#pragma once
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/http.h"
#include "net/output.h"
#include "net/tls.h"
#include "net/worker.h"

namespace rk::net {

enum class WsOpcode : uint8_t { continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

// Frames from a client, incremental. Never throws on any input.
class WsDecoder {
  public:
    enum class Event {
        more,  // everything was consumed and more is needed
        text,
        binary,
        ping,
        pong,     // payload()
        close,    // close_code(), payload() is the reason
        refused,  // close_code() says with what to close, why() for the log; nothing more can be decoded
    };

    explicit WsDecoder(uint64_t message_bytes_max) : message_bytes_max_(message_bytes_max) {}
    // Consumes from the front of data[0..bytes), unmasking in place.
    Event next(char*& data, size_t& bytes);
    std::string_view payload() const { return payload_; }  // valid until the next call
    uint16_t close_code() const { return close_code_; }    // 1005 when the peer gave none
    const char* why() const { return why_; }

  private:
    Event refuse(uint16_t code, const char* why);
    Event finish_frame(std::string_view payload);
    bool check_header(Event& event);

    const uint64_t message_bytes_max_;
    uint8_t header_[14] = {};
    uint8_t header_bytes_ = 0;
    uint8_t mask_at_ = 0;
    bool in_payload_ = false;
    bool final_ = false;
    bool give_up_message_ = false;  // `message_` was delivered by the last call
    bool refused_ = false;
    uint16_t close_code_ = 0;
    WsOpcode opcode_ = WsOpcode::continuation;          // of the frame
    WsOpcode message_opcode_ = WsOpcode::continuation;  // of the unfinished message; continuation: none
    uint64_t left_ = 0;
    uint8_t mask_[4] = {};
    const char* why_ = "";
    std::string message_;  // of earlier frames or reads
    std::string control_;
    std::string_view payload_;
};

// The header of an unmasked frame; returns its size (2, 4 or 10).
size_t write_frame_header(WsOpcode opcode, uint64_t payload_bytes, char out[10]);
// Whether a peer may send this code in a close frame.
bool is_close_code(uint16_t code);
// Sec-WebSocket-Accept for a Sec-WebSocket-Key; "" when the key is malformed.
std::string accept_key(std::string_view key);
// A GET that asks for version 13 with a well-formed key.
bool is_websocket_request(const Request& request, bool asks_upgrade);

class WebSocket final : public WsConnection,
                        public Connection,
                        public Timer,
                        public Task,
                        public std::enable_shared_from_this<WebSocket> {
  public:
    WebSocket(Worker& worker, Socket socket);
    ~WebSocket() override;

    // Loop's thread: takes over the socket's events and queues the handshake's answer.
    void open(const std::string& accept);
    // After the handler was set: begins to read, first what came behind the handshake.
    void start(std::string leftover);

    void send(std::shared_ptr<const std::string> text, std::string_view tail) override;
    void send(std::string text) override;
    void close(uint16_t code, std::string_view reason) override;
    void set_handler(std::shared_ptr<WsHandler> handler) override { handler_ = std::move(handler); }
    int loop() const override { return loop_index_; }
    size_t queued_bytes() const override { return queued_.load(std::memory_order_relaxed); }

    void on_events(uint32_t events) override;
    void on_timer() override;
    void begin_stop() override;
    void abort() override { finish(); }
    void resume() override;
    void run() override;
    void drop() override;

  private:
    struct Frame {
        std::shared_ptr<const std::string> text;  // may be null
        std::string tail;
    };

    void enqueue(Frame frame);
    void schedule();  // with mutex_ held
    void read();
    void take(char* data, size_t bytes);
    void fail(uint16_t code);
    void queue_control(WsOpcode opcode, std::string_view payload);
    void queue_close(uint16_t code, std::string_view reason);
    void flush();
    void update();
    void finish();

    Worker* worker_;  // loop's thread only
    const std::shared_ptr<EventLoop> event_loop_;
    const int loop_index_;
    const uint64_t queue_max_;
    std::atomic<size_t> queued_{0};

    std::mutex mutex_;  // guards the next six
    std::vector<Frame> frames_;
    std::shared_ptr<WebSocket> scheduled_;  // itself while in the loop's queue of tasks
    bool accepts_frames_ = true;
    bool overflow_ = false;
    uint16_t asked_close_ = 0;
    std::string asked_reason_;

    // Loop's thread only from here.
    Socket socket_;
    std::shared_ptr<WsHandler> handler_;
    WsDecoder decoder_;
    Output out_;
    std::vector<Frame> ready_;
    size_t ready_first_ = 0;
    uint32_t interest_ = 0;
    uint16_t close_code_ = 0;
    std::string close_reason_;
    bool close_due_ = false, close_sent_ = false, close_received_ = false;
    bool deaf_ = false;  // broken peer: what comes is thrown away
    bool read_again_ = false;
    bool started_ = false;
    bool finished_ = false;
    bool flushing_ = false;
    int64_t last_data_ms_ = 0, blocked_since_ms_ = 0, next_ping_ms_ = 0, close_by_ms_ = 0;
};

}  // namespace rk::net
