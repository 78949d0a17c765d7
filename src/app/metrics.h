// Counters for /metrics. Thread-safe.
#pragma once
#include <functional>
#include <memory>
#include <string>

#include "app/route.h"

namespace rk {

class Metrics {
  public:
    Metrics();
    ~Metrics();
    void request(const Route& route, int status, Millis took_ms);
    // A value that is read when /metrics is asked for.
    void gauge(std::string name, std::string help, std::function<double()> read);
    // Adds to a named counter.
    void count(std::string_view name, double by = 1);
    // Prometheus text format.
    std::string text() const;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace rk
