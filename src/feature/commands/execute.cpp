// Running a command. Rules: golden integrations_commands "command request/…", integrations_builtin.
#include "feature/commands/execute.h"
#include "app/access.h"
#include "app/config_store.h"
#include "app/services.h"
#include "base/assert.h"
#include "base/ids.h"
#include "base/ports.h"
#include "base/strings.h"
#include "feature/channels/channels.h"
#include "feature/commands/commands.h"
#include "feature/commands/respond.h"
#include "feature/commands/store.h"
#include "feature/commands/urls.h"
#include "feature/deliveries/deliveries.h"
#include "feature/outgoing_oauth/outgoing_oauth.h"
#include "feature/posts/posts.h"
#include "feature/teams/teams.h"
#include "feature/users/users.h"

namespace rk::commands {

namespace {

#define COMMAND_ARGS_FIELDS(F) \
    F(String, command, none)   \
    F(Id, channel_id, none)    \
    F(Id, team_id, none)       \
    F(Id, root_id, none)       \
    F(Id, parent_id, none)
MODEL(CommandArgs, COMMAND_ARGS_FIELDS)
MODEL_INFO(CommandArgs, COMMAND_ARGS_FIELDS)

// "/Word rest" in its two parts (golden "how the text is cut").
void cut(std::string_view typed, Call& call) {
    typed.remove_prefix(1);
    size_t end = std::min(typed.find_first_of(" \t\r\n\v\f"), typed.size());
    call.trigger = to_lower_ascii(typed.substr(0, end));
    call.text = typed.substr(std::min(end + 1, typed.size()));
    call.message = trim(call.text);
}

Call check(Ctx& c, Tx& tx, const CommandArgs& args) {
    auto channel = channels::find(tx, args.channel_id);
    if (!channel || !access::may_in_channel(tx, c.actor(), *channel, Permission::create_post))
        throw Err::no_permission.because("create_post");
    if (channel->delete_at) throw Err::command_channel_archived;
    Call call;
    if (!channels::is_direct_or_group(*channel)) {
        call.team = teams::find(tx, channel->team_id);
    } else {
        // Commands belong to teams: a direct channel borrows the one that the client is in.
        access::require_in_team(tx, c.actor(), args.team_id, Permission::view_team);
        call.team = teams::find(tx, args.team_id);
    }
    if (!c.config()->ServiceSettings.EnableCommands) throw Err::commands_disabled;
    call.actor = c.actor();
    call.user = users::get(tx, c.user_id());
    call.channel = std::move(*channel);
    call.root_id = args.root_id.empty() ? args.parent_id : args.root_id;
    call.connection_id = c.header("Connection-Id");
    call.from_bot = call.user.is_bot;
    cut(args.command, call);
    call.trigger_ids = interactive::make_trigger(c.services(), call.user.id);
    return call;
}

// What a built-in command refuses, its caller is told in words; what it had changed until then is undone.
CommandResponse run_built_in(Tx& tx, const BuiltInCommand& command, const Call& call) {
    CommandResponse response;
    auto refused = [&](const ApiError& error) { response = told(error_text(error, call.user.locale)); };
    try {
        tx.attempt([&] { response = command.run(tx, call); });
    } catch (const ErrorDef& error) {
        refused(ApiError(error));
    } catch (const ApiError& error) {
        refused(error);
    }
    respond(tx, call, response, nullptr);
    return response;
}

using Fields = std::vector<std::pair<std::string_view, std::string>>;

// What a shortcut's request has besides: the message that it was chosen for.
Fields message_fields(Tx& tx, const Post& post) {
    return {{"post_id", post.id},
            {"post_text", post.message},
            {"post_url", posts::permalink(tx, post)},
            {"post_user_id", post.user_id},
            {"post_user_name", users::username_of(tx, post.user_id)}};
}

HttpCall request_of(const Config& config, const Call& call, const Command& command, std::string_view response_url,
                    const Fields& of_message) {
    Fields fields = {
        {"channel_id", call.channel.id},
        {"channel_name", call.channel.name},
        {"command", "/" + command.trigger},
        {"response_url", std::string(response_url)},
        {"root_id", call.root_id},
        {"team_domain", call.team ? call.team->name : std::string()},
        {"team_id", call.team ? call.team->id : std::string()},
        {"text", call.text},
        {"token", command.token},
        {"trigger_id", call.trigger_ids.trigger_id},
        {"user_id", call.user.id},
        {"user_name", call.user.username},
    };
    fields.insert(fields.end(), of_message.begin(), of_message.end());
    std::string form;
    for (const auto& [name, value] : fields)
        form.append(form.empty() ? "" : "&").append(name).append("=").append(url_encode(value));
    HttpCall request;
    request.url = command.url;
    request.headers = {{"Accept", "application/json"}, {"Authorization", "Token " + command.token}};
    if (command.method == "G") {
        // What the address has in its query already comes first.
        request.url.append(request.url.find('?') == request.url.npos ? "?" : "&").append(form);
    } else {
        request.method = "POST";
        request.headers.push_back({"Content-Type", "application/x-www-form-urlencoded"});
        request.body = std::move(form);
    }
    request.timeout_ms = static_cast<int>(config.ServiceSettings.OutgoingIntegrationRequestsTimeout) * 1000;
    request.skip_certificate_verification = config.ServiceSettings.EnableInsecureOutgoingConnections;
    return request;
}

}  // namespace

CommandResponse run_custom(Services& services, const Call& call, const Command& command) {
    auto failed = [&](std::string reason) {
        return Err::command_failed.with("Trigger", command.trigger).with("Reason", reason).because(reason);
    };
    auto config = config_of(services);
    Fields of_message;
    std::string url_id = services.db->write([&](Tx& tx) {
        if (call.post) of_message = message_fields(tx, *call.post);
        return urls::add(tx, command, call);
    });
    std::string response_url = config->ServiceSettings.SiteURL;
    while (response_url.ends_with('/')) response_url.pop_back();
    response_url += "/hooks/commands/" + url_id;
    RK_ASSERT(services.http);
    HttpCall request = request_of(*config, call, command, response_url, of_message);
    deliveries::FinishedCall record;
    record.hook_id = command.id;
    record.event = "command";
    record.url = command.url;
    record.content_type = "application/x-www-form-urlencoded";
    record.body = command.method == "G" ? request.url : request.body;
    record.began_at = services.clock->now();
    // The owner sees what was asked and answered; the caller what went wrong.
    std::optional<CommandResponse> response;
    std::optional<ApiError> refusal;
    auto refuse = [&](ApiError error) {
        record.failure = error_text(error, config->LocalizationSettings.DefaultServerLocale);
        if (!error.detailed_error.empty()) record.failure += " (" + error.detailed_error + ")";
        refusal = std::move(error);
    };
    if (auto answer = outgoing_oauth::fetch(services, std::move(request)); !answer) {
        refuse(failed(answer.error()));
    } else {
        record.status = answer->status;
        record.answer = answer->body;
        if (answer->status != 200) {
            refuse(Err::command_failed_status.with("Trigger", command.trigger)
                       .with("Status", std::to_string(answer->status))
                       .because(to_valid_utf8(answer->body.substr(0, 300))));
        } else if (auto parsed = parse_answer(answer->header("Content-Type"), answer->body); !parsed) {
            refuse(failed(parsed.error()));
        } else {
            response = std::move(*parsed);
        }
    }
    if (response) try {
            services.db->write([&](Tx& tx) {
                CommandResponse fresh = *response;
                respond(tx, call, fresh, &command);
                deliveries::record(tx, record);
                *response = std::move(fresh);
            });
        } catch (const ApiError& error) {
            refuse(error);
        } catch (const ErrorDef& error) {
            refuse(ApiError(error));
        }
    if (refusal) {
        services.db->write([&](Tx& tx) { deliveries::record(tx, record); });
        throw *refusal;
    }
    return std::move(*response);
}

namespace {

Reply execute(Ctx& c) {
    auto args = c.body<CommandArgs>("command_args");
    if (args.command.size() <= 1 || args.command[0] != '/' || !is_valid_id(args.channel_id))
        throw Err::command_start_bad;
    std::optional<Command> custom;
    const BuiltInCommand* command = nullptr;
    Call call = c.db().read([&](Tx& tx) {
        Call checked = check(c, tx, args);
        command = find_built_in(checked.trigger);
        if (!command && checked.team) custom = store::find_by_trigger(tx, checked.team->id, checked.trigger);
        return checked;
    });
    CommandResponse response;
    if (command) {
        response = c.db().write([&](Tx& tx) { return run_built_in(tx, *command, check(c, tx, args)); });
    } else if (custom) {
        response = run_custom(c.services(), call, *custom);
    } else {
        throw Err::command_unknown.with("Trigger", call.trigger);
    }
    response.trigger_id = call.trigger_ids.client_id;
    return reply::model(200, response);
}

// An answer that comes later, to the address that the command's request named.
Reply answer_later(Ctx& c, Tx& tx) {
    auto response = parse_answer(c.header("Content-Type"), c.request().body);
    if (!response) throw Err::command_url_unreadable.because(response.error());
    auto url = urls::use(tx, c.id("url_id"));
    if (!url) throw Err::command_url_unknown;
    auto command = store::find(tx, url->command_id);
    if (!command) throw Err::command_url_refused.because("the command is gone");
    auto channel = channels::find(tx, url->channel_id);
    auto user = users::find(tx, url->user_id);
    if (!channel || !user) throw Err::command_url_refused.because("the channel or the account is gone");
    Call call;
    call.user = std::move(*user);
    call.actor.user_id = call.user.id;
    call.actor.roles = call.user.roles;
    call.channel = std::move(*channel);
    call.team = teams::find(tx, command->team_id);
    call.trigger = command->trigger;
    call.root_id = url->root_id;
    try {
        respond(tx, call, *response, &*command);
    } catch (const ApiError& error) {
        throw Err::command_url_refused.because(error.detailed_error).as_status(error.status);
    }
    Reply reply;
    reply.content_type = "text/plain";
    reply.body = "ok";
    return reply;
}

constexpr Route kRoutes[] = {
    {POST, "/api/v4/commands/execute", Lane::slow, Access::session, execute, "Run a slash command."},
    {POST, "/hooks/commands/{url_id}", Lane::write, Access::open, answer_later, "Answer a slash command later."},
};

}  // namespace

std::span<const Route> execute_routes() { return kRoutes; }

}  // namespace rk::commands
