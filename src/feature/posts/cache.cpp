#include "feature/posts/cache.h"

#include <algorithm>

namespace rk {

namespace {
std::string key_of(std::string_view a, std::string_view b) { return std::string(a).append("/").append(b); }
}  // namespace

void PostCache::drop(Entries::iterator entry) {
    bytes_ -= entry->page->json.size();
    pages_.erase(key_of(entry->channel_id, entry->which));
    auto list = by_channel_.find(entry->channel_id);
    std::erase(list->second, entry);
    if (list->second.empty()) by_channel_.erase(list);
    entries_.erase(entry);
}

void PostCache::changed(std::string_view channel_id) {
    std::lock_guard lock(mutex_);
    ++version_;
    if (changes_.size() >= 4096) {
        changes_.clear();
        forgotten_ = version_;
    }
    if (auto it = changes_.find(channel_id); it != changes_.end()) it->second = version_;
    else changes_.emplace(channel_id, version_);
    if (auto list = by_channel_.find(channel_id); list != by_channel_.end())
        while (true) {
            bool last = list->second.size() == 1;
            drop(list->second.back());
            if (last) break;
        }
}

void PostCache::clear() {
    std::lock_guard lock(mutex_);
    forgotten_ = ++version_;
    changes_.clear(), entries_.clear(), pages_.clear(), by_channel_.clear();
    bytes_ = 0;
}

PostCache::PagePtr PostCache::find(std::string_view channel_id, std::string_view which, uint64_t& version) {
    std::string key = key_of(channel_id, which);
    std::lock_guard lock(mutex_);
    version = version_;
    auto it = pages_.find(key);
    if (it == pages_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, it->second);
    return it->second->page;
}

void PostCache::keep(std::string_view channel_id, std::string_view which, uint64_t version, PagePtr page) {
    if (page->json.size() > kBytesMax / 8) return;
    std::string key = key_of(channel_id, which);
    std::lock_guard lock(mutex_);
    auto change = changes_.find(channel_id);
    if (version < forgotten_ || (change != changes_.end() && change->second > version)) return;
    if (auto old = pages_.find(key); old != pages_.end()) drop(old->second);
    bytes_ += page->json.size();
    entries_.push_front({std::string(channel_id), std::string(which), std::move(page)});
    pages_.emplace(std::move(key), entries_.begin());
    by_channel_[std::string(channel_id)].push_back(entries_.begin());
    while (bytes_ > kBytesMax) drop(std::prev(entries_.end()));
}

std::string PostCache::find_pending(std::string_view user_id, std::string_view pending_id, Millis now) {
    std::string key = key_of(user_id, pending_id);
    std::lock_guard lock(pending_mutex_);
    auto it = pending_.find(key);
    return it == pending_.end() || it->second.at + kPendingMs < now ? std::string() : it->second.post_id;
}

void PostCache::keep_pending(std::string_view user_id, std::string_view pending_id, std::string_view post_id,
                             Millis now) {
    std::string key = key_of(user_id, pending_id);
    std::lock_guard lock(pending_mutex_);
    if (pending_.size() >= kPendingMax) {
        std::erase_if(pending_, [&](const auto& entry) { return entry.second.at + kPendingMs < now; });
        if (pending_.size() >= kPendingMax) pending_.clear();
    }
    pending_[std::move(key)] = {std::string(post_id), now};
}

}  // namespace rk
