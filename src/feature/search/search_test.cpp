#include "feature/search/search.h"

#include <doctest/doctest.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "app/services.h"
#include "base/ids.h"
#include "base/strings.h"
#include "feature/channels/channels.h"
#include "feature/search/index.h"
#include "fixture/test_app.h"
#include "unit/postgres_server.h"

using namespace rk;

namespace {

constexpr Millis kDay = 86'400'000;
constexpr Millis k2024 = 1'704'067'200'000;  // 2024-01-01T00:00Z

// Rows as the features that own them would write them.
struct World {
    TestApp app;
    TestUser alice, bob, carol;
    Team team, other_team;
    std::map<std::string, std::string> channels;  // name → id
    std::map<std::string, Post> posts;            // message → post
    Millis clock = k2024;

    explicit World(const std::string& postgres_url = "") : app(postgres_url) {
        alice = app.user("alice"), bob = app.user("bob"), carol = app.user("carol");
        team.id = new_id(), team.name = "team", other_team.id = new_id(), other_team.name = "other";
        app.db().write([&](Tx& tx) {
            static constexpr Query kTeam{"test_team", "INSERT INTO teams ({Team}) VALUES ({?Team})"};
            static constexpr Query kMember{"test_member",
                                           "INSERT INTO teammembers ({TeamMember}) VALUES ({?TeamMember})"};
            for (Team* t : {&team, &other_team}) t->type = "O", tx.exec(kTeam, *t);
            for (const TestUser* u : {&alice, &bob}) {
                TeamMember m;
                m.team_id = team.id, m.user_id = u->id, m.scheme_user = true;
                tx.exec(kMember, m);
            }
        });
        add_channel("town", "O", team.id, {&alice, &bob});
        add_channel("ops", "P", team.id, {&alice});
        add_channel("secret", "P", team.id, {&bob});
        add_channel("old", "O", team.id, {&alice, &bob}, 1);
        add_channel("elsewhere", "O", other_team.id, {&alice});
        add_channel(channels::direct_name(alice.id, bob.id), "D", "", {&alice, &bob});
        channels["direct"] = channels[channels::direct_name(alice.id, bob.id)];
        add_channel("0123456789abcdef0123456789abcdef01234567", "G", "", {&alice, &bob, &carol});
        channels["group"] = channels["0123456789abcdef0123456789abcdef01234567"];
    }
    void add_channel(const std::string& name, const std::string& type, const std::string& team_id,
                     std::vector<const TestUser*> members, Millis delete_at = 0) {
        Channel c;
        c.id = channels[name] = new_id();
        c.name = name, c.type = type, c.team_id = team_id, c.delete_at = delete_at;
        app.db().write([&](Tx& tx) {
            static constexpr Query kChannel{"test_channel", "INSERT INTO channels ({Channel}) VALUES ({?Channel})"};
            static constexpr Query kMember{"test_channel_member",
                                           "INSERT INTO channelmembers ({ChannelMember}) VALUES ({?ChannelMember})"};
            tx.exec(kChannel, c);
            for (const TestUser* u : members) {
                ChannelMember m;
                m.channel_id = c.id, m.user_id = u->id, m.scheme_user = true;
                tx.exec(kMember, m);
            }
        });
    }
    const Post& say(const std::string& channel, const TestUser& who, const std::string& message,
                    const std::string& hashtags = "", const std::string& type = "") {
        Post p;
        p.id = new_id(), p.channel_id = channels.at(channel), p.user_id = who.id, p.message = message;
        p.hashtags = hashtags, p.type = type, p.props = Json::object();
        p.create_at = p.update_at = clock += 1000;
        app.db().write([&](Tx& tx) {
            static constexpr Query kPost{"test_post", "INSERT INTO posts ({Post}) VALUES ({?Post})"};
            tx.exec(kPost, p);
        });
        return posts[message] = p;
    }
    void change(Post p, Millis delete_at = 0) {
        p.delete_at = delete_at;
        app.db().write([&](Tx& tx) {
            static constexpr Query kSave{"test_post_save", "UPDATE posts SET {=Post} WHERE id = ?1"};
            p.update_at = tx.now();
            tx.exec(kSave, p);
        });
    }
    // The messages found, newest first, between |.
    std::string find(const TestUser& who, const std::string& terms, search::Options options = {},
                     bool all_teams = false) {
        Actor actor;
        actor.user_id = who.id;
        std::vector<std::string> ids = app.db().read(
            [&](Tx& tx) { return search::find_posts(tx, actor, all_teams ? "" : team.id, terms, options); });
        std::vector<std::string> messages;
        for (const std::string& id : ids)
            for (const auto& [message, post] : posts)
                if (post.id == id) messages.push_back(message);
        CHECK(messages.size() == ids.size());
        return join(messages, "|");
    }
    void index() {
        while (app.services().search->step() > 0) {
        }
    }
};

void each_engine(const std::function<void(const std::string&)>& fn) {
    SUBCASE("on SQLite") { fn(""); }
    SUBCASE("on PostgreSQL") { fn(test::PostgresServer::shared().new_migrated_database()); }
}

}  // namespace

