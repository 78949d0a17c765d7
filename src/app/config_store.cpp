#include "app/config_store.h"

#include "app/services.h"
#include "db/db.h"

namespace rk {

ConfigStore::ConfigStore(Config initial) : current_(std::make_shared<const Config>(std::move(initial))) {}

std::shared_ptr<const Config> ConfigStore::get() const {
    std::lock_guard lock(mutex_);
    return current_;
}

void ConfigStore::set(Config config) {
    auto next = std::make_shared<const Config>(std::move(config));
    std::function<void(const Config&)> save;
    {
        std::lock_guard lock(mutex_);
        save = save_;
    }
    if (save) save(*next);
    put(std::move(next));
}

void ConfigStore::put(std::shared_ptr<const Config> next) {
    std::shared_ptr<const Config> before;
    std::vector<Listener> listeners;
    {
        std::lock_guard lock(mutex_);
        before = std::exchange(current_, next);
        listeners = listeners_;
    }
    for (const Listener& listener : listeners) listener(*before, *next);
}

void ConfigStore::on_change(Listener listener) {
    std::lock_guard lock(mutex_);
    listeners_.push_back(std::move(listener));
}

void ConfigStore::set_saver(std::function<void(const Config&)> save) {
    std::lock_guard lock(mutex_);
    save_ = std::move(save);
}

void ConfigStore::set_loader(std::function<Result<Config>()> load) {
    std::lock_guard lock(mutex_);
    load_ = std::move(load);
}

std::optional<Failure> ConfigStore::reload() {
    std::function<Result<Config>()> load;
    {
        std::lock_guard lock(mutex_);
        load = load_;
    }
    if (!load) return std::nullopt;
    auto config = load();
    if (!config) return Failure{config.error()};
    put(std::make_shared<const Config>(std::move(*config)));
    return std::nullopt;
}

std::shared_ptr<const Config> config_of(const Services& services) { return services.config->get(); }
std::shared_ptr<const Config> config_of(const Tx& tx) { return config_of(tx.services()); }

}  // namespace rk
