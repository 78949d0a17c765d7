// Errors of custom emoji.
#pragma once
// ERR(name, status, id, English, Japanese)
#define RK_ERRORS_EMOJI(ERR)                                                                                        \
    ERR(emoji_disabled, 501, "api.emoji.disabled.app_error",                                                        \
        "Custom emoji have been turned off by the System Administrator.",                                           \
        "カスタム絵文字はシステム管理者により無効になっています。")                                                 \
    ERR(emoji_storage_off, 403, "api.emoji.storage.app_error",                                                      \
        "Custom emoji need a file store, and this server has none.",                                                \
        "カスタム絵文字にはファイルストアが必要ですが、設定されていません。")                                       \
    ERR(emoji_too_large, 413, "api.emoji.create.too_large.app_error",                                               \
        "Unable to create emoji. The picture's file must be at most 512 KiB.",                                      \
        "絵文字を作成できません。画像ファイルは512KiB以下でなければなりません。")                                   \
    ERR(emoji_form_wrong, 400, "api.emoji.create.parse.app_error",                                                  \
        "Unable to create emoji. The request is no form that can be read.",                                         \
        "絵文字を作成できません。フォームを読み取れません。")                                                       \
    ERR(emoji_creator_wrong, 400, "model.emoji.user_id.app_error", "Invalid creator id.", "作成者のIDが不正です。") \
    ERR(emoji_name_wrong, 400, "model.emoji.name.app_error",                                                        \
        "The name must be 1 to 64 letters a to z, digits, '+', '-' or '_'.",                                        \
        "名前は1～64文字の英数字と「+」「-」「_」でなければなりません。")                                           \
    ERR(emoji_name_of_system, 400, "model.emoji.system_emoji_name.app_error",                                       \
        "This name is that of an emoji which every server has. Choose another one.",                                \
        "この名前は標準の絵文字で使われています。別の名前にしてください。")                                         \
    ERR(emoji_of_other, 403, "api.emoji.create.other_user.app_error",                                               \
        "You cannot create an emoji in the name of somebody else.",                                                 \
        "他のユーザーとして絵文字を作成することはできません。")                                                     \
    ERR(emoji_name_taken, 400, "api.emoji.create.duplicate.app_error",                                              \
        "Unable to create emoji. Another emoji with the same name already exists.",                                 \
        "絵文字を作成できません。同じ名前の絵文字が既に存在します。")                                               \
    ERR(emoji_picture_wrong, 400, "api.emoji.upload.image.app_error",                                               \
        "Unable to create emoji. The file must be a PNG, JPEG, GIF, WebP or BMP picture.",                          \
        "絵文字を作成できません。ファイルはPNG、JPEG、GIF、WebP、BMPのいずれかの画像でなければなりません。")        \
    ERR(emoji_picture_too_large, 400, "api.emoji.upload.large_image.too_large.app_error",                           \
        "Unable to create emoji. The picture must be at most {{.MaxWidth}} by {{.MaxHeight}} pixels.",              \
        "絵文字を作成できません。画像は{{.MaxWidth}}×{{.MaxHeight}}ピクセル以下でなければなりません。")             \
    ERR(emoji_picture_broken, 400, "api.emoji.upload.large_image.decode_error",                                     \
        "Unable to create emoji. The picture cannot be read.", "絵文字を作成できません。画像を読み取れません。")    \
    ERR(emoji_not_stored, 500, "api.file.write_file.app_error", "Unable to store the emoji's picture.",             \
        "絵文字の画像を保存できません。")                                                                           \
    ERR(emoji_not_found, 404, "app.emoji.get.no_result", "There is no such emoji.", "その絵文字はありません。")     \
    ERR(emoji_name_not_found, 404, "app.emoji.get_by_name.no_result", "There is no emoji of that name.",            \
        "その名前の絵文字はありません。")                                                                           \
    ERR(emoji_picture_missing, 404, "api.emoji.get_image.read.app_error", "The emoji's picture is not there.",      \
        "絵文字の画像がありません。")                                                                               \
    ERR(emoji_names_too_many, 400, "api.emoji.get_multiple_by_name_too_many.request_error",                         \
        "At most {{.MaxNames}} emoji can be asked for at once.", "一度に取得できる絵文字は{{.MaxNames}}個までです。")
