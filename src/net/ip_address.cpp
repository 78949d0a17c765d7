#include "net/ip_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace rk::net {
namespace {

constexpr uint8_t kMapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

std::optional<IpAddress> parse_bare(std::string_view text) {
    char buffer[64];
    if (text.empty() || text.size() >= sizeof buffer) return std::nullopt;
    std::memcpy(buffer, text.data(), text.size());
    buffer[text.size()] = 0;
    IpAddress a;
    if (inet_pton(AF_INET, buffer, a.bytes.data() + 12) == 1) {
        std::copy(std::begin(kMapped), std::end(kMapped), a.bytes.begin());
        return a;
    }
    if (inet_pton(AF_INET6, buffer, a.bytes.data()) == 1) return a;
    return std::nullopt;
}

}  // namespace

bool IpAddress::is_v4() const { return std::equal(std::begin(kMapped), std::end(kMapped), bytes.begin()); }

std::string IpAddress::text() const {
    char buffer[INET6_ADDRSTRLEN];
    if (is_v4()) {
        inet_ntop(AF_INET, bytes.data() + 12, buffer, sizeof buffer);
    } else {
        inet_ntop(AF_INET6, bytes.data(), buffer, sizeof buffer);
    }
    return buffer;
}

std::optional<IpAddress> parse_ip(std::string_view text) {
    if (!text.empty() && text.front() == '[') {
        size_t end = text.find(']');
        if (end == std::string_view::npos) return std::nullopt;
        std::string_view rest = text.substr(end + 1);
        if (!rest.empty() && rest.front() != ':') return std::nullopt;
        text = text.substr(1, end - 1);
    } else if (size_t colon = text.find(':'); colon != std::string_view::npos && colon == text.rfind(':')) {
        text = text.substr(0, colon);  // one colon only: IPv4 with a port
    }
    return parse_bare(text.substr(0, text.find('%')));
}

std::optional<IpAddress> ip_of(const sockaddr* address) {
    IpAddress a;
    if (address->sa_family == AF_INET) {
        std::copy(std::begin(kMapped), std::end(kMapped), a.bytes.begin());
        std::memcpy(a.bytes.data() + 12, &reinterpret_cast<const sockaddr_in*>(address)->sin_addr, 4);
        return a;
    }
    if (address->sa_family == AF_INET6) {
        std::memcpy(a.bytes.data(), &reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr, 16);
        return a;
    }
    return std::nullopt;
}

bool IpRange::contains(const IpAddress& address) const {
    auto whole = static_cast<size_t>(prefix_bits / 8);
    if (!std::equal(first.bytes.begin(), first.bytes.begin() + static_cast<std::ptrdiff_t>(whole),
                    address.bytes.begin())) {
        return false;
    }
    int rest = prefix_bits % 8;
    if (rest == 0) return true;
    int mask = 0xff00 >> rest & 0xff;
    return (first.bytes[whole] & mask) == (address.bytes[whole] & mask);
}

std::optional<IpRange> parse_ip_range(std::string_view text) {
    size_t slash = text.find('/');
    std::optional<IpAddress> address = parse_bare(text.substr(0, slash));
    if (!address) return std::nullopt;
    IpRange range{*address, 128};
    if (slash == std::string_view::npos) return range;
    std::string_view digits = text.substr(slash + 1);
    int bits = -1;
    auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
    // An IPv4 range counts from the mapped prefix; "::ffff:10.0.0.0/104" is written in IPv6 and counts all 128.
    bool dotted = text.substr(0, slash).find(':') == std::string_view::npos;
    if (error != std::errc() || end != digits.data() + digits.size() || bits < 0 || bits > (dotted ? 32 : 128)) {
        return std::nullopt;
    }
    range.prefix_bits = dotted ? bits + 96 : bits;
    return range;
}

bool in_any(const std::vector<IpRange>& ranges, const IpAddress& address) {
    return std::any_of(ranges.begin(), ranges.end(), [&](const IpRange& r) { return r.contains(address); });
}

}  // namespace rk::net
