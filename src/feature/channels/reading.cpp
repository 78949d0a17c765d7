// What people have read, and what is new to them.
#include <algorithm>

#include "app/services.h"
#include "feature/channels/channels.h"
#include "feature/channels/member_store.h"
#include "feature/channels/rules.h"
#include "feature/channels/store.h"
#include "feature/channels/unread.h"
#include "model/settings.h"

namespace rk::channels {

void count_post(Tx& tx, const PostCount& count) {
    int messages = count.is_counted ? 1 : 0, root = count.is_counted && count.is_root ? 1 : 0;
    store::count_post(tx, count.channel_id, count.create_at, messages, root);
    if (count.author_has_read)
        // Who writes has seen what was there (golden modern_meta "counts/of a channel").
        store::mark_read(tx, count.channel_id, count.author_id, count.create_at);
    if (count.mentioned)
        for (const std::string& user_id : *count.mentioned)
            store::count_mention(tx, count.channel_id, user_id, count.create_at, count.is_root ? 1 : 0,
                                 count.urgent ? 1 : 0);
}

std::vector<std::pair<std::string, Millis>> mark_viewed(Tx& tx, std::string_view user_id,
                                                        const std::vector<std::string>& channel_ids) {
    std::vector<std::pair<std::string, Millis>> times;
    std::vector<std::string> sorted = channel_ids;  // one order for all, so that two cannot wait for each other
    std::sort(sorted.begin(), sorted.end());
    sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
    for (const std::string& id : sorted)
        if (auto at = store::set_read(tx, id, user_id, tx.now())) times.emplace_back(id, *at);
    if (times.empty() || !config_of(tx)->ServiceSettings.EnableChannelViewedMessages) return times;
    std::string data;
    JsonWriter w(data);
    w.begin_object().key("channel_times").begin_object();
    for (const auto& [id, at] : times) w.field(id, at);
    w.end_object().end_object();
    tx.emit(EventName::multiple_channels_viewed, to_user(std::string(user_id)), std::move(data));
    return times;
}

std::map<std::string, UnreadSum> sum_unread(Tx& tx, std::string_view user_id) {
    std::map<std::string, UnreadSum> sums;
    for (const store::Unread& u : store::list_unread(tx, user_id)) {
        UnreadSum& sum = sums[u.team_id];
        if (!u.only_mentions) {
            sum.messages += u.messages;
            sum.messages_root += u.messages_root;
        }
        sum.mentions += u.mentions;
        sum.mentions_root += u.mentions_root;
    }
    return sums;
}

ChannelMember mark_unread_from(Tx& tx, const Channel& channel, std::string_view user_id, const UnreadFrom& from) {
    ChannelMember member = get_member(tx, channel.id, user_id);
    Channel now = get(tx, channel.id);  // its counters as they are
    member.msg_count = std::max<int64_t>(now.total_msg_count - from.unread, 0);
    member.msg_count_root = std::max<int64_t>(now.total_msg_count_root - from.unread_root, 0);
    member.mention_count = from.mentions;
    member.mention_count_root = from.mentions_root;
    member.urgent_mention_count = from.urgent_mentions;
    member.last_viewed_at = from.last_viewed_at;
    member.last_update_at = tx.now();
    store::set_unread(tx, member);
    return member;
}

}  // namespace rk::channels
