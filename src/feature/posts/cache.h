// What posts keep in memory: the newest page of channels as text, and which posts came with which pending id.
// Thread-safe.
#pragma once
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/time.h"

namespace rk {

class PostCache {
  public:
    // A page as it is answered, with its entity tag.
    struct Page {
        std::string json, etag;
    };
    using PagePtr = std::shared_ptr<const Page>;

    // Something in the channel's posts changed: after the commit, before its answer leaves.
    void changed(std::string_view channel_id);
    // Something that any page may show changed: an emoji, a setting.
    void clear();

    // The page as it was kept; null when there is none. `version` is to be handed to keep() with what is read from now
    // on: a page that was read while its channel changed is not kept.
    PagePtr find(std::string_view channel_id, std::string_view which, uint64_t& version);
    void keep(std::string_view channel_id, std::string_view which, uint64_t version, PagePtr page);

    // The post that this account made with this pending id in the last minutes; "" when there is none. It may have been
    // rolled back: look for it.
    std::string find_pending(std::string_view user_id, std::string_view pending_id, Millis now);
    void keep_pending(std::string_view user_id, std::string_view pending_id, std::string_view post_id, Millis now);

  private:
    struct Hash {
        using is_transparent = void;
        size_t operator()(std::string_view s) const { return std::hash<std::string_view>()(s); }
    };
    template <class T>
    using Map = std::unordered_map<std::string, T, Hash, std::equal_to<>>;
    struct Entry {
        std::string channel_id, which;
        PagePtr page;
    };
    using Entries = std::list<Entry>;  // most recently used first
    struct Pending {
        std::string post_id;
        Millis at = 0;
    };
    // Memory that pages may take, and how long a pending id is remembered.
    static constexpr size_t kBytesMax = 12 << 20;
    static constexpr Millis kPendingMs = 10 * 60 * 1000;
    static constexpr size_t kPendingMax = 20'000;
    void drop(Entries::iterator entry);

    std::mutex mutex_;  // guards all below
    // Counts all changes; a page read at `version` is good as long as its channel did not change after it. The channels
    // that changed lately stand in changes_; what is forgotten there counts as changed at forgotten_.
    uint64_t version_ = 1, forgotten_ = 0;
    Map<uint64_t> changes_;
    Entries entries_;
    Map<Entries::iterator> pages_;  // channel id + which
    Map<std::vector<Entries::iterator>> by_channel_;
    size_t bytes_ = 0;
    std::mutex pending_mutex_;  // guards pending_
    Map<Pending> pending_;
};

}  // namespace rk
