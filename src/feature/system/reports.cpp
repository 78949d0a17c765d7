// The list of accounts for the system console, by page, filter and order.
#include <algorithm>

#include "app/access.h"
#include "base/ids.h"
#include "base/strings.h"
#include "feature/system/system.h"
#include "feature/users/users.h"
#include "model/user.h"

namespace rk::system {

namespace {

constexpr int64_t kPageMost = 100, kPageUsual = 50;

struct Column {
    std::string_view asked, sql;
};
constexpr Column kColumns[] = {{"Username", "u.username"}, {"FirstName", "u.firstname"}, {"LastName", "u.lastname"},
                               {"Nickname", "u.nickname"}, {"Email", "u.email"},         {"Roles", "u.roles"}};

void require_reader(Ctx& c, Tx& tx) {
    access::require(tx, c.actor(), Permission::manage_system);
    access::require(tx, c.actor(), Permission::sysconsole_read_user_management_users);
}

// The filters of the query as SQL, their values bound.
std::string filters(Ctx& c, Binds& binds) {
    std::string sql = " WHERE NOT EXISTS (SELECT 1 FROM bots b WHERE b.userid = u.id)";
    size_t next = binds.values().size();
    auto bind = [&](std::string value) {
        binds.add_owned(std::move(value));
        return "?" + std::to_string(++next);
    };
    std::string team = c.query("team_filter");
    bool hides_active = c.query("hide_active") == "true", hides_inactive = c.query("hide_inactive") == "true";
    if (!team.empty() && !is_valid_id(team)) throw Err::report_filter_wrong;
    if (hides_active && hides_inactive)
        throw ApiError(Err::report_filter_wrong).as_id("api.getUsersForReporting.invalid_active_filter");
    constexpr std::string_view kOfTeam = "EXISTS (SELECT 1 FROM teammembers t WHERE t.userid = u.id AND t.deleteat = 0";
    if (!team.empty()) sql.append(" AND ").append(kOfTeam).append(" AND t.teamid = " + bind(team) + ")");
    if (c.query("has_no_team") == "true") sql.append(" AND NOT ").append(kOfTeam).append(")");
    if (hides_active) sql += " AND u.deleteat > 0";
    if (hides_inactive) sql += " AND u.deleteat = 0";
    if (std::string role = c.query("role_filter"); !role.empty())
        sql += " AND ' ' || u.roles || ' ' LIKE " + bind("% " + role + " %");
    if (std::string term = to_lower_ascii(c.query("search_term")); !term.empty()) {
        std::string pattern;
        for (char ch : term) {
            if (ch == '%' || ch == '_' || ch == '\\') pattern += '\\';
            pattern += ch;
        }
        pattern += '%';
        std::string some;
        for (std::string_view column : {"username", "firstname", "lastname", "nickname", "email"}) {
            some += some.empty() ? " AND (" : " OR ";
            some.append("lower(u.").append(column).append(") LIKE " + bind(pattern) + " ESCAPE '\\'");
        }
        sql += some + ")";
    }
    return sql;
}

Reply list(Ctx& c, Tx& tx) {
    require_reader(c, tx);
    int64_t size = c.query_int("page_size", kPageUsual);
    if (size < 1 || size > kPageMost)
        throw ApiError(Err::report_filter_wrong).as_id("api.getUsersForReporting.invalid_page_size");
    std::string_view column = kColumns[0].sql;
    for (const Column& one : kColumns)
        if (c.query("sort_column") == one.asked) column = one.sql;
    Binds binds;
    std::string sql = "SELECT {u.User} FROM users u" + filters(c, binds);
    // "up" walks back from the cursor; the rows are given in the order of the list all the same.
    bool descends = c.query("sort_direction") == "desc", backwards = c.query("direction") == "up";
    bool less = descends != backwards;
    size_t next = binds.values().size();
    if (std::string from = c.query("from_id"); is_valid_id(from)) {
        binds.add_owned(c.query("from_column_value"));
        binds.add_owned(from);
        sql.append(" AND (").append(column).append(", u.id) ").append(less ? "<" : ">");
        sql += " (?" + std::to_string(next + 1) + ", ?" + std::to_string(next + 2) + ")";
    }
    sql.append(" ORDER BY ").append(column).append(less ? " DESC" : "").append(", u.id").append(less ? " DESC" : "");
    sql += " LIMIT " + std::to_string(size);
    std::vector<User> users;
    tx.each_text("report_users", sql, binds, [&](const Row& row) { users.push_back(row.model<User>()); });
    if (backwards) std::reverse(users.begin(), users.end());
    std::string out = "[";
    for (User& user : users) {
        if (out.size() > 1) out += ',';
        out += to_json(users::shown_to(tx, c.actor(), std::move(user)));
    }
    return reply::json(200, out + "]");
}

Reply count(Ctx& c, Tx& tx) {
    require_reader(c, tx);
    Binds binds;
    std::string sql = "SELECT COUNT(*) FROM users u" + filters(c, binds);
    int64_t n = 0;
    tx.each_text("report_user_count", sql, binds, [&](const Row& row) { n = row.integer(0); });
    return reply::json(200, std::to_string(n));
}

Reply list_in_time(Ctx& c) {
    return c.db().read([&](Tx& tx) { return list(c, tx); });
}
Reply count_in_time(Ctx& c) {
    return c.db().read([&](Tx& tx) { return count(c, tx); });
}

constexpr Route kRoutes[] = {
    {GET, "/api/v4/reports/users", Lane::slow, Access::session, list_in_time, "Accounts, for administrators."},
    {GET, "/api/v4/reports/users/count", Lane::slow, Access::session, count_in_time,
     "How many accounts such a list has."},
};

}  // namespace

std::span<const Route> report_routes() { return kRoutes; }

}  // namespace rk::system
