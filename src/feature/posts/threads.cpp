#include "feature/posts/threads.h"

#include <algorithm>

#include "app/services.h"
#include "base/strings.h"
#include "feature/posts/store.h"
#include "model/settings.h"

namespace rk::posts {

namespace {
RK_QUERY(kApart, "threads_apart_preference",
         "SELECT value FROM preferences WHERE userid = ?1 AND category = 'display_settings' AND"
         " name = 'collapsed_reply_threads'");
}

Thread count_reply(Tx& tx, const Channel& channel, const Post& root, const Post& reply) {
    Thread thread;
    if (auto found = store::find_thread(tx, root.id)) {
        thread = std::move(*found);
    } else {
        thread.post_id = root.id;
        thread.channel_id = channel.id;
        thread.thread_team_id = channel.team_id;
    }
    ++thread.reply_count;
    thread.last_reply_at = std::max(thread.last_reply_at, reply.create_at);
    // The latest to write stands last.
    std::erase(thread.participants, reply.user_id);
    thread.participants.push_back(reply.user_id);
    store::save_thread(tx, thread);
    store::touch(tx, root.id, reply.create_at);
    return thread;
}

std::vector<ThreadMembership> follow_by_reply(Tx& tx, const Post& root, const Post& reply,
                                              const std::vector<std::string>& mentioned, Millis& author_viewed_before) {
    author_viewed_before = 0;
    auto members = store::list_followers(tx, root.id);
    auto is_mentioned = [&](const std::string& id) { return contains(mentioned, id); };
    for (ThreadMembership& m : members) {
        bool own = m.user_id == reply.user_id;
        if (!own && !is_mentioned(m.user_id)) continue;
        if (own) {
            author_viewed_before = m.last_viewed;
            m.last_viewed = std::max(m.last_viewed, reply.create_at), m.unread_mentions = 0;
        } else {
            ++m.unread_mentions;
        }
        m.last_updated = reply.create_at;
        store::save_membership(tx, m);
    }
    if (!config_of(tx)->ServiceSettings.ThreadAutoFollow) return members;
    auto follow = [&](const std::string& user_id) {
        for (const ThreadMembership& m : members)
            if (m.user_id == user_id) return;
        // Who stopped following by hand stays so, unless they write or are mentioned.
        auto before = store::find_membership(tx, root.id, user_id);
        bool own = user_id == reply.user_id;
        if (before && !own && !is_mentioned(user_id)) return;
        ThreadMembership m;
        if (before) m = std::move(*before);
        if (own) author_viewed_before = m.last_viewed;
        m.post_id = root.id, m.user_id = user_id, m.following = true, m.last_updated = reply.create_at;
        if (own) m.last_viewed = reply.create_at, m.unread_mentions = 0;
        else if (is_mentioned(user_id)) ++m.unread_mentions;
        store::save_membership(tx, m);
        members.push_back(std::move(m));
    };
    follow(reply.user_id);
    if (!root.type.starts_with("system_")) follow(root.user_id);
    for (const std::string& user_id : mentioned) follow(user_id);
    return members;
}

bool threads_are_apart(Tx& tx) { return config_of(tx)->ServiceSettings.CollapsedThreads != "disabled"; }

bool reads_threads_apart(Tx& tx, std::string_view user_id) {
    auto config = config_of(tx);
    const std::string& setting = config->ServiceSettings.CollapsedThreads;
    if (setting == "disabled") return false;
    if (setting == "always_on") return true;
    auto chosen = tx.find_text(kApart, user_id);
    return chosen ? *chosen == "on" : setting == "default_on";
}

}  // namespace rk::posts
