#include "feature/deliveries/deliveries.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "app/services.h"
#include "base/http.h"
#include "base/ports.h"
#include "feature/deliveries/sender.h"
#include "feature/deliveries/settle.h"
#include "feature/deliveries/signing.h"
#include "fixture/test_app.h"
#include "unit/postgres_server.h"

using namespace rk;

namespace {

const std::string kHooks = "/api/v4/hooks/outgoing", kDeliveries = "/api/v4/integrations/deliveries",
                  kTargets = "/api/v4/integrations/targets";
constexpr Millis kSecond = 1000, kHour = 3600 * kSecond, kDay = 24 * kHour;

// The services that hooks send to: answers by address, or none yet for those that hang.
struct Elsewhere : HttpClient {
    struct Answer {
        int status = 200;
        std::string body, failure;
        std::vector<Header> headers;
    };
    using Done = std::function<void(Result<HttpReply>)>;
    std::map<std::string, Answer> answers;
    std::vector<std::string> hanging;
    std::vector<std::pair<HttpCall, Done>> hung;
    std::vector<HttpCall> calls;

    void send(HttpCall call, Done done) override {
        calls.push_back(call);
        if (std::find(hanging.begin(), hanging.end(), call.url) != hanging.end()) {
            hung.emplace_back(std::move(call), std::move(done));
            return;
        }
        const Answer& answer = answers[call.url];
        if (!answer.failure.empty()) return done(Failure{answer.failure});
        HttpReply reply;
        reply.status = answer.status;
        reply.headers = answer.headers;
        reply.body = answer.body;
        done(std::move(reply));
    }
    std::vector<std::string> texts(const std::string& url) const {
        std::vector<std::string> found;
        for (const HttpCall& call : calls)
            if (call.url == url) found.push_back((*Json::parse(call.body))["text"].as_string());
        return found;
    }
};

std::string header_of(const HttpCall& call, std::string_view name) {
    for (const Header& header : call.headers)
        if (same_name(header.name, name)) return header.value;
    return {};
}

struct Scene {
    explicit Scene(std::string postgres_url = "") : app(std::move(postgres_url)) { app.services().http = &elsewhere; }
    Elsewhere elsewhere;
    TestApp app;
    TestUser admin = app.user("admin");
    TestUser bob = app.user("bob");
    Team team = app.team(admin, "devs");
    Channel channel = app.channel(admin, team, "builds");

