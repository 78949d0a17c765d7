// The store's suite: every engine keeps the same promises.
#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "base/time.h"
#include "db/db.h"
#include "unit/postgres_server.h"

using namespace rk;

namespace {

struct FixedClock : Clock {
    Millis now() override { return 1700000000000; }
};

// A thread waits here until another one opens it.
struct Gate {
    std::promise<void> opened, reached;
    void wait() {
        reached.set_value();
        opened.get_future().wait();
    }
    void open() { opened.set_value(); }
    void wait_reached() { reached.get_future().wait(); }
};

// A database of that engine with a small table, and what it told the outside.
struct Store {
    explicit Store(std::string_view engine, size_t queue_max = 8192, int connections = 4) {
        options.queue_max = queue_max;
        options.postgres_connections = connections;
        if (engine == "sqlite file") {
            char name[] = "/tmp/renkei-store-XXXXXX";
            directory = mkdtemp(name);
            options.sqlite_path = directory + "/renkei.db";
        } else if (engine == "postgres") {
            options.postgres_url = test::PostgresServer::shared().new_migrated_database();
        }
        open();
        db->write(
            [](Tx& tx) { tx.connection().script("CREATE TABLE rk_test (id varchar(26) PRIMARY KEY, value bigint)"); });
    }
    ~Store() {
        db.reset();
        if (!directory.empty()) std::filesystem::remove_all(directory);
    }
    void open() {
        db = open_database(options, nullptr, clock, [this](std::vector<Event>&& events) {
            for (Event& e : events) told.push_back("event " + e.data);
        });
    }
    void post(std::function<void(Tx&)> work) {
        ++pending;
        REQUIRE(db->post_write(std::move(work), [this](std::exception_ptr error) {
            std::lock_guard lock(mutex);
            told.push_back(error ? "refused" : "done");
            --pending;
            answered.notify_all();
        }));
    }
    void wait() {
        std::unique_lock lock(mutex);
        answered.wait(lock, [this] { return pending == 0; });
    }
    std::vector<std::string> ids() {
        return db->read([](Tx& tx) {
            std::vector<std::string> found;
            tx.each_text("test_ids", "SELECT id FROM rk_test ORDER BY id", Binds(),
                         [&](const Row& row) { found.push_back(row.string(0)); });
            return found;
        });
    }
    FixedClock clock;
    DatabaseOptions options;
    std::string directory;
    std::vector<std::string> told;  // events and answers in their order
    std::mutex mutex;
    std::condition_variable answered;
    std::atomic<int> pending = 0;
    std::unique_ptr<Database> db;
};

const Query kInsert{"test_insert", "INSERT INTO rk_test (id, value) VALUES (?1, 0)"};
const Query kRaise{"test_raise", "UPDATE rk_test SET value = value + 1 WHERE id = ?1"};
const Query kValue{"test_value", "SELECT value FROM rk_test WHERE id = ?1"};

void insert(Tx& tx, const std::string& id) { tx.exec(kInsert, id); }
void tell(Tx& tx, const std::string& what) { tx.emit(EventName::posted, to_everybody(), what); }
using Strings = std::vector<std::string>;

// What was told, events and answers each in their order.
Strings events_of(const Store& store) {
    Strings events = store.told;
    std::erase_if(events, [](const std::string& what) { return !what.starts_with("event "); });
    return events;
}
Strings answers_of(const Store& store) {
    Strings answers = store.told;
    std::erase_if(answers, [](const std::string& what) { return what.starts_with("event "); });
    return answers;
}

template <class Fn>
DbError::Kind kind_thrown(Fn&& fn) {
    try {
        fn();
    } catch (const DbError& e) {
        return e.kind;
    }
    FAIL("nothing was thrown");
    return DbError::Kind::other;
}

}  // namespace

#define ENGINES(variable, ...)               \
    std::string variable;                    \
    for (const char* name : {__VA_ARGS__}) { \
        SUBCASE(name) { variable = name; }   \
    }                                        \
    if (variable.empty()) return;
