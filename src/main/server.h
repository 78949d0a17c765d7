// The composition root: makes the parts of the server, hands each what it needs, runs, stops them in reverse.
#pragma once
#include <memory>
#include <string>

#include "app/services.h"
#include "base/result.h"
#include "db/db.h"
#include "model/settings.h"

namespace rk {

struct ServerArguments {
    std::string config_file;  // "": DATA/config.json
    std::string data_dir = "data";
    std::string listen;  // "": ServiceSettings.ListenAddress
};

// Where settings come from: the file (made when it is not there), then MM_* variables.
struct LoadedConfig {
    Config config;
    std::string file;
    std::vector<std::string> environment_overrides;
};
Result<LoadedConfig> load_config(const ServerArguments& arguments);
// Writes settings to the file, whole or not at all; those that the environment set keep what the file had.
Result<bool> save_config(const Config& config, const std::string& file, const std::vector<std::string>& overrides);

// Where the data is, by these settings.
DatabaseOptions database_options(const Config& config, const ServerArguments& arguments);

// Everything but the sockets: for the server, and for commands that work on the data directly.
class Parts {
  public:
    // Opens the store (and migrates it), loads roles. Throws DbError with a sentence for the operator.
    Parts(LoadedConfig config, const ServerArguments& arguments);
    ~Parts();
    Services& services() { return services_; }

  private:
    friend int serve(const ServerArguments& arguments);
    struct Impl;
    std::unique_ptr<Impl> impl_;
    Services services_;
};

// Runs until SIGINT or SIGTERM; the exit status.
int serve(const ServerArguments& arguments);

}  // namespace rk
