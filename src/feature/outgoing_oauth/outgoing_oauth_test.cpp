#include "feature/outgoing_oauth/outgoing_oauth.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "app/services.h"
#include "base/crypto.h"
#include "base/strings.h"
#include "feature/outgoing_oauth/audience.h"
#include "fixture/test_app.h"
#include "unit/postgres_server.h"

using namespace rk;

namespace {

const std::string kConnections = "/api/v4/oauth/outgoing_connections", kTokenUrl = "https://id.test/token";

std::string header_of(const HttpCall& call, std::string_view name) {
    std::string found;
    for (const Header& header : call.headers)
        if (same_name(header.name, name)) found += found.empty() ? header.value : " and " + header.value;
    return found;
}

std::string field_of(const HttpCall& call, std::string_view name) {
    for (const Header& field : parse_form(call.body))
        if (field.name == name) return field.value;
    return {};
}

// A token address, and services that want its tokens.
struct Elsewhere : HttpClient {
    std::vector<HttpCall> asked, called;
    std::vector<std::string> good;  // tokens that services take; the newest is given
    int given = 0;
    Json more = Json::object({{"expires_in", 3600}});
    int token_status = 200;
    bool wants_basic = false;
    std::string token_failure;
    HttpReply answer;

    Elsewhere() {
        answer.status = 200;
        answer.headers = {{"Content-Type", "application/json"}};
        answer.body = R"({"text": "done"})";
    }
    void send(HttpCall call, std::function<void(Result<HttpReply>)> done) override {
        if (call.url.starts_with("https://id.test/")) {
            asked.push_back(call);
            if (!token_failure.empty()) return done(Failure{token_failure});
            HttpReply reply;
            reply.status = token_status;
            if (wants_basic && header_of(call, "Authorization").empty()) {
                reply.status = 401;
                reply.body = R"({"error": "invalid_client"})";
                return done(std::move(reply));
            }
            Json body = more;
            const std::string token = "token-" + std::to_string(++given);
            if (token_status == 200) good = {token};
            body.set("access_token", token);
            if (token_status != 200) body.set("error", "invalid_grant");
            reply.body = body.dump();
            return done(std::move(reply));
        }
        called.push_back(call);
        HttpReply reply = answer;
        const std::string header = header_of(call, "Authorization");
        if (header.starts_with("Bearer ") && !contains(good, header.substr(7))) reply.status = 401;
        done(std::move(reply));
    }
    std::string last_header() { return called.empty() ? "" : header_of(called.back(), "Authorization"); }
};

struct Scene {
    Elsewhere elsewhere;
    TestApp app;
    TestUser admin = app.user("admin");
    TestUser bob = app.user("bob");
    Team team = app.team(admin, "devs");
    Channel channel = app.channel(admin, team, "builds");

    explicit Scene(std::string postgres_url = "") : app(std::move(postgres_url)) {
        app.join(bob, team);
        app.services().http = &elsewhere;
        app.configure([](Config& config) { config.ServiceSettings.EnableOutgoingOAuthConnections = true; });
    }
    Json body(std::initializer_list<std::pair<const char*, Json>> more = {}) {
        Json with = Json::object({{"name", "Tracker"},
                                  {"client_id", "renkei"},
                                  {"client_secret", "s3cret"},
                                  {"oauth_token_url", kTokenUrl},
                                  {"grant_type", "client_credentials"},
                                  {"audiences", *Json::parse("[\"https://app.test/in\"]")}});
        for (const auto& [key, value] : more) with.set(key, value);
        return with;
    }
    TestAnswer make(std::initializer_list<std::pair<const char*, Json>> more = {}) {
        return app.post(admin, kConnections, body(more));
    }
    std::string made(std::initializer_list<std::pair<const char*, Json>> more = {}) {
        auto answer = make(more);
        REQUIRE_MESSAGE(answer.status == 201, answer.text);
        return answer.json["id"].as_string();
    }
    void command(const std::string& trigger, const std::string& url) {
        auto answer =
            app.post(admin, "/api/v4/commands",
                     Json::object({{"team_id", team.id}, {"trigger", trigger}, {"method", "P"}, {"url", url}}));
        REQUIRE_MESSAGE(answer.status == 201, answer.text);
    }
    TestAnswer run(const std::string& text) {
        return app.post(admin, "/api/v4/commands/execute",
                        Json::object({{"channel_id", channel.id}, {"team_id", team.id}, {"command", text}}));
    }
};

}  // namespace

