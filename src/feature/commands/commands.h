// Slash commands: those that the server answers itself, and custom ones that an address of somebody's answers. Owner of the
// table commands.
//
//     POST /api/v4/commands/execute ── which command ──┬─ built in: builtin_*.cpp, in one transaction ──┐
//                                                      └─ custom: a request to its address (slow lane) ──┴─> answer: a
//     post, a note for one person, or nothing; the client gets the answer as well
#pragma once
#include <optional>
#include <span>
#include <string_view>

#include "app/route.h"
#include "model/integration.h"

namespace rk::commands {

std::span<const Route> routes();          // managing and completing
std::span<const Route> execute_routes();  // running
std::optional<Command> find(Tx& tx, std::string_view command_id);
// Refuses who may not change the command.
void require_manages(Tx& tx, const Actor& actor, const Command& command);
// Before the first request: echoes that come later.
void start(Services& services);

}  // namespace rk::commands
