#include "app/cors.h"

#include "base/strings.h"
#include "model/settings.h"

namespace rk::cors {

namespace {

constexpr std::string_view kMethods[] = {"POST", "GET", "OPTIONS", "PUT", "PATCH", "DELETE"};
constexpr std::string_view kMaxAgeSeconds = "86400";

// One word of the setting; a * stands for anything, any other * for itself.
bool matches(std::string_view pattern, std::string_view origin) {
    size_t star = pattern.find('*');
    if (star == std::string_view::npos) return equal_ignore_case(pattern, origin);
    std::string_view before = pattern.substr(0, star), after = pattern.substr(star + 1);
    return origin.size() >= before.size() + after.size() &&
           equal_ignore_case(origin.substr(0, before.size()), before) &&
           equal_ignore_case(origin.substr(origin.size() - after.size()), after);
}

template <class Fn>
bool any_word(std::string_view words, Fn&& fn) {
    while (!words.empty()) {
        size_t end = std::min(words.find_first_of(" \t\n"), words.size());
        if (end != 0 && fn(words.substr(0, end))) return true;
        words.remove_prefix(std::min(end + 1, words.size()));
    }
    return false;
}

bool allows_all(std::string_view allow_from) {
    return any_word(allow_from, [](std::string_view word) { return word == "*"; });
}

void add_origin(const Config& config, std::string_view origin, std::vector<Header>& headers) {
    const auto& settings = config.ServiceSettings;
    headers.push_back({"Access-Control-Allow-Origin", allows_all(settings.AllowCorsFrom) ? "*" : std::string(origin)});
    if (settings.CorsAllowCredentials) headers.push_back({"Access-Control-Allow-Credentials", "true"});
}

}  // namespace

bool is_allowed(const std::string& allow_from, std::string_view origin) {
    return any_word(allow_from, [&](std::string_view word) { return matches(word, origin); });
}

std::optional<Response> preflight(const Config& config, const Request& request) {
    if (request.method != "OPTIONS") return std::nullopt;
    std::string_view method = request.header("Access-Control-Request-Method");
    if (method.empty()) return std::nullopt;
    Response answer;
    answer.status = 204;
    answer.no_body = true;
    answer.content_type.clear();
    answer.headers.push_back({"Vary", "Origin, Access-Control-Request-Method, Access-Control-Request-Headers"});
    std::string_view origin = request.header("Origin");
    bool known = false;
    for (std::string_view one : kMethods) known = known || equal_ignore_case(one, method);
    if (origin.empty() || !known || !is_allowed(config.ServiceSettings.AllowCorsFrom, origin)) return answer;
    add_origin(config, origin, answer.headers);
    answer.headers.push_back({"Access-Control-Allow-Methods", to_upper_ascii(method)});
    if (std::string_view asked = request.header("Access-Control-Request-Headers"); !asked.empty())
        answer.headers.push_back({"Access-Control-Allow-Headers", std::string(asked)});
    answer.headers.push_back({"Access-Control-Max-Age", std::string(kMaxAgeSeconds)});
    return answer;
}

void add_headers(const Config& config, const Request& request, std::vector<Header>& headers) {
    headers.push_back({"Vary", "Origin"});
    std::string_view origin = request.header("Origin");
    if (origin.empty() || !is_allowed(config.ServiceSettings.AllowCorsFrom, origin)) return;
    add_origin(config, origin, headers);
    if (auto exposed = split_words(config.ServiceSettings.CorsExposedHeaders); !exposed.empty())
        headers.push_back({"Access-Control-Expose-Headers", join(exposed, ", ")});
}

}  // namespace rk::cors
