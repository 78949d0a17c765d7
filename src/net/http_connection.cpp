#include "net/http_connection.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <exception>
#include <utility>

#include "base/assert.h"
#include "base/log.h"
#include "net/compress.h"
#include "net/websocket.h"

namespace rk::net {
namespace {

constexpr uint64_t kOutMax = 1024 * 1024;                // with more to send, no further request is read
constexpr uint64_t kInFlightBytesMax = 4 * 1024 * 1024;  // of request bodies in memory
// A body this large that is sent from another thread is compressed there: the io thread serves others meanwhile. Smaller ones
// are compressed on the io thread, so that the store's writer never does it.
constexpr size_t kCompressElsewhere = 128 * 1024;

Response plain_response(int status, std::string_view why) {
    Response r;
    r.status = status;
    r.content_type = "text/plain; charset=utf-8";
    r.body = std::to_string(status) + " " + std::string(reason_phrase(status));
    if (!why.empty()) r.body += ": " + std::string(why);
    r.body += "\n";
    return r;
}

}  // namespace

// Belongs to the connection's list while that lives; it also waits for its one run() (or drop()), which comes when it was answered.
// Whichever of the two is later deletes it.
struct HttpConnection::Exchange final : public Task {
    std::shared_ptr<EventLoop> loop;
    HttpConnection* connection;  // loop's thread; null when that has closed
    Exchange* next = nullptr;
    AnswerFacts facts;
    Response response;
    uint64_t body_bytes = 0;
    bool answered = false;

    Exchange(std::shared_ptr<EventLoop> l, HttpConnection* c, AnswerFacts f)
        : loop(std::move(l)), connection(c), facts(std::move(f)) {}

    void run() override {
        if (!connection) {
            delete this;
            return;
        }
        answered = true;
        connection->answered();
    }
    void drop() override { delete this; }  // the loop has ended, and its connections before it
};

class HttpConnection::Answerer final : public Responder {
  public:
    explicit Answerer(Exchange* exchange) : exchange_(exchange) {}
    ~Answerer() override {
        if (exchange_) send(plain_response(500, ""));
    }
    void send(Response response) override {
        RK_ASSERT(exchange_);
        Exchange* e = std::exchange(exchange_, nullptr);
        std::shared_ptr<EventLoop> loop = e->loop;  // the exchange may be gone before post() returns
        bool here = loop->in_loop_thread();
        size_t bytes = response.shared_body ? response.shared_body->size() : response.body.size();
        if (!here && e->facts.gzip && !e->facts.head && bytes > kCompressElsewhere && may_compress(response)) {
            add_vary(response);
            compress(response);
        }
        e->response = std::move(response);
        if (here) {
            e->run();
        } else {
            loop->post(e);
        }
    }

