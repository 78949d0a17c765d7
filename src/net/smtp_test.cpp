#include "net/smtp.h"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/socket.h>
#include <unistd.h>

#include <memory>
#include <mutex>
#include <thread>

#include "base/crypto.h"
#include "base/strings.h"
#include "net/mail_message.h"

using namespace rk;

namespace {

// How the mail server behaves.
struct Behaviour {
    bool tls = false, starttls = false;
    std::string auth;               // what it offers, "PLAIN LOGIN"
    std::string refused_recipient;  // answered 550
    bool silent = false;            // never greets
    bool refuse_log_in = false;
};

// A mail server that keeps what it is told.
class Sink {
  public:
    struct Seen {
        std::vector<std::string> commands;
        std::string message;
        bool encrypted = false;
    };

    explicit Sink(Behaviour b = {}) : behaviour_(std::move(b)) {
        if (behaviour_.tls || behaviour_.starttls) make_certificate();
        listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof address;
        REQUIRE(::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
        REQUIRE(::listen(listener_, 8) == 0);
        REQUIRE(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length) == 0);
        port = ntohs(address.sin_port);
        thread_ = std::thread([this] {
            for (;;) {
                const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
                if (fd < 0) return;
                timeval patience{5, 0};
                ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
                serve(fd);
                ::close(fd);
            }
        });
    }
    ~Sink() {
        ::shutdown(listener_, SHUT_RDWR);
        thread_.join();
        ::close(listener_);
        SSL_CTX_free(context_);
    }

    MailServer server() const {
        MailServer s;
        s.host = "127.0.0.1";
        s.port = port;
        s.timeout_ms = 5000;
        s.hello_name = "chat.example.com";
        s.from_name = "Chat";
        s.from_address = "chat@example.com";
        return s;
    }
    // What the last connection said; it has ended when a send has returned.
    Seen last() {
        const std::lock_guard lock(mutex_);
        return last_;
    }

    uint16_t port = 0;

  private:
    struct Connection {
        int fd;
        SSL* ssl = nullptr;
        std::string buffer;
        bool fill() {
            char bytes[4096];
            const auto n = ssl != nullptr ? SSL_read(ssl, bytes, sizeof bytes)
                                          : static_cast<int>(::recv(fd, bytes, sizeof bytes, 0));
            if (n <= 0) return false;
            buffer.append(bytes, static_cast<size_t>(n));
            return true;
        }
        bool line(std::string& out) {
            size_t end;
            while ((end = buffer.find("\r\n")) == std::string::npos) {
                if (!fill()) return false;
            }
            out = buffer.substr(0, end);
            buffer.erase(0, end + 2);
            return true;
        }
        void say(const std::string& text) {
            const std::string bytes = text + "\r\n";
            if (ssl != nullptr) {
                SSL_write(ssl, bytes.data(), static_cast<int>(bytes.size()));
            } else {
                ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            }
        }
    };

    bool encrypt(Connection& c) {
        c.ssl = SSL_new(context_);
        SSL_set_fd(c.ssl, c.fd);
        return SSL_accept(c.ssl) == 1;
    }

    void serve(int fd) {
        Connection c{fd};
        Seen seen;
        bool open = true;
        if (behaviour_.silent) {
            std::string ignored;
            c.line(ignored);
            open = false;
        }
        if (open && behaviour_.tls) {
            open = encrypt(c);
            seen.encrypted = open;
        }
        if (open) c.say("220 sink");
        const auto keep = [&] {
            const std::lock_guard lock(mutex_);
            last_ = seen;
        };
        std::string line;
        while (open && c.line(line)) {
            seen.commands.push_back(line);
            keep();
            const std::string verb = to_upper_ascii(line.substr(0, line.find(' ')));
            if (verb == "EHLO") {
                c.say("250-sink");
                if (behaviour_.starttls && !seen.encrypted) c.say("250-STARTTLS");
                if (!behaviour_.auth.empty()) c.say("250-AUTH " + behaviour_.auth);
                c.say("250 SIZE 1000000");
            } else if (verb == "STARTTLS") {
                c.say("220 go");
                open = encrypt(c);
                seen.encrypted = open;
            } else if (verb == "AUTH") {
                if (line == "AUTH LOGIN") {
                    for (const char* ask : {"334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6"}) {
                        c.say(ask);
                        c.line(line);
                        seen.commands.push_back(line);
                    }
                } else if (line == "AUTH PLAIN") {
                    c.say("334 ");
                    c.line(line);
                    seen.commands.push_back(line);
                }
                c.say(behaviour_.refuse_log_in ? "535 no" : "235 welcome");
            } else if (verb == "RCPT" && !behaviour_.refused_recipient.empty() &&
                       line.find(behaviour_.refused_recipient) != std::string::npos) {
                c.say("550 no such user");
            } else if (verb == "DATA") {
                c.say("354 go on");
                while (c.line(line) && line != ".")
                    seen.message += (line.starts_with('.') ? line.substr(1) : line) + "\r\n";
                keep();
                c.say("250 kept");
            } else if (verb == "QUIT") {
                c.say("221 bye");
                open = false;
            } else {
                c.say("250 ok");
            }
        }
        keep();
        SSL_free(c.ssl);
    }

