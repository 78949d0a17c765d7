#include "base/ids.h"

#include <doctest/doctest.h>

#include <set>
#include <thread>
#include <vector>

using namespace rk;

TEST_CASE("ids: 26 characters of the alphabet, each its own") {
    std::set<std::string> seen, last;
    for (int i = 0; i < 5000; ++i) {
        const std::string id = new_id();
        CHECK(id.size() == 26);
        CHECK(id.find_first_not_of("ybndrfg8ejkmcpqxot1uwisza345h769") == std::string::npos);
        CHECK(is_valid_id(id));
        seen.insert(id);
        last.insert(id.substr(25));
    }
    CHECK(seen.size() == 5000);
    CHECK(last.size() == 8);  // 128 bits leave three for the last character
}

TEST_CASE("ids: threads do not share random bytes") {
    std::vector<std::string> ids[4];
    std::vector<std::thread> threads;
    for (auto& mine : ids) {
        threads.emplace_back([&mine] {
            for (int i = 0; i < 1000; ++i) mine.push_back(new_id());
        });
    }
    for (auto& t : threads) t.join();
    std::set<std::string> all;
    for (auto& mine : ids) all.insert(mine.begin(), mine.end());
    CHECK(all.size() == 4000);
}

TEST_CASE("ids: what counts as one") {
    CHECK(is_valid_id("abcdefghijklmnopqrstuvwxyz"));
    CHECK(is_valid_id("ABCDEFGHIJKLMNOPQRSTUVWX09"));
    CHECK_FALSE(is_valid_id("abcdefghijklmnopqrstuvwxy"));
    CHECK_FALSE(is_valid_id("abcdefghijklmnopqrstuvwxyzz"));
    CHECK_FALSE(is_valid_id("abcdefghijklmnopqrstuvwxy-"));
    CHECK_FALSE(is_valid_id("abcdefghijklmnopqrstuvwx\xc3\xa9"));
    CHECK_FALSE(is_valid_id(""));
}

TEST_CASE("ids: random bytes and tokens of any length") {
    for (const size_t n : {size_t{0}, size_t{1}, size_t{64}, size_t{65}, size_t{5000}}) {
        CHECK(random_bytes(n).size() == n);
        CHECK(random_token(n).size() == n);
        CHECK(random_token(n).find_first_not_of("ybndrfg8ejkmcpqxot1uwisza345h769") == std::string::npos);
    }
    CHECK(random_bytes(32) != random_bytes(32));
    std::set<char> bytes;
    for (const char c : random_bytes(10'000)) bytes.insert(c);
    CHECK(bytes.size() == 256);
}

TEST_CASE("ids: ordered ones sort by their time and differ within a millisecond") {
    std::string last;
    for (int64_t time : {int64_t{0}, int64_t{1}, int64_t{31}, int64_t{32}, int64_t{1700000000000},
                         int64_t{1700000000001}, int64_t{1700000001000}, int64_t{32503680000000}}) {
        const std::string id = new_ordered_id(time);
        CHECK(is_valid_id(id));
        CHECK(id.find_first_not_of("ybndrfg8ejkmcpqxot1uwisza345h769") == std::string::npos);
        CHECK(id > last);
        CHECK(new_ordered_id(time) != id);
        CHECK(new_ordered_id(time).substr(0, 9) == id.substr(0, 9));
        last = id;
    }
}
