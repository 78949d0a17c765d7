#include "bench/sink.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <string_view>
#include <unordered_map>

#include "base/strings.h"
#include "bench/net.h"

namespace rk::bench {

namespace {

constexpr std::string_view kStamp = "sentat";  // letters and digits, so that it stands in a form as in JSON
constexpr size_t kStampDigits = 19;

std::string_view header_of(std::string_view head, std::string_view name) {
    for (size_t at = head.find("\r\n"); at != std::string_view::npos; at = head.find("\r\n", at + 2)) {
        std::string_view line = head.substr(at + 2, head.find("\r\n", at + 2) - at - 2);
        if (line.size() > name.size() && line[name.size()] == ':' &&
            equal_ignore_case(line.substr(0, name.size()), name))
            return trim(line.substr(name.size() + 1));
    }
    return {};
}

}  // namespace

struct Sink::Connection {
    int fd;
    std::string bytes;
};

std::string Sink::stamp() {
    std::string digits = std::to_string(now_ns());
    return std::string(kStamp) + std::string(kStampDigits - digits.size(), '0') + digits;
}

Sink::Sink(std::string answer) {
    answer_ = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(answer.size()) +
              "\r\n\r\n" + answer;
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof at;
    epoll_ = epoll_create1(EPOLL_CLOEXEC);
    wake_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (listener_ < 0 || epoll_ < 0 || wake_ < 0 || bind(listener_, reinterpret_cast<sockaddr*>(&at), sizeof at) < 0 ||
        listen(listener_, 512) < 0 || getsockname(listener_, reinterpret_cast<sockaddr*>(&at), &length) < 0)
        throw Trouble(std::string("no port for the target of deliveries: ") + std::strerror(errno));
    base_ = "http://127.0.0.1:" + std::to_string(ntohs(at.sin_port));
    for (int fd : {listener_, wake_}) {
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.fd = fd;
        epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event);
    }
    thread_ = std::thread([this] { serve(); });
}

Sink::~Sink() {
    const uint64_t one = 1;
    if (write(wake_, &one, sizeof one) == sizeof one) thread_.join();
    else thread_.detach();
    for (int fd : {listener_, epoll_, wake_}) close(fd);
}

Histogram Sink::delays_ns() const {
    std::lock_guard lock(mutex_);
    return delays_;
}

void Sink::serve() {
    std::unordered_map<int, Connection> connections;
    epoll_event events[64];
    for (;;) {
        int n = epoll_wait(epoll_, events, 64, -1);
        for (int i = 0; i < n; ++i) {
            const int fd = events[i].data.fd;
            if (fd == wake_) {
                for (auto& [open, c] : connections) close(open);
                return;
            }
            if (fd == listener_) {
                int on = 1, made;
                while ((made = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK)) >= 0) {
                    setsockopt(made, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
                    epoll_event event{};
                    event.events = EPOLLIN | EPOLLRDHUP;
                    event.data.fd = made;
                    epoll_ctl(epoll_, EPOLL_CTL_ADD, made, &event);
                    connections[made] = {made, {}};
                }
                continue;
            }
            auto found = connections.find(fd);
            if (found == connections.end() || read(found->second)) continue;
            close(fd);
            connections.erase(found);
        }
    }
}

// Answers every whole request that has come; false when the connection has ended.
bool Sink::read(Connection& c) {
    char buffer[16 << 10];
    for (;;) {
        ssize_t n = recv(c.fd, buffer, sizeof buffer, 0);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return errno == EAGAIN || errno == EWOULDBLOCK;
        if (n == 0) return false;
        c.bytes.append(buffer, static_cast<size_t>(n));
        for (;;) {
            const size_t head = c.bytes.find("\r\n\r\n");
            if (head == std::string::npos) break;
            int64_t length = 0;
            std::string_view said = header_of(std::string_view(c.bytes).substr(0, head), "Content-Length");
            if (!said.empty() && !parse_int(said, length)) return false;
            const size_t end = head + 4 + static_cast<size_t>(length);
            if (c.bytes.size() < end) break;
            const uint64_t now = now_ns();
            std::string_view body = std::string_view(c.bytes).substr(head + 4, static_cast<size_t>(length));
            const size_t at = body.find(kStamp);
            int64_t sent = 0;
            if (at != std::string_view::npos && parse_int(body.substr(at + kStamp.size(), kStampDigits), sent)) {
                std::lock_guard lock(mutex_);
                delays_.add(now - static_cast<uint64_t>(sent));
            }
            last_at_ns_.store(now, std::memory_order_relaxed);
            received_.fetch_add(1, std::memory_order_relaxed);
            if (send(c.fd, answer_.data(), answer_.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(answer_.size()))
                return false;
            c.bytes.erase(0, end);
        }
    }
}

}  // namespace rk::bench
