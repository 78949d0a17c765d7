// Errors of OAuth 2.0: this server as a provider, and the connections by which it gets tokens elsewhere. The texts of what
// the token endpoint refuses begin with RFC 6749's word for it, as clients know them.
#pragma once
// ERR(name, status, id, English, Japanese)
// clang-format off
#define RK_ERRORS_OAUTH(ERR) \
    ERR(oauth_page_disabled, 501, "api.oauth.authorize_oauth.disabled.app_error", \
        "The system admin has turned off OAuth 2.0 Service Provider.", \
        "OAuth 2.0 サービスプロバイダーはシステム管理者によって無効にされています。") \
    ERR(oauth_tokens_disabled, 501, "api.oauth.get_access_token.disabled.app_error", \
        "The system admin has turned off OAuth 2.0 Service Provider.", \
        "OAuth 2.0 サービスプロバイダーはシステム管理者によって無効にされています。") \
    ERR(oauth_metadata_disabled, 501, "api.oauth.authorization_server_metadata.disabled.app_error", \
        "The system admin has turned off OAuth 2.0 Service Provider.", \
        "OAuth 2.0 サービスプロバイダーはシステム管理者によって無効にされています。") \
    ERR(oauth_site_url_missing, 501, "api.oauth.authorization_server_metadata.site_url_required.app_error", \
        "The system admin has to set the site URL first.", "先にシステム管理者がサイトURLを設定する必要があります。") \
    ERR(authorize_client_id_bad, 400, "model.authorize.is_valid.client_id.app_error", \
        "The client id is missing or none.", "クライアントIDがないか、正しくありません。") \
    ERR(authorize_response_type_missing, 400, "model.authorize.is_valid.response_type.app_error", \
        "The response type is missing.", "レスポンスタイプがありません。") \
    ERR(authorize_redirect_uri_bad, 400, "model.authorize.is_valid.redirect_uri.app_error", \
        "The redirect address is missing, is no http:// or https:// address, or has more than 256 characters.", \
        "リダイレクト先がないか、http:// か https:// で始まらないか、256文字を超えています。") \
    ERR(authorize_state_too_long, 400, "model.authorize.is_valid.state.app_error", \
        "The state has more than 1024 characters.", "state は1024文字以内にしてください。") \
    ERR(authorize_scope_too_long, 400, "model.authorize.is_valid.scope.app_error", \
        "The scope has more than 128 characters.", "scope は128文字以内にしてください。") \
    ERR(authorize_challenge_missing, 400, "model.authorize.is_valid.code_challenge.app_error", \
        "The code challenge is missing.", "code_challenge がありません。") \
    ERR(authorize_challenge_method_missing, 400, "model.authorize.is_valid.code_challenge_method.app_error", \
        "The method of the code challenge is missing.", "code_challenge_method がありません。") \
    ERR(authorize_challenge_method_bad, 400, "model.authorize.is_valid.code_challenge_method.unsupported.app_error", \
        "The method of the code challenge must be S256.", "code_challenge_method は S256 でなければなりません。") \
    ERR(authorize_challenge_length_bad, 400, "model.authorize.is_valid.code_challenge.length.app_error", \
        "A code challenge has 43 to 128 characters.", "code_challenge は43〜128文字です。") \
    ERR(authorize_challenge_form_bad, 400, "model.authorize.is_valid.code_challenge.format.app_error", \
        "The code challenge has characters that none has.", "code_challenge に使えない文字があります。") \
    ERR(oauth_resource_too_long, 400, "model.authorize.is_valid.resource.length.app_error", \
        "The resource has more than 512 characters.", "resource は512文字以内にしてください。") \
    ERR(oauth_resource_not_absolute, 400, "model.authorize.is_valid.resource.not_absolute.app_error", \
        "The resource is no absolute address.", "resource は絶対URLでなければなりません。") \
    ERR(oauth_resource_has_fragment, 400, "model.authorize.is_valid.resource.has_fragment.app_error", \
        "The resource has a fragment.", "resource にフラグメントは使えません。") \
    ERR(oauth_redirect_not_registered, 400, "api.oauth.allow_oauth.redirect_callback.app_error", \
        "invalid_request: The redirect address is none of those that the app has registered.", \
        "invalid_request: リダイレクト先がアプリに登録されていません。") \
    ERR(oauth_pkce_required, 400, "api.oauth.allow_oauth.pkce_required_public.app_error", \
        "invalid_request: An app without a secret has to use PKCE.", \
        "invalid_request: シークレットのないアプリには PKCE が必要です。") \
    ERR(oauth_grant_type_bad, 400, "api.oauth.get_access_token.bad_grant.app_error", \
        "invalid_request: Bad grant_type.", "invalid_request: grant_type が正しくありません。") \
    ERR(oauth_code_missing, 400, "api.oauth.get_access_token.missing_code.app_error", \
        "invalid_request: Missing code.", "invalid_request: code がありません。") \
    ERR(oauth_refresh_token_missing, 400, "api.oauth.get_access_token.missing_refresh_token.app_error", \
        "invalid_request: Missing refresh_token.", "invalid_request: refresh_token がありません。") \
    ERR(oauth_client_id_bad, 400, "api.oauth.get_access_token.bad_client_id.app_error", \
        "invalid_request: Bad client_id.", "invalid_request: client_id が正しくありません。") \
    ERR(oauth_client_unknown, 404, "api.oauth.get_access_token.credentials.app_error", \
        "invalid_client: Invalid client credentials.", "invalid_client: クライアントの認証情報が正しくありません。") \
    ERR(oauth_client_secret_wrong, 401, "model.oauth.validate_grant.credentials.app_error", \
        "invalid_client: Invalid client credentials.", "invalid_client: クライアントの認証情報が正しくありません。") \
    ERR(oauth_client_has_no_secret, 400, "model.oauth.validate_grant.public_client_secret.app_error", \
        "invalid_client: This app has no secret and must not send one.", \
        "invalid_client: このアプリにはシークレットがないため、送信できません。") \
    ERR(oauth_client_refreshes_not, 400, "model.oauth.validate_grant.public_client_refresh_token.app_error", \
        "unauthorized_client: An app without a secret gets no refresh tokens.", \
        "unauthorized_client: シークレットのないアプリはリフレッシュトークンを使えません。") \
    ERR(oauth_verifier_needed, 400, "model.oauth.validate_grant.pkce_required.app_error", \
        "invalid_request: An app without a secret has to send the code_verifier.", \
        "invalid_request: シークレットのないアプリには code_verifier が必要です。") \
    ERR(oauth_code_expired, 400, "api.oauth.get_access_token.expired_code.app_error", \
        "invalid_grant: Invalid or expired authorization code.", "invalid_grant: 認可コードが無効か期限切れです。") \
    ERR(oauth_other_client, 400, "api.oauth.get_access_token.client_id_mismatch.app_error", \
        "invalid_grant: It was given to another app.", "invalid_grant: 別のアプリに発行されたものです。") \
    ERR(oauth_redirect_differs, 400, "api.oauth.get_access_token.redirect_uri.app_error", \
        "invalid_request: Supplied redirect_uri does not match authorization code redirect_uri.", \
        "invalid_request: redirect_uri が認可コードのものと一致しません。") \
    ERR(oauth_code_without_challenge, 400, "model.authorize.validate_pkce.public_client_required.app_error", \
        "invalid_request: The code was given without the PKCE that an app without a secret needs.", \
        "invalid_request: シークレットのないアプリに必要な PKCE なしで発行されたコードです。") \
    ERR(oauth_verifier_missing, 400, "model.authorize.validate_pkce.verifier_required.app_error", \
        "invalid_request: Missing code_verifier.", "invalid_request: code_verifier がありません。") \
    ERR(oauth_verifier_wrong, 400, "model.authorize.validate_pkce.verification_failed.app_error", \
        "invalid_grant: The code_verifier does not fit the code.", \
        "invalid_grant: code_verifier がコードと一致しません。") \
    ERR(oauth_verifier_unexpected, 400, "model.authorize.validate_pkce.not_used_in_auth.app_error", \
        "invalid_request: The code was asked for without PKCE.", \
        "invalid_request: PKCE なしで要求されたコードです。") \
    ERR(oauth_resource_differs, 400, "api.oauth.get_access_token.resource_mismatch.app_error", \
        "invalid_target: The resource differs from the one that was asked for.", \
        "invalid_target: resource が要求時のものと一致しません。") \
    ERR(oauth_refresh_token_unknown, 404, "api.oauth.get_access_token.refresh_token.app_error", \
        "invalid_grant: Invalid refresh token.", "invalid_grant: リフレッシュトークンが無効です。") \
    ERR(oauth_app_has_no_secret, 400, "api.oauth.regenerate_secret.public_client.app_error", \
        "This app has no secret.", "このアプリにシークレットはありません。") \
    ERR(registration_off, 400, "renkei.oauth.registration_off.app_error", \
        "Dynamic client registration is disabled.", "クライアントの動的登録は無効です。") \
    ERR(registration_unreadable, 400, "renkei.oauth.registration_unreadable.app_error", \
        "Invalid JSON in request body.", "リクエストボディのJSONを読み取れません。") \
    ERR(registration_redirects_missing, 400, "model.dcr.is_valid.redirect_uris.app_error", \
        "At least one redirect URI is required.", "リダイレクトURIが1つ以上必要です。") \
    ERR(registration_redirect_bad, 400, "model.dcr.is_valid.redirect_uri_format.app_error", \
        "A redirect URI begins with http:// or https://, and all of them have at most 1024 characters together.", \
        "リダイレクトURIは http:// か https:// で始まり、合計1024文字以内にしてください。") \
    ERR(registration_redirect_refused, 400, "renkei.oauth.registration_redirect_refused.app_error", \
        "One or more redirect URIs do not match the allowlist.", "許可リストに一致しないリダイレクトURIがあります。") \
    ERR(registration_name_bad, 400, "model.dcr.is_valid.client_name.app_error", \
        "The name of a client has 1 to 64 characters.", "クライアントの名前は1〜64文字です。") \
    ERR(registration_uri_bad, 400, "model.dcr.is_valid.client_uri_format.app_error", \
        "The address of a client begins with http:// or https:// and has at most 256 characters.", \
        "クライアントのURLは http:// か https:// で始まり、256文字以内にしてください。") \
    ERR(registration_method_bad, 400, "model.dcr.is_valid.unsupported_auth_method.app_error", \
        "token_endpoint_auth_method must be client_secret_post or none.", \
        "token_endpoint_auth_method は client_secret_post か none でなければなりません。") \
    ERR(outgoing_connections_disabled, 501, \
        "api.context.outgoing_oauth_connection.not_available.configuration_disabled", \
        "Outgoing OAuth connections are switched off.", "外向きのOAuth接続は無効です。") \
    ERR(outgoing_connection_not_found, 404, "renkei.outgoing_oauth_connection.not_found.app_error", \
        "There is no such connection.", "その接続はありません。") \
    ERR(outgoing_connections_query_bad, 400, "api.context.outgoing_oauth_connection.list_connections.input_error", \
        "The limit is a number from 1 to 100.", "limit は1〜100の数値です。") \
    ERR(outgoing_connection_name_bad, 400, "model.outgoing_oauth_connection.is_valid.name.error", \
        "The name of a connection has 1 to 64 characters.", "接続の名前は1〜64文字です。") \
    ERR(outgoing_connection_client_id_bad, 400, "model.outgoing_oauth_connection.is_valid.client_id.error", \
        "A client id has 1 to 255 characters.", "クライアントIDは1〜255文字です。") \
    ERR(outgoing_connection_secret_bad, 400, "model.outgoing_oauth_connection.is_valid.client_secret.error", \
        "A client secret has 1 to 255 characters.", "クライアントシークレットは1〜255文字です。") \
    ERR(outgoing_connection_token_url_bad, 400, "model.outgoing_oauth_connection.is_valid.oauth_token_url.error", \
        "The token address begins with http:// or https:// and has at most 256 characters.", \
        "トークンのURLは http:// か https:// で始まり、256文字以内にしてください。") \
    ERR(outgoing_connection_grant_type_bad, 400, "model.outgoing_oauth_connection.is_valid.grant_type.error", \
        "The grant type is client_credentials or password.", "グラントタイプは client_credentials か password です。") \
    ERR(outgoing_connection_password_missing, 400, \
        "model.outgoing_oauth_connection.is_valid.password_credentials.error", \
        "The password grant needs a username and a password, at most 255 characters each.", \
        "password グラントにはユーザー名とパスワードが必要です（それぞれ255文字以内）。") \
    ERR(outgoing_connection_audience_missing, 400, "model.outgoing_oauth_connection.is_valid.audience.empty", \
        "A connection needs at least one audience.", "接続にはオーディエンスが1つ以上必要です。") \
    ERR(outgoing_connection_audience_bad, 400, "model.outgoing_oauth_connection.is_valid.audience.error", \
        "An audience is an http:// or https:// address without name, password, query or fragment; all of them have at" \
        " most 1024 characters together: {{.Url}}", \
        "オーディエンスは http:// か https:// のURLです（認証情報・クエリ・フラグメントは不可、合計1024文字以内）: {{.Url}}") \
    ERR(outgoing_connection_secret_needed, 400, "renkei.outgoing_oauth_connection.secret_needed.app_error", \
        "The token address is another server's: enter the secrets again, so that they go nowhere unintended.", \
        "トークンのURLが別のサーバーに変わりました。意図しない送信を防ぐため、シークレットを再入力してください。") \
    ERR(outgoing_connection_refused, 400, \
        "api.context.outgoing_oauth_connection.validate_connection_credentials.app_error", \
        "No token could be got: {{.Reason}}", "トークンを取得できませんでした: {{.Reason}}")
// clang-format on
