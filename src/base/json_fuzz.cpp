// Any bytes are either refused, or read into a value that is written, read, copied and compared without change.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/assert.h"
#include "base/json.h"
#include "base/strings.h"

using rk::Json;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto whole = Json::parse(text), first = Json::parse(text, Json::Extent::kFirst);
    RK_ASSERT(!whole || (first && *first == *whole));
    if (first) {
        const std::string written = first->dump(), sorted = first->dump_sorted();
        RK_ASSERT(rk::is_valid_utf8(written));
        const auto again = Json::parse(written), again_sorted = Json::parse(sorted);
        RK_ASSERT(again && *again == *first && again_sorted && *again_sorted == *first);
        // From the second time on the text stays, too. (A real -0 is written "-0", which reads as the integer 0.)
        const std::string settled = again->dump(), settled_sorted = again_sorted->dump_sorted();
        const auto third = Json::parse(settled), third_sorted = Json::parse(settled_sorted);
        RK_ASSERT(third && third->dump() == settled && third_sorted && third_sorted->dump_sorted() == settled_sorted);
        const Json copy(*first);
        RK_ASSERT(copy == *first && copy.dump() == written);
    }
    // As a string the same bytes come back, well-formed.
    std::string quoted;
    rk::append_json_string(quoted, text);
    const auto string = Json::parse(quoted);
    RK_ASSERT(string && string->as_string() == rk::to_valid_utf8(text));
    return 0;
}
