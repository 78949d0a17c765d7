// What people want to be told of besides their @name: their own words, their first name, replies; and what they do not
// want to be told of. Kept in memory, so that making a post asks for the words that it has, never for all members of
// its channel. Thread-safe.
#pragma once
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/user.h"

namespace rk {

class Tx;

class MentionIndex {
  public:
    // Of which replies in a thread somebody hears: notify_props.comments.
    enum class Comments : uint8_t { never, root, any };
    struct Wishes {
        bool channel_wide = true;  // @all, @channel, @here: notify_props.channel
        Comments comments = Comments::never;
    };

    // Reads every active account; at start.
    void load(Tx& tx);
    // The account was made or changed: after the commit. A deactivated one is forgotten.
    void set(const User& user);
    void forget(std::string_view user_id);

    Wishes wishes_of(std::string_view user_id) const;

    // Whether anybody has words at all; when not, only @names can mention.
    bool has_words() const;
    // Adds the accounts that a word of a text mentions: own words in any case, first names as they are written.
    void find(std::string_view word, std::vector<std::string>& user_ids) const;
    // Adds the accounts with an own word or first name of Chinese, Japanese or Korean characters that stands anywhere
    // in this text: those scripts put no space between words.
    void find_inside(std::string_view text, std::vector<std::string>& user_ids) const;

  private:
    struct Hash {
        using is_transparent = void;
        size_t operator()(std::string_view s) const { return std::hash<std::string_view>()(s); }
    };
    template <class T>
    using Map = std::unordered_map<std::string, T, Hash, std::equal_to<>>;
    struct Known {
        Wishes wishes;
        std::vector<std::string> words;  // folded, or "=" and a first name
    };
    void remove(std::string_view user_id);
    void add(const User& user);

    mutable std::mutex mutex_;  // guards all below
    Map<Known> known_;          // only those who differ from the default
    Map<std::vector<std::string>> by_word_;
    // Words of Chinese, Japanese, Korean characters, by the first of these: → the word and whose it is.
    struct Inner {
        std::string word, user_id;
    };
    std::unordered_map<char32_t, std::vector<Inner>> inner_;
};

// Whether a word is written in a script that puts no space between words.
bool has_cjk(std::string_view text);

}  // namespace rk
