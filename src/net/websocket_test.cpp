#include "net/websocket.h"

#include <doctest/doctest.h>

#include <thread>

#include "net/net_test_program.h"
#include "unit/self_signed.h"

using namespace rk;
using namespace rk::net;
using rk::test::WsClient;

namespace {

// What a decoder makes of bytes, as text: "text:…", "close:1000:…", "refused:1002".
std::vector<std::string> decode(const std::string& bytes, size_t step, uint64_t max = 1000) {
    WsDecoder decoder(max);
    std::vector<std::string> seen;
    for (size_t at = 0; at < bytes.size(); at += step) {
        std::string part = bytes.substr(at, step);
        char* data = part.data();
        size_t left = part.size();
        while (true) {
            WsDecoder::Event event = decoder.next(data, left);
            std::string payload(decoder.payload());
            switch (event) {
                case WsDecoder::Event::more: CHECK(left == 0); break;
                case WsDecoder::Event::text: seen.push_back("text:" + payload); continue;
                case WsDecoder::Event::binary: seen.push_back("binary:" + payload); continue;
                case WsDecoder::Event::ping: seen.push_back("ping:" + payload); continue;
                case WsDecoder::Event::pong: seen.push_back("pong:" + payload); continue;
                case WsDecoder::Event::close:
                    seen.push_back("close:" + std::to_string(decoder.close_code()) + ":" + payload);
                    return seen;
                case WsDecoder::Event::refused:
                    seen.push_back("refused:" + std::to_string(decoder.close_code()));
                    return seen;
            }
            break;
        }
    }
    return seen;
}

std::string frame(int opcode, std::string_view payload, bool final = true) {
    return WsClient::frame(opcode, payload, final);
}

struct Recorder final : WsHandler {
    std::shared_ptr<WsConnection> connection;
    Slot<std::string> messages;
    Slot<bool> closed;
    bool echo = true;
    void on_text(std::string_view m) override {
        messages.put("text:" + std::string(m));
        if (echo) connection->send(std::string(m));
    }
    void on_binary(std::string_view m) override { messages.put("binary:" + std::string(m)); }
    void on_pong() override { messages.put("pong"); }
    void on_close() override { closed.put(true); }
};

// A program whose every WebSocket is recorded and, unless told otherwise, echoes.
struct EchoProgram {
    TestProgram program;
    Slot<std::shared_ptr<Recorder>> accepted;
    bool echo = true;
    EchoProgram() {
        program.on_accepted = [this](auto connection, auto) {
            auto r = std::make_shared<Recorder>();
            r->echo = echo;
            r->connection = connection;
            connection->set_handler(r);
            accepted.put(r);
        };
    }
};

}  // namespace

