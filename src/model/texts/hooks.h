// What became of a webhook call, for people.
#pragma once
// TEXT(name, English, Japanese)
#define RK_TEXTS_HOOKS(TEXT)                                                                                   \
    TEXT(hook_posted, "Posted.", "投稿しました。")                                                             \
    TEXT(hook_posted_parts, "Posted as {{.Count}} posts, because the text is long.",                           \
         "テキストが長いため、{{.Count}}件の投稿に分けて投稿しました。")                                       \
    TEXT(hook_updated, "Changed the earlier post with the same key.", "同じキーの以前の投稿を更新しました。")  \
    TEXT(hook_repeated, "Repeated: a call with this Idempotency-Key was posted already.",                      \
         "この Idempotency-Key の呼び出しはすでに投稿済みです。")                                              \
    TEXT(hook_changed_by_id, "Changed the post.", "投稿を変更しました。")                                      \
    TEXT(hook_deleted_by_id, "Deleted the post.", "投稿を削除しました。")                                      \
    TEXT(hook_refused_because, "Not posted. {{.Reason}}", "投稿されませんでした。{{.Reason}}")                 \
    TEXT(hook_not_changed_because, "Not changed. {{.Reason}}", "変更されませんでした。{{.Reason}}")            \
    TEXT(hook_but_ignored, " Not understood and left out: {{.Parts}}.", " 解釈できず省かれたもの: {{.Parts}}") \
    TEXT(hook_replay_of, " (Replay.)", " （再実行）")
