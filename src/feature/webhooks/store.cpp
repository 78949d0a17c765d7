#include "feature/webhooks/store.h"

#include <algorithm>

namespace rk::webhooks::store {

namespace {

RK_QUERY(kFind, "hook_find", "SELECT {IncomingWebhook} FROM incomingwebhooks WHERE id = ?1 AND deleteat = 0", nullptr,
         nullptr, true);
RK_QUERY(kInsert, "hook_insert", "INSERT INTO incomingwebhooks ({IncomingWebhook}) VALUES ({?IncomingWebhook})");
RK_QUERY(kUpdate, "hook_update", "UPDATE incomingwebhooks SET {=IncomingWebhook} WHERE id = ?1");
RK_QUERY(kWasThere, "hook_was_there", "SELECT 1 FROM incomingwebhooks WHERE id = ?1 AND deleteat <> 0");
RK_QUERY(kRemove, "hook_remove", "UPDATE incomingwebhooks SET deleteat = ?2, updateat = ?2 WHERE id = ?1");
RK_QUERY(kRemoveOfChannel, "hook_remove_of_channel",
         "UPDATE incomingwebhooks SET deleteat = ?2, updateat = ?2 WHERE channelid = ?1 AND deleteat = 0", nullptr,
         "a few thousand hooks at most, when a channel is archived");
RK_QUERY(kList, "hook_list",
         "SELECT {IncomingWebhook} FROM incomingwebhooks WHERE deleteat = 0 AND (?1 = '' OR teamid = ?1)"
         " ORDER BY createat DESC, id LIMIT ?3 OFFSET ?2",
         nullptr, "a few thousand hooks at most, for who manages them");
RK_QUERY(kListOf, "hook_list_of",
         "SELECT {IncomingWebhook} FROM incomingwebhooks WHERE deleteat = 0 AND (?1 = '' OR teamid = ?1)"
         " AND userid IN {?4} ORDER BY createat DESC, id LIMIT ?3 OFFSET ?2",
         nullptr, "a few thousand hooks at most, for who manages them");
RK_QUERY(kCount, "hook_count", "SELECT COUNT(*) FROM incomingwebhooks WHERE deleteat = 0 AND (?1 = '' OR teamid = ?1)",
         nullptr, "a few thousand hooks at most, for who manages them");
RK_QUERY(kCountOf, "hook_count_of",
         "SELECT COUNT(*) FROM incomingwebhooks WHERE deleteat = 0 AND (?1 = '' OR teamid = ?1) AND userid IN {?2}",
         nullptr, "a few thousand hooks at most, for who manages them");

RK_QUERY(kInsertCall, "hook_call_insert", "INSERT INTO rk_hook_calls ({HookCall}) VALUES ({?HookCall})");
RK_QUERY(kFindCall, "hook_call_find", "SELECT {HookCall} FROM rk_hook_calls WHERE hookid = ?1 AND id = ?2");
RK_QUERY(kListCalls, "hook_call_list",
         "SELECT {HookCall} FROM rk_hook_calls WHERE hookid = ?1 ORDER BY createat DESC, id DESC LIMIT ?3 OFFSET ?2");
RK_QUERY(kTrimCalls, "hook_call_trim",
         "DELETE FROM rk_hook_calls WHERE hookid = ?1 AND (createat < ?3 OR createat <"
         " (SELECT createat FROM rk_hook_calls WHERE hookid = ?1 ORDER BY createat DESC LIMIT 1 OFFSET ?2))");
// The hooks are found by leaping from one to the next in the index: one that is gone may have left calls behind.
RK_QUERY(
    kRemoveCallsBefore, "hook_call_remove_before",
    "WITH RECURSIVE hooks(id) AS (SELECT MIN(hookid) FROM rk_hook_calls UNION ALL"
    " SELECT (SELECT MIN(hookid) FROM rk_hook_calls WHERE hookid > hooks.id) FROM hooks WHERE hooks.id IS NOT NULL)"
    " DELETE FROM rk_hook_calls WHERE hookid IN (SELECT id FROM hooks) AND createat < ?1",
    nullptr, "once an hour; a few thousand hooks at most, of each of which only what is deleted is read");
RK_QUERY(kFillBody, "hook_call_fill_body",
         "UPDATE rk_hook_calls SET body = ?3 WHERE hookid = ?1 AND postid = ?2 AND body = '' AND method = 'POST'");
RK_QUERY(kNewestUse, "hook_newest_use",
         "SELECT createat FROM rk_hook_calls WHERE hookid = ?1 AND postid <> '' ORDER BY createat DESC LIMIT 1");
RK_QUERY(kLastUsed, "hook_last_used", "SELECT lastusedat FROM rk_hook_uses WHERE hookid = ?1", nullptr, nullptr, true);
RK_QUERY(kSetLastUsed, "hook_set_last_used",
         "INSERT INTO rk_hook_uses (hookid, lastusedat) VALUES (?1, ?2)"
         " ON CONFLICT (hookid) DO UPDATE SET lastusedat = excluded.lastusedat");

RK_QUERY(kFindPost, "hook_post_find", "SELECT postid FROM rk_hook_posts WHERE hookid = ?1 AND key = ?2");
// Senders learn the id of a post by wait=true, which is remembered, or from the kept calls (a thousand at most).
RK_QUERY(kIsPostOf, "hook_post_is_of",
         "SELECT 1 FROM rk_hook_posts WHERE postid = ?2 AND hookid = ?1"
         " UNION ALL SELECT 1 FROM rk_hook_calls WHERE hookid = ?1 AND postid = ?2 LIMIT 1");
RK_QUERY(kInsertPost, "hook_post_insert",
         "INSERT INTO rk_hook_posts (hookid, key, postid, createat) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING");
RK_QUERY(kReplacePost, "hook_post_replace",
         "UPDATE rk_hook_posts SET postid = ?3, createat = ?4 WHERE hookid = ?1 AND key = ?2");

RK_QUERY(kFindIdempotent, "hook_idempotent_find",
         "SELECT postid FROM rk_idempotency WHERE hookid = ?1 AND idempotencykey = ?2");
RK_QUERY(kInsertIdempotent, "hook_idempotent_insert",
         "INSERT INTO rk_idempotency (hookid, idempotencykey, postid, createat) VALUES (?1, ?2, ?3, ?4)"
         " ON CONFLICT DO NOTHING");
RK_QUERY(kRemoveIdempotent, "hook_idempotent_remove", "DELETE FROM rk_idempotency WHERE createat < ?1");

}  // namespace

std::optional<IncomingWebhook> find(Tx& tx, std::string_view hook_id) {
    return tx.find<IncomingWebhook>(kFind, hook_id);
}
bool was_there(Tx& tx, std::string_view hook_id) { return tx.find_integer(kWasThere, hook_id).has_value(); }
void insert(Tx& tx, const IncomingWebhook& hook) { tx.exec(kInsert, hook); }
void update(Tx& tx, const IncomingWebhook& hook) { tx.exec(kUpdate, hook); }
void remove(Tx& tx, std::string_view hook_id) { tx.exec(kRemove, hook_id, tx.now()); }
void remove_of_channel(Tx& tx, std::string_view channel_id) { tx.exec(kRemoveOfChannel, channel_id, tx.now()); }

std::vector<IncomingWebhook> list(Tx& tx, std::string_view team_id, const std::vector<std::string>& owner_ids,
                                  int64_t offset, int64_t limit) {
    if (owner_ids.empty()) return tx.list<IncomingWebhook>(kList, team_id, offset, limit);
    return tx.list<IncomingWebhook>(kListOf, team_id, offset, limit, owner_ids);
}
int64_t count(Tx& tx, std::string_view team_id, const std::vector<std::string>& owner_ids) {
    auto found = owner_ids.empty() ? tx.find_integer(kCount, team_id) : tx.find_integer(kCountOf, team_id, owner_ids);
    return found.value_or(0);
}

void insert_call(Tx& tx, const HookCall& call) { tx.exec(kInsertCall, call); }
std::optional<HookCall> find_call(Tx& tx, std::string_view hook_id, std::string_view call_id) {
    return tx.find<HookCall>(kFindCall, hook_id, call_id);
}
std::vector<HookCall> list_calls(Tx& tx, std::string_view hook_id, int64_t offset, int64_t limit) {
    return tx.list<HookCall>(kListCalls, hook_id, offset, limit);
}
void fill_body(Tx& tx, std::string_view hook_id, std::string_view post_id, std::string_view body) {
    tx.exec(kFillBody, hook_id, post_id, body);
}
Millis last_used(Tx& tx, std::string_view hook_id) { return tx.find_integer(kLastUsed, hook_id).value_or(0); }
Millis last_used_exactly(Tx& tx, std::string_view hook_id) {
    return std::max(last_used(tx, hook_id), tx.find_integer(kNewestUse, hook_id).value_or(0));
}
void set_last_used(Tx& tx, std::string_view hook_id) { tx.exec(kSetLastUsed, hook_id, tx.now()); }
void trim_calls(Tx& tx, std::string_view hook_id, int64_t kept, Millis oldest) {
    tx.exec(kTrimCalls, hook_id, kept > 0 ? kept - 1 : 0, oldest);
}
void remove_calls_before(Tx& tx, Millis oldest) { tx.exec(kRemoveCallsBefore, oldest); }

std::optional<std::string> find_post(Tx& tx, std::string_view hook_id, std::string_view key) {
    return tx.find_text(kFindPost, hook_id, key);
}
bool is_post_of(Tx& tx, std::string_view hook_id, std::string_view post_id) {
    return tx.find_integer(kIsPostOf, hook_id, post_id).has_value();
}
bool insert_post(Tx& tx, std::string_view hook_id, std::string_view key, std::string_view post_id) {
    return tx.exec(kInsertPost, hook_id, key, post_id, tx.now()) > 0;
}
void replace_post(Tx& tx, std::string_view hook_id, std::string_view key, std::string_view post_id) {
    tx.exec(kReplacePost, hook_id, key, post_id, tx.now());
}

std::optional<std::string> find_idempotent(Tx& tx, std::string_view hook_id, std::string_view key) {
    return tx.find_text(kFindIdempotent, hook_id, key);
}
bool insert_idempotent(Tx& tx, std::string_view hook_id, std::string_view key, std::string_view post_id) {
    return tx.exec(kInsertIdempotent, hook_id, key, post_id, tx.now()) > 0;
}
void remove_idempotent_before(Tx& tx, Millis oldest) { tx.exec(kRemoveIdempotent, oldest); }

}  // namespace rk::webhooks::store
