#include "net/http_parser.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace rk::net {
namespace {

// RFC 9110 token characters.
constexpr std::array<bool, 256> make_token_table() {
    std::array<bool, 256> table{};
    for (int c = '0'; c <= '9'; ++c) table[static_cast<size_t>(c)] = true;
    for (int c = 'a'; c <= 'z'; ++c) table[static_cast<size_t>(c)] = true;
    for (int c = 'A'; c <= 'Z'; ++c) table[static_cast<size_t>(c)] = true;
    for (char c : {'!', '#', '$', '%', '&', '\'', '*', '+', '-', '.', '^', '_', '`', '|', '~'}) {
        table[static_cast<size_t>(c)] = true;
    }
    return table;
}
constexpr std::array<bool, 256> kToken = make_token_table();

bool is_token(std::string_view s) {
    if (s.empty()) return false;
    for (char c : s) {
        if (!kToken[static_cast<unsigned char>(c)]) return false;
    }
    return true;
}

// A header's value: anything but control characters (tab is allowed); bytes over 0x7f pass as they come.
bool is_field_value(std::string_view s) {
    for (char c : s) {
        auto b = static_cast<unsigned char>(c);
        if ((b < 0x20 && b != '\t') || b == 0x7f) return false;
    }
    return true;
}

// A request target has no white space or control characters. A fragment does not belong there, but is taken for a part
// of the path (golden admin_http "tricks with paths"). Bytes over 0x7f come from clients that do not escape; the
// path is decoded as bytes anyway.
bool is_target(std::string_view s) {
    for (char c : s) {
        auto b = static_cast<unsigned char>(c);
        if (b <= 0x20 || b == 0x7f) return false;
    }
    return !s.empty();
}

bool is_host(std::string_view s) {
    for (char c : s) {
        auto b = static_cast<unsigned char>(c);
        if (b <= 0x20 || b >= 0x7f || std::strchr("/?#@\\<>\"{}|^`,", c)) return false;
    }
    return true;
}

std::string_view trim_blank(std::string_view s) {
    while (!s.empty() && (s.front() == ' ' || s.front() == '\t')) s.remove_prefix(1);
    while (!s.empty() && (s.back() == ' ' || s.back() == '\t')) s.remove_suffix(1);
    return s;
}

bool parse_length(std::string_view s, uint64_t& out) {
    if (s.empty() || s.size() > 18) return false;
    out = 0;
    for (char c : s) {
        if (c < '0' || c > '9') return false;
        out = out * 10 + static_cast<uint64_t>(c - '0');
    }
    return true;
}

}  // namespace

