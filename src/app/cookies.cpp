#include "app/cookies.h"

#include <ctime>

#include "app/services.h"
#include "base/strings.h"
#include "model/settings.h"

namespace rk::cookies {

namespace {

// The path that the server lives under, from SiteURL.
std::string cookie_path(const Config& config) {
    const std::string& url = config.ServiceSettings.SiteURL;
    size_t host = url.find("://");
    size_t path = host == std::string::npos ? std::string::npos : url.find('/', host + 3);
    return path == std::string::npos || path + 1 >= url.size() ? "/" : url.substr(path);
}

std::string cookie_domain(const Config& config) {
    const std::string& url = config.ServiceSettings.SiteURL;
    size_t host = url.find("://");
    if (!config.ServiceSettings.AllowCookiesForSubdomains || host == std::string::npos) return {};
    std::string_view name = std::string_view(url).substr(host + 3);
    return std::string(name.substr(0, name.find_first_of(":/")));
}

void add_one(const Config& config, const Request& request, Reply& reply, std::string_view name, std::string_view value,
             Millis expires_at, int64_t max_age_s, bool http_only) {
    std::string line = std::string(name) + "=" + std::string(value) + "; Path=" + cookie_path(config);
    if (std::string domain = cookie_domain(config); !domain.empty()) line += "; Domain=" + domain;
    if (expires_at > 0) {
        std::time_t seconds = expires_at / 1000;
        std::tm utc{};
        gmtime_r(&seconds, &utc);
        char text[40];
        std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &utc);
        line += std::string("; Expires=") + text;
    }
    line += "; Max-Age=" + std::to_string(max_age_s);
    if (http_only) line += "; HttpOnly";
    if (is_secure(config, request)) line += "; Secure";
    reply.headers.push_back({"Set-Cookie", std::move(line)});
}

}  // namespace

bool is_secure(const Config& config, const Request& request) {
    return request.tls || equal_ignore_case(request.header("X-Forwarded-Proto"), "https") ||
           config.ServiceSettings.SiteURL.starts_with("https:");
}

void add(Services& services, const Request& request, const Session& session, Reply& reply) {
    auto config = config_of(services);
    int64_t max_age_s = config->ServiceSettings.SessionLengthWebInHours * 3600;
    Millis expires_at = services.clock->now() + max_age_s * 1000;
    auto csrf = session.props.find("csrf");
    add_one(*config, request, reply, "MMAUTHTOKEN", session.token, expires_at, max_age_s, true);
    add_one(*config, request, reply, "MMUSERID", session.user_id, expires_at, max_age_s, false);
    add_one(*config, request, reply, "MMCSRF", csrf == session.props.end() ? "" : csrf->second, expires_at, max_age_s,
            false);
}

void remove(Services& services, const Request& request, Reply& reply) {
    add_one(*config_of(services), request, reply, "MMAUTHTOKEN", "", 0, 0, true);
}

}  // namespace rk::cookies
