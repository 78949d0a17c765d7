// Errors of users.
#pragma once
// ERR(name, status, id, English, Japanese)
// clang-format off
#define RK_ERRORS_USERS(ERR) \
    ERR(user_not_found, 404, "app.user.missing_account.const", \
        "Unable to find the user.", \
        "ユーザーが見つかりません。") \
    ERR(username_not_found, 404, "app.user.get_by_username.app_error", \
        "Unable to find an existing account matching your username for this team.", \
        "そのユーザー名のアカウントは見つかりません。") \
    ERR(username_taken, 400, "app.user.save.username_exists.app_error", \
        "An account with that username already exists.", \
        "そのユーザー名のアカウントは既にあります。") \
    ERR(email_taken, 400, "app.user.save.email_exists.app_error", \
        "An account with that email already exists.", \
        "そのメールアドレスのアカウントは既にあります。") \
    ERR(auth_data_taken, 400, "app.user.save.auth_data_exists.app_error", \
        "An account with that sign-in already exists.", \
        "その認証情報のアカウントは既にあります。") \
    ERR(user_id_given, 400, "app.user.save.existing.app_error", \
        "Must call update for existing user.", \
        "既にあるユーザーは更新してください。") \
    ERR(signup_domain_of_team, 403, "api.team.invite_members.invalid_email.app_error", \
        "The email address does not belong to a domain that the team accepts.", \
        "チームが許可しているドメインのメールアドレスではありません。") \
    ERR(bad_username, 400, "model.user.is_valid.username.app_error", \
        "Username must contain between 1 and 64 lowercase letters, numbers, and the symbols \".\", \"-\", and \"_\", and must not be a reserved word.", \
        "ユーザー名は64文字以内の英小文字、数字、記号（. - _）で、予約語以外にしてください。") \
    ERR(bad_email, 400, "model.user.is_valid.email.app_error", \
        "Please enter a valid email address.", \
        "正しいメールアドレスを入力してください。") \
    ERR(bad_nickname, 400, "model.user.is_valid.nickname.app_error", \
        "A nickname has at most 64 characters.", \
        "ニックネームは64文字以内にしてください。") \
    ERR(bad_position, 400, "model.user.is_valid.position.app_error", \
        "A position has at most 128 characters.", \
        "役職は128文字以内にしてください。") \
    ERR(bad_first_name, 400, "model.user.is_valid.first_name.app_error", \
        "A first name has at most 64 characters.", \
        "名は64文字以内にしてください。") \
    ERR(bad_last_name, 400, "model.user.is_valid.last_name.app_error", \
        "A last name has at most 64 characters.", \
        "姓は64文字以内にしてください。") \
    ERR(bad_locale, 400, "model.user.is_valid.locale.app_error", \
        "That is not a locale.", \
        "ロケールが不正です。") \
    ERR(bad_timezone, 400, "model.user.is_valid.timezone_limit.app_error", \
        "The time zone is too long.", \
        "タイムゾーンが長すぎます。") \
    ERR(bad_auth_data, 400, "model.user.is_valid.auth_data.app_error", \
        "The authentication data is too long.", \
        "認証データが長すぎます。") \
    ERR(auth_data_without_service, 400, "model.user.is_valid.auth_data_type.app_error", \
        "Authentication data needs a service that it belongs to.", \
        "認証データには認証サービスの指定が必要です。") \
    ERR(roles_too_long, 400, "model.user.is_valid.roles_limit.app_error", \
        "The roles are too long together.", \
        "ロールの合計が長すぎます。") \
    ERR(bad_user_props, 400, "model.user.is_valid.invalidProperty.app_error", \
        "A property of the account is invalid.", \
        "アカウントのプロパティが不正です。") \
    ERR(role_unknown, 400, "app.role.check_roles_exist.role_not_found", \
        "There is no such role.", \
        "そのロールはありません。") \
    ERR(password_too_short, 400, "model.user.is_valid.pwd_min_length.app_error", \
        "Your password must contain at least {{.Min}} characters.", \
        "パスワードは{{.Min}}文字以上にしてください。") \
    ERR(password_too_long, 400, "model.user.is_valid.pwd_max_length.app_error", \
        "Your password must contain no more than 72 bytes.", \
        "パスワードは72バイト以内にしてください。") \
    ERR(password_lacks_lowercase, 400, "model.user.is_valid.pwd_lowercase.app_error", \
        "Your password must contain at least one lowercase letter.", \
        "パスワードには英小文字を含めてください。") \
    ERR(password_lacks_uppercase, 400, "model.user.is_valid.pwd_uppercase.app_error", \
        "Your password must contain at least one uppercase letter.", \
        "パスワードには英大文字を含めてください。") \
    ERR(password_lacks_lowercase_uppercase, 400, "model.user.is_valid.pwd_lowercase_uppercase.app_error", \
        "Your password must contain at least one lowercase letter, one uppercase letter.", \
        "パスワードには英小文字、英大文字を含めてください。") \
    ERR(password_lacks_number, 400, "model.user.is_valid.pwd_number.app_error", \
        "Your password must contain at least one number.", \
        "パスワードには数字を含めてください。") \
    ERR(password_lacks_lowercase_number, 400, "model.user.is_valid.pwd_lowercase_number.app_error", \
        "Your password must contain at least one lowercase letter, one number.", \
        "パスワードには英小文字、数字を含めてください。") \
    ERR(password_lacks_uppercase_number, 400, "model.user.is_valid.pwd_uppercase_number.app_error", \
        "Your password must contain at least one uppercase letter, one number.", \
        "パスワードには英大文字、数字を含めてください。") \
    ERR(password_lacks_lowercase_uppercase_number, 400, "model.user.is_valid.pwd_lowercase_uppercase_number.app_error", \
        "Your password must contain at least one lowercase letter, one uppercase letter, one number.", \
        "パスワードには英小文字、英大文字、数字を含めてください。") \
    ERR(password_lacks_symbol, 400, "model.user.is_valid.pwd_symbol.app_error", \
        "Your password must contain at least one symbol.", \
        "パスワードには記号を含めてください。") \
    ERR(password_lacks_lowercase_symbol, 400, "model.user.is_valid.pwd_lowercase_symbol.app_error", \
        "Your password must contain at least one lowercase letter, one symbol.", \
        "パスワードには英小文字、記号を含めてください。") \
    ERR(password_lacks_uppercase_symbol, 400, "model.user.is_valid.pwd_uppercase_symbol.app_error", \
        "Your password must contain at least one uppercase letter, one symbol.", \
        "パスワードには英大文字、記号を含めてください。") \
    ERR(password_lacks_lowercase_uppercase_symbol, 400, "model.user.is_valid.pwd_lowercase_uppercase_symbol.app_error", \
        "Your password must contain at least one lowercase letter, one uppercase letter, one symbol.", \
        "パスワードには英小文字、英大文字、記号を含めてください。") \
    ERR(password_lacks_number_symbol, 400, "model.user.is_valid.pwd_number_symbol.app_error", \
        "Your password must contain at least one number, one symbol.", \
        "パスワードには数字、記号を含めてください。") \
    ERR(password_lacks_lowercase_number_symbol, 400, "model.user.is_valid.pwd_lowercase_number_symbol.app_error", \
        "Your password must contain at least one lowercase letter, one number, one symbol.", \
        "パスワードには英小文字、数字、記号を含めてください。") \
    ERR(password_lacks_uppercase_number_symbol, 400, "model.user.is_valid.pwd_uppercase_number_symbol.app_error", \
        "Your password must contain at least one uppercase letter, one number, one symbol.", \
        "パスワードには英大文字、数字、記号を含めてください。") \
    ERR(password_lacks_lowercase_uppercase_number_symbol, 400, "model.user.is_valid.pwd_lowercase_uppercase_number_symbol.app_error", \
        "Your password must contain at least one lowercase letter, one uppercase letter, one number, one symbol.", \
        "パスワードには英小文字、英大文字、数字、記号を含めてください。") \
    ERR(signup_disabled, 501, "api.user.create_user.signup_email_disabled.app_error", \
        "Signing up with an email address is disabled.", \
        "メールアドレスによる登録は無効です。") \
    ERR(signup_needs_invitation, 403, "api.user.create_user.no_open_server", \
        "This server does not allow open signups. Please ask its administrator for an invitation.", \
        "このサーバーは招待された人だけが登録できます。管理者に招待を依頼してください。") \
    ERR(email_domain_refused, 400, "api.user.create_user.accepted_domain.app_error", \
        "The email address does not belong to an accepted domain. Please contact your administrator or sign up with a different email.", \
        "許可されたドメインのメールアドレスではありません。管理者に連絡するか、別のアドレスで登録してください。") \
    ERR(signup_link_invalid, 400, "api.user.create_user.signup_link_invalid.app_error", \
        "The sign-up link does not appear to be valid.", \
        "登録リンクが正しくありません。") \
    ERR(signup_link_expired, 400, "api.user.create_user.signup_link_expired.app_error", \
        "The sign-up link has expired.", \
        "登録リンクの期限が切れています。") \
    ERR(signup_link_of_other_address, 400, "api.user.create_user.bad_token_email_data.app_error", \
        "The email address in the token does not match the one in the user data.", \
        "招待されたメールアドレスと登録するアドレスが異なります。") \
    ERR(guests_need_license, 400, "api.user.create_user.guest_accounts.license.app_error", \
        "Your license does not support guest accounts.", \
        "ゲストアカウントはライセンスに含まれていません。") \
    ERR(invalid_credentials, 401, "api.user.login.invalid_credentials_email_username", \
        "Enter a valid email or username and/or password.", \
        "メールアドレスかユーザー名、またはパスワードが正しくありません。") \
    ERR(invalid_credentials_email, 401, "api.user.login.invalid_credentials_email", \
        "Enter a valid email and/or password.", \
        "メールアドレスまたはパスワードが正しくありません。") \
    ERR(invalid_credentials_username, 401, "api.user.login.invalid_credentials_username", \
        "Enter a valid username and/or password.", \
        "ユーザー名またはパスワードが正しくありません。") \
    ERR(login_without_password, 400, "api.user.login.blank_pwd.app_error", \
        "Password field must not be blank", \
        "パスワードを入力してください。") \
    ERR(login_of_inactive, 401, "api.user.login.inactive.app_error", \
        "Login failed because your account has been deactivated. Please contact an administrator.", \
        "アカウントが無効になっているためログインできません。管理者に連絡してください。") \
    ERR(login_of_bot, 401, "api.user.login.bot_login_forbidden.app_error", \
        "Bot login is forbidden.", \
        "Botはログインできません。") \
    ERR(login_not_verified, 401, "api.user.login.not_verified.app_error", \
        "Login failed because the email address has not been verified.", \
        "メールアドレスが確認されていないためログインできません。") \
    ERR(login_too_often, 401, "api.user.check_user_login_attempts.too_many.app_error", \
        "Your account is locked because of too many failed password attempts. Please reset your password.", \
        "パスワードの誤りが多すぎるためアカウントがロックされています。パスワードを再設定してください。") \
    ERR(login_of_guest, 401, "api.user.login.guest_accounts.disabled.error", \
        "Guest accounts are disabled.", \
        "ゲストアカウントは無効です。") \
    ERR(login_by_other_service, 400, "api.user.login.use_auth_service.app_error", \
        "Please sign in with {{.AuthService}}.", \
        "{{.AuthService}}でサインインしてください。") \
    ERR(cws_login_unavailable, 401, "api.user.login_cws.license.error", \
        "CWS login is forbidden.", \
        "CWSによるログインはできません。") \
    ERR(mfa_code_missing, 401, "mfa.validate_token.authenticate.app_error", \
        "Invalid MFA token.", \
        "多要素認証コードが必要です。") \
    ERR(mfa_code_wrong, 401, "api.user.check_user_mfa.bad_code.app_error", \
        "Invalid MFA token.", \
        "多要素認証コードが正しくありません。") \
    ERR(mfa_disabled, 501, "mfa.mfa_disabled.app_error", \
        "Multi-factor authentication has been disabled on this server.", \
        "このサーバーでは多要素認証が無効です。") \
    ERR(mfa_activation_code_wrong, 401, "mfa.activate.bad_token.app_error", \
        "Invalid MFA token.", \
        "多要素認証コードが正しくありません。") \
    ERR(mfa_of_other_service, 400, "api.user.activate_mfa.email_and_ldap_only.app_error", \
        "MFA is not available for this account type.", \
        "この種類のアカウントでは多要素認証を使えません。") \
    ERR(mfa_required_by_server, 400, "api.user.update_mfa.required.app_error", \
        "Multi-factor authentication is required on this server.", \
        "このサーバーでは多要素認証が必要です。") \
    ERR(qr_code_failed, 500, "mfa.generate_qr_code.create_code.app_error", \
        "Error generating QR code.", \
        "QRコードを作れませんでした。") \
    ERR(hashed_password_refused, 401, "api.user.update_password.user_and_hashed.app_error", \
        "Only system administrators can set already-hashed passwords.", \
        "ハッシュ済みのパスワードを設定できるのはシステム管理者だけです。") \
    ERR(new_email_domain_refused, 400, "api.user.update_user.accepted_domain.app_error", \
        "The email you provided does not belong to an accepted domain. Please contact your administrator or sign up with a different email.", \
        "許可されたドメインのメールアドレスではありません。管理者に連絡するか、別のアドレスを指定してください。") \
    ERR(role_needs_license, 400, "api.user.update_user_roles.license.app_error", \
        "Custom Permission Schemes not supported by current license.", \
        "このロールは現在のライセンスでは使えません。") \
    ERR(update_auth_invalid, 400, "api.user.update_user_auth.invalid_request", \
        "Request is missing either AuthData or AuthService parameter.", \
        "リクエストにAuthDataかAuthServiceがありません。") \
    ERR(group_not_found, 404, "app.group.no_rows", \
        "No matching group found.", \
        "グループが見つかりません。") \
    ERR(autocomplete_needs_team, 500, "api.user.autocomplete_users.missing_team_id.app_error", \
        "Team id parameter is required to autocomplete by channel.", \
        "チャンネルで補完するにはチームのIDが必要です。") \
    ERR(open_server_has_no_invalid_emails, 400, "api.invalid_emails.enable_open_server.app_error", \
        "TeamSettings.EnableOpenServer is enabled.", \
        "TeamSettings.EnableOpenServerが有効です。") \
    ERR(access_token_not_found, 404, "app.user_access_token.get_by_user.app_error", \
        "We could not find the personal access token.", \
        "パーソナルアクセストークンが見つかりません。") \
    ERR(access_tokens_disabled, 501, "app.user_access_token.disabled", \
        "Personal access tokens are disabled on this server. Please contact your system administrator for details.", \
        "このサーバーではパーソナルアクセストークンが無効です。") \
    ERR(access_token_description_too_long, 400, "model.user_access_token.is_valid.description.app_error", \
        "Invalid description, must be 255 or less characters.", \
        "説明は255文字以内にしてください。") \
    ERR(access_token_expiry_past, 400, "app.user_access_token.expires_at_in_past.app_error", \
        "The expiry has to be in the future.", \
        "有効期限は未来の時刻にしてください。") \
    ERR(access_token_scopes_bad, 400, "api.user_access_token.scopes.app_error", \
        "The scopes are not understood: {{.Reason}}.", \
        "スコープを解釈できません: {{.Reason}}。") \
    ERR(access_token_overlap_bad, 400, "api.user_access_token.overlap.app_error", \
        "The old secret may go on working for 0 to {{.Most}} seconds.", \
        "古いシークレットを使い続けられる時間は0〜{{.Most}}秒です。") \
    ERR(access_token_rotate_disabled, 400, "api.user.rotate_user_access_token.disabled_token.app_error", \
        "This token is disabled. Enable it before it is rotated.", \
        "このトークンは無効です。有効にしてからローテーションしてください。") \
    ERR(session_not_found, 404, "app.session.get.app_error", \
        "We encountered an error finding the session.", \
        "セッションが見つかりません。") \
    ERR(update_active_refused, 403, "api.user.update_active.permissions.app_error", \
        "You do not have the appropriate permissions.", \
        "必要な権限がありません。") \
    ERR(self_deactivation_disabled, 401, "api.user.update_active.not_enable.app_error", \
        "You cannot deactivate yourself because this feature is not enabled. Please contact your System Administrator.", \
        "この機能が無効なため、自分のアカウントを無効にできません。管理者に連絡してください。") \
    ERR(guest_activation_refused, 401, "api.user.update_active.cannot_enable_guest_when_guest_feature_is_disabled.app_error", \
        "You cannot activate a guest account because Guest Access feature is not enabled.", \
        "ゲストアクセスが無効なため、ゲストを有効にできません。") \
    ERR(permanent_deletion_disabled, 401, "api.user.delete_user.not_enabled.app_error", \
        "Permanent user deletion feature is not enabled. Please contact your System Administrator.", \
        "アカウントの完全な削除は無効です。管理者に連絡してください。") \
    ERR(current_password_wrong, 400, "api.user.update_password.incorrect.app_error", \
        "The \"Current Password\" you entered is incorrect. Please check that Caps Lock is off and try again.", \
        "現在のパスワードが正しくありません。") \
    ERR(password_of_other_refused, 403, "api.user.update_password.context.app_error", \
        "Update password failed because context user_id did not match props user_id.", \
        "他の人のパスワードは変更できません。") \
    ERR(password_of_other_service, 400, "api.user.update_password.oauth.app_error", \
        "Update password failed because the user is logged in through an OAuth service.", \
        "外部サービスで認証するアカウントのパスワードは変更できません。") \
    ERR(password_check_failed, 401, "api.user.check_user_password.invalid.app_error", \
        "Login failed because of invalid password.", \
        "パスワードが正しくありません。") \
    ERR(reset_link_invalid, 400, "api.user.reset_password.invalid_link.app_error", \
        "The reset link does not appear to be valid.", \
        "再設定リンクが正しくありません。") \
    ERR(reset_link_expired, 400, "api.user.reset_password.link_expired.app_error", \
        "The password reset link has expired.", \
        "再設定リンクの期限が切れています。") \
    ERR(reset_of_other_service, 400, "api.user.reset_password.sso.app_error", \
        "Cannot reset password for SSO accounts.", \
        "外部サービスで認証するアカウントのパスワードは再設定できません。") \
    ERR(reset_of_sso_asked, 400, "api.user.send_password_reset.sso.app_error", \
        "Cannot reset password for SSO accounts.", \
        "外部サービスで認証するアカウントのパスワードは再設定できません。") \
    ERR(verify_link_invalid, 400, "api.user.verify_email.bad_link.app_error", \
        "Bad verify email link.", \
        "確認リンクが正しくありません。") \
    ERR(verify_link_expired, 400, "api.user.verify_email.link_expired.app_error", \
        "The email verification link has expired.", \
        "確認リンクの期限が切れています。") \
    ERR(email_lookup_refused, 403, "api.user.get_user_by_email.permissions.app_error", \
        "Unable to get user by email.", \
        "メールアドレスでユーザーを探せません。") \
    ERR(picture_storage_off, 501, "api.user.upload_profile_user.storage.app_error", \
        "Unable to upload file. Image storage is not configured.", \
        "画像の保存先が設定されていません。") \
    ERR(picture_too_large, 413, "api.user.upload_profile_user.too_large.app_error", \
        "Unable to upload profile image. File is too large.", \
        "画像のファイルが大きすぎます。") \
    ERR(picture_form_wrong, 400, "api.user.upload_profile_user.parse.app_error", \
        "Could not parse multipart form.", \
        "フォームを読み取れません。") \
    ERR(picture_missing, 400, "api.user.upload_profile_user.no_file.app_error", \
        "No file under 'image' in request.", \
        "リクエストにimageのファイルがありません。") \
    ERR(picture_refused, 400, "api.user.upload_profile_user.check_image_limits.app_error", \
        "Image limits check failed. Resolution is too high or the file is no picture.", \
        "画像ではないか、解像度が高すぎます。") \
    ERR(picture_not_stored, 500, "api.user.upload_profile_user.upload_profile.app_error", \
        "Couldn't upload profile image.", \
        "プロフィール画像を保存できませんでした。") \
    ERR(already_guest, 501, "api.user.demote_user_to_guest.already_guest.app_error", \
        "Unable to convert the user to guest because is already a guest.", \
        "既にゲストです。") \
    ERR(no_guest, 501, "api.user.promote_guest_to_user.no_guest.app_error", \
        "Unable to convert the guest to regular user because is not a guest.", \
        "ゲストではありません。") \
    ERR(demotion_needs_license, 501, "api.team.demote_user_to_guest.license.error", \
        "Your license does not support guest accounts.", \
        "ゲストアカウントはライセンスに含まれていません。") \
    ERR(preference_not_found, 400, "app.preference.get.app_error", \
        "We encountered an error while finding preferences.", \
        "設定が見つかりません。") \
    ERR(preference_category_empty, 404, "api.preference.preferences_category.get.app_error", \
        "Unable to get user preferences.", \
        "その種類の設定はありません。") \
    ERR(preference_of_other_set, 403, "api.preference.update_preferences.set.app_error", \
        "Unable to set user preferences.", \
        "他の人の設定は変更できません。") \
    ERR(preference_of_other_deleted, 403, "api.preference.delete_preferences.delete.app_error", \
        "Unable to delete user preferences.", \
        "他の人の設定は削除できません。") \
    ERR(preference_of_no_channel, 400, "api.preference.update_preferences.update_sidebar.app_error", \
        "Unable to update the sidebar: there is no such channel.", \
        "サイドバーを更新できません。そのチャンネルはありません。") \
    ERR(bad_preference_category, 400, "model.preference.is_valid.category.app_error", \
        "Invalid category.", \
        "種類が不正です。") \
    ERR(bad_preference_name, 400, "model.preference.is_valid.name.app_error", \
        "Invalid name.", \
        "名前が不正です。") \
    ERR(bad_preference_value, 400, "model.preference.is_valid.value.app_error", \
        "Value is too long.", \
        "値が長すぎます。") \
    ERR(bad_preference_theme, 400, "model.preference.is_valid.theme.app_error", \
        "Invalid theme.", \
        "テーマが不正です。") \
    ERR(oauth_switch_unsupported, 501, "api.user.authorize_oauth_user.unsupported.app_error", \
        "Unsupported OAuth service provider.", \
        "そのOAuthサービスには対応していません。") \
    ERR(ldap_unavailable, 501, "api.user.email_to_ldap.not_available.app_error", \
        "AD/LDAP not available on this server.", \
        "このサーバーではAD/LDAPを使えません。") \
    ERR(ldap_switch_unavailable, 501, "api.user.ldap_to_email.not_available.app_error", \
        "AD/LDAP not available on this server.", \
        "このサーバーではAD/LDAPを使えません。") \
    ERR(migration_needs_license, 501, "api.admin.ldap.not_available.app_error", \
        "LDAP is not available.", \
        "LDAPは使えません。") \
    ERR(saml_migration_needs_license, 501, "api.admin.saml.not_available.app_error", \
        "SAML 2.0 is not configured or supported on this server.", \
        "このサーバーではSAML 2.0を使えません。") \
    ERR(terms_not_found, 404, "app.terms_of_service.get.no_rows.app_error", \
        "No terms of service found.", \
        "利用規約がありません。") \
    ERR(user_terms_not_found, 404, "app.user_terms_of_service.get_by_user.no_rows.app_error", \
        "No terms of service found.", \
        "利用規約への同意はありません。") \
    ERR(terms_disabled, 400, "api.create_terms_of_service.custom_terms_of_service_disabled.app_error", \
        "Custom terms of service feature is disabled.", \
        "独自の利用規約は無効です。")
// clang-format on
