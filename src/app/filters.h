// What happens to every request around its route: limits, CORS, who is admitted, standard headers.
#pragma once
#include <memory>
#include <mutex>
#include <optional>

#include "app/app.h"
#include "app/rate_limit.h"
#include "app/route.h"

namespace rk {

// Largest body for a route, in bytes; `route` is null for a path that is not served.
uint64_t body_limit(const Config& config, const Route* route);
// Before any route is looked at: rate limits, CORS preflights, addresses that are too long. An answer, or nothing when
// the request goes on; `headers` are for its answer then (mostly none).
std::optional<Reply> answer_early(Services& services, RateLimiter& limiter, const Request& request,
                                  std::vector<Header>& headers);
// Whether the caller may use the route: session there and not expired, CSRF token with cookies. Throws Err::….
void admit(Ctx& ctx, App::Credentials::From from);
// Whether check_mfa has to be asked as well, which reads the store.
bool needs_mfa_check(const Ctx& ctx);
// RenkeiSettings.EnforceMultifactorAuthentication: refuses accounts that have not set it up. Throws Err::mfa_required.
void check_mfa(const Ctx& ctx, Tx& tx);
// X-Version-Id, X-Request-Id when missing, security headers; a page's own when the answer is HTML.
void add_standard_headers(Services& services, const Request& request, Reply& reply);
// Whether clients see `detailed_error` (ServiceSettings.EnableDeveloper).
bool shows_error_detail(const Config& config);
// "ja" or "en": what Accept-Language asks for first, else LocalizationSettings.DefaultServerLocale.
std::string_view locale_of(const Config& config, const Request& request);

// The header lines that every answer has, made anew only when the settings change. Thread-safe.
class StandardHeaders {
  public:
    std::shared_ptr<const std::string> block(const Services& services);

  private:
    std::mutex mutex_;  // guards all below
    std::shared_ptr<const Config> made_for_;
    std::shared_ptr<const std::string> block_;
};

}  // namespace rk
