// Errors of the WebSocket and of presence.
#pragma once
// ERR(name, status, id, English, Japanese)
#define RK_ERRORS_REALTIME(ERR)                                                                                        \
    ERR(websocket_upgrade_refused, 400, "api.web_socket.connect.upgrade.app_error",                                    \
        "URL Blocked because of CORS. Url: {{.BlockedOrigin}}",                                                        \
        "CORSのためURLがブロックされました。URL: {{.BlockedOrigin}}")                                                  \
    ERR(websocket_no_action, 400, "api.web_socket_router.no_action.app_error", "No websocket action.",                 \
        "WebSocketのアクションがありません。")                                                                         \
    ERR(websocket_bad_sequence, 400, "api.web_socket_router.bad_seq.app_error",                                        \
        "Invalid sequence for WebSocket message.", "WebSocketメッセージのシーケンスが不正です。")                      \
    ERR(websocket_bad_action, 500, "api.web_socket_router.bad_action.app_error", "Unknown WebSocket action.",          \
        "不明なWebSocketアクションです。")                                                                             \
    ERR(websocket_invalid_param, 400, "api.websocket_handler.invalid_param.app_error", "Invalid {{.Name}} parameter.", \
        "{{.Name}} が不正です。")                                                                                      \
    ERR(custom_status_disabled, 501, "api.custom_status.disabled", "Custom status feature has been disabled.",         \
        "カスタムステータス機能は無効になっています。")                                                                \
    ERR(status_user_not_found, 404, "api.status.user_not_found.app_error", "User not found.",                          \
        "ユーザーが見つかりません。")                                                                                  \
    ERR(custom_status_not_recent, 400, "api.custom_status.recent_custom_statuses.delete.app_error",                    \
        "That status is not among the recent ones.", "最近のステータスを削除できませんでした。")
