// Errors of teams.
#pragma once
// ERR(name, status, id, English, Japanese)
#define RK_ERRORS_TEAMS(ERR)                                                                                           \
    ERR(team_import_unreadable, 500, "api.team.import_team.parse.app_error", "The request is no form.",                \
        "リクエストがフォームではありません。")                                                                        \
    ERR(team_import_no_source, 400, "api.team.import_team.no_import_from.app_error", "importFrom is missing.",         \
        "importFromがありません。")                                                                                    \
    ERR(team_import_unknown_source, 400, "api.team.import_team.unknown_import_from.app_error",                         \
        "Nothing can be imported from that service.", "そのサービスからはインポートできません。")                      \
    ERR(team_import_no_file, 400, "api.team.import_team.no_file.app_error", "The form has no file.",                   \
        "フォームにファイルがありません。")                                                                            \
    ERR(team_import_unavailable, 501, "api.team.import_team.unavailable.app_error",                                    \
        "Importing from Slack is not available; nothing was imported.",                                                \
        "Slackからのインポートは利用できません。何もインポートされていません。")                                       \
    ERR(team_not_found, 404, "app.team.get.find.app_error", "Unable to find the existing team.",                       \
        "チームが見つかりません。")                                                                                    \
    ERR(team_not_found_by_name, 404, "app.team.get_by_name.missing.app_error", "Unable to find the existing team.",    \
        "その名前のチームが見つかりません。")                                                                          \
    ERR(team_not_found_by_invite, 404, "app.team.get_by_invite_id.finding.app_error",                                  \
        "Unable to find the team of this invitation.", "この招待のチームが見つかりません。")                           \
    ERR(team_invite_not_open, 403, "api.team.get_invite_info.not_open_team",                                           \
        "Invite is invalid because this is not an open team.", "公開チームではないため、この招待は無効です。")         \
    ERR(team_creation_disabled, 403, "api.team.is_team_creation_allowed.disabled.app_error",                           \
        "Team creation has been disabled. Please ask your System Administrator for details.",                          \
        "チームの作成は無効になっています。システム管理者に確認してください。")                                        \
    ERR(team_creation_domain, 400, "api.team.is_team_creation_allowed.domain.app_error",                               \
        "The user cannot be added as the domain associated with the account is not permitted.",                        \
        "アカウントのメールアドレスのドメインが許可されていません。")                                                  \
    ERR(team_id_given, 400, "app.team.save.existing.app_error", "Must call update for existing team.",                 \
        "既存のチームは更新してください。")                                                                            \
    ERR(team_name_taken, 400, "store.sql_team.save_team.existing.app_error", "A team with that name already exists.",  \
        "その名前のチームは既に存在します。")                                                                          \
    ERR(team_bad_email, 400, "model.team.is_valid.email.app_error", "Invalid email.", "メールアドレスが不正です。")    \
    ERR(team_bad_display_name, 400, "model.team.is_valid.name.app_error", "Invalid name.",                             \
        "チームの表示名が不正です。")                                                                                  \
    ERR(team_name_too_long, 400, "model.team.is_valid.url.app_error", "Invalid URL Identifier.",                       \
        "チームのURLが不正です。")                                                                                     \
    ERR(team_bad_description, 400, "model.team.is_valid.description.app_error", "Invalid description.",                \
        "説明が長すぎます。")                                                                                          \
    ERR(team_name_reserved, 400, "model.team.is_valid.reserved.app_error",                                             \
        "This URL is unavailable. Please try another.", "このURLは使用できません。別のURLをお試しください。")          \
    ERR(team_bad_name, 400, "model.team.is_valid.characters.app_error",                                                \
        "Name must be 2 or more lowercase alphanumeric characters.",                                                   \
        "名前は2文字以上の小文字の英数字でなければなりません。")                                                       \
    ERR(team_bad_type, 400, "model.team.is_valid.type.app_error", "Invalid type.", "チームの種類が不正です。")         \
    ERR(team_bad_company, 400, "model.team.is_valid.company.app_error", "Invalid company name.", "会社名が不正です。") \
    ERR(team_bad_domains, 400, "model.team.is_valid.domains.app_error", "Invalid allowed domains.",                    \
        "許可されたドメインが不正です。")                                                                              \
    ERR(team_domain_outside, 400, "api.team.update_restricted_domains.mismatch.app_error",                             \
        "Restricting team to {{.Domain}} is not allowed by the system config. Please contact your system "             \
        "administrator.",                                                                                              \
        "システムの設定により、チームを {{.Domain}} に制限できません。システム管理者に連絡してください。")             \
    ERR(team_member_not_found, 404, "app.team.get_member.missing.app_error",                                           \
        "No team member found for that user ID and team ID.", "そのチームのメンバーではありません。")                  \
    ERR(team_not_a_member, 400, "api.team.remove_member.missing.app_error",                                            \
        "The user does not appear to be part of this team.", "そのユーザーはこのチームのメンバーではありません。")     \
    ERR(team_full, 400, "app.team.join_user_to_team.max_accounts.app_error",                                           \
        "This team has reached the maximum number of allowed accounts. Contact your System Administrator to set a "    \
        "higher limit.",                                                                                               \
        "このチームのアカウント数は上限に達しています。システム管理者に上限を上げるよう依頼してください。")            \
    ERR(team_address_not_allowed, 400, "api.team.join_user_to_team.allowed_domains.app_error",                         \
        "The user cannot be added as the domain associated with the account is not permitted.",                        \
        "アカウントのメールアドレスのドメインがこのチームで許可されていません。")                                      \
    ERR(team_missing_invite, 400, "api.team.add_user_to_team.missing_parameter.app_error",                             \
        "Parameter required to add user to team.", "チームに参加するためのパラメーターがありません。")                 \
    ERR(team_token_invalid, 400, "api.user.create_user.signup_link_invalid.app_error",                                 \
        "The signup link does not appear to be valid.", "招待リンクが無効です。")                                      \
    ERR(team_token_expired, 400, "api.user.create_user.signup_link_expired.app_error", "The signup link has expired.", \
        "招待リンクの有効期限が切れています。")                                                                        \
    ERR(team_guest_not_allowed, 403, "api.team.invite_token.guest_not_allowed.app_error",                              \
        "Guests cannot join a team by this invitation.", "ゲストはこの招待でチームに参加できません。")                 \
    ERR(member_role_unknown, 400, "app.role.get_by_name.app_error", "Unable to get role.", "ロールが見つかりません。") \
    ERR(team_scheme_role, 400, "api.channel.update_team_member_roles.scheme_role.app_error",                           \
        "The provided role is managed by a Scheme and therefore cannot be applied directly to a Team Member.",         \
        "このロールはスキームで管理されているため、メンバーに直接割り当てられません。")                                \
    ERR(team_guest_role, 400, "api.channel.update_team_member_roles.changing_guest_role.app_error",                    \
        "Invalid team member update: You can't add or remove the guest role manually.",                                \
        "ゲストのロールを手動で追加または削除することはできません。")                                                  \
    ERR(team_guest_and_user, 400, "api.team.update_team_member_roles.guest_and_user.app_error",                        \
        "Invalid team member update: A user must be a guest or a user but not both.",                                  \
        "ユーザーはゲストか通常のユーザーのどちらか一方でなければなりません。")                                        \
    ERR(team_user_without_role, 400, "api.team.update_team_member_roles.user_and_guest.app_error",                     \
        "Invalid team member update: A guest cannot be made team member or team admin, please promote as a user "      \
        "first.",                                                                                                      \
        "ゲストをチームのメンバーや管理者にすることはできません。先にユーザーへ昇格してください。")                    \
    ERR(team_search_paged, 501, "api.team.search_teams.pagination_not_implemented.public_team_search",                 \
        "Pagination not implemented for public-only team search.", "公開チームだけの検索ではページ分割できません。")   \
    ERR(team_delete_disabled, 401, "api.user.delete_team.not_enabled.app_error",                                       \
        "Permanent team deletion feature is not enabled. Please contact your System Administrator.",                   \
        "チームの完全な削除は有効になっていません。システム管理者に連絡してください。")                                \
    ERR(team_delete_disabled_for_admin, 401, "api.user.delete_team.not_enabled.for_admin.app_error",                   \
        "Permanent team deletion feature is not enabled. ServiceSettings.EnableAPITeamDeletion must be set to true "   \
        "to use this command.",                                                                                        \
        "チームの完全な削除は有効になっていません。ServiceSettings.EnableAPITeamDeletion を true にしてください。")    \
    ERR(team_invites_disabled, 501, "api.team.invite_members.disabled.app_error", "Email invitations are disabled.",   \
        "メールによる招待は無効になっています。")                                                                      \
    ERR(team_invite_bad_address, 400, "api.team.invite_members.invalid_email.app_error",                               \
        "The following email addresses do not belong to an accepted domain: {{.Addresses}}. Please contact your "      \
        "System Administrator for details.",                                                                           \
        "次のメールアドレスは許可されたドメインに属していません: {{.Addresses}}。システム管理者に確認してください。")  \
    ERR(team_guests_unlicensed, 501, "api.team.invite_guests_to_channels.license.error",                               \
        "Your license does not support guest accounts.", "ライセンスがゲストアカウントに対応していません。")           \
    ERR(team_scheme_unlicensed, 501, "api.team.update_team_scheme.license.error",                                      \
        "Your license does not support updating a team's scheme.", "ライセンスがチームのスキームに対応していません。") \
    ERR(team_icon_missing, 404, "api.team.get_team_icon.read_file.app_error", "Unable to read the team icon file.",    \
        "チームのアイコンを読み込めません。")                                                                          \
    ERR(team_icon_parse, 400, "api.team.set_team_icon.parse.app_error", "Could not parse multipart form.",             \
        "フォームを読み取れません。")                                                                                  \
    ERR(team_icon_none, 400, "api.team.set_team_icon.no_file.app_error", "No file under 'image' in request.",          \
        "リクエストに 'image' のファイルがありません。")                                                               \
    ERR(team_icon_many, 400, "api.team.set_team_icon.array.app_error", "Empty array under 'image' in request.",        \
        "リクエストの 'image' が空です。")                                                                             \
    ERR(team_icon_too_large, 400, "api.team.set_team_icon.too_large.app_error",                                        \
        "Unable to upload team icon. File is too large.",                                                              \
        "チームのアイコンをアップロードできません。ファイルが大きすぎます。")                                          \
    ERR(team_icon_bad, 400, "api.team.set_team_icon.decode.app_error", "Could not decode team icon.",                  \
        "チームのアイコンを読み取れません。")                                                                          \
    ERR(team_icon_of_no_team, 400, "api.team.set_team_icon.get_team.app_error", "Unable to get the team.",             \
        "チームが見つかりません。")                                                                                    \
    ERR(team_icon_storage_off, 501, "api.team.set_team_icon.storage.app_error",                                        \
        "Unable to set the team icon: this server has no file store.",                                                 \
        "ファイルストアが設定されていないため、チームのアイコンを設定できません。")                                    \
    ERR(team_icon_refused, 400, "api.team.set_team_icon.check_image_limits.app_error",                                 \
        "The picture is of no known kind, or has too many pixels.", "画像の形式が不明か、解像度が高すぎます。")        \
    ERR(team_icon_not_written, 500, "api.team.set_team_icon.write_file.app_error", "Unable to save the team icon.",    \
        "チームのアイコンを保存できません。")                                                                          \
    ERR(team_icon_not_kept, 501, "api.team.get_team_icon.filesettings_no_driver.app_error",                            \
        "This server has no file store.", "ファイルストアが設定されていません。")                                      \
    ERR(team_icon_gone_with_team, 400, "api.team.remove_team_icon.get_team.app_error", "Unable to get the team.",      \
        "チームが見つかりません。")                                                                                    \
    ERR(team_import_parse, 500, "api.team.import_team.parse.app_error", "Could not parse multipart form.",             \
        "フォームを読み取れません。")                                                                                  \
    ERR(team_import_none, 400, "api.team.import_team.no_import_from.app_error",                                        \
        "Malformed request: importFrom field is not present.", "リクエストに importFrom がありません。")               \
    ERR(team_import_unknown, 400, "api.team.import_team.unknown_import_from.app_error", "Unknown import source.",      \
        "不明なインポート元です。")