#define EVERY_ENGINE(variable) ENGINES(variable, "sqlite memory", "sqlite file", "postgres")

TEST_CASE("store: a write is there for the next read, and its events leave before its answer") {
    EVERY_ENGINE(engine);
    Store store(engine);
    store.post([&](Tx& tx) {
        insert(tx, "a");
        tell(tx, "1");
        tx.after_commit([&] { store.told.push_back("after commit"); });
    });
    store.wait();
    CHECK(store.ids() == Strings{"a"});
    CHECK(store.told == Strings{"after commit", "event 1", "done"});
}

TEST_CASE("store: a refused write leaves nothing behind") {
    EVERY_ENGINE(engine);
    Store store(engine);
    CHECK_THROWS_WITH_AS(store.db->write([&](Tx& tx) {
        insert(tx, "a");
        tell(tx, "1");
        tx.after_commit([&] { store.told.push_back("after commit"); });
        throw std::runtime_error("refused");
    }),
                         "refused", std::runtime_error);
    CHECK(store.ids().empty());
    CHECK(store.told.empty());
}

TEST_CASE("store: a refused operation of a batch leaves the others alone") {
    ENGINES(engine, "sqlite memory", "sqlite file");
    Store store(engine);
    Gate gate;
    bool batched = engine == "sqlite file";
    if (batched) {
        store.post([&](Tx&) { gate.wait(); });  // what is queued meanwhile is one batch
        gate.wait_reached();
    }
    store.post([](Tx& tx) { insert(tx, "a"), tell(tx, "a"); });
    store.post([](Tx& tx) {
        insert(tx, "b"), tell(tx, "b");
        throw std::runtime_error("refused");
    });
    store.post([](Tx& tx) { insert(tx, "a"), tell(tx, "a again"); });
    store.post([](Tx& tx) {
        CHECK_FALSE(tx.find_integer(kValue, std::string("b")));
        insert(tx, "c"), tell(tx, "c");
    });
    if (batched) gate.open();
    store.wait();
    CHECK(store.ids() == Strings{"a", "c"});
    // A slow machine may commit some of them before the others.
    CHECK(events_of(store) == Strings{"event a", "event c"});
    Strings answers{"done", "refused", "refused", "done"};
    if (batched) answers.insert(answers.begin(), "done");
    CHECK(answers_of(store) == answers);
}

TEST_CASE("store: a batch that has to be run again gives every operation its own result, and tells it once") {
    Store store("sqlite file");
    Gate gate;
    store.post([&](Tx&) { gate.wait(); });
    gate.wait_reached();
    std::vector<int> runs(20);
    Strings stored, events, answers{"done"};
    for (int i = 0; i < 20; ++i) {
        store.post([&runs, i](Tx& tx) {
            ++runs[static_cast<size_t>(i)];
            insert(tx, std::to_string(100 + i));
            tell(tx, std::to_string(i));
            if (i % 7 == 6) throw std::runtime_error("refused");
        });
        answers.push_back(i % 7 == 6 ? "refused" : "done");
        if (i % 7 == 6) continue;
        stored.push_back(std::to_string(100 + i));
        events.push_back("event " + std::to_string(i));
    }
    gate.open();
    store.wait();
    CHECK(store.ids() == stored);
    CHECK(events_of(store) == events);
    CHECK(answers_of(store) == answers);
    CHECK(runs[6] == 2);   // the first refusal spoiled its batch
    CHECK(runs[19] == 1);  // after that, each is undone alone
}

