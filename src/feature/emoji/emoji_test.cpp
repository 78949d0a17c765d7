#include "feature/emoji/emoji.h"

#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "app/services.h"
#include "base/picture.h"
#include "base/ports.h"
#include "db/db.h"
#include "feature/posts/reactions.h"
#include "fixture/test_app.h"
#include "unit/postgres_server.h"

using namespace rk;

namespace {

std::string png(uint32_t width = 16, uint32_t height = 12) {
    Pixels pixels{width, height, {}};
    for (uint32_t i = 0; i < width * height; ++i) pixels.rgba += std::string("\xc8\x1e\x1e\xff", 4);
    return encode_png(pixels);
}

std::string two_bytes(uint32_t n) { return {static_cast<char>(n & 255), static_cast<char>(n >> 8)}; }

std::string gif(uint32_t side, int frames) {
    std::string bytes =
        "GIF89a" + two_bytes(side) + two_bytes(side) + std::string("\x80\0\0", 3) + "\x01\x02\x03\xff\xff\xff";
    for (int i = 0; i < frames; ++i)
        bytes += "\x2c" + std::string(4, '\0') + two_bytes(1) + two_bytes(1) + std::string("\0\x02\x02\x4c\x01\0", 6);
    return bytes + "\x3b";
}

std::string form(const std::string& emoji, const std::string& image, const std::string& image_name = "image") {
    std::string body;
    if (!emoji.empty()) body += "--xx\r\nContent-Disposition: form-data; name=\"emoji\"\r\n\r\n" + emoji + "\r\n";
    body += "--xx\r\nContent-Disposition: form-data; name=\"" + image_name +
            "\"; filename=\"e.png\"\r\nContent-Type: image/png\r\n\r\n" + image + "\r\n";
    return body + "--xx--\r\n";
}

TestAnswer send(TestApp& app, const TestUser* who, const std::string& body) {
    return app.call(who, "POST", "/api/v4/emoji", body, {{"Content-Type", "multipart/form-data; boundary=xx"}});
}

std::string described(const TestUser& creator, const std::string& name) {
    return Json::object({{"name", name}, {"creator_id", creator.id}}).dump();
}

TestAnswer make(TestApp& app, const TestUser& who, const std::string& name, const std::string& image = png()) {
    return send(app, &who, form(described(who, name), image));
}

std::vector<std::string> names_of(const TestAnswer& answer) {
    std::vector<std::string> names;
    for (const Json& emoji : answer.json.items()) names.push_back(emoji["name"].as_string());
    return names;
}

using Names = std::vector<std::string>;

TestAnswer find_names(TestApp& app, const TestUser& who, const std::string& body) {
    return app.call(&who, "POST", "/api/v4/emoji/names", body);
}

// Gives a role one more permission, or takes it away.
void change_role(TestApp& app, const TestUser& admin, const std::string& role, const std::string& permission,
                 bool give) {
    auto now = app.get(admin, "/api/v4/roles/name/" + role).json;
    Json kept = Json::array();
    for (const Json& one : now["permissions"].items())
        if (one.as_string() != permission) kept.push(one);
    if (give) kept.push(permission);
    REQUIRE(app.put(admin, "/api/v4/roles/" + now["id"].as_string() + "/patch", Json::object({{"permissions", kept}}))
                .status == 200);
}

template <class Fn>
void on_both(Fn&& fn) {
    SUBCASE("on SQLite") { fn(""); }
    SUBCASE("on PostgreSQL") { fn(test::PostgresServer::shared().new_migrated_database()); }
}

}  // namespace

