// Whoever writes an address into a webhook, a command or a button must not reach this machine or its neighbours by it:
// every way of writing such an address that we know of, against sockets that would notice.
#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <map>
#include <mutex>
#include <thread>

#include "base/strings.h"
#include "net/http_client.h"

using namespace rk;
using namespace rk::net;

namespace {

// A socket that listens and answers nothing; the kernel completes connections to it, so each one is noticed.
struct Trap {
    int fd;
    explicit Trap(const char* address, int port = 0) {
        const bool v6 = std::string_view(address).find(':') != std::string_view::npos;
        fd = ::socket(v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        int on = 1;
        ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        sockaddr_storage where{};
        socklen_t size = sizeof(sockaddr_in);
        if (v6) {
            ::setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
            auto& to = reinterpret_cast<sockaddr_in6&>(where);
            to.sin6_family = AF_INET6;
            to.sin6_port = htons(static_cast<uint16_t>(port));
            ::inet_pton(AF_INET6, address, &to.sin6_addr);
            size = sizeof to;
        } else {
            auto& to = reinterpret_cast<sockaddr_in&>(where);
            to.sin_family = AF_INET;
            to.sin_port = htons(static_cast<uint16_t>(port));
            ::inet_pton(AF_INET, address, &to.sin_addr);
        }
        if (::bind(fd, reinterpret_cast<sockaddr*>(&where), size) != 0 || ::listen(fd, 1000) != 0) {
            ::close(fd);
            fd = -1;  // a machine without IPv6
        }
    }
    Trap(const Trap&) = delete;
    ~Trap() {
        if (fd >= 0) ::close(fd);
    }
    int port() const {
        sockaddr_in where{};
        socklen_t size = sizeof where;
        ::getsockname(fd, reinterpret_cast<sockaddr*>(&where), &size);
        return ntohs(where.sin_port);
    }
    // How many have connected since the last look.
    int caught() const {
        int count = 0;
        for (int one; fd >= 0 && (one = ::accept(fd, nullptr, nullptr)) >= 0; ++count) ::close(one);
        return count;
    }
};

// A service at an address that is allowed, which answers every request with one text and hangs up.
struct Allowed {
    Trap socket{"127.0.0.3"};
    std::mutex mutex;
    std::string answer;
    std::atomic<bool> ending{false};
    std::atomic<int> served{0};
    std::thread thread{[this] { serve(); }};