TEST_CASE("outgoing oauth: a connection is made, read, listed, changed and deleted, its secrets never shown") {
    std::string postgres_url;
    SUBCASE("on SQLite") {}
    SUBCASE("on PostgreSQL") { postgres_url = test::PostgresServer::shared().new_migrated_database(); }
    Scene s(postgres_url);
    auto made = s.make({{"grant_type", "password"}, {"credentials_username", "bot"}, {"credentials_password", "hush"}});
    REQUIRE_MESSAGE(made.status == 201, made.text);
    const std::string path = kConnections + "/" + made.json["id"].as_string();
    CHECK(made.json["creator_id"].as_string() == s.admin.id);
    CHECK(made.json["client_id"].as_string() == "renkei");
    CHECK(made.json["credentials_username"].as_string() == "bot");
    CHECK(s.app.get(s.admin, path).json == made.json);
    Json change = Json::object({{"id", made.json["id"].as_string()}, {"name", "Renamed"}});
    auto changed = s.app.put(s.admin, path, change);
    CHECK(changed.json["name"].as_string() == "Renamed");
    CHECK(changed.json["oauth_token_url"].as_string() == kTokenUrl);
    auto listed = s.app.get(s.admin, kConnections);
    REQUIRE(listed.json.size() == 1);
    CHECK(s.app.get(s.admin, kConnections + "?audience=https://app.test/in/x").json.size() == 1);
    CHECK(s.app.get(s.admin, kConnections + "?audience=https://app.test/").json.size() == 0);
    CHECK(s.app.get(s.admin, kConnections + "?from_id=" + made.json["id"].as_string()).json.size() == 0);
    CHECK(s.app.get(s.admin, kConnections + "?limit=0").status == 400);
    CHECK(s.app.get(s.admin, kConnections + "?limit=many").error_id() ==
          "api.context.outgoing_oauth_connection.list_connections.input_error");
    for (const TestAnswer& answer : {made, changed, listed, s.app.get(s.admin, path)}) {
        CHECK(answer.text.find("s3cret") == std::string::npos);
        CHECK(answer.text.find("hush") == std::string::npos);
    }
    // What was left out is still there.
    CHECK(s.app.post(s.admin, kConnections + "/validate", change).status == 400);  // no token address in it
    Json again = changed.json;
    CHECK(s.app.post(s.admin, kConnections + "/validate", again).status == 200);
    CHECK(field_of(s.elsewhere.asked.back(), "client_secret") == "s3cret");
    CHECK(field_of(s.elsewhere.asked.back(), "username") == "bot");
    CHECK(field_of(s.elsewhere.asked.back(), "password") == "hush");
    CHECK(s.app.remove(s.admin, path).status == 200);
    CHECK(s.app.get(s.admin, path).status == 404);
}

TEST_CASE("outgoing oauth: what a connection may not be, and who manages them") {
    Scene s;
    auto refused = [&](const char* key, Json value) { return s.make({{key, std::move(value)}}).error_id(); };
    const std::string model = "model.outgoing_oauth_connection.is_valid.";
    CHECK(refused("name", "") == model + "name.error");
    CHECK(refused("client_id", "") == model + "client_id.error");
    CHECK(refused("client_secret", std::string(256, 's')) == model + "client_secret.error");
    CHECK(refused("oauth_token_url", "ftp://id.test") == model + "oauth_token_url.error");
    CHECK(refused("grant_type", "implicit") == model + "grant_type.error");
    CHECK(refused("grant_type", "password") == model + "password_credentials.error");
    CHECK(refused("audiences", Json::array()) == model + "audience.empty");
    for (const char* audience : {"app.test", "https://a@app.test/", "https://app.test/?q", "https://app.test/a/../b"}) {
        Json list = Json::array();
        list.push(audience);
        CHECK(refused("audiences", list) == model + "audience.error");
    }
    const std::string id = s.made(), path = kConnections + "/" + id;
    CHECK(s.app.get(s.bob, kConnections + "?team_id=" + s.team.id).status == 403);
    CHECK(s.app.get(s.bob, path).status == 403);
    CHECK(s.app.post(s.bob, kConnections, s.body()).status == 403);
    CHECK(s.app.put(s.bob, path, s.body()).status == 403);
    CHECK(s.app.remove(s.bob, path).status == 403);
    CHECK(s.app.post(s.bob, kConnections + "/validate", s.body()).status == 403);
    CHECK(s.elsewhere.asked.empty());
    CHECK(s.app.put(s.admin, path, s.body()).error_id() == "api.context.invalid_body_param.app_error");
    CHECK(s.app.post(s.admin, kConnections, "text").status == 400);
    s.app.configure([](Config& config) { config.ServiceSettings.EnableOutgoingOAuthConnections = false; });
    CHECK(s.app.get(s.admin, kConnections).error_id() ==
          "api.context.outgoing_oauth_connection.not_available.configuration_disabled");
}

