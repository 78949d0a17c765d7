// What posts need beside answering requests.
#include "app/config_store.h"
#include "app/mention_index.h"
#include "app/services.h"
#include "feature/posts/cache.h"
#include "feature/posts/posts.h"

namespace rk::posts {

void start(Services& services) {
    services.mentions = std::make_shared<MentionIndex>();
    services.post_cache = std::make_shared<PostCache>();
    services.db->read([&](Tx& tx) { services.mentions->load(tx); });
    // Pages show what settings allow them to.
    services.config->on_change([&services](const Config&, const Config&) { services.post_cache->clear(); });
}

}  // namespace rk::posts
