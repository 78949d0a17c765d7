#include "feature/status/store.h"

namespace rk::status::store {

namespace {

RK_QUERY(kReset, "status_reset", "UPDATE status SET status = 'offline' WHERE manual = FALSE AND status <> 'offline'",
         nullptr, "once a start, a row an account");
RK_QUERY(kManual, "status_manual", "SELECT {Status} FROM status WHERE manual = TRUE", nullptr,
         "once a start, a row an account");
RK_QUERY(kList, "status_list", "SELECT {Status} FROM status WHERE userid IN {?1}");
RK_QUERY(kSave, "status_save",
         "INSERT INTO status ({Status}) VALUES ({?Status}) ON CONFLICT (userid) DO UPDATE SET status = excluded.status,"
         " manual = excluded.manual, lastactivityat = excluded.lastactivityat, dndendtime = excluded.dndendtime,"
         " prevstatus = excluded.prevstatus");

}  // namespace

void reset_automatic(Tx& tx) { tx.exec(kReset); }
std::vector<Status> list_manual(Tx& tx) { return tx.list<Status>(kManual); }
std::vector<Status> list(Tx& tx, const std::vector<std::string>& user_ids) { return tx.list<Status>(kList, user_ids); }
void save(Tx& tx, const Status& status) { tx.exec(kSave, status); }

}  // namespace rk::status::store
