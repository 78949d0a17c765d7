// Commands that the server answers itself, for this folder.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "app/route.h"
#include "feature/interactive/triggers.h"
#include "model/channel.h"
#include "model/integration.h"
#include "model/post.h"
#include "model/settings.h"
#include "model/team.h"
#include "model/texts.h"
#include "model/user.h"

namespace rk::commands {

// A command on its way: who typed it, where, and what stands behind its word.
struct Call {
    Actor actor;
    User user;
    Channel channel;
    std::optional<Team> team;  // of the channel; in direct channels the one that the client is in
    std::string trigger;       // lower case
    std::string text;          // behind the word and one white space, as typed
    std::string message;       // the same, trimmed
    std::string root_id;
    std::string connection_id;
    interactive::Trigger trigger_ids;  // with which a dialog may be opened; of none for an answer that comes later
    bool from_bot = false;
    std::optional<Post> post;  // the message that a shortcut was chosen for
};

// Runs in a write transaction. What it refuses with is told to the caller alone, and nothing of it is kept.
using BuiltIn = CommandResponse (*)(Tx& tx, const Call& call);

// What is completed behind the word: one person or channel, people between commas, any number of both, "clear".
enum class Argument : uint8_t { text, person, people, channel, people_and_channels, status };

struct BuiltInCommand {
    const char* trigger;
    Text hint, description;
    BuiltIn run;
    bool (*is_offered)(const Config& config);  // null: always
    Argument argument;
};
std::span<const BuiltInCommand> built_in();  // by trigger
const BuiltInCommand* find_built_in(std::string_view trigger);
// As clients see it in lists.
Command shown(const BuiltInCommand& command, std::string_view locale);

// Answers.
CommandResponse told(std::string text);  // for the caller only
CommandResponse told(const Call& call, Text which,
                     std::initializer_list<std::pair<std::string_view, std::string_view>> values = {});
CommandResponse goes_to(Tx& tx, const Call& call, std::string_view channel_name);
CommandResponse done();  // nothing to say

// Posts in the channel as the caller would: text as it is typed.
void say(Tx& tx, const Call& call, const Channel& channel, std::string message, std::string_view root_id = "");
// Whether an echo waits; false when too many do.
bool echo_later(Tx& tx, const Call& call, std::string message, int64_t delay_s);

// builtin_self.cpp
CommandResponse run_away(Tx&, const Call&);
CommandResponse run_online(Tx&, const Call&);
CommandResponse run_offline(Tx&, const Call&);
CommandResponse run_dnd(Tx&, const Call&);
CommandResponse run_status(Tx&, const Call&);
CommandResponse run_collapse(Tx&, const Call&);
CommandResponse run_expand(Tx&, const Call&);
CommandResponse run_me(Tx&, const Call&);
CommandResponse run_shrug(Tx&, const Call&);
CommandResponse run_code(Tx&, const Call&);
CommandResponse run_echo(Tx&, const Call&);
CommandResponse run_help(Tx&, const Call&);
CommandResponse run_logout(Tx&, const Call&);
CommandResponse run_client_only(Tx&, const Call&);
// builtin_channel.cpp
CommandResponse run_header(Tx&, const Call&);
CommandResponse run_purpose(Tx&, const Call&);
CommandResponse run_rename(Tx&, const Call&);
CommandResponse run_join(Tx&, const Call&);
CommandResponse run_leave(Tx&, const Call&);
CommandResponse run_mute(Tx&, const Call&);
// builtin_people.cpp
CommandResponse run_invite(Tx&, const Call&);
CommandResponse run_remove(Tx&, const Call&);
CommandResponse run_msg(Tx&, const Call&);
CommandResponse run_groupmsg(Tx&, const Call&);
CommandResponse run_invite_people(Tx&, const Call&);

}  // namespace rk::commands
