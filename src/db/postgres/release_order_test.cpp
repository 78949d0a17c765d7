#include "db/postgres/release_order.h"

#include <doctest/doctest.h>

#include <string>

using namespace rk;

TEST_CASE("what was committed is told in the order of the tickets, whoever finishes first") {
    ReleaseOrder order;
    std::string told;
    auto tell = [&](const char* what) { return [&told, what] { told += what; }; };
    uint64_t a = order.take(), b = order.take(), c = order.take();
    order.finish(b, tell("b"));
    CHECK(told == "");
    order.finish(a, tell("a"));
    CHECK(told == "ab");
    uint64_t d = order.take();
    order.finish(d, tell("d"));
    CHECK(told == "ab");
    order.finish(c, nullptr);  // its COMMIT failed: nothing to tell, and nobody waits for it
    CHECK(told == "abd");
}

TEST_CASE("an operation that is told may start and finish the next one") {
    ReleaseOrder order;
    std::string told;
    uint64_t a = order.take();
    order.finish(a, [&] {
        uint64_t b = order.take();
        order.finish(b, [&] { told += "b"; });
        told += "a";
    });
    CHECK(told == "ab");
}
