// What the server itself starts beside answering requests.
#include "app/config_store.h"
#include "app/server_state.h"
#include "app/services.h"
#include "base/log.h"
#include "feature/system/facts.h"
#include "feature/system/system.h"
#include "model/client_config.h"
#include "model/settings.h"

namespace rk::system {

namespace {

// Everybody who listens is told the client settings when any setting changed (golden admin_config "config_changed").
void announce(Services& services, const Config& before, const Config& after) {
    if (changed_settings(before, after).empty()) return;
    std::string data = Json::object({{"config", client_config(after, *services.facts, true)}}).dump();
    bool queued =
        services.db->post_write([data](Tx& tx) { tx.emit(EventName::config_changed, to_everybody(), data); },
                                [](std::exception_ptr failed) {
                                    if (failed)
                                        log::warn("Nobody was told of changed settings: the store takes no writes");
                                });
    if (!queued) log::warn("Nobody was told of changed settings: the store takes no writes");
}

}  // namespace

void start(Services& services) {
    services.state = std::make_shared<ServerState>();
    load_facts(services);
    add_gauges(services);
    services.config->on_change(
        [&services](const Config& before, const Config& after) { announce(services, before, after); });
}

}  // namespace rk::system
