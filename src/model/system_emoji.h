// The emoji that every server has.
#pragma once
#include <string_view>

namespace rk {

// The code points of a system emoji ("1f916"), as its picture is named: /static/emoji/1f916.png. "" for any other name.
std::string_view system_emoji_code(std::string_view name);

}  // namespace rk
