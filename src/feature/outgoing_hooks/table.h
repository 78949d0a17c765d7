// Every outgoing webhook in memory, by team and by channel: all that happens asks which hooks it concerns. Thread-safe;
// changed after the commit of what changes a hook.
#pragma once
#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "db/db.h"
#include "model/integration.h"

namespace rk {

class OutgoingHookTable {
  public:
    using Hooks = std::vector<OutgoingWebhook>;

    void load(Tx& tx);
    // Of the team, the oldest first; null when it has none. What it points to never changes.
    std::shared_ptr<const Hooks> find(std::string_view team_id) const;
    // Those made for this one channel, likewise.
    std::shared_ptr<const Hooks> find_of_channel(std::string_view channel_id) const;
    // Those of all teams that asked for the event.
    Hooks list_asking_for(std::string_view event) const;
    // Whether any asked for other events than messages: without one, nobody need be asked for.
    bool any_asks() const { return asking_.load(std::memory_order_relaxed) > 0; }
    // A new or changed hook; an older version than the one that is there changes nothing.
    void put(const OutgoingWebhook& hook);
    void remove(std::string_view team_id, std::string_view hook_id);

  private:
    struct Hash {
        using is_transparent = void;
        size_t operator()(std::string_view s) const { return std::hash<std::string_view>()(s); }
    };
    using Map = std::unordered_map<std::string, std::shared_ptr<const Hooks>, Hash, std::equal_to<>>;
    static std::shared_ptr<const Hooks> find_in(const Map& map, std::string_view id);
    static void put_into(Map& map, const std::string& id, const OutgoingWebhook& hook);
    static void remove_from(Map& map, std::string_view id, std::string_view hook_id);
    void forget(const OutgoingWebhook& hook);

    mutable std::mutex mutex_;  // guards the maps
    Map teams_, channels_;
    std::atomic<int> asking_{0};
};

}  // namespace rk
