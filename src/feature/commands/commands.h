// Slash commands: those that the server answers itself, and custom ones that an address of somebody's answers. Owner of the
// table commands.
//
//     POST /api/v4/commands/execute ── which command ──┬─ built in: builtin_*.cpp, in one transaction ──┐
//                                                      └─ custom: a request to its address (slow lane) ──┴─> answer: a
//     post, a note for one person, or nothing; the client gets the answer as well
#pragma once
#include <span>
#include <string_view>

#include "app/route.h"
#include "model/integration.h"

namespace rk::commands {

std::span<const Route> routes();          // managing and completing
std::span<const Route> execute_routes();  // running
// Before the first request: echoes that come later.
void start(Services& services);

}  // namespace rk::commands
