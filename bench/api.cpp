#include "bench/api.h"

#include <sys/socket.h>
#include <unistd.h>

#include "bench/http_response.h"
#include "bench/load.h"

namespace rk::bench {

Api::~Api() {
    if (fd_ >= 0) close(fd_);
}

bool Api::exchange(const std::string& request, ApiAnswer& answer) {
    if (send(fd_, request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size())) return false;
    ResponseParser parser;
    parser.keep_all(true);
    char buffer[16 << 10];
    while (!parser.done()) {
        ssize_t n = recv(fd_, buffer, sizeof buffer, 0);
        if (n < 0) return false;
        if (n == 0) parser.feed_end();
        else parser.feed({buffer, static_cast<size_t>(n)});
        if (parser.failed()) return false;
    }
    answer.status = parser.status();
    answer.text = parser.body();
    answer.token = parser.header("token");
    answer.version = parser.header("x-version-id");
    if (!parser.keep_alive()) {
        close(fd_);
        fd_ = -1;
    }
    return true;
}

ApiAnswer Api::call(std::string_view method, const std::string& path, std::string_view token, const Json& body) {
    std::string request = render_request(target_, method, path, token, body.is_null() ? "" : body.dump());
    ApiAnswer answer;
    check_interrupted();
    // A connection that was kept may have been closed meanwhile: then a fresh one is tried.
    bool kept = fd_ >= 0;
    for (int attempt = 0; attempt < (kept ? 2 : 1); ++attempt) {
        if (fd_ < 0) fd_ = connect_blocking(target_, 120);
        if (fd_ < 0) throw Trouble("cannot connect to " + target_.base);
        if (exchange(request, answer)) {
            auto json = Json::parse(answer.text);
            if (json) answer.json = std::move(*json);
            return answer;
        }
        close(fd_);
        fd_ = -1;
    }
    throw Trouble("no answer to " + std::string(method) + " " + path);
}

ApiAnswer Api::must(std::string_view method, const std::string& path, std::string_view token, const Json& body) {
    ApiAnswer answer = call(method, path, token, body);
    if (!answer.ok())
        throw Trouble(std::string(method) + " " + path + " was answered " + std::to_string(answer.status) + " " +
                      answer.text.substr(0, 300));
    return answer;
}

}  // namespace rk::bench
