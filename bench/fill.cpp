#include "bench/fill.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <vector>

#include "bench/load.h"
#include "bench/report.h"
#include "bench/text.h"

namespace rk::bench {
namespace {

constexpr uint64_t kPart = 20'000;  // posts after which refused ones are sent again
constexpr size_t kBusyChannels = 10;

size_t channel_of(uint64_t serial, size_t channels) {
    return static_cast<size_t>(serial / 2 % (serial % 2 ? channels : std::min(kBusyChannels, channels)));
}

class Posts : public RequestSource {
  public:
    Posts(const World& world, size_t channels, std::vector<uint64_t> serials)
        : world_(world), channels_(channels), serials_(std::move(serials)) {}
    std::string_view next(size_t, uint64_t& tag) override {
        if (at_ == serials_.size()) return {};
        tag = serials_[at_++];
        size_t channel = channel_of(tag, channels_);
        if (tag / 2 % 4 == 0) {
            text_ = render_request(world_.target(), "POST", "/api/v4/posts",
                                   world_.users()[channel % world_.users().size()].token,
                                   "{\"channel_id\":\"" + world_.fill_channels()[channel] + "\",\"message\":\"" +
                                       message_text(tag) + "\"}");
        } else {
            text_ = render_request(
                world_.target(), "POST", "/hooks/" + world_.hook_id(), "",
                "{\"channel\":\"" + fill_channel_name(channel) + "\",\"text\":\"" + message_text(tag) + "\"}");
        }
        return text_;
    }
    void answered(uint64_t tag, int status) override {
        if (status < 200 || status > 299) failed.push_back(tag);
    }
    std::vector<uint64_t> failed;

  private:
    const World& world_;
    size_t channels_;
    std::vector<uint64_t> serials_;
    size_t at_ = 0;
    std::string text_;
};

}  // namespace

uint64_t fill(World& world, const FillOptions& options) {
    constexpr int kTriesWithoutProgress = 20;
    uint64_t before = world.make_fill_channels(options.channels);
    uint64_t start = now_ns(), shown = start;
    bool terminal = isatty(STDERR_FILENO);
    std::vector<uint64_t> failed;
    int tries = 0;
    for (uint64_t next = before; next < options.posts || !failed.empty();) {
        std::vector<uint64_t> serials = std::move(failed);
        size_t again = serials.size();
        while (serials.size() < kPart && next < options.posts) serials.push_back(next++);
        Posts posts(world, options.channels, serials);
        LoadOptions load;
        load.connections = options.connections;
        load.pipeline = options.pipeline;
        load.seconds = 0;
        LoadResult result = run_load(world.target(), posts, load);
        failed = std::move(posts.failed);
        tries = !failed.empty() && failed.size() >= std::max<size_t>(again, 1) && result.answered == 0 ? tries + 1 : 0;
        if (tries == kTriesWithoutProgress) throw Trouble("filling stopped: " + result.first_error);
        if (!failed.empty()) usleep(200'000);  // a server that is full answers 503 or 429 and wants a moment
        uint64_t now = now_ns();
        bool last = next >= options.posts && failed.empty();
        if (last || now - shown > (terminal ? 300'000'000u : 10'000'000'000u)) {
            double seconds = static_cast<double>(now - start) / 1e9;
            uint64_t there = next - failed.size();
            std::fprintf(stderr, "%sfill: %s of %s posts, %s a second%s", terminal ? "\r" : "",
                         with_commas(static_cast<double>(there), 0).c_str(),
                         with_commas(static_cast<double>(options.posts), 0).c_str(),
                         with_commas(static_cast<double>(there - before) / seconds, 0).c_str(),
                         terminal && !last ? "   " : "\n");
            shown = now;
        }
    }
    return before;
}

}  // namespace rk::bench
