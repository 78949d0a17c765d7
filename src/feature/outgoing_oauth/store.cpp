#include "feature/outgoing_oauth/store.h"

namespace rk::outgoing_oauth::store {

namespace {

RK_QUERY(kFind, "outgoing_connection_find",
         "SELECT {OutgoingOAuthConnection} FROM outgoingoauthconnections WHERE id = ?1");
RK_QUERY(kList, "outgoing_connection_list",
         "SELECT {OutgoingOAuthConnection} FROM outgoingoauthconnections WHERE id > ?1 ORDER BY id LIMIT ?2");
RK_QUERY(kAll, "outgoing_connection_all", "SELECT {OutgoingOAuthConnection} FROM outgoingoauthconnections ORDER BY id",
         nullptr, "all are kept in memory: at start, and after a change");
RK_QUERY(kInsert, "outgoing_connection_insert",
         "INSERT INTO outgoingoauthconnections ({OutgoingOAuthConnection}) VALUES ({?OutgoingOAuthConnection})");
RK_QUERY(kUpdate, "outgoing_connection_update",
         "UPDATE outgoingoauthconnections SET {=OutgoingOAuthConnection} WHERE id = ?1");
RK_QUERY(kRemove, "outgoing_connection_remove", "DELETE FROM outgoingoauthconnections WHERE id = ?1");

}  // namespace

std::optional<OutgoingOAuthConnection> find(Tx& tx, std::string_view connection_id) {
    return tx.find<OutgoingOAuthConnection>(kFind, connection_id);
}
std::vector<OutgoingOAuthConnection> list(Tx& tx, std::string_view from_id, int64_t limit) {
    return tx.list<OutgoingOAuthConnection>(kList, from_id, limit);
}
std::vector<OutgoingOAuthConnection> list_all(Tx& tx) { return tx.list<OutgoingOAuthConnection>(kAll); }
void insert(Tx& tx, const OutgoingOAuthConnection& connection) { tx.exec(kInsert, connection); }
void update(Tx& tx, const OutgoingOAuthConnection& connection) { tx.exec(kUpdate, connection); }
void remove(Tx& tx, std::string_view connection_id) { tx.exec(kRemove, connection_id); }

}  // namespace rk::outgoing_oauth::store
