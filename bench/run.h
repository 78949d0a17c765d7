// The measurements, one after the other, on one server.
#pragma once
#include <string>
#include <vector>

#include "bench/fill.h"
#include "bench/report.h"

namespace rk::bench {

// Which server: one that runs at `base`, else one that is started by `serve`.
struct ServerOptions {
    std::string base;
    std::string serve = "build/release/renkei serve --listen {listen} --data '{data}'";
    std::string data;       // kept when given, else a fresh folder that goes away
    std::string admin;      // "USER:PASSWORD"
    std::vector<int> pids;  // of a server at `base`, for CPU and memory
};

struct RunOptions {
    std::vector<std::string> only;  // names of list_measurements(); empty: all
    double seconds = 5;
    size_t connections = 32;
    size_t accounts = 10;
    uint64_t posts = 100'000;  // history that `newest` and `search` meet
    bool filled = false;       // take the server's history as it is
};

// Names for RunOptions::only with what each measures.
std::vector<std::pair<std::string, std::string>> list_measurements();

Report run_all(const ServerOptions& server, const RunOptions& options);
// Fills that server, with so many accounts posting.
void run_fill(const ServerOptions& server, const FillOptions& options, size_t accounts);

}  // namespace rk::bench
