#include "feature/posts/lists.h"

#include <algorithm>
#include <unordered_map>

#include "base/strings.h"
#include "feature/posts/metadata.h"
#include "feature/posts/store.h"
#include "feature/users/users.h"

namespace rk::posts {

void PostList::add(Post post, bool in_order) {
    if (in_order) order.push_back(post.id);
    posts.push_back(std::move(post));
}

bool PostList::has(std::string_view post_id) const {
    return std::any_of(posts.begin(), posts.end(), [&](const Post& p) { return p.id == post_id; });
}

ThreadView ThreadView::of(const Ctx& c) {
    ThreadView view;
    view.collapsed = c.query_bool("collapsedThreads");
    view.extended = c.query_bool("collapsedThreadsExtended");
    view.skip_replies = c.query_bool("skipFetchThreads");
    return view;
}

ThreadView ThreadView::of_page(const Ctx& c) {
    ThreadView view = of(c);
    view.counts = view.collapsed || view.skip_replies;
    return view;
}

std::string etag_of(std::string_view text) {
    static constexpr char digits[] = "0123456789abcdef";
    uint64_t hash = std::hash<std::string_view>()(text) ^ (text.size() * 0x9E3779B97F4A7C15u);
    std::string tag(16, '0');
    for (char& c : tag) c = digits[hash & 15], hash >>= 4;
    return tag;
}

namespace {

// Beyond that many replies a page brings only the newest of a thread that it touches; clients ask for the thread.
constexpr int64_t kRepliesOfThread = 200;

void add_threads(Tx& tx, PostList& list, const ThreadView& view) {
    std::vector<std::string> missing, touched;
    for (const Post& post : list.posts) {
        if (post.root_id.empty() || contains(touched, post.root_id)) continue;
        touched.push_back(post.root_id);
        if (!list.has(post.root_id)) missing.push_back(post.root_id);
    }
    if (touched.empty() || view.collapsed) return;
    for (Post& root : store::list_by_ids(tx, missing))
        if (!root.delete_at) list.add(std::move(root), false);
    if (view.skip_replies) return;
    for (const std::string& root_id : touched)
        for (Post& reply : store::list_newest_replies(tx, root_id, kRepliesOfThread))
            if (!list.has(reply.id)) list.add(std::move(reply), false);
}

Json participants_of(Tx& tx, const Actor& viewer, const Thread& thread, const ThreadView& view) {
    Json list = Json::array();
    if (view.extended) {
        for (User& user : users::list_by_ids(tx, thread.participants))
            list.push(to_tree(users::shown_to(tx, viewer, std::move(user))));
        return list;
    }
    for (const std::string& id : thread.participants)
        list.push(Json::object({{"id", id},
                                {"delete_at", 0},
                                {"username", ""},
                                {"auth_service", ""},
                                {"email", ""},
                                {"nickname", ""},
                                {"first_name", ""},
                                {"last_name", ""},
                                {"position", ""},
                                {"roles", ""},
                                {"locale", ""},
                                {"timezone", nullptr},
                                {"disable_welcome_email", false}}));
    return list;
}

void add_counts(Tx& tx, const Actor& viewer, PostList& list, const ThreadView& view) {
    std::vector<std::string> ids;
    for (const Post& post : list.posts) {
        if (post.delete_at || post.type.starts_with("system_")) continue;
        if (view.collapsed && !post.root_id.empty()) continue;
        const std::string& id = post.root_id.empty() ? post.id : post.root_id;
        if (!contains(ids, id)) ids.push_back(id);
    }
    if (ids.empty()) return;
    std::unordered_map<std::string, Thread> threads;
    for (Thread& thread : store::list_threads(tx, ids)) {
        std::string id = thread.post_id;
        threads.emplace(std::move(id), std::move(thread));
    }
    if (threads.empty()) return;
    for (Post& post : list.posts) {
        auto it = threads.find(post.root_id.empty() ? post.id : post.root_id);
        if (it == threads.end() || post.delete_at) continue;
        if (!view.collapsed) {
            post.reply_count = it->second.reply_count;
        } else if (post.root_id.empty()) {
            post.reply_count = it->second.reply_count;
            post.last_reply_at = it->second.last_reply_at;
            post.participants = participants_of(tx, viewer, it->second, view);
            auto membership = store::find_membership(tx, post.id, viewer.user_id);
            post.is_following = membership && membership->following;
        }
    }
}

}  // namespace

void complete_posts(Tx& tx, const Actor& viewer, PostList& list) {
    add_counts(tx, viewer, list, {});
    add_metadata(tx, viewer, list.posts);
}

std::string write_list(Tx& tx, const Actor& viewer, PostList& list, const ThreadView& view) {
    add_threads(tx, list, view);
    if (view.counts) add_counts(tx, viewer, list, view);
    list.is_personal = add_metadata(tx, viewer, list.posts);
    std::string out;
    out.reserve(512 * list.posts.size() + 256);
    out += "{\"order\":[";
    for (size_t i = 0; i < list.order.size(); ++i) out.append(i ? ",\"" : "\"").append(list.order[i]).append("\"");
    out += "],\"posts\":{";
    for (size_t i = 0; i < list.posts.size(); ++i) {
        out.append(i ? ",\"" : "\"").append(list.posts[i].id).append("\":");
        write_model(out, Post::info(), &list.posts[i]);
    }
    out.append("},\"next_post_id\":\"")
        .append(list.next_post_id)
        .append("\",\"prev_post_id\":\"")
        .append(list.prev_post_id);
    out += "\",\"first_inaccessible_post_time\":0";
    if (list.has_next >= 0) out += list.has_next ? ",\"has_next\":true" : ",\"has_next\":false";
    out += '}';
    return out;
}

}  // namespace rk::posts