    std::string hook(const std::string& url = "http://a.test/", std::initializer_list<std::string> more = {}) {
        Json urls = Json::array();
        urls.push(url);
        for (const std::string& other : more) urls.push(other);
        auto made = app.post(admin, kHooks,
                             Json::object({{"team_id", team.id},
                                           {"channel_id", channel.id},
                                           {"display_name", "listener"},
                                           {"content_type", "application/json"},
                                           {"callback_urls", urls}}));
        REQUIRE_MESSAGE(made.status == 201, made.text);
        return made.json["id"].as_string();
    }
    void say(const std::string& text) { app.say(admin, channel, text); }
    std::vector<Json> deliveries(const std::string& hook_id, const std::string& query = "") {
        auto list = app.get(admin, kDeliveries + "?hook_id=" + hook_id + query);
        REQUIRE_MESSAGE(list.status == 200, list.text);
        return list.json.items();
    }
    Json target(const std::string& hook_id) {
        auto list = app.get(admin, kTargets + "?hook_id=" + hook_id);
        REQUIRE_MESSAGE(list.status == 200, list.text);
        return list.json.items().at(0);
    }
    TestAnswer on_target(const std::string& hook_id, const std::string& verb) {
        return app.post(admin, kTargets + "/" + target(hook_id)["id"].as_string() + "/" + verb, Json::object());
    }
};

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("a delivery is signed as Standard Webhooks says") {
    CHECK(deliveries::signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330",
                                "{\"test\": 2432232314}") == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    Scene s;
    std::string hook_id = s.hook();
    s.say("one");
    s.app.advance(0);
    REQUIRE(s.elsewhere.calls.size() == 1);
    const HttpCall& call = s.elsewhere.calls[0];
    std::string id = header_of(call, "webhook-id"), time = header_of(call, "webhook-timestamp");
    const std::string first = s.target(hook_id)["secret"].as_string();
    CHECK(header_of(call, "webhook-signature") == deliveries::signature(first, id, time, call.body));
    CHECK(s.deliveries(hook_id).at(0)["id"].as_string() == id);

    auto rotated = s.on_target(hook_id, "rotate_secret");
    CHECK(rotated.status == 200);
    CHECK(rotated.json["secret"].as_string() != first);
    CHECK(rotated.json.find("old_secret") == nullptr);
    s.say("two");
    s.app.advance(0);
    std::string both = header_of(s.elsewhere.calls.at(1), "webhook-signature");
    CHECK(both.find(' ') != both.npos);
    s.app.advance(kDay + kSecond);
    s.say("three");
    s.app.advance(0);
    std::string one = header_of(s.elsewhere.calls.at(2), "webhook-signature");
    CHECK(one.find(' ') == one.npos);
}

TEST_CASE("what a dead target missed arrives when it is back: in order, each under its own id") {
    std::string postgres_url;
    SUBCASE("on SQLite") {}
    SUBCASE("on PostgreSQL") { postgres_url = test::PostgresServer::shared().new_migrated_database(); }
    Scene s(postgres_url);
    std::string hook_id = s.hook();
    s.elsewhere.answers["http://a.test/"].failure = "connection refused";
    for (int i = 0; i < 30; ++i) s.say("message " + std::to_string(i));
    s.app.advance(0);
    s.app.advance(0);
    CHECK(s.elsewhere.calls.size() == 1);  // what follows waits
    s.app.advance(7 * kSecond);
    CHECK(s.elsewhere.calls.size() == 2);
    CHECK(header_of(s.elsewhere.calls[0], "webhook-id") == header_of(s.elsewhere.calls[1], "webhook-id"));
    CHECK(s.target(hook_id)["failing_since"].as_integer() > 0);
    CHECK(s.target(hook_id)["waiting"].as_integer() == 30);

    s.elsewhere.answers.clear();
    s.elsewhere.calls.clear();
    s.app.advance(400 * kSecond);
    Texts expected;
    for (int i = 0; i < 30; ++i) expected.push_back("message " + std::to_string(i));
    CHECK(s.elsewhere.texts("http://a.test/") == expected);
    CHECK(s.target(hook_id)["failing_since"].as_integer() == 0);
    CHECK(s.target(hook_id)["waiting"].as_integer() == 0);
    Json first = s.app.get(s.admin, kDeliveries + "/" + s.deliveries(hook_id).back()["id"].as_string()).json;
    CHECK(first["state"].as_string() == "delivered");
    CHECK(first["attempts"].size() == 3);
    CHECK(first["attempts"].items()[0]["error"].as_string() == "connection refused");
    CHECK(first["attempts"].items()[2]["status"].as_integer() == 200);
    CHECK(first["body"].as_string().find("message 0") != std::string::npos);
}

TEST_CASE("a target that hangs delays nobody else") {
    Scene s;
    std::string hook_id = s.hook("http://a.test/", {"http://b.test/"});
    s.elsewhere.hanging = {"http://a.test/"};
    for (int i = 0; i < 5; ++i) s.say(std::to_string(i));
    s.app.advance(0);
    CHECK(s.elsewhere.texts("http://a.test/") == Texts{"0"});
    CHECK(s.elsewhere.texts("http://b.test/") == Texts{"0", "1", "2", "3", "4"});
    s.elsewhere.hanging.clear();
    s.elsewhere.hung[0].second(HttpReply{200, {}, "", ""});
    s.app.advance(0);
    CHECK(s.elsewhere.texts("http://a.test/") == Texts{"0", "1", "2", "3", "4"});
}

TEST_CASE("however many targets hang, others get what is theirs") {
    Scene s;
    std::vector<std::string> hanging;
    for (int i = 0; i < 20; ++i) hanging.push_back("http://slow.test/" + std::to_string(i));
    s.elsewhere.hanging = hanging;
    for (const std::string& url : hanging) {
        const std::string id = s.hook(url);
        s.app.call(&s.admin, "PATCH", kTargets + "/" + s.target(id)["id"].as_string(), "{\"unordered\":true}");
    }
    for (int i = 0; i < 8; ++i) s.say("fills");
    s.app.advance(0);
    CHECK(s.elsewhere.hung.size() == 128);
    s.hook("http://a.test/");
    s.say("one");
    s.say("two");
    s.app.advance(2 * kSecond);
    CHECK(s.elsewhere.texts("http://a.test/") == Texts{"one", "two"});
    s.app.advance(3 * kSecond);
    CHECK(s.elsewhere.hung.size() == 160);
}

TEST_CASE("an unordered target gets what follows while one is retried") {
    Scene s;
    std::string hook_id = s.hook();
    auto changed =
        s.app.call(&s.admin, "PATCH", kTargets + "/" + s.target(hook_id)["id"].as_string(), "{\"unordered\":true}");
    CHECK(changed.json["unordered"].as_bool());
    s.elsewhere.answers["http://a.test/"].status = 500;
    s.say("one");
    s.app.advance(0);
    s.elsewhere.answers.clear();
    s.say("two");
    s.app.advance(0);
    CHECK(s.elsewhere.texts("http://a.test/") == Texts{"one", "two"});
    s.app.advance(7 * kSecond);
    CHECK(s.elsewhere.texts("http://a.test/") == Texts{"one", "two", "one"});
    s.elsewhere.hanging = {"http://a.test/"};
    for (int i = 0; i < 20; ++i) s.say(std::to_string(i));
    s.app.advance(0);
    CHECK(s.elsewhere.hung.size() == 8);
}

TEST_CASE("Retry-After is honoured, and tries get rarer until a day is over") {
    const Millis now = 1'700'000'000'000;
    CHECK(deliveries::retry_after("120", now) == now + 120 * kSecond);
    CHECK(deliveries::retry_after("9999999999", now) == now + kDay);
    CHECK(deliveries::retry_after("-5", now) == now);
    CHECK(deliveries::retry_after("soon", now) == 0);
    CHECK(deliveries::retry_after("", now) == 0);
    CHECK(deliveries::retry_after(http_date(now / 1000 + 60), now) == now + 60 * kSecond);
    CHECK(deliveries::next_try(now, now + 100, 0) == now + 5 * kSecond);
    CHECK(deliveries::next_try(now, now + 5 * kSecond, 0) == now + 300 * kSecond);
    CHECK(deliveries::next_try(now, now + 100, now + kHour) == now + kHour);
    CHECK(deliveries::next_try(now, now + 21 * kHour, 0) == now + kDay);
    CHECK(deliveries::next_try(now, now + kDay, 0) == 0);

    Scene s;
    std::string hook_id = s.hook();
    auto& answer = s.elsewhere.answers["http://a.test/"];
    answer.status = 429;
    answer.headers = {{"Retry-After", "600"}};
    s.say("one");
    s.app.advance(0);
    s.app.advance(590 * kSecond);
    CHECK(s.elsewhere.calls.size() == 1);
    answer = {};
    s.app.advance(80 * kSecond);
    CHECK(s.elsewhere.calls.size() == 2);
    CHECK(s.deliveries(hook_id)[0]["state"].as_string() == "delivered");
}

TEST_CASE("a delivery is given up after a day, listed as dead, resent and recovered") {
    Scene s;
    std::string hook_id = s.hook();
    s.elsewhere.answers["http://a.test/"].status = 500;
    s.elsewhere.answers["http://a.test/"].body = "broken \xff" + std::string(2000, 'x');
    s.say("one");
    for (int hour = 0; hour < 30; ++hour) s.app.advance(kHour);
    auto dead = s.deliveries(hook_id, "&state=dead");
    REQUIRE(dead.size() == 1);
    CHECK(dead[0]["note"].as_string() == "Given up: every try within 24 hours failed.");
    CHECK(dead[0]["attempts"].items()[0]["status"].as_integer() == 500);
    CHECK(dead[0]["attempts"].items()[0]["answer"].as_string().size() < 600);
    CHECK(dead[0].find("body") == nullptr);
    CHECK(s.app.get(s.admin, kDeliveries + "?state=dead").json.size() == 1);
    CHECK(s.deliveries(hook_id, "&since=" + std::to_string(s.app.now())).empty());

    const std::string path = kDeliveries + "/" + dead[0]["id"].as_string();
    CHECK(s.app.post(s.admin, path + "/resend", Json::object()).json["state"].as_string() == "waiting");
    s.app.advance(0);
    CHECK(s.app.get(s.admin, path).json["state"].as_string() == "waiting");
    for (int hour = 0; hour < 30; ++hour) s.app.advance(kHour);
    CHECK(s.app.get(s.admin, path).json["state"].as_string() == "dead");
    s.elsewhere.answers.clear();
    Json since = Json::object({{"hook_id", hook_id}, {"since", s.app.now()}});
    CHECK(s.app.post(s.admin, kDeliveries + "/recover", since).json["recovered"].as_integer() == 0);
    since.set("since", 0);
    CHECK(s.app.post(s.admin, kDeliveries + "/recover", since).json["recovered"].as_integer() == 1);
    s.app.advance(0);
    CHECK(s.app.get(s.admin, path).json["state"].as_string() == "delivered");
}

TEST_CASE("tries are spread by up to a tenth of the wait, never before it") {
    Scene s;
    s.hook();
    s.elsewhere.answers["http://a.test/"].status = 500;
    std::vector<Millis> waits;
    for (int i = 0; i < 20; ++i) {
        const std::string id = s.hook("http://a.test/" + std::to_string(i));
        s.elsewhere.answers["http://a.test/" + std::to_string(i)].status = 500;
        s.say("x");
        s.app.advance(0);
        const Json delivery = s.deliveries(id).at(0);
        waits.push_back(delivery["next_at"].as_integer() - delivery["first_try_at"].as_integer());
    }
    for (Millis wait : waits) {
        CHECK(wait >= 5 * kSecond);
        CHECK(wait <= 5 * kSecond + 500);
    }
    CHECK(*std::max_element(waits.begin(), waits.end()) > *std::min_element(waits.begin(), waits.end()));
}

TEST_CASE("a try waits as long as the server is told to, carries the legacy token, and follows no redirect") {
    Scene s;
    s.app.configure([](Config& config) { config.ServiceSettings.OutgoingIntegrationRequestsTimeout = 7; });
    std::string hook_id = s.hook();
    auto& answer = s.elsewhere.answers["http://a.test/"];
    answer.status = 302;
    answer.headers = {{"Location", "http://b.test/"}};
    answer.body = "moved";
    s.say("one");
    s.app.advance(0);
    REQUIRE(s.elsewhere.calls.size() == 1);
    CHECK(s.elsewhere.calls[0].timeout_ms == 7000);
    CHECK(s.elsewhere.calls[0].redirects_max == 0);
    CHECK_FALSE(s.elsewhere.calls[0].trusted);
    const Json body = *Json::parse(s.elsewhere.calls[0].body);
    CHECK(body["token"] == s.app.get(s.admin, kHooks + "/" + hook_id).json["token"]);
    const Json tried = s.deliveries(hook_id).at(0);
    CHECK(tried["state"].as_string() == "waiting");
    const Json& attempt = tried["attempts"].items().at(0);
    CHECK(attempt["number"].as_integer() == 1);
    CHECK(attempt["at"] == tried["first_try_at"]);
    CHECK(attempt["status"].as_integer() == 302);
    CHECK(attempt["answer"].as_string() == "moved");
    // Those that ask for time get a minute, where the schedule would say seconds.
    for (int status : {429, 502, 504}) {
        CAPTURE(status);
        const std::string url = "http://busy.test/" + std::to_string(status);
        const std::string busy = s.hook(url);
        s.elsewhere.answers[url].status = status;
        s.say("x");
        s.app.advance(0);
        CHECK(s.deliveries(busy).at(0)["next_at"].as_integer() >= s.app.now() + 60 * kSecond);
    }
}

TEST_CASE("what is delivered leaves with its cause: a refused message sends nothing") {
    Scene s;
    std::string hook_id = s.hook();
    Json post = Json::object(
        {{"channel_id", s.channel.id}, {"message", "a reply to nothing"}, {"root_id", std::string(26, 'z')}});
    CHECK(s.app.post(s.admin, "/api/v4/posts", post).status == 400);
    CHECK(s.deliveries(hook_id).empty());
    s.say("one");
    CHECK(s.deliveries(hook_id).size() == 1);  // before anything is sent
}

TEST_CASE("of a bot's webhook that is paused whoever owns the bot is told") {
    Scene s;
    s.app.configure([](Config& config) { config.ServiceSettings.EnableBotAccountCreation = true; });
    auto bot = s.app.post(s.admin, "/api/v4/bots", Json::object({{"username", "builder"}}));
    REQUIRE(bot.status == 201);
    auto made = s.app.post(s.admin, kHooks,
                           Json::object({{"team_id", s.team.id},
                                         {"channel_id", s.channel.id},
                                         {"creator_id", bot.json["user_id"]},
                                         {"callback_urls", Json(Json::Array{Json("http://a.test/")})}}));
    REQUIRE_MESSAGE(made.status == 201, made.text);
    s.elsewhere.answers["http://a.test/"].failure = "connection refused";
    s.say("one");
    s.app.take_events();
    for (int hour = 0; hour < 24 * 8; ++hour) {
        s.app.advance(kHour);
        if (hour % 24 == 0) s.say("more");
    }
    bool told = false;
    for (const Event& event : s.app.take_events("posted"))
        told |= event.data.find("is paused") != std::string::npos && event.data.find(s.admin.id) != std::string::npos;
    CHECK(told);
}

TEST_CASE("410 ends a target until it is resumed") {
    Scene s;
    std::string hook_id = s.hook();
    s.elsewhere.answers["http://a.test/"].status = 410;
    s.say("one");
    s.say("two");
    s.app.advance(0);
    s.say("three");
    s.app.advance(kHour);
    CHECK(s.elsewhere.calls.size() == 1);
    CHECK(s.target(hook_id)["state"].as_string() == "disabled");
    CHECK(s.deliveries(hook_id, "&state=dead").size() == 2);
    CHECK(s.deliveries(hook_id).size() == 2);
    s.elsewhere.answers.clear();
    CHECK(s.on_target(hook_id, "resume").json["state"].as_string() == "active");
    s.app.post(s.admin, kDeliveries + "/recover", Json::object({{"hook_id", hook_id}, {"since", 0}}));
    s.say("four");
    s.app.advance(0);
    CHECK(s.elsewhere.texts("http://a.test/") == Texts{"one", "one", "two", "four"});
}

TEST_CASE("a target that fails for days is paused, its owner told, and nothing lost") {
    Scene s;
    std::string hook_id = s.hook();
    s.elsewhere.answers["http://a.test/"].failure = "connection refused";
    for (int i = 0; i < 8; ++i) s.say(std::to_string(i));
    s.app.take_events();
    for (int hour = 0; hour < 24 * 8; ++hour) s.app.advance(kHour);
    CHECK(s.target(hook_id)["state"].as_string() == "paused");
    auto told = s.app.take_events("posted");
    REQUIRE(told.size() == 1);
    CHECK(told[0].data.find("connection refused") != std::string::npos);
    size_t calls = s.elsewhere.calls.size();
    s.say("8");
    s.app.advance(kDay);
    CHECK(s.elsewhere.calls.size() == calls);
    CHECK(s.target(hook_id)["waiting"].as_integer() == 9);
    s.elsewhere.answers.clear();
    s.elsewhere.calls.clear();
    CHECK(s.on_target(hook_id, "resume").status == 200);
    s.app.advance(0);
    CHECK(s.elsewhere.texts("http://a.test/") == Texts{"0", "1", "2", "3", "4", "5", "6", "7", "8"});
}

TEST_CASE("what ends a target: a deleted webhook, a changed address") {
    Scene s;
    std::string hook_id = s.hook("http://a.test/", {"http://b.test/"});
    s.elsewhere.answers["http://a.test/"].status = s.elsewhere.answers["http://b.test/"].status = 500;
    s.say("one");
    s.app.advance(0);
    Json changed = s.app.get(s.admin, kHooks + "/" + hook_id).json;
    Json only_b = Json::array();
    only_b.push("http://b.test/");
    changed.set("callback_urls", only_b);
    CHECK(s.app.put(s.admin, kHooks + "/" + hook_id, changed).status == 200);
    CHECK(s.app.get(s.admin, kTargets + "?hook_id=" + hook_id).json.size() == 1);
    CHECK(s.deliveries(hook_id, "&state=dead").size() == 1);
    const std::string gone = kDeliveries + "/" + s.deliveries(hook_id, "&state=dead")[0]["id"].as_string();
    CHECK(s.app.post(s.admin, gone + "/resend", Json::object()).error_id() == "renkei.delivery.target_gone.app_error");
    CHECK(s.app.remove(s.admin, kHooks + "/" + hook_id).status == 200);
    s.say("two");
    s.elsewhere.calls.clear();
    s.app.advance(kHour);
    CHECK(s.elsewhere.calls.empty());
    CHECK(s.deliveries(hook_id, "&state=dead").size() == 2);
}

TEST_CASE("a restart loses nothing: what was under way is sent again under the same id") {
    Scene s;
    s.hook();
    s.elsewhere.hanging = {"http://a.test/"};
    s.say("one");
    s.say("two");
    s.app.advance(0);
    REQUIRE(s.elsewhere.calls.size() == 1);
    DeliverySender after_restart(s.app.services());
    s.elsewhere.hanging.clear();
    after_restart.tick();
    CHECK(s.elsewhere.texts("http://a.test/") == Texts{"one", "one", "two"});
    CHECK(header_of(s.elsewhere.calls[0], "webhook-id") == header_of(s.elsewhere.calls[1], "webhook-id"));
    // The late answer to the first changes nothing any more.
    s.elsewhere.hung[0].second(HttpReply{500, {}, "", ""});
    s.app.advance(0);
    CHECK(s.elsewhere.calls.size() == 3);
}

TEST_CASE("done deliveries are forgotten after their days, waiting ones never") {
    Scene s;
    std::string hook_id = s.hook();
    s.say("done");
    s.app.advance(0);
    s.on_target(hook_id, "pause");
    s.say("waits");
    s.app.advance(8 * kDay);
    s.app.db().write([](Tx& tx) { deliveries::sweep(tx); });
    auto left = s.deliveries(hook_id);
    REQUIRE(left.size() == 1);
    CHECK(left[0]["state"].as_string() == "waiting");
}

TEST_CASE("who sees and moves deliveries") {
    Scene s;
    s.app.join(s.bob, s.team);
    std::string hook_id = s.hook();
    s.say("one");
    s.app.advance(0);
    const std::string delivery = kDeliveries + "/" + s.deliveries(hook_id)[0]["id"].as_string(),
                      target = kTargets + "/" + s.target(hook_id)["id"].as_string();
    CHECK(s.app.get(s.bob, kDeliveries).status == 403);
    CHECK(s.app.get(s.bob, kDeliveries + "?hook_id=" + hook_id).status == 403);
    CHECK(s.app.get(s.bob, delivery).status == 403);
    CHECK(s.app.post(s.bob, delivery + "/resend", Json::object()).status == 403);
    CHECK(s.app.post(s.bob, kDeliveries + "/recover", Json::object({{"hook_id", hook_id}, {"since", 0}})).status ==
          403);
    CHECK(s.app.get(s.bob, kTargets + "?hook_id=" + hook_id).status == 403);
    CHECK(s.app.call(&s.bob, "PATCH", target, "{\"unordered\":true}").status == 403);
    for (const char* verb : {"pause", "resume", "rotate_secret"})
        CHECK(s.app.post(s.bob, target + "/" + verb, Json::object()).status == 403);
    CHECK(s.app.call(nullptr, "GET", delivery).status == 401);

    CHECK(s.app.get(s.admin, kDeliveries + "?state=lost").status == 400);
    CHECK(s.app.get(s.admin, kDeliveries + "?hook_id=x").status == 400);
    CHECK(s.app.get(s.admin, kTargets).status == 400);
    CHECK(s.app.get(s.admin, kDeliveries + "/" + std::string(26, 'z')).error_id() ==
          "renkei.delivery.not_found.app_error");
    CHECK(s.app.post(s.admin, kTargets + "/" + std::string(26, 'z') + "/pause", Json::object()).status == 404);
    CHECK(s.app.post(s.admin, kDeliveries + "/recover", Json::object({{"hook_id", hook_id}})).status == 400);
    CHECK(s.app.post(s.admin, kDeliveries + "/recover", Json::object({{"hook_id", hook_id}, {"since", -1}})).status ==
          400);
    CHECK(s.app.post(s.admin, kDeliveries + "/recover", Json::object({{"since", 1}})).status == 400);
    CHECK(s.app.call(&s.admin, "PATCH", target, "{}").status == 400);
    CHECK(s.app.call(&s.admin, "PATCH", target, "{\"unordered\":1}").status == 400);
}
