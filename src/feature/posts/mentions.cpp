#include "feature/posts/mentions.h"

#include <algorithm>

#include "app/mention_index.h"
#include "app/services.h"
#include "base/strings.h"
#include "feature/channels/channels.h"
#include "feature/posts/store.h"
#include "feature/posts/text.h"
#include "feature/status/status.h"
#include "feature/users/users.h"
#include "model/settings.h"

namespace rk::posts {

namespace {

bool from_webhook(const Post& post) { return post.props["from_webhook"].as_string() == "true"; }

// Looks up the words of one post, each once.
class Finder {
  public:
    Finder(Tx& tx, const Channel& channel) : tx_(tx), channel_(channel) {}

    void read(std::string_view markdown) {
        const MentionIndex& index = *tx_.services().mentions;
        if (markdown.find('@') == markdown.npos && !index.has_words()) return;
        std::string prose = prose_of(markdown);
        for (std::string_view word : mention_words(prose)) read_word(word);
        if (has_cjk(prose)) {
            std::vector<std::string> inside;
            index.find_inside(prose, inside);
            for (std::string& id : inside) add_member(std::move(id));
        }
    }

    bool here = false, all = false;
    std::vector<std::string> user_ids, other_names;

  private:
    void read_word(std::string_view word) {
        if (check(word)) return;
        std::string_view shorter = word;
        while (!shorter.empty() && std::string_view(".-:_").find(shorter.back()) != std::string_view::npos) {
            shorter.remove_suffix(1);
            if (check(shorter)) return;
        }
        if (word.front() == '@' && word.size() > 1) {
            name_others(shorter.substr(1));
            return;
        }
        if (word.find_first_of(".-:") == word.npos) return;
        for (size_t at = 0; at < word.size();) {
            size_t end = std::min(word.find_first_of(".-:", at), word.size());
            std::string_view part = word.substr(at, end - at);
            if (!part.empty() && !check(part) && part.front() == '@' && part.size() > 1) name_others(part.substr(1));
            at = end + 1;
        }
    }

    void name_others(std::string_view name) {
        std::string lower = to_lower_ascii(name);
        if (!lower.empty() && !contains(other_names, lower)) other_names.push_back(std::move(lower));
    }

    // Whether the word mentions somebody.
    bool check(std::string_view word) {
        if (word.empty()) return false;
        bool found = false;
        if (word.front() == '@' && word.size() > 1) {
            std::string name = to_lower_ascii(word.substr(1));
            if (name == "here") return here = true;
            if (name == "all" || name == "channel") return all = true;
            if (contains(known_names_, name)) return true;
            auto user = users::find_by_username(tx_, name);
            if (user && user->delete_at == 0 && add_member(user->id)) {
                known_names_.push_back(std::move(name));
                found = true;
            }
        }
        std::vector<std::string> ids;
        tx_.services().mentions->find(word, ids);
        for (std::string& id : ids) found |= add_member(std::move(id));
        return found;
    }

    bool add_member(std::string id) {
        if (contains(user_ids, id)) return true;
        if (contains(strangers_, id)) return false;
        bool member = channels::is_member(tx_, channel_.id, id);
        (member ? user_ids : strangers_).push_back(std::move(id));
        return member;
    }

    Tx& tx_;
    const Channel& channel_;
    std::vector<std::string> known_names_, strangers_;
};

void sort_and_clean(std::vector<std::string>& ids, const Post& post) {
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    if (!from_webhook(post)) std::erase(ids, post.user_id);
}

}  // namespace

Mentions find_mentions(Tx& tx, const Channel& channel, const Post& post, const Post* root,
                       const std::vector<std::string>& participants, const std::function<bool()>& may_call_everybody) {
    Mentions mentions;
    if (post.type.starts_with("system_")) {
        if (post.type == "system_add_to_channel" || post.type == "system_add_to_team")
            if (const std::string& added = post.props["addedUserId"].as_string(); !added.empty())
                mentions.user_ids.push_back(added);
        return mentions;
    }
    if (channel.type == "D") {
        std::string_view name = channel.name;
        if (size_t middle = name.find("__"); middle != name.npos) {
            mentions.user_ids.emplace_back(name.substr(0, middle));
            mentions.user_ids.emplace_back(name.substr(middle + 2));
        }
        sort_and_clean(mentions.user_ids, post);
        return mentions;
    }
    if (channel.type == "G") {
        mentions.user_ids = channels::list_member_ids(tx, channel.id);
        sort_and_clean(mentions.user_ids, post);
        return mentions;
    }

    Finder finder(tx, channel);
    finder.read(post.message);
    for (const Json& attachment : post.props["attachments"].items()) {
        finder.read(attachment["pretext"].as_string());
        finder.read(attachment["text"].as_string());
        for (const Json& field : attachment["fields"].items()) finder.read(field["value"].as_string());
    }
    mentions.user_ids = std::move(finder.user_ids);
    mentions.other_names = std::move(finder.other_names);
    mentions.everybody = (finder.here || finder.all) && may_call_everybody();

    const MentionIndex& index = *tx.services().mentions;
    if (mentions.everybody) {
        int64_t most = config_of(tx)->TeamSettings.MaxNotificationsPerChannel;
        auto listeners = store::list_listeners(tx, channel.id, most + 1);
        mentions.everybody_refused = static_cast<int64_t>(listeners.size()) > most;
        if (!mentions.everybody_refused)
            for (store::Listener& member : listeners) {
                if (member.ignore_channel_mentions == "on") continue;
                if (member.user_id == post.user_id && !from_webhook(post)) continue;
                if (!index.wishes_of(member.user_id).channel_wide) continue;
                if (!finder.all && tx.services().statuses &&
                    tx.services().statuses->get(member.user_id).status != "online")
                    continue;
                mentions.user_ids.push_back(std::move(member.user_id));
            }
    }
    if (root) {
        auto hear = [&](const std::string& user_id, bool is_root_author) {
            auto wish = index.wishes_of(user_id).comments;
            bool wants =
                wish == MentionIndex::Comments::any || (wish == MentionIndex::Comments::root && is_root_author);
            if (wants && channels::is_member(tx, channel.id, user_id)) mentions.user_ids.push_back(user_id);
        };
        hear(root->user_id, true);
        for (const std::string& user_id : participants) hear(user_id, false);
    }
    sort_and_clean(mentions.user_ids, post);
    return mentions;
}

}  // namespace rk::posts
