#include "feature/commands/urls.h"

#include "base/ids.h"

namespace rk::commands::urls {

namespace {

constexpr Millis kLifeMs = 30 * 60 * 1000;
constexpr int64_t kUsesMax = 5;

RK_QUERY(kInsert, "command_url_insert",
         "INSERT INTO commandwebhooks (id, createat, commandid, userid, channelid, rootid, usecount)"
         " VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0)");
RK_QUERY(kFind, "command_url_find",
         "SELECT commandid, userid, channelid, rootid FROM commandwebhooks WHERE id = ?1 AND createat > ?2");
RK_QUERY(kUse, "command_url_use", "UPDATE commandwebhooks SET usecount = usecount + 1 WHERE id = ?1 AND usecount < ?2");
RK_QUERY(kSweep, "command_url_sweep", "DELETE FROM commandwebhooks WHERE createat < ?1");

}  // namespace

std::string add(Tx& tx, const Command& command, const Call& call) {
    std::string id = new_id();
    tx.exec(kSweep, tx.now() - kLifeMs);
    tx.exec(kInsert, id, tx.now(), command.id, call.user.id, call.channel.id, call.root_id);
    return id;
}

std::optional<Url> use(Tx& tx, std::string_view url_id) {
    std::optional<Url> found;
    tx.each(
        kFind,
        [&](const Row& row) {
            found = Url{row.string(0), row.string(1), row.string(2), row.string(3)};
            return false;
        },
        url_id, tx.now() - kLifeMs);
    if (found && tx.exec(kUse, url_id, kUsesMax) == 0) throw Err::command_url_refused.because("used five times");
    return found;
}

}  // namespace rk::commands::urls
