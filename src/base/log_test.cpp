#include "base/log.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

#include "base/assert.h"
#include "base/json.h"
#include "base/strings.h"

using namespace rk;

namespace {

// A log file of its own; the log is as it was when it ends.
struct LogFile {
    LogFile(bool json, log::Level level) {
        char name[] = "/tmp/renkei-log-XXXXXX";
        REQUIRE(::mkdtemp(name) != nullptr);
        folder = name;
        log::Options o;
        o.console = false;
        o.file = true;
        o.file_json = json;
        o.file_level = level;
        o.file_path = folder + "/new/renkei.log";
        log::configure(o);
    }
    ~LogFile() {
        log::configure({});
        std::filesystem::remove_all(folder);
    }
    std::vector<std::string> lines() const {
        log::flush();
        std::ifstream in(folder + "/new/renkei.log");
        std::vector<std::string> out;
        for (std::string line; std::getline(in, line);) out.push_back(line);
        return out;
    }
    std::string folder;
};

}  // namespace

TEST_CASE("log: JSON lines") {
    LogFile file(true, log::Level::info);
    log::info("it \"began\"\n", {{"user_id", "x<y"}, {"count", 3}, {"ok", true}, {"bytes", uint64_t{1} << 63}});
    log::debug("not shown");
    log::error("bad");
    const auto lines = file.lines();
    REQUIRE(lines.size() == 2);
    const auto first = Json::parse(lines[0]);
    REQUIRE(first);
    CHECK((*first)["level"].as_string() == "info");
    CHECK((*first)["msg"].as_string() == "it \"began\"\n");
    CHECK((*first)["user_id"].as_string() == "x<y");
    CHECK((*first)["count"].as_integer() == 3);
    CHECK((*first)["ok"].as_bool());
    CHECK(lines[0].find("\"bytes\":9223372036854775808") != std::string::npos);
    const std::string& when = (*first)["timestamp"].as_string();  // "2006-01-02 15:04:05.000 Z"
    CHECK(when.size() == 25);
    CHECK(when[10] == ' ');
    CHECK(when.substr(23) == " Z");
    CHECK((*Json::parse(lines[1]))["level"].as_string() == "error");
    CHECK_FALSE(log::enabled(log::Level::debug));
}

TEST_CASE("log: text lines, from which nobody can break out") {
    LogFile file(false, log::Level::debug);
    log::warn("two\nlines", {{"path", "/x"}, {"what", "a b\nc"}, {"none", ""}});
    const auto lines = file.lines();
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].substr(23) == " Z warn  two\\nlines path=/x what=\"a b\\nc\" none=\"\"");
    CHECK(log::enabled(log::Level::debug));
}

TEST_CASE("log: lines of many threads stay whole, and what was dropped is told") {
    LogFile file(true, log::Level::info);
    const uint64_t dropped_before = log::dropped_lines();
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([t] {
            for (int i = 0; i < 5000; ++i) log::info("line", {{"thread", t}, {"i", i}});
        });
    }
    for (auto& t : threads) t.join();
    size_t whole = 0, told = 0;
    for (const std::string& line : file.lines()) {
        const auto j = Json::parse(line);
        REQUIRE(j);
        if ((*j)["msg"].as_string() == "line") {
            ++whole;
        } else {
            told += static_cast<size_t>((*j)["lines"].as_integer());
        }
    }
    CHECK(whole + told == 20'000);
    CHECK(told == log::dropped_lines() - dropped_before);
}

TEST_CASE("log: a file that cannot be opened leaves the rest working") {
    log::Options o;
    o.console = false;
    o.file = true;
    o.file_path = "/proc/renkei-cannot-be/renkei.log";
    log::configure(o);
    CHECK_FALSE(log::enabled(log::Level::error));
    log::configure({});
    CHECK(log::enabled(log::Level::error));
}

TEST_CASE("assert: a broken condition is logged and ends the process") {
    // The broken condition is met by a second run of this program, which runs this case alone.
    if (std::getenv("RENKEI_TEST_ASSERT") != nullptr) {
        std::signal(SIGABRT, SIG_DFL);
        RK_ASSERT(1 + 1 == 3);
    }
    const std::string self = std::filesystem::read_symlink("/proc/self/exe");
    FILE* const child =
        ::popen(("RENKEI_TEST_ASSERT=1 '" + self + "' --test-case='assert: a broken*' 2>&1").c_str(), "r");
    REQUIRE(child != nullptr);
    std::string output;
    for (int c = 0; (c = std::fgetc(child)) != EOF;) output += static_cast<char>(c);
    const int status = ::pclose(child);
    CHECK(status != 0);
    CHECK(output.find("condition=\"1 + 1 == 3\"") != std::string::npos);
    CHECK(output.find("log_test.cpp") != std::string::npos);
}
