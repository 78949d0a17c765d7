// The part of the hub that lives on one io thread: its sessions, and which of them see a channel or a team.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "app/hub.h"
#include "app/hub_account.h"
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
    // A new session on that connection: says hello and `first_reply` as soon as the account's memberships are known. What
    // happens meanwhile waits.
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

    // Reads the account's memberships.
    void load(std::shared_ptr<HubAccount> account);
    void loaded(HubAccount& account, const std::vector<std::string>& places);
    void not_loaded(HubAccount& account, uint16_t code);
    void greet(WsSession& session);
    void hear(WsSession& session);  // what it said meanwhile
    void dispatch(const OutgoingPtr& event);
    void offer(WsSession& session, const OutgoingPtr& event);
    void ask_for_guest(WsSession& session, const OutgoingPtr& event);
    bool concerns(const WsSession& session, const Outgoing& event) const;
    void move(HubAccount& account, const HubChange& change);
    void join(HubAccount& account, const std::string& place_id);
    void leave(HubAccount& account, std::string_view place_id);
    void leave_at(HubAccount& account, size_t index);
    void remove(WsSession& session);
    void remove_forgotten();
    // The account's sessions, kept alive while they are walked.
    static std::vector<std::shared_ptr<WsSession>> sessions_of(const HubAccount& account);

    Hub& hub_;
    const int loop_;
    std::vector<std::shared_ptr<WsSession>> all_;
    ById<std::shared_ptr<HubAccount>> accounts_;
    ById<WsSession*> by_connection_;
    ById<Place> places_;  // channels and teams: their ids are all different
    std::vector<std::shared_ptr<WsLink>> watched_;
    std::vector<std::shared_ptr<WsSession>> forgotten_;
    std::vector<HubAccount*> being_read_;
};

}  // namespace rk
