// Uploads in parts: announced first, then sent piece by piece, each piece safe before it is acknowledged. Golden files "upload in
// parts", admin_access "the server".
#include <mutex>
#include <set>

#include "app/access.h"
#include "app/services.h"
#include "app/ticker.h"
#include "app/workers.h"
#include "base/ids.h"
#include "base/log.h"
#include "base/mime.h"
#include "base/multipart.h"
#include "base/ports.h"
#include "base/strings.h"
#include "base/whole_body.h"
#include "feature/files/files.h"
#include "feature/files/paths.h"
#include "feature/files/store.h"
#include "model/settings.h"

namespace rk::files {

namespace {

constexpr int64_t kFirstPartMin = 5 * 1024 * 1024;
constexpr Millis kHour = 3'600'000, kAbandonedAfter = 3 * 24 * kHour;
constexpr std::string_view kUnfinished = ".tmp";

std::string import_folder(const Config& config) {
    std::string folder = config.ImportSettings.Directory;
    while (folder.starts_with("./") || folder.starts_with('/')) folder.erase(0, folder.find('/') + 1);
    while (folder.ends_with('/')) folder.pop_back();
    return folder.empty() ? "import" : folder;
}

Reply create(Ctx& c, Tx& tx) {
    auto upload = c.body<UploadSession>("upload");
    auto config = c.config();
    if (!config->FileSettings.EnableFileAttachments) throw Err::file_attachments_disabled;
    if (upload.type.empty()) upload.type = "attachment";
    if (upload.type == "import") {
        access::require(tx, c.actor(), Permission::manage_system);
        upload.channel_id.clear();
    } else if (upload.type == "attachment") {
        if (!is_valid_id(upload.channel_id)) throw Err::invalid_body_param.with("Name", "channel_id");
        require_to_upload(tx, c.actor(), upload.channel_id);
        if (upload.file_size > config->FileSettings.MaxFileSize) throw Err::upload_too_large;
    } else {
        throw Err::upload_bad_type;
    }
    if (upload.file_size <= 0) throw Err::upload_bad_size;
    upload.id = new_id();
    upload.create_at = tx.now();
    upload.user_id = c.user_id();
    upload.filename = clean_name(upload.filename);
    upload.file_offset = 0;
    upload.remote_id.clear(), upload.req_file_id.clear();
    std::string name = stored_name(upload.filename);
    upload.path = upload.type == "import"
                      ? import_folder(*config) + "/" + upload.id + "_" + name
                      : folder_of(upload.create_at, upload.channel_id, upload.user_id, upload.id) + name;
    upload.path += kUnfinished;
    store::insert_upload(tx, upload);
    return reply::model(201, upload);
}

UploadSession find(Ctx& c, Tx& tx) {
    auto upload = store::find_upload(tx, c.id("upload_id"));
    if (!upload) throw Err::upload_not_found;
    if (upload->user_id != c.user_id() && !access::may(tx, c.actor(), Permission::manage_system))
        throw Err::upload_of_other;
    return std::move(*upload);
}

Reply get(Ctx& c, Tx& tx) { return reply::model(200, find(c, tx)); }

Reply list(Ctx& c, Tx& tx) {
    if (c.id("user_id") != c.user_id()) throw Err::uploads_of_other;
    return reply::json(200, to_json(store::list_uploads(tx, c.user_id())));
}

// Uploads that a request is adding to: one at a time each.
class Adding {
  public:
    explicit Adding(std::string upload_id) : id_(std::move(upload_id)) {
        std::lock_guard lock(mutex());
        if (!ids().insert(id_).second) throw Err::upload_concurrent;
    }
    ~Adding() {
        std::lock_guard lock(mutex());
        ids().erase(id_);
    }
    Adding(const Adding&) = delete;