TEST_CASE("store: a failed attempt leaves the rest of its operation alone") {
    EVERY_ENGINE(engine);
    for (bool writes_before : {false, true}) {
        CAPTURE(writes_before);
        Store store(engine);
        auto fails = [](Tx& tx) {
            tx.attempt([&] {
                insert(tx, "attempted");
                tell(tx, "attempted");
                throw std::runtime_error("refused");
            });
        };
        store.post([&](Tx& tx) {
            if (writes_before) insert(tx, "before");
            CHECK_THROWS_WITH_AS(fails(tx), "refused", std::runtime_error);
            insert(tx, "after");
            tell(tx, "after");
            tx.attempt([&] { insert(tx, "attempted again"); });
        });
        store.wait();
        CHECK(store.told == Strings{"event after", "done"});
        Strings stored{"after", "attempted again"};
        if (writes_before) stored.push_back("before");
        CHECK(store.ids() == stored);
        store.post([&](Tx& tx) {
            tx.attempt([&] { insert(tx, "x"); });
            throw std::runtime_error("refused");
        });
        store.wait();
        CHECK(store.ids() == stored);
    }
}

TEST_CASE("store: operations on one row are told in the order in which they were committed") {
    EVERY_ENGINE(engine);
    Store store(engine);
    store.db->write([](Tx& tx) { insert(tx, "a"); });
    Strings expected;
    for (int i = 1; i <= 300; ++i) {
        store.post([](Tx& tx) {
            tx.exec(kRaise, std::string("a"));
            tell(tx, std::to_string(*tx.find_integer(kValue, std::string("a"))));
        });
        expected.push_back("event " + std::to_string(i));
    }
    store.wait();
    std::erase(store.told, "done");
    CHECK(store.told == expected);
}

TEST_CASE("store: a violated unique constraint says so") {
    EVERY_ENGINE(engine);
    Store store(engine);
    store.db->write([](Tx& tx) { insert(tx, "a"); });
    CHECK(kind_thrown([&] { store.db->write([](Tx& tx) { insert(tx, "a"); }); }) == DbError::Kind::unique);
    CHECK(store.ids() == Strings{"a"});
}

TEST_CASE("store: a wrong statement is an error of the program's") {
    EVERY_ENGINE(engine);
    Store store(engine);
    static const Query wrong{"test_wrong", "SELECT nothing FROM nowhere"};
    CHECK(kind_thrown([&] { store.db->write([](Tx& tx) { tx.exec(wrong); }); }) == DbError::Kind::other);
    CHECK(kind_thrown([&] { store.db->write([](Tx& tx) { tx.exec(kInsert); }); }) == DbError::Kind::other);
    CHECK(kind_thrown([&] { store.db->read([](Tx& tx) { tx.exec(wrong); }); }) == DbError::Kind::other);
    store.db->write([](Tx& tx) { insert(tx, "a"); });
    CHECK(store.ids() == Strings{"a"});
}

TEST_CASE("store: changed rows are counted, read ones are not") {
    EVERY_ENGINE(engine);
    Store store(engine);
    static const Query twice{"test_ignore", "INSERT INTO rk_test (id, value) VALUES (?1, 0) ON CONFLICT DO NOTHING"};
    static const Query returning{"test_returning", "INSERT INTO rk_test (id, value) VALUES (?1, 7) RETURNING value"};
    static const Query all{"test_all", "UPDATE rk_test SET value = 3"};
    store.db->write([](Tx& tx) {
        CHECK(tx.exec(twice, std::string("a")) == 1);
        CHECK(tx.exec(twice, std::string("a")) == 0);
        CHECK(tx.find_integer(returning, std::string("b")) == 7);
        CHECK(tx.exec(all) == 2);
        CHECK(tx.exec(kValue, std::string("a")) == 0);
        CHECK(tx.exec(kRaise, std::string("nobody")) == 0);
    });
    CHECK(store.ids() == Strings{"a", "b"});
}

TEST_CASE("store: a query may run inside its own walk") {
    EVERY_ENGINE(engine);
    Store store(engine);
    static const Query walk{"test_walk", "SELECT id FROM rk_test ORDER BY id"};
    store.db->write([](Tx& tx) { insert(tx, "a"), insert(tx, "b"); });
    Strings seen;
    store.db->read([&](Tx& tx) {
        seen.clear();
        tx.each(walk, [&](const Row& outer) {
            std::string id = outer.string(0);
            tx.each(walk, [&](const Row& inner) { seen.push_back(id + inner.string(0)); });
        });
    });
    CHECK(seen == Strings{"aa", "ab", "ba", "bb"});
}