TEST_CASE("outgoing oauth: stored secrets go nowhere but where they were meant for") {
    Scene s;
    const std::string id = s.made();
    Json moved = s.body({{"id", id}, {"client_secret", ""}, {"oauth_token_url", "https://id.evil.test/token"}});
    CHECK(s.app.post(s.admin, kConnections + "/validate", moved).error_id() ==
          "renkei.outgoing_oauth_connection.secret_needed.app_error");
    CHECK(s.app.put(s.admin, kConnections + "/" + id, moved).error_id() ==
          "renkei.outgoing_oauth_connection.secret_needed.app_error");
    CHECK(s.elsewhere.called.empty());
    moved.set("client_secret", "new");
    CHECK(s.app.put(s.admin, kConnections + "/" + id, moved).status == 200);
}

TEST_CASE("outgoing oauth: validate really asks for a token") {
    Scene s;
    const std::string path = kConnections + "/validate";
    CHECK(s.app.post(s.admin, path, s.body()).status == 200);
    REQUIRE(s.elsewhere.asked.size() == 1);
    const HttpCall& asked = s.elsewhere.asked[0];
    CHECK(asked.url == kTokenUrl);
    CHECK(asked.method == "POST");
    CHECK_FALSE(asked.trusted);
    CHECK(field_of(asked, "grant_type") == "client_credentials");
    CHECK(field_of(asked, "client_id") == "renkei");
    CHECK(field_of(asked, "client_secret") == "s3cret");
    s.elsewhere.token_status = 400;
    auto refused = s.app.post(s.admin, path, s.body());
    CHECK(refused.status == 400);
    CHECK(refused.json["message"].as_string().find("invalid_grant") != std::string::npos);
    s.elsewhere.token_status = 200;
    s.elsewhere.more = Json::object({{"token_type", "Bearer\r\nX-Evil: 1"}});
    CHECK(s.app.post(s.admin, path, s.body()).status == 400);
    s.elsewhere.more = Json::object();
    s.elsewhere.token_failure = "no route";
    CHECK(s.app.post(s.admin, path, s.body()).json["message"].as_string().find("no route") != std::string::npos);
    s.elsewhere.token_failure.clear();
    // Servers that take the client's secret in the header only.
    s.elsewhere.wants_basic = true;
    CHECK(s.app.post(s.admin, path, s.body()).status == 200);
    CHECK(header_of(s.elsewhere.asked.back(), "Authorization") == "Basic " + base64_encode("renkei:s3cret"));
    CHECK(field_of(s.elsewhere.asked.back(), "client_secret").empty());
}

TEST_CASE("outgoing oauth: commands bring a token, kept until it expires, fetched anew when it is refused") {
    Scene s;
    s.made();
    s.command("in", "https://app.test/in/command");
    s.command("out", "https://app.test/other");
    CHECK(s.run("/in x").status == 200);
    CHECK(s.elsewhere.last_header() == "Bearer token-1");
    CHECK(s.run("/in y").status == 200);
    CHECK(s.elsewhere.asked.size() == 1);
    CHECK(s.run("/out x").status == 200);
    CHECK(s.elsewhere.last_header().starts_with("Token "));
    // The service forgets the token: one more, and the call again.
    s.elsewhere.good = {};
    const size_t calls = s.elsewhere.called.size();
    CHECK(s.run("/in z").status == 200);
    CHECK(s.elsewhere.called.size() == calls + 2);
    CHECK(s.elsewhere.last_header() == "Bearer token-2");
    CHECK(s.elsewhere.called[calls].body == s.elsewhere.called[calls + 1].body);
    // It takes none at all: that is the answer, after one more try.
    s.elsewhere.answer.status = 401;
    CHECK(s.run("/in z").status >= 400);
    CHECK(s.elsewhere.called.size() == calls + 4);
    s.elsewhere.answer.status = 200;
    // No token, no call; the caller reads why.
    s.elsewhere.token_failure = "the token server is away";
    s.elsewhere.good = {};
    auto failed = s.run("/in x");
    CHECK(failed.status >= 400);
    CHECK(failed.json["message"].as_string().find("the token server is away") != std::string::npos);
    CHECK(failed.text.find("s3cret") == std::string::npos);
    s.elsewhere.token_failure.clear();
    s.app.configure([](Config& config) { config.ServiceSettings.EnableOutgoingOAuthConnections = false; });
    CHECK(s.run("/in x").status == 200);
    CHECK(s.elsewhere.last_header().starts_with("Token "));
}

