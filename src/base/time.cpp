#include "base/time.h"

#include <ctime>

namespace rk {
namespace {

Millis read_clock(clockid_t clock) {
    timespec t{};
    ::clock_gettime(clock, &t);
    return static_cast<Millis>(t.tv_sec) * 1000 + t.tv_nsec / 1'000'000;
}

}  // namespace

Millis now_ms() { return read_clock(CLOCK_REALTIME); }

Millis monotonic_ms() { return read_clock(CLOCK_MONOTONIC); }

std::string iso_time(Millis t) {
    Millis seconds = t / 1000, millis = t % 1000;
    if (millis < 0) {
        millis += 1000;
        --seconds;
    }
    const auto when = static_cast<time_t>(seconds);
    tm utc{};
    ::gmtime_r(&when, &utc);
    char out[64];
    const size_t length = std::strftime(out, sizeof out, "%Y-%m-%dT%H:%M:%S", &utc);
    std::string text(out, length);
    text += '.';
    text += static_cast<char>('0' + millis / 100);
    text += static_cast<char>('0' + millis / 10 % 10);
    text += static_cast<char>('0' + millis % 10);
    text += 'Z';
    return text;
}

}  // namespace rk
