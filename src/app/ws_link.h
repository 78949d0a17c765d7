// One accepted WebSocket, from its first byte to its last: says who it is, then carries a WsSession.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/hub.h"
#include "base/http.h"

namespace rk {

class WsSession;

// Owned by its connection and by the session it carries. Everything but send, close and queued_bytes happens on the
// connection's io thread.
class WsLink : public WsHandler, public std::enable_shared_from_this<WsLink> {
  public:
    static constexpr Millis kChallengeMs = 5000;  // to authenticate in, as there
    static constexpr size_t kMessageBytesMax = 64 * 1024;
    static constexpr size_t kWaitingMax = 64;  // messages that come before the session is ready

    WsLink(Hub& hub, std::shared_ptr<WsConnection> connection, std::string locale);

    // Sets out: authenticates by `token`, or waits for the challenge when it is "" or nobody's. `resume_id` and
    // `resume_seq` are the query's connection_id and sequence_number.
    void begin(std::string token, std::string resume_id, std::string resume_seq);
    // The session that it carries; on the connection's thread.
    void bind(std::shared_ptr<WsSession> session, int loop);
    // The session could not be resumed: begins a new one.
    void begin_new(SessionPtr session, std::string first_reply);

    void on_text(std::string_view message) override { on_message(message, false); }
    void on_binary(std::string_view message) override { on_message(message, true); }
    void on_close() override;

    // Any thread.
    void send(std::shared_ptr<const std::string> text, std::string_view tail);
    void send(std::string text);
    void close(uint16_t code, std::string_view reason);
    size_t queued_bytes() const { return connection_->queued_bytes(); }
    int loop() const { return loop_; }

    // False when there is nothing more to watch: it has authenticated, or is closed.
    bool tick(Millis now);

  private:
    enum class State : uint8_t { challenged, authenticating, bound, closed };
    void on_message(std::string_view message, bool binary);
    void on_challenge(std::string_view message, bool binary);
    void authenticate(std::string token, std::string first_reply);
    void authenticated(SessionPtr session, std::string first_reply);

    Hub& hub_;
    const std::shared_ptr<WsConnection> connection_;
    const int loop_;
    const std::string locale_;
    State state_ = State::challenged;
    Millis challenged_until_ = 0;
    std::string resume_id_, resume_seq_;
    std::shared_ptr<WsSession> session_;
    int session_loop_ = 0;
    std::vector<std::pair<std::string, bool>> waiting_;
};

}  // namespace rk
