// Errors of posts.
#pragma once
// ERR(name, status, id, English, Japanese)
#define RK_ERRORS_POSTS(ERR)                                                                                          \
    ERR(post_not_found, 404, "app.post.get.app_error", "Unable to get the post.", "投稿が見つかりません。")           \
    ERR(post_not_saved, 500, "app.post.save.app_error", "Unable to save the post.", "投稿を保存できません。")         \
    ERR(post_id_given, 400, "app.post.save.existing.app_error", "You cannot choose the id of a new post.",            \
        "新しい投稿のIDは指定できません。")                                                                           \
    ERR(post_root_invalid, 400, "api.post.create_post.root_id.app_error", "Invalid RootId parameter.",                \
        "RootIdが不正です。")                                                                                         \
    ERR(post_root_of_other_channel, 400, "api.post.create_post.channel_root_id.app_error",                            \
        "Invalid ChannelId for RootId parameter.", "RootIdの投稿は別のチャンネルにあります。")                        \
    ERR(post_type_invalid, 400, "model.post.is_valid.type.app_error", "Invalid type.", "投稿の種類が不正です。")      \
    ERR(post_message_too_long, 400, "model.post.is_valid.message_length.app_error",                                   \
        "The message is longer than {{.Length}} characters.", "メッセージが{{.Length}}文字を超えています。")          \
    ERR(post_props_too_long, 400, "model.post.is_valid.props.app_error", "The props are too long.",                   \
        "propsが長すぎます。")                                                                                        \
    ERR(post_too_many_files, 400, "model.post.is_valid.file_ids.app_error", "A post may have at most 10 files.",      \
        "1つの投稿に添付できるファイルは10個までです。")                                                              \
    ERR(post_in_archived_channel, 400, "api.post.create_post.can_not_post_to_deleted.error",                          \
        "Can not post to deleted channel.", "アーカイブされたチャンネルには投稿できません。")                         \
    ERR(post_priority_of_reply, 400, "api.post.post_priority.priority_post_only_allowed_for_root_post.request_error", \
        "Only the first post of a thread may have a priority.",                                                       \
        "優先度を設定できるのはスレッドの最初の投稿だけです。")                                                       \
    ERR(post_feature_unlicensed, 501, "license_error.feature_unavailable", "This feature is not available.",          \
        "この機能は利用できません。")                                                                                 \
    ERR(post_not_marked_unread, 500, "app.channel.update_last_viewed_at_post.app_error",                              \
        "Unable to mark the channel as unread.", "チャンネルを未読にできません。")                                    \
    ERR(post_edit_too_late, 400, "api.post.update_post.permissions_time_limit.app_error",                             \
        "Posts may be edited for {{.Seconds}} seconds only.", "投稿を編集できるのは{{.Seconds}}秒以内です。")         \
    ERR(post_of_system, 400, "api.post.update_post.system_message.app_error",                                         \
        "Messages of the system cannot be changed.", "システムメッセージは変更できません。")                          \
    ERR(post_edit_in_archived_channel, 400, "api.post.update_post.can_not_update_post_in_deleted.error",              \
        "Posts of an archived channel cannot be changed.", "アーカイブされたチャンネルの投稿は変更できません。")      \
    ERR(post_patch_in_archived_channel, 400, "api.post.patch_post.can_not_update_post_in_deleted.error",              \
        "Posts of an archived channel cannot be changed.", "アーカイブされたチャンネルの投稿は変更できません。")      \
    ERR(post_delete_in_archived_channel, 400, "api.post.delete_post.can_not_delete_post_in_deleted.error",            \
        "Posts of an archived channel cannot be deleted.", "アーカイブされたチャンネルの投稿は削除できません。")      \
    ERR(post_deletion_for_good_disabled, 501, "api.post.delete_post_endpoint.app_error",                              \
        "Deleting posts for good is turned off.", "投稿の完全な削除は無効になっています。")                           \
    ERR(post_version_of_other, 400, "app.post.restore_post_version.not_an_history_item.app_error",                    \
        "That is no earlier version of this post.", "この投稿の以前の版ではありません。")                             \
    ERR(post_ids_malformed, 400, "api.payload.parse.error", "The body is no list of ids.",                            \
        "リクエストボディがIDのリストではありません。")                                                               \
    ERR(post_ids_too_many, 400, "api.post.posts_by_ids.invalid_body.request_error", "At most {{.MaxLength}} ids.",    \
        "IDは{{.MaxLength}}個までです。")                                                                             \
    ERR(post_move_disabled, 501, "api.post.move_thread.disabled.app_error", "Moving threads is not available.",       \
        "スレッドの移動は利用できません。")                                                                           \
    ERR(post_ack_unlicensed, 501, "<untranslated>", "Acknowledging posts needs a licence.",                           \
        "投稿の確認にはライセンスが必要です。")                                                                       \
    ERR(post_reveal_own, 400, "api.post.reveal_post.cannot_reveal_own_post.app_error",                                \
        "You wrote this post yourself.", "これは自分の投稿です。")                                                    \
    ERR(thread_membership_not_found, 404, "app.user.get_thread_membership_for_user.not_found",                        \
        "You do not follow this thread.", "このスレッドをフォローしていません。")                                     \
    ERR(thread_not_followed, 404, "app.user.get_threads_for_user.not_found", "You do not follow this thread.",        \
        "このスレッドをフォローしていません。")                                                                       \
    ERR(threads_before_and_after, 400, "api.getThreadsForUser.bad_params",                                            \
        "Only one of before and after can be given.", "beforeとafterを同時に指定することはできません。")              \
    ERR(threads_nothing_asked, 400, "api.getThreadsForUser.bad_only_params",                                          \
        "Only one of totalsOnly and threadsOnly can be given.",                                                       \
        "totalsOnlyとthreadsOnlyを同時に指定することはできません。")                                                  \
    ERR(reaction_invalid, 400, "api.reaction.save_reaction.invalid.app_error", "The reaction is not valid.",          \
        "リアクションが不正です。")                                                                                   \
    ERR(reaction_of_other, 403, "api.reaction.save_reaction.user_id.app_error",                                       \
        "You cannot react in the name of somebody else.", "他のユーザーとしてリアクションすることはできません。")     \
    ERR(reaction_too_many, 400, "app.reaction.save.save.too_many_reactions",                                          \
        "This post has as many different reactions as it may have.",                                                  \
        "この投稿のリアクションの種類は上限に達しています。")                                                         \
    ERR(reaction_in_archived_channel, 403, "api.reaction.save.archived_channel.app_error",                            \
        "You cannot react in an archived channel.", "アーカイブされたチャンネルではリアクションできません。")         \
    ERR(reaction_removal_in_archived_channel, 403, "api.reaction.delete.archived_channel.app_error",                  \
        "You cannot take a reaction away in an archived channel.",                                                    \
        "アーカイブされたチャンネルではリアクションを取り消せません。")
