#include "bench/load.h"

#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <deque>
#include <memory>

#include "bench/http_response.h"

namespace rk::bench {
namespace {

// Bodies longer than this are discarded inside the kernel rather than copied out.
constexpr uint64_t kDiscardFrom = 8 << 10;
constexpr size_t kHeadRead = 2 << 10;
constexpr size_t kBufferSize = 256 << 10;

double own_cpu_seconds() {
    rusage use{};
    getrusage(RUSAGE_SELF, &use);
    auto seconds = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
    };
    return seconds(use.ru_utime) + seconds(use.ru_stime);
}

struct Sent {
    uint64_t at_ns;
    uint64_t tag;
};

struct Connection {
    size_t number = 0;
    int fd = -1;
    bool connected = false;
    bool large_answers = false;
    uint64_t last_body = 0;
    ResponseParser parser;
    std::string unsent;
    std::deque<Sent> under_way;
};

class Loader {
  public:
    Loader(const Target& target, RequestSource& source, const LoadOptions& options)
        : target_(target), source_(source), options_(options), buffer_(new char[kBufferSize]) {}
    ~Loader() {
        for (auto& c : connections_)
            if (c.fd >= 0) close(c.fd);
        if (epoll_ >= 0) close(epoll_);
    }
    LoadResult run();

  private:
    void open(Connection& c);
    void reopen(Connection& c, std::string_view why);
    void send_more(Connection& c);
    void flush(Connection& c);
    void read_all(Connection& c);
    void finish(Connection& c);
    void note_error(uint64_t tag, int status, std::string_view text);

