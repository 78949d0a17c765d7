// The index on PostgreSQL: the table rk_search with a GIN index over tsvectors that are made of our tokens. The texts here
// are PostgreSQL's alone, so they are no RK_QUERYs.
#include <algorithm>

#include "base/strings.h"
#include "feature/search/index.h"

namespace rk::search::postgres {

namespace {

// A post may be committed so long after the time that it bears (and its updateat be a little ahead of the clock).
constexpr Millis kLate = 5000;
constexpr size_t kVectorBytesMax = 500'000;  // PostgreSQL holds twice as much

std::string cursor_name() { return "search v" + std::to_string(kTokenizerVersion); }

Millis cursor(Tx& tx) {
    Millis at = -1;
    Connection::OnRow on_row = [&](const Row& row) { return at = row.integer(0), false; };
    tx.connection().run_text("search_cursor", "SELECT updateat FROM rk_search_progress WHERE name = ?1",
                             {Value(cursor_name())}, &on_row);
    return at;
}

void save_cursor(Tx& tx, Millis at) {
    tx.connection().run_text("search_save_cursor",
                             "INSERT INTO rk_search_progress (name, updateat, postid) VALUES (?1, ?2, '')"
                             " ON CONFLICT (name) DO UPDATE SET updateat = excluded.updateat",
                             {Value(cursor_name()), Value(at)}, nullptr);
}

// A lexeme as tsvector and tsquery texts take it.
void quote(std::string& out, std::string_view text) {
    out += '\'';
    for (char c : text) {
        if (c == '\'' || c == '\\') out += c;
        out += c;
    }
    out += '\'';
}

std::string vector_of(const PostText& post) {
    std::string out;
    size_t position = 0;
    for (const std::string& token : split(index_text(post), ' ')) {
        if (token.empty() || out.size() > kVectorBytesMax) break;
        quote(out, token);
        // Behind 16383 PostgreSQL counts no further: there a phrase of two like words may be found that is none.
        out += ':' + std::to_string(std::min<size_t>(++position, 16383)) + ' ';
    }
    return out;
}

void add_phrase(std::string& out, const Phrase& phrase) {
    out += '(';
    for (size_t i = 0; i < phrase.tokens.size(); ++i) {
        if (i) out += " <-> ";
        quote(out, phrase.tokens[i]);
    }
    if (phrase.is_prefix) out += ":*";
    out += ')';
}

void add_all(std::string& out, const std::vector<Phrase>& phrases, std::string_view between) {
    out += '(';
    for (size_t i = 0; i < phrases.size(); ++i) {
        if (i) out += between;
        add_phrase(out, phrases[i]);
    }
    out += ')';
}

void add_marks(std::string& out, const std::vector<std::string>& ids, std::string (*mark)(std::string_view)) {
    out += '(';
    for (size_t i = 0; i < ids.size(); ++i) {
        if (i) out += " | ";
        quote(out, mark(ids[i]));
    }
    out += ')';
}

// Beyond so many channels they are only looked at row by row.
constexpr size_t kChannelsInQuestion = 64;

std::string tsquery_of(const Criteria& c) {
    std::string out;
    std::string_view between = c.any_word ? " | " : " & ";
    auto also = [&](std::string_view sign = "") {
        if (!out.empty()) out += " & ";
        out += sign;
    };
    if (!c.words.empty() || !c.hashtags.empty()) {
        out += '(';
        if (!c.words.empty()) add_all(out, c.words, between);
        if (!c.words.empty() && !c.hashtags.empty()) out += " | ";
        if (!c.hashtags.empty()) add_all(out, c.hashtags, between);
        out += ')';
    }
    if (!c.user_ids.empty()) also(), add_marks(out, c.user_ids, user_mark);
    if (c.channel_ids.size() <= kChannelsInQuestion) also(), add_marks(out, c.channel_ids, channel_mark);
    if (!c.not_words.empty()) also("!"), add_all(out, c.not_words, " | ");
    if (!c.not_user_ids.empty()) also("!"), add_marks(out, c.not_user_ids, user_mark);
    return out;
}

// Posts from ?1 on (updateat) that the index lacks or has in an older version.
#define RK_UNINDEXED                                                                                             \
    "SELECT p.id, p.channelid, p.userid, p.createat, p.updateat, p.deleteat, p.message, p.hashtags FROM posts p" \
    " LEFT JOIN rk_search s ON s.postid = p.id AND s.updateat = p.updateat"                                      \
    " WHERE p.updateat >= ?1 AND s.postid IS NULL AND (p.originalid = '' OR p.originalid IS NULL)"               \
    " AND p.type NOT LIKE 'system\\_%'"
constexpr std::string_view kOldestUnindexed = RK_UNINDEXED " ORDER BY p.updateat LIMIT ?2";
constexpr std::string_view kNewestUnindexed = RK_UNINDEXED " ORDER BY p.updateat DESC LIMIT ?2";

std::vector<PostText> list(Tx& tx, std::string_view sql, Millis from, size_t limit) {
    std::vector<PostText> posts;
    Connection::OnRow on_row = [&](const Row& row) {
        PostText& p = posts.emplace_back();
        p.id = row.string(0), p.channel_id = row.string(1), p.user_id = row.string(2);
        p.create_at = row.integer(3), p.update_at = row.integer(4), p.delete_at = row.integer(5);
        p.message = row.string(6), p.hashtags = row.string(7);
        return true;
    };
    tx.connection().run_text("search_unindexed", std::string(sql), {Value(from), Value(limit)}, &on_row);
    return posts;
}

}  // namespace

std::vector<PostText> list_unindexed(Tx& tx, size_t limit) {
    return list(tx, kNewestUnindexed, cursor(tx) - kLate, limit);
}

size_t index_some(Tx& tx, size_t limit) {
    tx.lock("rk_search");  // one node at a time
    Millis at = cursor(tx);
    if (at < 0) reset(tx), at = 0;
    std::vector<PostText> posts = list(tx, kOldestUnindexed, at - kLate, limit);
    std::vector<std::string> ids, channels, created, updated, vectors;
    for (const PostText& post : posts) {
        ids.push_back(post.id);
        channels.push_back(post.channel_id);
        created.push_back(std::to_string(post.create_at));
        updated.push_back(std::to_string(post.update_at));
        vectors.push_back(vector_of(post));
    }
    if (!posts.empty())
        tx.connection().run_text(
            "search_index",
            "INSERT INTO rk_search (postid, channelid, createat, updateat, vector)"
            " SELECT p, c, CAST(t AS int8), CAST(u AS int8), CAST(v AS tsvector) FROM unnest(CAST(?1 AS text[]),"
            " CAST(?2 AS text[]), CAST(?3 AS text[]), CAST(?4 AS text[]), CAST(?5 AS text[])) AS x (p, c, t, u, v)"
            " ON CONFLICT (postid) DO UPDATE SET updateat = excluded.updateat, vector = excluded.vector",
            {Value(ids), Value(channels), Value(created), Value(updated), Value(vectors)}, nullptr);
    // Never ahead of the clock: what is committed next would be behind.
    Millis seen = posts.size() < limit ? tx.now() : posts.back().update_at;
    seen = std::min(seen, tx.now());
    // An idle server writes nothing: the window of late posts bears that.
    if (!posts.empty() || seen > at + 60'000) save_cursor(tx, std::max(at, seen));
    return posts.size();
}

std::vector<Hit> find(Tx& tx, const Criteria& c, size_t limit) {
    std::vector<Hit> hits;
    if (c.channel_ids.empty() || limit == 0 || c.last < c.first) return hits;
    auto wanted = [&](Millis at) {
        return std::none_of(c.not_within.begin(), c.not_within.end(),
                            [&](const auto& range) { return at >= range.first && at <= range.second; });
    };
    Connection::OnRow on_row = [&](const Row& row) {
        if (wanted(row.integer(1))) hits.push_back({row.string(0), row.integer(1)});
        return true;
    };
    // Excluded days are few: each takes its place among the conditions.
    std::string sql =
        "SELECT postid, createat FROM rk_search WHERE createat >= ?1 AND createat <= ?2 AND channelid IN {?3}";
    std::vector<Value> values{Value(c.first), Value(c.last), Value(c.channel_ids), Value(limit)};
    std::string query = tsquery_of(c);
    if (!query.empty()) {
        sql += " AND vector @@ CAST(?5 AS tsquery)";
        values.emplace_back(query);
    } else {
        sql += " AND vector <> CAST('' AS tsvector)";  // deleted ones
    }
    if (!c.not_within.empty()) {
        values.emplace_back(c.not_within[0].first);
        std::string n = std::to_string(values.size());
        values.emplace_back(c.not_within[0].second);
        sql += " AND (createat < ?" + n + " OR createat > ?" + std::to_string(values.size()) + ")";
    }
    sql += " ORDER BY createat DESC LIMIT ?4";
    // How often a word occurs decides the way to it, so no plan serves two questions.
    tx.connection().run_text("search_plan", "SET LOCAL plan_cache_mode = force_custom_plan", {}, nullptr);
    tx.connection().run_text("search_find", sql, values, &on_row);
    return hits;
}

void analyze(Tx& tx) { tx.connection().run_text("search_analyze", "ANALYZE rk_search", {}, nullptr); }

void reset(Tx& tx) {
    tx.connection().run_text("search_reset", "TRUNCATE rk_search", {}, nullptr);
    tx.connection().run_text("search_reset_cursor", "DELETE FROM rk_search_progress WHERE name LIKE 'search v%'", {},
                             nullptr);
}

}  // namespace rk::search::postgres
