#include "app/app.h"

#include "app/config_store.h"
#include "app/cookies.h"
#include "app/filters.h"
#include "app/hub.h"
#include "app/metrics.h"
#include "app/session_store.h"
#include "app/workers.h"
#include "base/ids.h"
#include "base/log.h"
#include "base/strings.h"

namespace rk {

// One request on its way: shared by the lambdas that carry it from thread to thread, only ever used by one at a time.
struct App::Call {
    Call(Services& services, std::unique_ptr<Request> r, std::unique_ptr<Responder> out, const Route& route)
        : request(std::move(r)),
          responder(std::move(out)),
          ctx(services, *request, route),
          started_ms(monotonic_ms()) {}
    std::unique_ptr<Request> request;
    std::unique_ptr<Responder> responder;
    Ctx ctx;
    Reply reply;
    std::vector<Header> headers;  // of the answer, whatever it will be
    Millis started_ms;
};

namespace {

void add(std::vector<Header>& headers, Reply& reply) {
    for (Header& header : headers) reply.headers.push_back(std::move(header));
    headers.clear();
}

}  // namespace

App::App(Services& services) : services_(services) {}
App::~App() = default;

uint64_t App::body_bytes_max(const Request& head) {
    CleanPath path = clean_path(head.raw_path);
    auto match = router_.find(head.method, path.path);
    return body_limit(*config_of(services_), match.route);
}

Response App::too_large(const Request& head) {
    Reply reply = error_reply(ApiError(Err::body_too_large), new_id(), locale_of(*config_of(services_), head), false);
    add_standard_headers(services_, head, reply);
    return reply;
}

std::unique_ptr<Response> App::unreadable(const Request& head, int status, std::string_view why) {
    if (!head.target.starts_with("/api/v4/")) return nullptr;
    auto error = ApiError(Err::unreadable_request).as_status(status).with("Reason", std::string(why));
    std::string request_id = new_id();
    auto reply =
        std::make_unique<Response>(error_reply(error, request_id, locale_of(*config_of(services_), head), false));
    reply->set_header("X-Request-Id", std::move(request_id));
    add_standard_headers(services_, head, *reply);
    return reply;
}

App::Credentials App::credentials(const Request& request) {
    using From = Credentials::From;
    std::string_view authorization = request.header("Authorization");
    if (authorization.size() > 7 && equal_ignore_case(authorization.substr(0, 7), "bearer "))
        return {trim(authorization.substr(7)), From::header};
    if (authorization.size() > 6 && equal_ignore_case(authorization.substr(0, 6), "token "))
        return {trim(authorization.substr(6)), From::header};
    for (const auto& header : request.headers) {
        if (!same_name(header.name, "Cookie")) continue;
        std::string_view rest = header.value;
        while (!rest.empty()) {
            size_t end = std::min(rest.find(';'), rest.size());
            std::string_view pair = trim(rest.substr(0, end));
            rest.remove_prefix(std::min(end + 1, rest.size()));
            if (pair.starts_with("MMAUTHTOKEN=") && pair.size() > 12) return {pair.substr(12), From::cookie};
        }
    }
    size_t at = request.query.find("access_token=");
    if (at != std::string_view::npos && (at == 0 || request.query[at - 1] == '&')) {
        std::string_view token = request.query.substr(at + 13);
        return {token.substr(0, token.find('&')), From::query};
    }
    return {};
}

void App::handle(std::unique_ptr<Request> request, std::unique_ptr<Responder> responder) {
    std::vector<Header> headers;
    if (auto early = answer_early(services_, limiter_, *request, headers)) {
        add(headers, *early);
        add_standard_headers(services_, *request, *early);
        responder->send(std::move(*early));
        return;
    }
    CleanPath path = clean_path(request->raw_path);
    if (path.kind == CleanPath::Kind::good) {
        auto match = router_.find(request->method, path.path);
        if (match.route) {
            auto call = std::make_shared<Call>(services_, std::move(request), std::move(responder), *match.route);
            call->ctx.params = std::move(match.params);
            call->headers = std::move(headers);
            call->ctx.request_id_ = new_id();
            call->ctx.actor_.ip_address = call->request->remote_ip;
            with_session(call);
            return;
        }
    }
    Reply reply;
    if (path.kind == CleanPath::Kind::malformed) {
        // As plain text below /api/v4, too (golden "tricks with paths", bad escape).
        reply.status = 400;
        reply.content_type = "text/plain; charset=utf-8";
        reply.body = "400 Bad Request";
        reply.close = true;
    } else if (path.kind == CleanPath::Kind::redirect) {
        reply.status = 301;
        reply.content_type.clear();
        std::string target = path.path;
        if (!request->query.empty()) target.append("?").append(request->query);
        reply.set_header("Location", std::move(target));
    } else if (path.path.starts_with("/plugins/")) {
        reply.status = 404;
        reply.content_type = "text/plain; charset=utf-8";
        reply.body = "404 page not found\n";
    } else {
        std::string request_id = new_id();
        reply =
            error_reply(ApiError(Err::route_not_found), request_id, locale_of(*config_of(services_), *request), false);
        reply.set_header("X-Request-Id", std::move(request_id));
    }
    add(headers, reply);
    add_standard_headers(services_, *request, reply);
    responder->send(std::move(reply));
}

void App::with_session(const CallPtr& call) {
    Credentials credentials = App::credentials(*call->request);
    if (credentials.token.empty()) return dispatch(call);
    if (SessionPtr session = services_.sessions->find_cached(credentials.token)) {
        call->ctx.actor_.session = std::move(session);
        return dispatch(call);
    }
    auto load = [this, call, token = std::string(credentials.token)] {
        try {
            services_.db->run_read([&](Tx& tx) { call->ctx.actor_.session = services_.sessions->load(tx, token); });
        } catch (...) {
            return fail(*call, std::current_exception());
        }
        dispatch(call);
    };
    if (services_.db->reads_in_place()) return load();
    if (!services_.workers->post("session", load)) fail(*call, std::make_exception_ptr(Err::server_busy));
}

void App::dispatch(const CallPtr& call) {
    Ctx& ctx = call->ctx;
    try {
        admit(ctx, credentials(*call->request).from);
    } catch (...) {
        return fail(*call, std::current_exception());
    }
    if (const SessionPtr& session = ctx.session()) {
        ctx.actor_.user_id = session->user_id;
        ctx.actor_.roles = session->roles;
        services_.sessions->used(services_, session);
    }
    if (needs_mfa_check(ctx)) check_mfa_then_run(call);
    else run_in_lane(call);
}

void App::check_mfa_then_run(const CallPtr& call) {
    auto check = [this, call] {
        try {
            services_.db->run_read([&](Tx& tx) { check_mfa(call->ctx, tx); });
        } catch (...) {
            return fail(*call, std::current_exception());
        }
        run_in_lane(call);
    };
    if (services_.db->reads_in_place()) return check();
    if (!services_.workers->post("session", check)) fail(*call, std::make_exception_ptr(Err::server_busy));
}

void App::run_in_lane(const CallPtr& call) {
    const Route& route = call->ctx.route();
    switch (route.lane) {
        case Lane::read: {
            auto run = [this, call] {
                try {
                    services_.db->run_read([&](Tx& tx) { call->reply = call->ctx.route().tx_handler(call->ctx, tx); });
                } catch (...) {
                    return fail(*call, std::current_exception());
                }
                finish(*call, std::move(call->reply));
            };
            if (services_.db->reads_in_place()) return run();
            if (!services_.workers->post("read", run)) fail(*call, std::make_exception_ptr(Err::server_busy));
            return;
        }
        case Lane::write: {
            bool queued =
                services_.db->post_write([call](Tx& tx) { call->reply = call->ctx.route().tx_handler(call->ctx, tx); },
                                         [this, call](std::exception_ptr error) {
                                             if (error) fail(*call, error);
                                             else finish(*call, std::move(call->reply));
                                         });
            if (!queued)
                fail(*call, services_.db->healthy() ? std::make_exception_ptr(Err::server_busy)
                                                    : std::make_exception_ptr(Err::store_unavailable));
            return;
        }
        case Lane::slow: {
            auto run = [this, call] {
                try {
                    call->reply = call->ctx.route().slow_handler(call->ctx);
                } catch (...) {
                    return fail(*call, std::current_exception());
                }
                finish(*call, std::move(call->reply));
            };
            // The route's path keeps one kind of request from taking all workers.
            if (!services_.workers->post(route.path, run)) fail(*call, std::make_exception_ptr(Err::server_busy));
            return;
        }
    }
}

void App::finish(Call& call, Reply reply) {
    if (!call.ctx.request_id().empty()) reply.set_header("X-Request-Id", call.ctx.request_id());
    add(call.headers, reply);
    add_standard_headers(services_, *call.request, reply);
    if (services_.metrics) services_.metrics->request(call.ctx.route(), reply.status, monotonic_ms() - call.started_ms);
    call.responder->send(std::move(reply));
}

// The one place where refusals become answers.
void App::fail(Call& call, std::exception_ptr error) {
    auto answer = [&](const ApiError& refusal) {
        const Route& route = call.ctx.route();
        // 501 tells of something that this server does not do: nothing failed.
        bool failed = refusal.status >= 500 && refusal.status != 501;
        log::Level level = failed ? log::Level::error : log::Level::debug;
        if (log::enabled(level))
            log::write(level, error_text(refusal, "en"),
                       {{"path", route.path},
                        {"method", method_name(route.method)},
                        {"status_code", refusal.status},
                        {"error_id", refusal.def->id},
                        {"detail", refusal.detailed_error},
                        {"request_id", call.ctx.request_id()},
                        {"user_id", call.ctx.user_id()}});
        Reply reply =
            error_reply(refusal, call.ctx.request_id(), call.ctx.locale(), shows_error_detail(*config_of(services_)));
        // A browser would go on sending a token that is good for nothing.
        if (refusal.def == &Err::session_expired && credentials(*call.request).from == Credentials::From::cookie)
            cookies::remove(services_, *call.request, reply);
        finish(call, std::move(reply));
    };
    try {
        std::rethrow_exception(error);
    } catch (const ApiError& refusal) {
        answer(refusal);
    } catch (const ErrorDef& refusal) {
        answer(ApiError(refusal));
    } catch (const DbError& failure) {
        bool away = failure.kind == DbError::Kind::unavailable || failure.kind == DbError::Kind::full ||
                    failure.kind == DbError::Kind::retry;
        answer((away ? Err::store_unavailable : Err::internal_error).because(failure.message));
    } catch (const std::exception& failure) {
        answer(Err::internal_error.because(failure.what()));
    }
}

std::unique_ptr<Response> App::check_upgrade(const Request& request) {
    CleanPath path = clean_path(request.raw_path);
    std::unique_ptr<Response> refused;
    if (path.kind != CleanPath::Kind::good || !services_.hub->serves(path.path)) {
        refused = std::make_unique<Response>(
            error_reply(ApiError(Err::route_not_found), new_id(), locale_of(*config_of(services_), request), false));
    } else {
        refused = services_.hub->check_upgrade(request);
    }
    if (refused) add_standard_headers(services_, request, *refused);
    return refused;
}

void App::accepted(std::shared_ptr<WsConnection> connection, std::unique_ptr<Request> request) {
    services_.hub->accepted(std::move(connection), std::move(request));
}

}  // namespace rk
