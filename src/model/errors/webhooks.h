// Errors of incoming webhooks.
#pragma once
// ERR(name, status, id, English, Japanese)
#define RK_ERRORS_WEBHOOKS(ERR)                                                                                        \
    ERR(hooks_disabled, 501, "api.incoming_webhook.disabled.app_error",                                                \
        "Incoming webhooks have been disabled by the system admin.",                                                   \
        "内向きのウェブフックはシステム管理者によって無効にされています。")                                            \
    ERR(hook_not_found, 404, "app.webhooks.get_incoming.app_error", "Unable to get the webhook.",                      \
        "ウェブフックが見つかりません。")                                                                              \
    /* every refusal of a call has the same id, with a status of its own (golden integrations_incoming_post) */        \
    ERR(hook_no_content, 400, "web.incoming_webhook.general.app_error",                                                \
        "There is neither text nor an attachment to post.", "投稿するテキストも添付もありません。")                    \
    ERR(hook_unknown, 400, "web.incoming_webhook.general.app_error", "There is no such webhook.",                      \
        "そのウェブフックはありません。")                                                                              \
    ERR(hook_channel_unknown, 404, "web.incoming_webhook.general.app_error",                                           \
        "There is no channel {{.Channel}} in the webhook's team.",                                                     \
        "ウェブフックのチームにチャンネル {{.Channel}} はありません。")                                                \
    ERR(hook_user_unknown, 400, "web.incoming_webhook.general.app_error", "There is no account {{.User}}.",            \
        "アカウント {{.User}} はありません。")                                                                         \
    ERR(hook_channel_locked, 403, "web.incoming_webhook.general.app_error",                                            \
        "This webhook may only post to its own channel.", "このウェブフックは自分のチャンネルにのみ投稿できます。")    \
    ERR(hook_channel_archived, 400, "web.incoming_webhook.general.app_error", "The channel is archived.",              \
        "チャンネルはアーカイブされています。")                                                                        \
    ERR(hook_channel_hidden, 403, "web.incoming_webhook.general.app_error",                                            \
        "The webhook's owner may not see the channel.",                                                                \
        "ウェブフックの所有者はそのチャンネルを見ることができません。")                                                \
    ERR(hook_owner_off, 403, "web.incoming_webhook.general.app_error",                                                 \
        "The bot that owns this webhook is turned off or deleted.",                                                    \
        "このウェブフックを所有するボットは無効か、削除されています。")                                                \
    ERR(hook_too_long, 400, "web.incoming_webhook.general.app_error", "The message does not fit: {{.Reason}}.",        \
        "メッセージが長すぎます: {{.Reason}}")                                                                         \
    ERR(hook_key_bad, 400, "web.incoming_webhook.general.app_error",                                                   \
        "A key of a message and an Idempotency-Key have at most 256 bytes and no control characters.",                 \
        "キーと Idempotency-Key は256バイト以内とし、制御文字を含めないでください。")                                  \
    ERR(hook_priority_bad, 400, "web.incoming_webhook.general.app_error",                                              \
        "A priority must say which: {\"priority\": \"important\"}.",                                                   \
        "優先度は {\"priority\": \"important\"} のように指定してください。")                                           \
    ERR(hook_type_bad, 400, "web.incoming_webhook.general.app_error",                                                  \
        "A webhook cannot make posts of the type {{.Type}}; its own types begin with custom_.",                        \
        "ウェブフックは種類 {{.Type}} の投稿を作成できません。独自の種類は custom_ で始めてください。")                \
    ERR(hook_off, 501, "web.incoming_webhook.general.app_error", "Incoming webhooks are switched off on this server.", \
        "このサーバーでは内向きのウェブフックが無効です。")                                                            \
    ERR(hook_body_unreadable, 400, "web.incoming_webhook.decode.app_error",                                            \
        "The body of the webhook call cannot be read: {{.Reason}}", "ウェブフックの本文を読み取れません: {{.Reason}}") \
    ERR(hook_team_mismatch, 400, "api.webhook.team_mismatch.app_error", "Unable to update the webhook across teams.",  \
        "ウェブフックを別のチームへ移すことはできません。")                                                            \
    ERR(hook_display_name_too_long, 400, "model.incoming_hook.display_name.app_error",                                 \
        "The title of a webhook has at most 64 characters.", "ウェブフックのタイトルは64文字以内にしてください。")     \
    ERR(hook_description_too_long, 400, "model.incoming_hook.description.app_error",                                   \
        "The description of a webhook has at most 500 characters.", "ウェブフックの説明は500文字以内にしてください。") \
    ERR(hook_username_bad, 400, "api.incoming_webhook.invalid_username.app_error", "Invalid username.",                \
        "ユーザー名が不正です。")                                                                                      \
    ERR(hook_exists, 400, "app.webhooks.save_incoming.existing.app_error",                                             \
        "You cannot overwrite an existing webhook: a new one has no id.",                                              \
        "既存のウェブフックは上書きできません。新規作成では id を指定しないでください。")                              \
    ERR(hook_owner_bad, 400, "app.rk_hook.owner.app_error",                                                            \
        "The new owner must be an active account that may read the webhook's channel.",                                \
        "新しい所有者は、ウェブフックのチャンネルを閲覧できる有効なアカウントでなければなりません。")                  \
    ERR(hook_username_too_long, 400, "model.incoming_hook.username.app_error",                                         \
        "The username of a webhook has at most 255 characters.",                                                       \
        "ウェブフックのユーザー名は255文字以内にしてください。")                                                       \
    ERR(hook_icon_url_too_long, 400, "model.incoming_hook.icon_url.app_error",                                         \
        "The icon's address of a webhook has at most 1024 characters.", "アイコンのURLは1024文字以内にしてください。") \
    ERR(hook_call_not_found, 404, "app.rk_hook_call.get.app_error", "There is no such call, or it is no longer kept.", \
        "その呼び出しはないか、もう保存されていません。")                                                              \
    ERR(hook_post_not_found, 404, "app.rk_hook_post.get.app_error", "This webhook made no post of that id.",           \
        "このウェブフックはその投稿を作成していません。")
