#include "feature/files/store.h"

#include <unordered_map>

#include "app/services.h"
#include "app/workers.h"
#include "base/log.h"
#include "base/ports.h"
#include "feature/files/files.h"

namespace rk::files {

namespace {

RK_QUERY(kAttach, "file_attach",
         "UPDATE fileinfo SET postid = ?2, channelid = ?3 WHERE id = ?1 AND (postid IS NULL OR postid = '')"
         " AND creatorid = ?4 AND deleteat = 0");
RK_QUERY(kByIds, "files_by_ids", "SELECT {FileInfo} FROM fileinfo WHERE id IN {?1}");
// SQLite keeps the picture as its base64 text; PostgreSQL, like Mattermost, as bytes.
RK_QUERY(kMiniPreviews, "files_mini_previews",
         "SELECT id, minipreview FROM fileinfo WHERE id IN {?1} AND minipreview IS NOT NULL",
         "SELECT id, translate(encode(minipreview, 'base64'), chr(10), '') FROM fileinfo WHERE id IN {?1}"
         " AND minipreview IS NOT NULL");
RK_QUERY(kDeleted, "files_deleted", "UPDATE fileinfo SET deleteat = ?2, updateat = ?2 WHERE id IN {?1}");
RK_QUERY(kDeletedOfPost, "files_deleted_of_post",
         "UPDATE fileinfo SET deleteat = ?2, updateat = ?2 WHERE postid = ?1 AND deleteat = 0");
RK_QUERY(kRestored, "files_restored", "UPDATE fileinfo SET deleteat = 0 WHERE id IN {?1} AND postid = ?2");
RK_QUERY(kOfPosts, "files_of_posts", "SELECT {FileInfo} FROM fileinfo WHERE postid IN {?1}");
RK_QUERY(kErase, "files_erase_of_posts", "DELETE FROM fileinfo WHERE postid IN {?1}");
RK_QUERY(kInsert, "file_insert", "INSERT INTO fileinfo (minipreview, content, {FileInfo}) VALUES (?1, ?2, {?FileInfo})",
         "INSERT INTO fileinfo (minipreview, content, {FileInfo}) VALUES (decode(CAST(?1 AS text), 'base64'), ?2,"
         " {?FileInfo})");

RK_QUERY(kUpload, "upload_by_id", "SELECT {UploadSession} FROM uploadsessions WHERE id = ?1");
RK_QUERY(kUploads, "uploads_of_user", "SELECT {UploadSession} FROM uploadsessions WHERE userid = ?1 ORDER BY createat");
RK_QUERY(kUploadsBefore, "uploads_before",
         "SELECT {UploadSession} FROM uploadsessions WHERE createat < ?1 ORDER BY createat LIMIT ?2");
RK_QUERY(kInsertUpload, "upload_insert", "INSERT INTO uploadsessions ({UploadSession}) VALUES ({?UploadSession})");
RK_QUERY(kMoveUpload, "upload_move", "UPDATE uploadsessions SET fileoffset = ?3 WHERE id = ?1 AND fileoffset = ?2");
RK_QUERY(kEraseUpload, "upload_erase", "DELETE FROM uploadsessions WHERE id = ?1");

// remote_id is "" on the wire where the column has nothing.
void add_mini_previews(Tx& tx, std::vector<FileInfo>& files) {
    std::vector<std::string> pictures;
    for (FileInfo& file : files) {
        if (!file.remote_id) file.remote_id = "";
        if (file.has_preview_image) pictures.push_back(file.id);
    }
    if (pictures.empty()) return;
    std::unordered_map<std::string, std::string> by_id;
    tx.each(
        kMiniPreviews, [&](const Row& row) { by_id[row.string(0)] = row.string(1); }, pictures);
    for (FileInfo& file : files)
        if (auto it = by_id.find(file.id); it != by_id.end()) file.mini_preview = it->second;
}

}  // namespace

bool attach(Tx& tx, std::string_view file_id, std::string_view post_id, std::string_view channel_id,
            std::string_view user_id) {
    return tx.exec(kAttach, file_id, post_id, channel_id, user_id) > 0;
}

std::vector<FileInfo> list(Tx& tx, const std::vector<std::string>& file_ids, bool also_deleted) {
    auto files = tx.list<FileInfo>(kByIds, file_ids);
    if (!also_deleted) std::erase_if(files, [](const FileInfo& f) { return f.delete_at != 0; });
    add_mini_previews(tx, files);
    return files;
}

void mark_deleted(Tx& tx, const std::vector<std::string>& file_ids, Millis now) { tx.exec(kDeleted, file_ids, now); }

void mark_deleted_of_post(Tx& tx, std::string_view post_id, Millis now) { tx.exec(kDeletedOfPost, post_id, now); }

void mark_restored(Tx& tx, const std::vector<std::string>& file_ids, std::string_view post_id) {
    if (!file_ids.empty()) tx.exec(kRestored, file_ids, post_id);
}

void erase_of_posts(Tx& tx, const std::vector<std::string>& post_ids) {
    std::vector<std::string> paths;
    for (const FileInfo& file : tx.list<FileInfo>(kOfPosts, post_ids))
        for (const std::string* path : {&file.path, &file.thumbnail_path, &file.preview_path})
            if (!path->empty()) paths.push_back(*path);
    tx.exec(kErase, post_ids);
    if (paths.empty()) return;
    Services* services = &tx.services();
    tx.after_commit([services, paths = std::move(paths)] {
        bool queued = services->workers->post("files", [services, paths] {
            for (const std::string& path : paths)
                if (auto failure = services->files->remove(path))
                    log::warn("a deleted file's bytes stay in the file store",
                              {{"path", path}, {"why", failure->what}});
        });
        if (!queued) log::warn("deleted files' bytes stay in the file store: too much to do", {{"path", paths[0]}});
    });
}

namespace store {

std::optional<FileInfo> find(Tx& tx, std::string_view file_id) {
    auto files = list(tx, {std::string(file_id)}, true);
    if (files.empty()) return std::nullopt;
    return std::move(files[0]);
}

void insert(Tx& tx, const FileInfo& file, std::string_view content) {
    tx.exec(kInsert, file.mini_preview, content, file);
}

std::optional<UploadSession> find_upload(Tx& tx, std::string_view upload_id) {
    return tx.find<UploadSession>(kUpload, upload_id);
}
std::vector<UploadSession> list_uploads(Tx& tx, std::string_view user_id) {
    return tx.list<UploadSession>(kUploads, user_id);
}
std::vector<UploadSession> list_uploads_before(Tx& tx, Millis at, int64_t limit) {
    return tx.list<UploadSession>(kUploadsBefore, at, limit);
}
void insert_upload(Tx& tx, const UploadSession& upload) { tx.exec(kInsertUpload, upload); }
bool move_offset(Tx& tx, std::string_view upload_id, int64_t from, int64_t to) {
    return tx.exec(kMoveUpload, upload_id, from, to) > 0;
}
void erase_upload(Tx& tx, std::string_view upload_id) { tx.exec(kEraseUpload, upload_id); }

}  // namespace store

}  // namespace rk::files
