// What was measured, the figures it is held against, and how both are shown.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rk::bench {

enum class Metric : uint8_t { per_second, p50_ms, p99_ms, max_ms, cpu_us, memory_mb };

struct Row {
    std::string name;
    std::optional<double> per_second;
    std::optional<double> p50_ms;
    std::optional<double> p99_ms;
    std::optional<double> max_ms;
    std::optional<double> cpu_us;  // of the server, for one request
    std::optional<double> memory_mb;
    uint64_t errors = 0;
    std::string note;
    const std::optional<double>& at(Metric metric) const;
};

// One figure to hold: at least for rates, at most for everything else.
struct Goal {
    std::string_view row;
    Metric metric;
    double limit;
};
// The goals of that row; a server filled with a million posts or more has other ones for search.
std::vector<Goal> list_goals(std::string_view row, uint64_t posts);
bool holds(const Goal& goal, double measured);
// "≥ 20,000/s, p99 ≤ 8 ms"
std::string goals_text(const std::vector<Goal>& goals);

struct Report {
    std::string base;
    std::string version;  // of the server, as it calls itself
    uint64_t posts = 0;   // that the server held before the load
    std::vector<Row> rows;

    uint64_t errors() const;
    std::string table() const;
    std::string json() const;
    // Throws Trouble when the file is none of ours.
    static Report load(const std::string& path);
    void save(const std::string& path) const;
};

// The second report's figures as multiples of the first's, row by row. `worse` counts the rates that are lower and the
// times that are higher by more than `within_percent`; quantities too small to compare (under 0.2 ms or MB) are not
// judged.
std::string compare_text(const Report& first, const Report& second, double within_percent, int& worse);

std::string with_commas(double value, int decimals);  // "12,345.6"

}  // namespace rk::bench
