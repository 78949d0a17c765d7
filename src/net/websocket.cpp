#include "net/websocket.h"

#include <openssl/evp.h>
#include <openssl/sha.h>
#include <sys/epoll.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/strings.h"

namespace rk::net {
namespace {

constexpr size_t kOutWindow =
    64 * 1024;  // frames move to the output up to this, so that a full queue can still be dropped

void unmask(char* data, size_t bytes, const uint8_t mask[4], uint8_t at) {
    uint8_t key[8];
    for (size_t i = 0; i < 8; ++i) key[i] = mask[(at + i) & 3];
    uint64_t wide;
    std::memcpy(&wide, key, 8);
    size_t i = 0;
    for (; i + 8 <= bytes; i += 8) {
        uint64_t v;
        std::memcpy(&v, data + i, 8);
        v ^= wide;
        std::memcpy(data + i, &v, 8);
    }
    for (; i < bytes; ++i) data[i] = static_cast<char>(data[i] ^ static_cast<char>(key[i & 7]));
}

}  // namespace

// ---- frames ----

size_t write_frame_header(WsOpcode opcode, uint64_t n, char out[10]) {
    out[0] = static_cast<char>(0x80 | static_cast<int>(opcode));
    if (n < 126) {
        out[1] = static_cast<char>(n);
        return 2;
    }
    int bytes = n < 65536 ? 2 : 8;
    out[1] = static_cast<char>(bytes == 2 ? 126 : 127);
    for (int i = 0; i < bytes; ++i) out[2 + i] = static_cast<char>(n >> (8 * (bytes - 1 - i)));
    return static_cast<size_t>(2 + bytes);
}

bool is_close_code(uint16_t code) {
    return (code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006) ||
           (code >= 3000 && code <= 4999);
}

WsDecoder::Event WsDecoder::refuse(uint16_t code, const char* why) {
    refused_ = true;
    close_code_ = code;
    why_ = why;
    payload_ = {};
    return Event::refused;
}

// The header is whole. False: refused, `event` says so.
bool WsDecoder::check_header(Event& event) {
    final_ = header_[0] & 0x80;
    opcode_ = static_cast<WsOpcode>(header_[0] & 0x0f);
    uint64_t length = header_[1] & 0x7f;
    if (length == 126) {
        length = static_cast<uint64_t>(header_[2] << 8 | header_[3]);
        if (length < 126) return event = refuse(1002, "length not in its shortest form"), false;
    } else if (length == 127) {
        length = 0;
        for (int i = 2; i < 10; ++i) length = length << 8 | header_[i];
        if (length < 65536) return event = refuse(1002, "length not in its shortest form"), false;
        if (length >> 63) return event = refuse(1002, "length with its highest bit set"), false;
    }
    std::memcpy(mask_, header_ + header_bytes_ - 4, 4);
    mask_at_ = 0;
    left_ = length;
    if (opcode_ == WsOpcode::close || opcode_ == WsOpcode::ping || opcode_ == WsOpcode::pong) return true;
    if (opcode_ == WsOpcode::continuation) {
        if (message_opcode_ == WsOpcode::continuation) return event = refuse(1002, "continuation of nothing"), false;
    } else {
        if (message_opcode_ != WsOpcode::continuation) return event = refuse(1002, "message within a message"), false;
        message_opcode_ = opcode_;
    }
    if (length > message_bytes_max_ || message_.size() + length > message_bytes_max_) {
        return event = refuse(1009, "message too large"), false;
    }
    return true;
}

WsDecoder::Event WsDecoder::next(char*& data, size_t& bytes) {
    if (refused_) return Event::refused;
    if (give_up_message_) {
        std::string().swap(message_);
        give_up_message_ = false;
    }
    payload_ = {};
    while (true) {
        if (!in_payload_) {
            while (true) {
                size_t need = 2;
                if (header_bytes_ >= 2) {
                    // Everything that can be known from two bytes is checked at once, before a peer is waited for.
                    int opcode = header_[0] & 0x0f;
                    int length = header_[1] & 0x7f;
                    if (header_[0] & 0x70) return refuse(1002, "reserved bits set");
                    if ((opcode > 2 && opcode < 8) || opcode > 10) return refuse(1002, "unknown opcode");
                    if (!(header_[1] & 0x80)) return refuse(1002, "frame without a mask");
                    if (opcode >= 8 && length > 125) return refuse(1002, "control frame too long");
                    if (opcode >= 8 && !(header_[0] & 0x80)) return refuse(1002, "control frame in fragments");
                    need = 6 + (length == 126 ? 2u : length == 127 ? 8u : 0u);
                }
                if (header_bytes_ >= need) break;
                if (bytes == 0) return Event::more;
                size_t n = std::min(need - header_bytes_, bytes);
                std::memcpy(header_ + header_bytes_, data, n);
                header_bytes_ = static_cast<uint8_t>(header_bytes_ + n);
                data += n;
                bytes -= n;
            }
            Event event;
            if (!check_header(event)) return event;
            in_payload_ = true;
            if (static_cast<uint8_t>(opcode_) >= 8) control_.clear();
        }
        size_t n = static_cast<size_t>(std::min<uint64_t>(left_, bytes));
        if (n == 0 && left_ > 0) return Event::more;
        unmask(data, n, mask_, mask_at_);
        mask_at_ = static_cast<uint8_t>((mask_at_ + n) & 3);
        std::string_view part(data, n);
        data += n;
        bytes -= n;
        left_ -= n;
        bool control = static_cast<uint8_t>(opcode_) >= 8;
        // A message that lies whole in this read is handed on from where it lies.
        bool in_place = left_ == 0 && (control ? control_.empty() : final_ && message_.empty());
        std::string& kept = control ? control_ : message_;
        if (!in_place) kept.append(part);
        if (left_ > 0) continue;
        in_payload_ = false;
        header_bytes_ = 0;
        if (!control && !final_) continue;
        return finish_frame(in_place ? part : std::string_view(kept));
    }
}

WsDecoder::Event WsDecoder::finish_frame(std::string_view payload) {
    payload_ = payload;
    switch (opcode_) {
        case WsOpcode::ping: return Event::ping;
        case WsOpcode::pong: return Event::pong;
        case WsOpcode::close:
            close_code_ = 1005;
            if (payload.empty()) return Event::close;
            if (payload.size() == 1) return refuse(1002, "close frame of one byte");
            close_code_ =
                static_cast<uint16_t>(static_cast<uint8_t>(payload[0]) << 8 | static_cast<uint8_t>(payload[1]));
            payload_.remove_prefix(2);
            if (!is_close_code(close_code_)) return refuse(1002, "close code not allowed");
            if (!is_valid_utf8(payload_)) return refuse(1007, "close reason is no UTF-8");
            return Event::close;
        default: break;
    }
    give_up_message_ = true;
    if (std::exchange(message_opcode_, WsOpcode::continuation) == WsOpcode::binary) return Event::binary;
    if (!is_valid_utf8(payload)) return refuse(1007, "text is no UTF-8");
    return Event::text;
}

std::string accept_key(std::string_view key) {
    // 16 bytes in base64: 22 characters and two of padding.
    if (key.size() != 24 || key.substr(22) != "==") return "";
    for (char c : key.substr(0, 22)) {
        bool ok = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
        if (!ok) return "";
    }
    std::string text(key);
    text += "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    unsigned char digest[SHA_DIGEST_LENGTH];
    SHA1(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest);
    char encoded[32];
    int n = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded), digest, sizeof digest);
    return std::string(encoded, static_cast<size_t>(n));
}

