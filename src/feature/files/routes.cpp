// Files over the API. Golden files, admin_access.
#include <algorithm>

#include "app/access.h"
#include "app/cookies.h"
#include "app/services.h"
#include "base/crypto.h"
#include "base/http.h"
#include "base/ids.h"
#include "base/mime.h"
#include "base/multipart.h"
#include "base/ports.h"
#include "base/strings.h"
#include "base/whole_body.h"
#include "feature/channels/channels.h"
#include "feature/files/files.h"
#include "feature/files/paths.h"
#include "feature/files/store.h"
#include "model/settings.h"

namespace rk::files {

namespace {

constexpr const char* kCacheForMonth = "max-age=2592000, private";

// ---------------------------------------------------------------- uploading

void require_to_upload(Ctx& c, const std::string& channel_id) {
    c.db().read([&](Tx& tx) { files::require_to_upload(tx, c.actor(), channel_id); });
}

void check_size(const Config& config, std::string_view name, size_t bytes) {
    if (static_cast<int64_t>(bytes) <= config.FileSettings.MaxFileSize) return;
    throw Err::file_too_large.with("Filename", std::string(name))
        .with("Length", std::to_string(bytes))
        .with("Limit", std::to_string(config.FileSettings.MaxFileSize));
}

Reply uploaded(const std::vector<FileInfo>& files, const std::vector<std::string>* client_ids) {
    std::string out;
    JsonWriter w(out);
    w.begin_object().key("file_infos").raw(to_json(files)).key("client_ids");
    if (client_ids) {
        w.begin_array();
        for (const std::string& id : *client_ids) w.value(id);
        w.end_array();
    } else {
        w.null();
    }
    w.end_object();
    return reply::json(201, std::move(out));
}

// The body is the file; everything else stands in the query.
Reply upload_raw(Ctx& c, std::string_view bytes) {
    std::string channel_id = c.query("channel_id"), name = c.query("filename");
    if (name.empty()) throw Err::invalid_url_param.with("Name", "filename");
    if (!is_valid_id(channel_id)) throw Err::invalid_url_param.with("Name", "channel_id");
    require_to_upload(c, channel_id);
    check_size(*c.config(), name, bytes.size());
    NewFile file{channel_id, name, bytes, c.request().body_file, ""};
    std::vector<FileInfo> files{add(c.services(), c.user_id(), std::move(file))};
    std::vector<std::string> client_ids{c.query("client_id")};
    return uploaded(files, client_ids[0].empty() ? nullptr : &client_ids);
}

Reply upload_form(Ctx& c, std::string_view body) {
    auto form = multipart::parse(c.header("Content-Type"), body);
    if (!form) throw Err::file_form_wrong.because(form.error()).with("Reason", form.error());
    const multipart::Part* channel = multipart::find_field(*form, "channel_id");
    std::string channel_id = channel ? std::string(channel->content) : c.query("channel_id");
    if (!is_valid_id(channel_id)) throw Err::invalid_body_param.with("Name", "channel_id");
    require_to_upload(c, channel_id);
    std::vector<std::string> client_ids;
    std::vector<const multipart::Part*> parts;
    for (const multipart::Part& part : *form) {
        if (part.name == "client_ids" && !part.is_file) client_ids.push_back(to_valid_utf8(part.content));
        if (part.name == "files" && part.is_file) parts.push_back(&part);
    }
    if (parts.empty()) throw Err::invalid_body_param.with("Name", "files");
    if (!client_ids.empty() && client_ids.size() != parts.size())
        throw Err::file_client_ids_wrong.with("NumFiles", std::to_string(parts.size()))
            .with("NumClientIds", std::to_string(client_ids.size()));
    auto config = c.config();
    for (const auto* part : parts) check_size(*config, part->filename, part->content.size());
    std::vector<FileInfo> files;
    for (const auto* part : parts)
        files.push_back(add(c.services(), c.user_id(), {channel_id, part->filename, part->content, "", ""}));
    return uploaded(files, &client_ids);
}

Reply upload(Ctx& c) {
    if (!c.config()->FileSettings.EnableFileAttachments) throw Err::file_attachments_disabled;
    WholeBody body(c.request());
    if (!body.good()) throw Err::file_not_stored.because("the spooled body cannot be read");
    bool is_form = to_lower_ascii(c.header("Content-Type")).starts_with("multipart/");
    return is_form ? upload_form(c, body.view()) : upload_raw(c, body.view());
}

// ---------------------------------------------------------------- reading

// The file, for one who may read its channel, or who uploaded it.
FileInfo readable(Ctx& c, Tx& tx) {
    auto file = store::find(tx, c.id("file_id"));
    if (!file || file->delete_at) throw Err::file_not_found;
    if (file->user_id == c.user_id()) return std::move(*file);
    auto channel = channels::find(tx, file->channel_id);
    if (!channel) access::require(tx, c.actor(), Permission::manage_system);
    else access::require_read_channel(tx, c.actor(), *channel);
    return std::move(*file);
}
FileInfo readable(Ctx& c) {
    return c.db().read([&](Tx& tx) { return readable(c, tx); });
}

Reply bytes_of(Ctx& c, const FileInfo& info, const std::string& path, std::string_view mime_type, bool for_saving) {
    FileStore& files = *c.services().files;
    auto size = files.size(path);
    if (!size) throw Err::file_bytes_missing.because(size.error());
    Reply answer;
    answer.content_type = mime_type.empty()              ? "application/octet-stream"
                          : is_active_content(mime_type) ? "text/plain; charset=utf-8"
                                                         : std::string(mime_type);
    answer.set_header("Cache-Control", kCacheForMonth);
    answer.set_header("Content-Disposition", content_disposition(!for_saving && is_shown_inline(mime_type), info.name));
    answer.set_header("Last-Modified", http_date(info.update_at / 1000));
    // Never inside a page of somebody else's.
    answer.set_header("X-Frame-Options", "DENY");
    answer.set_header("Content-Security-Policy", "Frame-ancestors 'none'");
    if (auto local = files.local_path(path)) {
        answer.file = std::make_unique<Response::File>();
        answer.file->path = std::move(*local);
        answer.file->bytes = *size;
        return answer;
    }
    auto bytes = files.read(path);
    if (!bytes) throw Err::file_bytes_missing.because(bytes.error());
    answer.body = std::move(*bytes);
    return answer;
}

Reply get(Ctx& c) {
    FileInfo info = readable(c);
    return bytes_of(c, info, info.path, info.mime_type, c.query_bool("download"));
}

std::string_view small_type(const std::string& path) { return path.ends_with(".png") ? "image/png" : "image/jpeg"; }

Reply get_thumbnail(Ctx& c) {
    FileInfo info = readable(c);
    if (info.thumbnail_path.empty()) throw Err::file_without_thumbnail;
    return bytes_of(c, info, info.thumbnail_path, small_type(info.thumbnail_path), c.query_bool("download"));
}

Reply get_preview(Ctx& c) {
    FileInfo info = readable(c);
    if (info.preview_path.empty()) throw Err::file_without_preview;
    return bytes_of(c, info, info.preview_path, small_type(info.preview_path), c.query_bool("download"));
}

Reply get_info(Ctx& c, Tx& tx) {
    Reply answer = reply::model(200, readable(c, tx));
    answer.set_header("Cache-Control", kCacheForMonth);
    return answer;
}

// ---------------------------------------------------------------- public links

// As Mattermost makes it: links survive a change of server.
std::string link_hash(const Config& config, std::string_view file_id) {
    return base64url_encode(sha256(config.FileSettings.PublicLinkSalt + std::string(file_id)));
}

std::string address_of(Ctx& c) {
    std::string site = c.config()->ServiceSettings.SiteURL;
    while (site.ends_with('/')) site.pop_back();
    if (!site.empty()) return site;
    return (cookies::is_secure(*c.config(), c.request()) ? "https://" : "http://") + c.request().local_host;
}

Reply get_link(Ctx& c, Tx& tx) {
    auto config = c.config();
    if (!config->FileSettings.EnablePublicLink) throw Err::file_links_disabled;
    FileInfo info = readable(c, tx);
    if (auto channel = channels::find(tx, info.channel_id))
        access::require_in_channel(tx, c.actor(), *channel, Permission::get_public_link);
    if (info.post_id.empty()) throw Err::file_link_without_post;
    std::string out;
    JsonWriter(out)
        .begin_object()
        .field("link", address_of(c) + "/files/" + info.id + "/public?h=" + link_hash(*config, info.id))
        .end_object();
    return reply::json(200, std::move(out));
}

// Opened in a browser, so refusals are pages.
Reply get_public(Ctx& c) {
    auto refused = [&](const ErrorDef& error) { return error_page(ApiError(error), c.locale()); };
    auto config = c.config();
    if (!config->FileSettings.EnablePublicLink) return refused(Err::file_links_disabled);
    std::string file_id = c.id("file_id");
    auto info = c.db().read([&](Tx& tx) { return store::find(tx, file_id); });
    if (!info || info->delete_at) return refused(Err::file_not_found);
    if (!constant_time_equal(c.query("h"), link_hash(*config, file_id))) return refused(Err::file_link_invalid);
    return bytes_of(c, *info, info->path, info->mime_type, c.query_bool("download"));
}

constexpr Route kRoutes[] = {
    {POST, "/api/v4/files", Lane::slow, Access::session, upload, "Upload files to a channel.", kBodyOfFileSize},
    {GET, "/api/v4/files/{file_id}", Lane::slow, Access::session, get, "Get a file."},
    {GET, "/api/v4/files/{file_id}/thumbnail", Lane::slow, Access::session, get_thumbnail,
     "Get the small picture of a file, at most 120 × 100."},
    {GET, "/api/v4/files/{file_id}/preview", Lane::slow, Access::session, get_preview,
     "Get the picture of a file, at most 1920 wide."},
    {GET, "/api/v4/files/{file_id}/info", Lane::read, Access::session, get_info, "Get what is known of a file."},
    {GET, "/api/v4/files/{file_id}/link", Lane::read, Access::session, get_link,
     "Get a link to a file that needs no log-in."},
    {GET, "/files/{file_id}/public", Lane::slow, Access::open, get_public, "Get a file by its public link."},
};

}  // namespace

std::span<const Route> routes() { return kRoutes; }

}  // namespace rk::files
