// The index on SQLite: an FTS5 table in a file of its own.
//
// A post's row in it is its creation (milliseconds) times 4096 and a number among the posts of that millisecond, so the
// newest come first simply by walking the rows backwards, and a date is a range of rows; FTS5 does both without sorting.
// The text that FTS5 gets is tokens already, with spaces between; its `ascii` tokenizer splits them there, told that # and
// : and the marks within hashtags are letters.
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <mutex>

#include "base/log.h"
#include "base/strings.h"
#include "feature/search/index.h"

namespace rk::search {

namespace {

constexpr int64_t kRowsOfMillisecond = 4096;
constexpr Millis kMillisMax = int64_t{1} << 50;  // rows stay below 2^63
// Changes when the layout of the file does.
constexpr int kFileVersion = 1;
constexpr size_t kIdleReaders = 8;
// So many rows are tried one by one before the channels become part of the question: quicker for rare words, and for words
// that are common in one's own channels.
constexpr size_t kTriedRows = 400;
// Beyond so many channels they are only looked at row by row.
constexpr size_t kChannelsInQuestion = 256;

const char* const kSchema =
    "CREATE VIRTUAL TABLE docs USING fts5(tokens, postid UNINDEXED, updateat UNINDEXED, columnsize=0,"
    " tokenize=\"ascii tokenchars '#:-_.'\");"
    "CREATE TABLE state (name TEXT PRIMARY KEY, value) WITHOUT ROWID;";

constexpr std::string_view kFindMatching =
    "SELECT rowid, tokens, postid FROM docs WHERE docs MATCH ?1 AND rowid >= ?2 AND rowid <= ?3 ORDER BY rowid DESC";
constexpr std::string_view kFindAny =
    "SELECT id, c0, c1 FROM docs_content WHERE id >= ?1 AND id <= ?2 ORDER BY id DESC";

int64_t first_row(Millis at) { return std::clamp<Millis>(at, 0, kMillisMax) * kRowsOfMillisecond; }
int64_t last_row(Millis at) { return first_row(at) + kRowsOfMillisecond - 1; }

// The machine's present run: after another one, what was not synced may be lost.
std::string boot_id() {
    std::ifstream file("/proc/sys/kernel/random/boot_id");
    std::string id;
    std::getline(file, id);
    return id;
}

void quote(std::string& out, std::string_view text) {
    out += '"';
    for (char c : text) {
        if (c == '"') out += '"';
        out += c;
    }
    out += '"';
}

void add_phrase(std::string& out, const Phrase& phrase) {
    quote(out, join(phrase.tokens, " "));
    if (phrase.is_prefix) out += " *";
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
        if (i) out += " OR ";
        quote(out, mark(ids[i]));
    }
    out += ')';
}

// As an FTS5 expression; "" when nothing of the criteria can be part of one.
std::string match_of(const Criteria& c, bool with_channels) {
    std::string out;
    std::string_view between = c.any_word ? " OR " : " AND ";
    auto also = [&] {
        if (!out.empty()) out += " AND ";
    };
    if (!c.words.empty() || !c.hashtags.empty()) {
        out += '(';
        if (!c.words.empty()) add_all(out, c.words, between);
        if (!c.words.empty() && !c.hashtags.empty()) out += " OR ";
        if (!c.hashtags.empty()) add_all(out, c.hashtags, between);
        out += ')';
    }
    if (!c.user_ids.empty()) also(), add_marks(out, c.user_ids, user_mark);
    if (with_channels) also(), add_marks(out, c.channel_ids, channel_mark);
    if (!out.empty() && (!c.not_words.empty() || !c.not_user_ids.empty())) {
        out = "(" + out + ") NOT (";
        if (!c.not_words.empty()) add_all(out, c.not_words, " OR ");
        if (!c.not_words.empty() && !c.not_user_ids.empty()) out += " OR ";
        if (!c.not_user_ids.empty()) add_marks(out, c.not_user_ids, user_mark);
        out += ')';
    }
    return out;
}

}  // namespace

struct IndexFile::Impl {
    const std::string path;
    std::mutex mutex;  // guards what follows; in memory, the use of the only connection too
    std::unique_ptr<Connection> writer;
    std::vector<std::unique_ptr<Connection>> readers;
    int64_t last_taken = 0;   // the highest row, or one behind it: what is newer finds its row free without a look
    uint64_t generation = 0;  // of the file: readers of an older one are thrown away

    explicit Impl(std::string p) : path(std::move(p)) {}

