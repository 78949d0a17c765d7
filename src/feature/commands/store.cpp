#include "feature/commands/store.h"

namespace rk::commands::store {

namespace {

RK_QUERY(kFind, "command_find", "SELECT {Command} FROM commands WHERE id = ?1 AND deleteat = 0");
RK_QUERY(kByTrigger, "command_by_trigger",
         "SELECT {Command} FROM commands WHERE teamid = ?1 AND trigger = ?2 AND deleteat = 0");
RK_QUERY(kOfTeam, "commands_of_team",
         "SELECT {Command} FROM commands WHERE teamid = ?1 AND deleteat = 0 ORDER BY trigger");
RK_QUERY(kInsert, "command_insert", "INSERT INTO commands ({Command}) VALUES ({?Command})");
RK_QUERY(kUpdate, "command_update", "UPDATE commands SET {=Command} WHERE id = ?1");
RK_QUERY(kRemove, "command_remove", "UPDATE commands SET deleteat = ?2, updateat = ?2 WHERE id = ?1");

}  // namespace

std::optional<Command> find(Tx& tx, std::string_view command_id) { return tx.find<Command>(kFind, command_id); }
std::optional<Command> find_by_trigger(Tx& tx, std::string_view team_id, std::string_view trigger) {
    return tx.find<Command>(kByTrigger, team_id, trigger);
}
std::vector<Command> list_of_team(Tx& tx, std::string_view team_id) { return tx.list<Command>(kOfTeam, team_id); }
void insert(Tx& tx, const Command& command) { tx.exec(kInsert, command); }
void update(Tx& tx, const Command& command) { tx.exec(kUpdate, command); }
void remove(Tx& tx, std::string_view command_id) { tx.exec(kRemove, command_id, tx.now()); }

}  // namespace rk::commands::store