TEST_CASE("emoji: made, told to everybody, found in every way") {
    on_both([](const std::string& postgres_url) {
        TestApp app(postgres_url);
        app.user("admin");
        TestUser alice = app.user("alice"), bob = app.user("bob");
        app.take_events();
        std::string image = png();
        auto made = make(app, alice, "party_Parrot", image);
        REQUIRE_MESSAGE(made.status == 200, made.text);
        std::string id = made.json["id"].as_string();
        CHECK(made.json["name"].as_string() == "party_Parrot");
        CHECK(made.json["creator_id"].as_string() == alice.id);
        CHECK(made.json["create_at"].as_integer() > 0);
        CHECK(made.json["update_at"] == made.json["create_at"]);
        CHECK(made.json["delete_at"].as_integer() == 0);
        CHECK(made.json.size() == 6);

        auto events = app.take_events("emoji_added");
        REQUIRE(events.size() == 1);
        CHECK(events[0].broadcast.user_id.empty());
        CHECK(events[0].broadcast.team_id.empty());
        CHECK(events[0].broadcast.channel_id.empty());
        CHECK(*Json::parse(Json::parse(events[0].data)->find("emoji")->as_string()) == made.json);

        CHECK(app.get(bob, "/api/v4/emoji/" + id).json == made.json);
        CHECK(app.get(bob, "/api/v4/emoji/name/party_Parrot").json == made.json);
        auto shown = app.get(bob, "/api/v4/emoji/" + id + "/image");
        CHECK(shown.status == 200);
        CHECK(shown.text == image);
        CHECK(shown.content_type == "image/png");
        CHECK(shown.header("Cache-Control") == "max-age=2592000, private");
        CHECK(*app.services().files->read("emoji/" + id + "/image") == image);

        auto search = [&](const char* body) { return app.call(&bob, "POST", "/api/v4/emoji/search", body); };
        CHECK(search(R"({"term":"party"})").json.items().at(0) == made.json);
        CHECK(names_of(search(R"({"term":"arrot"})")) == Names{"party_Parrot"});
        CHECK(names_of(search(R"({"term":"PARROT"})")) == Names{"party_Parrot"});
        CHECK(search(R"({"term":"arrot","prefix_only":true})").text == "[]");
        CHECK(search(R"({"term":"y%p"})").text == "[]");
        CHECK(search(R"({"term":"partyxParrot"})").text == "[]");
        CHECK(names_of(app.get(bob, "/api/v4/emoji/autocomplete?name=par")) == Names{"party_Parrot"});
        CHECK(app.get(bob, "/api/v4/emoji/autocomplete?name=arrot").text == "[]");
        CHECK(names_of(find_names(app, bob, R"(["+1","party_Parrot","none","party_Parrot"])")) ==
              Names{"party_Parrot"});
        CHECK(find_names(app, bob, R"(["+1"])").text == "[]");
    });
}

TEST_CASE("emoji: lists come in pages, the oldest first or by name") {
    on_both([](const std::string& postgres_url) {
        TestApp app(postgres_url);
        TestUser admin = app.user("admin");
        for (const char* name : {"zebra1", "ant1", "mole1"}) REQUIRE(make(app, admin, name).status == 200);
        auto list = [&](const std::string& query) { return names_of(app.get(admin, "/api/v4/emoji" + query)); };
        CHECK(list("") == Names{"zebra1", "ant1", "mole1"});
        CHECK(list("?sort=name") == Names{"ant1", "mole1", "zebra1"});
        CHECK(list("?sort=name&per_page=2") == Names{"ant1", "mole1"});
        CHECK(list("?sort=name&per_page=2&page=1") == Names{"zebra1"});
        CHECK(list("?page=1").empty());
        CHECK(list("?page=9223372036854775807&per_page=9223372036854775807").empty());
        CHECK(app.get(admin, "/api/v4/emoji?sort=age").error_id() == "api.context.invalid_url_param.app_error");
    });
}

