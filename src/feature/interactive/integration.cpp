#include "feature/interactive/integration.h"

#include "app/services.h"
#include "base/assert.h"
#include "base/ports.h"
#include "feature/outgoing_oauth/outgoing_oauth.h"
#include "model/settings.h"

namespace rk::interactive {

std::string call_integration(const Ctx& c, const std::string& url, std::string json) {
    auto config = c.config();
    HttpCall call;
    call.method = "POST";
    call.url = url;
    call.headers = {{"Content-Type", "application/json"}, {"Accept", "application/json"}};
    call.body = std::move(json);
    call.timeout_ms = static_cast<int>(config->ServiceSettings.OutgoingIntegrationRequestsTimeout) * 1000;
    call.skip_certificate_verification = config->ServiceSettings.EnableInsecureOutgoingConnections;
    RK_ASSERT(c.services().http);
    auto answer = outgoing_oauth::fetch(c.services(), std::move(call));
    if (!answer) throw Err::action_failed.because(answer.error());
    if (answer->status != 200) throw Err::action_failed.because("status=" + std::to_string(answer->status));
    return std::move(answer->body);
}

}  // namespace rk::interactive