TEST_CASE(
    "search: questions find the same from the tail, from the index, and from both, by members of few channels and "
    "many") {
    auto ask = [](const std::string& url, int more_channels) {
        World w(url);
        for (int i = 0; i < more_channels; ++i) w.add_channel("more-" + std::to_string(i), "O", w.team.id, {&w.alice});
        auto fill = [&] {
            w.say("town", w.alice, "needle in hay");
            w.say("town", w.bob, "hay without");
            w.say("ops", w.alice, "NEEDLE x-needle-y #deploy", "#deploy");
            w.say("secret", w.bob, "needle secret");
            w.say("old", w.bob, "needle archived");
            w.say("elsewhere", w.alice, "needle elsewhere");
            w.clock += kDay;
            w.say("direct", w.bob, "needle direct");
            w.say("group", w.carol, "needle group");
            w.say("town", w.bob, "今日の会議は中止です。連携カタカナ");
            w.say("town", w.alice, "会議室の予約 deploy123");
            w.say("town", w.bob, "joined needle", "", "system_join_channel");
        };
        auto check = [&] {
            struct Row {
                const char *terms, *found;
            };
            const Row rows[] = {
                {"needle", "needle group|needle direct|NEEDLE x-needle-y #deploy|needle in hay"},
                {"NEEDLE", "needle group|needle direct|NEEDLE x-needle-y #deploy|needle in hay"},
                {"needle hay", "needle in hay"},
                {"\"needle in\"", "needle in hay"},
                {"\"in needle\"", ""},
                {"x-needle-y", "NEEDLE x-needle-y #deploy"},
                {"hay -needle", "hay without"},
                {"hay -\"needle in\"", "hay without"},
                {"-hay", ""},
                {"need*", "needle group|needle direct|NEEDLE x-needle-y #deploy|needle in hay"},
                {"need", ""},
                {"#deploy", "NEEDLE x-needle-y #deploy"},
                {"#DEPLOY", "NEEDLE x-needle-y #deploy"},
                {"#dep", ""},
                {"#dep*", "NEEDLE x-needle-y #deploy"},
                {"deploy", "NEEDLE x-needle-y #deploy"},
                {"deploy*", "会議室の予約 deploy123|NEEDLE x-needle-y #deploy"},
                {"without #deploy", "NEEDLE x-needle-y #deploy|hay without"},
                {"needle -#deploy", "needle group|needle direct|needle in hay"},
                {"会議", "会議室の予約 deploy123|今日の会議は中止です。連携カタカナ"},
                {"会議室", "会議室の予約 deploy123"},
                {"議", "会議室の予約 deploy123|今日の会議は中止です。連携カタカナ"},
                {"約", "会議室の予約 deploy123"},
                {"連携", "今日の会議は中止です。連携カタカナ"},
                {"ｶﾀｶﾅ", "今日の会議は中止です。連携カタカナ"},
                {"会議　中止", "今日の会議は中止です。連携カタカナ"},
                {"会議、予約", "会議室の予約 deploy123"},
                {"会議 -予約", "今日の会議は中止です。連携カタカナ"},
                {"議会", ""},
                {"needle from:alice", "NEEDLE x-needle-y #deploy|needle in hay"},
                {"needle from:@bob", "needle direct"},
                {"needle from:me", "NEEDLE x-needle-y #deploy|needle in hay"},
                {"needle from:carol from:bob", "needle group|needle direct"},
                {"needle -from:alice", "needle group|needle direct"},
                {"needle from:nobody", ""},
                {"needle from:nobody from:bob", "needle direct"},
                {"needle in:town", "needle in hay"},
                {"needle in:~town channel:ops", "NEEDLE x-needle-y #deploy|needle in hay"},
                {"needle -in:town", "needle group|needle direct|NEEDLE x-needle-y #deploy"},
                {"needle in:@bob", "needle direct"},
                {"needle in:@bob,@carol", "needle group"},
                {"needle in:secret", ""},
                {"needle in:nothing", ""},
                {"from:carol", "needle group"},
                {"from:bob in:town -会議", "hay without"},
                {"in:ops", "NEEDLE x-needle-y #deploy"},
                {"needle on:2024-01-01", "NEEDLE x-needle-y #deploy|needle in hay"},
                {"needle on:2024-01-02", "needle group|needle direct"},
                {"needle -on:2024-01-02", "NEEDLE x-needle-y #deploy|needle in hay"},
                {"needle before:2024-01-02", "NEEDLE x-needle-y #deploy|needle in hay"},
                {"needle after:2024-01-01", "needle group|needle direct"},
                {"needle on:never", ""},
                {"on:2024-01-01", "NEEDLE x-needle-y #deploy|hay without|needle in hay"},
                {"\" ' \\ ) ( OR AND NOT NEAR * : ^ needle", ""},
                {"needle' \"in\\hay", "needle in hay"},  // a quote that is not closed is nothing
                {"'needle'", "needle group|needle direct|NEEDLE x-needle-y #deploy|needle in hay"},
                {"c:needle u:needle", ""},
            };
            for (const Row& row : rows) {
                INFO(std::string(row.terms));
                CHECK(w.find(w.alice, row.terms) == std::string(row.found));
            }
            search::Options any;
            any.any_word = true;
            CHECK(w.find(w.alice, "without 約", any) == "会議室の予約 deploy123|hay without");
            search::Options archived;
            archived.include_deleted_channels = true;
            CHECK(w.find(w.alice, "needle in:old", archived) == "needle archived");
            CHECK(w.find(w.alice, "needle archived", archived) == "needle archived");
            CHECK(w.find(w.alice, "needle archived") == "");
            CHECK(w.find(w.alice, "needle in:elsewhere", {}, true) == "needle elsewhere");
            CHECK(w.find(w.alice, "needle elsewhere", {}, true) == "needle elsewhere");
            CHECK(w.find(w.alice, "needle elsewhere") == "");
            CHECK(w.find(w.bob, "needle secret") == "needle secret");
            CHECK(w.find(w.carol, "needle") == "needle group");
            search::Options page;
            page.per_page = 3;
            CHECK(w.find(w.alice, "needle", page) == "needle group|needle direct|NEEDLE x-needle-y #deploy");
            page.page = 1;
            CHECK(w.find(w.alice, "needle", page) == "needle in hay");
            page.page = 2;
            CHECK(w.find(w.alice, "needle", page) == "");
            search::Options tokyo;
            tokyo.time_zone_offset = 9 * 3600;
            CHECK(w.find(w.alice, "needle on:2024-01-02", tokyo) == "needle group|needle direct");
            CHECK(w.find(w.alice, "needle on:2024-01-01", tokyo) == "NEEDLE x-needle-y #deploy|needle in hay");
            tokyo.time_zone_offset = -3600;
            CHECK(w.find(w.alice, "needle on:2023-12-31", tokyo) == "NEEDLE x-needle-y #deploy|needle in hay");
        };
        fill();
        check();
        w.index();
        check();
        w.say("town", w.bob, "needle late");
        CHECK(w.find(w.alice, "needle after:2024-01-01") == "needle late|needle group|needle direct");
        w.index();
        CHECK(w.find(w.alice, "needle after:2024-01-01") == "needle late|needle group|needle direct");
    };
    each_engine([&](const std::string& url) { ask(url, 0); });
    SUBCASE("on SQLite, by a member of hundreds of channels") { ask("", 300); }
}

