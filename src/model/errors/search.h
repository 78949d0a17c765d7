// Errors of search.
#pragma once
// ERR(name, status, id, English, Japanese)
#define RK_ERRORS_SEARCH(ERR)                                                                                       \
    ERR(post_search_disabled, 501, "store.sql_post.search.disabled", "Searching has been disabled on this server.", \
        "このサーバーでは検索が無効になっています。")                                                               \
    ERR(file_search_disabled, 501, "store.sql_file_info.search.disabled",                                           \
        "Searching files has been disabled on this server.", "このサーバーではファイルの検索が無効になっています。")