    ~Allowed() {
        ending = true;
        thread.join();
    }
    void redirect(int status, const std::string& location) {
        std::lock_guard lock(mutex);
        answer = "HTTP/1.1 " + std::to_string(status) + " x\r\nLocation: " + location +
                 "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    }
    void serve() {
        while (!ending) {
            pollfd waiting{socket.fd, POLLIN, 0};
            if (::poll(&waiting, 1, 20) <= 0) continue;
            int one = ::accept(socket.fd, nullptr, nullptr);
            if (one < 0) continue;
            char request[4096];
            pollfd readable{one, POLLIN, 0};
            if (::poll(&readable, 1, 2000) > 0 && ::recv(one, request, sizeof request, 0) > 0) {
                std::lock_guard lock(mutex);
                ++served;
                if (::send(one, answer.data(), answer.size(), MSG_NOSIGNAL) < 0) served = -1000;
            }
            ::close(one);
        }
    }
};

HttpCall call_of(const std::string& url) {
    HttpCall call;
    call.method = "POST";
    call.url = url;
    call.body = "{}";
    call.timeout_ms = 400;
    call.redirects_max = 5;
    return call;
}

// {P} is the traps' port. Those of the first list name 127.0.0.1 or ::1 for certain.
const char* const kLoopback[] = {
    "http://127.0.0.1:{P}/",
    "http://127.1:{P}/",
    "http://127.0.1:{P}/",
    "http://2130706433:{P}/",
    "http://0x7f000001:{P}/",
    "http://0x7f.0x0.0x0.0x1:{P}/",
    "http://0177.0.0.01:{P}/",
    "http://017700000001:{P}/",
    "http://127.000.000.001:{P}/",
    "http://0x7f.1:{P}/",
    "http://[::1]:{P}/",
    "http://[0:0:0:0:0:0:0:1]:{P}/",
    "http://[::ffff:127.0.0.1]:{P}/",
    "http://[::ffff:7f00:1]:{P}/",
    "http://good.test@127.0.0.1:{P}/",
    "http://good.test:80@127.0.0.1:{P}/",
    "http://good.test%40@127.0.0.1:{P}/",
    "http://127.0.0.1:0{P}/",
    "HTTP://127.0.0.1:{P}/",
    "http://%31%32%37.0.0.1:{P}/",
    "http://private.test:{P}/",
    "http://PRIVATE.test:{P}/",
    "http://mapped.test:{P}/",
    "http://six.test:{P}/",
};
const char* const kOthers[] = {
    "http://0.0.0.0:{P}/",
    "http://0:{P}/",
    "http://[::]:{P}/",
    "http://[::127.0.0.1]:{P}/",
    "http://[::ffff:0.0.0.0]:{P}/",
    "http://127.255.255.254:{P}/",
    "http://[64:ff9b::127.0.0.1]:{P}/",
    "http://[64:ff9b:1::7f00:1]:{P}/",
    "http://[2002:7f00:1::1]:{P}/",
    "http://[2001:0:7f00:1::]:{P}/",
    "http://[fe80::1]:{P}/",
    "http://[fe80::1%25lo]:{P}/",
    "http://[fec0::1]:{P}/",
    "http://[fc00::1]:{P}/",
    "http://[fd12:3456::1]:{P}/",
    "http://[ff02::1]:{P}/",
    "http://10.0.0.1:{P}/",
    "http://172.16.0.1:{P}/",
    "http://192.168.0.1:{P}/",
    "http://169.254.169.254/latest/meta-data/",
    "http://0xa9fea9fe/latest/meta-data/",
    "http://100.100.100.200:{P}/",
    "http://224.0.0.1:{P}/",
    "http://255.255.255.255:{P}/",
    "http://localhost:{P}/",
    "http://LOCALHOST.:{P}/",
    "http://zero.test:{P}/",
    "http://nat64.test:{P}/",
    "http://all-private.test:{P}/",
    "http://１２７.0.0.1:{P}/",  // digits of full width
    "http://127。0。0。1:{P}/",  // ideographic full stops
    "http://①②⑦.0.0.1:{P}/",     // digits in circles
    "http:127.0.0.1:{P}/",
    "http:/127.0.0.1:{P}/",
    "http:///127.0.0.1:{P}/",
    "http:\\\\127.0.0.1:{P}/",
    "http://127.0.0.1:{P}\\@good.test/",
    "http://good.test\\@127.0.0.1:{P}/",
    "//127.0.0.1:{P}/",
    "127.0.0.1:{P}",
    " http://127.0.0.1:{P}/",
    "http://127.0.0.1 :{P}/",
    "http://127.0.0.1\t:{P}/",
    "http://127.0.0.1%00.good.test:{P}/",
    "http://127.0.0.1:{P}:80/",
    "http://127.0.0.1:{P}#@good.test:99999/",
    "http://127.0.0.1:99999/",
    "http://127.0.0.1:-1/",
    "http://127.0.0.1:0/",
    "https://127.0.0.1:{P}/",
    "ftp://127.0.0.1:{P}/",
    "ftps://127.0.0.1:{P}/",
    "file:///etc/passwd",
    "file://127.0.0.1:{P}/etc/passwd",
    "gopher://127.0.0.1:{P}/_GET%20/",
    "dict://127.0.0.1:{P}/info",
    "ldap://127.0.0.1:{P}/",
    "tftp://127.0.0.1:{P}/x",
    "telnet://127.0.0.1:{P}/",
    "smtp://127.0.0.1:{P}/",
    "rtsp://127.0.0.1:{P}/",
    "mqtt://127.0.0.1:{P}/x",
    "ws://127.0.0.1:{P}/",
    "unix:///run/x.sock",
    "javascript:alert(1)",
};

struct Scene {
    Trap four{"127.0.0.1"}, six{"::1", four.port()};
    const std::string port = std::to_string(four.port());
    std::map<std::string, std::vector<std::vector<std::string>>> names = {
        {"private.test", {{"127.0.0.1"}}},
        {"mapped.test", {{"::ffff:127.0.0.1"}}},
        {"six.test", {{"::1"}}},
        {"zero.test", {{"0.0.0.0"}}},
        {"nat64.test", {{"64:ff9b::7f00:1"}}},
        {"all-private.test", {{"127.0.0.1", "10.0.0.1", "::1"}}},
    };
    std::mutex mutex;
    std::map<std::string, size_t> asked;

