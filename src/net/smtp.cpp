#include "net/smtp.h"

#include <curl/curl.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <string_view>

#include "base/assert.h"
#include "base/ids.h"
#include "base/strings.h"
#include "base/time.h"
#include "net/mail_message.h"

namespace rk {
namespace {

struct Upload {
    std::string_view left;
};

size_t read_upload(char* to, size_t size, size_t count, void* data) {
    auto& left = static_cast<Upload*>(data)->left;
    const size_t bytes = std::min(size * count, left.size());
    std::memcpy(to, left.data(), bytes);
    left.remove_prefix(bytes);
    return bytes;
}

size_t discard(const char*, size_t size, size_t count, void*) { return size * count; }

bool is_this_machine(std::string_view host) { return host == "localhost" || host == "127.0.0.1" || host == "::1"; }

// A name that may stand in a URL's host or path: nothing that would begin another part of it.
bool is_host(std::string_view host) {
    return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
               c == '_' || c == ':' || static_cast<unsigned char>(c) >= 0x80;
    });
}

// Talks to the server: hands over `message`, or with none only connects and logs in.
std::optional<Failure> talk(const MailServer& server, const std::string& to, const std::string* message) {
    const std::string hello = server.hello_name.empty() ? "localhost" : server.hello_name;
    if (!is_host(server.host)) return Failure{"\"" + server.host + "\" is not the name of a mail server"};
    if (!is_host(hello)) return Failure{"\"" + hello + "\" is not a name this server can call itself"};
    if (server.log_in && server.security == MailServer::Security::open && !is_this_machine(server.host)) {
        return Failure{"the password would travel unencrypted: set TLS or STARTTLS, or switch the log-in off"};
    }
    static const bool ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    RK_ASSERT(ready);
    const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), &curl_easy_cleanup);
    RK_ASSERT(curl);
    bool set = true;
    const auto option = [&](CURLoption name, auto value) {
        set = set && curl_easy_setopt(curl.get(), name, value) == CURLE_OK;
    };

    const bool tls = server.security == MailServer::Security::tls;
    const bool bare_ipv6 = std::count(server.host.begin(), server.host.end(), ':') > 1;
    const std::string url = std::string(tls ? "smtps://" : "smtp://") + (bare_ipv6 ? "[" : "") + server.host +
                            (bare_ipv6 ? "]:" : ":") + std::to_string(server.port) + "/" + hello;
    char error[CURL_ERROR_SIZE] = "";
    option(CURLOPT_ERRORBUFFER, error);
    option(CURLOPT_URL, url.c_str());
    option(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    option(CURLOPT_PROXY, "");  // the environment's proxies are for the web
    option(CURLOPT_NOSIGNAL, 1L);
    option(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(server.timeout_ms));
    option(CURLOPT_SERVER_RESPONSE_TIMEOUT, std::max(1L, static_cast<long>(server.timeout_ms) / 1000));
    option(CURLOPT_TIMEOUT_MS, 2 * static_cast<long>(server.timeout_ms));
    option(CURLOPT_WRITEFUNCTION, &discard);
    if (server.security == MailServer::Security::starttls) option(CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
    if (server.skip_certificate_verification) {
        option(CURLOPT_SSL_VERIFYPEER, 0L);
        option(CURLOPT_SSL_VERIFYHOST, 0L);
    }
    if (server.log_in) {
        option(CURLOPT_USERNAME, server.user_name.c_str());
        option(CURLOPT_PASSWORD, server.password.c_str());
        option(CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN");
    }

    const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> recipients(
        message != nullptr ? curl_slist_append(nullptr, ("<" + to + ">").c_str()) : nullptr, &curl_slist_free_all);
    const std::string sender = "<" + server.from_address + ">";
    Upload upload;
    if (message != nullptr) {
        upload.left = *message;
        option(CURLOPT_MAIL_FROM, sender.c_str());
        option(CURLOPT_MAIL_RCPT, recipients.get());
        option(CURLOPT_UPLOAD, 1L);
        option(CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(message->size()));
        option(CURLOPT_READFUNCTION, &read_upload);
        option(CURLOPT_READDATA, &upload);
    } else {
        option(CURLOPT_NOBODY, 1L);
        option(CURLOPT_CUSTOMREQUEST, "NOOP");
    }
    if (!set) return Failure{"the mail library lacks what sending mail needs"};
    const CURLcode code = curl_easy_perform(curl.get());
    if (code == CURLE_OK) return std::nullopt;
    long answer = 0;
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &answer);
    std::string what = "mail server " + server.host + ":" + std::to_string(server.port) + ": " +
                       (error[0] != '\0' ? error : curl_easy_strerror(code));
    if (answer >= 400) what += " (its last answer: " + std::to_string(answer) + ")";
    return Failure{what};
}

}  // namespace

SmtpMailer::SmtpMailer(std::function<MailServer()> current) : current_(std::move(current)) {}

std::optional<Failure> SmtpMailer::send(const Mail& mail) { return send_by(current_(), mail); }

std::optional<Failure> SmtpMailer::send_by(const MailServer& server, const Mail& mail) {
    if (server.host.empty()) return std::nullopt;
    if (!is_mail_address(mail.to)) return Failure{"\"" + mail.to + "\" is not a mail address"};
    if (!is_mail_address(server.from_address)) {
        return Failure{"\"" + server.from_address + "\", which mails are to come from, is not a mail address"};
    }
    if (mail.text.empty() && mail.html.empty()) return Failure{"the mail has no text"};
    const std::string message = mail_message(server, mail, now_ms(), new_id());
    return talk(server, mail.to, &message);
}

std::optional<Failure> SmtpMailer::check(const MailServer& server) { return talk(server, "", nullptr); }

}  // namespace rk
