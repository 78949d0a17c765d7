#include "net/http_client.h"

#include <doctest/doctest.h>

#include "net/net_test_program.h"
#include "unit/self_signed.h"

using namespace rk;
using namespace rk::net;

namespace {

HttpClientOptions client_options(const char* allowed = "127.0.0.1") {
    HttpClientOptions o;
    o.allowed_internal = allowed;
    o.proxy_from_environment = false;
    return o;
}

std::string url_of(TestServer& server, const std::string& path, const std::string& host = "127.0.0.1") {
    return "http://" + host + ":" + std::to_string(server.server.port()) + path;
}

HttpCall call(const std::string& url, const std::string& method = "GET", const std::string& body = "") {
    HttpCall c;
    c.method = method;
    c.url = url;
    c.body = body;
    c.timeout_ms = 5000;
    return c;
}

}  // namespace

TEST_CASE("addresses that are not of the public internet are known") {
    for (const char* text : {"0.0.0.0",
                             "10.1.2.3",
                             "100.64.0.1",
                             "127.0.0.1",
                             "127.255.255.255",
                             "169.254.169.254",
                             "172.16.0.1",
                             "172.31.255.255",
                             "192.168.0.1",
                             "198.18.0.1",
                             "224.0.0.1",
                             "255.255.255.255",
                             "::",
                             "::1",
                             "::ffff:127.0.0.1",
                             "::127.0.0.1",
                             "64:ff9b::a00:1",
                             "2002:7f00:1::",
                             "2001::1",
                             "2001:db8::1",
                             "fc00::1",
                             "fd12::1",
                             "fe80::1",
                             "fec0::1",
                             "ff02::1"}) {
        CAPTURE(text);
        CHECK(is_reserved_address(*parse_ip(text)));
    }
    for (const char* text : {"1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.0", "172.15.0.1", "172.32.0.1",
                             "192.167.0.1", "223.255.255.255", "2606:4700::1111", "2001:4860:4860::8888"}) {
        CAPTURE(text);
        CHECK_FALSE(is_reserved_address(*parse_ip(text)));
    }
    CHECK(is_own_address(*parse_ip("127.0.0.1")));
    CHECK_FALSE(is_own_address(*parse_ip("8.8.8.8")));
}

TEST_CASE("the list of allowed internal connections has hosts, addresses and ranges") {
    AllowedInternal a = AllowedInternal::parse(" Jenkins.local,10.0.0.0/8\tfc00::/7  192.168.1.5 ");
    CHECK(a.hosts == std::vector<std::string>{"jenkins.local"});
    CHECK(a.ranges.size() == 3);
    CHECK(in_any(a.ranges, *parse_ip("192.168.1.5")));
    CHECK_FALSE(in_any(a.ranges, *parse_ip("192.168.1.6")));
}

