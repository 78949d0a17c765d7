#include "net/http_answer.h"

#include <doctest/doctest.h>
#include <zlib.h>

#include "net/compress.h"

using namespace rk;
using namespace rk::net;

TEST_CASE("single ranges are understood, everything else is answered whole") {
    struct {
        const char* text;
        RangeKind kind;
        uint64_t first, bytes;
    } table[] = {
        {"bytes=0-0", RangeKind::satisfiable, 0, 1},
        {"bytes=0-9", RangeKind::satisfiable, 0, 10},
        {"bytes=5-", RangeKind::satisfiable, 5, 5},
        {"bytes=9-100", RangeKind::satisfiable, 9, 1},
        {"bytes=-3", RangeKind::satisfiable, 7, 3},
        {"bytes=-30", RangeKind::satisfiable, 0, 10},
        {"Bytes=1-2", RangeKind::satisfiable, 1, 2},
        {"bytes=10-", RangeKind::unsatisfiable, 0, 0},
        {"bytes=-0", RangeKind::unsatisfiable, 0, 0},
        {"bytes=3-2", RangeKind::none, 0, 0},
        {"bytes=0-1,3-4", RangeKind::none, 0, 0},
        {"bytes=a-b", RangeKind::none, 0, 0},
        {"lines=0-1", RangeKind::none, 0, 0},
        {"bytes", RangeKind::none, 0, 0},
        {"bytes=", RangeKind::none, 0, 0},
        {"bytes=-", RangeKind::none, 0, 0},
        {"bytes=99999999999999999999-", RangeKind::none, 0, 0},
    };
    for (const auto& row : table) {
        CAPTURE(row.text);
        ByteRange range;
        RangeKind kind = parse_range(row.text, 10, range);
        CHECK(kind == row.kind);
        if (kind == RangeKind::satisfiable) {
            CHECK(range.first == row.first);
            CHECK(range.bytes == row.bytes);
        }
    }
}

TEST_CASE("entity tags are compared weakly") {
    CHECK(matches_etag("\"a\"", "\"a\""));
    CHECK(matches_etag("W/\"a\"", "\"a\""));
    CHECK(matches_etag("\"x\", \"a\"", "W/\"a\""));
    CHECK(matches_etag("*", "\"a\""));
    CHECK_FALSE(matches_etag("\"b\"", "\"a\""));
    CHECK_FALSE(matches_etag("", "\"a\""));
}

TEST_CASE("dates are written and read back") {
    CHECK(http_date(784111777) == "Sun, 06 Nov 1994 08:49:37 GMT");
    int64_t t = 0;
    CHECK(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT", t));
    CHECK(t == 784111777);
    CHECK_FALSE(parse_http_date("Sunday, 06-Nov-94 08:49:37 GMT", t));
    CHECK_FALSE(parse_http_date("Sun, 06 Foo 1994 08:49:37 GMT", t));
    CHECK_FALSE(parse_http_date("Sun, xx Nov 1994 08:49:37 GMT", t));
    CHECK_FALSE(parse_http_date("", t));
}

TEST_CASE("Accept-Encoding decides by its qualities") {
    for (const char* yes : {"gzip", "GZIP", "deflate, gzip", "gzip;q=0.5", "gzip; q=1.0", "*", "br, *;q=0.1", "x-gzip",
                            "identity;q=0, gzip"}) {
        CAPTURE(yes);
        CHECK(accepts_gzip(yes));
    }
    for (const char* no : {"", "br", "gzip;q=0", "gzip; q=0.000", "*;q=0", "gzip;q=0, *", "identity", "gzipp"}) {
        CAPTURE(no);
        CHECK_FALSE(accepts_gzip(no));
    }
}

TEST_CASE("gzip gives the bytes back, small and large") {
    for (size_t size : {size_t{0}, size_t{1}, size_t{1401}, size_t{100'000}, size_t{3'000'000}}) {
        std::string text;
        uint32_t x = 1;
        while (text.size() < size) text += static_cast<char>('a' + ((x = x * 1664525 + 1013904223) >> 28));
        std::string packed = gzip(text, 1);
        std::string out(text.size() + 1, 0);
        z_stream z{};
        REQUIRE(inflateInit2(&z, 31) == Z_OK);
        z.next_in = reinterpret_cast<Bytef*>(packed.data());
        z.avail_in = static_cast<uInt>(packed.size());
        z.next_out = reinterpret_cast<Bytef*>(out.data());
        z.avail_out = static_cast<uInt>(out.size());
        CHECK(inflate(&z, Z_FINISH) == Z_STREAM_END);
        CHECK(z.total_out == text.size());
        inflateEnd(&z);
        out.resize(text.size());
        CHECK(out == text);
    }
}

TEST_CASE("only large text in memory is compressed") {
    Response r;
    r.body = std::string(kCompressAbove + 1, 'x');
    CHECK(may_compress(r));
    auto with = [&](auto change) {
        Response other;
        other.body = r.body;
        change(other);
        return may_compress(other);
    };
    CHECK_FALSE(with([](Response& o) { o.body.pop_back(); }));
    CHECK_FALSE(with([](Response& o) { o.content_type = "image/jpeg"; }));
    CHECK(with([](Response& o) { o.content_type = "image/png"; }));
    CHECK_FALSE(with([](Response& o) { o.content_type = "image/png", o.body.resize(kPictureBytesMax + 1); }));
    CHECK(with([](Response& o) { o.content_type = "text/html; charset=utf-8"; }));
    CHECK(with([](Response& o) { o.content_type = "application/problem+json"; }));
    CHECK_FALSE(with([](Response& o) { o.set_header("content-encoding", "br"); }));
    CHECK_FALSE(with([](Response& o) { o.set_header("Cache-Control", "private, no-transform"); }));
    CHECK_FALSE(with([](Response& o) { o.status = 206; }));
    CHECK(with([](Response& o) { o.status = 404; }));
}

TEST_CASE("Vary keeps what an app said") {
    Response r;
    add_vary(r);
    CHECK(*r.find_header("Vary") == "Accept-Encoding");
    add_vary(r);
    CHECK(r.headers.size() == 1);
    r.set_header("Vary", "Origin");
    add_vary(r);
    CHECK(*r.find_header("Vary") == "Origin, Accept-Encoding");
    r.set_header("Vary", "*");
    add_vary(r);
    CHECK(*r.find_header("Vary") == "*");
}