bool is_websocket_request(const Request& r, bool asks_upgrade) {
    return asks_upgrade && r.method == "GET" && r.header("Sec-WebSocket-Version") == "13" &&
           !accept_key(r.header("Sec-WebSocket-Key")).empty();
}

// ---- connection ----

WebSocket::WebSocket(Worker& worker, Socket socket)
    : worker_(&worker),
      event_loop_(worker.loop()),
      loop_index_(worker.loop()->index()),
      queue_max_(worker.options.websocket_queue_max),
      socket_(std::move(socket)),
      decoder_(worker.options.websocket_message_max) {}

WebSocket::~WebSocket() = default;

void WebSocket::open(const std::string& accept) {
    worker_->counters.websockets.fetch_add(1, std::memory_order_relaxed);
    interest_ = EPOLLIN;
    event_loop_->modify(socket_.fd(), interest_, this);
    last_data_ms_ = worker_->now_ms();
    next_ping_ms_ = last_data_ms_ + worker_->options.websocket_ping_ms;
    out_.append(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " +
        accept + "\r\n\r\n");
    queued_.fetch_add(out_.bytes(), std::memory_order_relaxed);
}

void WebSocket::start(std::string leftover) {
    started_ = true;
    if (!handler_) close(1011, "");
    if (!leftover.empty()) take(leftover.data(), leftover.size());
    read();
    flush();
}

void WebSocket::send(std::shared_ptr<const std::string> text, std::string_view tail) {
    enqueue({std::move(text), std::string(tail)});
}

void WebSocket::send(std::string text) { enqueue({nullptr, std::move(text)}); }

