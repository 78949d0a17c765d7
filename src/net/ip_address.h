// IP addresses and ranges of them.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct sockaddr;

namespace rk::net {

// An IPv4 or IPv6 address; IPv4 is held in its IPv4-mapped form, so ::ffff:10.0.0.1 equals 10.0.0.1.
struct IpAddress {
    std::array<uint8_t, 16> bytes{};

    bool is_v4() const;
    std::string text() const;  // dotted for IPv4, RFC 5952 for IPv6
    friend bool operator==(const IpAddress&, const IpAddress&) = default;
};

// "10.0.0.1", "fe80::1", "[::1]", also with a port behind ("10.0.0.1:80", "[::1]:80") and with a zone ("fe80::1%eth0").
std::optional<IpAddress> parse_ip(std::string_view text);
// Nothing for other families than IPv4 and IPv6.
std::optional<IpAddress> ip_of(const sockaddr* address);

struct IpRange {
    IpAddress first;
    int prefix_bits = 128;  // of the 128 of the mapped form
    bool contains(const IpAddress& address) const;
};
// "10.0.0.0/8", "fc00::/7" or a single address.
std::optional<IpRange> parse_ip_range(std::string_view text);

bool in_any(const std::vector<IpRange>& ranges, const IpAddress& address);

}  // namespace rk::net
