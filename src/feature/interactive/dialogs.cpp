// Opening and answering dialogs. Rules: golden integrations_interactive "dialog…", modern_dialogs.
#include "app/access.h"
#include "app/services.h"
#include "base/log.h"
#include "base/strings.h"
#include "feature/channels/channels.h"
#include "feature/interactive/integration.h"
#include "feature/interactive/interactive.h"
#include "feature/interactive/triggers.h"
#include "model/dialog.h"
#include "model/events.h"

namespace rk::interactive {

namespace {

ApiError bad(const char* member) { return Err::invalid_body_param.with("Name", member); }

// A text member of a body; "" when it is absent.
std::string text_of(const Json& body, const char* member) {
    const Json* value = body.find_any_case(member);
    if (!value || value->is_null()) return {};
    if (!value->is_string()) throw bad("dialog").because(std::string(member) + " is no text");
    return value->as_string();
}

// The author learns what is wrong in the log and in the answer's header; the person gets the dialog all the same.
void tell_faults(const Dialog& dialog, Reply& reply) {
    std::vector<std::string> faults = faults_of(dialog);
    if (faults.empty()) return;
    std::string line = to_valid_utf8(join(faults, "; ").substr(0, 1000));
    log::warn("A dialog has faults", {{"callback_id", dialog.callback_id.substr(0, 100)}, {"faults", line}});
    for (char& c : line)
        if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) > 0x7e) c = '?';
    reply.set_header("X-Renkei-Dialog-Faults", line);
}

Reply open(Ctx& c, Tx& tx) {
    Json body = c.body_object("dialog");
    const std::string trigger_id = text_of(body, "trigger_id"), url = text_of(body, "url");
    const Json* given = body.find_any_case("dialog");
    Result<Dialog> dialog = given && !given->is_null() ? read_dialog(*given) : Result<Dialog>(Dialog());
    if (!dialog) throw bad("dialog").because(dialog.error());
    if (url.empty()) throw bad("url");
    const Triggered triggered = read_trigger(c.services(), trigger_id);

    std::string json, data;
    JsonWriter(json)
        .begin_object()
        .field("trigger_id", triggered.client_id)
        .field("url", url)
        .key("dialog")
        .raw(to_json(*dialog))
        .end_object();
    JsonWriter(data).begin_object().field("dialog", json).end_object();
    tx.emit(EventName::open_dialog, to_user(triggered.user_id), std::move(data));
    Reply reply = reply::ok();
    tell_faults(*dialog, reply);
    return reply;
}

// What the caller fills in, if they may where they say they are.
DialogSubmission read_submission(Ctx& c) {
    auto submission = c.body<DialogSubmission>("dialog");
    if (!submission.submission.is_null() && !submission.submission.is_object()) throw bad("dialog");
    if (submission.url.empty()) throw bad("url");
    submission.user_id = c.user_id();
    return submission;
}

void check_place(Ctx& c, const DialogSubmission& submission) {
    c.db().read([&](Tx& tx) {
        access::require_read_channel(tx, c.actor(), channels::get(tx, submission.channel_id));
        access::require_in_team(tx, c.actor(), submission.team_id, Permission::view_team);
    });
}

// {"error", "errors", "type", "form"} as the client gets it, each only if there is something in it.
std::string read_answer(std::string_view body) {
    Json out = Json::object();
    if (trim(body).empty()) return out.dump();
    auto json = Json::parse(body, Json::Extent::kFirst);
    if (!json) throw Err::dialog_answer_unreadable.because(json.error());
    if (json->is_null()) return out.dump();
    if (!json->is_object()) throw Err::dialog_answer_unreadable.because("no object");
    auto given = [&](const char* name) -> const Json* {
        const Json* value = json->find_any_case(name);
        return value && !value->is_null() ? value : nullptr;
    };
    auto text = [&](const char* name) {
        const Json* value = given(name);
        if (value && !value->is_string()) throw Err::dialog_answer_unreadable.because(std::string(name));
        return value ? value->as_string() : std::string();
    };
    const std::string error = text("error"), type = text("type");
    if (!error.empty()) out.set("error", error);
    if (const Json* errors = given("errors")) {
        if (!errors->is_object()) throw Err::dialog_answer_unreadable.because("errors");
        for (const Json::Member& one : errors->members())
            if (!one.value.is_string()) throw Err::dialog_answer_unreadable.because("errors." + one.key);
        if (errors->size() > 0) out.set("errors", *errors);
    }
    const bool is_refused = out.size() > 0;
    if (!type.empty()) out.set("type", type);
    const Json* form = given("form");
    if (form) {
        Result<Dialog> dialog = read_dialog(*form);
        if (!dialog) throw Err::dialog_answer_unreadable.because(dialog.error());
        out.set("form", to_tree(*dialog));
    }
    if (is_refused) return out.dump();
    const bool is_form = type == "form", is_end = type.empty() || type == "ok" || type == "navigate";
    if (!is_form && !is_end)
        throw Err::dialog_answer_bad.because("the type '" + to_valid_utf8(type.substr(0, 100)) + "'");
    if (is_form != (form != nullptr))
        throw Err::dialog_answer_bad.because(is_form ? "no form" : "a form with another type");
    return out.dump();
}

// Who opened the dialog is not known any more: administrators alone see the call.
const Called kCalled{"dialog", "", ""};

Reply submit(Ctx& c) {
    DialogSubmission submission = read_submission(c);
    check_place(c, submission);
    if (submission.type != "refresh") submission.type = "dialog_submission";
    std::string answer;
    call_integration(c, kCalled, submission.url, to_json(submission),
                     [&](const std::string& body) { answer = read_answer(body); });
    return reply::json(200, std::move(answer));
}

Reply look_up(Ctx& c) {
    DialogSubmission submission = read_submission(c);
    if (!is_lookup_url(submission.url)) throw bad("url");
    check_place(c, submission);
    submission.type = "dialog_lookup";
    std::string found;
    call_integration(c, kCalled, submission.url, to_json(submission), [&](const std::string& body) {
        auto json = trim(body).empty() ? Result<Json>(Json()) : Json::parse(body, Json::Extent::kFirst);
        if (!json) throw Err::dialog_choices_unreadable.because(json.error());
        if (!json->is_object() && !json->is_null()) throw Err::dialog_choices_unreadable.because("no object");
        const Json* items = json->find_any_case("items");
        Result<Json> choices = items ? read_choices(*items) : Result<Json>(Json());
        if (!choices) throw Err::dialog_choices_unreadable.because("items must be " + choices.error());
        found = Json::object({{"items", std::move(*choices)}}).dump();
    });
    return reply::json(200, std::move(found));
}

constexpr Route kRoutes[] = {
    {POST, "/api/v4/actions/dialogs/open", Lane::write, Access::open, open,
     "Open a dialog for whoever called the integration just now."},
    {POST, "/api/v4/actions/dialogs/submit", Lane::slow, Access::session, submit,
     "Send what was filled in to the integration, or that it was cancelled."},
    {POST, "/api/v4/actions/dialogs/lookup", Lane::slow, Access::session, look_up,
     "Ask the integration for the choices of a dialog's field."},
};

}  // namespace

std::span<const Route> dialog_routes() { return kRoutes; }

}  // namespace rk::interactive