    static std::string text_of(Connection& c, const std::string& sql, const std::vector<Value>& values = {}) {
        std::string found;
        Connection::OnRow on_row = [&](const Row& row) { return found = row.string(0), false; };
        c.run_text("search_state", sql, values, &on_row);
        return found;
    }
    static std::string state(Connection& c, std::string_view name) {
        return text_of(c, "SELECT value FROM state WHERE name = ?1", {Value(name)});
    }
    static void set_state(Connection& c, std::string_view name, std::string_view value) {
        c.run_text("search_state_set", "INSERT OR REPLACE INTO state (name, value) VALUES (?1, ?2)",
                   {Value(name), Value(value)}, nullptr);
    }
    static std::string version() { return std::to_string(kFileVersion * 1000 + kTokenizerVersion); }

    // Whether the file can be used as it is.
    bool open_existing() {
        writer = open_side_file(path);
        if (text_of(*writer, "PRAGMA user_version") != version()) return false;
        bool trusted = state(*writer, "closed") == "1" || state(*writer, "boot") == boot_id();
        if (!trusted) log::info("the search index is built anew: the machine stopped while it was in use");
        return trusted;
    }
    void remove() {
        writer.reset();
        readers.clear();
        ++generation;
        if (path.empty()) return;
        for (const char* end : {"", "-wal", "-shm"}) ::unlink((path + end).c_str());
    }
    void create() {
        remove();
        writer = open_side_file(path);
        writer->script("BEGIN");
        writer->script(kSchema);
        writer->script("PRAGMA user_version = " + version());
        writer->script("COMMIT");
    }
    void open() {
        struct stat found;
        bool exists = !path.empty() && ::stat(path.c_str(), &found) == 0;
        bool good = false;
        if (exists) {
            try {
                good = open_existing();
            } catch (const DbError& e) {
                if (e.kind == DbError::Kind::full) throw;
                log::warn("the search index cannot be read and is built anew", {{"why", e.message}});
            }
        }
        if (!good) create();
        find_last_taken();
        set_state(*writer, "boot", boot_id());
        set_state(*writer, "closed", "0");
    }
    void find_last_taken() { parse_int(text_of(*writer, "SELECT COALESCE(max(id), 0) FROM docs_content"), last_taken); }

    // Runs fn(connection) on a reader of its own, or in memory on the only connection, locked.
    template <class Fn>
    void read(Fn&& fn) {
        if (path.empty()) {
            std::lock_guard lock(mutex);
            return fn(*writer);
        }
        std::unique_ptr<Connection> reader;
        uint64_t of = 0;
        {
            std::lock_guard lock(mutex);
            of = generation;
            if (!readers.empty()) {
                reader = std::move(readers.back());
                readers.pop_back();
            }
        }
        if (!reader) reader = open_side_file(path);
        fn(*reader);
        std::lock_guard lock(mutex);
        if (of == generation && readers.size() < kIdleReaders) readers.push_back(std::move(reader));
    }

    // The row of a post that is there (and its version), or a free one. Rows are never given up, so a millisecond whose
    // rows are all taken has sent what came later to the next one.
    struct Place {
        int64_t row = 0;
        bool taken = false;
        Millis update_at = 0;
    };
    Place place_of(Connection& c, const PostText& post) {
        Place place;
        const int64_t behind = std::max(first_row(post.create_at), last_taken + 1);
        if (behind == first_row(post.create_at) || (post.is_new && behind <= last_row(post.create_at))) {
            place.row = last_taken = behind;
            return place;
        }
        for (Millis at = std::clamp<Millis>(post.create_at, 0, kMillisMax);; ++at) {
            int64_t next = first_row(at);
            Connection::OnRow on_row = [&](const Row& row) {
                if (row.text(1) == post.id) {
                    place = {row.integer(0), true, row.integer(2)};
                    return false;
                }
                next = row.integer(0) + 1;
                return true;
            };
            c.run_text("search_place", "SELECT id, c1, c2 FROM docs_content WHERE id >= ?1 AND id <= ?2 ORDER BY id",
                       {Value(first_row(at)), Value(last_row(at))}, &on_row);
            if (place.taken) return place;
            if (next <= last_row(at)) {
                last_taken = std::max(last_taken, next);
                return place.row = next, place;
            }
        }
    }
};

IndexFile::IndexFile(std::string path) : impl_(std::make_unique<Impl>(std::move(path))) { impl_->open(); }
IndexFile::~IndexFile() = default;

IndexFile::Cursor IndexFile::cursor() {
    Cursor cursor;
    impl_->read([&](Connection& c) {
        std::string text = Impl::state(c, "cursor");  // "row id changed_at", written together
        std::vector<std::string> parts = split_words(text);
        if (parts.size() == 3 && parse_int(parts[0], cursor.row) && parse_int(parts[2], cursor.changed_at))
            cursor.row_id = parts[1];
    });
    return cursor;
}

