#include "net/tls.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace rk::net {
namespace {

std::string openssl_error() {
    char text[256] = "unknown error";
    if (unsigned long e = ERR_get_error()) ERR_error_string_n(e, text, sizeof text);
    ERR_clear_error();
    return text;
}

// Clients that offer h2 as well must be told that it is HTTP/1.1 here.
int select_protocol(SSL*, const unsigned char** out, unsigned char* out_bytes, const unsigned char* in,
                    unsigned int in_bytes, void*) {
    static constexpr unsigned char kOurs[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
    unsigned char* chosen = nullptr;
    if (SSL_select_next_proto(&chosen, out_bytes, kOurs, sizeof kOurs, in, in_bytes) != OPENSSL_NPN_NEGOTIATED) {
        return SSL_TLSEXT_ERR_NOACK;
    }
    *out = chosen;
    return SSL_TLSEXT_ERR_OK;
}

}  // namespace

Result<std::shared_ptr<TlsContext>> TlsContext::load(const TlsOptions& options) {
    SSL_CTX* context = SSL_CTX_new(TLS_server_method());
    if (!context) return Failure{"TLS: " + openssl_error()};
    std::shared_ptr<TlsContext> result(new TlsContext(context));
    SSL_CTX_set_min_proto_version(context, options.minimum_minor >= 3 ? TLS1_3_VERSION : TLS1_2_VERSION);
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE |
                                     SSL_OP_IGNORE_UNEXPECTED_EOF);
    // Released buffers: an idle connection keeps some 10 KB instead of 44.
    SSL_CTX_set_mode(context,
                     SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_alpn_select_cb(context, select_protocol, nullptr);
    if (SSL_CTX_use_certificate_chain_file(context, options.certificate_file.c_str()) != 1) {
        return Failure{"TLS certificate " + options.certificate_file + ": " + openssl_error()};
    }
    if (SSL_CTX_use_PrivateKey_file(context, options.key_file.c_str(), SSL_FILETYPE_PEM) != 1) {
        return Failure{"TLS key " + options.key_file + ": " + openssl_error()};
    }
    if (SSL_CTX_check_private_key(context) != 1) {
        return Failure{"TLS key " + options.key_file + " does not belong to " + options.certificate_file};
    }
    return result;
}

TlsContext::~TlsContext() { SSL_CTX_free(context_); }

Socket::Socket(int fd, const TlsContext* tls) : fd_(fd) {
    if (!tls) return;
    ssl_ = SSL_new(tls->context_);
    if (!ssl_ || SSL_set_fd(ssl_, fd) != 1) {
        failed_ = true;
        return;
    }
    SSL_set_accept_state(ssl_);
}

Socket::Socket(Socket&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      ssl_(std::exchange(other.ssl_, nullptr)),
      read_waits_for_write_(other.read_waits_for_write_),
      failed_(other.failed_) {}

Socket& Socket::operator=(Socket&& other) noexcept {
    if (this != &other) {
        close();
        fd_ = std::exchange(other.fd_, -1);
        ssl_ = std::exchange(other.ssl_, nullptr);
        read_waits_for_write_ = other.read_waits_for_write_;
        failed_ = other.failed_;
    }
    return *this;
}

int64_t Socket::read(char* buffer, size_t bytes) {
    if (failed_) return kFailed;
    if (!ssl_) {
        ssize_t n;
        do n = ::recv(fd_, buffer, bytes, 0);
        while (n < 0 && errno == EINTR);
        if (n >= 0) return n;
        return errno == EAGAIN ? kAgain : kFailed;
    }
    read_waits_for_write_ = false;
    ERR_clear_error();
    size_t n = 0;
    if (SSL_read_ex(ssl_, buffer, bytes, &n) == 1) return static_cast<int64_t>(n);
    switch (SSL_get_error(ssl_, 0)) {
        case SSL_ERROR_WANT_READ: return kAgain;
        case SSL_ERROR_WANT_WRITE: read_waits_for_write_ = true; return kAgain;
        case SSL_ERROR_ZERO_RETURN: return kEnd;
        default:
            ERR_clear_error();
            failed_ = true;
            return kFailed;
    }
}

int64_t Socket::write(const iovec* pieces, int count) {
    if (failed_) return kFailed;
    if (!ssl_) {
        msghdr message{};
        message.msg_iov = const_cast<iovec*>(pieces);
        message.msg_iovlen = static_cast<size_t>(count);
        ssize_t n;
        do n = ::sendmsg(fd_, &message, MSG_NOSIGNAL);
        while (n < 0 && errno == EINTR);
        if (n >= 0) return n;
        return errno == EAGAIN ? kAgain : kFailed;
    }
    // One record for many small pieces.
    static thread_local char record[16 * 1024];
    size_t bytes = 0;
    const char* data = record;
    if (count == 1) {
        data = static_cast<const char*>(pieces[0].iov_base);
        bytes = pieces[0].iov_len;
    } else {
        for (int i = 0; i < count && bytes < sizeof record; ++i) {
            size_t n = std::min(pieces[i].iov_len, sizeof record - bytes);
            std::memcpy(record + bytes, pieces[i].iov_base, n);
            bytes += n;
        }
    }
    if (bytes == 0) return 0;
    ERR_clear_error();
    size_t n = 0;
    if (SSL_write_ex(ssl_, data, bytes, &n) == 1) return static_cast<int64_t>(n);
    switch (SSL_get_error(ssl_, 0)) {
        case SSL_ERROR_WANT_READ:
        case SSL_ERROR_WANT_WRITE: return kAgain;
        default:
            ERR_clear_error();
            failed_ = true;
            return kFailed;
    }
}

int64_t Socket::send_file(int file, int64_t offset, size_t bytes) {
    off_t at = offset;
    ssize_t n;
    do n = ::sendfile(fd_, file, &at, bytes);
    while (n < 0 && errno == EINTR);
    if (n >= 0) return n;
    return errno == EAGAIN ? kAgain : kFailed;
}

bool Socket::has_pending() const { return ssl_ && SSL_has_pending(ssl_) == 1; }

void Socket::shutdown_write() {
    if (fd_ < 0) return;
    if (ssl_ && !failed_ && SSL_is_init_finished(ssl_)) {
        ERR_clear_error();
        SSL_shutdown(ssl_);
        ERR_clear_error();
    }
    ::shutdown(fd_, SHUT_WR);
}

void Socket::close() {
    if (ssl_) {
        if (!failed_ && SSL_is_init_finished(ssl_)) SSL_shutdown(ssl_);
        ERR_clear_error();
        SSL_free(ssl_);
        ssl_ = nullptr;
    }
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

}  // namespace rk::net
