// The server as a process: started and stopped by the benchmark, or only watched by its number.
#pragma once
#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "bench/net.h"

namespace rk::bench {

// What processes and all their descendants use, from /proc; several when a database runs beside the server.
class ProcessMeter {
  public:
    ProcessMeter() = default;
    explicit ProcessMeter(std::vector<pid_t> roots) : roots_(std::move(roots)) {}
    bool known() const { return !roots_.empty(); }
    // User and system time since their start, in seconds (resolution 10 ms); throws Trouble when one is gone.
    double cpu_seconds() const;
    // Resident memory of the first process itself (VmRSS), in MB of 2^20 bytes.
    double memory_mb() const;

  private:
    std::vector<pid_t> roots_;
};

// A server of the benchmark's own: started by a command in which {listen}, {port} and {data} stand for what it is
// given, stopped by SIGTERM when this object goes.
class ServerProcess {
  public:
    // Starts it and waits for its first answer to GET /api/v4/system/ping; throws Trouble with the end of its log when
    // it dies or none comes within a minute.
    ServerProcess(std::string command, std::string data_dir, std::string log_file);
    ~ServerProcess();
    ServerProcess(const ServerProcess&) = delete;
    ServerProcess& operator=(const ServerProcess&) = delete;

    const Target& target() const { return target_; }
    pid_t pid() const { return pid_; }
    double start_ms() const { return start_ms_; }  // from fork to the first answer
    void stop();                                   // waits for its end; throws Trouble when it had to be killed

  private:
    std::string log_tail() const;
    Target target_;
    std::string log_file_;
    pid_t pid_ = -1;
    double start_ms_ = 0;
};

}  // namespace rk::bench
