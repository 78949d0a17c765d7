// The settings' file: Mattermost's config.json, with MM_* variables laid over it.
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "main/server.h"

extern char** environ;

namespace rk {

namespace {

Result<std::string> read_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return Failure{"cannot read " + path + ": " + std::strerror(errno)};
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

// Written beside, synced, then renamed: a crash leaves the old or the new file, never half of one.
Result<bool> write_file(const std::string& path, const std::string& text) {
    std::string beside = path + ".new";
    int fd = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0) return Failure{"cannot write " + beside + ": " + std::strerror(errno)};
    std::string_view rest = text;
    while (!rest.empty()) {
        ssize_t n = ::write(fd, rest.data(), rest.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) {
            Failure failure{"cannot write " + beside + ": " + std::strerror(errno)};
            ::close(fd);
            return failure;
        }
        rest.remove_prefix(static_cast<size_t>(n));
    }
    if (::fsync(fd) != 0 || ::close(fd) != 0 || ::rename(beside.c_str(), path.c_str()) != 0)
        return Failure{"cannot write " + path + ": " + std::strerror(errno)};
    return true;
}

}  // namespace

Result<LoadedConfig> load_config(const ServerArguments& arguments) {
    LoadedConfig loaded;
    std::error_code ignored;  // what cannot be made shows itself when it is used
    std::filesystem::create_directories(arguments.data_dir, ignored);
    loaded.file = arguments.config_file.empty() ? arguments.data_dir + "/config.json" : arguments.config_file;
    loaded.config = default_config();
    bool exists = std::filesystem::exists(loaded.file);
    if (exists) {
        auto text = read_file(loaded.file);
        if (!text) return Failure{text.error()};
        auto json = Json::parse(*text);
        if (!json) return Failure{loaded.file + " is no JSON: " + json.error()};
        auto config = config_from_json(*json, loaded.config);
        if (!config) return Failure{loaded.file + ": " + config.error()};
        loaded.config = std::move(*config);
    }
    Config before_generated = loaded.config;
    fill_generated(loaded.config);
    if (!exists || !changed_settings(before_generated, loaded.config).empty()) {
        auto saved = save_config(loaded.config, loaded.file, {});
        if (!saved) return Failure{saved.error()};
    }
    std::vector<std::string> environment;
    for (char** entry = environ; *entry; ++entry) environment.emplace_back(*entry);
    EnvironmentOverrides overrides = apply_environment(loaded.config, environment);
    if (!overrides.problems.empty()) return Failure{overrides.problems.front()};
    loaded.environment_overrides = std::move(overrides.paths);
    fix_config(loaded.config);
    auto problems = check_config(loaded.config);
    if (!problems.empty())
        return Failure{problems.front().setting + " has a value that cannot work (" + problems.front().error_id + ")"};
    return loaded;
}

Result<bool> save_config(const Config& config, const std::string& file, const std::vector<std::string>& overrides) {
    Config kept = config;
    if (!overrides.empty()) {
        Config on_disk = default_config();
        if (auto text = read_file(file))
            if (auto json = Json::parse(*text))
                if (auto old = config_from_json(*json, on_disk)) on_disk = std::move(*old);
        for (const std::string& path : overrides)
            if (const auto* setting = settings::find_setting(path))
                if (auto set = settings::set_value(kept, *setting, settings::value_of(on_disk, *setting)); !set)
                    return Failure{set.error()};
    }
    return write_file(file, config_to_json(kept).dump());
}

}  // namespace rk
