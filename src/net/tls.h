// TLS of accepted connections, over OpenSSL.
#pragma once
#include <sys/uio.h>

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"

struct ssl_ctx_st;
struct ssl_st;

namespace rk::net {

struct TlsOptions {
    std::string certificate_file;  // PEM: the certificate, then the chain
    std::string key_file;          // PEM
    int minimum_minor = 2;         // TLS 1.2 or (3) 1.3
    bool enabled() const { return !certificate_file.empty(); }
};

// Certificate, key and settings; shared by all connections, immutable, usable from any thread.
class TlsContext {
  public:
    static Result<std::shared_ptr<TlsContext>> load(const TlsOptions& options);
    ~TlsContext();
    TlsContext(const TlsContext&) = delete;
    TlsContext& operator=(const TlsContext&) = delete;

  private:
    friend class Socket;
    explicit TlsContext(ssl_ctx_st* context) : context_(context) {}
    ssl_ctx_st* context_;
};

// A connected non-blocking stream socket that may speak TLS. Owned by one connection, used on its loop's thread only.
class Socket {
  public:
    static constexpr int64_t kEnd = 0, kAgain = -1, kFailed = -2;

    Socket() = default;
    // The handshake happens within the first reads and writes.
    Socket(int fd, const TlsContext* tls);
    Socket(Socket&& other) noexcept;
    Socket& operator=(Socket&& other) noexcept;
    ~Socket() { close(); }

    int fd() const { return fd_; }
    bool is_open() const { return fd_ >= 0; }
    bool is_tls() const { return ssl_ != nullptr; }

    // Bytes read; kEnd, kAgain or kFailed.
    int64_t read(char* buffer, size_t bytes);
    // Bytes written (may be fewer than asked); kAgain or kFailed. After kAgain the next call must begin with the same bytes.
    int64_t write(const iovec* pieces, int count);
    // Sends from a file, plain sockets only.
    int64_t send_file(int file, int64_t offset, size_t bytes);
    // The last read() could not go on before the socket becomes writable (TLS only).
    bool read_waits_for_write() const { return read_waits_for_write_; }
    // Decrypted bytes wait inside, which epoll does not tell of.
    bool has_pending() const;
    void shutdown_write();
    void close();

  private:
    int fd_ = -1;
    ssl_st* ssl_ = nullptr;
    bool read_waits_for_write_ = false;
    bool failed_ = false;
};

}  // namespace rk::net
