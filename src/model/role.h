// Roles and schemes as stored. Which permissions the built-in roles have: roles.h.
#pragma once
#include "model/model.h"

namespace rk {

#define ROLE_FIELDS(F)                   \
    F(Id, id, none)                      \
    F(String, name, none)                \
    F(String, display_name, none)        \
    F(String, description, none)         \
    F(Millis, create_at, none)           \
    F(Millis, update_at, none)           \
    F(Millis, delete_at, none)           \
    F(StringList, permissions, words_db) \
    F(Bool, scheme_managed, none)        \
    F(Bool, built_in, col("builtin"))    \
    F(OptString, scheme_id, null_db) /* always null: schemes need a licence */
MODEL(Role, ROLE_FIELDS)

}  // namespace rk
