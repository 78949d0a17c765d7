// The settings in force. Reads are one atomic load; a change makes a new snapshot. Thread-safe.
#pragma once
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/settings.h"

namespace rk {

class ConfigStore {
  public:
    explicit ConfigStore(Config initial);
    std::shared_ptr<const Config> get() const;
    // Puts new settings in force and tells the listeners (old, new), on the calling thread.
    void set(Config config);
    using Listener = std::function<void(const Config& before, const Config& after)>;
    void on_change(Listener listener);
    // Where changes are kept over restarts: called by set() before the snapshot changes; throws when it cannot.
    void set_saver(std::function<void(const Config&)> save);
    // Where the settings come from: reload() puts in force what it gives, and tells the listeners. Without a loader it
    // does nothing.
    void set_loader(std::function<Result<Config>()> load);
    std::optional<Failure> reload();
    // Paths ("ServiceSettings.SiteURL") that the environment has set: they win over what is stored.
    std::vector<std::string> environment_overrides;
    std::string file_path;  // the config.json in use

  private:
    mutable std::mutex mutex_;  // guards all below
    std::shared_ptr<const Config> current_;
    std::vector<Listener> listeners_;
    std::function<void(const Config&)> save_;
    std::function<Result<Config>()> load_;
    void put(std::shared_ptr<const Config> next);
};

}  // namespace rk
