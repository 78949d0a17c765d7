#include "app/rate_limit.h"

#include <doctest/doctest.h>

#include "fixture/test_app.h"

using namespace rk;

TEST_CASE("a burst is let through, then requests at an even pace") {
    RateLimiter limiter;
    int64_t now = 1'000'000'000;
    for (int i = 0; i < 4; ++i) {  // 10 a second and 3 more at once
        auto verdict = limiter.count("a", 10, 3, 100, now);
        CHECK(!verdict.limited);
        CHECK(verdict.limit == 4);
        CHECK(verdict.remaining == 3 - i);
    }
    auto over = limiter.count("a", 10, 3, 100, now);
    CHECK(over.limited);
    CHECK(over.remaining == 0);
    CHECK(over.retry_after_s == 1);
    CHECK(over.reset_s == 1);
    CHECK(!limiter.count("b", 10, 3, 100, now).limited);  // another caller
    CHECK(limiter.count("a", 10, 3, 100, now + 99'000).limited);
    CHECK(!limiter.count("a", 10, 3, 100, now + 100'000).limited);
    CHECK(limiter.count("a", 10, 3, 100, now + 100'000).limited);
    CHECK(limiter.count("a", 10, 3, 100, now + 10'000'000).remaining == 3);  // all there again
}

TEST_CASE("the limiter remembers no more callers than it may") {
    RateLimiter limiter;
    for (int i = 0; i < 1000; ++i) limiter.count("caller " + std::to_string(i), 1, 0, 50, 1000 + i);
    CHECK(limiter.size() == 50);
    CHECK(limiter.count("caller 999", 1, 0, 50, 2000).limited);  // still known
    CHECK(!limiter.count("caller 0", 1, 0, 50, 2000).limited);   // forgotten
}

TEST_CASE("who asks too often is told 429 and when to come back") {
    TestApp app;
    TestUser admin = app.user("admin");
    CHECK(app.get(admin, "/api/v4/system/ping").header("X-RateLimit-Limit").empty());
    app.configure([](Config& c) {
        c.RateLimitSettings.Enable = true;
        c.RateLimitSettings.PerSec = 1;
        c.RateLimitSettings.MaxBurst = 1;
    });
    auto first = app.get(admin, "/api/v4/system/ping");
    CHECK(first.status == 200);
    CHECK(first.header("X-RateLimit-Limit") == "2");
    CHECK(first.header("X-RateLimit-Remaining") == "1");
    CHECK(first.header("X-RateLimit-Reset") == "1");
    CHECK(app.get(admin, "/api/v4/nothing").status == 404);
    auto over = app.get(admin, "/api/v4/system/ping");
    CHECK(over.status == 429);
    CHECK(over.text == "limit exceeded\n");
    CHECK(over.content_type == "text/plain; charset=utf-8");
    CHECK(over.header("Retry-After") == "1");
    CHECK(over.header("X-RateLimit-Remaining") == "0");
    // By session, another caller of the same address still has its own share; an unknown token has none of its own.
    app.configure([](Config& c) {
        c.RateLimitSettings.VaryByUser = true;
        c.RateLimitSettings.VaryByHeader = "X-Tenant";
    });
    CHECK(app.get(admin, "/api/v4/system/ping").status == 200);
    CHECK(app.get(admin, "/api/v4/system/ping").status == 200);
    CHECK(app.get(admin, "/api/v4/system/ping").status == 429);
    CHECK(app.call(&admin, "GET", "/api/v4/system/ping", "", {{"X-Tenant", "Other"}}).status == 200);
    for (int i = 0; i < 2; ++i) {
        TestUser made_up;
        made_up.token = "zzzzzzzzzzzzzzzzzzzzzzzzz" + std::to_string(i);
        app.get(made_up, "/api/v4/system/ping");
    }
    TestUser another_made_up;
    another_made_up.token = "yyyyyyyyyyyyyyyyyyyyyyyyyy";
    CHECK(app.get(another_made_up, "/api/v4/system/ping").status == 429);
}
