// The cookies that carry a browser's session: MMAUTHTOKEN (not readable by scripts), MMUSERID, MMCSRF.
#pragma once
#include "app/route.h"

namespace rk::cookies {

// Whether the client reached the server by https, be it through a proxy.
bool is_secure(const Config& config, const Request& request);
void add(Services& services, const Request& request, const Session& session, Reply& reply);
// Takes the token away from the browser; the others stay, as there.
void remove(Services& services, const Request& request, Reply& reply);

}  // namespace rk::cookies