TEST_CASE("outgoing oauth: a token that expires at once is not kept, a changed connection uses none of before") {
    Scene s;
    const std::string id = s.made();
    s.command("in", "https://app.test/in/command");
    s.elsewhere.more = Json::object({{"expires_in", "0"}, {"token_type", "bearer"}});
    CHECK(s.run("/in x").status == 200);
    CHECK(s.run("/in x").status == 200);
    CHECK(s.elsewhere.asked.size() == 1);  // says nothing: kept until it is refused
    CHECK(s.app.put(s.admin, kConnections + "/" + id, s.body({{"id", id}, {"client_secret", "other"}})).status == 200);
    CHECK(s.run("/in x").status == 200);
    REQUIRE(s.elsewhere.asked.size() == 2);
    CHECK(field_of(s.elsewhere.asked[1], "client_secret") == "other");
    CHECK(s.app.remove(s.admin, kConnections + "/" + id).status == 200);
    CHECK(s.run("/in x").status == 200);
    CHECK(s.elsewhere.last_header().starts_with("Token "));
}

TEST_CASE("outgoing oauth: outgoing webhooks and buttons bring it too") {
    Scene s;
    s.made();
    auto hook = s.app.post(s.admin, "/api/v4/hooks/outgoing",
                           Json::object({{"team_id", s.team.id},
                                         {"channel_id", s.channel.id},
                                         {"display_name", "listener"},
                                         {"callback_urls", *Json::parse("[\"https://app.test/in/hook\"]")}}));
    REQUIRE_MESSAGE(hook.status == 201, hook.text);
    s.app.say(s.admin, s.channel, "hello");
    s.app.advance(1000);
    REQUIRE(!s.elsewhere.called.empty());
    CHECK(s.elsewhere.called.back().url == "https://app.test/in/hook");
    CHECK(s.elsewhere.last_header() == "Bearer token-1");
    CHECK(!header_of(s.elsewhere.called.back(), "webhook-signature").empty());

    s.elsewhere.answer.body = "{}";
    auto post = s.app.post(
        s.admin, "/api/v4/posts",
        Json::object(
            {{"channel_id", s.channel.id},
             {"message", "choose"},
             {"props",
              *Json::parse(R"({"attachments": [{"text": "t", "actions": [{"id": "go", "name": "Go", "type": "button",
            "integration": {"url": "https://app.test/in/button"}}]}]})")}}));
    REQUIRE_MESSAGE(post.status == 201, post.text);
    CHECK(s.app.post(s.admin, "/api/v4/posts/" + post.json["id"].as_string() + "/actions/go", Json::object()).status ==
          200);
    const auto button = std::find_if(s.elsewhere.called.begin(), s.elsewhere.called.end(),
                                     [](const HttpCall& call) { return call.url == "https://app.test/in/button"; });
    REQUIRE(button != s.elsewhere.called.end());
    CHECK(header_of(*button, "Authorization") == "Bearer token-1");
    CHECK(s.elsewhere.asked.size() == 1);
}

TEST_CASE("outgoing oauth: which addresses an audience covers") {
    using outgoing_oauth::fit;
    const std::string audience = "https://app.test/in";
    CHECK(fit(audience, "https://app.test/in"));
    CHECK(fit(audience, "https://APP.test:443/in/?q=1"));
    CHECK(fit(audience + "/", "https://app.test/in/a"));
    CHECK(fit("https://app.test", "https://app.test/anything?x#y") == 0u);
    CHECK(*fit("https://app.test/in/a", "https://app.test/in/a/b") > *fit(audience, "https://app.test/in/a/b"));
    for (const char* url :
         {"http://app.test/in", "https://app.test/inside", "https://app.test/", "https://app.test:8443/in",
          "https://evil.test/in", "https://app.test.evil.test/in", "https://app.test@evil.test/in",
          "https://evil.test\\@app.test/in", "https://app.test/in/../admin", "https://app.test/in/%2e%2e/admin",
          "https://app.test/in/..%2fadmin", "https://app.test\\.evil.test/in", "https://app.test:x/in", "nonsense",
          ""}) {
        CAPTURE(url);
        CHECK_FALSE(fit(audience, url));
    }
}