TEST_CASE("frames are decoded the same however they are cut") {
    using std::string_literals::operator""s;
    std::string big(300, 'b'), huge(70'000, 'h');
    struct {
        std::string bytes;
        std::vector<std::string> seen;
    } table[] = {
        {frame(1, "hello"), {"text:hello"}},
        {frame(1, ""), {"text:"}},
        {frame(2, "\0\xff"s), {"binary:\0\xff"s}},
        {frame(1, big), {"text:" + big}},
        {frame(1, huge), {"text:" + huge}},
        {frame(1, "a", false) + frame(0, "b", false) + frame(0, "c"), {"text:abc"}},
        {frame(1, "", false) + frame(0, ""), {"text:"}},
        {frame(1, "a", false) + frame(9, "p") + frame(0, "b") + frame(10, ""), {"ping:p", "text:ab", "pong:"}},
        {frame(1, "\xe4\xbc", false) + frame(0, "\x9a"), {"text:\xe4\xbc\x9a"}},
        {frame(1, "x") + frame(2, "y", false) + frame(0, "z"), {"text:x", "binary:yz"}},
        {frame(8, ""), {"close:1005:"}},
        {frame(8, "\x03\xe8 bye"), {"close:1000: bye"}},
        {frame(8, "\x0f\xa0"), {"close:4000:"}},
        {frame(9, std::string(125, 'p')), {"ping:" + std::string(125, 'p')}},
    };
    for (const auto& row : table) {
        CHECK(decode(row.bytes, row.bytes.size(), 100'000) == row.seen);
        for (size_t step : {1, 2, 3, 5, 7, 13, 64, 1000}) CHECK(decode(row.bytes, step, 100'000) == row.seen);
    }
}

TEST_CASE("broken frames are refused with the code that RFC 6455 names") {
    using std::string_literals::operator""s;
    auto raw = [](std::initializer_list<int> bytes) {
        std::string s;
        for (int b : bytes) s += static_cast<char>(b);
        return s;
    };
    struct {
        const char* what;
        std::string bytes;
        const char* seen;
    } table[] = {
        {"not masked", WsClient::frame(1, "x", true, false), "refused:1002"},
        {"reserved bit", raw({0xc1, 0x80, 0, 0, 0, 0}), "refused:1002"},
        {"opcode 3", raw({0x83, 0x80, 0, 0, 0, 0}), "refused:1002"},
        {"opcode 11", raw({0x8b, 0x80, 0, 0, 0, 0}), "refused:1002"},
        {"long ping", frame(9, std::string(126, 'x')), "refused:1002"},
        {"ping in fragments", frame(9, "x", false), "refused:1002"},
        {"continuation of nothing", frame(0, "x"), "refused:1002"},
        {"message within a message", frame(1, "x", false) + frame(1, "y"), "refused:1002"},
        {"126 for 125 bytes", raw({0x81, 0xfe, 0, 125, 0, 0, 0, 0}), "refused:1002"},
        {"127 for 65535 bytes", raw({0x81, 0xff, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0}), "refused:1002"},
        {"highest bit", raw({0x81, 0xff, 0x80, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0}), "refused:1002"},
        {"too large", frame(1, std::string(1001, 'x')), "refused:1009"},
        {"too large by its header", raw({0x81, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0}),
         "refused:1009"},
        {"too large in fragments", frame(1, std::string(1000, 'x'), false) + frame(0, "x"), "refused:1009"},
        {"no UTF-8", frame(1, "\xff"), "refused:1007"},
        {"half a character", frame(1, "\xe4\xbc"), "refused:1007"},
        {"surrogate", frame(1, "\xed\xa0\x80"), "refused:1007"},
        {"overlong", frame(1, "\xc0\xaf"), "refused:1007"},
        {"beyond Unicode", frame(1, "\xf4\x90\x80\x80"), "refused:1007"},
        {"close of one byte", frame(8, "x"), "refused:1002"},
        {"close 1005", frame(8, "\x03\xed"), "refused:1002"},
        {"close 999", frame(8, "\x03\xe7"), "refused:1002"},
        {"close 2999", frame(8, "\x0b\xb7"), "refused:1002"},
        {"close reason no UTF-8", frame(8, "\x03\xe8\xff"), "refused:1007"},
    };
    for (const auto& row : table) {
        CAPTURE(row.what);
        for (size_t step : {size_t{1}, size_t{3}, row.bytes.size()})
            CHECK(decode(row.bytes, step) == std::vector<std::string>{row.seen});
    }
    CHECK(decode(frame(1, std::string(1000, 'x')), 10'000) ==
          std::vector<std::string>{"text:" + std::string(1000, 'x')});
}

TEST_CASE("the handshake's key is checked") {
    CHECK(accept_key("dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    CHECK(accept_key("") == "");
    CHECK(accept_key("dGhlIHNhbXBsZSBub25jZQ=") == "");
    CHECK(accept_key("dGhlIHNhbXBsZSBub25jZQ!=") == "");
    CHECK(accept_key("dGhlIHNhbXBsZSBub25j*Q==") == "");
}

TEST_CASE("messages go both ways, ping is answered, close is echoed") {
    EchoProgram echo;
    TestServer server(echo.program);
    WsClient ws = server.websocket();
    REQUIRE(ws.is_open());
    auto peer = echo.accepted.take();
    ws.send_text("hello");
    CHECK(ws.receive() == "hello");
    ws.send_binary(std::string("\0\1", 2));
    CHECK(peer->messages.take() == "text:hello");
    CHECK(peer->messages.take() == std::string("binary:\0\1", 9));
    std::string big;
    while (big.size() < 900'000) big += "0123456789";
    ws.send_text(big);
    CHECK((ws.receive() == big));
    ws.send_frame(9, "payload");
    auto pong = ws.receive_frame();
    REQUIRE(pong);
    CHECK(pong->opcode == 10);
    CHECK(pong->payload == "payload");
    CHECK(server.server.stats().websockets == 1);
    ws.close(4001, "bye");
    CHECK(ws.wait_closed() == 4001);
    CHECK(peer->closed.take());
    CHECK(server.server.stats().websockets == 0);
    // Frames behind the close go nowhere.
    peer->connection->send("too late");
    peer->connection->close(1000, "");
}

TEST_CASE("a shared text and its tail make one frame, in the order sent, from any thread") {
    EchoProgram echo;
    TestServer server(echo.program);
    WsClient ws = server.websocket();
    auto peer = echo.accepted.take();
    auto text = std::make_shared<const std::string>("{\"event\":\"posted\",\"seq\":");
    std::thread sender([&] {
        for (int i = 0; i < 1000; ++i) peer->connection->send(text, std::to_string(i) + "}");
    });
    for (int i = 0; i < 1000; ++i) REQUIRE(ws.receive() == *text + std::to_string(i) + "}");
    sender.join();
    auto large = std::make_shared<const std::string>(std::string(200'000, 'x'));
    peer->connection->send(large, "tail");
    CHECK((ws.receive() == *large + "tail"));
}

TEST_CASE("what is sent while accepting comes first, what came with the handshake is read") {
    TestProgram program;
    Slot<std::shared_ptr<Recorder>> accepted;
    program.on_accepted = [&](auto connection, auto request) {
        auto r = std::make_shared<Recorder>();
        r->connection = connection;
        connection->send("hello " + std::string(request->header("X-Name")));
        connection->set_handler(r);
        accepted.put(r);
    };
    TestServer server(program);
    auto s = server.connect();
    s.send(
        "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nX-Name: "
        "you\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n" +
        WsClient::frame(1, "early"));
    std::string all;
    while (all.find("early") == std::string::npos) REQUIRE(s.read(all) > 0);
    CHECK(all.find("\r\n\r\n\x81\x09hello you\x81\x05"
                   "early") != std::string::npos);
}

TEST_CASE("an upgrade waits for the answers before it; a refused one leaves HTTP as it was") {
    TestProgram program;
    Slot<std::unique_ptr<Responder>> waiting;
    program.on_request = [&](auto request, auto responder) {
        if (request->raw_path == "/slow") return waiting.put(std::move(responder));
        responder->send(Response());
    };
    program.on_upgrade = [](const Request& r) {
        if (r.raw_path == "/ws") return std::unique_ptr<Response>();
        auto refused = std::make_unique<Response>();
        refused->status = 401;
        return refused;
    };
    program.on_accepted = [](auto connection, auto) {
        connection->set_handler(std::make_shared<Recorder>());
        connection->close(1000, "");
    };
    TestServer server(program);
    auto s = server.connect();
    rk::test::AnswerReader answers(s);
    auto upgrade = [](const std::string& path) {
        return "GET " + path +
               " HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"
               "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    };
    s.send(upgrade("/elsewhere"));
    CHECK(answers.next().status == 401);
    s.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n" + upgrade("/ws"));
    auto responder = waiting.take();
    CHECK(server.server.stats().websockets == 0);
    responder->send(Response());
    CHECK(answers.next().status == 200);
    CHECK(answers.next().status == 101);
    // An upgrade that is not well-formed is an ordinary request.
    auto other = server.connect();
    other.send(
        "GET /x HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 12\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    CHECK(rk::test::AnswerReader(other).next().status == 200);
}

TEST_CASE("the program closes with a code and a reason, after what it sent before") {
    EchoProgram echo;
    TestServer server(echo.program);
    WsClient ws = server.websocket();
    auto peer = echo.accepted.take();
    peer->connection->send("last");
    peer->connection->close(4002, "over");
    peer->connection->send("never");
    CHECK(ws.receive() == "last");
    CHECK(ws.wait_closed() == 4002);
    CHECK(ws.close_reason() == "over");
    CHECK(peer->closed.take());
}

TEST_CASE("a peer that breaks the protocol is closed with the code") {
    EchoProgram echo;
    ServerOptions options;
    options.websocket_message_max = 1000;
    options.websocket_close_ms = 100;
    TestServer server(echo.program, options);
    struct {
        std::string bytes;
        int code;
    } table[] = {{WsClient::frame(1, "x", true, false), 1002},
                 {WsClient::frame(1, "\xff"), 1007},
                 {WsClient::frame(1, std::string(1001, 'x')), 1009}};
    for (const auto& row : table) {
        WsClient ws = server.websocket();
        auto peer = echo.accepted.take();
        ws.stream().send(row.bytes);
        CHECK(ws.wait_closed() == row.code);
        CHECK(peer->closed.take());
        CHECK(peer->messages.empty());
    }
}

TEST_CASE("a peer that goes without a word ends the connection") {
    EchoProgram echo;
    TestServer server(echo.program);
    {
        WsClient ws = server.websocket();
        auto peer = echo.accepted.take();
        ws.stream().reset();
        CHECK(peer->closed.take());
    }
    {
        WsClient ws = server.websocket();
        auto peer = echo.accepted.take();
        ws.stream().shutdown_write();
        CHECK(peer->closed.take());
    }
}

TEST_CASE("the server pings") {
    EchoProgram echo;
    ServerOptions options;
    options.websocket_ping_ms = 10;
    TestServer server(echo.program, options);
    WsClient ws = server.websocket();
    auto peer = echo.accepted.take();
    while (ws.pings() < 3) {
        REQUIRE(ws.is_open());
        ws.receive(50);  // answers pings
    }
    CHECK(peer->messages.take() == "pong");
}

TEST_CASE("a silent peer is cut off") {
    EchoProgram echo;
    ServerOptions options;
    options.websocket_ping_ms = 10;
    options.websocket_silence_ms = 50;
    TestServer server(echo.program, options);
    WsClient ws = server.websocket();
    CHECK(echo.accepted.take()->closed.take());
    CHECK(ws.wait_closed() == 1006);
}

TEST_CASE("a slow reader's queue is bounded: it is closed with 1008") {
    EchoProgram echo;
    echo.echo = false;
    ServerOptions options;
    options.websocket_queue_max = 2'000'000;
    TestServer server(echo.program, options);
    WsClient ws = server.websocket({}, false, 4096);
    auto peer = echo.accepted.take();
    auto text = std::make_shared<const std::string>(std::string(50'000, 'x'));
    for (int i = 0; i < 1000; ++i) {
        peer->connection->send(text, "");
        CHECK(peer->connection->queued_bytes() <= 2'000'000);
    }
    int whole = 0;
    while (auto message = ws.receive()) {
        REQUIRE(message->size() == 50'000);
        ++whole;
    }
    CHECK(whole < 1000);
    CHECK(ws.wait_closed() == 1008);
    CHECK(peer->closed.take());
}

TEST_CASE("a reader that takes nothing at all is cut off") {
    EchoProgram echo;
    ServerOptions options;
    options.write_timeout_ms = 50;
    TestServer server(echo.program, options);
    WsClient ws = server.websocket({}, false, 4096);
    auto peer = echo.accepted.take();
    peer->connection->send(std::make_shared<const std::string>(std::string(7'000'000, 'x')), "");
    CHECK(peer->closed.take());
}

TEST_CASE("WebSockets work over TLS") {
    rk::test::SelfSigned certificate;
    EchoProgram echo;
    ServerOptions options;
    options.tls.certificate_file = certificate.certificate();
    options.tls.key_file = certificate.key();
    TestServer server(echo.program, options);
    WsClient ws = server.websocket({}, true);
    REQUIRE(ws.is_open());
    auto peer = echo.accepted.take();
    std::string big(500'000, 'x');
    for (const std::string& text : {std::string("hello"), big, std::string("again")}) {
        ws.send_text(text);
        CHECK((ws.receive() == text));
    }
    auto shared = std::make_shared<const std::string>(big);
    for (int i = 0; i < 10; ++i) peer->connection->send(shared, std::to_string(i));
    for (int i = 0; i < 10; ++i) REQUIRE((ws.receive() == big + std::to_string(i)));
    ws.close(1000);
    CHECK(ws.wait_closed() == 1000);
    CHECK(peer->closed.take());
}
