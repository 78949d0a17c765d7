#include "feature/deliveries/sender.h"

#include <algorithm>
#include <chrono>

#include "app/services.h"
#include "base/log.h"
#include "feature/deliveries/signing.h"
#include "feature/deliveries/store.h"
#include "feature/outgoing_oauth/outgoing_oauth.h"
#include "model/settings.h"

namespace rk {

using namespace deliveries;

namespace {
constexpr Millis kTroubleMs = 2000;  // before the store is tried again
constexpr size_t kWrittenAtOnce = 200;
constexpr const char* kUnstorable = "the answer could not be stored";
}  // namespace

DeliverySender::DeliverySender(Services& services) : services_(services) {}
DeliverySender::~DeliverySender() { stop(); }

void DeliverySender::start_thread() {
    has_thread_ = true;
    thread_ = std::thread([this] { work(); });
}

void DeliverySender::stop() {
    {
        std::lock_guard lock(inbox_->mutex);
        inbox_->stopping = true;
    }
    inbox_->changed.notify_all();
    if (thread_.joinable()) thread_.join();
}

void DeliverySender::wake(std::string_view target_id) {
    {
        std::lock_guard lock(inbox_->mutex);
        inbox_->woken.emplace(target_id);
    }
    inbox_->changed.notify_one();
}

int64_t DeliverySender::next_place(Millis now) {
    int64_t last = last_place_.load(), next = 0;
    do next = std::max(last + 1, now * 1000);
    while (!last_place_.compare_exchange_weak(last, next));
    return next;
}

void DeliverySender::tick() {
    if (has_thread_) return;
    while (step()) {
    }
}

void DeliverySender::work() {
    for (;;) {
        Millis pause_ms = 60'000;
        try {
            while (step()) {
            }
            std::lock_guard turn(step_mutex_);
            if (!due_.empty()) pause_ms = std::clamp<Millis>(due_.begin()->first - services_.clock->now(), 1, 60'000);
        } catch (const std::exception& e) {
            log::warn("deliveries wait for the store", {{"why", e.what()}});
            pause_ms = kTroubleMs;
        }
        std::unique_lock lock(inbox_->mutex);
        if (inbox_->stopping) break;
        // In trouble, what comes in meanwhile is no reason to hurry.
        const bool in_trouble = pause_ms == kTroubleMs && !unwritten_.empty();
        inbox_->changed.wait_for(lock, std::chrono::milliseconds(pause_ms), [&] {
            return inbox_->stopping || (!in_trouble && (!inbox_->woken.empty() || !inbox_->answers.empty()));
        });
        if (inbox_->stopping) break;
    }
    try {
        std::lock_guard turn(step_mutex_);
        std::set<std::string, std::less<>> ignored;  // nothing more is sent
        take(ignored);
        while (write_down()) {
        }
    } catch (const std::exception& e) {
        log::warn("answers to deliveries were not written down: they will be sent again", {{"why", e.what()}});
    }
}

bool DeliverySender::take(std::set<std::string, std::less<>>& woken) {
    std::lock_guard lock(inbox_->mutex);
    woken.swap(inbox_->woken);
    for (Answer& answer : inbox_->answers) unwritten_.push_back(std::move(answer));
    inbox_->answers.clear();
    return !woken.empty();
}

// Answers that came together are written in one transaction.
bool DeliverySender::write_down() {
    if (unwritten_.empty()) return false;
    const size_t count = std::min(unwritten_.size(), one_by_one_ ? 1 : kWrittenAtOnce);
    try {
        services_.db->write([&](Tx& tx) {
            for (size_t i = 0; i < count; ++i) settle(tx, unwritten_[i].outcome);
        });
    } catch (const DbError& e) {
        // One answer that cannot be stored must not hold up the others, nor come back for ever.
        Outcome& first = unwritten_.front().outcome;
        if (e.kind != DbError::Kind::other || first.failure == kUnstorable) throw;
        if (count == 1) {
            log::warn("an answer to a delivery cannot be stored", {{"why", e.message}});
            first.reply = HttpReply();
            first.failure = kUnstorable;
        }
        one_by_one_ = true;
        return true;
    }
    one_by_one_ = false;
    for (size_t i = 0; i < count; ++i) {
        const Answer& answer = unwritten_[i];
        Target& target = targets_[answer.target_id];
        if (target.under_way.erase(answer.outcome.place)) {
            --count_;
            if (target.failing) --failing_;
        }
        set_due(answer.target_id, 1);
    }
    unwritten_.erase(unwritten_.begin(), unwritten_.begin() + static_cast<std::ptrdiff_t>(count));
    for (const std::string& target_id : held_back_) set_due(target_id, 1);
    held_back_.clear();
    return true;
}

void DeliverySender::set_due(const std::string& target_id, Millis due) {
    Target& target = targets_[target_id];
    if (target.due) due_.erase({target.due, target_id});
    target.due = due;
    if (due) due_.emplace(due, target_id);
    else if (target.under_way.empty()) targets_.erase(target_id);
}

bool DeliverySender::step() {
    std::lock_guard turn(step_mutex_);
    if (!services_.http) return false;
    if (!has_begun_) {
        for (const std::string& id : services_.db->read([](Tx& tx) { return store::list_active_target_ids(tx); }))
            set_due(id, 1);
        has_begun_ = true;
    }
    std::set<std::string, std::less<>> woken;
    bool did = take(woken);
    for (const std::string& target_id : woken) set_due(target_id, 1);
    if (write_down()) did = true;
    const Millis now = services_.clock->now();
    std::vector<std::string> ready;
    for (const auto& [due, target_id] : due_) {
        if (due > now) break;
        ready.push_back(target_id);
    }
    for (const std::string& target_id : ready)
        if (send_to(target_id)) did = true;
    return did;
}

// Sends what the target may get now, and finds out when to look again; false when it was nothing.
bool DeliverySender::send_to(const std::string& target_id) {
    std::optional<DeliveryTarget> to;
    std::vector<Delivery> next;
    Millis due = 0;
    Target& target = targets_[target_id];
    services_.db->read([&](Tx& tx) {
        const Millis now = tx.now();
        to = store::find_target(tx, target_id);
        if (!to || to->state != "active") return;
        if (!to->unordered) {
            if (!target.under_way.empty()) return;  // its answer wakes the target
            auto first = store::find_first(tx, target_id);
            if (!first) return;
            if (first->next_at > now) due = first->next_at;
            else next.push_back(std::move(*first));
            return;
        }
        const size_t under_way = target.under_way.size();
        for (Delivery& delivery : store::list_due(tx, target_id, now, static_cast<int64_t>(kOfTargetMax + under_way)))
            if (!target.under_way.count(delivery.place) && under_way + next.size() < kOfTargetMax)
                next.push_back(std::move(delivery));
        if (auto later = store::find_next_due(tx, target_id, now)) due = *later;
    });
    if (!next.empty() && target.under_way.empty()) target.failing = to->failing_since != 0;
    bool sent = false;
    for (const Delivery& delivery : next) {
        if (is_full(target.failing)) {
            held_back_.push_back(target_id);
            break;
        }
        target.under_way.insert(delivery.place);
        ++count_;
        if (target.failing) ++failing_;
        send(delivery, *to);
        sent = true;
    }
    set_due(target_id, due);
    return sent;
}

void DeliverySender::send(const Delivery& delivery, const DeliveryTarget& target) {
    auto config = config_of(services_);
    const Millis now = services_.clock->now();
    HttpCall call;
    call.method = "POST";
    call.url = target.url;
    call.headers = {{"Accept", "application/json"},
                    {"Content-Type", delivery.content_type},
                    {"webhook-id", delivery.id},
                    {"webhook-timestamp", std::to_string(now / 1000)},
                    {"webhook-signature", signatures(target, delivery.id, now, delivery.body)}};
    call.body = delivery.body;
    call.timeout_ms = static_cast<int>(config->ServiceSettings.OutgoingIntegrationRequestsTimeout) * 1000;
    call.skip_certificate_verification = config->ServiceSettings.EnableInsecureOutgoingConnections;
    auto done = [inbox = inbox_, target_id = target.id, place = delivery.place, now,
                 started = monotonic_ms()](Result<HttpReply> reply) {
        Answer answer;
        answer.target_id = target_id;
        answer.outcome.place = place;
        answer.outcome.sent_at = now;
        answer.outcome.ms = monotonic_ms() - started;
        if (reply) answer.outcome.reply = std::move(*reply);
        else answer.outcome.failure = reply.error().empty() ? "no answer" : reply.error();
        {
            std::lock_guard lock(inbox->mutex);
            if (inbox->stopping) return;  // sent again after the next start
            inbox->answers.push_back(std::move(answer));
        }
        inbox->changed.notify_one();
    };
    outgoing_oauth::send(services_, std::move(call), std::move(done));
}

}  // namespace rk
