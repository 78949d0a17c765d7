// One HTTP/1.1 connection: reads requests, hands them to the program, writes the answers in the order of the requests.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/http.h"
#include "net/http_answer.h"
#include "net/http_parser.h"
#include "net/output.h"
#include "net/tls.h"
#include "net/worker.h"

namespace rk::net {

class HttpConnection final : public Connection, public Timer {
  public:
    HttpConnection(Worker& worker, Socket socket, Peer peer);
    ~HttpConnection() override;

    // Begins to listen to the socket; false when the loop could not take it.
    bool open();

    void on_events(uint32_t events) override;
    void on_timer() override;
    void begin_stop() override;
    void abort() override { close_now(); }
    void resume() override;

  private:
    struct Exchange;  // a request that is being answered
    class Answerer;   // its Responder
    enum class Phase : uint8_t { open, lingering, closed };

    void read();
    void read_some();
    void consume(std::string_view data);
    bool begin_body(bool more_data);
    bool take_body(std::string_view piece);
    bool spool(std::string_view piece);
    void dispatch();
    void refuse(int status, const char* why);
    void answer_at_once(Response response);
    Exchange* add_exchange(AnswerFacts facts);
    void answered();
    void pump();
    bool write_out();
    void pull_answers();
    void upgrade();
    bool paused() const;
    bool idle() const { return !first_ && out_.empty() && parser_.idle() && input_.empty(); }
    void finish();
    void close_now();
    void orphan_exchanges();
    void update();

    Worker& worker_;
    Socket socket_;
    HttpParser parser_;
    Output out_;
    std::string input_;  // read while paused, not parsed yet
    Peer peer_;
    Exchange* first_ = nullptr;  // in order of the requests
    Exchange* last_ = nullptr;
    std::unique_ptr<Request> upgrading_;  // waits until everything before it is answered
    uint32_t interest_ = 0;
    int in_flight_ = 0;
    uint64_t in_flight_bytes_ = 0;
    int spool_ = -1;
    Phase phase_ = Phase::open;
    bool stop_parsing_ = false;  // no request after the ones we have
    bool linger_ = false;        // the peer may still be sending
    bool last_pulled_ = false;   // the answer that ends the connection is in out_
    bool ended_ = false;         // the peer has ended its side
    bool read_again_ = false;
    bool continue_due_ = false;  // "100 Continue" is to be said
    bool pumping_ = false, reading_ = false;
    bool served_ = false;  // had a request already
    uint64_t body_limit_ = 0;
    uint64_t progress_bytes_ = 0;
    int64_t request_due_ms_ = 0;  // for the head or the next part of the body
    int64_t idle_since_ms_ = 0;
    int64_t blocked_since_ms_ = 0;
    int64_t linger_until_ms_ = 0;
};

}  // namespace rk::net
