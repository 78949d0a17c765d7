#include "net/http_answer.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "base/log.h"
#include "net/compress.h"
#include "net/http_parser.h"
#include "net/output.h"

namespace rk::net {
namespace {

struct Reason {
    int status;
    std::string_view text;
};
constexpr Reason kReasons[] = {
    {100, "Continue"},
    {101, "Switching Protocols"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {203, "Non-Authoritative Information"},
    {204, "No Content"},
    {205, "Reset Content"},
    {206, "Partial Content"},
    {207, "Multi-Status"},
    {300, "Multiple Choices"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {402, "Payment Required"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {413, "Request Entity Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {417, "Expectation Failed"},
    {422, "Unprocessable Entity"},
    {423, "Locked"},
    {426, "Upgrade Required"},
    {428, "Precondition Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
    {507, "Insufficient Storage"},
};

constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

void append_number(std::string& out, uint64_t n) {
    char buffer[20];
    out.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, n).ptr);
}

// A header must stay one line, whatever an app puts into it.
void append_field(std::string& out, std::string_view text) {
    size_t start = out.size();
    out.append(text);
    for (size_t i = start; i < out.size(); ++i) {
        auto c = static_cast<unsigned char>(out[i]);
        if (c < 0x20 && c != '\t') out[i] = ' ';
    }
}

bool parse_number(std::string_view s, uint64_t& out) {
    if (s.empty()) return false;
    auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), out);
    return error == std::errc() && end == s.data() + s.size();
}

bool not_modified(const Response& r, const AnswerFacts::Conditions& c) {
    const std::string* etag = r.find_header("ETag");
    if (!c.if_none_match.empty()) return etag && matches_etag(c.if_none_match, *etag);
    const std::string* modified = r.find_header("Last-Modified");
    int64_t since = 0, changed = 0;
    return modified && parse_http_date(c.if_modified_since, since) && parse_http_date(*modified, changed) &&
           changed <= since;
}

bool range_still_holds(const Response& r, std::string_view if_range) {
    if (if_range.empty()) return true;
    const std::string* etag = r.find_header("ETag");
    if (if_range.front() == '"') return etag && *etag == if_range;
    const std::string* modified = r.find_header("Last-Modified");
    return modified && *modified == if_range;
}

// Opens the file and turns the answer into 304, 206, 416 or 500 where that is due. Returns the descriptor, -1 when no file is to be
// sent.
int open_file(Response& r, const AnswerFacts& asked) {
    Response::File& file = *r.file;
    int fd = open(file.path.c_str(), O_RDONLY | O_CLOEXEC);
    struct stat info;
    if (fd < 0 || fstat(fd, &info) != 0 || static_cast<uint64_t>(info.st_size) < file.offset + file.bytes) {
        log::error("a file to be sent is missing or too short", {{"path", file.path}});
        if (fd >= 0) close(fd);
        r = Response();
        r.status = 500;
        r.content_type = "text/plain; charset=utf-8";
        r.body = "500 Internal Server Error\n";
        return -1;
    }
    if (r.status != 200) return fd;
    r.headers.push_back({"Accept-Ranges", "bytes"});
    if (!asked.conditions) return fd;
    const AnswerFacts::Conditions& conditions = *asked.conditions;
    auto without_body = [&](int status) {
        r.status = status;
        r.no_body = true;
        if (file.remove_after) unlink(file.path.c_str());
        r.file.reset();
        close(fd);
        return -1;
    };
    if (not_modified(r, conditions)) return without_body(304);
    if (conditions.range.empty() || !range_still_holds(r, conditions.if_range)) return fd;
    ByteRange range;
    uint64_t whole = file.bytes;
    switch (parse_range(conditions.range, whole, range)) {
        case RangeKind::none: break;
        case RangeKind::unsatisfiable:
            r.headers.push_back({"Content-Range", "bytes */" + std::to_string(whole)});
            r.content_type.clear();
            return without_body(416);
        case RangeKind::satisfiable:
            r.status = 206;
            r.headers.push_back({"Content-Range", "bytes " + std::to_string(range.first) + "-" +
                                                      std::to_string(range.first + range.bytes - 1) + "/" +
                                                      std::to_string(whole)});
            file.offset += range.first;
            file.bytes = range.bytes;
            break;
    }
    return fd;
}

}  // namespace

std::string_view reason_phrase(int status) {
    for (const Reason& r : kReasons) {
        if (r.status == status) return r.text;
    }
    return "Unknown";
}

bool parse_http_date(std::string_view text, int64_t& unix_seconds) {
    // "Sun, 06 Nov 1994 08:49:37 GMT"; the two obsolete forms are not worth their code.
    if (text.size() != 29 || text.substr(25) != " GMT" || text.substr(3, 2) != ", ") return false;
    int month = -1;
    for (int i = 0; i < 12; ++i) {
        if (text.substr(8, 3) == kMonths[i]) month = i;
    }
    uint64_t day, year, hour, minute, second;
    if (month < 0 || !parse_number(text.substr(5, 2), day) || !parse_number(text.substr(12, 4), year) ||
        !parse_number(text.substr(17, 2), hour) || !parse_number(text.substr(20, 2), minute) ||
        !parse_number(text.substr(23, 2), second)) {
        return false;
    }
    tm parts{};
    parts.tm_mday = static_cast<int>(day);
    parts.tm_mon = month;
    parts.tm_year = static_cast<int>(year) - 1900;
    parts.tm_hour = static_cast<int>(hour);
    parts.tm_min = static_cast<int>(minute);
    parts.tm_sec = static_cast<int>(second);
    unix_seconds = timegm(&parts);
    return true;
}

RangeKind parse_range(std::string_view range, uint64_t size, ByteRange& out) {
    size_t equals = range.find('=');
    if (equals == std::string_view::npos || !same_name(range.substr(0, equals), "bytes")) return RangeKind::none;
    range.remove_prefix(equals + 1);
    size_t dash = range.find('-');
    if (dash == std::string_view::npos) return RangeKind::none;
    std::string_view from = range.substr(0, dash), to = range.substr(dash + 1);
    uint64_t first = 0, last = 0;
    if (from.empty()) {
        if (!parse_number(to, last)) return RangeKind::none;
        if (last == 0 || size == 0) return RangeKind::unsatisfiable;
        out.bytes = std::min(last, size);
        out.first = size - out.bytes;
        return RangeKind::satisfiable;
    }
    if (!parse_number(from, first)) return RangeKind::none;
    if (!to.empty() && (!parse_number(to, last) || last < first)) return RangeKind::none;
    if (first >= size) return RangeKind::unsatisfiable;
    if (to.empty() || last >= size) last = size - 1;
    out.first = first;
    out.bytes = last - first + 1;
    return RangeKind::satisfiable;
}

bool matches_etag(std::string_view list, std::string_view etag) {
    auto strong = [](std::string_view t) { return t.substr(0, 2) == "W/" ? t.substr(2) : t; };
    while (!list.empty()) {
        size_t comma = std::min(list.find(','), list.size());
        std::string_view item = list.substr(0, comma);
        list.remove_prefix(std::min(comma + 1, list.size()));
        while (!item.empty() && (item.front() == ' ' || item.front() == '\t')) item.remove_prefix(1);
        while (!item.empty() && (item.back() == ' ' || item.back() == '\t')) item.remove_suffix(1);
        if (item == "*" || (!item.empty() && strong(item) == strong(etag))) return true;
    }
    return false;
}

AnswerFacts AnswerFacts::of(const Request& request, const HeadFacts& head) {
    AnswerFacts facts;
    facts.head = request.method == "HEAD";
    facts.keep_alive = request.keep_alive;
    facts.http_1_0 = head.minor_version == 0;
    facts.gzip = !head.accept_encoding.empty() && accepts_gzip(head.accept_encoding);
    bool conditional = !head.range.empty() || !head.if_none_match.empty() || !head.if_modified_since.empty();
    if (conditional && (facts.head || request.method == "GET")) {
        facts.conditions.reset(new Conditions{std::string(head.range), std::string(head.if_range),
                                              std::string(head.if_none_match), std::string(head.if_modified_since)});
    }
    return facts;
}

void write_answer(Response&& r, const AnswerFacts& asked, std::string_view date_line, bool close, Output& out) {
    int fd = r.file ? open_file(r, asked) : -1;
    if (may_compress(r)) {
        add_vary(r);
        if (asked.gzip && !asked.head) compress(r);
    }
    uint64_t length = r.file ? r.file->bytes : r.shared_body ? r.shared_body->size() : r.body.size();
    // RFC 9112 6.3: these never have a body; 304 may tell the length of what it stands for, which we do not know.
    bool bodiless = r.status == 204 || r.status == 304 || r.status < 200;
    bool send_body = !bodiless && !r.no_body && !asked.head;
    if (r.no_body) length = asked.head ? r.head_content_length : 0;

    std::string head;
    head.reserve(384 + (send_body && !r.file && length <= 4096 ? length : 0));
    if (r.status == 200) {
        head = "HTTP/1.1 200 OK\r\n";
    } else {
        head = "HTTP/1.1 ";
        append_number(head, static_cast<uint64_t>(std::clamp(r.status, 100, 999)));
        head += ' ';
        head += reason_phrase(r.status);
        head += "\r\n";
    }
    head += date_line;
    if (!r.content_type.empty() && r.status != 204 && r.status != 304) {
        head += "Content-Type: ";
        append_field(head, r.content_type);
        head += "\r\n";
    }
    if (!bodiless) {
        head += "Content-Length: ";
        append_number(head, length);
        head += "\r\n";
    }
    if (r.header_block) head += *r.header_block;
    for (const Header& h : r.headers) {
        append_field(head, h.name);
        head += ": ";
        append_field(head, h.value);
        head += "\r\n";
    }
    if (close) {
        head += "Connection: close\r\n";
    } else if (asked.http_1_0) {
        head += "Connection: keep-alive\r\n";
    }
    head += "\r\n";

    if (send_body && !r.file && !r.shared_body && length <= 4096) head += r.body;
    out.append(std::move(head));
    if (!send_body) {
        if (r.file && r.file->remove_after) unlink(r.file->path.c_str());
        if (fd >= 0) ::close(fd);
        return;
    }
    if (r.file) {
        out.append_file(fd, r.file->offset, r.file->bytes, r.file->remove_after ? r.file->path : std::string());
    } else if (r.shared_body) {
        if (length <= 4096) {
            out.append(std::string_view(*r.shared_body));
        } else {
            out.append(std::move(r.shared_body));
        }
    } else if (length > 4096) {
        out.append(std::move(r.body));
    }
}

}  // namespace rk::net
