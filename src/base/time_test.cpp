#include "base/time.h"

#include <doctest/doctest.h>

using namespace rk;

TEST_CASE("time: as text") {
    CHECK(iso_time(0) == "1970-01-01T00:00:00.000Z");
    CHECK(iso_time(1136214245012) == "2006-01-02T15:04:05.012Z");
    CHECK(iso_time(-1) == "1969-12-31T23:59:59.999Z");
    CHECK(iso_time(951782400000) == "2000-02-29T00:00:00.000Z");
}

TEST_CASE("time: the clocks run") {
    CHECK(now_ms() > 1'700'000'000'000);
    const Millis before = monotonic_ms();
    CHECK(monotonic_ms() >= before);
}