void WebSocket::enqueue(Frame frame) {
    size_t bytes = 10 + frame.tail.size() + (frame.text ? frame.text->size() : 0);
    std::lock_guard lock(mutex_);
    if (!accepts_frames_) return;
    if (queued_.load(std::memory_order_relaxed) + bytes > queue_max_) {
        accepts_frames_ = false;
        overflow_ = true;
        frames_.clear();
    } else {
        queued_.fetch_add(bytes, std::memory_order_relaxed);
        frames_.push_back(std::move(frame));
    }
    schedule();
}

void WebSocket::schedule() {
    if (scheduled_) return;
    scheduled_ = shared_from_this();
    event_loop_->post(static_cast<Task*>(this));
}

void WebSocket::close(uint16_t code, std::string_view reason) {
    std::lock_guard lock(mutex_);
    if (!accepts_frames_) return;
    accepts_frames_ = false;
    asked_close_ = code;
    asked_reason_ = reason.substr(0, 123);
    schedule();
}

void WebSocket::drop() {
    std::shared_ptr<WebSocket> self;
    std::lock_guard lock(mutex_);
    self = std::move(scheduled_);
}

void WebSocket::run() {
    std::shared_ptr<WebSocket> self;
    std::vector<Frame> frames;
    bool overflow;
    uint16_t code;
    std::string reason;
    {
        std::lock_guard lock(mutex_);
        self = std::move(scheduled_);
        frames.swap(frames_);
        overflow = std::exchange(overflow_, false);
        code = std::exchange(asked_close_, 0);
        reason = std::move(asked_reason_);
    }
    if (finished_) return;
    if (overflow) {
        ready_.clear();
        ready_first_ = 0;
        queue_close(1008, "too slow");
    } else if (ready_.empty()) {
        ready_ = std::move(frames);
    } else {
        for (Frame& f : frames) ready_.push_back(std::move(f));
    }
    if (code) queue_close(code, reason);
    if (started_) flush();
}

void WebSocket::on_events(uint32_t events) {
    if (finished_) return;
    if (events & EPOLLERR) return finish();
    if (events & (EPOLLIN | EPOLLHUP) || (events & EPOLLOUT && socket_.read_waits_for_write())) read();
    flush();
}

void WebSocket::resume() {
    if (finished_) return;
    if (std::exchange(read_again_, false)) read();
    flush();
}

void WebSocket::read() {
    constexpr int kTurns = 8;  // then others get theirs
    for (int turn = 0; !finished_; ++turn) {
        if (turn == kTurns) {
            read_again_ = true;
            worker_->resume_later(*this);
            return;
        }
        int64_t n = socket_.read(worker_->scratch(), Worker::kScratchBytes);
        if (n == Socket::kAgain) return;
        if (n == Socket::kEnd || n == Socket::kFailed) return finish();
        last_data_ms_ = worker_->now_ms();
        worker_->counters.bytes_in.fetch_add(static_cast<uint64_t>(n), std::memory_order_relaxed);
        take(worker_->scratch(), static_cast<size_t>(n));
        if (!socket_.is_tls() && static_cast<size_t>(n) < Worker::kScratchBytes) return;
    }
}

void WebSocket::take(char* data, size_t bytes) {
    while (!finished_ && !deaf_ && !close_received_) {
        switch (decoder_.next(data, bytes)) {
            case WsDecoder::Event::more: return;
            case WsDecoder::Event::text:
                if (handler_ && !close_sent_) handler_->on_text(decoder_.payload());
                break;
            case WsDecoder::Event::binary:
                if (handler_ && !close_sent_) handler_->on_binary(decoder_.payload());
                break;
            case WsDecoder::Event::ping:
                // A peer that pings without reading gets no more pongs than fit.
                if (out_.bytes() < kOutWindow && !close_sent_) queue_control(WsOpcode::pong, decoder_.payload());
                break;
            case WsDecoder::Event::pong:
                if (handler_) handler_->on_pong();
                break;
            case WsDecoder::Event::close:
                close_received_ = true;
                if (!close_sent_) {
                    uint16_t code = decoder_.close_code();
                    ready_.clear();
                    ready_first_ = 0;
                    queue_close(code == 1005 ? 0 : code, "");
                }
                return;
            case WsDecoder::Event::refused: return fail(decoder_.close_code());
        }
    }
}

void WebSocket::fail(uint16_t code) {
    deaf_ = true;
    ready_.clear();
    ready_first_ = 0;
    if (!close_due_ && !close_sent_) queue_close(code, "");
}

void WebSocket::queue_control(WsOpcode opcode, std::string_view payload) {
    char header[10];
    size_t n = write_frame_header(opcode, payload.size(), header);
    out_.append(std::string_view(header, n));
    out_.append(payload);
    queued_.fetch_add(n + payload.size(), std::memory_order_relaxed);
}

