#include "base/http.h"

#include <time.h>
#include <unistd.h>

namespace rk {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    c = lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

}  // namespace

bool same_name(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    for (size_t i = 0; i < a.size(); ++i) {
        if (a[i] != b[i] && lower(a[i]) != lower(b[i])) return false;
    }
    return true;
}

Request::~Request() {
    if (!body_file.empty()) unlink(body_file.c_str());
}

std::string_view Request::header(std::string_view name) const {
    for (const HeaderView& h : headers) {
        if (same_name(h.name, name)) return h.value;
    }
    return {};
}

bool Request::has_header(std::string_view name) const {
    for (const HeaderView& h : headers) {
        if (same_name(h.name, name)) return true;
    }
    return false;
}

void Response::set_header(std::string_view name, std::string value) {
    for (Header& h : headers) {
        if (same_name(h.name, name)) {
            h.value = std::move(value);
            return;
        }
    }
    headers.push_back({std::string(name), std::move(value)});
}

const std::string* Response::find_header(std::string_view name) const {
    for (const Header& h : headers) {
        if (same_name(h.name, name)) return &h.value;
    }
    return nullptr;
}

std::string url_decode(std::string_view text, bool plus_is_space) {
    std::string out;
    out.reserve(text.size());
    for (size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (c == '%' && i + 2 < text.size()) {
            int high = hex_digit(text[i + 1]), low = hex_digit(text[i + 2]);
            if (high >= 0 && low >= 0) {
                out += static_cast<char>(high * 16 + low);
                i += 2;
                continue;
            }
        }
        out += c == '+' && plus_is_space ? ' ' : c;
    }
    return out;
}

std::string url_encode(std::string_view text) {
    static constexpr char kHex[] = "0123456789ABCDEF";
    std::string out;
    out.reserve(text.size());
    for (char c : text) {
        bool unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                          c == '.' || c == '_' || c == '~';
        if (unreserved) {
            out += c;
        } else {
            auto byte = static_cast<unsigned char>(c);
            out += '%';
            out += kHex[byte >> 4];
            out += kHex[byte & 15];
        }
    }
    return out;
}

std::vector<Header> parse_form(std::string_view text) {
    std::vector<Header> pairs;
    while (!text.empty()) {
        std::string_view pair = text.substr(0, text.find('&'));
        text.remove_prefix(std::min(pair.size() + 1, text.size()));
        if (pair.empty()) continue;
        size_t equals = pair.find('=');
        std::string_view value = equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1);
        pairs.push_back({url_decode(pair.substr(0, equals), true), url_decode(value, true)});
    }
    return pairs;
}

std::string http_date(int64_t unix_seconds) {
    constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    time_t t = unix_seconds;
    tm parts;
    gmtime_r(&t, &parts);
    char buffer[64];
    int n = snprintf(buffer, sizeof buffer, "%s, %02d %s %04d %02d:%02d:%02d GMT", kDays[parts.tm_wday], parts.tm_mday,
                     kMonths[parts.tm_mon], parts.tm_year + 1900, parts.tm_hour, parts.tm_min, parts.tm_sec);
    return std::string(buffer, static_cast<size_t>(n));
}

}  // namespace rk
