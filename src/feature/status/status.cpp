#include "feature/status/status.h"

#include <algorithm>
#include <limits>
#include <mutex>
#include <unordered_map>

#include "app/config_store.h"
#include "app/hub.h"
#include "app/services.h"
#include "base/log.h"
#include "feature/status/store.h"

namespace rk {

namespace {

constexpr size_t kFlushRows = 100;                // a write, so that a crowd does not hold the writer up
constexpr Millis kActivityWrittenMs = 60 * 1000;  // activity alone is written this often
constexpr Millis kSweepMs = 15 * 1000;
constexpr int64_t kNever = std::numeric_limits<int64_t>::max();

Status status_of_nobody(std::string_view user_id) {
    Status status;
    status.user_id = user_id;
    status.status = "offline";
    return status;
}

// An end of "do not disturb" falls on a whole minute, as there.
int64_t whole_minute(int64_t seconds) { return seconds - seconds % 60; }

void make_dnd(Status& status, int64_t end_time_s) {
    if (status.status != "dnd") status.prev_status = status.status;
    status.status = "dnd";
    status.manual = true;
    status.dnd_end_time = end_time_s > 0 ? whole_minute(end_time_s) : 0;
}

}  // namespace

struct StatusStore::Impl {
    struct Hash {
        using is_transparent = void;
        size_t operator()(std::string_view s) const { return std::hash<std::string_view>()(s); }
    };
    struct Entry {
        Status status;
        bool dirty = false;
        Millis written_activity_at = 0;
    };

    explicit Impl(Services& s) : services(s) {}

    bool enabled() const { return config_of(services)->ServiceSettings.EnableUserStatuses; }
    Millis away_after_ms() const { return config_of(services)->TeamSettings.UserStatusAwayTimeout * 1000; }
    Entry* find(std::string_view user_id) {
        auto it = entries.find(user_id);
        return it == entries.end() ? nullptr : &it->second;
    }
    // Puts a changed status in force and tells it. The lock is held: the hub only queues.
    void save(Entry& entry) {
        mark_dirty(entry);
        if (entry.status.dnd_end_time > 0) next_dnd_end = std::min(next_dnd_end, entry.status.dnd_end_time);
        std::string data;
        JsonWriter(data)
            .begin_object()
            .field("status", entry.status.status)
            .field("user_id", entry.status.user_id)
            .end_object();
        Event event;
        event.name = EventName::status_change;
        event.broadcast = to_user(entry.status.user_id);
        event.data = std::move(data);
        if (services.hub) services.hub->publish_now(std::move(event));
    }
    Entry& entry_of(std::string_view user_id) {
        auto it = entries.find(user_id);
        if (it == entries.end()) {
            it = entries.emplace(std::string(user_id), Entry()).first;
            it->second.status = status_of_nobody(user_id);
        }
        return it->second;
    }
    void mark_dirty(Entry& entry) {
        if (!std::exchange(entry.dirty, true)) dirty.push_back(entry.status.user_id);
    }
    void end_dnd(int64_t now_s);
    void sweep(Millis now);

