// What is wrong with integrations as code.
#pragma once
// ERR(name, status, id, English, Japanese)
// clang-format off
#define RK_ERRORS_INTEGRATIONS_FILE(ERR) \
    ERR(file_not_a_document, 400, "api.integrations_file.document.app_error", \
        "The document is no map of lists.", "文書はリストのマップではありません。") \
    ERR(file_not_a_list, 400, "api.integrations_file.list.app_error", "This must be a list.", "リストでなければなりません。") \
    ERR(file_not_an_item, 400, "api.integrations_file.item.app_error", \
        "This must be a map of keys and values.", "キーと値のマップでなければなりません。") \
    ERR(file_key_unknown, 400, "api.integrations_file.key_unknown.app_error", \
        "There is no key '{{.Key}}' here; there are: {{.Keys}}.", "ここに「{{.Key}}」というキーはありません。使えるキー: {{.Keys}}") \
    ERR(file_key_missing, 400, "api.integrations_file.key_missing.app_error", \
        "The key '{{.Key}}' is missing.", "キー「{{.Key}}」がありません。") \
    ERR(file_value_bad, 400, "api.integrations_file.value.app_error", \
        "The value of '{{.Key}}' must be one of: {{.Rule}}.", "「{{.Key}}」の値は次のいずれかです: {{.Rule}}") \
    ERR(file_twice, 400, "api.integrations_file.twice.app_error", \
        "'{{.Name}}' stands here twice; where names may be equal, 'number' tells them apart.", \
        "「{{.Name}}」が重複しています。同じ名前が許されるものは number で区別します。") \
    ERR(file_number_gap, 400, "api.integrations_file.number.app_error", \
        "There is none of this name with the number {{.Number}}.", "この名前で番号 {{.Number}} のものがありません。") \
    ERR(file_team_unknown, 400, "api.integrations_file.team.app_error", \
        "There is no team '{{.Name}}'.", "チーム「{{.Name}}」はありません。") \
    ERR(file_channel_unknown, 400, "api.integrations_file.channel.app_error", \
        "There is no channel '{{.Name}}' in the team '{{.Team}}'.", "チーム「{{.Team}}」にチャンネル「{{.Name}}」はありません。") \
    ERR(file_owner_missing, 400, "api.integrations_file.owner_missing.app_error", \
        "What is new needs an 'owner': an account's name.", "新しく作るものには owner（アカウント名）が必要です。") \
    ERR(file_owner_unknown, 400, "api.integrations_file.owner.app_error", \
        "There is no account '{{.Name}}' that may own this.", "所有者になれるアカウント「{{.Name}}」はありません。") \
    ERR(file_secret_form, 400, "api.integrations_file.secret.app_error", \
        "The value of '{{.Key}}' must be 26 characters of a-z and 0-9.", "「{{.Key}}」の値は a-z と 0-9 の26文字です。") \
    ERR(file_hook_id_fixed, 400, "api.integrations_file.hook_id.app_error", \
        "The webhook is there with another id, and its address cannot change: remove it first.", \
        "このウェブフックは別のIDで存在し、アドレスは変更できません。先に削除してください。") \
    ERR(file_hook_id_taken, 400, "api.integrations_file.hook_id_taken.app_error", \
        "Another webhook has this id.", "このIDは別のウェブフックが使っています。") \
    ERR(file_refused, 400, "api.integrations_file.refused.app_error", \
        "Nothing was changed. {{.Where}}: {{.Problem}}", "何も変更されませんでした。{{.Where}}: {{.Problem}}")
// clang-format on
