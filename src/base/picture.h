// Pictures that people upload: what they are, their pixels, smaller ones. Reads PNG, JPEG, GIF (the first frame) and BMP,
// all of them untrusted; writes PNG. Decoding takes milliseconds to a second: slow lane only.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace rk {

struct PictureInfo {
    enum class Kind : uint8_t { png, jpeg, gif, bmp };
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
// The middle square of the picture, side × side.
Pixels middle_square(const Pixels& pixels, uint32_t side);
std::string encode_png(const Pixels& pixels);
// A square of a colour that `seed` chooses, with the first letter or digit of `name` in white. Always the same.
std::string initial_png(std::string_view name, std::string_view seed, uint32_t side);

}  // namespace rk
