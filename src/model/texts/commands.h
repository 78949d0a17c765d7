// What slash commands are called, and what they answer.
#pragma once
// TEXT(name, English, Japanese)
// clang-format off
#define RK_TEXTS_COMMANDS(TEXT) \
    TEXT(cmd_away_hint, "", "") \
    TEXT(cmd_away_description, "Set your status to away", \
        "ステータスを離席中にします") \
    TEXT(cmd_code_hint, "[text]", "[テキスト]") \
    TEXT(cmd_code_description, "Show text as a code block", \
        "テキストをコードブロックとして表示します") \
    TEXT(cmd_collapse_hint, "", "") \
    TEXT(cmd_collapse_description, "Collapse previews of pictures and links from now on", \
        "今後、画像とリンクのプレビューを折りたたみます") \
    TEXT(cmd_dnd_hint, "", "") \
    TEXT(cmd_dnd_description, "Do not disturb: no notifications on your devices", \
        "取り込み中にします。通知は届きません") \
    TEXT(cmd_echo_hint, "'message' [delay in seconds]", "'メッセージ' [遅延秒数]") \
    TEXT(cmd_echo_description, "Post a text of yours, now or some seconds later", \
        "テキストを今すぐ、または数秒後に投稿します") \
    TEXT(cmd_expand_hint, "", "") \
    TEXT(cmd_expand_description, "Expand previews of pictures and links from now on", \
        "今後、画像とリンクのプレビューを展開します") \
    TEXT(cmd_groupmsg_hint, "@[username1],@[username2] 'message'", "@[ユーザー名1],@[ユーザー名2] 'メッセージ'") \
    TEXT(cmd_groupmsg_description, "Send a message to several people", \
        "複数の人にメッセージを送ります") \
    TEXT(cmd_header_hint, "[text]", "[テキスト]") \
    TEXT(cmd_header_description, "Change the channel header", \
        "チャンネルのヘッダーを変更します") \
    TEXT(cmd_help_hint, "", "") \
    TEXT(cmd_help_description, "Where to read about this product", \
        "この製品のヘルプを表示します") \
    TEXT(cmd_invite_hint, "@[username]... ~[channel]...", "@[ユーザー名]... ~[チャンネル]...") \
    TEXT(cmd_invite_description, "Add people to channels", \
        "チャンネルに人を追加します") \
    TEXT(cmd_invite_people_hint, "[name@domain.com ...]", "[name@domain.com ...]") \
    TEXT(cmd_invite_people_description, "Invite people to your team by mail", \
        "メールでチームに招待します") \
    TEXT(cmd_join_hint, "~[channel]", "~[チャンネル]") \
    TEXT(cmd_join_description, "Join a channel", \
        "チャンネルに参加します") \
    TEXT(cmd_kick_hint, "@[username]", "@[ユーザー名]") \
    TEXT(cmd_kick_description, "Take somebody out of the channel", \
        "チャンネルから人を外します") \
    TEXT(cmd_leave_hint, "", "") \
    TEXT(cmd_leave_description, "Leave this channel", \
        "このチャンネルから退出します") \
    TEXT(cmd_logout_hint, "", "") \
    TEXT(cmd_logout_description, "Log out", \
        "ログアウトします") \
    TEXT(cmd_marketplace_hint, "", "") \
    TEXT(cmd_marketplace_description, "Open the marketplace", \
        "マーケットプレイスを開きます") \
    TEXT(cmd_me_hint, "[message]", "[メッセージ]") \
    TEXT(cmd_me_description, "Say what you do", \
        "自分の動作を表します") \
    TEXT(cmd_msg_hint, "@[username] 'message'", "@[ユーザー名] 'メッセージ'") \
    TEXT(cmd_msg_description, "Send somebody a direct message", \
        "ダイレクトメッセージを送ります") \
    TEXT(cmd_mute_hint, "~[channel]", "~[チャンネル]") \
    TEXT(cmd_mute_description, "Mute this or the named channel, or end that", \
        "このチャンネル、または指定したチャンネルのミュートを切り替えます") \
    TEXT(cmd_offline_hint, "", "") \
    TEXT(cmd_offline_description, "Set your status to offline", \
        "ステータスをオフラインにします") \
    TEXT(cmd_online_hint, "", "") \
    TEXT(cmd_online_description, "Set your status to online", \
        "ステータスをオンラインにします") \
    TEXT(cmd_open_hint, "~[channel]", "~[チャンネル]") \
    TEXT(cmd_open_description, "Open a channel", \
        "チャンネルを開きます") \
    TEXT(cmd_purpose_hint, "[text]", "[テキスト]") \
    TEXT(cmd_purpose_description, "Change the channel purpose", \
        "チャンネルの目的を変更します") \
    TEXT(cmd_remove_hint, "@[username]", "@[ユーザー名]") \
    TEXT(cmd_remove_description, "Take somebody out of the channel", \
        "チャンネルから人を外します") \
    TEXT(cmd_rename_hint, "[text]", "[テキスト]") \
    TEXT(cmd_rename_description, "Rename the channel", \
        "チャンネル名を変更します") \
    TEXT(cmd_search_hint, "[text]", "[テキスト]") \
    TEXT(cmd_search_description, "Search messages", \
        "メッセージを検索します") \
    TEXT(cmd_settings_hint, "", "") \
    TEXT(cmd_settings_description, "Open the settings", \
        "設定を開きます") \
    TEXT(cmd_shortcuts_hint, "", "") \
    TEXT(cmd_shortcuts_description, "Show keyboard shortcuts", \
        "キーボードショートカットを表示します") \
    TEXT(cmd_shrug_hint, "[message]", "[メッセージ]") \
    TEXT(cmd_shrug_description, "Add a shrug to your message", \
        "メッセージに ¯\\_(ツ)_/¯ を付けます") \
    TEXT(cmd_status_hint, "[:emoji_name:] [status_message] or clear", "[:絵文字名:] [メッセージ] または clear") \
    TEXT(cmd_status_description, "Set or clear your status in your own words", \
        "カスタムステータスを設定または解除します") \
    TEXT(cmd_now_away, "You are now away.", \
        "離席中になりました。") \
    TEXT(cmd_now_online, "You are now online.", \
        "オンラインになりました。") \
    TEXT(cmd_now_offline, "You are now offline.", \
        "オフラインになりました。") \
    TEXT(cmd_now_dnd, "Do not disturb is on. You get no notifications until you choose another status.", \
        "取り込み中になりました。ステータスを変えるまで通知は届きません。") \
    TEXT(cmd_status_set, "Your status is {{.Status}}.", \
        "ステータスを {{.Status}} に設定しました。") \
    TEXT(cmd_status_cleared, "Your status was cleared.", \
        "ステータスを解除しました。") \
    TEXT(cmd_status_off, "Statuses in one's own words are switched off on this server.", \
        "このサーバーではカスタムステータスが無効です。") \
    TEXT(cmd_collapsed, "Previews are collapsed from now on.", \
        "今後、プレビューは折りたたまれます。") \
    TEXT(cmd_expanded, "Previews are expanded from now on.", \
        "今後、プレビューは展開されます。") \
    TEXT(cmd_code_nothing, "Type the text behind the command: /code [text]", \
        "コマンドの後にテキストを入力してください: /code [テキスト]") \
    TEXT(cmd_echo_nothing, "Type the text behind the command: /echo [text]", \
        "コマンドの後にテキストを入力してください: /echo [テキスト]") \
    TEXT(cmd_echo_delay, "The delay has to be below 10000 seconds.", \
        "遅延は10000秒未満にしてください。") \
    TEXT(cmd_echo_many, "Too many echoes are waiting. Try again later.", \
        "待機中の echo が多すぎます。しばらくしてからお試しください。") \
    TEXT(cmd_help, "Help: {{.Link}}", \
        "ヘルプ: {{.Link}}") \
    TEXT(cmd_help_nowhere, "This server names no place for help. Ask your administrator.", \
        "このサーバーにはヘルプの場所が設定されていません。管理者に確認してください。") \
    TEXT(cmd_client_only, "Your app does not support /{{.Command}}.", \
        "お使いのアプリは /{{.Command}} に対応していません。") \
    TEXT(cmd_needs_text, "Type the text behind the command: /{{.Command}} [text]", \
        "コマンドの後にテキストを入力してください: /{{.Command}} [テキスト]") \
    TEXT(cmd_not_in_direct, "This cannot be done in direct messages.", \
        "ダイレクトメッセージではできません。") \
    TEXT(cmd_rename_long, "A channel name has at most {{.Most}} characters.", \
        "チャンネル名は{{.Most}}文字以内にしてください。") \
    TEXT(cmd_channel_unknown, "There is no channel {{.Channel}} that you could see.", \
        "チャンネル {{.Channel}} は見つかりません。") \
    TEXT(cmd_channel_unnamed, "Name a channel: /{{.Command}} ~[channel]", \
        "チャンネルを指定してください: /{{.Command}} ~[チャンネル]") \
    TEXT(cmd_user_unknown, "There is no user {{.User}}; perhaps the account was deactivated.", \
        "ユーザー {{.User}} は見つかりません。無効になっている可能性があります。") \
    TEXT(cmd_user_unnamed, "Name a person: /{{.Command}} @[username]", \
        "相手を指定してください: /{{.Command}} @[ユーザー名]") \
    TEXT(cmd_not_member, "@{{.User}} is not a member of this channel.", \
        "@{{.User}} はこのチャンネルのメンバーではありません。") \
    TEXT(cmd_already_member, "@{{.User}} is already in ~{{.Channel}}.", \
        "@{{.User}} はすでに ~{{.Channel}} にいます。") \
    TEXT(cmd_not_in_team, "@{{.User}} is not a member of the team.", \
        "@{{.User}} はチームのメンバーではありません。") \
    TEXT(cmd_may_not_in_channel, "You may not change who is in ~{{.Channel}}.", \
        "~{{.Channel}} のメンバーを変更する権限がありません。") \
    TEXT(cmd_invited, "@{{.User}} was added to ~{{.Channel}}.", \
        "@{{.User}} を ~{{.Channel}} に追加しました。") \
    TEXT(cmd_muted, "You get no notifications of {{.Channel}} until you end that with /mute.", \
        "{{.Channel}} をミュートしました。もう一度 /mute と入力すると解除されます。") \
    TEXT(cmd_unmuted, "{{.Channel}} is no longer muted.", \
        "{{.Channel}} のミュートを解除しました。") \
    TEXT(cmd_mute_not_member, "You are not a member of {{.Channel}}.", \
        "あなたは {{.Channel}} のメンバーではありません。") \
    TEXT(cmd_group_size, "A group message goes to {{.Least}} to {{.Most}} people.", \
        "グループメッセージの相手は{{.Least}}〜{{.Most}}人です。") \
    TEXT(cmd_mail_invites_off, "Invitations by mail are switched off on this server.", \
        "このサーバーではメールによる招待が無効です。") \
    TEXT(cmd_mail_off, "This server sends no mail, so nobody can be invited by mail.", \
        "このサーバーはメールを送信しないため、メールで招待できません。") \
    TEXT(cmd_mail_unnamed, "Name mail addresses: /invite_people [name@domain.com ...]", \
        "メールアドレスを指定してください: /invite_people [name@domain.com ...]") \
    TEXT(cmd_mails_sent, "Invitations are on their way.", \
        "招待メールを送信しました。")
// clang-format on
