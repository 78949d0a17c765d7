// What an answer, or the lack of one, makes of a delivery.
#pragma once
#include <cstdint>
#include <string>

#include "base/ports.h"
#include "base/time.h"
#include "db/db.h"

namespace rk::deliveries {

struct Outcome {
    int64_t place = 0;  // of the delivery
    Millis sent_at = 0, ms = 0;
    std::string failure;  // why there is no answer; "" when there is one
    HttpReply reply;
};

// Delivered, tried again later, or given up: stored, with what the answer asks for. Nothing when the delivery no longer
// waits. Safe to run again.
void settle(Tx& tx, const Outcome& outcome);

// When a delivery that failed is tried again: after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h since its
// first try, not before `not_before`; 0 when that was the last try. Without jitter.
Millis next_try(Millis first_try_at, Millis now, Millis not_before);
// The Retry-After of an answer as a moment, at most a day away; 0 when it has none.
Millis retry_after(std::string_view value, Millis now);

}  // namespace rk::deliveries
