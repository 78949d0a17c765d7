#include "app/filters.h"

#include <chrono>

#include "app/config_store.h"
#include "app/cors.h"
#include "app/server_state.h"
#include "app/services.h"
#include "app/session_store.h"
#include "app/token_scopes.h"
#include "base/crypto.h"
#include "base/ids.h"
#include "base/strings.h"
#include "model/client_config.h"

namespace rk {

namespace {

RK_QUERY(kMfaOfUser, "filters_mfa_of_user",
         "SELECT mfaactive, authservice, roles, (SELECT 1 FROM bots WHERE bots.userid = users.id) FROM users"
         " WHERE id = ?1");

int64_t monotonic_us() {
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

// Who is counted: a session, an address, a header's value. A token that no session has counts by address, so that making
// up tokens gains nothing.
std::string caller_key(const Services& services, const Config& config, const Request& request) {
    const auto& settings = config.RateLimitSettings;
    std::string key;
    if (settings.VaryByUser)
        if (auto credentials = App::credentials(request); !credentials.token.empty())
            if (SessionPtr session = services.sessions->find_cached(credentials.token)) key = session->user_id;
    if (key.empty() && settings.VaryByRemoteAddr) key = request.remote_ip;
    if (!settings.VaryByHeader.empty()) key += to_lower_ascii(request.header(settings.VaryByHeader));
    return key;
}

void add_verdict(const RateLimiter::Verdict& verdict, std::vector<Header>& headers) {
    headers.push_back({"X-RateLimit-Limit", std::to_string(verdict.limit)});
    headers.push_back({"X-RateLimit-Remaining", std::to_string(verdict.remaining)});
    headers.push_back({"X-RateLimit-Reset", std::to_string(verdict.reset_s)});
    if (verdict.retry_after_s >= 0) headers.push_back({"Retry-After", std::to_string(verdict.retry_after_s)});
}

bool has_expired(const Session& session, const Services& services) {
    if (session.expires_at <= 0) return false;
    Millis now = services.clock->now();
    if (session.expires_at < now) return true;
    if (is_access_token(session)) return false;
    // Sessions of browsers that nobody used for long are over, unless use prolongs them anyway.
    auto config = config_of(services);
    Millis idle_ms = config->ServiceSettings.SessionIdleTimeoutInMinutes * 60'000;
    if (idle_ms <= 0 || config->ServiceSettings.ExtendSessionLengthWithActivity) return false;
    return !session.is_oauth && session.device_id.empty() && now - session.last_activity_at > idle_ms;
}

// A page of another site can make a browser send the cookie, but neither of these headers. Pages of our own have the
// session's token in their form.
bool proves_origin(const Ctx& ctx, const Session& session) {
    auto csrf = session.props.find("csrf");
    if (csrf != session.props.end() && !csrf->second.empty()) {
        if (ctx.header("X-CSRF-Token") == csrf->second) return true;
        if (ctx.header("Content-Type") == "application/x-www-form-urlencoded")
            for (const Header& field : parse_form(ctx.request().body))
                if (field.name == "csrf_token") return constant_time_equal(field.value, csrf->second);
    }
    return ctx.header("X-Requested-With") == "XMLHttpRequest" &&
           !ctx.config()->ServiceSettings.ExperimentalStrictCSRFEnforcement;
}

// What is not answered while an administrator has marked the server as busy.
constexpr std::string_view kOffWhenBusy[] = {
    "/api/v4/users/{user_id}/typing",
    "/api/v4/users/search",
    "/api/v4/users/autocomplete",
    "/api/v4/posts/search",
    "/api/v4/teams/{team_id}/posts/search",
    "/api/v4/teams/search",
    "/api/v4/channels/search",
    "/api/v4/teams/{team_id}/channels/search",
    "/api/v4/teams/{team_id}/channels/search_archived",
    "/api/v4/files/search",
    "/api/v4/teams/{team_id}/files/search",
};

}  // namespace

uint64_t body_limit(const Config& config, const Route* route) {
    auto general = static_cast<uint64_t>(std::max<int64_t>(0, config.ServiceSettings.MaximumPayloadSizeBytes));
    if (!route || route->body_bytes_max == 0) return general;
    if (route->body_bytes_max == kBodyOfFileSize)  // and room for the form around the file
        return static_cast<uint64_t>(std::max<int64_t>(0, config.FileSettings.MaxFileSize)) + 1024 * 1024;
    return route->body_bytes_max;
}

bool shows_error_detail(const Config& config) { return config.ServiceSettings.EnableDeveloper; }

std::string_view locale_of(const Config& config, const Request& request) {
    std::string_view rest = request.header("Accept-Language");
    while (!rest.empty()) {
        size_t end = std::min(rest.find(','), rest.size());
        std::string_view language = trim(rest.substr(0, end)).substr(0, 2);
        if (equal_ignore_case(language, "ja")) return "ja";
        if (equal_ignore_case(language, "en")) return "en";
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return config.LocalizationSettings.DefaultServerLocale == "ja" ? "ja" : "en";
}

std::optional<Reply> answer_early(Services& services, RateLimiter& limiter, const Request& request,
                                  std::vector<Header>& headers) {
    auto config = config_of(services);
    if (const auto& limits = config->RateLimitSettings; limits.Enable) {
        auto verdict = limiter.count(caller_key(services, *config, request), limits.PerSec, limits.MaxBurst,
                                     limits.MemoryStoreSize, monotonic_us());
        if (verdict.limited) {
            Reply reply;
            reply.status = 429;
            reply.content_type = "text/plain; charset=utf-8";
            reply.body = "limit exceeded\n";
            add_verdict(verdict, reply.headers);
            return reply;
        }
        add_verdict(verdict, headers);
    }
    if (!config->ServiceSettings.AllowCorsFrom.empty()) {
        if (auto answer = cors::preflight(*config, request)) return answer;
        cors::add_headers(*config, request, headers);
    }
    if (static_cast<int64_t>(request.target.size()) > config->ServiceSettings.MaximumURLLength)
        return error_reply(ApiError(Err::url_too_long), new_id(), locale_of(*config, request), false);
    return std::nullopt;
}

void admit(Ctx& ctx, App::Credentials::From from) {
    using From = App::Credentials::From;
    SessionPtr& session = ctx.actor_.session;
    const Route& route = ctx.route();
    if (session && has_expired(*session, ctx.services())) session = nullptr;
    if (session && from == From::query && !session->is_oauth) throw Err::token_provided;
    if (session && from == From::cookie && route.method != GET && !proves_origin(ctx, *session)) session = nullptr;
    if (!session && route.access != Access::open) throw Err::session_expired;
    if (session && !token_scopes::may_call(*session, ctx)) {
        if (route.access != Access::open)
            throw Err::token_scope.because(std::string(method_name(route.method)).append(" ").append(route.path));
        session = nullptr;  // what anybody may, they may too
    }
    const auto& state = ctx.services().state;
    if (state && state->is_busy(ctx.services().clock->now()))
        for (std::string_view path : kOffWhenBusy)
            if (path == route.path) throw Err::busy;
}

bool needs_mfa_check(const Ctx& ctx) {
    const SessionPtr& session = ctx.session();
    if (!session || ctx.route().access != Access::session || session->is_oauth) return false;
    auto config = ctx.config();
    return config->RenkeiSettings.EnforceMultifactorAuthentication &&
           config->ServiceSettings.EnableMultifactorAuthentication && ctx.request().raw_path != "/api/v4/users/me";
}

void check_mfa(const Ctx& ctx, Tx& tx) {
    bool guests_too = ctx.config()->GuestAccountsSettings.EnforceMultifactorAuthentication;
    bool demanded = true;
    tx.each(
        kMfaOfUser,
        [&](const Row& row) {
            std::string_view service = row.text(1);
            bool own_login = service.empty() || service == "email" || service == "ldap";
            bool is_guest = contains(split_words(row.text(2)), "system_guest");
            demanded = !row.boolean(0) && own_login && row.is_null(3) && (guests_too || !is_guest);
            return false;
        },
        ctx.session()->user_id);
    if (demanded) throw Err::mfa_required;
}

std::shared_ptr<const std::string> StandardHeaders::block(const Services& services) {
    auto config = config_of(services);
    std::lock_guard lock(mutex_);
    if (config == made_for_) return block_;
    std::string lines = "X-Version-Id: " + version_id(*config, *services.facts) +
                        "\r\n"
                        "Permissions-Policy: \r\n"
                        "X-Content-Type-Options: nosniff\r\n"
                        "Referrer-Policy: no-referrer\r\n";
    if (config->ServiceSettings.TLSStrictTransport)
        lines +=
            "Strict-Transport-Security: max-age=" + std::to_string(config->ServiceSettings.TLSStrictTransportMaxAge) +
            "\r\n";
    made_for_ = std::move(config);
    block_ = std::make_shared<const std::string>(std::move(lines));
    return block_;
}

void add_standard_headers(Services& services, const Request& request, Reply& reply) {
    reply.header_block = services.headers->block(services);
    if (!reply.find_header("X-Request-Id")) reply.headers.push_back({"X-Request-Id", new_id()});
    if (reply.content_type.starts_with("text/html")) {
        // Pages are not shown inside those of other sites, but for the ones that the settings name.
        reply.set_header("X-Frame-Options", "SAMEORIGIN");
        if (!reply.find_header("Content-Security-Policy"))
            reply.set_header("Content-Security-Policy", "frame-ancestors 'self' " +
                                                            config_of(services)->ServiceSettings.FrameAncestors +
                                                            "; script-src 'self'");
    } else if (request.method == "GET" && !reply.find_header("Expires") && !reply.find_header("Cache-Control")) {
        reply.headers.push_back({"Expires", "0"});
    }
}

}  // namespace rk
