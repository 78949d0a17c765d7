#include "net/http_parser.h"

#include <doctest/doctest.h>

using namespace rk;
using namespace rk::net;

namespace {

struct Parsed {
    std::vector<std::string> requests;  // "METHOD path query [name=value]… |body"
    int status = 0;                     // of the refusal, 0 when there was none
    std::string why;
    bool unfinished = false;
};

std::string describe(const Request& r, const std::string& body) {
    std::string s = std::string(r.method) + " " + std::string(r.raw_path) + " " + std::string(r.query);
    for (const auto& h : r.headers) s += " [" + std::string(h.name) + "=" + std::string(h.value) + "]";
    return s + " |" + body;
}

// Feeds the pieces one after the other.
Parsed parse(const std::vector<std::string_view>& pieces, const ParserLimits& limits = {}) {
    HttpParser parser(limits);
    Parsed result;
    std::string body;
    for (std::string_view data : pieces) {
        std::string own(data);  // no view may reach back into an earlier read
        std::string_view left = own;
        while (!left.empty() || !parser.idle()) {
            HttpParser::Step step = parser.parse(left);
            if (step == HttpParser::Step::more) {
                CHECK(left.empty());
                break;
            }
            if (step == HttpParser::Step::body) body += parser.piece();
            if (step == HttpParser::Step::done) {
                std::unique_ptr<Request> r = parser.take();
                result.requests.push_back(describe(*r, body));
                body.clear();
            }
            if (step == HttpParser::Step::refused) {
                result.status = parser.status();
                result.why = parser.why();
                return result;
            }
        }
    }
    result.unfinished = !parser.idle();
    return result;
}

// Whole, in two parts at every position, and byte by byte: always the same.
Parsed parse_all_ways(const std::string& text, const ParserLimits& limits = {}) {
    Parsed whole = parse({text}, limits);
    auto same = [&](const Parsed& p) {
        return p.requests == whole.requests && p.status == whole.status && p.unfinished == whole.unfinished;
    };
    for (size_t i = 1; i < text.size(); ++i) {
        CAPTURE(i);
        CHECK(same(parse({std::string_view(text).substr(0, i), std::string_view(text).substr(i)}, limits)));
    }
    std::vector<std::string_view> bytes;
    for (size_t i = 0; i < text.size(); ++i) bytes.push_back(std::string_view(text).substr(i, 1));
    CHECK(same(parse(bytes, limits)));
    return whole;
}

}  // namespace

