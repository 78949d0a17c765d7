// HTTP requests: any bytes, cut anywhere, give the same requests or the same refusal.
#include "net/http_parser.h"

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/assert.h"

namespace {

struct Seen {
    std::string requests;  // every request's head and body, in order
    int status = 0;
    bool idle = true;
};

Seen parse(std::string_view text, size_t cut) {
    static const rk::net::ParserLimits limits{256, 1024, 16, 128};
    rk::net::HttpParser parser(limits);
    Seen seen;
    size_t at = 0;
    while (at < text.size()) {
        const std::string part(text.substr(at, at == 0 && cut ? cut : text.size()));
        at += part.size();
        std::string_view left = part;
        while (!left.empty() || !parser.idle()) {
            const size_t before = left.size();
            switch (parser.parse(left)) {
                case rk::net::HttpParser::Step::more: RK_ASSERT(left.empty()); goto next_part;
                case rk::net::HttpParser::Step::head: {
                    const rk::Request& r = parser.request();
                    // Everything the program may look at lies within the head.
                    for (std::string_view v : {r.method, r.target, r.query}) {
                        RK_ASSERT(v.empty() ||
                                  (v.data() >= r.head.data() && v.data() + v.size() <= r.head.data() + r.head.size()));
                    }
                    for (const auto& h : r.headers) {
                        RK_ASSERT(!h.name.empty() && h.name.find_first_of("\r\n:") == std::string_view::npos);
                        RK_ASSERT(h.value.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos);
                    }
                    seen.requests += r.head;
                    break;
                }
                case rk::net::HttpParser::Step::body:
                    RK_ASSERT(!parser.piece().empty() && left.size() < before);
                    seen.requests += parser.piece();
                    break;
                case rk::net::HttpParser::Step::done:
                    seen.requests += "|";
                    RK_ASSERT(parser.take() != nullptr);
                    break;
                case rk::net::HttpParser::Step::refused:
                    RK_ASSERT(parser.status() >= 400 && parser.status() < 600);
                    seen.status = parser.status();
                    return seen;
            }
        }
    next_part:;
    }
    seen.idle = parser.idle();
    return seen;
}

}  // namespace

// The first byte is where the bytes behind it are cut in two.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size < 2) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    const Seen whole = parse(text, 0), cut = parse(text, data[0]);
    RK_ASSERT(whole.status == cut.status);
    // A refused body may have been seen further in one of the two; all before it is the same.
    if (whole.status == 0) RK_ASSERT(whole.requests == cut.requests && whole.idle == cut.idle);
    return 0;
}
