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
#include <vector>

#include "app/route.h"
#include "model/integration.h"
#include "model/post.h"

namespace rk::commands {

std::span<const Route> routes();           // managing and completing
std::span<const Route> execute_routes();   // running
std::span<const Route> shortcut_routes();  // offering commands on messages
std::optional<Command> find(Tx& tx, std::string_view command_id);
// Refuses who may not change the command.
void require_manages(Tx& tx, const Actor& actor, const Command& command);
// Before the first request: echoes that come later.
void start(Services& services);

// Integrations as code: values are checked as the API does, permissions are not asked for.
std::vector<Command> list_all(Tx& tx);  // the oldest first
// Makes the command when it has no id, else changes it. One without a token gets one.
Command save_by_operator(Tx& tx, Command command);
void remove_by_operator(Tx& tx, std::string_view command_id);

// A person put an emoji on a message: runs the command that has it as its shortcut, after the commit and on a worker. What
// fails then, the person is told.
void reaction_added(Tx& tx, const Post& post, const Reaction& reaction);

}  // namespace rk::commands
