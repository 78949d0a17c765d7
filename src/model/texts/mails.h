// What the server says by mail. {{.Site}} is the server's name.
#pragma once
// TEXT(name, English, Japanese)
// clang-format off
#define RK_TEXTS_MAILS(TEXT) \
    TEXT(mail_footer, "You received this mail because of your account on {{.Site}}.", \
        "このメールは{{.Site}}のアカウント宛てに送信されています。") \
    TEXT(mail_test_subject, "[{{.Site}}] Test of the mail settings", "[{{.Site}}] メール設定のテスト") \
    TEXT(mail_test_body, "This server can send mail: its settings work.", "このサーバーからメールを送信できます。設定は正しく動作しています。") \
    TEXT(mail_link_hint, "If the button does not work, open this address: {{.Link}}", \
        "ボタンが使えない場合は、次のアドレスを開いてください: {{.Link}}") \
    TEXT(mail_verify_subject, "[{{.Site}}] Verify your email address", "[{{.Site}}] メールアドレスの確認") \
    TEXT(mail_verify_title, "Verify your email address", "メールアドレスを確認してください") \
    TEXT(mail_verify_body, "Please confirm that {{.Email}} is your address. The link is good for one day.", \
        "{{.Email}} があなたのアドレスであることを確認してください。リンクは1日間有効です。") \
    TEXT(mail_verify_button, "Verify address", "アドレスを確認") \
    TEXT(mail_welcome_subject, "[{{.Site}}] Welcome", "[{{.Site}}] ようこそ") \
    TEXT(mail_welcome_title, "Welcome to {{.Site}}", "{{.Site}}へようこそ") \
    TEXT(mail_welcome_body, "Your account {{.Username}} is ready.", "アカウント {{.Username}} を作成しました。") \
    TEXT(mail_welcome_button, "Open {{.Site}}", "{{.Site}}を開く") \
    TEXT(mail_reset_subject, "[{{.Site}}] Reset your password", "[{{.Site}}] パスワードの再設定") \
    TEXT(mail_reset_title, "Reset your password", "パスワードの再設定") \
    TEXT(mail_reset_body, "Somebody, probably you, asked for a new password. The link is good for one day and for one use. If it was not you, there is nothing to do.", \
        "パスワードの再設定が依頼されました。リンクは1日間、1回だけ有効です。お心当たりがない場合は何もする必要はありません。") \
    TEXT(mail_reset_button, "Choose a new password", "新しいパスワードを設定") \
    TEXT(mail_password_subject, "[{{.Site}}] Your password changed", "[{{.Site}}] パスワードが変更されました") \
    TEXT(mail_password_title, "Your password changed", "パスワードが変更されました") \
    TEXT(mail_password_body, "The password of your account {{.Username}} was changed. If it was not you, reset it and tell your administrator.", \
        "アカウント {{.Username}} のパスワードが変更されました。お心当たりがない場合は、パスワードを再設定し、管理者に連絡してください。") \
    TEXT(mail_email_subject, "[{{.Site}}] Your email address changed", "[{{.Site}}] メールアドレスが変更されました") \
    TEXT(mail_email_title, "Your email address changed", "メールアドレスが変更されました") \
    TEXT(mail_email_body, "The address of your account {{.Username}} is now {{.Email}}. If it was not you, tell your administrator.", \
        "アカウント {{.Username}} のメールアドレスは {{.Email}} になりました。お心当たりがない場合は、管理者に連絡してください。") \
    TEXT(mail_username_subject, "[{{.Site}}] Your username changed", "[{{.Site}}] ユーザー名が変更されました") \
    TEXT(mail_username_title, "Your username changed", "ユーザー名が変更されました") \
    TEXT(mail_username_body, "Your username is now {{.Username}}. If it was not you, tell your administrator.", \
        "あなたのユーザー名は {{.Username}} になりました。お心当たりがない場合は、管理者に連絡してください。") \
    TEXT(mail_mfa_on_subject, "[{{.Site}}] Multi-factor authentication is on", "[{{.Site}}] 多要素認証が有効になりました") \
    TEXT(mail_mfa_on_title, "Multi-factor authentication is on", "多要素認証が有効になりました") \
    TEXT(mail_mfa_on_body, "Your account {{.Username}} now asks for a code at log-in. If it was not you, tell your administrator.", \
        "アカウント {{.Username}} のログインに認証コードが必要になりました。お心当たりがない場合は、管理者に連絡してください。") \
    TEXT(mail_mfa_off_subject, "[{{.Site}}] Multi-factor authentication is off", "[{{.Site}}] 多要素認証が無効になりました") \
    TEXT(mail_mfa_off_title, "Multi-factor authentication is off", "多要素認証が無効になりました") \
    TEXT(mail_mfa_off_body, "Your account {{.Username}} no longer asks for a code at log-in. If it was not you, tell your administrator.", \
        "アカウント {{.Username}} のログインに認証コードは不要になりました。お心当たりがない場合は、管理者に連絡してください。") \
    TEXT(mail_token_subject, "[{{.Site}}] A personal access token was added", "[{{.Site}}] パーソナルアクセストークンが追加されました") \
    TEXT(mail_token_title, "A personal access token was added", "パーソナルアクセストークンが追加されました") \
    TEXT(mail_token_body, "A personal access token was added to your account {{.Username}}. Programs that have it can act as you. If it was not you, tell your administrator.", \
        "アカウント {{.Username}} にパーソナルアクセストークンが追加されました。このトークンを持つプログラムはあなたとして操作できます。お心当たりがない場合は、管理者に連絡してください。") \
    TEXT(mail_deactivated_subject, "[{{.Site}}] Your account was deactivated", "[{{.Site}}] アカウントが無効になりました") \
    TEXT(mail_deactivated_title, "Your account was deactivated", "アカウントが無効になりました") \
    TEXT(mail_deactivated_body, "You deactivated your account {{.Username}}. If it was not you, tell your administrator.", \
        "アカウント {{.Username}} を無効にしました。お心当たりがない場合は、管理者に連絡してください。") \
    TEXT(mail_invitation_subject, "[{{.Site}}] {{.Sender}} invited you to the team {{.Team}}", "[{{.Site}}] {{.Sender}}さんがチーム「{{.Team}}」に招待しています") \
    TEXT(mail_invitation_title, "{{.Sender}} invited you to the team {{.Team}}", "{{.Sender}}さんがチーム「{{.Team}}」に招待しています") \
    TEXT(mail_invitation_body, "Join in to talk with your colleagues. The invitation is good for two days.", \
        "参加して会話を始めましょう。招待は2日間有効です。") \
    TEXT(mail_invitation_button, "Join now", "参加する") \
    TEXT(mail_mention_subject, "[{{.Site}}] {{.Sender}} mentioned you in {{.Channel}}", "[{{.Site}}] {{.Sender}}さんが{{.Channel}}であなたに言及しました") \
    TEXT(mail_mention_title, "{{.Sender}} mentioned you in {{.Channel}}", "{{.Sender}}さんが{{.Channel}}であなたに言及しました") \
    TEXT(mail_direct_subject, "[{{.Site}}] New message from {{.Sender}}", "[{{.Site}}] {{.Sender}}さんからの新しいメッセージ") \
    TEXT(mail_direct_title, "{{.Sender}} sent you a message", "{{.Sender}}さんからメッセージが届きました") \
    TEXT(mail_mention_button, "Reply", "返信する")
// clang-format on
