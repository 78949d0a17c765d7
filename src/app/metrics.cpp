#include "app/metrics.h"

#include <array>
#include <map>
#include <mutex>

namespace rk {

namespace {

// Upper bounds of the request time histogram, in ms.
constexpr std::array<Millis, 9> kBuckets = {1, 2, 5, 10, 25, 100, 500, 2'000, 10'000};

void append_number(std::string& out, double value) {
    append_json_number(out, value);
    out += '\n';
}

}  // namespace

struct Metrics::Impl {
    struct PerRoute {
        std::map<int, uint64_t> by_status;
        std::array<uint64_t, kBuckets.size() + 1> by_time{};
        uint64_t count = 0;
        Millis total_ms = 0;
    };
    struct Gauge {
        std::string name, help;
        std::function<double()> read;
    };
    mutable std::mutex mutex;  // guards all below
    std::map<const Route*, PerRoute> routes;
    std::map<std::string, double, std::less<>> counters;
    std::vector<Gauge> gauges;
};

Metrics::Metrics() : impl_(std::make_unique<Impl>()) {}
Metrics::~Metrics() = default;

void Metrics::request(const Route& route, int status, Millis took_ms) {
    std::lock_guard lock(impl_->mutex);
    Impl::PerRoute& r = impl_->routes[&route];
    ++r.by_status[status];
    ++r.count;
    r.total_ms += took_ms;
    size_t bucket = 0;
    while (bucket < kBuckets.size() && took_ms > kBuckets[bucket]) ++bucket;
    ++r.by_time[bucket];
}

void Metrics::gauge(std::string name, std::string help, std::function<double()> read) {
    std::lock_guard lock(impl_->mutex);
    impl_->gauges.push_back({std::move(name), std::move(help), std::move(read)});
}

void Metrics::count(std::string_view name, double by) {
    std::lock_guard lock(impl_->mutex);
    auto it = impl_->counters.find(name);
    if (it == impl_->counters.end()) it = impl_->counters.emplace(std::string(name), 0).first;
    it->second += by;
}

std::string Metrics::text() const {
    std::string out;
    std::vector<Impl::Gauge> gauges;
    {
        std::lock_guard lock(impl_->mutex);
        gauges = impl_->gauges;
        out += "# HELP renkei_http_requests_total Requests answered.\n# TYPE renkei_http_requests_total counter\n";
        for (const auto& [route, r] : impl_->routes)
            for (const auto& [status, count] : r.by_status) {
                out.append("renkei_http_requests_total{method=\"").append(method_name(route->method));
                out.append("\",path=\"").append(route->path).append("\",status=\"").append(std::to_string(status));
                out.append("\"} ").append(std::to_string(count)).append("\n");
            }
        out +=
            "# HELP renkei_http_request_seconds Time from a request's arrival to its answer.\n"
            "# TYPE renkei_http_request_seconds histogram\n";
        for (const auto& [route, r] : impl_->routes) {
            std::string labels =
                std::string("method=\"") + method_name(route->method) + "\",path=\"" + route->path + "\"";
            uint64_t below = 0;
            for (size_t i = 0; i < kBuckets.size(); ++i) {
                below += r.by_time[i];
                out.append("renkei_http_request_seconds_bucket{").append(labels).append(",le=\"");
                append_json_number(out, static_cast<double>(kBuckets[i]) / 1000);
                out.append("\"} ").append(std::to_string(below)).append("\n");
            }
            out.append("renkei_http_request_seconds_bucket{").append(labels).append(",le=\"+Inf\"} ");
            out.append(std::to_string(r.count)).append("\n");
            out.append("renkei_http_request_seconds_sum{").append(labels).append("} ");
            append_number(out, static_cast<double>(r.total_ms) / 1000);
            out.append("renkei_http_request_seconds_count{").append(labels).append("} ");
            out.append(std::to_string(r.count)).append("\n");
        }
        for (const auto& [name, value] : impl_->counters) {
            out.append("# TYPE ").append(name).append(" counter\n").append(name).append(" ");
            append_number(out, value);
        }
    }
    for (const auto& gauge : gauges) {  // outside of the lock: what they read may have locks of its own
        out.append("# HELP ").append(gauge.name).append(" ").append(gauge.help).append("\n# TYPE ").append(gauge.name);
        out.append(" gauge\n").append(gauge.name).append(" ");
        append_number(out, gauge.read());
    }
    return out;
}

}  // namespace rk
