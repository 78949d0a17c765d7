#include "feature/users/access_tokens.h"

#include <doctest/doctest.h>

#include "app/services.h"
#include "app/session_store.h"
#include "base/crypto.h"
#include "base/ids.h"
#include "fixture/test_app.h"

using namespace rk;

namespace {

RK_QUERY(kColumn, "test_access_token_column", "SELECT token FROM useraccesstokens WHERE id = ?1");
RK_QUERY(kHash, "test_access_token_hash", "SELECT hash FROM rk_access_tokens WHERE tokenid = ?1");
RK_QUERY(kInsertPlain, "test_access_token_insert_plain",
         "INSERT INTO useraccesstokens (id, token, userid, description, isactive) VALUES (?1, ?2, ?3, 'old', TRUE)");

struct Scene {
    TestApp app;
    TestUser admin = app.user("admin"), bob = app.user("bob");
    std::string path = "/api/v4/users/" + admin.id + "/tokens";
    Scene() {
        app.configure([](Config& c) { c.ServiceSettings.EnableUserAccessTokens = true; });
    }
    TestAnswer make(std::initializer_list<std::pair<const char*, Json>> more = {}) {
        Json body = Json::object({{"description", "d"}});
        for (const auto& [key, value] : more) body.set(key, value);
        return app.post(admin, path, body);
    }
    TestAnswer rotate(const std::string& token_id, std::initializer_list<std::pair<const char*, Json>> more = {}) {
        Json body = Json::object({{"token_id", token_id}});
        for (const auto& [key, value] : more) body.set(key, value);
        return app.post(admin, "/api/v4/users/tokens/rotate", body);
    }
    int status_with(const std::string& token) {
        TestUser program = admin;
        program.token = token;
        return app.get(program, "/api/v4/users/me").status;
    }
};

}  // namespace

TEST_CASE("the secret of a token is kept as a hash, and what is kept lets nobody in") {
    Scene s;
    auto made = s.make();
    const std::string secret = made.json["token"].as_string(), id = made.json["id"].as_string();
    CHECK(secret.size() == 26);
    CHECK(made.json.find("expires_at") == nullptr);
    CHECK(made.json.find("scopes") == nullptr);
    CHECK(s.status_with(secret) == 200);
    std::string column, hash;
    s.app.db().read([&](Tx& tx) {
        column = tx.find_text(kColumn, id).value_or("");
        hash = tx.find_text(kHash, id).value_or("");
    });
    CHECK(hash == hex(sha256(secret)));
    CHECK(column != secret);
    CHECK(column.size() == 26);
    for (const std::string& stolen : {column, hash, hash.substr(0, 26), id}) CHECK(s.status_with(stolen) == 401);
}

TEST_CASE("a token expires, and use does not prolong it") {
    Scene s;
    const Millis hour = 3'600'000;
    CHECK(s.make({{"expires_at", s.app.now() - 1}}).error_id() == "app.user_access_token.expires_at_in_past.app_error");
    for (const Json& wrong : {Json(-1), Json("soon"), Json(1.5), Json::array()})
        CHECK(s.make({{"expires_at", wrong}}).error_id() == "api.context.invalid_body_param.app_error");
    CHECK(s.make({{"expires_at", 0}}).json.find("expires_at") == nullptr);
    const Millis end = s.app.now() + 2 * hour;
    auto made = s.make({{"expires_at", end}});
    REQUIRE(made.status == 200);
    CHECK(made.json["expires_at"].as_integer() == end);
    const std::string secret = made.json["token"].as_string();
    CHECK(s.app.get(s.admin, s.path).text.find("\"expires_at\":") != std::string::npos);
    for (int i = 0; i < 3; ++i) {
        CHECK(s.status_with(secret) == 200);
        s.app.advance(hour / 2);
    }
    CHECK(s.status_with(secret) == 200);
    s.app.advance(hour);
    CHECK(s.status_with(secret) == 401);
    s.app.services().sessions->clear();
    CHECK(s.status_with(secret) == 401);
}

