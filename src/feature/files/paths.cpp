#include "feature/files/paths.h"

#include "base/http.h"
#include "base/strings.h"

namespace rk::files {

namespace {

constexpr size_t kNameCharacters = 256, kStoredBytes = 200, kExtensionBytes = 40;

// The last dot and what stands behind it, if that is short enough to be worth keeping.
std::string_view ending_of(std::string_view name) {
    size_t dot = name.rfind('.');
    if (dot == std::string_view::npos || dot == 0 || name.size() - dot > kExtensionBytes) return {};
    return name.substr(dot);
}

}  // namespace

std::string clean_name(std::string_view sent) {
    std::string name = to_valid_utf8(sent);
    while (!name.empty() && (name.back() == '/' || name.back() == '\\')) name.pop_back();
    size_t slash = name.find_last_of("/\\");
    if (slash != std::string::npos) name.erase(0, slash + 1);
    std::erase_if(name, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
    if (size_t characters = utf8_length(name); characters > kNameCharacters) {
        std::string_view ending = ending_of(name);
        std::string_view stem = std::string_view(name).substr(0, name.size() - ending.size());
        name = std::string(utf8_prefix(stem, kNameCharacters - utf8_length(ending))) + std::string(ending);
    }
    return name.empty() ? "." : name;
}

std::string stored_name(std::string_view clean) {
    std::string name(clean);
    if (name.front() == '.') name.insert(0, "_");
    if (name.size() <= kStoredBytes) return name;
    std::string_view ending = ending_of(name);
    std::string_view stem = std::string_view(name).substr(0, kStoredBytes - ending.size());
    while (!is_valid_utf8(stem)) stem.remove_suffix(1);  // cut within a character
    return std::string(stem) + std::string(ending);
}

std::string folder_of(Millis at, std::string_view channel_id, std::string_view user_id, std::string_view file_id) {
    std::string day = iso_time(at).substr(0, 10);
    std::erase(day, '-');
    return day + "/teams/noteam/channels/" + std::string(channel_id) + "/users/" + std::string(user_id) + "/" +
           std::string(file_id) + "/";
}

std::string content_disposition(bool shown_inline, std::string_view name) {
    std::string escaped = url_encode(name);
    return std::string(shown_inline ? "inline" : "attachment") + ";filename=\"" + escaped + "\"; filename*=UTF-8''" +
           escaped;
}

}  // namespace rk::files
