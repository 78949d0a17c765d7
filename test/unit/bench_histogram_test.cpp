#include <doctest/doctest.h>

#include "bench/histogram.h"

using rk::bench::Histogram;

TEST_CASE("bench histogram: an empty one answers 0") {
    Histogram h;
    CHECK(h.count() == 0);
    CHECK(h.at(0.5) == 0);
    CHECK(h.max() == 0);
}

TEST_CASE("bench histogram: buckets follow each other without a gap, and none is wider than a 64th of its values") {
    for (uint64_t v = 0; v < 100'000; ++v) {
        size_t bucket = Histogram::bucket_of(v);
        CHECK(v <= Histogram::highest_in(bucket));
        if (v) {
            size_t before = Histogram::bucket_of(v - 1);
            CHECK((bucket == before || bucket == before + 1));
            CHECK((bucket == before) == (Histogram::highest_in(before) >= v));
        }
        CHECK(Histogram::highest_in(bucket) - v <= v / 64);
    }
    CHECK(Histogram::highest_in(Histogram::bucket_of(UINT64_MAX)) == UINT64_MAX);
    Histogram h;
    h.add(UINT64_MAX);
    CHECK(h.at(1) == UINT64_MAX);
}

TEST_CASE("bench histogram: quantiles of known values") {
    Histogram h;
    for (uint64_t v = 1; v <= 1000; ++v) h.add(v * 1000);
    CHECK(h.count() == 1000);
    CHECK(h.max() == 1'000'000);
    for (double q : {0.001, 0.5, 0.9, 0.99}) {
        double exact = q * 1'000'000;
        CHECK(static_cast<double>(h.at(q)) >= exact);
        CHECK(static_cast<double>(h.at(q)) <= exact * 1.016);
    }
    CHECK(h.at(1) == 1'000'000);  // never above the largest value
}

TEST_CASE("bench histogram: one far value moves the 99th of 100 only when it is among them") {
    Histogram h;
    for (int i = 0; i < 99; ++i) h.add(10);
    h.add(5'000'000);
    CHECK(h.at(0.99) == 10);
    CHECK(h.at(0.991) == 5'000'000);
}

TEST_CASE("bench histogram: adding another one is like adding its values") {
    Histogram a, b, both;
    for (uint64_t v : {3u, 70u, 9000u}) a.add(v), both.add(v);
    for (uint64_t v : {1u, 123456u}) b.add(v), both.add(v);
    a.add_all(b);
    CHECK(a.count() == 5);
    CHECK(a.max() == both.max());
    for (double q : {0.2, 0.4, 0.6, 0.8, 1.0}) CHECK(a.at(q) == both.at(q));
}
