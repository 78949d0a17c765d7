// Built-in commands about the caller: presence, how they see things, turns of phrase.
#include <algorithm>

#include "app/services.h"
#include "base/strings.h"
#include "feature/commands/builtin.h"
#include "feature/preferences/preferences.h"
#include "feature/status/custom_status.h"
#include "feature/status/status.h"

namespace rk::commands {

namespace {

constexpr int64_t kEchoDelayMaxS = 10'000;

CommandResponse choose(Tx& tx, const Call& call, std::string_view word, Text said) {
    StatusStore& statuses = *tx.services().statuses;
    if (auto chosen = statuses.chosen(call.user.id, word, 0); chosen && !statuses.list(tx, {call.user.id}).empty()) {
        status::save(tx, *chosen);
        tx.after_commit([&statuses, chosen = *chosen] { statuses.put(chosen); });
    }
    return told(call, said);
}

CommandResponse set_previews(Tx& tx, const Call& call, bool collapsed) {
    Preference preference;
    preference.user_id = call.user.id;
    preference.category = "display_settings";
    preference.name = "collapse_previews";
    preference.value = collapsed ? "true" : "false";
    preferences::save(tx, call.user.id, {preference});
    // The command has an event of its own for clients (golden "built in/expand and collapse").
    tx.emit(EventName::preference_changed, to_user(call.user.id),
            Json::object({{"preference", to_json(preference)}}).dump());
    return told(call, collapsed ? Text::cmd_collapsed : Text::cmd_expanded);
}

CommandResponse in_channel(std::string text) {
    CommandResponse response;
    response.response_type = "in_channel";
    response.text = std::move(text);
    return response;
}

// Takes a number off the end: `'five minutes' 300`, `"tea" 3`. Without quotes everything is text.
int64_t take_delay(std::string& message) {
    if (message.size() < 2 || (message[0] != '\'' && message[0] != '"')) return 0;
    size_t end = message.rfind(message[0]);
    if (end == 0) return 0;
    int64_t delay_s = 0;
    std::string_view rest = trim(std::string_view(message).substr(end + 1));
    if (!rest.empty() && !parse_int(rest, delay_s)) return 0;
    message = message.substr(1, end - 1);
    return delay_s;
}

}  // namespace

CommandResponse run_away(Tx& tx, const Call& call) { return choose(tx, call, "away", Text::cmd_now_away); }
CommandResponse run_online(Tx& tx, const Call& call) { return choose(tx, call, "online", Text::cmd_now_online); }
CommandResponse run_offline(Tx& tx, const Call& call) { return choose(tx, call, "offline", Text::cmd_now_offline); }
CommandResponse run_dnd(Tx& tx, const Call& call) { return choose(tx, call, "dnd", Text::cmd_now_dnd); }

CommandResponse run_status(Tx& tx, const Call& call) {
    if (!config_of(tx)->TeamSettings.EnableCustomUserStatuses) return told(call, Text::cmd_status_off);
    if (call.message == "clear") {
        status::clear_custom_status(tx, call.user.id);
        return told(call, Text::cmd_status_cleared);
    }
    CustomStatus custom;
    std::string_view rest = call.message;
    if (rest.starts_with(':')) {
        size_t end = rest.find(':', 1);
        std::string_view name = end == rest.npos ? std::string_view() : rest.substr(1, end - 1);
        if (!name.empty() && name.find_first_of(" \t\r\n") == name.npos) {
            custom.emoji = name;
            rest = trim(rest.substr(end + 1));
        }
    }
    custom.text = rest;
    status::set_custom_status(tx, call.user.id, custom);
    if (custom.emoji.empty()) custom.emoji = "speech_balloon";
    return told(call, Text::cmd_status_set, {{"Status", ":" + custom.emoji + ": " + custom.text}});
}

CommandResponse run_collapse(Tx& tx, const Call& call) { return set_previews(tx, call, true); }
CommandResponse run_expand(Tx& tx, const Call& call) { return set_previews(tx, call, false); }

CommandResponse run_me(Tx&, const Call& call) {
    CommandResponse response = in_channel("*" + call.message + "*");
    response.type = "me";
    response.props = Json::object({{"message", call.message}});
    return response;
}

CommandResponse run_shrug(Tx&, const Call& call) {
    return in_channel(call.message + (call.message.empty() ? "" : " ") + R"(¯\\\_(ツ)\_/¯)");
}

CommandResponse run_code(Tx&, const Call& call) {
    if (call.message.empty()) return told(call, Text::cmd_code_nothing);
    std::vector<std::string> lines = split(call.text, '\n');
    CommandResponse response = in_channel("    " + join(lines, "\n    "));
    response.skip_slack_parsing = true;
    return response;
}

CommandResponse run_echo(Tx& tx, const Call& call) {
    std::string message = call.message;
    int64_t delay_s = take_delay(message);
    if (message.empty()) return told(call, Text::cmd_echo_nothing);
    if (delay_s > kEchoDelayMaxS) return told(call, Text::cmd_echo_delay);
    if (delay_s <= 0) {
        say(tx, call, call.channel, std::move(message), call.root_id);
    } else if (!echo_later(tx, call, std::move(message), delay_s)) {
        return told(call, Text::cmd_echo_many);
    }
    return done();
}

CommandResponse run_help(Tx& tx, const Call& call) {
    const std::string& link = config_of(tx)->SupportSettings.HelpLink;
    if (link.empty()) return told(call, Text::cmd_help_nowhere);
    return told(call, Text::cmd_help, {{"Link", link}});
}

CommandResponse run_logout(Tx&, const Call&) {
    CommandResponse response;
    response.goto_location = "/login";  // the client ends its session there
    return response;
}

CommandResponse run_client_only(Tx&, const Call& call) {
    return told(call, Text::cmd_client_only, {{"Command", call.trigger}});
}

}  // namespace rk::commands