TEST_CASE("a rotated token has a new secret, and the old one ends at once or when it was said") {
    Scene s;
    auto made = s.make({{"scopes", Json(Json::Array{Json("read")})}});
    const std::string id = made.json["id"].as_string(), first = made.json["token"].as_string();
    CHECK(s.status_with(first) == 200);
    auto second = s.rotate(id);
    REQUIRE(second.status == 200);
    CHECK(second.json["id"].as_string() == id);
    CHECK(second.json["scopes"].items()[0].as_string() == "read");
    CHECK(s.status_with(first) == 401);
    CHECK(s.status_with(second.json["token"].as_string()) == 200);

    auto third = s.rotate(id, {{"overlap_seconds", 600}});
    const std::string old = second.json["token"].as_string(), now = third.json["token"].as_string();
    CHECK(s.status_with(old) == 200);
    CHECK(s.status_with(now) == 200);
    s.app.advance(599'000);
    CHECK(s.status_with(old) == 200);
    s.app.advance(2'000);
    CHECK(s.status_with(old) == 401);
    CHECK(s.status_with(now) == 200);
    // Scopes and the account's limits stay with it.
    TestUser program = s.admin;
    program.token = now;
    CHECK(s.app.get(program, "/api/v4/config").error_id() == "api.context.token_scope.app_error");

    // Revoking ends both.
    const Millis end = s.app.now() + 1'000'000;
    auto fourth = s.rotate(id, {{"overlap_seconds", 600}, {"expires_at", end}});
    CHECK(fourth.json["expires_at"].as_integer() == end);
    CHECK(s.status_with(now) == 200);
    CHECK(s.app.post(s.admin, "/api/v4/users/tokens/revoke", Json::object({{"token_id", id}})).status == 200);
    CHECK(s.status_with(now) == 401);
    CHECK(s.status_with(fourth.json["token"].as_string()) == 401);
}

TEST_CASE("who may not rotate a token, and how not") {
    Scene s;
    auto made = s.make();
    const std::string id = made.json["id"].as_string();
    CHECK(s.rotate("").error_id() == "api.context.invalid_body_param.app_error");
    CHECK(s.rotate(std::string(26, 'z')).status == 404);
    for (const Json& wrong : {Json(-1), Json("60"), Json(int64_t{1} << 40), Json(0.5)})
        CHECK(s.rotate(id, {{"overlap_seconds", wrong}}).error_id() == "api.user_access_token.overlap.app_error");
    CHECK(s.app.post(s.bob, "/api/v4/users/tokens/rotate", Json::object({{"token_id", id}})).status == 403);
    CHECK(s.app.call(nullptr, "POST", "/api/v4/users/tokens/rotate", "{}").status == 401);
    CHECK(s.app.post(s.admin, "/api/v4/users/tokens/disable", Json::object({{"token_id", id}})).status == 200);
    CHECK(s.rotate(id).error_id() == "api.user.rotate_user_access_token.disabled_token.app_error");
    CHECK(s.status_with(made.json["token"].as_string()) == 401);
}

TEST_CASE("scopes that are not understood make no token") {
    Scene s;
    for (const Json& wrong : {Json("read"), Json::array(), Json::object(), Json(Json::Array{Json("all")}),
                              Json(Json::Array{Json("post:x")}), Json(Json::Array{Json(7)})}) {
        auto refused = s.make({{"scopes", wrong}});
        CHECK(refused.error_id() == "api.user_access_token.scopes.app_error");
        CHECK(refused.status == 400);
    }
    CHECK(s.app.get(s.admin, s.path).json.size() == 0);
    CHECK(s.make({{"scopes", nullptr}}).status == 200);
}

TEST_CASE("a token that another server left in plain text works, and is hashed when it is rotated") {
    Scene s;
    const std::string id = new_id(), plain = new_id();
    s.app.db().write([&](Tx& tx) { tx.exec(kInsertPlain, id, plain, s.admin.id); });
    CHECK(s.status_with(plain) == 200);
    auto rotated = s.rotate(id, {{"overlap_seconds", 60}});
    REQUIRE(rotated.status == 200);
    CHECK(s.status_with(plain) == 200);
    CHECK(s.status_with(rotated.json["token"].as_string()) == 200);
    s.app.advance(61'000);
    CHECK(s.status_with(plain) == 401);
    std::string column;
    s.app.db().read([&](Tx& tx) { column = tx.find_text(kColumn, id).value_or(""); });
    CHECK(column.starts_with("rk:"));
}

TEST_CASE("tokens in use are listed among the sessions, without their secret") {
    Scene s;
    auto made = s.make({{"scopes", Json(Json::Array{Json("read")})}});
    auto tokens = [&] {
        std::vector<Json> found;
        const Json sessions = s.app.get(s.admin, "/api/v4/users/" + s.admin.id + "/sessions").json;
        for (const Json& session : sessions.items())
            if (session["props"]["type"].as_string() == "UserAccessToken") found.push_back(session);
        return found;
    };
    CHECK(tokens().empty());
    CHECK(s.status_with(made.json["token"].as_string()) == 200);
    REQUIRE(tokens().size() == 1);
    CHECK(tokens()[0]["token"].as_string() == "");
    CHECK(tokens()[0]["props"]["user_access_token_id"].as_string() == made.json["id"].as_string());
    CHECK(tokens()[0]["props"]["scopes"].as_string() == "read");
}