    Services& services;
    mutable std::mutex mutex;  // guards the rest
    std::unordered_map<std::string, Entry, Hash, std::equal_to<>> entries;
    std::vector<std::string> dirty;
    int64_t next_dnd_end = kNever;
    Millis next_sweep = 0;
};

StatusStore::StatusStore(Services& services) : impl_(std::make_unique<Impl>(services)) {}
StatusStore::~StatusStore() = default;

void StatusStore::load(Tx& tx) {
    status::store::reset_automatic(tx);
    std::vector<Status> manual = status::store::list_manual(tx);
    std::lock_guard lock(impl_->mutex);
    for (Status& status : manual) {
        if (status.dnd_end_time > 0) impl_->next_dnd_end = std::min(impl_->next_dnd_end, status.dnd_end_time);
        impl_->entry_of(status.user_id).status = status;
    }
}

Status StatusStore::get(std::string_view user_id) const {
    std::lock_guard lock(impl_->mutex);
    if (Impl::Entry* entry = impl_->find(user_id)) return entry->status;
    return status_of_nobody(user_id);
}

std::vector<Status> StatusStore::list_known() const {
    std::vector<Status> known;
    if (!impl_->enabled()) return known;
    std::lock_guard lock(impl_->mutex);
    known.reserve(impl_->entries.size());
    for (const auto& [id, entry] : impl_->entries) known.push_back(entry.status);
    return known;
}

std::vector<Status> StatusStore::list(Tx& tx, const std::vector<std::string>& user_ids) const {
    std::vector<Status> statuses;
    if (!impl_->enabled()) return statuses;
    std::vector<std::string> unknown;
    {
        std::lock_guard lock(impl_->mutex);
        for (const std::string& id : user_ids) {
            Impl::Entry* entry = impl_->find(id);
            statuses.push_back(entry ? entry->status : status_of_nobody(id));
            if (!entry) unknown.push_back(id);
        }
    }
    if (unknown.empty()) return statuses;
    std::unordered_map<std::string, Status> stored;
    for (Status& status : status::store::list(tx, unknown)) stored.emplace(status.user_id, std::move(status));
    for (Status& status : statuses)
        if (auto it = stored.find(status.user_id); it != stored.end()) status = it->second;
    return statuses;
}

void StatusStore::active(std::string_view user_id, bool manual) {
    if (!impl_->enabled()) return;
    Millis now = impl_->services.clock->now();
    std::lock_guard lock(impl_->mutex);
    Impl::Entry& entry = impl_->entry_of(user_id);
    Status& status = entry.status;
    if (status.manual && !manual) return;
    bool changed = status.status != "online" || status.manual;
    status.status = "online";
    status.manual = false;  // being online is nobody's choice
    status.dnd_end_time = 0;
    status.last_activity_at = now;
    if (changed) {
        entry.written_activity_at = now;
        impl_->save(entry);
    } else if (now - entry.written_activity_at >= kActivityWrittenMs) {
        entry.written_activity_at = now;
        impl_->mark_dirty(entry);
    }
}

void StatusStore::away(std::string_view user_id, bool manual) {
    if (!impl_->enabled()) return;
    Millis now = impl_->services.clock->now();
    std::lock_guard lock(impl_->mutex);
    Impl::Entry& entry = impl_->entry_of(user_id);
    Status& status = entry.status;
    if (!manual) {
        bool silent = now - status.last_activity_at >= impl_->away_after_ms();
        if (status.manual || status.status == "away" || !silent) return;
    }
    status.status = "away";
    status.manual = manual;
    status.dnd_end_time = 0;
    impl_->save(entry);
}

void StatusStore::offline(std::string_view user_id, bool manual) {
    if (!impl_->enabled()) return;
    Millis now = impl_->services.clock->now();
    std::lock_guard lock(impl_->mutex);
    Impl::Entry& entry = impl_->entry_of(user_id);
    if (entry.status.manual && !manual) return;
    entry.status = status_of_nobody(user_id);
    entry.status.manual = manual;
    entry.status.last_activity_at = now;
    impl_->save(entry);
}

void StatusStore::dnd(std::string_view user_id, int64_t end_time_s) {
    if (!impl_->enabled()) return;
    std::lock_guard lock(impl_->mutex);
    Impl::Entry& entry = impl_->entry_of(user_id);
    make_dnd(entry.status, end_time_s);
    impl_->save(entry);
}

void StatusStore::out_of_office(std::string_view user_id) {
    if (!impl_->enabled()) return;
    std::lock_guard lock(impl_->mutex);
    Impl::Entry& entry = impl_->entry_of(user_id);
    entry.status.status = "ooo";
    entry.status.manual = true;
    impl_->save(entry);
}

std::optional<Status> StatusStore::chosen(std::string_view user_id, std::string_view word,
                                          int64_t dnd_end_time_s) const {
    Status status = get(user_id);
    Millis now = impl_->services.clock->now();
    if (word == "online") {
        status.status = word;
        status.manual = false;
        status.dnd_end_time = 0;
        status.last_activity_at = now;
    } else if (word == "away") {
        status.status = word;
        status.manual = true;
        status.dnd_end_time = 0;
    } else if (word == "offline") {
        status = status_of_nobody(user_id);
        status.manual = true;
        status.last_activity_at = now;
    } else if (word == "dnd") {
        make_dnd(status, dnd_end_time_s);
    } else {
        return std::nullopt;
    }
    return status;
}

void StatusStore::put(const Status& status) {
    if (!impl_->enabled()) return;
    std::lock_guard lock(impl_->mutex);
    Impl::Entry& entry = impl_->entry_of(status.user_id);
    entry.status = status;
    impl_->save(entry);
}

void StatusStore::tick() {
    if (!impl_->enabled()) return;
    Millis now = impl_->services.clock->now();
    std::lock_guard lock(impl_->mutex);
    if (now / 1000 >= impl_->next_dnd_end) impl_->end_dnd(now / 1000);
    if (now >= impl_->next_sweep) impl_->sweep(now);
}

void StatusStore::Impl::end_dnd(int64_t now_s) {
    next_dnd_end = kNever;
    for (auto& [id, entry] : entries) {
        Status& status = entry.status;
        if (status.status != "dnd" || status.dnd_end_time == 0) continue;
        if (status.dnd_end_time > now_s) {
            next_dnd_end = std::min(next_dnd_end, status.dnd_end_time);
            continue;
        }
        status.status = status.prev_status.empty() ? "offline" : status.prev_status;
        status.prev_status = "dnd";
        status.manual = false;
        status.dnd_end_time = 0;
        save(entry);
    }
}

void StatusStore::Impl::sweep(Millis now) {
    next_sweep = now + kSweepMs;
    Millis away_after = away_after_ms();
    for (auto& [id, entry] : entries) {
        Status& status = entry.status;
        if (status.manual || status.status != "online" || now - status.last_activity_at < away_after) continue;
        status.status = "away";
        save(entry);
    }
}

void StatusStore::flush() {
    std::vector<Status> changed;
    {
        std::lock_guard lock(impl_->mutex);
        for (const std::string& id : std::exchange(impl_->dirty, {})) {
            Impl::Entry& entry = *impl_->find(id);
            entry.dirty = false;
            changed.push_back(entry.status);
        }
    }
    for (size_t first = 0; first < changed.size(); first += kFlushRows) {
        size_t last = std::min(changed.size(), first + kFlushRows);
        auto rows = std::make_shared<const std::vector<Status>>(changed.begin() + static_cast<std::ptrdiff_t>(first),
                                                                changed.begin() + static_cast<std::ptrdiff_t>(last));
        auto again = [this, rows] {
            std::lock_guard lock(impl_->mutex);
            for (const Status& status : *rows) impl_->mark_dirty(impl_->entry_of(status.user_id));
        };
        bool queued = impl_->services.db->post_write(
            [rows](Tx& tx) {
                for (const Status& status : *rows) status::store::save(tx, status);
            },
            [again, rows](std::exception_ptr error) {
                if (!error) return;
                log::warn("presence could not be written, it is tried again", {{"rows", rows->size()}});
                again();
            });
        if (!queued) again();
    }
}

namespace status {
void save(Tx& tx, const Status& status) { store::save(tx, status); }
}  // namespace status

}  // namespace rk