    void make_certificate() {
        context_ = SSL_CTX_new(TLS_server_method());
        EVP_PKEY* const key = EVP_EC_gen("P-256");
        X509* const certificate = X509_new();
        X509_set_version(certificate, 2);
        ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
        X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
        X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
        X509_set_pubkey(certificate, key);
        X509_NAME* const name = X509_get_subject_name(certificate);
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("sink"), -1, -1, 0);
        X509_set_issuer_name(certificate, name);
        X509_sign(certificate, key, EVP_sha256());
        REQUIRE(SSL_CTX_use_certificate(context_, certificate) == 1);
        REQUIRE(SSL_CTX_use_PrivateKey(context_, key) == 1);
        X509_free(certificate);
        EVP_PKEY_free(key);
    }

    const Behaviour behaviour_;
    int listener_ = -1;
    SSL_CTX* context_ = nullptr;
    std::thread thread_;
    std::mutex mutex_;  // guards last_
    Seen last_;
};

Mail hello() {
    Mail m;
    m.to = "alice@example.com";
    m.subject = "Hello";
    m.text = "Hello Alice\n.a dot\n..\n.\nend";
    m.html = "<p>Hello <b>Alice</b></p>";
    return m;
}

std::optional<Failure> send(const MailServer& server, const Mail& mail) {
    SmtpMailer mailer([&server] { return server; });
    return mailer.send(mail);
}
std::string why(const std::optional<Failure>& failure) { return failure ? failure->what : ""; }

bool has(const std::vector<std::string>& list, std::string_view item) { return contains(list, item); }

// The value of a header line, unfolded.
std::string header(const std::string& message, const std::string& name) {
    const size_t end = message.find("\r\n\r\n");
    const std::string head = "\r\n" + replace_all(message.substr(0, end), "\r\n ", " ");
    const size_t at = head.find("\r\n" + name + ": ");
    if (at == std::string::npos) return "(none)";
    const size_t from = at + 4 + name.size();
    return head.substr(from, head.find("\r\n", from) - from);
}

std::string decoded_words(const std::string& value) {
    std::string out;
    for (const std::string& word : split_words(value)) {
        REQUIRE(word.starts_with("=?UTF-8?B?"));
        CHECK(word.size() <= 75);
        const auto bytes = base64_decode(std::string_view(word).substr(10, word.size() - 12));
        REQUIRE(bytes);
        CHECK(is_valid_utf8(*bytes));
        out += *bytes;
    }
    return out;
}

std::string decoded_qp(std::string_view text) {
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '=') {
            out += text[i];
        } else if (text.substr(i, 3) == "=\r\n") {
            i += 2;
        } else {
            out += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
            i += 2;
        }
    }
    return out;
}

struct Part {
    std::string head, body;
};
std::vector<Part> parts_of(const std::string& message) {
    const std::string type = header(message, "Content-Type");
    const size_t at = type.find("boundary=\"");
    REQUIRE(at != std::string::npos);
    const std::string boundary = "--" + type.substr(at + 10, type.size() - at - 11);
    std::vector<Part> parts;
    size_t from = message.find(boundary + "\r\n");
    while (message.compare(from, boundary.size() + 2, boundary + "\r\n") == 0) {
        from += boundary.size() + 2;
        const size_t end = message.find("\r\n" + boundary, from);
        REQUIRE(end != std::string::npos);
        const std::string part = message.substr(from, end - from);
        const size_t gap = part.find("\r\n\r\n");
        parts.push_back({part.substr(0, gap), part.substr(gap + 4)});
        from = end + 2;
    }
    CHECK(message.substr(from) == boundary + "--\r\n");
    return parts;
}

}  // namespace