TEST_CASE("emoji: what cannot become one is refused in the known words") {
    TestApp app;
    app.user("admin");
    TestUser alice = app.user("alice"), bob = app.user("bob");
    auto why = [&](const std::string& body) { return send(app, &alice, body).error_id(); };
    auto why_name = [&](const std::string& name) { return make(app, alice, name).error_id(); };
    CHECK(send(app, nullptr, form(described(alice, "x1"), png())).status == 401);
    CHECK(why_name("") == "model.emoji.name.app_error");
    CHECK(why_name(std::string(65, 'a')) == "model.emoji.name.app_error");
    CHECK(why_name("two words") == "model.emoji.name.app_error");
    CHECK(why_name(":colons:") == "model.emoji.name.app_error");
    CHECK(why_name("絵文字") == "model.emoji.name.app_error");
    CHECK(why_name("../x") == "model.emoji.name.app_error");
    CHECK(why_name("+1") == "model.emoji.system_emoji_name.app_error");
    CHECK(make(app, alice, "smile").status == 400);
    CHECK(why(form(described(bob, "mine1"), png())) == "api.emoji.create.other_user.app_error");
    CHECK(send(app, &alice, form(described(bob, "mine1"), png())).status == 403);
    CHECK(why(form(Json::object({{"name", "mine1"}, {"creator_id", std::string(27, 'a')}}).dump(), png())) ==
          "model.emoji.user_id.app_error");
    CHECK(why(form("", png())) == "api.context.invalid_body_param.app_error");
    CHECK(why(form("{", png())) == "api.context.invalid_body_param.app_error");
    CHECK(why(form("[]", png())) == "api.context.invalid_body_param.app_error");
    CHECK(why(form(R"({"name":7})", png())) == "api.context.invalid_body_param.app_error");
    CHECK(why(form("null", png())) == "model.emoji.name.app_error");
    CHECK(why(form(described(alice, "mine1"), png(), "picture")) == "api.context.invalid_body_param.app_error");
    CHECK(why("x") == "api.emoji.create.parse.app_error");
    CHECK(app.call(&alice, "POST", "/api/v4/emoji", "{}").error_id() == "api.emoji.create.parse.app_error");
    CHECK(app.call(&alice, "POST", "/api/v4/emoji", "").error_id() == "api.emoji.create.parse.app_error");
    CHECK(make(app, alice, "mine1", "no picture").error_id() == "api.emoji.upload.image.app_error");
    CHECK(make(app, alice, "mine1", "").error_id() == "api.emoji.upload.image.app_error");
    CHECK(make(app, alice, "mine1", png(1029, 1)).error_id() == "api.emoji.upload.large_image.too_large.app_error");
    CHECK(make(app, alice, "mine1", png(1, 1029)).error_id() == "api.emoji.upload.large_image.too_large.app_error");
    std::string broken = png(200, 200);
    CHECK(make(app, alice, "mine1", broken.substr(0, 60)).error_id() == "api.emoji.upload.large_image.decode_error");
    auto large = make(app, alice, "mine1", png() + std::string(512 * 1024, '\0'));
    CHECK(large.status == 413);
    CHECK(large.error_id() == "api.emoji.create.too_large.app_error");
    CHECK(make(app, alice, "mine1", std::string(3 << 20, 'x')).error_id() == "api.emoji.create.too_large.app_error");

    // None of them left anything behind.
    CHECK(app.get(alice, "/api/v4/emoji").text == "[]");
    CHECK(app.services().files->list("emoji")->empty());
    app.take_events();
    REQUIRE(make(app, alice, "mine1").status == 200);
    auto again = make(app, bob, "mine1");
    CHECK(again.status == 400);
    CHECK(again.error_id() == "api.emoji.create.duplicate.app_error");
    CHECK(app.take_events("emoji_added").size() == 1);
    CHECK(app.services().files->list("emoji")->size() == 1);
}

TEST_CASE("emoji: a name that is taken while the picture is written is refused, and its picture removed") {
    on_both([](const std::string& postgres_url) {
        TestApp app(postgres_url);
        TestUser admin = app.user("admin");
        Emoji emoji;
        emoji.name = "race1";
        emoji.creator_id = admin.id;
        std::atomic<int> made = 0, refused = 0;
        std::vector<std::thread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([&] {
                try {
                    emoji::add(app.services(), emoji, png());
                    ++made;
                } catch (const ErrorDef& error) {
                    refused += error.listed == &Err::emoji_name_taken;
                }
            });
        for (std::thread& thread : threads) thread.join();
        CHECK(made == 1);
        CHECK(refused == 3);
        CHECK(app.services().files->list("emoji")->size() == 1);
    });
}

