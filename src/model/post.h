// Posts and what hangs on them. Wire shapes: golden posts.
#pragma once
#include "model/model.h"

namespace rk {

#define POST_FIELDS(F)                                                                            \
    F(Id, id, none)                                                                               \
    F(Millis, create_at, none)                                                                    \
    F(Millis, update_at, none)                                                                    \
    F(Millis, edit_at, none)                                                                      \
    F(Millis, delete_at, none)                                                                    \
    F(Bool, is_pinned, none)                                                                      \
    F(Id, user_id, none)                                                                          \
    F(Id, channel_id, none)                                                                       \
    F(Id, root_id, none)     /* the thread's first post; "" when not a reply */                   \
    F(Id, original_id, none) /* an old version: the post it was */                                \
    F(String, message, none)                                                                      \
    F(String, type, none)     /* "" for what people write, system_… for what the server says */ \
    F(JsonValue, props, none) /* always an object */                                              \
    F(String, hashtags, none) /* words between spaces, with their # */                            \
    F(StringList, file_ids, none)                                                                 \
    F(Bool, has_reactions, omit_empty)                                                            \
    F(OptString, remote_id, omit_empty)                                                           \
    F(String, pending_post_id, no_db) /* the sender's own id, echoed */                           \
    F(Int, reply_count, no_db)                                                                    \
    F(Millis, last_reply_at, no_db)                                                               \
    F(JsonValue, participants, no_db)                                                             \
    F(OptBool, is_following, omit_empty | no_db)                                                  \
    F(JsonValue, metadata, omit_null | no_db) /* an object as the wire has it, null where it has none */
MODEL(Post, POST_FIELDS)

#define REACTION_FIELDS(F)                      \
    F(Id, user_id, none)                        \
    F(Id, post_id, none)                        \
    F(String, emoji_name, none) /* no colons */ \
    F(Millis, create_at, none)                  \
    F(Millis, update_at, none)                  \
    F(Millis, delete_at, none)                  \
    F(OptString, remote_id, none)               \
    F(Id, channel_id, none)
MODEL(Reaction, REACTION_FIELDS)

#define THREAD_FIELDS(F)              \
    F(Id, post_id, none)              \
    F(Id, channel_id, none)           \
    F(Int, reply_count, none)         \
    F(Millis, last_reply_at, none)    \
    F(StringList, participants, none) \
    F(OptInt, thread_delete_at, none) \
    F(OptString, thread_team_id, none)
MODEL(Thread, THREAD_FIELDS)

#define THREAD_MEMBERSHIP_FIELDS(F) \
    F(Id, post_id, none)            \
    F(Id, user_id, none)            \
    F(Bool, following, none)        \
    F(Millis, last_viewed, none)    \
    F(Millis, last_updated, none)   \
    F(Int, unread_mentions, none)
MODEL(ThreadMembership, THREAD_MEMBERSHIP_FIELDS)

// minipreview (bytea) and content, the text inside, are read and written apart: few readers want them.
#define FILE_INFO_FIELDS(F)                \
    F(Id, id, none)                        \
    F(Id, user_id, col("creatorid"))       \
    F(Id, post_id, omit_empty)             \
    F(Id, channel_id, none)                \
    F(Millis, create_at, none)             \
    F(Millis, update_at, none)             \
    F(Millis, delete_at, none)             \
    F(String, path, no_json)               \
    F(String, thumbnail_path, no_json)     \
    F(String, preview_path, no_json)       \
    F(String, name, none)                  \
    F(String, extension, none)             \
    F(Int, size, none)                     \
    F(String, mime_type, none)             \
    F(Int, width, omit_empty)              \
    F(Int, height, omit_empty)             \
    F(Bool, has_preview_image, omit_empty) \
    F(OptString, mini_preview, no_db)      \
    F(OptString, remote_id, none)          \
    F(Bool, archived, none)
MODEL(FileInfo, FILE_INFO_FIELDS)

// A file on its way in, in pieces.
#define UPLOAD_SESSION_FIELDS(F)                   \
    F(Id, id, none)                                \
    F(String, type, none) /* attachment, import */ \
    F(Millis, create_at, none)                     \
    F(Id, user_id, none)                           \
    F(Id, channel_id, omit_empty)                  \
    F(String, filename, none)                      \
    F(String, path, no_json)                       \
    F(Int, file_size, none)                        \
    F(Int, file_offset, none)                      \
    F(String, remote_id, none)                     \
    F(String, req_file_id, none)
MODEL(UploadSession, UPLOAD_SESSION_FIELDS)

}  // namespace rk
