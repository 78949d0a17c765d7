// SQL of outgoing webhooks: the tables outgoingwebhooks, rk_hook_events, rk_hook_consents.
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "db/db.h"
#include "model/integration.h"

namespace rk::outgoing_hooks::store {

std::optional<OutgoingWebhook> find(Tx& tx, std::string_view hook_id);  // not the deleted ones
// These three keep the table in memory and the targets of deliveries in step.
void insert(Tx& tx, const OutgoingWebhook& hook);
void update(Tx& tx, const OutgoingWebhook& hook);
void end(Tx& tx, const OutgoingWebhook& hook);  // deletes it, with consent to it
// Newest first; "" for any.
struct ListOptions {
    std::string_view team_id, channel_id, creator_id;
    int64_t offset = 0, limit = 60;
};
std::vector<OutgoingWebhook> list(Tx& tx, const ListOptions& options);
std::vector<OutgoingWebhook> list_of_team(Tx& tx, std::string_view team_id);
std::vector<OutgoingWebhook> list_of_channel(Tx& tx, std::string_view channel_id);
std::vector<OutgoingWebhook> list_all(Tx& tx);  // the oldest first

std::optional<HookConsent> find_consent(Tx& tx, std::string_view channel_id, std::string_view hook_id);
bool insert_consent(Tx& tx, const HookConsent& consent);                             // false when there is one
bool remove_consent(Tx& tx, std::string_view channel_id, std::string_view hook_id);  // false when there was none

}  // namespace rk::outgoing_hooks::store