TEST_CASE("emoji: a large still picture is made smaller, what fits or moves stays as it is") {
    TestApp app;
    TestUser admin = app.user("admin");
    auto kept = [&](const std::string& name, const std::string& image) {
        auto made = make(app, admin, name, image);
        REQUIRE_MESSAGE(made.status == 200, made.text);
        return app.get(admin, "/api/v4/emoji/" + made.json["id"].as_string() + "/image");
    };
    CHECK(kept("fits1", png(128, 128)).text == png(128, 128));
    auto wide = kept("wide1", png(1028, 257));
    CHECK(wide.content_type == "image/png");
    auto pixels = decode_picture(wide.text);
    REQUIRE(pixels);
    CHECK(pixels->width == 128);
    CHECK(pixels->height == 32);
    CHECK(pixels->rgba.substr(0, 4) == "\xc8\x1e\x1e\xff");
    auto tall = picture_info(kept("tall1", png(1, 1000)).text);
    REQUIRE(tall);
    CHECK(tall->height == 128);
    CHECK(tall->width == 1);
    auto moving = kept("moving1", gif(300, 2));
    CHECK(moving.text == gif(300, 2));
    CHECK(moving.content_type == "image/gif");
    CHECK(kept("small1", gif(20, 1)).text == gif(20, 1));
    auto still = kept("still1", gif(300, 1));
    CHECK(still.content_type == "image/png");
    CHECK(picture_info(still.text)->width == 128);
}

TEST_CASE("emoji: deleting frees the name, puts the picture aside and takes its reactions away") {
    on_both([](const std::string& postgres_url) {
        TestApp app(postgres_url);
        TestUser admin = app.user("admin"), alice = app.user("alice"), bob = app.user("bob");
        Team team = app.team(admin, "here");
        app.join(alice, team);
        app.join(bob, team);
        Channel town = app.channel(admin, team, "town");
        app.join(alice, town);
        app.join(bob, town);
        auto made = make(app, alice, "gone1");
        REQUIRE(made.status == 200);
        std::string path = "/api/v4/emoji/" + made.json["id"].as_string();
        Post only = app.say(bob, town, "look :gone1:"), both = app.say(bob, town, "plain");
        auto react = [&](const TestUser& who, const Post& post, const char* name) {
            REQUIRE(app.post(who, "/api/v4/reactions",
                             Json::object({{"user_id", who.id}, {"post_id", post.id}, {"emoji_name", name}}))
                        .status == 200);
        };
        react(alice, only, "gone1");
        react(bob, only, "gone1");
        react(alice, both, "gone1");
        react(bob, both, "+1");
        std::string page = "/api/v4/channels/" + town.id + "/posts";
        CHECK(app.get(bob, page).json["posts"][only.id]["metadata"]["emojis"].items().at(0) == made.json);

        CHECK(app.remove(bob, path).error_id() == "api.context.permissions.app_error");
        CHECK(app.remove(bob, path).status == 403);
        CHECK(app.call(nullptr, "DELETE", path).status == 401);
        CHECK(app.remove(alice, path).text == R"({"status":"OK"})");

        CHECK(app.get(bob, path).error_id() == "app.emoji.get.no_result");
        CHECK(app.get(bob, path + "/image").error_id() == "app.emoji.get.no_result");
        CHECK(app.get(bob, "/api/v4/emoji/name/gone1").error_id() == "app.emoji.get_by_name.no_result");
        CHECK(app.remove(alice, path).error_id() == "app.emoji.get.no_result");
        CHECK(app.get(bob, "/api/v4/emoji").text == "[]");
        std::string stored = emoji::picture_path(made.json["id"].as_string());
        CHECK(!app.services().files->exists(stored));
        CHECK(app.services().files->exists(stored + "_deleted"));

        auto posts = app.get(bob, page).json["posts"];
        CHECK(posts[only.id]["metadata"]["emojis"].is_null());
        CHECK(posts[only.id]["metadata"]["reactions"].is_null());
        CHECK(posts[only.id]["has_reactions"].is_null());
        CHECK(posts[only.id]["update_at"].as_integer() > only.update_at);
        REQUIRE(posts[both.id]["metadata"]["reactions"].size() == 1);
        CHECK(posts[both.id]["metadata"]["reactions"].items()[0]["emoji_name"].as_string() == "+1");
        CHECK(posts[both.id]["has_reactions"].as_bool());
        auto refused = app.post(bob, "/api/v4/reactions",
                                Json::object({{"user_id", bob.id}, {"post_id", only.id}, {"emoji_name", "gone1"}}));
        CHECK(refused.error_id() == "app.emoji.get_by_name.no_result");

        // The name may be used anew; kept pages learn of it.
        auto anew = make(app, bob, "gone1");
        REQUIRE(anew.status == 200);
        CHECK(app.get(bob, page).json["posts"][only.id]["metadata"]["emojis"].items().at(0) == anew.json);
        CHECK(app.remove(admin, "/api/v4/emoji/" + anew.json["id"].as_string()).status == 200);
    });
}

