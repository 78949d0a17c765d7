#include "unit/postgres_server.h"

#include <fcntl.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <thread>
#include <vector>

#include "db/db.h"

namespace rk::test {

namespace {

std::string find_binaries() {
    std::string best;
    std::error_code ignored;  // no such folder: not Debian's layout
    for (const auto& version : std::filesystem::directory_iterator("/usr/lib/postgresql", ignored)) {
        std::string bin = version.path() / "bin";
        if (std::filesystem::exists(bin + "/postgres") && bin > best) best = bin;
    }
    if (best.empty()) throw std::runtime_error("these tests need PostgreSQL's server (Debian: postgresql-15)");
    return best;
}

// Starts a program, as an ordinary user when we are root, because PostgreSQL refuses to run as root. It ends with us.
pid_t start_program(const std::vector<std::string>& command, const std::string& log) {
    std::vector<char*> arguments;
    for (const std::string& a : command) arguments.push_back(const_cast<char*>(a.c_str()));
    arguments.push_back(nullptr);
    const passwd* user = getuid() == 0 ? getpwnam("postgres") : nullptr;
    pid_t child = fork();
    if (child != 0) return child;
    if (user && (setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0)) _exit(126);
    prctl(PR_SET_PDEATHSIG, SIGQUIT);
    int out = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    dup2(out, 1);
    dup2(out, 2);
    close(out);
    execv(arguments[0], arguments.data());
    _exit(127);
}

}  // namespace

PostgresServer& PostgresServer::shared() {
    static PostgresServer server;
    return server;
}

PostgresServer::PostgresServer() : binaries_(find_binaries()) {
    char name[] = "/tmp/renkei-postgres-XXXXXX";
    directory_ = mkdtemp(name);
    if (getuid() == 0) {
        const passwd* user = getpwnam("postgres");
        if (!user || chown(directory_.c_str(), user->pw_uid, user->pw_gid) != 0)
            throw std::runtime_error("no user called postgres to run the server as");
    }
    int status = 1;
    pid_t child = start_program({binaries_ + "/initdb", "-D", directory_ + "/data", "-A", "trust", "-U", "renkei",
                                 "--no-sync", "-E", "UTF8", "--locale", "C.UTF-8"},
                                directory_ + "/initdb.log");
    waitpid(child, &status, 0);
    if (status != 0) throw std::runtime_error("initdb failed, see " + directory_ + "/initdb.log");
    start();
}

PostgresServer::~PostgresServer() {
    if (process_) {
        kill(process_, SIGQUIT);  // at once, nothing to save
        waitpid(process_, nullptr, 0);
    }
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
}

void PostgresServer::start() {
    std::vector<std::string> command = {binaries_ + "/postgres", "-D", directory_ + "/data"};
    for (const std::string& setting :
         {"unix_socket_directories=" + directory_, std::string("listen_addresses="), std::string("fsync=off"),
          std::string("full_page_writes=off"), std::string("shared_buffers=32MB"), std::string("max_connections=200"),
          std::string("deadlock_timeout=50ms"), std::string("autovacuum=off")}) {
        command.push_back("-c");
        command.push_back(setting);
    }
    process_ = start_program(command, directory_ + "/postgres.log");
    for (int i = 0; i < 1000; ++i) {
        if (PQping(url("postgres").c_str()) == PQPING_OK) return;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));  // it says nothing when it is ready
    }
    throw std::runtime_error("PostgreSQL does not start, see " + directory_ + "/postgres.log");
}

void PostgresServer::stop() {
    kill(process_, SIGINT);
    waitpid(process_, nullptr, 0);
    process_ = 0;
}

std::string PostgresServer::url(const std::string& database) const {
    return "host=" + directory_ + " user=renkei dbname=" + database;
}

void PostgresServer::run_sql(const std::string& sql) const {
    PGconn* connection = PQconnectdb(url("postgres").c_str());
    PGresult* result = PQexec(connection, sql.c_str());
    std::string error = PQresultStatus(result) == PGRES_COMMAND_OK ? "" : PQerrorMessage(connection);
    PQclear(result);
    PQfinish(connection);
    if (!error.empty()) throw std::runtime_error(sql + ": " + error);
}

std::string PostgresServer::new_database() {
    std::string name = "test" + std::to_string(++databases_);
    run_sql("CREATE DATABASE " + name);
    return url(name);
}

std::string PostgresServer::new_migrated_database() {
    if (!template_made_) {
        run_sql("CREATE DATABASE migrated");
        DatabaseOptions options;
        options.postgres_url = url("migrated");
        migrate_database(options);
        template_made_ = true;
    }
    std::string name = "test" + std::to_string(++databases_);
    run_sql("CREATE DATABASE " + name + " TEMPLATE migrated");
    return url(name);
}

}  // namespace rk::test
