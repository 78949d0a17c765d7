// How much there is: analytics for administrators, usage and limits for everybody. Counting walks tables, so results are
// kept for a while.
#include "app/access.h"
#include "app/hub.h"
#include "app/server_state.h"
#include "app/services.h"
#include "feature/system/system.h"

namespace rk::system {

namespace {

constexpr const char* kCounts = "statistics for administrators, kept for a minute";
constexpr Millis kDay = 24 * 60 * 60 * 1000, kMonth = 31 * kDay, kKept = 60'000;
constexpr int64_t kDaysTold = 31;

// ?1: a team, "" for all.
RK_QUERY(kChannels, "analytics_channels",
         "SELECT COUNT(*) FROM channels WHERE type = ?2 AND (CAST(?1 AS text) = '' OR teamid = ?1)", nullptr, kCounts);
RK_QUERY(kPosts, "analytics_posts", "SELECT COUNT(*) FROM posts WHERE deleteat = 0 AND type NOT LIKE 'system_%'",
         nullptr, kCounts);
RK_QUERY(kPostsOfTeam, "analytics_posts_of_team",
         "SELECT COUNT(*) FROM channels c JOIN posts p ON p.channelid = c.id"
         " WHERE c.teamid = ?1 AND p.deleteat = 0 AND p.type NOT LIKE 'system_%'",
         nullptr, kCounts);
RK_QUERY(kUsers, "analytics_users",
         "SELECT COUNT(*) FROM users WHERE deleteat = 0 AND id NOT IN (SELECT userid FROM bots)", nullptr, kCounts);
RK_QUERY(kInactiveUsers, "analytics_inactive_users", "SELECT COUNT(*) FROM users WHERE deleteat > 0", nullptr, kCounts);
RK_QUERY(kUsersOfTeam, "analytics_users_of_team", "SELECT COUNT(*) FROM teammembers WHERE teamid = ?1 AND deleteat = 0",
         nullptr, kCounts);
RK_QUERY(kTeams, "analytics_teams", "SELECT COUNT(*) FROM teams WHERE deleteat = 0", nullptr, kCounts);
RK_QUERY(kActive, "analytics_active_users",
         "SELECT COUNT(*) FROM status WHERE lastactivityat > ?1 AND userid NOT IN (SELECT userid FROM bots)", nullptr,
         kCounts);
RK_QUERY(kIncoming, "analytics_incoming_webhooks",
         "SELECT COUNT(*) FROM incomingwebhooks WHERE deleteat = 0 AND (CAST(?1 AS text) = '' OR teamid = ?1)", nullptr,
         kCounts);
RK_QUERY(kOutgoing, "analytics_outgoing_webhooks",
         "SELECT COUNT(*) FROM outgoingwebhooks WHERE deleteat = 0 AND (CAST(?1 AS text) = '' OR teamid = ?1)", nullptr,
         kCounts);
RK_QUERY(kCommands, "analytics_commands",
         "SELECT COUNT(*) FROM commands WHERE deleteat = 0 AND (CAST(?1 AS text) = '' OR teamid = ?1)", nullptr,
         kCounts);
RK_QUERY(kSessions, "analytics_sessions", "SELECT COUNT(*) FROM sessions WHERE expiresat = 0 OR expiresat > ?1",
         nullptr, kCounts);
RK_QUERY(kFiles, "analytics_files", "SELECT COUNT(*) FROM fileinfo WHERE deleteat = 0", nullptr, kCounts);
RK_QUERY(kFileBytes, "analytics_file_bytes", "SELECT COALESCE(SUM(size), 0) FROM fileinfo WHERE deleteat = 0", nullptr,
         kCounts);
// Of whole days by UTC, from ?2 to before ?3, the newest first.
RK_QUERY(kPostsByDay, "analytics_posts_by_day",
         "SELECT p.createat / 86400000 AS day, COUNT(*), COUNT(DISTINCT p.userid) FROM posts p"
         " WHERE p.createat >= ?2 AND p.createat < ?3"
         " AND (CAST(?1 AS text) = '' OR p.channelid IN (SELECT id FROM channels WHERE teamid = ?1))"
         " GROUP BY day ORDER BY day DESC",
         nullptr, kCounts);
RK_QUERY(kBotPostsByDay, "analytics_bot_posts_by_day",
         "SELECT p.createat / 86400000 AS day, COUNT(*), COUNT(DISTINCT p.userid) FROM posts p"
         " WHERE p.createat >= ?2 AND p.createat < ?3 AND p.userid IN (SELECT userid FROM bots)"
         " AND (CAST(?1 AS text) = '' OR p.channelid IN (SELECT id FROM channels WHERE teamid = ?1))"
         " GROUP BY day ORDER BY day DESC",
         nullptr, kCounts);

template <class... A>
int64_t count(Tx& tx, const Query& query, const A&... args) {
    return tx.find_integer(query, args...).value_or(0);
}

void add(Json& rows, std::string_view name, int64_t value) {
    rows.push(Json::object({{"name", name}, {"value", value}}));
}

Json standard(Ctx& c, Tx& tx, const std::string& team_id) {
    Json rows = Json::array();
    bool all = team_id.empty();
    add(rows, "channel_open_count", count(tx, kChannels, team_id, "O"));
    add(rows, "channel_private_count", count(tx, kChannels, team_id, "P"));
    add(rows, "post_count", all ? count(tx, kPosts) : count(tx, kPostsOfTeam, team_id));
    add(rows, "unique_user_count", all ? count(tx, kUsers) : count(tx, kUsersOfTeam, team_id));
    add(rows, "team_count", count(tx, kTeams));
    add(rows, "total_websocket_connections",
        c.services().hub ? static_cast<int64_t>(c.services().hub->connection_count()) : 0);
    add(rows, "total_master_db_connections", 1);
    add(rows, "total_read_db_connections", 0);
    add(rows, "daily_active_users", count(tx, kActive, tx.now() - kDay));
    add(rows, "monthly_active_users", count(tx, kActive, tx.now() - kMonth));
    add(rows, "inactive_user_count", all ? count(tx, kInactiveUsers) : -1);
    add(rows, "single_channel_guest_count", 0);
    return rows;
}

Json further(Tx& tx, const std::string& team_id) {
    Json rows = Json::array();
    add(rows, "incoming_webhook_count", count(tx, kIncoming, team_id));
    add(rows, "outgoing_webhook_count", count(tx, kOutgoing, team_id));
    add(rows, "command_count", count(tx, kCommands, team_id));
    add(rows, "session_count", count(tx, kSessions, tx.now()));
    add(rows, "total_file_count", count(tx, kFiles));
    add(rows, "total_file_size", count(tx, kFileBytes));
    return rows;
}

// The last whole days, yesterday first.
Json by_day(Tx& tx, const Query& query, const std::string& team_id, int column) {
    Millis today = tx.now() / kDay * kDay;
    Json rows = Json::array();
    tx.each(
        query, [&](const Row& row) { add(rows, iso_time(row.integer(0) * kDay).substr(0, 10), row.integer(column)); },
        team_id, today - kDaysTold * kDay, today);
    return rows;
}

Reply analytics(Ctx& c) {
    c.db().read([&](Tx& tx) { access::require(tx, c.actor(), Permission::get_analytics); });
    std::string name = c.query("name").empty() ? "standard" : c.query("name"), team_id = c.query("team_id");
    auto make = [&](Tx& tx) -> Json {
        if (name == "standard") return standard(c, tx, team_id);
        if (name == "extra_counts") return further(tx, team_id);
        if (name == "post_counts_day") return by_day(tx, kPostsByDay, team_id, 1);
        if (name == "user_counts_with_posts_day") return by_day(tx, kPostsByDay, team_id, 2);
        if (name == "bot_post_counts_day") return by_day(tx, kBotPostsByDay, team_id, 1);
        throw Err::invalid_body_param.with("Name", "name");
    };
    return reply::json(200, c.db().read(make).dump());
}

// A count that may be a minute old.
int64_t kept(Ctx& c, const char* name, const Query& query) {
    return c.services().state->kept(name, c.services().clock->now(), kKept,
                                    [&] { return c.db().read([&](Tx& tx) { return count(tx, query); }); });
}

Reply posts_usage(Ctx& c) { return reply::json(200, Json::object({{"count", kept(c, "posts", kPosts)}}).dump()); }
Reply storage_usage(Ctx& c) { return reply::json(200, Json::object({{"bytes", kept(c, "bytes", kFileBytes)}}).dump()); }
Reply teams_usage(Ctx& c) {
    return reply::json(200, Json::object({{"active", kept(c, "teams", kTeams)}, {"cloud_archived", 0}}).dump());
}

// Nothing is limited here, neither accounts nor history: 0 says so to clients. How many accounts there are is for
// administrators.
Reply limits(Ctx& c) {
    bool tells = c.db().read(
        [&](Tx& tx) { return access::may(tx, c.actor(), Permission::sysconsole_read_user_management_users); });
    Json answer = Json::object({{"maxUsersLimit", 0},
                                {"maxUsersHardLimit", 0},
                                {"activeUserCount", tells ? kept(c, "users", kUsers) : 0},
                                {"lastAccessiblePostTime", 0},
                                {"postHistoryLimit", 0},
                                {"singleChannelGuestCount", 0},
                                {"singleChannelGuestLimit", 0}});
    return reply::json(200, answer.dump());
}

constexpr Route kRoutes[] = {
    {GET, "/api/v4/analytics/old", Lane::slow, Access::session, analytics, "How much there is of what."},
    {GET, "/api/v4/usage/posts", Lane::slow, Access::session, posts_usage, "How many posts there are."},
    {GET, "/api/v4/usage/storage", Lane::slow, Access::session, storage_usage, "Bytes of all files."},
    {GET, "/api/v4/usage/teams", Lane::slow, Access::session, teams_usage, "How many teams there are."},
    {GET, "/api/v4/limits/server", Lane::slow, Access::session, limits, "What is limited: nothing."},
};

}  // namespace

std::span<const Route> analytics_routes() { return kRoutes; }

}  // namespace rk::system
