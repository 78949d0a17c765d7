#include "feature/posts/cache.h"

#include <doctest/doctest.h>

namespace rk {

namespace {
PostCache::PagePtr page(std::string json) {
    return std::make_shared<PostCache::Page>(PostCache::Page{std::move(json), "tag"});
}
}  // namespace

TEST_CASE("a kept page is found until its channel changes") {
    PostCache cache;
    uint64_t version = 0;
    CHECK_FALSE(cache.find("a", "60", version));
    cache.keep("a", "60", version, page("one"));
    REQUIRE(cache.find("a", "60", version));
    CHECK(cache.find("a", "60", version)->json == "one");
    CHECK_FALSE(cache.find("a", "30", version));
    cache.changed("b");
    CHECK(cache.find("a", "60", version));
    cache.changed("a");
    CHECK_FALSE(cache.find("a", "60", version));
}

TEST_CASE("a page that was read while its channel changed is not kept") {
    PostCache cache;
    uint64_t before = 0, now = 0;
    cache.find("a", "60", before);
    cache.changed("a");
    cache.keep("a", "60", before, page("old"));
    CHECK_FALSE(cache.find("a", "60", now));
    cache.find("b", "60", before);
    cache.clear();
    cache.keep("b", "60", before, page("old"));
    CHECK_FALSE(cache.find("b", "60", now));
    // Nor when so many channels changed that this one is forgotten.
    cache.find("c", "60", before);
    for (int i = 0; i < 5000; ++i) cache.changed("other" + std::to_string(i));
    cache.keep("c", "60", before, page("old"));
    CHECK_FALSE(cache.find("c", "60", now));
}

TEST_CASE("pages give way to newer ones when memory is full, the least used first") {
    PostCache cache;
    uint64_t version = 0;
    const std::string big(1 << 20, 'x');
    for (int i = 0; i < 12; ++i) {
        cache.find("c", std::to_string(i), version);
        cache.keep("c", std::to_string(i), version, page(big));
    }
    CHECK(cache.find("c", "0", version));  // used again
    cache.keep("c", "12", version, page(big));
    CHECK(cache.find("c", "0", version));
    CHECK_FALSE(cache.find("c", "1", version));
    // One that would take a large part of it alone is not kept at all.
    cache.keep("d", "60", version, page(std::string(4 << 20, 'x')));
    CHECK_FALSE(cache.find("d", "60", version));
}

TEST_CASE("a pending id is remembered for minutes, for its sender") {
    PostCache cache;
    CHECK(cache.find_pending("bob", "p", 1000) == "");
    cache.keep_pending("bob", "p", "post", 1000);
    CHECK(cache.find_pending("bob", "p", 2000) == "post");
    CHECK(cache.find_pending("ann", "p", 2000) == "");
    CHECK(cache.find_pending("bob", "p", 1000 + 11 * 60 * 1000) == "");
}

}  // namespace rk