TEST_CASE("smtp: a mail arrives as it was written") {
    Sink sink;
    const auto failure = send(sink.server(), hello());
    CHECK(why(failure).empty());
    const auto seen = sink.last();
    REQUIRE(seen.commands.size() >= 4);
    CHECK(seen.commands[0] == "EHLO chat.example.com");
    CHECK(seen.commands[1].starts_with("MAIL FROM:<chat@example.com>"));
    CHECK(seen.commands[2] == "RCPT TO:<alice@example.com>");
    CHECK(seen.commands[3] == "DATA");
    CHECK_FALSE(seen.encrypted);
    CHECK(header(seen.message, "From") == "\"Chat\" <chat@example.com>");
    CHECK(header(seen.message, "To") == "alice@example.com");
    CHECK(header(seen.message, "Subject") == "Hello");
    CHECK(header(seen.message, "Auto-Submitted") == "auto-generated");
    const auto parts = parts_of(seen.message);
    REQUIRE(parts.size() == 2);
    CHECK(parts[0].head.starts_with("Content-Type: text/plain; charset=UTF-8\r\n"));
    CHECK(decoded_qp(parts[0].body) == "Hello Alice\r\n.a dot\r\n..\r\n.\r\nend");
    CHECK(parts[1].head.starts_with("Content-Type: text/html; charset=UTF-8\r\n"));
    CHECK(decoded_qp(parts[1].body) == "<p>Hello <b>Alice</b></p>");
}

TEST_CASE("smtp: STARTTLS and TLS, with the certificate checked unless that is switched off") {
    for (const bool starttls : {true, false}) {
        CAPTURE(starttls);
        Sink sink({.tls = !starttls, .starttls = starttls});
        MailServer server = sink.server();
        server.security = starttls ? MailServer::Security::starttls : MailServer::Security::tls;
        CHECK(why(send(server, hello())).find("certificate") != std::string::npos);
        CHECK(sink.last().message.empty());
        server.skip_certificate_verification = true;
        CHECK(why(send(server, hello())).empty());
        CHECK(sink.last().encrypted);
        CHECK_FALSE(sink.last().message.empty());
    }
    Sink plain;
    MailServer server = plain.server();
    server.security = MailServer::Security::starttls;
    server.skip_certificate_verification = true;
    CHECK(send(server, hello()));  // not offered, so nothing is sent in the open
    CHECK(plain.last().message.empty());
}

TEST_CASE("smtp: logging in") {
    for (const char* offered : {"PLAIN", "LOGIN", "CRAM-MD5 PLAIN LOGIN"}) {
        CAPTURE(offered);
        Sink sink({.starttls = true, .auth = offered});
        MailServer server = sink.server();
        server.security = MailServer::Security::starttls;
        server.skip_certificate_verification = true;
        server.log_in = true;
        server.user_name = "bob";
        server.password = "p w連";
        CHECK(why(send(server, hello())).empty());
        const auto commands = sink.last().commands;
        if (std::string_view(offered) == "LOGIN") {
            CHECK(has(commands, base64_encode("bob")));
            CHECK(has(commands, base64_encode("p w連")));
        } else {
            CHECK(join(commands, "\n").find(base64_encode(std::string("\0bob\0p w連", 11))) != std::string::npos);
        }
    }
    Sink refusing({.auth = "PLAIN", .refuse_log_in = true});
    MailServer server = refusing.server();
    server.log_in = true;
    server.user_name = "bob";
    server.password = "x";
    CHECK(why(send(server, hello())).find("535") != std::string::npos);
    CHECK(refusing.last().message.empty());
    server.host = "mail.example.invalid";
    CHECK(why(send(server, hello())).find("unencrypted") != std::string::npos);
}

TEST_CASE("smtp: failures say what went wrong") {
    Sink sink({.refused_recipient = "nobody@"});
    Mail mail = hello();
    mail.to = "nobody@example.com";
    CHECK(why(send(sink.server(), mail)).find("550") != std::string::npos);
    CHECK(sink.last().message.empty());
    for (const char* bad : {"", "alice", "@", "a@", "@b", "a b@c", "a@b>", "a@b\r\nRCPT TO:<c@d>", "a@b\xff"}) {
        CAPTURE(bad);
        mail.to = bad;
        CHECK(why(send(sink.server(), mail)).find("is not a mail address") != std::string::npos);
    }
    MailServer server = sink.server();
    server.from_address = "";
    CHECK(send(server, hello()));
    server = sink.server();
    server.host = "127.0.0.1/x";
    CHECK(send(server, hello()));
    server = sink.server();
    server.hello_name = "a b\r\nc";
    CHECK(send(server, hello()));
    mail = hello();
    mail.text = mail.html = "";
    CHECK(send(sink.server(), mail));
    server.host = "";  // mail is not set up
    CHECK_FALSE(send(server, hello()));

    uint16_t closed_port;
    {
        const Sink gone;
        closed_port = gone.port;
    }
    server = sink.server();
    server.port = closed_port;
    CHECK(why(send(server, hello())).find("127.0.0.1:" + std::to_string(closed_port)) != std::string::npos);

    Sink silent({.silent = true});
    server = silent.server();
    server.timeout_ms = 50;
    CHECK(why(send(server, hello())).find("timed out") != std::string::npos);
}

