// Posts in lists: pages of a channel, around the first unread one, threads, pinned and flagged ones.
#include <algorithm>

#include "app/access.h"
#include "app/services.h"
#include "base/ids.h"
#include "feature/channels/channels.h"
#include "feature/posts/cache.h"
#include "feature/posts/lists.h"
#include "feature/posts/posts.h"
#include "feature/posts/store.h"

namespace rk::posts {

namespace {

int64_t since_of(const Ctx& c) {
    if (c.query("since").empty()) return 0;
    int64_t since = c.query_int("since", -1);
    if (since < 0) throw Err::invalid_body_param.with("Name", "since");
    return since;
}

std::string id_query(const Ctx& c, const char* name) {
    std::string id = c.query(name);
    if (!id.empty() && !is_valid_id(id)) throw Err::invalid_body_param.with("Name", name);
    return id;
}

void take(PostList& list, std::vector<Post>&& posts) {
    for (Post& post : posts) list.add(std::move(post), true);
}

// The page, newest first, with its neighbours.
PostList read_page(Ctx& c, Tx& tx, const Channel& channel, const ThreadView& view, bool also_deleted) {
    PostList list;
    const bool roots = view.collapsed;
    if (int64_t since = since_of(c)) {
        take(list, store::list_since(tx, channel.id, since, roots));
        return list;
    }
    const std::string before = id_query(c, "before"), after = id_query(c, "after");
    const int64_t size = c.per_page(), page = c.page();
    std::vector<Post> posts;
    if (!after.empty()) {
        Post mark = get(tx, after, true);
        posts = store::list_after(tx, channel.id, mark.create_at, size, page * size, roots);
        std::reverse(posts.begin(), posts.end());
    } else if (!before.empty()) {
        Post mark = get(tx, before, true);
        posts = store::list_before(tx, channel.id, mark.create_at, size, page * size, roots);
    } else if (also_deleted) {
        posts = store::list_newest_with_deleted(tx, channel.id, size, page * size);
    } else {
        posts = store::list_newest(tx, channel.id, size, page * size, roots);
    }
    const bool is_full = !posts.empty() && static_cast<int64_t>(posts.size()) == size;
    auto newer = [&] {
        return posts.empty() ? "" : store::find_id_after(tx, channel.id, posts.front().create_at, roots);
    };
    auto older = [&] {
        return posts.empty() ? "" : store::find_id_before(tx, channel.id, posts.back().create_at, roots);
    };
    if (!after.empty()) {
        list.prev_post_id = page == 0 ? after : older();
        if (is_full) list.next_post_id = newer();
    } else {
        if (page > 0) list.next_post_id = newer();
        else if (!before.empty()) list.next_post_id = before;
        if (is_full) list.prev_post_id = older();
    }
    take(list, std::move(posts));
    return list;
}

Reply shared(const Ctx& c, const PostCache::PagePtr& page) {
    if (reply::has_etag(c, page->etag)) return reply::not_modified(page->etag);
    Reply reply;
    reply.shared_body = std::shared_ptr<const std::string>(page, &page->json);
    reply.set_header("ETag", page->etag);
    return reply;
}

Reply list_of_channel(Ctx& c, Tx& tx) {
    const std::string channel_id = c.id("channel_id");
    const ThreadView view = ThreadView::of_page(c);
    const bool also_deleted = c.query_bool("include_deleted");
    const bool is_poll = !c.query("since").empty();
    PostCache* cache = tx.services().post_cache.get();
    // Asked before the first query, so that what is read from now on is no older than the version.
    const bool is_kept = cache && !view.collapsed && !also_deleted && !is_poll && c.page() == 0 &&
                         c.query("before").empty() && c.query("after").empty();
    std::string which;
    uint64_t version = 0;
    PostCache::PagePtr page;
    if (is_kept) {
        which = std::to_string(c.per_page()) + (view.skip_replies ? "s" : "");
        page = cache->find(channel_id, which, version);
    }
    auto channel = channels::find(tx, channel_id);
    if (!channel) throw Err::no_permission.because("read_channel_content");
    access::require_read_channel(tx, c.actor(), *channel);
    if (also_deleted && !access::may(tx, c.actor(), Permission::read_deleted_posts) &&
        !access::may(tx, c.actor(), Permission::manage_system))
        throw Err::no_permission.because("read_deleted_posts");
    if (!page) {
        auto made = std::make_shared<PostCache::Page>();
        PostList list = read_page(c, tx, *channel, view, also_deleted);
        made->json = write_list(tx, c.actor(), list, view);
        if (is_poll) return reply::json(200, std::move(made->json));
        made->etag = etag_of(made->json);
        page = std::move(made);
        if (is_kept && !list.is_personal) cache->keep(channel_id, which, version, page);
    }
    return shared(c, page);
}

Reply tagged(Ctx& c, std::string json) {
    std::string etag = etag_of(json);
    return reply::with_etag(c, std::move(etag), reply::json(200, std::move(json)));
}

// The account of the path, when the caller may act for it.
std::string acted_for(Ctx& c, Tx& tx) {
    std::string user_id = c.id("user_id");
    if (user_id != c.user_id()) access::require(tx, c.actor(), Permission::edit_other_users);
    return user_id;
}

Reply list_around_unread(Ctx& c, Tx& tx) {
    const std::string user_id = acted_for(c, tx);
    Channel channel = channels::find(tx, c.id("channel_id")).value_or(Channel{});
    if (channel.id.empty()) throw Err::channel_not_found;
    access::require_read_channel(tx, c.actor(), channel);
    const ThreadView view = ThreadView::of_page(c);
    const int64_t before = std::min<int64_t>(c.query_int("limit_before", 60), 200);
    const int64_t after = std::min<int64_t>(c.query_int("limit_after", 60), 200);
    if (after == 0) throw Err::invalid_url_param.with("Name", "limit_after");
    auto member = channels::find_member(tx, channel.id, user_id);
    if (!member) throw Err::no_permission.because("read_channel_content");
    const bool roots = view.collapsed;

    PostList list;
    std::string first =
        member->last_viewed_at ? store::find_id_after(tx, channel.id, member->last_viewed_at, roots) : "";
    std::vector<Post> posts;
    if (first.empty()) {
        posts = store::list_newest(tx, channel.id, before ? before : after, 0, roots);
    } else {
        Post unread = get(tx, first);
        if (after > 1) posts = store::list_after(tx, channel.id, unread.create_at, after - 1, 0, roots);
        std::reverse(posts.begin(), posts.end());
        Millis at = unread.create_at;
        posts.push_back(std::move(unread));
        for (Post& post : store::list_before(tx, channel.id, at, before, 0, roots)) posts.push_back(std::move(post));
    }
    if (!posts.empty()) {
        list.next_post_id = store::find_id_after(tx, channel.id, posts.front().create_at, roots);
        list.prev_post_id = store::find_id_before(tx, channel.id, posts.back().create_at, roots);
    }
    take(list, std::move(posts));
    return tagged(c, write_list(tx, c.actor(), list, view));
}

Reply thread(Ctx& c, Tx& tx) {
    Post post = get(tx, c.id("post_id"));
    access::require_read_channel(tx, c.actor(), channels::get(tx, post.channel_id));
    ThreadView view = ThreadView::of(c);
    const std::string direction = c.query("direction");
    if (!direction.empty() && direction != "up" && direction != "down")
        throw Err::invalid_url_param.with("Name", "direction");
    const std::string from_post = c.query("fromPost");
    if (!from_post.empty() && !is_valid_id(from_post)) throw Err::invalid_url_param.with("Name", "fromPost");
    const bool updates_only = c.query_bool("updatesOnly");
    const Millis from_create = c.query_int("fromCreateAt", 0), from_update = c.query_int("fromUpdateAt", 0);
    if (updates_only && from_update == 0) throw Err::invalid_url_param.with("Name", "fromUpdateAt");

    const std::string root_id = post.root_id.empty() ? post.id : post.root_id;
    PostList list;
    list.has_next = 0;
    Post root = post.root_id.empty() ? post : get(tx, root_id);
    const int64_t size = c.query_int("perPage", 0);
    store::ThreadPage asked;
    asked.root_id = root_id, asked.from_create_at = from_create, asked.from_update_at = from_update,
    asked.from_post = from_post;
    asked.downward = direction == "down", asked.limit = size ? std::min<int64_t>(size, 1000) + 1 : 0;
    if (!view.skip_replies || size) {
        auto replies = store::list_thread(tx, asked);
        if (asked.limit && static_cast<int64_t>(replies.size()) == asked.limit) {
            replies.pop_back();
            list.has_next = 1;
        }
        list.add(std::move(root), true);
        take(list, std::move(replies));
    } else {
        list.add(std::move(root), true);
    }
    view.skip_replies = true;
    return tagged(c, write_list(tx, c.actor(), list, view));
}

Reply pinned(Ctx& c, Tx& tx) {
    auto channel = channels::find(tx, c.id("channel_id"));
    if (!channel) throw Err::no_permission.because("read_channel_content");
    access::require_read_channel(tx, c.actor(), *channel);
    PostList list;
    take(list, store::list_pinned(tx, channel->id));
    ThreadView view;
    view.skip_replies = true;
    return tagged(c, write_list(tx, c.actor(), list, view));
}

Reply flagged(Ctx& c, Tx& tx) {
    const std::string user_id = acted_for(c, tx), channel_id = id_query(c, "channel_id"),
                      team_id = id_query(c, "team_id");
    const int64_t size = c.per_page();
    PostList list;
    // What somebody flagged and may no longer read is left out.
    for (Post& post : store::list_flagged(tx, user_id, team_id, channel_id, size, c.page() * size)) {
        auto channel = channels::find(tx, post.channel_id);
        if (channel && access::may_read_channel(tx, c.actor(), *channel)) list.add(std::move(post), true);
    }
    ThreadView view;
    view.skip_replies = true;
    return reply::json(200, write_list(tx, c.actor(), list, view));
}

constexpr Route kRoutes[] = {
    {GET, "/api/v4/channels/{channel_id}/posts", Lane::read, Access::session, list_of_channel,
     "List a channel's posts, newest first: a page, those around a post, or what changed since."},
    {GET, "/api/v4/users/{user_id}/channels/{channel_id}/posts/unread", Lane::read, Access::session, list_around_unread,
     "List the posts around the first unread one."},
    {GET, "/api/v4/posts/{post_id}/thread", Lane::read, Access::session, thread, "List a thread."},
    {GET, "/api/v4/channels/{channel_id}/pinned", Lane::read, Access::session, pinned,
     "List a channel's pinned posts."},
    {GET, "/api/v4/users/{user_id}/posts/flagged", Lane::read, Access::session, flagged,
     "List the posts that somebody saved."},
};

}  // namespace

std::span<const Route> list_routes() { return kRoutes; }

}  // namespace rk::posts