TEST_CASE("search: edited and deleted posts, at once and once indexed") {
    each_engine([](const std::string& url) {
        World w(url);
        w.clock = w.app.now();
        w.say("town", w.bob, "first words");
        w.say("town", w.bob, "second words");
        w.index();
        Post edited = w.posts["first words"];
        edited.message = "other text";
        w.posts.erase("first words");
        w.posts["other text"] = edited;
        w.change(edited);
        for (int round = 0; round < 2; ++round) {
            CHECK(w.find(w.alice, "words") == "second words");
            CHECK(w.find(w.alice, "other") == "other text");
            w.index();
        }
        for (int i = 0; i < 3; ++i) {
            edited.message = "other text " + std::to_string(i);
            w.change(edited);
            w.index();
        }
        CHECK(w.find(w.alice, "text 2") == "other text");
        CHECK(w.find(w.alice, "text 1") == "");
        w.change(w.posts["second words"], w.app.now());
        for (int round = 0; round < 2; ++round) {
            CHECK(w.find(w.alice, "words") == "");
            CHECK(w.find(w.alice, "from:bob") == "other text");
            w.index();
        }
    });
}

TEST_CASE("search: more posts of one moment, and more posts than a step takes") {
    each_engine([](const std::string& url) {
        World w(url);
        w.clock = w.app.now();
        for (int i = 0; i < 50; ++i) {
            w.clock -= 1000;  // all in the same millisecond
            w.say("town", w.bob, "same " + std::to_string(i));
        }
        w.app.db().write([&](Tx& tx) {
            static constexpr Query kPost{"test_post", "INSERT INTO posts ({Post}) VALUES ({?Post})"};
            Post p;
            p.channel_id = w.channels["town"], p.user_id = w.bob.id, p.message = "crowd", p.props = Json::object();
            for (int i = 0; i < 2500; ++i) {
                p.id = new_id();
                p.create_at = p.update_at = w.clock + i / 10;
                tx.exec(kPost, p);
            }
        });
        w.index();
        CHECK(split(w.find(w.alice, "same"), '|').size() == 50);
        CHECK(w.find(w.alice, "\"same 7\"") == "same 7");
        Actor alice;
        alice.user_id = w.alice.id;
        std::set<std::string> ids;
        for (int page = 0; page < 14; ++page) {
            search::Options options;
            options.page = page, options.per_page = 200;
            auto found =
                w.app.db().read([&](Tx& tx) { return search::find_posts(tx, alice, w.team.id, "crowd", options); });
            ids.insert(found.begin(), found.end());
        }
        CHECK(ids.size() == 2500);
    });
}

