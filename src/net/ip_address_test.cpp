#include "net/ip_address.h"

#include <doctest/doctest.h>

using namespace rk::net;

TEST_CASE("addresses are read with and without ports, brackets and zones") {
    CHECK(parse_ip("10.0.0.1")->text() == "10.0.0.1");
    CHECK(parse_ip("10.0.0.1:8080")->text() == "10.0.0.1");
    CHECK(parse_ip("::1")->text() == "::1");
    CHECK(parse_ip("[::1]:80")->text() == "::1");
    CHECK(parse_ip("[2001:DB8::0:1]")->text() == "2001:db8::1");
    CHECK(parse_ip("fe80::1%eth0")->text() == "fe80::1");
    CHECK(parse_ip("::ffff:10.0.0.1")->text() == "10.0.0.1");
    for (const char* bad : {"", "unknown", "10.0.0", "10.0.0.256", "1.2.3.4.5", "[::1", "[::1]x", ":::", "_hidden"}) {
        CAPTURE(bad);
        CHECK_FALSE(parse_ip(bad));
    }
}

TEST_CASE("a range contains exactly its addresses, in either notation") {
    auto has = [](const char* range, const char* ip) { return parse_ip_range(range)->contains(*parse_ip(ip)); };
    CHECK(has("10.0.0.0/8", "10.255.255.255"));
    CHECK_FALSE(has("10.0.0.0/8", "11.0.0.0"));
    CHECK(has("192.168.1.128/25", "192.168.1.128"));
    CHECK_FALSE(has("192.168.1.128/25", "192.168.1.127"));
    CHECK(has("0.0.0.0/0", "1.2.3.4"));
    CHECK_FALSE(has("0.0.0.0/0", "2001:db8::1"));
    CHECK(has("::/0", "1.2.3.4"));
    CHECK(has("fc00::/7", "fdff::1"));
    CHECK_FALSE(has("fc00::/7", "fe00::1"));
    CHECK(has("127.0.0.1", "::ffff:127.0.0.1"));
    CHECK(has("::ffff:10.0.0.0/104", "10.1.2.3"));
    for (const char* bad : {"", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "::/129", "10.0.0.0/8x", "host/8"}) {
        CAPTURE(bad);
        CHECK_FALSE(parse_ip_range(bad));
    }
}
