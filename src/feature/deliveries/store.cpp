#include "feature/deliveries/store.h"

namespace rk::deliveries::store {

namespace {

RK_QUERY(kFindTarget, "delivery_target_find", "SELECT {DeliveryTarget} FROM rk_delivery_targets WHERE id = ?1");
RK_QUERY(kFindTargetState, "delivery_target_state", "SELECT state FROM rk_delivery_targets WHERE id = ?1");
RK_QUERY(kInsertTarget, "delivery_target_insert",
         "INSERT INTO rk_delivery_targets ({DeliveryTarget}) VALUES ({?DeliveryTarget}) ON CONFLICT DO NOTHING");
RK_QUERY(kSaveTarget, "delivery_target_save", "UPDATE rk_delivery_targets SET {=DeliveryTarget} WHERE id = ?1");
// What an answer changes, and no more: the API may change the rest at the same moment.
RK_QUERY(kSetFailing, "delivery_target_set_failing", "UPDATE rk_delivery_targets SET failingsince = ?2 WHERE id = ?1");
RK_QUERY(kStopTarget, "delivery_target_stop",
         "UPDATE rk_delivery_targets SET state = ?2, reason = ?3 WHERE id = ?1 AND state = 'active'");
RK_QUERY(kSaveTried, "delivery_save_tried",
         "UPDATE rk_deliveries SET {=Delivery} WHERE place = ?1 AND state = 'waiting'");
RK_QUERY(kRemoveTarget, "delivery_target_remove", "DELETE FROM rk_delivery_targets WHERE id = ?1");
RK_QUERY(kListTargets, "delivery_target_list",
         "SELECT {DeliveryTarget} FROM rk_delivery_targets WHERE hookid = ?1 ORDER BY createat, id");
RK_QUERY(kListActive, "delivery_target_list_active", "SELECT id FROM rk_delivery_targets WHERE state = 'active'");
RK_QUERY(kCountWaiting, "delivery_count_waiting",
         "SELECT COUNT(*) FROM rk_deliveries WHERE targetid = ?1 AND state = 'waiting'");

RK_QUERY(kInsert, "delivery_insert", "INSERT INTO rk_deliveries ({Delivery}) VALUES ({?Delivery})");
RK_QUERY(kFind, "delivery_find", "SELECT {Delivery} FROM rk_deliveries WHERE id = ?1");
RK_QUERY(kFindWaiting, "delivery_find_waiting",
         "SELECT {Delivery} FROM rk_deliveries WHERE place = ?1 AND state = 'waiting'");
RK_QUERY(kSave, "delivery_save", "UPDATE rk_deliveries SET {=Delivery} WHERE place = ?1");
RK_QUERY(kFindFirst, "delivery_find_first",
         "SELECT {Delivery} FROM rk_deliveries WHERE targetid = ?1 AND state = 'waiting' ORDER BY place LIMIT 1");
RK_QUERY(kListDue, "delivery_list_due",
         "SELECT {Delivery} FROM rk_deliveries WHERE targetid = ?1 AND state = 'waiting' AND nextat <= ?2"
         " ORDER BY nextat LIMIT ?3");
RK_QUERY(kFindNextDue, "delivery_find_next_due",
         "SELECT nextat FROM rk_deliveries WHERE targetid = ?1 AND state = 'waiting' AND nextat > ?2"
         " ORDER BY nextat LIMIT 1");
RK_QUERY(kGiveUpWaiting, "delivery_give_up_waiting",
         "UPDATE rk_deliveries SET state = 'dead', note = ?2, doneat = ?3 WHERE targetid = ?1 AND state = 'waiting'");
RK_QUERY(
    kHasten, "delivery_hasten",
    "UPDATE rk_deliveries SET nextat = ?2, firsttryat = 0 WHERE targetid = ?1 AND state = 'waiting' AND nextat > ?2");
RK_QUERY(kRecover, "delivery_recover",
         "UPDATE rk_deliveries SET state = 'waiting', nextat = ?3, firsttryat = 0, doneat = 0, note = ''"
         " WHERE hookid = ?1 AND place >= ?2 AND state = 'dead'"
         " AND EXISTS (SELECT 1 FROM rk_delivery_targets t WHERE t.id = rk_deliveries.targetid)");
RK_QUERY(kListOfHook, "delivery_list_of_hook",
         "SELECT {Delivery} FROM rk_deliveries WHERE hookid = ?1 AND place >= ?2 AND (?3 = '' OR state = ?3)"
         " ORDER BY place DESC LIMIT ?5 OFFSET ?4");
RK_QUERY(kListAll, "delivery_list_all",
         "SELECT {Delivery} FROM rk_deliveries WHERE place >= ?1 AND (?2 = '' OR state = ?2)"
         " ORDER BY place DESC LIMIT ?4 OFFSET ?3");
RK_QUERY(kRemoveDone, "delivery_remove_done",
         "DELETE FROM rk_deliveries WHERE place < ?1 AND doneat < ?2 AND state <> 'waiting'");
RK_QUERY(kRemoveOfHook, "delivery_remove_of_hook", "DELETE FROM rk_deliveries WHERE hookid = ?1 AND state <> ?2");
RK_QUERY(kRestore, "delivery_restore",
         "UPDATE rk_deliveries SET state = 'waiting', nextat = ?4, firsttryat = 0, doneat = 0, note = ''"
         " WHERE hookid = ?1 AND targetid = ?2 AND state = 'dead' AND doneat >= ?3");

}  // namespace

std::optional<DeliveryTarget> find_target(Tx& tx, std::string_view target_id) {
    return tx.find<DeliveryTarget>(kFindTarget, target_id);
}
std::optional<std::string> find_target_state(Tx& tx, std::string_view target_id) {
    return tx.find_text(kFindTargetState, target_id);
}
bool insert_target(Tx& tx, const DeliveryTarget& target) { return tx.exec(kInsertTarget, target) > 0; }
void save_target(Tx& tx, const DeliveryTarget& target) { tx.exec(kSaveTarget, target); }
void set_failing(Tx& tx, std::string_view target_id, Millis since) { tx.exec(kSetFailing, target_id, since); }
bool stop_target(Tx& tx, std::string_view target_id, std::string_view state, std::string_view reason) {
    return tx.exec(kStopTarget, target_id, state, reason) > 0;
}
void remove_target(Tx& tx, std::string_view target_id) { tx.exec(kRemoveTarget, target_id); }
std::vector<DeliveryTarget> list_targets(Tx& tx, std::string_view hook_id) {
    return tx.list<DeliveryTarget>(kListTargets, hook_id);
}
std::vector<std::string> list_active_target_ids(Tx& tx) { return tx.list_text(kListActive); }
int64_t count_waiting(Tx& tx, std::string_view target_id) {
    return tx.find_integer(kCountWaiting, target_id).value_or(0);
}

void insert(Tx& tx, const Delivery& delivery) { tx.exec(kInsert, delivery); }
std::optional<Delivery> find(Tx& tx, std::string_view delivery_id) { return tx.find<Delivery>(kFind, delivery_id); }
std::optional<Delivery> find_waiting(Tx& tx, int64_t place) { return tx.find<Delivery>(kFindWaiting, place); }
void save(Tx& tx, const Delivery& delivery) { tx.exec(kSave, delivery); }
bool save_tried(Tx& tx, const Delivery& delivery) { return tx.exec(kSaveTried, delivery) > 0; }
std::optional<Delivery> find_first(Tx& tx, std::string_view target_id) {
    return tx.find<Delivery>(kFindFirst, target_id);
}
std::vector<Delivery> list_due(Tx& tx, std::string_view target_id, Millis now, int64_t limit) {
    return tx.list<Delivery>(kListDue, target_id, now, limit);
}
std::optional<Millis> find_next_due(Tx& tx, std::string_view target_id, Millis now) {
    return tx.find_integer(kFindNextDue, target_id, now);
}
void give_up_waiting(Tx& tx, std::string_view target_id, std::string_view note, Millis now) {
    tx.exec(kGiveUpWaiting, target_id, note, now);
}
void hasten(Tx& tx, std::string_view target_id, Millis now) { tx.exec(kHasten, target_id, now); }
int64_t recover(Tx& tx, std::string_view hook_id, int64_t from_place, Millis now) {
    return tx.exec(kRecover, hook_id, from_place, now);
}
std::vector<Delivery> list(Tx& tx, std::string_view hook_id, std::string_view state, int64_t from_place, int64_t offset,
                           int64_t limit) {
    auto found = hook_id.empty() ? tx.list<Delivery>(kListAll, from_place, state, offset, limit)
                                 : tx.list<Delivery>(kListOfHook, hook_id, from_place, state, offset, limit);
    for (Delivery& delivery : found) delivery.body.clear();
    return found;
}
void restore(Tx& tx, const DeliveryTarget& target, Millis since, Millis now) {
    tx.exec(kRestore, target.hook_id, target.id, since, now);
}
void remove_of_hook(Tx& tx, std::string_view hook_id, std::string_view kept_state) {
    tx.exec(kRemoveOfHook, hook_id, kept_state);
}
// Nothing is done before it is made, so the old places are all that need a look.
void remove_done_before(Tx& tx, Millis at) { tx.exec(kRemoveDone, at * 1000, at); }

}  // namespace rk::deliveries::store
