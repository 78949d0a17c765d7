#include <doctest/doctest.h>

#include <cstddef>
#include <cstdio>
#include <cstdlib>

#include <jpeglib.h>

#include "base/picture.h"

using namespace rk;

namespace {

// 2 × 2: red, green over blue, white.
const std::string kFour("\xff\0\0\xff\0\xff\0\xff\0\0\xff\xff\xff\xff\xff\xff", 16);

std::string grey_jpeg(unsigned width, unsigned height) {
    jpeg_compress_struct jpeg{};
    jpeg_error_mgr manager{};
    jpeg.err = jpeg_std_error(&manager);
    jpeg_create_compress(&jpeg);
    unsigned char* out = nullptr;
    unsigned long bytes = 0;
    jpeg_mem_dest(&jpeg, &out, &bytes);
    jpeg.image_width = width;
    jpeg.image_height = height;
    jpeg.input_components = 3;
    jpeg.in_color_space = JCS_RGB;
    jpeg_set_defaults(&jpeg);
    jpeg_start_compress(&jpeg, TRUE);
    std::string line(3 * width, '\x80');
    while (jpeg.next_scanline < height) {
        auto* row = reinterpret_cast<unsigned char*>(line.data());
        jpeg_write_scanlines(&jpeg, &row, 1);
    }
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    std::string made(reinterpret_cast<char*>(out), bytes);
    std::free(out);
    return made;
}

}  // namespace

TEST_CASE("pictures: PNG comes back as it was written") {
    std::string png = encode_png({2, 2, kFour});
    auto info = picture_info(png);
    REQUIRE(info);
    CHECK(info->kind == PictureInfo::Kind::png);
    CHECK(info->width == 2);
    auto read = decode_picture(png);
    REQUIRE(read);
    CHECK(read->rgba == kFour);
    CHECK_FALSE(decode_picture(png.substr(0, png.size() / 2)));
    CHECK_FALSE(decode_picture("nonsense"));
    CHECK_FALSE(picture_info(""));
}

TEST_CASE("pictures: GIF and BMP are read") {
    std::string gif(
        "GIF89a\x02\0\x02\0\x91\0\0"            // 2 × 2, four colours
        "\xff\0\0\0\xff\0\0\0\xff\xff\xff\xff"  // red, green, blue, white
        ",\0\0\0\0\x02\0\x02\0\0\x02\x03\x44\x34\x05\0;",
        41);
    auto read = decode_picture(gif);
    REQUIRE(read);
    CHECK(read->rgba == kFour);
    for (size_t cut = 0; cut < gif.size(); ++cut) (void)decode_picture(gif.substr(0, cut));

    std::string bmp(
        "BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x02\0\0\0\x02\0\0\0\x01\0\x18\0\0\0\0\0\x10\0\0\0"
        "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
        "\xff\0\0\xff\xff\xff\0\0"  // the lower row first, blue before green before red
        "\0\0\xff\0\xff\0\0\0",
        70);
    auto from_bmp = decode_picture(bmp);
    REQUIRE(from_bmp);
    CHECK(from_bmp->rgba == kFour);
    for (size_t cut = 0; cut < bmp.size(); ++cut) (void)decode_picture(bmp.substr(0, cut));
}

TEST_CASE("pictures: JPEG is read upright, and a broken one is refused") {
    std::string jpeg = grey_jpeg(2, 1);
    auto info = picture_info(jpeg);
    REQUIRE(info);
    CHECK(info->kind == PictureInfo::Kind::jpeg);
    CHECK(info->width == 2);
    CHECK(info->height == 1);
    auto upright = decode_picture(jpeg);
    REQUIRE(upright);
    CHECK(upright->width == 2);
    CHECK(upright->rgba == std::string("\x80\x80\x80\xff\x80\x80\x80\xff", 8));
    std::string exif(
        "\xff\xe1\0\x22"
        "Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0",
        36);
    auto turned = decode_picture(jpeg.substr(0, 2) + exif + jpeg.substr(2));
    REQUIRE(turned);
    CHECK(turned->width == 1);
    CHECK(turned->height == 2);
    for (size_t cut = 0; cut < jpeg.size(); ++cut) (void)decode_picture(jpeg.substr(0, cut));
}

TEST_CASE("pictures: the middle square, smaller and larger") {
    Pixels wide{4, 2, {}};
    for (int y = 0; y < 2; ++y)
        for (int x = 0; x < 4; ++x) wide.rgba += std::string(1, static_cast<char>(x * 50)) + std::string("\0\0\xff", 3);
    Pixels same = middle_square(wide, 2);
    CHECK(same.rgba.substr(0, 1) == std::string(1, 50));
    Pixels one = middle_square(wide, 1);
    CHECK(one.rgba == std::string(1, 75) + std::string("\0\0\xff", 3));
    CHECK(middle_square(wide, 128).rgba.size() == 128 * 128 * 4);
}

TEST_CASE("pictures: initials are the same each time, and differ by name and seed") {
    CHECK(initial_png("alice", "id", 128) == initial_png("alice", "id", 128));
    CHECK(initial_png("alice", "id", 128) != initial_png("bob", "id", 128));
    CHECK(initial_png("", "id", 128) != initial_png("alice", "id", 128));
    CHECK(picture_info(initial_png("-._", "id", 128))->width == 128);
}
