#include "feature/commands/echoes.h"

#include <algorithm>
#include <vector>

#include "app/access.h"
#include "app/services.h"
#include "app/ticker.h"
#include "base/log.h"
#include "feature/channels/channels.h"
#include "feature/commands/commands.h"

namespace rk::commands {

bool EchoQueue::add(Call call, std::string message, Millis due) {
    std::lock_guard lock(mutex_);
    if (waiting_.size() >= kMost) return false;
    waiting_.push_back({std::move(call), std::move(message), due});
    return true;
}

void EchoQueue::tick() {
    std::vector<Echo> due;
    {
        std::lock_guard lock(mutex_);
        Millis now = services_.clock->now();
        std::erase_if(waiting_, [&](Echo& echo) {
            if (echo.due > now) return false;
            due.push_back(std::move(echo));
            return true;
        });
    }
    for (Echo& echo : due) {
        auto shared = std::make_shared<const Echo>(std::move(echo));
        // Who may no longer write there says nothing.
        auto post = [shared](Tx& tx) {
            auto channel = channels::find(tx, shared->call.channel.id);
            if (channel && !channel->delete_at &&
                access::may_in_channel(tx, shared->call.actor, *channel, Permission::create_post))
                say(tx, shared->call, *channel, shared->message, shared->call.root_id);
        };
        bool queued = services_.db->post_write(post, [](std::exception_ptr failed) {
            if (failed) log::warn("an echo was not posted", {});
        });
        if (!queued) log::warn("an echo was not posted: the store takes no writes", {});
    }
}

bool echo_later(Tx& tx, const Call& call, std::string message, int64_t delay_s) {
    EchoQueue* echoes = tx.services().echoes.get();
    return echoes && echoes->add(call, std::move(message), tx.now() + delay_s * 1000);
}

void start(Services& services) {
    services.echoes = std::make_shared<EchoQueue>(services);
    if (services.ticker) services.ticker->every(1000, [echoes = services.echoes] { echoes->tick(); });
}

}  // namespace rk::commands