TEST_CASE("search: hostile questions are answered") {
    each_engine([](const std::string& url) {
        World w(url);
        w.say("town", w.bob, "needle in hay");
        w.index();
        std::string words, flags, quotes(100'000, '"'), minuses;
        for (int i = 0; i < 20'000; ++i) {
            words += "word" + std::to_string(i) + " ";
            flags += "in:town from:bob -in:x -from:y ";
            minuses += "-a ";
        }
        for (const std::string& terms :
             {words, flags, quotes, minuses, std::string(100'000, '*'), std::string(100'000, 'x') + "*",
              std::string("needle\0hay", 10), std::string("\xFF\xFE needle"), std::string(50'000, '('),
              std::string("\"needle\" OR 1=1 --"), std::string("a* b* c* d* e* n*")}) {
            search::Options any;
            any.any_word = true;
            w.find(w.alice, terms);
            w.find(w.alice, terms, any);
        }
        CHECK(w.find(w.alice, flags) == "needle in hay");
        CHECK(w.find(w.alice, "needle " + minuses) == "needle in hay");
    });
}

namespace {

struct Directory {
    std::string path;
    Directory() {
        char name[] = "/tmp/renkei-search-XXXXXX";
        path = ::mkdtemp(name);
    }
    ~Directory() { std::filesystem::remove_all(path); }
};

search::PostText text_of(const std::string& message, Millis at) {
    search::PostText p;
    p.id = new_id(), p.channel_id = std::string(26, 'c'), p.user_id = std::string(26, 'u'), p.message = message;
    p.create_at = p.update_at = at;
    return p;
}

size_t count(search::IndexFile& file, const std::string& word) {
    search::Criteria c;
    c.words = {search::phrase_of(word, false)};
    c.channel_ids = {std::string(26, 'c')};
    return file.find(c, 100).size();
}

}  // namespace

TEST_CASE("search index file: kept over a restart, built anew when gone, broken or of another version") {
    Directory directory;
    std::string path = directory.path + "/search.db";
    {
        search::IndexFile file(path);
        file.save({text_of("one", 1000), text_of("two", 2000)}, {7, "row", 2000});
        CHECK(count(file, "one") == 1);
        file.close();
    }
    {
        search::IndexFile file(path);
        CHECK(count(file, "two") == 1);
        CHECK(file.cursor().row == 7);
        CHECK(file.cursor().row_id == "row");
        CHECK(file.cursor().changed_at == 2000);
    }
    {
        search::IndexFile file(path);  // not closed in order before, but the machine ran on
        CHECK(count(file, "one") == 1);
        file.reset();
        CHECK(count(file, "one") == 0);
        CHECK(file.cursor().row == 0);
        file.save({text_of("three", 1000)}, {1, "row", 1000});
        CHECK(count(file, "three") == 1);
    }
    {
        auto raw = open_side_file(path);
        raw->script("UPDATE state SET value = 'another run of the machine' WHERE name = 'boot'");
    }
    CHECK(search::IndexFile(path).cursor().row == 0);
    { search::IndexFile(path).save({text_of("four", 1000)}, {1, "row", 1000}); }
    open_side_file(path)->script("PRAGMA user_version = 1");
    CHECK(search::IndexFile(path).cursor().row == 0);
    { search::IndexFile(path).save({text_of("five", 1000)}, {1, "row", 1000}); }
    for (const char* end : {"-wal", "-shm"}) std::filesystem::remove(path + end);
    std::ofstream(path) << std::string(100'000, 'x');
    {
        search::IndexFile file(path);
        CHECK(file.cursor().row == 0);
        file.save({text_of("six", 1000)}, {1, "row", 1000});
        CHECK(count(file, "six") == 1);
    }
    std::filesystem::remove_all(directory.path);
    std::filesystem::create_directory(directory.path);
    CHECK(search::IndexFile(path).cursor().row == 0);
}
