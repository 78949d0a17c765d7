// What the server says to people, other than errors: system posts, mails. Each text is one line in one of the lists under
// model/texts/: its name in the code, English, Japanese. {{.Name}} stands for a value.
//     text(Text::joined_channel, "en", {{"Username", user.username}})
#pragma once
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "model/texts/bots.h"
#include "model/texts/commands.h"
#include "model/texts/hooks.h"
#include "model/texts/mails.h"
#include "model/texts/messages.h"
#include "model/texts/oauth.h"
#include "model/texts/posts.h"

namespace rk {

#define RK_TEXTS(TEXT)      \
    RK_TEXTS_POSTS(TEXT)    \
    RK_TEXTS_HOOKS(TEXT)    \
    RK_TEXTS_BOTS(TEXT)     \
    RK_TEXTS_COMMANDS(TEXT) \
    RK_TEXTS_MAILS(TEXT)    \
    RK_TEXTS_MESSAGES(TEXT) \
    RK_TEXTS_OAUTH(TEXT)

enum class Text {
#define RK_TEXT_ENUM(name, en, ja) name,
    RK_TEXTS(RK_TEXT_ENUM)
#undef RK_TEXT_ENUM
};

// `locale` is "ja" or anything else for English.
std::string text(Text which, std::string_view locale,
                 std::initializer_list<std::pair<std::string_view, std::string_view>> values = {});

}  // namespace rk