    const Target& target_;
    RequestSource& source_;
    LoadOptions options_;
    std::unique_ptr<char[]> buffer_;
    std::vector<Connection> connections_;
    LoadResult result_;
    int epoll_ = -1;
    uint64_t end_ns_ = UINT64_MAX;
    uint64_t now_ = 0;
    size_t under_way_ = 0;
    size_t refused_ = 0;
    bool sending_ = true;
};

void Loader::note_error(uint64_t tag, int status, std::string_view text) {
    ++result_.errors;
    ++result_.bad_answers[status];
    if (result_.first_error.empty()) result_.first_error = text.substr(0, 300);
    source_.answered(tag, status);
}

void Loader::open(Connection& c) {
    c.fd = connect_nonblocking(target_, c.number);
    c.connected = false;
    c.parser.reset();
    c.unsent.clear();
    epoll_event event{};
    event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
    event.data.ptr = &c;
    if (epoll_ctl(epoll_, EPOLL_CTL_ADD, c.fd, &event) < 0)
        throw Trouble(std::string("epoll: ") + std::strerror(errno));
}

void Loader::reopen(Connection& c, std::string_view why) {
    close(c.fd);
    c.fd = -1;
    for (const Sent& s : c.under_way) note_error(s.tag, 0, why);
    under_way_ -= c.under_way.size();
    c.under_way.clear();
    if (sending_) open(c);
}

void Loader::flush(Connection& c) {
    while (!c.unsent.empty()) {
        ssize_t n = send(c.fd, c.unsent.data(), c.unsent.size(), MSG_NOSIGNAL);
        if (n < 0) {
            if (errno == EINTR) continue;
            return;  // full: EPOLLOUT follows; broken: reading tells
        }
        c.unsent.erase(0, static_cast<size_t>(n));
    }
}

void Loader::send_more(Connection& c) {
    if (!c.connected) return;
    bool single = options_.pipeline == 1 && c.unsent.empty();
    while (sending_ && c.under_way.size() < options_.pipeline) {
        uint64_t tag = 0;
        std::string_view text = source_.next(c.number, tag);
        if (text.empty()) {
            sending_ = false;
            break;
        }
        ++result_.requests;
        ++under_way_;
        c.under_way.push_back({now_ns(), tag});
        if (single) {
            ssize_t n = send(c.fd, text.data(), text.size(), MSG_NOSIGNAL);
            if (n < static_cast<ssize_t>(text.size())) c.unsent.assign(text.substr(n < 0 ? 0 : static_cast<size_t>(n)));
            return;
        }
        c.unsent.append(text);
    }
    flush(c);
}

void Loader::finish(Connection& c) {
    if (c.under_way.empty()) {
        ++result_.errors;
        if (result_.first_error.empty()) result_.first_error = "an answer that nobody asked for";
        c.parser.reset();
        return;
    }
    Sent sent = c.under_way.front();
    c.under_way.pop_front();
    --under_way_;
    now_ = now_ns();
    if (c.parser.success()) {
        result_.latency_ns.add(now_ - sent.at_ns);
        if (now_ <= end_ns_) ++result_.answered;
        source_.answered(sent.tag, c.parser.status());
    } else {
        note_error(sent.tag, c.parser.status(), std::to_string(c.parser.status()) + " " + c.parser.body());
    }
    c.parser.reset();
}

void Loader::read_all(Connection& c) {
    for (;;) {
        uint64_t discard = c.parser.discardable();
        size_t wanted = kBufferSize;
        ssize_t n;
        if (discard >= kDiscardFrom) {
            wanted = static_cast<size_t>(discard);
            n = recv(c.fd, nullptr, wanted, MSG_TRUNC);  // tcp(7): the bytes are dropped, not copied
        } else {
            if (c.large_answers && !c.parser.started()) wanted = kHeadRead;
            n = recv(c.fd, buffer_.get(), wanted, 0);
        }
        if (n < 0) {
            if (errno == EINTR) continue;
            if (errno == EAGAIN || errno == EWOULDBLOCK) return;
            return reopen(c, std::string("connection broke: ") + std::strerror(errno));
        }
        if (n == 0) {
            c.parser.feed_end();
            if (c.parser.done()) finish(c);
            return reopen(c, "the server closed the connection");
        }
        bool close_after = false;
        if (discard >= kDiscardFrom) {
            c.parser.skip(static_cast<uint64_t>(n));
            if (c.parser.done()) {
                close_after = !c.parser.keep_alive();
                finish(c);
            }
        } else {
            std::string_view bytes(buffer_.get(), static_cast<size_t>(n));
            while (!bytes.empty() && !close_after) {
                bytes.remove_prefix(c.parser.feed(bytes));
                if (c.parser.failed()) return reopen(c, "the answer is not HTTP");
                if (c.parser.discardable() >= kDiscardFrom) c.large_answers = true;
                if (!c.parser.done()) break;
                close_after = !c.parser.keep_alive();
                finish(c);
            }
        }
        if (close_after) return reopen(c, "the server closed the connection");
        if (!c.parser.started()) send_more(c);
        if (static_cast<size_t>(n) < wanted) return;  // drained; more will be told by the next edge
    }
}

LoadResult Loader::run() {
    epoll_ = epoll_create1(EPOLL_CLOEXEC);
    if (epoll_ < 0) throw Trouble(std::string("epoll: ") + std::strerror(errno));
    connections_ = std::vector<Connection>(options_.connections);
    double cpu_before = own_cpu_seconds();
    uint64_t start = now_ns();
    if (options_.seconds > 0) end_ns_ = start + static_cast<uint64_t>(options_.seconds * 1e9);
    for (size_t i = 0; i < connections_.size(); ++i) {
        connections_[i].number = i;
        open(connections_[i]);
    }
    auto patience = static_cast<uint64_t>(options_.patience_s * 1e9);
    uint64_t last_progress = start, stopped = 0;
    epoll_event events[256];
    while (sending_ || under_way_) {
        check_interrupted();
        int n = epoll_wait(epoll_, events, 256, 20);
        if (n < 0 && errno != EINTR) throw Trouble(std::string("epoll: ") + std::strerror(errno));
        for (int i = 0; i < n; ++i) {
            auto& c = *static_cast<Connection*>(events[i].data.ptr);
            if (c.fd < 0) continue;
            uint32_t what = events[i].events;
            if (!c.connected) {
                int why = 0;
                socklen_t length = sizeof why;
                getsockopt(c.fd, SOL_SOCKET, SO_ERROR, &why, &length);
                if (why) {
                    if (++refused_ > options_.connections + 100)
                        throw Trouble("cannot connect to " + target_.host + ": " + std::strerror(why));
                    reopen(c, "");
                    continue;
                }
                if (!(what & EPOLLOUT)) continue;
                c.connected = true;
                send_more(c);
                continue;
            }
            if ((what & EPOLLOUT) && !c.unsent.empty()) flush(c);
            if (what & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) read_all(c);
        }
        uint64_t now = now_ns();
        if (n > 0) last_progress = now;
        if (now >= end_ns_) sending_ = false;
        if (!sending_ && !stopped) stopped = now;
        if (sending_ && now - last_progress > patience)
            throw Trouble("the server has not answered anything for " +
                          std::to_string(static_cast<int>(options_.patience_s)) + " s");
        if (!sending_ && under_way_ && now - std::max(stopped, last_progress) > patience) {
            for (auto& c : connections_) {
                for (const Sent& s : c.under_way) note_error(s.tag, 0, "no answer in time");
                c.under_way.clear();
            }
            under_way_ = 0;
        }
    }
    uint64_t end = options_.seconds > 0 ? end_ns_ : now_ns();
    result_.seconds = static_cast<double>(end - start) / 1e9;
    result_.own_cpu_s = own_cpu_seconds() - cpu_before;
    return std::move(result_);
}

}  // namespace

LoadResult run_load(const Target& target, RequestSource& source, const LoadOptions& options) {
    return Loader(target, source, options).run();
}

std::string render_request(const Target& target, std::string_view method, std::string_view path, std::string_view token,
                           std::string_view body, std::string_view content_type) {
    std::string out;
    out.reserve(256 + body.size());
    out.append(method).append(" ").append(target.path).append(path).append(" HTTP/1.1\r\nHost: ").append(target.host);
    if (!token.empty()) out.append("\r\nAuthorization: Bearer ").append(token);
    if (!body.empty() || method == "POST" || method == "PUT") {
        if (!content_type.empty()) out.append("\r\nContent-Type: ").append(content_type);
        out.append("\r\nContent-Length: ").append(std::to_string(body.size()));
    }
    out.append("\r\n\r\n").append(body);
    return out;
}

}  // namespace rk::bench
