#include "bench/run.h"

#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "bench/load.h"
#include "bench/process.h"
#include "bench/sink.h"
#include "bench/swarm.h"
#include "bench/text.h"
#include "bench/world.h"

namespace rk::bench {
namespace {

constexpr size_t kVariants = 256;  // different texts that a load repeats
constexpr double kWarmUpSeconds = 0.3;
constexpr int kRestarts = 5;

struct Name {
    const char* name;
    const char* what;
};
constexpr Name kMeasurements[] = {
    {"start", "time to the first answer, with new data and again (only a server that is started here)"},
    {"newest", "GET /api/v4/channels/{id}/posts?per_page=60"},
    {"me", "GET /api/v4/users/me"},
    {"search", "POST /api/v4/teams/{id}/posts/search: a common, a rare and a Japanese word, one after the other"},
    {"webhook", "POST /hooks/{id} with a line of text"},
    {"attachments", "POST /hooks/{id} with attachments and fields, as a Jenkins job sends"},
    {"post", "POST /api/v4/posts by several users"},
    {"post_hooked", "the same in a channel whose posts go to an outgoing webhook"},
    {"deliveries", "posts to 32 outgoing webhooks at once: until each target has each"},
    {"commands", "POST /api/v4/commands/execute of a custom command: to its server and back"},
    {"ws_500", "500 WebSocket clients in a channel, 20 posts a second: delivery to each"},
    {"ws_1000", "1,000 WebSocket clients, one post to all: until the last has it"},
    {"ws_10000", "10,000 WebSocket clients, one post to all: until the last has it"},
};

// The server under test for as long as this object lives.
class Server {
  public:
    explicit Server(const ServerOptions& options) : options_(options) {
        raise_file_limit();  // a server that is started here inherits it
        if (!options.base.empty()) {
            target_ = find_target(options.base);
            std::vector<pid_t> pids(options.pids.begin(), options.pids.end());
            meter_ = ProcessMeter(std::move(pids));
            return;
        }
        data_ = options.data;
        if (data_.empty()) {
            std::error_code none;
            std::string name =
                std::filesystem::is_directory("build", none) ? "build/bench-XXXXXX" : "/tmp/renkei-bench-XXXXXX";
            if (!mkdtemp(name.data())) throw Trouble("cannot make a folder for the server's data: " + name);
            made_ = data_ = std::filesystem::absolute(name).string();
        } else {
            std::filesystem::create_directories(data_);
            data_ = std::filesystem::absolute(data_).string();
        }
        fresh_ = std::filesystem::is_empty(data_);
        log_ = data_ + ".log";
        start();
    }
    ~Server() {
        process_.reset();
        std::error_code ignored;  // what cannot be removed stays for the reader to see
        if (made_.empty()) return;
        std::filesystem::remove_all(made_, ignored);
        std::filesystem::remove(log_, ignored);
    }
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    void start() {
        process_.reset();
        process_ = std::make_unique<ServerProcess>(options_.serve, data_, log_);
        target_ = process_->target();
        meter_ = ProcessMeter({process_->pid()});
    }
    bool own() const { return process_ != nullptr; }
    bool fresh() const { return fresh_; }
    double start_ms() const { return process_->start_ms(); }
    const Target& target() const { return target_; }
    const ProcessMeter& meter() const { return meter_; }
    // A file system in memory makes every sync free, which flatters each write.
    bool data_in_memory() const {
        constexpr long kTmpfs = 0x01021994, kRamfs = static_cast<long>(0x858458f6);
        struct statfs fs;
        return own() && statfs(data_.c_str(), &fs) == 0 && (fs.f_type == kTmpfs || fs.f_type == kRamfs);
    }

  private:
    ServerOptions options_;
    std::string data_, made_, log_;
    bool fresh_ = false;
    Target target_;
    ProcessMeter meter_;
    std::unique_ptr<ServerProcess> process_;
};

void add_note(Row& row, const std::string& note) { row.note += (row.note.empty() ? "" : "; ") + note; }

double to_ms(uint64_t ns) { return static_cast<double>(ns) / 1e6; }

void set_times(Row& row, const Histogram& ns) {
    if (!ns.count()) return;
    row.p50_ms = to_ms(ns.at(0.5));
    row.p99_ms = to_ms(ns.at(0.99));
    row.max_ms = to_ms(ns.max());
}

class Run {
  public:
    Run(Server& server, const std::string& admin, const RunOptions& options)
        : server_(server), admin_(admin), options_(options) {}
    Report run();