TEST_CASE("store: a list is bound to IN") {
    EVERY_ENGINE(engine);
    Store store(engine);
    static const Query in{"test_in", "SELECT id FROM rk_test WHERE id IN {?1} ORDER BY id"};
    static const Query not_in{"test_not_in", "SELECT id FROM rk_test WHERE id NOT IN {?1} ORDER BY id"};
    Strings odd = {"a\"b", "back\\slash", "{c,d}", "連携", ""};
    store.db->write([&](Tx& tx) {
        for (const std::string& id : odd) insert(tx, id);
        insert(tx, "other");
    });
    store.db->read([&](Tx& tx) {
        CHECK(tx.list_text(in, odd).size() == 5);
        CHECK(tx.list_text(not_in, odd) == Strings{"other"});
        CHECK(tx.list_text(in, Strings{}).empty());
        CHECK(tx.list_text(in, Strings{"連携", "absent"}) == Strings{"連携"});
    });
}

TEST_CASE("store: a read sees one moment and changes nothing") {
    ENGINES(engine, "sqlite file", "postgres");
    Store store(engine);
    store.db->write([](Tx& tx) { insert(tx, "a"); });
    store.db->read([&](Tx& tx) {
        CHECK(tx.find_integer(kValue, std::string("a")) == 0);
        store.db->write([](Tx& other) { other.exec(kRaise, std::string("a")); });
        CHECK(tx.find_integer(kValue, std::string("a")) == 0);
    });
    CHECK_THROWS_AS(store.db->read([](Tx& tx) { insert(tx, "b"); }), DbError);
    CHECK_THROWS_AS(store.db->read([](Tx& tx) { tell(tx, "1"); }), DbError);
    store.db->read([](Tx& tx) { CHECK(tx.find_integer(kValue, std::string("a")) == 1); });
    CHECK(store.ids() == Strings{"a"});
    CHECK(store.told.empty());
}

TEST_CASE("store: a full queue refuses, and stopping finishes what is queued") {
    ENGINES(engine, "sqlite file", "postgres");
    Store store(engine, 2, 1);
    Gate gate;
    store.post([&](Tx&) { gate.wait(); });
    gate.wait_reached();
    store.post([](Tx& tx) { insert(tx, "a"); });
    store.post([](Tx& tx) { insert(tx, "b"); });
    bool called = false;
    CHECK_FALSE(store.db->post_write([](Tx& tx) { insert(tx, "c"); }, [&](std::exception_ptr) { called = true; }));
    std::thread stopper([&] { store.db->stop(); });
    gate.open();
    stopper.join();
    CHECK(store.told == Strings{"done", "done", "done"});
    CHECK_FALSE(called);
    CHECK_FALSE(store.db->post_write([](Tx&) {}, [](std::exception_ptr) {}));
    store.open();
    CHECK(store.ids() == Strings{"a", "b"});
}

TEST_CASE("store: an operation that lost a deadlock runs again") {
    Store store("postgres");
    store.db->write([](Tx& tx) { insert(tx, "a"), insert(tx, "b"); });
    std::mutex mutex;
    std::condition_variable changed;
    int runs = 0;
    auto crossing = [&](const char* first, const char* second) {
        return [&, first, second](Tx& tx) {
            tx.exec(kRaise, std::string(first));
            {
                std::unique_lock lock(mutex);
                ++runs;
                changed.notify_all();
                changed.wait(lock, [&] { return runs >= 2; });
            }
            tx.exec(kRaise, std::string(second));
            tell(tx, first);
        };
    };
    store.post(crossing("a", "b"));
    store.post(crossing("b", "a"));
    store.wait();
    CHECK(runs >= 3);  // it may lose again before the winner has both rows
    std::erase(store.told, "done");
    std::sort(store.told.begin(), store.told.end());
    CHECK(store.told == Strings{"event a", "event b"});
    store.db->read([](Tx& tx) {
        CHECK(tx.find_integer(kValue, std::string("a")) == 2);
        CHECK(tx.find_integer(kValue, std::string("b")) == 2);
    });
}