  private:
    static std::mutex& mutex() {
        static std::mutex one;  // guards ids()
        return one;
    }
    static std::set<std::string>& ids() {
        static std::set<std::string> all;
        return all;
    }
    const std::string id_;
};

// A part is the body itself, or the first file of a form.
std::string_view part_of(Ctx& c, std::string_view body, std::vector<multipart::Part>& form) {
    if (!to_lower_ascii(c.header("Content-Type")).starts_with("multipart/")) return body;
    auto parsed = multipart::parse(c.header("Content-Type"), body);
    if (!parsed) throw Err::file_form_wrong.because(parsed.error()).with("Reason", parsed.error());
    form = std::move(*parsed);
    for (const multipart::Part& part : form)
        if (part.is_file) return part.content;
    throw Err::invalid_body_param.with("Name", "data");
}

// Puts the piece behind what is there. A crash between file and row leaves the file longer than the row says: then the row
// follows, and the client, refused once, asks where to go on.
void append(Ctx& c, const UploadSession& upload, std::string_view piece) {
    FileStore& files = *c.services().files;
    auto have = files.exists(upload.path) ? files.size(upload.path) : Result<uint64_t>(uint64_t{0});
    if (!have) throw Err::file_not_stored.because(have.error());
    auto stored = static_cast<int64_t>(*have);
    if (stored != upload.file_offset) {
        if (stored > upload.file_size) throw Err::file_not_stored.because("the file is longer than announced");
        c.db().write([&](Tx& tx) { store::move_offset(tx, upload.id, upload.file_offset, stored); });
        throw Err::upload_concurrent;
    }
    if (auto failure = files.append(upload.path, *have, piece)) throw Err::file_not_stored.because(failure->what);
    auto next = upload.file_offset + static_cast<int64_t>(piece.size());
    if (!c.db().write([&](Tx& tx) { return store::move_offset(tx, upload.id, upload.file_offset, next); }))
        throw Err::upload_concurrent;
}

// The whole file is there. An attachment becomes a file like any other; an import waits in its folder.
FileInfo finish(Ctx& c, const UploadSession& upload) {
    FileStore& files = *c.services().files;
    FileInfo info;
    if (upload.type == "import") {
        info.id = upload.id;
        info.user_id = upload.user_id;
        info.name = upload.filename;
        info.extension = extension_of(upload.filename);
        info.mime_type = mime_type_of_extension(info.extension);
        info.size = upload.file_size;
        info.remote_id = "";
        info.create_at = info.update_at = c.services().clock->now();
        std::string path = upload.path.substr(0, upload.path.size() - kUnfinished.size());
        if (auto failure = files.move(upload.path, path)) throw Err::file_not_stored.because(failure->what);
    } else {
        auto bytes = files.read(upload.path);
        if (!bytes) throw Err::file_not_stored.because(bytes.error());
        info = add(c.services(), upload.user_id, {upload.channel_id, upload.filename, *bytes, "", upload.path});
    }
    c.db().write([&](Tx& tx) { store::erase_upload(tx, upload.id); });
    return info;
}

Reply send_part(Ctx& c) {
    if (!c.config()->FileSettings.EnableFileAttachments) throw Err::file_attachments_disabled;
    Adding adding(c.id("upload_id"));
    UploadSession upload = c.db().read([&](Tx& tx) {
        auto found = store::find_upload(tx, c.id("upload_id"));
        if (!found) throw Err::upload_not_found;
        if (found->type == "import") access::require(tx, c.actor(), Permission::manage_system);
        else if (found->user_id != c.user_id()) throw Err::no_permission.because("upload_file");
        else require_to_upload(tx, c.actor(), found->channel_id);
        return std::move(*found);
    });
    WholeBody body(c.request());
    if (!body.good()) throw Err::file_not_stored.because("the spooled body cannot be read");
    std::vector<multipart::Part> form;
    std::string_view piece = part_of(c, body.view(), form);
    auto bytes = static_cast<int64_t>(piece.size());
    int64_t missing = upload.file_size - upload.file_offset;
    if (bytes > missing) throw Err::upload_length_wrong;
    if (upload.file_offset == 0 && bytes < kFirstPartMin && bytes < upload.file_size)
        throw Err::upload_first_part_too_small.with("Size", std::to_string(kFirstPartMin));
    if (bytes > 0) append(c, upload, piece);
    if (bytes < missing) {
        Reply answer;
        answer.status = 204;
        answer.no_body = true;
        return answer;
    }
    return reply::model(200, finish(c, upload));
}

void remove_abandoned(Services& services) {
    constexpr int64_t kAtOnce = 100;
    Millis before = services.clock->now() - kAbandonedAfter;
    try {
        auto old = services.db->read([&](Tx& tx) { return store::list_uploads_before(tx, before, kAtOnce); });
        for (const UploadSession& upload : old) {
            if (auto failure = services.files->remove(upload.path)) {
                log::warn("an abandoned upload cannot be removed", {{"path", upload.path}, {"why", failure->what}});
                continue;
            }
            services.db->write([&](Tx& tx) { store::erase_upload(tx, upload.id); });
        }
    } catch (const DbError& e) {
        log::warn("abandoned uploads stay for now", {{"why", e.message}});
    }
}

constexpr Route kRoutes[] = {
    {POST, "/api/v4/uploads", Lane::write, Access::session, create, "Announce a file that will be sent in parts."},
    {GET, "/api/v4/uploads/{upload_id}", Lane::read, Access::session, get, "Get how far an upload is."},
    {POST, "/api/v4/uploads/{upload_id}", Lane::slow, Access::session, send_part, "Send the next part of an upload.",
     kBodyOfFileSize},
    {GET, "/api/v4/users/{user_id}/uploads", Lane::read, Access::session, list, "List own unfinished uploads."},
};

}  // namespace

std::span<const Route> upload_routes() { return kRoutes; }

void start(Services& services) {
    services.ticker->every(kHour, [&services] {
        if (!services.workers->post("files", [&services] { remove_abandoned(services); }))
            log::warn("abandoned uploads stay for now: too much to do");
    });
}

}  // namespace rk::files
