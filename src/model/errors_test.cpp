#include "model/errors.h"

#include <doctest/doctest.h>

#include <optional>

using namespace rk;

TEST_CASE("an error made of a caught definition outlives what was thrown") {
    std::optional<ApiError> kept;
    try {
        throw Err::no_permission;
    } catch (const ErrorDef& copy) {
        CHECK(&copy != &Err::no_permission);
        kept.emplace(copy);
    }
    CHECK(kept->def == &Err::no_permission);
}

TEST_CASE("every error is listed as itself") {
    for (const ErrorDef* error : all_errors()) CHECK(error->listed == error);
}
