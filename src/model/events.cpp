#include "model/events.h"

namespace rk {

namespace {
constexpr EventInfo kEvents[] = {
#define RK_EVENT_INFO(name, doc) {#name, doc},
    RK_EVENTS(RK_EVENT_INFO)
#undef RK_EVENT_INFO
};
}  // namespace

const EventInfo& event_info(EventName name) { return kEvents[static_cast<size_t>(name)]; }
size_t event_count() { return std::size(kEvents); }

}  // namespace rk
