// Sockets of the load programs: plain TCP to one server, blocking or not.
#pragma once
#include <netinet/in.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace rk::bench {

// What a measurement cannot go on without: a server that does not answer, a refused login. Ends the program with its
// text.
struct Trouble : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// Ctrl-C or SIGTERM: unwinds to main, so that what was started is stopped and what was made is removed.
struct Interrupted : Trouble {
    Interrupted() : Trouble("interrupted") {}
};
void catch_interrupts();
void check_interrupted();  // throws Interrupted when it has happened; called in every loop that waits

struct Target {
    std::string base;  // "http://127.0.0.1:8065"
    std::string host;  // as the Host header has it
    std::string path;  // of the base, without a slash at its end; mostly empty
    sockaddr_storage address{};
    socklen_t address_length = 0;
    bool loopback = false;  // 127.0.0.1: source addresses are rotated, since one has 28,000 ports only
};

// Understands http://HOST[:PORT][/PATH]; throws Trouble otherwise.
Target find_target(std::string_view base);

// A connected blocking socket with `timeout_s` on reads and writes; -1 when refused.
int connect_blocking(const Target& target, int timeout_s);
// A socket whose connection is under way; `number` picks the source address. Throws Trouble when there is none to be
// had.
int connect_nonblocking(const Target& target, size_t number);

uint64_t now_ns();  // monotonic
// Raises the limit of open files as far as allowed and returns it.
uint64_t raise_file_limit();
int find_free_port();

}  // namespace rk::bench
