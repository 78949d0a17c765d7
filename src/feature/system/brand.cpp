// The server's own picture on the log-in page.
#include "app/access.h"
#include "app/services.h"
#include "base/multipart.h"
#include "base/picture.h"
#include "base/ports.h"
#include "base/time.h"
#include "base/whole_body.h"
#include "feature/system/system.h"
#include "model/settings.h"

namespace rk::system {

namespace {

constexpr std::string_view kPath = "brand/image.png";

void require_writer(Ctx& c, Permission permission) {
    c.db().read([&](Tx& tx) { access::require(tx, c.actor(), permission); });
}

Reply get_image(Ctx& c) {
    auto stored = c.services().files->read(kPath);
    Reply answer;
    if (!stored) {
        answer.status = 404;
        return answer;
    }
    answer.content_type = "image/png";
    answer.body = std::move(*stored);
    return answer;
}

Reply set_image(Ctx& c) {
    require_writer(c, Permission::edit_brand);
    auto config = c.config();
    if (static_cast<int64_t>(c.request().body_bytes) > config->FileSettings.MaxFileSize)
        throw Err::brand_file_too_large;
    WholeBody body(c.request());
    auto form = multipart::parse(c.header("Content-Type"), body.view());
    if (!form) throw Err::brand_form_wrong.because(form.error());
    const multipart::Part* file = multipart::find_file(*form, "image");
    if (!file) throw Err::brand_file_missing;
    auto info = picture_info(file->content);
    if (!info || int64_t{info->width} * info->height > config->FileSettings.MaxImageResolution)
        throw Err::brand_image_wrong;
    auto pixels = decode_picture(file->content);
    if (!pixels) throw Err::brand_image_wrong.because(pixels.error());
    // The old one is kept under its time, as there.
    FileStore& files = *c.services().files;
    if (files.exists(kPath))
        if (auto failure = files.move(kPath, "brand/" + iso_time(c.services().clock->now()) + ".png"))
            throw Err::brand_not_saved.because(failure->what);
    if (auto failure = files.write(kPath, encode_png(*pixels))) throw Err::brand_not_saved.because(failure->what);
    Reply answer = reply::ok();
    answer.status = 201;
    return answer;
}

Reply remove_image(Ctx& c) {
    require_writer(c, Permission::edit_brand);
    if (!c.services().files->exists(kPath)) throw Err::brand_image_missing;
    if (auto failure = c.services().files->remove(kPath)) throw Err::brand_not_saved.because(failure->what);
    return reply::ok();
}

constexpr Route kRoutes[] = {
    {GET, "/api/v4/brand/image", Lane::slow, Access::open, get_image, "The server's picture."},
    {POST, "/api/v4/brand/image", Lane::slow, Access::session, set_image, "Set the server's picture.", kBodyOfFileSize},
    {DELETE, "/api/v4/brand/image", Lane::slow, Access::session, remove_image, "Remove the server's picture."},
};

}  // namespace

std::span<const Route> brand_routes() { return kRoutes; }

}  // namespace rk::system
