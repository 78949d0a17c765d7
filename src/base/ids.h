// Identifiers: 26 characters of Mattermost's alphabet (z-base-32, lower case), from 128 random bits.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace rk {

std::string new_id();
// An id that sorts by its time, for rows that are made all day long (posts, kept webhook calls): the index on it grows at
// its end instead of everywhere, which makes an insert a third cheaper (docs/decisions/002-writer.md). More than 80 bits
// of it are random, but it tells its time: nothing for secrets.
std::string new_ordered_id(int64_t time_ms);
// Exactly 26 characters, each an ASCII letter or digit.
bool is_valid_id(std::string_view id);
// `bytes` random bytes from the system's generator.
std::string random_bytes(size_t bytes);
// A random string of letters and digits, for tokens and passwords. 5 bits a character.
std::string random_token(size_t characters);

}  // namespace rk
