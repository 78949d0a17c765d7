// Errors of bots, slash commands, buttons and dialogs, outgoing webhooks and OAuth apps.
#pragma once
// ERR(name, status, id, English, Japanese)
// clang-format off
#define RK_ERRORS_INTEGRATIONS(ERR) \
    ERR(bot_not_found, 404, "store.sql_bot.get.missing.app_error", "There is no such bot.", "そのボットはありません。") \
    ERR(bot_creation_disabled, 403, "api.bot.create_disabled", \
        "Making bots is switched off on this server.", "このサーバーではボットの作成が無効です。") \
    ERR(bot_username_bad, 400, "model.bot.is_valid.username.app_error", \
        "A bot's username has at most 64 of the characters a-z, 0-9, dot, dash and underscore.", \
        "ボットのユーザー名には a-z・0-9・ドット・ハイフン・アンダースコアを64文字まで使えます。") \
    ERR(bot_display_name_too_long, 400, "model.bot.is_valid.user_id.app_error", \
        "The display name of a bot has at most 64 characters.", "ボットの表示名は64文字以内にしてください。") \
    ERR(bot_description_too_long, 400, "model.bot.is_valid.description.app_error", \
        "The description of a bot has at most 1024 characters.", "ボットの説明は1024文字以内にしてください。") \
    ERR(commands_disabled, 501, "api.command.disabled.app_error", \
        "Commands have been disabled by the system admin.", "コマンドはシステム管理者によって無効にされています。") \
    ERR(command_not_found, 404, "store.sql_command.save.get.app_error", "Command not found.", "コマンドがありません。") \
    ERR(command_trigger_taken, 400, "api.command.duplicate_trigger.app_error", \
        "This trigger word is already in use; choose another word.", \
        "そのトリガーワードはすでに使われています。別の言葉を選んでください。") \
    ERR(command_team_mismatch, 400, "api.command.team_mismatch.app_error", \
        "A command cannot be updated across teams.", "コマンドを別のチームのものとして変更することはできません。") \
    ERR(command_trigger_bad, 400, "model.command.is_valid.trigger.app_error", \
        "A trigger word has 1 to 128 characters, no blank, and no slash in front.", \
        "トリガーワードは1〜128文字で、空白を含めず、先頭にスラッシュを付けないでください。") \
    ERR(command_url_bad, 400, "model.command.is_valid.url.app_error", \
        "A command needs an address of at most 1024 characters.", "コマンドのURLは必須で、1024文字以内です。") \
    ERR(command_url_not_http, 400, "model.command.is_valid.url_http.app_error", \
        "The address of a command begins with http:// or https://.", "コマンドのURLは http:// か https:// で始めてください。") \
    ERR(command_method_bad, 400, "model.command.is_valid.method.app_error", \
        "The method of a command is P (POST) or G (GET).", "コマンドのメソッドは P (POST) か G (GET) です。") \
    ERR(command_display_name_too_long, 400, "model.command.is_valid.display_name.app_error", \
        "The title of a command has at most 64 characters.", "コマンドのタイトルは64文字以内にしてください。") \
    ERR(command_description_too_long, 400, "model.command.is_valid.description.app_error", \
        "The description of a command has at most 128 characters.", "コマンドの説明は128文字以内にしてください。") \
    ERR(command_start_bad, 400, "api.command.execute_command.start.app_error", \
        "A command begins with a slash and names a channel.", "コマンドはスラッシュで始め、チャンネルを指定してください。") \
    ERR(command_unknown, 404, "api.command.execute_command.not_found.app_error", \
        "There is no command with the trigger '{{.Trigger}}'. To send a message that begins with a slash, put a blank in front.", \
        "トリガー「{{.Trigger}}」のコマンドはありません。スラッシュで始まるメッセージを送るには、先頭に空白を入れてください。") \
    ERR(command_failed, 500, "api.command.execute_command.failed.app_error", \
        "The command with the trigger '{{.Trigger}}' failed: {{.Reason}}", \
        "トリガー「{{.Trigger}}」のコマンドが失敗しました: {{.Reason}}") \
    ERR(command_failed_status, 500, "api.command.execute_command.failed_resp.app_error", \
        "The command with the trigger '{{.Trigger}}' was answered with status {{.Status}}.", \
        "トリガー「{{.Trigger}}」のコマンドに対してステータス {{.Status}} が返されました。") \
    ERR(command_post_failed, 500, "api.command.execute_command.create_post_failed.app_error", \
        "What the command '{{.Trigger}}' answered could not be posted.", \
        "コマンド「{{.Trigger}}」の応答を投稿できませんでした。") \
    ERR(command_post_forbidden, 403, "api.command.command_post.forbidden.app_error", \
        "The command '{{.Trigger}}' may not answer in that channel.", \
        "コマンド「{{.Trigger}}」はそのチャンネルに応答できません。") \
    ERR(command_url_unreadable, 400, "web.command_webhook.parse.app_error", \
        "The answer of the command cannot be read.", "コマンドの応答を読み取れません。") \
    ERR(command_url_unknown, 404, "web.command_webhook.general.app_error", \
        "There is no command waiting for this answer.", "この応答を待っているコマンドはありません。") \
    ERR(command_url_refused, 400, "web.command_webhook.general.app_error", \
        "The answer of the command is not taken.", "コマンドの応答は受け付けられません。") \
    ERR(command_shortcut_bad, 400, "api.command.shortcut.app_error", \
        "What a command is called in a message's menu has at most 64 characters, and such a command is called by POST.", \
        "メッセージのメニューでのコマンド名は64文字以内で、そのコマンドのメソッドはPOSTです。") \
    ERR(command_shortcut_emoji_taken, 400, "api.command.shortcut_emoji_taken.app_error", \
        "The emoji :{{.Emoji}}: already calls the command '{{.Trigger}}'; choose another one.", \
        "絵文字 :{{.Emoji}}: はすでにコマンド「{{.Trigger}}」に使われています。別の絵文字を選んでください。") \
    ERR(command_channel_archived, 400, "api.command.execute_command.deleted.error", \
        "Commands cannot be run in an archived channel.", "アーカイブされたチャンネルではコマンドを実行できません。") \
    ERR(action_failed, 400, "api.post.do_action.action_integration.app_error", \
        "The integration behind this could not be reached, or gave no usable answer.", \
        "この操作の連携先に接続できないか、応答を利用できません。") \
    ERR(action_not_found, 404, "api.post.do_action.action_id.app_error", \
        "This message has no such button or menu.", "このメッセージにそのボタンやメニューはありません。") \
    ERR(trigger_not_base64, 400, "interactive_message.decode_trigger_id.base64_decode_failed", \
        "The trigger id is no base64.", "トリガーIDがbase64ではありません。") \
    ERR(trigger_incomplete, 400, "interactive_message.decode_trigger_id.missing_data", \
        "The trigger id lacks a part.", "トリガーIDに不足があります。") \
    ERR(trigger_expired, 400, "interactive_message.decode_trigger_id.expired", \
        "The trigger id is too old: a dialog has to be opened within {{.Seconds}} seconds.", \
        "トリガーIDの期限が切れています。ダイアログは{{.Seconds}}秒以内に開いてください。") \
    ERR(trigger_signature_wrong, 400, "interactive_message.decode_trigger_id.verify_signature_failed", \
        "The trigger id was not made by this server.", "このサーバーが発行したトリガーIDではありません。") \
    ERR(dialog_answer_unreadable, 500, "app.submit_interactive_dialog.decode_json_error", \
        "The integration's answer cannot be read.", "連携先の応答を読み取れません。") \
    ERR(dialog_answer_bad, 400, "app.submit_interactive_dialog.invalid_response", \
        "The integration's answer does not say what is to happen.", "連携先の応答の内容が正しくありません。") \
    ERR(dialog_choices_unreadable, 500, "app.lookup_interactive_dialog.decode_json_error", \
        "The integration's choices cannot be read.", "連携先が返した選択肢を読み取れません。") \
    ERR(outgoing_hooks_disabled, 501, "api.outgoing_webhook.disabled.app_error", \
        "Outgoing webhooks have been disabled by the system admin.", \
        "外向きのウェブフックはシステム管理者によって無効にされています。") \
    ERR(outgoing_hook_event_unknown, 400, "renkei.outgoing_hook.event.app_error", \
        "There is no event {{.Event}} that an outgoing webhook can be told of.", \
        "外向きのウェブフックに通知できるイベント {{.Event}} はありません。") \
    ERR(outgoing_hook_event_of_team, 400, "renkei.outgoing_hook.event_scope.app_error", \
        "{{.Event}} is no event of one channel: leave channel_id empty.", \
        "{{.Event}} は特定のチャンネルのイベントではありません。channel_id を空にしてください。") \
    ERR(hook_consent_needless, 400, "renkei.hook_consent.public.app_error", \
        "Public channels are open to outgoing webhooks: there is nothing to consent to.", \
        "公開チャンネルでは外向きのウェブフックに同意は不要です。") \
    ERR(hook_consent_not_found, 404, "renkei.hook_consent.not_found.app_error", \
        "The webhook has no consent in this channel.", "このチャンネルでそのウェブフックへの同意はありません。") \
    ERR(hook_consent_missing, 403, "renkei.hook_consent.missing.app_error", \
        "The webhook's channel is not public, and nobody there consents to what it sends.", \
        "ウェブフックのチャンネルは公開ではなく、送信への同意がありません。") \
    ERR(outgoing_hook_not_found, 404, "app.webhooks.get_outgoing.app_error", "Unable to get the webhook.", \
        "ウェブフックが見つかりません。") \
    ERR(outgoing_hook_channel_private, 403, "api.outgoing_webhook.disabled.app_error", \
        "Outgoing webhooks listen in public channels only.", "外向きのウェブフックは公開チャンネルでのみ使えます。") \
    ERR(outgoing_hook_channel_not_open, 403, "api.webhook.create_outgoing.not_open.app_error", \
        "Outgoing webhooks listen in public channels only.", "外向きのウェブフックは公開チャンネルでのみ使えます。") \
    ERR(outgoing_hook_channel_elsewhere, 403, "api.webhook.create_outgoing.permissions.app_error", \
        "The channel belongs to another team.", "そのチャンネルは別のチームのものです。") \
    ERR(outgoing_hook_without_trigger, 400, "api.webhook.create_outgoing.triggers.app_error", \
        "An outgoing webhook needs trigger words or a channel.", "トリガーワードかチャンネルのどちらかが必要です。") \
    ERR(outgoing_hook_taken, 500, "api.webhook.create_outgoing.intersect.app_error", \
        "Another outgoing webhook of this channel sends the same words to the same address.", \
        "同じチャンネルで、同じトリガーワードを同じURLへ送るウェブフックがすでにあります。") \
    ERR(outgoing_hook_taken_by_other, 500, "api.webhook.update_outgoing.intersect.app_error", \
        "Another outgoing webhook of this channel sends the same words to the same address.", \
        "同じチャンネルで、同じトリガーワードを同じURLへ送るウェブフックがすでにあります。") \
    ERR(outgoing_hook_callback_bad, 400, "model.outgoing_hook.is_valid.callback.app_error", \
        "An outgoing webhook needs callback addresses, of at most 1024 characters together.", \
        "コールバックURLは必須で、合計1024文字以内です。") \
    ERR(outgoing_hook_url_bad, 400, "model.outgoing_hook.is_valid.url.app_error", \
        "Callback addresses begin with http:// or https://.", "コールバックURLは http:// か https:// で始めてください。") \
    ERR(outgoing_hook_word_empty, 400, "model.outgoing_hook.is_valid.trigger_words.app_error", \
        "A trigger word may not be empty.", "空のトリガーワードは使えません。") \
    ERR(outgoing_hook_words_too_long, 400, "model.outgoing_hook.is_valid.words.app_error", \
        "Trigger words have at most 1024 characters together.", "トリガーワードは合計1024文字以内にしてください。") \
    ERR(outgoing_hook_content_type_bad, 400, "model.outgoing_hook.is_valid.content_type.app_error", \
        "The content type has at most 128 characters, and trigger_when is 0 or 1.", \
        "コンテントタイプは128文字以内、trigger_when は 0 か 1 です。") \
    ERR(outgoing_hook_display_name_too_long, 400, "model.outgoing_hook.is_valid.display_name.app_error", \
        "The title of a webhook has at most 64 characters.", "ウェブフックのタイトルは64文字以内にしてください。") \
    ERR(outgoing_hook_description_too_long, 400, "model.outgoing_hook.is_valid.description.app_error", \
        "The description of a webhook has at most 500 characters.", "ウェブフックの説明は500文字以内にしてください。") \
    ERR(outgoing_hook_username_too_long, 400, "model.outgoing_hook.username.app_error", \
        "The username of a webhook has at most 64 characters.", "ウェブフックのユーザー名は64文字以内にしてください。") \
    ERR(outgoing_hook_icon_url_too_long, 400, "model.outgoing_hook.icon_url.app_error", \
        "The icon's address of a webhook has at most 1024 characters.", "アイコンのURLは1024文字以内にしてください。") \
    ERR(delivery_not_found, 404, "renkei.delivery.not_found.app_error", "There is no such delivery.", \
        "その配信はありません。") \
    ERR(delivery_target_not_found, 404, "renkei.delivery.target_not_found.app_error", \
        "There is no such target of deliveries.", "その配信先はありません。") \
    ERR(delivery_target_gone, 409, "renkei.delivery.target_gone.app_error", \
        "The webhook no longer sends to this address.", "このウェブフックはもうこのアドレスに送信しません。") \
    ERR(oauth_creation_disabled, 501, "api.oauth.register_oauth_app.turn_off.app_error", \
        "The system admin has turned off OAuth 2.0 apps.", "OAuth 2.0 アプリはシステム管理者によって無効にされています。") \
    ERR(oauth_disabled, 501, "api.oauth.allow_oauth.turn_off.app_error", \
        "The system admin has turned off OAuth 2.0 apps.", "OAuth 2.0 アプリはシステム管理者によって無効にされています。") \
    ERR(oauth_apps_admin_only, 403, "api.command.admin_only.app_error", \
        "Only who manages OAuth apps may list them.", "OAuth アプリを管理する人だけが一覧を見られます。") \
    ERR(oauth_app_not_found, 404, "app.oauth.get_app.find.app_error", "There is no such OAuth app.", \
        "その OAuth アプリはありません。") \
    ERR(oauth_app_name_bad, 400, "model.oauth.is_valid.name.app_error", \
        "The name of an OAuth app has 1 to 64 characters.", "OAuth アプリの名前は1〜64文字です。") \
    ERR(oauth_app_callback_bad, 400, "model.oauth.is_valid.callback.app_error", \
        "An OAuth app needs callback addresses: http:// or https://, at most 1024 characters together.", \
        "コールバックURLは必須です。http:// か https:// で始まり、合計1024文字以内にしてください。") \
    ERR(oauth_app_homepage_bad, 400, "model.oauth.is_valid.homepage.app_error", \
        "An OAuth app needs a homepage: http:// or https://, at most 256 characters.", \
        "ホームページのURLは必須です。http:// か https:// で始まり、256文字以内にしてください。") \
    ERR(oauth_app_description_too_long, 400, "model.oauth.is_valid.description.app_error", \
        "The description of an OAuth app has at most 512 characters.", "OAuth アプリの説明は512文字以内にしてください。") \
    ERR(oauth_app_icon_url_bad, 400, "model.oauth.is_valid.icon_url.app_error", \
        "The icon's address begins with http:// or https:// and has at most 512 characters.", \
        "アイコンのURLは http:// か https:// で始まり、512文字以内にしてください。")
// clang-format on
