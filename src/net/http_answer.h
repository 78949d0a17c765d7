// An answer's bytes: status line, headers, conditions, ranges, compression.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/http.h"

namespace rk::net {

class Output;
struct HeadFacts;

// What of a request decides how its answer is written; kept while the answer is awaited.
struct AnswerFacts {
    struct Conditions {
        std::string range, if_range, if_none_match, if_modified_since;
    };
    bool head = false;       // asked with HEAD: no body whatever the answer carries
    bool keep_alive = true;  // what the request asked
    bool http_1_0 = false;   // keep-alive must be said
    bool gzip = false;
    std::unique_ptr<Conditions> conditions;  // GET and HEAD with such headers only

    static AnswerFacts of(const Request& request, const HeadFacts& head);
};

// Appends the whole answer to `out`. `date_line` is "Date: …\r\n". `close` says that the connection ends behind it.
void write_answer(Response&& response, const AnswerFacts& asked, std::string_view date_line, bool close, Output& out);

std::string_view reason_phrase(int status);
bool parse_http_date(std::string_view text, int64_t& unix_seconds);

struct ByteRange {
    uint64_t first = 0, bytes = 0;
};
enum class RangeKind { none, satisfiable, unsatisfiable };
// A single range of a Range header against `size` bytes. Several ranges, other units and malformed values count as none: the
// whole answer is right for them too (RFC 9110 14.2).
RangeKind parse_range(std::string_view range, uint64_t size, ByteRange& out);
// Weak comparison of an If-None-Match list with an ETag.
bool matches_etag(std::string_view list, std::string_view etag);

}  // namespace rk::net
