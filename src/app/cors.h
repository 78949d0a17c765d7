// Requests by pages of other origins (ServiceSettings.AllowCorsFrom: origins between blanks, * for all, one * within).
// Without that setting nothing is answered differently (golden admin_http "CORS").
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/http.h"

namespace rk {

struct Config;

namespace cors {

// Whether that origin is one of the allowed ones.
bool is_allowed(const std::string& allow_from, std::string_view origin);
// The answer to a preflight, or nothing when the request is none. `allow_from` is not empty.
std::optional<Response> preflight(const Config& config, const Request& request);
// What an answer to that request has to say; nothing mostly.
void add_headers(const Config& config, const Request& request, std::vector<Header>& headers);

}  // namespace cors
}  // namespace rk
