#include <doctest/doctest.h>

#include "bench/http_response.h"

using rk::bench::ResponseParser;

namespace {

// Feeds `text` in pieces of `piece` bytes and returns how many bytes were taken.
size_t feed_in_pieces(ResponseParser& parser, std::string_view text, size_t piece) {
    size_t at = 0;
    while (at < text.size() && !parser.done() && !parser.failed()) at += parser.feed(text.substr(at, piece));
    return at;
}

}  // namespace

TEST_CASE("bench http response: a counted body, in pieces of every size") {
    const std::string text =
        "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nX-Version-Id: 10.11.0.x\r\ncontent-LENGTH:  "
        "11\r\n\r\n"
        "hello world";
    for (size_t piece = 1; piece <= text.size(); ++piece) {
        CAPTURE(piece);
        ResponseParser parser;
        parser.keep_all(true);
        CHECK(feed_in_pieces(parser, text + "HTTP/1.1 200", piece) == text.size());
        CHECK(parser.done());
        CHECK(parser.status() == 201);
        CHECK(parser.success());
        CHECK(parser.keep_alive());
        CHECK(parser.body() == "hello world");
        CHECK(parser.header("x-version-id") == "10.11.0.x");
        CHECK(parser.header("token") == "");
    }
}

TEST_CASE("bench http response: a chunked body with extension and trailer, in pieces of every size") {
    const std::string text =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, Chunked\r\n\r\n"
        "5\r\nhello\r\nA;x=y\r\n 123456789\r\n0\r\nExpires: 0\r\n\r\n";
    for (size_t piece = 1; piece <= text.size(); ++piece) {
        CAPTURE(piece);
        ResponseParser parser;
        parser.keep_all(true);
        CHECK(feed_in_pieces(parser, text, piece) == text.size());
        CHECK(parser.done());
        CHECK(parser.body() == "hello 123456789");
    }
}

TEST_CASE("bench http response: pipelined answers are told apart, and bodies of successes are not kept") {
    const std::string one = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    const std::string two = "HTTP/1.1 429 Too Many\r\nContent-Length: 4\r\nConnection: close\r\n\r\nslow";
    const std::string all = one + two;
    ResponseParser parser;
    CHECK(parser.feed(all) == one.size());
    CHECK(parser.done());
    CHECK(parser.body() == "");
    parser.reset();
    CHECK(parser.feed(std::string_view(all).substr(one.size())) == two.size());
    CHECK(parser.done());
    CHECK(parser.status() == 429);
    CHECK(!parser.success());
    CHECK(!parser.keep_alive());
    CHECK(parser.body() == "slow");
}

TEST_CASE("bench http response: answers without a body, and an interim one") {
    ResponseParser parser;
    CHECK(parser.feed("HTTP/1.1 204 No Content\r\n\r\nHTTP") == 27);
    CHECK(parser.done());
    parser.reset();
    std::string_view continued = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    CHECK(parser.feed(continued) == continued.size());
    CHECK(parser.done());
    CHECK(parser.status() == 200);
    parser.reset();
    std::string_view upgraded = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n\x81\x02hi";
    CHECK(parser.feed(upgraded) == upgraded.size() - 4);
    CHECK(parser.status() == 101);
}

TEST_CASE("bench http response: a body that lasts until the connection ends") {
    ResponseParser parser;
    parser.keep_all(true);
    CHECK(parser.feed("HTTP/1.0 200 OK\r\n\r\nto the ") == 26);
    parser.feed("end");
    CHECK(!parser.done());
    CHECK(!parser.keep_alive());
    parser.feed_end();
    CHECK(parser.done());
    CHECK(parser.body() == "to the end");
}

TEST_CASE("bench http response: the unread rest of a body may be discarded by the caller") {
    ResponseParser parser;
    parser.feed("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n0123456789");
    CHECK(parser.discardable() == 99'990);
    parser.skip(99'980);
    CHECK(!parser.done());
    parser.skip(10);
    CHECK(parser.done());
    CHECK(parser.discardable() == 0);
}

TEST_CASE("bench http response: what is not HTTP is refused") {
    for (std::string_view text :
         {"SSH-2.0-OpenSSH_9.2\r\n\r\n", "HTTP/1.1 2xx OK\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 1x\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9999999999999999\r\n\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n"}) {
        CAPTURE(text);
        ResponseParser parser;
        parser.feed(text);
        CHECK(parser.failed());
        CHECK(!parser.done());
    }
    ResponseParser endless;
    std::string line(1000, 'x');
    endless.feed("HTTP/1.1 200 OK\r\n");
    for (int i = 0; i < 100; ++i) endless.feed(line);
    CHECK(endless.failed());
    ResponseParser cut;
    cut.feed("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab");
    cut.feed_end();
    CHECK(cut.failed());
}
