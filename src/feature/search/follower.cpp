// The indexer and the search over index and tail, for both engines.
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <unordered_set>

#include "app/services.h"
#include "base/log.h"
#include "feature/search/index.h"
#include "feature/search/search.h"
#include "feature/search/store.h"

namespace rk {

namespace {

using namespace search;
using std::chrono::milliseconds;

constexpr size_t kBatch = 4000;
constexpr size_t kTailMax = 5000;
// Between two looks. A search reads itself what the index lacks, so nothing is late: many posts in one step cost far less
// than few in many, a fifth of what a webhook costs under load (docs/performance.md).
constexpr auto kLeast = milliseconds(250);
constexpr auto kIdle = milliseconds(1000);
constexpr auto kTrouble = milliseconds(5000);

// What the engines have in common: the thread, and putting index and tail together.
class Follower : public SearchIndex {
  public:
    explicit Follower(Services& services) : services_(services) {}
    ~Follower() override { end_thread(); }

    void start_thread() {
        thread_ = std::thread([this] { work(); });
    }
    // Called for every post: nobody is woken who rests anyway.
    void poke() override {
        {
            std::lock_guard lock(mutex_);
            poked_ = true;
            if (!listens_) return;
        }
        wake_.notify_one();
    }
    void stop() override { end_thread(); }
    size_t step() final {
        // Held across the store's work: the thread and a caller take turns, whole steps each.
        std::lock_guard turn(step_mutex_);
        return take_step();
    }

    std::vector<std::string> find(Tx& tx, const Criteria& criteria, size_t offset, size_t limit) override {
        std::vector<PostText> tail = list_tail(tx);
        if (!tail.empty()) poke();
        std::unordered_set<std::string_view> newer;  // the index may know an older version of these
        size_t changed = 0;
        for (const PostText& post : tail) {
            newer.insert(post.id);
            changed += post.update_at != post.create_at || post.delete_at != 0;
        }
        std::vector<Hit> hits = find_indexed(tx, criteria, offset + limit + changed);
        std::erase_if(hits, [&](const Hit& hit) { return newer.count(hit.post_id) > 0; });
        for (const PostText& post : tail)
            if (matches(post, criteria)) hits.push_back({post.id, post.create_at});
        std::stable_sort(hits.begin(), hits.end(),
                         [](const Hit& a, const Hit& b) { return a.create_at > b.create_at; });
        std::vector<std::string> ids;
        for (size_t i = offset; i < hits.size() && ids.size() < limit; ++i) ids.push_back(std::move(hits[i].post_id));
        return ids;
    }

  protected:
    // One step; never two at a time.
    virtual size_t take_step() = 0;
    // What the index lacks, the newest kTailMax of it.
    virtual std::vector<PostText> list_tail(Tx& tx) = 0;
    virtual std::vector<Hit> find_indexed(Tx& tx, const Criteria& criteria, size_t limit) = 0;
    void end_thread() {
        {
            std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        wake_.notify_one();
        if (thread_.joinable()) thread_.join();
    }
    Services& services_;

  private:
    void work() {
        size_t total = 0;
        for (;;) {
            std::chrono::milliseconds pause = kIdle;
            try {
                size_t taken = step();
                total = taken >= kBatch ? total + taken : 0;
                if (total > 0 && total % (100 * kBatch) == 0)
                    log::info("the search index is being built", {{"posts", total}});
                pause = taken >= kBatch ? milliseconds(0) : kIdle;
            } catch (const std::exception& e) {
                log::warn("the search index does not follow the posts; searches read the newest themselves",
                          {{"why", e.what()}});
                pause = kTrouble;
            }
            std::unique_lock lock(mutex_);
            if (pause.count() > 0) {
                wake_.wait_for(lock, kLeast, [this] { return stopping_; });
                listens_ = true;
                wake_.wait_for(lock, pause, [this] { return stopping_ || poked_; });
                listens_ = false;
            }
            poked_ = false;
            if (stopping_) return;
        }
    }
    std::mutex step_mutex_;
    std::mutex mutex_;  // guards what follows
    std::condition_variable wake_;
    bool poked_ = false, stopping_ = false;
    bool listens_ = false;  // the thread has rested and waits for something to do
    std::thread thread_;
};

class FileFollower final : public Follower {
  public:
    FileFollower(Services& services, const std::string& path)
        : Follower(services), file_(path), cursor_(file_.cursor()) {}
    ~FileFollower() override { end_thread(); }

    void stop() override {
        end_thread();
        file_.close();
    }