void IndexFile::save(std::vector<PostText> posts, const Cursor& cursor) {
    // FTS5 writes what it holds in memory whenever a row is not behind the last one.
    std::sort(posts.begin(), posts.end(), [](const PostText& a, const PostText& b) {
        return std::pair(a.create_at, a.row) < std::pair(b.create_at, b.row);
    });
    std::unique_lock lock(impl_->mutex, std::defer_lock);
    if (impl_->path.empty()) lock.lock();
    Connection& c = *impl_->writer;
    c.script("BEGIN IMMEDIATE");
    try {
        for (const PostText& post : posts) {
            Impl::Place place = impl_->place_of(c, post);
            if (place.taken && place.update_at == post.update_at) continue;
            if (place.taken)
                c.run_text("search_drop", "DELETE FROM docs WHERE rowid = ?1", {Value(place.row)}, nullptr);
            std::string text = index_text(post);
            c.run_text("search_add", "INSERT INTO docs (rowid, tokens, postid, updateat) VALUES (?1, ?2, ?3, ?4)",
                       {Value(place.row), Value(text), Value(post.id), Value(post.update_at)}, nullptr);
        }
        std::string text = std::to_string(cursor.row) + " " + (cursor.row_id.empty() ? "-" : cursor.row_id) + " " +
                           std::to_string(cursor.changed_at);
        Impl::set_state(c, "cursor", text);
        c.script("COMMIT");
    } catch (const DbError& failed) {
        try {
            c.script("ROLLBACK");
        } catch (const DbError&) {  // the engine has rolled back by itself; `failed` says why
        }
        throw failed;
    }
}

std::vector<Hit> IndexFile::find(const Criteria& criteria, size_t limit) {
    std::vector<Hit> hits;
    const bool nowhere = !criteria.is_own_channel && criteria.channel_ids.empty();
    if (nowhere || limit == 0 || criteria.last < criteria.first) return hits;
    int64_t from = first_row(criteria.first), to = last_row(criteria.last);
    size_t tried = 0;
    bool ended = true;  // no rows are left
    auto walk = [&](Connection& c, const std::string& match, size_t rows_max) {
        tried = 0, ended = true;
        Connection::OnRow on_row = [&](const Row& row) {
            if (tried++ >= rows_max) return ended = false;
            to = row.integer(0) - 1;
            std::string_view tokens = row.text(1);
            // "c:<id> u:<id> …"; "" when deleted
            if (tokens.size() < 57 || tokens[28] != ' ') return true;
            std::string channel_id(tokens.substr(2, 26)), user_id(tokens.substr(31, 26));
            if (!looks_in(criteria, channel_id)) return true;
            if (std::binary_search(criteria.not_user_ids.begin(), criteria.not_user_ids.end(), user_id)) return true;
            Millis at = row.integer(0) / kRowsOfMillisecond;
            for (auto [first, last] : criteria.not_within)
                if (at >= first && at <= last) return true;
            hits.push_back({row.string(2), at});
            return ended = hits.size() < limit;
        };
        if (match.empty()) c.run_text("search_any", std::string(kFindAny), {Value(from), Value(to)}, &on_row);
        else c.run_text("search_find", std::string(kFindMatching), {Value(match), Value(from), Value(to)}, &on_row);
    };
    impl_->read([&](Connection& c) {
        std::string wide = match_of(criteria, false);
        // Excluded words need something that they are taken from.
        bool narrow = !criteria.is_own_channel && (criteria.channel_ids.size() <= kChannelsInQuestion ||
                                                   (wide.empty() && !criteria.not_words.empty()));
        if (!wide.empty() || !narrow) {
            walk(c, wide, narrow ? kTriedRows : SIZE_MAX);
            if (ended || hits.size() >= limit) return;
        }
        walk(c, match_of(criteria, true), SIZE_MAX);
    });
    return hits;
}

void IndexFile::reset() {
    std::lock_guard lock(impl_->mutex);
    impl_->create();
    impl_->last_taken = 0;
    Impl::set_state(*impl_->writer, "boot", boot_id());
    Impl::set_state(*impl_->writer, "closed", "0");
}

void IndexFile::close() {
    std::lock_guard lock(impl_->mutex);
    impl_->readers.clear();
    ++impl_->generation;
    if (impl_->path.empty() || !impl_->writer) return;
    impl_->writer->script("PRAGMA synchronous = full; PRAGMA wal_checkpoint(truncate)");
    Impl::set_state(*impl_->writer, "closed", "1");
    impl_->writer->script("PRAGMA wal_checkpoint(truncate)");
}

}  // namespace rk::search
