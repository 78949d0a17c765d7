// The features, in one list: every route of the program, and what each starts beside answering requests.
#pragma once
#include <span>
#include <vector>

#include "app/route.h"

namespace rk {

std::vector<std::span<const Route>> all_routes();
// Timers and background work of the features: after the parts are made, before the first request.
void start_features(Services& services);
// After the last request, before the store closes.
void stop_features(Services& services);

}  // namespace rk
