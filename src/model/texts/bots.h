// What bots and the server say about bots.
#pragma once
// TEXT(name, English, Japanese)
// clang-format off
#define RK_TEXTS_BOTS(TEXT) \
    TEXT(bot_add_me, "Please add me to the teams and channels where I should work.", \
        "私を使いたいチームやチャンネルに追加してください。") \
    TEXT(bots_disabled_with_owner, "@{{.Username}} was deactivated. These bots of theirs were disabled with them; enable those that are still needed, and give them to another owner:{{.Bots}}", \
        "@{{.Username}} が無効になりました。次のボットも一緒に無効になりました。必要なものは有効に戻し、別の所有者に割り当ててください:{{.Bots}}") \
    TEXT(bots_without_owner, "@{{.Username}} was deactivated. These bots of theirs go on working and have nobody to look after them; give them to another owner, or disable them:{{.Bots}}", \
        "@{{.Username}} が無効になりました。次のボットは動き続けますが、管理する人がいません。別の所有者に割り当てるか、無効にしてください:{{.Bots}}")
// clang-format on
