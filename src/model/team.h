// Teams and their members. Wire shapes: golden teams.
#pragma once
#include "model/model.h"

namespace rk {

#define TEAM_FIELDS(F)                                  \
    F(Id, id, none)                                     \
    F(Millis, create_at, none)                          \
    F(Millis, update_at, none)                          \
    F(Millis, delete_at, none)                          \
    F(String, display_name, none)                       \
    F(String, name, none)                               \
    F(String, description, none)                        \
    F(String, email, none)                              \
    F(String, type, none) /* O open, I by invitation */ \
    F(String, company_name, none)                       \
    F(String, allowed_domains, none)                    \
    F(String, invite_id, none)                          \
    F(Bool, allow_open_invite, none)                    \
    F(Millis, last_team_icon_update, omit_empty)        \
    F(OptString, scheme_id, null_db)                    \
    F(OptBool, group_constrained, null_db)              \
    F(OptString, policy_id, no_db)                      \
    F(Bool, cloud_limits_archived, none)
MODEL(Team, TEAM_FIELDS)

#define TEAM_MEMBER_FIELDS(F)                                                       \
    F(Id, team_id, none)                                                            \
    F(Id, user_id, none)                                                            \
    F(String, roles, none) /* stored: explicit ones; on the wire: all, see roles */ \
    F(Millis, delete_at, none)                                                      \
    F(Bool, scheme_user, none)                                                      \
    F(Bool, scheme_admin, none)                                                     \
    F(Bool, scheme_guest, none)                                                     \
    F(Millis, create_at, no_json)                                                   \
    F(String, explicit_roles, no_db)
MODEL(TeamMember, TEAM_MEMBER_FIELDS)

}  // namespace rk
