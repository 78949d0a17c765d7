// Errors of channels.
#pragma once
// ERR(name, status, id, English, Japanese)
#define RK_ERRORS_CHANNELS(ERR)                                                                                                   \
    ERR(channel_not_found, 404, "app.channel.get.existing.app_error", "Unable to find the existing channel.",                     \
        "チャンネルが見つかりません。")                                                                                           \
    ERR(channel_not_found_by_name, 404, "app.channel.get_by_name.missing.app_error", "Channel does not exist.",                   \
        "その名前のチャンネルはありません。")                                                                                     \
    ERR(channels_not_found, 404, "app.channel.get_channels.not_found.app_error", "No channels were found.",                       \
        "チャンネルが見つかりません。")                                                                                           \
    ERR(channels_not_found_by_ids, 404, "app.channel.get_channels_by_ids.not_found.app_error", "No channel found.",               \
        "それらのIDのチャンネルが見つかりません。")                                                                               \
    ERR(channel_autotranslation_unavailable, 403,                                                                                 \
        "api.channel.update_channel_member_autotranslation.feature_not_available.app_error",                                      \
        "Automatic translation is not available on this server.", "このサーバーでは自動翻訳を利用できません。")                   \
    ERR(channel_name_taken, 400, "store.sql_channel.save_channel.exists.app_error",                                               \
        "A channel with that name already exists on the same team.",                                                              \
        "その名前のチャンネルは同じチームに既に存在します。")                                                                     \
    ERR(channel_team_full, 400, "api.channel.create_channel.max_channel_limit.app_error",                                         \
        "Unable to create more than {{.MaxChannelsPerTeam}} channels for current team.",                                          \
        "このチームでは {{.MaxChannelsPerTeam}} を超えるチャンネルを作成できません。")                                            \
    ERR(channel_is_direct, 400, "api.channel.create_channel.direct_channel.app_error",                                            \
        "Must use createDirectChannel API service for direct message channel creation.",                                          \
        "ダイレクトメッセージのチャンネルは専用のAPIで作成してください。")                                                        \
    ERR(channel_name_like_direct, 400, "api.channel.create_channel.invalid_character.app_error",                                  \
        "Invalid character '__' in channel name for non-direct channel.",                                                         \
        "ダイレクトではないチャンネルの名前に '__' は使えません。")                                                               \
    ERR(channel_bad_display_name, 400, "model.channel.is_valid.display_name.app_error", "Invalid display name.",                  \
        "表示名が不正です。")                                                                                                     \
    ERR(channel_bad_name, 400, "model.channel.is_valid.1_or_more.app_error",                                                      \
        "Name must be 1 or more lowercase alphanumeric characters.",                                                              \
        "名前は1文字以上の小文字の英数字でなければなりません。")                                                                  \
    ERR(channel_bad_type, 400, "model.channel.is_valid.type.app_error", "Invalid type.",                                          \
        "チャンネルの種類が不正です。")                                                                                           \
    ERR(channel_bad_header, 400, "model.channel.is_valid.header.app_error", "Invalid header.",                                    \
        "ヘッダーが長すぎます。")                                                                                                 \
    ERR(channel_bad_purpose, 400, "model.channel.is_valid.purpose.app_error", "Invalid purpose.",                                 \
        "目的が長すぎます。")                                                                                                     \
    ERR(channel_direct_name, 400, "model.channel.is_valid.name.app_error",                                                        \
        "Invalid channel name. User ids are not permitted in channel name for non-direct message channels.",                      \
        "ダイレクトメッセージ以外のチャンネル名にユーザーIDは使えません。")                                                       \
    ERR(channel_archived, 400, "app.channel.update.bad_id", "Unable to update the channel.",                                      \
        "アーカイブされたチャンネルは変更できません。")                                                                           \
    ERR(channel_default_renamed, 400, "api.channel.update_channel.tried.app_error",                                               \
        "Tried to perform an invalid update of the default channel {{.Channel}}.",                                                \
        "既定のチャンネル {{.Channel}} にその変更はできません。")                                                                 \
    ERR(channel_type_changed, 400, "api.channel.update_channel.typechange.app_error",                                             \
        "Channel type cannot be updated.", "チャンネルの種類は変更できません。")                                                  \
    ERR(channel_patch_forbidden, 403, "api.channel.patch_update_channel.forbidden.app_error",                                     \
        "Failed to update the channel.", "チャンネルを更新できません。")                                                          \
    ERR(channel_direct_fields, 400,                                                                                               \
        "api.channel.patch_update_channel.update_direct_or_group_messages_not_allowed.app_error",                                 \
        "You are not allowed to update the name, display name or purpose of direct or group messages.",                           \
        "ダイレクトメッセージやグループメッセージの名前、表示名、目的は変更できません。")                                         \
    ERR(channel_default_privacy, 400, "api.channel.update_channel_privacy.default_channel_error",                                 \
        "The default channel cannot be made private.", "既定のチャンネルは非公開にできません。")                                  \
    ERR(channel_already_archived, 400, "api.channel.delete_channel.deleted.app_error",                                            \
        "The channel has been archived or deleted.", "チャンネルは既にアーカイブされています。")                                  \
    ERR(channel_default_archived, 400, "api.channel.delete_channel.cannot.app_error",                                             \
        "Unable to delete the default channel {{.Channel}}.", "既定のチャンネル {{.Channel}} は削除できません。")                 \
    ERR(channel_direct_archived, 400, "api.channel.delete_channel.type.invalid",                                                  \
        "Unable to delete direct or group message channels.",                                                                     \
        "ダイレクトメッセージやグループメッセージは削除できません。")                                                             \
    ERR(channel_delete_disabled, 401, "api.user.delete_channel.not_enabled.app_error",                                            \
        "Permanent channel deletion feature is not enabled. Please contact your System Administrator.",                           \
        "チャンネルの完全な削除は有効になっていません。システム管理者に連絡してください。")                                       \
    ERR(channel_delete_disabled_for_admin, 401, "api.user.delete_channel.not_enabled.for_admin.app_error",                        \
        "Permanent channel deletion feature is not enabled. ServiceSettings.EnableAPIChannelDeletion must be set to "             \
        "true to use this command.",                                                                                              \
        "チャンネルの完全な削除は有効になっていません。ServiceSettings.EnableAPIChannelDeletion を true " \
        "にしてください。")                                                                                                       \
    ERR(channel_not_archived, 400, "api.channel.restore_channel.restored.app_error",                                              \
        "Unable to unarchive channel. The channel is not archived.", "チャンネルはアーカイブされていません。")                    \
    ERR(channel_member_not_found, 404, "app.channel.get_member.missing.app_error",                                                \
        "No channel member found for that user ID and channel ID.", "そのチャンネルのメンバーではありません。")                   \
    ERR(channel_add_to_direct, 400, "api.channel.add_user_to_channel.type.app_error",                                             \
        "Can not add user to this channel type.", "この種類のチャンネルにユーザーを追加できません。")                             \
    ERR(channel_leave_direct, 400, "api.channel.remove_channel_member.type.app_error",                                            \
        "Unable to remove user from a direct or group channel.",                                                                  \
        "ダイレクトやグループのチャンネルから退出できません。")                                                                   \
    ERR(channel_leave_default, 400, "api.channel.remove.default.app_error",                                                       \
        "Unable to remove user from the default channel {{.Channel}}.",                                                           \
        "既定のチャンネル {{.Channel}} から退出できません。")                                                                     \
    ERR(channel_scheme_role, 400, "api.channel.update_channel_member_roles.scheme_role.app_error",                                \
        "The provided role is managed by a Scheme and therefore cannot be applied directly to a Channel Member.",                 \
        "このロールはスキームで管理されているため、メンバーに直接割り当てられません。")                                           \
    ERR(channel_guest_role, 400, "api.channel.update_channel_member_roles.changing_guest_role.app_error",                         \
        "Invalid channel member update: You can't add or remove the guest role manually.",                                        \
        "ゲストのロールを手動で追加または削除することはできません。")                                                             \
    ERR(channel_guest_and_user, 400, "api.channel.update_channel_member_roles.guest_and_user.app_error",                          \
        "Invalid channel member update: A user must be a guest or a user but not both.",                                          \
        "ユーザーはゲストか通常のユーザーのどちらか一方でなければなりません。")                                                   \
    ERR(channel_bad_notify_props, 400, "model.channel_member.is_valid.notify_props.app_error",                                    \
        "Notify props size limit exceeded.", "通知設定が大きすぎます。")                                                          \
    ERR(channel_direct_other, 400, "api.channel.create_direct_channel.invalid_user.app_error", "Invalid user ID.",                \
        "ユーザーIDが不正です。")                                                                                                 \
    ERR(channel_direct_stranger, 403, "api.channel.create_channel.direct_channel.team_restricted_error",                          \
        "A direct channel cannot be created between these users because they do not share a team in common.",                     \
        "共通のチームがないため、これらのユーザーの間にダイレクトチャンネルを作成できません。")                                   \
    ERR(channel_group_size, 400, "api.channel.create_group.bad_size.app_error",                                                   \
        "Group message channels must contain at least 3 and no more than 8 users.",                                               \
        "グループメッセージのチャンネルは3人以上8人以下でなければなりません。")                                                   \
    ERR(channel_group_bad_user, 400, "api.channel.create_group.bad_user.app_error",                                               \
        "One of the provided users does not exist.", "指定されたユーザーの一部が存在しません。")                                  \
    ERR(channel_group_stranger, 403, "api.channel.create_group.team_restricted_error",                                            \
        "A group channel cannot be created between users who do not share a team in common.",                                     \
        "共通のチームがないユーザーの間にグループチャンネルを作成できません。")                                                   \
    ERR(channel_move_direct, 403, "api.channel.move_channel.type.invalid",                                                        \
        "Unable to move direct or group message channels.", "ダイレクトやグループのチャンネルは移動できません。")                 \
    ERR(channel_move_members, 500, "app.channel.move_channel.members_do_not_match.error",                                         \
        "Unable to move a channel unless all its members are already members of the destination team.",                           \
        "すべてのメンバーが移動先のチームに属していないため、チャンネルを移動できません。")                                       \
    ERR(channel_not_group, 404, "app.channel.group_message_conversion.original_channel_not_gm",                                   \
        "The channel being converted is not a group message. You can only convert group messages.",                               \
        "グループメッセージではないチャンネルは変換できません。")                                                                 \
    ERR(channel_convert_team, 400, "app.channel.group_message_conversion.incorrect_team",                                         \
        "The team specified is not common to all members of the group message.",                                                  \
        "指定されたチームは、グループメッセージの全員に共通ではありません。")                                                     \
    ERR(channel_not_direct_or_group, 400, "app.channel.get_common_teams.incorrect_channel_type",                                  \
        "The channel is not a direct or group message.", "ダイレクトメッセージでもグループメッセージでもありません。")            \
    ERR(channel_scheme_unlicensed, 403, "api.channel.update_channel_scheme.license.error",                                        \
        "Your license does not support updating a channel's scheme",                                                              \
        "ライセンスがチャンネルのスキームに対応していません。")                                                                   \
    ERR(channel_moderations_unlicensed, 403, "api.channel.get_channel_moderations.license.error",                                 \
        "Your license does not support channel moderation",                                                                       \
        "ライセンスがチャンネルのモデレーションに対応していません。")                                                             \
    ERR(channel_moderations_patch_unlicensed, 403, "api.channel.patch_channel_moderations.license.error",                         \
        "Your license does not support channel moderation",                                                                       \
        "ライセンスがチャンネルのモデレーションに対応していません。")                                                             \
    ERR(channel_group_counts_unlicensed, 403, "api.channel.channel_member_counts_by_group.license.error",                         \
        "Your license does not support groups", "ライセンスがグループに対応していません。")                                       \
    ERR(category_order_wrong, 400, "app.channel.sidebar_categories.app_error",                                                    \
        "Failed to update the order of the categories.", "カテゴリーの順序を更新できません。")                                    \
    ERR(category_bad_field, 400, "app.channel.sidebar_categories.app_error",                                                      \
        "The name of a category must be no longer than 64 characters.",                                                           \
        "カテゴリーの名前は64文字以内でなければなりません。")                                                                     \
    ERR(category_not_removable, 400, "app.channel.sidebar_categories.app_error",                                                  \
        "Only categories of one's own can be removed.", "自分で作成したカテゴリー以外は削除できません。")                         \
    ERR(category_not_found, 404, "app.channel.sidebar_categories.app_error", "Unable to find the category.",                      \
        "カテゴリーが見つかりません。")
