#include "bench/world.h"

#include <algorithm>
#include <cstdio>
#include <unordered_set>

#include "bench/load.h"
#include "bench/text.h"

namespace rk::bench {
namespace {

constexpr const char* kPassword = "Bench-Passw0rd-1";
constexpr const char* kTeam = "bench";
constexpr const char* kHook = "bench";
constexpr int kPageSize = 200;

Json new_user(const std::string& name) {
    return Json::object({{"username", name}, {"email", name + "@example.com"}, {"password", kPassword}});
}

// Sends each request once and remembers which were not answered well.
class Once : public RequestSource {
  public:
    explicit Once(const std::vector<std::string>& requests) : requests_(requests) {}
    std::string_view next(size_t, uint64_t& tag) override {
        if (at_ == requests_.size()) return {};
        tag = at_++;
        return requests_[tag];
    }
    void answered(uint64_t tag, int status) override {
        if (status < 200 || status > 299) failed.push_back(requests_[tag]);
    }
    std::vector<std::string> failed;

  private:
    const std::vector<std::string>& requests_;
    size_t at_ = 0;
};

}  // namespace

std::string fill_channel_name(size_t number) {
    char name[32];
    std::snprintf(name, sizeof name, "bench-%05zu", number);
    return name;
}

World::World(const Target& target, const std::string& admin) : api_(target) {
    std::string name = "benchadmin", password = kPassword;
    if (!admin.empty()) {
        size_t colon = admin.find(':');
        if (colon == std::string::npos) throw Trouble("--admin wants USER:PASSWORD");
        name = admin.substr(0, colon);
        password = admin.substr(colon + 1);
    } else {
        // On an empty server this makes the admin; on any other it is refused or makes nobody important.
        api_.call("POST", "/api/v4/users", "", new_user(name));
    }
    admin_ = log_in(name, password);
    auto me = api_.must("GET", "/api/v4/users/me", admin_.token);
    version_ = me.version;
    if (me.json["roles"].as_string().find("system_admin") == std::string::npos)
        throw Trouble(name +
                      " is not a system admin of this server, which has other accounts: give --admin USER:PASSWORD");

    Json wanted = Json::object(
        {{"ServiceSettings", Json::object({{"EnableIncomingWebhooks", true},
                                           {"EnableOutgoingWebhooks", true},
                                           {"EnableCommands", true},
                                           {"AllowedUntrustedInternalConnections", "127.0.0.1"},
                                           {"EnablePostUsernameOverride", true},
                                           {"EnablePostIconOverride", true}})},
         {"TeamSettings", Json::object({{"EnableOpenServer", true},
                                        {"EnableUserCreation", true},
                                        {"MaxUsersPerTeam", 100000},
                                        {"MaxChannelsPerTeam", 1000000}})},
         {"EmailSettings", Json::object({{"SendEmailNotifications", false}, {"RequireEmailVerification", false}})},
         {"RateLimitSettings", Json::object({{"Enable", false}})}});
    api_.must("PUT", "/api/v4/config/patch", admin_.token, wanted);

    auto team = api_.call("GET", std::string("/api/v4/teams/name/") + kTeam, admin_.token);
    if (!team.ok())
        team = api_.must("POST", "/api/v4/teams", admin_.token,
                         Json::object({{"name", kTeam}, {"display_name", "Bench"}, {"type", "O"}}));
    team_id_ = team.json["id"].as_string();
    api_.must("POST", "/api/v4/teams/" + team_id_ + "/members", admin_.token,
              Json::object({{"team_id", team_id_}, {"user_id", admin_.id}}));
    make_hook();
}

Account World::log_in(const std::string& name, const std::string& password) {
    auto answer =
        api_.must("POST", "/api/v4/users/login", "", Json::object({{"login_id", name}, {"password", password}}));
    return {answer.json["id"].as_string(), name, answer.token};
}

void World::make_hook() {
    std::string channel_id = make_channel("bench-hook");
    auto hooks = api_.must("GET", "/api/v4/hooks/incoming?per_page=200&team_id=" + team_id_, admin_.token);
    for (const Json& hook : hooks.json.items())
        if (hook["display_name"].as_string() == kHook && hook["channel_id"].as_string() == channel_id)
            hook_id_ = hook["id"].as_string();
    if (!hook_id_.empty()) return;
    auto made = api_.must("POST", "/api/v4/hooks/incoming", admin_.token,
                          Json::object({{"channel_id", channel_id}, {"display_name", kHook}}));
    hook_id_ = made.json["id"].as_string();
}

void World::make_users(size_t count) {
    while (users_.size() < count) {
        char name[32];
        std::snprintf(name, sizeof name, "benchuser%03zu", users_.size());
        auto known = api_.call("GET", std::string("/api/v4/users/username/") + name, admin_.token);
        if (!known.ok()) api_.must("POST", "/api/v4/users", admin_.token, new_user(name));
        Account user = log_in(name, kPassword);
        api_.must("POST", "/api/v4/teams/" + team_id_ + "/members", admin_.token,
                  Json::object({{"team_id", team_id_}, {"user_id", user.id}}));
        users_.push_back(std::move(user));
    }
}

std::string World::make_channel(const std::string& name) {
    auto channel = api_.call("GET", "/api/v4/teams/" + team_id_ + "/channels/name/" + name, admin_.token);
    if (!channel.ok())
        channel =
            api_.must("POST", "/api/v4/channels", admin_.token,
                      Json::object({{"team_id", team_id_}, {"name", name}, {"display_name", name}, {"type", "O"}}));
    std::string id = channel.json["id"].as_string();
    for (const Account& user : users_)
        api_.must("POST", "/api/v4/channels/" + id + "/members", admin_.token, Json::object({{"user_id", user.id}}));
    return id;
}

std::string World::make_outgoing_hook(const std::string& channel_id, const std::string& url) {
    return api_
        .must("POST", "/api/v4/hooks/outgoing", admin_.token,
              Json::object({{"team_id", team_id_},
                            {"channel_id", channel_id},
                            {"display_name", kHook},
                            {"callback_urls", Json(Json::Array{Json(url)})},
                            {"content_type", "application/json"}}))
        .json["id"]
        .as_string();
}

void World::remove_outgoing_hook(const std::string& id) {
    api_.must("DELETE", "/api/v4/hooks/outgoing/" + id, admin_.token);
}

void World::make_command(const std::string& trigger, const std::string& url) {
    remove_command(trigger);
    api_.must("POST", "/api/v4/commands", admin_.token,
              Json::object({{"team_id", team_id_}, {"trigger", trigger}, {"method", "P"}, {"url", url}}));
}

void World::remove_command(const std::string& trigger) {
    auto commands = api_.must("GET", "/api/v4/commands?custom_only=true&team_id=" + team_id_, admin_.token);
    for (const Json& command : commands.json.items())
        if (command["trigger"].as_string() == trigger)
            api_.must("DELETE", "/api/v4/commands/" + command["id"].as_string(), admin_.token);
}

void World::send_all(std::vector<std::string> requests, std::string_view what) {
    constexpr int kRounds = 5;
    for (int round = 0; !requests.empty(); ++round) {
        Once once(requests);
        LoadOptions options;
        options.connections = std::min<size_t>(8, requests.size());
        options.seconds = 0;
        LoadResult result = run_load(target(), once, options);
        if (!once.failed.empty() && round + 1 == kRounds)
            throw Trouble("making " + std::string(what) + ": " + result.first_error);
        requests = std::move(once.failed);
    }
}

template <class Visit>
void World::each_fill_channel(Visit visit) {
    for (int page = 0;; ++page) {
        auto answer = api_.must("GET",
                                "/api/v4/teams/" + team_id_ + "/channels?per_page=" + std::to_string(kPageSize) +
                                    "&page=" + std::to_string(page),
                                admin_.token);
        for (const Json& channel : answer.json.items()) {
            const std::string& name = channel["name"].as_string();
            unsigned number = 0;
            if (std::sscanf(name.c_str(), "bench-%5u", &number) == 1 && name == fill_channel_name(number))
                visit(size_t{number}, channel);
        }
        if (answer.json.size() < kPageSize) return;
    }
}

uint64_t World::count_fill_posts() {
    uint64_t posts = 0;
    each_fill_channel(
        [&](size_t, const Json& channel) { posts += static_cast<uint64_t>(channel["total_msg_count"].as_integer()); });
    return posts;
}

uint64_t World::make_fill_channels(size_t count) {
    auto list = [&] {
        fill_channels_.assign(count, "");
        each_fill_channel([&](size_t number, const Json& channel) {
            if (number < count) fill_channels_[number] = channel["id"].as_string();
        });
    };
    list();
    std::vector<std::string> requests;
    for (size_t i = 0; i < count; ++i) {
        if (!fill_channels_[i].empty()) continue;
        std::string name = fill_channel_name(i);
        requests.push_back(render_request(
            target(), "POST", "/api/v4/channels", admin_.token,
            Json::object({{"team_id", team_id_}, {"name", name}, {"display_name", name}, {"type", "O"}}).dump()));
    }
    if (!requests.empty()) {
        send_all(std::move(requests), "channels");
        list();
    }
    for (size_t i = 0; i < count; ++i)
        if (fill_channels_[i].empty()) throw Trouble("the server does not list channel " + fill_channel_name(i));

    requests.clear();
    for (size_t u = 0; u < users_.size(); ++u) {
        auto mine =
            api_.must("GET", "/api/v4/users/" + users_[u].id + "/teams/" + team_id_ + "/channels", admin_.token);
        std::unordered_set<std::string> member;
        for (const Json& channel : mine.json.items()) member.insert(channel["id"].as_string());
        for (size_t c = u; c < count; c += users_.size()) {
            if (member.count(fill_channels_[c])) continue;
            requests.push_back(render_request(target(), "POST", "/api/v4/channels/" + fill_channels_[c] + "/members",
                                              admin_.token, Json::object({{"user_id", users_[u].id}}).dump()));
        }
    }
    send_all(std::move(requests), "members of channels");
    return count_fill_posts();
}

}  // namespace rk::bench