TEST_CASE("emoji: a picture that is lost is a 404, and its emoji can be deleted still") {
    TestApp app;
    TestUser admin = app.user("admin");
    std::string id = make(app, admin, "lost1").json["id"].as_string();
    app.services().files->remove(emoji::picture_path(id));
    auto image = app.get(admin, "/api/v4/emoji/" + id + "/image");
    CHECK(image.status == 404);
    CHECK(image.error_id() == "api.emoji.get_image.read.app_error");
    CHECK(app.remove(admin, "/api/v4/emoji/" + id).status == 200);
}

TEST_CASE("emoji: reactions are taken away in all of a long table, but not those that came later") {
    on_both([](const std::string& postgres_url) {
        TestApp app(postgres_url);
        TestUser admin = app.user("admin");
        RK_QUERY(kAdd, "test_reaction_add",
                 "INSERT INTO reactions (postid, userid, emojiname, createat, updateat, deleteat, channelid)"
                 " VALUES (?1, ?2, ?3, ?4, ?4, 0, '')");
        RK_QUERY(kCount, "test_reaction_count", "SELECT count(*) FROM reactions WHERE emojiname = ?1", nullptr,
                 "a test");
        constexpr int kRows = 12'000;
        app.db().write([](Tx& tx) {
            for (int i = 0; i < kRows; ++i)
                tx.exec(kAdd, "post" + std::to_string(i / 7), "user" + std::to_string(i % 7),
                        std::string(i % 3 ? "kept" : "gone"), i % 30 == 0 ? 2000 : 1000);
        });
        posts::remove_reactions_named(app.db(), "gone", 1500);
        app.db().read([](Tx& tx) {
            CHECK(tx.find_integer(kCount, "kept") == kRows / 3 * 2);
            CHECK(tx.find_integer(kCount, "gone") == kRows / 30);
        });
    });
}

TEST_CASE("emoji: a permission in any team is enough, and without one there is none") {
    TestApp app;
    TestUser admin = app.user("admin"), member = app.user("member"), outsider = app.user("outsider");
    Team team = app.team(admin, "here");
    app.join(member, team);
    std::string of_outsider = make(app, outsider, "outside1").json["id"].as_string();
    std::string of_member = make(app, member, "inside1").json["id"].as_string();
    for (const char* permission : {"create_emojis", "delete_emojis"}) {
        change_role(app, admin, "system_user", permission, false);
        change_role(app, admin, "team_user", permission, true);
    }
    CHECK(make(app, outsider, "no1").error_id() == "api.context.permissions.app_error");
    CHECK(make(app, outsider, "no1").status == 403);
    CHECK(make(app, member, "yes1").status == 200);
    CHECK(app.remove(outsider, "/api/v4/emoji/" + of_outsider).status == 403);
    CHECK(app.remove(member, "/api/v4/emoji/" + of_member).status == 200);
    CHECK(app.remove(member, "/api/v4/emoji/" + of_outsider).status == 403);
    change_role(app, admin, "team_user", "delete_others_emojis", true);
    CHECK(app.remove(member, "/api/v4/emoji/" + of_outsider).status == 200);
}

