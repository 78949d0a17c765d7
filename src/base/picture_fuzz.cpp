// Uploaded pictures of any kind.
#include <cstdint>
#include <cstdlib>

#include "base/picture.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    std::string_view bytes(reinterpret_cast<const char*>(data), size);
    auto info = rk::picture_info(bytes);
    // As the callers do: a picture whose head says that it is large is not read at all.
    if (!info || uint64_t{info->width} * info->height > 1'000'000) return 0;
    auto pixels = rk::decode_picture(bytes);
    if (!pixels) return 0;
    if (pixels->rgba.size() != size_t{4} * pixels->width * pixels->height) std::abort();
    rk::middle_square(*pixels, 16);
    rk::Pixels small = rk::fit_within(*pixels, 20, 10);
    if (small.width > 20 || small.height > 10) std::abort();
    if (rk::encode_jpeg(small, 80).empty()) std::abort();
    rk::is_animated(bytes);
    return 0;
}
