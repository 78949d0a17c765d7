// The page that asks whether an app may act for somebody.
#pragma once
// TEXT(name, English, Japanese)
// clang-format off
#define RK_TEXTS_OAUTH(TEXT) \
    TEXT(oauth_ask_title, "{{.App}} wants access to your account", "{{.App}} がアカウントへのアクセスを求めています") \
    TEXT(oauth_ask_who, "You are logged in as @{{.Username}}.", "@{{.Username}} としてログインしています。") \
    TEXT(oauth_ask_what, "If you allow it, {{.App}} may read and write everything on {{.Site}} that you may, until you take it back.", \
        "許可すると、取り消すまで、{{.App}} はあなたが {{.Site}} でできるすべての閲覧と書き込みを行えます。") \
    TEXT(oauth_ask_self_registered, "This app registered itself: nobody here has vouched for its name.", \
        "このアプリは自動登録されたもので、名前が本物かどうかは確認されていません。") \
    TEXT(oauth_ask_where, "Afterwards you are taken to {{.Host}}.", "その後 {{.Host}} に移動します。") \
    TEXT(oauth_ask_allow, "Allow", "許可する") \
    TEXT(oauth_ask_deny, "Deny", "拒否する")
// clang-format on
