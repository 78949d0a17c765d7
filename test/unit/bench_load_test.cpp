// The load program against a small server of the test's own, and the parts of it that need none.
#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <set>
#include <thread>

#include "base/json.h"
#include "base/strings.h"
#include "bench/frames.h"
#include "bench/load.h"
#include "bench/report.h"
#include "bench/text.h"

using namespace rk::bench;

namespace {

// Answers the nth request it reads with answers[n % size], one connection after the other, until `connections` have
// been served; an empty answer closes the connection instead.
class TinyServer {
  public:
    TinyServer(std::vector<std::string> answers, int connections) : answers_(std::move(answers)) {
        listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in any{};
        any.sin_family = AF_INET;
        any.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof any;
        REQUIRE(bind(listener_, reinterpret_cast<sockaddr*>(&any), sizeof any) == 0);
        REQUIRE(listen(listener_, 16) == 0);
        getsockname(listener_, reinterpret_cast<sockaddr*>(&any), &length);
        target = find_target("http://127.0.0.1:" + std::to_string(ntohs(any.sin_port)));
        thread_ = std::thread([this, connections] {
            for (int i = 0; i < connections; ++i) serve(accept(listener_, nullptr, nullptr));
        });
    }
    ~TinyServer() {
        thread_.join();
        close(listener_);
    }
    Target target;
    std::vector<std::string> requests;  // to be read when the server has gone or the load has ended

  private:
    void serve(int fd) {
        std::string unread;
        char buffer[4096];
        ssize_t n;
        while ((n = recv(fd, buffer, sizeof buffer, 0)) > 0) {
            unread.append(buffer, static_cast<size_t>(n));
            for (size_t end; (end = unread.find("\r\n\r\n")) != std::string::npos; unread.erase(0, end + 4)) {
                requests.push_back(unread.substr(0, end));
                const std::string& answer = answers_[(requests.size() - 1) % answers_.size()];
                if (answer.empty()) {
                    close(fd);
                    return;
                }
                send(fd, answer.data(), answer.size(), MSG_NOSIGNAL);
            }
        }
        close(fd);
    }
    std::vector<std::string> answers_;
    int listener_ = -1;
    std::thread thread_;
};

class Numbered : public RequestSource {
  public:
    Numbered(const Target& target, uint64_t count) : target_(target), count_(count) {}
    std::string_view next(size_t, uint64_t& tag) override {
        if (at_ == count_) return {};
        tag = at_++;
        text_ = render_request(target_, "GET", "/" + std::to_string(tag), "");
        return text_;
    }
    void answered(uint64_t tag, int status) override { statuses.emplace_back(tag, status); }
    std::vector<std::pair<uint64_t, int>> statuses;

  private:
    const Target& target_;
    uint64_t count_, at_ = 0;
    std::string text_;
};

const std::string kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

}  // namespace

