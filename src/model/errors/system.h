// Errors of the server itself: settings, licence, roles.
#pragma once
// ERR(name, status, id, English, Japanese)
#define RK_ERRORS_SYSTEM(ERR)                                                                                          \
    ERR(license_format_missing, 400, "api.license.client.old_format.app_error",                                        \
        "New format for the client licence is not supported yet. Please specify format=old in the query string.",      \
        "クライアントライセンスの新しい形式はまだありません。クエリ文字列に format=old を指定してください。")          \
    ERR(config_not_allowed, 403, "api.config.update_config.not_allowed_security.app_error",                            \
        "This setting can only be changed in the configuration file.", "この設定は設定ファイルでのみ変更できます。")   \
    ERR(config_invalid, 400, "model.config.is_valid.app_error", "{{.Name}} has a value that cannot work.",             \
        "{{.Name}} の値が正しくありません。")                                                                          \
    ERR(config_clears_site_url, 400, "api.config.update_config.clear_siteurl.app_error",                               \
        "The site URL cannot be cleared.", "サイトURLを空にすることはできません。")                                    \
    ERR(payload_unreadable, 400, "api.payload.parse.error", "The request's body cannot be read.",                      \
        "リクエストボディを読み取れません。")                                                                          \
    ERR(role_not_found, 404, "app.role.get.app_error", "There is no such role.", "そのロールはありません。")           \
    ERR(role_name_not_found, 404, "app.role.get_by_name.app_error", "There is no role of that name.",                  \
        "その名前のロールはありません。")                                                                              \
    ERR(role_invalid, 400, "app.role.save.invalid_role.app_error", "The role has a permission that does not exist.",   \
        "ロールに存在しない権限があります。")                                                                          \
    ERR(role_permission_fixed, 501, "api.roles.patch_roles.not_allowed_permission.error",                              \
        "One of these permissions cannot be given or taken.", "付与も剥奪もできない権限が含まれています。")            \
    ERR(role_names_too_many, 413, "api.roles.get_multiple_by_name_too_many.request_error",                             \
        "At most 100 roles can be asked for at once.", "一度に取得できるロールは100件までです。")                      \
    ERR(guest_role_unlicensed, 501, "api.roles.patch_roles.license.error",                                             \
        "The roles of guests cannot be changed on this server.", "このサーバーではゲストのロールを変更できません。")   \
    ERR(restricted_admin, 400, "api.restricted_system_admin", "Administrators of this server may not do this.",        \
        "このサーバーの管理者はこの操作を行えません。")                                                                \
    ERR(config_not_reloaded, 500, "api.config.reload_config.app_error", "The settings cannot be read again.",          \
        "設定を再読み込みできません。")                                                                                \
    ERR(url_too_long, 414, "basic_security_check.url.too_long_error", "The address is too long.", "URLが長すぎます。") \
    ERR(mail_server_missing, 400, "api.admin.test_email.missing_server", "SMTPServer is missing.",                     \
        "SMTPServer が設定されていません。")                                                                           \
    ERR(mail_password_missing, 400, "api.admin.test_email.reenter_password",                                           \
        "The SMTP server changed: its password is needed again.",                                                      \
        "SMTPサーバーの設定が変わりました。パスワードを再入力してください。")                                          \
    ERR(mail_test_failed, 500, "app.admin.test_email.failure", "The mail could not be sent: {{.Error}}",               \
        "メールを送信できませんでした: {{.Error}}")                                                                    \
    ERR(mail_settings_missing, 400, "api.file.test_connection_email_settings_nil.app_error",                           \
        "Settings of mail are missing.", "メール設定がありません。")                                                   \
    ERR(file_settings_missing, 400, "api.file.test_connection_s3_settings_nil.app_error",                              \
        "Settings of files are missing.", "ファイル設定がありません。")                                                \
    ERR(file_store_failed, 500, "api.file.test_connection.app_error", "The file store cannot be used.",                \
        "ファイルストアを使用できません。")                                                                            \
    ERR(file_driver_unknown, 400, "api.file.no_driver.app_error", "The file store's driver is not known.",             \
        "ファイルストアのドライバーが不明です。")                                                                      \
    ERR(log_filter_wrong, 400, "api.system.logs.invalidFilter", "The filter cannot be read.",                          \
        "フィルターを読み取れません。")                                                                                \
    ERR(log_unreadable, 500, "api.system.logs.download_bytes_buffer.app_error", "The log cannot be read.",             \
        "ログを読み取れません。")                                                                                      \
    ERR(job_not_found, 404, "app.job.get.app_error", "There is no such job.", "そのジョブはありません。")              \
    ERR(job_type_unknown, 400, "api.job.unable_to_create_job.incorrect_job_type", "There is no such type of job.",     \
        "その種類のジョブはありません。")                                                                              \
    ERR(job_type_unreadable, 400, "api.job.retrieve.nopermissions", "Jobs of that type cannot be read.",               \
        "その種類のジョブは取得できません。")                                                                          \
    ERR(job_status_wrong, 400, "api.job.status.invalid", "The job cannot have that status.",                           \
        "ジョブをその状態にできません。")                                                                              \
    ERR(job_not_cancellable, 500, "jobs.request_cancellation.status.error", "The job cannot be cancelled any more.",   \
        "このジョブはもうキャンセルできません。")                                                                      \
    ERR(job_download_disabled, 501, "app.job.download_export_results_not_enabled",                                     \
        "Results of jobs cannot be downloaded from this server.",                                                      \
        "このサーバーからジョブの結果をダウンロードできません。")                                                      \
    ERR(brand_image_missing, 404, "api.admin.delete_brand_image.storage.not_found", "There is no brand image.",        \
        "ブランド画像はありません。")                                                                                  \
    ERR(brand_form_wrong, 400, "api.admin.upload_brand_image.parse.app_error", "The form cannot be read.",             \
        "フォームを読み取れません。")                                                                                  \
    ERR(brand_file_missing, 400, "api.admin.upload_brand_image.no_file.app_error",                                     \
        "There is no file under 'image' in the request.", "リクエストの 'image' にファイルがありません。")             \
    ERR(brand_file_too_large, 413, "api.admin.upload_brand_image.too_large.app_error", "The image is too large.",      \
        "画像が大きすぎます。")                                                                                        \
    ERR(brand_image_wrong, 400, "brand.save_brand_image.check_image_limits.app_error",                                 \
        "That is no picture that can be shown.", "表示できる画像ではありません。")                                     \
    ERR(brand_not_saved, 500, "brand.save_brand_image.save_image.app_error", "The image cannot be stored.",            \
        "画像を保存できません。")                                                                                      \
    ERR(export_not_found, 404, "api.export.export_not_found.app_error", "There is no such export.",                    \
        "そのエクスポートはありません。")                                                                              \
    ERR(onboarding_not_admin, 403, "app.system.complete_onboarding_request.no_first_user",                             \
        "Only an administrator can finish the first steps.", "初期設定を完了できるのは管理者だけです。")               \
    ERR(onboarding_body_wrong, 400, "app.system.complete_onboarding_request.app_error",                                \
        "The request's body cannot be read.", "リクエストボディを読み取れません。")                                    \
    ERR(onboarding_name_missing, 400, "api.error_no_organization_name_provided_for_self_hosted_onboarding",            \
        "The organization's name is missing.", "組織名がありません。")                                                 \
    ERR(image_url_wrong, 400, "api.image.get.app_error", "That is no address of a picture.",                           \
        "画像のURLではありません。")                                                                                   \
    ERR(push_ack_wrong, 400, "api.push_notifications_ack.message.parse.app_error",                                     \
        "The request's body cannot be read.", "リクエストボディを読み取れません。")                                    \
    ERR(push_disabled, 501, "api.push_notification.disabled.app_error", "Push notifications are switched off.",        \
        "プッシュ通知は無効です。")                                                                                    \
    ERR(site_url_test_failed, 400, "app.admin.test_site_url.failure", "The site URL does not lead to this server.",    \
        "サイトURLからこのサーバーに接続できません。")                                                                 \
    ERR(metrics_not_shown, 403, "renkei.metrics.not_allowed.app_error",                                                \
        "The metrics are for administrators and callers on the server's machine.",                                     \
        "メトリクスは管理者とサーバー上からのみ閲覧できます。")                                                        \
    ERR(report_filter_wrong, 400, "api.getUsersForReporting.invalid_team_filter", "The report cannot be made so.",     \
        "そのレポートは作成できません。")                                                                              \
    ERR(busy, 503, "api.context.server_busy.app_error", "The server is busy, this is off for a while.",                \
        "サーバーが混み合っているため、この機能は一時的に停止しています。")