// Goes out behind the frames that are ready. Code 0: a close frame without a code.
void WebSocket::queue_close(uint16_t code, std::string_view reason) {
    {
        std::lock_guard lock(mutex_);
        accepts_frames_ = false;
    }
    if (close_due_ || close_sent_) return;
    close_due_ = true;
    close_code_ = code;
    close_reason_ = reason;
}

void WebSocket::flush() {
    if (finished_ || flushing_) return;
    flushing_ = true;
    while (true) {
        while (ready_first_ < ready_.size() && out_.bytes() < kOutWindow) {
            Frame frame = std::move(ready_[ready_first_++]);
            char header[10];
            size_t bytes = frame.tail.size() + (frame.text ? frame.text->size() : 0);
            size_t n = write_frame_header(WsOpcode::text, bytes, header);
            out_.append(std::string_view(header, n));
            out_.append(std::move(frame.text));
            out_.append(std::move(frame.tail));
            queued_.fetch_sub(10 - n, std::memory_order_relaxed);  // counted as ten before
        }
        if (ready_first_ == ready_.size()) {
            std::vector<Frame>().swap(ready_);
            ready_first_ = 0;
            if (close_due_ && !close_sent_) {
                std::string payload;
                if (close_code_) {
                    payload = {static_cast<char>(close_code_ >> 8), static_cast<char>(close_code_ & 0xff)};
                    payload += close_reason_;
                }
                queue_control(WsOpcode::close, payload);
                close_sent_ = true;
                close_by_ms_ = worker_->now_ms() + worker_->options.websocket_close_ms;
            }
        }
        if (out_.empty()) break;
        uint64_t sent = 0;
        Output::State state = out_.write(socket_, sent);
        queued_.fetch_sub(sent, std::memory_order_relaxed);
        worker_->counters.bytes_out.fetch_add(sent, std::memory_order_relaxed);
        if (state != Output::State::blocked) {
            blocked_since_ms_ = 0;
        } else if (sent || !blocked_since_ms_) {
            blocked_since_ms_ = worker_->now_ms();
        }
        if (state == Output::State::failed) {
            flushing_ = false;
            return finish();
        }
        if (state == Output::State::blocked) break;
    }
    flushing_ = false;
    if (out_.empty() && close_sent_) {
        if (close_received_) return finish();
        // A broken peer is read on without listening, so that our close frame is not lost to a reset.
        if (deaf_) socket_.shutdown_write();
    }
    update();
}

void WebSocket::update() {
    uint32_t want = EPOLLIN | (out_.empty() ? 0u : static_cast<uint32_t>(EPOLLOUT)) |
                    (socket_.read_waits_for_write() ? static_cast<uint32_t>(EPOLLOUT) : 0u);
    if (want != interest_) {
        interest_ = want;
        event_loop_->modify(socket_.fd(), interest_, this);
    }
    const ServerOptions& o = worker_->options;
    int64_t due = std::min(next_ping_ms_, last_data_ms_ + o.websocket_silence_ms);
    if (blocked_since_ms_) due = std::min(due, blocked_since_ms_ + o.write_timeout_ms);
    if (close_sent_) due = std::min(due, close_by_ms_);
    event_loop_->set_timer(*this, due);
}

void WebSocket::on_timer() {
    if (finished_) return;
    int64_t now = worker_->now_ms();
    const ServerOptions& o = worker_->options;
    if (now >= last_data_ms_ + o.websocket_silence_ms || (close_sent_ && now >= close_by_ms_) ||
        (blocked_since_ms_ && now >= blocked_since_ms_ + o.write_timeout_ms)) {
        return finish();
    }
    if (now >= next_ping_ms_) {
        next_ping_ms_ = now + o.websocket_ping_ms;
        if (out_.empty() && !close_sent_) queue_control(WsOpcode::ping, "");
    }
    flush();
}

void WebSocket::begin_stop() { close(1001, "server is stopping"); }

void WebSocket::finish() {
    if (std::exchange(finished_, true)) return;
    {
        std::lock_guard lock(mutex_);
        accepts_frames_ = false;
        std::vector<Frame>().swap(frames_);
    }
    event_loop_->cancel_timer(*this);
    event_loop_->remove(socket_.fd());
    socket_.close();
    out_.clear();
    std::vector<Frame>().swap(ready_);
    queued_ = 0;
    worker_->counters.websockets.fetch_sub(1, std::memory_order_relaxed);
    // Last of all: remove() may let go of the object within this round.
    if (std::shared_ptr<WsHandler> handler = std::move(handler_)) handler->on_close();
    worker_->remove(*this);
}

}  // namespace rk::net
