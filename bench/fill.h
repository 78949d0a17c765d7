// Fills a server with history through its API: a quarter of the posts by users, the others by the hook.
#pragma once
#include <cstdint>

#include "bench/world.h"

namespace rk::bench {

struct FillOptions {
    uint64_t posts = 100'000;  // what the server shall hold in the end, those of earlier fills included
    size_t channels = 10;      // half of the posts go to the first 10, the others evenly to all
    size_t connections = 32;
    size_t pipeline = 4;
};

// Returns how many posts the channels held before. Throws Trouble when the server keeps refusing.
uint64_t fill(World& world, const FillOptions& options);

}  // namespace rk::bench
