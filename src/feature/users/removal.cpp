#include "feature/users/removal.h"

#include "base/strings.h"
#include "feature/users/users.h"

namespace rk::users {

namespace {

RK_QUERY(kTokenSecrets, "removal_access_token_secrets",
         "DELETE FROM rk_access_tokens WHERE tokenid IN (SELECT id FROM useraccesstokens WHERE userid = ?1)");
RK_QUERY(kTokens, "removal_access_tokens", "DELETE FROM useraccesstokens WHERE userid = ?1");
RK_QUERY(kPreferences, "removal_preferences", "DELETE FROM preferences WHERE userid = ?1");
RK_QUERY(kAudits, "removal_audits", "DELETE FROM audits WHERE userid = ?1");
RK_QUERY(kStatus, "removal_status", "DELETE FROM status WHERE userid = ?1");
RK_QUERY(kTeams, "removal_teams", "DELETE FROM teammembers WHERE userid = ?1");
RK_QUERY(kChannels, "removal_channels", "DELETE FROM channelmembers WHERE userid = ?1");
RK_QUERY(kThreads, "removal_threads", "DELETE FROM threadmemberships WHERE userid = ?1");
RK_QUERY(kUser, "removal_user", "DELETE FROM users WHERE id = ?1");
RK_QUERY(kPromoteTeams, "promotion_teams",
         "UPDATE teammembers SET schemeguest = FALSE, schemeuser = TRUE WHERE userid = ?1 AND schemeguest");
RK_QUERY(kPromoteChannels, "promotion_channels",
         "UPDATE channelmembers SET schemeguest = FALSE, schemeuser = TRUE WHERE userid = ?1 AND schemeguest");

}  // namespace

void remove_for_good(Tx& tx, const User& user) {
    User gone = set_active(tx, user, false);
    for (const Query* query :
         {&kTokenSecrets, &kTokens, &kPreferences, &kAudits, &kStatus, &kTeams, &kChannels, &kThreads, &kUser})
        tx.exec(*query, gone.id);
}

void promote_guest(Tx& tx, const User& user) {
    std::vector<std::string> roles;
    for (const std::string& role : split_words(user.roles))
        roles.push_back(role == "system_guest" ? "system_user" : role);
    User after = set_roles(tx, user, join(roles, " "));
    tx.exec(kPromoteTeams, user.id);
    tx.exec(kPromoteChannels, user.id);
    emit_updated(tx, after);
}

}  // namespace rk::users