TEST_CASE("emoji: switched off, or without a file store, each route says so") {
    TestApp app;
    TestUser admin = app.user("admin");
    std::string none = "/api/v4/emoji/" + std::string(26, 'z');
    struct Try {
        const char* method;
        std::string path, body;
        int off, no_store;
    };
    const std::vector<Try> tries = {
        {"GET", "/api/v4/emoji", "", 501, 200},
        {"GET", none, "", 501, 403},
        {"GET", none + "/image", "", 501, 404},
        {"GET", "/api/v4/emoji/name/x1", "", 501, 403},
        {"DELETE", none, "", 403, 403},
        {"POST", "/api/v4/emoji/search", R"({"term":"x"})", 403, 200},
        {"GET", "/api/v4/emoji/autocomplete?name=x", "", 403, 200},
        {"POST", "/api/v4/emoji/names", R"(["x"])", 501, 200},
    };
    app.configure([](Config& c) { c.ServiceSettings.EnableCustomEmoji = false; });
    CHECK(make(app, admin, "x1").status == 501);
    CHECK(make(app, admin, "x1").error_id() == "api.emoji.disabled.app_error");
    for (const Try& t : tries) {
        CAPTURE(t.method);
        CAPTURE(t.path);
        auto answer = app.call(&admin, t.method, t.path, t.body);
        CHECK(answer.status == t.off);
        CHECK(answer.error_id() == "api.emoji.disabled.app_error");
    }
    CHECK(app.get(admin, "/api/v4/emoji/x").error_id() == "api.context.invalid_url_param.app_error");
    app.configure([](Config& c) {
        c.ServiceSettings.EnableCustomEmoji = true;
        c.FileSettings.DriverName = "";
    });
    CHECK(make(app, admin, "x1").error_id() == "api.emoji.storage.app_error");
    for (const Try& t : tries) {
        CAPTURE(t.method);
        CAPTURE(t.path);
        CHECK(app.call(&admin, t.method, t.path, t.body).status == t.no_store);
    }
}

TEST_CASE("emoji: questions that are none are refused") {
    TestApp app;
    TestUser admin = app.user("admin");
    auto search = [&](const char* body) { return app.call(&admin, "POST", "/api/v4/emoji/search", body).error_id(); };
    for (const char* body :
         {"", "{", "[]", "null", "{}", R"({"term":""})", R"({"term":7})", R"({"term":"x","prefix_only":"yes"})"}) {
        CAPTURE(body);
        CHECK(search(body) == "api.context.invalid_body_param.app_error");
    }
    CHECK(app.get(admin, "/api/v4/emoji/autocomplete").error_id() == "api.context.invalid_url_param.app_error");
    CHECK(find_names(app, admin, "[]").error_id() == "api.context.invalid_body_param.app_error");
    CHECK(find_names(app, admin, "null").error_id() == "api.context.invalid_body_param.app_error");
    CHECK(find_names(app, admin, "{}").error_id() == "api.payload.parse.error");
    CHECK(find_names(app, admin, "[1]").error_id() == "api.payload.parse.error");
    CHECK(find_names(app, admin, "").error_id() == "api.payload.parse.error");
    auto many = [](int n) {
        Json list = Json::array();
        for (int i = 0; i < n; ++i) list.push("name" + std::to_string(i));
        return list.dump();
    };
    CHECK(find_names(app, admin, many(200)).text == "[]");
    CHECK(find_names(app, admin, many(201)).error_id() == "api.emoji.get_multiple_by_name_too_many.request_error");
    CHECK(app.get(admin, "/api/v4/emoji/name/" + std::string(65, 'a')).error_id() ==
          "api.context.invalid_url_param.app_error");
    CHECK(app.get(admin, "/api/v4/emoji/name/no-such-emoji").error_id() == "app.emoji.get_by_name.no_result");
    CHECK(app.get(admin, "/api/v4/emoji/short").error_id() == "api.context.invalid_url_param.app_error");
    CHECK(app.remove(admin, "/api/v4/emoji/short").error_id() == "api.context.invalid_url_param.app_error");
    CHECK(app.get(admin, "/api/v4/emoji/short/image").error_id() == "api.context.invalid_url_param.app_error");
    CHECK(app.call(nullptr, "GET", "/api/v4/emoji").status == 401);
}
