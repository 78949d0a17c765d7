#include "feature/bots/store.h"

namespace rk::bots::store {

namespace {

#define RK_SELECT_BOT "SELECT {b.Bot}, u.username, u.firstname FROM bots b JOIN users u ON u.id = b.userid"
RK_QUERY(kFind, "bot_find", RK_SELECT_BOT " WHERE b.userid = ?1");
RK_QUERY(kIsBot, "bot_is_one", "SELECT 1 FROM bots WHERE userid = ?1", nullptr, nullptr, true);
RK_QUERY(kList, "bot_list",
         RK_SELECT_BOT
         " WHERE (?1 = '' OR b.ownerid = ?1) AND (?2 OR b.deleteat = 0)"
         " AND (NOT ?3 OR EXISTS (SELECT 1 FROM users o WHERE o.id = b.ownerid AND o.deleteat <> 0))"
         " ORDER BY b.createat, u.username LIMIT ?5 OFFSET ?4",
         nullptr, "a few hundred bots at most, for who manages them");
RK_QUERY(kInsert, "bot_insert", "INSERT INTO bots ({Bot}) VALUES ({?Bot})");
RK_QUERY(kUpdate, "bot_update", "UPDATE bots SET {=Bot} WHERE userid = ?1");
RK_QUERY(kRemove, "bot_remove", "DELETE FROM bots WHERE userid = ?1");

Bot read(const Row& row) {
    Bot bot;
    int next = row.read(Bot::info(), &bot);
    bot.username = row.string(next);
    bot.display_name = row.string(next + 1);
    return bot;
}

}  // namespace

bool has(Tx& tx, std::string_view bot_id) { return tx.find_integer(kIsBot, bot_id).has_value(); }

std::optional<Bot> find(Tx& tx, std::string_view bot_id) {
    std::optional<Bot> found;
    tx.each(
        kFind, [&](const Row& row) { return found = read(row), false; }, bot_id);
    return found;
}

std::vector<Bot> list(Tx& tx, const ListOptions& o) {
    std::vector<Bot> found;
    tx.each(
        kList, [&](const Row& row) { found.push_back(read(row)); }, o.owner_id, o.also_disabled, o.only_orphaned,
        o.offset, o.limit);
    return found;
}

void insert(Tx& tx, const Bot& bot) { tx.exec(kInsert, bot); }
void update(Tx& tx, const Bot& bot) { tx.exec(kUpdate, bot); }
void remove(Tx& tx, std::string_view bot_id) { tx.exec(kRemove, bot_id); }

}  // namespace rk::bots::store
