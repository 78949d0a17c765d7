// Buttons and menus on posts, and dialogs.
//
//     POST …/posts/{id}/actions/{id} ──> the integration of the stored action, or of an ephemeral post's cookie
//                                  <── an update of the post, a note to whoever pressed, or nothing
//     POST …/actions/dialogs/open     by the integration, with the trigger id that it was given ──> event open_dialog
//     POST …/actions/dialogs/submit, lookup ──> the integration ──> what the dialog shows next
//
// Posts keep an action's `integration` for this; no client ever sees it (posts/metadata.h).
#pragma once
#include <span>

#include "app/route.h"

namespace rk::interactive {

std::span<const Route> routes();
std::span<const Route> dialog_routes();

}  // namespace rk::interactive
