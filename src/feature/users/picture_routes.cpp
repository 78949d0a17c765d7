// Profile pictures.
#include "app/access.h"
#include "app/services.h"
#include "base/multipart.h"
#include "base/picture.h"
#include "base/ports.h"
#include "base/whole_body.h"
#include "feature/users/audits.h"
#include "feature/users/store.h"
#include "feature/users/users.h"
#include "model/settings.h"

namespace rk::users {

namespace {

constexpr uint32_t kSide = 128;
constexpr int64_t kDayS = 24 * 3600, kFallbackS = 5 * 60;

std::string path_of(std::string_view user_id) { return "users/" + std::string(user_id) + "/profile.png"; }

Reply picture_reply(std::string bytes, int64_t max_age_s) {
    Reply reply;
    reply.content_type = "image/png";
    reply.body = std::move(bytes);
    reply.set_header("Cache-Control", "max-age=" + std::to_string(max_age_s) + ", private");
    return reply;
}

User visible_user(Ctx& c) {
    std::string user_id = c.id("user_id");
    return c.db().read([&](Tx& tx) {
        if (!can_see(tx, c.actor(), user_id)) throw Err::no_permission.because("view_members");
        return get(tx, user_id);
    });
}

Reply get_picture(Ctx& c) {
    User user = visible_user(c);
    if (user.last_picture_update <= 0) return picture_reply(initial_png(user.username, user.id, kSide), kFallbackS);
    std::string etag = std::to_string(user.last_picture_update);
    if (reply::has_etag(c, etag)) return reply::not_modified(std::move(etag));
    auto stored = c.services().files->read(path_of(user.id));
    if (!stored) return picture_reply(initial_png(user.username, user.id, kSide), kFallbackS);
    Reply reply = picture_reply(std::move(*stored), kDayS);
    reply.set_header("ETag", std::move(etag));
    return reply;
}

Reply get_default_picture(Ctx& c) {
    User user = visible_user(c);
    return picture_reply(initial_png(user.username, user.id, kSide), kDayS);
}

// Everybody hears of a new picture, its owner too (golden websocket "picture and password changes").
void save_picture_time(Tx& tx, std::string_view user_id, Millis picture_update) {
    store::set_picture_update(tx, user_id, picture_update, tx.now());
    Actor stranger;
    tx.emit(EventName::user_updated, to_everybody(),
            "{\"user\":" + to_json(shown_to(tx, stranger, get(tx, user_id))) + "}");
    mark_changed(tx, user_id);
}

void require_to_edit(const Ctx& c, std::string_view user_id) {
    bool may = c.db().read([&](Tx& tx) { return may_edit(tx, c.actor(), user_id); });
    if (!may) throw Err::no_permission.because("edit_other_users");
    if (c.config()->FileSettings.DriverName.empty()) throw Err::picture_storage_off;
}

Reply set_picture(Ctx& c) {
    std::string user_id = c.id("user_id");
    require_to_edit(c, user_id);
    auto config = c.config();
    if (static_cast<int64_t>(c.request().body_bytes) > config->FileSettings.MaxFileSize) throw Err::picture_too_large;
    WholeBody body(c.request());
    auto form = multipart::parse(c.header("Content-Type"), body.view());
    if (!form) throw Err::picture_form_wrong.because(form.error());
    const multipart::Part* part = multipart::find_file(*form, "image");
    if (!part) throw Err::picture_missing;
    auto info = picture_info(part->content);
    if (!info || int64_t{info->width} * info->height > config->FileSettings.MaxImageResolution)
        throw Err::picture_refused;
    auto pixels = decode_picture(part->content);
    if (!pixels) throw Err::picture_refused.because(pixels.error());
    if (!c.db().read([&](Tx& tx) { return find(tx, user_id).has_value(); }))
        throw Err::invalid_url_param.with("Name", "user_id");
    if (auto failure = c.services().files->write(path_of(user_id), encode_png(middle_square(*pixels, kSide))))
        throw Err::picture_not_stored.because(failure->what);
    c.db().write([&](Tx& tx) {
        save_picture_time(tx, user_id, tx.now());
        audits::add(tx, c);
    });
    return reply::ok();
}

Reply reset_picture(Ctx& c) {
    std::string user_id = c.id("user_id");
    require_to_edit(c, user_id);
    c.db().write([&](Tx& tx) {
        get(tx, user_id);
        save_picture_time(tx, user_id, -tx.now());  // negative: the made one, since then
        audits::add(tx, c);
    });
    if (auto failure = c.services().files->remove(path_of(user_id)))
        throw Err::picture_not_stored.because(failure->what);
    return reply::ok();
}

constexpr Route kRoutes[] = {
    {GET, "/api/v4/users/{user_id}/image", Lane::slow, Access::session, get_picture, "Get a profile picture."},
    {POST, "/api/v4/users/{user_id}/image", Lane::slow, Access::session, set_picture, "Set a profile picture.",
     kBodyOfFileSize},
    {DELETE, "/api/v4/users/{user_id}/image", Lane::slow, Access::session, reset_picture,
     "Go back to the made profile picture."},
    {GET, "/api/v4/users/{user_id}/image/default", Lane::slow, Access::session, get_default_picture,
     "Get the profile picture that is made of the name."},
};

}  // namespace

std::span<const Route> picture_routes() { return kRoutes; }

}  // namespace rk::users
