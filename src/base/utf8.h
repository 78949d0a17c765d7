// The one definition of well-formed UTF-8 that base/ shares, inline for its inner loops. Callers outside base/ use
// strings.h.
#pragma once
#include <cstddef>

namespace rk {

// Bytes of the well-formed sequence that starts at `p` < `end`: 1 to 4; 0 when the byte at `p` is malformed (a stray
// continuation, an overlong form, a surrogate, above U+10FFFF, cut short). A malformed byte counts alone, as Go counts.
inline size_t utf8_sequence(const char* p, const char* end) {
    const auto at = [p](size_t i) { return static_cast<unsigned char>(p[i]); };
    const auto tail = [&at](size_t i) { return (at(i) & 0xC0) == 0x80; };
    const unsigned char first = at(0);
    const auto left = static_cast<size_t>(end - p);
    if (first < 0x80) return 1;
    if (first < 0xC2) return 0;
    if (first < 0xE0) return left >= 2 && tail(1) ? 2 : 0;
    if (first < 0xF0) {
        if (left < 3 || !tail(1) || !tail(2)) return 0;
        if (first == 0xE0 && at(1) < 0xA0) return 0;
        if (first == 0xED && at(1) >= 0xA0) return 0;
        return 3;
    }
    if (first > 0xF4 || left < 4 || !tail(1) || !tail(2) || !tail(3)) return 0;
    if (first == 0xF0 && at(1) < 0x90) return 0;
    if (first == 0xF4 && at(1) >= 0x90) return 0;
    return 4;
}

inline constexpr char kUtf8Replacement[] = "\xEF\xBF\xBD";

}  // namespace rk
