// The threads that somebody follows in a team.
#include "app/access.h"
#include "app/services.h"
#include "feature/channels/channels.h"
#include "feature/posts/followed.h"
#include "feature/posts/posts.h"
#include "feature/posts/store.h"

namespace rk::posts {

namespace {

// The account of the path, when the caller may act for it.
std::string acted_for(Ctx& c, Tx& tx) {
    std::string user_id = c.id("user_id");
    if (user_id != c.user_id()) access::require(tx, c.actor(), Permission::edit_other_users);
    return user_id;
}

struct Reader {
    std::string user_id, team_id;
};
Reader reader_in_team(Ctx& c, Tx& tx) {
    Reader reader{acted_for(c, tx), c.id("team_id")};
    access::require_in_team(tx, c.actor(), reader.team_id, Permission::view_team);
    return reader;
}

struct Readable {
    Post root;
    Channel channel;
};
// The thread of the path, also a deleted one, when the caller may read its channel. One that is not there is refused
// like a hidden one.
Readable readable_thread(Ctx& c, Tx& tx) {
    auto root = find(tx, c.id("thread_id"), true);
    if (root && !root->root_id.empty()) root = find(tx, root->root_id, true);
    auto channel = root ? channels::find(tx, root->channel_id) : std::nullopt;
    if (!channel) throw Err::no_permission.because("read_channel_content");
    access::require_read_channel(tx, c.actor(), *channel);
    return {std::move(*root), std::move(*channel)};
}

Reply list(Ctx& c, Tx& tx) {
    const Reader reader = reader_in_team(c, tx);
    FollowedPage page;
    page.before = c.query("before"), page.after = c.query("after");
    if (!page.before.empty() && !page.after.empty()) throw Err::threads_before_and_after;
    const bool totals_only = c.query_bool("totalsOnly"), threads_only = c.query_bool("threadsOnly");
    if (totals_only && threads_only) throw Err::threads_nothing_asked;
    page.since = c.query_int("since", 0);
    page.limit = c.per_page(30);
    page.unread_only = c.query_bool("unread");
    page.also_deleted = c.query_bool("deleted");
    page.extended = c.query_bool("extended");
    ThreadTotals totals;
    if (!threads_only) totals = count_threads(tx, reader.user_id, reader.team_id, page.unread_only, page.also_deleted);
    std::string out;
    JsonWriter(out)
        .begin_object()
        .field("total", totals.threads)
        .field("total_unread_threads", totals.unread_threads)
        .field("total_unread_mentions", totals.unread_mentions)
        .field("total_unread_urgent_mentions", totals.unread_urgent_mentions)
        .key("threads")
        .raw(totals_only ? "[]" : list_followed(tx, c.actor(), reader.user_id, reader.team_id, page))
        .end_object();
    return reply::json(200, std::move(out));
}

Reply mention_counts(Ctx& c, Tx& tx) {
    const Reader reader = reader_in_team(c, tx);
    std::string out;
    JsonWriter w(out);
    w.begin_object();
    for (const auto& [channel_id, mentions] : count_thread_mentions(tx, reader.user_id, reader.team_id))
        w.field(channel_id, mentions);
    w.end_object();
    return reply::json(200, std::move(out));
}

Reply one(Ctx& c, Tx& tx) {
    const std::string user_id = acted_for(c, tx);
    const Post root = readable_thread(c, tx).root;
    return reply::json(200, get_followed(tx, c.actor(), user_id, root.id, c.query_bool("extended")));
}

Reply read_all(Ctx& c, Tx& tx) {
    const Reader reader = reader_in_team(c, tx);
    read_all_threads(tx, reader.user_id, reader.team_id);
    return reply::ok();
}

Reply read_until(Ctx& c, Tx& tx, const std::string& user_id, const Readable& thread, Millis at) {
    read_thread(tx, user_id, c.id("team_id"), thread.root, thread.channel, at);
    return reply::json(200, get_followed(tx, c.actor(), user_id, thread.root.id, false));
}

Reply read_at(Ctx& c, Tx& tx) {
    const std::string text = c.param("timestamp");
    // Anything but a number is another path there (golden "threads deep/read at a time").
    if (text.empty() || text.size() > 18 || text.find_first_not_of("0123456789") != text.npos)
        throw Err::route_not_found;
    const std::string user_id = acted_for(c, tx);
    return read_until(c, tx, user_id, readable_thread(c, tx), std::stoll(text));
}

Reply set_unread(Ctx& c, Tx& tx) {
    const std::string user_id = acted_for(c, tx);
    const Readable thread = readable_thread(c, tx);
    const Post post = get(tx, c.id("post_id"));
    if (post.id != thread.root.id && post.root_id != thread.root.id)
        throw Err::invalid_url_param.with("Name", "post_id");
    return read_until(c, tx, user_id, thread, post.create_at - 1);
}

Reply set_following(Ctx& c, Tx& tx, bool follow) {
    const std::string user_id = acted_for(c, tx);
    follow_thread(tx, user_id, c.id("team_id"), readable_thread(c, tx).root, follow);
    return reply::ok();
}
Reply follow(Ctx& c, Tx& tx) { return set_following(c, tx, true); }
Reply unfollow(Ctx& c, Tx& tx) { return set_following(c, tx, false); }

#define RK_THREADS "/api/v4/users/{user_id}/teams/{team_id}/threads"
constexpr Route kRoutes[] = {
    {GET, RK_THREADS, Lane::read, Access::session, list, "List the threads that an account follows in a team."},
    {GET, RK_THREADS "/mention_counts", Lane::read, Access::session, mention_counts,
     "Count unread mentions in followed threads, by channel."},
    {PUT, RK_THREADS "/read", Lane::write, Access::session, read_all, "Mark all followed threads as read."},
    {GET, RK_THREADS "/{thread_id}", Lane::read, Access::session, one, "Read a thread that an account follows."},
    {PUT, RK_THREADS "/{thread_id}/read/{timestamp}", Lane::write, Access::session, read_at,
     "Mark a thread as read up to a moment."},
    {POST, RK_THREADS "/{thread_id}/set_unread/{post_id}", Lane::write, Access::session, set_unread,
     "Mark a thread as unread from a post on."},
    {PUT, RK_THREADS "/{thread_id}/following", Lane::write, Access::session, follow, "Follow a thread."},
    {DELETE, RK_THREADS "/{thread_id}/following", Lane::write, Access::session, unfollow, "No longer follow a thread."},
};

}  // namespace

std::span<const Route> thread_routes() { return kRoutes; }

}  // namespace rk::posts
