// The part of the hub that lives on one io thread: its sessions, and which of them see a channel or a team.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "app/hub.h"
#include "app/ws_session.h"

namespace rk {

// Everything happens on the shard's io thread.
class HubShard {
  public:
    HubShard(Hub& hub, int loop) : hub_(hub), loop_(loop) {}
    ~HubShard();
    HubShard(const HubShard&) = delete;

    Hub& hub() { return hub_; }
    int loop() const { return loop_; }

    // Watches a connection that has not said who it is.
    void watch(std::shared_ptr<WsLink> link) { watched_.push_back(std::move(link)); }
    // A new session on that connection: reads its memberships, then says hello and `first_reply`. What happens
    // meanwhile waits.
    std::shared_ptr<WsSession> add(SessionPtr session, std::shared_ptr<WsLink> link, std::string locale,
                                   std::string first_reply);
    // The dormant session of that id and account, when it can go on from `seq`; null otherwise. One that has lost
    // events is forgotten.
    std::shared_ptr<WsSession> find_resumable(std::string_view connection_id, std::string_view user_id, int64_t seq);

    void take(const HubChangePtr& change);
    void tick(Millis now);
    void stop();

    // For the sessions: gone as soon as nothing walks the lists.
    void forget(WsSession& session);
    // Reads the session's login afresh; ends the session when there is none any more.
    void refresh(const std::shared_ptr<WsSession>& session);

  private:
    struct Hash {
        using is_transparent = void;
        size_t operator()(std::string_view s) const { return std::hash<std::string_view>()(s); }
    };
    template <class T>
    using ById = std::unordered_map<std::string, T, Hash, std::equal_to<>>;

    void load(const std::shared_ptr<WsSession>& session);
    void loaded(const std::shared_ptr<WsSession>& session, std::vector<std::string> places);
    void dispatch(const OutgoingPtr& event);
    void offer(WsSession& session, const OutgoingPtr& event);
    void ask_for_guest(WsSession& session, const OutgoingPtr& event);
    void apply(WsSession& session, const HubChange& change);
    bool concerns(const WsSession& session, const Outgoing& event) const;
    void join(WsSession& session, const std::string& place_id);
    void leave(WsSession& session, std::string_view place_id);
    void leave_at(WsSession& session, size_t index);
    void remove(WsSession& session);
    void remove_forgotten();
    // The account's sessions, kept alive while they are walked.
    std::vector<std::shared_ptr<WsSession>> sessions_of(std::string_view user_id) const;

    Hub& hub_;
    const int loop_;
    std::vector<std::shared_ptr<WsSession>> all_;
    ById<std::vector<WsSession*>> by_user_;
    ById<WsSession*> by_connection_;
    ById<Place> places_;  // channels and teams: their ids are all different
    std::vector<std::shared_ptr<WsLink>> watched_;
    std::vector<std::shared_ptr<WsSession>> forgotten_;
    size_t loading_ = 0;
};

}  // namespace rk
