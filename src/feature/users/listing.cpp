#include "feature/users/listing.h"

#include "app/access.h"
#include "base/strings.h"
#include "feature/users/store.h"

namespace rk::users {

namespace {

RK_QUERY(kTeamsOf, "users_teams_of", "SELECT teamid FROM teammembers WHERE userid = ?1 AND deleteat = 0");

// One SELECT, put together from the options. The texts are few: options only switch parts on, values are bound.
class Statement {
  public:
    Statement(Engine engine, const ListOptions& options) : engine_(engine), options_(options) {}

    std::string sql(bool counting) {
        std::string where = conditions();
        std::string text =
            counting ? "SELECT COUNT(*) FROM " RK_USER_TABLES : "SELECT " RK_USER_COLUMNS " FROM " RK_USER_TABLES;
        text += joins_;
        if (!where.empty()) text += " WHERE " + where;
        if (!counting) {
            text += " ORDER BY " + order();
            text += " LIMIT " + bind(options_.limit) + " OFFSET " + bind(options_.offset);
        }
        return text;
    }
    const Binds& binds() const { return binds_; }

  private:
    std::string bind_text(std::string text) {
        binds_.add_owned(std::move(text));
        return "?" + std::to_string(++bound_);
    }
    std::string bind(int64_t number) {
        binds_.add(number);
        return "?" + std::to_string(++bound_);
    }
    void also(const std::string& condition) {
        if (!where_.empty()) where_ += " AND ";
        where_ += condition;
    }

    std::string conditions() {
        const ListOptions& o = options_;
        if (!o.in_team.empty())
            joins_ +=
                " JOIN teammembers tm ON tm.userid = u.id AND tm.deleteat = 0 AND tm.teamid = " + bind_text(o.in_team);
        if (!o.in_channel.empty())
            joins_ += " JOIN channelmembers cm ON cm.userid = u.id AND cm.channelid = " + bind_text(o.in_channel);
        if (o.sort == ListOptions::Sort::last_activity_at || o.sort == ListOptions::Sort::status)
            joins_ += " LEFT JOIN status s ON s.userid = u.id";
        if (!o.not_in_team.empty())
            also("NOT EXISTS (SELECT 1 FROM teammembers x WHERE x.userid = u.id AND x.deleteat = 0 AND x.teamid = " +
                 bind_text(o.not_in_team) + ")");
        if (!o.not_in_channel.empty())
            also("NOT EXISTS (SELECT 1 FROM channelmembers x WHERE x.userid = u.id AND x.channelid = " +
                 bind_text(o.not_in_channel) + ")");
        if (o.without_team) also("NOT EXISTS (SELECT 1 FROM teammembers x WHERE x.userid = u.id AND x.deleteat = 0)");
        if (o.active != o.inactive) also(o.active ? "u.deleteat = 0" : "u.deleteat <> 0");
        if (o.without_bots) also("b.userid IS NULL");
        add_roles();
        for (const std::string& word : split_words(o.term)) add_word(word);
        if (!o.seen_by.empty()) add_visibility();
        return where_;
    }

    void add_roles() {
        std::string any;
        auto add_any = [&](const std::string& condition) { any += (any.empty() ? "" : " OR ") + condition; };
        for (const std::string& role : options_.roles)
            add_any("' ' || u.roles || ' ' LIKE " + bind_text("% " + role + " %"));
        auto add_scheme = [&](const std::vector<std::string>& roles, const std::string& table, std::string_view scope) {
            for (const std::string& role : roles) {
                if (role == std::string(scope) + "_admin") add_any(table + ".schemeadmin");
                else if (role == std::string(scope) + "_user")
                    add_any("(" + table + ".schemeuser AND NOT " + table + ".schemeadmin)");
                else if (role == std::string(scope) + "_guest") add_any(table + ".schemeguest");
            }
        };
        if (!options_.in_team.empty()) add_scheme(options_.team_roles, "tm", "team");
        if (!options_.in_channel.empty()) add_scheme(options_.channel_roles, "cm", "channel");
        if (!any.empty()) also("(" + any + ")");
    }

    // A word that one of the names begins with. Both forms use the indices on lower(…): SQLite a range, PostgreSQL its
    // text_pattern_ops.
    void add_word(const std::string& word) {
        std::vector<const char*> columns = {"username", "nickname"};
        if (options_.search_full_names) columns.insert(columns.end(), {"firstname", "lastname"});
        if (options_.search_emails) columns.push_back("email");
        std::string any;
        if (engine_ == Engine::postgres) {
            std::string pattern = word;
            for (std::string_view special : {"*", "%", "_"})
                pattern = replace_all(pattern, special, "*" + std::string(special));
            std::string bound = "lower(" + bind_text(pattern + "%") + ")";
            for (const char* column : columns)
                any += std::string(any.empty() ? "" : " OR ") + "lower(u." + column + ") LIKE " + bound + " ESCAPE '*'";
        } else {
            std::string bound = "lower(" + bind_text(word) + ")";
            for (const char* column : columns)
                any += std::string(any.empty() ? "" : " OR ") + "(lower(u." + column + ") >= " + bound +
                       " AND lower(u." + column + ") < " + bound + " || char(1114111))";
        }
        also("(" + any + ")");
    }

    void add_visibility() {
        std::string any =
            "u.id IN (SELECT y.userid FROM channelmembers x JOIN channelmembers y ON y.channelid = x.channelid"
            " WHERE x.userid = " +
            bind_text(options_.seen_by) + ")";
        for (const std::string& team_id : options_.seen_by_teams)
            any += " OR u.id IN (SELECT z.userid FROM teammembers z WHERE z.deleteat = 0 AND z.teamid = " +
                   bind_text(team_id) + ")";
        also("(" + any + ")");
    }

    std::string order() const {
        switch (options_.sort) {
            case ListOptions::Sort::username: break;
            case ListOptions::Sort::create_at: return "u.createat DESC, u.username";
            case ListOptions::Sort::last_activity_at: return "COALESCE(s.lastactivityat, 0) DESC, u.username";
            case ListOptions::Sort::status:
                return "CASE COALESCE(s.status, 'offline') WHEN 'online' THEN 1 WHEN 'away' THEN 2 WHEN 'dnd' THEN 3"
                       " ELSE 4 END, u.username";
            case ListOptions::Sort::admin: return "cm.schemeadmin DESC, u.username";
        }
        return "u.username";
    }

    Engine engine_;
    const ListOptions& options_;
    Binds binds_;
    size_t bound_ = 0;
    std::string joins_, where_;
};

}  // namespace

std::vector<User> list(Tx& tx, const ListOptions& options) {
    Statement statement(tx.engine(), options);
    std::string sql = statement.sql(false);
    std::vector<User> found;
    tx.each_text("users_list", sql, statement.binds(), [&](const Row& row) { found.push_back(store::read(row)); });
    return found;
}

int64_t count(Tx& tx, const ListOptions& options) {
    Statement statement(tx.engine(), options);
    std::string sql = statement.sql(true);
    int64_t total = 0;
    tx.each_text("users_count", sql, statement.binds(), [&](const Row& row) { total = row.integer(0); });
    return total;
}

void restrict_to_visible(Tx& tx, const Actor& viewer, ListOptions& options) {
    if (access::may(tx, viewer, Permission::view_members)) return;
    options.seen_by = viewer.user_id;
    for (const std::string& team_id : tx.list_text(kTeamsOf, viewer.user_id))
        if (access::may_in_team(tx, viewer, team_id, Permission::view_members))
            options.seen_by_teams.push_back(team_id);
}

}  // namespace rk::users
