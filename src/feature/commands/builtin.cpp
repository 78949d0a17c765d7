#include "feature/commands/builtin.h"

#include "app/services.h"
#include "base/strings.h"
#include "feature/posts/posts.h"

namespace rk::commands {

namespace {

bool has_custom_statuses(const Config& config) { return config.TeamSettings.EnableCustomUserStatuses; }
bool sends_invitations(const Config& config) {
    return config.EmailSettings.SendEmailNotifications && config.ServiceSettings.EnableEmailInvitations;
}

#define COMMAND(trigger, run, is_offered, argument) \
    {#trigger, Text::cmd_##trigger##_hint, Text::cmd_##trigger##_description, run, is_offered, Argument::argument},
constexpr BuiltInCommand kCommands[] = {
    // clang-format off
    COMMAND(away, run_away, nullptr, text)
    COMMAND(code, run_code, nullptr, text)
    COMMAND(collapse, run_collapse, nullptr, text)
    COMMAND(dnd, run_dnd, nullptr, text)
    COMMAND(echo, run_echo, nullptr, text)
    COMMAND(expand, run_expand, nullptr, text)
    COMMAND(groupmsg, run_groupmsg, nullptr, people)
    COMMAND(header, run_header, nullptr, text)
    COMMAND(help, run_help, nullptr, text)
    COMMAND(invite, run_invite, nullptr, people_and_channels)
    COMMAND(invite_people, run_invite_people, sends_invitations, text)
    COMMAND(join, run_join, nullptr, channel)
    COMMAND(kick, run_remove, nullptr, person)
    COMMAND(leave, run_leave, nullptr, text)
    COMMAND(logout, run_logout, nullptr, text)
    COMMAND(marketplace, run_client_only, nullptr, text)
    COMMAND(me, run_me, nullptr, text)
    COMMAND(msg, run_msg, nullptr, person)
    COMMAND(mute, run_mute, nullptr, channel)
    COMMAND(offline, run_offline, nullptr, text)
    COMMAND(online, run_online, nullptr, text)
    COMMAND(open, run_join, nullptr, channel)
    COMMAND(purpose, run_purpose, nullptr, text)
    COMMAND(remove, run_remove, nullptr, person)
    COMMAND(rename, run_rename, nullptr, text)
    COMMAND(search, run_client_only, nullptr, text)
    COMMAND(settings, run_client_only, nullptr, text)
    COMMAND(shortcuts, run_client_only, nullptr, text)
    COMMAND(shrug, run_shrug, nullptr, text)
    COMMAND(status, run_status, has_custom_statuses, status)
    // clang-format on
};
#undef COMMAND

}  // namespace

std::span<const BuiltInCommand> built_in() { return kCommands; }

const BuiltInCommand* find_built_in(std::string_view trigger) {
    for (const BuiltInCommand& command : kCommands)
        if (trigger == command.trigger) return &command;
    return nullptr;
}

Command shown(const BuiltInCommand& command, std::string_view locale) {
    Command c;
    c.trigger = c.display_name = command.trigger;
    c.auto_complete = true;
    c.auto_complete_hint = text(command.hint, locale);
    c.auto_complete_desc = text(command.description, locale);
    return c;
}

CommandResponse told(std::string text) {
    CommandResponse response;
    response.response_type = "ephemeral";
    response.text = std::move(text);
    return response;
}

CommandResponse told(const Call& call, Text which,
                     std::initializer_list<std::pair<std::string_view, std::string_view>> values) {
    return told(text(which, call.user.locale, values));
}

CommandResponse done() { return {}; }

CommandResponse goes_to(Tx& tx, const Call& call, std::string_view channel_name) {
    CommandResponse response;
    std::string url = config_of(tx)->ServiceSettings.SiteURL;
    while (url.ends_with('/')) url.pop_back();
    url.append("/").append(call.team ? call.team->name : "_redirect").append("/channels/").append(channel_name);
    response.goto_location = std::move(url);
    return response;
}

void say(Tx& tx, const Call& call, const Channel& channel, std::string message, std::string_view root_id) {
    Post post;
    post.user_id = call.user.id;
    post.message = std::move(message);
    post.root_id = root_id;
    post.props = Json::object();
    if (call.from_bot) post.props.set("from_bot", "true");
    posts::AddOptions options;
    options.author_has_read = !call.from_bot;
    options.triggers_hooks = true;
    options.connection_id = call.connection_id;
    posts::add(tx, call.actor, channel, std::move(post), options);
}

}  // namespace rk::commands
