// HTTP/1.1 requests from bytes (RFC 9112), incremental, strict wherever two readers of the same bytes could disagree about where a
// request ends: every line ends with CRLF, no folded lines, one Content-Length at most and none beside Transfer-Encoding, plain
// hexadecimal chunk sizes. Never throws on any input.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/http.h"

namespace rk::net {

struct ParserLimits {
    size_t line_bytes = 16 * 1024;  // request line, or one header line
    size_t head_bytes = 64 * 1024;  // request line and all header lines
    size_t headers = 128;
    size_t chunk_extra_bytes = 16 * 1024;  // chunk extensions and trailers of one body
};

// What the head says about this message and what net acts on itself. Views point into Request::head.
struct HeadFacts {
    enum class Body { none, length, chunked };
    Body body = Body::none;
    uint64_t content_length = 0;  // with Body::length
    int minor_version = 1;        // HTTP/1.x
    bool expect_continue = false;
    bool upgrade_websocket = false;  // Connection: upgrade and Upgrade: websocket
    std::string_view accept_encoding, range, if_range, if_none_match, if_modified_since;
};

class HttpParser {
  public:
    enum class Step {
        more,     // everything given was consumed and more is needed
        head,     // request() has its head, facts() are known; call again for the body
        body,     // piece() has some bytes of the body
        done,     // the request is complete; take it
        refused,  // status() and why(); the connection cannot go on
    };

    explicit HttpParser(const ParserLimits& limits) : limits_(limits) {}

    // Consumes from the front of `data`. Behind `refused` and `done` (until take()) it must not be called again.
    Step parse(std::string_view& data);

    Request& request() { return *request_; }
    const HeadFacts& facts() const { return facts_; }
    std::string_view piece() const { return piece_; }  // valid as long as the data given to parse()
    // The request; the parser is ready for the next one.
    std::unique_ptr<Request> take();
    // No byte of a request has come yet.
    bool idle() const { return state_ == State::head && !request_; }
    bool in_head() const { return state_ == State::head; }

    // Method and target of a request have been read, whatever comes of the rest.
    bool has_line() const { return request_ && !request_->target.empty(); }

    int status() const { return status_; }  // 400, 417, 431, 501 or 505
    const char* why() const { return why_; }

  private:
    enum class State : uint8_t {
        head,
        body_begin,
        body_length,
        chunk_size,
        chunk_data,
        chunk_data_cr,
        chunk_data_lf,
        trailer,
        done,
        refused
    };

    Step refuse(int status, const char* why);
    Step parse_head(std::string_view& data);
    Step parse_lines();
    bool parse_request_line(std::string_view line);
    bool parse_header_line(std::string_view line);
    Step parse_chunk_size(std::string_view& data);
    Step parse_trailer(std::string_view& data);
    // Appends to `line_` up to and including LF. False: more is needed, or it was refused.
    bool take_line(std::string_view& data, Step& step);

    const ParserLimits& limits_;
    State state_ = State::head;
    bool trailing_cr_ = false;  // the last byte of the head so far is CR
    uint8_t empty_lines_ = 0;   // before the request line
    bool seen_length_ = false, seen_encoding_ = false, seen_host_ = false, absolute_ = false;
    bool connection_close_ = false, connection_keep_ = false, connection_upgrade_ = false, upgrade_websocket_ = false;
    int16_t status_ = 0;
    const char* why_ = "";
    std::unique_ptr<Request> request_;
    std::vector<uint32_t> line_ends_;  // offsets behind each LF of the head; given up with the request when large
    size_t line_start_ = 0;
    uint64_t left_ = 0;  // bytes left of the body or the chunk
    size_t chunk_extra_ = 0;
    std::string line_;  // a chunk size or trailer line so far
    std::string_view piece_;
    HeadFacts facts_;
};

// Whether `list` (comma-separated) has `token`, letter case aside.
bool has_token(std::string_view list, std::string_view token);

}  // namespace rk::net
