// What goes out to other services and must arrive: deliveries, and the targets that they go to.
#pragma once
#include "model/model.h"

namespace rk {

// Something on its way to a target, or what became of it. Table rk_deliveries.
#define DELIVERY_FIELDS(F)                                                                            \
    F(Int, place, no_json) /* its order among all */                                                  \
    F(Id, id, none)        /* webhook-id: the same on every try */                                    \
    F(Id, target_id, none)                                                                            \
    F(Id, hook_id, none)                                                                              \
    F(String, event, none) /* what it tells of: a name of outgoing_hooks/events.h */                  \
    F(Id, post_id, none)                                                                              \
    F(Millis, create_at, none)                                                                        \
    F(String, state, none)        /* waiting, delivered or dead */                                    \
    F(Millis, next_at, none)      /* when it is tried next, while it waits */                         \
    F(Millis, first_try_at, none) /* when this round of tries began; 0 before */                      \
    F(Millis, done_at, none)      /* delivered or given up; 0 while it waits */                       \
    F(Int, tries, none)           /* in all */                                                        \
    F(JsonValue, attempts, none)  /* the newest: number, at, status, ms, error, answer's beginning */ \
    F(String, note, none)         /* what became of it, for people */                                 \
    F(String, content_type, omit_empty)                                                               \
    F(String, body, omit_empty) /* left out of lists */
MODEL(Delivery, DELIVERY_FIELDS)

// An address that a hook sends to. Table rk_delivery_targets.
#define DELIVERY_TARGET_FIELDS(F)                                                             \
    F(Id, id, none)                                                                           \
    F(Id, hook_id, none)                                                                      \
    F(String, url, none)                                                                      \
    F(Millis, create_at, none)                                                                \
    F(String, state, none)         /* active; paused: kept waiting; disabled: answered 410 */ \
    F(String, reason, none)        /* of the state, for people */                             \
    F(Millis, failing_since, none) /* 0 while it takes what it gets */                        \
    F(Bool, unordered, none)       /* what follows does not wait while one is retried */      \
    F(String, secret, none)        /* of the signature: whsec_… */                          \
    F(String, old_secret, none)    /* signs as well until old_secret_until */                 \
    F(Millis, old_secret_until, none)
MODEL(DeliveryTarget, DELIVERY_TARGET_FIELDS)

}  // namespace rk
