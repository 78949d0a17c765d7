// renkei integrations export, plan, apply: with a running server, or on the data of a stopped one.
#include <fstream>

#include "base/http.h"
#include "base/ports.h"
#include "base/strings.h"
#include "feature/integrations_file/integrations_file.h"
#include "main/command_tools.h"
#include "main/commands.h"
#include "main/data_lock.h"
#include "main/integrations_yaml.h"
#include "net/http_client.h"

namespace rk::commands {

namespace {

constexpr int kDiffers = 2;

// An answer of the running server's API.
Result<Json> ask(const Arguments& command, const char* method, const char* what, std::string body) {
    net::CurlClient client({});
    HttpCall call;
    call.method = method;
    call.url = command.server;
    while (call.url.ends_with('/')) call.url.pop_back();
    call.url.append("/api/v4/integrations/file").append(what);
    call.headers = {{"Authorization", "Bearer " + command.token}, {"Accept-Language", "en"}};
    if (!body.empty()) call.headers.push_back({"Content-Type", "application/json"});
    call.body = std::move(body);
    call.bytes_max = size_t{64} * 1024 * 1024;
    call.trusted = true;  // the operator's own word
    auto answer = client.fetch(std::move(call));
    if (!answer) return Failure{"the server " + command.server + ": " + answer.error()};
    auto json = Json::parse(answer->body);
    if (answer->status == 200 && json) return std::move(*json);
    std::string words = json ? (*json)["message"].as_string() : std::string();
    if (words.empty())
        words = "answered with status " + std::to_string(answer->status) + " and no words of this protocol";
    return Failure{"the server " + command.server + ": " + words};
}

void show(const Json& change) {
    std::string action = change["action"].as_string();
    action.resize(8, ' ');
    say(action + change["kind"].as_string() + " " + change["name"].as_string());
    const bool is_new = change["action"].as_string() == "create";
    for (const Json& field : change["fields"].items()) {
        const std::string &from = field["from"].as_string(), &to = field["to"].as_string();
        std::string line = "          " + field["key"].as_string() + ": ";
        if (from.empty() && to.empty())
            line += "(secret)";  // as lists and texts are never changed from nothing to nothing
        else if (is_new) line += to;
        else line += "'" + from + "' → '" + to + "'";
        say(line);
    }
}

// What was found or done. The exit status.
int tell(const IntegrationsFile& file, const Json& outcome, bool done) {
    for (const Json& problem : outcome["problems"].items())
        fail(file.problem_at(problem["kind"].as_string(), problem["index"].as_integer(), problem["key"].as_string(),
                             problem["message"].as_string()));
    if (outcome["problems"].size() > 0) return 1;
    for (const Json& change : outcome["changes"].items()) show(change);
    for (const Json& one : outcome["unlisted"].items())
        say("Not in the file, and left alone without --prune: " + one["kind"].as_string() + " " +
            one["name"].as_string());
    size_t counts[3] = {};
    for (const Json& change : outcome["changes"].items()) {
        const std::string& action = change["action"].as_string();
        ++counts[action == "create" ? 0 : action == "change" ? 1 : 2];
    }
    if (outcome["changes"].size() == 0) say("Nothing to do.");
    else if (done)
        say("Done: " + std::to_string(counts[0]) + " made, " + std::to_string(counts[1]) + " changed, " +
            std::to_string(counts[2]) + " removed.");
    else
        say("To do: " + std::to_string(counts[0]) + " to make, " + std::to_string(counts[1]) + " to change, " +
            std::to_string(counts[2]) + " to remove.");
    return outcome["changes"].size() > 0 && !done ? kDiffers : 0;
}

bool is_sound(const IntegrationsFile& file) {
    for (const std::string& problem : file.problems) fail(problem);
    return file.problems.empty();
}

std::string request_of(const IntegrationsFile& file, const Arguments& command) {
    return Json::object({{"document", file.document}, {"prune", command.prune}}).dump();
}

integrations_file::Options options_of(const Arguments& command) {
    integrations_file::Options options;
    options.prune = command.prune;
    return options;
}

// Finds out on the data themselves what the file would change.
int plan_here(const ServerArguments& arguments, const Arguments& command, const IntegrationsFile& file, Json& outcome) {
    return with_services(arguments, [&](Services& services) {
        outcome =
            services.db->write([&](Tx& tx) { return integrations_file::plan(tx, file.document, options_of(command)); })
                .to_json();
    });
}

// Nobody may have these hooks and commands in memory while they change. 0, or the exit status after saying why not.
int be_alone(const ServerArguments& arguments, const Arguments& command, DataLock& lock) {
    auto loaded = load_config(arguments);
    if (!loaded) return fail(loaded.error());
    const DatabaseOptions options = database_options(loaded->config, arguments);
    if (!options.postgres_url.empty()) {
        if (command.stopped) return 0;
        return fail(
            "a server may run on this PostgreSQL database: give its --server and a --token, or --stopped when none "
            "runs");
    }
    auto taken = DataLock::take_alone(options.sqlite_path, lock);
    if (!taken) return fail(taken.error());
    if (!*taken) return fail("a server runs on these data: give its --server and a --token, or stop it");
    return 0;
}

}  // namespace

int integrations_export(const ServerArguments& arguments, const Arguments& command) {
    Json document;
    if (!command.server.empty()) {
        auto answer = ask(command, "GET", "", "");
        if (!answer) return fail(answer.error());
        document = std::move(*answer);
    } else if (int status = with_services(arguments, [&](Services& services) {
                   document = services.db->read([](Tx& tx) { return integrations_file::exported(tx); });
               })) {
        return status;
    }
    const std::string yaml = integrations_yaml(document);
    if (command.file.empty() || command.file == "-") {
        std::fputs(yaml.c_str(), stdout);
        return 0;
    }
    std::ofstream out(command.file, std::ios::binary);
    out << yaml;
    out.close();
    return out ? 0 : fail("cannot write " + command.file);
}

int integrations_plan(const ServerArguments& arguments, const Arguments& command) {
    IntegrationsFile file = read_integrations(command.file);
    if (!is_sound(file)) return 1;
    Json outcome;
    if (!command.server.empty()) {
        auto answer = ask(command, "POST", "/plan", request_of(file, command));
        if (!answer) return fail(answer.error());
        outcome = std::move(*answer);
    } else if (int status = plan_here(arguments, command, file, outcome)) {
        return status;
    }
    return tell(file, outcome, false);
}

int integrations_apply(const ServerArguments& arguments, const Arguments& command) {
    IntegrationsFile file = read_integrations(command.file);
    if (!is_sound(file)) return 1;
    // Planned first, so that everything that is wrong is told, by line, not only what comes first.
    Json outcome;
    if (!command.server.empty()) {
        auto planned = ask(command, "POST", "/plan", request_of(file, command));
        if (!planned) return fail(planned.error());
        if ((*planned)["problems"].size() > 0) return tell(file, *planned, false);
        auto answer = ask(command, "POST", "/apply", request_of(file, command));
        if (!answer) return fail(answer.error());
        return tell(file, *answer, true);
    }
    DataLock lock;
    if (int status = be_alone(arguments, command, lock)) return status;
    int told = 0;
    const int status = with_services(arguments, [&](Services& services) {
        const auto options = options_of(command);
        auto planned = services.db->write([&](Tx& tx) { return integrations_file::plan(tx, file.document, options); });
        if (planned.problems.empty())
            planned = services.db->write([&](Tx& tx) { return integrations_file::apply(tx, file.document, options); });
        told = tell(file, planned.to_json(), true);
    });
    return status ? status : told;
}

}  // namespace rk::commands
