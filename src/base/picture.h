// Pictures that people upload: what they are, their pixels, smaller ones. Reads PNG, JPEG, GIF (the first frame), WebP and
// BMP, all of them untrusted; writes PNG and JPEG. Decoding takes milliseconds to a second: slow lane only.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace rk {

struct PictureInfo {
    enum class Kind : uint8_t { png, jpeg, gif, bmp, webp };
    Kind kind;
    uint32_t width, height;
};
// By the head of the file, whatever its name says; nothing when it is no such picture.
std::optional<PictureInfo> picture_info(std::string_view bytes);

struct Pixels {
    uint32_t width = 0, height = 0;
    std::string rgba;  // four bytes a pixel, row by row from the top
};
// The picture upright, as its Exif orientation asks. The caller has checked the size by picture_info.
Result<Pixels> decode_picture(std::string_view bytes);
// "image/png" and so on.
std::string_view mime_type_of(PictureInfo::Kind kind);
// Whether these bytes are a GIF of more than one frame, or a WebP that says it moves.
bool is_animated(std::string_view bytes);
// Smaller, with the same shape, when it is larger than that; never enlarged. Each pixel is the mean of those it covers.
Pixels fit_within(const Pixels& pixels, uint32_t width_max, uint32_t height_max);
// Exactly that size, whatever becomes of the shape.
Pixels stretched(const Pixels& pixels, uint32_t width, uint32_t height);
bool has_transparency(const Pixels& pixels);
// The middle square of the picture, side × side.
Pixels middle_square(const Pixels& pixels, uint32_t side);
std::string encode_png(const Pixels& pixels);
// Transparent parts become white. `quality` is 1 to 100. "" when a side is longer than a JPEG's may be (65,500).
std::string encode_jpeg(const Pixels& pixels, int quality);
// A square of a colour that `seed` chooses, with the first letter or digit of `name` in white. Always the same.
std::string initial_png(std::string_view name, std::string_view seed, uint32_t side);

}  // namespace rk
