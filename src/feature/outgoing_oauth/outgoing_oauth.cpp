#include "feature/outgoing_oauth/outgoing_oauth.h"

#include <algorithm>
#include <future>
#include <memory>

#include "app/services.h"
#include "base/assert.h"
#include "base/log.h"
#include "feature/outgoing_oauth/store.h"
#include "feature/outgoing_oauth/tokens.h"
#include "model/settings.h"

namespace rk::outgoing_oauth {

namespace {

using Done = std::function<void(Result<HttpReply>)>;

// A call on its way with a token.
struct Authorized : std::enable_shared_from_this<Authorized> {
    Services& services;
    OutgoingConnections::Connection connection;
    HttpCall call;
    Done done;
    Millis deadline;
    bool is_second = false;

    Authorized(Services& s, OutgoingConnections::Connection c, HttpCall what, Done d)
        : services(s),
          connection(std::move(c)),
          call(std::move(what)),
          done(std::move(d)),
          deadline(monotonic_ms() + call.timeout_ms) {
        std::erase_if(call.headers, [](const Header& h) { return same_name(h.name, "Authorization"); });
    }

    int left() const { return static_cast<int>(std::max<Millis>(deadline - monotonic_ms(), 1)); }

    void start() {
        services.outgoing_connections->get_token(
            services, connection, left(), [self = shared_from_this()](Result<std::string> header) {
                if (!header) {
                    log::warn("no token for an outgoing call", {{"why", header.error()}});
                    return self->done(Failure{"no token from the OAuth connection " + header.error()});
                }
                self->send(*header);
            });
    }

    void send(const std::string& header) {
        HttpCall with_token = call;
        with_token.headers.push_back({"Authorization", header});
        with_token.timeout_ms = left();
        services.http->send(std::move(with_token), [self = shared_from_this(), header](Result<HttpReply> reply) {
            if (!reply || reply->status != 401 || self->is_second) return self->done(std::move(reply));
            self->is_second = true;
            self->services.outgoing_connections->forget_token(*self->connection, header);
            self->start();
        });
    }
};

}  // namespace

void start(Services& services) {
    services.outgoing_connections = std::make_shared<OutgoingConnections>();
    services.db->read([&](Tx& tx) { services.outgoing_connections->put_all(store::list_all(tx)); });
}

void send(Services& services, HttpCall call, Done done) {
    RK_ASSERT(services.http && services.outgoing_connections);
    OutgoingConnections::Connection connection;
    if (config_of(services)->ServiceSettings.EnableOutgoingOAuthConnections)
        connection = services.outgoing_connections->find(call.url);
    if (!connection) return services.http->send(std::move(call), std::move(done));
    std::make_shared<Authorized>(services, std::move(connection), std::move(call), std::move(done))->start();
}

Result<HttpReply> fetch(Services& services, HttpCall call) {
    auto result = std::make_shared<std::promise<Result<HttpReply>>>();
    std::future<Result<HttpReply>> future = result->get_future();
    send(services, std::move(call), [result](Result<HttpReply> reply) { result->set_value(std::move(reply)); });
    return future.get();
}

}  // namespace rk::outgoing_oauth
