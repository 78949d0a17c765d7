// Names and places of files in the file store.
#pragma once
#include <string>
#include <string_view>

#include "base/time.h"

namespace rk::files {

// What a client calls the file, without folders and control characters, at most 256 characters of which the extension stays.
// "." when nothing is left (golden files "upload in parts").
std::string clean_name(std::string_view sent);
// The same as a name on a disk: at most 200 bytes, so that "_preview.jpg" fits behind it, and none that means a folder.
std::string stored_name(std::string_view clean);
// Mattermost's folder of one file, with '/' at its end.
std::string folder_of(Millis at, std::string_view channel_id, std::string_view user_id, std::string_view file_id);
// The name as Content-Disposition has it: `inline` or `attachment`.
std::string content_disposition(bool shown_inline, std::string_view name);

}  // namespace rk::files
