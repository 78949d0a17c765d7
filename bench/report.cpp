#include "bench/report.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <sstream>

#include "base/json.h"
#include "bench/net.h"

namespace rk::bench {
namespace {

struct MetricInfo {
    Metric metric;
    const char* key;     // in JSON
    const char* title;   // of the column
    const char* prefix;  // in a goal's text
    const char* unit;
    std::optional<double> Row::*member;
};
constexpr MetricInfo kMetrics[] = {
    {Metric::per_second, "per_second", "per second", "≥ ", "/s", &Row::per_second},
    {Metric::p50_ms, "p50_ms", "p50 ms", "p50 ≤ ", " ms", &Row::p50_ms},
    {Metric::p99_ms, "p99_ms", "p99 ms", "p99 ≤ ", " ms", &Row::p99_ms},
    {Metric::max_ms, "max_ms", "max ms", "max ≤ ", " ms", &Row::max_ms},
    {Metric::cpu_us, "cpu_us", "CPU µs", "CPU ≤ ", " µs", &Row::cpu_us},
    {Metric::memory_mb, "memory_mb", "MB", "≤ ", " MB", &Row::memory_mb},
};

const MetricInfo& info(Metric metric) {
    for (const auto& m : kMetrics)
        if (m.metric == metric) return m;
    throw Trouble("no such metric");
}

// The figures that Renkei promises on two processors shared with the load.
constexpr Goal kGoals[] = {
    {"start, new data", Metric::p50_ms, 100},
    {"start again", Metric::p50_ms, 100},
    {"memory, idle", Metric::memory_mb, 25},
    {"webhook", Metric::per_second, 20'000},
    {"webhook", Metric::p99_ms, 8},
    {"webhook", Metric::cpu_us, 60},
    {"post", Metric::per_second, 15'000},
    {"newest", Metric::per_second, 15'000},
    {"newest", Metric::p99_ms, 5},
    {"me", Metric::per_second, 60'000},
    {"search, common word", Metric::p50_ms, 10},
    {"search, rare word", Metric::p50_ms, 2},
    {"ws_500", Metric::p50_ms, 2},
    {"ws_500", Metric::p99_ms, 10},
    {"memory, after load", Metric::memory_mb, 60},
    {"ws_10000", Metric::p99_ms, 150},
    {"ws_10000", Metric::memory_mb, 200},
};
constexpr uint64_t kMillion = 1'000'000;
constexpr double kSearchInMillionMs = 30;

size_t width(std::string_view text) {  // columns on a terminal, for the text that is used here
    size_t n = 0;
    for (char c : text) n += (static_cast<unsigned char>(c) & 0xc0) != 0x80;
    return n;
}

std::string shown(double value) {
    double size = std::fabs(value);
    return with_commas(value, size >= 100 ? 0 : size >= 10 ? 1 : 2);
}

// Lines of cells as a Markdown table, which a terminal shows well too.
std::string lay_out(const std::vector<std::vector<std::string>>& lines) {
    std::vector<size_t> widths;
    for (const auto& line : lines)
        for (size_t i = 0; i < line.size(); ++i) {
            if (widths.size() <= i) widths.push_back(0);
            widths[i] = std::max(widths[i], width(line[i]));
        }
    std::string out;
    for (size_t l = 0; l < lines.size(); ++l) {
        for (size_t i = 0; i < lines[l].size(); ++i) {
            const std::string& cell = lines[l][i];
            std::string fill(widths[i] - width(cell), ' ');
            bool number = l > 0 && !cell.empty() && cell[0] >= '0' && cell[0] <= '9';
            out += "| " + (number ? fill + cell : cell + fill) + " ";
        }
        out += "|\n";
        if (l == 0) {
            for (size_t w : widths) out += "| " + std::string(w, '-') + " ";
            out += "|\n";
        }
    }
    return out;
}

}  // namespace

const std::optional<double>& Row::at(Metric metric) const { return this->*info(metric).member; }

std::string with_commas(double value, int decimals) {
    char text[64];
    std::snprintf(text, sizeof text, "%.*f", decimals, value);
    std::string out = text;
    size_t end = out.find('.');
    if (end == std::string::npos) end = out.size();
    size_t start = out[0] == '-';
    for (size_t at = end; at > start + 3;) out.insert(at -= 3, ",");
    return out;
}

std::vector<Goal> list_goals(std::string_view row, uint64_t posts) {
    std::vector<Goal> goals;
    for (Goal goal : kGoals) {
        if (goal.row != row) continue;
        if (posts >= kMillion && row.substr(0, 6) == "search") goal.limit = kSearchInMillionMs;
        goals.push_back(goal);
    }
    return goals;
}

bool holds(const Goal& goal, double measured) {
    return goal.metric == Metric::per_second ? measured >= goal.limit : measured <= goal.limit;
}

std::string goals_text(const std::vector<Goal>& goals) {
    std::string out;
    for (const Goal& goal : goals) {
        const MetricInfo& m = info(goal.metric);
        if (!out.empty()) out += ", ";
        out += m.prefix + with_commas(goal.limit, 0) + m.unit;
    }
    return out;
}

uint64_t Report::errors() const {
    uint64_t sum = 0;
    for (const Row& row : rows) sum += row.errors;
    return sum;
}

std::string Report::table() const {
    std::vector<std::vector<std::string>> lines;
    lines.push_back({"work"});
    for (const auto& m : kMetrics) lines[0].push_back(m.title);
    for (const char* title : {"errors", "goal", "held", "note"}) lines[0].push_back(title);
    for (const Row& row : rows) {
        std::vector<std::string> line{row.name};
        for (const auto& m : kMetrics) {
            const auto& value = row.*m.member;
            line.push_back(value ? shown(*value) : "");
        }
        line.push_back(std::to_string(row.errors));
        auto goals = list_goals(row.name, posts);
        line.push_back(goals_text(goals));
        std::string held, missed;
        for (const Goal& goal : goals) {
            const auto& value = row.at(goal.metric);
            if (!value) continue;
            if (holds(goal, *value)) held = "ok";
            else missed += std::string(missed.empty() ? "" : ", ") + info(goal.metric).title;
        }
        if (row.errors && !goals.empty()) missed += missed.empty() ? "errors" : ", errors";
        line.push_back(missed.empty() ? held : "MISS: " + missed);
        line.push_back(row.note);
        lines.push_back(std::move(line));
    }
    return lay_out(lines);
}

std::string Report::json() const {
    Json list = Json::array();
    for (const Row& row : rows) {
        Json r = Json::object({{"name", row.name}});
        for (const auto& m : kMetrics)
            if (row.*m.member) r.set(m.key, *(row.*m.member));
        r.set("errors", row.errors);
        if (!row.note.empty()) r.set("note", row.note);
        list.push(std::move(r));
    }
    return Json::object({{"base", base}, {"version", version}, {"posts", posts}, {"rows", std::move(list)}}).dump() +
           "\n";
}

Report Report::load(const std::string& path) {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    auto json = Json::parse(text.str());
    if (!file || !json || !(*json)["rows"].is_array()) throw Trouble(path + " is not a file that --json wrote");
    Report report;
    report.base = (*json)["base"].as_string();
    report.version = (*json)["version"].as_string();
    report.posts = static_cast<uint64_t>((*json)["posts"].as_integer());
    for (const Json& r : (*json)["rows"].items()) {
        Row row;
        row.name = r["name"].as_string();
        for (const auto& m : kMetrics)
            if (const Json* value = r.find(m.key)) row.*m.member = value->as_real();
        row.errors = static_cast<uint64_t>(r["errors"].as_integer());
        row.note = r["note"].as_string();
        report.rows.push_back(std::move(row));
    }
    return report;
}

void Report::save(const std::string& path) const {
    std::ofstream file(path);
    file << json();
    file.close();
    if (!file) throw Trouble("cannot write " + path);
}

std::string compare_text(const Report& first, const Report& second, double within_percent, int& worse) {
    constexpr double kTooSmall = 0.2;
    worse = 0;
    std::vector<std::vector<std::string>> lines;
    lines.push_back({"work"});
    for (const auto& m : kMetrics) lines[0].push_back(m.title);
    lines[0].push_back("beyond " + with_commas(within_percent, 0) + " %");
    for (const Row& a : first.rows) {
        auto b = std::find_if(second.rows.begin(), second.rows.end(), [&](const Row& r) { return r.name == a.name; });
        if (b == second.rows.end()) continue;
        std::vector<std::string> line{a.name};
        std::string beyond;
        for (const auto& m : kMetrics) {
            const auto &x = a.*m.member, &y = (*b).*m.member;
            if (!x || !y || *x <= 0) {
                line.push_back("");
                continue;
            }
            double ratio = *y / *x;
            line.push_back(shown(*x) + " → " + shown(*y) + " (×" + with_commas(ratio, 2) + ")");
            bool rate = m.metric == Metric::per_second;
            bool judged = m.metric != Metric::max_ms && std::max(*x, *y) >= kTooSmall;
            double loss = rate ? 1 - ratio : ratio - 1;
            if (!judged || loss <= within_percent / 100) continue;
            ++worse;
            beyond += std::string(beyond.empty() ? "" : ", ") + m.title;
        }
        line.push_back(beyond);
        lines.push_back(std::move(line));
    }
    return lay_out(lines);
}

}  // namespace rk::bench
