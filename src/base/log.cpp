#include "base/log.h"

#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>

#include "base/json.h"
#include "base/strings.h"
#include "base/time.h"

namespace rk::log {
namespace {

constexpr size_t kQueueMax = 8192;
constexpr size_t kFileBytesMax = 100'000'000;
constexpr size_t kOldFiles = 3;
constexpr int kNever = 100;  // above every level

constexpr std::string_view name_of(Level level) {
    switch (level) {
        case Level::debug: return "debug";
        case Level::info: return "info";
        case Level::warn: return "warn";
        case Level::error: return "error";
    }
    return "error";
}

// "2006-01-02 15:04:05.000 Z", as Mattermost's logs have it.
std::string timestamp() {
    std::string t = iso_time(now_ms());
    t[10] = ' ';
    t.back() = ' ';
    t += 'Z';
    return t;
}

std::string json_line(Level level, const std::string& when, std::string_view message,
                      std::initializer_list<Field> fields) {
    std::string line;
    JsonWriter w(line);
    w.begin_object().field("timestamp", when).field("level", name_of(level)).field("msg", message);
    for (const Field& f : fields) {
        w.key(f.key);
        if (f.bare) {
            w.raw(f.value);
        } else {
            w.value(f.value);
        }
    }
    w.end_object();
    return line;
}

// A line break or control character from outside must not begin a line that looks like ours.
void append_printable(std::string& out, std::string_view text) {
    constexpr char kHex[] = "0123456789abcdef";
    for (const char c : to_valid_utf8(text)) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '\n') {
            out += "\\n";
        } else if (byte < 0x20 || byte == 0x7F) {
            out += "\\x";
            out += kHex[byte >> 4];
            out += kHex[byte & 15];
        } else {
            out += c;
        }
    }
}

std::string text_line(Level level, const std::string& when, std::string_view message,
                      std::initializer_list<Field> fields) {
    std::string line = when;
    line += ' ';
    line += name_of(level);
    line.append(6 - name_of(level).size(), ' ');
    append_printable(line, message);
    for (const Field& f : fields) {
        line += ' ';
        append_printable(line, f.key);
        line += '=';
        if (!f.value.empty() && f.value.find_first_of(" \"=\n\t") == std::string::npos) {
            append_printable(line, f.value);
        } else {
            append_json_string(line, f.value);
        }
    }
    return line;
}

struct Line {
    std::string console, file;  // empty: not meant for it
};

// The queue and its thread. Never destroyed, so that a destructor of static storage may still log; the thread is
// detached and dies with the process, after the flush that `exit` runs.
class Log {
  public:
    Log() {
        apply(Options{});
        std::thread([this] { run(); }).detach();
        std::atexit([] { log::flush(); });
    }

    void apply(const Options& options) {
        std::unique_ptr<spdlog::sinks::sink> console, file;
        std::string failure;
        if (options.console) console = std::make_unique<spdlog::sinks::stderr_sink_st>();
        if (options.file) {
            try {
                file =
                    std::make_unique<spdlog::sinks::rotating_file_sink_st>(options.file_path, kFileBytesMax, kOldFiles);
            } catch (const spdlog::spdlog_ex& e) {
                failure = e.what();
            }
        }
        if (console) console->set_pattern("%v");
        if (file) file->set_pattern("%v");
        {
            const std::lock_guard lock(sinks_mutex_);
            console_ = std::move(console);
            file_ = std::move(file);
            path_ = file_ ? options.file_path : std::string();
            console_json.store(options.console_json, std::memory_order_relaxed);
            file_json.store(options.file_json, std::memory_order_relaxed);
            console_level.store(console_ ? static_cast<int>(options.console_level) : kNever);
            file_level.store(file_ ? static_cast<int>(options.file_level) : kNever);
        }
        if (!failure.empty()) {
            log::error("the log file cannot be opened", {{"path", options.file_path}, {"reason", failure}});
        }
    }

    std::string path() {
        const std::lock_guard lock(sinks_mutex_);
        return path_;
    }

    void push(Line line) {
        {
            const std::lock_guard lock(queue_mutex_);
            if (queue_.size() >= kQueueMax) {
                queue_.pop_front();
                ++written_;  // counts as dealt with, for flush
                dropped.fetch_add(1, std::memory_order_relaxed);
            }
            queue_.push_back(std::move(line));
            ++queued_;
        }
        arrived_.notify_one();
    }

