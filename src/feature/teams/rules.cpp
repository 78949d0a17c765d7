#include "feature/teams/rules.h"

#include <algorithm>

#include "base/strings.h"
#include "feature/users/users.h"
#include "model/errors.h"

namespace rk::teams {

bool is_reserved_name(std::string_view name) {
    static constexpr std::string_view kReserved[] = {"admin",     "api",  "boards",  "channel", "claim", "error",
                                                     "files",     "help", "landing", "login",   "mfa",   "oauth",
                                                     "playbooks", "plug", "plugins", "post",    "signup"};
    return std::any_of(std::begin(kReserved), std::end(kReserved),
                       [&](std::string_view reserved) { return name.starts_with(reserved); });
}

// Two or more of a-z, 0-9 and hyphens, with no hyphen at either end.
bool is_valid_name(std::string_view name) {
    auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    if (name.size() < 2 || !plain(name.front()) || !plain(name.back())) return false;
    if (size_t at = name.find("__");
        at != std::string_view::npos && at + 2 < name.size())  // one pair between plain ends
        return std::all_of(name.begin(), name.begin() + static_cast<std::ptrdiff_t>(at), plain) &&
               std::all_of(name.begin() + static_cast<std::ptrdiff_t>(at) + 2, name.end(), plain);
    return std::all_of(name.begin(), name.end(), [&](char c) { return plain(c) || c == '-'; });
}

void check_fields(const Team& team) {
    if (team.email.size() > 128) throw Err::team_bad_email;
    size_t name_length = utf8_length(team.display_name);
    if (name_length == 0 || name_length > 64) throw Err::team_bad_display_name;
    if (team.name.size() > 64) throw Err::team_name_too_long;
    if (utf8_length(team.description) > 255) throw Err::team_bad_description;
    if (is_reserved_name(team.name)) throw Err::team_name_reserved;
    if (!is_valid_name(team.name)) throw Err::team_bad_name;
    if (team.type != "O" && team.type != "I") throw Err::team_bad_type;
    if (utf8_length(team.company_name) > 64) throw Err::team_bad_company;
    if (team.allowed_domains.size() > 1000) throw Err::team_bad_domains;
}

}  // namespace rk::teams
