#include "feature/deliveries/deliveries.h"

#include <algorithm>

#include "app/config_store.h"
#include "app/services.h"
#include "app/ticker.h"
#include "base/crypto.h"
#include "base/ids.h"
#include "base/log.h"
#include "base/strings.h"
#include "feature/deliveries/sender.h"
#include "feature/deliveries/signing.h"
#include "feature/deliveries/store.h"
#include "model/texts.h"

namespace rk::deliveries {

namespace {

// The same hook and address are the same target, also when the address was left out for a while.
std::string target_id_of(std::string_view hook_id, std::string_view url) {
    std::string both(hook_id);
    both.append("\n").append(url);
    return to_lower_ascii(base32_encode(sha256(both))).substr(0, 26);
}

DeliveryTarget add_target(Tx& tx, std::string id, std::string_view hook_id, std::string_view url) {
    DeliveryTarget target;
    target.id = std::move(id);
    target.hook_id = hook_id;
    target.url = url;
    target.create_at = tx.now();
    target.state = "active";
    target.secret = new_secret();
    store::insert_target(tx, target);
    return target;
}

}  // namespace

void add(Tx& tx, NewDelivery what) {
    const std::string target_id = target_id_of(what.hook_id, what.url);
    // The order of the places is that of the commits.
    tx.lock("deliveries to " + target_id);
    auto state = store::find_target_state(tx, target_id);
    if (!state) add_target(tx, target_id, what.hook_id, what.url);
    else if (*state == "disabled") return;
    Services& services = tx.services();
    Delivery delivery;
    delivery.place = services.deliveries->next_place(tx.now());
    delivery.id = new_ordered_id(tx.now());
    delivery.target_id = target_id;
    delivery.hook_id = std::move(what.hook_id);
    delivery.event = std::move(what.event);
    delivery.post_id = std::move(what.post_id);
    delivery.create_at = delivery.next_at = tx.now();
    delivery.state = "waiting";
    delivery.attempts = Json::array();
    delivery.content_type = std::move(what.content_type);
    delivery.body = std::move(what.body);
    store::insert(tx, delivery);
    if (!state || *state == "active") tx.after_commit([&services, target_id] { services.deliveries->wake(target_id); });
}

void record(Tx& tx, FinishedCall call) {
    constexpr size_t kAnswerBytesKept = 2000, kBodyBytesKept = 64 * 1024;
    Delivery delivery;
    delivery.place = tx.services().deliveries->next_place(tx.now());
    delivery.id = new_ordered_id(tx.now());
    delivery.hook_id = std::move(call.hook_id);
    delivery.event = std::move(call.event);
    delivery.post_id = std::move(call.post_id);
    delivery.create_at = delivery.first_try_at = call.began_at;
    delivery.done_at = tx.now();
    delivery.state = call.failure.empty() ? "delivered" : "dead";
    delivery.tries = 1;
    delivery.attempts = Json::array();
    delivery.attempts.push(Json::object({{"number", 1},
                                         {"at", call.began_at},
                                         {"url", to_valid_utf8(call.url)},
                                         {"status", call.status},
                                         {"ms", std::max<Millis>(0, tx.now() - call.began_at)},
                                         {"error", to_valid_utf8(call.failure)},
                                         {"answer", to_valid_utf8(call.answer.substr(0, kAnswerBytesKept))}}));
    delivery.note = to_valid_utf8(call.failure);
    delivery.content_type = std::move(call.content_type);
    delivery.body = to_valid_utf8(call.body.substr(0, kBodyBytesKept));
    store::insert(tx, delivery);
}

void set_targets(Tx& tx, std::string_view hook_id, const std::vector<std::string>& urls) {
    for (const DeliveryTarget& target : store::list_targets(tx, hook_id)) {
        if (contains(urls, target.url)) continue;
        store::give_up_waiting(tx, target.id,
                               text(Text::delivery_hook_ended, config_of(tx)->LocalizationSettings.DefaultServerLocale),
                               tx.now());
        store::remove_target(tx, target.id);
    }
    for (const std::string& url : urls) {
        std::string id = target_id_of(hook_id, url);
        if (!store::find_target_state(tx, id)) add_target(tx, std::move(id), hook_id, url);
    }
}

void forget_undelivered(Tx& tx, std::string_view hook_id) { store::remove_of_hook(tx, hook_id, "delivered"); }
void forget(Tx& tx, std::string_view hook_id) { store::remove_of_hook(tx, hook_id, ""); }

void sweep(Tx& tx) {
    constexpr Millis kDay = 24 * 60 * 60 * 1000;
    store::remove_done_before(tx, tx.now() - config_of(tx)->RenkeiSettings.DeliveryDays * kDay);
}

void start(Services& services) {
    services.deliveries = std::make_shared<DeliverySender>(services);
    if (!services.ticker) return;
    constexpr Millis kHour = 60 * 60 * 1000;
    services.ticker->every(1000, [sender = services.deliveries] { sender->tick(); });
    services.ticker->every(kHour, [&services] {
        auto told = [](std::exception_ptr failed) {
            if (failed) log::warn("Old deliveries were not deleted: the store takes no writes");
        };
        if (!services.db->post_write([](Tx& tx) { sweep(tx); }, told))
            log::warn("Old deliveries were not deleted: the store is busy");
    });
}

void run(Services& services) { services.deliveries->start_thread(); }
void stop(Services& services) { services.deliveries->stop(); }

}  // namespace rk::deliveries
