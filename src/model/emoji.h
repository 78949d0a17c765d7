// Custom emoji. Wire shape: golden emoji.
#pragma once
#include "model/model.h"

namespace rk {

#define EMOJI_FIELDS(F)        \
    F(Id, id, none)            \
    F(Millis, create_at, none) \
    F(Millis, update_at, none) \
    F(Millis, delete_at, none) \
    F(Id, creator_id, none)    \
    F(String, name, none) /* no colons */
MODEL(Emoji, EMOJI_FIELDS)

}  // namespace rk
