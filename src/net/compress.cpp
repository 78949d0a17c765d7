#include "net/compress.h"

#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <memory>

#include "base/assert.h"
#include "net/http_parser.h"

namespace rk::net {
namespace {

std::string_view trim_blank(std::string_view s) {
    while (!s.empty() && (s.front() == ' ' || s.front() == '\t')) s.remove_prefix(1);
    while (!s.empty() && (s.back() == ' ' || s.back() == '\t')) s.remove_suffix(1);
    return s;
}

// "0", "0.0", … : a quality of zero.
bool is_zero_quality(std::string_view parameters) {
    while (!parameters.empty()) {
        size_t end = std::min(parameters.find(';'), parameters.size());
        std::string_view p = trim_blank(parameters.substr(0, end));
        parameters.remove_prefix(std::min(end + 1, parameters.size()));
        if (p.size() < 3 || (p[0] != 'q' && p[0] != 'Q') || p[1] != '=') continue;
        return p.substr(2).find_first_not_of("0.") == std::string_view::npos;
    }
    return false;
}

struct Deflater {
    z_stream stream{};
    int level = -1;
    ~Deflater() {
        if (level >= 0) deflateEnd(&stream);
    }
};

}  // namespace

bool accepts_gzip(std::string_view accept_encoding) {
    bool any = false;
    while (!accept_encoding.empty()) {
        size_t end = std::min(accept_encoding.find(','), accept_encoding.size());
        std::string_view item = accept_encoding.substr(0, end);
        accept_encoding.remove_prefix(std::min(end + 1, accept_encoding.size()));
        size_t semicolon = std::min(item.find(';'), item.size());
        std::string_view name = trim_blank(item.substr(0, semicolon));
        bool wanted = !is_zero_quality(item.substr(std::min(semicolon + 1, item.size())));
        if (same_name(name, "gzip") || same_name(name, "x-gzip")) return wanted;
        if (name == "*") any = wanted;
    }
    return any;
}

bool is_compressible(std::string_view content_type) {
    std::string_view type = trim_blank(content_type.substr(0, content_type.find(';')));
    if (same_name(type.substr(0, 5), "text/")) return !same_name(type, "text/event-stream");
    for (std::string_view known : {"application/json", "application/javascript", "application/xml",
                                   "application/x-javascript", "application/manifest+json", "image/svg+xml",
                                   "application/wasm", "application/x-ndjson", "application/openmetrics-text"}) {
        if (same_name(type, known)) return true;
    }
    auto ends_with = [&](std::string_view s) {
        return type.size() > s.size() && same_name(type.substr(type.size() - s.size()), s);
    };
    return ends_with("+json") || ends_with("+xml");
}

bool may_compress(const Response& r) {
    size_t bytes = r.shared_body ? r.shared_body->size() : r.body.size();
    // Small pictures are packed too, though it gains little, as clients are used to it (golden admin_http "gzip").
    bool small_picture = r.content_type == "image/png" && bytes <= kPictureBytesMax;
    if ((bytes <= kCompressAbove && !small_picture) || r.file || r.no_body || r.status < 200 || r.status == 204 ||
        r.status == 206 || r.status == 304) {
        return false;
    }
    if (!small_picture && !is_compressible(r.content_type)) return false;
    if (r.find_header("Content-Encoding")) return false;
    const std::string* cache = r.find_header("Cache-Control");
    return !cache || !has_token(*cache, "no-transform");
}

void add_vary(Response& response) {
    const std::string* vary = response.find_header("Vary");
    if (!vary) {
        response.headers.push_back({"Vary", "Accept-Encoding"});
    } else if (!has_token(*vary, "Accept-Encoding") && *vary != "*") {
        response.set_header("Vary", *vary + ", Accept-Encoding");
    }
}

std::string gzip(std::string_view data, int level) {
    // 260 KB of state a thread, made once: deflateInit2 costs more than packing a few kilobytes.
    static thread_local Deflater deflater;
    if (deflater.level != level) {
        if (deflater.level >= 0) deflateEnd(&deflater.stream);
        deflater.stream = {};
        RK_ASSERT(deflateInit2(&deflater.stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
        deflater.level = level;
    } else {
        deflateReset(&deflater.stream);
    }
    z_stream& z = deflater.stream;
    std::string out;
    out.resize(std::max<size_t>(data.size() / 3, 512));
    size_t taken = 0, made = 0;
    int state = Z_OK;
    while (state != Z_STREAM_END) {
        // zlib counts in 32 bits; larger bodies go through in pieces.
        auto in = static_cast<uInt>(std::min<size_t>(data.size() - taken, 1u << 30));
        if (made == out.size()) out.resize(out.size() * 2);
        auto room = static_cast<uInt>(std::min<size_t>(out.size() - made, 1u << 30));
        z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(data.data() + taken));
        z.avail_in = in;
        z.next_out = reinterpret_cast<Bytef*>(out.data() + made);
        z.avail_out = room;
        state = deflate(&z, taken + in == data.size() ? Z_FINISH : Z_NO_FLUSH);
        RK_ASSERT(state == Z_OK || state == Z_STREAM_END || state == Z_BUF_ERROR);
        taken += in - z.avail_in;
        made += room - z.avail_out;
    }
    out.resize(made);
    return out;
}

void compress(Response& response) {
    std::string_view body =
        response.shared_body ? std::string_view(*response.shared_body) : std::string_view(response.body);
    std::string packed = gzip(body, 1);
    if (packed.size() >= body.size()) return;
    response.shared_body.reset();
    response.body = std::move(packed);
    response.headers.push_back({"Content-Encoding", "gzip"});
}

}  // namespace rk::net
