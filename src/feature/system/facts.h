// What the server knows about this installation, kept in the table systems (whose owner is this folder).
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "app/route.h"

namespace rk::system {

// Fills services.facts: reads what is there, makes what is missing. At start.
void load_facts(Services& services);

// Turns facts.has_accounts when the first account is there.
void notice_accounts(Tx& tx);

// Rows of the table systems, by Mattermost's names.
std::optional<std::string> find_fact(Tx& tx, std::string_view name);
void save_fact(Tx& tx, std::string_view name, std::string_view value);

}  // namespace rk::system
