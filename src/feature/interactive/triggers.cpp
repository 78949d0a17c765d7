#include "feature/interactive/triggers.h"

#include <array>

#include "app/services.h"
#include "base/crypto.h"
#include "base/ids.h"
#include "base/strings.h"
#include "model/client_config.h"
#include "model/errors.h"
#include "model/settings.h"

namespace rk::interactive {

namespace {

// Of "client id:user id:milliseconds:"; the key's other use is sealing cookies.
std::string sign(const Services& services, std::string_view data) {
    return base64_encode(hmac_sha256(services.facts->action_secret, "trigger " + std::string(data)));
}

}  // namespace

Trigger make_trigger(const Services& services, std::string_view user_id) {
    Trigger trigger;
    trigger.client_id = new_id();
    std::string data = trigger.client_id;
    data.append(":").append(user_id).append(":").append(std::to_string(services.clock->now())).append(":");
    data += sign(services, data);
    trigger.trigger_id = base64_encode(data);
    return trigger;
}

Triggered read_trigger(const Services& services, std::string_view trigger_id) {
    auto decoded = base64_decode(trigger_id);
    if (!decoded) throw Err::trigger_not_base64;
    std::array<std::string_view, 4> parts;  // client id, account, milliseconds, signature
    std::string_view rest = *decoded;
    for (size_t i = 0; i < parts.size(); ++i) {
        size_t end = rest.find(':');
        if ((end == rest.npos) != (i + 1 == parts.size())) throw Err::trigger_incomplete;
        parts[i] = rest.substr(0, end);
        if (end != rest.npos) rest.remove_prefix(end + 1);
    }
    const int64_t seconds = config_of(services)->ServiceSettings.OutgoingIntegrationRequestsTimeout;
    int64_t made_at = 0;
    if (!parse_int(parts[2], made_at) || services.clock->now() - made_at > seconds * 1000)
        throw Err::trigger_expired.with("Seconds", std::to_string(seconds));
    std::string_view signed_part = std::string_view(*decoded).substr(0, decoded->size() - parts[3].size());
    if (!constant_time_equal(parts[3], sign(services, signed_part))) throw Err::trigger_signature_wrong;
    return {std::string(parts[0]), std::string(parts[1])};
}

}  // namespace rk::interactive