    void flush() {
        std::unique_lock lock(queue_mutex_);
        const uint64_t target = queued_;
        drained_.wait_for(lock, std::chrono::seconds(2), [&] { return written_ >= target; });
    }

    std::atomic<int> console_level{kNever}, file_level{kNever};
    std::atomic<bool> console_json{false}, file_json{true};
    std::atomic<uint64_t> dropped{0};

  private:
    void run() {
        uint64_t told = 0;
        for (;;) {
            Line line;
            {
                std::unique_lock lock(queue_mutex_);
                if (queue_.empty()) {
                    lock.unlock();
                    sync();
                    lock.lock();
                    drained_.notify_all();
                }
                arrived_.wait(lock, [this] { return !queue_.empty(); });
                line = std::move(queue_.front());
                queue_.pop_front();
            }
            const uint64_t missing = dropped.load(std::memory_order_relaxed) - told;
            if (missing > 0) {
                told += missing;
                print(format(Level::warn, "log lines were dropped because the queue was full", {{"lines", missing}}));
            }
            print(line);
            const std::lock_guard lock(queue_mutex_);
            ++written_;
        }
    }

    void print(const Line& line) {
        const std::lock_guard lock(sinks_mutex_);
        if (console_ && !line.console.empty()) put(*console_, line.console);
        if (file_ && !line.file.empty()) put(*file_, line.file);
    }

    void sync() {
        const std::lock_guard lock(sinks_mutex_);
        try {
            if (file_) file_->flush();
        } catch (const spdlog::spdlog_ex& e) {
            complain(e.what());
        }
    }

    void put(spdlog::sinks::sink& sink, const std::string& text) {
        try {
            sink.log(spdlog::details::log_msg(spdlog::string_view_t(), spdlog::level::info, text));
        } catch (const spdlog::spdlog_ex& e) {
            complain(e.what());
        }
    }

    // A full disk fails every line: say so on standard error, at most once a minute.
    void complain(const char* what) {
        const Millis now = monotonic_ms();
        if (complained_at_ != 0 && now - complained_at_ < 60'000) return;
        complained_at_ = now;
        std::fprintf(stderr, "writing a log line failed: %s\n", what);
    }

  public:
    Line format(Level level, std::string_view message, std::initializer_list<Field> fields) {
        const int rank = static_cast<int>(level);
        const bool console = rank >= console_level.load(std::memory_order_relaxed);
        const bool file = rank >= file_level.load(std::memory_order_relaxed);
        Line line;
        if (!console && !file) return line;
        const std::string when = timestamp();
        if (console) {
            line.console = console_json.load(std::memory_order_relaxed) ? json_line(level, when, message, fields)
                                                                        : text_line(level, when, message, fields);
        }
        if (file) {
            line.file = file_json.load(std::memory_order_relaxed) ? json_line(level, when, message, fields)
                                                                  : text_line(level, when, message, fields);
        }
        return line;
    }

  private:
    std::mutex queue_mutex_;  // guards queue_, queued_, written_
    std::condition_variable arrived_, drained_;
    std::deque<Line> queue_;
    uint64_t queued_ = 0, written_ = 0;
    std::mutex sinks_mutex_;  // guards console_, file_, path_, complained_at_; taken after queue_mutex_ was let go
    std::unique_ptr<spdlog::sinks::sink> console_, file_;
    std::string path_;
    Millis complained_at_ = 0;
};

Log& the_log() {
    static Log& log = *new Log;
    return log;
}

}  // namespace

void configure(const Options& options) {
    flush();  // earlier lines go where they were meant to
    the_log().apply(options);
}

std::string file_path() { return the_log().path(); }

bool enabled(Level level) {
    const Log& log = the_log();
    const int rank = static_cast<int>(level);
    return rank >= log.console_level.load(std::memory_order_relaxed) ||
           rank >= log.file_level.load(std::memory_order_relaxed);
}

void write(Level level, std::string_view message, std::initializer_list<Field> fields) {
    if (!enabled(level)) return;
    the_log().push(the_log().format(level, message, fields));
}

void flush() { the_log().flush(); }

uint64_t dropped_lines() { return the_log().dropped.load(std::memory_order_relaxed); }

}  // namespace rk::log
