// Patterns of ServiceSettings.DCRRedirectURIAllowlist.
#pragma once
#include <string_view>

namespace rk::oauth {

// Whether the whole address fits: `**` stands for anything, `*` for anything without a slash.
bool fits_redirect_pattern(std::string_view address, std::string_view pattern);

}  // namespace rk::oauth
