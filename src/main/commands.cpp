#include "main/commands.h"

#include <cstdio>

#include "app/route.h"
#include "base/strings.h"
#include "feature/users/users.h"
#include "main/command_tools.h"
#include "model/errors.h"
#include "model/events.h"
#include "model/roles.h"

namespace rk::commands {

namespace {

// The password of the command line, or a line of standard input: what stands on a command line others may see.
std::string password_of(const Arguments& command) {
    if (!command.password.empty()) return command.password;
    std::string line;
    for (int c = std::getchar(); c != EOF && c != '\n'; c = std::getchar()) line += static_cast<char>(c);
    return line;
}

constexpr const char* kRunningServer = "A running server knows of it after its next start.";

}  // namespace

int user_create(const ServerArguments& arguments, const Arguments& command) {
    return with_services(arguments, [&](Services& services) {
        users::OperatorAccount account{command.username, command.email, password_of(command), command.system_admin};
        User user = users::create_by_operator(services, account);
        say("Made " + user.username + " (" + user.id + ") with the roles " + user.roles + ".");
    });
}

int user_password(const ServerArguments& arguments, const Arguments& command) {
    return with_services(arguments, [&](Services& services) {
        users::set_password_by_operator(services, command.username, password_of(command));
        say("Changed; every session of " + command.username + " has ended. " + kRunningServer);
    });
}

int user_role(const ServerArguments& arguments, const Arguments& command) {
    return with_services(arguments, [&](Services& services) {
        User user = users::set_roles_by_operator(services, command.username, join(command.roles, " "));
        say(user.username + " has the roles " + user.roles + ". " + kRunningServer);
    });
}

int config_show(const ServerArguments& arguments, const Arguments& command) {
    quiet_log();
    auto loaded = load_config(arguments);
    if (!loaded) return fail(loaded.error());
    Json shown = masked(loaded->config);
    if (command.setting.empty()) {
        say(shown.dump());
        return 0;
    }
    if (!settings::find_setting(command.setting)) return fail("there is no setting " + command.setting);
    size_t dot = command.setting.find('.');
    const Json& value = shown[command.setting.substr(0, dot)][command.setting.substr(dot + 1)];
    say(value.is_string() ? value.as_string() : value.dump());
    return 0;
}

int config_set(const ServerArguments& arguments, const Arguments& command) {
    quiet_log();
    auto loaded = load_config(arguments);
    if (!loaded) return fail(loaded.error());
    const auto* setting = settings::find_setting(command.setting);
    if (!setting) return fail("there is no setting " + command.setting);
    Config config = loaded->config;
    if (auto set = settings::set_text(config, *setting, command.value); !set) return fail(set.error());
    if (auto problems = check_config(config); !problems.empty())
        return fail(problems.front().setting + " cannot be that (" + problems.front().error_id + ")");
    fix_config(config);
    if (auto saved = save_config(config, loaded->file, loaded->environment_overrides); !saved)
        return fail(saved.error());
    say("Saved in " + loaded->file + "; a running server reads it at its next start or POST /api/v4/config/reload.");
    return 0;
}

int db_migrate(const ServerArguments& arguments) {
    quiet_log();
    auto loaded = load_config(arguments);
    if (!loaded) return fail(loaded.error());
    try {
        for (const std::string& name : migrate_database(database_options(loaded->config, arguments)))
            say("ran " + name);
        say("The schema is up to date.");
        return 0;
    } catch (const DbError& failure) {
        return fail("the database: " + failure.message);
    }
}

int db_check(const ServerArguments& arguments) {
    quiet_log();
    auto loaded = load_config(arguments);
    if (!loaded) return fail(loaded.error());
    try {
        auto problems = check_database(database_options(loaded->config, arguments));
        for (const std::string& problem : problems) say(problem);
        if (problems.empty()) say("The database is sound.");
        return problems.empty() ? 0 : 1;
    } catch (const DbError& failure) {
        return fail("the database: " + failure.message);
    }
}

int describe() {
    Json routes = Json::array();
    static constexpr const char* lanes[] = {"read", "write", "slow"};
    static constexpr const char* access[] = {"open", "session", "session_before_mfa"};
    for (auto table : all_routes())
        for (const Route& route : table)
            routes.push(Json::object({{"method", method_name(route.method)},
                                      {"path", route.path},
                                      {"lane", lanes[static_cast<size_t>(route.lane)]},
                                      {"access", access[static_cast<size_t>(route.access)]},
                                      {"doc", route.doc}}));
    Json errors = Json::array();
    for (const ErrorDef* error : all_errors())
        errors.push(Json::object({{"name", error->name},
                                  {"status", error->status},
                                  {"id", error->id},
                                  {"en", error->en},
                                  {"ja", error->ja}}));
    Json events = Json::array();
    for (size_t i = 0; i < event_count(); ++i) {
        const EventInfo& event = event_info(static_cast<EventName>(i));
        events.push(Json::object({{"name", event.name}, {"doc", event.doc}}));
    }
    static constexpr const char* kinds[] = {
        "string", "integer", "boolean", "string or null", "integer or null", "boolean or null", "map", "list", "json"};
    Json models = Json::array();
    for (const ModelInfo* model : all_models()) {
        Json fields = Json::array();
        for (const FieldInfo& field : model->fields)
            fields.push(Json::object({{"name", field.name},
                                      {"kind", kinds[static_cast<size_t>(field.kind)]},
                                      {"on_wire", !field.has(no_json) && !field.has(input_only)},
                                      {"left_out_when_empty", field.has(omit_empty)},
                                      {"column", field.has(no_db) ? Json() : Json(ModelInfo::column_name(field))}}));
        models.push(Json::object({{"name", model->name}, {"fields", std::move(fields)}}));
    }
    Json document = Json::object({{"routes", std::move(routes)},
                                  {"settings", describe_settings()},
                                  {"errors", std::move(errors)},
                                  {"events", std::move(events)},
                                  {"permissions", describe_permissions()},
                                  {"models", std::move(models)}});
    say(document.dump());
    return 0;
}

int version() {
    say("renkei " RENKEI_VERSION);
    return 0;
}

}  // namespace rk::commands
