#include "base/assert.h"

#include <cstdlib>

#include "base/log.h"

namespace rk {

void assertion_failed(const char* condition, const char* file, int line) {
    log::error("a condition that must hold does not; the process ends",
               {{"condition", condition}, {"file", file}, {"line", line}});
    log::flush();
    std::abort();
}

}  // namespace rk