TEST_CASE("well-formed requests are read the same however they are cut") {
    struct {
        const char* text;
        std::vector<std::string> requests;
    } table[] = {
        {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", {"GET /  [Host=a] |"}},
        {"GET /a/b?c=d&e HTTP/1.1\r\nHost:a:80\r\nX-Empty:\r\nX:  v \t w  \r\n\r\n",
         {"GET /a/b c=d&e [Host=a:80] [X-Empty=] [X=v \t w] |"}},
        {"\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", {"GET /  [Host=a] |"}},
        {"GET / HTTP/1.0\r\n\r\n", {"GET /  |"}},
        {"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", {"OPTIONS *  [Host=a] |"}},
        {"GET http://other:8065/x?y HTTP/1.1\r\nHost: a\r\n\r\n", {"GET /x y [Host=a] |"}},
        {"GET HTTPS://other HTTP/1.1\r\nHost: a\r\n\r\n", {"GET /  [Host=a] |"}},
        {"POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
         {"POST /p  [Host=a] [Content-Length=5] |hello"}},
        {"POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", {"POST /p  [Host=a] [Content-Length=0] |"}},
        {"POST /p HTTP/1.1\r\nHost: a\r\ncontent-length: 2\r\n\r\nabGET /q HTTP/1.1\r\nHost: b\r\n\r\n",
         {"POST /p  [Host=a] [content-length=2] |ab", "GET /q  [Host=b] |"}},
        {"POST /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n5\r\nhello\r\n00A;x=\"y\"\r\n, the "
         "rest\r\n0\r\n\r\n",
         {"POST /p  [Host=a] [Transfer-Encoding=Chunked] |hello, the rest"}},
        {"POST /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1 ;e\r\nx\r\n0\r\nTrailer: t\r\nOther: "
         "u\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
         {"POST /p  [Host=a] [Transfer-Encoding=chunked] |x", "GET /  [Host=a] |"}},
        {"GET /\xe4\xbc\x9a HTTP/1.1\r\nHost: a\r\nX: \xe4\xbc\x9a\r\n\r\n",
         {"GET /\xe4\xbc\x9a  [Host=a] [X=\xe4\xbc\x9a] |"}},
        {"GET / HTTP/1.1\r\nHost:\r\n\r\n", {"GET /  [Host=] |"}},
        {"PROPFIND / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", {"PROPFIND /  [Host=[::1]:80] |"}},
    };
    for (const auto& row : table) {
        CAPTURE(row.text);
        Parsed p = parse_all_ways(row.text);
        CHECK(p.status == 0);
        CHECK(p.requests == row.requests);
        CHECK_FALSE(p.unfinished);
    }
}

TEST_CASE("requests that two readers could understand differently, and malformed ones, are refused") {
    using std::string_literals::operator""s;
    struct {
        std::string text;
        int status;
    } table[] = {
        // where the body ends
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n\r\na", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\na", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\na", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x1\r\n\r\na", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \r\n\r\na", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999999999999999\r\n\r\na", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length : 1\r\n\r\na", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n0\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
         400},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 501},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\x0b chunked\r\n\r\n0\r\n\r\n", 400},
        {"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
        // chunks
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0x5\r\nhello\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n+5\r\nhello\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n 5\r\nhello\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5 \r\nhello\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\r\nhello\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\nhello\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhelloX\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\n0\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nx", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;a\x01\r\nhello\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nno colon\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n folded: x\r\n\r\n", 400},
        // lines
        {"GET / HTTP/1.1\nHost: a\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\n\n", 400},
        {"\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\n X: a\r\nHost: a\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n"s, 400},
        {"GET / HTTP/1.1\r\nHost: a\r\nX\0: b\r\n\r\n"s, 400},
        {"GET / HTTP/1.1\r\nHost: a\r\nX: \x7f\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\n: no name\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\nBad Name: x\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\nBad(Name): x\r\n\r\n", 400},
        {"\r\n\r\n\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        // the request line
        {"GET /\r\n\r\n", 400},
        {"GET\r\n\r\n", 400},
        {"GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET / HTTP/1.1 \r\nHost: a\r\n\r\n", 400},
        {" GET / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET /a\tb HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET /a\0b HTTP/1.1\r\nHost: a\r\n\r\n"s, 400},
        {"GET a HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET * HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET http:///x HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET http://u@a/x HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"G@T / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET / HTTP/11\r\nHost: a\r\n\r\n", 400},
        {"GET / http/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET / HTTP/1.x\r\nHost: a\r\n\r\n", 400},
        {"GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505},
        {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
        {"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"s, 400},
        // Host, Expect
        {"GET / HTTP/1.1\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\nExpect: tea\r\n\r\n", 417},
    };
    for (const auto& row : table) {
        CAPTURE(row.text);
        Parsed p = parse_all_ways(row.text);
        CHECK(p.status == row.status);
        CHECK(p.requests.empty());
    }
}

TEST_CASE("every cut of a good request leaves it unfinished, never wrong") {
    std::string text = "POST /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nT: x\r\n\r\n";
    for (size_t i = 1; i < text.size(); ++i) {
        Parsed p = parse({std::string_view(text).substr(0, i)});
        CHECK(p.status == 0);
        CHECK(p.requests.empty());
        CHECK(p.unfinished);
    }
}

TEST_CASE("limits hold at their border") {
    ParserLimits limits;
    limits.line_bytes = 64;
    limits.head_bytes = 200;
    limits.headers = 4;
    auto line_of = [](size_t bytes) { return "X: " + std::string(bytes - 5, 'x') + "\r\n"; };
    std::string start = "GET / HTTP/1.1\r\nHost: a\r\n";  // 25 bytes, 1 header
    CHECK(parse_all_ways(start + line_of(64) + "\r\n", limits).requests.size() == 1);
    CHECK(parse_all_ways(start + line_of(65) + "\r\n", limits).status == 431);
    CHECK(parse_all_ways("GET /" + std::string(48, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n", limits).requests.size() == 1);
    CHECK(parse_all_ways("GET /" + std::string(49, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n", limits).status == 431);
    CHECK(parse_all_ways(start + line_of(60) + line_of(60) + line_of(53) + "\r\n", limits).requests.size() == 1);
    CHECK(parse_all_ways(start + line_of(60) + line_of(60) + line_of(54) + "\r\n", limits).status == 431);
    CHECK(parse_all_ways(start + "A: b\r\nA: b\r\nA: b\r\n\r\n", limits).requests.size() == 1);
    CHECK(parse_all_ways(start + "A: b\r\nA: b\r\nA: b\r\nA: b\r\n\r\n", limits).status == 431);
    // An endless line is refused before its end comes.
    CHECK(parse({std::string(65, 'x')}, limits).status == 431);

    limits.chunk_extra_bytes = 20;
    std::string chunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    std::string many;
    for (int i = 0; i < 50; ++i) many += "1\r\nx\r\n";
    CHECK(parse({chunked + many + "0\r\n\r\n"}, limits).requests.size() == 1);
    CHECK(parse({chunked + "1;" + std::string(30, 'e') + "\r\nx\r\n0\r\n\r\n"}, limits).status == 431);
    CHECK(parse({chunked + "0\r\nA: b\r\nA: b\r\nA: b\r\nA: b\r\n\r\n"}, limits).status == 431);
}

TEST_CASE("what net acts on is read from the head") {
    auto head = [](const std::string& lines, const char* version = "1.1") {
        static const ParserLimits limits;
        HttpParser p(limits);
        std::string text = std::string("GET / HTTP/") + version + "\r\nHost: a\r\n" + lines + "\r\n";
        std::string_view data = text;
        REQUIRE(p.parse(data) == HttpParser::Step::head);
        HeadFacts facts = p.facts();
        bool keep_alive = p.request().keep_alive;
        return std::make_tuple(keep_alive, facts.expect_continue, facts.upgrade_websocket);
    };
    CHECK(head("") == std::make_tuple(true, false, false));
    CHECK(head("Connection: Close\r\n") == std::make_tuple(false, false, false));
    CHECK(head("Connection: x, close ,y\r\n") == std::make_tuple(false, false, false));
    CHECK(head("", "1.0") == std::make_tuple(false, false, false));
    CHECK(head("Connection: keep-alive\r\n", "1.0") == std::make_tuple(true, false, false));
    CHECK(head("Expect: 100-Continue\r\n") == std::make_tuple(true, true, false));
    CHECK(head("Expect: 100-continue\r\n", "1.0") == std::make_tuple(false, false, false));
    CHECK(head("Connection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\n") == std::make_tuple(true, false, true));
    CHECK(head("Upgrade: websocket\r\n") == std::make_tuple(true, false, false));
    CHECK(head("Connection: upgrade\r\nUpgrade: h2c\r\n") == std::make_tuple(true, false, false));
}

TEST_CASE("the authority of an absolute target replaces Host") {
    static const ParserLimits limits;
    HttpParser p(limits);
    std::string_view data = "GET http://real:1/x HTTP/1.1\r\nHost: other\r\n\r\n";
    REQUIRE(p.parse(data) == HttpParser::Step::head);
    CHECK(p.request().local_host == "real:1");
    CHECK(p.request().target == "http://real:1/x");
    CHECK(p.request().raw_path == "/x");
}
