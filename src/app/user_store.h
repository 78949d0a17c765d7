// What hot paths ask about accounts, kept in memory: names, and each account as its owner sees it. Thread-safe.
//
// Filled from read transactions only. A change of an account calls forget() after its commit; what a transaction that
// began before that commit brings afterwards is not taken, so nothing stale stays.
#pragma once
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/time.h"

namespace rk {

class UserStore {
  public:
    // An account as its owner sees it.
    struct Own {
        std::string json, etag;
    };
    std::optional<std::string> find_username(std::string_view user_id) const;
    std::shared_ptr<const Own> find_own(std::string_view user_id) const;
    // `read_at` is when the transaction that read it began (Tx::now).
    void put_username(std::string_view user_id, std::string username, Millis read_at);
    void put_own(std::string_view user_id, std::shared_ptr<const Own> own, Millis read_at);
    // The account changed; `now` is after the commit.
    void forget(std::string_view user_id, Millis now);
    void clear(Millis now);

  private:
    struct Hash {
        using is_transparent = void;
        size_t operator()(std::string_view s) const { return std::hash<std::string_view>()(s); }
    };
    template <class T>
    using Map = std::unordered_map<std::string, T, Hash, std::equal_to<>>;
    static constexpr size_t kNamesMax = 50'000, kOwnMax = 4'000, kForgottenMax = 10'000;
    bool is_stale(std::string_view user_id, Millis read_at) const;

    mutable std::mutex mutex_;  // guards all below
    Map<std::string> names_;
    Map<std::shared_ptr<const Own>> own_;
    Map<Millis> forgotten_;        // when
    Millis all_forgotten_at_ = 0;  // of everything, or of what no longer stands in forgotten_
};

}  // namespace rk
