#include "feature/outgoing_hooks/table.h"

#include <algorithm>

#include "feature/outgoing_hooks/store.h"

namespace rk {

void OutgoingHookTable::load(Tx& tx) {
    for (const OutgoingWebhook& hook : outgoing_hooks::store::list_all(tx)) put(hook);
}

std::shared_ptr<const OutgoingHookTable::Hooks> OutgoingHookTable::find(std::string_view team_id) const {
    std::lock_guard lock(mutex_);
    auto found = teams_.find(team_id);
    return found == teams_.end() ? nullptr : found->second;
}

void OutgoingHookTable::put(const OutgoingWebhook& hook) {
    std::lock_guard lock(mutex_);
    auto& kept = teams_[hook.team_id];
    auto changed = kept ? std::make_shared<Hooks>(*kept) : std::make_shared<Hooks>();
    auto same = std::find_if(changed->begin(), changed->end(), [&](const auto& h) { return h.id == hook.id; });
    if (same == changed->end()) changed->push_back(hook);
    else if (same->update_at <= hook.update_at) *same = hook;
    kept = std::move(changed);
}

void OutgoingHookTable::remove(std::string_view team_id, std::string_view hook_id) {
    std::lock_guard lock(mutex_);
    auto kept = teams_.find(team_id);
    if (kept == teams_.end()) return;
    auto changed = std::make_shared<Hooks>(*kept->second);
    std::erase_if(*changed, [&](const auto& hook) { return hook.id == hook_id; });
    if (changed->empty()) teams_.erase(kept);
    else kept->second = std::move(changed);
}

}  // namespace rk
