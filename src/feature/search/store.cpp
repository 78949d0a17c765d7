#include "feature/search/store.h"

namespace rk::search::store {

namespace {

#define RK_POST_TEXT                                                                                               \
    "SELECT rowid, id, channelid, userid, createat, updateat, deleteat, message, hashtags, type, originalid FROM " \
    "posts"

std::vector<PostText> list(Tx& tx, std::string_view name, const std::string& sql, const std::vector<Value>& values) {
    std::vector<PostText> posts;
    Connection::OnRow on_row = [&](const Row& row) {
        PostText& p = posts.emplace_back();
        p.row = row.integer(0), p.id = row.string(1), p.channel_id = row.string(2), p.user_id = row.string(3);
        p.create_at = row.integer(4), p.update_at = row.integer(5), p.delete_at = row.integer(6);
        p.message = row.string(7), p.hashtags = row.string(8);
        p.may_be_found = !row.text(9).starts_with("system_") && row.text(10).empty();
        return true;
    };
    tx.connection().run_text(name, sql, values, &on_row);
    return posts;
}

#define RK_OWN_CHANNELS                                                                                        \
    "SELECT c.id, c.name, c.teamid, c.type FROM channelmembers m JOIN channels c ON c.id = m.channelid WHERE " \
    "m.userid = ?1"
RK_QUERY(kAllChannels, "search_channels", RK_OWN_CHANNELS);
RK_QUERY(kOpenChannels, "search_open_channels", RK_OWN_CHANNELS " AND c.deleteat = 0");
RK_QUERY(kAllChannelsOfTeam, "search_channels_of_team", RK_OWN_CHANNELS " AND (c.teamid = ?2 OR c.teamid = '')");
RK_QUERY(kOpenChannelsOfTeam, "search_open_channels_of_team",
         RK_OWN_CHANNELS " AND (c.teamid = ?2 OR c.teamid = '') AND c.deleteat = 0");

RK_QUERY(kChannelBehind, "search_channel_behind", "SELECT 1 FROM channelmembers WHERE userid = ?1 LIMIT 1 OFFSET ?2");
RK_QUERY(kOwnChannel, "search_own_channel",
         "SELECT 1 FROM channelmembers m JOIN channels c ON c.id = m.channelid WHERE m.channelid = ?1 AND m.userid = ?2"
         " AND (?3 = '' OR c.teamid = ?3 OR c.teamid = '') AND (?4 = 1 OR c.deleteat = 0)");

RK_QUERY(kFiles, "search_files",
         "SELECT content, {FileInfo} FROM fileinfo WHERE channelid IN {?1} AND createat >= ?2 AND createat <= ?3 AND "
         "deleteat = 0"
         " AND postid <> '' ORDER BY createat DESC");

}  // namespace

std::optional<std::string> find_at_row(Tx& tx, int64_t row) {
    std::optional<std::string> found;
    Connection::OnRow on_row = [&](const Row& r) { return found = r.string(0), false; };
    tx.connection().run_text("search_at_row", "SELECT id FROM posts WHERE rowid = ?1", {Value(row)}, &on_row);
    return found;
}

int64_t last_row(Tx& tx) {
    int64_t last = 0;
    Connection::OnRow on_row = [&](const Row& r) { return last = r.integer(0), false; };
    tx.connection().run_text("search_last_row", "SELECT max(rowid) FROM posts", {}, &on_row);
    return last;
}

std::vector<PostText> list_new(Tx& tx, int64_t after_row, size_t limit) {
    return list(tx, "search_new", RK_POST_TEXT " WHERE rowid > ?1 ORDER BY rowid LIMIT ?2",
                {Value(after_row), Value(limit)});
}

std::vector<PostText> list_newest(Tx& tx, int64_t after_row, size_t limit) {
    return list(tx, "search_newest", RK_POST_TEXT " WHERE rowid > ?1 ORDER BY rowid DESC LIMIT ?2",
                {Value(after_row), Value(limit)});
}

std::vector<PostText> list_changed(Tx& tx, Millis updated_at, int64_t row, int64_t row_max, size_t limit) {
    // The row number stands in the index: newer posts are passed over without a look at them.
    return list(tx, "search_changed",
                RK_POST_TEXT
                " WHERE updateat >= ?1 AND (updateat > ?1 OR rowid > ?2) AND rowid <= ?4"
                " AND (updateat <> createat OR deleteat <> 0)"
                " ORDER BY updateat, rowid LIMIT ?3",
                {Value(updated_at), Value(row), Value(limit), Value(row_max)});
}

std::vector<OwnChannel> list_channels_of(Tx& tx, std::string_view user_id, std::string_view team_id,
                                         bool archived_too) {
    std::vector<OwnChannel> channels;
    auto add = [&](const Row& r) { channels.push_back({r.string(0), r.string(1), r.string(2), r.string(3)}); };
    if (team_id.empty()) tx.each(archived_too ? kAllChannels : kOpenChannels, add, user_id);
    else tx.each(archived_too ? kAllChannelsOfTeam : kOpenChannelsOfTeam, add, user_id, team_id);
    return channels;
}

bool has_more_channels(Tx& tx, std::string_view user_id, int64_t count) {
    return tx.find_integer(kChannelBehind, user_id, count).has_value();
}

bool is_own_channel(Tx& tx, std::string_view channel_id, std::string_view user_id, std::string_view team_id,
                    bool archived_too) {
    return tx.find_integer(kOwnChannel, channel_id, user_id, team_id, int64_t{archived_too}).has_value();
}

void each_file(Tx& tx, const FileCriteria& c, const std::function<bool(FileInfo&&, std::string_view)>& fn) {
    tx.each(
        kFiles, [&](const Row& row) { return fn(row.model<FileInfo>(1), row.text(0)); }, c.channel_ids, c.first,
        c.last);
}

}  // namespace rk::search::store