  private:
    bool wanted(std::string_view name) const {
        return options_.only.empty() ||
               std::find(options_.only.begin(), options_.only.end(), name) != options_.only.end();
    }
    // Measures when wanted. What cannot be measured becomes a row with an error, and the others still have their turn.
    template <class Measure>
    void attempt(const char* name, Measure measure_it) {
        bool memory = std::string_view(name).substr(0, 6) == "memory";
        if (!memory && !wanted(name)) return;
        try {
            measure_it();
        } catch (const Interrupted&) {
            throw;
        } catch (const Trouble& trouble) {
            std::fprintf(stderr, "%s: %s\n", name, trouble.what());
            Row row;
            row.name = name;
            row.errors = 1;
            row.note = "not measured: " + std::string(trouble.what()).substr(0, 80);
            std::replace(row.note.begin(), row.note.end(), '\n', ' ');
            add(std::move(row));
        }
    }
    void say(const std::string& what) const { std::fprintf(stderr, "%s …\n", what.c_str()); }
    void add(Row row) { report_.rows.push_back(std::move(row)); }
    void add_memory(const char* name);
    void measure_start();
    void measure(const char* name, RequestSource& source, size_t connections, const std::string& note = {});
    void measure_webhook(const char* name, bool attachments);
    void measure_post(const char* name, const std::string& channel_name);
    void measure_post_hooked();
    void measure_deliveries();
    void measure_commands();
    void measure_newest();
    void measure_search();
    void measure_delivery(size_t clients);
    void measure_last(const char* name, size_t clients);
    // The same GET by every account.
    RepeatedRequests gets(const std::string& path) const;
    std::vector<std::string> tokens() const;

