#include "app/ws_link.h"

#include "app/hub_shard.h"
#include "app/services.h"
#include "app/session_store.h"
#include "app/workers.h"
#include "app/ws_message.h"
#include "base/ids.h"
#include "base/log.h"
#include "base/strings.h"

namespace rk {

WsLink::WsLink(Hub& hub, std::shared_ptr<WsConnection> connection, std::string locale)
    : hub_(hub), connection_(std::move(connection)), loop_(connection_->loop()), locale_(std::move(locale)) {}

void WsLink::begin(std::string token, std::string resume_id, std::string resume_seq) {
    challenged_until_ = hub_.services().clock->now() + kChallengeMs;
    hub_.shard(loop_).watch(shared_from_this());
    if (token.empty()) return;
    resume_id_ = std::move(resume_id);
    resume_seq_ = std::move(resume_seq);
    authenticate(std::move(token), "");
}

void WsLink::authenticate(std::string token, std::string first_reply) {
    state_ = State::authenticating;
    Services& services = hub_.services();
    if (SessionPtr session = services.sessions->find_cached(token))
        return authenticated(std::move(session), std::move(first_reply));
    auto read = [this, self = shared_from_this(), token = std::move(token), first_reply] {
        Services& parts = hub_.services();
        SessionPtr session;
        bool failed = false;
        try {
            parts.db->run_read([&](Tx& tx) { session = parts.sessions->load(tx, token); });
        } catch (const std::exception& failure) {
            log::error("the login of a WebSocket could not be read", {{"detail", failure.what()}});
            failed = true;
        }
        auto done = [this, self, session, failed, first_reply] {
            if (failed) return close(1011, "try again later");
            authenticated(session, first_reply);
        };
        if (parts.db->reads_in_place()) done();
        else hub_.post(loop_, done);
    };
    if (services.db->reads_in_place()) return read();
    if (!services.workers->post("socket", read)) close(1013, "try again later");
}

void WsLink::authenticated(SessionPtr session, std::string first_reply) {
    if (state_ == State::closed) return;
    Millis now = hub_.services().clock->now();
    if (!session || (session->expires_at > 0 && session->expires_at < now)) {
        // A bad token in the challenge closes at once; one in the request leaves the time for a challenge.
        if (!first_reply.empty()) return close(1008, "authentication failed");
        state_ = State::challenged;
        for (auto& [message, binary] : std::exchange(waiting_, {})) on_message(message, binary);
        return;
    }
    if (resume_id_.empty() || !first_reply.empty()) return begin_new(std::move(session), std::move(first_reply));

    if (!is_valid_id(resume_id_)) return close(1008, "invalid connection_id");
    auto home = hub_.find_loop_of(resume_id_);
    if (!home) return begin_new(std::move(session), "");
    int64_t seq = 0;
    if (!parse_int(resume_seq_, seq) || seq < 0) return close(1008, "invalid sequence_number");
    auto resume = [this, self = shared_from_this(), session, seq, home = *home, id = resume_id_] {
        auto found = hub_.shard(home).find_resumable(id, session->user_id, seq);
        // What one token heard is not told to another that may less.
        if (found && found->session()->scopes != session->scopes) found = nullptr;
        if (found) {
            found->set_session(session);
            found->resume(self, seq);
        }
        auto go_on = [this, self, found, home, session] {
            if (found) bind(found, home);
            else begin_new(session, "");
        };
        if (home == loop_) go_on();
        else hub_.post(loop_, go_on);
    };
    if (*home == loop_) resume();
    else hub_.post(*home, resume);
}

void WsLink::begin_new(SessionPtr session, std::string first_reply) {
    if (state_ == State::closed) return;
    hub_.shard(loop_).add(std::move(session), shared_from_this(), locale_, std::move(first_reply));
}

void WsLink::bind(std::shared_ptr<WsSession> session, int loop) {
    session_ = std::move(session);
    session_loop_ = loop;
    if (state_ == State::closed) {  // while another thread resumed it
        hub_.post(session_loop_, [self = shared_from_this()] { self->session_->disconnected(self.get()); });
        return;
    }
    state_ = State::bound;
    for (auto& [message, binary] : std::exchange(waiting_, {})) on_message(message, binary);
}

void WsLink::on_message(std::string_view message, bool binary) {
    if (message.size() > kMessageBytesMax) return close(1009, "message too large");
    switch (state_) {
        case State::challenged: return on_challenge(message, binary);
        case State::authenticating:
            if (waiting_.size() >= kWaitingMax) return close(1008, "too many messages");
            waiting_.emplace_back(message, binary);
            return;
        case State::bound:
            if (session_loop_ == loop_) return session_->on_message(message, binary);
            hub_.post(session_loop_,
                      [session = session_, text = std::string(message), binary] { session->on_message(text, binary); });
            return;
        case State::closed: return;
    }
}

// Before it has authenticated a client is not answered, whatever it says (golden websocket "actions before
// authentication").
void WsLink::on_challenge(std::string_view text, bool binary) {
    auto message = binary ? parse_ws_binary(text) : parse_ws_message(text);
    if (!message) return close(1007, "malformed message");
    if (message->seq <= 0 || message->action != "authentication_challenge") return;
    const Json* token = message->data.find("token");
    if (!token || !token->is_string() || token->as_string().empty()) return close(1008, "authentication failed");
    authenticate(token->as_string(), ws_reply_ok(message->seq));
}

void WsLink::on_close() {
    bool bound = state_ == State::bound;
    state_ = State::closed;
    waiting_.clear();
    if (!bound) return;
    if (session_loop_ == loop_) return session_->disconnected(this);
    hub_.post(session_loop_, [self = shared_from_this()] { self->session_->disconnected(self.get()); });
}

void WsLink::send(std::shared_ptr<const std::string> text, std::string_view tail) {
    connection_->send(std::move(text), tail);
}
void WsLink::send(std::string text) { connection_->send(std::move(text)); }
void WsLink::close(uint16_t code, std::string_view reason) { connection_->close(code, reason); }

bool WsLink::tick(Millis now) {
    if (state_ == State::bound || state_ == State::closed) return false;
    if (state_ == State::challenged && now >= challenged_until_) {
        close(1008, "not authenticated");
        return false;
    }
    return true;
}

}  // namespace rk
