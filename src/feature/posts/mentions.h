// Whom a post tells: @names, @all and friends, own words, first names, replies; and who is named but not there.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "db/db.h"
#include "model/channel.h"
#include "model/post.h"

namespace rk::posts {

struct Mentions {
    std::vector<std::string> user_ids;     // sorted, each once; never the author's own, but for a webhook's post
    bool everybody = false;                // @all, @channel or @here stands in the text
    bool everybody_refused = false;        // … but the channel has more members than MaxNotificationsPerChannel
    std::vector<std::string> other_names;  // after an @, of nobody in the channel
};

// `root` is the thread's first post and `participants` who wrote in it, for a reply. Reads by keys only, unless the
// text calls everybody: then the channel's members. Only then is `may_call_everybody` asked.
Mentions find_mentions(Tx& tx, const Channel& channel, const Post& post, const Post* root,
                       const std::vector<std::string>& participants, const std::function<bool()>& may_call_everybody);

}  // namespace rk::posts
