// Plain HTTP and WebSocket shapes shared by net/ (which moves bytes) and app/ (which gives them meaning).
// Nothing here knows a socket.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace rk {

struct Header {
    std::string name, value;
};

// Case-insensitive comparison of ASCII names.
bool same_name(std::string_view a, std::string_view b);

// A request as it came, with its whole body. Made by net/, handed over by unique_ptr; it never moves, because its
// views point into `head` and stay valid as long as it lives.
struct Request {
    struct HeaderView {
        std::string_view name, value;
    };
    std::string head;                 // start line and header lines, the bytes the views below point into
    std::string_view method;          // "GET", …: any token, upper case as sent
    std::string_view target;          // as sent: path and query, still escaped
    std::string_view raw_path;        // target without the query
    std::string_view query;           // behind '?', still escaped; empty when none
    std::vector<HeaderView> headers;  // values trimmed
    std::string body;                 // whole body, unless it was spooled
    std::string body_file;  // path of a temporary file holding a body too large for memory; removed by ~Request
    uint64_t body_bytes = 0;
    std::string remote_ip;   // the peer's address, without port
    std::string local_host;  // value of Host, "" when absent
    bool tls = false;
    bool keep_alive = true;
    int loop = 0;  // the io thread it arrived on

    Request() = default;
    Request(const Request&) = delete;
    Request& operator=(const Request&) = delete;
    ~Request();

    // The first header of that name, "" when absent.
    std::string_view header(std::string_view name) const;
    bool has_header(std::string_view name) const;
};

// A response. Exactly one of `body`, `shared_body` and `file` carries the bytes.
struct Response {
    int status = 200;
    std::string content_type = "application/json";  // "" writes no Content-Type
    std::vector<Header> headers;
    // Header lines that many answers share, made once: whole lines, each "Name: value\r\n", written as they are. May be null.
    std::shared_ptr<const std::string> header_block;
    std::string body;
    std::shared_ptr<const std::string> shared_body;
    struct File {
        std::string path;
        uint64_t offset = 0, bytes = 0;
        bool remove_after = false;
    };
    std::unique_ptr<File> file;
    bool close = false;                // close the connection behind it
    bool no_body = false;              // 204, 304 and answers to HEAD: headers only
    uint64_t head_content_length = 0;  // what Content-Length says on an answer to HEAD

    void set_header(std::string_view name, std::string value);  // replaces or adds
    const std::string* find_header(std::string_view name) const;
};

// Sends the response of one request. Callable from any thread, exactly once; a request whose Responder is destroyed
// uncalled is answered 500 by net/.
class Responder {
  public:
    virtual ~Responder() = default;
    virtual void send(Response response) = 0;
};

// A WebSocket that net/ has accepted. Lives until `WsHandler::on_close` returned; send and close may be called from any
// thread, on_* run on the connection's io thread.
class WsHandler;
class WsConnection {
  public:
    virtual ~WsConnection() = default;
    // Queues one text frame made of `text` followed by `tail` (an event's shared text, and what differs for this
    // connection). Returns at once. A queue over its bound closes the connection (1008).
    virtual void send(std::shared_ptr<const std::string> text, std::string_view tail) = 0;
    virtual void send(std::string text) = 0;
    // Sends what is queued, then a close frame, then closes.
    virtual void close(uint16_t code, std::string_view reason) = 0;
    // The handler is called from now on; set once, by the acceptor, before anything arrives.
    virtual void set_handler(std::shared_ptr<WsHandler> handler) = 0;
    virtual int loop() const = 0;
    virtual size_t queued_bytes() const = 0;
};

class WsHandler {
  public:
    virtual ~WsHandler() = default;
    virtual void on_text(std::string_view message) = 0;  // one whole message; binary messages too, `binary` tells
    virtual void on_binary(std::string_view message) = 0;
    virtual void on_pong() {}
    virtual void on_close() = 0;  // last call
};

// What net/ asks of the program. handle() runs on an io thread and must not block.
class HttpHandler {
  public:
    virtual ~HttpHandler() = default;
    // Largest body accepted for this request, in bytes, from method and path; over it net/ answers 413 by itself
    // through `too_large`.
    virtual uint64_t body_bytes_max(const Request& head) = 0;
    virtual Response too_large(const Request& head) = 0;
    // Words for a request that net/ could not read: malformed, too long, too slow. Its line (method and target) is known,
    // its headers may not be. Null: net/ answers with plain text.
    virtual std::unique_ptr<Response> unreadable(const Request& head, int status, std::string_view why) = 0;
    virtual void handle(std::unique_ptr<Request> request, std::unique_ptr<Responder> responder) = 0;
    // A request that asks to be upgraded to a WebSocket and is well-formed. Answers either a response (refused), or
    // null and then `accepted` is called on the same io thread with the open connection.
    virtual std::unique_ptr<Response> check_upgrade(const Request& request) = 0;
    virtual void accepted(std::shared_ptr<WsConnection> connection, std::unique_ptr<Request> request) = 0;
};

// Decodes %XX and, when `plus_is_space`, '+'. Malformed escapes are kept as they are.
std::string url_decode(std::string_view text, bool plus_is_space);
std::string url_encode(std::string_view text);  // RFC 3986 unreserved characters stay
std::string http_date(int64_t unix_seconds);    // "Sun, 06 Nov 1994 08:49:37 GMT"
// Pairs of a query string or an x-www-form-urlencoded body, decoded, in order.
std::vector<Header> parse_form(std::string_view text);

}  // namespace rk
