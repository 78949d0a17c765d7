#include "app/ws_session.h"

#include <algorithm>

#include "app/access.h"
#include "app/config_store.h"
#include "app/hub_shard.h"
#include "app/services.h"
#include "app/session_store.h"
#include "app/token_scopes.h"
#include "app/workers.h"
#include "app/ws_link.h"
#include "app/ws_message.h"
#include "base/ids.h"
#include "base/log.h"

namespace rk {

namespace {

// What nobody misses: left out for those who do not keep up, as there.
bool is_noise(EventName name) {
    return name == EventName::typing || name == EventName::status_change || name == EventName::multiple_channels_viewed;
}

bool has_word(std::string_view words, std::string_view word) {
    for (size_t at = words.find(word); at != std::string_view::npos; at = words.find(word, at + 1)) {
        size_t end = at + word.size();
        if ((at == 0 || words[at - 1] == ' ') && (end == words.size() || words[end] == ' ')) return true;
    }
    return false;
}

// The second boundary at which refusals become answers (the first is App's).
std::string answer_of(int64_t seq, std::string_view action, std::string_view locale,
                      const std::function<std::string()>& run) {
    auto refuse = [&](const ApiError& refusal) {
        if (refusal.status >= 500)
            log::error("a WebSocket action failed",
                       {{"action", action}, {"error_id", refusal.def->id}, {"detail", refusal.detailed_error}});
        return ws_reply_error(seq, refusal, locale);
    };
    try {
        return ws_reply_ok(seq, run());
    } catch (const ApiError& refusal) {
        return refuse(refusal);
    } catch (const ErrorDef& refusal) {
        return refuse(ApiError(refusal));
    } catch (const DbError& failure) {
        return refuse(Err::store_unavailable.because(failure.message));
    } catch (const std::exception& failure) {
        return refuse(Err::internal_error.because(failure.what()));
    }
}

}  // namespace

const std::string& WsCall::text(std::string_view name) const {
    const Json* value = data.find(name);
    if (!value || !value->is_string()) throw Err::websocket_invalid_param.with("Name", std::string(name));
    return value->as_string();
}

WsSession::WsSession(HubShard& shard, SessionPtr session, std::string locale)
    : shard_(shard), connection_id_(new_id()), locale_(std::move(locale)) {
    actor_.user_id = session->user_id;
    set_session(std::move(session));
}

void WsSession::set_session(SessionPtr session) {
    actor_.roles = session->roles;
    is_guest_ = has_word(actor_.roles, "system_guest");
    actor_.session = std::move(session);
}

// Asked for few events, so it is looked up each time: what a role may can change.
bool WsSession::may(Permission permission) const {
    return token_scopes::may_use(*actor_.session, permission) &&
           shard_.hub().services().roles->permissions_of(actor_.roles).has(permission);
}

void WsSession::attach(std::shared_ptr<WsLink> link) {
    link_ = std::move(link);
    keeping_up_seq_ = replay_.next_seq();
    shard_.hub().connection_opened(actor_.user_id);
}

bool WsSession::can_resume(int64_t seq) const { return seq >= replay_.first_seq() && seq <= replay_.next_seq(); }

void WsSession::resume(std::shared_ptr<WsLink> link, int64_t seq) {
    state_ = State::open;
    attach(std::move(link));
    for (; seq < replay_.next_seq(); ++seq) transmit(replay_.at(seq), seq);
}

void WsSession::detach() {
    if (!std::exchange(link_, nullptr)) return;
    shard_.hub().connection_closed(actor_.user_id);
}

void WsSession::disconnected(const WsLink* link) {
    if (link != link_.get()) return;
    if (state_ != State::open) return shard_.forget(*this);
    state_ = State::dormant;
    dormant_limit_ = std::max(kReplayMax, replay_.size()) + kDormantMax;
    due_at_ = shard_.hub().services().clock->now() + kDormantMs;
    detach();
}

void WsSession::open(std::string_view first_reply) {
    state_ = State::open;
    Event hello;
    hello.name = EventName::hello;
    hello.broadcast = to_user(actor_.user_id);
    hello.data.clear();
    JsonWriter w(hello.data);
    w.begin_object()
        .field("server_version", shard_.hub().server_version())
        .field("connection_id", connection_id_)
        .field("server_hostname", shard_.hub().hostname())
        .end_object();
    send(std::make_shared<const Outgoing>(std::move(hello)));
    if (!first_reply.empty()) reply(std::string(first_reply));
}

bool WsSession::may_see(const Outgoing& outgoing) const {
    const Event& event = outgoing.event;
    const Broadcast& to = event.broadcast;
    if (!token_scopes::may_hear(*actor_.session)) return false;
    if (to.contains_sanitized_data && may(Permission::manage_system)) return false;
    if (to.contains_sensitive_data && !may(Permission::manage_system)) return false;
    if (event.needs_system_permission >= 0 && !may(static_cast<Permission>(event.needs_system_permission)))
        return false;
    if (!to.connection_id.empty()) return true;
    if (to.omit_connection_id == connection_id_) return false;
    return !to.user_id.empty() || !outgoing.omits(actor_.user_id);
}

void WsSession::send(const OutgoingPtr& event) {
    int64_t seq = replay_.next_seq();
    if (state_ == State::dormant) {
        // Too much was missed for going on: the client fetches everything anew then.
        if (replay_.size() >= dormant_limit_) return shard_.forget(*this);
        return replay_.push(event, dormant_limit_);
    }
    size_t queued = link_->queued_bytes();
    if (queued <= kKeepingUpBytes) keeping_up_seq_ = seq;
    if (queued > kLaggingBytes && is_noise(event->event.name)) return;
    // What may still wait in the connection's queue stays here too, for the case that it is cut off.
    replay_.push(event, kReplayMax + static_cast<size_t>(seq - keeping_up_seq_));
    if (queued > kQueueBytesMax) {
        log::info("a WebSocket that does not read is cut off",
                  {{"user_id", actor_.user_id}, {"connection_id", connection_id_}, {"queued_bytes", queued}});
        link_->close(1008, "too slow");
        return disconnected(link_.get());
    }
    transmit(event, seq);
}

void WsSession::transmit(const OutgoingPtr& event, int64_t seq) {
    std::string tail;
    event->append_tail(tail, actor_.user_id, seq);
    link_->send(text_of(event), tail);
}

void WsSession::reply(std::string text) {
    if (link_) link_->send(std::move(text));
}

void WsSession::close(uint16_t code, std::string_view reason) {
    if (link_) link_->close(code, reason);
}

void WsSession::end() {
    if (state_ == State::gone || state_ == State::ended) return;
    if (state_ != State::open) {
        close(1008, "session ended");
        return shard_.forget(*this);
    }
    state_ = State::ended;
    due_at_ = shard_.hub().services().clock->now() + kEndedMs;
}

void WsSession::tick(Millis now) {
    if (state_ == State::dormant && now >= due_at_) return shard_.forget(*this);
    if (state_ == State::ended && now >= due_at_) {
        close(1008, "session ended");
        return shard_.forget(*this);
    }
    const SessionPtr& login = actor_.session;
    bool expired = login->expires_at > 0 && login->expires_at < now;
    if (expired && (state_ == State::open || state_ == State::dormant)) {
        shard_.refresh(shared_from_this());  // it may have been extended meanwhile
        // Where the store's answer is still on its way, the next tick finds it in the cache.
        SessionPtr known = shard_.hub().services().sessions->find_cached(login->token);
        if (known && known->expires_at > 0 && known->expires_at < now) end();
    }
}

void WsSession::on_message(std::string_view text, bool binary) {
    if (state_ == State::loading) {
        if (waiting_messages_.size() >= WsLink::kWaitingMax) return close(1008, "too many messages");
        waiting_messages_.emplace_back(text, binary);
        return;
    }
    auto parsed = binary ? parse_ws_binary(text) : parse_ws_message(text);
    if (!parsed) return close(1007, "malformed message");
    WsMessage& message = *parsed;
    auto refuse = [&](const ErrorDef& error) { reply(ws_reply_error(message.seq, ApiError(error), locale_)); };
    if (message.action.empty()) return refuse(Err::websocket_no_action);
    if (message.seq <= 0) return refuse(Err::websocket_bad_sequence);
    if (message.action == "authentication_challenge") return;  // done already: ignored, as there
    if (state_ == State::ended) return refuse(Err::session_expired);
    const WsAction* action = shard_.hub().find_action(message.action);
    if (!action) return refuse(Err::websocket_bad_action);
    if (!token_scopes::may_act(*actor_.session, message.action)) return refuse(Err::token_scope);
    run(*action, message.seq, std::move(message.data));
}

void WsSession::run(const WsAction& action, int64_t seq, Json data) {
    Services& services = shard_.hub().services();
    auto call = [&services, &action](const Actor& actor, const Json& d, std::string_view connection_id) -> std::string {
        WsCall c{services, actor, d, connection_id};
        if (!action.reads) return action.run(c, nullptr);
        std::string result;
        services.db->run_read([&](Tx& tx) { result = action.run(c, &tx); });
        return result;
    };
    if (!action.reads || services.db->reads_in_place())
        return reply(answer_of(seq, action.name, locale_, [&] { return call(actor_, data, connection_id_); }));
    auto work = [this, self = shared_from_this(), call, seq, actor = actor_, d = std::move(data), name = action.name] {
        std::string text = answer_of(seq, name, locale_, [&] { return call(actor, d, connection_id_); });
        shard_.hub().post(shard_.loop(), [self, text = std::move(text)]() mutable { self->reply(std::move(text)); });
    };
    if (!services.workers->post("socket action", work)) reply(ws_reply_error(seq, ApiError(Err::server_busy), locale_));
}

}  // namespace rk
