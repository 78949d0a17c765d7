#include "feature/outgoing_oauth/audience.h"

#include <algorithm>

#include "base/http.h"
#include "base/strings.h"
#include "model/integration.h"

namespace rk::outgoing_oauth {

namespace {

// What stands behind the host, without query and fragment; no slash at the end.
std::string_view path_of(std::string_view url) {
    std::string_view rest = url.substr(url.find("://") + 3);
    rest = rest.substr(0, rest.find_first_of("?#"));
    rest.remove_prefix(std::min(rest.find('/'), rest.size()));
    while (rest.ends_with('/')) rest.remove_suffix(1);
    return rest;
}

// Whether some server could read the path as leading elsewhere.
bool climbs(std::string_view path) {
    if (path.find('\\') != path.npos) return true;
    for (std::string part : split(path, '/')) {
        part = url_decode(part, false);
        if (part == "." || part == ".." || part.find_first_of("/\\") != part.npos) return true;
    }
    return false;
}

}  // namespace

std::optional<std::string> origin_of(std::string_view url) {
    if (url.size() < 8) return std::nullopt;
    std::string scheme = to_lower_ascii(url.substr(0, url.find("://")));
    if (scheme != "http" && scheme != "https") return std::nullopt;
    std::string_view rest = url.substr(scheme.size() + 3);
    std::string host = to_lower_ascii(rest.substr(0, rest.find_first_of("/?#")));
    std::string port = scheme == "http" ? "80" : "443";
    const size_t colon = host.find(':', host.starts_with('[') ? std::min(host.find(']'), host.size()) : 0);
    if (colon != host.npos) {
        if (colon + 1 < host.size()) port = host.substr(colon + 1);
        host.resize(colon);
    }
    int64_t number = 0;
    if (!parse_int(port, number) || number < 1 || number > 65535) return std::nullopt;
    auto is_of_host = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '.' || c == '-' || c == '_' || c == '[' ||
               c == ']' || c == ':';
    };
    if (host.empty() || !std::all_of(host.begin(), host.end(), is_of_host)) return std::nullopt;
    return scheme + "://" + host + ":" + std::to_string(number);
}

bool is_audience(std::string_view url) {
    return is_http_url(url) && origin_of(url) && url.find_first_of("?#") == url.npos && !climbs(path_of(url));
}

std::optional<size_t> fit(std::string_view audience, std::string_view url) {
    auto origin = origin_of(url);
    if (!origin || origin != origin_of(audience)) return std::nullopt;
    std::string_view wanted = path_of(audience), path = path_of(url);
    if (wanted.empty()) return 0;
    const bool is_below = path == wanted || (path.starts_with(wanted) && path[wanted.size()] == '/');
    if (!is_below || climbs(path)) return std::nullopt;
    return wanted.size();
}

}  // namespace rk::outgoing_oauth
