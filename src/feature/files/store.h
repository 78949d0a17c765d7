// SQL of files and uploads.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/db.h"
#include "model/post.h"

namespace rk::files::store {

std::optional<FileInfo> find(Tx& tx, std::string_view file_id);  // deleted ones too; with its mini preview
// `content` is the text inside, for search; `mini_preview` comes from the row (base64).
void insert(Tx& tx, const FileInfo& file, std::string_view content);

std::optional<UploadSession> find_upload(Tx& tx, std::string_view upload_id);
std::vector<UploadSession> list_uploads(Tx& tx, std::string_view user_id);  // oldest first
std::vector<UploadSession> list_uploads_before(Tx& tx, Millis at, int64_t limit);
void insert_upload(Tx& tx, const UploadSession& upload);
// False when somebody else has moved it on since.
bool move_offset(Tx& tx, std::string_view upload_id, int64_t from, int64_t to);
void erase_upload(Tx& tx, std::string_view upload_id);

}  // namespace rk::files::store