TEST_CASE("requests go out whole and answers come back whole") {
    TestProgram program;
    program.on_request = [](auto request, auto responder) {
        Response r;
        r.status = 404;
        r.headers = {{"X-Twice", "a"}, {"X-Twice", "b"}};
        r.content_type = "text/plain";
        r.body = std::string(request->method) + " " + std::string(request->target) + " [" +
                 std::string(request->header("X-Name")) + "] [" + std::string(request->header("Content-Type")) + "] [" +
                 std::string(request->header("User-Agent")) + "] " + request->body;
        if (request->raw_path == "/large") r.body = std::string(100'000, 'x');
        responder->send(std::move(r));
    };
    TestServer server(program);
    CurlClient client(client_options());
    HttpCall c = call(url_of(server, "/a?b=c"), "POST", std::string("bo\0dy", 5));
    c.headers = {{"X-Name", "value"}, {"Content-Type", "application/json"}};
    auto reply = client.fetch(c);
    REQUIRE(reply);
    CHECK(reply->status == 404);
    CHECK(reply->body == std::string("POST /a?b=c [value] [application/json] [Renkei] bo\0dy", 53));
    CHECK(reply->header("content-type") == "text/plain");
    CHECK(reply->headers.size() >= 5);
    CHECK(client.fetch(call(url_of(server, "/"), "PUT"))->body == "PUT / [] [] [Renkei] ");
    CHECK(client.fetch(call(url_of(server, "/"), "DELETE", "x"))->body == "DELETE / [] [] [Renkei] x");
    CHECK(client.fetch(call(url_of(server, "/"), "HEAD"))->body == "");
    // The second to fifth came over the first one's connection; large text came packed.
    CHECK(client.fetch(call(url_of(server, "/large")))->body.size() == 100'000);
    CHECK(server.server.stats().accepted == 1);
    CHECK(server.server.stats().bytes_out < 10'000);
}

TEST_CASE("internal addresses are refused, however they are written") {
    TestProgram program;
    TestServer server(program);
    CurlClient client(client_options(""));
    for (const char* host : {"127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1", "0", "[::ffff:127.0.0.1]"}) {
        CAPTURE(host);
        auto reply = client.fetch(call(url_of(server, "/", host)));
        REQUIRE_FALSE(reply);
        CHECK(reply.error().find("AllowedUntrustedInternalConnections") != std::string::npos);
    }
    CHECK(server.server.stats().accepted == 0);
    // Trusted addresses, listed ranges and listed hosts go through; the list may change, also for connections that are kept.
    HttpCall trusted = call(url_of(server, "/"));
    trusted.trusted = true;
    CHECK(client.fetch(trusted));
    CHECK_FALSE(client.fetch(call(url_of(server, "/"))));
    client.set_allowed_internal("10.0.0.0/8 127.0.0.0/8");
    CHECK(client.fetch(call(url_of(server, "/"))));
    client.set_allowed_internal("");
    CHECK_FALSE(client.fetch(call(url_of(server, "/"))));
    client.set_allowed_internal("LOCALHOST");
    CHECK_FALSE(client.fetch(call(url_of(server, "/"))));
    CHECK(client.fetch(call(url_of(server, "/", "localhost"))));
}

TEST_CASE("redirects are followed as far as allowed and checked again") {
    TestProgram program;
    TestServer* other = nullptr;
    TestProgram other_program;
    other_program.on_request = [](auto request, auto responder) {
        Response r;
        r.body = std::string(request->method) + " [" + std::string(request->header("Authorization")) + "] [" +
                 std::string(request->header("X-Kept")) + "] " + request->body;
        responder->send(std::move(r));
    };
    TestServer other_server(other_program);
    other = &other_server;
    program.on_request = [&](auto request, auto responder) {
        Response r;
        std::string path(request->raw_path);
        r.status = 302;
        if (path == "/loop") r.headers = {{"Location", "/loop"}};
        if (path == "/303") r.headers = {{"Location", url_of(*other, "/")}};
        if (path == "/307") {
            r.status = 307;
            r.headers = {{"Location", url_of(*other, "/")}};
        }
        if (path == "/file") r.headers = {{"Location", "file:///etc/passwd"}};
        if (path == "/name") r.headers = {{"Location", url_of(*other, "/", "localhost")}};
        responder->send(std::move(r));
    };
    TestServer server(program);
    CurlClient client(client_options());
    auto go = [&](const std::string& path, int redirects, const std::string& method = "GET") {
        HttpCall c = call(url_of(server, path), method, method == "POST" ? "body" : "");
        c.redirects_max = redirects;
        c.headers = {{"Authorization", "secret"}, {"X-Kept", "kept"}};
        return client.fetch(c);
    };
    CHECK(go("/303", 0)->status == 302);
    CHECK(go("/303", 1)->body == "GET [] [kept] ");
    CHECK(go("/303", 1, "POST")->body == "GET [] [kept] ");
    CHECK(go("/307", 1, "POST")->body == "POST [] [kept] body");
    CHECK(go("/307", 1)->url == url_of(other_server, "/"));
    CHECK(go("/loop", 3)->status == 302);
    CHECK(server.server.stats().requests == 9);
    auto file = go("/file", 1);
    CHECK_FALSE(file);
    client.set_allowed_internal("127.0.0.1");
    // The first hop is allowed by its name only, the second has another name for an address that is not.
    client.set_allowed_internal("localhost");
    CHECK(client.fetch(call(url_of(server, "/name", "localhost")))->status == 302);
    HttpCall trusted = call(url_of(server, "/303"));
    trusted.trusted = true;
    trusted.redirects_max = 1;
    auto refused = client.fetch(trusted);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().find("is internal") != std::string::npos);
}

TEST_CASE("what cannot be done fails in words") {
    TestProgram program;
    Slot<std::unique_ptr<Responder>> waiting;
    program.on_request = [&](auto request, auto responder) {
        if (request->raw_path == "/slow") return waiting.put(std::move(responder));
        Response r;
        r.body = std::string(1001, 'x');
        responder->send(std::move(r));
    };
    TestServer server(program);
    auto client = std::make_unique<CurlClient>(client_options());
    HttpCall c = call(url_of(server, "/"));
    c.bytes_max = 1001;
    CHECK(client->fetch(c));
    c.bytes_max = 1000;
    CHECK(client->fetch(c).error() == "the answer is larger than 1000 bytes");
    c = call(url_of(server, "/slow"));
    c.timeout_ms = 30;
    CHECK(client->fetch(c).error() == "no answer within 30 ms");
    for (const char* bad :
         {"", "nonsense", "ftp://127.0.0.1/", "file:///etc/passwd", "http://", "http://a\r\nb/", "gopher://x/"}) {
        CAPTURE(bad);
        CHECK_FALSE(client->fetch(call(bad)));
    }
    c = call(url_of(server, "/"));
    c.headers = {{"X", "a\r\nInjected: 1"}};
    CHECK_FALSE(client->fetch(c));
    c.headers = {};
    c.method = "GET / HTTP/1.1\r\nX:";
    CHECK_FALSE(client->fetch(c));
    int port = server.server.port();
    server.server.stop(0);
    CHECK_FALSE(client->fetch(call("http://127.0.0.1:" + std::to_string(port) + "/")));
}

TEST_CASE("a client that ends answers what is under way") {
    TestProgram program;
    Slot<std::unique_ptr<Responder>> waiting;
    program.on_request = [&](auto, auto responder) { waiting.put(std::move(responder)); };
    TestServer server(program);
    Slot<std::string> errors;
    {
        CurlClient client(client_options());
        client.send(call(url_of(server, "/")),
                    [&](Result<HttpReply> reply) { errors.put(reply ? "a reply" : reply.error()); });
        waiting.take();
    }
    CHECK_FALSE(errors.take().empty());
}

TEST_CASE("certificates are verified unless the call says otherwise") {
    rk::test::SelfSigned certificate;
    TestProgram program;
    ServerOptions options;
    options.tls.certificate_file = certificate.certificate();
    options.tls.key_file = certificate.key();
    TestServer server(program, options);
    HttpCall c = call("https://127.0.0.1:" + std::to_string(server.server.port()) + "/");
    CurlClient strict(client_options());
    CHECK_FALSE(strict.fetch(c));
    c.skip_certificate_verification = true;
    CHECK(strict.fetch(c)->status == 200);
    c.skip_certificate_verification = false;
    CHECK_FALSE(strict.fetch(c));  // nor over the connection that was kept
    HttpClientOptions trusting = client_options();
    trusting.certificate_authorities = certificate.certificate();
    CurlClient client(trusting);
    CHECK(client.fetch(c)->status == 200);
}
