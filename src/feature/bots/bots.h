// Bots: accounts that programs act by. A bot is a row of users with a row of bots beside it: no password, an owner, tokens
// that others make for it. Owner of the table bots.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/route.h"
#include "model/user.h"

namespace rk::bots {

std::span<const Route> routes();
std::span<const Route> convert_routes();  // from person to bot and back

// Whether that account is a bot's, enabled or not: one look-up by key.
bool is_bot(Tx& tx, std::string_view user_id);
// Whether it is one, and turned off or deleted.
bool is_disabled(Tx& tx, std::string_view user_id);
// Whether it is one that the actor manages: their own, or any by manage_others_bots. Disabled ones, too.
bool manages(Tx& tx, const Actor& actor, std::string_view user_id);
// Their own bots, disabled ones too.
std::vector<std::string> list_ids_of_owner(Tx& tx, std::string_view owner_id);
// Throws Err::bot_not_found; for disabled ones as well unless asked for.
Bot get(Tx& tx, std::string_view bot_id, bool also_disabled);

struct NewBot {
    std::string username, display_name, description;
    std::string owner_id;
};
// Makes the account and the bot; its owner, if that is a person, is told by a direct message what to do next.
Bot add(Tx& tx, const NewBot& made);
struct Change {
    std::optional<std::string> username, display_name, description;
};
Bot update(Tx& tx, const Bot& bot, const Change& change);
Bot assign(Tx& tx, const Bot& bot, std::string_view owner_id);  // to another owner
std::vector<Bot> list_all(Tx& tx);                              // disabled ones too, the oldest first
// Disabled bots are deactivated accounts: their tokens and sessions let nobody in.
Bot set_enabled(Tx& tx, const Bot& bot, bool enabled);

// Somebody who may own bots was deactivated: disables their bots (ServiceSettings.DisableBotsWhenOwnerIsDeactivated) and
// tells the system admins which bots have nobody to look after them.
void owner_deactivated(Tx& tx, const User& owner);

}  // namespace rk::bots