    Server& server_;
    std::string admin_;
    RunOptions options_;
    Report report_;
    std::unique_ptr<World> world_;
};

void Run::add_memory(const char* name) {
    if (!server_.meter().known()) return;
    Row row;
    row.name = name;
    row.memory_mb = server_.meter().memory_mb();
    add(std::move(row));
}

void Run::measure_start() {
    if (!server_.own()) return;
    if (server_.fresh()) {
        Row row;
        row.name = "start, new data";
        row.p50_ms = server_.start_ms();
        add(std::move(row));
    }
    say("start");
    std::vector<double> times;
    for (int i = 0; i < kRestarts; ++i) {
        server_.start();
        times.push_back(server_.start_ms());
    }
    std::sort(times.begin(), times.end());
    Row row;
    row.name = "start again";
    row.p50_ms = times[times.size() / 2];
    row.max_ms = times.back();
    add(std::move(row));
}

void Run::measure(const char* name, RequestSource& source, size_t connections, const std::string& note) {
    say(name);
    LoadOptions load;
    load.connections = connections;
    load.seconds = kWarmUpSeconds;
    run_load(server_.target(), source, load);
    load.seconds = options_.seconds;
    const ProcessMeter& meter = server_.meter();
    double cpu = meter.known() ? meter.cpu_seconds() : 0;
    LoadResult result = run_load(server_.target(), source, load);
    Row row;
    row.name = name;
    row.note = note;
    row.per_second = result.per_second();
    set_times(row, result.latency_ns);
    if (meter.known() && result.requests)
        row.cpu_us = (meter.cpu_seconds() - cpu) * 1e6 / static_cast<double>(result.requests);
    row.errors = result.errors;
    if (result.errors) {
        for (const auto& [status, count] : result.bad_answers)
            add_note(row, std::to_string(count) + " × " + (status ? std::to_string(status) : "no answer"));
        std::fprintf(stderr, "%s: first error: %s\n", name, result.first_error.c_str());
    }
    double busy = result.own_cpu_s / result.seconds;
    if (busy > 0.95) add_note(row, "the load program was at its limit");
    add(std::move(row));
}

std::vector<std::string> Run::tokens() const {
    std::vector<std::string> list;
    for (const Account& user : world_->users()) list.push_back(user.token);
    return list;
}

RepeatedRequests Run::gets(const std::string& path) const {
    std::vector<std::vector<std::string>> lists;
    for (const Account& user : world_->users())
        lists.push_back({render_request(server_.target(), "GET", path, user.token)});
    return RepeatedRequests(std::move(lists));
}

std::string attachment_body(uint64_t serial) {
    std::string number = std::to_string(serial);
    return "{\"username\":\"jenkins\",\"icon_url\":\"https://www.jenkins.io/images/logo.png\",\"text\":\"\","
           "\"attachments\":[{\"fallback\":\"main #" +
           number + " passed\",\"color\":\"good\",\"title\":\"main #" + number +
           "\",\"title_link\":\"https://ci.example.com/job/main/" + number + "/\",\"text\":\"" +
           message_text(kLoadSerial + serial) +
           "\",\"fields\":[{\"title\":\"Status\",\"value\":\"Success\",\"short\":true},{\"title\":\"Duration\","
           "\"value\":"
           "\"4 min 2 s\",\"short\":true},{\"title\":\"Changes\",\"value\":\"" +
           message_text(kLoadSerial + serial + 1) + "\",\"short\":false}]}]}";
}

void Run::measure_webhook(const char* name, bool attachments) {
    std::vector<std::string> requests;
    std::string path = "/hooks/" + world_->hook_id();
    for (uint64_t i = 0; i < kVariants; ++i)
        requests.push_back(
            render_request(server_.target(), "POST", path, "",
                           attachments ? attachment_body(i) : "{\"text\":\"" + message_text(kLoadSerial + i) + "\"}"));
    RepeatedRequests source({std::move(requests)});
    measure(name, source, options_.connections);
}

void Run::measure_post(const char* name, const std::string& channel_name) {
    std::string channel = world_->make_channel(channel_name);
    std::vector<std::vector<std::string>> lists;
    for (const Account& user : world_->users()) {
        lists.emplace_back();
        for (uint64_t i = 0; i < kVariants; ++i)
            lists.back().push_back(render_request(
                server_.target(), "POST", "/api/v4/posts", user.token,
                "{\"channel_id\":\"" + channel + "\",\"message\":\"" + message_text(kLoadSerial + i) + "\"}"));
    }
    RepeatedRequests source(std::move(lists));
    measure(name, source, options_.connections);
}

// Posts come faster than one target takes them, each after the other: the rest is thrown away with the webhook.
void Run::measure_post_hooked() {
    Sink sink("{}");
    const std::string hook = world_->make_outgoing_hook(world_->make_channel("bench-hooked"), sink.base() + "/hooked");
    measure_post("post_hooked", "bench-hooked");
    const uint64_t received = sink.received();
    world_->remove_outgoing_hook(hook);
    if (received == 0) ++report_.rows.back().errors;
    add_note(report_.rows.back(),
             "one outgoing webhook; " + with_commas(static_cast<double>(received), 0) + " delivered meanwhile");
}

// So many posts, one after the other on a few connections, each with the time in it.
class StampedPosts : public RequestSource {
  public:
    StampedPosts(const Target& target, const std::string& channel, std::vector<std::string> tokens, size_t posts)
        : target_(target), channel_(channel), tokens_(std::move(tokens)), left_(posts) {}
    std::string_view next(size_t connection, uint64_t& tag) override {
        if (left_ == 0) return {};
        tag = left_--;
        text_ = render_request(target_, "POST", "/api/v4/posts", tokens_[connection % tokens_.size()],
                               "{\"channel_id\":\"" + channel_ + "\",\"message\":\"" + Sink::stamp() + "\"}");
        return text_;
    }

