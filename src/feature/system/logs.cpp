// The server's log over the API, and what clients want written into it.
#include "feature/system/logs.h"

#include <sys/stat.h>

#include <algorithm>
#include <fstream>

#include "app/access.h"
#include "app/services.h"
#include "base/log.h"
#include "base/strings.h"
#include "feature/system/system.h"
#include "model/settings.h"

namespace rk::system {

std::vector<std::string> tail_lines(const std::string& path, size_t skip, size_t count) {
    constexpr std::streamoff kLookedAtMax = 16 * 1024 * 1024, kBlock = 64 * 1024;
    std::vector<std::string> lines;
    std::ifstream in(path, std::ios::binary | std::ios::ate);
    if (path.empty() || !in || count == 0) return lines;
    std::streamoff end = in.tellg(), at = end;
    std::string text;
    // Enough when the block in front holds the line break before the first wanted line.
    auto breaks = [&] { return static_cast<size_t>(std::count(text.begin(), text.end(), '\n')); };
    while (at > 0 && end - at < kLookedAtMax && breaks() <= skip + count) {
        std::streamoff size = std::min(kBlock, at);
        at -= size;
        std::string block(static_cast<size_t>(size), '\0');
        in.seekg(at);
        in.read(block.data(), size);
        text.insert(0, block);
    }
    if (at > 0) text.erase(0, text.find('\n') + 1);  // began within a line
    lines = split(text, '\n');
    if (!lines.empty() && lines.back().empty()) lines.pop_back();
    lines.resize(lines.size() - std::min(skip, lines.size()));
    if (lines.size() > count) lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(count));
    return lines;
}

namespace {

constexpr int64_t kLinesMax = 10'000;
constexpr size_t kMessageBytesMax = 400;

void require_reader(Ctx& c) {
    c.db().read([&](Tx& tx) { access::require(tx, c.actor(), Permission::get_logs); });
}

std::vector<std::string> asked_lines(Ctx& c) {
    log::flush();
    auto count = static_cast<size_t>(std::min(c.query_int("logs_per_page", kLinesMax), kLinesMax));
    auto page = static_cast<size_t>(std::min<int64_t>(c.page(), kLinesMax));
    return tail_lines(log::file_path(), page * count, count);
}

Reply get_logs(Ctx& c) {
    require_reader(c);
    Json lines = Json::array();
    for (std::string& line : asked_lines(c)) lines.push(line + "\n");
    return reply::json(200, lines.dump());
}

// Lines of these levels and times, as the objects that they are; one group, as this server is one.
Reply query_logs(Ctx& c) {
    require_reader(c);
    auto filter = Json::parse(c.request().body, Json::Extent::kFirst);
    if (!filter || !filter->is_object()) throw Err::log_filter_wrong;
    std::vector<std::string> levels;
    for (const Json& level : (*filter)["log_levels"].items()) levels.push_back(level.as_string());
    // "2006-01-02 15:04:05.999 -07:00" from clients; days and times compare as text.
    std::string from = (*filter)["date_from"].as_string(), to = (*filter)["date_to"].as_string();
    Json lines = Json::array();
    for (const std::string& line : asked_lines(c)) {
        auto parsed = Json::parse(line);
        if (!parsed || !parsed->is_object()) continue;
        const std::string& level = (*parsed)["level"].as_string();
        const std::string& when = (*parsed)["timestamp"].as_string();
        if (!levels.empty() && !contains(levels, level)) continue;
        if (!from.empty() && when.substr(0, 19) < from.substr(0, 19)) continue;
        if (!to.empty() && when.substr(0, 19) > to.substr(0, 19)) continue;
        lines.push(std::move(*parsed));
    }
    return reply::json(200, Json::object({{"default", std::move(lines)}}).dump());
}

Reply download_logs(Ctx& c) {
    require_reader(c);
    log::flush();
    Reply answer;
    answer.content_type = "text/plain";
    answer.set_header("Content-Disposition", "attachment;filename=\"renkei.log\"; filename*=UTF-8''renkei.log");
    struct stat info {};
    std::string path = log::file_path();
    if (!path.empty() && ::stat(path.c_str(), &info) == 0 && info.st_size > 0) {
        answer.file = std::make_unique<Response::File>();
        answer.file->path = path;
        answer.file->bytes = static_cast<uint64_t>(info.st_size);
    }
    return answer;
}

// A line of a client. Those of accounts that administer nothing count for debugging only, so that nobody fills the log.
Reply write_log(Ctx& c, Tx& tx) {
    bool as_error = true;
    if (!c.config()->ServiceSettings.EnableDeveloper) {
        if (!c.session()) throw Err::no_permission;
        as_error = access::may(tx, c.actor(), Permission::manage_system);
    }
    auto body = Json::parse(c.request().body, Json::Extent::kFirst);
    Json told = Json::object();
    if (body)
        for (const auto& [key, value] : body->members())
            if (value.is_string()) told.set(key, value);
    std::string message = told["message"].as_string();
    if (message.size() > kMessageBytesMax) message = to_valid_utf8(message.substr(0, kMessageBytesMax - 1));
    message = "Client Logs API Endpoint Message: " + message;
    log::Level level = as_error && told["level"].as_string() == "ERROR" ? log::Level::error : log::Level::debug;
    if (log::enabled(level))
        log::write(level, message,
                   {{"type", "client_message"}, {"user_agent", c.header("User-Agent")}, {"user_id", c.user_id()}});
    told.set("message", message);
    return reply::json(200, told.dump());
}

constexpr Route kRoutes[] = {
    {GET, "/api/v4/logs", Lane::slow, Access::session, get_logs, "The end of the server's log."},
    {POST, "/api/v4/logs/query", Lane::slow, Access::session, query_logs, "Lines of the log, by level and time."},
    {GET, "/api/v4/logs/download", Lane::slow, Access::session, download_logs, "The log as a file."},
    {POST, "/api/v4/logs", Lane::read, Access::open, write_log, "Write a line of a client into the log."},
};

}  // namespace

std::span<const Route> log_routes() { return kRoutes; }

}  // namespace rk::system
