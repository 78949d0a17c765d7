#include "base/picture.h"

#include <png.h>
// jpeglib.h needs these before it
#include <csetjmp>
#include <cstddef>
#include <cstdio>
#include <cstdlib>

#include <jpeglib.h>
#include <webp/decode.h>

#include <algorithm>
#include <array>
#include <vector>

#include "base/assert.h"

namespace rk {

namespace {

uint32_t u8(std::string_view s, size_t at) { return static_cast<unsigned char>(s[at]); }
uint32_t be16(std::string_view s, size_t at) { return u8(s, at) << 8 | u8(s, at + 1); }
uint32_t be32(std::string_view s, size_t at) { return be16(s, at) << 16 | be16(s, at + 2); }
uint32_t le16(std::string_view s, size_t at) { return u8(s, at) | u8(s, at + 1) << 8; }
uint32_t le32(std::string_view s, size_t at) { return le16(s, at) | le16(s, at + 2) << 16; }

constexpr std::string_view kPngMagic{"\x89PNG\r\n\x1a\n", 8};

// Calls fn(marker, segment) for each segment of a JPEG file's head, until one answers false.
template <class Fn>
void each_jpeg_segment(std::string_view bytes, Fn&& fn) {
    size_t at = 2;
    while (at + 4 <= bytes.size()) {
        if (u8(bytes, at) != 0xff) return;
        uint32_t marker = u8(bytes, at + 1);
        if (marker == 0xff) {  // filling
            ++at;
            continue;
        }
        if (marker == 0xda || marker == 0xd9) return;  // the pixels begin, or the end
        size_t length = be16(bytes, at + 2);
        if (length < 2 || at + 2 + length > bytes.size()) return;
        if (!fn(marker, bytes.substr(at + 4, length - 2))) return;
        at += 2 + length;
    }
}

// 1 to 8, as Exif counts; 1 is upright.
uint32_t jpeg_orientation(std::string_view bytes) {
    uint32_t found = 1;
    each_jpeg_segment(bytes, [&](uint32_t marker, std::string_view segment) {
        if (marker != 0xe1 || !segment.starts_with(std::string_view("Exif\0\0", 6)) || segment.size() < 14) return true;
        std::string_view tiff = segment.substr(6);
        bool little = tiff.starts_with("II");
        auto word = [&](size_t at) { return little ? le16(tiff, at) : be16(tiff, at); };
        auto quad = [&](size_t at) { return little ? le32(tiff, at) : be32(tiff, at); };
        size_t directory = quad(4);
        if (directory > tiff.size() - 2) return false;
        size_t entries = word(directory);
        for (size_t i = 0; i < entries; ++i) {
            size_t entry = directory + 2 + i * 12;
            if (entry + 12 > tiff.size()) return false;
            if (word(entry) == 0x0112) found = word(entry + 8);
        }
        return false;
    });
    return found >= 1 && found <= 8 ? found : 1;
}

Pixels blank(uint32_t width, uint32_t height) {
    Pixels pixels{width, height, {}};
    pixels.rgba.assign(size_t{4} * width * height, '\0');
    return pixels;
}

// Turns a picture as an Exif orientation asks.
Pixels turned(Pixels from, uint32_t orientation) {
    if (orientation <= 1) return from;
    bool swapped = orientation >= 5;
    Pixels to = blank(swapped ? from.height : from.width, swapped ? from.width : from.height);
    for (uint32_t y = 0; y < to.height; ++y)
        for (uint32_t x = 0; x < to.width; ++x) {
            uint32_t sx = swapped ? y : x, sy = swapped ? x : y;
            if (orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8) sx = from.width - 1 - sx;
            if (orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7) sy = from.height - 1 - sy;
            std::copy_n(&from.rgba[(size_t{sy} * from.width + sx) * 4], 4, &to.rgba[(size_t{y} * to.width + x) * 4]);
        }
    return to;
}

Result<Pixels> decode_png(std::string_view bytes) {
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    if (png_image_begin_read_from_memory(&image, bytes.data(), bytes.size()) == 0) return Failure{image.message};
    image.format = PNG_FORMAT_RGBA;
    Pixels pixels = blank(image.width, image.height);
    if (png_image_finish_read(&image, nullptr, pixels.rgba.data(), 0, nullptr) == 0) return Failure{image.message};
    return pixels;
}

struct JpegTrouble {
    jpeg_error_mgr manager;
    std::jmp_buf out;
};

// The library's errors jump to `out` instead of ending the program, and say nothing.
jpeg_error_mgr* jump_errors(JpegTrouble& trouble) {
    jpeg_std_error(&trouble.manager);
    trouble.manager.error_exit = [](j_common_ptr info) {
        std::longjmp(reinterpret_cast<JpegTrouble*>(info->err)->out, 1);
    };
    trouble.manager.output_message = [](j_common_ptr) {};
    return &trouble.manager;
}

// False when the file is for printing (CMYK). Not inlined: the library's way to fail is a jump over this function into the one
// that called setjmp, and the locals of that one would be in doubt.
[[gnu::noinline]] bool read_jpeg_rows(jpeg_decompress_struct& jpeg, std::string_view bytes, Pixels& pixels,
                                      std::string& line) {
    jpeg_create_decompress(&jpeg);
    jpeg_mem_src(&jpeg, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    jpeg_read_header(&jpeg, TRUE);
    if (jpeg.jpeg_color_space == JCS_CMYK || jpeg.jpeg_color_space == JCS_YCCK) return false;
    jpeg.out_color_space = JCS_RGB;
    jpeg_start_decompress(&jpeg);
    pixels = blank(jpeg.output_width, jpeg.output_height);
    line.resize(size_t{3} * jpeg.output_width);
    while (jpeg.output_scanline < jpeg.output_height) {
        char* to = &pixels.rgba[size_t{4} * jpeg.output_width * jpeg.output_scanline];
        auto* row = reinterpret_cast<unsigned char*>(line.data());
        jpeg_read_scanlines(&jpeg, &row, 1);
        for (size_t x = 0; x < pixels.width; ++x) {
            std::copy_n(&line[x * 3], 3, to + x * 4);
            to[x * 4 + 3] = '\xff';
        }
    }
    jpeg_finish_decompress(&jpeg);
    return true;
}

// False when the file is broken, or for printing. What is filled on the way belongs to the caller.
bool read_jpeg(std::string_view bytes, Pixels& pixels, std::string& line) {
    jpeg_decompress_struct jpeg{};
    JpegTrouble trouble{};
    jpeg.err = jump_errors(trouble);
    if (setjmp(trouble.out) != 0) {
        jpeg_destroy_decompress(&jpeg);
        return false;
    }
    bool good = read_jpeg_rows(jpeg, bytes, pixels, line);
    jpeg_destroy_decompress(&jpeg);
    return good;
}

Result<Pixels> decode_jpeg(std::string_view bytes) {
    Pixels pixels;
    std::string line;
    if (!read_jpeg(bytes, pixels, line)) return Failure{"the JPEG file is broken, or for printing"};
    return turned(std::move(pixels), jpeg_orientation(bytes));
}

// Undoes GIF's LZW; at most `most` colour numbers.
std::string gif_colours(std::string_view data, uint32_t code_bits, size_t most) {
    struct Entry {
        int32_t before;
        char last;
    };
    std::string out;
    if (code_bits < 1 || code_bits > 11) return out;
    const uint32_t clear = 1u << code_bits, end = clear + 1;
    std::vector<Entry> table;
    auto restart = [&] {
        table.clear();
        for (uint32_t i = 0; i < end + 1; ++i) table.push_back({-1, static_cast<char>(i)});
    };
    restart();
    uint32_t bits = code_bits + 1, held = 0, held_bits = 0;
    int32_t previous = -1;
    std::string word;
    auto expand = [&](int32_t code) {
        word.clear();
        for (; code >= 0; code = table[static_cast<size_t>(code)].before) word += table[static_cast<size_t>(code)].last;
        std::reverse(word.begin(), word.end());
    };
    for (size_t at = 0; at < data.size() && out.size() < most;) {
        while (held_bits < bits && at < data.size()) {
            held |= u8(data, at++) << held_bits;
            held_bits += 8;
        }
        if (held_bits < bits) break;
        uint32_t code = held & ((1u << bits) - 1);
        held >>= bits;
        held_bits -= bits;
        if (code == end) break;
        if (code == clear) {
            restart();
            bits = code_bits + 1;
            previous = -1;
            continue;
        }
        if (code > table.size() || (code == table.size() && previous < 0)) break;
        if (code < table.size()) {
            expand(static_cast<int32_t>(code));
        } else {
            expand(previous);
            word += word[0];
        }
        out += word;
        if (previous >= 0 && table.size() < 4096) {
            table.push_back({previous, word[0]});
            if (table.size() == (1u << bits) && bits < 12) ++bits;
        }
        previous = static_cast<int32_t>(code);
    }
    out.resize(std::min(out.size(), most));
    return out;
}

Result<Pixels> decode_gif(std::string_view bytes) {
    const Failure broken{"the GIF file is broken"};
    Pixels pixels = blank(le16(bytes, 6), le16(bytes, 8));
    uint32_t flags = u8(bytes, 10);
    size_t at = 13;
    std::string_view global;
    if (flags & 0x80) {
        size_t size = size_t{3} << ((flags & 7) + 1);
        if (at + size > bytes.size()) return broken;
        global = bytes.substr(at, size);
        at += size;
    }
    int transparent = -1;
    auto skip_blocks = [&](std::string* into) {
        while (at < bytes.size()) {
            size_t size = u8(bytes, at++);
            if (size == 0) return true;
            if (at + size > bytes.size()) return false;
            if (into) into->append(bytes.substr(at, size));
            at += size;
        }
        return false;
    };
    while (at < bytes.size()) {
        uint32_t kind = u8(bytes, at++);
        if (kind == 0x21) {  // an extension
            if (at + 6 > bytes.size()) return broken;
            if (u8(bytes, at) == 0xf9 && (u8(bytes, at + 2) & 1)) transparent = static_cast<int>(u8(bytes, at + 5));
            ++at;
            if (!skip_blocks(nullptr)) return broken;
            continue;
        }
        if (kind != 0x2c || at + 10 > bytes.size()) return broken;
        uint32_t left = le16(bytes, at), top = le16(bytes, at + 2), width = le16(bytes, at + 4),
                 height = le16(bytes, at + 6);
        uint32_t local = u8(bytes, at + 8);
        if (left + width > pixels.width || top + height > pixels.height) return broken;
        at += 9;
        std::string_view colours = global;
        if (local & 0x80) {
            size_t size = size_t{3} << ((local & 7) + 1);
            if (at + size >= bytes.size()) return broken;
            colours = bytes.substr(at, size);
            at += size;
        }
        uint32_t code_bits = u8(bytes, at++);
        std::string data;
        if (!skip_blocks(&data)) return broken;
        std::string numbers = gif_colours(data, code_bits, size_t{width} * height);
        std::vector<uint32_t> rows;  // in the order in which they come
        if (local & 0x40) {
            for (auto [first, step] : {std::pair{0u, 8u}, {4u, 8u}, {2u, 4u}, {1u, 2u}})
                for (uint32_t y = first; y < height; y += step) rows.push_back(y);
        } else {
            for (uint32_t y = 0; y < height; ++y) rows.push_back(y);
        }
        for (size_t i = 0; i < numbers.size(); ++i) {
            uint32_t x = left + static_cast<uint32_t>(i % width), y = top + rows[i / width];
            size_t number = static_cast<unsigned char>(numbers[i]);
            if (x >= pixels.width || y >= pixels.height || static_cast<int>(number) == transparent ||
                number * 3 + 3 > colours.size())
                continue;
            char* to = &pixels.rgba[(size_t{y} * pixels.width + x) * 4];
            std::copy_n(&colours[number * 3], 3, to);
            to[3] = '\xff';
        }
        return pixels;
    }
    return broken;
}

Result<Pixels> decode_webp(std::string_view bytes, const PictureInfo& info) {
    Pixels pixels = blank(info.width, info.height);
    const auto* data = reinterpret_cast<const uint8_t*>(bytes.data());
    auto* to = reinterpret_cast<uint8_t*>(pixels.rgba.data());
    if (!WebPDecodeRGBAInto(data, bytes.size(), to, pixels.rgba.size(), static_cast<int>(4 * info.width)))
        return Failure{"the WebP file is broken, or one that moves"};
    return pixels;
}

Result<Pixels> decode_bmp(std::string_view bytes) {
    uint32_t offset = le32(bytes, 10), bits = le16(bytes, 28), packing = le32(bytes, 30);
    bool upside_down = (le32(bytes, 22) & 0x80000000u) == 0;  // rows come from the bottom
    auto info = picture_info(bytes);
    if (!info || (bits != 24 && bits != 32) || (packing != 0 && packing != 3))
        return Failure{"a kind of BMP file that is not read"};
    size_t bytes_per_pixel = bits / 8, stride = (bytes_per_pixel * info->width + 3) / 4 * 4;
    if (offset > bytes.size() || stride * info->height > bytes.size() - offset)
        return Failure{"the BMP file is broken"};
    Pixels pixels = blank(info->width, info->height);
    for (uint32_t y = 0; y < info->height; ++y) {
        size_t row = offset + stride * (upside_down ? info->height - 1 - y : y);
        for (uint32_t x = 0; x < info->width; ++x) {
            char* to = &pixels.rgba[(size_t{y} * info->width + x) * 4];
            for (size_t i = 0; i < 3; ++i) to[i] = bytes[row + x * bytes_per_pixel + 2 - i];
            to[3] = '\xff';
        }
    }
    return pixels;
}

// Letters and digits, five dots wide and seven high; a row is five bits, the leftmost dot the highest one.
constexpr std::array<std::array<uint8_t, 7>, 36> kGlyphs = {{
    {0x0e, 0x11, 0x13, 0x15, 0x19, 0x11, 0x0e}, {0x04, 0x0c, 0x04, 0x04, 0x04, 0x04, 0x0e},
    {0x0e, 0x11, 0x01, 0x02, 0x04, 0x08, 0x1f}, {0x1f, 0x02, 0x04, 0x02, 0x01, 0x11, 0x0e},
    {0x02, 0x06, 0x0a, 0x12, 0x1f, 0x02, 0x02}, {0x1f, 0x10, 0x1e, 0x01, 0x01, 0x11, 0x0e},
    {0x06, 0x08, 0x10, 0x1e, 0x11, 0x11, 0x0e}, {0x1f, 0x01, 0x02, 0x04, 0x08, 0x08, 0x08},
    {0x0e, 0x11, 0x11, 0x0e, 0x11, 0x11, 0x0e}, {0x0e, 0x11, 0x11, 0x0f, 0x01, 0x02, 0x0c},
    {0x0e, 0x11, 0x11, 0x11, 0x1f, 0x11, 0x11}, {0x1e, 0x11, 0x11, 0x1e, 0x11, 0x11, 0x1e},
    {0x0e, 0x11, 0x10, 0x10, 0x10, 0x11, 0x0e}, {0x1c, 0x12, 0x11, 0x11, 0x11, 0x12, 0x1c},
    {0x1f, 0x10, 0x10, 0x1e, 0x10, 0x10, 0x1f}, {0x1f, 0x10, 0x10, 0x1e, 0x10, 0x10, 0x10},
    {0x0e, 0x11, 0x10, 0x17, 0x11, 0x11, 0x0f}, {0x11, 0x11, 0x11, 0x1f, 0x11, 0x11, 0x11},
    {0x0e, 0x04, 0x04, 0x04, 0x04, 0x04, 0x0e}, {0x07, 0x02, 0x02, 0x02, 0x02, 0x12, 0x0c},
    {0x11, 0x12, 0x14, 0x18, 0x14, 0x12, 0x11}, {0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x1f},
    {0x11, 0x1b, 0x15, 0x15, 0x11, 0x11, 0x11}, {0x11, 0x11, 0x19, 0x15, 0x13, 0x11, 0x11},
    {0x0e, 0x11, 0x11, 0x11, 0x11, 0x11, 0x0e}, {0x1e, 0x11, 0x11, 0x1e, 0x10, 0x10, 0x10},
    {0x0e, 0x11, 0x11, 0x11, 0x15, 0x12, 0x0d}, {0x1e, 0x11, 0x11, 0x1e, 0x14, 0x12, 0x11},
    {0x0f, 0x10, 0x10, 0x0e, 0x01, 0x01, 0x1e}, {0x1f, 0x04, 0x04, 0x04, 0x04, 0x04, 0x04},
    {0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x0e}, {0x11, 0x11, 0x11, 0x11, 0x11, 0x0a, 0x04},
    {0x11, 0x11, 0x11, 0x15, 0x15, 0x15, 0x0a}, {0x11, 0x11, 0x0a, 0x04, 0x0a, 0x11, 0x11},
    {0x11, 0x11, 0x11, 0x0a, 0x04, 0x04, 0x04}, {0x1f, 0x01, 0x02, 0x04, 0x08, 0x10, 0x1f},
}};

// Dark enough for white letters.
constexpr std::array<uint32_t, 12> kColours = {0xb3462e, 0x8a6d00, 0x4f7a28, 0x1c7c54, 0x147d92, 0x1c58d9,
                                               0x4b4fc4, 0x7a3fb5, 0xa8347f, 0xb0304b, 0x5c6370, 0x7a5c3e};

}  // namespace

std::optional<PictureInfo> picture_info(std::string_view bytes) {
    PictureInfo info{};
    if (bytes.size() >= 24 && bytes.starts_with(kPngMagic)) {
        info = {PictureInfo::Kind::png, be32(bytes, 16), be32(bytes, 20)};
    } else if (bytes.size() >= 14 && (bytes.starts_with("GIF87a") || bytes.starts_with("GIF89a"))) {
        info = {PictureInfo::Kind::gif, le16(bytes, 6), le16(bytes, 8)};
    } else if (bytes.size() >= 54 && bytes.starts_with("BM")) {
        auto height = static_cast<int32_t>(le32(bytes, 22));
        if (height == INT32_MIN) return std::nullopt;
        info = {PictureInfo::Kind::bmp, le32(bytes, 18), static_cast<uint32_t>(height < 0 ? -height : height)};
    } else if (bytes.size() >= 16 && bytes.starts_with("RIFF") && bytes.substr(8, 4) == "WEBP") {
        WebPBitstreamFeatures webp;
        if (WebPGetFeatures(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size(), &webp) != VP8_STATUS_OK)
            return std::nullopt;
        info = {PictureInfo::Kind::webp, static_cast<uint32_t>(webp.width), static_cast<uint32_t>(webp.height)};
    } else if (bytes.size() >= 4 && bytes.starts_with("\xff\xd8")) {
        each_jpeg_segment(bytes, [&](uint32_t marker, std::string_view segment) {
            bool is_frame = marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
            if (!is_frame || segment.size() < 6) return true;
            info = {PictureInfo::Kind::jpeg, be16(segment, 3), be16(segment, 1)};
            return false;
        });
    }
    if (info.width == 0 || info.height == 0 || info.width > 0x7fffffff) return std::nullopt;
    return info;
}

Result<Pixels> decode_picture(std::string_view bytes) {
    auto info = picture_info(bytes);
    if (!info) return Failure{"not a picture of a known kind"};
    switch (info->kind) {
        case PictureInfo::Kind::png: return decode_png(bytes);
        case PictureInfo::Kind::jpeg: return decode_jpeg(bytes);
        case PictureInfo::Kind::gif: return decode_gif(bytes);
        case PictureInfo::Kind::webp: return decode_webp(bytes, *info);
        case PictureInfo::Kind::bmp: break;
    }
    return decode_bmp(bytes);
}

std::string_view mime_type_of(PictureInfo::Kind kind) {
    switch (kind) {
        case PictureInfo::Kind::png: return "image/png";
        case PictureInfo::Kind::jpeg: return "image/jpeg";
        case PictureInfo::Kind::gif: return "image/gif";
        case PictureInfo::Kind::webp: return "image/webp";
        case PictureInfo::Kind::bmp: break;
    }
    return "image/bmp";
}

bool is_animated(std::string_view bytes) {
    auto info = picture_info(bytes);
    if (!info) return false;
    if (info->kind == PictureInfo::Kind::webp)
        return bytes.size() > 20 && bytes.substr(12, 4) == "VP8X" && (u8(bytes, 20) & 0x02);
    if (info->kind != PictureInfo::Kind::gif) return false;
    size_t at = 13, frames = 0;
    if (u8(bytes, 10) & 0x80) at += size_t{3} << ((u8(bytes, 10) & 7) + 1);
    while (at < bytes.size()) {
        uint32_t kind = u8(bytes, at++);
        if (kind == 0x21) {
            ++at;  // what kind of extension
        } else if (kind == 0x2c && at + 9 < bytes.size()) {
            if (++frames > 1) return true;
            uint32_t local = u8(bytes, at + 8);
            at += 9;
            if (local & 0x80) at += size_t{3} << ((local & 7) + 1);
            ++at;  // bits of a code
        } else {
            return false;
        }
        while (at < bytes.size()) {
            size_t size = u8(bytes, at++);
            if (size == 0) break;
            at += size;
        }
    }
    return false;
}

namespace {

// The part of the picture that begins at (left, top) and has that width and height, made `to_width` × `to_height`: each
// pixel is the mean of those that it covers, at least one, weighted by how opaque they are.
Pixels resampled(const Pixels& from, uint32_t left, uint32_t top, uint32_t width, uint32_t height, uint32_t to_width,
                 uint32_t to_height) {
    RK_ASSERT(width > 0 && height > 0 && to_width > 0 && to_height > 0);
    RK_ASSERT(left + width <= from.width && top + height <= from.height);
    Pixels to = blank(to_width, to_height);
    auto span = [](uint32_t i, uint32_t edge, uint32_t side) {
        uint64_t first = uint64_t{i} * edge / side, last = std::max(first + 1, (uint64_t{i} + 1) * edge / side);
        return std::pair{static_cast<uint32_t>(first), static_cast<uint32_t>(last)};
    };
    for (uint32_t y = 0; y < to_height; ++y) {
        auto [y0, y1] = span(y, height, to_height);
        for (uint32_t x = 0; x < to_width; ++x) {
            auto [x0, x1] = span(x, width, to_width);
            uint64_t sum[4] = {}, count = 0;
            for (uint32_t sy = y0; sy < y1; ++sy)
                for (uint32_t sx = x0; sx < x1; ++sx, ++count) {
                    const auto* p = reinterpret_cast<const unsigned char*>(
                        &from.rgba[(size_t{top + sy} * from.width + left + sx) * 4]);
                    for (size_t i = 0; i < 3; ++i) sum[i] += uint64_t{p[i]} * p[3];
                    sum[3] += p[3];
                }
            char* out = &to.rgba[(size_t{y} * to_width + x) * 4];
            for (size_t i = 0; i < 3; ++i) out[i] = static_cast<char>(sum[3] ? sum[i] / sum[3] : 0);
            out[3] = static_cast<char>(sum[3] / count);
        }
    }
    return to;
}

}  // namespace

Pixels middle_square(const Pixels& from, uint32_t side) {
    uint32_t edge = std::min(from.width, from.height);
    return resampled(from, (from.width - edge) / 2, (from.height - edge) / 2, edge, edge, side, side);
}

Pixels fit_within(const Pixels& from, uint32_t width_max, uint32_t height_max) {
    uint64_t width = from.width, height = from.height;
    if (width <= width_max && height <= height_max) return from;
    if (width > width_max) height = std::max<uint64_t>(1, height * width_max / width), width = width_max;
    if (height > height_max) width = std::max<uint64_t>(1, width * height_max / height), height = height_max;
    return stretched(from, static_cast<uint32_t>(width), static_cast<uint32_t>(height));
}

Pixels stretched(const Pixels& from, uint32_t width, uint32_t height) {
    return resampled(from, 0, 0, from.width, from.height, width, height);
}

bool has_transparency(const Pixels& pixels) {
    for (size_t i = 3; i < pixels.rgba.size(); i += 4)
        if (pixels.rgba[i] != '\xff') return true;
    return false;
}

std::string encode_png(const Pixels& pixels) {
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.width = pixels.width;
    image.height = pixels.height;
    image.format = PNG_FORMAT_RGBA;
    png_alloc_size_t bytes = PNG_IMAGE_PNG_SIZE_MAX(image);
    std::string png(bytes, '\0');
    RK_ASSERT(png_image_write_to_memory(&image, png.data(), &bytes, 0, pixels.rgba.data(), 0, nullptr) != 0);
    png.resize(bytes);
    png.shrink_to_fit();
    return png;
}

namespace {

// As read_jpeg_rows: apart from the function that called setjmp.
[[gnu::noinline]] void write_jpeg_rows(jpeg_compress_struct& jpeg, const Pixels& pixels, int quality,
                                       unsigned char** bytes, unsigned long* size, std::string& line) {
    jpeg_create_compress(&jpeg);
    jpeg_mem_dest(&jpeg, bytes, size);
    jpeg.image_width = pixels.width;
    jpeg.image_height = pixels.height;
    jpeg.input_components = 3;
    jpeg.in_color_space = JCS_RGB;
    jpeg_set_defaults(&jpeg);
    jpeg_set_quality(&jpeg, quality, TRUE);
    jpeg_start_compress(&jpeg, TRUE);
    line.resize(size_t{3} * pixels.width);
    while (jpeg.next_scanline < pixels.height) {
        const auto* from =
            reinterpret_cast<const unsigned char*>(&pixels.rgba[size_t{4} * pixels.width * jpeg.next_scanline]);
        for (size_t x = 0; x < pixels.width; ++x, from += 4)
            for (size_t i = 0; i < 3; ++i)
                line[x * 3 + i] = static_cast<char>((from[i] * from[3] + 255 * (255 - from[3])) / 255);
        auto* row = reinterpret_cast<unsigned char*>(line.data());
        jpeg_write_scanlines(&jpeg, &row, 1);
    }
    jpeg_finish_compress(&jpeg);
}

bool write_jpeg(const Pixels& pixels, int quality, unsigned char** bytes, unsigned long* size, std::string& line) {
    jpeg_compress_struct jpeg{};
    JpegTrouble trouble{};
    jpeg.err = jump_errors(trouble);
    if (setjmp(trouble.out) != 0) {
        jpeg_destroy_compress(&jpeg);
        return false;
    }
    write_jpeg_rows(jpeg, pixels, quality, bytes, size, line);
    jpeg_destroy_compress(&jpeg);
    return true;
}

}  // namespace

std::string encode_jpeg(const Pixels& pixels, int quality) {
    unsigned char* bytes = nullptr;
    unsigned long size = 0;
    std::string line, jpeg;
    if (write_jpeg(pixels, quality, &bytes, &size, line)) jpeg.assign(reinterpret_cast<const char*>(bytes), size);
    free(bytes);
    return jpeg;
}

std::string initial_png(std::string_view name, std::string_view seed, uint32_t side) {
    uint32_t hash = 2166136261u;  // FNV-1a
    for (char c : seed) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
    uint32_t colour = kColours[hash % kColours.size()];
    Pixels pixels = blank(side, side);
    for (size_t i = 0; i < size_t{side} * side; ++i) {
        pixels.rgba[i * 4] = static_cast<char>(colour >> 16);
        pixels.rgba[i * 4 + 1] = static_cast<char>(colour >> 8);
        pixels.rgba[i * 4 + 2] = static_cast<char>(colour);
        pixels.rgba[i * 4 + 3] = '\xff';
    }
    const std::array<uint8_t, 7>* glyph = nullptr;
    for (char c : name) {
        if (c >= '0' && c <= '9') glyph = &kGlyphs[static_cast<size_t>(c - '0')];
        else if (c >= 'a' && c <= 'z') glyph = &kGlyphs[static_cast<size_t>(c - 'a' + 10)];
        else if (c >= 'A' && c <= 'Z') glyph = &kGlyphs[static_cast<size_t>(c - 'A' + 10)];
        if (glyph) break;
    }
    uint32_t dot = side / 12;
    if (!glyph || dot == 0) return encode_png(pixels);
    uint32_t left = (side - 5 * dot) / 2, top = (side - 7 * dot) / 2;
    for (uint32_t y = 0; y < 7 * dot; ++y)
        for (uint32_t x = 0; x < 5 * dot; ++x)
            if ((*glyph)[y / dot] >> (4 - x / dot) & 1)
                for (size_t i = 0; i < 3; ++i) pixels.rgba[((size_t{top} + y) * side + left + x) * 4 + i] = '\xff';
    return encode_png(pixels);
}

}  // namespace rk