  private:
    const Target& target_;
    const std::string& channel_;
    const std::vector<std::string> tokens_;
    size_t left_;
    std::string text_;
};

void Run::measure_deliveries() {
    constexpr size_t kHooks = 32, kPosts = 500, kConnections = 4;
    say("deliveries");
    const std::string channel = world_->make_channel("bench-deliveries");
    Sink sink("{}");
    std::vector<std::string> hooks;
    for (size_t i = 0; i < kHooks; ++i)
        hooks.push_back(world_->make_outgoing_hook(channel, sink.base() + "/" + std::to_string(i)));
    StampedPosts source(server_.target(), channel, tokens(), kPosts);
    LoadOptions load;
    load.connections = kConnections;
    load.seconds = 0;
    const ProcessMeter& meter = server_.meter();
    const double cpu = meter.known() ? meter.cpu_seconds() : 0;
    const uint64_t start = now_ns();
    LoadResult posted = run_load(server_.target(), source, load);
    constexpr uint64_t kPatienceNs = 20'000'000'000;
    while (sink.received() < kHooks * kPosts && now_ns() < std::max(start, sink.last_at_ns()) + kPatienceNs) {
        check_interrupted();
        usleep(2000);
    }
    const double cpu_used = meter.known() ? meter.cpu_seconds() - cpu : 0;
    for (const std::string& hook : hooks) world_->remove_outgoing_hook(hook);
    Row row;
    row.name = "deliveries";
    const auto received = static_cast<double>(sink.received());
    row.per_second = received / (static_cast<double>(sink.last_at_ns() - start) / 1e9);
    set_times(row, sink.delays_ns());
    if (meter.known() && received > 0) row.cpu_us = cpu_used * 1e6 / received;
    row.errors = posted.errors + (kHooks * kPosts - std::min<uint64_t>(kHooks * kPosts, sink.received()));
    row.note = "to 32 targets, in order; from sending the post to its arrival";
    add(std::move(row));
}

void Run::measure_commands() {
    const std::string channel = world_->make_channel("bench-commands");
    Sink sink(R"({"response_type":"ephemeral","text":"done"})");
    world_->make_command("benchcommand", sink.base() + "/command");
    std::vector<std::vector<std::string>> lists;
    for (const Account& user : world_->users())
        lists.push_back({render_request(server_.target(), "POST", "/api/v4/commands/execute", user.token,
                                        "{\"channel_id\":\"" + channel + "\",\"command\":\"/benchcommand now\"}")});
    RepeatedRequests source(std::move(lists));
    measure("commands", source, options_.connections, "to the command's server and back");
    if (sink.received() == 0) ++report_.rows.back().errors;
    world_->remove_command("benchcommand");
}

void Run::measure_newest() {
    std::string channel = world_->make_channel(fill_channel_name(0));
    std::string path = "/api/v4/channels/" + channel + "/posts?per_page=60";
    auto answer = world_->api().must("GET", path, world_->users()[0].token);
    size_t posts = answer.json["order"].size();
    if (posts != 60) throw Trouble("60 newest posts were asked for and " + std::to_string(posts) + " came");
    RepeatedRequests source = gets(path);
    measure("newest", source, options_.connections,
            with_commas(static_cast<double>(answer.text.size()) / 1024, 0) + " KB each");
}

void Run::measure_search() {
    struct Word {
        const char* row;
        std::string_view word;
        bool must_be_found;
    };
    // Not every server finds Japanese words, which is worth showing but no error of the measurement.
    constexpr Word kSearches[] = {{"search, common word", kCommonWord, true},
                                  {"search, rare word", kRareWord, true},
                                  {"search, Japanese word", kJapaneseWord, false}};
    std::string path = "/api/v4/teams/" + world_->team_id() + "/posts/search";
    for (const Word& w : kSearches) {
        Json body = Json::object({{"terms", w.word}, {"is_or_search", false}, {"page", 0}, {"per_page", 60}});
        auto answer = world_->api().must("POST", path, world_->admin().token, body);
        size_t found = answer.json["order"].size();
        RepeatedRequests source({{render_request(server_.target(), "POST", path, world_->admin().token, body.dump())}});
        measure(w.row, source, 1, std::to_string(found) + " found");
        if (found || !w.must_be_found) continue;
        ++report_.rows.back().errors;
        std::fprintf(stderr, "%s: the server finds no post with %s\n", w.row, std::string(w.word).c_str());
    }
}

void Run::measure_delivery(size_t clients) {
    constexpr int kIntervalMs = 50;
    say("ws_500");
    std::string channel = world_->make_channel("bench-ws");
    Swarm swarm(server_.target(), tokens());
    swarm.connect(clients);
    swarm.settle(300, 5000);
    swarm.run(channel, 10, kIntervalMs, 0);  // warms up
    const ProcessMeter& meter = server_.meter();
    double cpu = meter.known() ? meter.cpu_seconds() : 0;
    size_t posts = std::max<size_t>(20, static_cast<size_t>(std::max(options_.seconds, 5.0) * 1000 / kIntervalMs));
    SwarmResult result = swarm.run(channel, posts, kIntervalMs, 0);
    Row row;
    row.name = "ws_500";
    row.per_second = static_cast<double>(result.delivered) / result.seconds;
    set_times(row, result.delivery_ns);
    if (meter.known()) {
        row.cpu_us = (meter.cpu_seconds() - cpu) * 1e6 / static_cast<double>(std::max<uint64_t>(1, result.delivered));
        row.memory_mb = meter.memory_mb();
    }
    row.errors = result.errors;
    row.note = "deliveries; " + with_commas(static_cast<double>(result.posts), 0) + " posts";
    if (result.errors) std::fprintf(stderr, "ws_500: first error: %s\n", result.first_error.c_str());
    add(std::move(row));
}

void Run::measure_last(const char* name, size_t clients) {
    constexpr size_t kPosts = 40;
    constexpr int kPauseMs = 150;
    say(name);
    uint64_t files = raise_file_limit();
    if (files < clients + 100)
        throw Trouble("the limit of open files (" + std::to_string(files) + ") is too low for " +
                      std::to_string(clients) + " clients");
    std::string channel = world_->make_channel("bench-ws");
    Swarm swarm(server_.target(), tokens());
    uint64_t start = now_ns();
    swarm.connect(clients);
    double connect_s = static_cast<double>(now_ns() - start) / 1e9;
    swarm.settle(500, 10'000);
    swarm.run(channel, 3, 0, kPauseMs);  // warms up
    const ProcessMeter& meter = server_.meter();
    double cpu = meter.known() ? meter.cpu_seconds() : 0;
    SwarmResult result = swarm.run(channel, kPosts, 0, kPauseMs);
    Row row;
    row.name = name;
    row.per_second = static_cast<double>(result.delivered) / result.seconds;
    set_times(row, result.last_ns);
    if (meter.known()) {
        row.cpu_us = (meter.cpu_seconds() - cpu) * 1e6 / static_cast<double>(std::max<uint64_t>(1, result.delivered));
        row.memory_mb = meter.memory_mb();
    }
    row.errors = result.errors;
    row.note = "deliveries; time until the last has it; connected in " + with_commas(connect_s, 1) + " s";
    if (result.errors) std::fprintf(stderr, "%s: first error: %s\n", name, result.first_error.c_str());
    add(std::move(row));
}

Report Run::run() {
    if (wanted("start")) measure_start();
    usleep(1'000'000);  // what a server does behind its first answer is not its idle state
    add_memory("memory, idle");
    say("accounts, team, channels");
    world_ = std::make_unique<World>(server_.target(), admin_);
    world_->make_users(options_.accounts);
    world_->make_channel("bench-hook");
    report_.base = server_.own() ? "" : server_.target().base;
    report_.version = world_->version();
    if (wanted("newest") || wanted("search")) {
        if (options_.filled) {
            report_.posts = world_->count_fill_posts();
        } else {
            say("history");
            FillOptions history;
            history.posts = options_.posts;
            report_.posts = std::max(fill(*world_, history), options_.posts);
        }
    }
    // Reading comes first, so that the history is what it was said to be.
    attempt("newest", [&] { measure_newest(); });
    attempt("me", [&] {
        RepeatedRequests source = gets("/api/v4/users/me");
        measure("me", source, options_.connections);
    });
    attempt("search", [&] { measure_search(); });
    attempt("webhook", [&] { measure_webhook("webhook", false); });
    attempt("attachments", [&] { measure_webhook("attachments", true); });
    attempt("post", [&] { measure_post("post", "bench-post"); });
    attempt("ws_500", [&] { measure_delivery(500); });
    attempt("memory, after load", [&] { add_memory("memory, after load"); });
    attempt("ws_1000", [&] { measure_last("ws_1000", 1000); });
    attempt("ws_10000", [&] { measure_last("ws_10000", 10'000); });
    attempt("post_hooked", [&] { measure_post_hooked(); });
    attempt("deliveries", [&] { measure_deliveries(); });
    attempt("commands", [&] { measure_commands(); });
    if (server_.data_in_memory())
        std::fprintf(stderr,
                     "The data lies in memory (tmpfs), where syncs cost nothing: writes look better than on a disk.\n");
    return std::move(report_);
}

}  // namespace

std::vector<std::pair<std::string, std::string>> list_measurements() {
    std::vector<std::pair<std::string, std::string>> list;
    for (const Name& m : kMeasurements) list.emplace_back(m.name, m.what);
    return list;
}

Report run_all(const ServerOptions& server_options, const RunOptions& options) {
    Server server(server_options);
    return Run(server, server_options.admin, options).run();
}

void run_fill(const ServerOptions& server_options, const FillOptions& options, size_t accounts) {
    Server server(server_options);
    World world(server.target(), server_options.admin);
    world.make_users(accounts);
    fill(world, options);
}

}  // namespace rk::bench
