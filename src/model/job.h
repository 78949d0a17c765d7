// Long work of the server, as stored in the table jobs.
#pragma once
#include "model/model.h"

namespace rk {

#define JOB_FIELDS(F)                                                                         \
    F(Id, id, none)                                                                           \
    F(String, type, none)                                                                     \
    F(Int, priority, none)                                                                    \
    F(Millis, create_at, none)                                                                \
    F(Millis, start_at, none)                                                                 \
    F(Millis, last_activity_at, none)                                                         \
    F(String, status, none) /* pending in_progress success error cancel_requested canceled */ \
    F(Int, progress, none)  /* per cent */                                                    \
    F(JsonValue, data, none)
MODEL(Job, JOB_FIELDS)

}  // namespace rk
