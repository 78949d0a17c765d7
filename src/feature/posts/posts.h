// Posts: making, changing, reading them. Owner of the tables posts, reactions, threads, threadmemberships, postspriority.
// Every post of the program is made by add() here: API, webhooks, commands, plugins, imports, the server's own words.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/route.h"
#include "model/channel.h"
#include "model/post.h"

namespace rk::posts {

std::span<const Route> routes();
std::span<const Route> list_routes();
std::span<const Route> reading_routes();  // what is unread, reminders
std::span<const Route> reaction_routes();
std::span<const Route> thread_routes();  // followed threads of a team
// Before the first request: who wants to be mentioned by which words, and the kept pages.
void start(Services& services);

// Throws Err::post_not_found, for deleted ones as well unless asked for.
Post get(Tx& tx, std::string_view post_id, bool also_deleted = false);
std::optional<Post> find(Tx& tx, std::string_view post_id, bool also_deleted = false);

struct AddOptions {
    bool set_online = true;       // the author becomes online by it (API), or not (hooks)
    bool told_as_online = false;  // the event says so all the same, as of the server's words about people
    bool author_has_read = true;  // the author has read the channel by writing into it
    bool trusted_props = false;   // hooks and the server itself: props that tell who speaks are kept as given
    bool silent = false;          // stored and shown, but nobody is notified and no mention counts
    bool triggers_hooks =
        false;  // outgoing webhooks are told: what people and their programs say, never what a hook says
    std::string connection_id;  // of the sending client, "" when none
};
// Makes a post: checks it, finds hashtags and mentions, stores, counts, emits `posted`. Does not check whether the author
// may write there: callers do. The answer is the post as the wire has it (metadata and all).
// Its user_id is the author's unless it names another.
Post add(Tx& tx, const Actor& author, const Channel& channel, Post post, const AddOptions& options);
// The same with the text of its JSON, which the event needs anyway.
struct Added {
    Post post;
    std::string json;
};
Added add_as_json(Tx& tx, const Actor& author, const Channel& channel, Post post, const AddOptions& options);

// The server's own word in a channel: `type` is system_…; `props` is an object.
Post add_system(Tx& tx, const Channel& channel, std::string_view user_id, std::string_view type, std::string message,
                Json props);

// Changes message, props, pinned, file ids of a post; keeps the old version, emits post_edited. No permission checks.
struct Change {
    std::optional<std::string> message;
    std::optional<std::string> type;
    std::optional<Json> props;
    std::optional<bool> is_pinned;
    std::optional<std::vector<std::string>> file_ids;
    bool marks_edited = true;  // false: an update in place that readers need not be told of as an edit
};
Post update(Tx& tx, const Actor& who, const Post& old, const Change& change);
// Deletes a post and its replies; emits post_deleted.
void remove(Tx& tx, const Actor& who, const Post& post);

// A post as the wire has it: metadata (reactions, files, embeds, emoji), participants, reply_count.
Post prepared(Tx& tx, const Actor& viewer, Post post);
// The address of a post for people: <SiteURL>/<team>/pl/<id>.
std::string permalink(Tx& tx, const Post& post);

// Shown to one person only, stored nowhere.
Post send_ephemeral(Tx& tx, const Channel& channel, std::string_view user_id, Post post);

}  // namespace rk::posts
