// The server itself: ping, settings, licence, logs, limits, usage, /metrics.
#pragma once
#include <span>

#include "app/route.h"

namespace rk::system {
std::span<const Route> routes();
std::span<const Route> config_routes();
std::span<const Route> unlicensed_routes();
std::span<const Route> absent_routes();
std::span<const Route> analytics_routes();
std::span<const Route> brand_routes();
std::span<const Route> elsewhere_routes();
std::span<const Route> job_routes();
std::span<const Route> log_routes();
std::span<const Route> metrics_routes();
std::span<const Route> report_routes();
std::span<const Route> test_routes();
// Before the first request: what is known of this installation; clients are told of changed settings from now on.
void start(Services& services);
// What /metrics tells beside requests.
void add_gauges(Services& services);
}  // namespace rk::system
