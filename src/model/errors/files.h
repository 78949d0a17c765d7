// Errors of files and of uploads in parts.
#pragma once
// ERR(name, status, id, English, Japanese)
#define RK_ERRORS_FILES(ERR)                                                                                           \
    ERR(file_not_found, 404, "app.file_info.get.app_error", "Unable to get the file.", "ファイルが見つかりません。")   \
    ERR(file_bytes_missing, 404, "api.file.read_file.reading_local.app_error",                                         \
        "The file is known, but its content is missing from the file store.",                                          \
        "ファイルの情報はありますが、内容がファイルストアにありません。")                                              \
    ERR(file_attachments_disabled, 403, "api.file.attachments.disabled.app_error",                                     \
        "File attachments have been disabled on this server.", "このサーバーではファイルの添付が無効になっています。") \
    ERR(file_too_large, 413, "api.file.upload_file.too_large_detailed.app_error",                                      \
        "Unable to upload {{.Filename}}. It has {{.Length}} bytes; {{.Limit}} are allowed.",                           \
        "{{.Filename}} をアップロードできません。{{.Length}}バイトあり、上限は{{.Limit}}バイトです。")                 \
    ERR(file_picture_too_large, 400, "api.file.upload_file.large_image_detailed.app_error",                            \
        "{{.Filename}} has {{.Width}} × {{.Height}} pixels, more than this server takes.",                             \
        "{{.Filename}} は {{.Width}} × {{.Height}} ピクセルで、このサーバーの上限を超えています。")                    \
    ERR(file_form_wrong, 400, "api.file.upload_file.read_request.app_error", "Unable to read the form: {{.Reason}}.",  \
        "フォームを読み取れません: {{.Reason}}")                                                                       \
    ERR(file_client_ids_wrong, 400, "api.file.upload_file.incorrect_number_of_client_ids.app_error",                   \
        "There are {{.NumFiles}} files, but {{.NumClientIds}} client_ids.",                                            \
        "ファイルは{{.NumFiles}}個ですが、client_idsは{{.NumClientIds}}個です。")                                      \
    ERR(file_not_stored, 507, "api.file.write_file.app_error",                                                         \
        "The file store did not take the file; nothing was uploaded.",                                                 \
        "ファイルストアに保存できませんでした。何もアップロードされていません。")                                      \
    ERR(file_without_thumbnail, 400, "api.file.get_file_thumbnail.no_thumbnail.app_error",                             \
        "The file has no thumbnail.", "このファイルにはサムネイルがありません。")                                      \
    ERR(file_without_preview, 400, "api.file.get_file_preview.no_preview.app_error", "The file has no preview.",       \
        "このファイルにはプレビューがありません。")                                                                    \
    ERR(file_links_disabled, 403, "api.file.get_public_link.disabled.app_error", "Public links have been disabled.",   \
        "公開リンクは無効になっています。")                                                                            \
    ERR(file_link_without_post, 400, "api.file.get_public_link.no_post.app_error",                                     \
        "A file has a public link only when it is attached to a post.",                                                \
        "公開リンクは投稿に添付されたファイルにだけ作れます。")                                                        \
    ERR(file_link_invalid, 400, "api.file.get_file.public_invalid.app_error", "The public link is not valid.",         \
        "公開リンクが正しくありません。")                                                                              \
    ERR(upload_not_found, 404, "app.upload.get.app_error", "Unable to get the upload.",                                \
        "アップロードが見つかりません。")                                                                              \
    ERR(upload_of_other, 403, "api.upload.get_upload.forbidden.app_error", "This is somebody else's upload.",          \
        "これは他のユーザーのアップロードです。")                                                                      \
    ERR(uploads_of_other, 403, "api.user.get_uploads_for_user.forbidden.app_error",                                    \
        "You can list your own uploads only.", "一覧できるのは自分のアップロードだけです。")                           \
    ERR(upload_too_large, 413, "api.upload.create.upload_too_large.app_error",                                         \
        "The file is larger than this server takes.", "ファイルがこのサーバーの上限を超えています。")                  \
    ERR(upload_bad_size, 400, "model.upload_session.is_valid.file_size.app_error", "file_size must be positive.",      \
        "file_sizeは正の数でなければなりません。")                                                                     \
    ERR(upload_bad_type, 400, "model.upload_session.is_valid.type.app_error",                                          \
        "The type must be attachment or import.", "typeはattachmentかimportでなければなりません。")                    \
    ERR(upload_bad_name, 400, "model.upload_session.is_valid.filename.app_error", "The file name is too long.",        \
        "ファイル名が長すぎます。")                                                                                    \
    ERR(upload_length_wrong, 400, "api.upload.upload_data.invalid_content_length",                                     \
        "The body is longer than what is missing of the file.", "リクエストボディがファイルの残りより長いです。")      \
    ERR(upload_first_part_too_small, 400, "app.upload.upload_data.first_part_too_small.app_error",                     \
        "The first part must have {{.Size}} bytes at least, or be the whole file.",                                    \
        "最初の部分は{{.Size}}バイト以上か、ファイル全体でなければなりません。")                                       \
    ERR(upload_concurrent, 400, "app.upload.upload_data.concurrent.app_error",                                         \
        "Another request is adding to this upload.", "別のリクエストがこのアップロードに追加しています。")
