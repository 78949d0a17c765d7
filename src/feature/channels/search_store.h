// SQL of finding channels by name. What a search costs grows with the channels of the team, never with history.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "db/db.h"
#include "model/channel.h"

namespace rk::channels::store {

inline constexpr int64_t kFoundMax = 50;

struct Search {
    enum class Scope : uint8_t {
        open,            // public channels of the team
        seen,            // those, and private ones that the account is in
        own,             // channels of the team that the account is in
        own_and_direct,  // those, and its direct and group channels, found by the names of the others
    };
    std::string_view team_id, user_id, term;  // the term anywhere in name, display name or purpose, any case
    Scope scope = Scope::open;
    bool with_archived = false;
};
// At most kFoundMax, by display name.
std::vector<Channel> search(Tx& tx, const Search& search);

struct Everywhere {
    std::string term;
    std::vector<std::string> team_ids;  // none: all teams
    std::string seen_by;                // "": all channels; else those that the account may see
    bool with_archived = false, only_archived = false, without_default = false, only_public = false,
         only_private = false;
    int64_t offset = 0, limit = 100;
};
// Public and private channels of all teams, by display name.
std::vector<Channel> list_everywhere(Tx& tx, const Everywhere& what);
int64_t count_everywhere(Tx& tx, const Everywhere& what);

// The account's group channels of which another member's name begins with a word of the term (all words are needed).
std::vector<Channel> search_groups(Tx& tx, std::string_view user_id, std::string_view term);

}  // namespace rk::channels::store
