// Bodies of requests as Mattermost reads them.
#pragma once
#include <string>
#include <string_view>

#include "app/route.h"

namespace rk::users {

// The body as an object of texts; nothing at all when it is malformed or one value is no text, so that what is missing
// is named in the refusal, as there (golden users "login refused").
StringMap body_texts(const Ctx& c);
std::string value_of(const StringMap& map, std::string_view key);
// A text of the body that has to be there.
std::string need_text(const StringMap& map, std::string_view key);

}  // namespace rk::users
