#include "app/user_store.h"

#include <algorithm>

namespace rk {

bool UserStore::is_stale(std::string_view user_id, Millis read_at) const {
    if (read_at <= all_forgotten_at_) return true;
    auto it = forgotten_.find(user_id);
    return it != forgotten_.end() && read_at <= it->second;
}

std::optional<std::string> UserStore::find_username(std::string_view user_id) const {
    std::lock_guard lock(mutex_);
    auto it = names_.find(user_id);
    if (it == names_.end()) return std::nullopt;
    return it->second;
}

std::shared_ptr<const UserStore::Own> UserStore::find_own(std::string_view user_id) const {
    std::lock_guard lock(mutex_);
    auto it = own_.find(user_id);
    return it == own_.end() ? nullptr : it->second;
}

void UserStore::put_username(std::string_view user_id, std::string username, Millis read_at) {
    std::lock_guard lock(mutex_);
    if (is_stale(user_id, read_at)) return;
    if (names_.size() >= kNamesMax) names_.clear();
    names_.insert_or_assign(std::string(user_id), std::move(username));
}

void UserStore::put_own(std::string_view user_id, std::shared_ptr<const Own> own, Millis read_at) {
    std::lock_guard lock(mutex_);
    if (is_stale(user_id, read_at)) return;
    if (own_.size() >= kOwnMax) own_.clear();
    own_.insert_or_assign(std::string(user_id), std::move(own));
}

void UserStore::forget(std::string_view user_id, Millis now) {
    std::lock_guard lock(mutex_);
    if (auto it = names_.find(user_id); it != names_.end()) names_.erase(it);
    if (auto it = own_.find(user_id); it != own_.end()) own_.erase(it);
    if (forgotten_.size() >= kForgottenMax) {
        forgotten_.clear();
        all_forgotten_at_ = std::max(all_forgotten_at_, now);
    }
    forgotten_.insert_or_assign(std::string(user_id), now);
}

void UserStore::clear(Millis now) {
    std::lock_guard lock(mutex_);
    names_.clear();
    own_.clear();
    forgotten_.clear();
    all_forgotten_at_ = std::max(all_forgotten_at_, now);
}

}  // namespace rk
