// Every outgoing webhook, by team, in memory: each new post asks which hooks it concerns. Thread-safe; changed after the
// commit of what changes a hook.
#pragma once
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
    // A new or changed hook; an older version than the one that is there changes nothing.
    void put(const OutgoingWebhook& hook);
    void remove(std::string_view team_id, std::string_view hook_id);

  private:
    struct Hash {
        using is_transparent = void;
        size_t operator()(std::string_view s) const { return std::hash<std::string_view>()(s); }
    };
    mutable std::mutex mutex_;  // guards teams_
    std::unordered_map<std::string, std::shared_ptr<const Hooks>, Hash, std::equal_to<>> teams_;
};

}  // namespace rk
