// Sessions: the table sessions. SessionStore is the cache in front of it.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/route.h"
#include "model/settings.h"

namespace rk::users::sessions {

std::optional<Session> find(Tx& tx, std::string_view session_id);
std::optional<Session> find_by_token(Tx& tx, std::string_view token);
// A session by which an OAuth app acts for the account, for ServiceSettings.SessionLengthSSOInHours. Emits nothing.
Session add_for_app(Tx& tx, const User& user, StringMap props);
// Newest activity first, expired ones left out; as a list on the wire has them: without tokens.
std::vector<Session> list_of(Tx& tx, std::string_view user_id);
std::vector<Session> list_whole(Tx& tx, std::string_view user_id);  // with tokens, expired ones too
// The JSON of such a list: each with an empty team_members, as there.
std::string list_json(const std::vector<Session>& sessions);
// The roles of an account's sessions follow the account.
void set_roles(Tx& tx, std::string_view user_id, std::string_view roles);
void remove_of_device(Tx& tx, std::string_view user_id, std::string_view device_id, std::string_view but_session_id);
// The device of a session, with what it brings along; a mobile session lives as long as those do.
void set_device(Tx& tx, const Session& session, std::string_view device_id, const StringMap& props);
void remove_all(Tx& tx);  // of every account

// platform, os and browser from the User-Agent, in Mattermost's words.
StringMap props_of_agent(std::string_view user_agent);

// The session is used: prolongs it (ServiceSettings.ExtendSessionLengthWithActivity), and now and then notes the time.
// Cheap when there is nothing to do. Any thread, no Tx open.
void used(Services& services, const SessionPtr& session);

}  // namespace rk::users::sessions