TEST_CASE("smtp: a configuration can be tried without a mail") {
    Sink sink({.auth = "PLAIN"});
    SmtpMailer mailer([] { return MailServer(); });
    MailServer server = sink.server();
    CHECK(why(mailer.check(server)).empty());
    CHECK(sink.last().message.empty());
    CHECK(sink.last().commands[0] == "EHLO chat.example.com");
    CHECK(why(mailer.send_by(server, hello())).empty());
    CHECK_FALSE(sink.last().message.empty());
    server.host = "";
    CHECK(mailer.check(server));
}

TEST_CASE("mail: header lines") {
    MailServer server;
    server.from_name = "連携 \"Chat\"";
    server.from_address = "chat@example.com";
    server.reply_to_address = "office@example.com";
    server.hello_name = "chat.example.com";
    Mail mail = hello();
    mail.subject = "パスワードの再設定のお知らせ: 連携チームのアカウント、そしてとても長い件名 😀😀😀😀😀😀";
    mail.headers = {{"In-Reply-To", "<x@y>"}, {"X-Note", "one\r\nBcc: all@example.com"}, {"Bad name:", "x"}};
    std::string message = mail_message(server, mail, 1136214245012, "unique");
    CHECK(decoded_words(header(message, "Subject")) == mail.subject);
    CHECK(header(message, "Date") == "Mon, 02 Jan 2006 15:04:05 +0000");
    CHECK(header(message, "Message-ID") == "<unique@chat.example.com>");
    CHECK(header(message, "In-Reply-To") == "<x@y>");
    CHECK(header(message, "X-Note") == "one  Bcc: all@example.com");
    CHECK(header(message, "Bcc") == "(none)");
    CHECK(header(message, "MIME-Version") == "1.0");
    CHECK(header(message, "Precedence") == "bulk");
    const std::string from = header(message, "From");
    CHECK(decoded_words(from.substr(0, from.find(" <"))) == "連携 \"Chat\"");
    CHECK(from.ends_with(" <chat@example.com>"));
    CHECK(header(message, "Reply-To").ends_with("<office@example.com>"));
    for (const std::string& line : split(message, '\n')) CHECK(line.size() <= 78);

    server.from_name = "O\"Hara \\ Co";
    mail.reply_to = "alice@example.com";
    mail.headers = {{"message-id", "<mine@x>"}};
    mail.subject = "=?UTF-8?B?eA==?= is not an encoded word";
    message = mail_message(server, mail, 0, "unique");
    CHECK(header(message, "From") == R"("O\"Hara \\ Co" <chat@example.com>)");
    CHECK(header(message, "Reply-To") == "alice@example.com");
    CHECK(header(message, "Message-ID") == "(none)");
    CHECK(header(message, "message-id") == "<mine@x>");
    CHECK(decoded_words(header(message, "Subject")) == mail.subject);

    mail.subject = "Many plain words that have to be folded because a line of a header ought to be short enough";
    message = mail_message(server, mail, 0, "unique");
    CHECK(header(message, "Subject") == mail.subject);
    for (const std::string& line : split(message, '\n')) CHECK(line.size() <= 78);
}

TEST_CASE("mail: bodies") {
    const MailServer server;
    Mail mail = hello();
    mail.text = "trailing space \nand tab\t\r\n= equals, " + std::string(200, 'x') + "\nüber\n\n";
    mail.html = "";
    for (int i = 0; i < 100; ++i) mail.html += "連携は、一緒に働くこと。\n";
    const std::string message = mail_message(server, mail, 0, "unique");
    for (const std::string& line : split(message, '\n')) CHECK(line.size() <= 78);
    const auto parts = parts_of(message);
    REQUIRE(parts.size() == 2);
    CHECK(parts[0].head.find("quoted-printable") != std::string::npos);
    const std::string text = decoded_qp(parts[0].body);
    CHECK(text == "trailing space \r\nand tab\t\r\n= equals, " + std::string(200, 'x') + "\r\nüber\r\n\r\n");
    CHECK(parts[0].body.find(" \r\n") == std::string::npos);
    CHECK(parts[1].head.find("base64") != std::string::npos);
    CHECK(base64_decode(replace_all(parts[1].body, "\r\n", "")) == replace_all(mail.html, "\n", "\r\n"));

    mail.html = "";
    mail.text = "only text";
    CHECK(header(mail_message(server, mail, 0, "u"), "Content-Type") == "text/plain; charset=UTF-8");
    mail.html = "<p>only this</p>";
    mail.text = "";
    CHECK(header(mail_message(server, mail, 0, "u"), "Content-Type") == "text/html; charset=UTF-8");
}