bool has_token(std::string_view list, std::string_view token) {
    while (!list.empty()) {
        size_t comma = std::min(list.find(','), list.size());
        if (same_name(trim_blank(list.substr(0, comma)), token)) return true;
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
    return false;
}

HttpParser::Step HttpParser::refuse(int status, const char* why) {
    state_ = State::refused;
    status_ = static_cast<int16_t>(status);
    why_ = why;
    return Step::refused;
}

std::unique_ptr<Request> HttpParser::take() {
    std::unique_ptr<Request> request = std::move(request_);
    state_ = State::head;
    trailing_cr_ = false;
    empty_lines_ = 0;
    seen_length_ = seen_encoding_ = seen_host_ = absolute_ = false;
    connection_close_ = connection_keep_ = connection_upgrade_ = upgrade_websocket_ = false;
    if (line_ends_.capacity() > 32) {
        std::vector<uint32_t>().swap(line_ends_);
    } else {
        line_ends_.clear();
    }
    line_start_ = 0;
    chunk_extra_ = 0;
    std::string().swap(line_);
    piece_ = {};
    facts_ = {};
    return request;
}

HttpParser::Step HttpParser::parse(std::string_view& data) {
    while (true) {
        switch (state_) {
            case State::head: return parse_head(data);
            case State::body_begin:
                if (facts_.body == HeadFacts::Body::length && facts_.content_length > 0) {
                    left_ = facts_.content_length;
                    state_ = State::body_length;
                } else if (facts_.body == HeadFacts::Body::chunked) {
                    state_ = State::chunk_size;
                } else {
                    state_ = State::done;
                    return Step::done;
                }
                break;
            case State::body_length:
            case State::chunk_data: {
                if (left_ == 0) {
                    if (state_ == State::chunk_data) {
                        state_ = State::chunk_data_cr;
                        break;
                    }
                    state_ = State::done;
                    return Step::done;
                }
                if (data.empty()) return Step::more;
                size_t n = static_cast<size_t>(std::min<uint64_t>(left_, data.size()));
                piece_ = data.substr(0, n);
                data.remove_prefix(n);
                left_ -= n;
                return Step::body;
            }
            case State::chunk_data_cr:
            case State::chunk_data_lf:
                if (data.empty()) return Step::more;
                if (data.front() != (state_ == State::chunk_data_cr ? '\r' : '\n')) {
                    return refuse(400, "chunk does not end with CRLF");
                }
                data.remove_prefix(1);
                state_ = state_ == State::chunk_data_cr ? State::chunk_data_lf : State::chunk_size;
                break;
            case State::chunk_size: {
                Step step = parse_chunk_size(data);
                if (step != Step::head) return step;  // `head` stands for "go on" here
                break;
            }
            case State::trailer: {
                Step step = parse_trailer(data);
                if (step != Step::head) return step;
                break;
            }
            case State::done: return Step::done;
            case State::refused: return Step::refused;
        }
    }
}

HttpParser::Step HttpParser::parse_head(std::string_view& data) {
    size_t at = 0;
    while (true) {
        const char* found = at < data.size()
                                ? static_cast<const char*>(std::memchr(data.data() + at, '\n', data.size() - at))
                                : nullptr;
        if (!found) {
            if (data.empty()) return Step::more;
            if (!request_) request_ = std::make_unique<Request>();
            std::string& head = request_->head;
            if (head.size() + data.size() > limits_.head_bytes ||
                head.size() + data.size() - line_start_ > limits_.line_bytes) {
                return refuse(431, "request head too large");
            }
            head.append(data);
            trailing_cr_ = data.back() == '\r';
            data = {};
            return Step::more;
        }
        size_t lf = static_cast<size_t>(found - data.data());
        if (lf == 0 ? !trailing_cr_ : found[-1] != '\r') return refuse(400, "line ends with a bare LF");
        size_t before = request_ ? request_->head.size() : 0;
        size_t line_end = before + lf + 1;
        size_t line_bytes = line_end - line_start_;
        if (line_bytes > limits_.line_bytes || line_end > limits_.head_bytes) {
            return refuse(431, "request head too large");
        }
        if (line_bytes == 2 && line_ends_.empty()) {
            // RFC 9112 2.2: empty lines before a request line are ignored; a few.
            if (++empty_lines_ > 4) return refuse(400, "empty request line");
            data.remove_prefix(lf + 1);
            request_.reset();
            trailing_cr_ = false;
            at = 0;
            continue;
        }
        line_ends_.push_back(static_cast<uint32_t>(line_end));
        if (line_ends_.size() > limits_.headers + 2) return refuse(431, "too many header lines");
        line_start_ = line_end;
        at = lf + 1;
        if (line_bytes == 2) {
            if (!request_) request_ = std::make_unique<Request>();
            request_->head.append(data.substr(0, lf + 1));
            data.remove_prefix(lf + 1);
            return parse_lines();
        }
    }
}

HttpParser::Step HttpParser::parse_lines() {
    Request& r = *request_;
    std::string_view head = r.head;
    r.headers.reserve(line_ends_.size());
    size_t start = 0;
    for (size_t i = 0; i + 1 < line_ends_.size(); ++i) {
        std::string_view line = head.substr(start, line_ends_[i] - 2 - start);
        start = line_ends_[i];
        if (!(i == 0 ? parse_request_line(line) : parse_header_line(line))) return Step::refused;
    }
    if (!seen_host_ && facts_.minor_version >= 1) return refuse(400, "missing Host header");
    if (seen_encoding_ && seen_length_) return refuse(400, "both Content-Length and Transfer-Encoding");
    if (seen_encoding_ && facts_.minor_version == 0) return refuse(400, "Transfer-Encoding in HTTP/1.0");
    if (facts_.minor_version == 0) facts_.expect_continue = false;
    r.keep_alive = facts_.minor_version >= 1 ? !connection_close_ : (connection_keep_ && !connection_close_);
    facts_.upgrade_websocket = upgrade_websocket_ && connection_upgrade_ && facts_.minor_version >= 1;
    state_ = State::body_begin;
    return Step::head;
}

bool HttpParser::parse_request_line(std::string_view line) {
    Request& r = *request_;
    size_t first = line.find(' ');
    size_t last = line.rfind(' ');
    if (first == std::string_view::npos || last == first) return refuse(400, "malformed request line"), false;
    r.method = line.substr(0, first);
    r.target = line.substr(first + 1, last - first - 1);
    std::string_view version = line.substr(last + 1);
    if (!is_token(r.method)) return refuse(400, "malformed method"), false;
    if (!is_target(r.target)) return refuse(400, "malformed request target"), false;
    if (version.size() != 8 || version.substr(0, 5) != "HTTP/" || version[6] != '.' || version[5] < '0' ||
        version[5] > '9' || version[7] < '0' || version[7] > '9') {
        return refuse(400, "malformed version"), false;
    }
    if (version[5] != '1') return refuse(505, "only HTTP/1.0 and HTTP/1.1"), false;
    facts_.minor_version = version[7] - '0';

    std::string_view path = r.target;
    if (path.front() != '/') {
        // Absolute form (RFC 9112 3.2.2): its authority replaces Host. `*` is for OPTIONS only.
        size_t scheme = path.find("://");
        if (scheme != std::string_view::npos &&
            (same_name(path.substr(0, scheme), "http") || same_name(path.substr(0, scheme), "https"))) {
            path.remove_prefix(scheme + 3);
            size_t authority_end = std::min(path.find_first_of("/?"), path.size());
            std::string_view authority = path.substr(0, authority_end);
            if (authority.empty() || !is_host(authority)) return refuse(400, "malformed request target"), false;
            r.local_host = authority;
            absolute_ = true;
            path.remove_prefix(authority_end);
        } else if (!(path == "*" && r.method == "OPTIONS")) {
            return refuse(400, "malformed request target"), false;
        }
    }
    size_t question = path.find('?');
    r.raw_path = path.substr(0, question);
    if (question != std::string_view::npos) r.query = path.substr(question + 1);
    if (r.raw_path.empty()) r.raw_path = "/";
    return true;
}

bool HttpParser::parse_header_line(std::string_view line) {
    if (line.front() == ' ' || line.front() == '\t') return refuse(400, "folded header line"), false;
    size_t colon = line.find(':');
    if (colon == std::string_view::npos) return refuse(400, "header line without a colon"), false;
    std::string_view name = line.substr(0, colon);
    std::string_view value = trim_blank(line.substr(colon + 1));
    if (!is_token(name)) return refuse(400, "malformed header name"), false;
    if (!is_field_value(value)) return refuse(400, "control character in a header"), false;
    request_->headers.push_back({name, value});
    switch (name.size()) {
        case 4:
            if (same_name(name, "host")) {
                if (seen_host_) return refuse(400, "more than one Host header"), false;
                if (!is_host(value)) return refuse(400, "malformed Host header"), false;
                seen_host_ = true;
                if (!absolute_) request_->local_host = value;
            }
            break;
        case 5:
            if (same_name(name, "range")) facts_.range = value;
            break;
        case 6:
            if (same_name(name, "expect")) {
                if (!same_name(value, "100-continue")) return refuse(417, "unknown expectation"), false;
                facts_.expect_continue = true;
            }
            break;
        case 7:
            if (same_name(name, "upgrade") && has_token(value, "websocket")) upgrade_websocket_ = true;
            break;
        case 8:
            if (same_name(name, "if-range")) facts_.if_range = value;
            break;
        case 10:
            if (same_name(name, "connection")) {
                if (has_token(value, "close")) connection_close_ = true;
                if (has_token(value, "keep-alive")) connection_keep_ = true;
                if (has_token(value, "upgrade")) connection_upgrade_ = true;
            }
            break;
        case 13:
            if (same_name(name, "if-none-match")) facts_.if_none_match = value;
            break;
        case 14:
            if (same_name(name, "content-length")) {
                if (seen_length_) return refuse(400, "more than one Content-Length"), false;
                seen_length_ = true;
                if (!parse_length(value, facts_.content_length)) return refuse(400, "malformed Content-Length"), false;
                facts_.body = HeadFacts::Body::length;
            }
            break;
        case 15:
            if (same_name(name, "accept-encoding")) facts_.accept_encoding = value;
            break;
        case 17:
            if (same_name(name, "transfer-encoding")) {
                if (seen_encoding_) return refuse(400, "more than one Transfer-Encoding"), false;
                seen_encoding_ = true;
                if (!same_name(value, "chunked")) return refuse(501, "only chunked transfer encoding"), false;
                facts_.body = HeadFacts::Body::chunked;
            } else if (same_name(name, "if-modified-since")) {
                facts_.if_modified_since = value;
            }
            break;
        default: break;
    }
    return true;
}

bool HttpParser::take_line(std::string_view& data, Step& step) {
    step = Step::more;
    if (data.empty()) return false;
    size_t lf = std::min(data.find('\n'), data.size() - 1);
    bool whole = data[lf] == '\n';
    line_.append(data.substr(0, lf + 1));
    data.remove_prefix(lf + 1);
    chunk_extra_ += lf + 1;
    if (line_.size() > limits_.line_bytes || chunk_extra_ > limits_.chunk_extra_bytes) {
        step = refuse(431, "chunk extensions or trailers too large");
        return false;
    }
    if (!whole) return false;
    if (line_.size() < 2 || line_[line_.size() - 2] != '\r') {
        step = refuse(400, "line ends with a bare LF");
        return false;
    }
    line_.resize(line_.size() - 2);
    return true;
}

// Step::head means: go on with the next state.
HttpParser::Step HttpParser::parse_chunk_size(std::string_view& data) {
    Step step;
    if (!take_line(data, step)) return step;
    std::string_view line = line_;
    uint64_t size = 0;
    size_t digits = 0;
    for (; digits < line.size(); ++digits) {
        char c = line[digits];
        uint64_t digit;
        if (c >= '0' && c <= '9') {
            digit = static_cast<uint64_t>(c - '0');
        } else if (c >= 'a' && c <= 'f') {
            digit = static_cast<uint64_t>(c - 'a' + 10);
        } else if (c >= 'A' && c <= 'F') {
            digit = static_cast<uint64_t>(c - 'A' + 10);
        } else {
            break;
        }
        if (digits == 15) return refuse(400, "chunk size too large");
        size = size * 16 + digit;
    }
    std::string_view rest = line.substr(digits);
    if (digits == 0 || !is_field_value(rest)) return refuse(400, "malformed chunk size");
    if (!rest.empty() && (trim_blank(rest).empty() || trim_blank(rest).front() != ';')) {
        return refuse(400, "malformed chunk size");
    }
    // Only what surrounds the digits counts as extra: honest small chunks may be many.
    chunk_extra_ -= digits + 2;
    line_.clear();
    left_ = size;
    state_ = size > 0 ? State::chunk_data : State::trailer;
    return Step::head;
}

// Trailer fields are checked and dropped: merging them into the headers is how they would get past checks on those.
HttpParser::Step HttpParser::parse_trailer(std::string_view& data) {
    Step step;
    if (!take_line(data, step)) return step;
    if (line_.empty()) {
        state_ = State::done;
        return Step::done;
    }
    size_t colon = line_.find(':');
    std::string_view line = line_;
    if (colon == std::string::npos || !is_token(line.substr(0, colon)) || !is_field_value(line.substr(colon + 1))) {
        return refuse(400, "malformed trailer");
    }
    line_.clear();
    return Step::head;
}

}  // namespace rk::net
