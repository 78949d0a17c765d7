// Signatures of the Standard Webhooks specification, 1.0.
#pragma once
#include <string>
#include <string_view>

#include "base/time.h"
#include "model/delivery.h"

namespace rk::deliveries {

std::string new_secret();  // "whsec_…"
// "v1,…" over "id.timestamp.body".
std::string signature(std::string_view secret, std::string_view id, std::string_view timestamp, std::string_view body);
// The value of webhook-signature: by the target's secret, and for a while after a change by the old one, too.
std::string signatures(const DeliveryTarget& target, std::string_view id, Millis now, std::string_view body);

}  // namespace rk::deliveries
