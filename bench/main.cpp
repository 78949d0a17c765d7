// renkei_bench: loads any server of Mattermost's protocol and says what it costs. README.md beside this file and
// docs/performance.md tell how to use it.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "bench/run.h"

using namespace rk::bench;

static void add_server_options(CLI::App& app, ServerOptions& server) {
    app.add_option("--base", server.base, "Address of a running server, http://HOST:PORT; without it one is started");
    app.add_option("--serve", server.serve, "Command that starts one; {listen}, {port} and {data} are filled in")
        ->capture_default_str();
    app.add_option("--data", server.data, "Data folder of the server that is started; kept. Else a fresh one, removed");
    app.add_option("--admin", server.admin, "USER:PASSWORD of a system admin; else benchadmin, the first account");
    app.add_option("--pid", server.pids, "Processes of the server at --base, for its CPU time and memory; a,b,…")
        ->delimiter(',');
}

int main(int argc, char** argv) {
    CLI::App app(
        "Loads a chat server of Mattermost's protocol through its API, WebSocket and webhooks, and prints a table.");
    app.require_subcommand(0, 1);

    ServerOptions server;
    RunOptions run_options;
    std::string json_file;
    CLI::App* run = app.add_subcommand("run", "Measure; what happens without a subcommand");
    std::string names = "What to measure, a,b,… of:";
    std::vector<std::string> known;
    for (const auto& [name, what] : list_measurements()) {
        names += "\n  " + name + ": " + what;
        known.push_back(name);
    }
    // Without a subcommand the options of `run` stand for themselves.
    for (CLI::App* where : {run, &app}) {
        add_server_options(*where, server);
        where->add_option("--only", run_options.only, names)->delimiter(',')->check(CLI::IsMember(known));
        where->add_option("--seconds", run_options.seconds, "Length of each measurement")->capture_default_str();
        where->add_option("--connections", run_options.connections, "Connections, each with one request under way")
            ->capture_default_str();
        where->add_option("--accounts", run_options.accounts, "Accounts that post, read and hold the WebSockets")
            ->capture_default_str()
            ->check(CLI::Range(1, 1000));
        where->add_option("--posts", run_options.posts, "History that is made before `newest` and `search`")
            ->capture_default_str()
            ->check(CLI::Range(1000, 1'000'000'000));
        where->add_flag("--filled", run_options.filled, "Take the history that `fill` has made, however much it is");
        where->add_option("--json", json_file, "Also write the figures to this file, for `compare`");
    }

    FillOptions fill_options;
    size_t fill_accounts = 10;
    CLI::App* fill = app.add_subcommand("fill", "Fill a server with history; goes on where an earlier fill ended");
    add_server_options(*fill, server);
    fill->add_option("--posts", fill_options.posts, "Posts that it shall hold")->capture_default_str();
    fill->add_option("--channels", fill_options.channels, "Channels that they lie in")
        ->capture_default_str()
        ->check(CLI::Range(1, 99'999));
    fill->add_option("--users", fill_accounts, "Accounts that post")->capture_default_str()->check(CLI::Range(1, 1000));
    fill->add_option("--connections", fill_options.connections, "Connections")->capture_default_str();
    fill->add_option("--pipeline", fill_options.pipeline, "Requests under way on each")->capture_default_str();

    std::string first, second;
    double within = 20;
    bool strict = false;
    CLI::App* compare = app.add_subcommand("compare", "Compare the figures of two runs");
    compare->add_option("first", first, "File that --json wrote")->required()->check(CLI::ExistingFile);
    compare->add_option("second", second, "The other one")->required()->check(CLI::ExistingFile);
    compare->add_option("--within", within, "Percent that the second may be worse by")->capture_default_str();
    compare->add_flag("--strict", strict, "End with status 1 when something is worse by more");

    CLI11_PARSE(app, argc, argv);
    catch_interrupts();
    try {
        if (fill->parsed()) {
            run_fill(server, fill_options, fill_accounts);
            return 0;
        }
        if (compare->parsed()) {
            int worse = 0;
            std::fputs(compare_text(Report::load(first), Report::load(second), within, worse).c_str(), stdout);
            return strict && worse ? 1 : 0;
        }
        Report report = run_all(server, run_options);
        std::fputs(report.table().c_str(), stdout);
        if (!json_file.empty()) report.save(json_file);
        return report.errors() ? 1 : 0;
    } catch (const std::exception& problem) {
        std::fprintf(stderr, "renkei_bench: %s\n", problem.what());
        return 1;
    }
}
