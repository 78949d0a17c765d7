// SQL of deliveries and their targets.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/db.h"
#include "model/delivery.h"

namespace rk::deliveries::store {

std::optional<DeliveryTarget> find_target(Tx& tx, std::string_view target_id);
// Its state alone; nothing when there is no such target.
std::optional<std::string> find_target_state(Tx& tx, std::string_view target_id);
bool insert_target(Tx& tx, const DeliveryTarget& target);  // false when it is there
void save_target(Tx& tx, const DeliveryTarget& target);
void set_failing(Tx& tx, std::string_view target_id, Millis since);
// From active to another state; false when it is not active any more.
bool stop_target(Tx& tx, std::string_view target_id, std::string_view state, std::string_view reason);
void remove_target(Tx& tx, std::string_view target_id);
std::vector<DeliveryTarget> list_targets(Tx& tx, std::string_view hook_id);
std::vector<std::string> list_active_target_ids(Tx& tx);
int64_t count_waiting(Tx& tx, std::string_view target_id);

void insert(Tx& tx, const Delivery& delivery);
std::optional<Delivery> find(Tx& tx, std::string_view delivery_id);
// Nothing when it no longer waits.
std::optional<Delivery> find_waiting(Tx& tx, int64_t place);
void save(Tx& tx, const Delivery& delivery);
// What became of a try; false when the delivery no longer waits.
bool save_tried(Tx& tx, const Delivery& delivery);
// The first that waits for the target.
std::optional<Delivery> find_first(Tx& tx, std::string_view target_id);
// Those that are due, the longest due first.
std::vector<Delivery> list_due(Tx& tx, std::string_view target_id, Millis now, int64_t limit);
// When the next one is due after `now`.
std::optional<Millis> find_next_due(Tx& tx, std::string_view target_id, Millis now);
// Nothing of the target waits any more.
void give_up_waiting(Tx& tx, std::string_view target_id, std::string_view note, Millis now);
// What waits for the target is due now, with all its tries before it.
void hasten(Tx& tx, std::string_view target_id, Millis now);
// Given-up deliveries of the hook from that place on wait again; how many.
int64_t recover(Tx& tx, std::string_view hook_id, int64_t from_place, Millis now);
// Newest first, without bodies; `hook_id` "" of all hooks, `state` "" any.
std::vector<Delivery> list(Tx& tx, std::string_view hook_id, std::string_view state, int64_t from_place, int64_t offset,
                           int64_t limit);
// What was given up of the target since then waits again.
void restore(Tx& tx, const DeliveryTarget& target, Millis since, Millis now);
// All of the hook but those in that state.
void remove_of_hook(Tx& tx, std::string_view hook_id, std::string_view kept_state);
void remove_done_before(Tx& tx, Millis at);

}  // namespace rk::deliveries::store
