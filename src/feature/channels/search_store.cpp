#include "feature/channels/search_store.h"

#include "base/strings.h"

namespace rk::channels::store {

namespace {

// '*' escapes what LIKE would take as a wildcard. Both sides are folded by lower().
#define RK_NAMED                                                                                                       \
    "(lower(c.name) LIKE ?3 ESCAPE '*' OR lower(c.displayname) LIKE ?3 ESCAPE '*' OR lower(c.purpose) LIKE ?3 ESCAPE " \
    "'*')"
RK_QUERY(
    kOpen, "channel_search_open",
    "SELECT {c.Channel} FROM channels c WHERE c.teamid = ?1 AND c.type = 'O' AND (c.deleteat = 0 OR ?2) AND " RK_NAMED
    " ORDER BY lower(c.displayname), c.id LIMIT ?4");
RK_QUERY(kSeen, "channel_search_seen",
         "SELECT {c.Channel} FROM channels c WHERE c.teamid = ?1 AND c.type IN ('O', 'P') AND (c.deleteat = 0 OR ?2)"
         " AND " RK_NAMED
         " AND (c.type = 'O' OR EXISTS"
         " (SELECT 1 FROM channelmembers m WHERE m.channelid = c.id AND m.userid = ?5))"
         " ORDER BY lower(c.displayname), c.id LIMIT ?4");
RK_QUERY(kOwn, "channel_search_own",
         "SELECT {c.Channel} FROM channelmembers m CROSS JOIN channels c WHERE m.userid = ?5 AND c.id = m.channelid"
         " AND c.teamid = ?1 AND (c.deleteat = 0 OR ?2) AND " RK_NAMED " ORDER BY lower(c.displayname), c.id LIMIT ?4");
RK_QUERY(
    kDirect, "channel_search_direct",
    "SELECT {c.Channel} FROM channelmembers m CROSS JOIN channels c WHERE m.userid = ?1 AND c.id = m.channelid"
    " AND c.type IN ('D', 'G') AND c.deleteat = 0 AND EXISTS (SELECT 1 FROM channelmembers o JOIN users u ON u.id = "
    "o.userid"
    " WHERE o.channelid = c.id AND (o.userid <> ?1 OR c.name = ?1 || '__' || ?1) AND (u.username LIKE ?2 ESCAPE '*'"
    " OR lower(u.nickname) LIKE ?2 ESCAPE '*' OR lower(u.firstname) LIKE ?2 ESCAPE '*'"
    " OR lower(u.lastname) LIKE ?2 ESCAPE '*')) ORDER BY c.lastpostat DESC, c.id LIMIT ?3");

// ?1 a name, ?2 seen by, ?3 with archived, ?4 only archived, ?5 without default ones, ?6 only public, ?7 only private,
// ?8 any team, ?9 teams.
#define RK_EVERYWHERE                                                                                                \
    " FROM channels c WHERE c.type IN ('O', 'P') AND (lower(c.name) LIKE ?1 ESCAPE '*'"                              \
    " OR lower(c.displayname) LIKE ?1 ESCAPE '*')"                                                                   \
    " AND (CAST(?2 AS text) = '' OR EXISTS (SELECT 1 FROM channelmembers m WHERE m.channelid = c.id AND m.userid = " \
    "?2)"                                                                                                            \
    " OR (c.type = 'O' AND EXISTS (SELECT 1 FROM teammembers t WHERE t.teamid = c.teamid AND t.userid = ?2"          \
    " AND t.deleteat = 0))) AND (c.deleteat = 0 OR ?3) AND (c.deleteat > 0 OR NOT ?4)"                               \
    " AND (c.name NOT IN ('town-square', 'off-topic') OR NOT ?5) AND (c.type = 'O' OR NOT ?6) AND (c.type = 'P' OR " \
    "NOT ?7)"                                                                                                        \
    " AND (?8 OR c.teamid IN {?9})"
constexpr const char* kConsole = "the system console looks through all channels of the server";
RK_QUERY(kEverywhere, "channel_list_everywhere",
         "SELECT {c.Channel}" RK_EVERYWHERE " ORDER BY lower(c.displayname), c.id LIMIT ?11 OFFSET ?10", nullptr,
         kConsole);
RK_QUERY(kCountEverywhere, "channel_count_everywhere", "SELECT count(*)" RK_EVERYWHERE, nullptr, kConsole);

std::string like(std::string_view term, bool anywhere = true) {
    std::string out = anywhere ? "%" : "";
    for (char c : fold_case(term)) {
        if (c == '%' || c == '_' || c == '*') out += '*';
        out += c;
    }
    return out += '%';
}

}  // namespace

std::vector<Channel> search(Tx& tx, const Search& s) {
    std::string pattern = like(s.term);
    switch (s.scope) {
        case Search::Scope::open: return tx.list<Channel>(kOpen, s.team_id, s.with_archived, pattern, kFoundMax);
        case Search::Scope::seen:
            return tx.list<Channel>(kSeen, s.team_id, s.with_archived, pattern, kFoundMax, s.user_id);
        case Search::Scope::own:
            return tx.list<Channel>(kOwn, s.team_id, s.with_archived, pattern, kFoundMax, s.user_id);
        case Search::Scope::own_and_direct: break;
    }
    std::vector<Channel> found = tx.list<Channel>(kOwn, s.team_id, s.with_archived, pattern, kFoundMax, s.user_id);
    for (Channel& channel : tx.list<Channel>(kDirect, s.user_id, pattern, kFoundMax))
        found.push_back(std::move(channel));
    if (found.size() > static_cast<size_t>(kFoundMax)) found.resize(static_cast<size_t>(kFoundMax));
    return found;
}

std::vector<Channel> list_everywhere(Tx& tx, const Everywhere& w) {
    return tx.list<Channel>(kEverywhere, like(w.term), w.seen_by, w.with_archived, w.only_archived, w.without_default,
                            w.only_public, w.only_private, w.team_ids.empty(), w.team_ids, w.offset, w.limit);
}

int64_t count_everywhere(Tx& tx, const Everywhere& w) {
    return tx
        .find_integer(kCountEverywhere, like(w.term), w.seen_by, w.with_archived, w.only_archived, w.without_default,
                      w.only_public, w.only_private, w.team_ids.empty(), w.team_ids)
        .value_or(0);
}

std::vector<Channel> search_groups(Tx& tx, std::string_view user_id, std::string_view term) {
    std::vector<Channel> found;
    std::vector<std::string> words = split_words(term);
    bool first = true;
    for (const std::string& word : words) {
        std::vector<Channel> by_word = tx.list<Channel>(kDirect, user_id, like(word, false), INT64_MAX);
        std::erase_if(by_word, [](const Channel& c) { return c.type != "G"; });
        if (first) found = std::move(by_word);
        else
            std::erase_if(found, [&](const Channel& c) {
                for (const Channel& other : by_word)
                    if (other.id == c.id) return false;
                return true;
            });
        first = false;
    }
    if (found.size() > static_cast<size_t>(kFoundMax)) found.resize(static_cast<size_t>(kFoundMax));
    return found;
}

}  // namespace rk::channels::store
