// Media types of files, by what their names end with.
#pragma once
#include <string>
#include <string_view>

namespace rk {

// Of an extension without its dot, in any case: "png" → "image/png". Texts name their charset, as the servers of this protocol
// do (golden files "upload as multipart"). "" for an unknown one.
std::string_view mime_type_of_extension(std::string_view extension);
// What stands behind the last dot of a file's name, in lower case; "" when there is none.
std::string extension_of(std::string_view file_name);
// A type that a browser would run, such as HTML or a script: served as plain text instead.
bool is_active_content(std::string_view mime_type);
// A type that browsers show by themselves, and safely: pictures, sound and films. The rest is offered for saving.
bool is_shown_inline(std::string_view mime_type);

}  // namespace rk
