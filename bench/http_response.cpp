#include "bench/http_response.h"

#include <algorithm>

namespace rk::bench {
namespace {

constexpr size_t kHeadMax = 64 << 10;
constexpr size_t kErrorBodyMax = 4 << 10;

bool same_name(std::string_view text, std::string_view lower_name) {
    if (text.size() != lower_name.size()) return false;
    for (size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
        if (c != lower_name[i]) return false;
    }
    return true;
}

std::string_view trimmed(std::string_view s) {
    while (!s.empty() && (s.front() == ' ' || s.front() == '\t')) s.remove_prefix(1);
    while (!s.empty() && (s.back() == ' ' || s.back() == '\t' || s.back() == '\r')) s.remove_suffix(1);
    return s;
}

bool has_token(std::string_view list, std::string_view lower_token) {
    while (!list.empty()) {
        size_t comma = list.find(',');
        if (same_name(trimmed(list.substr(0, comma)), lower_token)) return true;
        if (comma == std::string_view::npos) break;
        list.remove_prefix(comma + 1);
    }
    return false;
}

// Calls visit(name, value) for each header line behind the status line.
template <class Visit>
void each_header(std::string_view head, Visit visit) {
    size_t at = head.find('\n');
    while (at != std::string_view::npos && at + 1 < head.size()) {
        size_t start = at + 1;
        at = head.find('\n', start);
        std::string_view line = head.substr(start, at == std::string_view::npos ? at : at - start);
        size_t colon = line.find(':');
        if (colon != std::string_view::npos) visit(line.substr(0, colon), line.substr(colon + 1));
    }
}

}  // namespace

void ResponseParser::reset() {
    state_ = State::kHead;
    keeping_ = false;
    keep_alive_ = true;
    status_ = 0;
    left_ = 0;
    head_.clear();
    line_.clear();
    body_.clear();
}

std::string ResponseParser::header(std::string_view name) const {
    std::string found;
    each_header(head_, [&](std::string_view n, std::string_view value) {
        if (same_name(n, name)) found = trimmed(value);
    });
    return found;
}

void ResponseParser::read_head(std::string_view head) {
    // "HTTP/1.1 200 OK"
    if (head.size() < 12 || head.substr(0, 7) != "HTTP/1.") {
        state_ = State::kFailed;
        return;
    }
    status_ = 0;
    for (size_t i = 9; i < 12; ++i) {
        if (head[i] < '0' || head[i] > '9') {
            state_ = State::kFailed;
            return;
        }
        status_ = status_ * 10 + (head[i] - '0');
    }
    keep_alive_ = head[7] == '1';
    bool chunked = false, length_known = false, bad = false;
    uint64_t length = 0;
    each_header(head, [&](std::string_view name, std::string_view value) {
        switch (name.size()) {
            case 14:
                if (!same_name(name, "content-length")) break;
                value = trimmed(value);
                bad = bad || value.empty() || value.size() > 15;
                length = 0;
                for (char c : value) {
                    bad = bad || c < '0' || c > '9';
                    length = length * 10 + static_cast<uint64_t>(c - '0');
                }
                length_known = true;
                break;
            case 17:
                if (same_name(name, "transfer-encoding")) chunked = has_token(value, "chunked");
                break;
            case 10:
                if (!same_name(name, "connection")) break;
                if (has_token(value, "close")) keep_alive_ = false;
                if (has_token(value, "keep-alive")) keep_alive_ = true;
                break;
            default: break;
        }
    });
    keeping_ = keep_all_ || !success();
    if (bad) {
        state_ = State::kFailed;
    } else if (status_ == 101 || status_ == 204 || status_ == 304) {
        state_ = State::kDone;
    } else if (status_ < 200) {  // "100 Continue": the answer proper follows
        state_ = State::kHead;
        status_ = 0;
        head_.clear();
    } else if (chunked) {
        state_ = State::kChunkSize;
    } else if (length_known) {
        left_ = length;
        state_ = length ? State::kBody : State::kDone;
    } else {
        keep_alive_ = false;
        state_ = State::kBodyUntilEnd;
    }
}

size_t ResponseParser::feed_head(std::string_view bytes) {
    if (head_.empty()) {
        size_t end = bytes.find("\r\n\r\n");
        if (end != std::string_view::npos) {
            if (keep_all_) head_.assign(bytes.substr(0, end + 2));
            read_head(bytes.substr(0, end + 2));
            return end + 4;
        }
        head_.assign(bytes);
        if (head_.size() > kHeadMax) state_ = State::kFailed;
        return bytes.size();
    }
    size_t had = head_.size();
    head_.append(bytes.substr(0, kHeadMax));
    size_t end = head_.find("\r\n\r\n", had < 3 ? 0 : had - 3);
    if (end == std::string::npos) {
        if (head_.size() > kHeadMax) state_ = State::kFailed;
        return bytes.size();
    }
    size_t used = end + 4 - had;
    head_.resize(end + 2);
    std::string head = head_;  // read_head may clear head_
    read_head(head);
    return used;
}

void ResponseParser::take_body(std::string_view bytes) {
    if (!keeping_) return;
    if (keep_all_) body_.append(bytes);
    else if (body_.size() < kErrorBodyMax) body_.append(bytes.substr(0, kErrorBodyMax - body_.size()));
}

void ResponseParser::skip(uint64_t bytes) {
    left_ -= std::min(bytes, left_);
    if (!left_ && state_ == State::kBody) state_ = State::kDone;
}

size_t ResponseParser::feed(std::string_view bytes) {
    size_t at = 0;
    while (at < bytes.size() && state_ != State::kDone && state_ != State::kFailed) {
        std::string_view rest = bytes.substr(at);
        switch (state_) {
            case State::kHead: at += feed_head(rest); break;
            case State::kBody:
            case State::kChunkData: {
                auto part = static_cast<size_t>(std::min<uint64_t>(left_, rest.size()));
                take_body(rest.substr(0, part));
                left_ -= part;
                at += part;
                if (!left_) state_ = state_ == State::kBody ? State::kDone : State::kChunkEnd;
                break;
            }
            case State::kBodyUntilEnd:
                take_body(rest);
                at = bytes.size();
                break;
            case State::kChunkSize:
            case State::kChunkEnd:
            case State::kTrailer: {
                size_t end = rest.find('\n');
                line_.append(rest.substr(0, end));
                if (line_.size() > kHeadMax) {
                    state_ = State::kFailed;
                    break;
                }
                at += end == std::string_view::npos ? rest.size() : end + 1;
                if (end == std::string_view::npos) break;
                std::string_view line = trimmed(line_);
                if (state_ == State::kChunkEnd) {
                    state_ = line.empty() ? State::kChunkSize : State::kFailed;
                } else if (state_ == State::kTrailer) {
                    if (line.empty()) state_ = State::kDone;
                } else {
                    left_ = 0;
                    size_t digits = 0;
                    for (; digits < line.size() && digits < 12; ++digits) {
                        char c = line[digits];
                        int v = c >= '0' && c <= '9'   ? c - '0'
                                : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                       : -1;
                        if (v < 0) break;
                        left_ = left_ * 16 + static_cast<uint64_t>(v);
                    }
                    bool whole = digits == line.size() || line[digits] == ';' || line[digits] == ' ';
                    state_ = !digits || !whole ? State::kFailed : left_ ? State::kChunkData : State::kTrailer;
                }
                line_.clear();
                break;
            }
            case State::kDone:
            case State::kFailed: break;
        }
    }
    return at;
}

void ResponseParser::feed_end() {
    if (state_ == State::kBodyUntilEnd) state_ = State::kDone;
    else if (state_ != State::kDone) state_ = State::kFailed;
}

}  // namespace rk::bench
