#include "feature/deliveries/settle.h"

#include <time.h>

#include <algorithm>
#include <random>

#include "app/services.h"
#include "base/log.h"
#include "base/strings.h"
#include "feature/deliveries/store.h"
#include "feature/outgoing_hooks/outgoing_hooks.h"
#include "model/settings.h"
#include "model/texts.h"

namespace rk::deliveries {

namespace {

constexpr Millis kSecond = 1000, kMinute = 60 * kSecond, kHour = 60 * kMinute, kDay = 24 * kHour;
constexpr Millis kSchedule[] = {5 * kSecond, 5 * kMinute, 30 * kMinute, 2 * kHour, 5 * kHour,
                                10 * kHour,  14 * kHour,  20 * kHour,   24 * kHour};
constexpr size_t kAnswerBytesKept = 500;
constexpr size_t kAttemptsKept = 20;

// Up to a tenth later, so that what failed together does not come back together.
Millis with_jitter(Millis at, Millis now) {
    thread_local std::minstd_rand random{std::random_device{}()};
    return at + std::uniform_int_distribution<Millis>(0, std::max<Millis>(at - now, 0) / 10)(random);
}

std::string told(Tx& tx, Text which, std::initializer_list<std::pair<std::string_view, std::string_view>> values = {}) {
    return text(which, config_of(tx)->LocalizationSettings.DefaultServerLocale, values);
}

std::string in_words(const Outcome& outcome) {
    return outcome.failure.empty() ? "HTTP " + std::to_string(outcome.reply.status) : to_valid_utf8(outcome.failure);
}

void note_attempt(Delivery& delivery, const Outcome& outcome) {
    ++delivery.tries;
    Json attempt = Json::object({{"number", delivery.tries},
                                 {"at", outcome.sent_at},
                                 {"status", outcome.reply.status},
                                 {"ms", outcome.ms},
                                 {"error", to_valid_utf8(outcome.failure)},
                                 {"answer", to_valid_utf8(outcome.reply.body.substr(0, kAnswerBytesKept))}});
    if (!delivery.attempts.is_array()) delivery.attempts = Json::array();
    auto& kept = delivery.attempts.mutable_items();
    if (kept.size() >= kAttemptsKept) kept.erase(kept.begin());
    kept.push_back(std::move(attempt));
}

void succeed(Tx& tx, Delivery& delivery, const DeliveryTarget& target, const Outcome& outcome) {
    delivery.state = "delivered";
    delivery.done_at = tx.now();
    if (target.failing_since) store::set_failing(tx, target.id, 0);
    // Only what a person said is answered.
    if (delivery.event == "posted")
        delivery.note = outgoing_hooks::take_answer(tx, delivery.hook_id, delivery.post_id, outcome.reply.body);
    else delivery.note.clear();
    store::save_tried(tx, delivery);
}

// The target wants nothing more, now or later.
void end_target(Tx& tx, Delivery& delivery, const DeliveryTarget& target) {
    delivery.state = "dead";
    delivery.done_at = tx.now();
    delivery.note = told(tx, Text::delivery_target_is_gone);
    store::save_tried(tx, delivery);
    store::stop_target(tx, target.id, "disabled", delivery.note);
    store::give_up_waiting(tx, target.id, delivery.note, tx.now());
}

// It has failed for days. Whoever resumes it finds everything waiting, in order.
void pause_target(Tx& tx, const DeliveryTarget& target, const Outcome& outcome) {
    const std::string days = std::to_string(config_of(tx)->RenkeiSettings.DeliveryPauseDays);
    if (!store::stop_target(tx, target.id, "paused", told(tx, Text::delivery_target_failing, {{"Days", days}}))) return;
    store::restore(tx, target, target.failing_since, tx.now());
    outgoing_hooks::tell_owner_of_pause(tx, target.hook_id, target.url, days, in_words(outcome));
    log::warn("a target of deliveries is paused", {{"target_id", target.id}, {"hook_id", target.hook_id}});
}

void fail(Tx& tx, Delivery& delivery, const DeliveryTarget& target, const Outcome& outcome) {
    const int status = outcome.reply.status;
    Millis not_before = retry_after(outcome.reply.header("Retry-After"), tx.now());
    if (status == 429 || status == 502 || status == 504) not_before = std::max(not_before, tx.now() + kMinute);
    const Millis next = next_try(delivery.first_try_at, tx.now(), not_before);
    if (next) {
        delivery.next_at = with_jitter(next, tx.now());
        delivery.note = in_words(outcome);
    } else {
        delivery.state = "dead";
        delivery.done_at = tx.now();
        delivery.note = told(tx, Text::delivery_given_up);
        log::warn("a delivery was given up", {{"delivery_id", delivery.id}, {"hook_id", delivery.hook_id}});
    }
    store::save_tried(tx, delivery);
    const Millis patience = config_of(tx)->RenkeiSettings.DeliveryPauseDays * kDay;
    if (!target.failing_since) store::set_failing(tx, target.id, outcome.sent_at);
    else if (tx.now() - target.failing_since >= patience) pause_target(tx, target, outcome);
}

}  // namespace

Millis next_try(Millis first_try_at, Millis now, Millis not_before) {
    for (Millis after : kSchedule)
        if (first_try_at + after > now) return std::max(first_try_at + after, not_before);
    return 0;
}

Millis retry_after(std::string_view value, Millis now) {
    int64_t seconds = 0;
    value = trim(value);
    if (value.empty()) return 0;
    if (parse_int(value, seconds)) return now + std::clamp<int64_t>(seconds, 0, kDay / kSecond) * kSecond;
    tm date{};
    const std::string text(value);
    const char* end = ::strptime(text.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &date);
    if (!end || *end) return 0;
    return std::clamp<Millis>(static_cast<Millis>(::timegm(&date)) * kSecond, now, now + kDay);
}

void settle(Tx& tx, const Outcome& outcome) {
    auto delivery = store::find_waiting(tx, outcome.place);
    if (!delivery) return;
    auto target = store::find_target(tx, delivery->target_id);
    if (!target) return;  // its deliveries end with it
    note_attempt(*delivery, outcome);
    if (!delivery->first_try_at) delivery->first_try_at = outcome.sent_at;
    const int status = outcome.failure.empty() ? outcome.reply.status : 0;
    if (status >= 200 && status < 300) succeed(tx, *delivery, *target, outcome);
    else if (status == 410) end_target(tx, *delivery, *target);
    else fail(tx, *delivery, *target, outcome);
}

}  // namespace rk::deliveries
