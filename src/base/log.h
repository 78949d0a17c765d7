// Log lines, text or JSON (LogSettings). Thread-safe. A caller only formats and queues its line; a thread of its own
// writes them, so a slow disk or pipe never holds a request up. The queue holds 8192 lines: a full one drops its oldest
// line and counts it, and the next line written is a warning that says how many are missing.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace rk::log {

enum class Level { debug, info, warn, error };

struct Field {
    std::string_view key;
    std::string value;
    bool bare = false;  // a number or a truth value: JSON without quotes
    Field(std::string_view k, std::string v) : key(k), value(std::move(v)) {}
    Field(std::string_view k, std::string_view v) : key(k), value(v) {}
    Field(std::string_view k, const char* v) : key(k), value(v) {}
    Field(std::string_view k, bool v) : key(k), value(v ? "true" : "false"), bare(true) {}
    Field(std::string_view k, int v) : key(k), value(std::to_string(v)), bare(true) {}
    Field(std::string_view k, long v) : key(k), value(std::to_string(v)), bare(true) {}
    Field(std::string_view k, long long v) : key(k), value(std::to_string(v)), bare(true) {}
    Field(std::string_view k, unsigned v) : key(k), value(std::to_string(v)), bare(true) {}
    Field(std::string_view k, unsigned long v) : key(k), value(std::to_string(v)), bare(true) {}
    Field(std::string_view k, unsigned long long v) : key(k), value(std::to_string(v)), bare(true) {}
};

struct Options {
    bool console = true;  // standard error
    bool console_json = false;
    Level console_level = Level::info;
    bool file = false;
    bool file_json = true;
    Level file_level = Level::info;
    std::string file_path;  // rotated at 100 MB, three old ones kept; missing folders are made
};
// Replaces what was configured before. A file that cannot be opened is an error line on the console.
void configure(const Options& options);
// The file that lines go to; "" while there is none.
std::string file_path();
bool enabled(Level level);
void write(Level level, std::string_view message, std::initializer_list<Field> fields = {});
// Waits until every line queued so far is written; two seconds at most. The program's normal end does it by itself.
void flush();
// Lines dropped since the start because the queue was full.
uint64_t dropped_lines();

inline void debug(std::string_view m, std::initializer_list<Field> f = {}) {
    if (enabled(Level::debug)) write(Level::debug, m, f);
}
inline void info(std::string_view m, std::initializer_list<Field> f = {}) { write(Level::info, m, f); }
inline void warn(std::string_view m, std::initializer_list<Field> f = {}) { write(Level::warn, m, f); }
inline void error(std::string_view m, std::initializer_list<Field> f = {}) { write(Level::error, m, f); }

}  // namespace rk::log
