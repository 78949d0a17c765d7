#include "feature/outgoing_hooks/store.h"

#include <unordered_map>

#include "app/services.h"
#include "base/strings.h"
#include "feature/deliveries/deliveries.h"
#include "feature/outgoing_hooks/table.h"

namespace rk::outgoing_hooks::store {

namespace {

RK_QUERY(kFind, "outgoing_hook_find", "SELECT {OutgoingWebhook} FROM outgoingwebhooks WHERE id = ?1 AND deleteat = 0");
RK_QUERY(kInsert, "outgoing_hook_insert",
         "INSERT INTO outgoingwebhooks ({OutgoingWebhook}) VALUES ({?OutgoingWebhook})");
RK_QUERY(kUpdate, "outgoing_hook_update", "UPDATE outgoingwebhooks SET {=OutgoingWebhook} WHERE id = ?1");
RK_QUERY(kRemove, "outgoing_hook_remove", "UPDATE outgoingwebhooks SET deleteat = ?2, updateat = ?2 WHERE id = ?1");
RK_QUERY(kList, "outgoing_hook_list",
         "SELECT {OutgoingWebhook} FROM outgoingwebhooks WHERE deleteat = 0 AND (?1 = '' OR teamid = ?1)"
         " AND (?2 = '' OR channelid = ?2) AND (?3 = '' OR creatorid = ?3)"
         " ORDER BY createat DESC, id LIMIT ?5 OFFSET ?4",
         nullptr, "a few thousand hooks at most, for who manages them");
RK_QUERY(kOfTeam, "outgoing_hooks_of_team",
         "SELECT {OutgoingWebhook} FROM outgoingwebhooks WHERE teamid = ?1 AND deleteat = 0 ORDER BY createat, id");
RK_QUERY(kOfChannel, "outgoing_hooks_of_channel",
         "SELECT {OutgoingWebhook} FROM outgoingwebhooks WHERE channelid = ?1 AND deleteat = 0", nullptr,
         "a few thousand hooks at most, when a channel is archived");
RK_QUERY(kAll, "outgoing_hooks_all",
         "SELECT {OutgoingWebhook} FROM outgoingwebhooks WHERE deleteat = 0 ORDER BY createat, id", nullptr,
         "a few thousand hooks at most, at start");

RK_QUERY(kEvents, "hook_events_of", "SELECT hookid, events FROM rk_hook_events WHERE hookid IN {?1}");
RK_QUERY(kSetEvents, "hook_events_set",
         "INSERT INTO rk_hook_events (hookid, events) VALUES (?1, ?2)"
         " ON CONFLICT (hookid) DO UPDATE SET events = excluded.events");
RK_QUERY(kRemoveEvents, "hook_events_remove", "DELETE FROM rk_hook_events WHERE hookid = ?1");

RK_QUERY(kFindConsent, "hook_consent_find",
         "SELECT {HookConsent} FROM rk_hook_consents WHERE channelid = ?1 AND hookid = ?2");
RK_QUERY(kInsertConsent, "hook_consent_insert",
         "INSERT INTO rk_hook_consents ({HookConsent}) VALUES ({?HookConsent}) ON CONFLICT DO NOTHING");
RK_QUERY(kRemoveConsent, "hook_consent_remove", "DELETE FROM rk_hook_consents WHERE channelid = ?1 AND hookid = ?2");

// The hooks with the events that they asked for.
std::vector<OutgoingWebhook> with_events(Tx& tx, std::vector<OutgoingWebhook> hooks) {
    if (hooks.empty()) return hooks;
    std::vector<std::string> ids;
    for (const OutgoingWebhook& hook : hooks) ids.push_back(hook.id);
    std::unordered_map<std::string, std::vector<std::string>> events;
    tx.each(
        kEvents, [&](const Row& row) { events[row.string(0)] = split_words(row.text(1)); }, ids);
    for (OutgoingWebhook& hook : hooks)
        if (auto found = events.find(hook.id); found != events.end()) hook.events = std::move(found->second);
    return hooks;
}

void save_events(Tx& tx, const OutgoingWebhook& hook) {
    if (hook.events.empty()) tx.exec(kRemoveEvents, hook.id);
    else tx.exec(kSetEvents, hook.id, join(hook.events, " "));
}

// After the commit, what new posts are compared with is as the row.
void keep_in_memory(Tx& tx, const OutgoingWebhook& hook) {
    if (auto table = tx.services().outgoing_hooks) tx.after_commit([table, hook] { table->put(hook); });
}

}  // namespace

std::optional<OutgoingWebhook> find(Tx& tx, std::string_view hook_id) {
    auto hooks = with_events(tx, tx.list<OutgoingWebhook>(kFind, hook_id));
    if (hooks.empty()) return std::nullopt;
    return std::move(hooks.front());
}
void insert(Tx& tx, const OutgoingWebhook& hook) {
    tx.exec(kInsert, hook);
    save_events(tx, hook);
    deliveries::set_targets(tx, hook.id, hook.callback_urls);
    keep_in_memory(tx, hook);
}
void update(Tx& tx, const OutgoingWebhook& hook) {
    tx.exec(kUpdate, hook);
    save_events(tx, hook);
    deliveries::set_targets(tx, hook.id, hook.callback_urls);
    keep_in_memory(tx, hook);
}
void end(Tx& tx, const OutgoingWebhook& hook) {
    tx.exec(kRemove, hook.id, tx.now());
    tx.exec(kRemoveEvents, hook.id);
    if (!hook.channel_id.empty()) remove_consent(tx, hook.channel_id, hook.id);
    deliveries::set_targets(tx, hook.id, {});
    if (auto table = tx.services().outgoing_hooks)
        tx.after_commit([table, team_id = hook.team_id, id = hook.id] { table->remove(team_id, id); });
}
std::vector<OutgoingWebhook> list(Tx& tx, const ListOptions& o) {
    return with_events(tx, tx.list<OutgoingWebhook>(kList, o.team_id, o.channel_id, o.creator_id, o.offset, o.limit));
}
std::vector<OutgoingWebhook> list_of_team(Tx& tx, std::string_view team_id) {
    return with_events(tx, tx.list<OutgoingWebhook>(kOfTeam, team_id));
}
std::vector<OutgoingWebhook> list_of_channel(Tx& tx, std::string_view channel_id) {
    return with_events(tx, tx.list<OutgoingWebhook>(kOfChannel, channel_id));
}
std::vector<OutgoingWebhook> list_all(Tx& tx) { return with_events(tx, tx.list<OutgoingWebhook>(kAll)); }

std::optional<HookConsent> find_consent(Tx& tx, std::string_view channel_id, std::string_view hook_id) {
    return tx.find<HookConsent>(kFindConsent, channel_id, hook_id);
}
bool insert_consent(Tx& tx, const HookConsent& consent) { return tx.exec(kInsertConsent, consent) > 0; }
bool remove_consent(Tx& tx, std::string_view channel_id, std::string_view hook_id) {
    return tx.exec(kRemoveConsent, channel_id, hook_id) > 0;
}

}  // namespace rk::outgoing_hooks::store
