// Time as the wire has it: milliseconds since 1970, UTC.
#pragma once
#include <cstdint>
#include <string>

namespace rk {

using Millis = int64_t;

Millis now_ms();        // wall clock
Millis monotonic_ms();  // never goes back; for time-outs
// "2006-01-02T15:04:05.000Z"
std::string iso_time(Millis t);

// A clock that a test can move. Implementations are safe to call from any thread.
class Clock {
  public:
    virtual ~Clock() = default;
    virtual Millis now() = 0;
};

}  // namespace rk
