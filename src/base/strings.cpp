#include "base/strings.h"

#include <unicode/ucasemap.h>

#include <algorithm>
#include <charconv>

#include "base/assert.h"
#include "base/utf8.h"

namespace rk {
namespace {

constexpr bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }
constexpr char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c; }
bool is_ascii(std::string_view s) {
    return std::all_of(s.begin(), s.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// Bytes taken by the code point at `at`; a malformed byte counts one.
size_t step(std::string_view s, size_t at) {
    return std::max<size_t>(1, utf8_sequence(s.data() + at, s.data() + s.size()));
}

const UCaseMap* case_map() {
    static const UCaseMap* const map = [] {
        UErrorCode error = U_ZERO_ERROR;
        const UCaseMap* opened = ucasemap_open("", U_FOLD_CASE_DEFAULT, &error);
        RK_ASSERT(U_SUCCESS(error));
        return opened;
    }();
    return map;
}

}  // namespace

std::string to_lower_ascii(std::string_view s) {
    std::string out(s);
    for (char& c : out) c = lower(c);
    return out;
}

std::string to_upper_ascii(std::string_view s) {
    std::string out(s);
    for (char& c : out) c = upper(c);
    return out;
}

bool equal_ignore_case(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    for (size_t i = 0; i < a.size(); ++i) {
        if (lower(a[i]) != lower(b[i])) return false;
    }
    return true;
}

std::string_view trim(std::string_view s) {
    while (!s.empty() && is_space(s.front())) s.remove_prefix(1);
    while (!s.empty() && is_space(s.back())) s.remove_suffix(1);
    return s;
}

std::vector<std::string> split(std::string_view s, char separator) {
    std::vector<std::string> parts;
    for (;;) {
        const size_t end = s.find(separator);
        parts.emplace_back(s.substr(0, end));
        if (end == std::string_view::npos) return parts;
        s.remove_prefix(end + 1);
    }
}

std::vector<std::string> split_words(std::string_view s) {
    std::vector<std::string> words;
    size_t at = 0;
    for (;;) {
        while (at < s.size() && is_space(s[at])) ++at;
        if (at == s.size()) return words;
        const size_t start = at;
        while (at < s.size() && !is_space(s[at])) ++at;
        words.emplace_back(s.substr(start, at - start));
    }
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
    std::string out;
    for (size_t i = 0; i < parts.size(); ++i) {
        if (i != 0) out += separator;
        out += parts[i];
    }
    return out;
}

bool contains(const std::vector<std::string>& list, std::string_view item) {
    return std::find(list.begin(), list.end(), item) != list.end();
}

std::string replace_all(std::string_view s, std::string_view from, std::string_view to) {
    if (from.empty()) return std::string(s);
    std::string out;
    out.reserve(s.size());
    for (;;) {
        const size_t at = s.find(from);
        out += s.substr(0, at);
        if (at == std::string_view::npos) return out;
        out += to;
        s.remove_prefix(at + from.size());
    }
}

bool parse_int(std::string_view s, int64_t& out) {
    if (s.size() > 1 && s.front() == '+' && s[1] != '-') s.remove_prefix(1);
    int64_t value = 0;
    const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), value);
    if (error != std::errc() || end != s.data() + s.size()) return false;
    out = value;
    return true;
}

size_t utf8_length(std::string_view s) {
    size_t count = 0;
    for (size_t at = 0; at < s.size(); at += step(s, at)) ++count;
    return count;
}

std::string_view utf8_prefix(std::string_view s, size_t characters) {
    size_t at = 0;
    for (; at < s.size() && characters > 0; --characters) at += step(s, at);
    return s.substr(0, at);
}

char32_t utf8_next(std::string_view s, size_t& at) {
    const char* const p = s.data() + at;
    const auto bits = [p](size_t i, unsigned mask) {
        return static_cast<char32_t>(static_cast<unsigned char>(p[i]) & mask);
    };
    const size_t bytes = utf8_sequence(p, s.data() + s.size());
    at += std::max<size_t>(1, bytes);
    switch (bytes) {
        case 1: return bits(0, 0x7F);
        case 2: return bits(0, 0x1F) << 6 | bits(1, 0x3F);
        case 3: return bits(0, 0x0F) << 12 | bits(1, 0x3F) << 6 | bits(2, 0x3F);
        case 4: return bits(0, 0x07) << 18 | bits(1, 0x3F) << 12 | bits(2, 0x3F) << 6 | bits(3, 0x3F);
        default: return 0xFFFD;
    }
}

void utf8_append(std::string& out, char32_t c) {
    const auto put = [&out](char32_t byte) { out.push_back(static_cast<char>(static_cast<unsigned char>(byte))); };
    if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) c = 0xFFFD;
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xC0 | c >> 6);
        put(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        put(0xE0 | c >> 12);
        put(0x80 | (c >> 6 & 0x3F));
        put(0x80 | (c & 0x3F));
    } else {
        put(0xF0 | c >> 18);
        put(0x80 | (c >> 12 & 0x3F));
        put(0x80 | (c >> 6 & 0x3F));
        put(0x80 | (c & 0x3F));
    }
}

bool is_valid_utf8(std::string_view s) {
    const char* const end = s.data() + s.size();
    for (const char* p = s.data(); p != end;) {
        const size_t bytes = utf8_sequence(p, end);
        if (bytes == 0) return false;
        p += bytes;
    }
    return true;
}

std::string to_valid_utf8(std::string_view s) {
    if (is_valid_utf8(s)) return std::string(s);
    std::string out;
    out.reserve(s.size() + 16);
    const char* const end = s.data() + s.size();
    for (const char* p = s.data(); p != end;) {
        const size_t bytes = utf8_sequence(p, end);
        if (bytes == 0) {
            out += kUtf8Replacement;
            ++p;
        } else {
            out.append(p, bytes);
            p += bytes;
        }
    }
    return out;
}

std::string fold_case(std::string_view s) {
    if (is_ascii(s)) return to_lower_ascii(s);
    const std::string text = to_valid_utf8(s);
    std::string out(text.size() + text.size() / 2 + 16, '\0');
    for (;;) {
        UErrorCode error = U_ZERO_ERROR;
        const int32_t bytes = ucasemap_utf8FoldCase(case_map(), out.data(), static_cast<int32_t>(out.size()),
                                                    text.data(), static_cast<int32_t>(text.size()), &error);
        if (error != U_BUFFER_OVERFLOW_ERROR) {
            RK_ASSERT(U_SUCCESS(error));
            out.resize(static_cast<size_t>(bytes));
            return out;
        }
        out.resize(static_cast<size_t>(bytes));
    }
}

std::string html_escape(std::string_view s) {
    std::string out;
    out.reserve(s.size() + 16);
    for (const char c : s) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&#34;"; break;
            case '\'': out += "&#39;"; break;
            default: out += c;
        }
    }
    return out;
}

}  // namespace rk
