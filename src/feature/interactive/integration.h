// Calling an integration, for this folder.
#pragma once
#include <string>

#include "app/route.h"

namespace rk::interactive {

// Posts JSON to the address and gives the body of the answer, which had status 200. Waits, at most
// ServiceSettings.OutgoingIntegrationRequestsTimeout: no Tx may be open. Follows no redirect; the answer has at most 1 MiB.
// Throws Err::action_failed for anything else.
std::string call_integration(const Ctx& c, const std::string& url, std::string json);

}  // namespace rk::interactive
