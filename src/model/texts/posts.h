// What the server says in channels.
#pragma once
// TEXT(name, English, Japanese)
#define RK_TEXTS_POSTS(TEXT)                                                                                          \
    TEXT(town_square, "Town Square", "タウンスクエア")                                                                \
    TEXT(off_topic, "Off-Topic", "オフトピック")                                                                      \
    TEXT(joined_channel, "{{.Username}} joined the channel.", "{{.Username}} がチャンネルに参加しました。")           \
    TEXT(joined_channel_as_guest, "{{.Username}} joined the channel as a guest.",                                     \
         "{{.Username}} がゲストとしてチャンネルに参加しました。")                                                    \
    TEXT(added_to_channel, "{{.Username}} added to the channel by {{.By}}.",                                          \
         "{{.By}} が {{.Username}} をチャンネルに追加しました。")                                                     \
    TEXT(added_to_channel_as_guest, "{{.Username}} added to the channel as guest by {{.By}}.",                        \
         "{{.By}} が {{.Username}} をゲストとしてチャンネルに追加しました。")                                         \
    TEXT(left_channel, "{{.Username}} left the channel.", "{{.Username}} がチャンネルから退出しました。")             \
    TEXT(removed_from_channel, "{{.Username}} removed from the channel.",                                             \
         "{{.Username}} がチャンネルから外されました。")                                                              \
    TEXT(joined_team, "{{.Username}} joined the team.", "{{.Username}} がチームに参加しました。")                     \
    TEXT(added_to_team, "{{.Username}} added to the team by {{.By}}.",                                                \
         "{{.By}} が {{.Username}} をチームに追加しました。")                                                         \
    TEXT(left_team, "{{.Username}} left the team.", "{{.Username}} がチームから退出しました。")                       \
    TEXT(removed_from_team, "{{.Username}} removed from the team.", "{{.Username}} がチームから外されました。")       \
    TEXT(header_changed, "{{.Username}} updated the channel header from: {{.Old}} to: {{.New}}",                      \
         "{{.Username}} がチャンネルのヘッダーを変更しました。変更前: {{.Old}} 変更後: {{.New}}")                     \
    TEXT(header_set, "{{.Username}} updated the channel header to: {{.New}}",                                         \
         "{{.Username}} がチャンネルのヘッダーを設定しました: {{.New}}")                                              \
    TEXT(header_removed, "{{.Username}} removed the channel header (was: {{.Old}})",                                  \
         "{{.Username}} がチャンネルのヘッダーを削除しました (変更前: {{.Old}})")                                     \
    TEXT(purpose_changed, "{{.Username}} updated the channel purpose from: {{.Old}} to: {{.New}}",                    \
         "{{.Username}} がチャンネルの目的を変更しました。変更前: {{.Old}} 変更後: {{.New}}")                         \
    TEXT(purpose_set, "{{.Username}} updated the channel purpose to: {{.New}}",                                       \
         "{{.Username}} がチャンネルの目的を設定しました: {{.New}}")                                                  \
    TEXT(purpose_removed, "{{.Username}} removed the channel purpose (was: {{.Old}})",                                \
         "{{.Username}} がチャンネルの目的を削除しました (変更前: {{.Old}})")                                         \
    TEXT(display_name_changed, "{{.Username}} updated the channel display name from: {{.Old}} to: {{.New}}",          \
         "{{.Username}} がチャンネルの表示名を変更しました。変更前: {{.Old}} 変更後: {{.New}}")                       \
    TEXT(became_private, "This channel has been converted to a Private Channel.",                                     \
         "このチャンネルは非公開チャンネルに変更されました。")                                                        \
    TEXT(became_public, "This channel has been converted to a Public Channel and can be joined by any team member.",  \
         "このチャンネルは公開チャンネルに変更されました。チームのメンバーは誰でも参加できます。")                    \
    TEXT(channel_archived, "{{.Username}} archived the channel.", "{{.Username}} がチャンネルをアーカイブしました。") \
    TEXT(channel_restored, "{{.Username}} unarchived the channel.",                                                   \
         "{{.Username}} がチャンネルのアーカイブを解除しました。")                                                    \
    TEXT(channel_moved, "This channel has been moved to this team from {{.Team}}.",                                   \
         "このチャンネルはチーム {{.Team}} から移動されました。")                                                     \
    TEXT(group_became_channel, "{{.Username}} created this channel from a group message with {{.Members}}.",          \
         "{{.Username}} が {{.Members}} とのグループメッセージからこのチャンネルを作成しました。")
