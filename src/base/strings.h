// Small text functions that the standard library lacks. Text is UTF-8 everywhere.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rk {

std::string to_lower_ascii(std::string_view s);
std::string to_upper_ascii(std::string_view s);
bool equal_ignore_case(std::string_view a, std::string_view b);      // ASCII case only
std::string_view trim(std::string_view s);                           // ASCII white space at both ends
std::vector<std::string> split(std::string_view s, char separator);  // keeps empty parts; "" gives one empty part
std::vector<std::string> split_words(std::string_view s);            // parts between ASCII white space, none empty
std::string join(const std::vector<std::string>& parts, std::string_view separator);
bool contains(const std::vector<std::string>& list, std::string_view item);
std::string replace_all(std::string_view s, std::string_view from, std::string_view to);
// A whole decimal number with optional sign; false on anything else or overflow.
bool parse_int(std::string_view s, int64_t& out);

// Code points in a UTF-8 text (malformed bytes count one each).
size_t utf8_length(std::string_view s);
// The first `characters` code points.
std::string_view utf8_prefix(std::string_view s, size_t characters);
// Next code point at `at`, which moves behind it; U+FFFD for a malformed byte. `at` < s.size().
char32_t utf8_next(std::string_view s, size_t& at);
void utf8_append(std::string& out, char32_t code_point);
bool is_valid_utf8(std::string_view s);
std::string to_valid_utf8(std::string_view s);  // malformed bytes become U+FFFD
// Unicode case folding for matching (ICU).
std::string fold_case(std::string_view s);
std::string html_escape(std::string_view s);

}  // namespace rk
