// Search over the API. Golden posts, modern_text, modern_meta.
#include "app/access.h"
#include "app/services.h"
#include "feature/posts/posts.h"
#include "feature/search/search.h"

namespace rk::search {

namespace {

struct Asked {
    std::string terms;
    Options options;
};

// {"terms", "is_or_search", "time_zone_offset", "page", "per_page", "include_deleted_channels"}; all but the first may be
// missing or null.
Asked read_body(Ctx& c) {
    Json body = c.body_object("search_params");
    auto wrong = [] { return Err::invalid_body_param.with("Name", "search_params"); };
    auto value = [&](std::string_view name, bool (Json::*is)() const) -> const Json* {
        const Json* found = body.find_any_case(name);
        if (!found || found->is_null()) return nullptr;
        if (!(found->*is)()) throw wrong();
        return found;
    };
    Asked asked;
    Options& o = asked.options;
    const Json* terms = value("terms", &Json::is_string);
    if (const Json* v = value("is_or_search", &Json::is_bool)) o.any_word = v->as_bool();
    if (const Json* v = value("include_deleted_channels", &Json::is_bool)) o.include_deleted_channels = v->as_bool();
    auto integer = [&](std::string_view name, int64_t otherwise) {
        const Json* v = value(name, &Json::is_integer);
        return v ? v->as_integer() : otherwise;
    };
    o.time_zone_offset = integer("time_zone_offset", 0);
    o.page = integer("page", 0), o.per_page = integer("per_page", 60);
    constexpr int64_t kDay = 86'400;
    if (o.time_zone_offset < -kDay || o.time_zone_offset > kDay) o.time_zone_offset = 0;
    if (!terms || terms->as_string().empty()) throw Err::invalid_body_param.with("Name", "terms");
    asked.terms = terms->as_string();
    return asked;
}

Reply posts_in(Ctx& c, const std::string& team_id) {
    Asked asked = read_body(c);
    return c.db().read([&](Tx& tx) {
        std::string order, posts;
        JsonWriter ids(order), by_id(posts);
        ids.begin_array(), by_id.begin_object();
        for (const std::string& id : find_posts(tx, c.actor(), team_id, asked.terms, asked.options)) {
            auto post = posts::find(tx, id);
            if (!post) continue;  // deleted for good
            ids.value(id);
            by_id.key(id).raw(to_json(posts::prepared(tx, c.actor(), std::move(*post))));
        }
        ids.end_array(), by_id.end_object();
        std::string out;
        JsonWriter w(out);
        w.begin_object().key("order").raw(order).key("posts").raw(posts);
        w.field("next_post_id", "").field("prev_post_id", "").field("first_inaccessible_post_time", 0);
        w.key("matches").null().end_object();
        return reply::json(200, std::move(out));
    });
}

Reply files_in(Ctx& c, const std::string& team_id) {
    Asked asked = read_body(c);
    return c.db().read([&](Tx& tx) {
        std::string order, files;
        JsonWriter ids(order), by_id(files);
        ids.begin_array(), by_id.begin_object();
        for (const FileInfo& file : find_files(tx, c.actor(), team_id, asked.terms, asked.options)) {
            ids.value(file.id);
            by_id.key(file.id).raw(to_json(file));
        }
        ids.end_array(), by_id.end_object();
        std::string out;
        JsonWriter w(out);
        w.begin_object().key("order").raw(order).key("file_infos").raw(files);
        w.field("next_file_info_id", "").field("prev_file_info_id", "").field("first_inaccessible_file_time", 0);
        w.end_object();
        return reply::json(200, std::move(out));
    });
}

std::string team_of(Ctx& c) {
    std::string team_id = c.id("team_id");
    c.db().read([&](Tx& tx) { access::require_in_team(tx, c.actor(), team_id, Permission::view_team); });
    return team_id;
}

Reply posts_of_team(Ctx& c) { return posts_in(c, team_of(c)); }
Reply posts_of_all(Ctx& c) { return posts_in(c, ""); }
Reply files_of_team(Ctx& c) { return files_in(c, team_of(c)); }
Reply files_of_all(Ctx& c) { return files_in(c, ""); }

constexpr Route kRoutes[] = {
    {POST, "/api/v4/teams/{team_id}/posts/search", Lane::slow, Access::session, posts_of_team,
     "Find posts in one's channels of a team."},
    {POST, "/api/v4/posts/search", Lane::slow, Access::session, posts_of_all, "Find posts in all of one's channels."},
    {POST, "/api/v4/teams/{team_id}/files/search", Lane::slow, Access::session, files_of_team,
     "Find files in one's channels of a team."},
    {POST, "/api/v4/files/search", Lane::slow, Access::session, files_of_all, "Find files in all of one's channels."},
};

}  // namespace

std::span<const Route> routes() { return kRoutes; }

}  // namespace rk::search
