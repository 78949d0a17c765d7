#include "net/server.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <semaphore>
#include <thread>

#include "base/log.h"
#include "net/http_connection.h"
#include "net/worker.h"

namespace rk::net {
namespace {

std::string system_error(int error) { return strerror(error); }

std::string_view trim_blank(std::string_view s) {
    while (!s.empty() && (s.front() == ' ' || s.front() == '\t')) s.remove_prefix(1);
    while (!s.empty() && (s.back() == ' ' || s.back() == '\t')) s.remove_suffix(1);
    return s;
}

Result<int> listen_on(const sockaddr* address, socklen_t bytes, const std::string& name) {
    int fd = socket(address->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return Failure{"listen on " + name + ": " + system_error(errno)};
    int on = 1, off = 0;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (address->sa_family == AF_INET6) setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
    if (bind(fd, address, bytes) != 0 || listen(fd, 4096) != 0) {
        int error = errno;
        close(fd);
        return Failure{"listen on " + name + ": " + system_error(error)};
    }
    return fd;
}

// "host:port", "[v6]:port", ":port".
Result<int> listen_tcp(const std::string& listen) {
    size_t colon = listen.rfind(':');
    if (colon == std::string::npos) return Failure{"listen address without a port: " + listen};
    std::string host = listen.substr(0, colon), port = listen.substr(colon + 1);
    if (host.size() >= 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
    addrinfo* found = nullptr;
    int error = getaddrinfo(host.empty() ? nullptr : host.c_str(), port.c_str(), &hints, &found);
    if (error) return Failure{"listen on " + listen + ": " + gai_strerror(error)};
    std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(found, freeaddrinfo);
    Result<int> result = Failure{"listen on " + listen + ": no address"};
    // Every address: one IPv6 socket takes IPv4 too; IPv4 alone where the kernel has no IPv6.
    for (int family : {AF_INET6, AF_INET}) {
        for (addrinfo* a = found; a; a = a->ai_next) {
            if (a->ai_family != family) continue;
            result = listen_on(a->ai_addr, a->ai_addrlen, listen);
            if (result) return result;
        }
    }
    return result;
}

Result<int> listen_unix(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) return Failure{"unix socket path too long: " + path};
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    // A socket file left by a process that has ended is taken over; one that somebody answers on is not.
    int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (probe >= 0) {
        bool answered = connect(probe, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
        bool stale = !answered && errno == ECONNREFUSED;
        close(probe);
        if (stale) unlink(path.c_str());
    }
    return listen_on(reinterpret_cast<sockaddr*>(&address), sizeof address, path);
}

}  // namespace

std::string client_ip(const Request& request, const std::string& peer_ip, const ServerOptions& options) {
    for (const std::string& name : options.client_ip_headers) {
        // Several lines of one header are one list (RFC 9110 5.3); the last line counts first.
        std::string found;
        for (auto h = request.headers.rbegin(); h != request.headers.rend(); ++h) {
            if (!same_name(h->name, name)) continue;
            std::string_view list = h->value;
            while (!list.empty()) {
                size_t comma = list.rfind(',');
                std::string_view item = trim_blank(comma == std::string_view::npos ? list : list.substr(comma + 1));
                list = comma == std::string_view::npos ? std::string_view() : list.substr(0, comma);
                if (item.empty()) continue;
                std::optional<IpAddress> ip = parse_ip(item);
                if (!ip) return found.empty() ? peer_ip : found;  // what stands before it is no more credible
                found = ip->text();
                if (!in_any(options.trusted_proxies, *ip)) return found;
            }
        }
        if (!found.empty()) return found;
    }
    return peer_ip;
}

class Server::Parts {
  public:
    Parts(ServerOptions o, HttpHandler& h) : options(std::move(o)), http(h) {}

    class Listener final : public EventHandler, public Timer {
      public:
        Listener(Parts& parts, int fd, bool tls, bool is_unix) : parts_(parts), fd_(fd), tls_(tls), unix_(is_unix) {}
        ~Listener() {
            if (fd_ >= 0) ::close(fd_);
        }
        void open() { loop().add(fd_, EPOLLIN, this); }
        void on_events(uint32_t) override;
        void on_timer() override {
            if (fd_ < 0) return;
            loop().modify(fd_, EPOLLIN, this);
        }
        void close() {
            if (fd_ < 0) return;
            loop().cancel_timer(*this);
            loop().remove(fd_);
            ::close(fd_);
            fd_ = -1;
        }

      private:
        EventLoop& loop() { return *parts_.workers[0]->loop(); }
        void back_off() {
            loop().modify(fd_, 0, this);
            loop().set_timer(*this, loop().now_ms() + 100);
        }
        Parts& parts_;
        int fd_;
        const bool tls_, unix_;
        int64_t warned_ms_ = -60'000;
    };

    void adopt(Worker& worker, int fd, Peer peer, std::shared_ptr<TlsContext> tls);
    uint64_t connections() const {
        uint64_t n = 0;
        for (auto& w : workers) n += w->counters.connections.load(std::memory_order_relaxed);
        return n + handed_over.load(std::memory_order_relaxed);
    }

    const ServerOptions options;
    HttpHandler& http;
    std::vector<std::unique_ptr<Worker>> workers;
    std::vector<std::unique_ptr<Listener>> listeners;  // on the first worker's loop
    size_t next_worker = 0;
    std::atomic<uint64_t> handed_over{0};  // accepted, on their way to a worker
    std::mutex mutex;                      // guards the next two, and goes with `closed`
    size_t workers_stopping = 0;
    std::shared_ptr<TlsContext> tls;
    std::condition_variable closed;
    int port = 0;
    bool started = false, stopping = false, stopped = false;
};

void Server::Parts::Listener::on_events(uint32_t) {
    for (int i = 0; i < 64 && fd_ >= 0; ++i) {
        if (parts_.connections() >= parts_.options.connections_max) {
            if (loop().now_ms() - warned_ms_ >= 60'000) {
                warned_ms_ = loop().now_ms();
                log::warn("the maximum of connections is reached; new ones wait",
                          {{"max", parts_.options.connections_max}});
            }
            return back_off();
        }
        sockaddr_storage address{};
        socklen_t bytes = sizeof address;
        int fd = accept4(fd_, reinterpret_cast<sockaddr*>(&address), &bytes, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) {
            if (errno == EAGAIN) return;
            if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
                if (loop().now_ms() - warned_ms_ >= 60'000) {
                    warned_ms_ = loop().now_ms();
                    log::warn("cannot accept connections; trying again", {{"error", system_error(errno)}});
                }
                return back_off();
            }
            continue;  // the connection went away in the queue
        }
        Peer peer;
        if (unix_) {
            peer.trusted_proxy = true;
        } else {
            int on = 1;
            setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            if (auto ip = ip_of(reinterpret_cast<sockaddr*>(&address))) {
                peer.ip = ip->text();
                peer.trusted_proxy = in_any(parts_.options.trusted_proxies, *ip);
            }
        }
        std::shared_ptr<TlsContext> tls;
        if (tls_) {
            std::lock_guard lock(parts_.mutex);
            tls = parts_.tls;
        }
        // Round robin rather than SO_REUSEPORT: the kernel's hash leaves one of two threads with 20 of 32 connections.
        Worker& worker = *parts_.workers[parts_.next_worker++ % parts_.workers.size()];
        if (worker.loop()->in_loop_thread()) {
            parts_.adopt(worker, fd, std::move(peer), std::move(tls));
        } else {
            parts_.handed_over.fetch_add(1, std::memory_order_relaxed);
            Parts* parts = &parts_;
            worker.loop()->post([parts, &worker, fd, peer = std::move(peer), tls = std::move(tls)] {
                parts->adopt(worker, fd, peer, tls);
                parts->handed_over.fetch_sub(1, std::memory_order_relaxed);
            });
        }
    }
}

void Server::Parts::adopt(Worker& worker, int fd, Peer peer, std::shared_ptr<TlsContext> context) {
    worker.counters.accepted.fetch_add(1, std::memory_order_relaxed);
    if (worker.stopping()) {
        ::close(fd);
        return;
    }
    auto connection = std::make_shared<HttpConnection>(worker, Socket(fd, context.get()), std::move(peer));
    worker.add(connection);
    if (!connection->open()) connection->abort();
}

Server::Server(ServerOptions options, HttpHandler& http) : parts_(std::make_unique<Parts>(std::move(options), http)) {}

Server::~Server() { stop(0); }

Result<bool> Server::start() {
    Parts& p = *parts_;
    // OpenSSL and sendfile write without MSG_NOSIGNAL.
    struct sigaction previous;
    if (sigaction(SIGPIPE, nullptr, &previous) == 0 && previous.sa_handler == SIG_DFL) signal(SIGPIPE, SIG_IGN);
    if (p.options.tls.enabled()) {
        auto tls = TlsContext::load(p.options.tls);
        if (!tls) return Failure{tls.error()};
        p.tls = *tls;
    }
    std::vector<std::unique_ptr<Parts::Listener>> listeners;
    if (!p.options.listen.empty()) {
        Result<int> fd = listen_tcp(p.options.listen);
        if (!fd) return Failure{fd.error()};
        sockaddr_storage address{};
        socklen_t bytes = sizeof address;
        getsockname(*fd, reinterpret_cast<sockaddr*>(&address), &bytes);
        p.port = ntohs(address.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6*>(&address)->sin6_port
                                                     : reinterpret_cast<sockaddr_in*>(&address)->sin_port);
        listeners.push_back(std::make_unique<Parts::Listener>(p, *fd, p.options.tls.enabled(), false));
    }
    if (!p.options.unix_socket.empty()) {
        Result<int> fd = listen_unix(p.options.unix_socket);
        if (!fd) return Failure{fd.error()};
        listeners.push_back(std::make_unique<Parts::Listener>(p, *fd, false, true));
    }
    p.listeners = std::move(listeners);
    for (int i = 0; i < io_threads(); ++i) {
        p.workers.push_back(std::make_unique<Worker>(i, p.options, p.http, [&p] {
            std::lock_guard lock(p.mutex);
            p.closed.notify_all();
        }));
    }
    for (auto& l : p.listeners) l->open();
    for (auto& w : p.workers) w->loop()->start();
    p.started = true;
    return true;
}

int Server::port() const { return parts_->port; }

int Server::io_threads() const {
    if (parts_->options.io_threads > 0) return parts_->options.io_threads;
    return static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
}

void Server::post(int io_thread, std::function<void()> work) {
    if (parts_->started) parts_->workers[static_cast<size_t>(io_thread)]->loop()->post(std::move(work));
}

Result<bool> Server::reload_tls() {
    auto tls = TlsContext::load(parts_->options.tls);
    if (!tls) return Failure{tls.error()};
    std::lock_guard lock(parts_->mutex);
    parts_->tls = *tls;
    return true;
}

void Server::begin_stop() {
    Parts& p = *parts_;
    if (!p.started || p.stopping) return;
    p.stopping = true;
    // The first loop closes the listeners, then all stop their connections: what was accepted before is handed over before.
    p.workers[0]->loop()->post([&p] {
        for (auto& l : p.listeners) l->close();
        if (!p.options.unix_socket.empty()) unlink(p.options.unix_socket.c_str());
        for (auto& w : p.workers) {
            Worker* worker = w.get();
            worker->loop()->post([&p, worker] {
                worker->begin_stop();
                std::lock_guard lock(p.mutex);
                ++p.workers_stopping;
                p.closed.notify_all();
            });
        }
    });
}

void Server::stop(int64_t drain_ms) {
    Parts& p = *parts_;
    if (!p.started || p.stopped) return;
    begin_stop();
    p.stopped = true;
    {
        std::unique_lock lock(p.mutex);
        p.closed.wait_for(lock, std::chrono::milliseconds(drain_ms),
                          [&p] { return p.workers_stopping == p.workers.size() && p.connections() == 0; });
    }
    // By way of the first loop, like begin_stop(), and the first loop ends first: so nothing is handed over behind this.
    p.workers[0]->loop()->post([&p] {
        for (auto& w : p.workers) {
            Worker* worker = w.get();
            worker->loop()->post([worker] { worker->abort_all(); });
        }
    });
    // The first loop's own abort_all must run before it ends, so it is asked to end from behind it.
    std::binary_semaphore aborted(0);
    p.workers[0]->loop()->post([&] { p.workers[0]->loop()->post([&] { aborted.release(); }); });
    aborted.acquire();
    for (auto& w : p.workers) w->loop()->stop();
    p.listeners.clear();
}

ServerStats Server::stats() const {
    ServerStats s;
    for (auto& w : parts_->workers) {
        const Worker::Counters& c = w->counters;
        s.connections += c.connections.load(std::memory_order_relaxed);
        s.websockets += c.websockets.load(std::memory_order_relaxed);
        s.accepted += c.accepted.load(std::memory_order_relaxed);
        s.requests += c.requests.load(std::memory_order_relaxed);
        s.bytes_in += c.bytes_in.load(std::memory_order_relaxed);
        s.bytes_out += c.bytes_out.load(std::memory_order_relaxed);
        s.wakes += w->loop()->wakes();
    }
    return s;
}

}  // namespace rk::net
