// Profile pictures.
#include <fstream>
#include <iterator>

#include "app/access.h"
#include "app/services.h"
#include "base/picture.h"
#include "base/ports.h"
#include "base/strings.h"
#include "feature/users/audits.h"
#include "feature/users/store.h"
#include "feature/users/users.h"
#include "model/settings.h"

namespace rk::users {

namespace {

constexpr uint32_t kSide = 128;
constexpr int64_t kDayS = 24 * 3600, kFallbackS = 5 * 60;

std::string path_of(std::string_view user_id) { return "users/" + std::string(user_id) + "/profile.png"; }

// The content of the file that a multipart form has under that name; nothing when it has none. `is_form` says whether it
// is such a form at all.
std::optional<std::string_view> find_file(std::string_view body, std::string_view boundary, std::string_view name,
                                          bool& is_form) {
    std::string fence = "--" + std::string(boundary);
    size_t at = body.find(fence);
    is_form = at != std::string_view::npos;
    while (at != std::string_view::npos) {
        size_t head = at + fence.size();
        if (body.substr(head, 2) == "--") break;
        size_t end_of_head = body.find("\r\n\r\n", head);
        size_t next = end_of_head == std::string_view::npos ? end_of_head : body.find("\r\n" + fence, end_of_head + 2);
        if (next == std::string_view::npos) {
            is_form = false;
            break;
        }
        std::string_view headers = body.substr(head, end_of_head - head);
        bool is_it = headers.find("name=\"" + std::string(name) + "\"") != std::string_view::npos &&
                     headers.find("filename=") != std::string_view::npos;
        size_t content = end_of_head + 4;
        if (is_it) return content <= next ? body.substr(content, next - content) : std::string_view();
        at = next + 2;
    }
    return std::nullopt;
}

std::string boundary_of(std::string_view content_type) {
    size_t at = content_type.find("boundary=");
    if (!to_lower_ascii(content_type).starts_with("multipart/form-data") || at == std::string_view::npos) return {};
    std::string_view rest = content_type.substr(at + 9);
    if (rest.starts_with('"')) return std::string(rest.substr(1, rest.find('"', 1) - 1));
    return std::string(trim(rest.substr(0, rest.find(';'))));
}

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
    std::string spooled;
    if (!c.request().body_file.empty()) {
        std::ifstream file(c.request().body_file, std::ios::binary);
        spooled.assign(std::istreambuf_iterator<char>(file), {});
    }
    std::string_view body = spooled.empty() ? std::string_view(c.request().body) : std::string_view(spooled);
    std::string boundary = boundary_of(c.header("Content-Type"));
    bool is_form = false;
    auto file = boundary.empty() ? std::nullopt : find_file(body, boundary, "image", is_form);
    if (!is_form) throw Err::picture_form_wrong;
    if (!file) throw Err::picture_missing;
    auto info = picture_info(*file);
    if (!info || int64_t{info->width} * info->height > config->FileSettings.MaxImageResolution)
        throw Err::picture_refused;
    auto pixels = decode_picture(*file);
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
