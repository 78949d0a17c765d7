// Calling a custom command's address, for this folder.
#pragma once
#include "feature/commands/builtin.h"

namespace rk::commands {

// Asks the command's address and does what it answers. Waits, at most ServiceSettings.OutgoingIntegrationRequestsTimeout:
// no Tx may be open. Throws Err::command_….
CommandResponse run_custom(Services& services, const Call& call, const Command& command);

}  // namespace rk::commands
