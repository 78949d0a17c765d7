// What a server without a licence, or without the part that it speaks of, answers. feature/system/unlicensed.cpp says where.
#pragma once
// ERR(name, status, id, English, Japanese)
#define RK_ERRORS_UNLICENSED(ERR)                                                                                      \
    ERR(no_license, 403, "api.no_license", "This needs a licence, which this server does not have.",                   \
        "この機能にはライセンスが必要ですが、このサーバーにはありません。")                                            \
    ERR(groups_unlicensed, 501, "api.license_error", "Groups do not exist on this server.",                            \
        "このサーバーにグループ機能はありません。")                                                                    \
    ERR(ldap_unlicensed, 501, "api.ldap_groups.license_error", "LDAP does not exist on this server.",                  \
        "このサーバーにLDAP機能はありません。")                                                                        \
    ERR(ldap_account_expected, 400, "api.user.add_user_to_group_syncables.not_ldap_user.app_error",                    \
        "The account does not come from LDAP.", "このアカウントはLDAPのものではありません。")                          \
    ERR(sign_in_unavailable, 501, "api.user.authorize_oauth_user.unsupported.app_error",                               \
        "That way to log in does not exist on this server.", "このサーバーではその方法でログインできません。")         \
    ERR(saml_unavailable, 501, "api.admin.saml.not_available.app_error", "SAML does not exist on this server.",        \
        "このサーバーにSAML機能はありません。")                                                                        \
    ERR(saml_metadata_unavailable, 400, "api.admin.saml.failure_get_metadata_from_idp.app_error",                      \
        "The identity provider's metadata cannot be read.", "IDプロバイダーのメタデータを取得できません。")            \
    ERR(saml_certificate_type_missing, 400,                                                                            \
        "api.admin.saml.set_certificate_from_metadata.missing_content_type.app_error",                                 \
        "The request has no content type.", "リクエストにContent-Typeがありません。")                                  \
    ERR(certificate_form_wrong, 400, "api.admin.add_certificate.parseform.app_error", "The form cannot be read.",      \
        "フォームを読み取れません。")                                                                                  \
    ERR(certificate_file_missing, 400, "api.admin.add_certificate.no_file.app_error",                                  \
        "There is no file for the certificate in the request.", "リクエストに証明書のファイルがありません。")          \
    ERR(certificate_not_removed, 500, "api.admin.remove_certificate.delete.app_error",                                 \
        "There is no such certificate to remove.", "削除する証明書がありません。")                                     \
    ERR(policy_unavailable, 501, "app.pap.get_policy.app_error",                                                       \
        "Access control policies do not exist on this server.", "このサーバーにアクセス制御ポリシーはありません。")    \
    ERR(policies_limit_missing, 400, "api.access_control_policy.get_fields.limit.app_error",                           \
        "The limit is missing or no number.", "limit がないか、数値ではありません。")                                  \
    ERR(content_review_unlicensed, 501, "api.data_spillage.error.license",                                             \
        "Reports of posts do not exist on this server.", "このサーバーに投稿の報告機能はありません。")                 \
    ERR(attributes_unlicensed, 403, "api.custom_profile_attributes.license_error",                                     \
        "Further profile fields do not exist on this server.", "このサーバーに追加のプロフィール項目はありません。")   \
    ERR(remote_clusters_disabled, 501, "api.remote_cluster.service_not_enabled.app_error",                             \
        "Shared channels do not exist on this server.", "このサーバーに共有チャンネル機能はありません。")              \
    ERR(report_export_unlicensed, 400, "app.report.start_users_batch_export.license_error",                            \
        "This report does not exist on this server.", "このサーバーにこのレポートはありません。")                      \
    ERR(report_posts_unlicensed, 400, "app.post.get_posts_for_reporting.license_error",                                \
        "This report does not exist on this server.", "このサーバーにこのレポートはありません。")                      \
    ERR(preview_unavailable, 404, "app.cloud.preview_modal_bucket_url_not_configured",                                 \
        "There is no preview on this server.", "このサーバーにプレビューはありません。")                               \
    ERR(cloud_unavailable, 400, "api.server.cws.needs_enterprise_edition", "This is no cloud server.",                 \
        "このサーバーはクラウド版ではありません。")                                                                    \
    ERR(ip_filtering_unavailable, 501, "api.context.ip_filtering.not_available.app_error",                             \
        "Filters by address do not exist on this server.", "このサーバーにIPアドレス制限機能はありません。")           \
    ERR(recaps_disabled, 501, "api.recap.disabled.app_error", "Recaps do not exist on this server.",                   \
        "このサーバーに要約機能はありません。")                                                                        \
    ERR(hosted_signup_unavailable, 501, "api.server.hosted_signup_unavailable.error",                                  \
        "There is no hosted sign-up on this server.", "このサーバーにホスト版の登録機能はありません。")                \
    ERR(data_retention_unlicensed, 501, "ent.data_retention.generic.license.error",                                    \
        "Data retention does not exist on this server.", "このサーバーにデータ保持機能はありません。")                 \
    ERR(compliance_unlicensed, 501, "ent.compliance.licence_disable.app_error",                                        \
        "Compliance reports do not exist on this server.", "このサーバーにコンプライアンスレポートはありません。")     \
    ERR(elasticsearch_settings_missing, 400, "api.elasticsearch.test_elasticsearch_settings_nil.app_error",            \
        "Settings of Elasticsearch are missing.", "Elasticsearchの設定がありません。")                                 \
    ERR(elasticsearch_unavailable, 501, "ent.elasticsearch.test_config.license.error",                                 \
        "This server searches by itself.", "このサーバーは検索エンジンを内蔵しています。")                             \
    ERR(scheme_create_unlicensed, 501, "api.scheme.create_scheme.license.error",                                       \
        "Permission schemes do not exist on this server.", "このサーバーに権限スキームはありません。")                 \
    ERR(scheme_patch_unlicensed, 501, "api.scheme.patch_scheme.license.error",                                         \
        "Permission schemes do not exist on this server.", "このサーバーに権限スキームはありません。")                 \
    ERR(scheme_delete_unlicensed, 501, "api.scheme.delete_scheme.license.error",                                       \
        "Permission schemes do not exist on this server.", "このサーバーに権限スキームはありません。")                 \
    ERR(scheme_not_found, 404, "app.scheme.get.app_error", "There is no such scheme.", "そのスキームはありません。")   \
    ERR(license_file_missing, 400, "api.license.add_license.no_file.app_error",                                        \
        "There is no file for the licence in the request.", "リクエストにライセンスのファイルがありません。")          \
    ERR(license_form_wrong, 400, "api.license.parse_license.parse_form.app_error", "The form cannot be read.",         \
        "フォームを読み取れません。")                                                                                  \
    ERR(license_invalid, 400, "api.license.add_license.invalid.app_error",                                             \
        "This server takes no licence: everything that it can do is free.",                                            \
        "このサーバーにライセンスは要りません。すべての機能を無料で使えます。")                                        \
    ERR(license_upgrade_needed, 403, "api.license.upgrade_needed.app_error",                                           \
        "This server takes no licence: everything that it can do is free.",                                            \
        "このサーバーにライセンスは要りません。すべての機能を無料で使えます。")                                        \
    ERR(enterprise_unsupported, 403, "api.upgrade_to_enterprise.system_not_supported.app_error",                       \
        "This server cannot become another edition.", "このサーバーは別のエディションに変更できません。")              \
    ERR(restart_unsupported, 403, "api.restart.not_supported.app_error", "This server is restarted by who runs it.",   \
        "このサーバーの再起動は運用者が行います。")                                                                    \
    ERR(plugin_upload_disabled, 501, "app.plugin.upload_disabled.app_error",                                           \
        "Plugins cannot be uploaded to this server.", "このサーバーにプラグインをアップロードできません。")            \
    ERR(plugins_disabled, 501, "app.plugin.disabled.app_error", "Plugins are switched off.", "プラグインは無効です。") \
    ERR(plugin_not_installed, 404, "app.plugin.not_installed.app_error", "That plugin is not installed.",              \
        "そのプラグインはインストールされていません。")                                                                \
    ERR(marketplace_unreachable, 500, "app.plugin.marketplace_client.failed_to_fetch",                                 \
        "The plugin marketplace cannot be reached.", "プラグインのマーケットプレイスに接続できません。")               \
    ERR(marketplace_plugin_unknown, 500, "app.plugin.marketplace_plugins.not_found.app_error",                         \
        "The marketplace does not have that plugin.", "そのプラグインはマーケットプレイスにありません。")              \
    ERR(marketplace_disabled, 501, "app.plugin.marketplace_disabled.app_error", "The marketplace is switched off.",    \
        "マーケットプレイスは無効です。")
