#include "feature/users/audits.h"

#include "base/ids.h"
#include "base/strings.h"
#include "feature/users/users.h"

namespace rk::users {

namespace {

RK_QUERY(kInsert, "audit_insert", "INSERT INTO audits ({Audit}) VALUES ({?Audit})");
RK_QUERY(kOfUser, "audits_of_user",
         "SELECT {Audit} FROM audits WHERE userid = ?1 ORDER BY createat DESC, id LIMIT ?2 OFFSET ?3");
RK_QUERY(kOfAll, "audits_of_all", "SELECT {Audit} FROM audits ORDER BY createat DESC, id LIMIT ?1 OFFSET ?2", nullptr,
         "a page for administrators, asked for seldom");

void insert(Tx& tx, std::string_view user_id, std::string_view action, std::string_view extra_info,
            std::string_view ip_address, std::string_view session_id) {
    Audit audit;
    audit.id = new_id();
    audit.create_at = tx.now();
    audit.user_id = user_id;
    audit.action = utf8_prefix(action, 512);
    audit.extra_info = utf8_prefix(extra_info, 1024);
    audit.ip_address = ip_address.substr(0, 64);
    audit.session_id = session_id;
    tx.exec(kInsert, audit);
}

}  // namespace

void add_audit(Tx& tx, const Actor& who, std::string_view action, std::string_view extra_info) {
    insert(tx, who.user_id, action, extra_info, who.ip_address, who.session_id());
}

namespace audits {

std::vector<Audit> list(Tx& tx, std::string_view user_id, int64_t offset, int64_t limit) {
    return user_id.empty() ? tx.list<Audit>(kOfAll, limit, offset) : tx.list<Audit>(kOfUser, user_id, limit, offset);
}

void add(Tx& tx, const Ctx& c, std::string_view user_id, std::string_view extra_info) {
    insert(tx, user_id, to_valid_utf8(c.request().raw_path), extra_info, c.actor().ip_address, c.actor().session_id());
}

}  // namespace audits
}  // namespace rk::users
