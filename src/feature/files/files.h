// Files that people upload, whole or in parts, and what posts do with them. Owner of the tables fileinfo and uploadsessions and
// of the bytes in the file store, by Mattermost's paths: 20260131/teams/noteam/channels/<channel>/users/<user>/<file>/<name>.
#pragma once
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/route.h"
#include "db/db.h"
#include "model/post.h"

namespace rk::files {

std::span<const Route> routes();         // files, their pictures, public links
std::span<const Route> upload_routes();  // uploads in parts
// Removes uploads in parts that nobody has finished for days, now and then.
void start(Services& services);

// What is uploaded: its bytes, and where they lie already, if they do.
struct NewFile {
    std::string channel_id, name;
    std::string_view bytes;
    std::string local_file;  // a file of this machine that holds the bytes and may be moved away; "" when there is none
    std::string stored_path;  // or a path of the file store that holds them; "" likewise
};
// Refuses those who may not upload to the channel with Err::no_permission, and an unknown channel alike.
void require_to_upload(Tx& tx, const Actor& actor, std::string_view channel_id);
// Keeps the bytes, makes the smaller pictures, and stores the row: attached to nothing yet. Waits for disk and decoding: slow lane,
// outside any Tx. Permission and size are the caller's to check. Throws Err::file_picture_too_large, Err::file_not_stored.
FileInfo add(Services& services, const std::string& user_id, NewFile file);

// ---------------------------------------------------------------- for posts

// The file becomes one of the post, when that account uploaded it and no post has it yet; says whether.
bool attach(Tx& tx, std::string_view file_id, std::string_view post_id, std::string_view channel_id,
            std::string_view user_id);
// In any order, each with its mini preview; unknown ids are left out, deleted ones unless asked for.
std::vector<FileInfo> list(Tx& tx, const std::vector<std::string>& file_ids, bool also_deleted);
void mark_deleted(Tx& tx, const std::vector<std::string>& file_ids, Millis now);
void mark_deleted_of_post(Tx& tx, std::string_view post_id, Millis now);
void mark_restored(Tx& tx, const std::vector<std::string>& file_ids, std::string_view post_id);
// Rows, and after the commit the bytes too.
void erase_of_posts(Tx& tx, const std::vector<std::string>& post_ids);

}  // namespace rk::files
