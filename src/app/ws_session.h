// One client's stream of events: numbered, remembered for a while, and outliving the connection that carries it.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "app/hub.h"
#include "app/replay_buffer.h"
#include "model/permissions.h"

namespace rk {

struct HubAccount;

// Owned by its shard, on whose io thread everything happens. Its connection may live on another.
//
//     loading ──memberships read──> open ──connection lost──> dormant ──comes back──> open
//        └─────────────── session ended ──> ended (closes a second later)      └──5 minutes, or too many events──> gone
class WsSession : public std::enable_shared_from_this<WsSession> {
  public:
    enum class State : uint8_t { loading, open, dormant, ended, gone };

    // Bounds, as there: 128 sent events are kept, 256 may wait.
    static constexpr size_t kReplayMax = 128;
    static constexpr size_t kDormantMax = 256;  // events that come while nobody is connected
    static constexpr Millis kDormantMs = 5 * 60 * 1000;
    static constexpr size_t kKeepingUpBytes = 32 * 1024;       // less than this waiting: the client reads as we write
    static constexpr size_t kLaggingBytes = 256 * 1024;        // more: typing and presence are left out
    static constexpr size_t kQueueBytesMax = 4 * 1024 * 1024;  // more: cut off
    static constexpr Millis kEndedMs = 1000;

    WsSession(HubShard& shard, SessionPtr session, std::string locale);

    const std::string& user_id() const { return actor_.user_id; }
    const std::string& connection_id() const { return connection_id_; }
    const SessionPtr& session() const { return actor_.session; }
    State state() const { return state_; }
    bool is_guest() const { return is_guest_; }
    bool may(Permission permission) const;
    int64_t next_seq() const { return replay_.next_seq(); }

    // The login behind it, at first and again when it changed.
    void set_session(SessionPtr session);

    // The connection that carries it from now on.
    void attach(std::shared_ptr<WsLink> link);
    // Goes on with a new connection from that number, which can_resume said yes to.
    bool can_resume(int64_t seq) const;
    void resume(std::shared_ptr<WsLink> link, int64_t seq);
    // The connection broke; another one's news are ignored.
    void disconnected(const WsLink* link);
    // Lets go of the connection, which counts no more.
    void detach();

    // Says hello, then `first_reply` unless it is "".
    void open(std::string_view first_reply);
    // Whether this client may see the event, memberships apart.
    bool may_see(const Outgoing& event) const;
    void send(const OutgoingPtr& event);
    void on_message(std::string_view message, bool binary);

    // The login ended: no more events; tick() closes.
    void end();
    void close(uint16_t code, std::string_view reason);
    void tick(Millis now);

  private:
    void transmit(const OutgoingPtr& event, int64_t seq);
    void reply(std::string text);
    void run(const WsAction& action, int64_t seq, Json data);

    HubShard& shard_;
    Actor actor_;
    bool is_guest_ = false;
    const std::string connection_id_;
    const std::string locale_;
    std::shared_ptr<WsLink> link_;  // null while dormant
    ReplayBuffer replay_;
    int64_t keeping_up_seq_ = 0;  // the last number at which hardly anything waited
    size_t dormant_limit_ = 0;
    Millis due_at_ = 0;  // dormant: forgotten then; ended: closed then
    State state_ = State::loading;

    // The shard's.
    friend class HubShard;
    HubAccount* account_ = nullptr;
    size_t slot_ = 0;        // in the shard's list of all
    size_t waits_from_ = 0;  // while loading: the first of the account's waiting changes that came after it
    std::vector<std::pair<std::string, bool>> waiting_messages_;  // while loading, as the one below
    std::string reply_after_hello_;
};

}  // namespace rk
