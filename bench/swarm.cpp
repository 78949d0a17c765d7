#include "bench/swarm.h"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ctime>

#include "bench/frames.h"
#include "bench/http_response.h"
#include "bench/load.h"

namespace rk::bench {
namespace {

constexpr size_t kBufferSize = 1 << 20;  // also the longest frame
constexpr size_t kHandshakesAtOnce = 128;
constexpr size_t kPosters = 4;
constexpr uint64_t kDeliveryLimitNs = 5'000'000'000;
constexpr size_t kIncompleteMax = 3;  // posts that do not reach everybody before a run ends early
// A post carries this and its number; found by plain search in the event's text.
constexpr std::string_view kMark = "renkei-bench-mark-";
constexpr size_t kMarkDigits = 16;

}  // namespace

struct Swarm::State {
    struct Client {
        enum class Stage : uint8_t { kConnecting, kHandshake, kHello, kOpen, kClosed };
        int fd = -1;
        Stage stage = Stage::kConnecting;
        std::string partial;         // an incomplete frame or handshake answer
        std::vector<uint64_t> seen;  // a bit for each post of the run
    };
    struct Poster {
        int fd = -1;
        bool connected = false;
        ResponseParser parser;
        std::string unsent;
        std::string token;
        size_t under_way = 0;
    };

    State(const Target& t, std::vector<std::string> tk)
        : target(t), tokens(std::move(tk)), buffer(new char[kBufferSize]) {
        epoll = epoll_create1(EPOLL_CLOEXEC);
        if (epoll < 0) throw Trouble(std::string("epoll: ") + std::strerror(errno));
    }
    ~State() {
        for (auto& c : clients)
            if (c.fd >= 0) close(c.fd);
        for (auto& p : posters)
            if (p.fd >= 0) close(p.fd);
        close(epoll);
    }

