// The program: reads the command line, does what it says.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "main/commands.h"
#include "main/server.h"

int main(int argc, char** argv) {
    CLI::App cli("Renkei: a self-hosted team chat where every other service meets.");
    cli.require_subcommand(1);
    rk::ServerArguments arguments;
    rk::commands::Arguments command;
    int status = 0;

    auto add_common = [&](CLI::App* sub) {
        sub->add_option("--config", arguments.config_file, "Settings file (default: DIR/config.json)");
        sub->add_option("--data", arguments.data_dir, "Directory of the data")->capture_default_str();
    };
    auto* serve = cli.add_subcommand("serve", "Run the server");
    add_common(serve);
    serve->add_option("--listen", arguments.listen, "HOST:PORT, :PORT for every address");
    serve->callback([&] { status = rk::serve(arguments); });

    auto* user = cli.add_subcommand("user", "Accounts")->require_subcommand(1);
    auto* create = user->add_subcommand("create", "Make an account");
    add_common(create);
    create->add_option("--username", command.username)->required();
    create->add_option("--email", command.email)->required();
    create->add_option("--password", command.password, "Read from standard input when not given");
    create->add_flag("--system-admin", command.system_admin, "Make it a system administrator");
    create->callback([&] { status = rk::commands::user_create(arguments, command); });
    auto* password = user->add_subcommand("password", "Give an account a new password; its sessions end");
    add_common(password);
    password->add_option("username", command.username, "Or the address")->required();
    password->add_option("--password", command.password, "Read from standard input when not given");
    password->callback([&] { status = rk::commands::user_password(arguments, command); });
    auto* role = user->add_subcommand("role", "Set the system-wide roles of an account");
    add_common(role);
    role->add_option("username", command.username, "Or the address")->required();
    role->add_option("roles", command.roles, "system_user, system_admin, system_guest …")->required();
    role->callback([&] { status = rk::commands::user_role(arguments, command); });

    auto* config = cli.add_subcommand("config", "Settings")->require_subcommand(1);
    auto* show = config->add_subcommand("show", "Print settings, secrets masked");
    add_common(show);
    show->add_option("setting", command.setting, "Section.Name; everything when not given");
    show->callback([&] { status = rk::commands::config_show(arguments, command); });
    auto* set = config->add_subcommand("set", "Change a setting in the settings file");
    add_common(set);
    set->add_option("setting", command.setting, "Section.Name")->required();
    set->add_option("value", command.value)->required();
    set->callback([&] { status = rk::commands::config_set(arguments, command); });

    auto* integrations =
        cli.add_subcommand("integrations", "Webhooks, commands, bots and OAuth apps as code")->require_subcommand(1);
    auto add_server = [&](CLI::App* sub) {
        add_common(sub);
        sub->add_option("--server", command.server, "Address of the running server; without it the data are opened");
        sub->add_option("--token", command.token, "Of a system administrator, for --server")->envname("RENKEI_TOKEN");
    };
    auto* exports = integrations->add_subcommand("export", "Write what is there, without secrets");
    add_server(exports);
    exports->add_option("file", command.file, "Standard output when not given");
    exports->callback([&] { status = rk::commands::integrations_export(arguments, command); });
    auto* plan = integrations->add_subcommand("plan", "Show what would change; status 0: nothing, 2: something");
    add_server(plan);
    plan->add_option("file", command.file)->required();
    plan->add_flag("--prune", command.prune, "Also remove what the file does not have, of the kinds that it has");
    plan->callback([&] { status = rk::commands::integrations_plan(arguments, command); });
    auto* apply = integrations->add_subcommand("apply", "Make it so, all or nothing");
    add_server(apply);
    apply->add_option("file", command.file)->required();
    apply->add_flag("--prune", command.prune, "Also remove what the file does not have, of the kinds that it has");
    apply->add_flag("--stopped", command.stopped, "No server runs on this PostgreSQL database");
    apply->callback([&] { status = rk::commands::integrations_apply(arguments, command); });

    auto* db = cli.add_subcommand("db", "Database")->require_subcommand(1);
    auto* migrate = db->add_subcommand("migrate", "Bring the schema up to date");
    add_common(migrate);
    migrate->callback([&] { status = rk::commands::db_migrate(arguments); });
    auto* check = db->add_subcommand("check", "Check the database for damage");
    add_common(check);
    check->callback([&] { status = rk::commands::db_check(arguments); });

    cli.add_subcommand("describe", "Print routes, settings, errors, events and permissions as JSON")->callback([&] {
        status = rk::commands::describe();
    });
    cli.add_subcommand("version", "Print the version")->callback([&] { status = rk::commands::version(); });

    CLI11_PARSE(cli, argc, argv);
    return status;
}
