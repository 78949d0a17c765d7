// The way of a request through the program: path → route → session → lane → handler → answer.
#pragma once
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "app/rate_limit.h"
#include "app/router.h"
#include "app/services.h"
#include "base/http.h"

namespace rk {

class App : public HttpHandler {
  public:
    explicit App(Services& services);
    ~App() override;

    // Before the first request.
    void add_routes(std::span<const Route> routes) { router_.add(routes); }
    const Router& router() const { return router_; }

    uint64_t body_bytes_max(const Request& head) override;
    Response too_large(const Request& head) override;
    // Below /api/v4 in the shape of every error there.
    std::unique_ptr<Response> unreadable(const Request& head, int status, std::string_view why) override;
    void handle(std::unique_ptr<Request> request, std::unique_ptr<Responder> responder) override;
    std::unique_ptr<Response> check_upgrade(const Request& request) override;
    void accepted(std::shared_ptr<WsConnection> connection, std::unique_ptr<Request> request) override;

    // How a request says who sends it.
    struct Credentials {
        std::string_view token;
        enum class From { nowhere, header, cookie, query } from = From::nowhere;
    };
    static Credentials credentials(const Request& request);

  private:
    struct Call;
    using CallPtr = std::shared_ptr<Call>;
    void with_session(const CallPtr& call);
    void dispatch(const CallPtr& call);
    void check_mfa_then_run(const CallPtr& call);
    void run_in_lane(const CallPtr& call);
    void finish(Call& call, Reply reply);
    void fail(Call& call, std::exception_ptr error);

    Services& services_;
    Router router_;
    RateLimiter limiter_;
};

}  // namespace rk
