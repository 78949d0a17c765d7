// Pictures of teams. Rules: golden admin_access "access/teams".
#include "app/access.h"
#include "app/services.h"
#include "base/log.h"
#include "base/multipart.h"
#include "base/picture.h"
#include "base/ports.h"
#include "base/whole_body.h"
#include "feature/teams/changes.h"
#include "feature/teams/teams.h"
#include "feature/users/audits.h"

namespace rk::teams {

namespace {

constexpr uint32_t kSide = 128;

std::string path_of(std::string_view team_id) { return "teams/" + std::string(team_id) + "/teamIcon.png"; }

Reply get_icon(Ctx& c) {
    std::string id = c.id("team_id");
    Team team = c.db().read([&](Tx& tx) {
        Team found = get(tx, id);
        bool listed =
            found.allow_open_invite && found.type == "O" && access::may(tx, c.actor(), Permission::list_public_teams);
        if (!listed) access::require_in_team(tx, c.actor(), id, Permission::view_team);
        return found;
    });
    if (c.config()->FileSettings.DriverName.empty()) throw Err::team_icon_not_kept;
    if (team.last_team_icon_update <= 0) throw Err::team_icon_missing;
    std::string etag = std::to_string(team.last_team_icon_update);
    if (reply::has_etag(c, etag)) return reply::not_modified(std::move(etag));
    auto stored = c.services().files->read(path_of(id));
    if (!stored) throw Err::team_icon_missing.because(stored.error());
    Reply reply;
    reply.content_type = "image/png";
    reply.body = std::move(*stored);
    reply.set_header("Cache-Control", "max-age=86400, private");
    reply.set_header("ETag", std::move(etag));
    return reply;
}

void require_manager(const Ctx& c, std::string_view team_id) {
    c.db().read([&](Tx& tx) { access::require_in_team(tx, c.actor(), team_id, Permission::manage_team); });
}

// Tells the members, too.
void save_icon_time(Ctx& c, Tx& tx, std::string_view team_id, Millis at) {
    change(tx, team_id, [&](Team& team) { team.last_team_icon_update = at; });
    users::audits::add(tx, c);
}

// The middle of the picture, as a PNG of kSide × kSide.
std::string icon_of(std::string_view file, int64_t resolution_max) {
    auto info = picture_info(file);
    if (!info || int64_t{info->width} * info->height > resolution_max) throw Err::team_icon_refused;
    auto pixels = decode_picture(file);
    if (!pixels) throw Err::team_icon_bad.because(pixels.error());
    return encode_png(middle_square(*pixels, kSide));
}

Reply set_icon(Ctx& c) {
    std::string id = c.id("team_id");
    require_manager(c, id);
    auto config = c.config();
    if (static_cast<int64_t>(c.request().body_bytes) > config->FileSettings.MaxFileSize) throw Err::team_icon_too_large;
    WholeBody body(c.request());
    auto form = multipart::parse(c.header("Content-Type"), body.view());
    if (!form) throw Err::team_icon_parse.because(form.error());
    const multipart::Part* file = multipart::find_file(*form, "image");
    if (!file) throw Err::team_icon_none;
    if (!c.db().read([&](Tx& tx) { return find(tx, id).has_value(); })) throw Err::team_icon_of_no_team;
    if (config->FileSettings.DriverName.empty()) throw Err::team_icon_storage_off;
    std::string icon = icon_of(file->content, config->FileSettings.MaxImageResolution);
    if (auto failure = c.services().files->write(path_of(id), icon))
        throw Err::team_icon_not_written.because(failure->what);
    c.db().write([&](Tx& tx) { save_icon_time(c, tx, id, tx.now()); });
    return reply::ok();
}

Reply remove_icon(Ctx& c) {
    std::string id = c.id("team_id");
    require_manager(c, id);
    c.db().write([&](Tx& tx) {
        if (!find(tx, id)) throw Err::team_icon_gone_with_team;
        save_icon_time(c, tx, id, 0);
    });
    if (auto failure = c.services().files->remove(path_of(id)))
        log::warn("A team's removed picture stays in the file store",
                  {{"path", path_of(id)}, {"error", failure->what}});
    return reply::ok();
}

constexpr Route kRoutes[] = {
    {GET, "/api/v4/teams/{team_id}/image", Lane::slow, Access::session, get_icon, "Get a team's picture."},
    {POST, "/api/v4/teams/{team_id}/image", Lane::slow, Access::session, set_icon, "Set a team's picture.",
     kBodyOfFileSize},
    {DELETE, "/api/v4/teams/{team_id}/image", Lane::slow, Access::session, remove_icon, "Remove a team's picture."},
};

}  // namespace

std::span<const Route> icon_routes() { return kRoutes; }

}  // namespace rk::teams
