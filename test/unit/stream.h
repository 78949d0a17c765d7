// A blocking client socket for tests, plain or TLS, whose reads have a deadline. Nothing throws but a failed REQUIRE.
#pragma once
#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

namespace rk::test {

class Stream {
  public:
    Stream() = default;
    Stream(Stream&& o) noexcept
        : fd_(std::exchange(o.fd_, -1)),
          ssl_(std::exchange(o.ssl_, nullptr)),
          context_(std::exchange(o.context_, nullptr)) {}
    Stream& operator=(Stream&& o) noexcept {
        if (this != &o) {
            close();
            fd_ = std::exchange(o.fd_, -1);
            ssl_ = std::exchange(o.ssl_, nullptr);
            context_ = std::exchange(o.context_, nullptr);
        }
        return *this;
    }
    ~Stream() { close(); }

    // An IPv4 address. With `tls` any certificate is taken. A small `receive_buffer` makes the sender feel a slow reader.
    static Stream connect(const std::string& host, int port, bool tls = false, int receive_buffer = 0) {
        Stream s;
        s.fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (receive_buffer) setsockopt(s.fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
        sockaddr_in a{};
        a.sin_family = AF_INET;
        a.sin_port = htons(static_cast<uint16_t>(port));
        REQUIRE(inet_pton(AF_INET, host.c_str(), &a.sin_addr) == 1);
        REQUIRE(::connect(s.fd_, reinterpret_cast<sockaddr*>(&a), sizeof a) == 0);
        int on = 1;
        setsockopt(s.fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (tls) s.start_tls();
        return s;
    }
    static Stream connect_unix(const std::string& path) {
        Stream s;
        s.fd_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_un a{};
        a.sun_family = AF_UNIX;
        std::memcpy(a.sun_path, path.c_str(), path.size() + 1);
        REQUIRE(::connect(s.fd_, reinterpret_cast<sockaddr*>(&a), sizeof a) == 0);
        return s;
    }

    bool is_open() const { return fd_ >= 0; }
    int fd() const { return fd_; }

    // False when the peer is gone.
    bool send(std::string_view bytes) {
        while (!bytes.empty()) {
            ssize_t n = ssl_ ? SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size()))
                             : ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (n <= 0) return false;
            bytes.remove_prefix(static_cast<size_t>(n));
        }
        return true;
    }

    // Appends what comes next to `out`: bytes read, 0 at the end (or a reset), -1 when nothing came in time.
    int read(std::string& out, int timeout_ms = 5000) {
        if (!ssl_ || SSL_pending(ssl_) == 0) {
            pollfd p{fd_, POLLIN, 0};
            if (::poll(&p, 1, timeout_ms) <= 0) return -1;
        }
        char buffer[16 * 1024];
        ssize_t n = ssl_ ? SSL_read(ssl_, buffer, sizeof buffer) : ::recv(fd_, buffer, sizeof buffer, 0);
        if (n <= 0) return 0;
        out.append(buffer, static_cast<size_t>(n));
        return static_cast<int>(n);
    }
    // Everything up to the peer's end; fails the test when that does not come in time.
    std::string read_all(int timeout_ms = 5000) {
        std::string out;
        int n;
        while ((n = read(out, timeout_ms)) > 0) {
        }
        CHECK_MESSAGE(n == 0, "the peer kept the connection open; it sent: " << out.substr(0, 400));
        return out;
    }
    void shutdown_write() { ::shutdown(fd_, SHUT_WR); }
    void reset() {  // closes with RST
        linger l{1, 0};
        setsockopt(fd_, SOL_SOCKET, SO_LINGER, &l, sizeof l);
        close();
    }
    void close() {
        if (ssl_) SSL_free(ssl_);
        if (context_) SSL_CTX_free(context_);
        if (fd_ >= 0) ::close(fd_);
        ssl_ = nullptr;
        context_ = nullptr;
        fd_ = -1;
    }

  private:
    void start_tls() {
        context_ = SSL_CTX_new(TLS_client_method());
        ssl_ = SSL_new(context_);
        SSL_set_fd(ssl_, fd_);
        REQUIRE(SSL_connect(ssl_) == 1);
    }

    int fd_ = -1;
    SSL* ssl_ = nullptr;
    SSL_CTX* context_ = nullptr;
};

// One HTTP answer.
struct Answer {
    int status = 0;
    std::string head;  // status line and headers
    std::string body;
    bool complete = false;
    std::string header(std::string_view name) const {
        size_t at = head.find("\r\n");
        while (at != std::string::npos && at + 2 < head.size()) {
            size_t end = head.find("\r\n", at + 2);
            std::string line = head.substr(at + 2, end - at - 2);
            size_t colon = line.find(": ");
            if (colon == name.size() && strncasecmp(line.c_str(), name.data(), colon) == 0)
                return line.substr(colon + 2);
            at = end;
        }
        return "";
    }
};

// Reads answers off a stream, framed by Content-Length.
class AnswerReader {
  public:
    explicit AnswerReader(Stream& stream) : stream_(stream) {}
    // `head_only`: an answer to HEAD.
    Answer next(bool head_only = false, int timeout_ms = 5000) {
        Answer a;
        size_t end;
        while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
            if (stream_.read(buffer_, timeout_ms) <= 0) return a;
        }
        a.head = buffer_.substr(0, end + 2);
        buffer_.erase(0, end + 4);
        a.status = atoi(a.head.c_str() + 9);
        std::string length = a.header("Content-Length");
        size_t want = head_only || length.empty() || a.status == 304 ? 0 : std::stoul(length);
        while (buffer_.size() < want) {
            if (stream_.read(buffer_, timeout_ms) <= 0) return a;
        }
        a.body = buffer_.substr(0, want);
        buffer_.erase(0, want);
        a.complete = true;
        return a;
    }
    const std::string& rest() const { return buffer_; }

  private:
    Stream& stream_;
    std::string buffer_;
};

}  // namespace rk::test