    size_t take_step() override {
        IndexFile::Cursor cursor = this->cursor();
        const int64_t row_before = cursor.row;
        std::vector<PostText> posts;
        bool strange = false, more = false;
        services_.db->read([&](Tx& tx) {
            std::optional<std::string> standing = store::find_at_row(tx, cursor.row);
            // Another post where the last one stood, or rows that ended: a backup was put back, or rows were numbered anew.
            strange = cursor.row > 0 && (standing ? *standing != cursor.row_id : store::last_row(tx) < cursor.row);
            if (strange) return;
            // What changes from here on bears a later time.
            Millis changed_at = cursor.row == 0 ? tx.now() : list_changed(tx, cursor, posts);
            for (PostText& post : store::list_new(tx, cursor.row, kBatch)) {
                more = cursor.row - row_before + 1 >= static_cast<int64_t>(kBatch);
                cursor.row = post.row, cursor.row_id = post.id;
                post.is_new = true;
                posts.push_back(std::move(post));
            }
            cursor.changed_at = std::max(cursor.changed_at, changed_at);
        });
        if (strange) {
            log::warn("the search index belongs to another state of the database and is built anew");
            reset();
            return kBatch;
        }
        std::erase_if(posts, [](const PostText& post) { return !post.may_be_found; });
        size_t taken = more ? std::max(posts.size(), kBatch) : posts.size();
        try {
            if (!posts.empty() || cursor.row != row_before) file_.save(std::move(posts), cursor);
        } catch (const DbError& e) {
            if (e.kind != DbError::Kind::other) throw;
            log::warn("the search index is broken and is built anew", {{"why", e.message}});
            reset();
            return kBatch;
        }
        std::lock_guard lock(cursor_mutex_);
        cursor_ = cursor;
        return taken;
    }

  protected:
    std::vector<PostText> list_tail(Tx& tx) override {
        IndexFile::Cursor cursor = this->cursor();
        std::vector<PostText> tail = store::list_newest(tx, cursor.row, kTailMax);
        if (cursor.row > 0) list_changed(tx, cursor, tail);
        std::erase_if(tail, [](const PostText& post) { return !post.may_be_found; });
        return tail;
    }
    std::vector<Hit> find_indexed(Tx&, const Criteria& criteria, size_t limit) override {
        return file_.find(criteria, limit);
    }

  private:
    // A changed post may bear a time so far behind those of others: updateat runs ahead of the clock by little.
    static constexpr Millis kLate = 100;
    static constexpr size_t kChangedMax = 20 * kBatch;

    IndexFile::Cursor cursor() {
        std::lock_guard lock(cursor_mutex_);
        return cursor_;
    }
    void reset() {
        file_.reset();
        std::lock_guard lock(cursor_mutex_);
        cursor_ = {};
    }
    // Adds posts up to the cursor's row that changed since; gives the time up to which they are complete.
    static Millis list_changed(Tx& tx, const IndexFile::Cursor& cursor, std::vector<PostText>& posts) {
        Millis at = cursor.changed_at - kLate;
        int64_t row = 0;
        for (size_t read = 0; read < kChangedMax;) {
            std::vector<PostText> page = store::list_changed(tx, at, row, cursor.row, kBatch);
            bool is_last = page.size() < kBatch;
            read += page.size();
            for (PostText& post : page) {
                at = post.update_at, row = post.row;
                posts.push_back(std::move(post));
            }
            if (is_last) return tx.now();
        }
        return std::min(at, tx.now());
    }

    IndexFile file_;
    std::mutex cursor_mutex_;   // guards cursor_
    IndexFile::Cursor cursor_;  // never ahead of the file
};

class PostgresFollower final : public Follower {
  public:
    using Follower::Follower;
    ~PostgresFollower() override { end_thread(); }
    size_t take_step() override {
        size_t taken = services_.db->write([](Tx& tx) { return search::postgres::index_some(tx, kBatch); });
        since_analyze_ += taken;
        if (since_analyze_ >= analyze_every_) {
            services_.db->write([](Tx& tx) { search::postgres::analyze(tx); });
            analyze_every_ = std::min<size_t>(std::max(analyze_every_, since_analyze_) * 2, 500'000);
            since_analyze_ = 0;
        }
        return taken;
    }

  protected:
    std::vector<PostText> list_tail(Tx& tx) override { return search::postgres::list_unindexed(tx, kTailMax); }
    std::vector<Hit> find_indexed(Tx& tx, const Criteria& criteria, size_t limit) override {
        return search::postgres::find(tx, criteria, limit);
    }

  private:
    size_t since_analyze_ = 0, analyze_every_ = 2 * kBatch;
};

}  // namespace

namespace search {

std::shared_ptr<SearchIndex> open_index(Services& services) {
    if (services.db->engine() == Engine::postgres) {
        auto follower = std::make_shared<PostgresFollower>(services);
        follower->start_thread();
        return follower;
    }
    std::string path = services.db->side_path("search.db");
    auto follower = std::make_shared<FileFollower>(services, path);
    if (!path.empty()) follower->start_thread();
    return follower;
}

}  // namespace search
}  // namespace rk
