// RK_ASSERT: our own bugs. On in every build: logs the place and ends the process.
#pragma once

namespace rk {
[[noreturn]] void assertion_failed(const char* condition, const char* file, int line);
}

#define RK_ASSERT(condition) \
    ((condition) ? static_cast<void>(0) : ::rk::assertion_failed(#condition, __FILE__, __LINE__))
