// Interactive dialogs: forms that an integration opens on a person's screen. Wire shapes: golden integrations_interactive
// "dialog…", modern_dialogs.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/model.h"

namespace rk {

#define DIALOG_FIELDS(F)                                               \
    F(String, callback_id, none)                                       \
    F(String, title, none)                                             \
    F(String, introduction_text, none)                                 \
    F(String, icon_url, none)                                          \
    F(JsonValue, elements, none) /* objects; their keys: dialog.cpp */ \
    F(String, submit_label, none)                                      \
    F(Bool, notify_on_cancel, none)                                    \
    F(String, state, none)                                             \
    F(String, source_url, omit_empty)
MODEL(Dialog, DIALOG_FIELDS)

// What a client sends of a dialog, and, without the url, what the integration gets.
#define DIALOG_SUBMISSION_FIELDS(F)                                                 \
    F(String, type, none)      /* dialog_submission, dialog_lookup, refresh */      \
    F(String, url, input_only) /* whom it goes to */                                \
    F(String, callback_id, none)                                                    \
    F(String, state, none)                                                          \
    F(Id, user_id, none)                                                            \
    F(Id, channel_id, none)                                                         \
    F(Id, team_id, none)                                                            \
    F(JsonValue, submission, none) /* the values by the elements' names, or null */ \
    F(Bool, cancelled, none)
MODEL(DialogSubmission, DIALOG_SUBMISSION_FIELDS)

// A dialog as an integration sent it, in its normalised form: every known key is there, unknown ones are not. Failure: a key
// of a wrong type, named. What the dialog asks for is not judged: clients get it as it is (golden "elements with faults are
// passed on").
Result<Dialog> read_dialog(const Json& json);
// What is wrong with a dialog, a sentence each, for its author; empty when nothing is.
std::vector<std::string> faults_of(const Dialog& dialog);

// A list of choices, [{"text", "value"}]; null stays null. Failure: another shape.
Result<Json> read_choices(const Json& json);

// Whether choices may be looked up there: http, https, or a path of a plugin.
bool is_lookup_url(std::string_view url);

}  // namespace rk
