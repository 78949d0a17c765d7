// The HTTP and WebSocket server: listens, spreads connections over io threads, stops gracefully.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/http.h"
#include "base/result.h"
#include "net/http_parser.h"
#include "net/ip_address.h"
#include "net/tls.h"

namespace rk::net {

struct ServerOptions {
    std::string listen =
        ":8065";              // "host:port", "[v6]:port", ":port" for every address; port 0 picks a free one; "" none
    std::string unix_socket;  // path of an additional plain socket, "" none
    int io_threads = 0;       // 0: one a core
    TlsOptions tls;           // of `listen`
    // The client's address is taken from these headers, first found wins, when the peer is in one of the ranges; over the unix
    // socket always. From a list of addresses the last that is no trusted proxy counts: what stands before it anybody can write.
    std::vector<std::string> client_ip_headers;
    std::vector<IpRange> trusted_proxies;

    ParserLimits parser;
    size_t connections_max = 100'000;                // over it new ones wait in the kernel's queue
    int pipeline_max = 64;                           // requests of one connection that are handled at a time
    uint64_t body_memory_max = 1024 * 1024;          // a larger body goes to a file
    std::string spool_dir;                           // where those go; "": the system's temporary directory
    uint64_t websocket_message_max = 1024 * 1024;    // larger incoming messages close with 1009
    uint64_t websocket_queue_max = 8 * 1024 * 1024;  // bytes waiting for a slow reader; over it close with 1008

    // Milliseconds.
    int64_t head_timeout_ms = 10'000;  // from a request's first byte (or the connection's start) to the end of its head
    int64_t body_timeout_ms = 30'000;  // each `body_progress_bytes` of a body must come within this
    uint64_t body_progress_bytes = 2048;
    int64_t write_timeout_ms = 30'000;  // the peer must take some bytes within this
    int64_t idle_timeout_ms = 60'000;   // between two requests
    int64_t linger_ms = 2'000;          // reading on behind an early refusal, so that the peer gets to see it
    int64_t websocket_ping_ms = 30'000;
    int64_t websocket_silence_ms = 100'000;  // nothing at all from the peer for this long closes
    int64_t websocket_close_ms = 5'000;      // wait for the peer's close frame
};

struct ServerStats {
    uint64_t connections = 0, websockets = 0;                          // open now; connections count WebSockets too
    uint64_t accepted = 0, requests = 0, bytes_in = 0, bytes_out = 0;  // since the start
    uint64_t wakes = 0;                                                // eventfd writes
};

// Made, started and stopped by one thread. `http` must outlive stop(). Responders and WsConnections may outlive the server; what
// they are told then goes nowhere.
class Server {
  public:
    Server(ServerOptions options, HttpHandler& http);
    ~Server();  // stop(0) when that was not done
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    // Binds and runs; a sentence on failure (address in use, unreadable certificate, …). True otherwise.
    Result<bool> start();
    int port() const;        // the bound port
    int io_threads() const;  // known before start()
    // Runs `work` on that io thread; nothing before start() and after stop().
    void post(int io_thread, std::function<void()> work);
    // New connections use the certificate files as they are now; on failure the old ones stay.
    Result<bool> reload_tls();
    // Stops accepting, answers what is in flight with Connection: close, closes WebSockets with 1001. Returns at once.
    void begin_stop();
    // begin_stop(), waits up to drain_ms for the connections to end, ends the rest, joins the threads.
    void stop(int64_t drain_ms);
    ServerStats stats() const;

  private:
    class Parts;
    std::unique_ptr<Parts> parts_;
};

// Address a client is known by, from the peer's and the forwarding headers of `request`.
std::string client_ip(const Request& request, const std::string& peer_ip, const ServerOptions& options);

}  // namespace rk::net