    void watch(int fd, uint64_t key) {
        epoll_event event{};
        event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
        event.data.u64 = key;
        if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) < 0)
            throw Trouble(std::string("epoll: ") + std::strerror(errno));
    }
    void note_error(std::string_view what) {
        ++result.errors;
        if (result.first_error.empty()) result.first_error = what.substr(0, 300);
    }
    void open_client(size_t i) {
        Client& c = clients[i];
        c.fd = connect_nonblocking(target, i);
        watch(c.fd, i);
    }
    void lose(Client& c, std::string_view why) {
        if (c.stage == Client::Stage::kOpen) {
            --open_count;
        } else {
            --connecting;
        }
        ++lost;
        note_error(why);
        close(c.fd);
        c.fd = -1;
        c.stage = Client::Stage::kClosed;
        // Nobody waits for it any more.
        for (size_t post = 0; post < sent_at.size(); ++post)
            if (!done[post] && delivered[post] >= clients.size() - lost) complete_post(post, now_ns());
    }
    void send_handshake(size_t i) {
        Client& c = clients[i];
        std::string text =
            "GET " + target.path + "/api/v4/websocket HTTP/1.1\r\nHost: " + target.host +
            "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: cmVua2VpLWJlbmNoLWtleQ=="
            "\r\nSec-WebSocket-Version: 13\r\nAuthorization: Bearer " +
            tokens[i % tokens.size()] + "\r\n\r\n";
        if (send(c.fd, text.data(), text.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(text.size()))
            return lose(c, "a WebSocket handshake could not be sent");
        c.stage = Client::Stage::kHandshake;
    }
    // Takes what it can of `bytes` and returns how much; the rest is an incomplete frame or handshake answer.
    size_t take(Client& c, std::string_view bytes, uint64_t at_ns) {
        size_t used = 0;
        if (c.stage == Client::Stage::kHandshake) {
            if (bytes.find("\r\n\r\n") == std::string_view::npos) return 0;
            ResponseParser parser;
            used = parser.feed(bytes);
            if (parser.status() != 101) {
                lose(c,
                     "the WebSocket handshake was answered " + std::to_string(parser.status()) + " " + parser.body());
                return bytes.size();
            }
            c.stage = Client::Stage::kHello;
        }
        while (used < bytes.size()) {
            Frame f = find_frame(bytes.substr(used));
            if (f.bad) {
                lose(c, "a WebSocket frame is malformed");
                return bytes.size();
            }
            if (!f.size) break;
            used += f.size;
            if (f.opcode == Frame::kPing) {
                std::string pong = render_small_frame(Frame::kPong, f.payload);
                if (send(c.fd, pong.data(), pong.size(), MSG_NOSIGNAL) < 0 && errno != EAGAIN)
                    note_error("pong not sent");
            } else if (f.opcode == Frame::kClose) {
                lose(c, "the server closed a WebSocket");
                return bytes.size();
            } else if (f.opcode == Frame::kText || f.opcode == Frame::kContinuation) {
                take_event(c, f.payload, at_ns);
            }
        }
        return used;
    }
    void take_event(Client& c, std::string_view text, uint64_t at_ns) {
        if (c.stage == Client::Stage::kHello) {
            if (text.find("\"hello\"") == std::string_view::npos) return;
            c.stage = Client::Stage::kOpen;
            --connecting;
            ++open_count;
            return;
        }
        if (!posts) return;
        auto* mark = static_cast<const char*>(memmem(text.data(), text.size(), kMark.data(), kMark.size()));
        if (!mark || text.find("\"posted\"") == std::string_view::npos) return;
        std::string_view digits = text.substr(static_cast<size_t>(mark - text.data()) + kMark.size(), kMarkDigits);
        uint64_t number = 0;
        for (char d : digits) number = number * 10 + static_cast<uint64_t>(d - '0');
        if (digits.size() != kMarkDigits || number < first_number || number - first_number >= sent_at.size()) return;
        size_t post = static_cast<size_t>(number - first_number);
        uint64_t bit = uint64_t{1} << (post % 64);
        if (c.seen[post / 64] & bit) return note_error("an event arrived twice");
        c.seen[post / 64] |= bit;
        result.delivery_ns.add(at_ns - sent_at[post]);
        ++result.delivered;
        ++delivered[post];
        if (!done[post] && delivered[post] >= clients.size() - lost) {
            result.last_ns.add(at_ns - sent_at[post]);
            complete_post(post, at_ns);
        }
    }
    void complete_post(size_t post, uint64_t at_ns) {
        done[post] = true;
        last_complete_ns = at_ns;
        ++complete;
    }
    void read_client(Client& c) {
        for (;;) {
            size_t had = c.partial.size();
            if (had) std::memcpy(buffer.get(), c.partial.data(), had);
            ssize_t n = recv(c.fd, buffer.get() + had, kBufferSize - had, 0);
            if (n < 0 && errno == EINTR) continue;
            if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
            if (n <= 0) return lose(c, n ? "a WebSocket broke" : "the server closed a WebSocket");
            last_arrival_ns = now_ns();
            std::string_view bytes(buffer.get(), had + static_cast<size_t>(n));
            size_t used = take(c, bytes, last_arrival_ns);
            if (c.fd < 0) return;
            if (bytes.size() - used >= kBufferSize) return lose(c, "a WebSocket frame is too long");
            c.partial.assign(bytes.substr(used));
            if (had + static_cast<size_t>(n) < kBufferSize) return;
        }
    }
    void read_poster(Poster& p) {
        for (;;) {
            ssize_t n = recv(p.fd, buffer.get(), kBufferSize, 0);
            if (n < 0 && errno == EINTR) continue;
            if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
            if (n <= 0) throw Trouble("the server closed the connection that posts");
            std::string_view bytes(buffer.get(), static_cast<size_t>(n));
            while (!bytes.empty()) {
                bytes.remove_prefix(p.parser.feed(bytes));
                if (p.parser.failed()) throw Trouble("the answer to a post is not HTTP");
                if (!p.parser.done()) break;
                --p.under_way;
                if (!p.parser.success())
                    note_error("a post was answered " + std::to_string(p.parser.status()) + " " + p.parser.body());
                p.parser.reset();
            }
            if (static_cast<size_t>(n) < kBufferSize) return;
        }
    }
    void flush(Poster& p) {
        if (!p.connected || p.unsent.empty()) return;
        ssize_t n = send(p.fd, p.unsent.data(), p.unsent.size(), MSG_NOSIGNAL);
        if (n > 0) p.unsent.erase(0, static_cast<size_t>(n));
    }
    // One round of waiting and reading.
    void step(int timeout_ms) {
        epoll_event events[512];
        check_interrupted();
        int n = epoll_wait(epoll, events, 512, timeout_ms);
        if (n < 0 && errno != EINTR) throw Trouble(std::string("epoll: ") + std::strerror(errno));
        for (int i = 0; i < n; ++i) {
            uint64_t key = events[i].data.u64;
            uint32_t what = events[i].events;
            if (key >= kPosterKey) {
                Poster& p = posters[key - kPosterKey];
                if (what & EPOLLOUT) {
                    p.connected = true;
                    flush(p);
                }
                if (what & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) read_poster(p);
                continue;
            }
            Client& c = clients[key];
            if (c.fd < 0) continue;
            if (c.stage == Client::Stage::kConnecting) {
                int why = 0;
                socklen_t length = sizeof why;
                getsockopt(c.fd, SOL_SOCKET, SO_ERROR, &why, &length);
                if (why) {
                    lose(c, std::string("a WebSocket cannot connect: ") + std::strerror(why));
                    continue;
                }
                if (!(what & EPOLLOUT)) continue;
                send_handshake(static_cast<size_t>(key));
                continue;
            }
            if (what & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) read_client(c);
        }
    }
    void send_post(const std::string& channel_id) {
        char number[32];
        std::snprintf(number, sizeof number, "%016llu", static_cast<unsigned long long>(first_number + sent_at.size()));
        std::string body = "{\"channel_id\":\"" + channel_id + "\",\"message\":\"" + std::string(kMark) + number +
                           " The build of the main branch passed after four minutes.\"}";
        Poster& p = posters[sent_at.size() % posters.size()];
        p.unsent += render_request(target, "POST", "/api/v4/posts", p.token, body);
        ++p.under_way;
        delivered.push_back(0);
        done.push_back(false);
        sent_at.push_back(now_ns());
        flush(p);
    }

    static constexpr uint64_t kPosterKey = uint64_t{1} << 32;
    Target target;
    std::vector<std::string> tokens;
    std::unique_ptr<char[]> buffer;
    int epoll = -1;
    std::vector<Client> clients;
    std::vector<Poster> posters;
    size_t connecting = 0;
    size_t open_count = 0;
    size_t lost = 0;
    uint64_t last_arrival_ns = 0;

    SwarmResult result;
    size_t posts = 0;           // of the current run
    uint64_t first_number = 0;  // of its marks
    std::vector<uint64_t> sent_at;
    std::vector<size_t> delivered;  // of each post: how many clients have it
    std::vector<bool> done;         // of each post: everybody has it, or has been waited for long enough
    size_t complete = 0;            // posts that are done
    uint64_t last_complete_ns = 0;
};