  private:
    Exchange* exchange_;
};

HttpConnection::HttpConnection(Worker& worker, Socket socket, Peer peer)
    : worker_(worker), socket_(std::move(socket)), parser_(worker.options.parser), peer_(std::move(peer)) {}

HttpConnection::~HttpConnection() {
    if (spool_ >= 0) ::close(spool_);
}

bool HttpConnection::open() {
    interest_ = EPOLLIN;
    idle_since_ms_ = worker_.now_ms();
    if (!worker_.loop()->add(socket_.fd(), interest_, this)) return false;
    update();
    return true;
}

// ---- reading ----

bool HttpConnection::paused() const {
    return stop_parsing_ || upgrading_ || in_flight_ >= worker_.options.pipeline_max ||
           in_flight_bytes_ > kInFlightBytesMax || out_.bytes() > kOutMax;
}

void HttpConnection::on_events(uint32_t events) {
    if (phase_ == Phase::closed) return;
    if (events & EPOLLERR) return close_now();
    // Both sides are closed: nobody is there to read answers.
    if (events & EPOLLHUP && (ended_ || paused())) return close_now();
    if (events & (EPOLLIN | EPOLLHUP) || (events & EPOLLOUT && socket_.read_waits_for_write())) read();
    pump();
}

void HttpConnection::resume() {
    if (phase_ == Phase::closed) return;
    if (read_again_) read();
    pump();
}

// The callers call pump() next.
void HttpConnection::read() {
    read_again_ = false;
    reading_ = true;
    read_some();
    reading_ = false;
}

void HttpConnection::read_some() {
    const int turns = socket_.is_tls() ? 16 : 4;  // then others get theirs; a turn is a record or a scratch full
    for (int turn = 0; phase_ != Phase::closed && !ended_; ++turn) {
        bool drain = phase_ == Phase::lingering;
        if (!drain && paused()) {
            // What TLS has decrypted already, epoll will not tell of.
            read_again_ = socket_.is_tls();
            return;
        }
        if (turn == turns) {
            read_again_ = true;
            worker_.resume_later(*this);
            return;
        }
        int64_t n = socket_.read(worker_.scratch(), Worker::kScratchBytes);
        if (n == Socket::kAgain) return;
        if (n == Socket::kFailed) return close_now();
        if (n == Socket::kEnd) {
            ended_ = true;
            return;
        }
        worker_.counters.bytes_in.fetch_add(static_cast<uint64_t>(n), std::memory_order_relaxed);
        if (drain) continue;
        std::string_view data(worker_.scratch(), static_cast<size_t>(n));
        consume(data);
        if (!socket_.is_tls() && static_cast<size_t>(n) < Worker::kScratchBytes) return;
    }
}

void HttpConnection::consume(std::string_view data) {
    while (!paused()) {
        if (data.empty() && parser_.idle()) return;
        bool was_idle = parser_.idle();
        HttpParser::Step step = parser_.parse(data);
        if (was_idle && !parser_.idle()) request_due_ms_ = worker_.now_ms() + worker_.options.head_timeout_ms;
        switch (step) {
            case HttpParser::Step::more: return;
            case HttpParser::Step::head:
                if (parser_.facts().body != HeadFacts::Body::none && !begin_body(!data.empty())) return;
                break;
            case HttpParser::Step::body:
                if (!take_body(parser_.piece())) return;
                break;
            case HttpParser::Step::done: dispatch(); break;
            case HttpParser::Step::refused: return refuse(parser_.status(), parser_.why());
        }
    }
    if (!stop_parsing_ && !data.empty()) input_.assign(data);
}

// False: refused.
bool HttpConnection::begin_body(bool more_data) {
    Request& request = parser_.request();
    const HeadFacts& facts = parser_.facts();
    body_limit_ = worker_.http.body_bytes_max(request);
    request_due_ms_ = worker_.now_ms() + worker_.options.body_timeout_ms;
    progress_bytes_ = 0;
    if (facts.body == HeadFacts::Body::length) {
        if (facts.content_length > body_limit_) {
            answer_at_once(worker_.http.too_large(request));
            return false;
        }
        if (facts.content_length <= worker_.options.body_memory_max) {
            // Not all at once: a peer that promises much and sends nothing shall cost nothing.
            request.body.reserve(static_cast<size_t>(std::min<uint64_t>(facts.content_length, 64 * 1024)));
        }
    }
    bool expects_bytes = facts.body == HeadFacts::Body::chunked || facts.content_length > 0;
    continue_due_ = facts.expect_continue && !more_data && expects_bytes;
    return true;
}

bool HttpConnection::take_body(std::string_view piece) {
    Request& request = parser_.request();
    continue_due_ = false;
    request.body_bytes += piece.size();
    if (request.body_bytes > body_limit_) {
        answer_at_once(worker_.http.too_large(request));
        return false;
    }
    progress_bytes_ += piece.size();
    if (progress_bytes_ >= worker_.options.body_progress_bytes) {
        progress_bytes_ = 0;
        request_due_ms_ = worker_.now_ms() + worker_.options.body_timeout_ms;
    }
    uint64_t promised = parser_.facts().content_length;
    if (spool_ >= 0 || std::max(request.body_bytes, promised) > worker_.options.body_memory_max) {
        if (spool(piece)) return true;
        log::error("a request body could not be written to a temporary file", {{"errno", errno}});
        refuse(500, "");
        return false;
    }
    request.body.append(piece);
    return true;
}

bool HttpConnection::spool(std::string_view piece) {
    Request& request = parser_.request();
    auto write_all = [this](std::string_view bytes) {
        while (!bytes.empty()) {
            ssize_t n = ::write(spool_, bytes.data(), bytes.size());
            if (n < 0 && errno == EINTR) continue;
            if (n <= 0) return false;
            bytes.remove_prefix(static_cast<size_t>(n));
        }
        return true;
    };
    if (spool_ < 0) {
        std::string path = worker_.options.spool_dir;
        if (path.empty()) {
            const char* tmp = getenv("TMPDIR");
            path = tmp && *tmp ? tmp : "/tmp";
        }
        path += "/renkei-body-XXXXXX";
        spool_ = mkostemp(path.data(), O_CLOEXEC);
        if (spool_ < 0) return false;
        request.body_file = path;
        if (!write_all(request.body)) return false;
        std::string().swap(request.body);
    }
    return write_all(piece);
}

// The parser has a whole request.
void HttpConnection::dispatch() {
    HeadFacts head = parser_.facts();
    std::unique_ptr<Request> request = parser_.take();  // head's views go with it
    continue_due_ = false;
    served_ = true;
    if (spool_ >= 0) ::close(std::exchange(spool_, -1));
    request->tls = socket_.is_tls();
    request->loop = worker_.loop()->index();
    request->remote_ip = peer_.trusted_proxy ? client_ip(*request, peer_.ip, worker_.options) : peer_.ip;
    worker_.counters.requests.fetch_add(1, std::memory_order_relaxed);
    if (!request->keep_alive) stop_parsing_ = true;
    if (head.body == HeadFacts::Body::none && is_websocket_request(*request, head.upgrade_websocket)) {
        upgrading_ = std::move(request);
        return;
    }
    Exchange* exchange = add_exchange(AnswerFacts::of(*request, head));
    exchange->body_bytes = request->body.size();
    in_flight_bytes_ += exchange->body_bytes;
    auto answerer = std::make_unique<Answerer>(exchange);
    try {
        worker_.http.handle(std::move(request), std::move(answerer));
    } catch (const std::exception& e) {
        log::error("a request handler threw", {{"what", e.what()}});  // its Responder has answered 500 by its end
    }
}

HttpConnection::Exchange* HttpConnection::add_exchange(AnswerFacts facts) {
    auto* exchange = new Exchange(worker_.loop(), this, std::move(facts));
    (last_ ? last_->next : first_) = exchange;
    last_ = exchange;
    ++in_flight_;
    return exchange;
}

// An answer of net's own to a request that was not read to its end; the connection closes behind it.
void HttpConnection::answer_at_once(Response response) {
    AnswerFacts facts;
    facts.keep_alive = false;
    Exchange* exchange = add_exchange(std::move(facts));
    exchange->response = std::move(response);
    exchange->answered = true;
    stop_parsing_ = true;
    linger_ = true;
    continue_due_ = false;
}

void HttpConnection::refuse(int status, const char* why) {
    std::unique_ptr<Response> words;
    if (parser_.has_line()) words = worker_.http.unreadable(parser_.request(), status, why);
    answer_at_once(words ? std::move(*words) : plain_response(status, why));
}

// ---- answering ----

void HttpConnection::answered() {
    if (!pumping_ && !reading_ && first_->answered) worker_.resume_later(*this);
}

void HttpConnection::pull_answers() {
    while (first_ && first_->answered && !last_pulled_) {
        Exchange* e = first_;
        first_ = e->next;
        if (!first_) last_ = nullptr;
        --in_flight_;
        in_flight_bytes_ -= e->body_bytes;
        bool last_one = worker_.stopping() && !first_ && parser_.idle() && input_.empty();
        bool close = e->response.close || !e->facts.keep_alive || last_one;
        if (e->response.close && e->facts.keep_alive) linger_ = true;
        write_answer(std::move(e->response), e->facts, worker_.date_line(), close, out_);
        delete e;
        if (close) {
            last_pulled_ = true;
            stop_parsing_ = true;
            orphan_exchanges();
        }
    }
}

// False: the connection has gone.
bool HttpConnection::write_out() {
    if (out_.empty()) return true;
    uint64_t sent = 0;
    Output::State state = out_.write(socket_, sent);
    worker_.counters.bytes_out.fetch_add(sent, std::memory_order_relaxed);
    if (state == Output::State::failed) {
        close_now();
        return false;
    }
    if (state == Output::State::empty) {
        blocked_since_ms_ = 0;
        idle_since_ms_ = worker_.now_ms();
    } else if (sent || !blocked_since_ms_) {
        blocked_since_ms_ = worker_.now_ms();
    }
    return true;
}

// Moves everything on as far as it goes: answers into the output, output into the socket, input kept back into the parser.
void HttpConnection::pump() {
    if (phase_ == Phase::closed || pumping_) return;
    if (phase_ == Phase::lingering) {
        if (ended_) return close_now();
        return update();
    }
    pumping_ = true;
    while (true) {
        pull_answers();
        if (continue_due_ && !first_) {
            continue_due_ = false;
            out_.append(std::string_view("HTTP/1.1 100 Continue\r\n\r\n"));
        }
        if (!write_out()) return;
        if (last_pulled_ && out_.empty()) return finish();
        if (upgrading_ && !first_ && out_.empty()) {
            upgrade();
            if (phase_ == Phase::closed) return;
            continue;
        }
        if (!input_.empty() && !paused()) {
            std::string input = std::move(input_);
            input_.clear();
            consume(input);
            continue;
        }
        if (first_ && first_->answered) continue;
        if (read_again_ && !paused()) worker_.resume_later(*this);
        break;
    }
    pumping_ = false;
    // A peer that has ended its side still gets what it asked for; a request it did not finish is none.
    if (ended_ && !first_ && out_.empty() && !upgrading_) return close_now();
    if (worker_.stopping() && idle()) return close_now();
    update();
}

void HttpConnection::upgrade() {
    std::unique_ptr<Request> request = std::move(upgrading_);
    std::unique_ptr<Response> refused = worker_.http.check_upgrade(*request);
    if (refused) {
        AnswerFacts facts;
        facts.keep_alive = request->keep_alive;
        Exchange* exchange = add_exchange(std::move(facts));
        exchange->response = std::move(*refused);
        exchange->answered = true;
        return;
    }
    worker_.loop()->cancel_timer(*this);
    phase_ = Phase::closed;
    auto websocket = std::make_shared<WebSocket>(worker_, std::move(socket_));
    std::string leftover = std::move(input_);
    worker_.add(websocket);
    websocket->open(accept_key(request->header("Sec-WebSocket-Key")));
    worker_.http.accepted(websocket, std::move(request));
    websocket->start(std::move(leftover));
    if (worker_.stopping()) websocket->begin_stop();
    worker_.remove(*this);
}

void HttpConnection::orphan_exchanges() {
    for (Exchange* e = first_; e;) {
        Exchange* next = e->next;
        if (e->answered) {
            delete e;
        } else {
            e->connection = nullptr;
        }
        e = next;
    }
    first_ = last_ = nullptr;
    in_flight_ = 0;
    in_flight_bytes_ = 0;
}

// Everything that will be sent was.
void HttpConnection::finish() {
    pumping_ = false;
    if (!linger_ || ended_) return close_now();
    // Closing while the peer still sends would reset the connection and could take our answer away from it (RFC 9112 9.6).
    phase_ = Phase::lingering;
    linger_until_ms_ = worker_.now_ms() + worker_.options.linger_ms;
    socket_.shutdown_write();
    read();
    if (phase_ == Phase::closed) return;
    if (ended_) return close_now();
    update();
}

void HttpConnection::close_now() {
    if (phase_ == Phase::closed) return;
    phase_ = Phase::closed;
    orphan_exchanges();
    upgrading_.reset();
    if (!parser_.idle()) parser_.take();  // with its temporary file, if it had one
    out_.clear();
    worker_.loop()->cancel_timer(*this);
    worker_.loop()->remove(socket_.fd());
    socket_.close();
    worker_.remove(*this);
}

void HttpConnection::begin_stop() {
    if (phase_ == Phase::open && idle() && !upgrading_) close_now();
}

// ---- waiting ----

void HttpConnection::update() {
    bool wants_input = !ended_ && (phase_ == Phase::lingering || !paused());
    bool wants_output = !out_.empty() || (wants_input && socket_.read_waits_for_write());
    uint32_t want =
        (wants_input ? static_cast<uint32_t>(EPOLLIN) : 0u) | (wants_output ? static_cast<uint32_t>(EPOLLOUT) : 0u);
    if (want != interest_) {
        interest_ = want;
        worker_.loop()->modify(socket_.fd(), interest_, this);
    }
    const ServerOptions& o = worker_.options;
    int64_t due = Timer::kNever;
    if (phase_ == Phase::lingering) {
        due = linger_until_ms_;
    } else {
        if (blocked_since_ms_) due = blocked_since_ms_ + o.write_timeout_ms;
        if (!stop_parsing_ && !parser_.idle()) due = std::min(due, request_due_ms_);
        if (idle() && !upgrading_) due = idle_since_ms_ + (served_ ? o.idle_timeout_ms : o.head_timeout_ms);
    }
    worker_.loop()->set_timer(*this, due);
}

void HttpConnection::on_timer() {
    if (phase_ == Phase::closed) return;
    int64_t now = worker_.now_ms();
    const ServerOptions& o = worker_.options;
    if (phase_ == Phase::lingering) {
        if (now >= linger_until_ms_) return close_now();
    } else if (blocked_since_ms_ && now >= blocked_since_ms_ + o.write_timeout_ms) {
        return close_now();
    } else if (!stop_parsing_ && !parser_.idle() && now >= request_due_ms_) {
        refuse(408, parser_.in_head() ? "the request's head took too long" : "the request's body took too long");
    } else if (idle() && !upgrading_ && now >= idle_since_ms_ + (served_ ? o.idle_timeout_ms : o.head_timeout_ms)) {
        return close_now();
    }
    pump();
}

}  // namespace rk::net
