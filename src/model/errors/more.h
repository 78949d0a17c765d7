// Errors of files, emoji, bots, commands, outgoing webhooks and OAuth.
#pragma once
// ERR(name, status, id, English, Japanese)
#define RK_ERRORS_MORE(ERR)
