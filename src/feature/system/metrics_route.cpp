// GET /metrics for Prometheus: requests by route, what the process uses, how much is open. docs/metrics.md.
#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>

#include "app/access.h"
#include "app/hub.h"
#include "app/metrics.h"
#include "app/server_state.h"
#include "app/services.h"
#include "base/log.h"
#include "feature/system/system.h"
#include "model/settings.h"

namespace rk::system {

namespace {

double resident_bytes() {
    long pages = 0, resident = 0;
    std::FILE* file = std::fopen("/proc/self/statm", "r");
    if (!file) return 0;
    bool read = std::fscanf(file, "%ld %ld", &pages, &resident) == 2;
    std::fclose(file);
    return read ? static_cast<double>(resident) * static_cast<double>(::sysconf(_SC_PAGESIZE)) : 0;
}

double cpu_seconds() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    auto seconds = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// Whether the request comes from this machine itself; one that a proxy passes on does not.
bool is_local(const Request& request) {
    bool local = request.remote_ip.starts_with("127.") || request.remote_ip == "::1" ||
                 request.remote_ip.starts_with("::ffff:127.");
    return local && !request.has_header("X-Forwarded-For") && !request.has_header("X-Real-IP") &&
           !request.has_header("Forwarded") && !request.has_header("Via");
}

Reply metrics(Ctx& c, Tx& tx) {
    if (!c.config()->RenkeiSettings.MetricsPublic && !is_local(c.request()) &&
        !access::may(tx, c.actor(), Permission::manage_system))
        throw Err::metrics_not_shown;
    Reply answer;
    answer.content_type = "text/plain; version=0.0.4; charset=utf-8";
    answer.body = c.services().metrics->text();
    return answer;
}

constexpr Route kRoutes[] = {
    {GET, "/metrics", Lane::read, Access::open, metrics, "Numbers about the server, for Prometheus."},
};

}  // namespace

std::span<const Route> metrics_routes() { return kRoutes; }

void add_gauges(Services& services) {
    Metrics& to = *services.metrics;
    double started = static_cast<double>(services.clock->now()) / 1000;
    to.gauge("process_resident_memory_bytes", "Memory that the process holds.", resident_bytes);
    to.gauge("process_cpu_seconds_total", "Processor time that the process has used.", cpu_seconds);
    to.gauge("process_start_time_seconds", "When the process started, in seconds since 1970.",
             [started] { return started; });
    to.gauge("renkei_websocket_connections", "WebSocket connections that are open.",
             [&services] { return services.hub ? static_cast<double>(services.hub->connection_count()) : 0; });
    to.gauge("renkei_store_healthy", "1 while the store takes writes, 0 while it does not.",
             [&services] { return services.db->healthy() ? 1 : 0; });
    to.gauge("renkei_store_writes_waiting", "Writes that wait for the store.",
             [&services] { return static_cast<double>(services.db->writes_waiting()); });
    to.gauge("renkei_log_lines_dropped_total", "Log lines lost because they came faster than they could be written.",
             [] { return static_cast<double>(log::dropped_lines()); });
    to.gauge("renkei_server_busy", "1 while an administrator has marked the server as busy.",
             [&services] { return services.state->is_busy(services.clock->now()) ? 1 : 0; });
}

}  // namespace rk::system
