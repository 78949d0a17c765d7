// What the server says to somebody about a message.
#pragma once
// TEXT(name, English, Japanese)
#define RK_TEXTS_MESSAGES(TEXT)                                                                                      \
    TEXT(everybody_refused,                                                                                          \
         "@all, @channel and @here tell nobody here: the channel has more than {{.Users}} members.",                 \
         "チャンネルのメンバーが{{.Users}}人を超えているため、@all・@channel・@here の通知は送られません。")         \
    TEXT(not_in_channel, "{{.Usernames}} did not get notified by this mention because they are not in the channel.", \
         "{{.Usernames}} はチャンネルのメンバーではないため、このメンションは通知されませんでした。")                \
    TEXT(reminder_set, "I will remind you about this message by @{{.Username}} at {{.Time}}: {{.Link}}",             \
         "@{{.Username}} さんのこのメッセージについて {{.Time}} にお知らせします: {{.Link}}")                        \
    TEXT(reminder_due, "You asked to be reminded of this message by @{{.Username}}: {{.Link}}",                      \
         "@{{.Username}} さんのメッセージのリマインダーです: {{.Link}}")
