#include "feature/emoji/store.h"

#include "base/strings.h"

namespace rk::emoji::store {

namespace {

// A server has hundreds of emoji, thousands at most: lists of them may walk the table.
RK_QUERY(kById, "emoji_by_id", "SELECT {Emoji} FROM emoji WHERE id = ?1 AND deleteat = 0");
RK_QUERY(kByName, "emoji_by_name", "SELECT {Emoji} FROM emoji WHERE name = ?1 AND deleteat = 0");
RK_QUERY(kByNames, "emoji_by_names", "SELECT {Emoji} FROM emoji WHERE name IN {?1} AND deleteat = 0 ORDER BY name");
RK_QUERY(kList, "emoji_list", "SELECT {Emoji} FROM emoji WHERE deleteat = 0 ORDER BY createat, id LIMIT ?2 OFFSET ?1");
RK_QUERY(kListByName, "emoji_list_by_name",
         "SELECT {Emoji} FROM emoji WHERE deleteat = 0 ORDER BY name LIMIT ?2 OFFSET ?1");
RK_QUERY(kSearch, "emoji_search",
         "SELECT {Emoji} FROM emoji WHERE deleteat = 0 AND lower(name) LIKE ?1 ESCAPE '*' ORDER BY name LIMIT ?2");
RK_QUERY(kInsert, "emoji_insert", "INSERT INTO emoji ({Emoji}) VALUES ({?Emoji}) ON CONFLICT DO NOTHING");
RK_QUERY(kDelete, "emoji_delete", "UPDATE emoji SET deleteat = ?2, updateat = ?2 WHERE id = ?1 AND deleteat = 0");

}  // namespace

std::optional<Emoji> find(Tx& tx, std::string_view emoji_id) { return tx.find<Emoji>(kById, emoji_id); }
std::optional<Emoji> find_by_name(Tx& tx, std::string_view name) { return tx.find<Emoji>(kByName, name); }

std::vector<Emoji> find_by_names(Tx& tx, const std::vector<std::string>& names) {
    return tx.list<Emoji>(kByNames, names);
}

std::vector<Emoji> list(Tx& tx, bool by_name, int64_t offset, int64_t limit) {
    return tx.list<Emoji>(by_name ? kListByName : kList, offset, limit);
}

std::vector<Emoji> search(Tx& tx, std::string_view term, bool prefix_only, int64_t limit) {
    std::string like = prefix_only ? "" : "%";
    for (char c : to_lower_ascii(term)) {
        if (c == '%' || c == '_' || c == '*') like += '*';
        like += c;
    }
    like += '%';
    return tx.list<Emoji>(kSearch, like, limit);
}

bool insert(Tx& tx, const Emoji& emoji) { return tx.exec(kInsert, emoji) > 0; }
bool mark_deleted(Tx& tx, std::string_view emoji_id, Millis at) { return tx.exec(kDelete, emoji_id, at) > 0; }

}  // namespace rk::emoji::store
