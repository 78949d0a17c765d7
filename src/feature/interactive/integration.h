// Calling an integration, for this folder.
#pragma once
#include <functional>
#include <string>

#include "app/route.h"

namespace rk::interactive {

// What a call is for: its owner finds it among their deliveries (feature/deliveries, record).
struct Called {
    std::string event;     // button, dialog
    std::string owner_id;  // the account whose message has the button; "" when nobody's
    std::string post_id;
};

// Posts JSON to the address and hands `use` the body of the answer, which had status 200; what `use` refuses by Err::… the
// call ends with. Waits, at most ServiceSettings.OutgoingIntegrationRequestsTimeout: no Tx may be open. Follows no
// redirect; the answer has at most 1 MiB. Throws Err::action_failed for anything else. The call and its outcome are
// recorded.
void call_integration(const Ctx& c, const Called& what, const std::string& url, std::string json,
                      const std::function<void(const std::string& body)>& use);

}  // namespace rk::interactive
