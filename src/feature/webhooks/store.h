// SQL of incoming webhooks.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/db.h"
#include "model/webhook.h"

namespace rk::webhooks::store {

std::optional<IncomingWebhook> find(Tx& tx, std::string_view hook_id);  // not the deleted ones
bool was_there(Tx& tx, std::string_view hook_id);                       // a deleted one of that id
void insert(Tx& tx, const IncomingWebhook& hook);
void update(Tx& tx, const IncomingWebhook& hook);
void remove(Tx& tx, std::string_view hook_id);
void remove_of_channel(Tx& tx, std::string_view channel_id);
// Newest first; `team_id` "" for any, no `owner_ids` for everybody's.
std::vector<IncomingWebhook> list(Tx& tx, std::string_view team_id, const std::vector<std::string>& owner_ids,
                                  int64_t offset, int64_t limit);
int64_t count(Tx& tx, std::string_view team_id, const std::vector<std::string>& owner_ids);

void insert_call(Tx& tx, const HookCall& call);
std::optional<HookCall> find_call(Tx& tx, std::string_view hook_id, std::string_view call_id);
// Newest first.
std::vector<HookCall> list_calls(Tx& tx, std::string_view hook_id, int64_t offset, int64_t limit);
// Gives the calls that made a post, and left their body to it, that body.
void fill_body(Tx& tx, std::string_view hook_id, std::string_view post_id, std::string_view body);
// When a hook last posted, 0 for never: to the millisecond while the call is kept, afterwards to the minute.
Millis last_used(Tx& tx, std::string_view hook_id);
Millis last_used_exactly(Tx& tx, std::string_view hook_id);
void set_last_used(Tx& tx, std::string_view hook_id);
// Keeps the newest `kept` calls of a hook, and none older than `oldest`.
void trim_calls(Tx& tx, std::string_view hook_id, int64_t kept, Millis oldest);
void remove_calls_before(Tx& tx, Millis oldest);

// The post that a hook made under a key (its own id when the sender gave none).
std::optional<std::string> find_post(Tx& tx, std::string_view hook_id, std::string_view key);
bool is_post_of(Tx& tx, std::string_view hook_id, std::string_view post_id);
// False when the key is taken.
bool insert_post(Tx& tx, std::string_view hook_id, std::string_view key, std::string_view post_id);
void replace_post(Tx& tx, std::string_view hook_id, std::string_view key, std::string_view post_id);

std::optional<std::string> find_idempotent(Tx& tx, std::string_view hook_id, std::string_view key);
bool insert_idempotent(Tx& tx, std::string_view hook_id, std::string_view key, std::string_view post_id);
void remove_idempotent_before(Tx& tx, Millis oldest);

}  // namespace rk::webhooks::store
