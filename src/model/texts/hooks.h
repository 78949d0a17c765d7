// What became of a webhook call, for people.
#pragma once
// TEXT(name, English, Japanese)
#define RK_TEXTS_HOOKS(TEXT)                                                                                                                          \
    TEXT(hook_posted, "Posted.", "投稿しました。")                                                                                                    \
    TEXT(hook_posted_parts, "Posted as {{.Count}} posts, because the text is long.",                                                                  \
         "テキストが長いため、{{.Count}}件の投稿に分けて投稿しました。")                                                                              \
    TEXT(hook_updated, "Changed the earlier post with the same key.", "同じキーの以前の投稿を更新しました。")                                         \
    TEXT(hook_repeated, "Repeated: a call with this Idempotency-Key was posted already.",                                                             \
         "この Idempotency-Key の呼び出しはすでに投稿済みです。")                                                                                     \
    TEXT(hook_changed_by_id, "Changed the post.", "投稿を変更しました。")                                                                             \
    TEXT(hook_deleted_by_id, "Deleted the post.", "投稿を削除しました。")                                                                             \
    TEXT(hook_refused_because, "Not posted. {{.Reason}}", "投稿されませんでした。{{.Reason}}")                                                        \
    TEXT(hook_not_changed_because, "Not changed. {{.Reason}}", "変更されませんでした。{{.Reason}}")                                                   \
    TEXT(hook_but_ignored, " Not understood and left out: {{.Parts}}.", " 解釈できず省かれたもの: {{.Parts}}")                                        \
    TEXT(hook_replay_of, " (Replay.)", " （再実行）")                                                                                                 \
    TEXT(delivery_answer_posted, "The answer was posted.", "応答を投稿しました。")                                                                    \
    TEXT(delivery_answer_refused, "The answer was not posted: {{.Reason}}", "応答は投稿されませんでした: {{.Reason}}")                                \
    TEXT(delivery_answer_unread, "The answer is no message: {{.Reason}}",                                                                             \
         "応答はメッセージではありません: {{.Reason}}")                                                                                               \
    TEXT(hook_consent_given,                                                                                                                          \
         "@{{.Username}} lets the outgoing webhook **{{.Hook}}** send what happens here ({{.Events}}) to {{.Hosts}}.",                                \
         "@{{.Username}} が外向きウェブフック **{{.Hook}}** に、ここでの出来事（{{.Events}}）を {{.Hosts}} "                    \
         "へ送ることを許可しました。")                                                                                                                \
    TEXT(hook_consent_withdrawn,                                                                                                                      \
         "@{{.Username}} no longer lets the outgoing webhook **{{.Hook}}** hear what happens here.",                                                  \
         "@{{.Username}} が外向きウェブフック **{{.Hook}}** への許可を取り消しました。")                                                              \
    TEXT(hook_consent_ended,                                                                                                                          \
         "@{{.Username}} changed the outgoing webhook **{{.Hook}}**: it hears nothing here until it is let again.",                                   \
         "@{{.Username}} が外向きウェブフック **{{.Hook}}** "                                                                               \
         "を変更しました。再び許可されるまで、ここでの出来事は送られません。")                                                                        \
    TEXT(delivery_given_up, "Given up: every try within 24 hours failed.",                                                                            \
         "24時間のすべての試行が失敗したため中止しました。")                                                                                          \
    TEXT(delivery_target_is_gone, "The target answered 410 Gone and gets nothing more until it is resumed.",                                          \
         "配信先が 410 Gone を返したため、再開されるまで何も送信しません。")                                                                          \
    TEXT(delivery_hook_ended, "The webhook was deleted, or no longer sends to this address.",                                                         \
         "ウェブフックが削除されたか、このアドレスに送信しなくなりました。")                                                                          \
    TEXT(delivery_target_failing, "Every try has failed for {{.Days}} days.",                                                                         \
         "{{.Days}}日間すべての試行が失敗しました。")                                                                                                 \
    TEXT(delivery_paused_by_hand, "Paused by @{{.Username}}.", "@{{.Username}} が一時停止しました。")                                                 \
    TEXT(delivery_owner_told,                                                                                                                         \
         "Your outgoing webhook **{{.Hook}}** is paused: {{.Url}} has not taken a delivery for {{.Days}} days. What "                                 \
         "it was"                                                                                                                                     \
         " to get is kept. Resume the target when it works again. The last try: {{.Error}}",                                                          \
         "外向きウェブフック **{{.Hook}}** を一時停止しました。{{.Url}} は{{.Days}}日間配信を受け取っていません。" \
         "送るはずだった内容は保管されています。復旧したら配信先を再開してください。最後の試行: {{.Error}}")
