// Trigger ids: with one, an integration may open a dialog for the person who just called it by a button, a menu or a slash
// command. It is signed, so opening needs no account, and good for ServiceSettings.OutgoingIntegrationRequestsTimeout
// (golden integrations_interactive "dialog/open errors"; the older servers' 3 seconds were too few).
#pragma once
#include <string>
#include <string_view>

namespace rk {
struct Services;
}

namespace rk::interactive {

struct Trigger {
    std::string client_id;   // what the person's client is told, so that it knows its own dialog again
    std::string trigger_id;  // what the integration is told
};
Trigger make_trigger(const Services& services, std::string_view user_id);

struct Triggered {
    std::string client_id, user_id;
};
// Throws Err::trigger_….
Triggered read_trigger(const Services& services, std::string_view trigger_id);

}  // namespace rk::interactive
