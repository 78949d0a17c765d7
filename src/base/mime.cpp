#include "base/mime.h"

#include <algorithm>
#include <array>

#include "base/strings.h"

namespace rk {

namespace {

struct Type {
    std::string_view extension, mime;
};

// Sorted by extension.
constexpr std::array kTypes = std::to_array<Type>({
    {"7z", "application/x-7z-compressed"},
    {"aac", "audio/aac"},
    {"apk", "application/vnd.android.package-archive"},
    {"avi", "video/x-msvideo"},
    {"avif", "image/avif"},
    {"bin", "application/octet-stream"},
    {"bmp", "image/bmp"},
    {"bz2", "application/x-bzip2"},
    {"c", "text/x-c; charset=utf-8"},
    {"conf", "text/plain; charset=utf-8"},
    {"cpp", "text/x-c++; charset=utf-8"},
    {"css", "text/css; charset=utf-8"},
    {"csv", "text/csv; charset=utf-8"},
    {"deb", "application/vnd.debian.binary-package"},
    {"diff", "text/x-diff; charset=utf-8"},
    {"doc", "application/msword"},
    {"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    {"eml", "message/rfc822"},
    {"epub", "application/epub+zip"},
    {"exe", "application/x-msdos-program"},
    {"flac", "audio/flac"},
    {"flv", "video/x-flv"},
    {"gif", "image/gif"},
    {"go", "text/x-go; charset=utf-8"},
    {"gz", "application/gzip"},
    {"h", "text/x-c; charset=utf-8"},
    {"heic", "image/heic"},
    {"htm", "text/html; charset=utf-8"},
    {"html", "text/html; charset=utf-8"},
    {"ico", "image/vnd.microsoft.icon"},
    {"ics", "text/calendar; charset=utf-8"},
    {"ini", "text/plain; charset=utf-8"},
    {"iso", "application/x-iso9660-image"},
    {"jar", "application/java-archive"},
    {"java", "text/x-java; charset=utf-8"},
    {"jpeg", "image/jpeg"},
    {"jpg", "image/jpeg"},
    {"js", "text/javascript; charset=utf-8"},
    {"json", "application/json"},
    {"log", "text/plain; charset=utf-8"},
    {"m4a", "audio/mp4"},
    {"m4v", "video/mp4"},
    {"md", "text/markdown; charset=utf-8"},
    {"mid", "audio/midi"},
    {"mjs", "text/javascript; charset=utf-8"},
    {"mkv", "video/x-matroska"},
    {"mov", "video/quicktime"},
    {"mp3", "audio/mpeg"},
    {"mp4", "video/mp4"},
    {"mpeg", "video/mpeg"},
    {"mpg", "video/mpeg"},
    {"odp", "application/vnd.oasis.opendocument.presentation"},
    {"ods", "application/vnd.oasis.opendocument.spreadsheet"},
    {"odt", "application/vnd.oasis.opendocument.text"},
    {"oga", "audio/ogg"},
    {"ogg", "audio/ogg"},
    {"ogv", "video/ogg"},
    {"otf", "font/otf"},
    {"patch", "text/x-diff; charset=utf-8"},
    {"pdf", "application/pdf"},
    {"png", "image/png"},
    {"ppt", "application/vnd.ms-powerpoint"},
    {"pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
    {"ps", "application/postscript"},
    {"psd", "image/vnd.adobe.photoshop"},
    {"py", "text/x-python; charset=utf-8"},
    {"rar", "application/vnd.rar"},
    {"rpm", "application/x-rpm"},
    {"rtf", "application/rtf"},
    {"sh", "application/x-sh"},
    {"sql", "application/sql"},
    {"svg", "image/svg+xml"},
    {"tar", "application/x-tar"},
    {"tgz", "application/gzip"},
    {"tif", "image/tiff"},
    {"tiff", "image/tiff"},
    {"toml", "application/toml"},
    {"ts", "text/x-typescript; charset=utf-8"},
    {"tsv", "text/tab-separated-values; charset=utf-8"},
    {"ttf", "font/ttf"},
    {"txt", "text/plain; charset=utf-8"},
    {"vcf", "text/vcard; charset=utf-8"},
    {"wasm", "application/wasm"},
    {"wav", "audio/wav"},
    {"webm", "video/webm"},
    {"webp", "image/webp"},
    {"woff", "font/woff"},
    {"woff2", "font/woff2"},
    {"xls", "application/vnd.ms-excel"},
    {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    {"xml", "text/xml; charset=utf-8"},
    {"xz", "application/x-xz"},
    {"yaml", "application/yaml"},
    {"yml", "application/yaml"},
    {"zip", "application/zip"},
    {"zst", "application/zstd"},
});
static_assert(std::is_sorted(kTypes.begin(), kTypes.end(),
                             [](const Type& a, const Type& b) { return a.extension < b.extension; }));

std::string_view without_charset(std::string_view mime_type) { return trim(mime_type.substr(0, mime_type.find(';'))); }

}  // namespace

std::string_view mime_type_of_extension(std::string_view extension) {
    std::string wanted = to_lower_ascii(extension);
    const auto* found = std::lower_bound(kTypes.begin(), kTypes.end(), wanted,
                                         [](const Type& type, const std::string& e) { return type.extension < e; });
    return found != kTypes.end() && found->extension == wanted ? found->mime : std::string_view();
}

std::string extension_of(std::string_view file_name) {
    size_t dot = file_name.rfind('.');
    return dot == std::string_view::npos ? std::string() : to_lower_ascii(file_name.substr(dot + 1));
}

bool is_active_content(std::string_view mime_type) {
    constexpr std::string_view kActive[] = {"application/ecmascript",
                                            "application/javascript",
                                            "application/x-javascript",
                                            "application/xhtml+xml",
                                            "application/xml",
                                            "text/ecmascript",
                                            "text/html",
                                            "text/javascript",
                                            "text/xml"};
    return std::find(std::begin(kActive), std::end(kActive), without_charset(mime_type)) != std::end(kActive);
}

bool is_shown_inline(std::string_view mime_type) {
    std::string_view type = without_charset(mime_type);
    // No SVG: it may hold scripts.
    constexpr std::string_view kPictures[] = {"image/avif", "image/bmp",  "image/gif", "image/jpeg",
                                              "image/png",  "image/tiff", "image/webp"};
    return type.starts_with("audio/") || type.starts_with("video/") ||
           std::find(std::begin(kPictures), std::end(kPictures), type) != std::end(kPictures);
}

}  // namespace rk
