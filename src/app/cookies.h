// The cookies that carry a browser's session: MMAUTHTOKEN (not readable by scripts), MMUSERID, MMCSRF.
#pragma once
#include "app/route.h"

namespace rk::cookies {

void add(Services& services, const Request& request, const Session& session, Reply& reply);
// Takes the token away from the browser; the others stay, as there.
void remove(Services& services, const Request& request, Reply& reply);

}  // namespace rk::cookies
