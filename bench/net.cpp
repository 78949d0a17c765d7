#include "bench/net.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <ctime>

namespace rk::bench {

static volatile sig_atomic_t interrupted = 0;

void catch_interrupts() {
    struct sigaction action {};
    action.sa_handler = [](int) { interrupted = 1; };
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
}

void check_interrupted() {
    if (interrupted) throw Interrupted();
}

Target find_target(std::string_view base) {
    Target t;
    t.base = base;
    constexpr std::string_view kScheme = "http://";
    if (base.substr(0, kScheme.size()) != kScheme)
        throw Trouble("--base must begin with http:// (encrypted connections are not measured): " + t.base);
    base.remove_prefix(kScheme.size());
    size_t slash = base.find('/');
    if (slash != std::string_view::npos) t.path = base.substr(slash);
    while (!t.path.empty() && t.path.back() == '/') t.path.pop_back();
    base = base.substr(0, slash);
    t.host = base;
    std::string name(base), port = "80";
    size_t colon = name.rfind(':');
    if (colon != std::string::npos && name.find(']', colon) == std::string::npos) {
        port = name.substr(colon + 1);
        name.resize(colon);
    }
    if (name.size() > 2 && name.front() == '[' && name.back() == ']') name = name.substr(1, name.size() - 2);
    addrinfo hints{}, *found = nullptr;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_family = name == "localhost" ? AF_INET : AF_UNSPEC;
    int failed = getaddrinfo(name.c_str(), port.c_str(), &hints, &found);
    if (failed) throw Trouble("cannot resolve " + t.host + ": " + gai_strerror(failed));
    std::memcpy(&t.address, found->ai_addr, found->ai_addrlen);
    t.address_length = found->ai_addrlen;
    freeaddrinfo(found);
    if (t.address.ss_family == AF_INET) {
        auto* in = reinterpret_cast<const sockaddr_in*>(&t.address);
        t.loopback = in->sin_addr.s_addr == htonl(INADDR_LOOPBACK);
    }
    return t;
}

static void set_no_delay(int fd) {
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

int connect_blocking(const Target& target, int timeout_s) {
    int fd = socket(target.address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) throw Trouble(std::string("socket: ") + std::strerror(errno));
    timeval limit{timeout_s, 0};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    if (connect(fd, reinterpret_cast<const sockaddr*>(&target.address), target.address_length) < 0) {
        close(fd);
        return -1;
    }
    set_no_delay(fd);
    return fd;
}

int connect_nonblocking(const Target& target, size_t number) {
    int fd = socket(target.address.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) throw Trouble(std::string("socket: ") + std::strerror(errno) + " (limit of open files?)");
    set_no_delay(fd);
    if (target.loopback) {
        sockaddr_in source{};
        source.sin_family = AF_INET;
        source.sin_addr.s_addr = htonl(INADDR_LOOPBACK + static_cast<uint32_t>(number / 5000 % 200));
        int on = 1;
        setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
        if (bind(fd, reinterpret_cast<const sockaddr*>(&source), sizeof source) < 0) {
            int why = errno;
            close(fd);
            throw Trouble(std::string("bind to a loopback address: ") + std::strerror(why));
        }
    }
    if (connect(fd, reinterpret_cast<const sockaddr*>(&target.address), target.address_length) < 0 &&
        errno != EINPROGRESS) {
        int why = errno;
        close(fd);
        throw Trouble("connect to " + target.host + ": " + std::strerror(why));
    }
    return fd;
}

uint64_t now_ns() {
    timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return static_cast<uint64_t>(t.tv_sec) * 1000000000u + static_cast<uint64_t>(t.tv_nsec);
}

uint64_t raise_file_limit() {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    getrlimit(RLIMIT_NOFILE, &limit);
    return limit.rlim_cur;
}

int find_free_port() {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in any{};
    any.sin_family = AF_INET;
    any.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof any;
    if (fd < 0 || bind(fd, reinterpret_cast<const sockaddr*>(&any), sizeof any) < 0 ||
        getsockname(fd, reinterpret_cast<sockaddr*>(&any), &length) < 0) {
        int why = errno;
        if (fd >= 0) close(fd);
        throw Trouble(std::string("no free port: ") + std::strerror(why));
    }
    close(fd);
    return ntohs(any.sin_port);
}

}  // namespace rk::bench
