#include "app/mention_index.h"

#include <algorithm>

#include "base/strings.h"
#include "db/db.h"

namespace rk {

namespace {

RK_QUERY(kAll, "mention_index_all", "SELECT id, username, firstname, notifyprops FROM users WHERE deleteat = 0",
         nullptr, "every account once, at start");

bool is_cjk(char32_t c) {
    return (c >= 0x2E80 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7FF) || (c >= 0xF900 && c <= 0xFAFF) ||
           (c >= 0xFF66 && c <= 0xFFDC) || (c >= 0x20000 && c <= 0x3FFFF);
}

// The name of a first name in the map of words: no own word begins so, because words are folded and trimmed there.
std::string exact(std::string_view first_name) { return std::string("=").append(first_name); }

const std::string& prop(const StringMap& props, const char* name) {
    static const std::string nothing;
    auto it = props.find(name);
    return it == props.end() ? nothing : it->second;
}

}  // namespace

bool has_cjk(std::string_view text) {
    for (size_t at = 0; at < text.size();) {
        if (static_cast<unsigned char>(text[at]) < 0x80) ++at;
        else if (is_cjk(utf8_next(text, at))) return true;
    }
    return false;
}

void MentionIndex::load(Tx& tx) {
    std::vector<User> users;
    tx.each(kAll, [&](const Row& row) {
        User user;
        user.id = row.string(0), user.username = row.string(1), user.first_name = row.string(2);
        if (auto props = Json::parse(row.text(3)))
            for (const Json::Member& m : props->members()) user.notify_props[m.key] = m.value.as_string();
        users.push_back(std::move(user));
    });
    std::lock_guard lock(mutex_);
    known_.clear(), by_word_.clear(), inner_.clear();
    for (const User& user : users) add(user);
}

void MentionIndex::set(const User& user) {
    std::lock_guard lock(mutex_);
    remove(user.id);
    if (user.delete_at == 0) add(user);
}

void MentionIndex::forget(std::string_view user_id) {
    std::lock_guard lock(mutex_);
    remove(user_id);
}

void MentionIndex::add(const User& user) {
    Known known;
    const StringMap& props = user.notify_props;
    known.wishes.channel_wide = prop(props, "channel") != "false";
    const std::string& comments = prop(props, "comments");
    known.wishes.comments = comments == "any" ? Comments::any : comments == "root" ? Comments::root : Comments::never;

    auto take = [&](std::string word) {
        if (word.empty() || contains(known.words, word)) return;
        std::string_view bare = word;
        if (bare.front() == '=') bare.remove_prefix(1);
        if (has_cjk(bare)) {
            size_t at = 0;
            std::string folded = fold_case(bare);
            inner_[utf8_next(folded, at)].push_back({folded, user.id});
        }
        by_word_[word].push_back(user.id);
        known.words.push_back(std::move(word));
    };
    for (const std::string& word : split(prop(props, "mention_keys"), ',')) {
        std::string folded = fold_case(trim(word));
        // @name always counts, also without being asked for.
        if (folded != "@" + user.username) take(std::move(folded));
    }
    if (prop(props, "first_name") == "true" && !trim(user.first_name).empty()) take(exact(trim(user.first_name)));

    if (known.words.empty() && known.wishes.channel_wide && known.wishes.comments == Comments::never) return;
    known_[user.id] = std::move(known);
}

void MentionIndex::remove(std::string_view user_id) {
    auto it = known_.find(user_id);
    if (it == known_.end()) return;
    for (const std::string& word : it->second.words) {
        if (auto found = by_word_.find(word); found != by_word_.end()) {
            std::erase(found->second, user_id);
            if (found->second.empty()) by_word_.erase(found);
        }
        std::string_view bare = word;
        if (bare.front() == '=') bare.remove_prefix(1);
        if (!has_cjk(bare)) continue;
        size_t at = 0;
        std::string folded = fold_case(bare);
        auto inner = inner_.find(utf8_next(folded, at));
        if (inner == inner_.end()) continue;
        std::erase_if(inner->second, [&](const Inner& i) { return i.user_id == user_id && i.word == folded; });
        if (inner->second.empty()) inner_.erase(inner);
    }
    known_.erase(it);
}

MentionIndex::Wishes MentionIndex::wishes_of(std::string_view user_id) const {
    std::lock_guard lock(mutex_);
    auto it = known_.find(user_id);
    return it == known_.end() ? Wishes{} : it->second.wishes;
}

bool MentionIndex::has_words() const {
    std::lock_guard lock(mutex_);
    return !by_word_.empty();
}

void MentionIndex::find(std::string_view word, std::vector<std::string>& user_ids) const {
    std::lock_guard lock(mutex_);
    if (by_word_.empty()) return;
    if (auto it = by_word_.find(fold_case(word)); it != by_word_.end())
        user_ids.insert(user_ids.end(), it->second.begin(), it->second.end());
    if (auto it = by_word_.find(exact(word)); it != by_word_.end())
        user_ids.insert(user_ids.end(), it->second.begin(), it->second.end());
}

void MentionIndex::find_inside(std::string_view text, std::vector<std::string>& user_ids) const {
    std::lock_guard lock(mutex_);
    if (inner_.empty()) return;
    std::string folded = fold_case(text);
    for (size_t at = 0; at < folded.size();) {
        size_t begin = at;
        char32_t c = utf8_next(folded, at);
        auto it = inner_.find(c);
        if (it == inner_.end()) continue;
        for (const Inner& inner : it->second)
            if (std::string_view(folded).substr(begin).starts_with(inner.word)) user_ids.push_back(inner.user_id);
    }
}

}  // namespace rk
