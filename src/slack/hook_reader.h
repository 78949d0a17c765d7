// Slack's meaning of a webhook's body, for feature/webhooks.
#pragma once
#include "feature/webhooks/webhooks.h"

namespace rk::slack {

class HookReader : public webhooks::SlackHookReader {
  public:
    std::variant<webhooks::HookMessage, webhooks::HookRefusal> read(std::string_view content_type,
                                                                    std::string_view body, std::string_view query,
                                                                    const NameLookup& names,
                                                                    const std::string& zone) const override;
    webhooks::HookRefusal refusal(const ApiError& error) const override;
};

}  // namespace rk::slack
