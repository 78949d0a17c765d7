#include "feature/deliveries/signing.h"

#include "base/crypto.h"
#include "base/ids.h"

namespace rk::deliveries {

namespace {
constexpr std::string_view kPrefix = "whsec_";
}

std::string new_secret() { return std::string(kPrefix) + base64_encode(random_bytes(32)); }

std::string signature(std::string_view secret, std::string_view id, std::string_view timestamp, std::string_view body) {
    if (secret.starts_with(kPrefix)) secret.remove_prefix(kPrefix.size());
    std::string key = base64_decode(secret).value_or(std::string(secret));
    std::string signed_text;
    signed_text.append(id).append(".").append(timestamp).append(".").append(body);
    return "v1," + base64_encode(hmac_sha256(key, signed_text));
}

std::string signatures(const DeliveryTarget& target, std::string_view id, Millis now, std::string_view body) {
    const std::string timestamp = std::to_string(now / 1000);
    std::string all = signature(target.secret, id, timestamp, body);
    if (!target.old_secret.empty() && now < target.old_secret_until)
        all += " " + signature(target.old_secret, id, timestamp, body);
    return all;
}

}  // namespace rk::deliveries
