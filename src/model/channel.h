// Channels, their members, and the sidebar's categories. Wire shapes: golden channels.
#pragma once
#include "model/model.h"

namespace rk {

#define CHANNEL_FIELDS(F)                                                        \
    F(Id, id, none)                                                              \
    F(Millis, create_at, none)                                                   \
    F(Millis, update_at, none)                                                   \
    F(Millis, delete_at, none)                                                   \
    F(Id, team_id, none)  /* "" for direct and group channels */                 \
    F(String, type, none) /* O open, P private, D direct, G group */             \
    F(String, display_name, none)                                                \
    F(String, name, none) /* direct: the two user ids, sorted, joined by "__" */ \
    F(String, header, none)                                                      \
    F(String, purpose, none)                                                     \
    F(Millis, last_post_at, none)                                                \
    F(Int, total_msg_count, none)                                                \
    F(Int, extra_update_at, none)                                                \
    F(Id, creator_id, none)                                                      \
    F(OptString, scheme_id, null_db)                                             \
    F(JsonValue, props, no_db)                                                   \
    F(OptBool, group_constrained, null_db)                                       \
    F(OptBool, shared, null_db)                                                  \
    F(Int, total_msg_count_root, none)                                           \
    F(Millis, last_root_post_at, none)                                           \
    F(JsonValue, banner_info, null_db)                                           \
    F(String, default_category_name, none)                                       \
    F(Bool, autotranslation, none)                                               \
    F(OptString, policy_id, no_db)                                               \
    F(Bool, policy_enforced, no_db)                                              \
    F(Bool, policy_is_active, no_db)
MODEL(Channel, CHANNEL_FIELDS)

#define CHANNEL_MEMBER_FIELDS(F)                                         \
    F(Id, channel_id, none)                                              \
    F(Id, user_id, none)                                                 \
    F(String, roles, none) /* stored: explicit ones; on the wire: all */ \
    F(Millis, last_viewed_at, none)                                      \
    F(Int, msg_count, none)                                              \
    F(Int, mention_count, none)                                          \
    F(Int, mention_count_root, none)                                     \
    F(Int, urgent_mention_count, none)                                   \
    F(Int, msg_count_root, none)                                         \
    F(StringMap, notify_props, none)                                     \
    F(Millis, last_update_at, none)                                      \
    F(Bool, scheme_user, none)                                           \
    F(Bool, scheme_admin, none)                                          \
    F(Bool, scheme_guest, none)                                          \
    F(Bool, autotranslation_disabled, none)                              \
    F(String, explicit_roles, no_db)
MODEL(ChannelMember, CHANNEL_MEMBER_FIELDS)

#define SIDEBAR_CATEGORY_FIELDS(F)                                        \
    F(String, id, none)                                                   \
    F(Id, user_id, none)                                                  \
    F(Id, team_id, none)                                                  \
    F(Int, sort_order, none)                                              \
    F(String, sorting, none)                                              \
    F(String, type, none) /* favorites channels direct_messages custom */ \
    F(String, display_name, none)                                         \
    F(Bool, muted, none)                                                  \
    F(Bool, collapsed, none)                                              \
    F(StringList, channel_ids, no_db)
MODEL(SidebarCategory, SIDEBAR_CATEGORY_FIELDS)

}  // namespace rk
