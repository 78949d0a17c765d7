#include "feature/outgoing_oauth/tokens.h"

#include <algorithm>

#include "app/services.h"
#include "base/assert.h"
#include "base/crypto.h"
#include "base/json.h"
#include "base/strings.h"
#include "feature/outgoing_oauth/audience.h"
#include "model/settings.h"

namespace rk {

namespace {

constexpr Millis kUnknownLifeMs = 3'600'000;  // of a token that does not say; a 401 ends it sooner
constexpr Millis kMarginMs = 30'000;          // it must not expire on its way
constexpr size_t kTokenBytesMax = 16 * 1024;
constexpr size_t kAnswerBytesMax = 64 * 1024;

bool is_header_text(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

Result<OutgoingConnections::Token> read_token(const HttpReply& reply) {
    auto json = Json::parse(reply.body);
    if (reply.status < 200 || reply.status > 299) {
        std::string why = "the token address answered HTTP " + std::to_string(reply.status);
        if (json && json->is_object())
            for (const char* member : {"error", "error_description"})
                if (const std::string& text = (*json)[member].as_string(); !text.empty())
                    why += ", " + std::string(utf8_prefix(text, 200));
        return Failure{why};
    }
    if (!json || !json->is_object()) return Failure{"the token address did not answer with JSON"};
    const std::string& token = (*json)["access_token"].as_string();
    if (token.empty() || token.size() > kTokenBytesMax || !is_header_text(token))
        return Failure{"the token address answered without a usable access_token"};
    std::string type = (*json)["token_type"].as_string();
    if (type.empty() || equal_ignore_case(type, "bearer")) type = "Bearer";
    if (type.size() > 64 || !is_header_text(type))
        return Failure{"the token address answered with an unusable token_type"};
    OutgoingConnections::Token got;
    got.header = type + " " + token;
    // Some write the number as a text.
    int64_t seconds = (*json)["expires_in"].as_integer();
    if ((*json)["expires_in"].is_string() && !parse_int((*json)["expires_in"].as_string(), seconds)) seconds = 0;
    got.lives_ms = seconds > 0 ? std::min<int64_t>(seconds, 30 * 86'400) * 1000 : kUnknownLifeMs;
    return got;
}

enum class Proof { in_form, in_header };

HttpCall request_of(const Services& services, const OutgoingOAuthConnection& connection, Proof proof, int timeout_ms) {
    auto config = config_of(services);
    HttpCall call;
    call.method = "POST";
    call.url = connection.oauth_token_url;
    call.headers = {{"Accept", "application/json"}, {"Content-Type", "application/x-www-form-urlencoded"}};
    auto add = [&](std::string_view name, std::string_view value) {
        call.body.append(call.body.empty() ? "" : "&").append(name).append("=").append(url_encode(value));
    };
    add("grant_type", connection.grant_type);
    if (proof == Proof::in_form) {
        add("client_id", connection.client_id);
        add("client_secret", connection.client_secret);
    } else {
        std::string pair = url_encode(connection.client_id) + ":" + url_encode(connection.client_secret);
        call.headers.push_back({"Authorization", "Basic " + base64_encode(pair)});
    }
    if (connection.grant_type == "password") {
        add("username", connection.credentials_username.value_or(""));
        add("password", connection.credentials_password.value_or(""));
    }
    call.timeout_ms = timeout_ms;
    call.bytes_max = kAnswerBytesMax;
    call.skip_certificate_verification = config->ServiceSettings.EnableInsecureOutgoingConnections;
    return call;
}

// Whether the client itself was not recognised: some servers take its secret in the header only.
bool refuses_client(const HttpReply& reply) {
    if (reply.status == 401) return true;
    auto json = Json::parse(reply.body);
    return reply.status == 400 && json && (*json)["error"].as_string() == "invalid_client";
}

}  // namespace

void OutgoingConnections::put_all(std::vector<OutgoingOAuthConnection> connections) {
    std::lock_guard lock(mutex_);
    connections_.clear();
    for (auto& connection : connections)
        connections_.push_back(std::make_shared<const OutgoingOAuthConnection>(std::move(connection)));
    std::erase_if(tokens_, [&](const auto& kept) {
        return std::none_of(connections_.begin(), connections_.end(), [&](const Connection& c) {
            return c->id == kept.first && c->update_at == kept.second.update_at;
        });
    });
}

OutgoingConnections::Connection OutgoingConnections::find(std::string_view url) const {
    std::lock_guard lock(mutex_);
    Connection best;
    size_t best_fit = 0;
    for (const Connection& connection : connections_)
        for (const std::string& audience : connection->audiences)
            if (auto fits = outgoing_oauth::fit(audience, url); fits && (!best || *fits > best_fit))
                best = connection, best_fit = *fits;
    return best;
}

void OutgoingConnections::get_token(Services& services, Connection connection, int timeout_ms, GotToken got) {
    std::optional<std::string> known;
    {
        std::lock_guard lock(mutex_);
        auto kept = tokens_.find(connection->id);
        if (kept != tokens_.end() && kept->second.update_at == connection->update_at &&
            kept->second.until > monotonic_ms())
            known = kept->second.header;
    }
    if (known) return got(*known);
    const Millis asked = monotonic_ms();
    ask(services, *connection, timeout_ms,
        [self = services.outgoing_connections, connection, asked, got = std::move(got)](Result<Token> token) {
            if (!token) return got(Failure{"\"" + connection->name + "\": " + token.error()});
            {
                std::lock_guard lock(self->mutex_);
                Kept kept;
                kept.header = token->header;
                kept.update_at = connection->update_at;
                kept.until = asked + token->lives_ms - std::min(kMarginMs, token->lives_ms / 10);
                self->tokens_[connection->id] = std::move(kept);
            }
            got(token->header);
        });
}

void OutgoingConnections::forget_token(const OutgoingOAuthConnection& connection, std::string_view header) {
    std::lock_guard lock(mutex_);
    auto kept = tokens_.find(connection.id);
    if (kept != tokens_.end() && kept->second.header == header) tokens_.erase(kept);
}

void OutgoingConnections::ask(Services& services, const OutgoingOAuthConnection& connection, int timeout_ms,
                              std::function<void(Result<Token>)> got) {
    RK_ASSERT(services.http);
    const Millis deadline = monotonic_ms() + timeout_ms;
    auto second = request_of(services, connection, Proof::in_header, timeout_ms);
    services.http->send(request_of(services, connection, Proof::in_form, timeout_ms),
                        [http = services.http, deadline, second = std::move(second),
                         got = std::move(got)](Result<HttpReply> reply) mutable {
                            if (!reply) return got(Failure{reply.error()});
                            const Millis left = deadline - monotonic_ms();
                            if (!refuses_client(*reply) || left <= 0) return got(read_token(*reply));
                            second.timeout_ms = static_cast<int>(left);
                            http->send(std::move(second), [got = std::move(got)](Result<HttpReply> again) {
                                if (!again) return got(Failure{again.error()});
                                got(read_token(*again));
                            });
                        });
}

}  // namespace rk
