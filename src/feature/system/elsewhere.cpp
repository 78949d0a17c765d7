// What concerns other places: addresses behind short links, pictures through the image proxy, exports and imports,
// push acknowledgements.
#include "app/access.h"
#include "app/services.h"
#include "base/ports.h"
#include "base/strings.h"
#include "feature/system/system.h"
#include "model/settings.h"

namespace rk::system {

namespace {

constexpr size_t kLocationBytesMax = 2100;

bool is_web_address(std::string_view url) {
    return (equal_ignore_case(url.substr(0, 7), "http://") && url.size() > 7) ||
           (equal_ignore_case(url.substr(0, 8), "https://") && url.size() > 8);
}

// Where a short link leads; "" when that is not to be found out.
Reply redirect_location(Ctx& c) {
    std::string location;
    if (c.config()->ServiceSettings.EnableLinkPreviews) {
        std::string url = c.query("url");
        if (url.empty()) throw Err::invalid_body_param.with("Name", "url");
        if (c.services().http && is_web_address(url)) {
            HttpCall call;
            call.method = "HEAD";
            call.url = url;
            call.timeout_ms = 5'000;
            if (auto answer = c.services().http->fetch(std::move(call))) location = answer->header("Location");
        }
        if (location.size() > kLocationBytesMax) location.clear();
    }
    return reply::json(200, Json::object({{"location", location}}).dump());
}

Reply image(Ctx& c) {
    std::string url = c.query("url");
    if (!is_web_address(url)) throw Err::image_url_wrong;
    auto config = c.config();
    if (!config->ImageProxySettings.Enable || !c.services().http) {
        Reply answer;
        answer.status = 302;
        answer.content_type.clear();
        answer.set_header("Location", url);
        return answer;
    }
    HttpCall call;
    call.url = url;
    call.timeout_ms = 15'000;
    call.bytes_max = static_cast<size_t>(std::max<int64_t>(0, config->FileSettings.MaxFileSize));
    call.redirects_max = 5;
    auto fetched = c.services().http->fetch(std::move(call));
    if (!fetched || fetched->status != 200) throw Err::image_url_wrong;
    std::string type = to_lower_ascii(trim(fetched->header("Content-Type")));
    type = type.substr(0, type.find(';'));
    // A drawing may hold scripts, which would then run as this server's.
    if (!type.starts_with("image/") || type == "image/svg+xml") throw Err::image_url_wrong;
    Reply answer;
    answer.content_type = type;
    answer.body = std::move(fetched->body);
    answer.set_header("Cache-Control", "max-age=86400, private");
    answer.set_header("Content-Security-Policy", "default-src 'none'; img-src data:; style-src 'unsafe-inline'");
    return answer;
}

// A phone says that a notification has come.
Reply push_acknowledged(Ctx& c, Tx&) {
    auto body = Json::parse(c.request().body, Json::Extent::kFirst);
    if (!body || !body->is_object()) throw Err::push_ack_wrong;
    if (!c.config()->EmailSettings.SendPushNotifications) throw Err::push_disabled;
    return reply::ok();
}

// ---------------------------------------------------------------- exports and imports

void require_admin(Ctx& c) {
    c.db().read([&](Tx& tx) { access::require(tx, c.actor(), Permission::manage_system); });
}

Reply list_folder(Ctx& c, std::string_view folder) {
    require_admin(c);
    auto files = c.services().files->list(folder);
    if (!files) throw Err::internal_error.because(files.error());
    Json names = Json::array();
    for (const std::string& path : *files) names.push(path.substr(path.rfind('/') + 1));
    return reply::json(200, names.dump());
}

std::string named_file(Ctx& c, std::string_view folder) {
    std::string path = std::string(folder) + "/" + c.param("filename");
    if (!is_store_path(path)) throw Err::invalid_url_param.with("Name", "filename");
    return path;
}

Reply remove_file(Ctx& c, std::string_view folder) {
    require_admin(c);
    if (auto failure = c.services().files->remove(named_file(c, folder)))
        throw Err::internal_error.because(failure->what);
    return reply::ok();
}

Reply list_exports(Ctx& c) { return list_folder(c, "export"); }
Reply list_imports(Ctx& c) { return list_folder(c, "import"); }
Reply remove_export(Ctx& c) { return remove_file(c, "export"); }
Reply remove_import(Ctx& c) { return remove_file(c, "import"); }

Reply get_export(Ctx& c) {
    require_admin(c);
    std::string path = named_file(c, "export");
    auto local = c.services().files->local_path(path);
    auto size = c.services().files->size(path);
    if (!local || !size) throw Err::export_not_found;
    Reply answer;
    answer.content_type = "application/zip";
    answer.set_header("Content-Disposition", "attachment;filename=\"" + path.substr(path.rfind('/') + 1) + "\"");
    answer.file = std::make_unique<Response::File>();
    answer.file->path = *local;
    answer.file->bytes = *size;
    return answer;
}

constexpr Route kRoutes[] = {
    {GET, "/api/v4/redirect_location", Lane::slow, Access::session, redirect_location, "Where a short link leads."},
    {GET, "/api/v4/image", Lane::slow, Access::session, image, "A picture from elsewhere."},
    {POST, "/api/v4/notifications/ack", Lane::read, Access::session, push_acknowledged, "A notification has come."},
    {GET, "/api/v4/exports", Lane::slow, Access::session, list_exports, "Files of exports."},
    {GET, "/api/v4/exports/{filename}", Lane::slow, Access::session, get_export, "A file of an export."},
    {DELETE, "/api/v4/exports/{filename}", Lane::slow, Access::session, remove_export, "Remove a file of an export."},
    {GET, "/api/v4/imports", Lane::slow, Access::session, list_imports, "Files to import."},
    {DELETE, "/api/v4/imports/{filename}", Lane::slow, Access::session, remove_import, "Remove a file to import."},
};

}  // namespace

std::span<const Route> elsewhere_routes() { return kRoutes; }

}  // namespace rk::system