    // A name's answers, one after the other; the last one stays. Unknown names lead nowhere near.
    std::vector<std::string> resolve(const std::string& host) {
        std::lock_guard lock(mutex);
        auto found = names.find(host);
        if (found == names.end()) return {"127.0.0.1"};
        return found->second[std::min(asked[host]++, found->second.size() - 1)];
    }
    HttpClientOptions options(const char* allowed) {
        HttpClientOptions o;
        o.allowed_internal = allowed;
        o.proxy_from_environment = false;
        o.resolve = [this](const std::string& host) { return resolve(host); };
        return o;
    }
    std::string with_port(const char* url) const { return replace_all(url, "{P}", port); }
    int caught() const { return four.caught() + six.caught(); }
};

}  // namespace

TEST_CASE("no way of writing an address reaches this machine or its network") {
    Scene s;
    CurlClient client(s.options(""));
    auto refused = [&](const char* written) {
        const std::string url = s.with_port(written);
        CAPTURE(url);
        auto reply = client.fetch(call_of(url));
        CHECK_FALSE(reply);
        CHECK(s.caught() == 0);
    };
    for (const char* url : kLoopback) refused(url);
    for (const char* url : kOthers) refused(url);
    auto reply = client.fetch(call_of(s.with_port("http://2130706433:{P}/")));
    REQUIRE_FALSE(reply);
    CHECK(reply.error() ==
          "the address 127.0.0.1 of 127.0.0.1 is internal; an administrator can allow it in"
          " ServiceSettings.AllowedUntrustedInternalConnections");
}

// The same traps catch what is allowed, so they would have caught the rest.
TEST_CASE("what an administrator allowed is reached under any of its spellings") {
    Scene s;
    CurlClient client(s.options("127.0.0.1 ::1"));
    for (const char* written : kLoopback) {
        const std::string url = s.with_port(written);
        CAPTURE(url);
        const bool is_six =
            url.find("[::1]") != url.npos || url.find("[0:0") != url.npos || url.find("six.") != url.npos;
        if (is_six && s.six.fd < 0) continue;
        HttpCall call = call_of(url);
        call.timeout_ms = 100;  // nobody answers
        CHECK_FALSE(client.fetch(std::move(call)));
        CHECK(s.caught() == 1);
    }
    for (const char* written : {"http://127.0.0.2:{P}/", "http://0.0.0.0:{P}/", "http://10.0.0.1:{P}/"}) {
        CAPTURE(written);
        CHECK_FALSE(client.fetch(call_of(s.with_port(written))));
        CHECK(s.caught() == 0);
    }
}

TEST_CASE("a redirect does not lead to where a request may not go") {
    Scene s;
    Allowed good;
    CurlClient client(s.options("127.0.0.3"));
    const std::string start = "http://127.0.0.3:" + std::to_string(good.socket.port()) + "/";
    for (int status : {301, 302, 303, 307, 308})
        for (const char* written :
             {"http://127.0.0.1:{P}/", "http://2130706433:{P}/", "http://[::ffff:127.0.0.1]:{P}/", "//127.1:{P}/",
              "http://[::1]:{P}/", "http://private.test:{P}/", "http://localhost:{P}/", "http://x@0x7f.1:{P}/",
              "https://127.0.0.1:{P}/", "file:///etc/passwd", "gopher://127.0.0.1:{P}/_x"}) {
            CAPTURE(status);
            CAPTURE(written);
            good.redirect(status, s.with_port(written));
            const int before = good.served;
            auto reply = client.fetch(call_of(start));
            CHECK_FALSE((reply && reply->status == 200));
            CHECK(good.served == before + 1);
            CHECK(s.caught() == 0);
        }
}

TEST_CASE("a name whose address changes between two looks is checked at the one that is connected to") {
    Scene s;
    Allowed good;
    CurlClient client(s.options("127.0.0.3"));
    const std::string at_good = ":" + std::to_string(good.socket.port()) + "/";
    good.redirect(200, "");
    // Harmless at first, then this machine.
    s.names["rebind.test"] = {{"127.0.0.3"}, {"127.0.0.1"}};
    CHECK(client.fetch(call_of("http://rebind.test" + at_good))->status == 200);
    for (int i = 0; i < 3; ++i) CHECK_FALSE(client.fetch(call_of("http://rebind.test:" + s.port + "/")));
    CHECK(s.caught() == 0);
    // The same within one request: the second hop is resolved anew.
    s.names["hop.test"] = {{"127.0.0.3"}, {"127.0.0.1"}};
    good.redirect(307, "http://hop.test:" + s.port + "/");
    CHECK_FALSE(client.fetch(call_of("http://hop.test" + at_good)));
    CHECK(s.asked["hop.test"] == 2);
    CHECK(s.caught() == 0);
    // Of several addresses at once only the harmless one is tried.
    good.redirect(200, "");
    s.names["both.test"] = {{"127.0.0.1", "::1", "127.0.0.3"}};
    CHECK(client.fetch(call_of("http://both.test" + at_good))->status == 200);
    CHECK_FALSE(client.fetch(call_of("http://both.test:" + s.port + "/")));
    CHECK(s.caught() == 0);
}
