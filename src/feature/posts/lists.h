// Lists of posts: pages of a channel, what changed since, around the first unread, threads, pinned and flagged ones.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "app/route.h"
#include "db/db.h"
#include "model/post.h"

namespace rk::posts {

// A list on its way to the wire: `order` names the posts that were asked for; `posts` holds more (roots, replies).
struct PostList {
    std::vector<Post> posts;
    std::vector<std::string> order;
    std::string next_post_id, prev_post_id;
    int has_next = -1;         // of threads: 0 or 1; -1: not told
    bool is_personal = false;  // after write_list: it shows what not every reader of the channel may see
    void add(Post post, bool in_order);
    bool has(std::string_view post_id) const;
};

// How threads are shown in a list.
struct ThreadView {
    bool collapsed = false;     // roots only, with who takes part
    bool extended = false;      // … as whole accounts
    bool skip_replies = false;  // without the other replies of threads that a page touches
    bool counts = true;         // posts tell how many replies there are
    static ThreadView of(const Ctx& c);
    // The same for a page of a channel, which brings its threads along: replies are only counted when those are left out
    // (golden integrations_outgoing "outgoing answer/response types").
    static ThreadView of_page(const Ctx& c);
};

// Completes the list (roots, reply counts, metadata) and writes it.
std::string write_list(Tx& tx, const Actor& viewer, PostList& list, const ThreadView& view);

// Reply counts and metadata of the posts as they stand in the list.
void complete_posts(Tx& tx, const Actor& viewer, PostList& list);

// A tag for a text: equal texts have equal tags.
std::string etag_of(std::string_view text);

}  // namespace rk::posts
