// The addresses that a connection is for.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace rk::outgoing_oauth {

// "https://host:443" of an address: scheme and host in lower case, the port always there. None for an address that two
// readers could understand differently: with a name or password in it, a backslash, no plain host.
std::optional<std::string> origin_of(std::string_view url);

// Whether the text may be an audience: http(s)://host[:port][/path].
bool is_audience(std::string_view url);

// How closely the audience fits the address: none when it does not, else the longer its path the more. It fits addresses
// of the same origin whose path is the audience's or below it; a path that climbs (/../) is below nothing but the root.
std::optional<size_t> fit(std::string_view audience, std::string_view url);

}  // namespace rk::outgoing_oauth