Swarm::Swarm(const Target& target, std::vector<std::string> tokens)
    : state_(std::make_unique<State>(target, std::move(tokens))) {}
Swarm::~Swarm() = default;

void Swarm::connect(size_t count) {
    State& s = *state_;
    size_t next = s.clients.size();
    s.clients.resize(std::max(count, next));
    uint64_t last_progress = now_ns();
    size_t open_before = s.open_count;
    while (s.open_count + s.lost < s.clients.size()) {
        while (next < s.clients.size() && s.connecting < kHandshakesAtOnce) {
            ++s.connecting;
            s.open_client(next++);
        }
        s.step(100);
        uint64_t now = now_ns();
        if (s.open_count != open_before) last_progress = now;
        open_before = s.open_count;
        if (now - last_progress > 20'000'000'000)
            throw Trouble("only " + std::to_string(s.open_count) + " of " + std::to_string(s.clients.size()) +
                          " WebSockets were greeted by the server, then none for 20 s");
        if (s.lost) throw Trouble(s.result.first_error + " (client " + std::to_string(s.open_count + 1) + ")");
    }
}

void Swarm::settle(int quiet_ms, int limit_ms) {
    State& s = *state_;
    uint64_t start = now_ns();
    s.last_arrival_ns = start;
    for (;;) {
        s.step(quiet_ms);
        uint64_t now = now_ns();
        if (now - s.last_arrival_ns >= static_cast<uint64_t>(quiet_ms) * 1'000'000) return;
        if (now - start >= static_cast<uint64_t>(limit_ms) * 1'000'000) return;
    }
}

SwarmResult Swarm::run(const std::string& channel_id, size_t posts, int interval_ms, int pause_ms) {
    State& s = *state_;
    if (s.posters.empty()) {
        s.posters.resize(std::min(kPosters, s.tokens.size()));
        for (size_t i = 0; i < s.posters.size(); ++i) {
            s.posters[i].token = s.tokens[i];
            s.posters[i].fd = connect_nonblocking(s.target, i);
            s.watch(s.posters[i].fd, State::kPosterKey + i);
        }
        uint64_t start = now_ns();
        while (!std::all_of(s.posters.begin(), s.posters.end(), [](const auto& p) { return p.connected; })) {
            s.step(100);
            if (now_ns() - start > 10'000'000'000) throw Trouble("cannot connect to " + s.target.host);
        }
    }
    s.result = SwarmResult{};
    s.posts = posts;
    timespec wall;
    clock_gettime(CLOCK_REALTIME, &wall);  // microseconds, 16 digits: unlike any earlier run's
    s.first_number = static_cast<uint64_t>(wall.tv_sec) * 1'000'000 + static_cast<uint64_t>(wall.tv_nsec) / 1000;
    s.sent_at.clear();
    s.delivered.clear();
    s.done.clear();
    s.sent_at.reserve(posts);
    s.complete = 0;
    for (auto& c : s.clients) c.seen.assign(posts / 64 + 1, 0);

    uint64_t start = now_ns();
    uint64_t interval = static_cast<uint64_t>(interval_ms) * 1'000'000;
    uint64_t pause = static_cast<uint64_t>(pause_ms) * 1'000'000;
    s.last_complete_ns = start;
    auto answers_due = [&] {
        return std::any_of(s.posters.begin(), s.posters.end(), [](const auto& p) { return p.under_way > 0; });
    };
    size_t incomplete = 0;
    while (s.sent_at.size() < posts || s.complete < posts || answers_due()) {
        uint64_t now = now_ns();
        for (size_t post = 0; post < s.sent_at.size(); ++post) {
            if (s.done[post] || now - s.sent_at[post] < kDeliveryLimitNs) continue;
            s.complete_post(post, now);  // what is missing is counted below
            ++incomplete;
        }
        bool all_sent = s.sent_at.size() == posts;
        if (incomplete >= kIncompleteMax && !all_sent) {
            posts = s.sent_at.size();
            s.note_error("the run ended after " + std::to_string(posts) +
                         " posts, since too many did not reach everybody");
            continue;
        }
        uint64_t due = UINT64_MAX;
        if (!all_sent && interval) due = start + s.sent_at.size() * interval;
        if (!all_sent && !interval && s.complete == s.sent_at.size()) due = s.last_complete_ns + pause;
        if (due <= now) {
            s.send_post(channel_id);
            continue;
        }
        if (all_sent && s.complete == posts && now - s.sent_at.back() > kDeliveryLimitNs)
            break;  // an answer is missing
        int timeout = due == UINT64_MAX ? 100 : static_cast<int>(std::min<uint64_t>((due - now) / 1'000'000 + 1, 100));
        s.step(timeout);
    }
    s.result.seconds = static_cast<double>(now_ns() - start) / 1e9;
    if (interval_ms <= 0) s.result.seconds -= static_cast<double>(pause * posts) / 1e9;
    s.result.posts = posts;
    uint64_t expected = static_cast<uint64_t>(posts) * s.clients.size();
    if (s.result.delivered < expected) {
        uint64_t missing = expected - s.result.delivered;
        s.note_error(std::to_string(missing) + " deliveries are missing");
        s.result.errors += missing - 1;
    }
    for (auto& p : s.posters) {
        if (p.under_way) s.note_error("a post was never answered");
        p.under_way = 0;
    }
    s.posts = 0;
    return std::move(s.result);
}

}  // namespace rk::bench
