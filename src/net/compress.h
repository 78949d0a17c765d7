// gzip of answers. Only bodies in memory: files are sent as they lie (keep a packed copy beside a large static file and send that
// with Content-Encoding instead).
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "base/http.h"

namespace rk::net {

constexpr size_t kPictureBytesMax = 32 * 1024;  // of a PNG picture that is compressed all the same
constexpr size_t kCompressAbove = 1400;         // bytes; a smaller answer fits one packet anyway

// Whether an Accept-Encoding value allows gzip (RFC 9110 12.5.3: q=0 forbids; "*" counts when gzip is not named).
bool accepts_gzip(std::string_view accept_encoding);
// Text-like types by their Content-Type.
bool is_compressible(std::string_view content_type);

// Whether net may compress this answer: large, text-like, not encoded yet, status with a whole body, transformation not forbidden.
bool may_compress(const Response& response);
// Replaces the body by its gzip form (fast level) and sets Content-Encoding, unless that gains nothing.
void compress(Response& response);
// Adds Accept-Encoding to Vary.
void add_vary(Response& response);

std::string gzip(std::string_view data, int level);

}  // namespace rk::net
