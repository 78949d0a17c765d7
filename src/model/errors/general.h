// Errors that any request may meet.
#pragma once
// ERR(name, status, id, English, Japanese)
#define RK_ERRORS_GENERAL(ERR)                                                                                         \
    ERR(route_not_found, 404, "api.context.404.app_error", "Sorry, we could not find the page.",                       \
        "ページが見つかりません。")                                                                                    \
    ERR(session_expired, 401, "api.context.session_expired.app_error",                                                 \
        "Invalid or expired session, please login again.",                                                             \
        "セッションが無効か期限切れです。ログインし直してください。")                                                  \
    ERR(token_provided, 401, "api.context.token_provided.app_error",                                                   \
        "Session is not OAuth but token was provided in the query string.",                                            \
        "OAuthのセッションではないのに、トークンがクエリ文字列で渡されました。")                                       \
    ERR(mfa_required, 401, "api.context.mfa_required.app_error",                                                       \
        "Multi-factor authentication is required on this server.", "このサーバーでは多要素認証が必要です。")           \
    ERR(csrf_refused, 401, "api.context.session_expired.app_error", "Invalid or expired session, please login again.", \
        "セッションが無効か期限切れです。ログインし直してください。")                                                  \
    ERR(no_permission, 403, "api.context.permissions.app_error", "You do not have the appropriate permissions.",       \
        "必要な権限がありません。")                                                                                    \
    ERR(token_scope, 403, "api.context.token_scope.app_error",                                                         \
        "This access token may not do that: none of its scopes names it.",                                             \
        "このアクセストークンのスコープでは、この操作はできません。")                                                  \
    ERR(invalid_body_param, 400, "api.context.invalid_body_param.app_error",                                           \
        "Invalid or missing {{.Name}} in request body.", "リクエストボディの {{.Name}} が不正か、ありません。")        \
    ERR(invalid_url_param, 400, "api.context.invalid_url_param.app_error",                                             \
        "Invalid or missing {{.Name}} parameter in request URL.", "URLの {{.Name}} が不正か、ありません。")            \
    ERR(invalid_param, 400, "api.context.invalid_param.app_error", "Invalid {{.Name}} parameter.",                     \
        "{{.Name}} が不正です。")                                                                                      \
    ERR(body_too_large, 413, "api.context.request_body_too_large.app_error", "The request body is too large.",         \
        "リクエストボディが大きすぎます。")                                                                            \
    ERR(unreadable_request, 400, "api.context.unreadable_request.app_error",                                           \
        "The request could not be read: {{.Reason}}.", "リクエストを読み取れません: {{.Reason}}。")                    \
    ERR(rate_limited, 429, "api.context.rate_limit.app_error", "Too many requests; try again later.",                  \
        "リクエストが多すぎます。しばらくしてからお試しください。")                                                    \
    ERR(server_busy, 503, "api.context.server_busy.app_error",                                                         \
        "The server has more writes waiting than it can take; try again in a moment.",                                 \
        "サーバーが混み合っています。少し待ってからお試しください。")                                                  \
    ERR(store_unavailable, 503, "api.context.store_unavailable.app_error",                                             \
        "The database takes no requests at the moment; nothing was changed. Try again later.",                         \
        "データベースが応答できません。何も変更されていません。後でお試しください。")                                  \
    ERR(internal_error, 500, "api.context.internal.app_error", "The server failed; the details are in its log.",       \
        "サーバーで問題が起きました。詳細はログにあります。")
