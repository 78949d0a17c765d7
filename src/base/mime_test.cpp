#include <doctest/doctest.h>

#include "base/mime.h"

using namespace rk;

TEST_CASE("a file's type follows from what its name ends with") {
    CHECK(mime_type_of_extension("txt") == "text/plain; charset=utf-8");
    CHECK(mime_type_of_extension("PNG") == "image/png");
    CHECK(mime_type_of_extension("7z") == "application/x-7z-compressed");
    CHECK(mime_type_of_extension("zst") == "application/zstd");
    CHECK(mime_type_of_extension("") == "");
    CHECK(mime_type_of_extension("zzz") == "");
    CHECK(extension_of("a.TXT") == "txt");
    CHECK(extension_of("archive.tar.gz") == "gz");
    CHECK(extension_of("none") == "");
    CHECK(extension_of("dot.") == "");
}

TEST_CASE("what a browser would run is not served as such") {
    CHECK(is_active_content("text/html; charset=utf-8"));
    CHECK(is_active_content("text/javascript"));
    CHECK(!is_active_content("text/plain; charset=utf-8"));
    CHECK(is_shown_inline("image/png"));
    CHECK(is_shown_inline("video/mp4"));
    CHECK(!is_shown_inline("image/svg+xml"));
    CHECK(!is_shown_inline("application/pdf"));
}
