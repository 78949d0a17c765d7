// What the program does besides serving: each a function that gives the exit status.
#pragma once
#include <string>
#include <vector>

#include "main/server.h"

namespace rk::commands {

struct Arguments {
    std::string username, email, password;
    bool system_admin = false;
    std::vector<std::string> roles;
    std::string setting, value;
    // Integrations as code.
    std::string file;
    std::string server, token;  // of a running server; "": the data themselves
    bool prune = false, stopped = false;
};

int user_create(const ServerArguments& arguments, const Arguments& command);
int user_password(const ServerArguments& arguments, const Arguments& command);
int user_role(const ServerArguments& arguments, const Arguments& command);
int config_show(const ServerArguments& arguments, const Arguments& command);
int config_set(const ServerArguments& arguments, const Arguments& command);
// integrations.cpp
int integrations_export(const ServerArguments& arguments, const Arguments& command);
int integrations_plan(const ServerArguments& arguments, const Arguments& command);  // 0: nothing to do, 2: changes
int integrations_apply(const ServerArguments& arguments, const Arguments& command);
int db_migrate(const ServerArguments& arguments);
int db_check(const ServerArguments& arguments);
// Routes, settings, errors, events, permissions, models as one JSON document: what docs/reference is made of.
int describe();
int version();

}  // namespace rk::commands
