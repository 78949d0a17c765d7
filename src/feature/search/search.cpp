#include "feature/search/search.h"

#include <algorithm>
#include <memory>
#include <unordered_map>

#include "app/config_store.h"
#include "app/services.h"
#include "base/strings.h"
#include "feature/channels/channels.h"
#include "feature/search/rules.h"
#include "feature/search/store.h"
#include "feature/users/users.h"

namespace rk::search {

namespace {

// Beyond so many, a member's channels are not listed for a search but asked for one by one.
constexpr int64_t kManyChannels = 256;

void sort_unique(std::vector<std::string>& list) {
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
}

// The ids of named accounts; names that nobody has are left out. "me" is the asker.
std::vector<std::string> ids_of_users(Tx& tx, const Actor& actor, const std::vector<std::string>& names) {
    std::vector<std::string> ids;
    for (const std::string& name : names) {
        if (equal_ignore_case(name, "me")) ids.push_back(actor.user_id);
        else if (auto user = users::find_by_username(tx, name)) ids.push_back(user->id);
    }
    sort_unique(ids);
    return ids;
}

// A group channel's members as its name has them is a hash, so those of the asker's groups are compared one by one.
bool has_just(Tx& tx, const std::string& channel_id, const std::vector<std::string>& user_ids) {
    std::vector<std::string> members = channels::list_member_ids(tx, channel_id);
    std::sort(members.begin(), members.end());
    return members == user_ids;
}

// The asker's channels of that name: ~name, @name for the direct channel with somebody, @name,@name for a group.
void add_channels_named(Tx& tx, const Actor& actor, const std::vector<store::OwnChannel>& own, std::string_view name,
                        std::vector<std::string>& ids) {
    if (name.starts_with('~')) name.remove_prefix(1);
    if (!name.starts_with('@')) {
        std::string lower = to_lower_ascii(name);
        for (const auto& channel : own)
            if (channel.name == lower || channel.id == name) ids.push_back(channel.id);
        return;
    }
    std::vector<std::string> names;
    for (const std::string& part : split(name, ',')) {
        size_t start = part.find_first_not_of('@');
        if (start != std::string::npos) names.push_back(part.substr(start));
    }
    std::vector<std::string> user_ids = ids_of_users(tx, actor, names);
    if (user_ids.empty() || names.size() > 8) return;
    if (names.size() == 1) {
        std::string direct = channels::direct_name(actor.user_id, user_ids[0]);
        for (const auto& channel : own)
            if (channel.type == "D" && channel.name == direct) ids.push_back(channel.id);
        return;
    }
    if (!contains(user_ids, actor.user_id)) user_ids.push_back(actor.user_id);
    sort_unique(user_ids);
    for (const auto& channel : own)
        if (channel.type == "G" && has_just(tx, channel.id, user_ids)) ids.push_back(channel.id);
}

}  // namespace

bool resolve(Tx& tx, const Actor& actor, std::string_view team_id, const Question& question, bool archived_too,
             What what, Criteria& c) {
    c.user_ids = ids_of_users(tx, actor, question.from);
    c.not_user_ids = ids_of_users(tx, actor, question.not_from);
    c.words = question.words, c.hashtags = question.hashtags, c.not_words = question.not_words;
    c.any_word = question.any_word;
    c.first = question.first, c.last = question.last, c.not_within = question.not_within;
    if ((!question.from.empty() && c.user_ids.empty()) || c.first > c.last) return false;

    const bool names_channels = !question.in.empty() || !question.not_in.empty();
    const bool has_words = !c.words.empty() || !c.hashtags.empty() || !c.user_ids.empty();
    if (what == What::posts && tx.engine() == Engine::sqlite && has_words && !names_channels &&
        store::has_more_channels(tx, actor.user_id, kManyChannels)) {
        auto known = std::make_shared<std::unordered_map<std::string, bool>>();
        c.is_own_channel = [&tx, known, user_id = actor.user_id, team_id = std::string(team_id),
                            archived_too](std::string_view channel_id) {
            auto [it, is_new] = known->try_emplace(std::string(channel_id), false);
            if (is_new) it->second = store::is_own_channel(tx, channel_id, user_id, team_id, archived_too);
            return it->second;
        };
        return true;
    }

    std::vector<store::OwnChannel> own = store::list_channels_of(tx, actor.user_id, team_id, archived_too);
    auto named = [&](const std::vector<std::string>& names) {
        std::vector<std::string> ids;
        for (const std::string& name : names) add_channels_named(tx, actor, own, name, ids);
        sort_unique(ids);
        return ids;
    };
    if (question.in.empty()) {
        for (const auto& channel : own) c.channel_ids.push_back(channel.id);
        sort_unique(c.channel_ids);
    } else {
        c.channel_ids = named(question.in);
    }
    std::vector<std::string> excluded = named(question.not_in);
    std::erase_if(c.channel_ids, [&](const std::string& id) { return contains(excluded, id); });
    return !c.channel_ids.empty();
}

std::vector<std::string> find_posts(Tx& tx, const Actor& actor, std::string_view team_id, std::string_view terms,
                                    const Options& options) {
    if (!config_of(tx)->ServiceSettings.EnablePostSearch) throw Err::post_search_disabled;
    Question question = parse_question(terms, options.any_word, options.time_zone_offset);
    Criteria criteria;
    if (question.is_empty() ||
        !resolve(tx, actor, team_id, question, options.include_deleted_channels, What::posts, criteria))
        return {};
    Paging paging = paging_of(options.page, options.per_page);
    if (paging.limit == 0) return {};
    return tx.services().search->find(tx, criteria, paging.offset, paging.limit);
}

void start(Services& services) { services.search = open_index(services); }

void stop(Services& services) {
    if (services.search) services.search->stop();
}

}  // namespace rk::search
