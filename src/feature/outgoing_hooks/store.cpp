#include "feature/outgoing_hooks/store.h"

#include "app/services.h"
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

// After the commit, what new posts are compared with is as the row.
void keep_in_memory(Tx& tx, const OutgoingWebhook& hook) {
    if (auto table = tx.services().outgoing_hooks) tx.after_commit([table, hook] { table->put(hook); });
}

}  // namespace

std::optional<OutgoingWebhook> find(Tx& tx, std::string_view hook_id) {
    return tx.find<OutgoingWebhook>(kFind, hook_id);
}
void insert(Tx& tx, const OutgoingWebhook& hook) {
    tx.exec(kInsert, hook);
    deliveries::set_targets(tx, hook.id, hook.callback_urls);
    keep_in_memory(tx, hook);
}
void update(Tx& tx, const OutgoingWebhook& hook) {
    tx.exec(kUpdate, hook);
    deliveries::set_targets(tx, hook.id, hook.callback_urls);
    keep_in_memory(tx, hook);
}
void end(Tx& tx, const OutgoingWebhook& hook) {
    tx.exec(kRemove, hook.id, tx.now());
    deliveries::set_targets(tx, hook.id, {});
    if (auto table = tx.services().outgoing_hooks)
        tx.after_commit([table, team_id = hook.team_id, id = hook.id] { table->remove(team_id, id); });
}
std::vector<OutgoingWebhook> list(Tx& tx, const ListOptions& o) {
    return tx.list<OutgoingWebhook>(kList, o.team_id, o.channel_id, o.creator_id, o.offset, o.limit);
}
std::vector<OutgoingWebhook> list_of_team(Tx& tx, std::string_view team_id) {
    return tx.list<OutgoingWebhook>(kOfTeam, team_id);
}
std::vector<OutgoingWebhook> list_of_channel(Tx& tx, std::string_view channel_id) {
    return tx.list<OutgoingWebhook>(kOfChannel, channel_id);
}
std::vector<OutgoingWebhook> list_all(Tx& tx) { return tx.list<OutgoingWebhook>(kAll); }

}  // namespace rk::outgoing_hooks::store
