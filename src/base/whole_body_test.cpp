#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>

#include "base/whole_body.h"

using namespace rk;

TEST_CASE("a body is read from memory, or from the file where a large one lies") {
    Request small;
    small.body = "abc";
    CHECK(WholeBody(small).view() == "abc");
    Request large;
    char path[] = "/tmp/rk_body_XXXXXX";
    int fd = mkstemp(path);
    REQUIRE(fd >= 0);
    std::ofstream(path) << std::string(100'000, 'x');
    large.body_file = path;
    {
        WholeBody body(large);
        CHECK(body.good());
        CHECK(body.view() == std::string(100'000, 'x'));
    }
    Request lost;
    lost.body_file = "/nowhere/at/all";
    CHECK(!WholeBody(lost).good());
    CHECK(WholeBody(lost).view().empty());
}