TEST_CASE("bench load: each request of a source is sent once and its answer handed back, pipelined or not") {
    for (size_t pipeline : {1u, 7u}) {
        CAPTURE(pipeline);
        // A body long enough to be discarded unread lies between short ones.
        std::string large = "HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n" + std::string(300'000, 'x');
        TinyServer server({kOk, large, kOk}, 1);
        Numbered source(server.target, 50);
        LoadOptions options;
        options.connections = 1;
        options.pipeline = pipeline;
        options.seconds = 0;
        LoadResult result = run_load(server.target, source, options);
        CHECK(result.answered == 50);
        CHECK(result.requests == 50);
        CHECK(result.errors == 0);
        CHECK(result.latency_ns.count() == 50);
        REQUIRE(source.statuses.size() == 50);
        for (uint64_t i = 0; i < 50; ++i) CHECK(source.statuses[i] == std::pair<uint64_t, int>(i, 200));
        REQUIRE(server.requests.size() == 50);
        CHECK(server.requests[49].substr(0, 8) == "GET /49 ");
    }
}

TEST_CASE("bench load: other answers and broken connections are errors, and the load goes on") {
    std::string refusal = "HTTP/1.1 503 Busy\r\nContent-Length: 9\r\n\r\ntoo much!";
    TinyServer server({kOk, refusal, "", kOk}, 2);
    Numbered source(server.target, 6);
    LoadOptions options;
    options.connections = 1;
    options.seconds = 0;
    LoadResult result = run_load(server.target, source, options);
    CHECK(result.answered == 3);
    CHECK(result.errors == 3);
    CHECK(result.bad_answers == std::map<int, uint64_t>{{0, 1}, {503, 2}});
    CHECK(result.first_error == "503 too much!");
    CHECK(source.statuses[1] == std::pair<uint64_t, int>(1, 503));
    CHECK(source.statuses[2] == std::pair<uint64_t, int>(2, 0));
    CHECK(source.statuses[3] == std::pair<uint64_t, int>(3, 200));
}

TEST_CASE("bench frames: lengths of all three forms, and incomplete ones") {
    for (size_t length : {0u, 125u, 126u, 65535u, 65536u}) {
        CAPTURE(length);
        std::string frame = "\x81";
        size_t bytes = length < 126 ? 0 : length < 65536 ? 2 : 8;
        frame += static_cast<char>(bytes == 0 ? length : bytes == 2 ? 126 : 127);
        for (size_t i = bytes; i-- > 0;) frame += static_cast<char>(length >> (8 * i) & 0xff);
        size_t head = frame.size();
        frame += std::string(length, 'x') + "rest";
        Frame f = find_frame(frame);
        CHECK(!f.bad);
        CHECK(f.opcode == Frame::kText);
        CHECK(f.payload.size() == length);
        CHECK(f.size == head + length);
        CHECK(find_frame(std::string_view(frame).substr(0, f.size - 1)).size == 0);
    }
    CHECK(find_frame("\x81").size == 0);
    CHECK(find_frame(std::string_view("\x81\x80\0\0\0\0", 6)).bad);  // masked
    CHECK(find_frame(std::string_view("\xc1\x00", 2)).bad);          // compressed
    std::string pong = render_small_frame(Frame::kPong, "abc");
    CHECK(pong == std::string("\x8a\x83\0\0\0\0abc", 9));
}

TEST_CASE("bench text: the same for the same number, fit for JSON, with the words that searches look for") {
    uint64_t common = 0, rare = 0, japanese = 0;
    std::set<std::string> seen;
    for (uint64_t i = 0; i < 110'000; ++i) {
        std::string text = message_text(i);
        if (text.find(kRareWord) != std::string::npos) ++rare;
        if (i % 10) continue;
        if (text.find(kCommonWord) != std::string::npos) ++common;
        CHECK(text.find_first_of("\"\\\n") == std::string::npos);
        seen.insert(text);
    }
    for (uint64_t i = 13; i < 40'000; i += 40)
        if (message_text(i).find(kJapaneseWord) != std::string::npos) ++japanese;
    CHECK(rare == kRareCount);
    CHECK(common == 5500);
    CHECK(japanese == 1000);
    CHECK(seen.size() == 11'000);
    for (uint64_t i = kLoadSerial; i < kLoadSerial + 1000; ++i)
        for (std::string_view word : {kCommonWord, kRareWord, kJapaneseWord})
            CHECK(message_text(i).find(word) == std::string::npos);
    CHECK(message_text(4711) == message_text(4711));
    CHECK(rk::is_valid_utf8(message_text(13)));
}

TEST_CASE("bench report: goals, their marks, and the way through JSON and back") {
    Report report;
    report.posts = 100'000;
    Row row;
    row.name = "webhook";
    row.per_second = 20'000;
    row.p99_ms = 8.5;
    row.errors = 3;
    report.rows.push_back(row);
    CHECK(report.errors() == 3);
    std::string table = report.table();
    CHECK(table.find("≥ 20,000/s, p99 ≤ 8 ms, CPU ≤ 60 µs") != std::string::npos);
    CHECK(table.find("MISS: p99 ms, errors |") != std::string::npos);
    report.rows[0].p99_ms = 8;
    CHECK(report.table().find("MISS: errors |") != std::string::npos);
    report.rows[0].errors = 0;
    CHECK(report.table().find("| ok") != std::string::npos);
    CHECK(report.table().find("MISS") == std::string::npos);

    auto json = rk::Json::parse(report.json());
    REQUIRE(json);
    CHECK((*json)["rows"].items()[0]["per_second"].as_real() == 20'000);
    CHECK((*json)["rows"].items()[0].find("p50_ms") == nullptr);
    CHECK(list_goals("search, rare word", 100'000)[0].limit == 2);
    CHECK(list_goals("search, rare word", 1'000'000)[0].limit == 30);
    CHECK(list_goals("attachments", 0).empty());
}

TEST_CASE("bench report: a comparison counts what is worse by more than allowed") {
    Report first, second;
    Row row;
    row.name = "post";
    row.per_second = 1000;
    row.p99_ms = 10;
    row.p50_ms = 0.05;
    first.rows.push_back(row);
    row.per_second = 801;
    row.p99_ms = 11.9;
    row.p50_ms = 0.15;  // three times as long and still nothing
    second.rows.push_back(row);
    int worse = -1;
    std::string text = compare_text(first, second, 20, worse);
    CHECK(worse == 0);
    CHECK(text.find("1,000 → 801 (×0.80)") != std::string::npos);
    second.rows[0].per_second = 790;
    second.rows[0].p99_ms = 12.1;
    compare_text(first, second, 20, worse);
    CHECK(worse == 2);
    compare_text(second, first, 20, worse);
    CHECK(worse == 0);
}

TEST_CASE("bench report: numbers with commas") {
    CHECK(with_commas(0, 0) == "0");
    CHECK(with_commas(999, 0) == "999");
    CHECK(with_commas(1234567.891, 1) == "1,234,567.9");
    CHECK(with_commas(-12345, 0) == "-12,345");
}
