#include "bench/process.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "bench/http_response.h"

namespace rk::bench {
namespace {

struct ProcessTimes {
    pid_t parent = 0;
    double own = 0;
    double with_dead_children = 0;
};

// False when there is no such process (any more).
bool read_times(pid_t pid, ProcessTimes& out) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
    std::string line;
    if (!std::getline(file, line)) return false;
    size_t behind_name = line.rfind(')');  // the name may hold anything
    if (behind_name == std::string::npos) return false;
    char state;
    int parent;
    unsigned long user, system;
    long child_user, child_system;
    if (std::sscanf(line.c_str() + behind_name + 1, " %c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu %ld %ld",
                    &state, &parent, &user, &system, &child_user, &child_system) != 6)
        return false;
    auto tick = static_cast<double>(sysconf(_SC_CLK_TCK));
    out.parent = parent;
    out.own = static_cast<double>(user + system) / tick;
    out.with_dead_children = out.own + static_cast<double>(child_user + child_system) / tick;
    return true;
}

std::string replaced(std::string text, std::string_view what, std::string_view with) {
    for (size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size())
        text.replace(at, what.size(), with);
    return text;
}

}  // namespace

double ProcessMeter::cpu_seconds() const {
    std::map<pid_t, ProcessTimes> all;
    DIR* dir = opendir("/proc");
    if (!dir) throw Trouble("cannot read /proc");
    while (dirent* entry = readdir(dir)) {
        pid_t pid = std::atoi(entry->d_name);
        ProcessTimes times;
        if (pid > 0 && read_times(pid, times)) all[pid] = times;
    }
    closedir(dir);
    std::set<pid_t> counted;
    for (pid_t root : roots_) {
        if (!all.count(root)) throw Trouble("process " + std::to_string(root) + " of the server is gone");
        counted.insert(root);
    }
    for (size_t before = 0; before != counted.size();) {
        before = counted.size();
        for (const auto& [pid, times] : all)
            if (counted.count(times.parent)) counted.insert(pid);
    }
    double sum = 0;
    for (pid_t pid : counted) sum += all[pid].with_dead_children;
    return sum;
}

double ProcessMeter::memory_mb() const {
    std::ifstream file("/proc/" + std::to_string(roots_.at(0)) + "/status");
    std::string line;
    while (std::getline(file, line)) {
        long kb;
        if (std::sscanf(line.c_str(), "VmRSS: %ld kB", &kb) == 1) return static_cast<double>(kb) / 1024;
    }
    throw Trouble("process " + std::to_string(roots_[0]) + " of the server is gone");
}

ServerProcess::ServerProcess(std::string command, std::string data_dir, std::string log_file)
    : log_file_(std::move(log_file)) {
    std::string port = std::to_string(find_free_port());
    command = replaced(std::move(command), "{listen}", "127.0.0.1:" + port);
    command = replaced(std::move(command), "{port}", port);
    command = "exec " + replaced(std::move(command), "{data}", data_dir);
    target_ = find_target("http://127.0.0.1:" + port);
    uint64_t start = now_ns();
    pid_ = fork();
    if (pid_ < 0) throw Trouble(std::string("fork: ") + std::strerror(errno));
    if (pid_ == 0) {
        prctl(PR_SET_PDEATHSIG, SIGTERM);  // it ends with this program, however that ends
        int log = open(log_file_.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
        dup2(log, 1);
        dup2(log, 2);
        int null = open("/dev/null", O_RDONLY);
        dup2(null, 0);
        execl("/bin/sh", "sh", "-c", command.c_str(), nullptr);
        _exit(127);
    }
    const std::string request =
        "GET /api/v4/system/ping HTTP/1.1\r\nHost: " + target_.host + "\r\nConnection: close\r\n\r\n";
    for (;;) {
        int status;
        if (waitpid(pid_, &status, WNOHANG) == pid_) {
            pid_ = -1;
            throw Trouble("the server ended while starting: " + command + "\n" + log_tail());
        }
        int fd = connect_blocking(target_, 5);
        if (fd >= 0) {
            ResponseParser parser;
            char buffer[4096];
            ssize_t n = send(fd, request.data(), request.size(), MSG_NOSIGNAL);
            while (n > 0 && !parser.done() && !parser.failed()) {
                n = recv(fd, buffer, sizeof buffer, 0);
                if (n > 0) parser.feed({buffer, static_cast<size_t>(n)});
            }
            close(fd);
            if (parser.done() && parser.success()) break;
        }
        if (now_ns() - start > 60'000'000'000) {
            kill(pid_, SIGKILL);
            waitpid(pid_, &status, 0);
            pid_ = -1;
            throw Trouble("the server gave no answer within a minute: " + command + "\n" + log_tail());
        }
        usleep(500);
    }
    start_ms_ = static_cast<double>(now_ns() - start) / 1e6;
}

std::string ServerProcess::log_tail() const {
    std::ifstream file(log_file_);
    std::stringstream text;
    text << file.rdbuf();
    std::string all = text.str();
    return all.size() > 2000 ? all.substr(all.size() - 2000) : all;
}

void ServerProcess::stop() {
    if (pid_ < 0) return;
    kill(pid_, SIGTERM);
    int status;
    for (int i = 0; i < 3000; ++i) {
        if (waitpid(pid_, &status, WNOHANG) == pid_) {
            pid_ = -1;
            return;
        }
        usleep(10'000);
    }
    kill(pid_, SIGKILL);
    waitpid(pid_, &status, 0);
    pid_ = -1;
    throw Trouble("the server did not stop within 30 s of SIGTERM and was killed");
}

ServerProcess::~ServerProcess() {
    try {
        stop();
    } catch (const Trouble& trouble) {
        std::fprintf(stderr, "renkei_bench: %s\n", trouble.what());
    }
}

}  // namespace rk::bench
