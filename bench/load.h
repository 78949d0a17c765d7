// Closed-loop load: so many connections, each with so many requests under way, as fast as the server answers. One
// thread, one epoll set; requests are sent as the source gives them and answers are hardly looked at, because the
// server under test needs the processors more.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "bench/histogram.h"
#include "bench/net.h"

namespace rk::bench {

class RequestSource {
  public:
    virtual ~RequestSource() = default;
    // The text of the next request on that connection, valid until the next call; empty when nothing is left to send.
    // `tag` is handed back with the answer.
    virtual std::string_view next(size_t connection, uint64_t& tag) = 0;
    // An answer; status 0 when the connection broke or time was up before one came.
    virtual void answered(uint64_t tag, int status) { (void)tag, (void)status; }
};

// The same requests over and over, connection N starting at the Nth list.
class RepeatedRequests : public RequestSource {
  public:
    // lists[i % lists.size()] are the requests of connection i.
    explicit RepeatedRequests(std::vector<std::vector<std::string>> lists) : lists_(std::move(lists)) {}
    std::string_view next(size_t connection, uint64_t& tag) override {
        const auto& list = lists_[connection % lists_.size()];
        tag = at_++;
        return list[tag % list.size()];
    }

  private:
    std::vector<std::vector<std::string>> lists_;
    uint64_t at_ = 0;
};

struct LoadOptions {
    size_t connections = 32;
    size_t pipeline = 1;     // requests under way on one connection
    double seconds = 5;      // stops sending then; 0: until the source is empty
    double patience_s = 20;  // how long an answer may take at the end
};

struct LoadResult {
    Histogram latency_ns;   // from before the send to the whole answer
    uint64_t answered = 0;  // 2xx answers within the time
    uint64_t requests = 0;  // all that were sent
    uint64_t errors = 0;    // other answers, broken connections, no answer in time
    double seconds = 0;
    double own_cpu_s = 0;                 // what this program itself used
    std::map<int, uint64_t> bad_answers;  // status (0: none) → how many
    std::string first_error;
    double per_second() const { return seconds > 0 ? static_cast<double>(answered) / seconds : 0; }
};

LoadResult run_load(const Target& target, RequestSource& source, const LoadOptions& options);

// The text of a request; `token` and `body` may be empty.
std::string render_request(const Target& target, std::string_view method, std::string_view path, std::string_view token,
                           std::string_view body = {}, std::string_view content_type = "application/json");

}  // namespace rk::bench