TEST_CASE("store: a lock lets one transaction of several through at a time") {
    EVERY_ENGINE(engine);
    Store store(engine);
    store.db->write([](Tx& tx) { insert(tx, "a"); });
    static const Query set{"test_set", "UPDATE rk_test SET value = ?2 WHERE id = ?1"};
    for (int i = 0; i < 40; ++i) {
        store.post([](Tx& tx) {
            tx.lock("counter");
            int64_t now = *tx.find_integer(kValue, std::string("a"));
            tx.exec(set, std::string("a"), now + 1);
        });
    }
    store.wait();
    store.db->read([](Tx& tx) { CHECK(tx.find_integer(kValue, std::string("a")) == 40); });
}

TEST_CASE("store: a lost PostgreSQL is told at once, and is used again when it is back") {
    Store store("postgres");
    test::PostgresServer& server = test::PostgresServer::shared();
    server.stop();
    CHECK(kind_thrown([&] { store.db->write([](Tx& tx) { insert(tx, "a"); }); }) == DbError::Kind::unavailable);
    CHECK_FALSE(store.db->healthy());
    auto started = monotonic_ms();
    CHECK(kind_thrown([&] { store.db->write([](Tx& tx) { insert(tx, "b"); }); }) == DbError::Kind::unavailable);
    CHECK(kind_thrown([&] { store.ids(); }) == DbError::Kind::unavailable);
    CHECK(monotonic_ms() - started < 1000);
    server.start();
    while (!store.db->healthy()) std::this_thread::yield();  // by itself: nobody asks it for anything
    store.db->write([](Tx& tx) { insert(tx, "c"); });
    CHECK(store.ids() == Strings{"c"});
}

TEST_CASE("store: a server that came back between two operations is not noticed") {
    Store store("postgres");
    store.db->write([](Tx& tx) { insert(tx, "a"); });
    CHECK(store.ids() == Strings{"a"});
    test::PostgresServer::shared().stop();
    test::PostgresServer::shared().start();
    store.db->write([](Tx& tx) { insert(tx, "b"); });
    CHECK(store.ids() == Strings{"a", "b"});
}

TEST_CASE("store: a full SQLite file refuses writes, keeps what it has, and works again once there is room") {
    Store store("sqlite file");
    static const Query big{"test_big", "INSERT INTO rk_big (text) VALUES (?1)"};
    store.db->write([](Tx& tx) {
        insert(tx, "a");
        tx.connection().script("CREATE TABLE rk_big (text text)");
    });
    store.db->write([](Tx& tx) { tx.connection().script("PRAGMA max_page_count = 1"); });  // what it has, no more
    auto grow = [&] {
        store.db->write([](Tx& tx) {
            tell(tx, "never");
            tx.exec(big, std::string(100000, 'x'));
        });
    };
    CHECK(kind_thrown(grow) == DbError::Kind::full);
    CHECK(kind_thrown(grow) == DbError::Kind::full);
    CHECK(store.ids() == Strings{"a"});
    store.db->write([](Tx& tx) { tx.connection().script("PRAGMA max_page_count = 1000000"); });
    store.told.clear();
    grow();
    CHECK(store.told == Strings{"event never"});
    CHECK(store.db->healthy());
}

TEST_CASE("store: what was committed is there after a restart") {
    ENGINES(engine, "sqlite file", "postgres");
    Store store(engine);
    store.db->write([](Tx& tx) { insert(tx, "a"); });
    store.db.reset();
    store.open();
    CHECK(store.ids() == Strings{"a"});
    CHECK(check_database(store.options).empty());
}
