#include "feature/outgoing_hooks/table.h"

#include <algorithm>

#include "base/strings.h"
#include "feature/outgoing_hooks/store.h"

namespace rk {

void OutgoingHookTable::load(Tx& tx) {
    for (const OutgoingWebhook& hook : outgoing_hooks::store::list_all(tx)) put(hook);
}

std::shared_ptr<const OutgoingHookTable::Hooks> OutgoingHookTable::find_in(const Map& map, std::string_view id) {
    auto found = map.find(id);
    return found == map.end() ? nullptr : found->second;
}

void OutgoingHookTable::put_into(Map& map, const std::string& id, const OutgoingWebhook& hook) {
    auto& kept = map[id];
    auto changed = kept ? std::make_shared<Hooks>(*kept) : std::make_shared<Hooks>();
    auto same = std::find_if(changed->begin(), changed->end(), [&](const auto& h) { return h.id == hook.id; });
    if (same == changed->end()) changed->push_back(hook);
    else *same = hook;
    kept = std::move(changed);
}

void OutgoingHookTable::remove_from(Map& map, std::string_view id, std::string_view hook_id) {
    auto kept = map.find(id);
    if (kept == map.end()) return;
    auto changed = std::make_shared<Hooks>(*kept->second);
    std::erase_if(*changed, [&](const auto& hook) { return hook.id == hook_id; });
    if (changed->empty()) map.erase(kept);
    else kept->second = std::move(changed);
}

// What else than its place among the team's depends on the hook as it was.
void OutgoingHookTable::forget(const OutgoingWebhook& hook) {
    if (!hook.events.empty()) --asking_;
    if (!hook.channel_id.empty()) remove_from(channels_, hook.channel_id, hook.id);
}

std::shared_ptr<const OutgoingHookTable::Hooks> OutgoingHookTable::find(std::string_view team_id) const {
    std::lock_guard lock(mutex_);
    return find_in(teams_, team_id);
}

std::shared_ptr<const OutgoingHookTable::Hooks> OutgoingHookTable::find_of_channel(std::string_view channel_id) const {
    std::lock_guard lock(mutex_);
    return find_in(channels_, channel_id);
}

OutgoingHookTable::Hooks OutgoingHookTable::list_asking_for(std::string_view event) const {
    std::lock_guard lock(mutex_);
    Hooks found;
    for (const auto& [team_id, hooks] : teams_)
        for (const OutgoingWebhook& hook : *hooks)
            if (contains(hook.events, event)) found.push_back(hook);
    return found;
}

void OutgoingHookTable::put(const OutgoingWebhook& hook) {
    std::lock_guard lock(mutex_);
    if (auto hooks = find_in(teams_, hook.team_id))
        for (const OutgoingWebhook& before : *hooks) {
            if (before.id != hook.id) continue;
            if (before.update_at > hook.update_at) return;
            forget(before);
        }
    put_into(teams_, hook.team_id, hook);
    if (!hook.events.empty()) ++asking_;
    if (!hook.channel_id.empty()) put_into(channels_, hook.channel_id, hook);
}

void OutgoingHookTable::remove(std::string_view team_id, std::string_view hook_id) {
    std::lock_guard lock(mutex_);
    if (auto hooks = find_in(teams_, team_id))
        for (const OutgoingWebhook& before : *hooks)
            if (before.id == hook_id) forget(before);
    remove_from(teams_, team_id, hook_id);
}

}  // namespace rk
