// Commands offered on messages: chosen from a message's menu, or called by an emoji put on it.
#include "app/access.h"
#include "app/services.h"
#include "app/workers.h"
#include "base/log.h"
#include "feature/channels/channels.h"
#include "feature/commands/commands.h"
#include "feature/commands/execute.h"
#include "feature/commands/store.h"
#include "feature/posts/posts.h"
#include "feature/teams/teams.h"
#include "feature/users/users.h"

namespace rk::commands {

namespace {

// The command on its way for a message that the actor may read, in a channel that they may write to. In a direct channel
// the command's team stands in for the channel's.
Call call_for(Tx& tx, const Actor& actor, std::string_view post_id, const Command& command) {
    auto post = posts::find(tx, post_id, true);
    auto channel = post ? channels::find(tx, post->channel_id) : std::nullopt;
    if (!channel) throw Err::no_permission.because("read_channel_content");
    access::require_read_channel(tx, actor, *channel);
    if (post->delete_at) throw Err::post_not_found;
    if (!access::may_in_channel(tx, actor, *channel, Permission::create_post))
        throw Err::no_permission.because("create_post");
    if (channel->delete_at) throw Err::command_channel_archived;
    if (channels::is_direct_or_group(*channel))
        access::require_in_team(tx, actor, command.team_id, Permission::view_team);
    else if (channel->team_id != command.team_id) throw Err::command_not_found;
    if (!config_of(tx)->ServiceSettings.EnableCommands) throw Err::commands_disabled;
    Call call;
    call.actor = actor;
    call.user = users::get(tx, actor.user_id);
    call.team = teams::find(tx, command.team_id);
    call.trigger = command.trigger;
    call.root_id = post->root_id.empty() ? post->id : post->root_id;
    call.from_bot = call.user.is_bot;
    call.trigger_ids = interactive::make_trigger(tx.services(), call.user.id);
    call.channel = std::move(*channel);
    call.post = std::move(*post);
    return call;
}

bool is_shortcut(const Command& command) { return command.shortcut_name || command.shortcut_emoji; }

Reply run(Ctx& c) {
    std::optional<Command> command;
    const std::string post_id = c.id("post_id"), command_id = c.id("command_id");
    Call call = c.db().read([&](Tx& tx) {
        command = store::find(tx, command_id);
        if (!command || !is_shortcut(*command)) throw Err::command_not_found;
        Call checked = call_for(tx, c.actor(), post_id, *command);
        checked.connection_id = c.header("Connection-Id");
        return checked;
    });
    CommandResponse response = run_custom(c.services(), call, *command);
    response.trigger_id = call.trigger_ids.client_id;
    return reply::model(200, response);
}

Reply list(Ctx& c, Tx& tx) {
    std::string team_id = c.id("team_id");
    access::require_in_team(tx, c.actor(), team_id, Permission::view_team);
    std::vector<CommandShortcut> shortcuts;
    if (c.config()->ServiceSettings.EnableCommands) shortcuts = store::shortcuts_of_team(tx, team_id);
    return reply::json(200, to_json(shortcuts));
}

struct Chosen {
    std::string user_id, post_id, command_id;
};

// What fails is told to the person, beside the message.
void run_chosen(Services& services, const Chosen& chosen) {
    Actor actor;
    std::optional<Command> command;
    auto tell = [&](const ApiError& error) {
        services.db->write([&](Tx& tx) {
            auto user = users::find(tx, chosen.user_id);
            auto post = posts::find(tx, chosen.post_id);
            auto channel = post ? channels::find(tx, post->channel_id) : std::nullopt;
            if (!user || !channel) return;
            Post note;
            note.user_id = user->id;
            note.root_id = post->root_id;
            note.message = error_text(error, user->locale);
            posts::send_ephemeral(tx, *channel, user->id, std::move(note));
        });
    };
    try {
        try {
            Call call = services.db->read([&](Tx& tx) {
                command = store::find(tx, chosen.command_id);
                if (!command) throw Err::command_not_found;
                actor.user_id = chosen.user_id;
                actor.roles = users::get(tx, chosen.user_id).roles;
                return call_for(tx, actor, chosen.post_id, *command);
            });
            run_custom(services, call, *command);
        } catch (const ErrorDef& error) {
            tell(ApiError(error));
        } catch (const ApiError& error) {
            tell(error);
        }
    } catch (const std::exception& failure) {
        log::error("a shortcut failed, and the person was not told", {{"why", failure.what()}});
    }
}

constexpr Route kRoutes[] = {
    {GET, "/api/v4/teams/{team_id}/commands/shortcuts", Lane::read, Access::session, list,
     "List the commands of a team that are offered on messages."},
    {POST, "/api/v4/posts/{post_id}/shortcuts/{command_id}", Lane::slow, Access::session, run,
     "Run a command on a message."},
};

}  // namespace

void reaction_added(Tx& tx, const Post& post, const Reaction& reaction) {
    auto commands = store::list_by_emoji(tx, reaction.emoji_name);
    if (commands.empty() || !config_of(tx)->ServiceSettings.EnableCommands) return;
    const Channel channel = channels::get(tx, post.channel_id);
    auto user = users::find(tx, reaction.user_id);
    if (!user || user->is_bot) return;  // what programs do calls no programs: no loops
    for (const Command& command : commands) {
        if (command.team_id != channel.team_id) continue;
        Services& services = tx.services();
        tx.after_commit([&services, chosen = Chosen{reaction.user_id, post.id, command.id}] {
            if (!services.workers->post("shortcut " + chosen.command_id,
                                        [&services, chosen] { run_chosen(services, chosen); }))
                log::warn("a shortcut was not run: too much waits", {{"command_id", chosen.command_id}});
        });
    }
}

std::span<const Route> shortcut_routes() { return kRoutes; }

}  // namespace rk::commands
